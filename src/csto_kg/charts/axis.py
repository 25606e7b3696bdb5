"""The axis of a chart: the window of days that it shows, its ticks, and the parts of segments that lie in the window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from csto_kg.charts.rows import ChartRow, Grade, Segment, dated
from csto_kg.time.days import FIRST_DAY, LAST_DAY, ONE_DAY

__all__ = ["Piece", "Tick", "Window", "pieces_in", "ticks_of", "window_of"]

_MARGIN: Final = 0.06
"""The margin on either side, as a share of the days between the first and the last date."""
_LEAST_MARGIN: Final = 30
"""The least margin in days: a window of one day has room for two months, and so for a tick."""
_FADE: Final = 0.05
"""How far a side without a bound is drawn, as a share of the window. Longer, it would look like an attestation."""
_STEPS: Final = (1, 3, 6, *(12 * years for years in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)))
"""The distances between ticks that people read with ease, in months."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a chart shows, from the first to the last.

    Raises:
        ValueError: if the first day is after the last.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"{self.first}: the window starts after its end, {self.last}")

    @property
    def length(self) -> int:
        """The number of days, at least 1."""
        return (self.last - self.first).days + 1

    def offset(self, day: date) -> int:
        """How many days after the start of the window a day starts: from 0 to `length`, for days outside too."""
        return min(max((day - self.first).days, 0), self.length)

    def share(self, day: date) -> float:
        """Where in the window a day starts, from 0 to 1; a day outside is at the nearer edge."""
        return self.offset(day) / self.length


@dataclass(frozen=True, slots=True)
class Tick:
    """A day with a label on the axis."""

    day: date
    """The first day of a year or of a month."""
    label: str
    """The year or the month in EDTF: `1999`, `1999-03`."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What of a segment is drawn in a window."""

    start: int
    """How many days after the start of the window it starts."""
    stop: int
    """How many days after the start of the window it stops; more than `start`."""
    grade: Grade
    is_open_before: bool
    """Nothing bounds it towards the past: it fades out there, or points out of the window."""
    is_open_after: bool
    """Nothing bounds it towards the future."""

    @property
    def is_anywhen(self) -> bool:
        """Nothing bounds it on either side."""
        return self.is_open_before and self.is_open_after


def window_of(rows: Iterable[ChartRow]) -> Window | None:
    """The window that shows all dates of the rows, with a margin; None if nothing in them has a date."""
    days = sorted(dated(rows))
    if not days:
        return None
    first, last = days[0], days[-1]
    margin = max(_LEAST_MARGIN, round((last - first).days * _MARGIN))
    room_before, room_after = (first - FIRST_DAY).days, (LAST_DAY - last).days
    return Window(first - timedelta(days=min(margin, room_before)), last + timedelta(days=min(margin, room_after)))


def ticks_of(window: Window, most: int) -> tuple[Tick, ...]:
    """The ticks in a window, in order: as many as are readable, and `most` at the most.

    They stand on years, or on months where years are too far apart.
    """
    for step in _STEPS:
        # Counted before they are made: a window can have 100,000 months.
        if window.length // (step * 31) > most:
            continue
        ticks = tuple(_ticks(window, step))
        if len(ticks) <= most:
            return ticks
    return ()


def _ticks(window: Window, step: int) -> Iterator[Tick]:
    first = window.first.year * 12 + window.first.month - 1
    for month in range(first - first % step, window.last.year * 12 + 12, step):
        if month < 12:
            continue  # before the year 1
        day = date(month // 12, month % 12 + 1, 1)
        if window.first <= day <= window.last and day != FIRST_DAY:
            yield Tick(day, f"{day.year:04d}" if step >= 12 else f"{day.year:04d}-{day.month:02d}")


def pieces_in(segments: Iterable[Segment], window: Window) -> tuple[Piece, ...]:
    """What of the segments is drawn in a window.

    A side without a bound goes to the edge of the window where the segment is certain, or has no bound on the other side
    either. In every other case it stops after a twentieth of the window.
    """
    pieces = (_piece(segment, window) for segment in segments)
    return tuple(piece for piece in pieces if piece is not None)


def _piece(segment: Segment, window: Window) -> Piece | None:
    before, after = segment.start == FIRST_DAY, segment.stop == LAST_DAY
    start, stop = segment.start, segment.stop
    if segment.grade is not Grade.CERTAIN and before != after:
        fade = timedelta(days=max(1, round(window.length * _FADE)))
        if before:
            start = max(FIRST_DAY + ONE_DAY, stop - min(fade, stop - FIRST_DAY))
        else:
            stop = start + min(fade, LAST_DAY - start)
    first, last = window.offset(start), window.offset(stop)
    # A segment outside of the window has both its days at one edge.
    return Piece(first, last, segment.grade, before, after) if first < last else None
