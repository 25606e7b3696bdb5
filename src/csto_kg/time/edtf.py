"""Dates as sources give them, read to bounds, and the question whether something held on a day.

Sources say "in 1999", "about April 1994", "since 2012". Such a value is a set of possible days and
not a day, so comparing two of them has more answers than yes and no. This module reads the
notation in which the data writes such values, the Extended Date/Time Format (EDTF: Library of
Congress, 2019; ISO 8601-2:2019), turns each into first and last possible days, and answers what
follows from them. It is pure: no files, no clock, no locale.

Conventions that the standard leaves open, all of them visible in ``tests/cases/dates.tsv``:

* **Calendar.** Days are days of the proleptic Gregorian calendar, as ISO 8601 has it. Years run
  from 0001 to 9999, because the bounds are published as ``xsd:dateTime`` between two sentinels.
* **No bound.** ``FIRST_DAY`` and ``LAST_DAY`` stand for "no bound known". Arithmetic stops there.
* **Approximate** (``~``, and ``%``) widens the possible days by one unit on either side: a day by
  a day, a month by a month, a season by its own length, a year by a year, ``199X~`` by a decade.
  The author says that the value is near the mark, and the unit in which he speaks is the only
  measure of "near" that he gives. A mark inside a date counts in the unit of the part that bears
  it (``2004-06~-11`` by a month); of several marks the coarsest decides. A month or day with an X
  counts as not given (``1999-XX~`` by a year).
* **Uncertain** (``?``, and ``%``) moves no bound: it doubts the statement, and gives no other
  value. Whoever weighs claims reads the flag.
* **Seasons** are meteorological and whole months. 21 to 24, which the standard ties to no place,
  are read as the northern ones, 25 to 28: spring is March to May, and winter is December of the
  year that is written to February of the next. 29 to 32 are the southern ones.
* **Extents** ``a/b`` include both ends. ``..`` says that nothing bounds that side; an empty side
  says that the bound is not known. As nothing ends before it begins, a coarse end is cut by the
  other: in ``2004/2004-06`` the begin is not after June.
* **Sets** ``[a,b..c]`` mean one of the members; the gaps between members are not kept.
* **Times of day** are checked and then dropped: the day is the one written, without shifting.
"""

import calendar
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "UNBOUNDED",
    "Answer",
    "DateError",
    "Days",
    "Edtf",
    "Ending",
    "Span",
    "as_xsd",
    "attested",
    "day_after",
    "from_xsd",
    "holds_on",
    "parse",
    "shifted",
]

FIRST_DAY: Final = date(1, 1, 1)
"""The sentinel for "no earlier bound known"."""

LAST_DAY: Final = date(9999, 12, 31)
"""The sentinel for "no later bound known"."""

UNBOUNDED: Final = (LAST_DAY - FIRST_DAY).days
"""The sentinel for "no bound known" of a duration in days: 3652058."""

_ONE_DAY: Final = timedelta(days=1)


class DateError(ValueError):
    """A date that cannot be meant as it is written; the message says how to fix it."""


class Ending(StrEnum):
    """How one side of an extent, or the end of a situation, is known."""

    STATED = "stated"
    """A date is given, however coarse."""
    OPEN = "open"
    """Nothing bounds it: it goes on (EDTF ``..``)."""
    UNKNOWN = "unknown"
    """There may be a bound, and nobody says when (EDTF: an empty side)."""


class Answer(StrEnum):
    """Whether something held on a day, as far as its bounds tell."""

    CERTAIN = "certain"
    """It held, whichever of the possible days are the true ones."""
    POSSIBLE = "possible"
    """It held for some of the possible days and not for others."""
    UNKNOWN = "unknown"
    """The day is past the last attestation, and no source speaks of an end."""
    NO = "no"
    """It did not hold, whichever of the possible days are the true ones."""


@dataclass(frozen=True, slots=True)
class Days:
    """A closed range of possible days: the true day is one of them.

    Raises:
        DateError: if ``earliest`` lies after ``latest``.
    """

    earliest: date
    """The first possible day; ``FIRST_DAY`` if no bound is known."""
    latest: date
    """The last possible day; ``LAST_DAY`` if no bound is known."""

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise DateError(f"{self.earliest}: the earliest possible day lies after the latest, {self.latest}")

    @property
    def width(self) -> int:
        """The number of possible days, at least 1; a measure of precision."""
        return (self.latest - self.earliest).days + 1

    def overlaps(self, other: "Days") -> bool:
        """Whether some day is possible in both: the two values can both be right."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def covers(self, other: "Days") -> bool:
        """Whether every day possible in the other is possible here."""
        return self.earliest <= other.earliest and other.latest <= self.latest

    def intersection(self, other: "Days") -> "Days | None":
        """The days possible in both, or None if there are none."""
        if not self.overlaps(other):
            return None
        return Days(max(self.earliest, other.earliest), min(self.latest, other.latest))

    def hull(self, other: "Days") -> "Days":
        """The smallest range that covers both."""
        return Days(min(self.earliest, other.earliest), max(self.latest, other.latest))


@dataclass(frozen=True, slots=True)
class Edtf:
    """One EDTF value: its text and the days that it can mean. `parse` makes it."""

    text: str
    """The value as it was written, to the letter."""
    first: Days
    """The possible days of the begin. A begin ``..`` is ``FIRST_DAY`` alone; an unknown one may be
    any day until the last possible day of the end."""
    last: Days
    """The possible days of the last day, which belongs to the extent. An end ``..`` is
    ``LAST_DAY`` alone; an unknown one may be any day from the earliest begin on. For a value that
    is no extent, the same as ``first``."""
    is_extent: bool
    """True for ``a/b``: it went on from a to b. False for a day that may be one of many."""
    first_kind: Ending
    """How the begin is known; STATED for a value that is no extent."""
    last_kind: Ending
    """How the end is known; STATED for a value that is no extent."""
    approximate: bool
    """Whether ``~`` or ``%`` stands anywhere in it."""
    uncertain: bool
    """Whether ``?`` or ``%`` stands anywhere in it."""

    @property
    def days(self) -> Days:
        """The possible days of a value that is no extent.

        Raises:
            DateError: for an extent, which has two ends and so no one day.
        """
        if self.is_extent:
            raise DateError(
                f"{self.text}: this goes on from a first to a last day, and one day is wanted;"
                " for some day within, write [first..last]"
            )
        return self.first


@dataclass(frozen=True, slots=True)
class Span:
    """The four bounds of a situation, and how its end is known.

    Raises:
        DateError: if it could only have ended before it began, or if it is open and ``end`` is
            anything but ``LAST_DAY`` alone.
    """

    begin: Days
    """The possible first days on which it holds."""
    end: Days
    """The possible first days on which it no longer holds; ``LAST_DAY`` where no bound is known.
    This is the day after the last day that EDTF counts in."""
    ending: Ending
    """How the end is known."""

    def __post_init__(self) -> None:
        if self.begin.earliest > self.end.latest:
            raise DateError(f"{self.begin.earliest}: the earliest begin lies after the latest end, {self.end.latest}")
        if self.ending is Ending.OPEN and self.end.earliest != LAST_DAY:
            raise DateError(f"{self.end.earliest}: what is open has no bound at its end; {LAST_DAY} says so")

    @property
    def duration(self) -> tuple[int, int]:
        """The least and the greatest number of days over which it held; ``UNBOUNDED`` where nothing bounds it.

        It held for one day at least. Where an end is not known, the first counts what is attested.
        """
        shortest = max(1, (self.end.earliest - self.begin.latest).days)
        is_bounded = self.begin.earliest != FIRST_DAY and self.end.latest != LAST_DAY
        longest = max(1, (self.end.latest - self.begin.earliest).days) if is_bounded else UNBOUNDED
        return (UNBOUNDED if self.end.earliest == LAST_DAY else shortest), longest

    def tightened(self) -> "Span":
        """The same situation with the bounds that follow from "it did not end before it began".

        Coarse claims from different sources leave begins that lie after every possible end, and
        the reverse. `holds_on` is exact only without them.
        """
        return Span(
            Days(self.begin.earliest, min(self.begin.latest, self.end.latest)),
            Days(max(self.end.earliest, self.begin.earliest), self.end.latest),
            self.ending,
        )


def day_after(day: date) -> date:
    """The next day; ``LAST_DAY`` for itself, as nothing comes after "no bound"."""
    return day if day == LAST_DAY else day + _ONE_DAY


def as_xsd(day: date) -> str:
    """The day as the lexical form of an ``xsd:dateTime`` at midnight UTC, its canonical one."""
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}T00:00:00Z"


def from_xsd(lexical: str) -> date:
    """The day that `as_xsd` wrote.

    Raises:
        DateError: for any other lexical form, also of the same instant: the graph holds one form.
    """
    match = _XSD.fullmatch(lexical)
    try:
        if match is not None:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise DateError(f"{_shown(lexical)}: a bound is a day written YYYY-MM-DDT00:00:00Z")


def holds_on(span: Span, day: date) -> Answer:
    """Whether a situation held on a day.

    CERTAIN from the latest begin to the day before the earliest end. POSSIBLE from the earliest
    begin to the day before the latest end, but UNKNOWN rather than POSSIBLE where it had begun for
    certain and its end is not known. NO otherwise. ``LAST_DAY`` is a sentinel and no day to ask
    about; nothing holds on it.
    """
    if not span.begin.earliest <= day < span.end.latest:
        return Answer.NO
    if day < span.begin.latest:
        return Answer.POSSIBLE
    if day < span.end.earliest:
        return Answer.CERTAIN
    return Answer.UNKNOWN if span.ending is Ending.UNKNOWN else Answer.POSSIBLE


def attested(value: Edtf) -> tuple[date, date]:
    """What a source that attests a situation over a time says about its bounds.

    Returns:
        The day by which it had begun at the latest, and the earliest first day on which it may no
        longer hold. A value that is no extent attests one of its days, without saying which. A
        begin ``..`` gives ``FIRST_DAY``, an end ``..`` gives ``LAST_DAY``. A side that is not
        known attests nothing beyond the other side. ``FIRST_DAY`` as the second means no bound.
    """
    unbounded = value.last.earliest == FIRST_DAY
    return value.first.latest, FIRST_DAY if unbounded else day_after(value.last.earliest)


@lru_cache(maxsize=10_000)  # the same dates come again and again
def parse(text: str) -> Edtf:
    """Read an EDTF value of level 0, level 1, or one of the level 2 forms below.

    Read: ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``, these with a time of day; seasons and other parts
    of a year (21 to 41); X for an unspecified digit anywhere; ``?`` ``~`` ``%`` after the whole,
    after a part (then for all parts to its left too) or before a part; extents ``a/b`` with either
    side ``..`` or empty; one-of sets ``[a,b..c]``.

    Refused: years outside 0001 to 9999 (so ``Y…``, negative years, exponents), significant digits
    (``1950S2``), all-of sets ``{…}``, extents without any date, sets within extents.

    Raises:
        DateError: for anything else; the message begins with the text, says what is wrong and,
            where it can, gives the value to write instead in double quotes.
    """
    try:
        return _read(text)
    except _RefusedError as refused:
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
_XSD: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T00:00:00Z")
_SHORT_END: Final = re.compile(r"[0-9]{1,2}(?:-[0-9]{2})?")

# Code: first month, number of months (EDTF level 2, "sub-year groupings").
_NORTHERN: Final = ((3, 3), (6, 3), (9, 3), (12, 3))
_SOUTHERN: Final = ((9, 3), (12, 3), (3, 3), (6, 3))
_QUARTERS: Final = ((1, 3), (4, 3), (7, 3), (10, 3))
_QUADRIMESTERS: Final = ((1, 4), (5, 4), (9, 4))
_SEMESTERS: Final = ((1, 6), (7, 6))
_GROUPS: Final = {
    f"{code}": group
    for code, group in enumerate(
        _NORTHERN + _NORTHERN + _SOUTHERN + _QUARTERS + _QUADRIMESTERS + _SEMESTERS, start=21
    )
}


class _RefusedError(DateError):
    """What is wrong with a part of a value, and what to write instead, neither yet in words.

    `parse` alone makes the message: a proposal is read before it is made, and one that is refused
    must not lead to another.
    """

    def __init__(self, part: str, reason: str, instead: str = "") -> None:
        super().__init__(reason)
        self.part = part
        self.reason = reason
        self.instead = instead


@dataclass(frozen=True, slots=True)
class _Part:
    """A date within a value."""

    days: Days
    approximate: bool = False
    uncertain: bool = False


def _read(text: str) -> Edtf:
    if not text.strip():
        raise _RefusedError(text, "a date is missing; leave the field out if the source has none")
    if text != text.strip():
        raise _RefusedError(text, "there is space around the date", text.strip())
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
        raise _RefusedError(
            text,
            "an extent has one slash, first/last; a day is written year-month-day, with hyphens",
        )
    if any(bracket in text for bracket in "[]{}"):
        raise _RefusedError(
            text,
            "the sides of an extent are dates and not sets; give begin and end a value each",
        )
    begin, end = text.split("/")
    if begin in ("", "..") and end in ("", ".."):
        raise _RefusedError(text, "an extent needs a date on one side at least; leave the field out instead")
    if _SHORT_END.fullmatch(end):
        raise _RefusedError(
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
        raise _RefusedError(text, "it ends before it begins", f"{end}/{begin}")
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
        raise _RefusedError(
            text,
            "a set in braces means all of its members, and a value means one: write one value"
            " for each member, or square brackets for one of them",
        )
    inner = text[1:-1]
    if not text.endswith("]") or "[" in inner or "]" in inner:
        raise _RefusedError(text, "a set is one opening bracket, members, and one closing bracket at its end")
    if "/" in inner:
        raise _RefusedError(
            text,
            "an extent has no brackets, and a range within brackets has two dots",
            text.replace("/", ".."),
        )
    if " " in inner:
        raise _RefusedError(text, "a set has no spaces", text.replace(" ", ""))
    if not inner:
        raise _RefusedError(text, "the set is empty; leave the field out if the source has no date")
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
            raise _RefusedError(text, "the set has an empty member; take out one comma")
        return _read_date(member)
    if not before and not after:
        raise _RefusedError(text, "a range in a set needs a date on one side at least")
    if (not before and not is_first) or (not after and not is_last):
        raise _RefusedError(text, "in a set only the first member can begin with .. and only the last end with it")
    low = _read_date(before) if before else _Part(Days(FIRST_DAY, FIRST_DAY))
    high = _read_date(after) if after else _Part(Days(LAST_DAY, LAST_DAY))
    if low.days.earliest > high.days.latest:
        raise _RefusedError(text, f"{member} ends before it begins; exchange the two")
    return _Part(
        Days(low.days.earliest, high.days.latest),
        approximate=low.approximate or high.approximate,
        uncertain=low.uncertain or high.uncertain,
    )


def _read_datetime(text: str, match: re.Match[str]) -> _Part:
    limits = ((2, 23, "hours"), (3, 59, "minutes"), (4, 59, "seconds"), (5, 23, "hours of shift"))
    for group, limit, what in (*limits, (6, 59, "minutes of shift")):
        if int(match[group] or 0) > limit:
            raise _RefusedError(text, f"{what} run from 00 to {limit}, and the day is enough", match[1])
    return _read_date(match[1])


def _read_date(written: str) -> _Part:
    match = _DATE.fullmatch(written)
    if match is None:
        raise _RefusedError(written, *_habit(written))
    before_year, year, after_year, before_month, month, after_month, before_day, day, after_day = (
        group or "" for group in match.groups()
    )
    days = _possible_days(written, year, month, day)
    marks = (before_year + after_year, before_month + after_month, before_day + after_day)
    if any(len(mark) > 1 for mark in marks):
        raise _RefusedError(
            written,
            "two marks at one part of the date; % says both uncertain (?) and approximate (~)",
        )
    units = _units(year, month, day)
    near = [unit for mark, unit in zip(marks, units, strict=True) if mark and mark in "~%"]
    return _Part(
        _widened(days, max(near)) if near else days,
        approximate=bool(near),
        uncertain=any(mark and mark in "?%" for mark in marks),
    )


def _possible_days(written: str, year: str, month: str, day: str) -> Days:
    """All days that the digits fit; an empty month or day is one that was not written."""
    years = _fitting(year, 1, 9999)
    if not years:
        raise _RefusedError(written, "there is no year 0000 here; years run from 0001 to 9999")
    if month in _GROUPS:
        if day:
            raise _RefusedError(
                written,
                f"{month} stands for a season or another part of the year, which has no days;"
                " a day is written year-month-day",
                f"{year}-{day}-{month}",
            )
        first_month, count = _GROUPS[month]
        end = shifted(date(years[-1], first_month, 1), count)
        return Days(date(years[0], first_month, 1), LAST_DAY if end == LAST_DAY else end - _ONE_DAY)
    months = _fitting(month or "XX", 1, 12)
    if not months:
        raise _RefusedError(written, *_no_such_month(year, month, day))
    # Leap years differ from the others in which days exist, and nothing else does.
    existing = {
        is_leap: _days_of_year(tuple(months), day, is_leap=is_leap)
        for is_leap in {calendar.isleap(each) for each in years}
    }
    years = [each for each in years if existing[calendar.isleap(each)]]
    if not years:
        raise _RefusedError(written, *_no_such_day(year, month, day, months))
    earliest = date(years[0], *existing[calendar.isleap(years[0])][0])
    latest = date(years[-1], *existing[calendar.isleap(years[-1])][-1])
    return Days(earliest, latest)


def _fitting(pattern: str, lowest: int, highest: int) -> list[int]:
    """The numbers in the range that a pattern of digits and X can stand for, in order."""
    if not pattern.strip("X"):
        return list(range(lowest, highest + 1))
    choices = ("0123456789" if digit == "X" else digit for digit in pattern)
    numbers = (int("".join(digits)) for digits in itertools.product(*choices))
    return [number for number in numbers if lowest <= number <= highest]


@lru_cache(maxsize=1_000)
def _days_of_year(months: tuple[int, ...], day: str, *, is_leap: bool) -> Sequence[tuple[int, int]]:
    """The pairs of month and day in such a year that fit, in order."""
    return [
        (month, number) for month in months for number in _fitting(day or "XX", 1, _length(month, is_leap=is_leap))
    ]


def _length(month: int, *, is_leap: bool) -> int:
    return calendar.monthrange(2000 if is_leap else 2001, month)[1]


def _units(year: str, month: str, day: str) -> tuple[int, int, int]:
    """What "near" means for each part of a date, in months; 0 is one day."""
    of_year = 12 * (10 ** (4 - year.index("X")) if "X" in year else 1)
    of_month = of_year if "X" in month else _GROUPS.get(month, (0, 1))[1]
    of_day = of_month if "X" in day else 0
    return of_year, of_month, of_day


def _widened(days: Days, months: int) -> Days:
    if months == 0:
        earliest = days.earliest if days.earliest == FIRST_DAY else days.earliest - _ONE_DAY
        return Days(earliest, day_after(days.latest))
    end = shifted(day_after(days.latest), months)
    # Months differ in length: the end of April is shifted to the end of May by way of the first
    # of the next month, and 30 January to 29 February by way of the day itself.
    latest = end if end == LAST_DAY else max(shifted(days.latest, months), end - _ONE_DAY)
    return Days(shifted(days.earliest, -months), latest)


def shifted(day: date, months: int) -> date:
    """The same day of another month, or that month's last; stops at the sentinels."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < FIRST_DAY.year:
        return FIRST_DAY
    if year > LAST_DAY.year:
        return LAST_DAY
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, length))


# --- refusing ------------------------------------------------------------------------------------

_SHOWN_LENGTH: Final = 80
_SHAPES: Final = (
    'not a date in EDTF: write it as "1994", "1994-04" or "1994-04-20", an extent as "1994/1999",'
    ' some day within as "[1994..1999]"'
)
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SEASONS: Final = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}
_DASHES: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))


@dataclass(frozen=True, slots=True)
class _Habit:
    """A way of writing dates that is not EDTF, and what to write for it."""

    pattern: re.Pattern[str]
    instead: str
    reason: str


_HABITS: Final = tuple(
    _Habit(re.compile(pattern, re.IGNORECASE), instead, reason)
    for pattern, instead, reason in (
        (r"([0-9]{4})([0-9]{2})([0-9]{2})", r"\1-\2-\3", "year, month and day take hyphens"),
        (r"([0-9]{4})-([0-9])", r"\1-0\2", "the month takes two digits"),
        (r"([0-9]{4})-([0-9])-([0-9])", r"\1-0\2-0\3", "month and day take two digits"),
        (r"([0-9]{4})-([0-9])-([0-9]{2})", r"\1-0\2-\3", "month and day take two digits"),
        (r"([0-9]{4})-([0-9]{2})-([0-9])", r"\1-\2-0\3", "month and day take two digits"),
        (r"([0-9]{3})", r"0\1", "the year takes four digits"),
        (r"[0-9]{1,2}", "", "the year takes four digits"),
        (r"[+-][0-9].*", "", "years run from 0001 to 9999, without a sign"),
        (r"Y-?[0-9].*", "", "years run from 0001 to 9999, without a Y"),
        (r"[0-9]+E[0-9]+", "", "years run from 0001 to 9999, without an exponent"),
        (r"[0-9]{5,}", "", "years run from 0001 to 9999; year, month and day take hyphens"),
        (r"([0-9]{2})[0-9]{2}S2", r"\1XX", "significant digits are not read"),
        (r"([0-9]{3})[0-9]S3", r"\1X", "significant digits are not read"),
        (r"[0-9]{4}S[0-9]", "", "significant digits are not read: write X for each unknown digit"),
        (r"([0-9]{3})0['\u2019]?s", r"\1X", "a decade has X for its last digit"),
        (r"([0-9]{4})-([0-9]{4})", r"\1/\2", "from one year to another takes a slash"),
        (r"(.+[^.])\.\.([^.].+)", r"[\1..\2]", "some day within takes brackets, an extent a slash"),
        (r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ].*", r"\1", "the day is enough; a time is Thh:mm:ss"),
        (r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", r"\3-\2-\1", "a date runs year-month-day"),
        (r"([0-9]{4})[. ]([0-9]{2})[. ]([0-9]{2})", r"\1-\2-\3", "a date takes hyphens"),
        (r"(?:circa|ca|c|about|around|approx)\b\.? *([0-9].*)", r"\1~", "about is a ~ at the end"),
        (r"(?:before|until) ([0-9].*)", r"[..\1]", "up to a date, and that date too, has .. first"),
        (r"(?:after|since) ([0-9].*)", r"[\1..]", "from a date, and that date too, has .. last"),
        (r"([^?~%]*)(?:\?~|~\?)", r"\1%", "both uncertain and approximate is %"),
        (r"open|now|present|today|ongoing", "", "a side that goes on is written .."),
        (r"unknown|none|null|n\.?a\.?|\?", "", "a side that nobody knows is left empty"),
        (r"[0-9]{4}-W[0-9].*", "", "weeks are not read: write the days"),
        (r"[0-9]{4}-[0-9]{3}", "", "days of the year are not read: write year-month-day"),
    )
)


def _habit(written: str) -> tuple[str, str]:
    """What is wrong with a part that has not the shape of a date, and what to write instead."""
    dashed = written.translate(_DASHES)
    for habit in _HABITS:
        if match := habit.pattern.fullmatch(dashed):
            return habit.reason, match.expand(habit.instead)
    if re.fullmatch(r"[0-9XxUu]{4}(?:-[0-9XxUu]{2}){0,2}", written):
        return "an unspecified digit is a capital X", re.sub("[xuU]", "X", written)
    if in_digits := _in_words(written):
        return "a date is written in digits", in_digits
    if dashed != written:
        return "a dash is no hyphen", dashed
    return _SHAPES, ""


def _in_words(written: str) -> str:
    """The value for a date such as "20 April 1994" or "spring 1994", or nothing."""
    # Long texts are not dates in words, and need not be taken apart.
    tokens = re.findall(r"[A-Za-z]+|[0-9]+", written[:_SHOWN_LENGTH])
    years = [token for token in tokens if token.isdigit() and len(token) == len("1994")]
    days = [token for token in tokens if token.isdigit() and len(token) in (1, 2)]
    names = [token.lower() for token in tokens if token.isalpha()]
    months = [
        number
        for name in names
        for number, month in enumerate(_MONTHS, start=1)
        if len(name) >= len("Jan") and month.lower().startswith(name)
    ]
    seasons = [_SEASONS[name] for name in names if name in _SEASONS]
    match years, months, seasons, days:
        case [year], [month], [], []:
            return f"{year}-{month:02d}"
        case [year], [month], [], [day]:
            return f"{year}-{month:02d}-{int(day):02d}"
        case [year], [], [season], []:
            return f"{year}-{season}"
    return ""


def _no_such_month(year: str, month: str, day: str) -> tuple[str, str]:
    if month == "00":
        return "there is no month 00; leave it out", year
    if "X" in month:
        return f"no month fits {month}; leave it out", year
    if day:
        return f"there is no month {month}", f"{year}-{day}-{month}"
    return (
        f"there is no month {month}; from one year to another takes a slash",
        f"{year}/{year[:2]}{month}",
    )


def _no_such_day(year: str, month: str, day: str, months: list[int]) -> tuple[str, str]:
    if day == "00":
        return "there is no day 00; leave it out", f"{year}-{month}"
    if "X" in year + month + day:
        return "no day fits; leave it out", f"{year}-{month}"
    length = _length(months[0], is_leap=calendar.isleap(int(year)))
    return f"{_MONTHS[months[0] - 1]} {year} has {length} days", ""


def _message(text: str, refused: _RefusedError) -> str:
    where = _shown(text)
    if refused.part != text:
        where += f": {_shown(refused.part)}"
    try:
        _read(refused.instead)
    except DateError:
        return f"{where}: {refused.reason}"
    return f'{where}: {refused.reason}; write "{refused.instead}"'


def _shown(text: str) -> str:
    """A text for a message: short, on one line, and safe to print."""
    shown = text if text.isprintable() and text.strip() else ascii(text)
    return shown if len(shown) <= _SHOWN_LENGTH else f"{shown[:_SHOWN_LENGTH]}…"
