"""Which rows come first in sentences."""

from __future__ import annotations

import pyoxigraph as ox

from csto_kg.ask.precedence import in_precedence
from csto_kg.rdf.results import Table


def table(columns: tuple[str, ...], *rows: str) -> Table:
    """A table of texts."""
    return Table(columns, tuple(tuple(ox.Literal(cell) for cell in row.split(",")) for row in rows))


def test_what_is_certain_and_what_has_a_date_comes_first() -> None:
    """Certain rows come first, then possible ones; of each those with a date."""
    given = ("a,possible,unknown", "b,unknown,1999", "c,possible,1999", "d,certain,unknown", "e,certain,2001")
    found = in_precedence(table(("name", "certainty", "date"), *given))
    assert ["e", "d", "c", "a", "b"] == [row[0].value for row in found if isinstance(row[0], ox.Literal)]


def test_rows_that_differ_in_nothing_of_this_keep_their_order() -> None:
    """Without certainty and dates nothing changes."""
    given = table(("name", "kind"), "b,x", "a,y", "c,x")
    assert given.rows == in_precedence(given)
