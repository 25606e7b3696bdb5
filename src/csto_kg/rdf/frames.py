"""The table of an answer as a data frame of pandas or polars, or as RDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any, TypeAlias

import pyoxigraph as ox
import rdflib
from rdflib import RDF, Literal, Namespace, URIRef
from rdflib.namespace import XSD

from csto_kg.errors import Fault, MachineError
from csto_kg.rdf.results import Table
from csto_kg.rdf.terms import Term, to_rdflib
from csto_kg.vocab import short

RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")

_NUMBERS: Mapping[str, Callable[[str], object]] = {
    str(XSD.integer): int,
    str(XSD.decimal): Decimal,
    str(XSD.double): float,
    str(XSD.boolean): lambda text: text in ("true", "1"),
}


DayColumns: TypeAlias = Mapping[str, Sequence[date | None]]
"""Columns of days beside those of a table, by their names: `begins_earliest` beside `begins`."""


def to_pandas(table: Table, lists: frozenset[str], days: DayColumns | None = None) -> Any:
    """A pandas.DataFrame; columns of `days` are datetime64[s], for every year. Raises MachineError without pandas."""
    frame = _library("pandas").DataFrame(_columns(table, lists, days or {}))
    return frame.astype(dict.fromkeys(days or (), "datetime64[s]"))


def to_polars(table: Table, lists: frozenset[str], days: DayColumns | None = None) -> Any:
    """A polars.DataFrame; columns of `days` are of type Date. Raises MachineError where polars is not installed."""
    polars = _library("polars")
    dates = dict.fromkeys(days or (), polars.Date)
    return polars.DataFrame(_columns(table, lists, days or {}), strict=False, schema_overrides=dates)


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise MachineError(Fault(f"{name} is not installed", fix="run: pip install 'csto-kg[frames]'")) from None


def _columns(table: Table, lists: frozenset[str], days: DayColumns) -> dict[str, Sequence[object]]:
    """The cells of each column; columns of days stand after the column whose name they start with."""
    columns: dict[str, Sequence[object]] = {}
    for i, column in enumerate(table.columns):
        columns[column] = [_value(row[i], column in lists) for row in table.rows]
        columns |= {name: of for name, of in days.items() if name.rpartition("_")[0] == column}
    return columns


def _value(term: Term | None, is_list: bool) -> object:
    if isinstance(term, ox.NamedNode):
        return short(term.value)
    if not isinstance(term, ox.Literal):
        return None if term is None else str(term)
    if is_list:
        return [short(part) for part in term.value.split()]
    return _NUMBERS.get(term.datatype.value, str)(term.value)


def to_rdf(table: Table) -> rdflib.Graph:
    """A result set as RDF, in the vocabulary of the W3C's SPARQL test suite. `rs:index` numbers the rows from 1.

    The set, its rows and bindings are named by their place, so that the same answer gives the same triples.
    """
    graph = rdflib.Graph()
    graph.bind("rs", RS)
    whole = URIRef("urn:csto-kg:answer")
    graph.add((whole, RDF.type, RS.ResultSet))
    for column in table.columns:
        graph.add((whole, RS.resultVariable, Literal(column)))
    for index, row in enumerate(table.rows, start=1):
        solution = URIRef(f"{whole}:{index}")
        graph.add((whole, RS.solution, solution))
        graph.add((solution, RS["index"], Literal(index)))
        for column, term in zip(table.columns, row, strict=True):
            if term is not None:
                binding = URIRef(f"{solution}:{column}")
                graph.add((solution, RS.binding, binding))
                graph.add((binding, RS.variable, Literal(column)))
                graph.add((binding, RS.value, to_rdflib(term)))
    return graph
