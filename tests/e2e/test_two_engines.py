"""Two engines give the same rows to each stored query on the real data."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox
import pytest
import rdflib

from csto_kg.ontology import Ontology
from csto_kg.order import derived_triples, ordered_view
from csto_kg.project import Project
from csto_kg.rdf.nquads import canonical_nquads
from csto_kg.read.files import read_dataset
from csto_kg.release.quads import named_quad, quads_of
from csto_kg.weigh import weigh
from tests.support.paths import ROOT
from tests.support.queries import NAMES, QUERIES, bound, compared

# Where the default of a query has no row in the real data, values that have.
OF_REAL: Mapping[str, Mapping[str, str]] = {
    "holders-as-of": {"post": "post/minsk-dialogue-junior-analyst", "date": "2021-03-26"},
}


@pytest.fixture(scope="module")
def real(ontology: Ontology) -> tuple[ox.Store, rdflib.Dataset]:
    """The real data without what is inferred, in both engines."""
    dataset = read_dataset(Project(ROOT, ROOT / "build"), ontology)
    found = ordered_view(dataset, weigh(dataset, ontology), ontology)
    quads = quads_of(dataset, found.ordered.weighed, found.view.graph, (), ontology.graph, (), derived_triples(found))
    store, other = ox.Store(), rdflib.Dataset()
    form = canonical_nquads(map(named_quad, quads))
    store.bulk_load(form, format=ox.RdfFormat.N_QUADS)
    other.parse(data=form, format="nquads")
    return store, other


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_two_engines_answer_alike_on_the_real_data(name: str, real: tuple[ox.Store, rdflib.Dataset]) -> None:
    """A stored query has the same rows, one at least, in Oxigraph and in rdflib on the real data."""
    store, other = real
    query = QUERIES[name]
    assert compared(store, other, query, bound(store, query, OF_REAL.get(name, {}))) >= 1
