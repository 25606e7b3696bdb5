"""The two gates of a build: gate 1 checks each claim by itself, gate 2 the view with its findings, claims and sources."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from csto_kg.check.facts import Support
from csto_kg.check.gates import ClaimContent, check_graph, gate1_graph
from csto_kg.check.support import points_by_claim
from csto_kg.ontology import Ontology
from csto_kg.rdf.terms import GraphQuad, Triple
from csto_kg.read.records import Dataset
from csto_kg.shacl.report import Report
from csto_kg.shacl.validate import Engine
from csto_kg.vocab import CSTO, G_CHRONOLOGY, G_FINDINGS, G_REPORTED
from csto_kg.weigh.triples import conflict_triples
from csto_kg.weigh.view import View

__all__ = ["check_claims", "check_view", "checked_triples", "support_of"]


def check_claims(dataset: Dataset, ontology: Ontology, shapes: Graph, engine: Engine = Engine.FAST) -> Report:
    """Gate 1: each claim by itself, with register, provenance, conflicts and decisions."""
    contents = [ClaimContent(c.iri, c.triples) for c in dataset.claims]
    contents += [ClaimContent(iri, triples) for c in dataset.claims for iri, triples in c.reported]
    data = gate1_graph(contents, dataset.register, dataset.provenance)
    for conflict in dataset.conflicts:
        data.update(conflict_triples(conflict, conflict.between))
    return check_graph(data, shapes, ontology, engine=engine)


def check_view(view: View, dataset: Dataset, quads: Iterable[GraphQuad], ontology: Ontology, shapes: Graph) -> Report:
    """Gate 2: the view with its findings, conflicts and claims, what follows from order, and what is only reported."""
    quads = list(quads)
    derived = ((s, p, o) for s, p, o, g in quads if g in (G_FINDINGS, G_CHRONOLOGY))
    reported = frozenset((s, p, o) for s, p, o, g in quads if g == G_REPORTED)
    data = checked_triples(view, dataset, derived)
    known = frozenset(URIRef(str(s)) for s in dataset.register.subjects(RDF.type, None))
    return check_graph(data, shapes, ontology, known, support=support_of(dataset, reported))


def checked_triples(view: View, dataset: Dataset, derived: Iterable[Triple]) -> set[Triple]:
    """What gate 2 checks: what is held, its claims and their sources, and what the build makes of them (`derived`).

    Passages and reviews are checked by gate 1 alone.
    """
    rests_on = {s for c in (CSTO.Claim, CSTO.Source) for s in dataset.provenance.subjects(RDF.type, c)}
    return {*view.graph, *(t for t in dataset.provenance if t[0] in rests_on), *derived}


def support_of(dataset: Dataset, reported: Collection[Triple]) -> Support:
    """What supports a view of the data; `reported` is the graph of what is only reported."""
    stated = points_by_claim((c.iri, c.triples) for c in dataset.claims)
    said = frozenset(t for c in dataset.claims for _, triples in c.reported for t in triples)
    return Support(frozenset(dataset.register), stated, reported, said)
