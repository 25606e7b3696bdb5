"""How a server shows a page of the site: with controls for the view, with the view in every link, and with its data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from html import escape, unescape
from pathlib import Path
from typing import Final
from urllib.parse import quote

from csto_kg.configuration import Configuration
from csto_kg.rdf.media import SUFFIXES
from csto_kg.release.folder import manifest_in
from csto_kg.site.addresses import ASK_PAGE, ONTOLOGY_PAGE, QUERIES_PAGE, RELEASE_PAGE, relative
from csto_kg.site.home import HOME_PAGE
from csto_kg.site.model import FormField, SiteLink, SitePage, ViewControls
from csto_kg.site.pages import site_header
from csto_kg.site.release_pages import CITATION_PAGE, DOWNLOADS_PAGE, LICENCES_PAGE, VALIDATION_PAGE
from csto_kg.site.render import Renderer, SiteHeader, renderer
from csto_kg.vocab import root_of
from csto_kg.web.views import AS_OF, KNOWN_BY, POLICY, SiteView

__all__ = [
    "FORMATS_OF_DATA",
    "alternates",
    "controls_of",
    "html_of",
    "live_renderer",
    "security_policy",
    "served_header",
    "with_data",
]

FORMATS_OF_DATA: Final[Mapping[str, str]] = {
    "ttl": "Turtle",
    "trig": "TriG",
    "nq": "N-Quads",
    "nt": "N-Triples",
    "jsonld": "JSON-LD",
}
"""The formats of data that a page links to, by the endings of their addresses."""
# The pages that are about no single IRI, with the path of the data that they show.
_DATA_OF: Final = {ONTOLOGY_PAGE: "ontology", QUERIES_PAGE: "graph/queries", RELEASE_PAGE: "dataset"}
_WITHOUT_VIEW: Final = frozenset(
    (ASK_PAGE, QUERIES_PAGE, ONTOLOGY_PAGE, CITATION_PAGE, LICENCES_PAGE, DOWNLOADS_PAGE, VALIDATION_PAGE)
)
_DAYS: Final = "day/"
_SAFE: Final = "/:@!$&'()*+,;=-._~"

# What the template writes has double quotes around every attribute.
_LINK: Final = re.compile(r' href="((?![a-z][a-z0-9+.-]*:|//)[^"#?]*\.(?:html|ttl|trig|nq|nt|jsonld))(#[^"]*)?"')
# The files that scripts read, which are of the view too.
_DATA_LINK: Final = re.compile(r' data-(days|queries|search)="([^"?:]*)"')
_PLAIN: Final = " data-plain>"
_POLICY: Final = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


@lru_cache(maxsize=4)
def served_header(folder: Path, about: Configuration) -> SiteHeader:
    """What every page says of the release in a folder."""
    release = (manifest_in(folder) or {}).get("release")
    return site_header(about, release if isinstance(release, str) else "")


@lru_cache(maxsize=4)
def live_renderer(header: SiteHeader) -> Renderer:
    """What turns pages into HTML for a server; its template is read once."""
    return renderer(header, is_live=True)


def with_data(page: SitePage) -> SitePage:
    """A page with links to its data: that of what it is about."""
    root = root_of(page.iri)
    stem = page.iri[len(root) :] if root is not None else _DATA_OF.get(page.path, "")
    links = (SiteLink(name, f"{stem}.{suffix}") for suffix, name in FORMATS_OF_DATA.items() if stem)
    return replace(page, data=tuple(links))


def controls_of(page: SitePage, view: SiteView, usual_day: str, notes: Iterable[str]) -> ViewControls | None:
    """The form by which readers choose a view of a page; the first page takes the place of that of a day.

    None for pages that are the same in every view.
    """
    if page.path in _WITHOUT_VIEW:
        return None
    is_of_day = page.path.startswith(_DAYS)
    day = page.path.removeprefix(_DAYS).removesuffix(".html") if is_of_day else view.as_of
    fields = (
        FormField(AS_OF, "As of a day, a month or a year", day, usual_day),
        FormField(KNOWN_BY, "Only from what was published by", view.known_by, "any day"),
        FormField(POLICY, "Policy: how conflicts are settled, and whose claims count", view.policy, "curated"),
    )
    return ViewControls(HOME_PAGE if is_of_day else page.path, fields, view.words, tuple(notes))


def html_of(render: Renderer, page: SitePage, controls: ViewControls | None, view: SiteView) -> bytes:
    """A page as HTML, with the view in every link to another page of the release."""
    html = render(page, controls)
    return _carried(html.decode(), view).encode() if view.query else html


def _carried(html: str, view: SiteView) -> str:
    """The links of a page with its view; those to the page of a day, and to data, without its day."""

    def with_view(link: re.Match[str]) -> str:
        path, anchor = link[1], link[2] or ""
        is_plain = html.startswith(_PLAIN, link.end())
        is_of_day = path.removeprefix("../").startswith(_DAYS)
        of = view if path.endswith(".html") and not is_of_day else view.without_day
        query = f"?{escape(of.query)}" if of.query and not is_plain else ""
        return f' href="{path}{query}{anchor}"'

    read = view.without_day.query
    linked = _LINK.sub(with_view, html)
    return _DATA_LINK.sub(rf' data-\g<1>="\g<2>?{escape(read)}"', linked) if read else linked


def security_policy(html: bytes) -> str:
    """What a page may do, as it says itself, for the header; and that no other page may frame it."""
    found = _POLICY.search(html[:4000].decode(errors="replace"))
    return f"{unescape(found[1])}; frame-ancestors 'none'" if found else ""


def alternates(stem: str, page: str, at: str, view: SiteView) -> list[str]:
    """The links of a header `Link` to the other forms of what a path gives: its page and its data, from the address `at`.

    `stem` is the path of the IRI; `page` is the place of its page, empty for none.
    """
    links = []
    if page:
        query = f"?{view.query}" if view.query else ""
        path, mark, anchor = relative(page, at).partition("#")
        links.append(f'<{path}{query}{mark}{anchor}>; rel="alternate"; type="text/html"')
    query = f"?{view.without_day.query}" if view.is_reweighed else ""
    up = "../" * at.count("/")
    for suffix in FORMATS_OF_DATA if stem else ():
        links.append(
            f'<{up}{quote(f"{stem}.{suffix}", safe=_SAFE)}{query}>; rel="alternate"; type="{SUFFIXES[suffix]}"'
        )
    return links
