"""A built graph as triples that can be changed one by one, as others hand them to `csto-kg validate`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import TypeAlias

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import RDF
from rdflib.term import Node

from csto_kg.check.parts import parts_of
from csto_kg.check.targets import check_parts
from csto_kg.errors import CstoKgError
from csto_kg.ontology import Ontology
from csto_kg.order import derived_triples, ordered_view
from csto_kg.project import Project
from csto_kg.rdf.terms import GraphQuad, to_triple
from csto_kg.read.records import Dataset
from csto_kg.reason.consistency import check_and_infer
from csto_kg.release.quads import WorkedOut, named_quad, quads_of
from csto_kg.vocab import CSTO, G_CHRONOLOGY, G_FINDINGS, G_PROVENANCE, G_REGISTER, G_VIEW, short
from csto_kg.weigh import reach_triples, weigh
from tests.mutation.data_files import Place
from tests.mutation.judge import Message, of_faults, of_report

Values: TypeAlias = Mapping[Node, Mapping[Node, Sequence[Node]]]

CHECKS = ("validate", "reasoner")
"""The checks of RDF, in the order in which they are asked."""

VIEW, FINDINGS, PROVENANCE, REGISTER, CLAIMS = "view", "findings", "provenance", "register", "claims"
CHRONOLOGY = "chronology"
_NAMES = {
    VIEW: G_VIEW,
    FINDINGS: G_FINDINGS,
    PROVENANCE: G_PROVENANCE,
    REGISTER: G_REGISTER,
    CHRONOLOGY: G_CHRONOLOGY,
}


@dataclass(frozen=True, slots=True)
class GraphMutant:
    """One fault at one place: the quads it takes out and puts in, and the names by which a check may report it."""

    kind: str
    at: str
    removed: frozenset[GraphQuad] = field(repr=False)
    added: frozenset[GraphQuad] = field(repr=False)
    names: frozenset[str]


@dataclass(frozen=True)
class Built:
    """The quads of a build, and what kinds of fault look up in them."""

    project: Project
    ontology: Ontology
    quads: frozenset[GraphQuad] = field(repr=False)

    def of(self, part: str) -> list[GraphQuad]:
        """The quads of a part (a graph of a release, or those of all claims), always in the same order."""
        return self._parts.get(part, [])

    @cached_property
    def _parts(self) -> Mapping[str, list[GraphQuad]]:
        names = {name: part for part, name in _NAMES.items()}
        found: dict[str, list[GraphQuad]] = defaultdict(list)
        for quad in sorted(self.quads, key=lambda q: tuple(n.n3() for n in q)):
            found[names.get(quad[3], CLAIMS)].append(quad)
        return dict(found)

    @cached_property
    def _values(self) -> Mapping[str, Values]:
        found: dict[str, dict[Node, dict[Node, list[Node]]]] = {}
        for part, quads in self._parts.items():
            for s, p, o, _ in quads:
                found.setdefault(part, {}).setdefault(s, {}).setdefault(p, []).append(o)
        return found

    def values(self, part: str, subject: Node, prop: Node) -> Sequence[Node]:
        """The values of a property of a thing in a part."""
        return self._values.get(part, {}).get(subject, {}).get(prop, ())

    def about(self, part: str, subject: Node) -> list[GraphQuad]:
        """All that a part says of a thing."""
        graph = _NAMES[part]
        return [(subject, p, o, graph) for p, os in self._values[part].get(subject, {}).items() for o in os]

    @cached_property
    def pointing(self) -> Mapping[Node, list[GraphQuad]]:
        """For a thing the quads of the view, the findings and the provenance that point to it."""
        found: dict[Node, list[GraphQuad]] = defaultdict(list)
        for quad in (q for part in (VIEW, FINDINGS, PROVENANCE) for q in self.of(part)):
            found[quad[2]].append(quad)
        return dict(found)

    @cached_property
    def subjects(self) -> frozenset[Node]:
        """Everything of which something is said."""
        return frozenset(s for s, _, _, _ in self.quads)

    @cached_property
    def findings(self) -> Mapping[tuple[Node, Node], list[Node]]:
        """The findings on a property of a thing."""
        found: dict[tuple[Node, Node], list[Node]] = defaultdict(list)
        for finding, _, subject, _ in (q for q in self.of(FINDINGS) if q[1] == RDF.subject):
            for prop in self.values(FINDINGS, finding, RDF.predicate):
                found[subject, prop].append(finding)
        return dict(found)

    def is_a(self, thing: Node, *classes: str) -> bool:
        """Whether the view gives a thing one of these classes or a subclass of it."""
        types = [t for t in self.values(VIEW, thing, RDF.type) if isinstance(t, URIRef)]
        return any(self.ontology.is_a(t, CSTO[c]) for t in types for c in classes)

    def all_of(self, *classes: str) -> list[Node]:
        """The things of the view of some classes, always in the same order."""
        return sorted({q[0] for q in self.of(VIEW) if q[1] == RDF.type and self.is_a(q[0], *classes)}, key=str)


def build(project: Project, ontology: Ontology, dataset: Dataset) -> Built:
    """What a build makes of a project's data."""
    weighed = weigh(dataset, ontology)
    found = ordered_view(dataset, weighed, ontology)
    weighed, view = found.ordered.weighed, found.view.graph
    reach = reach_triples({*dataset.register, *view}, dataset.claims, weighed.conflicts, ontology)
    worked_out = WorkedOut(derived_triples(found), found.reported.graph, reach)
    quads = quads_of(dataset, weighed, view, (), Graph(), (), worked_out)
    return Built(project, ontology, frozenset(quads))


@dataclass(frozen=True)
class GraphJudge:
    """The checks of RDF, on a built graph. `java` is the program for HermiT."""

    built: Built
    java: str

    @cached_property
    def before(self) -> frozenset[Message]:
        """What the checks say of the graph as it is: warnings."""
        return frozenset(self._validate(self._quads))

    @cached_property
    def _quads(self) -> frozenset[ox.Quad]:
        return frozenset(map(named_quad, self.built.quads))

    def say(self, mutants: Sequence[GraphMutant]) -> tuple[list[Message], Mapping[Place, range]]:
        """What the first check that says anything new says of the graph with these faults."""
        removed = {named_quad(q) for m in mutants for q in m.removed}
        added = {named_quad(q) for m in mutants for q in m.added}
        quads = (self._quads - removed) | added
        new = [t for t in self._validate(quads) if t not in self.before]
        return new or self._reason(parts_of(quads).view), {}

    def _validate(self, quads: Iterable[ox.Quad]) -> list[Message]:
        try:
            report = check_parts(parts_of(quads), self.built.project, self.built.ontology)
        except CstoKgError as error:
            return of_faults("validate", error.faults)
        return of_report("validate", report)

    def _reason(self, view: Iterable[ox.Quad]) -> list[Message]:
        graph = Graph()
        for triple in map(to_triple, view):
            graph.add(triple)
        try:
            check_and_infer(self.built.ontology.graph, graph, self.java)
        except CstoKgError as error:
            return of_faults("reasoner", error.faults)
        return []

    def is_same(self, mutant: GraphMutant) -> bool:
        """Whether a mutant leaves the graph as it was."""
        return not mutant.removed - mutant.added and mutant.added <= self.built.quads


def names_of(quads: Collection[GraphQuad]) -> frozenset[str]:
    """The names of what quads speak of, as checks write them."""
    return frozenset(short(str(s)) for s, _, _, _ in quads)


def shuffled(quads: Iterable[GraphQuad], rng: Random) -> list[GraphQuad]:
    """Quads in an order of the seed's."""
    listed = list(quads)
    rng.shuffle(listed)
    return listed
