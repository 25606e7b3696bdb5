"""Puts the rows first that name a thing which a question names and the query has no parameter for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from csto_kg.ask.answers import Answer, answer_of
from csto_kg.ask.labels import Labels
from csto_kg.ask.names import expand
from csto_kg.ask.reading.words import plain
from csto_kg.queries.templates import CERTAINTY
from csto_kg.rdf.results import Row, Table, text_of

__all__ = ["NamedFirst", "named_first"]

# Columns that are not about what a row is about.
_ASIDE: Final = frozenset(
    ("claims", "dissents", "conflicts", "differ_on", "assuming", "reason", "passages", "reported_in")
)


@dataclass(frozen=True, slots=True)
class NamedFirst:
    """An answer whose first rows name things, how many they are, and which they name (by what is written)."""

    answer: Answer
    rows: int
    named: tuple[str, ...]


def named_first(
    answer: Answer, things: Mapping[str, str], labels: Labels, say: Callable[[Table], tuple[str, ...]]
) -> NamedFirst:
    """An answer with the rows first that name the most of `things`, by what is written, and the sentences about these.

    A row names a thing that one of its cells is, or whose label or written name stands in the label or text of a cell.
    `say` gives the sentences of a table. No row is left out: what follows from a row may stand in another.
    """
    table = answer.table
    names = {text: _Name.of(text, thing, labels) for text, thing in things.items()}
    found = [frozenset(text for text, name in names.items() if name.is_in(table, row, labels)) for row in table.rows]
    most = max(map(len, found), default=0)
    if not most:
        return NamedFirst(answer, len(table.rows), ())
    first = tuple(row for row, has in zip(table.rows, found, strict=True) if len(has) == most)
    named = frozenset[str]().union(*(has for has in found if len(has) == most))
    rest = tuple(row for row, has in zip(table.rows, found, strict=True) if len(has) != most)
    if rest and _is_certain(table, rest) and not _is_certain(table, first):
        # What is only possible does not stand for what is certain: the sentences are about all rows.
        answer = answer_of(Table(table.columns, first + rest), answer.lists, answer.sentences, answer.asked)
        return NamedFirst(answer, len(table.rows), tuple(t for t in things if t in named))
    if rest:
        said = say(Table(table.columns, first))
        answer = answer_of(Table(table.columns, first + rest), answer.lists, said, answer.asked)
    return NamedFirst(answer, len(first), tuple(t for t in things if t in named))


def _is_certain(table: Table, rows: Sequence[Row]) -> bool:
    """Whether one of the rows is certain."""
    at = table.columns.index(CERTAINTY) if CERTAINTY in table.columns else None
    return at is not None and any(text_of(row[at]) == "certain" for row in rows)


@dataclass(frozen=True, slots=True)
class _Name:
    """A thing with the texts that name it."""

    iri: str
    texts: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, text: str, thing: str, labels: Labels) -> _Name:
        """The name of a thing that is written in a question."""
        iri = expand(thing)
        texts = {plain(text), plain(labels.of(iri))}
        return cls(iri, tuple(re.compile(rf"\b{re.escape(t)}\b") for t in sorted(texts) if t))

    def is_in(self, table: Table, row: Row, labels: Labels) -> bool:
        """Whether a row names it."""
        for column, term in zip(table.columns, row, strict=True):
            if term is None or column in _ASIDE:
                continue
            text = text_of(term)
            parts = text.split()
            if self.iri in parts:
                return True
            is_thing = isinstance(term, ox.NamedNode)
            shown = plain(labels.of(text) if is_thing else labels.in_text(text))
            if any(pattern.search(shown) for pattern in self.texts):
                return True
        return False
