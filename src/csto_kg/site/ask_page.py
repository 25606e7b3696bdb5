"""The page that asks: the stored queries as forms, and an editor for SPARQL, answered by the browser or by an endpoint."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from csto_kg.queries.stored import StoredQuery
from csto_kg.site.addresses import ASK_PAGE, QUERIES_PAGE, RELEASE_PAGE
from csto_kg.site.ask_data import DATA_FILE, DUMP_FILE
from csto_kg.site.bundled import VENDOR
from csto_kg.site.model import AskSection, SiteLink, SitePage, TableRow, TableSection, Text

__all__ = ["page_of_ask"]

_ENGINE: Final = "oxigraph.wasm.gz"
_POLICY: Final = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'"
"""What this page may do and no other: run the engine, in a worker, and fetch the data from its own site."""


def page_of_ask(queries: Iterable[StoredQuery], dump_size: int, endpoint: str = "") -> SitePage:
    """The page that asks the queries; `dump_size` is the size of the data in bytes.

    With `endpoint`, the address of a SPARQL endpoint from this page, the questions are asked there; else the browser
    fetches the data and answers by itself.
    """
    rows = tuple(
        TableRow(((query.question,), (SiteLink(query.name, f"{QUERIES_PAGE}#{query.name}"),)), query.name)
        for query in sorted(queries, key=lambda query: query.name)
    )
    lead: Text = (f"Ask one of {len(rows)} stored questions with your own values, or write SPARQL.",)
    section = AskSection("Your question", DATA_FILE, endpoint, DUMP_FILE, _without_scripts(dump_size))
    listed = TableSection("All stored questions", ("question", "name"), rows, "questions", is_folded=True)
    how = () if endpoint else (_how(dump_size),)
    return SitePage(ASK_PAGE, "Ask", lead=(lead, *how), sections=(section, listed), policy=_POLICY)


def _how(dump_size: int) -> Text:
    engine = _megabytes((VENDOR / _ENGINE).stat().st_size)
    return (
        f"Your browser answers by itself. At the first question it fetches a query engine ({engine}) and the data "
        f"({_megabytes(dump_size)}); no question leaves your machine.",
    )


def _without_scripts(dump_size: int) -> Text:
    return (
        "To ask here takes a browser that runs scripts and WebAssembly. Without them: ",
        SiteLink("all data in one file", DUMP_FILE),
        f" (TriG, {_megabytes(dump_size)}) for any SPARQL tool, ",
        SiteLink("further formats", f"{RELEASE_PAGE}#downloads"),
        ", and the ",
        SiteLink("stored queries", QUERIES_PAGE),
        ".",
    )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
