"""The days of a question as people give them."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from csto_kg.errors import Fault, UsageError
from csto_kg.time.days import DateError
from csto_kg.time.periods import read_period

__all__ = ["day", "last_day", "read_day"]

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day(value: str, of: str = "") -> date:
    """The day that people write as 2003-06-30. Raises UsageError for anything else; `of` names what the value is of."""
    try:
        return read_day(value)
    except ValueError as error:
        raise UsageError(Fault(str(error), of)) from None


def last_day(value: str, of: str = "") -> date:
    """The day that people write, or the last of the month, year or range. Raises UsageError as `day` does."""
    try:
        return read_period(value).last
    except DateError as error:
        raise UsageError(Fault(str(error), of)) from None


def read_day(value: str) -> date:
    """The day that people write as 2003-06-30. Raises ValueError, which says why it is none."""
    if not _DAY.fullmatch(value):
        raise ValueError(f"'{value}' is not a date; use YYYY-MM-DD")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"'{value}' is not a day of the calendar: look at its month and its day") from None
