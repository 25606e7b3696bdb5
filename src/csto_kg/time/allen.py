"""Allen's thirteen relations between two things in time, as far as their bounds decide them.

A situation is an interval from its start to the first day on which it no longer holds. An event is a point: its start is
its end. Start and end are given as ranges of possible days, so a relation is certain, possible or excluded. The true start
and end are instants: of two things on one day, one can still come before the other.

J. F. Allen, Maintaining knowledge about temporal intervals, CACM 26 (1983); names as in OWL-Time (W3C, 2022).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from csto_kg.time.days import Certainty, Days, Span


class Allen(StrEnum):
    """A relation of a first thing to a second."""

    BEFORE = "before"
    MEETS = "meets"
    OVERLAPS = "overlaps"
    STARTS = "starts"
    DURING = "during"
    FINISHES = "finishes"
    EQUALS = "equals"
    FINISHED_BY = "finished by"
    CONTAINS = "contains"
    STARTED_BY = "started by"
    OVERLAPPED_BY = "overlapped by"
    MET_BY = "met by"
    AFTER = "after"


# Four comparisons for each relation: the start of the first with the start and the end of the second, then the end of
# the first with the start and the end of the second.
SIGNS: Final[Mapping[Allen, str]] = {
    Allen.BEFORE: "<<<<",
    Allen.MEETS: "<<=<",
    Allen.OVERLAPS: "<<><",
    Allen.STARTS: "=<><",
    Allen.DURING: "><><",
    Allen.FINISHES: "><>=",
    Allen.EQUALS: "=<>=",
    Allen.FINISHED_BY: "<<>=",
    Allen.CONTAINS: "<<>>",
    Allen.STARTED_BY: "=<>>",
    Allen.OVERLAPPED_BY: "><>>",
    Allen.MET_BY: ">=>>",
    Allen.AFTER: ">>>>",
}

# A point against an interval, an interval against a point, and a point against a point.
POINT_IN: Final[Mapping[Allen, str]] = {
    Allen.BEFORE: "<<<<",
    Allen.STARTS: "=<=<",
    Allen.DURING: "><><",
    Allen.FINISHES: ">=>=",
    Allen.AFTER: ">>>>",
}
POINT_OF: Final[Mapping[Allen, str]] = {
    Allen.BEFORE: "<<<<",
    Allen.FINISHED_BY: "<<==",
    Allen.CONTAINS: "<<>>",
    Allen.STARTED_BY: "==>>",
    Allen.AFTER: ">>>>",
}
POINTS: Final[Mapping[Allen, str]] = {Allen.BEFORE: "<<<<", Allen.EQUALS: "====", Allen.AFTER: ">>>>"}


@dataclass(frozen=True, slots=True)
class Extent:
    """The possible starts and ends of something in time; for an event, both are its possible days."""

    start: Days
    end: Days
    is_event: bool

    @classmethod
    def of(cls, thing: Span | Days) -> Extent:
        """The extent of a situation (given its bounds) or of an event (given its days)."""
        return cls(thing, thing, True) if isinstance(thing, Days) else cls(thing.begin, thing.end, False)


def table(first: Extent, second: Extent) -> Mapping[Allen, str]:
    """The relations that are defined between two situations, two events, or one of each."""
    if first.is_event and second.is_event:
        return POINTS
    if first.is_event:
        return POINT_IN
    return POINT_OF if second.is_event else SIGNS


def possible_relations(first: Extent, second: Extent) -> Mapping[Allen, Certainty]:
    """The relations that the bounds allow: a single one is certain, several are possible.

    The dates of the two are taken as independent, even where one event ends the first and starts the second.
    """
    allowed = [relation for relation, signs in table(first, second).items() if _can(first, second, signs)]
    return {relation: Certainty.CERTAIN if len(allowed) == 1 else Certainty.POSSIBLE for relation in allowed}


def _can(first: Extent, second: Extent, signs: str) -> bool:
    pairs = [(a, b) for a in (first.start, first.end) for b in (second.start, second.end)]
    # Four points can be put in an order if each two of them can: instants can be chosen in order from a chain of ranges
    # in which each range starts before every later one ends.
    return (
        (first.is_event or first.start.earliest < first.end.latest)
        and (second.is_event or second.start.earliest < second.end.latest)
        and all(_compares(a, b, sign) for (a, b), sign in zip(pairs, signs, strict=True))
    )


def _compares(a: Days, b: Days, sign: str) -> bool:
    if sign == "<":
        return a.earliest < b.latest
    if sign == ">":
        return b.earliest < a.latest
    return a.overlaps(b)
