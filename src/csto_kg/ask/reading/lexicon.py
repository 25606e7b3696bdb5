"""What a reader knows: the stored queries, the names of things, the phrasings, and the descriptions of things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from csto_kg.ask.reading.dates import WrittenDate
from csto_kg.ask.reading.dating import is_at_another_time
from csto_kg.ask.reading.filling import classes_named
from csto_kg.ask.reading.names import NameIndex, Thing
from csto_kg.ask.reading.phrasings import Phrasings
from csto_kg.ask.reading.resolving import Descriptions
from csto_kg.ask.reading.words import STOPWORDS
from csto_kg.queries.catalogue import defaults
from csto_kg.queries.stored import ANY, StoredQuery
from csto_kg.queries.synonyms import Synonyms
from csto_kg.time.days import FIRST_DAY, LAST_DAY

__all__ = ["ALL_TIME", "Lexicon"]

# The fewest words of a question by which it is about one thing, and how much of its name they must be, by weight.
_FEW: Final = 2
_MOST: Final = 0.55

ALL_TIME: Final = frozenset([ANY, FIRST_DAY.isoformat(), LAST_DAY.isoformat()])
"""Defaults of the first and the last day of a period that leave nothing out."""


class Lexicon:
    """The words of one release and of its stored queries."""

    def __init__(
        self, queries: Mapping[str, StoredQuery], things: Sequence[Thing], synonyms: Synonyms, organization: str
    ) -> None:
        self.queries = queries
        self.index = NameIndex(things, synonyms.names, organization)
        self.phrasings = Phrasings(queries, synonyms.words, synonyms.turning)
        self.descriptions = Descriptions(self.index, self.phrasings)

    @cached_property
    def default_of(self) -> Mapping[tuple[str, str], str]:
        """The first default of each parameter, as people write it, by query and parameter."""
        return {
            (query.name, p.name): next(iter(defaults(p)), ANY)
            for query in self.queries.values()
            for p in query.parameters
        }

    def unlisted(self, stems: frozenset[str], moments: Sequence[WrittenDate]) -> str | None:
        """The thing whose name has all of some stems and little else, of a kind that no query lists.

        None where there is none, and where `moments`, the dates of a question, are not its own.
        """
        weight = self.descriptions.weight
        found = []
        for thing, own in self._unlisted.items():
            is_all = len(stems) >= _FEW and stems <= own and weight(stems) >= _MOST * weight(own)
            if is_all and not is_at_another_time(self.index.things[thing], moments):
                found.append((weight(own), thing))
        return min(found)[1] if found else None

    @cached_property
    def _unlisted(self) -> Mapping[str, frozenset[str]]:
        """The events and situations of kinds that no query lists, with the stems of their labels."""
        kinds = {
            t.kind for t in self.index.things.values() if "Occurrent" in t.classes and "Statement" not in t.classes
        }
        listed = {name for query in self.queries.values() for name in classes_named(query)}
        unlisted = kinds - listed
        return {
            thing.id: frozenset(self.descriptions.stems_in(thing.label)) - self.index.implied
            for thing in self.index.things.values()
            if thing.kind in unlisted and not thing.is_hard
        }

    @cached_property
    def _parts(self) -> frozenset[str]:
        """The stems of everything that is known: of names, of phrasings, and of what stands for others."""
        groups = (*self.phrasings.groups.groups, *self.index.short_names.groups, *self.index.groups.groups)
        return (
            frozenset(s for stems in groups for s in stems)
            | self.index.of_stem.keys()
            | self.phrasings.vocabulary.keys()
        )

    def spelt(self, stem: str) -> str:
        """A stem, or the known one that it is a misspelling of."""
        if stem in self._parts or stem in STOPWORDS:
            return stem
        as_name = self.index.spelt(stem)
        return as_name if as_name != stem else self.phrasings.spelt(stem)
