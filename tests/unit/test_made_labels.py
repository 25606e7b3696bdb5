"""What a build makes is labelled from the data."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS

from csto_kg.rdf.results import text_of
from csto_kg.release.labels import finding_labels, names_of, term_labels
from csto_kg.vocab import CLAIM, CSTO, DCTERMS, FINDING, ID, ROOT
from tests.support.mini import Mini
from tests.support.unlabelled import unlabelled

LABEL = ox.NamedNode(str(RDFS.label))


def test_all_that_is_made_is_labelled(whole: Mini) -> None:
    """Whatever people have not named in the register has a label: it is made."""
    declared = {str(thing) for thing in whole.dataset.register.subjects()}
    made = {text_of(q.subject) for q in whole.quads} - declared
    assert len(made) >= 150
    assert {} == {iri: graph for iri, graph in unlabelled(whole.quads).items() if iri in made}


@pytest.mark.parametrize(
    ("thing", "label"),
    [
        ("claim/annals-8", "Claim annals-8, from The League"),
        ("claim/annals-8/content", "Claim annals-8: reported content"),
        ("source/annals#char=72,98", "The League, characters 72 to 98"),
        ("source/annals#char=72,98/selector", "Position of The League, characters 72 to 98"),
        ("finding/statement/minister-westland-1/about/westland", "statement/minister-westland-1, about: Westland"),
        ("finding/joining/southland-pact-1/date", "joining/southland-pact-1, date: 1990-03-03"),
    ],
)
def test_what_is_made_is_named_by_what_it_is(whole: Mini, thing: str, label: str) -> None:
    """A label says what the thing is, in the words of the data."""
    node = ox.NamedNode(ROOT + thing)
    found = {text_of(q.object) for q in whole.quads if q.subject == node and q.predicate == LABEL}
    assert {label} == found


def labels(*triples: tuple[URIRef, URIRef, URIRef | Literal]) -> list[str]:
    """The labels of findings and periods, where Armenia has a label in two languages."""
    names = Graph()
    names.add((ID.armenia, RDFS.label, Literal("Armenia", lang="en")))
    names.add((ID.armenia, RDFS.label, Literal("Arménie", lang="fr")))
    names.add((ID.tiflis, RDFS.label, Literal("Tiflis", lang="de")))
    return [str(label) for _, _, label in finding_labels(triples, names_of(names))]


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (ID.armenia, "Armenia, is part of: Armenia"),
        (ID.tiflis, "Armenia, is part of: Tiflis"),
        (ID.unnamed, "Armenia, is part of: unnamed"),
        (Literal("1994-04-20"), "Armenia, is part of: 1994-04-20"),
        (Literal("x" * 81), f"Armenia, is part of: {'x' * 79}…"),
        (Literal("word " * 20), f"Armenia, is part of: {'word ' * 14}word…"),
    ],
)
def test_a_finding_is_named_by_what_it_says(value: URIRef | Literal, label: str) -> None:
    """Things have their English name, or the one that there is; a long text is cut at a word."""
    finding = FINDING.f
    said = ((finding, RDF.subject, ID.armenia), (finding, RDF.predicate, DCTERMS.isPartOf))
    assert [label] == labels(*said, (finding, RDF.object, value))


@pytest.mark.parametrize(
    ("first", "until", "label"),
    [
        ("1994-01-01", "1999-04-02", "Armenia, from 1994-01-01 until 1999-04-02"),
        ("0001-01-01", "1999-04-02", "Armenia, until 1999-04-02"),
        ("1994-01-01", "9999-12-31", "Armenia, from 1994-01-01"),
        ("0001-01-01", "9999-12-31", "Armenia, at all times"),
    ],
)
def test_a_period_is_named_by_its_days(first: str, until: str, label: str) -> None:
    """A period without a bound on one side names the other."""
    days = ((CSTO.periodFrom, first), (CSTO.periodUntil, until))
    said = ((FINDING.p, prop, Literal(f"{day}T00:00:00Z")) for prop, day in days)
    assert [label] == labels((FINDING.p, CSTO.periodOf, ID.armenia), *said)


def test_terms_of_others_are_named_by_their_words() -> None:
    """A term without a label has the words of its name, an ontology its title; what has a label keeps it."""
    graph = Graph()
    ontology = URIRef("https://example.org/ontology")
    graph.add((ontology, DCTERMS.title, Literal("The ontology", lang="en")))
    graph.add((DCTERMS.isPartOf, RDF.type, OWL.ObjectProperty))
    graph.add((CSTO.begunBy, RDFS.label, Literal("begun by", lang="en")))
    assert {
        (ontology, RDFS.label, Literal("The ontology", lang="en")),
        (DCTERMS.isPartOf, RDFS.label, Literal("is part of", lang="en")),
    } == set(term_labels(graph))


def test_a_thing_without_a_label_is_found() -> None:
    """The check of labels finds what has none, and what has one in another language only."""
    thing, other = (ox.NamedNode(str(iri)) for iri in (CLAIM.a, CLAIM.b))
    quads = [
        ox.Quad(thing, ox.NamedNode(str(RDF.type)), ox.NamedNode(str(CSTO.Claim)), ox.NamedNode(f"{ROOT}graph/x")),
        ox.Quad(other, LABEL, ox.Literal("б", language="ru"), ox.NamedNode(f"{ROOT}graph/x")),
    ]
    assert {str(CLAIM.a), str(CLAIM.b)} == set(unlabelled(quads))
