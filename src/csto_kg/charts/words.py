"""The dates of a row in words, so that a picture is never the only carrier of them; and the legend.

Dates are EDTF. *Until* names the first day on which something no longer holds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from csto_kg.charts.rows import Bar, ChartRow, Grade, Mark, segments_before, segments_of
from csto_kg.time.bounds import shown
from csto_kg.time.days import FIRST_DAY, LAST_DAY, Days, Ending, Span

__all__ = ["BEFORE", "EVENT", "EVENT_RANGE", "NO_BOUND", "cleaned", "date_lines", "described", "keys_of"]

BEFORE: Final = "by its own dates alone"
"""The bounds before order tightened them: those that the claims on the thing's own date give."""
EVENT: Final = "event, on this day"
EVENT_RANGE: Final = "event, on one of these days"
NO_BOUND: Final = "no bound"
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
# Controls (Cc) break lines and terminals; they, halves of surrogate pairs (Cs) and two more cannot stand in XML.
_REFUSED: Final = {"Cc", "Cs"}
_NOT_IN_XML: Final = frozenset("\ufffe\uffff")
# They would change the order in which a terminal shows the rest of the line.
_OF_DIRECTION: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def cleaned(label: str) -> str:
    """A label on one line, with characters that a terminal or XML can take; others are replaced, spaces are collapsed."""
    safe = (
        _REPLACEMENT if char in _NOT_IN_XML or unicodedata.category(char) in _REFUSED else char
        for char in " ".join(label.split())
        if char not in _OF_DIRECTION
    )
    return "".join(safe)


def date_lines(row: ChartRow) -> tuple[str, ...]:
    """When a row holds; then, where they are to be shown, its bounds before order tightened them, and what is presumed.

    For example `from 1994-03-12 until 1999` and `by its own dates alone: from 1994 until 1999`.
    """
    lines = [_when(row.days if isinstance(row, Mark) else row.span)]
    lines += [f"{BEFORE}: {_when(row.before)}"] if row.before is not None else []
    if row.presumed is not None:
        why = f" ({cleaned(', '.join(row.assumptions))})" if row.assumptions else ""
        lines.append(f"presumed: {_when(row.presumed)}{why}")
    return tuple(lines)


def described(row: ChartRow) -> str:
    """The label of a row and its dates, on one line."""
    return f"{cleaned(row.label)}: {'; '.join(date_lines(row))}"


def keys_of(rows: Iterable[ChartRow]) -> tuple[str, ...]:
    """What the legend of a chart must explain: the grades of its bars, and the words of this module for the rest."""
    listed = list(rows)
    used: set[str] = set()
    for row in listed:
        segments, before = segments_of(row), segments_before(row)
        if isinstance(row, Bar):
            used |= {segment.grade for segment in segments if not segment.is_anywhen}
        elif not any(segment.is_anywhen for segment in segments):
            used.add(EVENT if row.days.width == 1 else EVENT_RANGE)
        used |= {BEFORE} if before else set()
        if any(segment.start == FIRST_DAY or segment.stop == LAST_DAY for segment in (*segments, *before)):
            used.add(NO_BOUND)
    return tuple(key for key in (*Grade, EVENT, EVENT_RANGE, BEFORE, NO_BOUND) if key in used)


def _is_dated(days: Days) -> bool:
    """Whether one of the two bounds is a date."""
    return not {days.earliest, days.latest} <= {FIRST_DAY, LAST_DAY}


def _happened(days: Days) -> str:
    text = shown(days, "day unknown") if _is_dated(days) else "day unknown"
    if not text.startswith("["):
        return text
    if days.earliest == FIRST_DAY:
        return f"{days.latest} or earlier"
    if days.latest == LAST_DAY:
        return f"{days.earliest} or later"
    return f"between {days.earliest} and {days.latest}"


def _when(time: Days | Span) -> str:
    return _happened(time) if isinstance(time, Days) else _held(time)


def _held(span: Span) -> str:
    started, ended = _started(span.begin), _ended(span.end, span.ending)
    comma = "," if ended.startswith("end") and not started.endswith(",") else ""
    return f"{started}{comma} {ended}"


def _started(begin: Days) -> str:
    if _is_dated(begin):
        return f"from {_happened(begin)}"
    return "with no start," if begin.latest == FIRST_DAY else "start unknown,"


def _ended(end: Days, ending: Ending) -> str:
    if end.earliest == LAST_DAY:
        return "with no end"
    if not _is_dated(end):
        return "end unknown" if ending is Ending.UNKNOWN else "end not dated"
    if ending is not Ending.UNKNOWN:
        return f"until {_happened(end)}"
    if end.latest == LAST_DAY:
        return f"until {end.earliest} at least, end unknown"
    return f"until {_happened(end)}, end not stated"
