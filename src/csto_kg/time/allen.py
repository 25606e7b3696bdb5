"""Allen's thirteen relations between two things in time, as far as their bounds tell.

A situation is an interval from its begin to the first day on which it no longer holds; an event is a point, for which
begin and end are one. Each end is one of a range of days, so that a relation is certain, possible or excluded. Ends are
compared as instants: within one day something can come before something else.

J. F. Allen, Maintaining knowledge about temporal intervals, CACM 26 (1983); names as in OWL-Time (W3C, 2022).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from csto_kg.time.edtf import Answer, Days, Span


class Allen(StrEnum):
    """The relations of a first thing to a second."""

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


# How begin and end of the first compare with begin and end of the second: first begin with second begin, first begin
# with second end, first end with second begin, first end with second end.
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
    """The possible begins and ends of something in time; of an event both are its possible days."""

    begin: Days
    end: Days
    is_event: bool

    @classmethod
    def of(cls, thing: Span | Days) -> Extent:
        """The extent of a situation, from its bounds, or of an event, from its days."""
        return cls(thing, thing, True) if isinstance(thing, Days) else cls(thing.begin, thing.end, False)


def table(first: Extent, second: Extent) -> Mapping[Allen, str]:
    """The relations that two things of their kinds can have."""
    if first.is_event and second.is_event:
        return POINTS
    if first.is_event:
        return POINT_IN
    return POINT_OF if second.is_event else SIGNS


def relations(first: Extent, second: Extent) -> Mapping[Allen, Answer]:
    """The relations that the bounds leave: one that is certain, or several that are possible; those excluded are not in it.

    The ends of the two are taken as independent of each other, also where one event begins one and ends the other.
    """
    left = [relation for relation, signs in table(first, second).items() if _can(first, second, signs)]
    return {relation: Answer.CERTAIN if len(left) == 1 else Answer.POSSIBLE for relation in left}


def _can(first: Extent, second: Extent, signs: str) -> bool:
    pairs = [(a, b) for a in (first.begin, first.end) for b in (second.begin, second.end)]
    # The order of four ends is possible if that of each two is: of a chain of ranges, instants can be taken in order
    # where each range begins before all later ones end.
    return (
        (first.is_event or first.begin.earliest < first.end.latest)
        and (second.is_event or second.begin.earliest < second.end.latest)
        and all(_compares(a, b, sign) for (a, b), sign in zip(pairs, signs, strict=True))
    )


def _compares(a: Days, b: Days, sign: str) -> bool:
    if sign == "<":
        return a.earliest < b.latest
    if sign == ">":
        return b.earliest < a.latest
    return a.overlaps(b)
