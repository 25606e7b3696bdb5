"""The stored queries under test, what to ask of the mini project, and SPARQL as rdflib's parser reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import pyoxigraph as ox
import rdflib
from pyparsing import ParseResults
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from csto_kg.ask.names import Names
from csto_kg.ask.run import run_sparql
from csto_kg.errors import UsageError
from csto_kg.queries.stored import StoredQuery, bind, queries_of
from csto_kg.rdf.results import text_of
from tests.support.paths import PROJECT

QUERIES = queries_of(PROJECT)
NAMES = sorted(QUERIES)

# What to ask of the mini project; parameters that are not here keep their defaults.
OF_MINI: Mapping[str, str] = {
    "organization": "league",
    "date": "1999-01-01",
    "role": "any",
    "claim": "claim:annals-3",
    "conflict": "conflict/pact-entry-into-force",
    "instrument": "pact",
    "from": "1990-01-01",
    "to": "2010-01-01",
    "source": "source:annals",
}
# The same for parameters that mean something else in each query.
OF_MINI_BY_QUERY: Mapping[str, Mapping[str, str]] = {
    "co-members-as-of": {"first": "pact", "other": "league"},
    "entity-card": {"thing": "eastland"},
    "evidence": {"thing": "entry-into-force/pact-1"},
    "findings-on": {"thing": "entry-into-force/pact-1"},
    "timeline": {"thing": "entry-into-force/pact-1"},
    "membership-history": {"agent": "eastland"},
    "signatories-by": {"body": "pact"},
}

HOSTILE = [
    '"',
    "'",
    '"""',
    "\n",
    "\\",
    "}",
    "{",
    "<script>alert(1)</script>",
    "> } SELECT * WHERE { ?s ?p ?o",
    '" } SELECT * WHERE { ?s ?p ?o } #',
    "https://example.org/> } SELECT * { ?s ?p ?o } #",
    "https://example.org/ a",
    "csto:x> }",
    "id:a } UNION { ?s ?p ?o",
    "UNDEF } VALUES ?x { 1",
    "# no more",
    "?s",
    "a" * 100_000,
    "\x00",
    "\x7f",
    "\u2028",
    "\u0430rmenia",
    "\U0001f600",
    "\ud800",
    "",
    " ",
    ")) || true",
    "'; DROP ALL; '",
]


def of_mini(query: StoredQuery) -> dict[str, str]:
    """The values that a stored query takes on the mini project."""
    values = {**OF_MINI, **OF_MINI_BY_QUERY.get(query.name, {})}
    return {p.name: values[p.name] for p in query.parameters if p.name in values}


def bound(store: ox.Store, query: StoredQuery, values: Mapping[str, str | Sequence[str]]) -> str:
    """The text of a query with values that are looked up in a store."""
    return bind(query, values, Names(store).entity)


def outcome(store: ox.Store, query: StoredQuery, values: Mapping[str, str | Sequence[str]]) -> str | None:
    """The text of the query with the values, or None where they are refused."""
    try:
        return bound(store, query, values)
    except UsageError:
        return None


# --- Parse trees -------------------------------------------------------------------------------------------------


@cache
def parsed(text: str) -> ParseResults:
    """The parse tree that rdflib makes of a query, to be read only: it takes a tenth of a second for a long one."""
    return parseQuery(text)


def nodes(tree: object) -> list[CompValue]:
    """Every node of rdflib's parse tree, in order."""
    if isinstance(tree, CompValue):
        return [tree, *(node for inner in tree.values() for node in nodes(inner))]
    if isinstance(tree, list | tuple | ParseResults):
        return [node for inner in tree for node in nodes(inner)]
    return []


def values_of(node: CompValue) -> list[object]:
    """The rows of a block as they stand in the parse tree; a block without rows has none."""
    return list(node["value"]) if "value" in node else []


def is_block(node: CompValue) -> bool:
    """Whether a node is a VALUES block of one variable that is written without parentheses."""
    is_values = node.name in ("InlineData", "ValuesClause") and "var" in node
    return is_values and len(node["var"]) == 1 and not any(isinstance(v, ParseResults) for v in values_of(node))


def by_rdflib(text: str) -> list[tuple[str, int]]:
    """The one-variable blocks that rdflib's parser finds: variable and number of rows."""
    return [(str(n["var"][0]), len(values_of(n))) for n in nodes(parsed(text)) if is_block(n)]


def shape(tree: object, variables: frozenset[str]) -> object:
    """A parse tree as plain tuples, without the rows of the blocks of some variables."""
    if isinstance(tree, CompValue):
        is_free = is_block(tree) and str(tree["var"][0]) in variables
        items = [
            (key, "rows" if is_free and key == "value" else shape(inner, variables)) for key, inner in tree.items()
        ]
        return tree.name, tuple(sorted(items, key=lambda item: item[0]))
    if isinstance(tree, list | tuple | ParseResults):
        return tuple(shape(inner, variables) for inner in tree)
    return type(tree).__name__, str(tree)


def rows(text: str, variable: str) -> list[list[str]]:
    """The rows of each block of a variable as rdflib reads them."""
    found = [n for n in nodes(parsed(text)) if is_block(n) and str(n["var"][0]) == variable]
    return [
        [str(v["string"] if isinstance(v, CompValue) and "string" in v else v) for v in values_of(n)] for n in found
    ]


# --- Two engines -------------------------------------------------------------------------------------------------


def cells(
    query: StoredQuery, columns: Sequence[str], table: Sequence[Sequence[object]]
) -> list[tuple[str | None, ...]]:
    """Rows as text in an order of their own, lists in order, since SPARQL orders neither ties nor lists."""
    in_text = [
        tuple(
            None if cell is None else " ".join(sorted(set(str(cell).split()))) if column in query.lists else str(cell)
            for column, cell in zip(columns, row, strict=True)
        )
        for row in table
    ]
    return sorted(in_text, key=str)


def compared(store: ox.Store, other: rdflib.Dataset, query: StoredQuery, text: str) -> int:
    """The number of rows, once Oxigraph and rdflib have given the same."""
    table = run_sparql(store, text)
    in_text = [[None if cell is None else text_of(cell) for cell in row] for row in table.rows]
    answer = other.query(text)
    assert list(table.columns) == [str(v) for v in answer.vars or []]
    others = [tuple(row) for row in answer if isinstance(row, tuple)]
    assert cells(query, table.columns, in_text) == cells(query, table.columns, others)
    return len(table.rows)
