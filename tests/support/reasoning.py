"""Views and ontologies to reason over, and the Java that does it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from rdflib import Graph, Literal
from rdflib.namespace import OWL, RDF, RDFS

from csto_kg.rdf.files import read_turtle
from csto_kg.rdf.terms import Triple
from csto_kg.reason.java import java_of_machine
from csto_kg.vocab import CSTO, EDTF, ID, ORG, PREFIXES
from tests.support.graphs import graph_of, midnight
from tests.support.paths import ONTOLOGY_FILES

ONTOLOGY = read_turtle(*ONTOLOGY_FILES)
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items()) + f"@base <{ID}> .\n"

SMALL = """
<armenia> a csto:State ; rdfs:label "Armenia"@en . <csto> a csto:InternationalOrganization .
<membership/armenia-csto-1> a csto:Membership ; org:member <armenia> ; org:organization <csto> ;
  csto:begunBy <joining/armenia-1> ; csto:begins "2002"^^edtf:EDTF ;
  csto:earliestBegin "2002-01-01T00:00:00Z"^^xsd:dateTime ; csto:latestEnd "9999-12-31T00:00:00Z"^^xsd:dateTime .
<organ/a> csto:accountableTo <organ/b> . <organ/b> csto:answersTo <organ/c> .
"""

TOY = """
<A> a owl:Class . <B> a owl:Class . <C> a owl:Class . <D> a owl:Class . <E> a owl:Class . <F> a owl:Class .
<p> a owl:ObjectProperty . <q> a owl:ObjectProperty . <r> a owl:ObjectProperty . <f> a owl:ObjectProperty .
"""


@cache
def java() -> str:
    """The Java of this machine."""
    return java_of_machine(os.environ)


def graph(turtle: str) -> Graph:
    """Turtle with the project's prefixes; relative IRIs are identifiers."""
    return graph_of(HEAD + turtle)


def memberships(count: int) -> Graph:
    """A consistent view of thirteen triples for each membership, over 60 states and 40 organizations."""
    view = Graph()
    for i in range(count):
        member, joining = ID[f"membership/m-{i}"], ID[f"joining/m-{i}"]
        state, organization = ID[f"state-{i * 7 % 60}"], ID[f"org-{i * 11 % 40}"]
        view.add((state, RDF.type, CSTO.State))
        view.add((organization, RDF.type, CSTO.InternationalOrganization))
        view.add((member, RDF.type, CSTO.Membership))
        view.add((member, ORG.member, state))
        view.add((member, ORG.organization, organization))
        view.add((member, CSTO.begunBy, joining))
        view.add((member, CSTO.description, Literal("stated", lang="en")))
        view.add((joining, RDF.type, CSTO.Joining))
        view.add((joining, CSTO.by, state))
        view.add((joining, CSTO.of, organization))
        view.add((joining, CSTO.date, Literal("1999", datatype=EDTF.EDTF)))
        for p in (CSTO.earliest, CSTO.latest):
            view.add((joining, p, midnight("1999-01-01")))
        for p in (CSTO.earliestBegin, CSTO.latestEnd):
            view.add((member, p, midnight("1999-01-01")))
    return view


def union(*graphs: Iterable[Triple]) -> Graph:
    """All the triples in one graph."""
    result = Graph()
    for triples in graphs:
        for triple in triples:
            result.add(triple)
    return result


def without_annotations(ontology: Graph) -> Graph:
    """The axioms only, or owlrl takes minutes."""
    annotations = {*ontology.subjects(RDF.type, OWL.AnnotationProperty), RDFS.label}
    return union(t for t in ontology if t[1] not in annotations and t[0] not in annotations)


def program(path: Path, body: str = "exit 0") -> str:
    """Write a program that does what `body` says, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)
