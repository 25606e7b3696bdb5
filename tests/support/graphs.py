"""Graphs of rdflib read by Oxigraph, which keeps each literal as it is written, however rdflib is set."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph, Literal
from rdflib.namespace import XSD

from csto_kg.rdf.files import read_turtle
from csto_kg.rdf.terms import to_graph

__all__ = ["graph_in", "graph_of", "midnight", "ntriples"]


def graph_in(*paths: Path) -> Graph:
    """The triples of Turtle files."""
    return read_turtle(*paths)


def graph_of(turtle: str) -> Graph:
    """The triples of a text in Turtle."""
    return to_graph(ox.parse(turtle, ox.RdfFormat.TURTLE, rename_blank_nodes=True))


def ntriples(text: str | bytes) -> Graph:
    """The triples of a text in N-Triples."""
    return to_graph(ox.parse(text, ox.RdfFormat.N_TRIPLES))


def midnight(day: str) -> Literal:
    """A day (`2012-06-28`) as a bound: midnight UTC, whatever rdflib would make of it."""
    return Literal(f"{day}T00:00:00Z", datatype=XSD.dateTime, normalize=False)
