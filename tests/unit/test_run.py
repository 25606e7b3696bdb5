"""The answers to stored queries and to any SPARQL, and that a second engine gives the same."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest
import rdflib

from csto_kg.ask.run import run_query, run_sparql
from csto_kg.errors import UsageError
from csto_kg.queries.stored import ParameterType
from csto_kg.rdf.nquads import canonical_nquads
from csto_kg.rdf.results import Table, as_csv, text_of
from csto_kg.rdf.terms import Term
from csto_kg.vocab import short
from tests.support.mini import Mini
from tests.support.queries import NAMES, QUERIES, bound, compared, of_mini, rows


def test_any_stands_for_every_value(whole: Mini) -> None:
    """`any` gives the rows of all values where the query allows it."""
    query = QUERIES["members-as-of"]
    assert ParameterType.ENTITY == query.parameters[2].type
    values = {"organization": "league", "date": "1999-01-01"}
    every = run_query(whole.store, query, {**values, "role": "any"})
    members = run_query(whole.store, query, {**values, "role": "role/member"})
    chairs = run_query(whole.store, query, {**values, "role": "role/chair"})
    assert (3, 3, 0) == (len(every.rows), len(members.rows), len(chairs.rows))
    assert ["UNDEF"] == rows(bound(whole.store, query, {"role": "any"}), "role")[0]


def test_several_values_give_the_rows_of_each(whole: Mini) -> None:
    """Several values of a parameter give the rows of each of them."""
    query = QUERIES["membership-history"]
    one, other, both = (
        run_query(whole.store, query, {"agent": states, "organization": "league"}).rows
        for states in ("eastland", "northland", ["eastland", "northland"])
    )
    assert (1, 1, 2) == (len(one), len(other), len(both))
    assert {str(row) for row in (*one, *other)} == {str(row) for row in both}


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("1995-01-01", []),
        ("1995-01-02", ["eastland", "northland", "southland"]),
        ("2000-05-04", ["eastland", "northland", "southland"]),
        ("2000-05-05", ["northland", "southland"]),
        ("2030-01-01", ["northland", "southland"]),
    ],
)
def test_members_are_those_of_the_day(day: str, states: list[str], whole: Mini) -> None:
    """A membership holds from its first day on, and no more on the day on which it ends."""
    table = run_query(whole.store, QUERIES["members-as-of"], {"organization": "league", "date": day, "role": "any"})
    at = table.columns.index("state")
    assert states == [short(text_of(row[at])) for row in table.rows]


@pytest.fixture(scope="module")
def mini_in_rdflib(whole: Mini) -> rdflib.Dataset:
    """The mini project's quads in rdflib."""
    return rdflib.Dataset().parse(data=canonical_nquads(whole.quads), format="nquads")


@pytest.mark.slow
# rdflib takes a minute for who was in two bodies on a day; tests/unit/test_order_answers.py asks it that once.
@pytest.mark.parametrize("name", [name for name in NAMES if name != "co-members-as-of"])
def test_two_engines_answer_alike_on_the_mini_project(name: str, whole: Mini, mini_in_rdflib: rdflib.Dataset) -> None:
    """A stored query has the same rows in Oxigraph and in rdflib on the mini project."""
    query = QUERIES[name]
    given = of_mini(query)
    compared(whole.store, mini_in_rdflib, query, bound(whole.store, query, given))


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_query_runs_as_it_stands(name: str, whole: Mini) -> None:
    """The file of a stored query is a query by itself, with the columns that its header names, in their order."""
    query = QUERIES[name]
    assert list(query.columns) == list(run_sparql(whole.store, query.text).columns)


@pytest.mark.parametrize("name", ["members-as-of", "membership-history", "conflicts", "treaty-timeline"])
def test_answers_on_the_mini_project(name: str, whole: Mini, golden: Callable[[str, str], None]) -> None:
    """The answers on the mini project are those that a person has read and accepted."""
    query = QUERIES[name]
    given = of_mini(query)
    table = run_query(whole.store, query, given)

    def plain(column: str, cell: Term | None) -> ox.Literal:
        text = text_of(cell)
        return ox.Literal(" ".join(map(short, text.split())) if column in query.lists else short(text))

    rows = [tuple(map(plain, table.columns, row)) for row in table.rows]
    assert len(rows) >= 1
    golden(f"{name}.csv", as_csv(Table(table.columns, tuple(rows))))


@pytest.mark.parametrize(
    "text", ["", "hello", "SELECT * {", "INSERT DATA { <http://a> <http://b> 1 }", "DROP ALL", "SELECT ?x { } }"]
)
def test_what_is_no_query_is_refused(text: str, whole: Mini) -> None:
    """Text that is not a query, and any update, is refused."""
    with pytest.raises(UsageError, match="is not SPARQL: "):
        run_sparql(whole.store, text)


def test_other_forms_give_tables(whole: Mini) -> None:
    """ASK gives one cell, CONSTRUCT the triples in order."""
    assert Table(("answer",), ((ox.Literal(True),),)) == run_sparql(whole.store, "ASK { }")
    text = "CONSTRUCT { ?s ?p ?o } { GRAPH ?g { ?s ?p ?o } }"
    table = run_sparql(whole.store, text)
    assert len(table.rows) >= 1_000
    assert sorted(table.rows, key=lambda row: [str(t) for t in row]) == list(table.rows)
