"""Converts terms between pyoxigraph, which stores and queries, and rdflib, which reasoning and validation use.

A literal keeps its text in both directions, whatever `rdflib.NORMALIZE_LITERALS` is: "01" stays "01". Blank nodes keep
their labels. Language tags from Oxigraph are in lower case.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Identifier, Node

__all__ = [
    "GraphQuad",
    "Subject",
    "Term",
    "TermTriple",
    "Triple",
    "Value",
    "to_graph",
    "to_oxigraph",
    "to_quad",
    "to_rdflib",
    "to_subject",
    "to_triple",
]

Subject: TypeAlias = ox.NamedNode | ox.BlankNode
Value: TypeAlias = Subject | ox.Literal
Term: TypeAlias = Value | ox.Triple
"""A value in the answer to a query."""
Triple: TypeAlias = tuple[Node, Node, Node]
"""A triple as the graphs of rdflib hold it."""
TermTriple: TypeAlias = tuple[Identifier, Identifier, Identifier]
"""A triple of rdflib whose parts are known to be terms."""
GraphQuad: TypeAlias = tuple[Node, Node, Node, URIRef]
"""A quad in the terms of rdflib; the last term names its graph."""

_STRING = str(XSD.string)


def to_rdflib(term: Term) -> Identifier:
    """A term of rdflib. Raises ValueError for a triple within a triple (RDF 1.2), which rdflib does not support."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language, normalize=False)
        datatype = term.datatype.value
        return Literal(term.value, datatype=None if datatype == _STRING else URIRef(datatype), normalize=False)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    raise ValueError(f"a triple within a triple is not supported: {term}")


def to_triple(quad: ox.Quad | ox.Triple) -> TermTriple:
    """The triple of a quad in the terms of rdflib. Raises ValueError as `to_rdflib` does."""
    return to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)


def to_graph(quads: Iterable[ox.Quad | ox.Triple]) -> Graph:
    """The triples of quads as a graph of rdflib, whatever graphs they are in. Raises ValueError as `to_rdflib` does."""
    graph = Graph()
    for quad in quads:
        graph.add(to_triple(quad))
    return graph


def to_oxigraph(node: Node) -> Value:
    """A term of pyoxigraph. Raises ValueError for an invalid IRI or language tag."""
    if not isinstance(node, Literal):
        return to_subject(node)
    if node.language:
        return ox.Literal(str(node), language=node.language)
    return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype or _STRING)))


def to_subject(node: Node) -> Subject:
    """An IRI or blank node of pyoxigraph. Raises ValueError for an invalid IRI."""
    return ox.BlankNode(str(node)) if isinstance(node, BNode) else ox.NamedNode(str(node))


def to_quad(triple: Triple, graph: Node | None = None) -> ox.Quad:
    """A quad of pyoxigraph, in the default graph where none is named. Raises ValueError as `to_oxigraph` does."""
    s, p, o = triple
    name = None if graph is None else to_subject(graph)
    return ox.Quad(to_subject(s), ox.NamedNode(str(p)), to_oxigraph(o), name)
