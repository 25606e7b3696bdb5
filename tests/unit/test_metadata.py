"""A release describes itself in DCAT and VoID, with counts that are counted and a hash that it can state."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDFS

from csto_kg.configuration import Configuration
from csto_kg.rdf.nquads import canonical_nquads, joined_forms, release_hash
from csto_kg.release.metadata import metadata_triples, release_name
from csto_kg.release.quads import named_quad
from csto_kg.release.reweigh import reweighed_quads
from csto_kg.vocab import CORE_NAMESPACES, DCAT, DCTERMS, FOAF, G_METADATA, ROOT, VOID, Namespaces
from csto_kg.weigh.policy import CURATED, Policy, Rule
from tests.support.mini import Mini
from tests.support.recounts import said_and_counted
from tests.support.unlabelled import unlabelled

ABOUT = Configuration(
    "river",
    "A river",
    "Who lives by it.",
    "league",
    ROOT,
    "csto",
    ("en", "uzb-Latn"),
    "https://example.org/licence",
    "The authors",
    "1.2",
)
DATASET = URIRef(f"{ROOT}dataset")


def described(quads: Sequence[ox.Quad], about: Configuration = ABOUT) -> list[ox.Quad]:
    """The description of a data set, with the hash of its release."""
    found = [named_quad((*t, G_METADATA)) for t in metadata_triples(about, CORE_NAMESPACES, quads)]
    release = release_hash(canonical_nquads([*quads, *found]))
    return [*found, named_quad((*release_name(CORE_NAMESPACES, release), G_METADATA))]


@pytest.fixture(scope="module")
def graph(whole: Mini) -> Graph:
    """The description of the mini release."""
    found = Graph()
    for triple in metadata_triples(ABOUT, CORE_NAMESPACES, whole.quads):
        found.add(triple)
    return found


def test_every_count_is_right(whole: Mini) -> None:
    """What the description says of graphs, classes and the whole is what SPARQL counts."""
    store = ox.Store()
    store.bulk_extend([*whole.quads, *described(whole.quads)])
    said, counted = said_and_counted(store)
    assert len(said) >= 40
    assert counted == said


def test_it_says_what_the_project_says_of_itself(graph: Graph) -> None:
    """Title, description, licence, publisher, version and languages are those of graph.yaml; texts may add languages."""
    assert {Literal("A river", lang="en")} == set(graph.objects(DATASET, DCTERMS.title))
    assert {Literal("Who lives by it.", lang="en")} == set(graph.objects(DATASET, DCTERMS.description))
    assert {URIRef("https://example.org/licence")} == set(graph.objects(DATASET, DCTERMS.license))
    assert {Literal("1.2")} == set(graph.objects(DATASET, DCAT.version))
    assert ["The authors"] == [
        str(name) for by in graph.objects(DATASET, DCTERMS.publisher) for name in graph.objects(by, FOAF.name)
    ]
    languages = {
        str(language).removeprefix("http://id.loc.gov/vocabulary/")
        for language in graph.objects(DATASET, DCTERMS.language)
    }
    assert {"iso639-1/en", "iso639-2/uzb"} <= languages
    assert {URIRef(f"{ROOT}id/league")} == set(graph.objects(DATASET, VOID.exampleResource))


def test_what_is_not_stated_is_left_out(whole: Mini) -> None:
    """A project without licence, publisher and version has no statement of them."""
    bare = replace(ABOUT, licence="", publisher="", version="")
    properties = {p for _, p, _ in metadata_triples(bare, CORE_NAMESPACES, whole.quads)}
    assert set() == properties & {DCTERMS.license, DCTERMS.publisher, DCAT.version, FOAF.name}


def test_no_address_stands_in_a_release(graph: Graph) -> None:
    """Where the data set is served is for the server to say."""
    addresses = (VOID.sparqlEndpoint, VOID.dataDump, DCAT.downloadURL, DCAT.accessURL, DCAT.endpointURL)
    assert [] == [p for p in graph.predicates() if p in addresses]


def test_everything_in_it_is_labelled(whole: Mini) -> None:
    """The data set, its files, parts and classes, and each graph of the core have a label."""
    of_metadata = described(whole.quads)
    assert {} == unlabelled(of_metadata)
    graphs = {str(q.graph_name) for q in (*whole.quads, *of_metadata)}
    labelled = {str(q.subject) for q in (*whole.quads, *of_metadata) if q.predicate.value == str(RDFS.label)}
    assert set() == graphs - labelled


def test_a_project_of_its_own_is_described_in_its_namespace(whole: Mini) -> None:
    """The data set and its parts are in the namespace of the project, the graphs in the core's."""
    names = Namespaces("https://example.org/river#", "river")
    subjects = {str(s) for s, _, _ in metadata_triples(ABOUT, names, whole.quads)}
    assert {"https://example.org/river#dataset", "https://example.org/river#dataset/nquads"} <= subjects
    assert [] == [s for s in subjects if not s.startswith(("https://example.org/river#dataset", f"{ROOT}graph/"))]


def test_a_release_states_its_hash(whole: Mini) -> None:
    """The hash is that of all lines but the one that states it: any other change gives another name."""
    form = canonical_nquads([*whole.quads, *described(whole.quads)])
    name = release_hash(form)
    stating = [line for line in form.splitlines(keepends=True) if name.encode() in line]
    assert 1 == len(stating)
    assert name == hashlib.sha256(form.replace(stating[0], b"")).hexdigest()
    other = canonical_nquads([*whole.quads, *described(whole.quads, replace(ABOUT, version="1.3"))])
    assert name != release_hash(other)
    elsewhere = form + stating[0].replace(str(G_METADATA).encode(), f"{ROOT}graph/view".encode())
    assert name != release_hash(elsewhere)


def test_two_forms_are_merged_in_order() -> None:
    """Merged forms are the form of all their quads."""
    made = [named_quad((URIRef(f"urn:{n}"), RDFS.label, Literal(n), G_METADATA)) for n in ("b", "a", "c")]
    assert canonical_nquads(made) == joined_forms(canonical_nquads(made[:2]), canonical_nquads(made[1:]))


def test_a_reweighed_release_is_not_described_by_its_release(whole: Mini) -> None:
    """Under the curators' policy the description stays; under another, whose counts differ, it goes."""
    quads = [*whole.quads, *described(whole.quads)]
    graph = ox.NamedNode(str(G_METADATA))
    kept = {
        policy.rule: [q for q in reweighed_quads(quads, policy) if q.graph_name == graph]
        for policy in (CURATED, Policy(Rule.MAJORITY))
    }
    assert set(described(whole.quads)) == set(kept[Rule.CURATED])
    assert [] == kept[Rule.MAJORITY]
