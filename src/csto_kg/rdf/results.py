"""Answers to SPARQL queries as one table, and the formats in which programs read them.

The formats are the W3C's SPARQL 1.1 Query Results JSON, CSV and TSV. `cli.layout` writes answers for terminals.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from json.encoder import encode_basestring
from typing import TypeAlias

import pyoxigraph as ox

from csto_kg.rdf.terms import Term

__all__ = ["Row", "Table", "as_csv", "as_sparql_json", "as_tsv", "bindings", "table_of", "text_of", "words_in"]

Row: TypeAlias = tuple[Term | None, ...]

_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True, slots=True)
class Table:
    """An answer: the names of the columns and the rows, None where a cell is unbound."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def table_of(
    results: ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple | ox.Quad], most: int | None = None
) -> Table:
    """An answer as a table: of ASK one cell, of CONSTRUCT and DESCRIBE the triples in order.

    With `most`, it has as many rows as that, and no further ones are worked out.
    """
    if isinstance(results, ox.QueryBoolean):
        return Table(("answer",), ((ox.Literal(bool(results)),),))
    if isinstance(results, ox.QuerySolutions):
        return Table(tuple(v.value for v in results.variables), tuple(tuple(s) for s in islice(results, most)))
    triples = {(t.subject, t.predicate, t.object) for t in islice(results, most)}
    return Table(("subject", "predicate", "object"), tuple(sorted(triples, key=lambda t: [str(term) for term in t])))


def text_of(term: Term | None) -> str:
    """A term as plain text, without brackets, quotation marks or type; empty where there is none."""
    if term is None:
        return ""
    return str(term) if isinstance(term, ox.Triple) else term.value


def words_in(table: Table) -> frozenset[str]:
    """What stands between spaces in the cells of a table."""
    return frozenset(" ".join([text_of(cell) for row in table.rows for cell in row if cell is not None]).split())


def as_csv(table: Table) -> str:
    """SPARQL 1.1 Query Results CSV: values without their types, IRIs in full; lines end with a line feed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([text_of(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def as_tsv(table: Table) -> str:
    """SPARQL 1.1 Query Results TSV: terms as in Turtle, without abbreviations."""
    lines = ["\t".join(f"?{column}" for column in table.columns)]
    lines += ["\t".join("" if cell is None else str(cell) for cell in row) for row in table.rows]
    return "\n".join(lines) + "\n"


def as_sparql_json(table: Table, indent: int | None = 1) -> str:
    """SPARQL 1.1 Query Results JSON; triples within triples as SPARQL 1.2 has them."""
    if indent is None:
        return _compact_json(table)
    body = {"head": {"vars": list(table.columns)}, "results": {"bindings": bindings(table)}}
    return json.dumps(body, ensure_ascii=False, indent=indent) + "\n"


def _compact_json(table: Table) -> str:
    """The same on one line, as `json.dumps` would write it, in half the time: a server writes this for each question."""
    names = [f"{encode_basestring(column)}: " for column in table.columns]
    rows = [
        ", ".join([name + _written(cell) for name, cell in zip(names, row, strict=True) if cell is not None])
        for row in table.rows
    ]
    listed = ", ".join([f"{{{row}}}" for row in rows])
    head = json.dumps(table.columns, ensure_ascii=False)
    return f'{{"head": {{"vars": {head}}}, "results": {{"bindings": [{listed}]}}}}\n'


def _written(term: Term) -> str:
    """A term as JSON on one line, as `_binding` has it."""
    if isinstance(term, ox.NamedNode):
        return f'{{"type": "uri", "value": {encode_basestring(term.value)}}}'
    if not isinstance(term, ox.Literal):
        return json.dumps(_binding(term), ensure_ascii=False)
    if term.language:
        kind = f', "xml:lang": {encode_basestring(term.language)}'
    else:
        datatype = term.datatype.value
        kind = "" if datatype == _STRING else f', "datatype": {encode_basestring(datatype)}'
    return f'{{"type": "literal", "value": {encode_basestring(term.value)}{kind}}}'


def bindings(table: Table) -> list[dict[str, dict[str, object]]]:
    """The rows of a table as the bindings of SPARQL 1.1 Query Results JSON; an unbound cell has none."""
    return [
        {column: _binding(cell) for column, cell in zip(table.columns, row, strict=True) if cell is not None}
        for row in table.rows
    ]


def _binding(term: Term) -> dict[str, object]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _binding(part) for name, part in parts.items()}}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype.value == _STRING:
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
