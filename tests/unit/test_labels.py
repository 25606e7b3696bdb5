"""What things are called where a query joins them in a text."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from rdflib.namespace import RDF, RDFS

from csto_kg.ask.labels import Labels
from csto_kg.vocab import CSTO, ID, ORG


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{ID}armenia", "Armenia"),
        (f"{ID}armenia {ID}belarus", "Armenia and belarus"),
        (f"{ID}armenia asked", f"{ID}armenia asked"),
        ("EntryIntoForce", "entry into force"),
        ("EntryIntoForce Armenia", "EntryIntoForce Armenia"),
        (f"{ORG.unitOf} {RDF.type}", "unit of and type"),
        ("not stated", "not stated"),
        ("begunBy", "begun by"),
        ("endedBy", "ended by"),
        ("", ""),
    ],
)
def test_things_in_a_text_have_their_labels(text: str, words: str) -> None:
    """A text of identifiers, classes or keys alone is read as what they are called; any other text stays as it is."""
    labels = {
        f"{ID}armenia": "Armenia",
        f"{CSTO}EntryIntoForce": "entry into force",
        f"{CSTO}begunBy": "begun by",
    }
    labelled = (
        ox.Quad(ox.NamedNode(iri), ox.NamedNode(str(RDFS.label)), ox.Literal(label, language="en"))
        for iri, label in labels.items()
    )
    key = ox.Quad(ox.NamedNode(f"{CSTO}begunBy"), ox.NamedNode(str(CSTO.key)), ox.Literal("begunBy"))
    assert words == Labels(_store(*labelled, key)).in_text(text)


def _store(*quads: ox.Quad) -> ox.Store:
    store = ox.Store()
    store.extend(quads)
    return store
