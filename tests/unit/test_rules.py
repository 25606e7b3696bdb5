"""What follows from a view: the fixpoint finds what other reasoners find."""

from __future__ import annotations

import owlrl  # type: ignore[import-untyped]  # it carries no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import Node

from csto_kg.rdf.terms import Triple
from csto_kg.reason.hermit import run_hermit
from csto_kg.reason.rules import infer
from csto_kg.vocab import CSTO, EDTF, ID, ORG
from tests.support.reasoning import (
    ONTOLOGY,
    SMALL,
    TOY,
    graph,
    java,
    memberships,
    union,
    without_annotations,
)

CLASSES = sorted(c for c in ONTOLOGY.subjects(RDF.type, OWL.Class) if isinstance(c, URIRef))
LINKS = sorted(p for p in ONTOLOGY.subjects(RDF.type, OWL.ObjectProperty) if isinstance(p, URIRef))


# Of these OWL constructs nothing new follows about individuals that are held apart; the others are rules of `infer`.
SILENT = {OWL.FunctionalProperty, OWL.Restriction, OWL.Ontology, OWL.Class, RDFS.Datatype, OWL.ObjectProperty}
# Of two chairs at once it would follow that they are one; held apart by name, they are a contradiction instead.
SILENT |= {OWL.InverseFunctionalProperty, OWL.propertyDisjointWith}
SILENT |= {
    OWL.NamedIndividual,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    OWL.disjointWith,
    OWL.maxCardinality,
    OWL.onProperty,
}
RULES = {RDFS.subClassOf, OWL.equivalentClass, OWL.unionOf, OWL.intersectionOf, RDFS.subPropertyOf, RDFS.domain}
RULES |= {OWL.equivalentProperty, OWL.inverseOf, OWL.SymmetricProperty, OWL.TransitiveProperty, RDFS.range}
RULES |= {OWL.propertyChainAxiom}


def test_every_construct_is_known() -> None:
    """The ontology uses no construct from which the fixpoint would miss something."""
    used = {t for _, _, t in ONTOLOGY.triples((None, RDF.type, None))} | set(ONTOLOGY.predicates())
    words = {RDF.type, RDF.first, RDF.rest, RDFS.label, RDFS.isDefinedBy, OWL.versionInfo, OWL.versionIRI}
    logical = {t for t in used if str(t).startswith((str(OWL), str(RDF), str(RDFS)))}
    assert set() == logical - SILENT - RULES - words
    assert {RDFS.subClassOf, OWL.propertyChainAxiom} <= logical


def by_owlrl(ontology: Graph, view: Graph) -> set[Triple]:
    """What owlrl finds new about the view's individuals, in the ontology's own classes and properties.

    Left aside, each by name: owl:Thing and rdfs:Resource (everything is one), owl:sameAs of a thing with itself,
    classes without a name (restrictions, unions), and what it finds about the ontology's terms and about literals.
    """
    whole = union(ontology, view)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(whole)
    people = {n for s, p, o in view for n in ((s,) if p == RDF.type else (s, o)) if isinstance(n, URIRef)}
    known = set(ontology.subjects(RDF.type, OWL.Class)) - {OWL.Thing}
    known = {c for c in known if isinstance(c, URIRef)}
    found: set[Triple] = set()
    for s, p, o in set(whole) - set(view) - set(ontology):
        if s not in people or (p == OWL.sameAs and s == o):
            continue
        if p == RDF.type and (o not in known):
            assert not isinstance(o, URIRef) or o in (OWL.Thing, RDFS.Resource)
            continue
        found.add((s, p, o))
    return found


def everything() -> Graph:
    """An individual of each class, and a chain of three for each object property."""
    view = Graph()
    for i, c in enumerate(CLASSES):
        view.add((ID[f"c-{i}"], RDF.type, c))
    for i, p in enumerate(LINKS):
        view.add((ID[f"p-{i}-0"], p, ID[f"p-{i}-1"]))
        view.add((ID[f"p-{i}-1"], p, ID[f"p-{i}-2"]))
    return view


@pytest.mark.slow
def test_against_owlrl() -> None:
    """On an individual of each class and links by each property, the fixpoint finds what owlrl finds."""
    view = union(everything(), graph(SMALL))
    # Links that put one thing into two disjoint classes do not concern the fixpoint: owlrl notes them and goes on.
    axioms = without_annotations(ONTOLOGY)
    ours = infer(ONTOLOGY, view)
    assert by_owlrl(axioms, view) == set(ours)
    assert 400 < len(ours)


TOY_RULES = """
<A> rdfs:subClassOf <B> . <C> owl:equivalentClass <D> .
<E> owl:equivalentClass [ a owl:Class ; owl:unionOf ( <A> <C> ) ] .
<F> rdfs:subClassOf [ a owl:Class ; owl:intersectionOf ( <A> <D> ) ] .
<q> owl:equivalentProperty <p> ; rdfs:domain <A> ; rdfs:range <F> . <r> owl:inverseOf <q> ; a owl:TransitiveProperty .
<f> owl:propertyChainAxiom ( <p> <r> <p> ) .
<s> a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:subPropertyOf <p> .
<d> a owl:DatatypeProperty ; rdfs:subPropertyOf <e> ; rdfs:domain <A> . <e> a owl:DatatypeProperty .
<f> rdfs:domain [ a owl:Class ; owl:unionOf ( <A> <B> ) ] .
"""


def test_other_rules_against_owlrl() -> None:
    """The rules that the ontology does not use yet, or not together, find what owlrl finds."""
    ontology = graph(TOY + TOY_RULES)
    view = graph('<x> <s> <y> ; a <F> . <y> <p> <z> ; <d> "1" . <z> <r> <v> . <v> <r> <w> . <w> <q> <x> .')
    ours = infer(ontology, view)
    assert by_owlrl(ontology, view) == set(ours)
    assert (ID.y, ID.e, Literal("1")) in ours


@pytest.mark.slow
def test_hermit_finds_nothing_else() -> None:
    """Every type that HermiT hands back is given or found by the fixpoint."""
    view = union(memberships(5), graph(SMALL))
    axioms = without_annotations(ONTOLOGY)
    lines = (
        union(axioms, (t for t in view if t[1] not in (CSTO.date, CSTO.begins, RDFS.label)))
        .serialize(format="nt")
        .splitlines()
    )
    answer = run_hermit(lines, java())
    assert answer.is_consistent
    assert frozenset() != answer.types  # it hands back the most specific types only
    assert set() == answer.types - infer(ONTOLOGY, view) - set(view)


NAMES = [ID[name] for name in "abcde"]
TRIPLES: st.SearchStrategy[Triple] = st.one_of(
    st.tuples(st.sampled_from(NAMES), st.just(RDF.type), st.sampled_from(CLASSES)),
    st.tuples(st.sampled_from(NAMES), st.sampled_from(LINKS), st.sampled_from(NAMES)),
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from([CSTO.answersTo, CSTO.accountableTo, ORG.member, ORG.organization, ORG.hasMembership]),
        st.sampled_from(NAMES),
    ),
    st.tuples(st.sampled_from(NAMES), st.just(CSTO.begins), st.just(Literal("1999", datatype=EDTF.EDTF))),
)
VIEWS = st.frozensets(TRIPLES, max_size=20)


@settings(max_examples=40, deadline=None)
@given(VIEWS, VIEWS)
def test_fixpoint(one: frozenset[Triple], other: frozenset[Triple]) -> None:
    """Nothing follows twice; with more statements no less follows; what follows is new and about individuals."""
    follows = infer(ONTOLOGY, one)
    assert frozenset() == infer(ONTOLOGY, one | follows)
    assert one | follows <= one | other | infer(ONTOLOGY, one | other)
    assert frozenset() == follows & one
    subjects: set[Node] = {s for s, _, _ in follows}
    assert subjects <= set(NAMES)


@pytest.mark.slow
def test_a_large_view_is_inferred_from() -> None:
    """From 20,000 triples thousands follow."""
    view = memberships(1650)
    assert 20_000 < len(view)
    assert 10_000 < len(infer(ONTOLOGY, view))
