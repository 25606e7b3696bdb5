"""What things are called for people: by their English label, a source by its short title."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, RDFS

from csto_kg.vocab import BIBO, CLAIM, OA, PROV, short

__all__ = ["Labels"]

_LABEL: Final = ox.NamedNode(str(RDFS.label))
# In the order in which they are tried for what has no label.
_TITLES: Final = tuple(ox.NamedNode(str(p)) for p in (BIBO.shortTitle, DCTERMS.title))
_QUOTED_FROM: Final = ox.NamedNode(str(PROV.wasQuotedFrom))
_OF_SOURCE: Final = ox.NamedNode(str(OA.hasSource))


class Labels:
    """The labels of the things of a store, each looked up once, since a release never changes."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self._known: dict[str, str] = {}

    def of(self, iri: str) -> str:
        """What a thing is called: its English label or its title; its identifier where it has neither."""
        if iri not in self._known:
            self._known[iri] = self._look_up(iri)
        return self._known[iri]

    def sources_of(self, claims: Iterable[str]) -> list[str]:
        """The IRIs of the sources of claims, each once, in order."""
        found = {source for claim in claims for source in self._sources(claim)}
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

    def _look_up(self, iri: str) -> str:
        if iri.startswith(str(CLAIM)):
            return short(iri)  # a claim is called by its identifier
        node = ox.NamedNode(iri)
        labels = sorted(self._texts(node, _LABEL))
        for language in ("en", ""):
            for of, text in labels:
                if of == language:
                    return text
        titles = [text for title in _TITLES for _, text in sorted(self._texts(node, title))]
        return next(iter([*titles, *(text for _, text in labels)]), short(iri))

    def _texts(self, node: ox.NamedNode, prop: ox.NamedNode) -> set[tuple[str, str]]:
        quads = self.store.quads_for_pattern(node, prop, None, None)
        return {(q.object.language or "", q.object.value) for q in quads if isinstance(q.object, ox.Literal)}
