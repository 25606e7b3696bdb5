"""The rule on derived values: bounds, durations and texts must follow from the dates that are held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Final

from rdflib import URIRef
from rdflib.term import IdentifiedNode, Identifier

from csto_kg.check.facts import Breach, Context, Facts
from csto_kg.time import bounds
from csto_kg.time.days import LAST_DAY, DateError, Days, Ending, Span, from_xsd
from csto_kg.time.edtf import Edtf, attested, parse
from csto_kg.vocab import CSTO, short

__all__ = ["WORKED_OUT", "not_derived"]

_OF_EVENT: Final = (CSTO.earliest, CSTO.latest)
_OF_SITUATION: Final = (CSTO.earliestBegin, CSTO.latestBegin, CSTO.earliestEnd, CSTO.latestEnd)
_ATTESTED: Final = (CSTO.firstAttested, CSTO.lastAttested)
_TEXTS: Final = (CSTO.dateText, CSTO.beginText, CSTO.endText)
_DURATIONS: Final = (CSTO.shortestDays, CSTO.longestDays)

WORKED_OUT: Final = frozenset(
    (*_OF_EVENT, *_OF_SITUATION, *_TEXTS, *_DURATIONS, CSTO.endStatus, *_ATTESTED, CSTO.attestedBy, CSTO.contestedBy)
)
"""The properties that only the build states."""


def not_derived(facts: Facts, _: Context) -> Iterator[Breach]:
    """Bounds that are not those of the dates, and durations and texts that are not those of the bounds.

    Bounds that are missing, malformed or exchanged are left to other rules.
    """
    for s, _value in facts.on.get(CSTO.earliest, ()):
        if (days := _days(facts, s, *_OF_EVENT)) is not None:
            yield from _against(facts, s, CSTO.date, days, CSTO.earliest)
            yield from _unlike(facts, s, {CSTO.dateText: bounds.shown(days, "unknown")})
    for s, _value in facts.on.get(CSTO.earliestBegin, ()):
        if (span := _span(facts, s)) is not None:
            yield from _of_situation(facts, s, span)


def _of_situation(facts: Facts, subject: IdentifiedNode, span: Span) -> Iterator[Breach]:
    yield from _against(facts, subject, CSTO.begins, span.begin, CSTO.earliestBegin)
    yield from _against(facts, subject, CSTO.ends, span.end, CSTO.earliestEnd)
    yield from _unattested(facts, subject, span)
    shortest, longest = span.duration
    worked_out = {
        CSTO.shortestDays: str(shortest),
        CSTO.longestDays: str(longest),
        CSTO.beginText: bounds.shown(span.begin, "unknown"),
        CSTO.endText: bounds.end_shown(span),
    }
    yield from _unlike(facts, subject, worked_out)
    is_bounded = span.end.latest != LAST_DAY
    if is_bounded and span.ending not in (Ending.STATED, Ending.DERIVED):
        detail = f"The end is bounded by {span.end.latest}, but its status is {span.ending.value}."
        yield Breach(subject, CSTO.endStatus, facts.one(subject, CSTO.endStatus), detail)
    if not is_bounded and span.ending is Ending.DERIVED:
        detail = "No day bounds the end, but its status is derived."
        yield Breach(subject, CSTO.endStatus, facts.one(subject, CSTO.endStatus), detail)


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
    expected = bounds.attested_range(value for _, value in attestations) or (None, None)
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
