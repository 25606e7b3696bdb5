"""Statements and axioms as people read them, for the explanation of an inconsistency."""

from __future__ import annotations

from typing import Final

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import Node

from csto_kg.rdf.terms import Triple
from csto_kg.vocab import short

_KINDS: Final = {
    OWL.FunctionalProperty: "has at most one value",
    OWL.InverseFunctionalProperty: "has at most one subject for a value",
    OWL.TransitiveProperty: "is transitive",
    OWL.SymmetricProperty: "is symmetric",
    OWL.AsymmetricProperty: "is asymmetric",
    OWL.IrreflexiveProperty: "is irreflexive",
    OWL.ReflexiveProperty: "is reflexive",
}
_BETWEEN: Final = {
    RDFS.subClassOf: "is a subclass of",
    OWL.equivalentClass: "is equivalent to",
    OWL.disjointWith: "is disjoint with",
    OWL.complementOf: "is the complement of",
    RDFS.subPropertyOf: "is a subproperty of",
    OWL.equivalentProperty: "is equivalent to",
    OWL.propertyDisjointWith: "is disjoint with",
    OWL.inverseOf: "is the inverse of",
    RDFS.domain: "has the domain",
    RDFS.range: "has the range",
    OWL.unionOf: "is equivalent to",
}
_JOINED: Final = {OWL.unionOf: " or ", OWL.intersectionOf: " and ", OWL.oneOf: ", "}
_RESTRICTED: Final = {
    OWL.maxCardinality: "max",
    OWL.maxQualifiedCardinality: "max",
    OWL.minCardinality: "min",
    OWL.minQualifiedCardinality: "min",
    OWL.cardinality: "exactly",
    OWL.qualifiedCardinality: "exactly",
    OWL.someValuesFrom: "some",
    OWL.allValuesFrom: "only",
    OWL.hasValue: "value",
}


def statement_text(triple: Triple) -> str:
    """A statement of the view: "membership/x is a Membership"."""
    s, p, o = triple
    if p != RDF.type:
        return f"{name_of(s)} {name_of(p)} {name_of(o)}"
    return f"{name_of(s)} is {'an' if name_of(o)[:1] in 'AEIOU' else 'a'} {name_of(o)}"


def name_of(node: Node) -> str:
    """The short name; a term of our own without prefix; a literal in quotes."""
    if isinstance(node, Literal):
        return f'"{node}"' + (f"@{node.language}" if node.language else "")
    return short(str(node)).removeprefix("csto:")


def axiom_text(g: Graph, triple: Triple) -> str:
    """An axiom with a named subject: "Membership is disjoint with ObserverStatus"."""
    s, p, o = triple
    subject = name_of(s)
    if p == RDF.type and isinstance(o, URIRef) and o in _KINDS:
        return f"{subject} {_KINDS[o]}"
    if p == OWL.propertyChainAxiom:
        return f"{' o '.join(_members(g, o))} is a subproperty of {subject}"
    if p == OWL.disjointUnionOf:
        return f"{subject} is the disjoint union of {', '.join(_members(g, o))}"
    if p == OWL.hasKey:
        return f"{subject} has the key {', '.join(_members(g, o))}"
    if isinstance(p, URIRef) and p in _BETWEEN:
        return f"{subject} {_BETWEEN[p]} {_expression(g, o)}"
    return statement_text(triple)


def unnamed_axiom_text(g: Graph, root: Node) -> str:
    """An axiom that has no named subject."""
    for inner in (o for by in (OWL.members, OWL.distinctMembers) for o in g.objects(root, by)):
        different = (root, RDF.type, OWL.AllDifferent) in g
        return f"{', '.join(_members(g, inner))} are {'different' if different else 'disjoint with one another'}"
    for p, o in g.predicate_objects(root):
        if p in (RDFS.subClassOf, OWL.disjointWith, OWL.equivalentClass):
            said = {RDFS.subClassOf: "subclass of", OWL.disjointWith: "disjoint with"}
            return f"{_expression(g, root)} is {said.get(URIRef(str(p)), 'equivalent to')} {_expression(g, o)}"
    return "an axiom without a name"


def _members(g: Graph, node: Node) -> list[str]:
    return [_expression(g, member) for member in Collection(g, node)]


def _expression(g: Graph, node: Node) -> str:
    """A class expression, much as the Manchester syntax has it (https://www.w3.org/TR/owl2-manchester-syntax/)."""
    if not isinstance(node, BNode):
        return name_of(node)
    for by, joint in _JOINED.items():
        for inner in g.objects(node, by):
            return joint.join(_members(g, inner))
    for inner in g.objects(node, OWL.complementOf):
        return f"not {_expression(g, inner)}"
    for by, said in _RESTRICTED.items():
        for inner in g.objects(node, by):
            on = " ".join(_expression(g, p) for p in g.objects(node, OWL.onProperty))
            of = "".join(f" {_expression(g, c)}" for p in (OWL.onClass, OWL.onDataRange) for c in g.objects(node, p))
            value = str(inner) if isinstance(inner, Literal) and by != OWL.hasValue else _expression(g, inner)
            return f"{on} {said} {value}{of}"
    for inner in g.objects(node, OWL.inverseOf):
        return f"inverse {_expression(g, inner)}"
    return "an expression"
