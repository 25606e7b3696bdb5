"""Answers in sentences: the templates of a stored query, filled from the rows of its answer.

Values are what people read: labels, dates as they are written in a text, claims as a number by source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from csto_kg.ask.disputes import disputes
from csto_kg.ask.evidence import AGAINST, FOR
from csto_kg.ask.labels import Labels
from csto_kg.ask.names import Names, expand
from csto_kg.ask.periods import is_in_part
from csto_kg.ask.precedence import in_precedence
from csto_kg.ask.restrictions import NO_EDGES
from csto_kg.queries.catalogue import defaults
from csto_kg.queries.stored import ANY, Parameter, ParameterType, StoredQuery, Values
from csto_kg.queries.templates import (
    ASKED,
    CERTAINTY,
    DURING,
    ROWS,
    THROUGHOUT,
    in_a_list,
    numbered,
    rendered,
    tally,
)
from csto_kg.rdf.results import Row, Table, text_of
from csto_kg.rdf.terms import Term
from csto_kg.time.days import FIRST_DAY, LAST_DAY, MIDNIGHT, as_xsd
from csto_kg.time.written import written, written_at, written_span
from csto_kg.vocab import CSTO, G_VIEW, within

__all__ = ["asked_of", "sentences_of"]

_MOST_ROWS: Final = 5
"""So many rows are put in a sentence each; what is more stands in the table alone."""
_NO_BOUND: Final = frozenset((as_xsd(FIRST_DAY), as_xsd(LAST_DAY)))
_SAYS: Final = "says"
_CONDITIONS: Final = "conditions"
_VIEW: Final = ox.NamedNode(G_VIEW)
_TIMES: Final = tuple(map(ox.NamedNode, (CSTO.beginText, CSTO.endText, CSTO.firstAttested)))
_UNKNOWN: Final = "unknown"
_UNDATED: Final = "at a time that no source gives"
_PLAIN: Final = frozenset(("certain", "possible"))
_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def asked_of(
    query: StoredQuery, values: Values, names: Names, labels: Labels, has_rows: bool = False
) -> dict[str, str]:
    """What a query was asked, for people: the value of each parameter, the default where none was given.

    Several things are said to be one or the other where none of them has an answer, and all together where there are rows.
    """
    word = "and" if has_rows else "or"
    return {p.name: _asked(p, values.get(p.name), names, labels, word) for p in query.parameters}


def _asked(parameter: Parameter, given: str | Sequence[str] | None, names: Names, labels: Labels, word: str) -> str:
    if given is None:
        listed: Sequence[str] = defaults(parameter)
    else:
        listed = [given] if isinstance(given, str) else given
    if parameter.type is ParameterType.DAY:
        # A range as EDTF has it; all time, which the first and the last day stand for, is nothing to speak of.
        return " or ".join(day.replace("..", "/") for day in listed if (parameter.name, day) not in NO_EDGES)
    if parameter.type is not ParameterType.ENTITY:
        return " or ".join(listed)
    found = []
    for value in listed:
        if value == ANY:
            found.append(ANY)
        else:
            found.append(
                labels.of(expand(value, labels.store) if given is None else names.entity(parameter, value).value)
            )
    return f" {word} ".join(found)


def sentences_of(query: StoredQuery, asked: Mapping[str, str], table: Table, labels: Labels) -> tuple[str, ...]:
    """The answer to a stored query in sentences; empty for a query without templates.

    `asked` is what `asked_of` makes of the parameters.
    """
    templates = query.sentences
    if templates is None:
        return ()
    if not table.rows:
        return (rendered(templates.none, {ASKED: asked}),)
    at = {column: i for i, column in enumerate(table.columns)}
    rows = [_ReadableRow(at, row, query.lists, labels) for row in in_precedence(table)]
    if templates.many and len(rows) > templates.each and (DURING in templates.many or not is_in_part(table)):
        said = [rendered(templates.many, {ASKED: asked, ROWS: rows})]
    else:
        over = len(rows) - _MOST_ROWS
        counts = tally(rows) if over > 0 and CERTAINTY in at else ""
        said = [f"{numbered(len(rows), 'row').capitalize()}: {counts}."] if counts else []
        said += _row_sentences(query, rows[:_MOST_ROWS], asked)
        if over > 0:
            said.append(f"The table has {numbered(over, 'more row')}.")
    more = (disputes(table, labels), _basis(table, labels))
    return tuple(part for part in (*dict.fromkeys(said), *more) if part)


def _row_sentences(
    query: StoredQuery, rows: Sequence[Mapping[str, object]], asked: Mapping[str, str]
) -> Iterator[str]:
    """A sentence for each row. What else was said in one statement follows without the words on the statement."""
    before = None
    for row in rows:
        sentence = _row_sentence(query, row, asked)
        says = str(row.get(_SAYS, ""))
        lead, found, rest = sentence.partition(says) if says else (sentence, "", "")
        yield f"{found}{rest}" if found and (lead, rest) == before else sentence
        before = (lead, rest) if found else None


def _row_sentence(query: StoredQuery, row: Mapping[str, object], asked: Mapping[str, str]) -> str:
    assert query.sentences is not None
    is_plain = row.get(CERTAINTY, "certain") in _PLAIN
    template = query.sentences.row if is_plain or not query.sentences.unknown else query.sentences.unknown
    during = str(row.get(DURING, ""))
    if during and not is_plain and DURING not in template and len(days := _days(query, template)) == 1:
        # That it is unknown for a part does not say that it is unknown for the whole, of which the rest may be certain.
        return rendered(template, {ASKED: {**asked, days[0]: _on(during)}, **row})
    sentence = rendered(template, {ASKED: asked, **row})
    return sentence if DURING in template else _in_part(sentence, during, row)


def _days(query: StoredQuery, template: str) -> list[str]:
    """The days that a template says something to be at."""
    days = (p.name for p in query.parameters if p.type is ParameterType.DAY)
    return [name for name in days if re.search(rf"\b{ASKED}\.{name}\s*\|\s*at\b", template)]


def _on(during: str) -> str:
    """A part of a period as the time of a sentence: `from 16 February 2022 on`."""
    return f"{during} on" if during.startswith("from ") else during


def _in_part(sentence: str, during: str, row: Mapping[str, object]) -> str:
    """A sentence with the part of a period for which its row holds: after its verdict, or else as its last clause."""
    if not during:
        return sentence
    verdict = f"{str(row.get(CERTAINTY, '')).capitalize()}: "
    if sentence.startswith(verdict):
        return f"{verdict[:-2]} {during}: {sentence.removeprefix(verdict)}"
    return f"{sentence.removesuffix('.')}; so {during}."


class _ReadableRow(Mapping[str, str | Sequence[str]]):
    """A row as a template sees it. A cell is made readable when it is asked for: of many rows few are."""

    def __init__(self, at: Mapping[str, int], row: Row, lists: frozenset[str], labels: Labels) -> None:
        self._at = at
        self._row = row
        self._lists = lists
        self._labels = labels
        self._read: dict[str, str | Sequence[str]] = {}  # a template asks for the same cell up to ten times

    def __getitem__(self, column: str) -> str | Sequence[str]:
        if column not in self._read:
            self._read[column] = self._readable(column)
        return self._read[column]

    def _readable(self, column: str) -> str | Sequence[str]:
        if column == DURING and column not in self._at:
            return ""
        term = self._row[self._at[column]]
        if column == _CONDITIONS:
            return [_timed(part, self._labels) for part in text_of(term).split()]
        if column in self._lists:
            return _list(term, self._labels)
        text = _value(term, self._labels)
        if column != DURING:
            return text
        # What holds throughout needs no word.
        return "" if text == THROUGHOUT else _ISO_DAY.sub(lambda day: written(day[0]), text)

    def __iter__(self) -> Iterator[str]:
        yield from self._at
        if DURING not in self._at:
            yield DURING

    def __len__(self) -> int:
        return len(self._at) + (DURING not in self._at)


def _timed(situation: str, labels: Labels) -> str:
    """What a situation is called, with when it held: what a membership is said to be at some time is not so of all of it.

    Of one that nothing dates, when it is first attested.
    """
    start, end, attested = (
        next(
            (text_of(q.object) for q in labels.store.quads_for_pattern(ox.NamedNode(situation), prop, None, _VIEW)),
            _UNKNOWN,
        )
        for prop in _TIMES
    )
    if start != _UNKNOWN or end != _UNKNOWN:
        when = written_span(start, end)
    else:
        when = _UNDATED if attested == _UNKNOWN else f"attested {written_at(attested)}"
    return f"{labels.of(situation)} ({when})"


def _list(term: Term | None, labels: Labels) -> list[str]:
    return [labels.part(part) for part in text_of(term).split()]


def _value(term: Term | None, labels: Labels) -> str:
    if isinstance(term, ox.NamedNode):
        return labels.of(term.value)
    text = text_of(term)
    # Some queries give a bound as a date without its time.
    if text in _NO_BOUND or text + MIDNIGHT in _NO_BOUND:
        return ""
    return labels.in_text(text).removesuffix(MIDNIGHT)


def _basis(table: Table, labels: Labels) -> str:
    """How many claims, from which sources, are for what the rows say, and how many are against it."""
    for_, against = (_claims(table, column) for column in (FOR, AGAINST))
    if not for_:
        return ""
    sources = [labels.of(source) for source in labels.sources_of(for_)]
    by = f" ({in_a_list(sources)})" if len(sources) <= 3 else ""
    text = f"{numbered(len(for_), 'claim')} from {numbered(len(sources), 'source')}{by}"
    if against:
        text += f"; {numbered(len(against), 'claim')} from "
        text += (
            f"{numbered(len(labels.sources_of(against)), 'source')} {'dissents' if len(against) == 1 else 'dissent'}"
        )
    return f"{text[:1].upper()}{text[1:]}."


def _claims(table: Table, column: str) -> list[str]:
    if column not in table.columns:
        return []
    at = table.columns.index(column)
    found = {part for row in table.rows for part in text_of(row[at]).split() if within(part, "claim")}
    return sorted(found)
