"""Answers as values of plain types, for programs and assistants: with all that is needed to quote them and invent nothing.

An answer has its sentences, the certainty of its rows, the claims for and against with the sources of each, what the rows do
not show, why there are none, the citation, and the hash of the release. The HTTP API and the assistants' tools both give it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, TypeAlias

import pyoxigraph as ox
from rdflib.namespace import DCTERMS

from csto_kg.ask.answers import Answer
from csto_kg.ask.citation import Citation, answer_digest
from csto_kg.ask.emptiness import EmptyReason, without_rows
from csto_kg.ask.labels import Labels
from csto_kg.ask.names import Names
from csto_kg.ask.notes import notes_on, notes_on_defaults, things_asked
from csto_kg.ask.relax import why_empty
from csto_kg.errors import Fault, UsageError
from csto_kg.queries.schemas import Schema
from csto_kg.queries.stored import StoredQuery, Values
from csto_kg.rdf.results import Table, text_of
from csto_kg.rdf.terms import Term
from csto_kg.read.texts import digest
from csto_kg.vocab import CSTO, G_PROVENANCE, root_of, short, within
from csto_kg.weigh.policy import CURATED, Policy

__all__ = [
    "ASIDES",
    "MOST_ROWS",
    "ROWS",
    "Opened",
    "PlainObject",
    "RowRange",
    "answer_document",
    "cells",
    "claims_and_sources",
    "faults_in",
    "rows_asked",
    "standing",
    "thing_cell",
]

PlainObject: TypeAlias = dict[str, Any]
"""A value of plain types, which JSON can hold."""

ROWS: Final = 25
"""How many rows a page has where nobody says."""
MOST_ROWS: Final = 1000
"""The most rows that a page can have."""

ASIDES: Final[Mapping[str, Schema]] = {
    "policy": {
        "type": "string",
        "description": "how conflicts are settled and whose claims count: curated (default), majority, most-precise, "
        "latest, only:SOURCE, without:SOURCE, assume:none",
    },
    "known-by": {
        "type": "string",
        "description": "count only sources published by then: YYYY-MM-DD, YYYY-MM or YYYY",
    },
    "limit": {
        "type": "integer",
        "minimum": 1,
        "maximum": MOST_ROWS,
        "default": ROWS,
        "description": "how many rows",
    },
    "offset": {
        "type": "integer",
        "minimum": 0,
        "default": 0,
        "description": "the first row, from 0",
    },
}
"""What every stored query takes besides its parameters, as JSON Schema."""

_COMMENTS: Final = (("paraphrase", CSTO.paraphrase), ("stance", CSTO.stance))
_OF_SOURCES: Final = (("title", DCTERMS.title), ("url", CSTO.url), ("archive", CSTO.archive))


@dataclass(frozen=True, slots=True)
class RowRange:
    """Which rows of an answer are given: `limit` of them from the row `offset`, counted from 0."""

    limit: int = ROWS
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """An open release as it is weighed: what things are called, the policy, the names of all assumptions.

    `release` is its hash, and `title` that of the graph.
    """

    names: Names
    labels: Labels
    policy: Policy
    assumptions: tuple[str, ...]
    release: str
    title: str

    @property
    def store(self) -> ox.Store:
        """The store with its graphs."""
        return self.names.store


def rows_asked(limit: str | None, offset: str | None) -> RowRange:
    """The page that is asked for by texts, None or an empty one for the default. Raises UsageError with every fault."""
    found, faults = [], []
    bounds = (("limit", limit, 1, MOST_ROWS, ROWS), ("offset", offset, 0, None, 0))
    for name, text, least, most, default in bounds:
        number = int(text) if text and text.isascii() and text.isdigit() and len(text) <= 12 else None
        if not text:
            found.append(default)
        elif number is None or number < least or (most is not None and number > most):
            fix = f"give a whole number from {least} to {most}" if most else f"give a whole number, {least} or more"
            faults.append(Fault(f"'{text}' is not how many rows there can be", name, fix=fix))
        else:
            found.append(number)
    if faults:
        raise UsageError(*faults)
    return RowRange(*found)


def faults_in(*steps: Callable[[], object]) -> tuple[Fault, ...]:
    """The faults of all steps that the caller can put right, so that nobody learns of them one after the other."""
    faults: list[Fault] = []
    for step in steps:
        try:
            step()
        except UsageError as error:
            faults += error.faults
    return tuple(faults)


def standing(opened: Opened, what: str) -> PlainObject:
    """What every document says: the release, how it is weighed, and in one line how `what` is cited."""
    by = f", as known by {opened.policy.known_by}" if opened.policy.known_by else ""
    rule = "" if opened.policy == replace(CURATED, known_by=opened.policy.known_by) else f", policy {opened.policy}"
    return {
        "release": opened.release,
        "policy": str(opened.policy),
        "known_by": _known_by(opened.policy),
        "cite": f"{opened.title}, release {opened.release}, {what}{rule}{by}",
    }


def answer_document(
    opened: Opened, query: StoredQuery, answer: Answer, page: RowRange, notes: Sequence[str] = ()
) -> PlainObject:
    """The answer to a stored query, one page of its rows; `notes` come before those that are made here."""
    assert answer.asked is not None
    values = answer.asked.values
    reason = None if answer.table.rows else why_empty(opened.names, opened.labels, query, values)
    said = answer.sentences if reason is None else without_rows(answer.sentences, reason)
    shown = answer.table.rows[page.offset : page.offset + page.limit]
    more = page.offset + page.limit < len(answer.table.rows)
    claims, sources = claims_and_sources(opened, shown)
    listed = _listed(values)
    return {
        "query": query.name,
        "question": query.question,
        "row": query.row,
        "parameters": listed,
        **standing(opened, " ".join((query.name, *(f"{k}={v}" for k, many in listed.items() for v in many)))),
        "sentences": list(said),
        "certainty": _certainty(answer.table),
        "total": len(answer.table.rows),
        "offset": page.offset,
        "limit": page.limit,
        "next_offset": page.offset + page.limit if more else None,
        "columns": list(answer.columns),
        "rows": [cells(opened.labels, answer.columns, row, answer.lists) for row in shown],
        "claims": claims,
        "sources": sources,
        "notes": [*notes, *_notes(opened, query, answer)],
        "empty": None if reason is None else _empty(reason),
        "citation": asdict(_citation(opened, query, answer)),
    }


def cells(
    labels: Labels, columns: Sequence[str], row: Sequence[Term | None], lists: Iterable[str] = ()
) -> dict[str, object]:
    """A row by its columns: a thing as its identifier, IRI and label; a claim as its identifier; None for an empty cell."""
    listed = frozenset(lists)
    return {
        column: [_part(part, labels) for part in text_of(cell).split()] if column in listed else _cell(cell, labels)
        for column, cell in zip(columns, row, strict=True)
    }


def thing_cell(iri: str, labels: Labels) -> dict[str, str]:
    """A thing as its identifier, its IRI, and what it is called."""
    return {"id": short(iri), "iri": iri, "label": labels.of(iri)}


def claims_and_sources(
    opened: Opened, rows: Iterable[Sequence[Term | None]]
) -> tuple[dict[str, PlainObject], dict[str, PlainObject]]:
    """What the claims say that the rows name, with the source of each; and these sources and those that the rows name."""
    parts = {part for row in rows for cell in row for part in text_of(cell).split() if root_of(part)}
    claims: dict[str, PlainObject] = {}
    named = {part for part in parts if within(part, "source") and "#" not in part}
    for iri in sorted(part for part in parts if within(part, "claim") and "/content" not in part):
        of = opened.labels.sources_of([iri])
        named.update(of)
        claims[short(iri)] = {"iri": iri, **_texts(opened.store, iri, _COMMENTS), "sources": [short(s) for s in of]}
    sources = {
        short(iri): {"iri": iri, "label": opened.labels.of(iri), **_texts(opened.store, iri, _OF_SOURCES)}
        for iri in sorted(named)
    }
    return claims, sources


def _texts(store: ox.Store, iri: str, wanted: Iterable[tuple[str, object]]) -> dict[str, str]:
    """What the provenance says of a claim or source under these properties, each once; left out where it says nothing."""
    node, graph = ox.NamedNode(iri), ox.NamedNode(str(G_PROVENANCE))
    found = {}
    for name, prop in wanted:
        terms = (q.object for q in store.quads_for_pattern(node, ox.NamedNode(str(prop)), None, graph))
        texts = sorted(
            short(t.value) if isinstance(t, ox.NamedNode) and name == "stance" else text_of(t) for t in terms
        )
        if texts:
            found[name] = " ".join(texts[0].rpartition("stance/")[2].split())
    return found


def _cell(cell: Term | None, labels: Labels) -> object:
    if cell is None:
        return None
    return _part(cell.value, labels) if isinstance(cell, ox.NamedNode) else text_of(cell)


def _part(text: str, labels: Labels) -> object:
    if within(text, "claim"):
        return short(text)
    return thing_cell(text, labels) if text.startswith(("https://", "http://")) else text


def _listed(values: Values) -> dict[str, list[str]]:
    return {name: [given] if isinstance(given, str) else list(given) for name, given in sorted(values.items())}


def _known_by(policy: Policy) -> str | None:
    return policy.known_by.isoformat() if policy.known_by else None


def _certainty(table: Table) -> dict[str, int] | None:
    """How many rows are certain, possible and so on; None where the answer does not say."""
    if "certainty" not in table.columns:
        return None
    at = table.columns.index("certainty")
    return dict(sorted(Counter(text_of(row[at]) for row in table.rows).items()))


def _notes(opened: Opened, query: StoredQuery, answer: Answer) -> tuple[str, ...]:
    asked = answer.asked
    assert asked is not None
    about = things_asked(query, asked.values, opened.names)
    return (
        *notes_on_defaults(query, asked.values, asked.days_added),
        *notes_on(answer.table, opened.store, opened.policy, opened.assumptions, about),
    )


def _empty(reason: EmptyReason) -> PlainObject:
    return {
        "sentence": reason.sentence,
        "unmet": list(reason.unmet),
        "contrary": list(reason.contrary),
        "instead": [
            {"sentence": r.sentence, "parameters": [dict(values) for values in r.values]} for r in reason.relaxations
        ],
    }


def _citation(opened: Opened, query: StoredQuery, answer: Answer) -> Citation:
    """The citation of the whole answer with its claims, as `csto-kg rerun` reads it."""
    assert answer.asked is not None
    return Citation(
        release=opened.release,
        query=query.name,
        query_sha256=digest(query.text.encode()),
        parameters=_listed(answer.asked.values),
        known_by=_known_by(opened.policy),
        policy=str(opened.policy),
        evidence=True,
        shape="json",
        width=0,
        answer_sha256=answer_digest(answer.table),
        language=opened.labels.language,
    )
