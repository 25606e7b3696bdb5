"""Minimal conflicts, and the words for them."""

from __future__ import annotations

import pytest
from rdflib.namespace import RDF

from csto_kg.reason.justify import Inconsistency, find_conflict
from csto_kg.vocab import CSTO, ID
from tests.support.reasoning import (
    ONTOLOGY,
    SMALL,
    TOY,
    graph,
    java,
    memberships,
    union,
)


@pytest.mark.slow
def test_two_values() -> None:
    """Two values of a functional data property cannot be true together."""
    view = graph(SMALL + '<membership/armenia-csto-1> csto:latestEnd "2000-01-01T00:00:00Z"^^xsd:dateTime .')
    conflict = find_conflict(ONTOLOGY, view, java())
    assert conflict is not None
    assert ("latestEnd has at most one value",) == conflict.axioms
    values = {str(o) for _, _, o in conflict.triples}
    assert {"2000-01-01T00:00:00Z", "9999-12-31T00:00:00Z"} == values


@pytest.mark.slow
def test_individuals_are_held_apart() -> None:
    """Two members of one membership conflict where the two are held apart, and only there."""
    view = graph("<m> a csto:Membership ; org:member <armenia> , <belarus> .")
    conflict = find_conflict(ONTOLOGY, view, java())
    assert conflict is not None
    expected = ("Membership is a subclass of org:member max 1", "armenia, belarus and m are different")
    assert expected == conflict.axioms
    assert set(view) == set(conflict.triples)
    assert (ID.m, ID.armenia, ID.belarus) == conflict.individuals
    assert None is find_conflict(ONTOLOGY, view, java(), different=[ID.armenia, ID.m])


@pytest.mark.slow
def test_hidden_conflict() -> None:
    """A conflict through an inferred type is found among 2,000 triples, minimal: without any part it is gone."""
    culprit = (ID["membership/m-77"], CSTO.begunBy, ID["membership/m-78"])
    view = union(memberships(150), [culprit])
    assert 2000 <= len(view)
    conflict = find_conflict(ONTOLOGY, view, java())
    expected = Inconsistency(
        axioms=(
            "Membership is a subclass of Situation",
            "Situation is disjoint with Event",
            "begunBy has the range Event",
        ),
        triples=(culprit, (ID["membership/m-78"], RDF.type, CSTO.Membership)),
        individuals=(ID["membership/m-77"], ID["membership/m-78"]),
    )
    assert expected == conflict


AXIOMS = [
    (
        "<A> rdfs:subClassOf [ a owl:Restriction ; owl:onProperty <p> ; owl:allValuesFrom <B> ] . "
        "[] a owl:AllDisjointClasses ; owl:members ( <D> <B> <C> ) .",
        "<x> a <A> ; <p> <y> . <y> a <C> .",
        ("A is a subclass of p only B", "D, B, C are disjoint with one another"),
    ),
    (
        "<d> a owl:DatatypeProperty ; rdfs:range rdf:langString .",
        "<x> <d> 5 .",
        ("d has the range rdf:langString",),
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("axiom", "facts", "expected"), AXIOMS, ids=["only-and-disjoint", "text"])
def test_axioms_in_words(axiom: str, facts: str, expected: tuple[str, ...]) -> None:
    """Axioms of kinds that the ontology does not use are found and said in words."""
    conflict = find_conflict(graph(TOY + axiom), graph(facts), java())
    assert conflict is not None
    assert expected == conflict.axioms
    assert len(graph(facts)) == len(conflict.triples)
