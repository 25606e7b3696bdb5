"""Turns JSON-LD nodes into RDF and records: the named graphs of the claims, the register, and the provenance.

pyoxigraph parses the JSON-LD 1.1. One claim is one named graph, whose IRI is the claim's (the nanopublication form).
What a source reports somebody to have said is a named graph of its own, nested in the claim, and never asserted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.term import Identifier

from csto_kg.errors import DataError, Fault, Where
from csto_kg.rdf.terms import Term, TermTriple, to_rdflib
from csto_kg.read.entries import ClaimNode, ConflictNode, JsonNode, passage_of
from csto_kg.read.layout import PlainValue
from csto_kg.read.records import Claim, CuratedConflict, Dataset, SourceText
from csto_kg.vocab import CSTO, OA, Namespaces, short


@dataclass(frozen=True, slots=True)
class Nodes:
    """Everything that stands in the data files, as JSON-LD nodes without faults.

    `described` holds the nodes of sources and reviews, `files` the number of files.
    """

    texts: tuple[SourceText, ...]
    described: tuple[JsonNode, ...]
    register: tuple[JsonNode, ...]
    claims: tuple[ClaimNode, ...]
    without_claims: tuple[tuple[str, JsonNode], ...]
    conflicts: tuple[ConflictNode, ...]
    declared: Mapping[str, Where]
    files: int


def to_dataset(nodes: Nodes, context: PlainValue, namespaces: Namespaces) -> Dataset:
    """The data set that the nodes describe. `context` is the JSON-LD context through which they are read.

    Identifiers that the core declares get the core's IRIs, all others those of the project's `namespaces`.

    Raises DataError for a node without an identifier and for content that belongs to no claim.
    """
    by_source: dict[str, list[PlainValue]] = {}
    for claim in nodes.claims:
        by_source.setdefault(claim.source, []).append(claim.node)
    claim_nodes: list[JsonNode] = [{"id": source, "claims": claims} for source, claims in by_source.items()]
    once = cache(partial(_named, namespaces))  # most terms occur many times
    silent = [node for _, node in nodes.without_claims]
    provenance, graphs = _expand(context, [*nodes.described, *claim_nodes, *silent], once, namespaces)
    register, _ = _expand(context, nodes.register, once, namespaces)
    conflicts, _ = _expand(context, [conflict.node for conflict in nodes.conflicts], once, namespaces)
    _add_standard_classes(provenance)
    claims = tuple(_claim(claim, graphs, namespaces) for claim in nodes.claims)
    lost = set(graphs) - {g for c in claims for g in (c.iri, *(iri for iri, _ in c.reported))}
    if lost:
        raise DataError(*(Fault("content belongs to no claim", short(g)) for g in sorted(lost)))
    where = {iri_of(name, namespaces): place for name, place in nodes.declared.items()}
    curated = tuple(_conflict(node, conflicts, where, namespaces) for node in nodes.conflicts)
    without = tuple((passage_of(source, node), str(node["reason"])) for source, node in nodes.without_claims)
    return Dataset(claims, curated, nodes.texts, without, register, provenance, nodes.files, where)


def iri_of(name: str, namespaces: Namespaces) -> URIRef:
    """The IRI of an identifier as it is written in the data files."""
    for kind in ("claim", "source"):
        if name.startswith(kind + ":"):
            return namespaces.of(kind, name[len(kind) + 1 :])
    return namespaces.id(name)


def _expand(
    context: PlainValue, nodes: Sequence[JsonNode], once: Callable[[Term], Identifier], namespaces: Namespaces
) -> tuple[Graph, dict[URIRef, list[TermTriple]]]:
    """Parse nodes as JSON-LD: the default graph, and the named graphs in the order of their triples."""
    terms = {**context, "@base": namespaces.base} if isinstance(context, dict) else context
    document = json.dumps({"@context": terms, "@graph": nodes}, ensure_ascii=False).encode()
    default, named = list[TermTriple](), dict[URIRef, list[TermTriple]]()
    for quad in ox.parse(document, ox.RdfFormat.JSON_LD, base_iri=namespaces.base):
        triple = (once(quad.subject), once(quad.predicate), once(quad.object))
        if isinstance(quad.graph_name, ox.NamedNode):
            named.setdefault(URIRef(quad.graph_name.value), []).append(triple)
        else:
            default.append(triple)
    graph = Graph("SimpleMemory")
    graph.store.addN((*triple, graph) for triple in default)  # `add` would look at each term once more
    return graph, named


def _named(namespaces: Namespaces, term: Term) -> Identifier:
    if isinstance(term, ox.BlankNode):
        raise DataError(Fault(f"a node without an identifier: {term}", fix="give it an 'id'"))
    named = to_rdflib(term)
    return URIRef(namespaces.settled(named)) if isinstance(named, URIRef) and not namespaces.is_core else named


def _add_standard_classes(provenance: Graph) -> None:
    # For consumers that know Web Annotation and not this ontology.
    for cls in (CSTO.Passage, CSTO.SilentPassage):
        _add_class(provenance, list(provenance.subjects(RDF.type, cls)), OA.SpecificResource)
    _add_class(provenance, list(provenance.subjects(RDF.type, CSTO.Selector)), OA.TextPositionSelector)


def _add_class(graph: Graph, nodes: Iterable[object], cls: URIRef) -> None:
    for node in nodes:
        assert isinstance(node, Identifier)
        graph.add((node, RDF.type, cls))


def _claim(claim: ClaimNode, graphs: Mapping[URIRef, Sequence[TermTriple]], namespaces: Namespaces) -> Claim:
    node, passage = claim.node, claim.node["passage"]
    assert isinstance(passage, dict)
    iri = iri_of(str(node["id"]), namespaces)
    triples = tuple(graphs.get(iri, ()))
    nested = [URIRef(str(o)) for _, p, o in triples if p == CSTO.content]
    return Claim(
        iri,
        iri_of(claim.source, namespaces),
        passage_of(claim.source, passage),
        iri_of(str(node["stance"]), namespaces),
        str(node["paraphrase"]),
        triples,
        tuple((graph, tuple(graphs.get(graph, ()))) for graph in nested),
        claim.where,
        claim.content_sha256,
    )


def _conflict(
    conflict: ConflictNode, graph: Graph, where: Mapping[URIRef, Where], namespaces: Namespaces
) -> CuratedConflict:
    iri = iri_of(str(conflict.node["id"]), namespaces)
    decision = graph.value(iri, CSTO.decision)
    assert isinstance(decision, URIRef)

    def many(subject: URIRef, predicate: URIRef) -> tuple[URIRef, ...]:
        return tuple(sorted(URIRef(str(o)) for o in graph.objects(subject, predicate)))

    on = graph.value(iri, CSTO.onProperty)
    return CuratedConflict(
        iri,
        str(graph.value(iri, RDFS.label)),
        many(iri, CSTO.about),
        URIRef(str(on)) if on else None,
        many(iri, CSTO.conflictType)[0],
        many(iri, CSTO.between),
        decision,
        many(decision, CSTO.outcome)[0],
        many(decision, CSTO.prefers),
        str(graph.value(decision, CSTO.reason)),
        where[iri],
        tuple((iri_of(claim, namespaces), sha) for claim, sha in conflict.on_claims),
    )
