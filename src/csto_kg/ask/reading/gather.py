"""Gathers from a store the things that questions may name, with their classes and names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pyoxigraph as ox
from rdflib import URIRef
from rdflib.namespace import RDF, RDFS, SKOS

from csto_kg.ask.reading.names import Thing
from csto_kg.vocab import BIBO, CSTO, DCTERMS, G_FINDINGS, G_ONTOLOGY, G_PROVENANCE, G_VIEW, ORG, short, term_name

__all__ = ["named_things"]

_LABELS: Final = (str(RDFS.label), str(BIBO.shortTitle), str(DCTERMS.title))
_FURTHER: Final = (str(SKOS.altLabel),)
_CODES: Final = (str(CSTO.iso3166alpha2), str(CSTO.iso3166alpha3))
_DATES: Final = (str(CSTO.dateText), str(CSTO.beginText), str(CSTO.endText))
_OWNERS: Final = tuple(
    map(str, (ORG.unitOf, ORG.postIn, CSTO.instrument, DCTERMS.isPartOf, CSTO.exerciseOf, CSTO.inSeries))
)


def named_things(store: ox.Store) -> tuple[Thing, ...]:
    """The things of a release that have a label, in the order of their identifiers: those of the view, conflicts, sources."""
    above = _above(store)
    labels, further, codes, owners, types, dates = (_Found() for _ in range(6))
    _note(store, G_VIEW, _LABELS[:1], labels)
    _note(store, G_VIEW, _FURTHER, further)
    _note(store, G_VIEW, _CODES, codes)
    _note(store, G_VIEW, _OWNERS, owners)
    _note(store, G_VIEW, _DATES, dates)
    _note(store, G_VIEW, (str(RDF.type),), types)
    _note(store, G_FINDINGS, (str(RDF.type),), types, CSTO.Conflict)
    _note(store, G_FINDINGS, _LABELS[:1], labels)
    _note(store, G_PROVENANCE, (str(RDF.type),), types, CSTO.Source)
    _note(store, G_PROVENANCE, _LABELS, labels)
    things = _things(labels, further, codes, owners, types, dates, above)
    return tuple(sorted(things, key=lambda thing: thing.id))


class _Found(defaultdict[str, list[ox.NamedNode | ox.Literal]]):
    """What was found of each subject."""

    def __init__(self) -> None:
        super().__init__(list)

    def texts(self, subject: str) -> tuple[str, ...]:
        """The texts of a subject, in order."""
        return tuple(sorted({term.value for term in self.get(subject, ())}))


def _note(
    store: ox.Store, graph: URIRef, properties: Iterable[str], found: _Found, value: URIRef | None = None
) -> None:
    """Note what a graph has of the properties, or only the subjects with a value of them."""
    wanted = None if value is None else ox.NamedNode(str(value))
    for prop in properties:
        for quad in store.quads_for_pattern(None, ox.NamedNode(prop), wanted, ox.NamedNode(str(graph))):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                found[quad.subject.value].append(quad.object)


def _things(
    labels: _Found,
    further: _Found,
    codes: _Found,
    owners: _Found,
    types: _Found,
    dates: _Found,
    above: Mapping[str, frozenset[str]],
) -> Iterator[Thing]:
    for iri, terms in labels.items():
        classes = frozenset(c for t in types.texts(iri) for c in above.get(t, (t,)))
        own = frozenset(term for term in map(term_name, classes) if term)
        if not own or "Observation" in own or "Finding" in own:
            continue
        english = sorted(t.value for t in terms if isinstance(t, ox.Literal) and t.language in ("en", None))
        texts = {t.value for t in terms}
        label = english[0] if english else min(texts)
        names = tuple(sorted({*texts, *further.texts(iri)} - {label}))
        kind = next((term for term in map(term_name, types.texts(iri)) if term), "")
        belongs_to = tuple(map(short, owners.texts(iri)))
        yield Thing(short(iri), label, own, names, codes.texts(iri), belongs_to, kind, dates.texts(iri))


def _above(store: ox.Store) -> dict[str, frozenset[str]]:
    """Each class with all that are above it."""
    direct: dict[str, set[str]] = defaultdict(set)
    property_ = ox.NamedNode(str(RDFS.subClassOf))
    for quad in store.quads_for_pattern(None, property_, None, ox.NamedNode(str(G_ONTOLOGY))):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            direct[quad.subject.value].add(quad.object.value)
    found: dict[str, frozenset[str]] = {}

    def climb(name: str) -> frozenset[str]:
        if name not in found:
            found[name] = frozenset((name,))  # a circle ends here
            found[name] = frozenset((name,)).union(*map(climb, direct.get(name, ())))
        return found[name]

    for name in list(direct):
        climb(name)
    return found
