"""The four bounds of a situation, from the dates of its start and end and from the times at which it is attested.

A situation is certain on a day from its latest start until before its earliest end (decision 5 of the architecture). An
attestation ("is a member", on the day of publication) makes the latest start earlier and the earliest end later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date

from csto_kg.time.days import FIRST_DAY, LAST_DAY, DateError, Days, Ending, Span, day_after
from csto_kg.time.edtf import Edtf, attested, parse

ANY_DAY = Days(FIRST_DAY, LAST_DAY)


def days_of(value: Edtf) -> Days:
    """The days on which an event with this date can have happened; for an extent, all its days."""
    return Days(value.first.earliest, value.last.latest)


def later_of(events: Iterable[Days]) -> Days:
    """The day on which the last of several events has happened: their maximum, bound by bound."""
    listed = list(events)
    return Days(max(d.earliest for d in listed), max(d.latest for d in listed)) if listed else ANY_DAY


def earlier_of(events: Iterable[Days]) -> Days:
    """The day on which the first of several events happens: their minimum, bound by bound."""
    listed = list(events)
    return Days(min(d.earliest for d in listed), min(d.latest for d in listed)) if listed else ANY_DAY


def narrowed(base: Days, other: Days | None) -> Days | None:
    """The days that two statements on one date leave; None where they exclude each other."""
    return base if other is None else base.intersection(other)


def contradicts(value: Edtf, begin: Days, end: Days) -> bool:
    """Whether an attestation excludes that a situation started on one of `begin` and ended on one of `end`."""
    begun, held = attested(value)
    return begun < begin.earliest or (held > end.latest)


def span(begin: Days, end: Days, attestations: Sequence[Edtf], is_end_stated: bool) -> Span:
    """The bounds of a situation.

    `begin` and `end` are the possible days of its start and end (ANY_DAY where nothing bounds them). `attestations` must
    not contradict them. `is_end_stated` is true where a source states an end, with a date or without.
    """
    known = [attested(value) for value in attestations]
    latest_begin = min([begin.latest, *(begun for begun, _ in known)])
    # A situation holds on the day of its start, so it ends on the next day at the earliest.
    least: date = day_after(begin.earliest) if begin.earliest != FIRST_DAY else FIRST_DAY
    earliest_end = max([end.earliest, least, *(held for _, held in known)])
    is_open = not is_end_stated and any(v.is_extent and v.last_kind is Ending.OPEN for v in attestations)
    ending = Ending.STATED if is_end_stated else Ending.OPEN if is_open else Ending.UNKNOWN
    if ending is Ending.OPEN:
        earliest_end = LAST_DAY
    latest_end = max(end.latest, earliest_end)
    return Span(
        Days(begin.earliest, max(latest_begin, begin.earliest)), Days(earliest_end, latest_end), ending
    ).tightened()


def attested_range(attestations: Iterable[Edtf]) -> tuple[str, str] | None:
    """The first and the last of the attested times, in EDTF as written; None without attestations.

    The first attested time has the smallest latest day; the last attested time has the greatest earliest day. Of equal
    times the more precise one counts. Each side of an extent counts as a time of its own, unless it is open-ended or
    unknown.
    """
    sides = [_stated_sides(value) for value in attestations]
    if not sides:
        return None
    _, first = min((stated[0] for stated in sides), key=lambda side: (side[0].latest, side[0].width, side[1]))
    _, last = max((stated[-1] for stated in sides), key=lambda side: (side[0].earliest, -side[0].width, side[1]))
    return first, last


def last_stated(value: Edtf) -> date | None:
    """The earliest day that the last side of a value can mean; None where its days have no bound on either side."""
    bounded = [days for days, _ in _stated_sides(value) if days.earliest != FIRST_DAY and days.latest != LAST_DAY]
    return bounded[-1].earliest if bounded else None


def _stated_sides(value: Edtf) -> list[tuple[Days, str]]:
    """The sides of a value that are dates, with their texts; a value that is not an extent has one side."""
    if not value.is_extent:
        return [(value.first, value.text)]
    sides = zip((value.first, value.last), (value.first_kind, value.last_kind), value.text.split("/"), strict=True)
    return [(days, text) for days, kind, text in sides if kind is Ending.STATED]


def shown(days: Days, absent: str) -> str:
    """A range of days as the shortest EDTF value that means it, or `absent` where it has no bounds."""
    lo, hi = days.earliest, days.latest
    if lo == FIRST_DAY and hi == LAST_DAY:
        return absent
    if lo == hi:
        return lo.isoformat()
    if (lo.month, lo.day) == (1, 1) and (hi.month, hi.day) == (12, 31) and lo.year == hi.year:
        return f"{lo.year:04d}"
    if lo.day == 1 and (lo.year, lo.month) == (hi.year, hi.month) and day_after(hi).day == 1:
        return f"{lo.year:04d}-{lo.month:02d}"
    first = "" if lo == FIRST_DAY else lo.isoformat()
    last = "" if hi == LAST_DAY else hi.isoformat()
    return f"[{first}..{last}]"


def as_stated(days: Days, texts: Iterable[str]) -> str:
    """The text that says only about when, as `1999-04~`, where a range of days is but what it leaves; else nothing.

    A range that order or another claim has made narrower is more than any of the texts says.
    """
    for text in sorted(set(texts)):
        with suppress(DateError):
            value = parse(text)
            if value.approximate and not value.is_extent and value.first == days:
                return text
    return ""


_ABSENT = {
    Ending.OPEN: "open",
    Ending.UNKNOWN: "unknown",
    Ending.STATED: "stated, undated",
    Ending.DERIVED: "unknown",
}


def end_shown(span: Span) -> str:
    """The end of a situation for people: its date in EDTF, or `open`, `unknown`, `stated, undated`."""
    absent = _ABSENT[span.ending]
    is_bounded = span.ending in (Ending.STATED, Ending.DERIVED)
    return shown(span.end, absent) if is_bounded else absent
