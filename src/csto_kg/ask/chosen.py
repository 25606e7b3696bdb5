"""A reading of a question that is tried: with the day that it lacks, its rows, and what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

import pyoxigraph as ox

from csto_kg.ask.answers import Answer
from csto_kg.ask.card import Card, card_of, last_attested
from csto_kg.ask.labels import Labels
from csto_kg.ask.names import Names, expand
from csto_kg.ask.naming import NamedFirst, Unasked, named_first
from csto_kg.ask.reading.filling import owners_of, takes, takes_a_state
from csto_kg.ask.reading.names import NameIndex, Thing
from csto_kg.ask.reading.reader import QuestionReader, Reading
from csto_kg.ask.run import run_query
from csto_kg.ask.search import SearchIndex
from csto_kg.ask.sentences import asked_of, sentences_of
from csto_kg.errors import Fault, UsageError
from csto_kg.project import Project
from csto_kg.queries.stored import FROM, TO, Parameter, ParameterType, StoredQuery
from csto_kg.rdf.results import Table

__all__ = ["Askable", "Chosen"]

# What words for disagreement among sources stand for in `queries/synonyms.yaml`.
_DISAGREE: Final = "disagre"
_VERDICT: Final = re.compile(r"(?:Yes[,:]|No:)\s*")


class Askable(Protocol):
    """What a question in words is asked of: an open release."""

    project: Project
    store: ox.Store
    names: Names
    labels: Labels

    @property
    def reader(self) -> QuestionReader:
        """Reads questions."""

    @property
    def searched(self) -> SearchIndex:
        """The index that is searched."""

    @property
    def query(self) -> Callable[..., Answer]:
        """Asks a stored query with its parameters as keywords."""

    @property
    def queries(self) -> Mapping[str, StoredQuery]:
        """The stored queries by name."""

    def answer(
        self,
        name: str,
        values: Mapping[str, str | Sequence[str]] | None = None,
        *,
        evidence: bool = False,
        texts: Path | None = None,
    ) -> Answer:
        """The answer to a stored query."""

    def sparql(self, text: str, evidence: bool = False) -> Answer:
        """The answer to a SPARQL query."""


class Chosen:
    """A reading that is tried, with the day that it lacks."""

    def __init__(self, graph: Askable, reading: Reading, as_of: date | None, today: date) -> None:
        self.graph = graph
        self.as_of = as_of
        self.today = today
        self.said: list[str] = []
        self.given = reading
        self.reading = reading
        if reading.query:
            self.reading = self._of_one(self._with_days(reading))

    # A card ------------------------------------------------------------------------------------------------------

    @property
    def day(self) -> date:
        """The day that is given, or the last for which the sources attest anything; without any, today."""
        named = self.reading.values.get("as-of")
        if named is not None and self.as_of is not None:
            raise UsageError(Fault(f"the day is given twice, as {named} and as {self.as_of}", fix="give it once"))
        return self.as_of or (named and date.fromisoformat(named)) or self._last_attested or self.today

    @cached_property
    def _last_attested(self) -> date | None:
        return last_attested(self.graph.sparql)

    def card(self) -> Card:
        """The card of the thing that was named."""
        thing = self.reading.values["thing"]
        return card_of(
            thing,
            expand(thing, self.graph.labels.store),
            self.day,
            is_default_day=self.day == self._last_attested
            and self.as_of is None
            and "as-of" not in self.reading.values,
            query=self.graph.sparql,
            ask=self.graph.answer,
            labels=self.graph.labels,
        )

    def card_said(self) -> tuple[str, str, tuple[str, ...]]:
        """How the name of a thing was read."""
        thing = self.reading.values["thing"]
        return f"the card of {self._shown(thing)}", "What is it, and what is dated of it?", self._spelt()

    # A query -----------------------------------------------------------------------------------------------------

    def read_as(self) -> str:
        """The query with its parameters, and what the things are called."""
        query = self.graph.queries[self.reading.query]
        entities = {p.name for p in query.parameters if p.type is ParameterType.ENTITY}
        given = (
            f"{name}={self._shown(value) if name in entities else value}"
            for name, value in self.reading.values.items()
        )
        return " ".join((self.reading.query, *given))

    def notes(self) -> tuple[str, ...]:
        """What was not used, which words were taken for others, which rows stand first, and the days that were added."""
        ignored = self.ignored
        soft = tuple(f"'{text}'" for text in self.unused if text not in ignored)
        without = (f"This does not take {_quoted(ignored)} into account.",) if ignored else ()
        left = (f"Not used: {', '.join(soft)}.",) if soft else ()
        return (*without, *self._spelt(), *self._first_rows(), *left, *self.said)

    def _first_rows(self) -> tuple[str, ...]:
        """What the rows that stand first name, where there are others."""
        found, shown = self._named_first, len(self._named_first.answer)
        if found.rows == shown:
            return ()
        things, dates = self.reading.left_out, self.reading.left_dates
        labels = self.graph.labels
        named = (t for t in found.named if t not in dates)
        names = ", ".join(labels.of(expand(things[t], labels.store)) if t in things else f"'{t}'" for t in named)
        days = ", ".join(dates[text].text for text in found.named if text in dates)
        does = " and ".join((*((f"name {names}",) if names else ()), *((f"have dates of {days}",) if days else ())))
        return (f"Of {shown} rows {found.rows} {does}: they stand first, and the sentences are about them.",)

    def _spelt(self) -> tuple[str, ...]:
        return tuple(f"'{text}' was read as '{better}'." for text, better in self.given.spelt.items())

    def _shown(self, value: str) -> str:
        labels = ", ".join(self.graph.labels.of(expand(part, self.graph.labels.store)) for part in value.split(","))
        return value if labels == value else f"{value} ({labels})"

    def _with_days(self, reading: Reading) -> Reading:
        """The reading with a day where it lacks one."""
        query = self.graph.queries[reading.query]
        days = [p.name for p in query.parameters if p.type is ParameterType.DAY and p.name not in (FROM, TO)]
        values = dict(reading.values)
        if self.as_of is not None and not days:
            self.said.append(f"The question has no day, so {self.as_of} is not used.")
        for name in days:
            if name in values and self.as_of is not None:
                message = f"the day is given twice, in the question as {values[name]} and as {self.as_of}"
                raise UsageError(Fault(message, fix="give it once"))
            if name not in values:
                values[name] = self.day.isoformat()
                if self.as_of is None:
                    known = "the last day for which the sources attest anything"
                    what = known if self._last_attested else "today: no source dates anything"
                    self.said.append(f"As of {values[name]}, {what}.")
        ordered = {p.name: values[p.name] for p in query.parameters if p.name in values}
        return reading.with_values(ordered)

    def _of_one(self, reading: Reading) -> Reading:
        """The reading about one thing, such as an organ, whose name gave only what it belongs to, where that has rows."""
        query = self.graph.queries[reading.query]
        index = self.graph.reader.lexicon.index
        named = ((text, index.things.get(thing)) for text, thing in reading.left_out.items())
        found = (
            reading.about(parameter.name, text)
            for text, thing in named
            if thing is not None and _is_of_value(thing, query, reading, index)
            for parameter in query.parameters
            if parameter.name not in reading.values and _takes_one(parameter, thing)
        )
        return next((narrower for narrower in found if self._rows_of(narrower)), reading)

    @cached_property
    def has_rows(self) -> bool:
        """Whether there are rows at all; sentences are not made for this."""
        return self._rows_of(self.reading)

    def _rows_of(self, reading: Reading) -> bool:
        try:
            return bool(run_query(self.graph.names, self.graph.queries[reading.query], _listed(reading)).rows)
        except UsageError:
            return False

    @property
    def rows(self) -> int:
        """How many rows the answer has."""
        return len(self._named_first.answer)

    @property
    def unused(self) -> tuple[str, ...]:
        """The names, dates and words that neither the reading uses nor the first rows name.

        Where there is nothing at all, there is nothing with a name either.
        """
        done = frozenset(self._named_first.named) if self.rows else self.reading.left_out.keys()
        return tuple(text for text in self.reading.unused if text not in done)

    @property
    def ignored(self) -> tuple[str, ...]:
        """Those of the unused without which another question is answered."""
        return tuple(text for text in self.unused if text in self.reading.ignored)

    @property
    def is_about_another(self) -> bool:
        """Whether a name or a number of the question is left out: a yes or no would be about something else."""
        if _DISAGREE in self.graph.reader.lexicon.phrasings.known_of[self.reading.query]:
            return False  # conflicts are listed; nothing is said to be so or not
        words = (text for text in self.ignored if text not in self.reading.left_dates)
        marked = (any(c.isupper() or c.isdigit() for c in text) for text in words)
        return any(marked) or not self.reading.left_out.keys().isdisjoint(self.ignored)

    def settles(self, is_yes_or_no: bool, unused: Sequence[str]) -> bool:
        """Whether it has an answer for every thing that is named: rows, or none where the question can be denied.

        `unused` is what it may leave out.
        """
        own = self.unused
        if not set(own) <= set(unused) or not self.reading.left_out.keys().isdisjoint(own):
            return False
        return bool(self.rows) or (is_yes_or_no and not own)

    @property
    def says_something(self) -> bool:
        """Whether it answers the question.

        Not where the words that say what is asked are unused, or words and no rows, or all the names and dates.
        """
        left = self.reading.left_out.keys() | self.reading.left_dates.keys()
        if not self.given.values and not left.isdisjoint(self.ignored):
            return False
        return not self.unused or (self.reading.has_words and bool(self.rows))

    def answered(self, *, evidence: bool, texts: Path | None) -> Answer:
        """The answer, with the rows first that name what the reading leaves out."""
        if not evidence and texts is None:
            answer = self._named_first.answer
        else:
            answer = self._ordered(self._answer(evidence=evidence, texts=texts)).answer
        if not self.ignored:
            return answer
        # What leaves something out answers neither yes nor no.
        return replace(answer, sentences=tuple(map(_without_verdict, answer.sentences)))

    @cached_property
    def _named_first(self) -> NamedFirst:
        return self._ordered(self._answer(evidence=False, texts=None))

    def _ordered(self, answer: Answer) -> NamedFirst:
        query = self.graph.queries[self.reading.query]

        def say(table: Table) -> tuple[str, ...]:
            asked = asked_of(query, self._listed(), self.graph.names, self.graph.labels, bool(table.rows))
            return sentences_of(query, asked, table, self.graph.labels)

        read = self.reading
        left_out = Unasked(read.left_out, read.left_dates, read.places, read.phrases)
        return named_first(answer, left_out, self.graph.labels, say)

    def _answer(self, *, evidence: bool, texts: Path | None) -> Answer:
        return self.graph.answer(self.reading.query, self._listed(), evidence=evidence, texts=texts)

    def _listed(self) -> dict[str, str | list[str]]:
        return _listed(self.reading)


def _is_of_value(thing: Thing, query: StoredQuery, reading: Reading, index: NameIndex) -> bool:
    """Whether a value of a reading is what a thing belongs to."""
    given = (p for p in query.parameters if p.name in reading.values and p.type is ParameterType.ENTITY)
    return any(reading.values[p.name] in owners_of(thing, p, index) for p in given)


def _takes_one(parameter: Parameter, thing: Thing) -> bool:
    """Whether a parameter that need not be given takes a thing; states, whose place in a question counts, do not."""
    return parameter.allows_any and bool(parameter.kinds) and takes(parameter, thing) and not takes_a_state(parameter)


def _listed(reading: Reading) -> dict[str, str | list[str]]:
    """The values of a reading, several of them as a list."""
    return {k: v.split(",") if "," in v else v for k, v in reading.values.items()}


def _quoted(texts: Sequence[str]) -> str:
    """Texts in quotation marks, in a list for people."""
    *first, last = (f"'{text}'" for text in texts)
    return f"{', '.join(first)} and {last}" if first else last


def _without_verdict(sentence: str) -> str:
    """A sentence without the "Yes" or "No" that it starts with: "Yes, certain: …" is "Certain: …"."""
    match = _VERDICT.match(sentence)
    rest = sentence[match.end() :] if match else sentence
    return rest[:1].upper() + rest[1:] if match else sentence
