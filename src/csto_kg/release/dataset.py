"""Reads the data set of a release back from the release's graphs, as far as weighing needs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS

from csto_kg.errors import Where
from csto_kg.rdf.terms import TermTriple
from csto_kg.read.records import Claim, CuratedConflict, Dataset, Passage
from csto_kg.vocab import CSTO, G_FINDINGS, G_PROVENANCE, G_REGISTER, OA, PROV, short

__all__ = ["dataset_of", "graph_of", "is_of_decision"]

_HERE: Final = Where("the release")


def graph_of(triples: Iterable[TermTriple]) -> Graph:
    """Triples as a graph."""
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    return graph


def dataset_of(by_graph: Mapping[str, Sequence[TermTriple]]) -> Dataset:
    """The data set of a release, whose triples are given by the name of their graph."""
    provenance, findings = graph_of(by_graph[str(G_PROVENANCE)]), graph_of(by_graph[str(G_FINDINGS)])
    content = {URIRef(name): tuple(triples) for name, triples in by_graph.items()}
    claims = tuple(_claim(c, provenance, content) for c in _of_class(provenance, CSTO.Claim))
    conflicts = tuple(_conflict(c, findings) for c in _of_class(findings, CSTO.Conflict))
    return Dataset(claims, conflicts, (), (), graph_of(by_graph[str(G_REGISTER)]), provenance, 0, {})


_OF_DECISIONS: Final = frozenset(
    map(
        str,
        (
            *(RDFS.label, CSTO.about, CSTO.onProperty, CSTO.conflictType, CSTO.between),
            *(CSTO.decision, CSTO.outcome, CSTO.prefers, CSTO.reason),
        ),
    )
)
_CONFLICT: Final = ox.NamedNode(str(CSTO.Conflict))


def is_of_decision(quad: ox.Quad) -> bool:
    """Whether a quad of the findings says something of a conflict or a decision: all that `dataset_of` reads of them."""
    return quad.predicate.value in _OF_DECISIONS or quad.object == _CONFLICT


def _claim(iri: URIRef, provenance: Graph, content: Mapping[URIRef, tuple[TermTriple, ...]]) -> Claim:
    passage = _one(provenance, iri, PROV.wasQuotedFrom)
    source = _one(provenance, passage, OA.hasSource)
    selector = _one(provenance, passage, OA.hasSelector)
    start, end = (int(str(provenance.value(selector, p))) for p in (OA.start, OA.end))
    place = Passage(short(source), start, end, str(provenance.value(passage, CSTO.sha256)))
    triples = content.get(iri, ())
    reported = tuple((URIRef(str(o)), content.get(URIRef(str(o)), ())) for _, p, o in triples if p == CSTO.content)
    stance, paraphrase = _one(provenance, iri, CSTO.stance), str(provenance.value(iri, CSTO.paraphrase))
    return Claim(
        iri, _one(provenance, iri, PROV.hadPrimarySource), place, stance, paraphrase, triples, reported, _HERE
    )


def _conflict(iri: URIRef, findings: Graph) -> CuratedConflict:
    decision = _one(findings, iri, CSTO.decision)
    on = findings.value(iri, CSTO.onProperty)
    return CuratedConflict(
        iri,
        str(findings.value(iri, RDFS.label)),
        _many(findings, iri, CSTO.about),
        URIRef(str(on)) if on else None,
        _one(findings, iri, CSTO.conflictType),
        () if on else _many(findings, iri, CSTO.between),
        decision,
        _one(findings, decision, CSTO.outcome),
        _many(findings, decision, CSTO.prefers),
        str(findings.value(decision, CSTO.reason)),
        _HERE,
    )


def _of_class(graph: Graph, cls: URIRef) -> list[URIRef]:
    return sorted(URIRef(str(s)) for s in graph.subjects(RDF.type, cls))


def _many(graph: Graph, subject: URIRef, predicate: URIRef) -> tuple[URIRef, ...]:
    return tuple(sorted(URIRef(str(o)) for o in graph.objects(subject, predicate)))


def _one(graph: Graph, subject: URIRef, predicate: URIRef) -> URIRef:
    (found,) = _many(graph, subject, predicate)
    return found
