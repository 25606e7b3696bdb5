"""The days that the digits of a date can mean: unspecified digits, seasons, and how far "about" reaches."""

from __future__ import annotations

import calendar
import itertools
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from csto_kg.time.days import FIRST_DAY, LAST_DAY, ONE_DAY, Days, day_after, days_in_month, shifted
from csto_kg.time.mistakes import WrongPartError, no_such_day, no_such_month

__all__ = ["nearness", "possible_days", "widened"]

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


def possible_days(written: str, year: str, month: str, day: str) -> Days:
    """The range of days that the digits fit; an empty month or day is one that is not written.

    `written` is the date, for messages. Raises RefusedError where no day fits.
    """
    years = _fitting(year, 1, 9999)
    if not years:
        raise WrongPartError(written, "there is no year 0000 here; years run from 0001 to 9999")
    if month in _GROUPS:
        if day:
            raise WrongPartError(
                written,
                f"{month} means a season or another part of the year, which has no days;"
                " a day is written year-month-day",
                f"{year}-{day}-{month}",
            )
        first_month, count = _GROUPS[month]
        end = shifted(date(years[-1], first_month, 1), count)
        return Days(date(years[0], first_month, 1), LAST_DAY if end == LAST_DAY else end - ONE_DAY)
    months = _fitting(month or "XX", 1, 12)
    if not months:
        raise WrongPartError(written, *no_such_month(year, month, day))
    # Leap years differ from the others in which days exist, and nothing else does.
    existing = {
        is_leap: _days_of_year(tuple(months), day, is_leap=is_leap)
        for is_leap in {calendar.isleap(each) for each in years}
    }
    years = [each for each in years if existing[calendar.isleap(each)]]
    if not years:
        raise WrongPartError(written, *no_such_day(year, month, day, months))
    earliest = date(years[0], *existing[calendar.isleap(years[0])][0])
    latest = date(years[-1], *existing[calendar.isleap(years[-1])][-1])
    return Days(earliest, latest)


def _fitting(pattern: str, lowest: int, highest: int) -> list[int]:
    """The numbers in the range that fit a pattern of digits and X, in order."""
    if not pattern.strip("X"):
        return list(range(lowest, highest + 1))
    choices = ("0123456789" if digit == "X" else digit for digit in pattern)
    numbers = (int("".join(digits)) for digits in itertools.product(*choices))
    return [number for number in numbers if lowest <= number <= highest]


@lru_cache(maxsize=1_000)
def _days_of_year(months: tuple[int, ...], day: str, *, is_leap: bool) -> Sequence[tuple[int, int]]:
    """The pairs of month and day in such a year that fit, in order."""
    return [
        (month, number)
        for month in months
        for number in _fitting(day or "XX", 1, days_in_month(month, is_leap=is_leap))
    ]


def nearness(year: str, month: str, day: str) -> tuple[int, int, int]:
    """How far "about" reaches for year, month and day of a date: a number of months, or 0 for one day."""
    of_year = 12 * (10 ** (4 - year.index("X")) if "X" in year else 1)
    of_month = of_year if "X" in month else _GROUPS.get(month, (0, 1))[1]
    of_day = of_month if "X" in day else 0
    return of_year, of_month, of_day


def widened(days: Days, months: int) -> Days:
    """The days with some months more on either side; with one day more where `months` is 0."""
    if months == 0:
        earliest = days.earliest if days.earliest == FIRST_DAY else days.earliest - ONE_DAY
        return Days(earliest, day_after(days.latest))
    end = shifted(day_after(days.latest), months)
    # Months differ in length: the end of April is shifted to the end of May by way of the first
    # of the next month, and 30 January to 29 February by way of the day itself.
    latest = end if end == LAST_DAY else max(shifted(days.latest, months), end - ONE_DAY)
    return Days(shifted(days.earliest, -months), latest)
