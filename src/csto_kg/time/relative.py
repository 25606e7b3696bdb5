"""Relative dates, which count from the date of another event: "a week later", "the following October", "days after".

A relative date is as precise as the date of that event, and is corrected with it. A claim names the event (key
`reckonedFrom`) and the distance (key `reckoned`); the build computes the days.

The forms of a distance follow the durations of ISO 8601 and the sets of EDTF:

* ``P7D``, ``P1W``, ``P2M``, ``P1Y``: that long after the event; ``-P3D``: that long before it; ``P0D``: on its day.
* ``[P1D..P20D]``, ``[P1D..]``, ``[..-P1D]``: some day within.
* ``next:10``, ``next:month``, ``next:year``: some day in the next October, month or year after the event.
* ``same:month``, ``same:year``: some day in the month or year of the event.

A month after 31 January is the last day of February.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from csto_kg.time.days import FIRST_DAY, LAST_DAY, DateError, Days, shifted

_LENGTH: Final = re.compile(r"(-?)P([0-9]{1,4})([DWMY])")
_SET: Final = re.compile(r"\[(-?P[0-9]+[DWMY])?\.\.(-?P[0-9]+[DWMY])?\]")
_NEXT: Final = re.compile(r"(next|same):(0[1-9]|1[0-2]|month|year)")
_FORMS: Final = "write P7D, P1W, P2M or P1Y, [P1D..P20D], next:10, next:month, next:year, same:month or same:year"

Length = Callable[[date], date]


@dataclass(frozen=True, slots=True)
class RelativeDate:
    """The distance of a date from that of another event. `text` is the distance as written; `parse_relative` makes it."""

    text: str
    first: Callable[[date], date]
    """Gives the first possible day, from the day of the event."""
    last: Callable[[date], date]
    """Gives the last possible day, from the day of the event."""

    def days(self, event: Days) -> Days:
        """The possible days, from the possible days of the event. Where the event has no bound, neither has the date."""
        first = FIRST_DAY if event.earliest == FIRST_DAY else self.first(event.earliest)
        last = LAST_DAY if event.latest == LAST_DAY else self.last(event.latest)
        return Days(min(first, last), max(first, last))


def parse_relative(text: str) -> RelativeDate:
    """Read the distance of a relative date.

    Raises:
        DateError: for anything but the forms above, and for a range that ends before it starts.
    """
    if match := _LENGTH.fullmatch(text):
        length = _length(match)
        return RelativeDate(text, length, length)
    if match := _SET.fullmatch(text):
        if match[1] is None and match[2] is None:
            raise DateError(f"{text}: a range needs a length on one side at least; {_FORMS}")
        first, last = (None if part is None else _length(_matched(part)) for part in match.groups())
        probe = date(2001, 6, 15)
        if first and last and first(probe) > last(probe):
            raise DateError(f"{text}: it ends before it starts; exchange the two")
        return RelativeDate(text, first or (lambda _: FIRST_DAY), last or (lambda _: LAST_DAY))
    if match := _NEXT.fullmatch(text):
        which, unit = match.groups()
        if which == "same" and unit.isdigit():
            raise DateError(f"{text}: the same month is same:month; {_FORMS}")
        return RelativeDate(
            text, lambda day: _start(day, which, unit), lambda day: _end(_start(day, which, unit), unit)
        )
    raise DateError(f"{text}: not a distance from an event; {_FORMS}")


def _matched(part: str) -> re.Match[str]:
    match = _LENGTH.fullmatch(part)
    if match is None:
        raise DateError(f"{part}: a length has up to four digits; {_FORMS}")
    return match


def _length(match: re.Match[str]) -> Length:
    number = int(match[2]) * (-1 if match[1] else 1)
    unit = match[3]
    if unit in "MY":
        months = number * (12 if unit == "Y" else 1)
        return lambda day: shifted(day, months)
    days = number * (7 if unit == "W" else 1)
    return lambda day: _moved(day, days)


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return FIRST_DAY if days < 0 else LAST_DAY


def _start(day: date, which: str, unit: str) -> date:
    """The first day of the month or year that is meant, from the day of the event."""
    if unit == "year":
        first = day.replace(month=1, day=1)
        return first if which == "same" else shifted(first, 12)
    first = day.replace(day=1)
    if unit == "month":
        return first if which == "same" else shifted(first, 1)
    # The next October after a day in October is that of the next year.
    ahead = (int(unit) - day.month - 1) % 12 + 1
    return shifted(first, ahead)


def _end(start: date, unit: str) -> date:
    after = shifted(start, 12 if unit == "year" else 1)
    return LAST_DAY if after == LAST_DAY else after - timedelta(days=1)
