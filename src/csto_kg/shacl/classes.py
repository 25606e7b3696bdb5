"""Facts about the data as a whole for the compiler: the sizes of properties and classes, and the tree of classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node

from csto_kg.shacl.literals import Data

__all__ = ["ClassTree", "Sizes"]


@dataclass(frozen=True)
class Sizes:
    """The number of triples of each property and of instances of each class, counted at first use."""

    data: Data

    @cached_property
    def of_properties(self) -> Mapping[str, int]:
        """Triples by property."""
        return self._count("SELECT ?k (COUNT(*) AS ?n) { ?s ?k ?o } GROUP BY ?k")

    @cached_property
    def of_classes(self) -> Mapping[str, int]:
        """Instances by class, without those of its subclasses."""
        return self._count(f"SELECT ?k (COUNT(*) AS ?n) {{ ?s <{RDF.type}> ?k }} GROUP BY ?k")

    def _count(self, query: str) -> Mapping[str, int]:
        return {row["k"].value: int(row["n"].value) for row in self.data.select(query)}


@dataclass(frozen=True)
class ClassTree:
    """The classes of some data. `extra` are pairs of a class and one above it that hold besides those of the data."""

    data: Data
    extra: frozenset[tuple[str, str]]

    @cached_property
    def _direct(self) -> Mapping[str, frozenset[str]]:
        """The direct subclasses of each class."""
        query = f"SELECT ?a ?b {{ ?a <{RDFS.subClassOf}> ?b FILTER(isIRI(?a) && isIRI(?b)) }}"
        pairs = {(row["a"].value, row["b"].value) for row in self.data.select(query)} | self.extra
        found: dict[str, set[str]] = {}
        for cls, above in pairs:
            found.setdefault(above, set()).add(cls)
        return {above: frozenset(classes) for above, classes in found.items()}

    @cached_property
    def has_more_than_the_data(self) -> bool:
        """Whether there are subclasses that a query on the data would not find."""
        sub = ox.NamedNode(str(RDFS.subClassOf))
        quads = (ox.Quad(ox.NamedNode(a), sub, ox.NamedNode(b)) for a, b in self.extra)
        return any(quad not in self.data.store for quad in quads)

    def with_subclasses(self, cls: Node) -> frozenset[str]:
        """A class and all classes below it."""
        found, new = {str(cls)}, {str(cls)}
        while new:
            new = {c for above in new for c in self._direct.get(above, ())} - found
            found |= new
        return frozenset(found)
