"""SHACL property paths: each path of the standard is read from a graph and written in the syntax of SPARQL."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDFS, SH
from rdflib.term import Node

from csto_kg.shacl.errors import UnsupportedError
from csto_kg.shacl.naming import Naming
from csto_kg.shacl.paths import PropertyPath, property_path, read_path
from tests.support.graphs import graph_of

HEAD = f"@prefix sh: <{SH}> . @prefix : <http://example.org/> . "
NAMING = Naming({"": "http://example.org/"})
P = URIRef("http://example.org/p")


def read(text: str) -> PropertyPath:
    """The path of a property shape in Turtle."""
    graph = graph_of(f"{HEAD} :shape sh:path {text} .")
    (node,) = graph.objects(None, SH.path)
    return read_path(graph, node)


@pytest.mark.parametrize(
    ("turtle", "expected", "predicates"),
    [
        (":p", ":p", 1),
        ("[ sh:inversePath :p ]", "^:p", 1),
        ("[ sh:alternativePath ( :p :q ) ]", ":p|:q", 2),
        ("( :p :q )", ":p/:q", 0),
        ("[ sh:zeroOrMorePath :p ]", ":p*", 0),
        ("[ sh:oneOrMorePath :p ]", ":p+", 0),
        ("[ sh:zeroOrOnePath :p ]", ":p?", 0),
        ("( [ sh:inversePath :p ] :q )", "^:p/:q", 0),
        ("[ sh:inversePath ( :p :q ) ]", "^(:p/:q)", 0),
        ("[ sh:inversePath [ sh:inversePath :p ] ]", "^(^:p)", 0),
        ("[ sh:zeroOrMorePath ( [ sh:inversePath :p ] :q ) ]", "(^:p/:q)*", 0),
        ("[ sh:zeroOrMorePath [ sh:inversePath :p ] ]", "(^:p)*", 0),
        ("[ sh:inversePath [ sh:zeroOrMorePath :p ] ]", "^:p*", 0),
        ("[ sh:alternativePath ( [ sh:inversePath :p ] ( :p :q ) ) ]", "^:p|(:p/:q)", 0),
    ],
)
def test_a_path_is_written_as_in_sparql(turtle: str, expected: str, predicates: int) -> None:
    """Parentheses stand where the grammar or a reader needs them; a path of one step has its properties."""
    path = read(turtle)
    assert (expected, predicates) == (path.text(NAMING.turtle), len(path.predicates))


@pytest.mark.parametrize(
    "turtle",
    [
        "'p'",
        "( :p )",
        "[]",
        "[ sh:inversePath :p ; sh:zeroOrMorePath :p ]",
        "[ sh:alternativePath :p ]",
        "[ sh:not :p ]",
    ],
)
def test_a_path_that_is_not_well_formed_is_refused(turtle: str) -> None:
    """What is not a path of the standard is not read in part."""
    with pytest.raises(UnsupportedError):
        read(turtle)


steps: st.SearchStrategy[PropertyPath] = st.recursive(
    st.sampled_from([property_path(P), property_path(RDFS.label)]),
    lambda inner: st.one_of(
        st.builds(lambda sign, part: PropertyPath(sign, (part,)), st.sampled_from("^*+?"), inner),
        st.builds(
            lambda sign, parts: PropertyPath(sign, tuple(parts)), st.sampled_from("|/"), st.lists(inner, min_size=2)
        ),
    ),
    max_leaves=6,
)
TERMS: dict[str, Node] = {
    "^": SH.inversePath,
    "|": SH.alternativePath,
    "*": SH.zeroOrMorePath,
    "+": SH.oneOrMorePath,
    "?": SH.zeroOrOnePath,
}


def node_of(graph: Graph, path: PropertyPath) -> Node:
    """The node that stands for a path in a graph."""
    if path.iri is not None:
        return path.iri
    parts = [node_of(graph, part) for part in path.parts]
    if path.operator == "/":
        return Collection(graph, BNode(), parts).uri
    node = BNode()
    graph.add(
        (node, TERMS[path.operator], Collection(graph, BNode(), parts).uri if path.operator == "|" else parts[0])
    )
    return node


@settings(max_examples=100, deadline=None)
@given(path=steps)
def test_any_path_is_read_as_it_is_and_is_valid_sparql(path: PropertyPath) -> None:
    """A path of any depth is the same after it stood in a graph, and Oxigraph reads what is written."""
    graph = Graph()
    assert path == read_path(graph, node_of(graph, path))
    ox.Store().query(f"ASK {{ ?s {path.sparql} ?o }}")
