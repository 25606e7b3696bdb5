"""Compares the dates of things with those of a question: "why did it leave in 1999" is not about the departure of 2012."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Final

from csto_kg.ask.reading.dates import WrittenDate
from csto_kg.ask.reading.names import Thing
from csto_kg.time.bounds import days_of
from csto_kg.time.days import FIRST_DAY, LAST_DAY, DateError, Days
from csto_kg.time.edtf import parse

__all__ = ["is_at_another_time", "is_of"]

_YEAR: Final = re.compile(r"\b(?:1[5-9]|20)[0-9]{2}\b")


def is_of(thing: Thing, moment: WrittenDate) -> bool:
    """Whether a date of a thing, or a year in the label of one without dates, has a day of a date of a question."""
    asked = Days(moment.first, moment.last)
    return any(asked.overlaps(days) for days in _days(thing.dates or _YEAR.findall(thing.label)))


def is_at_another_time(thing: Thing, moments: Sequence[WrittenDate]) -> bool:
    """Whether a thing is dated, and no date of a question is one of its days."""
    days = tuple(_days(thing.dates))
    return bool(days and moments) and not any(is_of(thing, moment) for moment in moments)


def _days(dates: Iterable[str]) -> Iterator[Days]:
    """The days of dates that have a first and a last one."""
    for text in dates:
        with suppress(DateError):
            days = days_of(parse(text))
            if days.earliest > FIRST_DAY and days.latest < LAST_DAY:
                yield days
