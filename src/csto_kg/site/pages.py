"""Which pages and which other files a site has, each with what makes it: a folder takes all, a server one at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Final, TypeAlias
from xml.sax.saxutils import escape

import pyoxigraph as ox

from csto_kg.ask.card import last_attested
from csto_kg.ask.graph import Graph
from csto_kg.configuration import Configuration
from csto_kg.project import Release
from csto_kg.release.store import namespaces_of
from csto_kg.site.addresses import ASK_PAGE, ONTOLOGY_PAGE, QUERIES_PAGE, RELEASE_PAGE, href, page_of
from csto_kg.site.ask_data import DUMP_FILE, asking_files
from csto_kg.site.ask_page import page_of_ask
from csto_kg.site.claims import page_of_claim
from csto_kg.site.compare import COMPARE_PAGE, page_of_comparison
from csto_kg.site.contents import Contents
from csto_kg.site.days import DAYS_FILE, DaysData, days_file, path_of_day
from csto_kg.site.disputes import page_of_conflict, page_of_conflicts
from csto_kg.site.dumps import dumps
from csto_kg.site.finish import finding_files
from csto_kg.site.home import HOME_PAGE, days_of_change, page_of_day
from csto_kg.site.linked_data import CONTEXT_FILE
from csto_kg.site.listings import page_of_names, page_of_ontology, page_of_queries, page_of_release
from csto_kg.site.material import Material
from csto_kg.site.model import SitePage
from csto_kg.site.release_pages import (
    CITATION_PAGE,
    DOWNLOADS_PAGE,
    LICENCES_PAGE,
    VALIDATION_FILE,
    VALIDATION_PAGE,
    ReleaseFiles,
    page_of_citation,
    page_of_downloads,
    page_of_licences,
    page_of_validation,
)
from csto_kg.site.render import STATIC, SiteHeader
from csto_kg.site.schema_org import DataSet
from csto_kg.site.sources import page_of_source, page_of_sources
from csto_kg.site.things import page_of_thing
from csto_kg.vocab import CSTO, G_PROVENANCE

__all__ = [
    "FileMaker",
    "PageMaker",
    "data_set_of",
    "file_makers",
    "material_of",
    "page_makers",
    "page_on_day",
    "paged_things",
    "robots_file",
    "site_header",
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


def page_makers(
    material: Material, graph: Graph, files: Mapping[str, FileMaker], endpoint: str = ""
) -> dict[str, PageMaker]:
    """Every page of a site by its path; `files` are the others, for the pages about the release.

    With `endpoint`, the address of a SPARQL endpoint, the page that asks sends its questions there.
    """
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
    if page_of_comparison(DaysData(material)):
        made[COMPARE_PAGE] = _page_of_comparison
    asking = partial(_page_of_asking, graph=graph, dump=files[DUMP_FILE], endpoint=endpoint)
    return made | {ASK_PAGE: asking} | _listing_makers(graph, things, files)


def _page_of_iri(material: Material, make: Callable[[Material, str], SitePage], iri: str) -> SitePage:
    return make(material, iri)


def _page_of_comparison(material: Material) -> SitePage:
    page = page_of_comparison(DaysData(material))
    assert page is not None, "there is something to compare, whatever the day"
    return page


def _page_of_asking(_: Material, graph: Graph, dump: FileMaker, endpoint: str) -> SitePage:
    return page_of_ask(graph.queries.values(), 0 if endpoint else len(dump()), endpoint)


def _listing_makers(graph: Graph, things: list[str], files: Mapping[str, FileMaker]) -> dict[str, PageMaker]:
    """The pages that list, and those about the release as a whole."""
    counts = graph.manifest.get("counts")
    counted = counts if isinstance(counts, dict) else {}
    whole = {name: files[name] for name in _whole(graph, files)}
    packed = [name for name in whole if name.endswith(".gz")]

    def release_files() -> ReleaseFiles:
        return ReleaseFiles(graph.release, graph.manifest, {name: make() for name, make in whole.items()})

    return {
        "a-z.html": lambda material: page_of_names(material, things),
        "disagreements.html": page_of_conflicts,
        "sources.html": page_of_sources,
        QUERIES_PAGE: lambda _: page_of_queries(sorted(graph.queries.values(), key=lambda query: query.name)),
        ONTOLOGY_PAGE: page_of_ontology,
        RELEASE_PAGE: lambda material: page_of_release(material, graph.release, counted, packed),
        CITATION_PAGE: lambda material: page_of_citation(material, graph.release),
        LICENCES_PAGE: page_of_licences,
        DOWNLOADS_PAGE: lambda _: page_of_downloads(release_files()),
        VALIDATION_PAGE: lambda material: page_of_validation(material, release_files()),
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


def file_makers(
    material: Material, graph: Graph, quads: Iterable[ox.Quad], context: Mapping[str, object]
) -> dict[str, FileMaker]:
    """The files other than pages that are made from a release, by their paths: those that a server gives too.

    `context` is that of its JSON-LD.
    """
    release = Release(graph.folder)
    made: dict[str, FileMaker] = {**dumps(release, quads, context), **asking_files(material, graph, quads, context)}
    if release.validation.is_file():
        made[VALIDATION_FILE] = release.validation.read_bytes
    made |= finding_files(material, paged_things(material), graph.queries.values())
    return made | {DAYS_FILE: lambda: days_file(DaysData(material))}


def site_header(about: Configuration, release: str, address: str = "") -> SiteHeader:
    """What every page says of the site of a release, which lies at an address, where that is known."""
    return SiteHeader(
        about.name, about.title, release, about.licence, about.report, _base(address) if address else ""
    )


def data_set_of(graph: Graph, files: Iterable[str]) -> DataSet:
    """What search engines read of the release as a whole; `files` are those beside the pages."""
    whole = _whole(graph, files)
    packed = tuple(name for name in whole if name != CONTEXT_FILE)
    return DataSet(graph.release, packed, frozenset((HOME_PAGE, RELEASE_PAGE, DOWNLOADS_PAGE)))


def _whole(graph: Graph, files: Iterable[str]) -> list[str]:
    """Those of the files that are about the release as a whole, in order."""
    release = Release(graph.folder)
    names = (*(f"{path.name}.gz" for path in (release.nquads, release.jsonld, release.findings)), VALIDATION_FILE)
    return sorted({*names, CONTEXT_FILE} & set(files))


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
