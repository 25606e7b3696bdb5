"""Finds dates in words: days, months, years, ranges, and what stands before them (since, until, before, after).

Pure: today is an argument.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from csto_kg.time.days import FIRST_DAY, LAST_DAY, MONTHS, ONE_DAY

__all__ = ["When", "WrittenDate", "moments_in", "not_in_calendar"]


class When(StrEnum):
    """How a date bounds what is asked."""

    AT = "at"
    """On the day, or within the month or year."""
    WITHIN = "within"
    """From one day to another."""
    FROM = "from"
    """On its first day or later."""
    UNTIL = "until"
    """On its last day or earlier."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in a text: its first and last day, how it bounds, and where it stands."""

    when: When
    first: date
    last: date
    start: int
    end: int

    @property
    def is_day(self) -> bool:
        """Whether it is a single day."""
        return self.first == self.last

    @property
    def text(self) -> str:
        """It as parameters write it: `2010-06-01`, `2010-06`, `2010`, `1999-01-01..2003-12-31`."""
        first, last = self.first, self.last
        if first == last:
            return first.isoformat()
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
            return f"{first.year:04}"
        whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
        if whole and (first.year, first.month) == (last.year, last.month):
            return f"{first.year:04}-{first.month:02}"
        return f"{first.isoformat()}..{last.isoformat()}"


_MONTH: Final = r"(?P<m>" + "|".join(f"{m}|{m[:3]}\\.?|{m[:4]}\\.?" for m in map(str.lower, MONTHS)) + r")"
_YEAR: Final = r"(?P<y>1[5-9]\d\d|20\d\d|21\d\d)"
_DAY: Final = r"(?P<d>[0-3]?\d)(?:st|nd|rd|th)?"
_FORMS: Final = tuple(
    re.compile(rf"(?<![\w-]){form}(?![\w-])", re.IGNORECASE)
    for form in (
        r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)",
        r"(?P<y>[12]\d{3})-(?P<m>0[1-9]|1[0-2])",
        r"(?P<d>[0-3]?\d)\.(?P<m>[01]?\d)\.(?P<y>[12]\d{3})",
        rf"{_DAY}\s+(?:of\s+)?{_MONTH},?\s+(?:of\s+)?{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_MONTH},?\s+(?:of\s+)?{_YEAR}",
        rf"(?:the\s+)?(?P<season>spring|summer|autumn|fall)\s+(?:of\s+)?{_YEAR}",
        r"(?P<decade>(?:1[5-9]|20)\d0)s",
        _YEAR,
    )
)
# The first month of each season of the northern half of the earth; a winter has two years.
_SEASONS: Final = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}
# A day or month whose year stands after the second of a pair: "from 5 to 19 January 2022", "between May and July 2012".
_SHORT: Final = tuple(
    re.compile(rf"(?<![\w-]){form}\s*$", re.IGNORECASE)
    for form in (rf"{_DAY}\s+{_MONTH}", rf"{_MONTH}\s+{_DAY}", _MONTH, _DAY)
)
_YEARS: Final = re.compile(rf"(?<![\w-]){_YEAR}\s*[-–—/]\s*(?P<to>1[5-9]\d\d|20\d\d)(?![\w-])")
_TODAY: Final = re.compile(r"\b(today|now|nowadays|currently|at present|presently|at the moment)\b", re.IGNORECASE)
_BETWEEN: Final = re.compile(
    r"^\s*(?:,\s*)?(?:and|to|till|until|through|up to|-|–|—|\.\.|/)\s*(?:the\s+)?$", re.IGNORECASE
)
_BEFORE: Final = (
    (re.compile(r"\b(?:since|from|starting (?:in|from|on)|as from)\s+$", re.IGNORECASE), "since"),
    (re.compile(r"\b(?:after|later than)\s+$", re.IGNORECASE), "after"),
    (re.compile(r"\b(?:before|prior to|earlier than)\s+$", re.IGNORECASE), "before"),
    (re.compile(r"\b(?:until|till|up to|through|by|by the end of|not later than)\s+$", re.IGNORECASE), "until"),
)
_LEAD: Final = re.compile(
    r"\b(?:between|from|as of|as at|on|in|during|within|at|of|the year|the end of|the beginning of|the start of|early|"
    r"mid|late|around|about|throughout|for)[\s-]+$",
    re.IGNORECASE,
)
_EDGE: Final = re.compile(
    r"\b(?:(?:at|on|from|as of|in)\s+)?(?:the\s+)?(?:very\s+)?(?P<edge>end|close|start|beginning)\s+of\s+(?:the\s+year\s+)?$",
    re.IGNORECASE,
)
_LAST_EDGES: Final = frozenset(("end", "close"))


def moments_in(text: str, today: date) -> tuple[WrittenDate, ...]:
    """The dates in a text, in order; `today` is the day that words such as "now" stand for.

    Two dates that make a range are one. A day that the calendar does not have is not a date.
    """
    found: list[WrittenDate] = []
    for moment in (*_year_pairs(text), *_dates(text, today)):
        if not any(moment.start < other.end and other.start < moment.end for other in found):
            found.append(moment)
    return tuple(_bounded(text, m) for m in _paired(text, sorted(found, key=lambda m: m.start)))


def not_in_calendar(text: str) -> tuple[str, ...]:
    """The days in a text, as they are written, that no calendar has: `31 February 2010`."""
    written = (match for form in _FORMS for match in form.finditer(text))
    return tuple(match[0] for match in written if match.groupdict().get("d") and _days(match) is None)


def _year_pairs(text: str) -> Iterator[WrittenDate]:
    for match in _YEARS.finditer(text):
        first, last = int(match["y"]), int(match["to"])
        if first < last:
            yield WrittenDate(When.WITHIN, date(first, 1, 1), date(last, 12, 31), match.start(), match.end())


def _dates(text: str, today: date) -> Iterator[WrittenDate]:
    for form in _FORMS:
        for match in form.finditer(text):
            if (days := _days(match)) is not None:
                yield WrittenDate(When.AT, *days, match.start(), match.end())
    for match in _TODAY.finditer(text):
        yield WrittenDate(When.AT, today, today, match.start(), match.end())


def _days(match: re.Match[str], year: int | None = None, month: int | None = None) -> tuple[date, date] | None:
    """The first and the last day of a date, with year and month from elsewhere where it has none."""
    parts = match.groupdict()
    if decade := parts.get("decade"):
        return date(int(decade), 1, 1), date(int(decade) + 9, 12, 31)
    year = int(parts["y"]) if parts.get("y") else year
    if year is not None and (season := parts.get("season")):
        start = _SEASONS[season.lower()]
        return date(year, start, 1), date(year, start + 2, monthrange(year, start + 2)[1])
    month = _month(parts["m"]) if parts.get("m") else month
    if year is None or not FIRST_DAY.year <= year <= LAST_DAY.year:
        return None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        return None
    if not parts.get("d"):
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    day = int(parts["d"])
    return (date(year, month, day),) * 2 if 1 <= day <= monthrange(year, month)[1] else None


def _month(text: str) -> int:
    return int(text) if text.isdigit() else 1 + [m[:3].lower() for m in MONTHS].index(text[:3].lower())


def _paired(text: str, moments: Sequence[WrittenDate]) -> list[WrittenDate]:
    """The dates with those joined that make a range."""
    done: list[WrittenDate] = []
    for moment in moments:
        before = done[-1] if done else None
        gap = text[before.end : moment.start] if before else ""
        if before and before.when is When.AT and moment.when is When.AT and _makes_range(text, before, gap):
            first, last = sorted((before, moment), key=lambda m: m.first)
            done[-1] = WrittenDate(When.WITHIN, first.first, max(first.last, last.last), before.start, moment.end)
        else:
            done.append(_completed(text, moment))
    return done


def _makes_range(text: str, before: WrittenDate, gap: str) -> bool:
    """Whether what stands between two dates makes them a range; "and" does so after "between" only."""
    if not _BETWEEN.match(gap):
        return False
    return "and" not in gap.lower() or text[: before.start].rstrip().lower().endswith(("between", "from"))


def _completed(text: str, moment: WrittenDate) -> WrittenDate:
    """A date, or the range that it makes with the day or month before it whose year it gives."""
    head = re.search(r"(?:and|to|till|until|through|-|–|—)\s*$", text[: moment.start], re.IGNORECASE)
    if head is None or moment.when is not When.AT:
        return moment
    for form in _SHORT:
        match = form.search(text[: head.start()])
        if match is None or not re.search(r"\b(?:between|from)\s+$", text[: match.start()], re.IGNORECASE):
            continue
        days = _days(match, moment.first.year, moment.first.month)
        if days is not None and days[0] <= moment.first:
            return WrittenDate(When.WITHIN, days[0], moment.last, match.start(), moment.end)
    return moment


def _bounded(text: str, moment: WrittenDate) -> WrittenDate:
    """A date with the words before it that say how it bounds."""
    head = text[: moment.start]
    if moment.when is When.AT:
        for pattern, how in _BEFORE:
            if match := pattern.search(head):
                return _with(moment, how, match.start())
    match = _LEAD.search(head)
    if match is None:
        return moment
    if moment.when is When.AT and (edge := _EDGE.search(head)):  # "at the end of 1999" is its last day
        only = moment.last if edge["edge"].lower() in _LAST_EDGES else moment.first
        return replace(moment, first=only, last=only, start=edge.start())
    return replace(moment, start=match.start())


def _with(moment: WrittenDate, how: str, start: int) -> WrittenDate:
    first, last = moment.first, moment.last
    if how == "since":
        return replace(moment, when=When.FROM, last=LAST_DAY, start=start)
    if how == "after":
        later = min(last, LAST_DAY - ONE_DAY) + ONE_DAY
        return replace(moment, when=When.FROM, first=later, last=LAST_DAY, start=start)
    if how == "before":
        earlier = max(first, FIRST_DAY + ONE_DAY) - ONE_DAY
        return replace(moment, when=When.UNTIL, first=FIRST_DAY, last=earlier, start=start)
    return replace(moment, when=When.UNTIL, first=FIRST_DAY, last=last, start=start)
