"""The data of an IRI of the release, as its address gives them: the quads that have it as subject, and its own graph.

TriG, N-Quads and JSON-LD hold these quads, each in its graph: also what single claims say of a thing. The formats of one
graph hold what is held, found and recorded; merged with it, what a claim says, what is only reported and what follows by
inference would read as facts. An IRI with a fragment is asked for without it, so its quads stand with those of its document.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

import pyoxigraph as ox
from rdflib.namespace import RDFS

from csto_kg.rdf.media import DATASETS, GRAPHS
from csto_kg.rdf.serialize import Part, export, to_jsonld, write
from csto_kg.rdf.terms import Term
from csto_kg.site.contents import Contents
from csto_kg.vocab import CSTO, G_INFERRED, G_ONTOLOGY, G_REPORTED, GRAPH, ROOT, Namespaces

__all__ = ["IriIndex", "iris_at", "quads_as", "triples_for_one_graph"]

_GRAPHS: Final = str(GRAPH)
_APART: Final = frozenset(map(str, (G_INFERRED, G_REPORTED)))
# Of what is only reported, a format of one graph has what asserts nothing of it: its name and its evidence.
_EVIDENCE: Final = frozenset(map(str, (RDFS.label, CSTO.reportedBy, CSTO.spokenOfIn, CSTO.contestedBy)))


class IriIndex:
    """The quads of a release by the IRI whose address gives them."""

    def __init__(self, contents: Contents, namespaces: Namespaces) -> None:
        self._contents = contents
        self._said: dict[str, list[tuple[str, str, Term]]] = defaultdict(list)
        for graph, triples in contents.said.items():
            for subject, prop, value in triples:
                self._said[subject].append((graph, prop, value))
        self._parts: dict[str, list[str]] = defaultdict(list)
        for iri in contents.iris:
            document, mark, _ = iri.partition("#")
            if mark:
                self._parts[document].append(iri)
        self._ontologies = {str(namespaces.ontology).partition("#")[0], f"{ROOT}ontology"}

    def quads(self, iri: str) -> list[ox.Quad]:
        """The quads whose subject an IRI is, or one with a fragment after it; and those of the graph that it names.

        The address of an ontology gives all that is said of terms, those of others too.
        """
        found: dict[ox.Quad, None] = {}
        for subject in (iri, *sorted(self._parts.get(iri, ()))):
            found.update(dict.fromkeys(self._of(subject)))
        found.update(dict.fromkeys(self._within(iri)))
        if iri in self._ontologies:
            found.update(dict.fromkeys(self._within(str(G_ONTOLOGY))))
        return list(found)

    def has(self, iri: str) -> bool:
        """Whether the release speaks of an IRI at all."""
        return iri in self._contents.iris or iri in self._parts or iri in self._ontologies

    def _of(self, subject: str) -> Iterator[ox.Quad]:
        for graph, subjects in self._contents.graphs.items():
            for prop, value in subjects.get(subject, ()):
                yield _quad(subject, prop, value, graph)
        for graph, prop, value in self._said.get(subject, ()):
            yield _quad(subject, prop, value, graph)

    def _within(self, graph: str) -> Iterator[ox.Quad]:
        for subject, pairs in self._contents.graphs.get(graph, {}).items():
            for prop, value in pairs:
                yield _quad(subject, prop, value, graph)
        for subject, prop, value in self._contents.said.get(graph, ()):
            yield _quad(subject, prop, value, graph)


def _quad(subject: str, prop: str, value: Term, graph: str) -> ox.Quad:
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(prop), value, ox.NamedNode(graph))


def iris_at(path: str, namespaces: Namespaces) -> tuple[str, ...]:
    """The IRIs that a path can stand for: below the project's namespace, or the core's for what the core declares."""
    kind, _, name = path.partition("/")
    declared = (str(namespaces.id(name)),) if kind == "id" and name else ()
    return tuple(dict.fromkeys((*declared, namespaces.root + path, ROOT + path)))


def triples_for_one_graph(iri: str, quads: list[ox.Quad]) -> list[ox.Triple]:
    """Those of the quads of an IRI that a format of one graph may hold: all of them where the IRI names that graph."""
    return list(dict.fromkeys(quad.triple for quad in quads if _may_be_merged(quad, iri)))


def _may_be_merged(quad: ox.Quad, iri: str) -> bool:
    graph = _graph(quad)
    if not graph.startswith(_GRAPHS):
        return False
    is_evidence = graph == str(G_REPORTED) and quad.predicate.value in _EVIDENCE
    return graph == iri or graph not in _APART or is_evidence


def _graph(quad: ox.Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


def quads_as(
    iri: str, quads: list[ox.Quad], media_type: str, context: Mapping[str, object], context_address: str
) -> bytes:
    """The quads of an IRI in a media type, always the same bytes. JSON-LD has its context by the address given."""
    if media_type in DATASETS:
        return export(quads, Part.ALL, DATASETS[media_type], context)
    name = GRAPHS[media_type]
    if name != "jsonld":
        return write(triples_for_one_graph(iri, quads), name, context)
    # In the order of exports, each graph with its name; one that names none is read as one without facts.
    found = json.loads(to_jsonld(sorted(quads, key=str), context))
    base = {"@base": context["@base"]} if "@base" in context else {}
    found["@context"] = [context_address, base] if base else context_address
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
