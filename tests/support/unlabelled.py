"""Finds what a release says something of, and has no label for."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from rdflib.namespace import RDFS, SKOS

from csto_kg.rdf.results import text_of

_LABELS = (ox.NamedNode(str(RDFS.label)), ox.NamedNode(str(SKOS.prefLabel)))
# The anonymous classes and lists of the ontology: each is a part of a term, which has a label.
_PARTS_OF_TERMS = "https://w3id.org/csto-kg/ontology/.well-known/genid/"


def unlabelled(quads: Iterable[ox.Quad]) -> dict[str, str]:
    """The subjects without a label in English or in no language (as names of queries are), each with a graph it is in."""
    subjects, labelled = dict[str, str](), set[str]()
    for quad in quads:
        iri = text_of(quad.subject)
        subjects[iri] = str(quad.graph_name)
        if quad.predicate in _LABELS and isinstance(quad.object, ox.Literal):
            labelled.update({iri} if quad.object.language in ("en", None) else ())
    return {iri: of for iri, of in subjects.items() if iri not in labelled and not iri.startswith(_PARTS_OF_TERMS)}
