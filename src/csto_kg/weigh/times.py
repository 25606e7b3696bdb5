"""Dates events and situations: the days of events and the bounds of situations, from the findings on their dates.

A situation starts on the last of the events that start it and ends on the first of those that end it. Claims on its own
start and end narrow these days. An attestation that contradicts the bounds is a disagreement like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from rdflib import Literal, URIRef
from rdflib.namespace import RDF

from csto_kg.errors import Fault
from csto_kg.time import bounds
from csto_kg.time.days import Days, Ending, Span
from csto_kg.time.edtf import Edtf
from csto_kg.vocab import CSTO, short
from csto_kg.weigh.findings import Finding
from csto_kg.weigh.resolve import HELD, OPEN, REJECTED, Decisions, Resolution, resolve
from csto_kg.weigh.sides import Side, edtf_of
from csto_kg.weigh.statements import Entities, Point

_TYPE = RDF.type  # rdflib makes the term again each time it is asked


@dataclass(frozen=True, slots=True)
class HeldLimit:
    """What is held on the start or the end of a situation.

    `events` start or end it, as far as their days count; where a conflict leaves them out there are none. `stated` are the
    days that the `claims` on the situation's own start or end leave, None where there are no such claims.
    """

    events: tuple[URIRef, ...]
    stated: Days | None
    claims: frozenset[URIRef]


@dataclass(frozen=True, slots=True)
class HeldTimes:
    """What is held on the times of a situation: start, end, each attestation with its claims, and how the end is known."""

    begin: HeldLimit
    end: HeldLimit
    attested: tuple[tuple[Edtf, frozenset[URIRef]], ...]
    ending: Ending


@dataclass(frozen=True, slots=True)
class Times:
    """The days of events and the bounds of situations, and the findings after the resolutions on times.

    `held` says for each situation from what its bounds come. `faults` are the situations that end before they start.
    """

    events: Mapping[URIRef, Days]
    situations: Mapping[URIRef, Span]
    held: Mapping[URIRef, HeldTimes]
    findings: tuple[Finding, ...]
    resolutions: tuple[Resolution, ...]
    faults: tuple[Fault, ...]


class _Known(NamedTuple):
    """The findings by point, the days that those not rejected leave on dated points, and the days of held events."""

    on: Mapping[Point, Sequence[Finding]]
    days: Mapping[Point, Days]
    events: Mapping[URIRef, Days]

    def claims(self, points: Iterable[Point]) -> frozenset[URIRef]:
        """The claims that support findings on some points, without the rejected ones."""
        return _supports(f for point in points for f in self.on.get(point, ()))


class _Limit(NamedTuple):
    """The days of a situation's start or end, and what was decided about it.

    `rivals` are the claims that support it; `changed` are the findings that a resolution changes, old to new.
    """

    days: Days
    held: HeldLimit
    rivals: frozenset[URIRef]
    changed: Mapping[Finding, Finding]
    resolutions: tuple[Resolution, ...]


class _Placed(NamedTuple):
    """One situation in time, with the findings that were changed on the way, the resolutions and the faults."""

    span: Span
    held: HeldTimes
    changed: Mapping[Finding, Finding]
    resolutions: tuple[Resolution, ...]
    faults: tuple[Fault, ...]


def times_of(findings: Sequence[Finding], entities: Entities, decisions: Decisions) -> Times:
    """Date the events and situations that are held."""
    real = sorted({f.subject for f in findings if f.property == _TYPE and f.status == HELD})
    days = _days(findings)
    events = {s: days.get((s, CSTO.date), bounds.ANY_DAY) for s in real if entities.is_a(s, CSTO.Event)}
    on: dict[Point, list[Finding]] = {}
    for f in findings:
        on.setdefault((f.subject, f.property), []).append(f)
    known = _Known(on, days, events)
    placed = {s: _placed(s, known, entities, decisions) for s in real if entities.is_a(s, CSTO.Situation)}
    changed = {old: new for p in placed.values() for old, new in p.changed.items()}
    return Times(
        events,
        {situation: p.span for situation, p in placed.items()},
        {situation: p.held for situation, p in placed.items()},
        tuple(changed.get(f, f) for f in findings) if changed else tuple(findings),
        tuple(r for p in placed.values() for r in p.resolutions),
        tuple(fault for p in placed.values() for fault in p.faults),
    )


def _days(findings: Iterable[Finding]) -> dict[Point, Days]:
    """The days left for each dated point by the findings that are held, or by all sides that are left open."""
    days: dict[Point, Days] = {}
    for f in findings:
        if f.status == REJECTED or f.days is None:
            continue
        point = (f.subject, f.property)
        days[point] = days[point].hull(f.days) if point in days else f.days
    return days


def _placed(situation: URIRef, known: _Known, entities: Entities, decisions: Decisions) -> _Placed:
    begun = [e for e in entities.linked(situation, CSTO.begunBy) if e in known.events]
    ended = [e for e in entities.linked(situation, CSTO.endedBy) if e in known.events]
    by_begun = bounds.later_of(known.events[e] for e in begun)
    by_ended = bounds.earlier_of(known.events[e] for e in ended)
    begin = _limit((situation, CSTO.begins), by_begun, begun, known, decisions)
    end = _limit((situation, CSTO.ends), by_ended, ended, known, decisions)
    attested: list[tuple[Edtf, frozenset[URIRef]]] = []
    changed, resolutions = {**begin.changed, **end.changed}, [*begin.resolutions, *end.resolutions]
    for f in known.on.get((situation, CSTO.holds), ()):
        if f.status != HELD:
            continue
        if not bounds.contradicts(edtf_of(f.value), begin.days, end.days):
            attested.append((edtf_of(f.value), frozenset(f.supports)))
            continue
        resolution, new = _contradicted(f, begin.rivals | end.rivals, decisions)
        resolutions.append(resolution)
        changed[f] = new
    is_stated = bool(ended) or (situation, CSTO.ends) in known.days
    first, last = begin.days, end.days
    faults: tuple[Fault, ...] = ()
    if first.earliest > last.latest:
        faults = (_reversed(situation, first, last, known.claims((e, CSTO.date) for e in begun)),)
        # Under another policy no curator corrects it, so either of the two may be wrong.
        first = last = first.hull(last)
        begin, end = (_of_both(limit, first) for limit in (begin, end))
    span = bounds.span(first, last, [value for value, _ in attested], is_stated)
    held = HeldTimes(begin.held, end.held, tuple(attested), span.ending)
    return _Placed(span, held, changed, tuple(resolutions), faults)


def _of_both(limit: _Limit, days: Days) -> _Limit:
    """A limit that can lie on any of some days, since its start and end contradict each other."""
    return limit._replace(days=days, held=HeldLimit((), days, limit.rivals))


def _limit(point: Point, by_events: Days, events: Sequence[URIRef], known: _Known, decisions: Decisions) -> _Limit:
    """The days of a start or end that its events and the claims on it both allow.

    Where the two exclude each other, the resolution decides, and changes the findings from the claims on it.
    """
    direct = known.days.get(point)
    of_events = known.claims((e, CSTO.date) for e in events)
    both = bounds.narrowed(by_events, direct)
    if both is not None or direct is None:
        held = HeldLimit(tuple(events), direct, known.claims([point]))
        return _Limit(both or by_events, held, of_events | known.claims([point]), {}, ())
    stated = Side(Literal(bounds.shown(direct, "")), known.claims([point]), direct)
    implied = Side(Literal(bounds.shown(by_events, "")), of_events, by_events)
    resolution = resolve(point, [stated, implied], decisions)
    status = resolution.status(stated)
    changed = {
        f: replace(
            f,
            status=OPEN if f.status == OPEN and status == HELD else status,
            dissents=tuple(sorted((set(f.dissents) | of_events) - set(f.supports))),
            conflict=resolution.conflict_iri,
        )
        for f in known.on.get(point, ())
        if f.status != REJECTED
    }
    rivals = of_events | _supports(changed.values())
    if resolution.winner is None:
        held = HeldLimit((), direct.hull(by_events), stated.claims | of_events)
    elif resolution.winner is stated:
        held = HeldLimit((), direct, stated.claims)
    else:
        held = HeldLimit(tuple(events), None, frozenset())
    days = resolution.winner.days if resolution.winner else None
    return _Limit(days or direct.hull(by_events), held, rivals, changed, (resolution,))


def _contradicted(finding: Finding, rivals: frozenset[URIRef], decisions: Decisions) -> tuple[Resolution, Finding]:
    """The resolution on an attestation that contradicts the bounds, and the finding that results."""
    attested = Side(finding.value, frozenset(finding.supports), None)
    other = Side(Literal("its start and end"), rivals - attested.claims, None)
    resolution = resolve((finding.subject, finding.property), [attested, other], decisions)
    dissents = tuple(sorted(set(finding.dissents) | other.claims))
    changed = replace(
        finding, status=resolution.status(attested), dissents=dissents, conflict=resolution.conflict_iri
    )
    return resolution, changed


def _supports(findings: Iterable[Finding]) -> frozenset[URIRef]:
    return frozenset(c for f in findings if f.status != REJECTED for c in f.supports)


def _reversed(situation: URIRef, begin: Days, end: Days, claims: frozenset[URIRef]) -> Fault:
    """The fault of a situation that ends before it starts."""
    message = f"ends ({bounds.shown(end, 'unknown')}) before it starts ({bounds.shown(begin, 'unknown')})"
    look = ", ".join(short(c) for c in sorted(claims)) or "its claims"
    return Fault(message, short(situation), None, f"look at {look}")
