"""Adds evidence to answers: the claims that support or contest each row, and the passages of those claims.

For a stored query, the claims are those on the things in the columns that its header lists under `evidence`. For any other
SPARQL query, they are those on every thing in the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from csto_kg.ask.answers import Answer
from csto_kg.errors import DataError, Fault
from csto_kg.rdf.results import Row, Table
from csto_kg.rdf.terms import Term
from csto_kg.read.quoted import Quoted
from csto_kg.read.texts import digest, line_of
from csto_kg.vocab import CSTO, G_FINDINGS, G_PROVENANCE, OA, PROV, short, within

__all__ = [
    "AGAINST",
    "FOR",
    "PARAPHRASES",
    "PASSAGES",
    "Evidence",
    "Quoted",
    "missing_texts",
    "passages",
    "with_claims",
    "with_paraphrases",
    "with_passages",
]

FOR: Final = "claims"
AGAINST: Final = "dissents"
PARAPHRASES: Final = "paraphrases"
PASSAGES: Final = "passages"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence for a thing, or the passage of a claim, as an answer; `quoted` has the passages by the claims' IRIs.

    `quoted` is empty where the source texts are not available.
    """

    subject: str
    is_claim: bool
    answer: Answer
    quoted: Mapping[str, Quoted]


_IRIS: Final = ("https://", "http://")


def with_claims(store: ox.Store, table: Table, things: Sequence[str] | None) -> Table:
    """The table with the columns `claims` and `dissents`, where it does not have them; no claim is in both in one row.

    `things` are the columns whose things have the evidence; None takes every column. A cell holds the IRIs of the claims
    in order, separated by spaces.
    """
    missing = [column for column in (FOR, AGAINST) if column not in table.columns]
    if not missing:
        return table
    at = [i for i, c in enumerate(table.columns) if things is None or c in things]
    within = [{thing for i in at for thing in _things(row[i])} for row in table.rows]
    every = frozenset[ox.NamedNode]().union(*within)
    sides = {
        column: {thing: frozenset(_objects(store, thing, str(predicate), str(G_FINDINGS))) for thing in every}
        for column, predicate in ((FOR, CSTO.attestedBy), (AGAINST, CSTO.contestedBy))
    }
    rows: list[Row] = []
    for row, about in zip(table.rows, within, strict=True):
        found = {column: {c for thing in about for c in claims[thing]} for column, claims in sides.items()}
        # A claim for one thing of the row and against another is against the row.
        found[FOR] -= found[AGAINST]
        rows.append((*row, *(ox.Literal(" ".join(sorted(found[column]))) for column in missing)))
    return Table((*table.columns, *missing), tuple(rows))


def _things(cell: Term | None) -> Iterable[ox.NamedNode]:
    """The things in a cell: the one, or the several of a list."""
    if isinstance(cell, ox.NamedNode):
        return (cell,)
    if isinstance(cell, ox.Literal) and cell.value.startswith(_IRIS):
        return tuple(ox.NamedNode(part) for part in cell.value.split() if part.startswith(_IRIS))
    return ()


def _objects(store: ox.Store, subject: ox.NamedNode, predicate: str, graph: str) -> list[str]:
    quads = store.quads_for_pattern(subject, ox.NamedNode(predicate), None, ox.NamedNode(graph))
    return sorted(q.object.value for q in quads if isinstance(q.object, ox.NamedNode | ox.Literal))


def with_paraphrases(store: ox.Store, table: Table) -> Table:
    """The table with the column `paraphrases`: one line for each claim that a row names, those for it first."""
    at = [table.columns.index(column) for column in (FOR, AGAINST) if column in table.columns]
    known: dict[str, str] = {}
    rows: list[Row] = []
    for row in table.rows:
        lines = []
        for i in at:
            sign = "against" if table.columns[i] == AGAINST else "for"
            for claim in sorted(thing.value for thing in _things(row[i])):
                if claim not in known:
                    texts = _objects(store, ox.NamedNode(claim), str(CSTO.paraphrase), str(G_PROVENANCE))
                    known[claim] = " ".join(" ".join(texts).split())
                lines.append(f"{short(claim)} ({sign}): {known[claim]}")
        rows.append((*row, ox.Literal("\n".join(lines))))
    return Table((*table.columns, PARAPHRASES), tuple(rows))


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
    return sorted({thing.value for cell in row for thing in _things(cell) if within(thing.value, "claim")})


def passages(store: ox.Store, claims: Iterable[str], texts: Path) -> Mapping[str, Quoted]:
    """The passages of claims, by the claims' IRIs, read from the source texts in the folder `texts`.

    Every digest is checked, of the files and of the passages; what is of a missing text is left out. Raises DataError with
    every text that is not the one that was transcribed, and with the passages that this hits, and where no text is there.
    """
    missing = {name for _, name in missing_texts(store, texts)}
    every = (place for claim in sorted(claims) for place in _places(store, claim))
    places = [place for place in every if place.file not in missing]
    files: dict[str, str] = {}
    faults: list[Fault] = []
    for name, source in sorted({(p.file, p.source) for p in places}):
        try:
            data = (texts / name).read_bytes()
            files[name] = data.decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            faults.append(Fault(f"the text {texts / name} cannot be read: {error}", short(source)))
            continue
        expected = _one(store, source, CSTO.sha256)
        if digest(data) != expected:
            message = (
                f"{texts / name} is not the text that was transcribed: its SHA-256 is {digest(data)}, not {expected}"
            )
            faults.append(Fault(message, short(source), fix="bring back the original text"))
    readable = [p for p in places if p.file in files]
    faults += [fault for place in readable for fault in place.faults(files[place.file])]
    if faults:
        raise DataError(*faults)
    return {place.claim: place.quoted(files[place.file]) for place in readable}


def missing_texts(store: ox.Store, texts: Path) -> tuple[tuple[str, str], ...]:
    """The sources whose files are not in the folder `texts`, each with the file's name; none where the folder has no text.

    A folder without any of the texts is the wrong one, which reading them then reports.
    """
    graph = ox.NamedNode(str(G_PROVENANCE))
    quads = store.quads_for_pattern(None, ox.NamedNode(str(CSTO.fileName)), None, graph)
    files = sorted(
        (short(q.subject.value), q.object.value)
        for q in quads
        if isinstance(q.subject, ox.NamedNode) and isinstance(q.object, ox.Literal)
    )
    missing = tuple((source, name) for source, name in files if not (texts / name).exists())
    return missing if len(missing) < len(files) else ()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the passage of a claim stands, and the digest of its text."""

    claim: str
    source: str
    file: str
    start: int
    end: int
    sha256: str

    def faults(self, text: str) -> Iterable[Fault]:
        found = digest(text[self.start : self.end].encode())
        if found != self.sha256:
            where = f"the passage at {self.file}:{line_of(text, self.start)}"
            yield Fault(f"{where} has SHA-256 {found}, not {self.sha256}", short(self.claim))

    def quoted(self, text: str) -> Quoted:
        line = line_of(text, self.start)
        return Quoted(self.claim, self.file, line, self.start, self.end, text[self.start : self.end])


def _places(store: ox.Store, claim: str) -> Iterable[_Place]:
    for passage in _objects(store, ox.NamedNode(claim), str(PROV.wasQuotedFrom), str(G_PROVENANCE)):
        source, selector = (_one(store, passage, p) for p in (OA.hasSource, OA.hasSelector))
        start, end = (int(_one(store, selector, p)) for p in (OA.start, OA.end))
        yield _Place(claim, source, _one(store, source, CSTO.fileName), start, end, _one(store, passage, CSTO.sha256))


def _one(store: ox.Store, subject: str, predicate: object) -> str:
    (value,) = _objects(store, ox.NamedNode(subject), str(predicate), str(G_PROVENANCE))
    return value
