"""How well the words of a question fit the phrasings of each stored query.

A word counts the more, the fewer queries are asked with it. Words that mean the same count as one, and a word that no query
is asked with counts as the most similar one that is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Final

from csto_kg.ask.reading.turning import Turn, turns_in
from csto_kg.ask.reading.words import STOPWORDS, PhraseGroups, joined, spelt_as, stems_of
from csto_kg.queries.header import SLOT
from csto_kg.queries.stored import StoredQuery

__all__ = ["Fit", "Phrasing", "Phrasings"]

# Of the best phrasing, how much the question's words that it has count, and how much its words that the question has.
_RECALL: Final = 0.6
# How much the best phrasing counts, and how much all phrasings of the query together.
_BEST: Final = 0.75
# What a question without words of its own has of every phrasing.
_NO_WORDS: Final = 0.5
# How much a word counts that describes a thing.
_DESCRIBED: Final = 0.6


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way of asking a query: its text, its content stems and its slots, all and in their order."""

    text: str
    stems: frozenset[str]
    slots: frozenset[str]
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a question fits a query, from 0 to 1, by which phrasing, and the stems of the question that it knows."""

    score: float
    phrasing: Phrasing
    known: frozenset[str]


class Phrasings:
    """The phrasings of all stored queries."""

    def __init__(
        self, queries: Mapping[str, StoredQuery], words: Iterable[Sequence[str]], turning: Iterable[str] = ()
    ) -> None:
        """`words` are lists of words that mean the same; the first of each stands for the others.

        `turning` are words without which a question would ask for the opposite.
        """
        self.groups = PhraseGroups({stems_of(w): "_".join(stems_of(group[0])) for group in words for w in group})
        self.turning = frozenset("_".join(stems_of(word)) for word in turning)
        self.of_query = {name: tuple(self._phrasings(query)) for name, query in queries.items()}

    def _phrasings(self, query: StoredQuery) -> Iterable[Phrasing]:
        for text in (*query.phrasings, query.question):
            slots = frozenset(SLOT.findall(text))
            parts = SLOT.split(text)  # words and slots by turns
            order = [
                item
                for i, part in enumerate(parts)
                for item in ([f"{{{part}}}"] if i % 2 else self.canonical(stems_of(part)))
            ]
            yield Phrasing(text, frozenset(self.canonical(stems_of(SLOT.sub(" ", text)))), slots, tuple(order))

    def canonical(self, stems: Sequence[str]) -> list[str]:
        """The content stems, each as the one that stands for it."""
        return [s for s, _ in self.placed(stems)]

    def placed(self, stems: Sequence[str]) -> list[tuple[str, tuple[int, ...]]]:
        """The content stems, each as the one that stands for it, with the places that it has."""
        return [(s, at) for s, at in joined(stems, self.groups) if s not in STOPWORDS]

    def turns(self, stems: Sequence[str], named: Set[int] = frozenset()) -> tuple[Turn, ...]:
        """The words among stems that turn a question round; `named` are the places of names and dates, which do not."""
        return turns_in(joined(stems, self.groups), self.turning, named)

    @cached_property
    def turns_of(self) -> Mapping[str, frozenset[str]]:
        """The turning words that each query is asked with."""
        return {name: frozenset[str]().union(*each) for name, each in self.turns_of_each.items()}

    @cached_property
    def turns_of_each(self) -> Mapping[str, tuple[frozenset[str], ...]]:
        """The turning words of each phrasing of each query."""
        return {
            name: tuple(frozenset(t.key for t in self.turns(stems_of(SLOT.sub(" ", p.text)))) for p in many)
            for name, many in self.of_query.items()
        }

    @cached_property
    def vocabulary(self) -> Mapping[str, float]:
        """Every stem that a query is asked with, and how much it counts."""
        asked = Counter(s for known in self.known_of.values() for s in known)
        return {s: log(1 + len(self.of_query) / n) for s, n in asked.items()}

    @cached_property
    def known_of(self) -> Mapping[str, frozenset[str]]:
        """The stems that each query is asked with."""
        return {name: frozenset().union(*(p.stems for p in many)) for name, many in self.of_query.items()}

    def spelt(self, stem: str) -> str:
        """A stem, or the one of a phrasing that it is a misspelling of."""
        return stem if stem in self.vocabulary else spelt_as(stem, self.vocabulary)

    def fit(
        self, name: str, stems: frozenset[str], filled: frozenset[str], described: frozenset[str] = frozenset()
    ) -> Fit:
        """How well the stems of a question fit a query, of whose parameters those in `filled` are given.

        `described` are stems that describe a thing that fills one; they count for a part.
        """
        part = _DESCRIBED * self._weight((described & stems) - self.known_of[name])
        scored = [(self._score(p, stems, filled, part), -i, p) for i, p in enumerate(self.of_query[name])]
        best, _, phrasing = max(scored, key=lambda found: found[:2])
        known = stems & self.known_of[name]
        total = self._weight(stems)
        whole = (sum(self.vocabulary[s] * self._central(name, s) for s in known) + part) / total if total else 0.0
        return Fit(_BEST * best + (1 - _BEST) * whole, phrasing, known)

    @cached_property
    def keys(self) -> Mapping[str, float]:
        """How much a stem is the mark of some query: the largest part of a query's phrasings that have it."""
        return {s: max(self._share(name, s) for name in self.of_query) for s in self.vocabulary}

    def _share(self, name: str, stem: str) -> float:
        return sum(stem in p.stems for p in self.of_query[name]) / len(self.of_query[name])

    def _central(self, name: str, stem: str) -> float:
        """How much a query is about a stem, from a half to one and a half: in how many of its phrasings it stands."""
        return 0.5 + min(1.0, 2 * self._share(name, stem))

    def in_order(self, name: str, slot: str, place: int, places: Mapping[str, int]) -> float:
        """How well the place of a name among the stems of a question agrees with that of a slot in the nearest phrasing.

        From 0 to 1; 1 where no phrasing with the slot shares a stem.
        """
        mark = f"{{{slot}}}"
        having = [p for p in self.of_query[name] if slot in p.slots and p.stems & places.keys()]
        if not having:
            return 1.0
        nearest_ = max(having, key=lambda p: self._weight(p.stems & places.keys()) / (2 + self._weight(p.stems)))
        at = nearest_.order.index(mark)
        shared = [(i, s) for i, s in enumerate(nearest_.order) if s in places]
        agreeing = sum(self._weight((s,)) for i, s in shared if (i < at) == (places[s] < place))
        return agreeing / (self._weight(s for _, s in shared) or 1.0)

    def _score(self, phrasing: Phrasing, stems: frozenset[str], filled: frozenset[str], part: float) -> float:
        shared = self._weight(stems & phrasing.stems)
        asked, own = self._weight(stems), self._weight(phrasing.stems)
        # "Was Eastland in the League?" has names only, as has the phrasing that it fits.
        recall = (shared + part) / asked if asked else _NO_WORDS
        precision = shared / own if own else float(not asked)
        slots = 0.04 * len(phrasing.slots & filled) - 0.04 * len(phrasing.slots - filled)
        return _RECALL * recall + (1 - _RECALL) * precision + slots

    def _weight(self, stems: Iterable[str]) -> float:
        return sum(self.vocabulary.get(s, _UNKNOWN) for s in stems)


# A word that no query is asked with says little for or against any of them.
_UNKNOWN: Final = 1.0
