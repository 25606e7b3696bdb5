"""What things are called for people: by their label in a language, or in English; a source by its short title."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, RDFS

from csto_kg.queries.templates import in_a_list
from csto_kg.release.store import namespaces_of
from csto_kg.vocab import BIBO, CSTO, OA, PROV, short, spaced, within

__all__ = ["ENGLISH", "Labels", "key_in_words"]

ENGLISH: Final = "en"
"""The language in which everything that has labels has one."""

_LABEL: Final = ox.NamedNode(str(RDFS.label))
# In the order in which they are tried for what has no label.
_TITLES: Final = tuple(ox.NamedNode(str(p)) for p in (BIBO.shortTitle, DCTERMS.title))
_QUOTED_FROM: Final = ox.NamedNode(str(PROV.wasQuotedFrom))
_IS_THING: Final = re.compile(r"https?://\S+").fullmatch
# The vocabularies whose own labels are not part of a release.
_OF_OTHERS: Final = frozenset(("bibo", "dcterms", "foaf", "oa", "org", "owl", "prov", "qb", "rdf", "rdfs", "skos"))
_IS_TERM: Final = re.compile(r"[a-zA-Z]+").fullmatch
_IS_CLASS: Final = re.compile(r"(?:[A-Z][a-z]+)+").fullmatch
# Words of the ontology in a list, whose values stand between spaces.
_IS_PHRASE: Final = re.compile(r"[a-z]+(?:_[a-z]+)+").fullmatch
_IS_KEY: Final = re.compile(r"[a-z]+(?:[A-Z][a-z]+)+").fullmatch
_KEY: Final = ox.NamedNode(str(CSTO.key))
_OF_SOURCE: Final = ox.NamedNode(str(OA.hasSource))


class Labels:
    """The labels of things and the sources of claims, each looked up once, since a release never changes.

    They are in a language where there are some in it, else in English.
    """

    def __init__(self, store: ox.Store, language: str = ENGLISH) -> None:
        self.store = store
        self.language = language
        self._english = self if language == ENGLISH else Labels(store)
        self._terms = (str(CSTO), str(namespaces_of(store).terms))
        self._known: dict[str, str] = {}
        self._sources_of: dict[str, list[str]] = {}

    @property
    def size(self) -> int:
        """How many labels and sources have been looked up."""
        return len(self._known) + len(self._sources_of)

    def of(self, iri: str) -> str:
        """What a thing is called: its label or its title; its identifier where it has neither."""
        if iri not in self._known:
            self._known[iri] = self._look_up(iri)
        return self._known[iri]

    def in_english(self, iri: str) -> str:
        """What a thing is called in English, as the stored queries of the core have it."""
        return self._english.of(iri)

    def in_text(self, text: str) -> str:
        """A text in which a query has joined things, such as all who recognized a state, with what they are called."""
        named = []
        for part in text.split(" "):
            name = self.part(part)
            if name == part:
                return text  # words, of which most texts are: what follows need not be looked at
            named.append(name)
        return in_a_list(named)

    def part(self, text: str) -> str:
        """What one text of a list is called, if it is an IRI, the name of a class such as `EntryIntoForce`, or a key.

        The key of a property is one such as `begunBy`, which has several words; `was_begun_by` are words in a list.
        """
        if _IS_THING(text):
            return self.of(text)
        if _IS_CLASS(text) and (name := self._of_class(text)):
            return name
        if _IS_PHRASE(text):
            return text.replace("_", " ")
        return self._of_key(text) if _IS_KEY(text) else text

    def _of_key(self, key: str) -> str:
        """What the property with a key is called; the words of the key where there is no such property."""
        if key not in self._known:
            having = self.store.quads_for_pattern(None, _KEY, ox.Literal(key), None)
            names = sorted({self.of(q.subject.value) for q in having if isinstance(q.subject, ox.NamedNode)})
            self._known[key] = names[0] if names else key_in_words(key)
        return self._known[key]

    def sources_of(self, claims: Iterable[str]) -> list[str]:
        """The IRIs of the sources of claims, each once, in order."""
        found: set[str] = set()
        for claim in claims:
            if claim not in self._sources_of:
                self._sources_of[claim] = self._sources(claim)
            found.update(self._sources_of[claim])
        return sorted(found)

    def _sources(self, claim: str) -> list[str]:
        passages = (q.object for q in self.store.quads_for_pattern(ox.NamedNode(claim), _QUOTED_FROM, None, None))
        return [
            of.object.value
            for passage in passages
            if isinstance(passage, ox.NamedNode)
            for of in self.store.quads_for_pattern(passage, _OF_SOURCE, None, None)
            if isinstance(of.object, ox.NamedNode)
        ]

    def _of_class(self, name: str) -> str:
        """What a class of the core or of the project is called; empty where there is none of this name."""
        for terms in self._terms:
            if not (label := self.of(f"{terms}{name}")).endswith(f":{name}"):
                return label
        return ""

    def _look_up(self, iri: str) -> str:
        if within(iri, "claim"):
            return short(iri)  # a claim is called by its identifier
        node = ox.NamedNode(iri)
        labels = sorted(self._texts(node, _LABEL))
        for language in (self.language, ENGLISH, ""):
            for of, text in labels:
                if of == language:
                    return text
        titles = [text for title in _TITLES for _, text in sorted(self._texts(node, title), key=self._order)]
        return next(iter([*titles, *(text for _, text in labels)]), _in_words(short(iri)))

    def _order(self, found: tuple[str, str]) -> tuple[bool, str, str]:
        """Texts in the language first, and then by their languages."""
        return found[0] != self.language, *found

    def _texts(self, node: ox.NamedNode, prop: ox.NamedNode) -> set[tuple[str, str]]:
        quads = self.store.quads_for_pattern(node, prop, None, None)
        return {(q.object.language or "", q.object.value) for q in quads if isinstance(q.object, ox.Literal)}


def key_in_words(key: str) -> str:
    """A key of several words as these words: `begun by` for `begunBy`; what is none stays as it is."""
    return spaced(key) if _IS_KEY(key) else key


def _in_words(name: str) -> str:
    """The name of a term of a vocabulary of others in words: `is part of` for `dcterms:isPartOf`."""
    vocabulary, _, term = name.partition(":")
    if vocabulary not in _OF_OTHERS or not _IS_TERM(term):
        return name
    return spaced(term)
