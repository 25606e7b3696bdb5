"""Reads all triples of a SPARQL endpoint page by page, and compares their number with the endpoint's own count."""

from __future__ import annotations

from itertools import count
from typing import Final, TypeAlias

import pyoxigraph as ox

from csto_kg.errors import DataError, Fault, MachineError
from csto_kg.rdf.endpoints import Endpoint, rows_of

__all__ = ["triples_at"]

# Rows asked for at once, fewer than servers give at most.
_PAGE: Final = 5_000
_NODE: Final = ox.NamedNode | ox.BlankNode
OxTriple: TypeAlias = "tuple[ox.NamedNode | ox.BlankNode, ox.NamedNode, ox.NamedNode | ox.BlankNode | ox.Literal]"


def triples_at(endpoint: Endpoint, pattern: str) -> list[OxTriple]:
    """The triples of a pattern, read page by page. Raises MachineError where the endpoint counts another number."""
    data: list[OxTriple] = []
    # The order stands in a query within the query, since Virtuoso 7 refuses to sort for a page beyond 10,000 rows.
    every = f"{{ SELECT DISTINCT ?s ?p ?o WHERE {{ {pattern} }} ORDER BY ?s ?p ?o }}"
    for offset in count(0, _PAGE):
        rows = rows_of(endpoint, f"SELECT ?s ?p ?o WHERE {{ {every} }} LIMIT {_PAGE} OFFSET {offset}", "s", "p", "o")
        for s, p, o in rows:
            if not isinstance(s, _NODE) or not isinstance(p, ox.NamedNode) or not isinstance(o, _NODE | ox.Literal):
                raise DataError(
                    Fault(
                        f"{endpoint.url} holds something that is not a triple of RDF 1.1, and is not checked", str(s)
                    )
                )
            data.append((s, p, o))
        if len(rows) < _PAGE:
            break
    if rows_of(endpoint, f"SELECT (COUNT(*) AS ?n) WHERE {{ {every} }}", "n") != ((ox.Literal(len(data)),),):
        fix = "ask again: it may have changed meanwhile"
        raise MachineError(Fault(f"{endpoint.url} gave {len(data)} triples but counts another number", fix=fix))
    return data
