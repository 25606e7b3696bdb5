"""Answers a question in free words: says how it was read, asks the stored query, and names the next readings."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final

from csto_kg.ask.answers import Answer
from csto_kg.ask.arguments import day_given, text_given
from csto_kg.ask.card import Card
from csto_kg.ask.chosen import Askable, Chosen
from csto_kg.ask.reading.dates import not_in_calendar
from csto_kg.ask.reading.gather import named_things
from csto_kg.ask.reading.reader import QuestionReader, Reading
from csto_kg.ask.reading.turning import is_yes_or_no
from csto_kg.ask.search import Hit, SearchIndex
from csto_kg.errors import Fault, UsageError
from csto_kg.queries.days import day
from csto_kg.queries.functions import Questions
from csto_kg.queries.stored import StoredQuery
from csto_kg.queries.synonyms import read_synonyms
from csto_kg.time.days import quoted

__all__ = ["Askable", "Asked", "Asks", "InWords", "ask_in_words", "settling"]

_NEXT: Final = 2
_ISO_DAY: Final = re.compile(r"(?<![\w-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])")
# The score up to which a query has nothing to do with a question.
_FAR: Final = 0.1
# How much less a reading may fit than the best one to be taken where that one has nothing, and how many are tried.
_CLOSE: Final = 0.16
_TRIED: Final = 4
# How many readings are looked at for those that have rows, and how many hits of a search are shown.
_LOOKED_AT: Final = 5
_MOST_HITS: Final = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in words with how it was read and its answer.

    Where it was read as a stored query, `answer` has the answer; where it was the name of a thing, `card` has its card;
    where it could not be read, neither, and `nearest` are the queries with the nearest questions, `hits` what a search for
    its words finds. `notes` say what was not used and which defaults were; `following` are the next readings that have rows.
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
    hits: tuple[Hit, ...] = ()

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
        `graph.ask.members_as_of(date="2003-06-30")`.
        """
        return Asks(self)

    @cached_property
    def reader(self: Askable) -> QuestionReader:
        """Reads questions in words."""
        synonyms = read_synonyms(*self.project.synonyms)
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
    for written in not_in_calendar(question):
        message = f"{quoted(written)} is not a day of the calendar: look at its month and its day"
        raise UsageError(Fault(message, "the question"))
    now = today or date.today()
    given = (
        None if as_of is None else now if isinstance(as_of, str) and as_of == "today" else day_given("as of", as_of)
    )
    found = graph.reader.readings(question, now)
    likely = [reading for reading in found if reading.is_likely]
    if likely and not likely[0].query:
        card = Chosen(graph, likely[0], given, now)
        following = _following(graph, found[1:], card, given, now)
        return Asked(question, likely[0], *card.card_said(), None, card.card(), following, ())
    tried = _tried(graph, likely, given, now)
    chosen = settling(tried, is_yes_or_no(question)) if tried else None
    if chosen is None or not chosen.says_something or (is_yes_or_no(question) and chosen.is_about_another):
        return _not_read(graph, question, found, now)
    answer = chosen.answered(evidence=evidence, texts=texts)
    instead = (f"Nothing is recorded under the reading {tried[0].read_as()}.",)
    others = tuple(r for r in found if r is not chosen.given)
    return Asked(
        question,
        chosen.reading,
        chosen.read_as(),
        graph.queries[chosen.reading.query].question,
        (*(instead if not tried[0].rows and chosen is not tried[0] else ()), *chosen.notes()),
        answer,
        None,
        _following(graph, others, chosen, given, now),
        (),
    )


def _not_read(graph: Askable, question: str, found: Sequence[Reading], today: date) -> Asked:
    """A question that is not answered, with the stored queries that ask the nearest and what these turn round."""
    near = [r for r in found[: _NEXT + 1] if r.query and r.score > _FAR]
    turned = next((r.turned for r in near if r.turned), ())
    said = tuple(f"'{text}' cannot be read here: without it the answer would be the opposite." for text in turned)
    nearest = tuple(graph.queries[r.query] for r in near)
    return Asked(question, None, "", "", said, None, None, (), nearest, _hits(graph, question, today))


def _tried(graph: Askable, likely: Sequence[Reading], as_of: date | None, today: date) -> list[Chosen]:
    """The best reading, and the next ones that fit nearly as well and can be asked."""
    close = [r for r in likely[:_TRIED] if r.score > likely[0].score - _CLOSE]
    tried = [Chosen(graph, r, as_of, today) for r in close[:1]]
    for reading in close[1:]:
        with suppress(UsageError):  # it takes no day where one is given, or two
            tried.append(Chosen(graph, reading, as_of, today))
    return tried


def settling(tried: Sequence[Chosen], is_yes_or_no: bool) -> Chosen:
    """The first reading that settles the question, or else the first, or one with rows that leaves out no more."""
    first = tried[0]
    may_leave = first.reading.unused
    for chosen in tried:
        if chosen.settles(is_yes_or_no, may_leave):
            return chosen
    return first if first.rows else next((c for c in tried[1:] if c.rows and set(c.unused) <= set(may_leave)), first)


def _following(
    graph: Askable, readings: Sequence[Reading], chosen: Chosen, as_of: date | None, today: date
) -> tuple[Reading, ...]:
    """The next readings that have rows."""

    def having_rows() -> Iterator[Reading]:
        near = (r for r in readings if r.query and r.score > _FAR and r.command != chosen.reading.command)
        for reading in islice(near, _LOOKED_AT):
            with suppress(UsageError):  # it takes no day where one is given
                if Chosen(graph, reading, as_of, today).has_rows:
                    yield reading

    return tuple(islice(having_rows(), _NEXT))


def _hits(graph: Askable, question: str, today: date) -> tuple[Hit, ...]:
    """What a search for the words of a question and its names finds, or else for the words or the names alone."""
    searches = (graph.searched.search(w, None, _MOST_HITS) for w in graph.reader.words_to_search(question, today))
    return next((hits for hits in searches if hits), ())
