"""Days that are known in part: ranges of possible days, the bounds of a situation, and whether it held on a day.

Sources say "in 1999" or "since 2012". Such a date is a range of possible days, so a comparison has more answers than
yes and no. Nothing here reads files, the clock or the locale.

Days are days of the proleptic Gregorian calendar, as in ISO 8601, with years from 0001 to 9999. `FIRST_DAY` and
`LAST_DAY` stand for "no bound"; arithmetic stops there.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "MIDNIGHT",
    "MONTHS",
    "ONE_DAY",
    "UNBOUNDED",
    "Certainty",
    "DateError",
    "Days",
    "Ending",
    "Span",
    "as_xsd",
    "day_after",
    "days_in_month",
    "from_xsd",
    "holds_on",
    "printable",
    "quoted",
    "shifted",
]

FIRST_DAY: Final = date(1, 1, 1)
"""The sentinel for "no earlier bound known"."""

LAST_DAY: Final = date(9999, 12, 31)
"""The sentinel for "no later bound known"."""

UNBOUNDED: Final = (LAST_DAY - FIRST_DAY).days
"""The sentinel for "no bound" of a duration in days: 3652058."""

ONE_DAY: Final = timedelta(days=1)
# By name and not from the calendar module: the locale of the machine must not change a release.
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class DateError(ValueError):
    """A date that is not written as it must be; the message says how to fix it."""


class Ending(StrEnum):
    """How one side of an extent, or the end of a situation, is known."""

    STATED = "stated"
    """A date is given, however coarse."""
    OPEN = "open"
    """Nothing bounds it: it goes on (EDTF ``..``)."""
    UNKNOWN = "unknown"
    """There may be a bound, but no day is given (EDTF: an empty side)."""
    DERIVED = "derived"
    """No source gives the end of a situation, but it is bounded by the order of things."""


class Certainty(StrEnum):
    """Whether something held on a day, or stood in a relation, as far as its bounds decide it."""

    CERTAIN = "certain"
    """It held for every choice of the possible days."""
    POSSIBLE = "possible"
    """It held for some choices of the possible days and not for others."""
    UNKNOWN = "unknown"
    """It started, the day is past the last attestation, and nothing bounds the end; or nothing dates it at all."""
    NOT_ATTESTED_YET = "not attested yet"
    """The day is before the first attestation, and nothing bounds the start."""
    NO = "no"
    """It did not hold for any choice of the possible days."""


@dataclass(frozen=True, slots=True)
class Days:
    """A closed range of possible days, of which one is the true day.

    Raises:
        DateError: if ``earliest`` is after ``latest``.
    """

    earliest: date
    """The first possible day; ``FIRST_DAY`` if nothing bounds it."""
    latest: date
    """The last possible day; ``LAST_DAY`` if nothing bounds it."""

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise DateError(f"{self.earliest}: the earliest possible day is after the latest, {self.latest}")

    @property
    def width(self) -> int:
        """The number of possible days, at least 1; a measure of precision."""
        return (self.latest - self.earliest).days + 1

    def overlaps(self, other: Days) -> bool:
        """Whether some day is possible in both."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def covers(self, other: Days) -> bool:
        """Whether every day possible in the other is possible here."""
        return self.earliest <= other.earliest and other.latest <= self.latest

    def intersection(self, other: Days) -> Days | None:
        """The days possible in both, or None if there are none."""
        if not self.overlaps(other):
            return None
        return Days(max(self.earliest, other.earliest), min(self.latest, other.latest))

    def hull(self, other: Days) -> Days:
        """The smallest range that covers both."""
        return Days(min(self.earliest, other.earliest), max(self.latest, other.latest))


@dataclass(frozen=True, slots=True)
class Span:
    """The four bounds of a situation, and how its end is known.

    Raises:
        DateError: if every possible end is before every possible start, or if it is open and
            ``end`` is not ``LAST_DAY`` alone.
    """

    begin: Days
    """The possible first days on which it holds."""
    end: Days
    """The possible first days on which it no longer holds; ``LAST_DAY`` where nothing bounds it.
    This is the day after the last day that EDTF counts in."""
    ending: Ending
    """How the end is known."""

    def __post_init__(self) -> None:
        if self.begin.earliest > self.end.latest:
            raise DateError(f"{self.begin.earliest}: the earliest start is after the latest end, {self.end.latest}")
        if self.ending is Ending.OPEN and self.end.earliest != LAST_DAY:
            raise DateError(f"{self.end.earliest}: an open situation has no end; write {LAST_DAY}")

    @property
    def duration(self) -> tuple[int, int]:
        """The least and the greatest number of days for which it held; ``UNBOUNDED`` without a bound.

        Both are 1 at least. Where the end is unknown, the least number covers the attested days only.
        """
        shortest = max(1, (self.end.earliest - self.begin.latest).days)
        is_bounded = self.begin.earliest != FIRST_DAY and self.end.latest != LAST_DAY
        longest = max(1, (self.end.latest - self.begin.earliest).days) if is_bounded else UNBOUNDED
        return (UNBOUNDED if self.end.earliest == LAST_DAY else shortest), longest

    def tightened(self) -> Span:
        """The same situation without starts after every possible end, and without ends before every possible start.

        Imprecise claims from different sources leave such days. `holds_on` is exact only without them.
        """
        return Span(
            Days(self.begin.earliest, min(self.begin.latest, self.end.latest)),
            Days(max(self.end.earliest, self.begin.earliest), self.end.latest),
            self.ending,
        )


def day_after(day: date) -> date:
    """The next day; of ``LAST_DAY`` itself, since it stands for "no bound"."""
    return day if day == LAST_DAY else day + ONE_DAY


MIDNIGHT: Final = "T00:00:00Z"
"""What follows a day in the ``xsd:dateTime`` that stands for it."""

_XSD: Final = re.compile(rf"([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}}){MIDNIGHT}")


def as_xsd(day: date) -> str:
    """Midnight UTC of a day as ``xsd:dateTime``, in its canonical form."""
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}{MIDNIGHT}"


def from_xsd(text: str) -> date:
    """The day that `as_xsd` wrote.

    Raises:
        DateError: for any other text, even for the same instant: the graph uses one form only.
    """
    match = _XSD.fullmatch(text)
    try:
        if match is not None:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise DateError(f"{printable(text)}: a bound is a day written YYYY-MM-DD{MIDNIGHT}")


def holds_on(span: Span, day: date) -> Certainty:
    """Whether a situation held on a day.

    CERTAIN from the latest start to the day before the earliest end. Otherwise POSSIBLE from the
    earliest start to the day before the latest end, with two exceptions: UNKNOWN where it had certainly
    started and its end is unknown, or where nothing dates it; NOT_ATTESTED_YET where it had not
    certainly started and nothing bounds the start from below. NO on all other days, and on ``LAST_DAY``, which is
    a sentinel.
    """
    if not span.begin.earliest <= day < span.end.latest:
        return Certainty.NO
    if day < span.begin.latest:
        if span.begin.earliest != FIRST_DAY:
            return Certainty.POSSIBLE
        return Certainty.UNKNOWN if span.begin.latest == LAST_DAY else Certainty.NOT_ATTESTED_YET
    if day < span.end.earliest:
        return Certainty.CERTAIN
    return Certainty.UNKNOWN if span.ending is Ending.UNKNOWN else Certainty.POSSIBLE


def shifted(day: date, months: int) -> date:
    """The same day of another month, or that month's last; stops at the sentinels."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < FIRST_DAY.year:
        return FIRST_DAY
    if year > LAST_DAY.year:
        return LAST_DAY
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, length))


def days_in_month(month: int, *, is_leap: bool) -> int:
    """The number of days of a month (1 to 12), in a leap year or another."""
    return calendar.monthrange(2000 if is_leap else 2001, month)[1]


_PRINTED_LENGTH: Final = 80


def printable(text: str) -> str:
    """A text as messages quote it: at most 80 characters, on one line, without control characters."""
    return _cut(text if text.isprintable() and text.strip() else ascii(text))


def quoted(text: str) -> str:
    """A text in quotation marks, which may be empty; within them as `printable` has it."""
    return f"'{_cut(text if text.isprintable() else ascii(text)[1:-1])}'"


def _cut(text: str) -> str:
    return text if len(text) <= _PRINTED_LENGTH else f"{text[:_PRINTED_LENGTH]}…"
