"""Writes a release as a folder of files for any static host: pages, the data of each, dumps, and rules for redirects."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import pyoxigraph as ox

from csto_kg.ask.card import last_attested
from csto_kg.ask.changes import Changes
from csto_kg.ask.graph import Graph
from csto_kg.errors import Fault, FindingsError, MachineError, UsageError
from csto_kg.ontology import context_of
from csto_kg.project import Release, refuse_package
from csto_kg.release.folder import release_quads
from csto_kg.release.store import namespaces_of
from csto_kg.site.addresses import RELEASE_PAGE, href
from csto_kg.site.ask_data import DUMP_FILE, asking_files
from csto_kg.site.ask_page import page_of_ask
from csto_kg.site.changed import CHANGES_PAGE, page_of_changes
from csto_kg.site.claims import page_of_claim
from csto_kg.site.compare import page_of_comparison
from csto_kg.site.contents import Contents
from csto_kg.site.days import DAYS_FILE, DaysData, days_file
from csto_kg.site.disputes import page_of_conflict, page_of_conflicts
from csto_kg.site.dumps import dumps, packed_dumps
from csto_kg.site.finish import finding_files, finished
from csto_kg.site.home import HOME_PAGE, days_of_change, page_of_day
from csto_kg.site.linked_data import CONTEXT_FILE, data_files
from csto_kg.site.links import broken_links
from csto_kg.site.listings import page_of_names, page_of_ontology, page_of_queries, page_of_release
from csto_kg.site.material import Material
from csto_kg.site.model import SiteLink, SitePage
from csto_kg.site.redirects import redirect_rules
from csto_kg.site.release_pages import DOWNLOADS_PAGE, VALIDATION_FILE, ReleaseFiles, release_pages
from csto_kg.site.render import STATIC, SiteHeader, renderer
from csto_kg.site.schema_org import DataSet
from csto_kg.site.sources import page_of_source, page_of_sources
from csto_kg.site.things import page_of_thing
from csto_kg.vocab import CSTO, G_PROVENANCE

__all__ = ["SITE_MARK", "Progress", "Published", "material_of", "pages_of", "publish", "site_files"]

Progress = Callable[[str, str], None]
"""Called with the name of a step and what it did."""

SITE_MARK: Final = ".csto-kg-site"
"""The file by which a folder is known to be a site, which may be written again."""
_FORMATS: Final = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples"}
_MOST_BROKEN: Final = 20


@dataclass(frozen=True, slots=True)
class Published:
    """What was written: the number of pages and of all files, and their size in bytes."""

    pages: int
    files: int
    size: int


def publish(
    graph: Graph,
    output: Path,
    address: str = "",
    progress: Progress = lambda _step, _text: None,
    changes: Changes | None = None,
) -> Published:
    """Write the site of a release into a folder; the same release and address always give the same bytes.

    `address` is where the site will be on the Web, for the parts that need it (sitemap, redirects); every link is relative.
    With `changes` since an older release the site has a page of them. A site in the folder is replaced.

    Raises UsageError where the folder holds anything else, FindingsError where a link
    of the site leads nowhere, and MachineError where a file cannot be written.
    """
    _refuse_others(output)
    files = site_files(graph, address, progress, changes)
    broken = broken_links(files)
    if broken:
        raise FindingsError(
            *(
                Fault(problem, fix="report it: links between pages must lead somewhere")
                for problem in broken[:_MOST_BROKEN]
            )
        )
    progress("links", f"{sum(path.endswith('.html') for path in files)} pages, every link leads somewhere")
    try:
        _write(files, output)
    except OSError as error:
        raise MachineError(Fault(f"{error.filename or output} cannot be written: {error.strerror}")) from None
    size = sum(map(len, files.values()))
    return Published(sum(path.endswith(".html") for path in files), len(files), size)


def _refuse_others(output: Path) -> None:
    refuse_package(output)
    if output.exists() and not output.is_dir():
        raise UsageError(Fault(f"{output} is a file", fix="name a folder"))
    if output.is_dir() and any(output.iterdir()) and not (output / SITE_MARK).is_file():
        fix = "name another folder, or empty this one"
        raise UsageError(Fault(f"{output} holds files that are not those of a site", fix=fix))


def _write(files: dict[str, bytes], output: Path) -> None:
    if (output / SITE_MARK).is_file():
        shutil.rmtree(output)
    folders = {output / path for path in files}
    for folder in sorted({path.parent for path in folders}):
        folder.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        (output / path).write_bytes(content)


def site_files(
    graph: Graph,
    address: str = "",
    progress: Progress = lambda _step, _text: None,
    changes: Changes | None = None,
) -> dict[str, bytes]:
    """All files of the site of a release, by their paths."""
    # From the file: a store writes numbers in a form of its own.
    quads = tuple(release_quads(graph.folder))
    material = material_of(graph, quads)
    about = graph.project.configuration
    data: dict[str, bytes] = {}
    release = Release(graph.folder)
    context = context_of(graph.project)
    whole = dumps(release, quads, context)
    for path, content in data_files(
        quads, material.addresses, material.namespaces, whole[release.jsonld.name], context
    ):
        data[path] = content
    progress("data", f"{len(data)} files in {len(_FORMATS)} formats")
    packed = packed_dumps(whole)
    if release.validation.is_file():
        packed[VALIDATION_FILE] = release.validation.read_bytes()
    data |= packed
    data |= asking_files(material, graph, quads, context)
    data |= finding_files(material, paged_things(material), graph.queries.values())
    header = SiteHeader(
        about.name, about.title, graph.release, about.licence, about.report, _base(address) if address else ""
    )
    render = renderer(header)
    files = {}
    data_set = DataSet(graph.release, tuple(packed), frozenset((HOME_PAGE, RELEASE_PAGE, DOWNLOADS_PAGE)))
    asking = page_of_ask(graph.queries.values(), len(data[DUMP_FILE]))
    for page in (*pages_of(material, graph, {**packed, CONTEXT_FILE: data[CONTEXT_FILE]}, changes), asking):
        files[page.path] = render(finished(material, _with_data(page, data), data_set))
    progress("pages", f"{len(files)} pages")
    paths = sorted(files)
    files |= data
    files |= {path.relative_to(STATIC).as_posix(): path.read_bytes() for path in sorted(STATIC.rglob("*.*"))}
    files[DAYS_FILE] = days_file(DaysData(material))
    files["404.html"] = _NOT_FOUND
    files["w3id.htaccess"] = redirect_rules(material, address).encode()
    files["robots.txt"] = _robots(address)
    if address:
        files["sitemap.xml"] = _sitemap(address, paths)
    files[SITE_MARK] = f"{graph.release}\n".encode()
    return dict(sorted(files.items()))


def material_of(graph: Graph, quads: tuple[ox.Quad, ...]) -> Material:
    """What the pages of a release are made from."""
    namespaces = namespaces_of(graph.store)
    day = last_attested(graph.sparql)
    return Material(Contents(quads), graph.labels, namespaces, graph.project.configuration, day)


def pages_of(
    material: Material, graph: Graph, files: Mapping[str, bytes], changes: Changes | None = None
) -> Iterator[SitePage]:
    """Every page of a site; `files` are those with all data, for the pages about the release."""
    days = days_of_change(material)
    yield page_of_day(material, material.day, days)
    for day in days:
        if day != material.day:
            yield page_of_day(material, day, days)
    if comparison := page_of_comparison(DaysData(material)):
        yield comparison
    things = paged_things(material)
    for thing in things:
        yield page_of_thing(material, thing)
    for conflict in material.conflicts:
        yield page_of_conflict(material, conflict)
    for claim in material.contents.of_class(str(CSTO.Claim), str(G_PROVENANCE)):
        yield page_of_claim(material, claim)
    for source in material.contents.of_class(str(CSTO.Source), str(G_PROVENANCE)):
        yield page_of_source(material, source)
    counts = graph.manifest.get("counts")
    yield page_of_names(material, things)
    yield page_of_conflicts(material)
    yield page_of_sources(material)
    yield page_of_queries(sorted(graph.queries.values(), key=lambda query: query.name))
    yield page_of_ontology(material)
    packed = [name for name in sorted(files) if name.endswith(".gz")]
    about = page_of_release(material, graph.release, counts if isinstance(counts, dict) else {}, packed)
    yield replace(about, jumps=(*about.jumps, SiteLink("Changes", CHANGES_PAGE))) if changes is not None else about
    yield from release_pages(material, ReleaseFiles(graph.release, graph.manifest, files))
    if changes is not None:
        yield page_of_changes(material, changes)


def paged_things(material: Material) -> list[str]:
    """The things with a page of their own that is not that of a conflict, in order."""
    found: dict[str, str] = {}
    conflicts = material.conflict_set
    for iri in sorted(material.contents.iris):
        place = material.addresses.of(iri)
        if place.startswith("id/") and "#" not in place and iri not in conflicts:
            found.setdefault(place, iri)
    return sorted(found.values())


def _with_data(page: SitePage, data: dict[str, bytes]) -> SitePage:
    stem = page.path.removesuffix(".html")
    found = tuple(
        SiteLink(name, f"{stem}.{suffix}") for suffix, name in _FORMATS.items() if f"{stem}.{suffix}" in data
    )
    return replace(page, data=found)


_NOT_FOUND: Final = b"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Nothing here</title></head>
<body><main><h1>Nothing here</h1>
<p>No page has this address. The identifier may be misspelt, or not be in this release.</p></main></body>
</html>
"""


def _robots(address: str) -> bytes:
    sitemap = f"Sitemap: {_base(address)}sitemap.xml\n" if address else ""
    return f"User-agent: *\nAllow: /\n{sitemap}".encode()


def _base(address: str) -> str:
    return address if address.endswith("/") else f"{address}/"


def _sitemap(address: str, paths: list[str]) -> bytes:
    listed = "\n".join(f"<url><loc>{escape(_base(address) + href(path))}</loc></url>" for path in paths)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return f"{head}\n{listed}\n</urlset>\n".encode()
