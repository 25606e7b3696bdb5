"""Answers as data frames and as RDF hold what the answer holds."""

from __future__ import annotations

from decimal import Decimal
from importlib import import_module

import pyoxigraph as ox
import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDF

from csto_kg.ask.answers import answer_of
from csto_kg.errors import MachineError
from csto_kg.rdf import frames
from csto_kg.rdf.frames import RS
from csto_kg.rdf.results import Table
from csto_kg.vocab import CLAIM

XSD = "http://www.w3.org/2001/XMLSchema#"


def typed(text: str, name: str) -> ox.Literal:
    """A literal of a datatype of XML Schema."""
    return ox.Literal(text, datatype=ox.NamedNode(XSD + name))


ARMENIA = ox.NamedNode("https://w3id.org/csto-kg/id/armenia")
TABLE = Table(
    ("state", "label", "n", "share", "claims", "end"),
    (
        (
            ARMENIA,
            ox.Literal("Arménie", language="fr"),
            typed("7", "integer"),
            typed("0.5", "decimal"),
            ox.Literal(f"{CLAIM}x-1 {CLAIM}x-2"),
            None,
        ),
        (
            ARMENIA,
            ox.Literal("Armenia"),
            None,
            typed("2", "decimal"),
            ox.Literal(""),
            typed("2012-06-28T00:00:00Z", "dateTime"),
        ),
    ),
)
EXPECTED = {
    "state": ["armenia", "armenia"],
    "label": ["Arménie", "Armenia"],
    "share": [Decimal("0.5"), Decimal("2")],
    "claims": [["claim:x-1", "claim:x-2"], []],
    "end": [None, "2012-06-28T00:00:00Z"],
}
LISTS = frozenset(["claims"])


def test_as_pandas() -> None:
    """Rows, columns, numbers, lists and gaps come through to pandas."""
    frame = frames.to_pandas(TABLE, LISTS)
    assert list(TABLE.columns) == list(frame.columns)
    assert 7 == frame["n"][0]
    assert bool(frame["n"].isna()[1])
    assert EXPECTED | {"end": "2012-06-28T00:00:00Z"} == {c: frame[c].tolist() for c in EXPECTED} | {
        "end": frame["end"][1]
    }


def test_as_polars() -> None:
    """Rows, columns, numbers, lists and gaps come through to polars."""
    frame = frames.to_polars(TABLE, LISTS)
    assert EXPECTED | {"n": [7, None]} == {c: frame[c].to_list() for c in (*EXPECTED, "n")}


@pytest.mark.parametrize("name", ["to_pandas", "to_polars"])
def test_an_empty_answer_has_its_columns(name: str) -> None:
    """An answer without rows keeps its columns."""
    frame = getattr(frames, name)(Table(("a", "b"), ()), frozenset())
    assert (["a", "b"], 0) == (list(frame.columns), len(frame))


def test_as_rdf() -> None:
    """Every bound cell is a binding of its row, in the order of the rows."""
    graph = frames.to_rdf(TABLE)
    (whole,) = graph.subjects(RDF.type, RS.ResultSet)
    assert set(TABLE.columns) == {str(o) for o in graph.objects(whole, RS.resultVariable)}
    rows = {int(str(graph.value(s, RS["index"]))): s for s in graph.objects(whole, RS.solution)}
    assert [1, 2] == sorted(rows)
    cells = {
        (i, str(graph.value(b, RS.variable))): graph.value(b, RS.value)
        for i, s in rows.items()
        for b in graph.objects(s, RS.binding)
    }
    assert 10 == len(cells)
    assert (URIRef(ARMENIA.value), Literal("Arménie", lang="fr")) == (cells[1, "state"], cells[1, "label"])
    assert Literal("0.5", datatype=URIRef(XSD + "decimal")) == cells[1, "share"]
    assert graph.isomorphic(frames.to_rdf(TABLE))


def test_a_missing_library_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pandas the error says what to install."""

    def missing(name: str) -> object:
        raise ImportError(name)

    assert import_module("pandas")
    monkeypatch.setattr(frames, "import_module", missing)
    with pytest.raises(MachineError, match=r"pip install 'csto-kg\[frames\]'"):
        frames.to_pandas(TABLE, LISTS)


DATED = Table(
    ("state", "begins", "ends"),
    (
        (ARMENIA, ox.Literal("2002-10-07"), ox.Literal("unknown")),
        (ARMENIA, ox.Literal("[1999-04..2006]"), ox.Literal("9000")),
        (ARMENIA, None, ox.Literal("[..2012]")),
    ),
)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_dates_have_their_bounds_as_days(library: str) -> None:
    """Beside a column of dates stand the first and the last day that each can mean, in every year; none for no bound."""
    frame = getattr(answer_of(DATED), f"to_{library}")()
    assert ["state", *(f"{c}{s}" for c in ("begins", "ends") for s in ("", "_earliest", "_latest"))] == list(
        frame.columns
    )
    shown = {c: [None if x is None or str(x) == "NaT" else str(x)[:10] for x in frame[c]] for c in frame.columns}
    assert ["2002-10-07", "1999-04-01", None] == shown["begins_earliest"]
    assert ["2002-10-07", "2006-12-31", None] == shown["begins_latest"]
    assert [None, "9000-01-01", None] == shown["ends_earliest"]
    assert [None, "9000-12-31", "2012-12-31"] == shown["ends_latest"]
    assert "date" in str(frame["begins_earliest"].dtype).lower()
