"""Axioms among the data of others, which the reasoner does not take: it has those of the project's ontology."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import Node

from csto_kg.check.naming import NAMING

__all__ = ["axioms_not_taken"]

# What OWL 2 says of classes and properties in one triple; statements on individuals (owl:sameAs) are data.
_AXIOMS: Final = frozenset(
    (
        *(RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range),
        *(OWL.disjointWith, OWL.equivalentClass, OWL.equivalentProperty, OWL.propertyDisjointWith, OWL.inverseOf),
        *(OWL.disjointUnionOf, OWL.propertyChainAxiom, OWL.hasKey, OWL.members, OWL.imports),
    )
)
_KINDS: Final = frozenset(
    (
        *(OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.TransitiveProperty, OWL.SymmetricProperty),
        *(OWL.AsymmetricProperty, OWL.ReflexiveProperty, OWL.IrreflexiveProperty),
    )
)


def axioms_not_taken(data: Iterable[tuple[Node, Node, Node]], ontology: Graph) -> tuple[str, ...]:
    """A note for each kind of axiom that the data have and the ontology has not, with their number."""
    found: Counter[URIRef] = Counter()
    for s, p, o in data:
        kind = o if p == RDF.type and o in _KINDS else p
        if isinstance(kind, URIRef) and kind in _AXIOMS | _KINDS and (s, p, o) not in ontology:
            found[kind] += 1
    return tuple(
        f"the data have {NAMING.short(kind)} ({number}): the reasoner takes the axioms of the ontology alone"
        for kind, number in sorted(found.items())
    )
