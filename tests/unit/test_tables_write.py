"""An imported data set in RDF: escaped codes, links to the register, bounds, provenance."""

from __future__ import annotations

import gzip
import hashlib
from datetime import date
from pathlib import Path

import pyoxigraph as ox
from rdflib.namespace import SKOS

from csto_kg.rdf.results import text_of
from csto_kg.rdf.spans import span_properties
from csto_kg.tables import write
from csto_kg.tables.run import run_import
from csto_kg.time.days import Days, Ending, Span
from csto_kg.vocab import CSTO, G_PROVENANCE, ID
from tests.support.tables import IMPORTS, PARTIES_HEAD, cow, ggo, igo_row, party, register, values


def test_links_to_the_register(tmp_path: Path) -> None:
    """Only equal codes and listed organizations are linked as the same; a code that merges two states is linked as near."""
    rows = [igo_row(1992, "1.0", "1.0", "0.0", "1.0", name=n) for n in ("CSTO", "OSCE", "NATO", "ORG")]
    done = cow(tmp_path, *rows, register=register())
    exact, close = SKOS.exactMatch, SKOS.closeMatch
    assert [str(ID.armenia)] == values(done, "state/371", exact)
    assert ([], [str(ID.russia)]) == (values(done, "state/365", exact), values(done, "state/365", close))
    assert [] == values(done, "state/315", exact) + values(done, "state/315", close)
    assert ([str(ID.csto)], [str(ID.osce)]) == (
        values(done, "organization/CSTO", exact),
        values(done, "organization/OSCE", close),
    )
    assert 4 == done.links


def test_codes_are_escaped(tmp_path: Path) -> None:
    """A code that is free text makes an IRI in which no two codes meet."""
    done = ggo(
        tmp_path, party("Baden-Württemberg", "1990-01-01", "", "D PTA_2006/O8"), party("a>b", "1990-01-01", "")
    )
    assert ["1990-01-01"] == values(done, "participation/Baden-W%C3%BCrttemberg/D%20PTA_2006%2FO8/1", CSTO.begins)
    assert ["1990-01-01"] == values(done, "participation/a%3Eb/T_1/1", CSTO.begins)


def test_provenance(tmp_path: Path) -> None:
    """The claim graph names its source, and the source its file, the SHA-256 of the raw bytes and the number of rows."""
    text = PARTIES_HEAD + party("ARM", "1994-02-15", "")
    raw = tmp_path / "parties.GGO.csv.gz"
    raw.write_bytes(gzip.compress(text.encode(), mtime=0))
    done = run_import(IMPORTS["ggo-parties"], {"parties": raw}, None)
    source = ox.NamedNode("https://w3id.org/csto-kg/source/table/ggo-parties")
    about = {q.predicate.value.rsplit("#", 1)[-1]: text_of(q.object) for q in done.quads if q.subject == source}
    expected = {"fileName": raw.name, "sha256": hashlib.sha256(raw.read_bytes()).hexdigest(), "rowCount": "1"}
    assert expected == {k: about[k] for k in expected}
    graph = ox.NamedNode(done.graph)
    assert source in {q.object for q in done.quads if q.subject == graph}
    assert {done.graph, str(G_PROVENANCE)} == {
        q.graph_name.value for q in done.quads if isinstance(q.graph_name, ox.NamedNode)
    }


def test_bounds_are_written_as_in_the_view() -> None:
    """An imported situation has the same statements on its time as one of the view."""
    writer = write._Writer(IMPORTS["cow-igo"], "https://example.org/g")
    known = Days(date(1994, 4, 20), date(1994, 4, 20))
    spans = [
        Span(known, Days(date(1999, 1, 1), date(1999, 12, 31)), Ending.STATED),
        Span(known, Days(date(2014, 1, 2), date(9999, 12, 31)), Ending.UNKNOWN),
        Span(known, Days(date(9999, 12, 31), date(9999, 12, 31)), Ending.OPEN),
    ]
    for i, each in enumerate(spans):
        node = ox.NamedNode(f"https://example.org/{i}")
        writer.span(node, each)
        written = {(q.predicate.value, text_of(q.object)) for q in writer.quads if q.subject == node}
        assert {(str(p), text_of(o)) for p, o in span_properties(each)} == written
