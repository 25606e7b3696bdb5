"""The four bounds of a situation, from the days of its begin and end and from the times at which it is attested.

Decision 5 of the architecture: a situation is certain on a day from its latest begin to before its earliest end. An
attestation ("is a member", on the day of publication) pushes the latest begin down and the earliest end up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from csto_kg.time.edtf import FIRST_DAY, LAST_DAY, Days, Edtf, Ending, Span, attested, day_after

ANY_DAY = Days(FIRST_DAY, LAST_DAY)


def days_of(value: Edtf) -> Days:
    """The days on which something dated with a value can have happened; of an extent, all its days."""
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
    """What two ways of knowing one day leave; None where they exclude each other."""
    return base if other is None else base.intersection(other)


def contradicts(value: Edtf, begin: Days, end: Days) -> bool:
    """Whether an attestation cannot be true of a situation with these days of begin and end."""
    begun, held = attested(value)
    return begun < begin.earliest or (held > end.latest)


def span(begin: Days, end: Days, attestations: Sequence[Edtf], is_end_told: bool) -> Span:
    """The bounds of a situation.

    `begin` and `end` are the days it can have begun and ended (ANY_DAY where nothing tells); `attestations` must not
    contradict them; `is_end_told` says whether a source tells of an end, dated or not.
    """
    told = [attested(value) for value in attestations]
    latest_begin = min([begin.latest, *(begun for begun, _ in told)])
    # What begins on a day holds on that day: it ends on the next at the earliest.
    least: date = day_after(begin.earliest) if begin.earliest != FIRST_DAY else FIRST_DAY
    earliest_end = max([end.earliest, least, *(held for _, held in told)])
    is_open = not is_end_told and any(v.is_extent and v.last_kind is Ending.OPEN for v in attestations)
    ending = Ending.STATED if is_end_told else Ending.OPEN if is_open else Ending.UNKNOWN
    if ending is Ending.OPEN:
        earliest_end = LAST_DAY
    latest_end = max(end.latest, earliest_end)
    return Span(
        Days(begin.earliest, max(latest_begin, begin.earliest)), Days(earliest_end, latest_end), ending
    ).tightened()


def attested_range(attestations: Iterable[Edtf]) -> tuple[str, str] | None:
    """The first and the last time among attestations, in EDTF as they were written; None without any.

    The first is the one that had come by the earliest day, the last the one that came on the latest day at the earliest;
    of several such the one with the fewest days.
    Of an extent its first side counts for the one and its last for the other; a side that is open or not known does not.
    """
    sides = [_stated_sides(value) for value in attestations]
    if not sides:
        return None
    _, first = min((stated[0] for stated in sides), key=lambda side: (side[0].latest, side[0].width, side[1]))
    _, last = max((stated[-1] for stated in sides), key=lambda side: (side[0].earliest, -side[0].width, side[1]))
    return first, last


def _stated_sides(value: Edtf) -> list[tuple[Days, str]]:
    """The sides of a value that have days, with their texts; a value that is no extent is one side."""
    if not value.is_extent:
        return [(value.first, value.text)]
    sides = zip((value.first, value.last), (value.first_kind, value.last_kind), value.text.split("/"), strict=True)
    return [(days, text) for days, kind, text in sides if kind is Ending.STATED]


def shown(days: Days, absent: str) -> str:
    """Bounds as people read them: the shortest EDTF value that has them, or `absent` where nothing bounds the day."""
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


_ABSENT = {Ending.OPEN: "open", Ending.UNKNOWN: "unknown", Ending.STATED: "told, undated"}


def end_shown(told: Span) -> str:
    """The end of a situation as people read it: its bounds, or `open`, `unknown`, `told, undated`."""
    absent = _ABSENT[told.ending]
    return shown(told.end, absent) if told.ending is Ending.STATED else absent
