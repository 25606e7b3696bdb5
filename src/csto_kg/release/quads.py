"""All the graphs of a release as quads, in one order, with one hash.

A release has no blank nodes, so sorted N-Quads are a canonical form and their SHA-256 names the release (RDFC-1.0 gives the
same hash). Each claim is a graph of its own; the graph of what a source reports somebody to have said is never merged with
anything that is held.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Identifier, Node

from csto_kg.errors import DataError, Fault
from csto_kg.rdf.terms import GraphQuad, TermTriple, to_quad
from csto_kg.read.records import Dataset
from csto_kg.release.labels import finding_labels, names_of, provenance_labels, term_labels
from csto_kg.vocab import (
    G_CHRONOLOGY,
    G_FINDINGS,
    G_INFERRED,
    G_ONTOLOGY,
    G_PROVENANCE,
    G_QUERIES,
    G_REGISTER,
    G_REPORTED,
    G_VIEW,
)
from csto_kg.weigh import Weighed
from csto_kg.weigh.triples import findings_triples

__all__ = [
    "WorkedOut",
    "named_quad",
    "quads_of",
    "skolemized",
    "unskolemized",
]


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """What a build works out beside the view and the findings: the graph of bounds that follow, the graph of what is only
    reported, and what belongs to what, which stands with the findings.
    """

    chronology: Iterable[tuple[Node, Node, Node]] = ()
    reported: Iterable[tuple[Node, Node, Node]] = ()
    reach: Iterable[tuple[Node, Node, Node]] = ()


_NOTHING: Final = WorkedOut()


def quads_of(
    dataset: Dataset,
    weighed: Weighed,
    view: Graph,
    inferred: Iterable[tuple[Node, Node, Node]],
    ontology: Graph,
    queries: Iterable[tuple[Node, Node, Node]] = (),
    worked_out: WorkedOut = _NOTHING,
) -> Iterator[GraphQuad]:
    """Every quad of a release, in no order."""
    findings = list(findings_triples(weighed))
    graphs: list[tuple[URIRef, Iterable[tuple[Node, Node, Node]]]] = [
        (G_PROVENANCE, dataset.provenance),
        (G_PROVENANCE, provenance_labels(dataset)),
        (G_REGISTER, dataset.register),
        (G_VIEW, view),
        (G_ONTOLOGY, skolemized(ontology)),
        (G_ONTOLOGY, term_labels(ontology)),
        (G_INFERRED, inferred),
        (G_FINDINGS, findings),
        (G_FINDINGS, finding_labels(findings, names_of(dataset.register, ontology))),
        (G_FINDINGS, worked_out.reach),
        (G_QUERIES, queries),
        (G_CHRONOLOGY, worked_out.chronology),
        (G_REPORTED, worked_out.reported),
    ]
    for claim in dataset.claims:
        graphs += [(claim.iri, claim.triples), *claim.reported]
    for name, triples in graphs:
        for s, p, o in triples:
            yield s, p, o, name


_GENID = "https://w3id.org/csto-kg/ontology/.well-known/genid/"


def skolemized(ontology: Graph) -> Iterator[tuple[Node, Node, Node]]:
    """The ontology's triples. Anonymous classes and lists are named by a digest of their content, so names never vary."""
    names: dict[Node, URIRef] = {}

    def name(node: Node) -> Node:
        if not isinstance(node, BNode):
            return node
        if node not in names:
            content = sorted(f"{p.n3()} {name(o).n3()}" for p, o in ontology.predicate_objects(node))
            digest = hashlib.sha256("\n".join(content).encode()).hexdigest()[:16]
            names[node] = URIRef(_GENID + digest)
        return names[node]

    return ((name(s), p, name(o)) for s, p, o in ontology)


def unskolemized(triples: Iterable[TermTriple]) -> Iterator[TermTriple]:
    """The ontology's triples with its anonymous classes and lists as blank nodes again, as reasoning needs them."""

    def bare(node: Identifier) -> Identifier:
        return BNode(node[len(_GENID) :]) if isinstance(node, URIRef) and node.startswith(_GENID) else node

    return ((bare(s), p, bare(o)) for s, p, o in triples)


def named_quad(quad: GraphQuad) -> ox.Quad:
    """A quad in the store's own terms. Raises DataError for a blank node: everything in a release has an identifier."""
    s, p, o, g = quad
    for term in (s, p, g, *(() if isinstance(o, Literal) else (o,))):
        if not isinstance(term, URIRef):
            raise DataError(Fault(f"a node without an identifier: {term.n3()}"))
    return to_quad(quad[:3], quad[3])
