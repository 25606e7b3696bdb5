"""Answers in Python: short in a prompt, a table in a notebook, rows by their number."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from csto_kg.ask.answers import Answer, answer_of
from csto_kg.rdf.results import Table
from csto_kg.vocab import ID


def answer(rows: int) -> Answer:
    """Rows of a state, a name with signs that HTML reserves, a list and nothing."""
    row = (ox.NamedNode(str(ID.armenia)), ox.Literal("<b> & co"), ox.Literal(f"{ID.a} {ID.b}"), None)
    return answer_of(Table(("state", "name", "claims", "note"), (row,) * rows), frozenset({"claims"}))


def test_a_prompt_shows_how_much_there_is() -> None:
    """The text of an answer has the number of its rows and the names of its columns, however many rows it has."""
    assert "<Answer: 2000 rows of state, name, claims, note>" == repr(answer(2000))
    assert "<Answer: 1 row of state, name, claims, note>" == repr(answer(1))


def test_a_notebook_shows_a_table() -> None:
    """Cells are escaped, lists are separated by spaces, and a long answer says how many rows are left out."""
    html = answer(1)._repr_html_()
    assert "<td>armenia</td><td>&lt;b&gt; &amp; co</td><td>a b</td><td></td>" in html
    assert ("more" in html, html.count("<tr>")) == (False, 2)
    long = answer(53)._repr_html_()
    assert (51, True) == (long.count("<tr>"), long.endswith("<p>and 3 rows more</p>"))


def test_rows_have_numbers() -> None:
    """A row is found by its number, from either end, several by a slice; there is no row after the last."""
    found = answer(3)
    assert found.rows[0] == found[0] == found[-1]
    assert found.rows[1:] == found[1:]
    with pytest.raises(IndexError):
        found[3]
