"""Finds the thing that free words describe, such as "the ratification by its parliament", by the words of its names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Final

from csto_kg.ask.reading.dates import WrittenDate
from csto_kg.ask.reading.dating import is_at_another_time
from csto_kg.ask.reading.filling import takes
from csto_kg.ask.reading.names import NameIndex
from csto_kg.ask.reading.phrasings import Phrasings
from csto_kg.ask.reading.words import joined, stems_of
from csto_kg.queries.stored import Parameter

__all__ = ["Described", "Descriptions"]

_CAPITAL: Final = re.compile(r"(?<=[a-z])([A-Z])")
# How much it counts that the name has the words, and that the words have the name.
_RECALL: Final = 0.7
# How much of its name a thing must have among the words.
_LEAST: Final = 0.33
# What a word that no name has counts against a description.
_UNKNOWN: Final = 3.0


@dataclass(frozen=True, slots=True)
class Described:
    """A thing that words describe: how well, from 0 to 1, and which of their stems its names have."""

    thing: str
    score: float
    stems: frozenset[str]


class Descriptions:
    """The things of a release by the words of their names, words that mean the same counting as one."""

    def __init__(self, index: NameIndex, phrasings: Phrasings) -> None:
        self.index = index
        self.phrasings = phrasings

    @cached_property
    def _stems(self) -> Mapping[str, frozenset[str]]:
        return {
            thing.id: frozenset(s for text in (thing.label, *thing.names) for s in self.stems_in(text))
            for thing in self.index.things.values()
            if "Concept" not in thing.classes
        }

    def stems_in(self, text: str) -> list[str]:
        """The content stems of a text, words that mean the same as one, and long names as their short ones."""
        return self.phrasings.canonical([s for s, _ in joined(stems_of(text), self.index.groups)])

    @cached_property
    def _kinds(self) -> Mapping[str, frozenset[str]]:
        """The words for the classes of each thing, which describe it too: a mission is a deployment."""
        words = {
            cls: frozenset(self.phrasings.canonical(stems_of(_CAPITAL.sub(r" \1", cls))))
            for cls in {c for t in self.index.things.values() for c in t.classes}
        }
        return {t.id: frozenset().union(*(words[c] for c in t.classes)) for t in self.index.things.values()}

    @cached_property
    def _having(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for thing, stems in self._stems.items():
            for s in stems | self._kinds[thing]:
                found[s].add(thing)
        return {s: frozenset(things) for s, things in found.items()}

    def weight(self, stems: Iterable[str]) -> float:
        """How much stems distinguish the things that have them."""
        return sum(self._weights.get(s, _UNKNOWN) for s in stems)

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        return {s: log(1 + len(self._stems) / len(things)) for s, things in self._having.items()}

    def best(
        self,
        stems: frozenset[str],
        needed: frozenset[str],
        parameter: Parameter,
        around: frozenset[str] = frozenset(),
        moments: Sequence[WrittenDate] = (),
    ) -> Described | None:
        """The thing that stems describe best, of those that a parameter takes and whose names have all that are `needed`.

        `around` are the stems of what else the question names, which the names of the thing may have or not; `moments` its
        dates, of which the thing must have one if it is dated.
        None where no name has a third of its weight among the stems.
        """
        asked = self.weight(stems)
        if not asked:
            return None
        found = None
        for thing in {t for s in stems for t in self._having.get(s, ())}:
            own = self._stems[thing]
            shared = stems & (own | self._kinds[thing])
            if (own & self.index.distinguishing) - stems - around - self.index.implied:
                continue
            if is_at_another_time(self.index.things[thing], moments):
                continue
            if not needed <= own or not takes(parameter, self.index.things[thing]):
                continue
            if self.weight(shared) < _LEAST * self.weight(own):
                continue
            score = _RECALL * self.weight(shared) / asked
            score += (1 - _RECALL) * self.weight(stems & own) / self.weight(own)
            if found is None or (score, thing) > (found.score, found.thing):
                found = Described(thing, score, shared)
        return found
