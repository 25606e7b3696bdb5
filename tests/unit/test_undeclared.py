"""Undeclared terms are violations, with advice on what may be meant."""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, XSD

from csto_kg.check.gates import ClaimContent, check_graph
from csto_kg.check.undeclared import UNDECLARED, UNDECLARED_MESSAGE, undeclared_terms
from csto_kg.shacl.literals import from_triples
from csto_kg.vocab import CSTO, ID
from tests.support.shapes import ANNALS, ENTRY, ONTOLOGY, PREPARED, edtf, gate1, turtle


def test_a_misspelt_term_is_found_within_its_claim_with_advice() -> None:
    """A misspelt property in a claim is a violation that names thing, claim and term, and what may be meant."""
    (result,) = gate1(ClaimContent(ANNALS, [(ENTRY, CSTO.dates, edtf("1994"))])).results
    assert (ENTRY, ANNALS, UNDECLARED, CSTO.dates) == (result.focus, result.claim, result.shape, result.value)
    assert f"{UNDECLARED_MESSAGE} It is csto:dates; did you mean csto:date?" == result.message


@pytest.mark.parametrize(
    ("statement", "stray"),
    [
        ("<cst> csto:nmae <csto> .", CSTO.nmae),
        ("<cst> a csto:Traety .", CSTO.Traety),
        ("<cst> a csto:date .", CSTO.date),  # a property is no class
        ("<cst> csto:Treaty <csto> .", CSTO.Treaty),  # nor a class a property
        ('<cst> csto:number "4"^^xsd:strnig .', URIRef(str(XSD) + "strnig")),
        ("<finding/1> rdf:predicate csto:dat .", CSTO.dat),
        ("<conflict/1> csto:onProperty csto:Treaty .", CSTO.Treaty),
    ],
)
def test_a_term_must_be_declared_wherever_it_is_used(statement: str, stray: URIRef) -> None:
    """Properties, classes, datatypes and properties that are named as values must be declared, each as what it is."""
    assert [stray] == [r.value for r in undeclared_terms(from_triples(turtle(statement)), ONTOLOGY)]


def test_the_terms_of_the_ontology_are_all_declared() -> None:
    """Every key that the ontology offers to the data files may be used as a property."""
    keys = set(ONTOLOGY.subjects(CSTO.key, None)) - {RDF.type, CSTO.onProperty}
    assert len(keys) > 50
    data = Graph()
    for key in keys:
        data.add((ID.cst, key, ID.csto))
    assert () == undeclared_terms(from_triples(data), ONTOLOGY)


def test_without_an_ontology_terms_are_not_checked() -> None:
    """`validate` without an ontology checks the shapes only."""
    assert () == check_graph(turtle("<cst> csto:nmae <csto> ."), PREPARED["claims"], None).results
