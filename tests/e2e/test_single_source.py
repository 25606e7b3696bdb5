"""Under `only:SOURCE` every stored query answers as if the claims of this source were all that there are.

The claims of the other sources are taken out of the data files before anything is weighed; from what remains the view and a
store are made in the plain way, and every query is asked of both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph

from csto_kg.ask.run import run_sparql
from csto_kg.ontology import Ontology
from csto_kg.order import derived_triples, ordered_view
from csto_kg.project import Project
from csto_kg.queries import catalogue
from csto_kg.queries.stored import queries_of, substitute, tidy
from csto_kg.rdf.nquads import canonical_nquads
from csto_kg.rdf.results import text_of
from csto_kg.read.project import read_project
from csto_kg.read.records import Dataset
from csto_kg.reason.rules import infer
from csto_kg.release.folder import release_quads
from csto_kg.release.quads import WorkedOut, named_quad, quads_of
from csto_kg.release.reweigh import reweighed_quads
from csto_kg.vocab import CLAIM, SOURCE
from csto_kg.weigh import Policy, reach_triples, weigh
from csto_kg.weigh.view import without_unheard
from tests.support.paths import PROJECT, ROOT

QUERIES = queries_of(PROJECT)
SOURCES = (
    *("clipper-2022", "csto-decline", "minsk-dialogue-2021", "ruehl-2022", "vif-gupta-2022"),
    *("whats-in-blue-2022", "wikipedia-csto"),
)
# Each query as it stands, and for whatever can be left open.
OPEN: Mapping[str, Mapping[str, str]] = {
    name: {p.name: "UNDEF" for p in query.parameters if p.allows_any} for name, query in QUERIES.items()
}


def of_one(dataset: Dataset, source: str) -> Dataset:
    """The data files with the claims of one source alone: no word of a claim of another one is left."""
    gone = {c.iri for c in dataset.claims if c.source != SOURCE[source]}
    gone |= {name for c in dataset.claims if c.iri in gone for name, _ in c.reported}
    provenance = Graph()
    for triple in dataset.provenance:
        if triple[0] not in gone and triple[2] not in gone:
            provenance.add(triple)
    return replace(dataset, claims=tuple(c for c in dataset.claims if c.iri not in gone), provenance=provenance)


@pytest.fixture(scope="module")
def files() -> tuple[Ontology, Dataset]:
    """The ontology and the data files of the project."""
    return read_project(Project(ROOT, ROOT / "build"))


def stored(quads: list[ox.Quad]) -> ox.Store:
    """A store in memory with the quads of a release, as the hash of a release has them."""
    store = ox.Store()
    store.bulk_load(canonical_nquads(quads), format=ox.RdfFormat.N_QUADS)
    return store


def recomputed(ontology: Ontology, whole: Dataset, source: str) -> ox.Store:
    """The release that the claims of one source give by themselves; what the register alone has is kept aside."""
    dataset, policy = of_one(whole, source), Policy(only=frozenset([source]))
    found = ordered_view(dataset, weigh(dataset, ontology, policy), ontology, policy)
    # What no claim of this source speaks of the register alone has, whoever else speaks of it.
    view = without_unheard(found.view.graph, whole.claims, {claim.iri for claim in dataset.claims})
    weighed = found.ordered.weighed
    reach = reach_triples({*dataset.register, *view}, dataset.claims, weighed.conflicts, ontology)
    more = WorkedOut(derived_triples(found), found.reported.graph, reach)
    made = (view, infer(ontology.graph, view), ontology.graph, catalogue.triples(QUERIES), more)
    return stored(list(map(named_quad, quads_of(dataset, weighed, *made))))


@pytest.mark.slow
@pytest.mark.parametrize("source", SOURCES)
def test_every_query_counts_one_source_only(source: str, built: Path, files: tuple[Ontology, Dataset]) -> None:
    """The rows and the claims of all queries are those of a recomputation, and no row has a claim of another source."""
    under = stored(list(reweighed_quads(release_quads(built / "current"), Policy(only=frozenset([source])))))
    alone = recomputed(*files, source)
    own = {str(c.iri) for c in files[1].claims if c.source == SOURCE[source]}
    differing = {}
    rows = 0
    for name, query in QUERIES.items():
        for text in dict.fromkeys((query.text, substitute(query.text, OPEN[name]))):
            expected, actual = (tidy(query, run_sparql(store, text)).rows for store in (alone, under))
            rows += len(expected)
            parts = {part for row in actual for cell in row for part in text_of(cell).split()}
            foreign = {
                part for part in parts if part.startswith(str(CLAIM)) and part.removesuffix("/content") not in own
            }
            if expected != actual or foreign:
                differing[name] = (len(expected), len(actual), sorted(foreign)[:3])
    assert {} == differing
    assert rows > 100
