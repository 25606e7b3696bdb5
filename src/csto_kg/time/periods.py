"""Periods as people write them: a day, a month, a year, or from one of these to another."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from csto_kg.time.days import DateError, quoted

__all__ = ["PERIOD_FORMS", "Period", "read_period"]

PERIOD_FORMS: Final = "YYYY-MM-DD, YYYY-MM or YYYY, or two of these with .. between them"
"""How a period can be written, as messages list it."""

_PART: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, from the first to the last, both included.

    Raises:
        DateError: if ``first`` is after ``last``.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise DateError(f"{self.first} to {self.last}: the first day is after the last")

    def __str__(self) -> str:
        return str(self.first) if self.is_day else f"{self.first}..{self.last}"

    @property
    def is_day(self) -> bool:
        """Whether it is a single day."""
        return self.first == self.last


def read_period(text: str) -> Period:
    """The period that a text names: `2010-06-01`, `2010-06`, `2010`, or `2010-06..2010-12-31`.

    Raises:
        DateError: for anything else; the message names the forms.
    """
    parts = text.split("..")
    if len(parts) > 2 or not all(_PART.fullmatch(part) for part in parts):
        raise DateError(f"{quoted(text)} is not a date; use {PERIOD_FORMS}")
    first, last = _stretch(parts[0]).first, _stretch(parts[-1]).last
    if first > last:
        raise DateError(f"'{text}' ends before it starts: write the earlier date first")
    return Period(first, last)


def _stretch(part: str) -> Period:
    match = _PART.fullmatch(part)
    assert match is not None
    year, month, day = (int(number) if number else None for number in match.groups())
    try:
        if year is not None and month is not None and day is not None:
            return Period(date(year, month, day), date(year, month, day))
        assert year is not None
        first, last = (month, month) if month else (1, 12)
        return Period(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))
    except ValueError:
        kind = "day" if day is not None else "month" if month is not None else "year"
        look = {"day": ": look at its month and its day", "month": ": months run from 01 to 12", "year": ""}[kind]
        raise DateError(f"'{part}' is not a {kind} of the calendar{look}") from None
