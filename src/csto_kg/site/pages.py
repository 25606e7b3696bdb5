"""Which pages and which other files a site has, each with what makes it: a folder takes all, a server one at a time."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias
from xml.sax.saxutils import escape

import pyoxigraph as ox

from csto_kg.ask.card import last_attested
from csto_kg.ask.graph import Graph
from csto_kg.project import Release
from csto_kg.release.store import namespaces_of
from csto_kg.site.addresses import ONTOLOGY_PAGE, QUERIES_PAGE, RELEASE_PAGE, href, page_of
from csto_kg.site.claims import page_of_claim
from csto_kg.site.contents import Contents
from csto_kg.site.disputes import page_of_conflict, page_of_conflicts
from csto_kg.site.home import HOME_PAGE, days_of_change, page_of_day, path_of_day
from csto_kg.site.listings import page_of_names, page_of_ontology, page_of_queries, page_of_release
from csto_kg.site.material import Material
from csto_kg.site.model import SitePage
from csto_kg.site.render import STATIC
from csto_kg.site.sources import page_of_source, page_of_sources
from csto_kg.site.things import page_of_thing
from csto_kg.vocab import CSTO, G_PROVENANCE

__all__ = [
    "FileMaker",
    "PageMaker",
    "dump_makers",
    "file_makers",
    "material_of",
    "page_makers",
    "page_on_day",
    "paged_things",
    "robots_file",
    "sitemap_file",
    "static_makers",
]

PageMaker: TypeAlias = Callable[[Material], SitePage]
"""Makes a page from a release; the same one makes it from the release as of another day."""
FileMaker: TypeAlias = Callable[[], bytes]
"""Makes a file that is no page."""

_DAY_PAGE: Final = re.compile(r"day/(\d{4}-\d\d-\d\d)\.html")


def material_of(graph: Graph, quads: Iterable[ox.Quad]) -> Material:
    """What the pages of a release are made from."""
    namespaces = namespaces_of(graph.store)
    day = last_attested(graph.sparql)
    return Material(Contents(quads), graph.labels, namespaces, graph.project.configuration, day)


def page_makers(material: Material, graph: Graph, files: Iterable[str]) -> dict[str, PageMaker]:
    """Every page of a site by its path; `files` are those with all data, for the page about the release."""
    days = days_of_change(material)
    things = paged_things(material)
    made: dict[str, PageMaker] = {HOME_PAGE: lambda of: page_of_day(of, of.day, days)}
    for day in days:
        if day != material.day:
            made[path_of_day(material, day)] = partial(page_of_day, day=day, days=days)
    of_iris: tuple[tuple[Callable[[Material, str], SitePage], Iterable[str]], ...] = (
        (page_of_thing, things),
        (page_of_conflict, material.conflicts),
        (page_of_claim, material.contents.of_class(str(CSTO.Claim), str(G_PROVENANCE))),
        (page_of_source, material.contents.of_class(str(CSTO.Source), str(G_PROVENANCE))),
    )
    for make, iris in of_iris:
        for iri in iris:
            made[page_of(material.addresses.of(iri))] = partial(_page_of_iri, make=make, iri=iri)
    return made | _listing_makers(graph, things, tuple(files))


def _page_of_iri(material: Material, make: Callable[[Material, str], SitePage], iri: str) -> SitePage:
    return make(material, iri)


def _listing_makers(graph: Graph, things: list[str], files: tuple[str, ...]) -> dict[str, PageMaker]:
    """The pages that list, and those about the release as a whole."""
    counts = graph.manifest.get("counts")
    counted = counts if isinstance(counts, dict) else {}
    return {
        "a-z.html": lambda material: page_of_names(material, things),
        "disagreements.html": page_of_conflicts,
        "sources.html": page_of_sources,
        QUERIES_PAGE: lambda _: page_of_queries(sorted(graph.queries.values(), key=lambda query: query.name)),
        ONTOLOGY_PAGE: page_of_ontology,
        RELEASE_PAGE: lambda material: page_of_release(material, graph.release, counted, files),
    }


def page_on_day(material: Material, path: str) -> SitePage | None:
    """The page of a day by its path, of any day, whether something changed on it or not; None for another path."""
    found = _DAY_PAGE.fullmatch(path)
    if found is None:
        return None
    try:
        day = date.fromisoformat(found[1])
    except ValueError:  # no day of the calendar
        return None
    return page_of_day(material, day, days_of_change(material))


def paged_things(material: Material) -> list[str]:
    """The things with a page of their own that is not that of a conflict, in order."""
    found: dict[str, str] = {}
    conflicts = material.conflict_set
    for iri in sorted(material.contents.iris):
        place = material.addresses.of(iri)
        if place.startswith("id/") and "#" not in place and iri not in conflicts:
            found.setdefault(place, iri)
    return sorted(found.values())


def static_makers() -> Mapping[str, FileMaker]:
    """The files that every site has as they are, by their paths."""
    paths = sorted(path for path in STATIC.rglob("*") if path.is_file())
    return {path.relative_to(STATIC).as_posix(): path.read_bytes for path in paths}


def file_makers(graph: Graph) -> Mapping[str, FileMaker]:
    """The files other than pages that are made from a release, by their paths: those that a server gives too."""
    return dump_makers(Release(graph.folder))


def dump_makers(release: Release) -> Mapping[str, FileMaker]:
    """The files with the whole release, packed."""
    paths = (release.nquads, release.jsonld, release.findings)
    made: dict[str, FileMaker] = {f"{path.name}.gz": partial(_packed, path) for path in paths if path.is_file()}
    if release.packed.is_file():
        made[release.packed.name] = release.packed.read_bytes
    return made


def _packed(path: Path) -> bytes:
    # Without the time in the head of the file, which would differ each time.
    return gzip.compress(path.read_bytes(), mtime=0)


def robots_file(address: str, apart: Iterable[str] = ()) -> bytes:
    """What robots may read: everything but the paths that are `apart`; with the list of pages where the address is known."""
    sitemap = f"Sitemap: {_base(address)}sitemap.xml\n" if address else ""
    kept_out = "".join(f"Disallow: {path}\n" for path in apart)
    return f"User-agent: *\nAllow: /\n{kept_out}{sitemap}".encode()


def _base(address: str) -> str:
    return address if address.endswith("/") else f"{address}/"


def sitemap_file(address: str, paths: Iterable[str]) -> bytes:
    """The list of the pages for search engines, with their addresses in full."""
    listed = "\n".join(f"<url><loc>{escape(_base(address) + href(path))}</loc></url>" for path in paths)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return f"{head}\n{listed}\n</urlset>\n".encode()
