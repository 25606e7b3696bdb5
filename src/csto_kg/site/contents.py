"""The quads of a release by subject and by object, in plain Python: a site asks thousands of small questions of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import pyoxigraph as ox
from rdflib.namespace import RDF

from csto_kg.rdf.terms import Term
from csto_kg.vocab import CSTO, G_FINDINGS, GRAPH

__all__ = ["Contents", "PredicateObject", "WeighedValue"]

PredicateObject: TypeAlias = tuple[str, Term]
"""What a triple says of its subject: the IRI of the property, and the value."""

_GRAPHS: Final = str(GRAPH)
_NOTHING: Final[Mapping[str, list[PredicateObject]]] = {}


@dataclass(frozen=True, slots=True)
class WeighedValue:
    """A finding: one value of a property of a thing, with the IRIs of the claims and conflicts that bear on it."""

    iri: str
    subject: str
    property: str
    value: Term
    status: str
    claims: tuple[str, ...]
    rough: frozenset[str]
    against: tuple[str, ...]
    conflicts: tuple[str, ...]


class Contents:
    """The quads of a release, indexed. A claim's content is a graph of its own, kept apart from the graphs of the release."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.graphs: dict[str, dict[str, list[PredicateObject]]] = defaultdict(lambda: defaultdict(list))
        self.said: dict[str, list[tuple[str, str, Term]]] = defaultdict(list)
        self.incoming: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
        self.iris: set[str] = set()
        for quad in quads:
            self._add(quad)
        self.findings: dict[str, list[WeighedValue]] = defaultdict(list)
        for finding in self._findings():
            self.findings[finding.subject].append(finding)

    def _add(self, quad: ox.Quad) -> None:
        graph, subject, predicate, value = (
            quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else "",
            quad.subject.value if isinstance(quad.subject, ox.NamedNode) else str(quad.subject),
            quad.predicate.value,
            quad.object,
        )
        self.iris.update((graph, subject, predicate))
        node = value.value if isinstance(value, ox.NamedNode) else ""
        if node:
            self.iris.add(node)
        if not graph.startswith(_GRAPHS):
            self.said[graph].append((subject, predicate, value))
            return
        self.graphs[graph][subject].append((predicate, value))
        if node:
            self.incoming[graph][node].append((predicate, subject))

    def of(self, subject: str, graph: str) -> list[PredicateObject]:
        """What a graph says of a subject."""
        return self.graphs.get(graph, _NOTHING).get(subject, [])

    def values(self, subject: str, predicate: str, graph: str) -> list[Term]:
        """The values of a property in a graph."""
        return [value for prop, value in self.of(subject, graph) if prop == predicate]

    def texts(self, subject: str, predicate: str, graph: str) -> list[str]:
        """The values of a property in a graph as texts, IRIs in full, in order."""
        return sorted(
            value.value for value in self.values(subject, predicate, graph) if not isinstance(value, ox.Triple)
        )

    def one(self, subject: str, predicate: str, graph: str) -> str:
        """The one value of a property as a text; empty where there is none."""
        return next(iter(self.texts(subject, predicate, graph)), "")

    def pointing(self, thing: str, graph: str) -> list[tuple[str, str]]:
        """The properties and subjects of the triples whose value a thing is."""
        return self.incoming[graph][thing] if thing in self.incoming.get(graph, ()) else []

    def subjects(self, graph: str) -> Iterator[str]:
        """The subjects of a graph, in order."""
        yield from sorted(self.graphs.get(graph, ()))

    def of_class(self, cls: str, graph: str) -> list[str]:
        """The instances of a class in a graph, in order."""
        return sorted(subject for prop, subject in self.pointing(cls, graph) if prop == str(RDF.type))

    def _findings(self) -> Iterator[WeighedValue]:
        of_finding = str(RDF.subject)
        for iri in self.subjects(str(G_FINDINGS)):
            pairs = self.of(iri, str(G_FINDINGS))
            if not any(prop == of_finding for prop, _ in pairs):
                continue
            found: dict[str, list[str]] = defaultdict(list)
            for prop, value in pairs:
                found[prop].append("" if isinstance(value, ox.Triple) else value.value)
            yield WeighedValue(
                iri,
                found[of_finding][0],
                found[str(RDF.predicate)][0],
                next(value for prop, value in pairs if prop == str(RDF.object)),
                found[str(CSTO.status)][0].rpartition("/")[2],
                tuple(sorted(found[str(CSTO.supportedBy)])),
                frozenset(found[str(CSTO.roughlySupportedBy)]),
                tuple(sorted(found[str(CSTO.dissentedBy)])),
                tuple(sorted(found[str(CSTO.inConflict)])),
            )
