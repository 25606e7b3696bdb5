"""What the real data calls its conflicts, decisions and sources, and what its conflicts are about."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, RDFS, URIRef

from csto_kg.project import Release
from csto_kg.rdf.results import text_of
from csto_kg.release.store import open_store
from csto_kg.vocab import BIBO, CSTO, DCAT, DCTERMS, G_FINDINGS, G_PROVENANCE
from tests.support.recounts import said_and_counted
from tests.support.unlabelled import unlabelled


@pytest.fixture(scope="module")
def store(built: Path) -> ox.Store:
    """The build of the real data in pyoxigraph."""
    return open_store(built / "current" / "store")


def subjects(store: ox.Store, graph: URIRef, predicate: URIRef, value: URIRef | None = None) -> set[str]:
    """What a graph says something of with a property, or with a property and a value."""
    of = None if value is None else ox.NamedNode(str(value))
    found = store.quads_for_pattern(None, ox.NamedNode(str(predicate)), of, ox.NamedNode(str(graph)))
    return {q.subject.value for q in found if isinstance(q.subject, ox.NamedNode)}


def test_conflicts_and_decisions_are_labelled(store: ox.Store) -> None:
    """Every conflict and every decision has a label."""
    labelled = subjects(store, G_FINDINGS, RDFS.label)
    for cls in (CSTO.Conflict, CSTO.Decision):
        of_class = subjects(store, G_FINDINGS, RDF.type, cls)
        assert len(of_class) >= 250
        assert set() == of_class - labelled


def test_everything_is_labelled(store: ox.Store) -> None:
    """Everything with an identifier that the release says something of has a label, each graph of a claim too."""
    assert {} == unlabelled(store)
    assert len(list(store)) >= 100_000


def test_the_description_of_the_data_set_counts_right(store: ox.Store) -> None:
    """What the release says of its graphs, its classes and the whole is what SPARQL counts."""
    said, counted = said_and_counted(store)
    assert len(said) >= 120
    assert counted == said


def test_every_whole_export_has_the_description(built: Path) -> None:
    """N-Quads and JSON-LD have it, with the hash of the release; Turtle of the view and findings is a part, and has not."""
    release = Release(built / "current")
    name = json.loads(release.manifest.read_text())["release"]
    for path, format_ in ((release.nquads, ox.RdfFormat.N_QUADS), (release.jsonld, ox.RdfFormat.JSON_LD)):
        quads = ox.parse(path=str(path), format=format_)
        stated = {text_of(q.object) for q in quads if q.predicate.value == str(DCTERMS.identifier)}
        assert {name} == stated
    assert str(DCAT.Dataset) not in release.findings.read_text()


def test_conflicts_name_findings(store: ox.Store) -> None:
    """A conflict names the findings that it is about."""
    conflicts = subjects(store, G_FINDINGS, RDF.type, CSTO.Conflict)
    assert set() == conflicts - subjects(store, G_FINDINGS, CSTO.onFinding)


def test_sources_have_short_names(store: ox.Store) -> None:
    """Every source that was read has a short name and one line that says what it is."""
    read = subjects(store, G_PROVENANCE, CSTO.fileName)
    assert len(read) >= 7
    assert set() == read - subjects(store, G_PROVENANCE, BIBO.shortTitle)
    assert set() == read - subjects(store, G_PROVENANCE, DCTERMS.abstract)
