"""Common ways of writing a date that are not EDTF: what is wrong with each, and what to write instead."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from csto_kg.time.days import MONTHS, DateError, days_in_month

__all__ = ["WrongPartError", "mistake_in", "no_such_day", "no_such_month"]


class WrongPartError(DateError):
    """A wrong part of a value: the `part`, the `reason`, and `instead`, a corrected value, empty where there is none.

    `edtf.parse` makes the message from it, after it has checked that the corrected value can be read.
    """

    def __init__(self, part: str, reason: str, instead: str = "") -> None:
        super().__init__(reason)
        self.part = part
        self.reason = reason
        self.instead = instead


_SHAPES: Final = (
    'not a date in EDTF: write it as "1994", "1994-03" or "1994-03-12", an extent as "1994/1999",'
    ' some day within as "[1994..1999]"'
)
# Texts longer than this are not dates in words.
_LONGEST: Final = 80
_SEASONS: Final = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}
_DASHES: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))


@dataclass(frozen=True, slots=True)
class _Mistake:
    """A way of writing dates that is not EDTF, and what to write for it."""

    pattern: re.Pattern[str]
    instead: str
    reason: str


_MISTAKES: Final = tuple(
    _Mistake(re.compile(pattern, re.IGNORECASE), instead, reason)
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
        (r"unknown|none|null|n\.?a\.?|\?", "", "an unknown side is left empty"),
        (r"[0-9]{4}-W[0-9].*", "", "weeks are not read: write the days"),
        (r"[0-9]{4}-[0-9]{3}", "", "days of the year are not read: write year-month-day"),
    )
)


def mistake_in(written: str) -> tuple[str, str]:
    """The mistake in a part that is not written as a date, and what to write instead."""
    dashed = written.translate(_DASHES)
    for mistake in _MISTAKES:
        if match := mistake.pattern.fullmatch(dashed):
            return mistake.reason, match.expand(mistake.instead)
    if re.fullmatch(r"[0-9XxUu]{4}(?:-[0-9XxUu]{2}){0,2}", written):
        return "an unspecified digit is a capital X", re.sub("[xuU]", "X", written)
    if in_digits := _in_words(written):
        return "a date is written in digits", in_digits
    if dashed != written:
        return "a dash is no hyphen", dashed
    return _SHAPES, ""


def _in_words(written: str) -> str:
    """The value for a date such as "20 April 1994" or "spring 1994", or nothing."""
    # A longer text is not a date.
    tokens = re.findall(r"[A-Za-z]+|[0-9]+", written[:_LONGEST])
    years = [token for token in tokens if token.isdigit() and len(token) == len("1994")]
    days = [token for token in tokens if token.isdigit() and len(token) in (1, 2)]
    names = [token.lower() for token in tokens if token.isalpha()]
    months = [
        number
        for name in names
        for number, month in enumerate(MONTHS, start=1)
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


def no_such_month(year: str, month: str, day: str) -> tuple[str, str]:
    """Why no month fits, and what to write instead."""
    if month == "00":
        return "the month 00 does not exist; leave it out", year
    if "X" in month:
        return f"no month fits {month}; leave it out", year
    if day:
        return f"there is no month {month}", f"{year}-{day}-{month}"
    return (
        f"there is no month {month}; from one year to another takes a slash",
        f"{year}/{year[:2]}{month}",
    )


def no_such_day(year: str, month: str, day: str, months: Sequence[int]) -> tuple[str, str]:
    """Why no day of these months fits, and what to write instead."""
    if day == "00":
        return "the day 00 does not exist; leave it out", f"{year}-{month}"
    if "X" in year + month + day:
        return "no day fits; leave it out", f"{year}-{month}"
    length = days_in_month(months[0], is_leap=calendar.isleap(int(year)))
    return f"{MONTHS[months[0] - 1]} {year} has {length} days", ""
