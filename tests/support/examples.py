"""The ontology, the shapes of both gates, and the background that the examples of the shapes are checked together with."""

from __future__ import annotations

from rdflib import Graph
from rdflib.term import Node

from csto_kg.shacl.validate import SHAPES
from csto_kg.vocab import ID, PREFIXES
from tests.conftest import ROOT

EXAMPLES = ROOT / "ontology" / "examples"
ONTOLOGY = Graph().parse(ROOT / "ontology" / "csto.ttl")
GATES = {name: Graph().parse(ROOT / "ontology" / "shapes" / f"{name}.ttl") for name in ("claims", "view")}
BACKGROUND = Graph().parse(EXAMPLES / "background.ttl")
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
HEAD += f"@prefix shapes: <{SHAPES}> .\n@base <{ID}> .\n"


def turtle(text: str) -> Graph:
    """A graph from Turtle with the project's prefixes; relative IRIs are identifiers."""
    return Graph().parse(data=HEAD + text, format="turtle")


def local(shape: Node) -> str:
    """The name of a shape without the namespace."""
    return str(shape).removeprefix(SHAPES)
