"""Which claims each row of an answer rests on, which speak against it, and the passages of the sources themselves.

A row rests on the claims of the things that its query names as its evidence; of an answer to any other SPARQL query, on
those of every thing in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from csto_kg.errors import DataError, Fault
from csto_kg.rdf.results import Row, Table
from csto_kg.rdf.terms import Term
from csto_kg.read.texts import digest, line_of
from csto_kg.vocab import CLAIM, CSTO, G_FINDINGS, G_PROVENANCE, OA, PROV, short

FOR, AGAINST, PASSAGES = "claims", "dissents", "passages"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage in the words of its source: the file, the line in it, the code points, and the text."""

    claim: str
    file: str
    line: int
    start: int
    end: int
    text: str

    def __str__(self) -> str:
        return f"{short(self.claim)} ({self.file}:{self.line}) “{' '.join(self.text.split())}”"


def with_claims(store: ox.Store, table: Table, things: Sequence[str] | None) -> Table:
    """The table with the columns `claims` and `dissents`, where it has not got them.

    `things` are the columns that hold what a row rests on; None takes every column. Claims come by their IRIs, parted by
    blanks, in order.
    """
    columns = list(table.columns)
    rows: list[list[Term | None]] = [list(row) for row in table.rows]
    at = [i for i, c in enumerate(table.columns) if things is None or c in things]
    for column, predicate in ((FOR, CSTO.attestedBy), (AGAINST, CSTO.contestedBy)):
        if column in table.columns:
            continue
        known: dict[Term | None, tuple[str, ...]] = {}
        columns.append(column)
        for row, new in zip(table.rows, rows, strict=True):
            found: set[str] = set()
            for i in at:
                for thing in _things(row[i]):
                    if thing not in known:
                        known[thing] = tuple(_objects(store, thing, str(predicate), str(G_FINDINGS)))
                    found.update(known[thing])
            new.append(ox.Literal(" ".join(sorted(found))))
    return Table(tuple(columns), tuple(tuple(row) for row in rows))


def _things(cell: Term | None) -> Iterable[ox.NamedNode]:
    """The things in a cell: the one, or the several of a list."""
    if isinstance(cell, ox.NamedNode):
        return (cell,)
    if isinstance(cell, ox.Literal) and cell.value.startswith("https://"):
        return tuple(ox.NamedNode(part) for part in cell.value.split() if part.startswith("https://"))
    return ()


def _objects(store: ox.Store, subject: ox.NamedNode, predicate: str, graph: str) -> list[str]:
    quads = store.quads_for_pattern(subject, ox.NamedNode(predicate), None, ox.NamedNode(graph))
    return sorted(q.object.value for q in quads if isinstance(q.object, ox.NamedNode | ox.Literal))


def with_passages(store: ox.Store, table: Table, texts: Path) -> Table:
    """The table with the column `passages`: one line for each claim that a row names, in the source's own words.

    Raises DataError where a text is missing or is not the one that was transcribed.
    """
    claims = [_claims(row) for row in table.rows]
    quoted = passages(store, {c for of_row in claims for c in of_row}, texts)
    rows: list[Row] = [
        (*row, ox.Literal("\n".join(str(quoted[c]) for c in of_row if c in quoted)))
        for row, of_row in zip(table.rows, claims, strict=True)
    ]
    return Table((*table.columns, PASSAGES), tuple(rows))


def _claims(row: Row) -> list[str]:
    return sorted({thing.value for cell in row for thing in _things(cell) if thing.value.startswith(str(CLAIM))})


def passages(store: ox.Store, claims: Iterable[str], texts: Path) -> Mapping[str, Quoted]:
    """The passages of claims, by the claims' IRIs, read from the texts in a folder; every digest is checked."""
    read: dict[str, str] = {}
    found: dict[str, Quoted] = {}
    faults: dict[str, Fault] = {}
    for claim in sorted(claims):
        for passage in _objects(store, ox.NamedNode(claim), str(PROV.wasQuotedFrom), str(G_PROVENANCE)):
            source, selector = (_one(store, passage, p) for p in (OA.hasSource, OA.hasSelector))
            name, start, end = (
                _one(store, source, CSTO.fileName),
                int(_one(store, selector, OA.start)),
                int(_one(store, selector, OA.end)),
            )
            try:
                text = read.setdefault(name, "") or (texts / name).read_bytes().decode("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                faults[name] = Fault(f"the text {texts / name} cannot be read: {error}", short(source))
                continue
            read[name] = text
            if digest(text[start:end].encode()) != _one(store, passage, CSTO.sha256):
                message = f"{texts / name} is not the text that was transcribed: the passage's digest differs"
                faults[claim] = Fault(message, short(claim), fix="bring back the original text")
                continue
            found[claim] = Quoted(claim, name, line_of(text, start), start, end, text[start:end])
    if faults:
        raise DataError(*faults.values())
    return found


def _one(store: ox.Store, subject: str, predicate: object) -> str:
    (value,) = _objects(store, ox.NamedNode(subject), str(predicate), str(G_PROVENANCE))
    return value
