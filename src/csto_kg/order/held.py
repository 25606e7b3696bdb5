"""Constraints from what is held on the times of each thing: its date, its attestations, what starts and ends it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from rdflib import URIRef

from csto_kg.chronology import ORIGIN, TemporalConstraint
from csto_kg.order.moments import Moment, NetworkConstraint, Reason, Which, at_least, within_days
from csto_kg.order.rules import Form, rule_iri
from csto_kg.read.records import DENIES, Claim
from csto_kg.time.days import FIRST_DAY, LAST_DAY
from csto_kg.time.edtf import Edtf
from csto_kg.time.relative import parse_relative
from csto_kg.vocab import CSTO
from csto_kg.weigh.findings import Finding
from csto_kg.weigh.resolve import HELD, REJECTED
from csto_kg.weigh.times import HeldLimit, HeldTimes
from csto_kg.weigh.weighing import Weighed

__all__ = ["distance_in_days", "held_constraints", "relative_constraints", "start_of"]


def start_of(thing: URIRef, weighed: Weighed) -> Moment | None:
    """The day of an event or the start of a situation; None for what is neither, or is not held."""
    if thing in weighed.events:
        return Moment(thing, Which.DAY)
    return Moment(thing, Which.BEGIN) if thing in weighed.held_times else None


def held_constraints(weighed: Weighed) -> Iterator[NetworkConstraint]:
    """The constraints on each event and situation by the claims on its own times and by the register."""
    claims = _date_claims(weighed.findings)
    for event, days in weighed.events.items():
        yield from within_days(Moment(event, Which.DAY), days, Reason(rule_iri(Form.DATED), claims.get(event, ())))
    for situation, held in weighed.held_times.items():
        yield from _of_situation(situation, held)


def _date_claims(findings: Iterable[Finding]) -> dict[URIRef, tuple[URIRef, ...]]:
    """The claims behind the days of each event."""
    claims: dict[URIRef, set[URIRef]] = {}
    for f in findings:
        if f.property == CSTO.date and f.status != REJECTED:
            claims.setdefault(f.subject, set()).update(f.supports)
    return {event: tuple(sorted(supports)) for event, supports in claims.items()}


def _of_situation(situation: URIRef, held: HeldTimes) -> Iterator[NetworkConstraint]:
    begin, end = Moment(situation, Which.BEGIN), Moment(situation, Which.END)
    yield at_least(1, begin, end, Reason(rule_iri(Form.LASTS)))
    yield from _of_limit(begin, held.begin)
    yield from _of_limit(end, held.end)
    for value, claims in held.attested:
        begun, ended = _attested_limits(value)
        reason = Reason(rule_iri(Form.ATTESTED), tuple(sorted(claims)))
        if begun is not None:
            yield TemporalConstraint(begin, ORIGIN, begun.toordinal(), reason)
        if ended is not None:
            yield TemporalConstraint(ORIGIN, end, -ended.toordinal(), reason)


def _attested_limits(value: Edtf) -> tuple[date | None, date | None]:
    """The latest start and the earliest end that an attestation leaves; None where it leaves any.

    An open start lies before every day. An open end bounds nothing, but it held on the day from which it goes on.
    """
    last = value.first.earliest if value.last.earliest == LAST_DAY else value.last.earliest
    begun = None if value.first.latest == LAST_DAY else value.first.latest
    return begun, None if last in (FIRST_DAY, LAST_DAY) else last + timedelta(days=1)


def _of_limit(moment: Moment, limit: HeldLimit) -> Iterator[NetworkConstraint]:
    if limit.stated is not None:
        yield from within_days(moment, limit.stated, Reason(rule_iri(Form.DATED), tuple(sorted(limit.claims))))
    is_begin = moment.which is Which.BEGIN
    reason = Reason(rule_iri(Form.BEGUN_BY if is_begin else Form.ENDED_BY))
    for event in limit.events:
        day = Moment(event, Which.DAY)
        # It starts on the last of the events that start it, and ends on the first of those that end it.
        yield at_least(0, day, moment, reason) if is_begin else at_least(0, moment, day, reason)
        if len(limit.events) == 1:
            yield at_least(0, moment, day, reason) if is_begin else at_least(0, day, moment, reason)


def relative_constraints(claims: Iterable[Claim], weighed: Weighed) -> Iterator[NetworkConstraint]:
    """The distances that sources state between two events, both ways, except where the date that follows was rejected."""
    held = {
        (f.subject, f.value, claim)
        for f in weighed.findings
        if f.property == CSTO.reckonedFrom and f.status == HELD
        for claim in f.supports
    }
    lost = {
        (f.subject, claim)
        for f in weighed.findings
        if f.property == CSTO.date and f.status == REJECTED
        for claim in f.supports
    }
    for claim in claims:
        if claim.stance == DENIES:
            continue
        for subject, stated in _relative_dates(claim).items():
            other = URIRef(stated.get(CSTO.reckonedFrom, ""))
            known = {subject, other} <= weighed.events.keys() and CSTO.reckoned in stated
            if known and (subject, other, claim.iri) in held and (subject, claim.iri) not in lost:
                reason = Reason(rule_iri(Form.DISTANCE), (claim.iri,))
                yield from _distance(
                    Moment(subject, Which.DAY), Moment(other, Which.DAY), stated[CSTO.reckoned], reason
                )


def _relative_dates(claim: Claim) -> Mapping[URIRef, Mapping[URIRef, str]]:
    found: dict[URIRef, dict[URIRef, str]] = {}
    for s, p, o in claim.triples:
        if p in (CSTO.reckonedFrom, CSTO.reckoned):
            found.setdefault(URIRef(str(s)), {})[URIRef(str(p))] = str(o)
    return found


def _distance(moment: Moment, other: Moment, text: str, reason: Reason) -> Iterator[NetworkConstraint]:
    least, most = distance_in_days(text)
    if least is not None:
        yield at_least(least, other, moment, reason)
    if most is not None:
        yield TemporalConstraint(moment, other, most, reason)


# Leap years, and eight years without one around 1900: every month and year has its extreme lengths there, which show at the
# first day of a month and at its last days, where a month that is shorter cuts them.
_TRIED: Final = tuple(
    date(year, month, day)
    for year in range(1896, 1905)
    for month in range(1, 13)
    for day in (1, 28, 29, 30, 31)
    if day <= monthrange(year, month)[1]
)


@lru_cache(maxsize=1000)  # the same distances recur
def distance_in_days(text: str) -> tuple[int | None, int | None]:
    """The least and the most days from an event to the date that is counted from it; None where nothing bounds them.

    Months and years differ in length, so these hold whatever the day of the event.
    """
    relative = parse_relative(text)
    least = [relative.first(day) for day in _TRIED]
    most = [relative.last(day) for day in _TRIED]
    return (
        None if FIRST_DAY in least else min((to - day).days for to, day in zip(least, _TRIED, strict=True)),
        None if LAST_DAY in most else max((to - day).days for to, day in zip(most, _TRIED, strict=True)),
    )
