"""Makes episodes from typed rows. Rows that state the same make one episode; contradictions are reported row by row.

No row is lost silently. Each unit of the raw data is in an episode or left out for a reason, and `account` compares the
sums.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from csto_kg.errors import DataError, Fault, Where
from csto_kg.tables.headers import EpisodeType, TableImport, Unit
from csto_kg.tables.rows import WHAT, WHO, EpisodeRow, Violation, row_order
from csto_kg.time import bounds
from csto_kg.time.days import LAST_DAY, DateError, Days, Ending, Span
from csto_kg.time.edtf import Edtf, parse

__all__ = ["Counts", "Episode", "Episodes", "account", "make_episodes"]

Read: TypeAlias = Callable[[str], Edtf]


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode: the first row that states it, the places of every row that states the same, and its bounds in time."""

    row: EpisodeRow
    places: tuple[str, ...]
    units: int
    span: Span


@dataclass(frozen=True, slots=True)
class Episodes:
    """Episodes in the order of who, what and start; what is wrong or odd in the rows; and the units left out for it."""

    episodes: tuple[Episode, ...]
    violations: tuple[Violation, ...]
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """Totals of the input and the output, in units of the raw data (rows or cells).

    `given` = `written` + the sum of `left_out`. `episodes` are fewer than `written` where cells of many years make one, or
    rows that say the same are one.
    """

    unit: Unit
    given: int
    written: int
    episodes: int
    left_out: Mapping[str, int]


def make_episodes(rows: Sequence[EpisodeRow], type_: EpisodeType) -> Episodes:
    """The episodes of a data set from its typed rows, which are in the order of the raw ones."""
    same: dict[tuple[str | None, ...], list[EpisodeRow]] = defaultdict(list)
    for r in rows:
        if not r.is_left_out:
            same[r.who, r.what, r.role, r.start, r.end, r.holds].append(r)
    read = lru_cache(maxsize=None)(parse)  # a data set has few dates, each of them many times
    made = [_episode(alike, read) for alike in same.values()]
    left_out: Counter[str] = Counter()
    for m in made:
        if m.left_out:
            left_out[m.violations[0].rule] += m.left_out
    found = sorted((m.episode for m in made if m.episode is not None), key=_episode_order)
    episodes = _bounded_by_neighbours(found) if type_ is EpisodeType.MEMBERSHIP else found
    violations = (
        *_repeated(rows, type_),
        *_names(rows, type_),
        *(violation for m in made for violation in m.violations),
        *_overlaps(episodes),
    )
    return Episodes(tuple(episodes), violations, left_out)


def account(table_import: TableImport, given: int, units: int, left_out: Mapping[str, int], made: Episodes) -> Counts:
    """The account of a data set. Raises DataError unless as many units come out as went in.

    `given` units are in the raw data and `units` came out of the SELECT, which left out those in `left_out`, by reason.
    """
    written = sum(e.units for e in made.episodes)
    all_left_out = Counter(left_out) + Counter(made.left_out)
    if not given == units == written + sum(all_left_out.values()):
        unit = table_import.unit
        message = f"{given} {unit}s went in, {units} came out of the SQL, {written} of them in episodes"
        raise DataError(Fault(f"rows were lost or doubled: {message}", table_import.name, Where(table_import.path)))
    return Counts(table_import.unit, given, written, len(made.episodes), dict(sorted(all_left_out.items())))


@dataclass(frozen=True, slots=True)
class _Made:
    """What rows that state the same give: an episode, or the units left out for the violations of one rule."""

    episode: Episode | None
    violations: tuple[Violation, ...] = ()
    left_out: int = 0


def _days(text: str | None, read: Read) -> Days:
    return bounds.ANY_DAY if text is None else bounds.days_of(read(text))


def _episode(rows: Sequence[EpisodeRow], read: Read) -> _Made:
    """The episode of rows that state the same, or why there is none."""

    def violations(rule: str, message: str) -> tuple[Violation, ...]:
        return tuple(Violation(rule, r.row, f"{r.pair}: {message}") for r in rows)

    units = sum(r.units for r in rows)

    first = rows[0]
    try:
        begin, end = _days(first.start, read), _days(first.end, read)
        attested = [] if first.holds is None else [read(first.holds)]
    except DateError as error:
        return _Made(None, violations("a date cannot be read", str(error)), units)
    stated = f"starts {first.start}, ends {first.end}, holds {first.holds}"
    if end.latest < begin.earliest:
        return _Made(None, violations("ends before it starts", stated), units)
    if any(bounds.contradicts(value, begin, end) for value in attested):
        return _Made(None, violations("is attested when it did not hold", stated), units)
    span = bounds.span(begin, end, attested, first.end is not None)
    is_one_day = begin == end and begin.width == 1
    # It holds on that day, so the first day on which it no longer holds is the next one.
    kept = replace(first, end=span.end.earliest.isoformat()) if is_one_day else first
    episode = Episode(kept, tuple(r.row for r in rows), units, span)
    return _Made(episode, violations("ends on the day it starts", stated) if is_one_day else ())


def _episode_order(episode: Episode) -> tuple[str, str, date, date, tuple[int, ...], str]:
    r, s = episode.row, episode.span
    return r.who, r.what, s.begin.latest, s.begin.earliest, row_order(r.row), r.role or ""


def _bounded_by_neighbours(episodes: Sequence[Episode]) -> list[Episode]:
    """Memberships with bounds narrowed by the rule that a state has one membership in an organization at a time.

    An episode without an end is over by the time at which a later one of the pair is attested. A later one without a start
    did not start before the last attestation of the first. Neither states an end.
    """
    found = list(episodes)
    for i in range(1, len(found)):
        a, b = found[i - 1], found[i]
        if (a.row.who, a.row.what) != (b.row.who, b.row.what) or a.span.end.earliest > b.span.begin.latest:
            continue
        if a.row.end is None and a.span.ending is Ending.UNKNOWN:
            end = Days(a.span.end.earliest, min(a.span.end.latest, b.span.begin.latest))
            # As in the view: no source gives the end, and the order of the two bounds it.
            ending = Ending.UNKNOWN if end.latest == LAST_DAY else Ending.DERIVED
            found[i - 1] = replace(a, span=Span(a.span.begin, end, ending))
        if b.row.start is None:
            begin = Days(max(b.span.begin.earliest, a.span.end.earliest), b.span.begin.latest)
            found[i] = replace(b, span=Span(begin, b.span.end, b.span.ending))
    return found


# ---------------------------------------------------------------------------------------------------------------
# Where the data set contradicts itself
# ---------------------------------------------------------------------------------------------------------------


def _repeated(rows: Iterable[EpisodeRow], type_: EpisodeType) -> Iterator[Violation]:
    """Rows on what another row has stated: a pair of party and agreement, or else an episode with its start."""
    is_pair = type_ is EpisodeType.PARTICIPATION
    first: dict[tuple[str | None, ...], str] = {}
    for r in rows:
        key = (r.who, r.what) if is_pair else (r.who, r.what, r.role, r.start, r.holds)
        if key in first:
            rule = "a pair is repeated" if is_pair else "an episode is repeated"
            yield Violation(rule, r.row, f"{r.pair} stands in {first[key]} already")
        else:
            first[key] = r.row


def _names(rows: Iterable[EpisodeRow], type_: EpisodeType) -> Iterator[Violation]:
    """Codes with several names."""
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for r in rows:
        for noun, code, name in ((WHO[type_], r.who, r.who_name), (WHAT[type_], r.what, r.what_name)):
            known = names[noun, code]
            if name is not None and name not in known:
                if known:
                    message = f"{noun} {code} is '{min(known)}' and '{name}'"
                    yield Violation("a code has several names", r.row, message)
                known.add(name)


def _overlaps(episodes: Iterable[Episode]) -> Iterator[Violation]:
    """Episodes of one pair that certainly hold on one day with an earlier one, or that can come neither before nor after it.

    Two episodes of which only years are known need not share a certain day to exclude each other: one that ends in June 2001
    at the earliest, and one that ends by May 2001 and started after the first.
    """
    longest: Episode | None = None
    for e in episodes:
        if longest is None or (longest.row.who, longest.row.what) != (e.row.who, e.row.what):
            longest = e
            continue
        if e.span.begin.latest < min(longest.span.end.earliest, e.span.end.earliest):
            message = f"{e.row.pair}: also in {longest.row.row}"
            yield Violation("overlaps another episode of the pair", e.row.row, message)
        elif e.span.begin.latest < longest.span.end.earliest and longest.span.begin.latest < e.span.end.earliest:
            # Neither can have ended when the other started, though on no day both certainly hold.
            message = f"{e.row.pair}: {longest.row.row} leaves no room for it, before or after"
            yield Violation("fits neither before nor after another episode of the pair", e.row.row, message)
        if e.span.end.earliest > longest.span.end.earliest:
            longest = e
