"""Puts the rows first that name a thing or a date which a question names and the query has no parameter for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from csto_kg.ask.answers import Answer, answer_of
from csto_kg.ask.labels import Labels
from csto_kg.ask.names import expand
from csto_kg.ask.reading.dates import WrittenDate
from csto_kg.ask.reading.words import plain
from csto_kg.rdf.results import Row, Table, text_of
from csto_kg.time.bounds import days_of
from csto_kg.time.days import DateError, Days
from csto_kg.time.edtf import parse

__all__ = ["NamedFirst", "Unasked", "named_first"]

# Columns that are not about what a row is about.
_ASIDE: Final = frozenset(
    ("claims", "dissents", "conflicts", "differ_on", "assuming", "reason", "passages", "reported_in")
)
# The column with the places of what rows are about, and that which says how sure a row is.
_LOCATION: Final = "location"
_CERTAINTY: Final = "certainty"
_DATED: Final = re.compile(r"[\[?~%]*[0-9]{4}\b")


@dataclass(frozen=True, slots=True)
class Unasked:
    """What a question names and a query has no parameter for, by what is written: things and dates.

    `places` are those of the things that are named as a place, as in "held in Armenia"; `phrases` are words that are written
    like a name, of which nothing else is known.
    """

    things: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, WrittenDate] = field(default_factory=dict)
    places: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        yield from self.things
        yield from self.phrases
        yield from self.dates


@dataclass(frozen=True, slots=True)
class NamedFirst:
    """An answer whose first rows name things, how many they are, and which they name (by what is written)."""

    answer: Answer
    rows: int
    named: tuple[str, ...]


def named_first(
    answer: Answer, left_out: Unasked, labels: Labels, say: Callable[[Table], tuple[str, ...]]
) -> NamedFirst:
    """An answer with the rows first that name the most of what is left out, and the sentences about these.

    A row names a thing that one of its cells is, or whose label or written name stands in the label or text of a cell; a
    place where it has it as its location, if rows have one; and a date that has one of its days. A row that is only possible
    is not put before one that is certain. `say` gives the sentences of a table. No row is left out: what follows from a row
    may stand in another.
    """
    table = answer.table
    found = _named_in(table, left_out, labels)
    most = max(map(len, found), default=0)
    if not most:
        return NamedFirst(answer, len(table.rows), ())
    first = tuple(row for row, has in zip(table.rows, found, strict=True) if len(has) == most)
    named = frozenset[str]().union(*(has for has in found if len(has) == most))
    rest = tuple(row for row, has in zip(table.rows, found, strict=True) if len(has) != most)
    if rest:
        said = say(Table(table.columns, first))
        answer = answer_of(Table(table.columns, first + rest), answer.lists, said, answer.asked)
    return NamedFirst(answer, len(first), tuple(t for t in left_out if t in named))


def _named_in(table: Table, left_out: Unasked, labels: Labels) -> list[frozenset[str]]:
    """What each row names of what is left out."""
    has_location = _LOCATION in table.columns
    names = {text: _Name.of(text, thing, labels) for text, thing in left_out.things.items()}
    names |= {text: _Name("", (_pattern(plain(text)),)) for text in left_out.phrases}
    within = {text: (_LOCATION,) if has_location and text in left_out.places else None for text in names}
    dates = {text: Days(moment.first, moment.last) for text, moment in left_out.dates.items()}
    found = [
        frozenset(
            (
                *(text for text, name in names.items() if name.is_in(table, row, labels, within[text])),
                *(text for text, days in dates.items() if _has_day(table, row, days)),
            )
        )
        for row in table.rows
    ]
    sure = [_is_certain(table, row) for row in table.rows]
    if any(sure) and not any(has for has, is_sure in zip(found, sure, strict=True) if is_sure):
        return [frozenset()] * len(found)
    return found


def _is_certain(table: Table, row: Row) -> bool:
    if _CERTAINTY not in table.columns:
        return False
    term = row[table.columns.index(_CERTAINTY)]
    return term is not None and text_of(term) == "certain"


def _has_day(table: Table, row: Row, days: Days) -> bool:
    """Whether a date of a row lies within days."""
    for column, term in zip(table.columns, row, strict=True):
        if isinstance(term, ox.Literal) and column not in _ASIDE and _DATED.match(term.value):
            with suppress(DateError):
                if any(days.covers(days_of(parse(part))) for part in term.value.split()):
                    return True
    return False


@dataclass(frozen=True, slots=True)
class _Name:
    """A thing with the texts that name it."""

    iri: str
    texts: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, text: str, thing: str, labels: Labels) -> _Name:
        """The name of a thing that is written in a question."""
        iri = expand(thing, labels.store)
        texts = {plain(text), plain(labels.of(iri))}
        return cls(iri, tuple(_pattern(t) for t in sorted(texts) if t))

    def is_in(self, table: Table, row: Row, labels: Labels, within: Iterable[str] | None = None) -> bool:
        """Whether a row names it, in one of the columns where these are given."""
        for column, term in zip(table.columns, row, strict=True):
            if term is None or column in _ASIDE or (within is not None and column not in within):
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


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(text)}\b")
