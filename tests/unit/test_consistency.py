"""What follows from a consistent view, and how an inconsistent one is refused."""

from __future__ import annotations

import pytest
from rdflib import Graph

from csto_kg.errors import FindingsError
from csto_kg.reason.consistency import Inference, check_and_infer
from csto_kg.reason.hermit import REASONER
from csto_kg.reason.rules import infer
from tests.support.reasoning import (
    ONTOLOGY,
    SMALL,
    graph,
    java,
    union,
)


@pytest.fixture(scope="module")
def small() -> Inference:
    """What comes of the small view."""
    return check_and_infer(ONTOLOGY, graph(SMALL), java())


def test_small_view(small: Inference) -> None:
    """A consistent view gives exactly the triples that follow, and is not refused, so no class is empty."""
    expected = graph("""
    <armenia> a csto:Polity , csto:Agent , csto:Endurant , prov:Agent ;
      org:hasMembership <membership/armenia-csto-1> ; csto:everMemberOf <csto> .
    <csto> a csto:Organization , csto:Agent , csto:Endurant , prov:Agent , org:Organization , org:FormalOrganization .
    <membership/armenia-csto-1> a org:Membership , csto:Situation , csto:Occurrent , csto:Bounded .
    <joining/armenia-1> a csto:Event , csto:Occurrent , csto:Bounded .
    <organ/a> a csto:Agent , csto:Endurant , prov:Agent ; csto:answersTo <organ/b> , <organ/c> .
    <organ/b> a csto:Agent , csto:Endurant , prov:Agent .
    <organ/c> a csto:Agent , csto:Endurant , prov:Agent .
    """)
    assert set(expected) == set(small.inferred)
    assert REASONER == small.reasoner


def test_counts(small: Inference) -> None:
    """The triples handed to HermiT and those left out for each reason add up to all triples."""
    assert len(union(ONTOLOGY, graph(SMALL))) == small.given
    assert small.given == small.passed_to_hermit + sum(small.left_out.values())
    of_view = {why: n for why, n in small.left_out.items() if why != "annotation of the ontology"}
    assert {"annotation": 1, "literal of edtf:EDTF": 1} == of_view


def test_ontology_alone() -> None:
    """Without a view nothing follows."""
    assert frozenset() == infer(ONTOLOGY, Graph())


@pytest.mark.slow
def test_disjoint_classes() -> None:
    """An individual of two disjoint classes is named, with the disjointness, and nothing else is."""
    view = graph(SMALL + "<membership/armenia-csto-1> a csto:ObserverStatus .")
    with pytest.raises(FindingsError) as raised:
        check_and_infer(ONTOLOGY, view, java())
    (fault,) = raised.value.faults
    assert "membership/armenia-csto-1" == fault.subject
    assert (
        "cannot be true together: membership/armenia-csto-1 is a Membership; "
        "membership/armenia-csto-1 is an ObserverStatus — but Membership is disjoint with ObserverStatus"
        == fault.message
    )
    assert "" != fault.fix


@pytest.mark.slow
def test_unsatisfiable_class() -> None:
    """A class that can have no instance fails with the axioms that make it so."""
    bad = union(ONTOLOGY, graph("csto:Muddle a owl:Class ; rdfs:subClassOf csto:Signature , csto:Situation ."))
    with pytest.raises(FindingsError) as raised:
        check_and_infer(bad, Graph(), java())
    (fault,) = raised.value.faults
    assert "Muddle" == fault.subject
    expected = (
        "can have no instance: Muddle is a subclass of Signature; Muddle is a subclass of Situation; "
        "Signature is a subclass of Event; Situation is disjoint with Event"
    )
    assert expected == fault.message
