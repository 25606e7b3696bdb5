"""Runs a stored query or any SPARQL query on a store, and gives a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pyoxigraph as ox

from csto_kg.ask.names import Names
from csto_kg.ask.periods import bounds_query, over_period, turning_days
from csto_kg.errors import Fault, MachineError, UsageError
from csto_kg.queries.stored import FindEntity, StoredQuery, Values, bind, period_asked, renamed, tidy
from csto_kg.rdf.mistakes import not_sparql, too_deep
from csto_kg.rdf.results import Table, table_of
from csto_kg.release.store import namespaces_of

__all__ = ["run_query", "run_sparql", "run_stored"]


def run_query(names: Names | ox.Store, query: StoredQuery, values: Values | None = None) -> Table:
    """The answer to a stored query, its lists in order. Raises UsageError for parameters that do not fit.

    For several queries, pass the `Names` of the store, which cache the names that were looked up.
    """
    known = Names(names) if isinstance(names, ox.Store) else names
    return run_stored(query, values or {}, known.entity, lambda text: run_sparql(known.store, text))


def run_stored(query: StoredQuery, values: Values, find_entity: FindEntity, run: Callable[[str], Table]) -> Table:
    """The answer to a stored query by what runs SPARQL, here or at an endpoint, its lists in order.

    Where it is asked about a day and a longer period is given, it has the column `during` (`periods`). Raises UsageError
    for parameters that do not fit.
    """
    asked = period_asked(query, renamed(query, values)[0])
    if asked is None:
        return tidy(query, run(bind(query, values, find_entity)))
    name, period = asked

    def as_of(day: date) -> Table:
        return tidy(query, run(bind(query, {**values, name: day.isoformat()}, find_entity)))

    first = as_of(period.first)  # refuses wrong values before anything else is asked
    turning = turning_days(run(bounds_query(period.first, period.last)))
    return over_period(period, turning, lambda day: first if day == period.first else as_of(day))


def run_sparql(store: ox.Store, text: str, most: int | None = None) -> Table:
    """The answer to a SPARQL query of any form: rows, one cell for ASK, triples for CONSTRUCT and DESCRIBE.

    The prefixes of the project are known without a declaration; one that the query declares itself counts instead.
    With `most`, the answer has as many rows as that. Raises UsageError where the text is not a query.
    """
    if (fault := too_deep(text)) is not None:
        raise UsageError(fault)
    try:
        return table_of(store.query(text, prefixes=namespaces_of(store).prefixes), most)
    except SyntaxError as error:
        raise UsageError(not_sparql(text, error)) from None
    except OSError as error:  # a SERVICE, which is asked while the rows are read
        raise MachineError(Fault(f"the query could not be answered: {error}", fix="leave SERVICE out")) from None
