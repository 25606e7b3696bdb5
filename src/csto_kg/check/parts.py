"""Separates RDF by purpose: the graphs of claims, the register, the provenance, the findings, the view, what follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
from rdflib.namespace import RDF

from csto_kg.errors import DataError, Fault
from csto_kg.vocab import (
    CSTO,
    G_CHRONOLOGY,
    G_FINDINGS,
    G_INFERRED,
    G_METADATA,
    G_ONTOLOGY,
    G_PROVENANCE,
    G_QUERIES,
    G_REGISTER,
    G_REPORTED,
)

__all__ = ["Parts", "has_claims", "parts_of", "subject_name"]

_TYPE, _CLAIM, _CONTENT = (ox.NamedNode(str(term)) for term in (RDF.type, CSTO.Claim, CSTO.content))
# The inferred graph, and graphs that are not data.
_NOT_CHECKED: Final = frozenset(map(str, (G_INFERRED, G_ONTOLOGY, G_QUERIES, G_METADATA)))


@dataclass(frozen=True, slots=True)
class Parts:
    """RDF by purpose: the graphs of claims, what these are checked against, the view, and what is only reported.

    Of a file of one graph all of it is `view`.
    """

    claims: Mapping[str, Sequence[ox.Quad]]
    register: Sequence[ox.Quad]
    provenance: Sequence[ox.Quad]
    findings: Sequence[ox.Quad]
    view: Sequence[ox.Quad]
    chronology: Sequence[ox.Quad] = ()
    reported: Sequence[ox.Quad] = ()


def parts_of(quads: Iterable[ox.Quad]) -> Parts:
    """Separate a data set by purpose. Each claim and each reported content has its own graph.

    Raises DataError for a triple within a triple.
    """
    graphs: dict[str, list[ox.Quad]] = {}
    said = set()
    for quad in quads:
        graph, prop, value = quad.graph_name, quad.predicate, quad.object
        if isinstance(value, ox.Triple):
            raise DataError(Fault(f"a triple within a triple cannot be checked: {value}"))
        graphs.setdefault(graph.value if isinstance(graph, ox.NamedNode) else "", []).append(quad)
        if prop == _TYPE and value == _CLAIM:
            said.add(subject_name(quad))
        elif prop == _CONTENT:
            said.add(value.value)
    claims = {g: graphs[g] for g in sorted(graphs.keys() & said)}
    apart = {str(g) for g in (G_REGISTER, G_PROVENANCE, G_FINDINGS, G_CHRONOLOGY, G_REPORTED)}
    held = [q for g in sorted(graphs.keys() - said - apart - _NOT_CHECKED) for q in graphs[g]]
    register, provenance, findings = (graphs.get(str(g), []) for g in (G_REGISTER, G_PROVENANCE, G_FINDINGS))
    chronology, reported = (graphs.get(str(g), []) for g in (G_CHRONOLOGY, G_REPORTED))
    return Parts(claims, register, provenance, findings, held, chronology, reported)


def subject_name(quad: ox.Quad) -> str:
    """The IRI of a quad's subject, or the label of a blank node."""
    assert isinstance(quad.subject, ox.NamedNode | ox.BlankNode), "RDF has no other subjects"
    return quad.subject.value


def has_claims(parts: Parts) -> bool:
    """Whether there are claims: their graphs, or nodes of their class in what is held, provenance or findings."""
    held = (*parts.view, *parts.provenance, *parts.findings)
    return bool(parts.claims) or any(q.predicate == _TYPE and q.object == _CLAIM for q in held)
