"""Reads all triples of a SPARQL endpoint, and compares their number with the endpoint's own count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Final, TypeAlias

import pyoxigraph as ox

from csto_kg.errors import DataError, Fault, MachineError
from csto_kg.rdf.endpoints import Endpoint, EndpointError, rows_of
from csto_kg.rdf.results import Row

__all__ = ["triples_at"]

# Triples asked for in one answer, where the server counts no more of them.
_WHOLE: Final = 500_000
# Rows asked for at once, fewer than servers give at most.
_PAGE: Final = 5_000
_COLUMNS: Final = ("s", "p", "o")
_NODE: Final = ox.NamedNode | ox.BlankNode
OxTriple: TypeAlias = "tuple[ox.NamedNode | ox.BlankNode, ox.NamedNode, ox.NamedNode | ox.BlankNode | ox.Literal]"


def triples_at(endpoint: Endpoint, pattern: str) -> list[OxTriple]:
    """The triples of a pattern. Raises MachineError where the endpoint counts another number.

    They are asked for in one answer, and page by page where there are many or the server does not give as many as it counts:
    for each page it sorts all of them again.
    """
    every = f"SELECT DISTINCT ?s ?p ?o WHERE {{ {pattern} }}"
    counted = _count_at(endpoint, every)
    whole = _whole_at(endpoint, every) if counted <= _WHOLE else []
    rows = whole if len(whole) == counted else list(_pages_at(endpoint, every))
    if len(rows) != counted:
        fix = "ask again: it may have changed meanwhile"
        raise MachineError(Fault(f"{endpoint.url} gave {len(rows)} triples but counts another number", fix=fix))
    return [_triple(endpoint, row) for row in rows]


def _count_at(endpoint: Endpoint, every: str) -> int:
    rows = rows_of(endpoint, f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {every} }} }}", "n")
    number = rows[0][0] if len(rows) == 1 else None
    if not isinstance(number, ox.Literal) or not number.value.isdecimal():
        raise MachineError(Fault(f"{endpoint.url} does not count its triples", fix="is it a SPARQL endpoint?"))
    return int(number.value)


def _whole_at(endpoint: Endpoint, every: str) -> Sequence[Row]:
    """All rows; none where the server refuses to give so many at once."""
    try:
        return rows_of(replace(endpoint, retries=0), every, *_COLUMNS)
    except EndpointError:
        return []


def _pages_at(endpoint: Endpoint, every: str) -> Iterator[Row]:
    # The order stands in a query within the query, since Virtuoso 7 refuses to sort for a page beyond 10,000 rows.
    ordered = f"SELECT ?s ?p ?o WHERE {{ {{ {every} ORDER BY ?s ?p ?o }} }}"
    for offset in count(0, _PAGE):
        rows = rows_of(endpoint, f"{ordered} LIMIT {_PAGE} OFFSET {offset}", *_COLUMNS)
        yield from rows
        if len(rows) < _PAGE:
            return


def _triple(endpoint: Endpoint, row: Row) -> OxTriple:
    s, p, o = row
    if not isinstance(s, _NODE) or not isinstance(p, ox.NamedNode) or not isinstance(o, _NODE | ox.Literal):
        raise DataError(
            Fault(f"{endpoint.url} holds something that is not a triple of RDF 1.1, and is not checked", str(s))
        )
    return s, p, o
