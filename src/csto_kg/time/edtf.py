"""Reads dates as the data writes them, in the Extended Date/Time Format, into ranges of possible days.

Sources say "in 1999", "about March 1994", "since 2012": `1999`, `1994-03~`, `2012/..` in EDTF (Library of Congress, 2019;
ISO 8601-2:2019).

Conventions that the standard leaves open, all of them visible in ``tests/cases/dates.tsv``:

* **Calendar.** Days are days of the proleptic Gregorian calendar, as in ISO 8601. Years run
  from 0001 to 9999, because the bounds are published as ``xsd:dateTime`` between two sentinels.
* **No bound.** ``FIRST_DAY`` and ``LAST_DAY`` stand for "no bound". Arithmetic stops there.
* **Approximate** (``~``, and ``%``) widens the possible days by one unit on either side: a day by
  a day, a month by a month, a season by its own length, a year by a year, ``199X~`` by a decade.
  The unit of the value is the only measure of "about" that the author gives. A mark inside a date
  counts in the unit of its own part (``2004-06~-11`` by a month); of several marks the coarsest
  decides. A month or day with an X counts as not given (``1999-XX~`` by a year).
* **Uncertain** (``?``, and ``%``) moves no bound: it doubts the value and gives no other. Weighing
  reads the flag.
* **Seasons** are meteorological and whole months. The standard ties 21 to 24 to no place; here they
  are the northern ones, as 25 to 28: spring is March to May, and winter is December of the given
  year to February of the next. 29 to 32 are the southern ones.
* **Extents** ``a/b`` include both ends. ``..`` means that the side has no bound, an empty side that
  its bound is unknown. As nothing ends before it starts, each side narrows the other: in
  ``2004/2004-06`` the start is not after June.
* **Sets** ``[a,b..c]`` mean one of the members; the gaps between them are not kept.
* **Times of day** are checked and dropped; the time zone does not shift the day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from csto_kg.time.days import FIRST_DAY, LAST_DAY, DateError, Days, Ending, day_after, printable
from csto_kg.time.digits import nearness, possible_days, widened
from csto_kg.time.mistakes import WrongPartError, mistake_in

__all__ = ["Edtf", "attested", "parse"]


@dataclass(frozen=True, slots=True)
class Edtf:
    """One EDTF value: its text and the days that it can mean. `parse` makes it."""

    text: str
    """The value exactly as written."""
    first: Days
    """The possible days of the start. A start ``..`` is ``FIRST_DAY`` alone; an unknown start may be
    any day until the last possible day of the end."""
    last: Days
    """The possible days of the last day, which belongs to the extent. An end ``..`` is
    ``LAST_DAY`` alone; an unknown end may be any day from the earliest start on. For a value that
    is not an extent, the same as ``first``."""
    is_extent: bool
    """Whether it is ``a/b``, which lasts from a to b, and not one day of several possible ones."""
    first_kind: Ending
    """How the start is known; STATED for a value that is not an extent."""
    last_kind: Ending
    """How the end is known; STATED for a value that is not an extent."""
    approximate: bool
    """Whether ``~`` or ``%`` stands anywhere in it."""
    uncertain: bool
    """Whether ``?`` or ``%`` stands anywhere in it."""

    @property
    def days(self) -> Days:
        """The possible days of a value that is not an extent.

        Raises:
            DateError: for an extent, which means several days.
        """
        if self.is_extent:
            raise DateError(
                f"{self.text}: this lasts from a first to a last day, and one day is expected;"
                " for some day within, write [first..last]"
            )
        return self.first


def attested(value: Edtf) -> tuple[date, date]:
    """The bounds that follow for a situation which a source attests at this time.

    Returns:
        Its latest start, and its earliest end (the first day on which it may no longer hold;
        ``FIRST_DAY`` means no bound). A value that is not an extent attests one of its days. A
        start ``..`` gives ``FIRST_DAY``, an end ``..`` gives ``LAST_DAY``. An unknown side attests
        nothing beyond the other side.
    """
    unbounded = value.last.earliest == FIRST_DAY
    return value.first.latest, FIRST_DAY if unbounded else day_after(value.last.earliest)


@lru_cache(maxsize=10_000)  # the same dates recur
def parse(text: str) -> Edtf:
    """Read an EDTF value of level 0, level 1, or one of the level 2 forms below.

    Read: ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``, these with a time of day; seasons and other parts
    of a year (21 to 41); X for an unspecified digit anywhere; ``?`` ``~`` ``%`` after the whole,
    after a part (then for all parts to its left too) or before a part; extents ``a/b`` with either
    side ``..`` or empty; one-of sets ``[a,b..c]``.

    Refused: years outside 0001 to 9999 (so ``Y…``, negative years, exponents), significant digits
    (``1950S2``), all-of sets ``{…}``, extents without any date, sets within extents.

    Raises:
        DateError: for anything else; the message starts with the text, says what is wrong and,
            where it can, gives the value to write instead in double quotes.
    """
    try:
        return _read(text)
    except WrongPartError as refused:
        message = _message(text, refused)
    raise DateError(message)


# --- reading -------------------------------------------------------------------------------------

_DATE: Final = re.compile(
    r"([?~%]?)([0-9X]{4})([?~%]?)"
    r"(?:-([?~%]?)([0-9X]{2})([?~%]?)"
    r"(?:-([?~%]?)([0-9X]{2})([?~%]?))?)?"
)
_DATETIME: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"(?:Z|[+-]([0-9]{2})(?::([0-9]{2}))?)?"
)
_SHORT_END: Final = re.compile(r"[0-9]{1,2}(?:-[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class _Part:
    """A date within a value."""

    days: Days
    approximate: bool = False
    uncertain: bool = False


def _read(text: str) -> Edtf:
    if not text.strip():
        raise WrongPartError(text, "a date is missing; leave the field out if the source has none")
    if text != text.strip():
        raise WrongPartError(text, "there is space around the date", text.strip())
    if text[0] in "[{" and "]/" not in text:
        return _one_day(text, _read_set(text))
    if "/" in text:
        return _read_extent(text)
    if match := _DATETIME.fullmatch(text):
        return _one_day(text, _read_datetime(text, match))
    return _one_day(text, _read_date(text))


def _one_day(text: str, part: _Part) -> Edtf:
    return Edtf(
        text=text,
        first=part.days,
        last=part.days,
        is_extent=False,
        first_kind=Ending.STATED,
        last_kind=Ending.STATED,
        approximate=part.approximate,
        uncertain=part.uncertain,
    )


def _read_extent(text: str) -> Edtf:
    if text.count("/") != 1:
        raise WrongPartError(
            text,
            "an extent has one slash, first/last; a day is written year-month-day, with hyphens",
        )
    if any(bracket in text for bracket in "[]{}"):
        raise WrongPartError(
            text,
            "the sides of an extent are dates and not sets; give start and end a value each",
        )
    begin, end = text.split("/")
    if begin in ("", "..") and end in ("", ".."):
        raise WrongPartError(text, "an extent needs a date on one side at least; leave the field out instead")
    if _SHORT_END.fullmatch(end):
        raise WrongPartError(
            text,
            "both ends of an extent are written in full",
            f"{begin}/{begin[: -len(end)]}{end}",
        )
    first_kind, last_kind = _side_kind(begin), _side_kind(end)
    first = _read_date(begin) if first_kind is Ending.STATED else None
    last = _read_date(end) if last_kind is Ending.STATED else None
    earliest = first.days.earliest if first else FIRST_DAY
    latest = last.days.latest if last else LAST_DAY
    if earliest > latest:
        raise WrongPartError(text, "it ends before it starts", f"{end}/{begin}")
    if first_kind is Ending.OPEN:
        first_days = Days(FIRST_DAY, FIRST_DAY)
    else:
        first_days = Days(earliest, min(first.days.latest, latest) if first else latest)
    if last_kind is Ending.OPEN:
        last_days = Days(LAST_DAY, LAST_DAY)
    else:
        last_days = Days(max(last.days.earliest, earliest) if last else earliest, latest)
    stated = [part for part in (first, last) if part]
    return Edtf(
        text=text,
        first=first_days,
        last=last_days,
        is_extent=True,
        first_kind=first_kind,
        last_kind=last_kind,
        approximate=any(part.approximate for part in stated),
        uncertain=any(part.uncertain for part in stated),
    )


def _side_kind(side: str) -> Ending:
    return {"": Ending.UNKNOWN, "..": Ending.OPEN}.get(side, Ending.STATED)


def _read_set(text: str) -> _Part:
    if text[0] == "{":
        raise WrongPartError(
            text,
            "a set in braces means all of its members, and a value means one: write one value"
            " for each member, or square brackets for one of them",
        )
    inner = text[1:-1]
    if not text.endswith("]") or "[" in inner or "]" in inner:
        raise WrongPartError(text, "a set is one opening bracket, members, and one closing bracket at its end")
    if "/" in inner:
        raise WrongPartError(
            text,
            "an extent has no brackets, and a range within brackets has two dots",
            text.replace("/", ".."),
        )
    if " " in inner:
        raise WrongPartError(text, "a set has no spaces", text.replace(" ", ""))
    if not inner:
        raise WrongPartError(text, "the set is empty; leave the field out if the source has no date")
    members = inner.split(",")
    parts = [
        _read_range(text, member, is_first=index == 0, is_last=index == len(members) - 1)
        for index, member in enumerate(members)
    ]
    days = parts[0].days
    for part in parts[1:]:
        days = days.hull(part.days)
    return _Part(
        days,
        approximate=any(part.approximate for part in parts),
        uncertain=any(part.uncertain for part in parts),
    )


def _read_range(text: str, member: str, *, is_first: bool, is_last: bool) -> _Part:
    before, dots, after = member.partition("..")
    if not dots:
        if not member:
            raise WrongPartError(text, "the set has an empty member; take out one comma")
        return _read_date(member)
    if not before and not after:
        raise WrongPartError(text, "a range in a set needs a date on one side at least")
    if (not before and not is_first) or (not after and not is_last):
        raise WrongPartError(text, "in a set only the first member can start with .. and only the last end with it")
    low = _read_date(before) if before else _Part(Days(FIRST_DAY, FIRST_DAY))
    high = _read_date(after) if after else _Part(Days(LAST_DAY, LAST_DAY))
    if low.days.earliest > high.days.latest:
        raise WrongPartError(text, f"{member} ends before it starts; exchange the two")
    return _Part(
        Days(low.days.earliest, high.days.latest),
        approximate=low.approximate or high.approximate,
        uncertain=low.uncertain or high.uncertain,
    )


def _read_datetime(text: str, match: re.Match[str]) -> _Part:
    limits = ((2, 23, "hours"), (3, 59, "minutes"), (4, 59, "seconds"), (5, 23, "hours of shift"))
    for group, limit, what in (*limits, (6, 59, "minutes of shift")):
        if int(match[group] or 0) > limit:
            raise WrongPartError(text, f"{what} run from 00 to {limit}, and the day is enough", match[1])
    return _read_date(match[1])


def _read_date(written: str) -> _Part:
    match = _DATE.fullmatch(written)
    if match is None:
        raise WrongPartError(written, *mistake_in(written))
    before_year, year, after_year, before_month, month, after_month, before_day, day, after_day = (
        group or "" for group in match.groups()
    )
    days = possible_days(written, year, month, day)
    marks = (before_year + after_year, before_month + after_month, before_day + after_day)
    if any(len(mark) > 1 for mark in marks):
        raise WrongPartError(
            written,
            "two marks at one part of the date; % says both uncertain (?) and approximate (~)",
        )
    units = nearness(year, month, day)
    near = [unit for mark, unit in zip(marks, units, strict=True) if mark and mark in "~%"]
    return _Part(
        widened(days, max(near)) if near else days,
        approximate=bool(near),
        uncertain=any(mark and mark in "?%" for mark in marks),
    )


def _message(text: str, refused: WrongPartError) -> str:
    where = printable(text)
    if refused.part != text:
        where += f": {printable(refused.part)}"
    try:
        _read(refused.instead)
    except DateError:
        return f"{where}: {refused.reason}"
    return f'{where}: {refused.reason}; write "{refused.instead}"'
