"""Events and situations of a plain graph, without the claims behind it: their own times as constraints can be made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from rdflib import URIRef
from rdflib.term import Node

from csto_kg.ontology import Ontology
from csto_kg.order.things import Said, Things
from csto_kg.time import bounds
from csto_kg.time.days import DateError, Days, Ending, from_xsd
from csto_kg.time.edtf import Edtf, parse
from csto_kg.vocab import CSTO
from csto_kg.weigh.findings import Finding
from csto_kg.weigh.times import HeldLimit, HeldTimes
from csto_kg.weigh.weighing import Weighed

__all__ = ["TIMES", "plain_things"]

_DATE: Final = CSTO.date
_HOLDS: Final = CSTO.holds
_LIMITS: Final = (
    (CSTO.begunBy, CSTO.begins, (CSTO.earliestBegin, CSTO.latestBegin)),
    (CSTO.endedBy, CSTO.ends, (CSTO.earliestEnd, CSTO.latestEnd)),
)
_OF_EVENT: Final = (CSTO.earliest, CSTO.latest)

# A graph has few dates, each of them many times.
_DATES: Final = 50_000

TIMES: Final = (_DATE, _HOLDS, *_OF_EVENT, *(p for link, own, between in _LIMITS for p in (link, own, *between)))
"""The properties from which the times of things are read."""


def plain_things(
    said: Said, types: Mapping[URIRef, Iterable[URIRef]], held: Sequence[Finding], ontology: Ontology
) -> Things:
    """The events and situations of a graph with their times: their dates in EDTF, or the bounds where there are no dates.

    `held` are findings that are held, for the claims behind statements. What cannot be read as a date, and a date with
    several values, gives no constraint.
    """
    supers = ontology.supers
    classes = {s: frozenset(c for cls in own for c in (cls, *supers.get(cls, ()))) for s, own in types.items()}
    supports: dict[tuple[Node, Node, Node], tuple[URIRef, ...]] = {
        (f.subject, f.property, f.value): f.supports for f in held
    }
    events = {s: _event_days(s, said) for s, found in classes.items() if CSTO.Event in found}
    times = {
        s: _held_times(s, said, events, supports)
        for s, found in classes.items()
        if CSTO.Situation in found and s not in events
    }
    dated = tuple(f for f in held if f.property == _DATE)
    weighed = Weighed(dated, (), events, {}, times, {}, {}, 0)
    return Things(weighed, said, supports, classes)


def _one(said: Said, thing: URIRef, prop: URIRef) -> Node | None:
    values = said.get(prop, {}).get(thing, ())
    return values[0] if len(values) == 1 else None


def _date(said: Said, thing: URIRef, prop: URIRef) -> Days | None:
    stated = _one(said, thing, prop)
    return None if stated is None else _days_of(str(stated))


def _between(said: Said, thing: URIRef, props: tuple[URIRef, URIRef]) -> Days | None:
    """The days between two bounds; None where one is missing or they are exchanged, which other rules report."""
    first, last = (_one(said, thing, p) for p in props)
    return None if first is None or last is None else _days_between(str(first), str(last))


@lru_cache(maxsize=_DATES)
def _days_of(text: str) -> Days | None:
    value = _edtf(text)
    return None if value is None else bounds.days_of(value)


@lru_cache(maxsize=_DATES)
def _days_between(first: str, last: str) -> Days | None:
    try:
        return Days(from_xsd(first), from_xsd(last))
    except DateError:
        return None


def _event_days(event: URIRef, said: Said) -> Days:
    return _date(said, event, _DATE) or _between(said, event, _OF_EVENT) or bounds.ANY_DAY


def _held_times(
    situation: URIRef,
    said: Said,
    events: Mapping[URIRef, Days],
    supports: Mapping[tuple[Node, Node, Node], tuple[URIRef, ...]],
) -> HeldTimes:
    limits = []
    for link, prop, limit_bounds in _LIMITS:
        linked = tuple(e for e in said.get(link, {}).get(situation, ()) if isinstance(e, URIRef) and e in events)
        stated = _date(said, situation, prop)
        value = _one(said, situation, prop)
        claims = supports.get((situation, prop, value), ()) if value is not None and stated is not None else ()
        if stated is None and not any(events[e] != bounds.ANY_DAY for e in linked):
            stated = _between(said, situation, limit_bounds)
        limits.append(HeldLimit(linked, stated, frozenset(claims)))
    attested = []
    for value in said.get(_HOLDS, {}).get(situation, ()):
        if (read := _edtf(str(value))) is not None:
            attested.append((read, frozenset(supports.get((situation, _HOLDS, value), ()))))
    return HeldTimes(limits[0], limits[1], tuple(attested), Ending.UNKNOWN)


@lru_cache(maxsize=_DATES)
def _edtf(text: str) -> Edtf | None:
    try:
        return parse(text)
    except DateError:
        return None
