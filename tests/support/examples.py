"""The ontology, the shapes of both gates, and the background that the examples of the shapes are checked together with."""

from __future__ import annotations

import pyoxigraph as ox
from rdflib import Graph
from rdflib.term import Node

from csto_kg.ontology import read_turtle
from csto_kg.rdf.terms import to_graph
from csto_kg.shacl.validate import SHAPES
from csto_kg.vocab import ID, PREFIXES
from tests.conftest import ROOT

EXAMPLES = ROOT / "ontology" / "examples"
ONTOLOGY = read_turtle(ROOT / "ontology" / "csto.ttl")
GATES = {name: read_turtle(ROOT / "ontology" / "shapes" / f"{name}.ttl") for name in ("claims", "view")}
BACKGROUND = read_turtle(EXAMPLES / "background.ttl")
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
HEAD += f"@prefix shapes: <{SHAPES}> .\n@base <{ID}> .\n"


def turtle(text: str) -> Graph:
    """A graph from Turtle with the project's prefixes; relative IRIs are identifiers."""
    # Read by Oxigraph: rdflib would write 1994-04-20T00:00:00Z as 1994-04-20T00:00:00+00:00.
    return to_graph(ox.parse((HEAD + text).encode(), format=ox.RdfFormat.TURTLE))


def local(shape: Node) -> str:
    """The name of a shape without the namespace."""
    return str(shape).removeprefix(SHAPES)
