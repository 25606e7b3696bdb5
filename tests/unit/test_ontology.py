"""The ontology as the other modules see it: keys, classes, hierarchy, and the context that follows from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD

from csto_kg.errors import DataError
from csto_kg.ontology import (
    Ontology,
    ValueKind,
    context,
    context_of,
    context_text,
    dictionary,
    from_graph,
    read_ontology,
)
from csto_kg.project import Project
from csto_kg.rdf.files import read_turtle
from csto_kg.vocab import CSTO, EDTF, ORG, PREFIXES
from tests.support.paths import ONTOLOGY_FILES, ROOT


@pytest.mark.parametrize(
    ("name", "iri", "kind", "datatype", "places"),
    [
        ("date", CSTO.date, ValueKind.LITERAL, EDTF.EDTF, {"claims"}),
        ("begunBy", CSTO.begunBy, ValueKind.ENTITY, None, {"register"}),
        ("label", RDFS.label, ValueKind.TEXT, None, {"register", "claims", "decisions"}),
        ("altLabel", SKOS.altLabel, ValueKind.TEXT, None, {"register", "claims"}),
        ("member", ORG.member, ValueKind.ENTITY, None, {"register", "claims"}),
        ("description", CSTO.description, ValueKind.TEXT, None, {"register", "claims"}),
        ("value", CSTO.value, ValueKind.LITERAL, XSD.decimal, {"claims"}),
        ("approximate", CSTO.approximate, ValueKind.LITERAL, XSD.boolean, {"claims"}),
        ("iso2", CSTO.iso3166alpha2, ValueKind.LITERAL, XSD.string, {"register"}),
        ("title", URIRef("http://purl.org/dc/terms/title"), ValueKind.TEXT, None, {"claims", "sources"}),
        ("property", CSTO.onProperty, ValueKind.TERM, None, {"decisions"}),
        ("class", RDF.type, ValueKind.ENTITY, None, {"decisions"}),
        ("earliest", CSTO.earliest, ValueKind.LITERAL, XSD.dateTime, {"build"}),
    ],
)
def test_a_key_has_what_the_ontology_says(
    name: str, iri: URIRef, kind: ValueKind, datatype: URIRef | None, places: set[str], ontology: Ontology
) -> None:
    """A key stands for its property, takes its kind of value, and is written only where the ontology lets it be."""
    key = ontology.keys[name]
    assert (name, iri, kind) == (key.name, key.iri, key.kind)
    if kind is ValueKind.LITERAL:
        assert datatype == key.datatype
    every = ("register", "claims", "sources", "decisions", "build")
    assert places == {place for place in every if key.allowed_in(place)}


@pytest.mark.parametrize(
    ("name", "segment"),
    [("Membership", "membership"), ("State", ""), ("Joining", "joining"), ("Source", "source:"), ("Passage", None)],
)
def test_a_class_has_its_segment(name: str, segment: str | None, ontology: Ontology) -> None:
    """A class has the first segment of its instances' identifiers, or none if it is not for the register."""
    assert (CSTO[name], segment) == (ontology.classes[name].iri, ontology.classes[name].segment)


def test_keys_and_classes_are_many(ontology: Ontology) -> None:
    """The ontology is read whole: no key stands for two properties, no property has two keys."""
    assert len(ontology.keys) >= 80
    assert len(ontology.classes) >= 70
    assert len(ontology.keys) == len({key.iri for key in ontology.keys.values()})
    assert [] == sorted(set(ontology.keys) & set(ontology.classes))


@pytest.mark.parametrize(
    ("cls", "ancestor", "expected"),
    [
        (CSTO.State, CSTO.State, True),
        (CSTO.State, CSTO.Agent, True),
        (CSTO.State, CSTO.Endurant, True),
        (CSTO.Agent, CSTO.State, False),
        (CSTO.Membership, ORG.Membership, True),
        (CSTO.Membership, CSTO.Event, False),
        (CSTO.Accession, CSTO.Joining, True),
        (CSTO.Unheard, CSTO.Event, False),
    ],
)
def test_subclasses_are_followed(cls: URIRef, ancestor: URIRef, expected: bool, ontology: Ontology) -> None:
    """A class is itself and every class above it, at any distance, and no other."""
    assert expected == ontology.is_a(cls, ancestor)


@pytest.mark.parametrize(
    ("cls", "expected"),
    [
        (CSTO.Event, True),
        (CSTO.Situation, True),
        (CSTO.Observation, True),
        (CSTO.Membership, True),
        (CSTO.Occurrent, True),
        (CSTO.State, False),
        (CSTO.Role, False),
        (CSTO.Claim, False),
    ],
)
def test_occurrents_are_events_situations_and_observations(cls: URIRef, expected: bool, ontology: Ontology) -> None:
    """An event, a situation and an observation are occurrents; enduring things, concepts and claims are not."""
    assert expected == ontology.is_occurrent(cls)


def test_the_ontology_says_which_entries_may_stand_alone(ontology: Ontology) -> None:
    """The lists that people and programs choose from need no claim, nor do entries that outside tables link to."""
    lists = ("ConflictType", "EndStatus", "FindingStatus", "Outcome", "Role", "Stance", "Verdict")
    assert {CSTO[name] for name in lists} == ontology.needs_no_claim
    assert {"exactMatch", "iso2", "iso3", "m49", "cow"} == ontology.identity_links


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (CSTO.Situation, CSTO.Event, True),
        (CSTO.Membership, CSTO.Signature, True),
        (CSTO.State, CSTO.Membership, True),
        (CSTO.Suspension, CSTO.Withdrawal, True),
        (CSTO.Departure, CSTO.Withdrawal, False),
        (CSTO.Joining, CSTO.Accession, False),
        (CSTO.State, CSTO.State, False),
    ],
)
def test_disjointness_is_inherited(one: URIRef, other: URIRef, expected: bool, ontology: Ontology) -> None:
    """Two classes are disjoint if any two classes above them are said to be, in either order."""
    assert expected == ontology.are_disjoint(one, other)
    assert expected == ontology.are_disjoint(other, one)


def test_no_class_is_disjoint_with_one_above_it(ontology: Ontology) -> None:
    """No class is disjoint with a class above it, since nothing could be in it."""
    pairs = [(cls, above) for cls, supers in ontology.supers.items() for above in supers]
    assert len(pairs) >= 100
    assert [] == [pair for pair in pairs if ontology.are_disjoint(*pair)]


def test_dates_and_numbers_are_quoted(ontology: Ontology) -> None:
    """Keys whose values other readers would retype are quoted; whole numbers and plain texts are not."""
    assert {"date", "holds", "value", "approximate", "sha256", "published"} <= ontology.quoted_keys
    assert frozenset() == ontology.quoted_keys & {"start", "end", "paraphrase", "iso2", "label", "by"}


def test_the_context_is_the_published_one(ontology: Ontology) -> None:
    """The context file is what follows from the ontology: run `csto-kg format` where this fails."""
    assert context_text(ontology) == (ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8")
    assert context(ontology) == json.loads(context_text(ontology))


def test_the_context_does_not_depend_on_order(ontology: Ontology) -> None:
    """The same triples in another order give the same context and dictionary."""
    again = Graph()
    for triple in sorted(ontology.graph, reverse=True):
        again.add(triple)
    assert context_text(ontology) == context_text(from_graph(again))
    assert dictionary(ontology) == dictionary(from_graph(again))


@pytest.mark.parametrize(
    ("term", "definition"),
    [
        ("date", {"@id": str(CSTO.date), "@type": str(EDTF.EDTF)}),
        ("member", {"@id": str(ORG.member), "@type": "@id"}),
        ("label", {"@id": str(RDFS.label), "@container": "@language"}),
        ("paraphrase", {"@id": str(CSTO.paraphrase)}),
        ("property", {"@id": str(CSTO.onProperty), "@type": "@vocab"}),
        ("State", {"@id": str(CSTO.State)}),
        ("says", "@graph"),
        ("csto", {"@id": str(CSTO), "@prefix": True}),
    ],
)
def test_the_context_types_values(term: str, definition: object, ontology: Ontology) -> None:
    """The context supplies the types, so that data files hold only text."""
    terms = context(ontology)["@context"]
    assert isinstance(terms, dict)
    assert definition == terms[term]


def test_prefixes_do_not_hide_each_other(ontology: Ontology) -> None:
    """No prefix is also a key or a class, and no two stand for one namespace."""
    assert frozenset() == set(PREFIXES) & (set(ontology.keys) | set(ontology.classes))
    assert len(PREFIXES) == len(set(PREFIXES.values()))


def test_the_dictionary_has_every_key(ontology: Ontology) -> None:
    """Every key that people may write and every class with identifiers is a row of the dictionary."""
    lines = dictionary(ontology).splitlines()
    keys = {name for name, key in ontology.keys.items() if "build" not in key.written_in}
    classes = {name for name, term in ontology.classes.items() if term.segment is not None}
    assert {*keys, *classes} == {line.split("`")[1] for line in lines if line.startswith("| `")}


def test_functional_properties_are_known(ontology: Ontology) -> None:
    """Dates of events have one value, participants and attestations may be several."""
    assert {CSTO.date, CSTO.begins, CSTO.ends, CSTO.value} <= ontology.functional
    assert frozenset() == ontology.functional & {CSTO.holds, CSTO.by, RDF.type}


def test_every_broken_file_is_reported(tmp_path: Path) -> None:
    """Broken and missing files are all reported, each with its name and the broken one with its line and column."""
    good, broken, missing = (tmp_path / name for name in ("good.ttl", "broken.ttl", "missing.ttl"))
    good.write_text("<http://a> a <http://b> .\n", encoding="utf-8")
    broken.write_text("<http://a> a <http://b> .\n\n<http://a> a ;;\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_turtle(good, broken, missing)
    first, second = caught.value.faults
    assert f"{broken}:3:" in str(first.where)
    assert "is not Turtle" == first.message
    assert (str(missing), "cannot be read: No such file or directory") == (str(second.where), second.message)


def test_an_ontology_without_alignments_has_the_same_keys(ontology: Ontology) -> None:
    """Alignments relate terms to other vocabularies and bring no words of their own."""
    alone = read_ontology(*ONTOLOGY_FILES)
    assert alone.keys == ontology.keys
    assert (None, OWL.equivalentClass, None) in alone.graph


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot be read: Is a directory"),
        ("{", "is not JSON: .* — run: csto-kg format"),
        ("[]", "has no @context — run: csto-kg format"),
        ('{"@context": 1}', "has no @context — run: csto-kg format"),
    ],
)
def test_a_context_that_cannot_be_read_is_reported(text: str | None, message: str, tmp_path: Path) -> None:
    """A context that cannot be read or is broken is a fault with its file."""
    project = Project(tmp_path, tmp_path / "build")
    if text is None:
        project.context.mkdir(parents=True)
    else:
        project.context.parent.mkdir()
        project.context.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=f"context.jsonld: {message}"):
        context_of(project)
