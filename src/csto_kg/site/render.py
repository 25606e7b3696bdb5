"""Pages as HTML: one template for all of them, with every text escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from csto_kg.rdf.media import SUFFIXES
from csto_kg.site.addresses import ASK_PAGE, ONTOLOGY_PAGE, QUERIES_PAGE, RELEASE_PAGE, href, relative
from csto_kg.site.material import licence_name
from csto_kg.site.model import ClaimNote, SiteLink, SitePage, Text, ViewControls

__all__ = ["STATIC", "Renderer", "SiteHeader", "renderer", "report_link"]

STATIC: Final = Path(__file__).parent / "static"
"""The stylesheet and the other files that every site has as they are."""
_TEMPLATES: Final = Path(__file__).parent / "templates"
_NAVIGATION: Final = (
    ("Disagreements", "disagreements.html"),
    ("Search, A–Z", "a-z.html"),
    ("Sources", "sources.html"),
    ("Ask", ASK_PAGE),
    ("Queries", QUERIES_PAGE),
    ("Ontology", ONTOLOGY_PAGE),
    ("About", RELEASE_PAGE),
)
_LONGEST_DESCRIPTION: Final = 300


@dataclass(frozen=True, slots=True)
class SiteHeader:
    """What every page says of the site: its name and title, the release, the licence, and where to report errors.

    `address` is where the site is on the Web, with a slash at its end; empty where it is unknown.
    """

    name: str
    title: str
    release: str
    licence: str
    report: str = ""
    address: str = ""


class Renderer(Protocol):
    """Turns a page of a site into HTML; a server adds the controls by which its readers choose a view."""

    def __call__(self, page: SitePage, view: ViewControls | None = None) -> bytes:
        """The page as HTML; the same page always gives the same bytes."""


def renderer(site: SiteHeader, *, is_live: bool = False) -> Renderer:
    """What turns the pages of a site into HTML; `is_live` where a server gives them, which answers forms."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    template = environment.get_template("page.html")

    def render(page: SitePage, view: ViewControls | None = None) -> bytes:
        def rel(place: str) -> str:
            return relative(place, page.path)

        def link(of: SiteLink) -> Markup:
            return _link(of, page.path)

        def text(pieces: Text) -> Markup:
            return _text(pieces, page.path)

        def script_place(script: str) -> str:
            place, mark, query = script.partition("?")
            return f"{rel(place)}{mark}{query}"

        html = template.render(
            page=page,
            site=site,
            view=view,
            is_live=is_live,
            rel=rel,
            script_place=script_place,
            link=link,
            text=text,
            sources=_sources,
            navigation=_NAVIGATION,
            types=SUFFIXES,
            licence_name=licence_name(site.licence),
            description=_description(page),
            href=href,
            report=report_link(site, page),
        )
        return html.lstrip().encode()

    return render


def report_link(site: SiteHeader, page: SitePage) -> str:
    """Where a reader reports an error of a page: the address of the project, with the page and the release filled in."""
    subject = f"{page.title} ({page.path}, release {site.release[:12]})"
    if site.report.startswith("mailto:"):
        return f"{site.report}?subject={quote(f'{site.name}: {subject}', safe='')}"
    return site.report.replace("{page}", quote(subject, safe=""))


def _text(pieces: Text, page: str) -> Markup:
    return Markup("".join(escape(piece) if isinstance(piece, str) else _link(piece, page) for piece in pieces))


def _link(of: SiteLink, page: str) -> Markup:
    language = f' lang="{escape(of.language)}"' if of.language else ""
    words = escape(of.text)
    target = relative(of.path, page) if of.path else of.url if _IS_WEB(of.url) else ""
    target += f"?{of.query}" if of.query else ""
    if target:
        return Markup(f'<a href="{escape(target)}"{language}>{words}</a>')
    return Markup(f"<span{language}>{words}</span>") if language else words


_IS_WEB: Final = re.compile("https?://").match


def _sources(notes: Sequence[ClaimNote]) -> str:
    return ", ".join(dict.fromkeys(note.source for note in notes))


def _description(page: SitePage) -> str:
    """What a search engine shows below the title."""
    parts = (piece if isinstance(piece, str) else piece.text for text in page.lead for piece in (*text, " "))
    return " ".join("".join(parts).split())[:_LONGEST_DESCRIPTION]
