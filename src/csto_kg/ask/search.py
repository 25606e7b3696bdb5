"""Searches labels, further names, descriptions and the paraphrases of claims, best hits first.

Hyphens, case, diacritics, script, number and common endings make no difference, nor do words that mean the same. A word
that nothing has counts as those that start alike or are spelt alike, for less.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Final

import pyoxigraph as ox
from rdflib import URIRef
from rdflib.namespace import OWL, RDF, SKOS

from csto_kg.advice import did_you_mean, nearest
from csto_kg.ask.names import expand
from csto_kg.ask.reading.lexicon import Lexicon
from csto_kg.ask.reading.words import joined, stems_of
from csto_kg.errors import Fault, UsageError
from csto_kg.rdf.results import Row, Table
from csto_kg.time.days import quoted
from csto_kg.vocab import CSTO, DCTERMS, G_ONTOLOGY, G_PROVENANCE, G_VIEW, short, term_name

__all__ = ["Hit", "SearchIndex", "hits_as_table"]

# How much a word counts by where it stands.
_PLACES: Final = {"label": 3.0, "further name": 2.5, "description": 1.0, "paraphrase": 1.0}
# How much a word counts that is only like the one that is searched for, and how alike it must be.
_ALIKE: Final = 0.6
_SIMILAR: Final = 0.83
_STEM: Final = 5
# How much of a search a hit must have, by weight.
_LEAST: Final = 0.6
_TEXTS: Final = (CSTO.description, CSTO.provides, CSTO.reasonGiven, SKOS.note, DCTERMS.title)
_DATES: Final = (CSTO.dateText, CSTO.beginText, CSTO.endText)
_A: Final = ox.NamedNode(str(RDF.type))
_CLASS: Final = ox.NamedNode(str(OWL.Class))
_COLUMNS: Final = ("thing", "label", "kind", "when", "found", "text")


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing or claim that a search found: what it is, when, and where the words stand.

    `kind` is its class; `when` its date or period as the graph has it, empty where it has none; `found` is label, further
    name, description or paraphrase, and `text` the text there.
    """

    thing: str
    label: str
    kind: str
    when: str
    found: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class _Document:
    """One text of a thing, with its stems."""

    thing: str
    place: str
    text: str
    stems: frozenset[str]


class SearchIndex:
    """The texts of a release by their words."""

    def __init__(self, store: ox.Store, lexicon: Lexicon) -> None:
        self.store = store
        self.lexicon = lexicon

    def search(self, words: str, kind: str | None = None, limit: int = 20) -> tuple[Hit, ...]:
        """The things and claims that have the words, best first; of one class only where `kind` names it.

        Raises UsageError where there is no word, or no class of that name.
        """
        wanted = self._wanted(self._stems(words))
        if not wanted:
            raise UsageError(
                Fault(f"{quoted(words)} has no word to search for", fix="give a word of a name or a text")
            )
        if kind is not None:
            self._check_kind(kind)
        best: dict[str, tuple[float, _Document]] = {}
        for number in {n for like in wanted.values() for s in like for n in self._having.get(s, ())}:
            document = self._documents[number]
            if kind is not None and kind.casefold() not in {c.casefold() for c in self._classes(document.thing)}:
                continue
            score = self._score(document, wanted)
            if score and (document.thing not in best or score > best[document.thing][0]):
                best[document.thing] = (score, document)
        ranked = sorted(best.values(), key=lambda found: (-found[0], len(found[1].text), found[1].thing))
        return tuple(self._hit(document, score) for score, document in ranked[:limit])

    # -----------------------------------------------------------------------------------------------------------
    # Ranking
    # -----------------------------------------------------------------------------------------------------------

    def _wanted(self, stems: Iterable[str]) -> dict[str, Mapping[str, float]]:
        """Each stem of a search with the stems that count for it, and how much they do."""
        return {s: self._like(s) for s in dict.fromkeys(stems)}

    def _like(self, stem: str) -> Mapping[str, float]:
        found = {stem: 1.0}
        if len(stem) >= _STEM:
            root = stem[: max(_STEM, round(0.7 * len(stem)))]
            found |= {s: _ALIKE for s in self._having if s != stem and s.startswith(root)}
            if stem not in self._having and len(found) == 1:
                near = nearest(stem, self._having, _SIMILAR, 3)
                found |= {s: _ALIKE for s in near if s[0] == stem[0]}
        return found

    def _score(self, document: _Document, wanted: Mapping[str, Mapping[str, float]]) -> float:
        total = got = 0.0
        for like in wanted.values():
            weight = max(self._weight(s) for s in like)
            total += weight
            got += weight * max((how for s, how in like.items() if s in document.stems), default=0.0)
        share = got / total if total else 0.0
        if share < _LEAST * _ALIKE or (share < _LEAST and any(len(like) == 1 for like in wanted.values())):
            return 0.0
        # Of two texts that have all words, the one with little else says more of them.
        own = sum(self._weight(s) for s in document.stems)
        return share**3 * (_PLACES[document.place] + got / own if own else 0.0)

    def _weight(self, stem: str) -> float:
        return log(1 + len(self._documents) / (1 + len(self._having.get(stem, ()))))

    # -----------------------------------------------------------------------------------------------------------
    # The texts
    # -----------------------------------------------------------------------------------------------------------

    def _stems(self, text: str) -> list[str]:
        return self.lexicon.phrasings.canonical([s for s, _ in joined(stems_of(text), self.lexicon.index.groups)])

    @cached_property
    def _documents(self) -> Sequence[_Document]:
        return tuple(
            _Document(thing, place, text, frozenset(self._stems(text))) for thing, place, text in self._texts()
        )

    @cached_property
    def _having(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, document in enumerate(self._documents):
            for s in document.stems:
                found[s].append(number)
        return found

    def _texts(self) -> Iterator[tuple[str, str, str]]:
        for thing in self.lexicon.index.things.values():
            yield thing.id, "label", thing.label
            yield from ((thing.id, "further name", name) for name in (*thing.names, *thing.codes))
        for prop in _TEXTS:
            for subject, text in self._of(prop, G_VIEW):
                if short(subject) in self.lexicon.index.things:
                    yield short(subject), "description", text
        yield from ((short(subject), "paraphrase", text) for subject, text in self._of(CSTO.paraphrase, G_PROVENANCE))

    def _of(self, prop: URIRef, graph: URIRef) -> Iterator[tuple[str, str]]:
        """The subjects and texts of a property, in order."""
        quads = self.store.quads_for_pattern(None, ox.NamedNode(str(prop)), None, ox.NamedNode(str(graph)))
        found = ((q.subject, q.object) for q in quads)
        yield from sorted(
            (s.value, o.value) for s, o in found if isinstance(s, ox.NamedNode) and isinstance(o, ox.Literal)
        )

    # -----------------------------------------------------------------------------------------------------------
    # Hits
    # -----------------------------------------------------------------------------------------------------------

    def _check_kind(self, kind: str) -> None:
        quads = self.store.quads_for_pattern(None, _A, _CLASS, ox.NamedNode(str(G_ONTOLOGY)))
        names = {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}
        known = sorted(term for term in map(term_name, names) if term)
        if kind.casefold() not in {name.casefold() for name in known}:
            advice = did_you_mean(kind, known) or "give one such as Person, Instrument, Event or Claim"
            raise UsageError(Fault(f"there is no class {quoted(kind)}", fix=advice))

    def _classes(self, thing: str) -> frozenset[str]:
        found = self.lexicon.index.things.get(thing)
        return frozenset(("Claim",)) if found is None else found.classes

    def _hit(self, document: _Document, score: float) -> Hit:
        thing = self.lexicon.index.things.get(document.thing)
        label = document.thing if thing is None else thing.label
        kind = "Claim" if thing is None else thing.kind
        return Hit(
            document.thing, label, kind, self._when(document.thing), document.place, document.text, round(score, 3)
        )

    def _when(self, thing: str) -> str:
        node = ox.NamedNode(expand(thing, self.store))
        dated, begin, end = (self._one(node, prop) for prop in _DATES)
        if begin and end != begin:
            return f"{begin} to {end}"
        return dated or begin

    def _one(self, node: ox.NamedNode, prop: URIRef) -> str:
        quads = self.store.quads_for_pattern(node, ox.NamedNode(str(prop)), None, ox.NamedNode(str(G_VIEW)))
        return next((q.object.value for q in quads if isinstance(q.object, ox.Literal)), "")


def hits_as_table(hits: Iterable[Hit], store: ox.Store) -> Table:
    """The hits of a search in a store as a table."""
    rows: list[Row] = [
        (ox.NamedNode(expand(h.thing, store)), *map(ox.Literal, (h.label, h.kind, h.when, h.found, h.text)))
        for h in hits
    ]
    return Table(_COLUMNS, tuple(rows))
