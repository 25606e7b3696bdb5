"""The rows of a chart: bars for situations, marks for events, and their days cut into segments of one grade.

A segment starts on a day and stops before another, as situations do. `FIRST_DAY` and `LAST_DAY` mean that no bound is
known on that side; nothing here treats them as days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final, TypeAlias

from csto_kg.time.days import FIRST_DAY, LAST_DAY, Certainty, Days, Span, day_after, holds_on

__all__ = ["Bar", "ChartRow", "Grade", "Mark", "Segment", "dated", "segments_before", "segments_of"]


class Grade(StrEnum):
    """How certain it is that something held, or happened, on the days of a segment. The strongest comes first."""

    CERTAIN = "certain"
    """For every choice of the possible days."""
    PRESUMED = "presumed"
    """Certain if the named assumptions of the row are true; otherwise possible or unknown."""
    POSSIBLE = "possible"
    """For some choices of the possible days."""
    UNKNOWN = "unknown"
    """It had started, no source gives its end, and no source attests it so late."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A situation: it is certain from its latest start until before its earliest end, possible in the bounds around that."""

    label: str
    """What held, for people. It is cut where there is no room for it."""
    span: Span
    """The bounds, and how the end is known."""
    before: Span | None = None
    """The looser bounds that it had before order tightened them, where that is to be shown."""
    presumed: Span | None = None
    """The bounds that follow if the assumptions are true. Days that they add to the certain ones are presumed; days that
    are not possible stay so."""
    assumptions: tuple[str, ...] = ()
    """The assumptions of the presumed bounds, in words."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An event: it happened on one of some days."""

    label: str
    """What happened, for people. It is cut where there is no room for it."""
    days: Days
    """The possible days."""
    before: Days | None = None
    """The days that were possible before order tightened them, where that is to be shown."""
    presumed: Days | None = None
    """The days that are possible if the assumptions are true. They are given in words, and the axis has room for them."""
    assumptions: tuple[str, ...] = ()
    """The assumptions of the presumed days, in words."""


ChartRow: TypeAlias = Bar | Mark
"""What a chart draws on a line of its own."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Days that follow each other and have one grade."""

    start: date
    """The first day; ``FIRST_DAY`` if nothing bounds it."""
    stop: date
    """The day after the last one; ``LAST_DAY`` if nothing bounds it."""
    grade: Grade

    @property
    def is_anywhen(self) -> bool:
        """Nothing bounds it on either side."""
        return self.start == FIRST_DAY and self.stop == LAST_DAY


_GRADE_OF: Final = {
    Certainty.CERTAIN: Grade.CERTAIN,
    Certainty.POSSIBLE: Grade.POSSIBLE,
    Certainty.UNKNOWN: Grade.UNKNOWN,
    Certainty.NOT_ATTESTED_YET: Grade.POSSIBLE,
}


def segments_of(row: ChartRow) -> tuple[Segment, ...]:
    """The segments of a row, in order and without overlaps; together they are its possible days.

    A segment without a bound stops where the bounds say something, so that a fading end starts at a day that has a reason.
    """
    if isinstance(row, Mark):
        return (_of_days(row.days),)
    return tuple(_of_span(row.span, row.presumed))


def segments_before(row: ChartRow) -> tuple[Segment, ...]:
    """The segments that a row had before order tightened its bounds; none where that is not to be shown."""
    if row.before is None:
        return ()
    return (_of_days(row.before),) if isinstance(row.before, Days) else tuple(_of_span(row.before, None))


def dated(rows: Iterable[ChartRow]) -> Iterator[date]:
    """All days that bound something in the rows, presumed bounds included, in no order and without the sentinels."""
    for row in rows:
        for segment in (*segments_of(row), *segments_before(row)):
            yield from _known(segment.start, segment.stop)
        if row.presumed is not None:
            presumed = row.presumed
            for days in (presumed,) if isinstance(presumed, Days) else (presumed.begin, presumed.end):
                yield from _known(days.earliest, days.latest)


def _known(*days: date) -> Iterator[date]:
    return (day for day in days if day not in (FIRST_DAY, LAST_DAY))


def _of_days(days: Days) -> Segment:
    if days.latest == FIRST_DAY or days.earliest == LAST_DAY:
        # A sentinel on both sides bounds nothing either.
        return Segment(FIRST_DAY, LAST_DAY, Grade.POSSIBLE)
    grade = Grade.CERTAIN if days.width == 1 else Grade.POSSIBLE
    return Segment(days.earliest, day_after(days.latest), grade)


def _of_span(loose: Span, presumed: Span | None) -> Iterator[Segment]:
    span = loose.tightened()
    cuts = {span.begin.earliest, span.begin.latest, span.end.earliest, span.end.latest}
    assumed = _assumed(presumed)
    if assumed is not None:
        cuts |= {day for day in assumed if span.begin.earliest < day < span.end.latest}
    for start, stop in pairwise(sorted(cuts)):
        grade = _GRADE_OF[holds_on(span, start)]
        if grade is not Grade.CERTAIN and assumed is not None and assumed[0] <= start < assumed[1]:
            grade = Grade.PRESUMED
        yield Segment(start, stop, grade)


def _assumed(presumed: Span | None) -> tuple[date, date] | None:
    """From which day, and until before which day, something is certain under its assumptions; None if on none."""
    if presumed is None:
        return None
    span = presumed.tightened()
    return (span.begin.latest, span.end.earliest) if span.begin.latest < span.end.earliest else None
