"""Pages that only a server has: the stored queries and SPARQL with their forms and answers, and errors for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

import pyoxigraph as ox

from csto_kg.ask.evidence import AGAINST, FOR
from csto_kg.errors import Fault
from csto_kg.queries.catalogue import defaults
from csto_kg.queries.header import without_header
from csto_kg.queries.stored import StoredQuery
from csto_kg.rdf.results import Table, text_of
from csto_kg.rdf.terms import Term
from csto_kg.site.model import (
    FormField,
    FormSection,
    ProseSection,
    Section,
    SiteLink,
    SitePage,
    TableRow,
    TableSection,
    Text,
    TextPart,
)
from csto_kg.vocab import root_of, short

__all__ = [
    "ASIDES",
    "endpoint_page",
    "listing_page",
    "problem_page",
    "query_form",
    "query_page",
    "results_page",
    "sparql_form",
]

ASIDES: Final = {
    "policy": "how conflicts are settled and whose claims count: curated, majority, most-precise, latest, only:SOURCE, "
    "without:SOURCE, assume:none, assume:RULE",
    "known-by": "only sources that can have been published by this day, or by the end of this month or year",
    "evidence": "yes gives each row the claims for and against it",
}
"""What every stored query takes besides its parameters, with the text of the field for it."""

_LANGUAGE: Final = "en"
_EXAMPLE: Final = """PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?membership ?member ?organization
WHERE { ?membership org:member ?member ; org:organization ?organization }
LIMIT 10"""
_ENDPOINT: Final = "sparql"
_QUERIES: Final = "query/"


def _link(iri: str, labels: Mapping[str, str]) -> SiteLink:
    """A link to what an IRI names, by its address here, which leads to its page; or on the Web."""
    words = labels.get(iri) or short(iri)
    root = root_of(iri)
    if root is not None and iri != root:
        return SiteLink(words, iri[len(root) :])
    return SiteLink(words, url=iri)


def _piece(term: Term | None, labels: Mapping[str, str]) -> TextPart:
    if term is None:
        return "–"
    if isinstance(term, ox.NamedNode):
        return _link(term.value, labels)
    if isinstance(term, ox.Literal):
        has_other = bool(term.language) and term.language != _LANGUAGE
        return SiteLink(term.value, language=term.language or "") if has_other else term.value
    return str(term)


def _table(table: Table, labels: Mapping[str, str], lists: Iterable[str] = ()) -> TableSection:
    listing = {*lists, FOR, AGAINST}

    def cell(column: str, term: Term | None) -> Text:
        if term is None or column not in listing:
            return (_piece(term, labels),)
        links = [_link(part, labels) for part in text_of(term).split()]
        return tuple(part for link in links for part in (", ", link))[1:]

    rows = tuple(TableRow(tuple(cell(c, v) for c, v in zip(table.columns, row, strict=True))) for row in table.rows)
    title = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    return TableSection(title, tuple(table.columns), rows, "rows")


def sparql_form(text: str = _EXAMPLE) -> FormSection:
    """The form for a query, with its text."""
    return FormSection("Ask in SPARQL", _ENDPOINT, (FormField("query", "Query", text, is_long=True),), "Ask", "ask")


def query_form(query: StoredQuery, values: Mapping[str, Sequence[str]]) -> FormSection:
    """The form of a stored query, with the values that it was asked with."""

    def given(name: str) -> str:
        return " ".join(values.get(name, ())[:1])

    fields = [
        FormField(p.name, f"{p.name}: {p.about}", given(p.name), ", ".join(defaults(p))) for p in query.parameters
    ]
    fields += [FormField(name, f"{name}: {about}", given(name)) for name, about in ASIDES.items()]
    return FormSection("Ask", f"{_QUERIES}{query.name}", tuple(fields), "Ask", "ask")


def query_page(
    query: StoredQuery,
    values: Mapping[str, Sequence[str]],
    table: Table,
    labels: Mapping[str, str],
    sentences: Sequence[str] = (),
    note: str = "",
) -> SitePage:
    """The page of a stored query: the answer in sentences and as a table, and the form with the values it was asked with.

    `labels` are those of the things in the table, by IRI; a `note` says what the rows do not show.
    """
    asked = urlencode([(name, value) for name, listed in values.items() for value in listed])
    data: list[TextPart] = [f"Each row is {query.row}. As data: "]
    for suffix in ("csv", "tsv", "json", "srj", "srx"):
        data += [" · "] if len(data) > 1 else []
        data.append(SiteLink(suffix.upper(), f"{_QUERIES}{query.name}.{suffix}", query=asked))
    said: tuple[Text, ...] = tuple((sentence,) for sentence in (*sentences, note) if sentence)
    sections: list[Section] = [
        ProseSection("Answer", (*said, tuple(data)), "answer"),
        replace(query_form(query, values), title="Ask with other values", is_folded=True),
        _table(table, labels, query.lists),
        replace(
            sparql_form(without_header(query.text)), title="The query in SPARQL", anchor="sparql", is_folded=True
        ),
    ]
    return SitePage(
        f"{_QUERIES}{query.name}",
        query.question,
        (SiteLink("Stored query", _QUERIES), f" · {query.name}"),
        sections=tuple(sections),
    )


def results_page(text: str, table: Table, path: str) -> SitePage:
    """The page of an answer to SPARQL, at the path of the endpoint: the answer, and the query (`text`) in its form."""
    return SitePage(path, "Answer", ("SPARQL",), sections=(_table(table, {}), sparql_form(text)))


def endpoint_page(note: str, path: str) -> SitePage:
    """The page of the endpoint: a form for a query, and a note on the graphs that it searches."""
    return SitePage(path, "SPARQL", lead=((note,),), sections=(sparql_form(),))


def listing_page(queries: Iterable[StoredQuery]) -> SitePage:
    """The page that lists the stored queries."""
    rows = tuple(TableRow(((SiteLink(q.name, f"{_QUERIES}{q.name}"),), (q.question,))) for q in queries)
    table = TableSection("All questions", ("name", "question"), rows, "all")
    lead: Text = (
        "Each is asked by a form, or by a program under its name. Programs find them all in ",
        SiteLink("/api/queries", "api/queries"),
        ", and what they take in ",
        SiteLink("/api/openapi.json", "api/openapi.json"),
        ".",
    )
    return SitePage(_QUERIES, "Questions", lead=(lead,), sections=(table,))


def problem_page(path: str, status: int, message: str, faults: Sequence[Fault], form: FormSection | None) -> SitePage:
    """The page of an error, at the path that was asked for: what is wrong, how to fix it, and the form as it was filled."""
    paragraphs: list[Text] = []
    for fault in faults or (Fault(message),):
        what = f"{fault.subject}: {fault.message}" if fault.subject else fault.message
        paragraphs.append((what,))
        paragraphs += [(f"To fix it: {fault.fix}",)] if fault.fix else []
    prose = ProseSection("What is wrong", tuple(paragraphs), "problem", is_quoted=True)
    titles = {404: "Nothing here", 503: "Not now", 429: "Too many requests"}
    title = titles.get(status) or HTTPStatus(status).phrase
    return SitePage(path, title, (f"Error {status}",), sections=(prose, form) if form else (prose,))
