"""The periods of a situation within which the same claims are for and against it.

Whether a claim bears on a day depends on the day. "A member since 1994" is against "a member since 2002" on the days between
the two, and for it afterwards; "founded in 1994" leaves the days of 1994 open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from rdflib import URIRef

from csto_kg.time.bounds import days_of
from csto_kg.time.days import FIRST_DAY, LAST_DAY, Days, Span, day_after
from csto_kg.vocab import CSTO
from csto_kg.weigh.sides import edtf_of, is_date
from csto_kg.weigh.stances import END, HELD_WHEN, START, Claims, PointSides, Spoke, own_support

__all__ = ["Periods", "StancePeriod", "periods_of"]

_TIMES = (CSTO.date, CSTO.begins, CSTO.ends, CSTO.holds)


class StancePeriod(NamedTuple):
    """A period of a situation, from its first day to the day after its last, and the claims for and against it."""

    first: date
    until: date
    attested: Claims
    contested: Claims


class Periods(NamedTuple):
    """The periods of a situation, in order, and what the claims differ on within them."""

    periods: tuple[StancePeriod, ...]
    differ: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Account:
    """What one claim says of when a situation held.

    It does not hold before `not_before`, holds from `since` to the day before `until`, and no longer from `not_from` on.
    Nor does it hold on the days `denied`.
    """

    not_before: date = FIRST_DAY
    since: date = FIRST_DAY
    until: date = LAST_DAY
    not_from: date = LAST_DAY
    denied: tuple[Days, ...] = ()

    def against(self, day: date) -> str:
        """By what the claim is against the situation on a day; empty where it is not."""
        if day < self.not_before:
            return START
        if day >= self.not_from:
            return END
        return HELD_WHEN if any(d.earliest <= day <= d.latest for d in self.denied) else ""

    def supports(self, day: date, span: Span) -> bool:
        """Whether the claim says that it holds on a day, or as much as is known of that day."""
        begun = self.since <= day or day < span.begin.latest
        return begun and (day < self.until or day >= span.end.earliest)

    @property
    def days(self) -> Iterable[date]:
        """The days on which its stance can change."""
        yield from (self.not_before, self.since, self.until, self.not_from)
        for d in self.denied:
            yield from (d.earliest, day_after(d.latest))


def periods_of(situation: URIRef, span: Span, spoke: Spoke) -> Periods:
    """The periods of a situation within its possible days."""
    sides = list(spoke.sides(situation))
    accounts = _accounts(situation, spoke)
    always = frozenset(c for s in sides if s.point[1] not in _TIMES for c in s.against)
    speaking = own_support(situation, sides, spoke).union(*(s.exact | s.rough for s in sides))
    speaking |= _asserting(sides, spoke, situation)
    first, last = span.begin.earliest, span.end.latest
    turns = {d for a in accounts.values() for d in a.days} | {span.begin.latest, span.end.earliest}
    starts = sorted({first, *(d for d in turns if first < d < last)})
    differ: set[str] = set()
    periods: list[StancePeriod] = []
    for day, until in zip(starts, [*starts[1:], last], strict=True):
        why = {c: word for c, a in accounts.items() if (word := a.against(day))}
        differ.update(why.values())
        contested = always | frozenset(why)
        attested = frozenset(c for c in speaking - contested if accounts.get(c, _Account()).supports(day, span))
        if not attested and not contested:
            attested = speaking  # nobody says as much of this day: then it rests on those who say less
        if periods and periods[-1][2:] == (attested, contested):
            periods[-1] = periods[-1]._replace(until=until)
        else:
            periods.append(StancePeriod(day, until, attested, contested))
    return Periods(tuple(periods), frozenset(differ))


def _asserting(sides: Iterable[PointSides], spoke: Spoke, situation: URIRef) -> Claims:
    """The claims against a start, end or attestation that say all the same that the situation held at another time."""
    against = {c for s in sides if s.point[1] in _TIMES for c in s.against}
    asserted = {s.claim for side in sides for s in spoke.heard(side.point, situation).asserted}
    return frozenset(against & asserted)


def _accounts(situation: URIRef, spoke: Spoke) -> Mapping[URIRef, _Account]:
    """What each claim that speaks of the times of a situation says of them."""
    limits = {which: _days_said([(situation, which)], situation, spoke) for which in (CSTO.begins, CSTO.ends)}
    for event, which in spoke.events(situation):
        for claim, days in _days_said([(event, CSTO.date)], situation, spoke).items():
            limits[which].setdefault(claim, []).extend(days)
    denied: dict[URIRef, list[Days]] = {}
    for s in spoke.heard((situation, CSTO.holds), situation).denied:
        if is_date(s.value):
            denied.setdefault(s.claim, []).append(days_of(edtf_of(s.value)))
    begin, end = limits[CSTO.begins], limits[CSTO.ends]
    return {
        claim: _Account(
            max((d.earliest for d in begin.get(claim, ())), default=FIRST_DAY),
            max((d.latest for d in begin.get(claim, ())), default=FIRST_DAY),
            min((d.earliest for d in end.get(claim, ())), default=LAST_DAY),
            min((d.latest for d in end.get(claim, ())), default=LAST_DAY),
            tuple(denied.get(claim, ())),
        )
        for claim in {*begin, *end, *denied}
    }


def _days_said(points: Iterable[tuple[URIRef, URIRef]], situation: URIRef, spoke: Spoke) -> dict[URIRef, list[Days]]:
    found: dict[URIRef, list[Days]] = {}
    for point in points:
        for s in spoke.heard(point, situation).asserted:
            if is_date(s.value):
                found.setdefault(s.claim, []).append(days_of(edtf_of(s.value)))
    return found
