"""Dates as people write them: `30 June 2003` for `2003-06-30`, `between 2002 and 2007` for `[2002..2007]`.

The other way, from what people write to EDTF, is not the matter of this module. What is not a date stays as it is.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from csto_kg.time.days import MIDNIGHT, MONTHS

__all__ = ["written", "written_at", "written_span", "written_within"]

_SEASONS: Final = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([~?%]?)")
_DECADE: Final = re.compile(r"(\d{3})X([~?%]?)")
_MARKS: Final = {"": "", "~": "about ", "?": "perhaps ", "%": "perhaps about "}
# A last day without a first one, or the other way round.
_BOUNDED: Final = re.compile(r"\[\.\.([\d-]+)\]|\[([\d-]+)\.\.\]")
_RANGE_OF_DAYS: Final = re.compile(r"^([\d-]+)\.\.([\d-]+)$")
_UNDATED: Final = frozenset(("unknown", "not stated", "stated, undated"))
_OR: Final = " or "
_OPEN: Final = ".."
_NO_DAY: Final = {
    "open": "still so by its sources",
    "unknown": "no source gives an end",
    "stated, undated": "it ended on a day that no source gives",
}


def written(text: str) -> str:
    """A date or period in EDTF as people write it; a text that is neither, such as `open`, stays as it is.

    Several dates, as a parameter with several values has them, stand with `or` between them.
    """
    if _OR in text:
        return _OR.join(map(written, text.split(_OR)))
    text = _as_interval(text.removesuffix(MIDNIGHT))
    if text.startswith("[") and text.endswith("]"):
        return _one_of(text[1:-1]) or text
    first, slash, last = text.partition("/")
    if slash:
        return _extent(first, last) or text
    return _date(text) or text


def written_at(text: str) -> str:
    """A day or period with its preposition: `on 30 June 2003`, `in June 2003`, `between 2002 and 2007`, `since 2012`.

    Of what is only bounded, `on or before 30 June 2003`; of what has no date, that no source gives one.
    """
    if _OR in text:
        return _OR.join(map(written_at, text.split(_OR)))
    if text in _UNDATED:
        return "at a time that no source gives"
    if (bounded := _BOUNDED.fullmatch(text)) is not None and _date(bare := bounded[1] or bounded[2]):
        preposition = written_at(bare).partition(" ")[0]
        return f"{preposition} or {'before' if bounded[1] else 'after'} {written(bare)}"
    words = written(text)
    first, slash, last = _as_interval(text).partition("/")
    if slash and _date(first) and _date(last):
        return f"from {words}"
    bare = text.removesuffix(MIDNIGHT)
    if (found := _DATE.fullmatch(bare)) is not None and not found[4] and _date(bare):
        return f"{'on' if found[3] else 'in'} {words}"
    decade = _DECADE.fullmatch(bare)
    return f"in {words}" if decade is not None and not decade[2] else words


def written_span(start: str, end: str) -> str:
    """From when until when something held, by the texts of its start and its end.

    `end` is the first day on which it no longer held, or one of the words that stand where there is no such day: `open` (a
    source says that it still holds), `unknown` (no source gives an end), `stated, undated`, or nothing.
    """
    first = "" if start in ("", "unknown") else _joined("from", written(start))
    if not first and end == "unknown":
        return "no source gives a start or an end"
    if end and end not in _NO_DAY:
        return f"{first} {_joined('until', written(end))}".strip()
    return "; ".join(part for part in (first or "no source gives a start", _NO_DAY.get(end, "")) if part)


def written_within(start: str, end: str) -> str:
    """The period that a question is about: `in 2018`, `from 2 May 2006 to 31 May 2006`; nothing for all time.

    `start` is the first day and `end` the day after the last, or the last month or year; each is empty where there is none.
    """
    if not start or not end:
        return f"from {written(start)} on" if start else f"before {written(end)}" if end else ""
    if start == end:
        return written_at(start)
    first, after = (_day(text) for text in (start, end))
    if first is None or after is None or after == date.min:
        return f"from {written(start)} to {written(end)}"
    last = after - timedelta(days=1)
    if first == last:
        return written_at(start)
    if first.day == 1 and after.day == 1:
        if first.month == 1 and after.month == 1:
            return f"in {first.year}" if first.year == last.year else f"from {first.year} to {last.year}"
        if (first.year, first.month) == (last.year, last.month):
            return f"in {written(start[:7])}"
    return f"from {written(start)} to {written(last.isoformat())}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _joined(preposition: str, words: str) -> str:
    """A date after a preposition: `from 1999`, but `from a day between 2002 and 2007`."""
    return f"{preposition} {'a day ' if words.startswith('between') else ''}{words}"


def _as_interval(text: str) -> str:
    """A range of days as a parameter takes it, `2010..2012`, as the interval that it means in EDTF."""
    return _RANGE_OF_DAYS.sub(r"\1/\2", text)


def _date(text: str) -> str:
    if (decade := _DECADE.fullmatch(text)) is not None:
        return f"{_MARKS[decade[2]]}the {decade[1]}0s"
    found = _DATE.fullmatch(text)
    if found is None:
        return ""
    year, month, day, mark = found[1].lstrip("0"), int(found[2] or 0), int(found[3] or 0), _MARKS[found[4]]
    if not month:
        return f"{mark}{year}"
    if month in _SEASONS and not day:
        return f"{mark}{_SEASONS[month]} {year}"
    if not 1 <= month <= len(MONTHS):
        return ""
    return f"{mark}{f'{day} ' if day else ''}{MONTHS[month - 1]} {year}"


def _one_of(text: str) -> str:
    """One of several days: the members of a set in EDTF, without its brackets."""
    if "," in text:
        parts = [_range(part) if _OPEN in part else _date(part) for part in text.split(",")]
        return " or ".join(parts) if all(parts) else ""
    return _range(text) if _OPEN in text else _date(text)


def _range(text: str) -> str:
    first, _, last = text.partition(_OPEN)
    start, end = _date(first), _date(last)
    if start and end:
        return f"between {start} and {end}"
    if start and not last:
        return f"{start} or later"
    return f"{end} or earlier" if end and not first else ""


def _extent(first: str, last: str) -> str:
    start, end = (_side(side) for side in (first, last))
    if start and end:
        return f"{start} to {end}"
    if start:
        return f"since {start}" if last == _OPEN else f"{start} to an unknown day"
    return f"until {end}" if end else ""


def _side(text: str) -> str:
    return _one_of(text[1:-1]) if text.startswith("[") else _date(text)
