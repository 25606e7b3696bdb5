"""Answers a question in free words: says how it was read, asks the stored query, and names the next readings."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

import pyoxigraph as ox

from csto_kg.ask.answers import Answer
from csto_kg.ask.arguments import day_given, text_given
from csto_kg.ask.card import Card, card_of, last_attested
from csto_kg.ask.labels import Labels
from csto_kg.ask.names import Names, expand
from csto_kg.ask.reading.gather import named_things
from csto_kg.ask.reading.reader import QuestionReader, Reading
from csto_kg.ask.search import Hit, SearchIndex
from csto_kg.errors import Fault, UsageError
from csto_kg.project import Project
from csto_kg.queries.functions import Questions
from csto_kg.queries.stored import ParameterType, StoredQuery, day, last_day
from csto_kg.queries.synonyms import read_synonyms

__all__ = ["Askable", "Asked", "Asks", "InWords", "ask_in_words"]

_NEXT: Final = 2
_ISO_DAY: Final = re.compile(r"(?<![\w-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])")
# The score up to which a query has nothing to do with a question.
_FAR: Final = 0.1
_AS_OF: Final = "date"


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


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in words with how it was read and its answer.

    Where it was read as a stored query, `answer` has the answer; where it was the name of a thing, `card` has its card;
    where it could not be read, neither, and `nearest` are the queries with the nearest questions. `notes` say what was not
    used and which defaults were; `following` are the next readings.
    """

    question: str
    reading: Reading | None
    read_as: str
    in_words: str
    notes: tuple[str, ...]
    answer: Answer | None
    card: Card | None
    following: tuple[Reading, ...]
    nearest: tuple[StoredQuery, ...]

    def __repr__(self) -> str:
        return f"<Asked: {self.read_as or 'not read'}>"


class Asks(Questions[Answer]):
    """The stored queries of a release as typed functions; called with a question in words, it reads and answers it."""

    def __init__(self, graph: Askable) -> None:
        super().__init__(graph.query)
        self._graph = graph

    def __call__(
        self,
        question: str,
        *,
        as_of: str | date | None = None,
        evidence: bool = False,
        texts: Path | None = None,
        today: date | None = None,
    ) -> Asked:
        """Read a question in words and answer it; see `ask_in_words`."""
        return ask_in_words(self._graph, question, as_of=as_of, evidence=evidence, texts=texts, today=today)


class InWords:
    """What an open release can do with words: read questions, and search. `Graph` has it."""

    @property
    def ask(self: Askable) -> Asks:
        """Questions in words, `graph.ask("who were the members in 2010")`, and the stored queries as typed functions,
        `graph.ask.members_as_of(date="2012-06-28")`.
        """
        return Asks(self)

    @cached_property
    def reader(self: Askable) -> QuestionReader:
        """Reads questions in words."""
        synonyms = read_synonyms(self.project.synonyms)
        return QuestionReader(
            self.queries, named_things(self.store), synonyms, self.project.configuration.organization
        )

    def search(self: Askable, words: str, kind: str | None = None, limit: int = 20) -> tuple[Hit, ...]:
        """The things and claims whose labels, further names, descriptions or paraphrases have the words, best first.

        `kind` is a class such as Person or Claim. Spelling, number, script and words that mean the same do not matter.
        """
        if not isinstance(limit, int) or limit < 1:
            raise UsageError(Fault(f"{reprlib.repr(limit)} is not a number of hits", "limit", fix="give 1 or more"))
        kind = None if kind is None else text_given("kind", kind)
        return self.searched.search(text_given("words", words), kind, limit)

    @cached_property
    def searched(self: Askable) -> SearchIndex:
        """The index that is searched."""
        return SearchIndex(self.store, self.reader.lexicon)


def ask_in_words(
    graph: Askable,
    question: str,
    *,
    as_of: str | date | None = None,
    evidence: bool = False,
    texts: Path | None = None,
    today: date | None = None,
) -> Asked:
    """Read a question in words, or the name of a thing, and answer it.

    A question without a date about a day is answered as of `as_of` (a day or "today"), by default the last day for which the
    sources attest anything. `today` is what "now" stands for, by default the day of the clock. Raises UsageError for an
    empty question, and for a day that the calendar does not have, cannot be read or is given twice.
    """
    question = text_given("question", question)
    if not question.strip():
        raise UsageError(Fault("the question is empty", fix="write one, as in: who were the members in 2010"))
    for written in _ISO_DAY.findall(question):
        day(written, "the question")  # one that the calendar does not have is refused, and not left out
    now = today or date.today()
    given = (
        None if as_of is None else now if isinstance(as_of, str) and as_of == "today" else day_given("as of", as_of)
    )
    found = graph.reader.readings(question, now)
    if not found or not found[0].is_likely:
        nearest = tuple(graph.queries[r.query] for r in found[: _NEXT + 1] if r.score > _FAR)
        return Asked(question, None, "", "", (), None, None, (), nearest)
    best, *rest = found
    chosen = _Chosen(graph, best, given, now)
    following = tuple(r for r in rest if r.command != chosen.reading.command)[:_NEXT]
    if not best.query:
        return Asked(question, best, *chosen.card_said(), None, chosen.card(), following, ())
    answer = chosen.answered(evidence=evidence, texts=texts)
    query = graph.queries[best.query]
    return Asked(
        question, chosen.reading, chosen.read_as(), query.question, chosen.notes(), answer, None, following, ()
    )


class _Chosen:
    """The reading that is taken, with the day that it lacks."""

    def __init__(self, graph: Askable, reading: Reading, as_of: date | None, today: date) -> None:
        self.graph = graph
        self.as_of = as_of
        self.today = today
        self.said: list[str] = []
        self.given = reading
        self.reading = reading
        if reading.query:
            self.reading = self._with_days(reading)

    # A card ------------------------------------------------------------------------------------------------------

    @property
    def day(self) -> date:
        """The day that is given, or the last for which the sources attest anything."""
        named = self.reading.values.get("as-of")
        if named is not None and self.as_of is not None:
            raise UsageError(Fault(f"the day is given twice, as {named} and as {self.as_of}", fix="give it once"))
        return self.as_of or (named and date.fromisoformat(named)) or last_attested(self.graph.sparql) or self.today

    def card(self) -> Card:
        """The card of the thing that was named."""
        thing = self.reading.values["thing"]
        return card_of(
            thing,
            expand(thing),
            self.day,
            is_default_day=self.as_of is None and "as-of" not in self.reading.values,
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
        """What was not used, which words were taken for others, and the days that were added."""
        unused = tuple(f"'{text}'" for text in self.reading.unused)
        left = (f"Not used: {', '.join(unused)}.",) if unused else ()
        return (*self._spelt(), *left, *self.said)

    def _spelt(self) -> tuple[str, ...]:
        return tuple(f"'{text}' was read as '{better}'." for text, better in self.given.spelt.items())

    def _shown(self, value: str) -> str:
        labels = ", ".join(self.graph.labels.of(expand(part)) for part in value.split(","))
        return value if labels == value else f"{value} ({labels})"

    def _with_days(self, reading: Reading) -> Reading:
        """The reading with a day where it lacks one."""
        query = self.graph.queries[reading.query]
        days = [p.name for p in query.parameters if p.type is ParameterType.DAY and p.name not in ("from", "to")]
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
                    self.said.append(f"As of {values[name]}, the last day for which the sources attest anything.")
        ordered = {p.name: values[p.name] for p in query.parameters if p.name in values}
        return reading.with_values(ordered)

    def answered(self, *, evidence: bool, texts: Path | None) -> Answer:
        """The answer. Where a query takes no period, its last day is asked about."""
        try:
            return self.graph.answer(self.reading.query, self._listed(), evidence=evidence, texts=texts)
        except UsageError:
            days = {name: _last_day(value) for name, value in self.reading.values.items() if name == _AS_OF}
            if all(self.reading.values[name] == value for name, value in days.items()):
                raise
            self.said += [f"{self.reading.values[name]} was read as its last day." for name in days]
            self.reading = self.reading.with_values({**self.reading.values, **days})
            return self.graph.answer(self.reading.query, self._listed(), evidence=evidence, texts=texts)

    def _listed(self) -> dict[str, str | list[str]]:
        """The values, several of them as a list."""
        return {k: v.split(",") if "," in v else v for k, v in self.reading.values.items()}


def _last_day(period: str) -> str:
    """The last day of a year, a month or a range."""
    return last_day(period).isoformat()
