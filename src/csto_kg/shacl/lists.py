"""RDF lists in a shapes graph."""

from __future__ import annotations

from rdflib import Graph
from rdflib.namespace import RDF
from rdflib.term import Node

from csto_kg.shacl.errors import UnsupportedError

__all__ = ["read_list"]


def read_list(graph: Graph, start: Node, parameter: str, may_be_empty: bool = False) -> tuple[Node, ...]:
    """The members of the list that is the value of a parameter. Raises UnsupportedError if it is not well-formed.

    rdflib's own reader stops without an error where a list has no end, or a node of it two members.
    """
    members: list[Node] = []
    seen: set[Node] = set()
    while start != RDF.nil:
        first, rest = (list(graph.objects(start, p)) for p in (RDF.first, RDF.rest))
        if start in seen or len(first) != 1 or len(rest) != 1:
            raise UnsupportedError(f"the value of {parameter} is not a well-formed list")
        seen.add(start)
        members.append(first[0])
        start = rest[0]
    if not members and not may_be_empty:
        raise UnsupportedError(f"the list of {parameter} is empty")
    return tuple(members)
