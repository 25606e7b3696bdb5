"""Tables in the formats in which programs read them."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csto_kg.rdf.results import Table, as_sparql_json, bindings
from csto_kg.rdf.terms import Term

THING = ox.NamedNode("https://example.org/thing")
DAY = ox.Literal("2012-06-28", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
TERMS: tuple[Term | None, ...] = (
    THING,
    ox.BlankNode("b"),
    ox.Literal("Հայաստան", language="hy"),
    ox.Literal(""),
    DAY,
    ox.Triple(THING, THING, DAY),
    None,
)


@pytest.mark.parametrize(
    "table",
    [
        Table((), ()),
        Table(("answer",), ()),
        Table(("none",), ((None,),)),
        Table(tuple(map(str, range(len(TERMS)))), (TERMS, TERMS[::-1])),
    ],
)
def test_one_line_is_what_json_writes(table: Table) -> None:
    """On one line, the results are byte for byte what the library for JSON writes: digests in citations depend on them."""
    body = {"head": {"vars": list(table.columns)}, "results": {"bindings": bindings(table)}}
    assert json.dumps(body, ensure_ascii=False) + "\n" == as_sparql_json(table, indent=None)
    assert body == json.loads(as_sparql_json(table))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_back(text: str) -> None:
    """Quotation marks, backslashes and control characters are read back as they were, from columns too."""
    read = json.loads(as_sparql_json(Table((text,), ((ox.Literal(text),),)), indent=None))
    assert ([text], text) == (read["head"]["vars"], read["results"]["bindings"][0][text]["value"])
