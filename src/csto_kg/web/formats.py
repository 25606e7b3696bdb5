"""The formats of answers: the offers, the choice among them, the writers, and the limit on size."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.ask.evidence import AGAINST, FOR
from csto_kg.queries.stored import StoredQuery
from csto_kg.rdf.media import DATASETS, GRAPHS, HTML, JSON, RESULTS, SUFFIXES, best_offer
from csto_kg.rdf.results import Table, as_sparql_json, text_of
from csto_kg.rdf.serialize import write
from csto_kg.rdf.terms import Term
from csto_kg.web.jobs import RefusedRequestError, as_json, too_large

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# The engine's formats of SPARQL results by the names that `rdf.media` gives them.
RESULT_FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
# The formats on offer for each kind of answer, in the order of preference.
GRAPH_OFFERS = (*GRAPHS, HTML)
# Of a thing too what each claim says of it. What a claim says stands in its own graph, so there a format of graphs is first.
THING_OFFERS = (*GRAPHS, *DATASETS, HTML)
CLAIM_OFFERS = (*DATASETS, *GRAPHS, HTML)
RESULT_OFFERS = (*RESULTS, HTML)
STORED_OFFERS = (JSON, *(t for t in RESULTS if t != JSON), HTML)


def endings(offers: Iterable[str]) -> str:
    """The endings of addresses that choose one of the media types offered, for messages."""
    offered = set(offers)
    return ", ".join(f".{suffix}" for suffix, media_type in SUFFIXES.items() if media_type in offered)


class BoundedBuffer(io.BytesIO):
    """A buffer that refuses to grow beyond `max_bytes`: writing more raises RefusedError."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__()
        self.max_bytes = max_bytes

    def write(self, part: ReadableBuffer, /) -> int:
        """Write a part and return its length in bytes. Raises RefusedError where it does not fit."""
        if self.tell() + memoryview(part).nbytes > self.max_bytes:
            raise too_large(self.max_bytes)
        return super().write(part)


def negotiated(accept: str | None, offers: Iterable[str]) -> str:
    """The media type to answer with out of `offers`, by the value of an `Accept` header. Raises RefusedError for none."""
    offered = tuple(offers)
    media_type = best_offer(accept, offered)
    if media_type is None:
        raise RefusedRequestError(
            406, f"none of the accepted media types can be given; there are: {', '.join(offered)}"
        )
    return media_type


def bounded(triples: Iterable[ox.Triple], max_bytes: int) -> list[ox.Triple]:
    """The triples, each once. Raises RefusedError once they are larger than `max_bytes` as text."""
    found: dict[ox.Triple, None] = {}
    size = 0
    for triple in triples:
        if triple not in found:
            size += len(str(triple))
            if size > max_bytes:
                raise too_large(max_bytes)
            found[triple] = None
    return list(found)


def graph_as(triples: Sequence[ox.Triple], format_name: str, context: Mapping[str, object]) -> bytes:
    """Triples as a graph without a name, in the byte-stable form of exports.

    `format_name` is one of the values of `rdf.media.GRAPHS`, `context` the JSON-LD context (the object under
    `@context`). Raises RefusedError where RDF/XML cannot write a property.
    """
    if format_name == "rdfxml":
        for t in triples:
            # An XML name must be cut off the end of the property; the writer would write what no parser reads.
            if not re.search(r"[A-Za-z_][\w.\-]*$", t.predicate.value):
                raise RefusedRequestError(
                    406, f"RDF/XML cannot write the property {t.predicate}: ask for another format"
                )
    if format_name == "jsonld" and not all(_is_plain(t) for t in triples):
        out = ox.serialize(triples, format=ox.RdfFormat.JSON_LD)
        assert out is not None
        return out
    return write(triples, format_name, context)


def _is_plain(triple: ox.Triple) -> bool:
    return isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal)


def rows_as_json(query: StoredQuery, table: Table) -> bytes:
    """The rows of a stored query as JSON of plain values: IRIs in full, lists as lists, None where a cell is unbound."""

    def cell(column: str, term: Term | None) -> object:
        if term is None:
            return None
        value = text_of(term)
        return value.split() if column in query.lists | {FOR, AGAINST} else value

    return as_json([{c: cell(c, v) for c, v in zip(table.columns, row, strict=True)} for row in table.rows])


def results_as(table: Table, format_: ox.QueryResultsFormat) -> bytes:
    """A table as SPARQL results. The engine writes only results that it has produced or parsed, so it parses JSON first."""
    document = as_sparql_json(table, indent=None).encode()
    if format_ == ox.QueryResultsFormat.JSON:
        return document
    solutions = ox.parse_query_results(document, format=ox.QueryResultsFormat.JSON)
    out = solutions.serialize(format=format_)
    assert out is not None
    return out
