"""The answer that Python gets: rows of plain text, and the table of RDF terms behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any, Final, TypeAlias, overload

import pyoxigraph as ox
import rdflib

from csto_kg.rdf.frames import to_pandas, to_polars, to_rdf
from csto_kg.rdf.results import Table, text_of
from csto_kg.rdf.terms import Term
from csto_kg.time.bounds import days_of
from csto_kg.time.days import FIRST_DAY, LAST_DAY, MIDNIGHT, DateError, Days
from csto_kg.time.edtf import parse
from csto_kg.vocab import short
from csto_kg.weigh.policy import Policy

__all__ = ["Answer", "AskedQuery", "Cell", "answer_of"]

Cell: TypeAlias = str | tuple[str, ...] | None
"""What a cell of an answer can hold: text, several texts, or nothing."""


# The columns of stored queries that hold dates in EDTF.
_DATES: Final = frozenset(("begins", "date", "dates", "day", "ends"))
# A notebook stays quick to scroll.
_MOST_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class AskedQuery:
    """A stored query by its name, with its values and the policy under which it was asked.

    `days_added` are the parameters that nobody gave, and that have the last day for which the sources attest anything.
    """

    name: str
    values: Mapping[str, str | Sequence[str]]
    policy: Policy
    days_added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """The answer to a query: the names of the columns, and the rows as plain text.

    Identifiers are short (`armenia`, `claim:annals-015`), lists of claims are tuples, an unbound cell is None. `table`
    has the RDF terms, `lists` names the columns that hold lists. `sentences` say the same in words, and `asked` is
    what was asked, both for a stored query.
    """

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]
    table: Table
    lists: frozenset[str]
    sentences: tuple[str, ...] = ()
    asked: AskedQuery | None = None

    def __iter__(self) -> Iterator[Mapping[str, Cell]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> Mapping[str, Cell]: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Mapping[str, Cell], ...]: ...

    def __getitem__(self, index: int | slice) -> Mapping[str, Cell] | tuple[Mapping[str, Cell], ...]:
        """A row by its number, from 0, or several by a slice. Raises IndexError where there is no such row."""
        return self.rows[index]

    def __repr__(self) -> str:
        return f"<Answer: {_counted(len(self.rows))} of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """The answer as a table, for a notebook: the first rows, and how many more there are."""
        head = "".join(f"<th>{escape(column)}</th>" for column in self.columns)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(_shown(row[c]))}</td>' for c in self.columns)}</tr>"
            for row in self.rows[:_MOST_SHOWN]
        )
        more = len(self.rows) - _MOST_SHOWN
        rest = f"<p>and {_counted(more)} more</p>" if more > 0 else ""
        said = "".join(f"<p>{escape(sentence)}</p>" for sentence in self.sentences)
        return f"{said}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"

    def to_pandas(self) -> Any:
        """The answer as a pandas.DataFrame: numbers as numbers, lists as lists. Raises MachineError without pandas.

        A column of dates has two more beside it, `…_earliest` and `…_latest`, with the first and the last day that its
        dates can mean, as datetime64[s]; NaT where there is no such day.
        """
        return to_pandas(self.table, self.lists, _days_of(self.table))

    def to_polars(self) -> Any:
        """The answer as a polars.DataFrame, as `to_pandas` has it. Raises MachineError without polars."""
        return to_polars(self.table, self.lists, _days_of(self.table))

    def to_rdf(self) -> rdflib.Graph:
        """The answer as RDF: a result set in the W3C's vocabulary for query results, whose rows are in order."""
        return to_rdf(self.table)


def answer_of(
    table: Table,
    lists: frozenset[str] = frozenset(),
    sentences: tuple[str, ...] = (),
    asked: AskedQuery | None = None,
) -> Answer:
    """The answer that a table holds; `lists` are columns whose cells hold several values separated by spaces."""
    rows = tuple({c: _cell(v, c in lists) for c, v in zip(table.columns, row, strict=True)} for row in table.rows)
    return Answer(table.columns, rows, table, lists & set(table.columns), sentences, asked)


def _cell(term: Term | None, is_list: bool) -> Cell:
    if term is None:
        return None
    text = term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
    if is_list:
        return tuple(short(part) for part in text.split())
    return short(text) if isinstance(term, ox.NamedNode) else text


def _counted(rows: int) -> str:
    return f"{rows} row{'' if rows == 1 else 's'}"


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else " ".join(cell)


def _days_of(table: Table) -> dict[str, list[date | None]]:
    """The bounds of the columns of dates: for `begins` the columns `begins_earliest` and `begins_latest`."""
    found: dict[str, list[date | None]] = {}
    for index, column in enumerate(table.columns):
        if column in _DATES:
            days = [_days(text_of(row[index])) for row in table.rows]
            found[f"{column}_earliest"] = [_bounded(d.earliest if d else None) for d in days]
            found[f"{column}_latest"] = [_bounded(d.latest if d else None) for d in days]
    return found


def _days(text: str) -> Days | None:
    try:
        return days_of(parse(text.removesuffix(MIDNIGHT)))
    except DateError:
        return None  # a word such as `open`, or several dates


def _bounded(day: date | None) -> date | None:
    return None if day in (FIRST_DAY, LAST_DAY) else day
