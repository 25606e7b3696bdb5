"""Runs a stored query or any SPARQL query on a store, and gives a table."""

from __future__ import annotations

import pyoxigraph as ox

from csto_kg.ask.names import Names
from csto_kg.errors import Fault, MachineError, UsageError
from csto_kg.queries.stored import StoredQuery, Values, bind, tidy
from csto_kg.rdf.mistakes import not_sparql
from csto_kg.rdf.results import Table, table_of
from csto_kg.vocab import PREFIXES

__all__ = ["run_query", "run_sparql"]


def run_query(names: Names | ox.Store, query: StoredQuery, values: Values | None = None) -> Table:
    """The answer to a stored query, its lists in order. Raises UsageError for parameters that do not fit.

    For several queries, pass the `Names` of the store, which cache the names that were looked up.
    """
    known = Names(names) if isinstance(names, ox.Store) else names
    return tidy(query, run_sparql(known.store, bind(query, values or {}, known.entity)))


def run_sparql(store: ox.Store, text: str) -> Table:
    """The answer to a SPARQL query of any form: rows, one cell for ASK, triples for CONSTRUCT and DESCRIBE.

    The prefixes of the project are known without a declaration; one that the query declares itself counts instead.
    Raises UsageError where the text is not a query.
    """
    try:
        return table_of(store.query(text, prefixes=PREFIXES))
    except SyntaxError as error:
        raise UsageError(not_sparql(text, error)) from None
    except OSError as error:  # a SERVICE, which is asked while the rows are read
        raise MachineError(Fault(f"the query could not be answered: {error}", fix="leave SERVICE out")) from None
