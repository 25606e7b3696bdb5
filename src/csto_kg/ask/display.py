"""Answers as people read them in a table: labels in place of identifiers, claims as a number by source, no empty cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import pyoxigraph as ox

from csto_kg.ask.evidence import PARAPHRASES, PASSAGES
from csto_kg.ask.labels import Labels, key_in_words
from csto_kg.ask.limits import table_in_words
from csto_kg.queries.stored import StoredQuery
from csto_kg.rdf.results import Table, text_of
from csto_kg.rdf.terms import Term
from csto_kg.vocab import short, within

__all__ = ["NOT_STATED", "Display", "abbreviated", "readable", "verbatim"]

NOT_STATED: Final = "not stated"
"""What stands in a cell where a source speaks of the thing and leaves this out."""

Shown: TypeAlias = str | tuple[str, ...]

_NUMBER: Final = re.compile(r"[-_]?\d+[a-z]?$")
_LEAST_PARTS: Final = 3
_LONGEST: Final = 240  # characters, three lines of a terminal
_LABELS: Final = ("label", "name")
_STANDING: Final = "standing"
# In the answers `held` is said of what the graph holds; beside a refusal it reads as if a meeting had been held.
_STANDINGS: Final = {"held": "asserted"}


@dataclass(frozen=True, slots=True)
class Display:
    """A table for people: its columns, and its rows as texts, lists of them in the columns `below`.

    Columns `quoted` hold lines that stand below their row one by one. `separator` stands between the texts of a list.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Shown, ...], ...]
    below: frozenset[str] = frozenset()
    quoted: frozenset[str] = frozenset((PARAPHRASES, PASSAGES))
    separator: str = " "


def verbatim(table: Table, lists: frozenset[str] = frozenset()) -> Display:
    """A table with the identifiers that it has, in their short form; only unknown bounds are in words."""
    rows = tuple(
        tuple(_identified(cell, column in lists) for column, cell in zip(table.columns, row, strict=True))
        for row in table_in_words(table).rows
    )
    return Display(table.columns, rows, lists & set(table.columns))


def abbreviated(table: Table) -> Table:
    """A table for programs with identifiers in their short form: `armenia`, `claim:annals-015`, `csto:date`."""

    def cell(term: Term | None) -> Term | None:
        if isinstance(term, ox.NamedNode):
            return ox.Literal(short(term.value))
        if isinstance(term, ox.Literal) and "http" in term.value:
            return ox.Literal(" ".join(short(part) for part in term.value.split(" ")))
        return term

    return Table(table.columns, tuple(tuple(cell(term) for term in row) for row in table.rows))


def readable(table: Table, query: StoredQuery, lists: frozenset[str], labels: Labels) -> Display:
    """The answer to a stored query for people.

    A column for programs is left out, so is one that repeats the labels of another, and one in which every cell is empty
    and its header says what that means. Any other empty cell says that no source states a value.
    """
    words = table_in_words(table)
    rows = [
        [
            _worded(column, _named(cell, column in lists, labels))
            for column, cell in zip(table.columns, row, strict=True)
        ]
        for row in words.rows
    ]
    kept = [i for i in range(len(table.columns)) if not _is_spare(i, table, rows, query, labels)]
    filled = tuple(tuple(_filled(row[i], table.columns[i], query.blanks) for i in kept) for row in rows)
    columns = tuple(table.columns[i] for i in kept)
    titles = {column: query.titles.get(column, key_in_words(column)) for column in columns}
    below = frozenset(titles[column] for column in lists & set(columns))
    return Display(tuple(titles.values()), filled, below, separator="; ")


def _worded(column: str, cell: Shown) -> Shown:
    """A cell for people: what stands in an answer as a word of this project, by a word that reads as it is meant."""
    return _STANDINGS.get(cell, cell) if column == _STANDING and isinstance(cell, str) else cell


def _is_spare(index: int, table: Table, rows: Sequence[Sequence[Shown]], query: StoredQuery, labels: Labels) -> bool:
    column = table.columns[index]
    if column in query.programs:
        return True
    if rows and column in query.blanks and not any(row[index] for row in rows):
        return True
    if not column.endswith(_LABELS):
        return False
    return any(i != index and _repeats(index, i, table, rows, labels) for i in range(len(table.columns)))


def _repeats(label: int, of: int, table: Table, rows: Sequence[Sequence[Shown]], labels: Labels) -> bool:
    """Whether a column holds but the labels of the things in another one, in either language, or nothing."""

    def names(thing: Term | None, shown: Shown) -> tuple[Shown, ...]:
        return (shown, labels.in_english(thing.value)) if isinstance(thing, ox.NamedNode) else ()

    pairs = zip(table.rows, rows, strict=True)
    return all(not named[label] or named[label] in names(row[of], named[of]) for row, named in pairs)


def _identified(cell: Term | None, is_list: bool) -> Shown:
    if is_list:
        return tuple(short(part) for part in text_of(cell).split())
    return short(cell.value) if isinstance(cell, ox.NamedNode) else text_of(cell)


def _shortened(parts: tuple[str, ...]) -> tuple[str, ...]:
    """As many of the parts as a reader takes in, and how many more there are; `--ids` and other formats have all."""
    kept = 0
    length = 0
    for part in parts:
        length += len(part)
        if kept >= _LEAST_PARTS and length > _LONGEST:
            break
        kept += 1
    over = len(parts) - kept
    return (*parts[:kept], f"and {over} more") if over > 1 else parts


def _named(cell: Term | None, is_list: bool, labels: Labels) -> Shown:
    if not is_list:
        return labels.of(cell.value) if isinstance(cell, ox.NamedNode) else labels.in_text(text_of(cell))
    parts = text_of(cell).split()
    claims = [part for part in parts if within(part, "claim")]
    others = [labels.part(part) for part in parts if part not in set(claims)]
    return (*_shortened(tuple(others)), *_by_source(claims))


def _by_source(claims: Iterable[str]) -> list[str]:
    """Claims as a number by source, which the first part of a claim's identifier stands for: `annals 5`."""
    counts = Counter(_NUMBER.sub("", short(claim).removeprefix("claim:")) for claim in claims)
    return [f"{source} {number}" for source, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _filled(cell: Shown, column: str, blanks: Mapping[str, str]) -> Shown:
    if cell or isinstance(cell, tuple):
        return cell
    return blanks.get(column, "" if column in (PARAPHRASES, PASSAGES) else NOT_STATED)
