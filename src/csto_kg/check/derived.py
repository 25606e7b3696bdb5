"""The rules on derived values: bounds, durations and texts must follow from the dates that are held, or from order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Final

from rdflib import URIRef
from rdflib.namespace import RDF
from rdflib.term import IdentifiedNode, Identifier

from csto_kg.check.facts import Breach, Context, Facts
from csto_kg.check.in_time import times_in
from csto_kg.chronology import Contradiction, solve
from csto_kg.order.held import held_constraints
from csto_kg.order.moments import bound_property
from csto_kg.order.ordering import days_in
from csto_kg.order.plain import TIMES
from csto_kg.time import bounds
from csto_kg.time.days import FIRST_DAY, LAST_DAY, DateError, Days, Ending, Span, as_xsd, from_xsd
from csto_kg.time.edtf import Edtf, attested, parse
from csto_kg.vocab import CSTO, ID, short

__all__ = ["WORKED_OUT", "bounds_without_steps", "not_derived"]

_OF_EVENT: Final = (CSTO.earliest, CSTO.latest)
_OF_SITUATION: Final = (CSTO.earliestBegin, CSTO.latestBegin, CSTO.earliestEnd, CSTO.latestEnd)
_ATTESTED: Final = (CSTO.firstAttested, CSTO.lastAttested)
_TEXTS: Final = (CSTO.dateText, CSTO.beginText, CSTO.endText)
_DURATIONS: Final = (CSTO.shortestDays, CSTO.longestDays)

_PRESUMED: Final = {
    CSTO.earliest: CSTO.presumedEarliest,
    CSTO.latest: CSTO.presumedLatest,
    CSTO.earliestBegin: CSTO.presumedEarliestBegin,
    CSTO.latestBegin: CSTO.presumedLatestBegin,
    CSTO.earliestEnd: CSTO.presumedEarliestEnd,
    CSTO.latestEnd: CSTO.presumedLatestEnd,
}
_DERIVED, _ASSUMED = CSTO.DerivedBound, CSTO.PresumedBound

WORKED_OUT: Final = frozenset(
    (
        *(*_OF_EVENT, *_OF_SITUATION, *_TEXTS, *_DURATIONS, CSTO.endStatus, *_ATTESTED),
        *(CSTO.attestedBy, CSTO.contestedBy, CSTO.contestedOn, *_PRESUMED.values()),
        *(CSTO.belongsTo, CSTO.concerns, CSTO.speaksOf, CSTO.reports, CSTO.deniedOf, CSTO.disputedIn),
    )
)
"""The properties that only the build states."""


def not_derived(facts: Facts, _: Context) -> Iterator[Breach]:
    """Bounds that are not those of the dates, and durations and texts that are not those of the bounds.

    Bounds that are missing, malformed or exchanged are left to other rules.
    """
    for s, _value in facts.on.get(CSTO.earliest, ()):
        if (days := _days(facts, s, *_OF_EVENT)) is not None:
            yield from _against(facts, s, CSTO.date, days, CSTO.earliest)
            dates = _given(facts, s, CSTO.date)
            shown = bounds.as_stated(days, dates) or bounds.shown(days, "unknown")
            yield from _unlike(facts, s, {CSTO.dateText: shown})
    for s, _value in facts.on.get(CSTO.earliestBegin, ()):
        if (span := _span(facts, s)) is not None:
            yield from _of_situation(facts, s, span)


def _of_situation(facts: Facts, subject: IdentifiedNode, span: Span) -> Iterator[Breach]:
    yield from _against(facts, subject, CSTO.begins, span.begin, CSTO.earliestBegin)
    yield from _against(facts, subject, CSTO.ends, span.end, CSTO.earliestEnd)
    yield from _unattested(facts, subject, span)
    shortest, longest = span.duration
    starts = _given(facts, subject, CSTO.begins, CSTO.begunBy)
    ends = _given(facts, subject, CSTO.ends, CSTO.endedBy)
    worked_out = {
        CSTO.shortestDays: str(shortest),
        CSTO.longestDays: str(longest),
        CSTO.beginText: bounds.as_stated(span.begin, starts) or bounds.shown(span.begin, "unknown"),
        CSTO.endText: bounds.as_stated(span.end, ends) or bounds.end_shown(span),
    }
    yield from _unlike(facts, subject, worked_out)
    is_bounded = span.end.latest != LAST_DAY
    if is_bounded and span.ending not in (Ending.STATED, Ending.DERIVED):
        detail = f"The end is bounded by {span.end.latest}, but its status is {span.ending.value}."
        yield Breach(subject, CSTO.endStatus, facts.one(subject, CSTO.endStatus), detail)
    if not is_bounded and span.ending is Ending.DERIVED:
        detail = "No day bounds the end, but its status is derived."
        yield Breach(subject, CSTO.endStatus, facts.one(subject, CSTO.endStatus), detail)


def _given(facts: Facts, subject: IdentifiedNode, key: URIRef, link: URIRef | None = None) -> list[str]:
    """The dates that are held of a thing, with those of the events that start or end it."""
    linked = () if link is None else facts.of[subject].get(link, ())
    events = [event for event in linked if isinstance(event, IdentifiedNode)]
    dates = [*facts.of[subject].get(key, ()), *(d for e in events for d in facts.of.get(e, {}).get(CSTO.date, ()))]
    return [str(date) for date in dates]


def _days(facts: Facts, subject: IdentifiedNode, first: URIRef, last: URIRef) -> Days | None:
    stated = [facts.one(subject, p) for p in (first, last)]
    try:
        earliest, latest = (from_xsd(str(bound)) for bound in stated)
        return Days(earliest, latest) if earliest <= latest else None
    except DateError:
        return None


def _span(facts: Facts, subject: IdentifiedNode) -> Span | None:
    begin, end = _days(facts, subject, *_OF_SITUATION[:2]), _days(facts, subject, *_OF_SITUATION[2:])
    try:
        ending = Ending(str(facts.one(subject, CSTO.endStatus)).rpartition("/")[2])
        return Span(begin, end, ending) if begin is not None and end is not None else None
    except ValueError:  # DateError, too: bounds in no order
        return None


def _against(facts: Facts, subject: IdentifiedNode, prop: URIRef, days: Days, bound: URIRef) -> Iterator[Breach]:
    """Bounds that reach beyond a date that is held."""
    stated = facts.one(subject, prop)
    try:
        is_within = stated is None or bounds.days_of(parse(str(stated))).covers(days)
    except DateError:
        return
    if not is_within:
        detail = f"{short(prop)} is {stated}, and the bounds are {days.earliest} and {days.latest}."
        yield Breach(subject, bound, facts.one(subject, bound), detail)


def _attestations(facts: Facts, subject: IdentifiedNode) -> list[tuple[Identifier, Edtf]]:
    """The times at which a situation is attested, each as it is written; what is not a date is left to another rule."""
    read = []
    for stated in sorted(facts.of[subject].get(CSTO.holds, ())):
        with suppress(DateError):
            read.append((stated, parse(str(stated))))
    return read


def _attesting_events(facts: Facts, subject: IdentifiedNode) -> list[Edtf]:
    """The days of the events at which the situation is attested."""
    events = (e for e in facts.of[subject].get(CSTO.holdsAt, ()) if isinstance(e, IdentifiedNode))
    texts = (str(facts.one(event, CSTO.dateText)) for event in sorted(events))
    read = []
    for text in texts:
        with suppress(DateError):
            read.append(parse(text))
    return read


def _unattested(facts: Facts, subject: IdentifiedNode, span: Span) -> Iterator[Breach]:
    """Bounds that do not include a time at which the situation is attested, and wrong first or last attestations."""
    attestations = _attestations(facts, subject)
    for stated, value in attestations:
        begun, held = attested(value)
        if span.begin.latest > max(begun, span.begin.earliest) or span.end.earliest < held:
            yield Breach(
                subject, CSTO.holds, stated, f"csto:holds is {stated}, and the bounds do not follow from it."
            )
    if len(attestations) < len(facts.of[subject].get(CSTO.holds, ())):
        return  # the first and the last cannot be found among malformed dates
    values = [*(value for _, value in attestations), *_attesting_events(facts, subject)]
    expected = bounds.attested_range(values) or (None, None)
    for prop, text in zip(_ATTESTED, expected, strict=True):
        found = facts.one(subject, prop)
        if (found and str(found)) != text:
            detail = f"{short(prop)} is {found or 'missing'}, and {text or 'nothing'} follows from csto:holds."
            yield Breach(subject, prop, found, detail)


def _unlike(facts: Facts, subject: IdentifiedNode, worked_out: Mapping[URIRef, str]) -> Iterator[Breach]:
    for prop, expected in worked_out.items():
        stated = facts.one(subject, prop)
        if stated is not None and str(stated) != expected:
            yield Breach(subject, prop, stated, f"{short(prop)} is {stated}, and {expected} follows.")


def bounds_without_steps(facts: Facts, context: Context) -> Iterator[Breach]:
    """Derived bounds with another day than the view, and bounds that neither dates nor derived bounds explain.

    In a graph without derived bounds nothing is found.
    """
    if _DERIVED not in facts.classes and _ASSUMED not in facts.classes:
        return
    explained = set()
    for node, types in facts.types.items():
        if _DERIVED not in types and _ASSUMED not in types:
            continue
        thing, prop, day = (facts.one(node, p) for p in (CSTO.boundOf, CSTO.boundProperty, CSTO.day))
        if not isinstance(thing, IdentifiedNode) or prop not in _PRESUMED or thing not in facts.types:
            continue  # left to the shapes
        explained.add((thing, prop))
        of_view = _PRESUMED[URIRef(prop)] if _ASSUMED in types else URIRef(prop)
        stated = facts.one(thing, of_view)
        if day is not None and stated is not None and str(day) != str(stated):
            detail = f"It gives {context.name(thing)} {short(of_view)} {day}, and the view has {stated}."
            yield Breach(node, CSTO.day, day, detail)
    for thing, prop, stated, own in _tightened(facts, context):
        if (thing, prop) not in explained:
            detail = f"{context.name(thing)} has {short(prop)} {stated}, its own dates give {own}."
            yield Breach(thing, prop, stated, detail)


def _tightened(facts: Facts, context: Context) -> Iterator[tuple[IdentifiedNode, URIRef, Identifier, str]]:
    """The bounds of the view that the dates of a thing do not give, with what these give.

    Where a date is left open, the view has the days of all sides and no date, so that cannot be checked.
    """
    held = times_in(facts, context, set())
    solution = solve(held_constraints(held.weighed), is_quick=True)
    if isinstance(solution, Contradiction):
        return  # another rule reports it
    undecided = _undecided(facts)
    near = {
        situation: {situation, *times.begin.events, *times.end.events}
        for situation, times in held.weighed.held_times.items()
    }
    for moment in solution.points:
        if not undecided.isdisjoint(near.get(moment.thing, {moment.thing})):
            continue
        own = days_in(solution, moment)
        for is_latest, day in ((False, own.earliest), (True, own.latest)):
            prop = bound_property(moment, is_latest=is_latest)
            stated = facts.one(moment.thing, prop)
            if stated is not None and str(stated) not in (as_xsd(day), *_UNKNOWN):
                yield moment.thing, prop, stated, as_xsd(day)


_UNKNOWN: Final = (as_xsd(FIRST_DAY), as_xsd(LAST_DAY))


def _undecided(facts: Facts) -> set[Identifier]:
    """The things of which a time is left open or was rejected."""
    subjects = {f: facts.one(f, RDF.subject) for p in TIMES for f, o in facts.on.get(RDF.predicate, ()) if o == p}
    held = {f for f, status in facts.on.get(CSTO.status, ()) if status == ID["finding-status/held"]}
    return {s for f, s in subjects.items() if s is not None and f not in held}
