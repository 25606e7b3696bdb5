"""A chart for a terminal, in Unicode blocks or in ASCII.

Each row has its label on the left, its picture on the right, and its dates in words beneath the picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from csto_kg.charts.axis import Piece, Tick, Window, pieces_in, ticks_of, window_of
from csto_kg.charts.columns import columns_of, filled, fitted, folded
from csto_kg.charts.rows import Bar, ChartRow, Grade, segments_before, segments_of
from csto_kg.charts.words import BEFORE, EVENT, EVENT_RANGE, NO_BOUND, cleaned, date_lines, keys_of

__all__ = ["LEAST_WIDTH", "chart_text"]

LEAST_WIDTH: Final = 40
"""The least number of columns in which a chart can be read."""
_GAP: Final = 2
_ROOM_OF_TICK: Final = 11
"""Columns for a tick: the seven of a month, and some space."""
_WEAKEST_FIRST: Final = tuple(reversed(Grade))


@dataclass(frozen=True, slots=True)
class _Signs:
    """The characters of a picture; each takes one column."""

    bars: Mapping[Grade, str]
    before: Mapping[Grade, str]
    earlier: str
    later: str
    anywhen: str
    event: str
    event_end: str
    event_between: str
    axis: str
    tick: str
    grid: str
    ellipsis: str


_BLOCKS: Final = _Signs(
    bars={Grade.CERTAIN: "█", Grade.PRESUMED: "▓", Grade.POSSIBLE: "▒", Grade.UNKNOWN: "░"},
    before={Grade.CERTAIN: "━", Grade.PRESUMED: "╌", Grade.POSSIBLE: "╌", Grade.UNKNOWN: "╌"},
    earlier="←",
    later="→",
    anywhen="·",
    event="●",
    event_end="○",
    event_between="─",
    axis="─",
    tick="┬",
    grid="┊",
    ellipsis="…",
)
_ASCII: Final = _Signs(
    bars={Grade.CERTAIN: "#", Grade.PRESUMED: "%", Grade.POSSIBLE: "/", Grade.UNKNOWN: "."},
    before={Grade.CERTAIN: "=", Grade.PRESUMED: "-", Grade.POSSIBLE: "-", Grade.UNKNOWN: "-"},
    earlier="<",
    later=">",
    anywhen="_",
    event="*",
    event_end="o",
    event_between="~",
    axis="-",
    tick="+",
    grid=":",
    ellipsis="...",
)


def chart_text(
    rows: Iterable[ChartRow],
    *,
    title: str = "",
    width: int = 80,
    is_ascii: bool = False,
    window: Window | None = None,
) -> str:
    """A chart as lines of text, each with a line feed; the empty text for no rows.

    Args:
        rows: what to draw, from top to bottom.
        title: stands above the chart.
        width: in columns; no line takes more.
        is_ascii: draws with ASCII alone. Labels keep their characters.
        window: the days to show; those of the rows, where it is not given.

    Raises:
        ValueError: for a width below `LEAST_WIDTH`.
    """
    if width < LEAST_WIDTH:
        raise ValueError(f"{width} columns: a chart needs at least {LEAST_WIDTH}")
    listed = list(rows)
    if not listed:
        return ""
    signs = _ASCII if is_ascii else _BLOCKS
    labels = [cleaned(row.label) for row in listed]
    left = min(max(map(columns_of, labels)), width * 3 // 10)
    room = width - left - _GAP
    shown = window or window_of(listed)
    ticks = ticks_of(shown, room // _ROOM_OF_TICK) if shown else ()
    lines = list(folded(cleaned(title), width))
    lines += [" " * (left + _GAP) + line for line in _axis(ticks, shown, room, signs)]
    for row, label in zip(listed, labels, strict=True):
        right = [*_pictures(row, shown, ticks, room, signs)]
        right += [line for dates in date_lines(row) for line in folded(dates, room)]
        pairs = zip_longest(folded(label, left, len(right), signs.ellipsis), right, fillvalue="")
        lines += [filled(label_line, left + _GAP) + line for label_line, line in pairs]
    lines += ["", *_legend(listed, signs, width)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _axis(ticks: Sequence[Tick], window: Window | None, room: int, signs: _Signs) -> tuple[str, ...]:
    """The labels of the ticks, each with its middle above its tick where there is room, and the line beneath them."""
    if window is None or not ticks:
        return ()
    labels, line = "", [signs.axis] * room
    for tick in ticks:
        at = _cell(window.offset(tick.day), window, room)
        line[at] = signs.tick
        start = min(max(at - len(tick.label) // 2, 0), room - len(tick.label))
        if start > len(labels) or not labels:
            labels = labels.ljust(start) + tick.label
    return labels, "".join(line)


def _pictures(
    row: ChartRow, window: Window | None, ticks: Sequence[Tick], room: int, signs: _Signs
) -> tuple[str, ...]:
    """The line of a row, and beneath it the line of what its bounds were before, where that is to be shown."""
    before = segments_before(row)
    if window is None:
        # Nothing in the chart has a date.
        line = signs.earlier + signs.anywhen * (room - 2) + signs.later
        return (line, line) if before else (line,)
    grid = [" "] * room
    for tick in ticks:
        grid[_cell(window.offset(tick.day), window, room)] = signs.grid
    pieces = pieces_in(segments_of(row), window)
    if isinstance(row, Bar):
        line = _drawn(pieces, window, grid, signs.bars, signs)
    else:
        line = _drawn_event(pieces, window, grid, signs)
    return (line, _drawn(pieces_in(before, window), window, grid, signs.before, signs)) if before else (line,)


def _drawn(
    pieces: Sequence[Piece], window: Window, grid: Sequence[str], textures: Mapping[Grade, str], signs: _Signs
) -> str:
    cells = list(grid)
    graded = _graded(pieces, window, len(grid))
    for number, grade in graded.items():
        cells[number] = textures[grade]
    for piece in pieces:
        first, last = _cells(piece, window, len(grid))
        if piece.is_anywhen:
            cells[first : last + 1] = signs.anywhen * (last - first + 1)
        # An arrow takes no cell of another grade, nor the only one that is certain: it goes one cell further out.
        if piece.is_open_before:
            at = first - (graded[first] is not piece.grade or (first == last and piece.grade is Grade.CERTAIN))
            cells[max(at, 0)] = signs.earlier if at >= 0 else cells[0]
        if piece.is_open_after:
            at = last + (graded[last] is not piece.grade or (first == last and piece.grade is Grade.CERTAIN))
            cells[min(at, len(grid) - 1)] = signs.later if at < len(grid) else cells[-1]
    return "".join(cells)


def _drawn_event(pieces: Sequence[Piece], window: Window, grid: Sequence[str], signs: _Signs) -> str:
    cells = list(grid)
    for piece in pieces:
        first, last = _cells(piece, window, len(grid))
        if first == last and piece.is_open_before:
            first = max(first - 1, 0)
        elif first == last and piece.is_open_after:
            last = min(last + 1, len(grid) - 1)
        between = signs.anywhen if piece.is_anywhen else signs.event_between
        cells[first : last + 1] = between * (last - first + 1)
        end = signs.event if piece.grade is Grade.CERTAIN else signs.event_end
        cells[first] = signs.earlier if piece.is_open_before else end
        cells[last] = signs.later if piece.is_open_after else end
    return "".join(cells)


def _cell(offset: int, window: Window, room: int) -> int:
    """The cell in which a day of the window lies."""
    return min(offset, window.length - 1) * room // window.length


def _cells(piece: Piece, window: Window, room: int) -> tuple[int, int]:
    """The first and the last cell in which a piece has days."""
    return _cell(piece.start, window, room), _cell(piece.stop - 1, window, room)


def _graded(pieces: Sequence[Piece], window: Window, room: int) -> dict[int, Grade]:
    """The grade of each cell that has days of a piece: the one with most days there, the weaker one of two with as many.

    A piece that leads in no cell has the one in its middle, so that a single day can be seen; the strongest comes last.
    """
    days: dict[int, dict[Grade, int]] = {}
    for piece in pieces:
        first, last = _cells(piece, window, room)
        for cell in range(first, last + 1):
            # The cell starts at cell / room of the window; all is multiplied by `room`, to stay with whole numbers.
            start, stop = (
                max(piece.start * room, cell * window.length),
                min(piece.stop * room, (cell + 1) * window.length),
            )
            of_grade = days.setdefault(cell, {})
            of_grade[piece.grade] = of_grade.get(piece.grade, 0) + max(0, stop - start)
    led = {cell: max(_WEAKEST_FIRST, key=lambda grade: of_grade.get(grade, 0)) for cell, of_grade in days.items()}
    for piece in sorted(pieces, key=lambda piece: _WEAKEST_FIRST.index(piece.grade)):
        first, last = _cells(piece, window, room)
        if all(led[cell] is not piece.grade for cell in range(first, last + 1)):
            led[(first + last) // 2] = piece.grade
    return led


def _legend(rows: Sequence[ChartRow], signs: _Signs, width: int) -> list[str]:
    """What the signs of the chart mean, in words, on as few lines as have room for them."""
    samples: dict[str, str] = {
        **{grade.value: sign for grade, sign in signs.bars.items()},
        EVENT: signs.event,
        EVENT_RANGE: f"{signs.event_end}{signs.event_between}{signs.event_end}",
        BEFORE: f"{signs.before[Grade.POSSIBLE]}{signs.before[Grade.CERTAIN]}",
        NO_BOUND: f"{signs.earlier} {signs.later}",
    }
    lines: list[str] = []
    for key in keys_of(rows):
        entry = f"{samples[key]} {key}"
        if lines and columns_of(lines[-1]) + 3 + columns_of(entry) <= width:
            lines[-1] += f"   {entry}"
        else:
            lines.append(fitted(entry, width, signs.ellipsis))
    return lines
