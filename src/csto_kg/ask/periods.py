"""Asks a question about a day over a period: when each row holds, in words.

An answer about a day compares the day with bounds in time and with nothing else, so it can change only on a day that is
a bound of something. The question is asked on the first day of the period and on each such day after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

import pyoxigraph as ox

from csto_kg.queries.templates import DURING, THROUGHOUT
from csto_kg.rdf.results import Row, Table, text_of
from csto_kg.time.days import LAST_DAY, ONE_DAY, as_xsd, from_xsd
from csto_kg.time.periods import Period
from csto_kg.vocab import CSTO, G_CHRONOLOGY, G_FINDINGS, G_VIEW

__all__ = ["bounds_query", "is_in_part", "merged", "over_period", "turning_days", "turns_of"]

# What can differ between two days for one and the same thing.
_FOR, _AGAINST = "claims", "dissents"
# What is gathered over the days of a row, in this order: with more of it a row is no other row.
_GATHERED: Final = (_AGAINST, _FOR, "conditions")
_BY_DAY: Final = frozenset({"certainty", "attested_only", "presumed", "assuming", *_GATHERED})
_BESIDE: Final = "certainty"

_BOUNDS: Final = tuple(
    CSTO[f"{presumed}{side[0].upper() if presumed else side[0]}{side[1:]}{of}"]
    for presumed in ("", "presumed")
    for side in ("earliest", "latest")
    for of in ("", "Begin", "End")
)
# The claims for and against a situation can change within it.
_OF_CLAIMS: Final = (CSTO.periodFrom, CSTO.periodUntil)

RunAsOf: TypeAlias = Callable[[date], Table]
"""Asks a question as of a day."""


def bounds_query(first: date, last: date) -> str:
    """The SPARQL query for the bounds in time of all things that lie after the first day, up to the last."""
    within = f"""?thing ?bound ?day . FILTER(?day > {_literal(first)} && ?day <= {_literal(last)})"""
    parts = ((G_VIEW, _BOUNDS), (G_CHRONOLOGY, _BOUNDS), (G_FINDINGS, _OF_CLAIMS))
    found = (
        f"{{ GRAPH <{graph}> {{ VALUES ?bound {{ {' '.join(f'<{bound}>' for bound in bounds)} }} {within} }} }}"
        for graph, bounds in parts
    )
    return f"SELECT DISTINCT ?day WHERE {{ {' UNION '.join(found)} }}"


def turning_days(table: Table) -> tuple[date, ...]:
    """The days of the answer to `bounds_query`, in order, without the one that stands for "no bound"."""
    return tuple(sorted({from_xsd(text_of(row[0])) for row in table.rows} - {LAST_DAY}))


def over_period(period: Period, turning: Iterable[date], ask: RunAsOf) -> Table:
    """The answer over a period, as `merged` has it, from the days on which it can change."""
    return merged(period, [(day, ask(day)) for day in turns_of(period, turning)])


def turns_of(period: Period, turning: Iterable[date]) -> list[date]:
    """The first day of a period, and those within it on which an answer can change."""
    return [period.first, *(day for day in turning if period.first < day <= period.last)]


# Of the rows of one name the first to hold stands first.
_NAME: Final = "label"


@dataclass(slots=True)
class _Held:
    """A row of the answer, with the stretches of days for which it holds."""

    row: Row
    stretches: list[Period]


def merged(period: Period, answers: Sequence[tuple[date, Table]]) -> Table:
    """One table of answers that hold from their day to the day before the next, the last to the end of the period.

    Each row stands in it once, with the column `during` in words. Rows for the same thing that differ in certainty
    follow each other; otherwise the order is that of the answers. A row has the claims of all its days; one that is for
    it on some and against it on others stands among the dissents.
    """
    columns = answers[0][1].columns
    fixed = [i for i, column in enumerate(columns) if column not in _BY_DAY]
    name = next((n for n, i in enumerate(fixed) if columns[i] == _NAME), 0)
    order: list[Row] = []
    held: dict[Row, dict[Row, _Held]] = {}
    for number, (day, table) in enumerate(answers):
        is_last = number + 1 == len(answers)
        stretch = Period(day, period.last if is_last else answers[number + 1][0] - ONE_DAY)
        at = 0
        things = [tuple(row[i] for i in fixed) for row in table.rows]
        for row, thing in zip(table.rows, things, strict=True):
            if thing in held:
                at = order.index(thing) + 1
            else:
                # What is of the same name and holds no more came before.
                while at < len(order) and order[at][name] == thing[name] and order[at] not in things:
                    at += 1
                order.insert(at, thing)
                held[thing] = {}
                at += 1
            key = tuple(cell for cell, column in zip(row, columns, strict=True) if column not in _GATHERED)
            known = held[thing].setdefault(key, _Held(row, []))
            known.row = _with_claims(known.row, row, columns)
            _add(known.stretches, stretch)
    rows = [of for thing in order for of in held[thing].values()]
    place = columns.index(_BESIDE) + 1 if _BESIDE in columns else len(columns)
    return Table(
        (*columns[:place], DURING, *columns[place:]),
        tuple((*of.row[:place], ox.Literal(_in_words(period, of.stretches)), *of.row[place:]) for of in rows),
    )


def _with_claims(row: Row, other: Row, columns: Sequence[str]) -> Row:
    """A row with its own claims and those of another, and the conditions of both."""
    cells = list(row)
    against = set[str]()
    for column in _GATHERED:
        if column in columns:
            at = columns.index(column)
            found = {*text_of(row[at]).split(), *text_of(other[at]).split()} - (against if column == _FOR else set())
            cells[at] = ox.Literal(" ".join(sorted(found)))
            against = found if column == _AGAINST else against
    return tuple(cells)


def is_in_part(table: Table) -> bool:
    """Whether an answer over a period has a row that does not hold throughout."""
    if DURING not in table.columns:
        return False
    at = table.columns.index(DURING)
    return any(text_of(row[at]) != THROUGHOUT for row in table.rows)


def _add(stretches: list[Period], stretch: Period) -> None:
    """Add a stretch to those before it, as one with the last where it follows without a gap."""
    if stretches and stretches[-1].last + ONE_DAY == stretch.first:
        stretches[-1] = Period(stretches[-1].first, stretch.last)
    elif not stretches or stretches[-1] != stretch:
        stretches.append(stretch)


def _in_words(period: Period, stretches: Iterable[Period]) -> str:
    """The stretches of a period in words, each last day included."""
    return "; ".join(_part_in_words(period, stretch) for stretch in stretches)


def _part_in_words(period: Period, part: Period) -> str:
    if part == period:
        return THROUGHOUT
    if part.is_day:
        return f"on {part.first}"
    if part.first == period.first:
        return f"until {part.last}"
    if part.last == period.last:
        return f"from {part.first}"
    return f"{part.first} to {part.last}"


def _literal(day: date) -> str:
    return str(ox.Literal(as_xsd(day), datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")))
