"""People are shown words, never the days that stand for "no bound"."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from rdflib.namespace import XSD

from csto_kg.ask.limits import in_words, table_in_words
from csto_kg.rdf.results import Table
from csto_kg.vocab import CSTO

FIRST, LAST, LONG = "0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "3652058"


@pytest.mark.parametrize(
    ("name", "value", "is_open", "expected"),
    [
        ("earliestBegin", FIRST, False, "unknown"),
        ("latestBegin", LAST, False, "unknown"),
        ("latestBegin", LAST, True, "unknown"),
        ("latestEnd", LAST, False, "unknown"),
        ("latestEnd", LAST, True, "still holds"),
        ("earliestEnd", LAST, True, "still holds"),
        ("earliestEnd", "2012-06-28T00:00:00Z", False, "2012-06-28"),
        ("earliest", FIRST, False, "unknown"),
        ("latest", LAST, False, "unknown"),
        ("presumedLatestEnd", LAST, False, "unknown"),
        ("presumedEarliestBegin", FIRST, False, "unknown"),
        ("presumedLatest", "2022-01-05T00:00:00Z", False, "2022-01-05"),
        ("statedDay", "2022-01-05T00:00:00Z", False, "2022-01-05"),
        ("longestDays", LONG, False, "unknown"),
        ("shortestDays", LONG, True, "still holds"),
        ("longestDays", "12", True, "12"),
        ("number", LONG, False, LONG),
        ("dateText", FIRST, False, FIRST),
    ],
)
def test_a_bound_in_words(name: str, value: str, is_open: bool, expected: str) -> None:
    """An unknown bound is shown in words and a day without its midnight; any other value stays."""
    assert expected == in_words(str(CSTO[name]), value, is_open=is_open)


def test_a_table_in_words() -> None:
    """In a table for people bounds are in words, by their type or by the property in their row; numbers stay."""
    day = ox.Literal(LAST, datatype=ox.NamedNode(str(XSD.dateTime)))
    days, prop, other = ox.Literal(int(LONG)), ox.NamedNode(str(CSTO.longestDays)), ox.NamedNode(str(CSTO.number))
    table = Table(("property", "value", "until"), ((prop, days, day), (other, days, None)))
    words = ox.Literal("unknown")
    assert ((prop, words, words), (other, days, None)) == table_in_words(table).rows
    assert ((days, words),) == table_in_words(Table(("n", "until"), ((days, day),))).rows


def test_a_date_that_is_no_bound_known_is_in_words() -> None:
    """Queries that give a bound as a date without its time show words too."""
    table = Table(("first",), ((ox.Literal("0001-01-01"),), (ox.Literal("9999-12-31"),), (ox.Literal("1994-04-20"),)))
    assert ["unknown", "unknown", "1994-04-20"] == [getattr(r[0], "value", "") for r in table_in_words(table).rows]
