"""The page that asks: the stored queries as forms, and an editor for SPARQL, answered by the browser or by an endpoint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from csto_kg.queries.stored import StoredQuery
from csto_kg.site.addresses import QUERIES_PAGE, RELEASE_PAGE
from csto_kg.site.ask_data import DATA_FILE, DUMP_FILE
from csto_kg.site.model import AskSection, SiteLink, SitePage, TableRow, TableSection, Text

__all__ = ["ASK_PAGE", "page_of_ask"]

ASK_PAGE: Final = "ask.html"
_START: Final = "ask/start.js"
_ENGINE: Final = "vendor/oxigraph.wasm.gz"
_POLICY: Final = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'"
"""What this page may do and no other: run the engine, in a worker, and fetch the data from its own site."""


def page_of_ask(queries: Iterable[StoredQuery], sizes: Mapping[str, int], endpoint: str = "") -> SitePage:
    """The page that asks the queries. `sizes` are those of the site's files in bytes, by path.

    With `endpoint`, the address of a SPARQL endpoint from this page, the questions are asked there; else the browser
    fetches the data and answers by itself.
    """
    rows = tuple(
        TableRow(
            ((query.question,), (SiteLink(query.name, f"{QUERIES_PAGE}#{query.name}"),)),
            query.name,
        )
        for query in queries
    )
    lead: Text = (f"Ask one of {len(rows)} stored questions with your own values, or write SPARQL.",)
    section = AskSection("Your question", DATA_FILE, endpoint or "", DUMP_FILE, _without_scripts(sizes))
    listed = TableSection("All stored questions", ("question", "name"), rows, "questions", is_folded=True)
    how = () if endpoint else (_how(sizes),)
    return SitePage(ASK_PAGE, "Ask", lead=(lead, *how), sections=(section, listed), scripts=(_START,), policy=_POLICY)


def _how(sizes: Mapping[str, int]) -> Text:
    engine, data = (_megabytes(sizes.get(path, 0)) for path in (_ENGINE, DUMP_FILE))
    return (
        f"Your browser answers by itself. At the first question it fetches a query engine ({engine}) and the data ({data}); "
        "no question leaves your machine.",
    )


def _without_scripts(sizes: Mapping[str, int]) -> Text:
    return (
        "To ask here takes a browser that runs scripts and WebAssembly. Without them: ",
        SiteLink("all data in one file", DUMP_FILE),
        f" (TriG, {_megabytes(sizes.get(DUMP_FILE, 0))}) for any SPARQL tool, ",
        SiteLink("further formats", f"{RELEASE_PAGE}#downloads"),
        ", and the ",
        SiteLink("stored queries", QUERIES_PAGE),
        ".",
    )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
