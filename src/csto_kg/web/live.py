"""Pages and data in a worker: made when they are asked for, from the release or from what it is under another policy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox
from rdflib.namespace import RDF

from csto_kg.advice import did_you_mean
from csto_kg.ask.graph import Graph
from csto_kg.ask.labels import Labels
from csto_kg.ask.names import Names
from csto_kg.configuration import Configuration
from csto_kg.errors import Fault
from csto_kg.project import Project
from csto_kg.queries.days import last_day
from csto_kg.rdf.media import HTML, SUFFIXES
from csto_kg.rdf.serialize import FORMATS
from csto_kg.release.cache import user_cache
from csto_kg.release.folder import manifest_in, release_quads
from csto_kg.release.reweigh import assumption_names, publication_days
from csto_kg.site.addresses import relative
from csto_kg.site.finish import finished
from csto_kg.site.home import days_of_change
from csto_kg.site.material import Material
from csto_kg.site.pages import (
    FileMaker,
    PageMaker,
    data_set_of,
    file_makers,
    material_of,
    page_makers,
    page_on_day,
    sitemap_file,
)
from csto_kg.site.schema_org import DataSet
from csto_kg.vocab import G_PROVENANCE, G_REGISTER, short, within
from csto_kg.web.formats import THING_OFFERS, endings
from csto_kg.web.jobs import RefusedRequestError, Reply, Setup, as_json, too_large
from csto_kg.web.linked_data import IriIndex, iris_at, quads_as
from csto_kg.web.memento import LINK_FORMAT, TIMEMAP, timemap_of
from csto_kg.web.requests import shortened
from csto_kg.web.shown import (
    alternates,
    controls_of,
    html_of,
    live_renderer,
    security_policy,
    served_header,
    with_data,
)
from csto_kg.web.views import IriData, Look, Page, SiteView
from csto_kg.weigh.policy import CURATED, Policy, read_policy, undated

__all__ = ["CONTEXT_PATH", "KINDS", "SITEMAP_PATH", "LiveSite", "file_type"]

CONTEXT_PATH: Final = "context.jsonld"
SITEMAP_PATH: Final = "sitemap.xml"
_ENDPOINT: Final = "sparql"
KINDS: Final = ("id", "claim", "source", "finding", "bound", "dataset", "query", "graph", "ontology")
"""The first parts of the paths below the namespace that IRIs have."""
_ENDINGS: Final = {of.media_type: of.suffix for of in FORMATS.values()}
_TYPES: Final = {
    "css": "text/css",
    "gz": "application/gzip",
    "js": "text/javascript",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "wasm": "application/wasm",
    "xml": "application/xml",
}


def file_type(path: str) -> str:
    """The media type of a file by its name."""
    return _TYPES.get(path.rpartition(".")[2], "application/octet-stream")


@dataclass(frozen=True, slots=True, kw_only=True)
class _ServedProject(Project):
    """A project of which there is a release and nothing else."""

    about: Configuration

    @property
    def configuration(self) -> Configuration:
        """What describes the graph on its pages."""
        return self.about


class _ServedGraph(Graph):
    """A graph over a store that is open already."""

    def __init__(self, store: ox.Store, policy: Policy, setup: Setup) -> None:  # nothing is opened
        folder = setup.store.parent
        self.project = _ServedProject(folder, folder, about=setup.about)
        self.policy = policy
        self.folder = folder
        self.in_memory = True
        self.cache = user_cache(os.environ)
        self.store = store
        self.manifest = manifest_in(folder) or {}
        self.names = Names(store)
        self.labels = Labels(store)
        self._others = {policy: self}
        self.queries = setup.queries


class _HeldRelease:
    """A release under a policy, with what its pages and data are made from."""

    def __init__(self, graph: Graph, notes: tuple[str, ...], setup: Setup) -> None:
        self._context = setup.context
        self.graph = graph
        # From the file: a store writes some numbers in a form of its own. Of a reweighed release there is no file.
        quads = tuple(release_quads(graph.folder) if graph.policy.is_default else graph.store)
        self.material = material_of(graph, quads)
        self.index = IriIndex(self.material.contents, self.material.namespaces)
        self.render = live_renderer(served_header(graph.folder, setup.about))
        self.notes = notes
        self._quads = quads

    @cached_property
    def files(self) -> Mapping[str, FileMaker]:
        """The files other than pages and depend on the release, by their paths."""
        context = {"@context": self._context}
        made = file_makers(self.material, self.graph, self._quads, context)
        return {**made, CONTEXT_PATH: lambda: as_json(context)}

    @cached_property
    def makers(self) -> Mapping[str, PageMaker]:
        """The pages by their paths."""
        return page_makers(self.material, self.graph, self.files, endpoint=_ENDPOINT)

    @cached_property
    def whole(self) -> DataSet:
        """What search engines read of the release as a whole."""
        return data_set_of(self.graph, self.files)

    def on(self, view: SiteView) -> Material:
        """What pages are made from, as of the day of a view."""
        return self.material if view.day is None else self.material.on(view.day)


class LiveSite:
    """The site of a release: what a worker holds of it, and of the one reweighed release that was asked for last.

    `reweighed` opens the store of the release under a policy; by default it stays as it is. `plain` is what is made of the
    release already.
    """

    def __init__(
        self,
        store: ox.Store,
        setup: Setup,
        reweighed: Callable[[Policy], ox.Store] | None = None,
        plain: _HeldRelease | None = None,
    ) -> None:
        self._store = store
        self._setup = setup
        self._reweighed = reweighed or (lambda _: store)
        self._made = plain
        self._other: tuple[SiteView, _HeldRelease] | None = None

    @cached_property
    def _plain(self) -> _HeldRelease:
        return self._made or _HeldRelease(_ServedGraph(self._store, CURATED, self._setup), (), self._setup)

    def weighed_by(self, reweighed: Callable[[Policy], ox.Store]) -> LiveSite:
        """The same site with another way to weigh it again; what is made of the release is shared."""
        return LiveSite(self._store, self._setup, reweighed, self._plain)

    def prepare(self) -> None:
        """Make now what pages and data are made from, and not when the first is asked for."""
        _ = self._plain.makers

    def reply(self, job: Page | IriData | Look) -> Reply:
        """The reply to a job for a page, the data of an IRI, or where an IRI leads. Raises RefusedError for none."""
        # Where an IRI leads does not depend on the view; to weigh the claims again for it would take seconds.
        held = self._plain if isinstance(job, Look) else self._held(job.view.without_day)
        if isinstance(job, IriData):
            return _data(job, held, self._setup)
        file = _file(job, held)
        if file is not None:
            return file
        return _page(job, held) if isinstance(job, Page) else _lead(job, held)

    def _held(self, view: SiteView) -> _HeldRelease:
        if not view.is_reweighed:
            return self._plain
        if self._other is None or self._other[0] != view:
            known_by = last_day(view.known_by, "known-by") if view.known_by else None
            sources = publication_days(self._store)
            policy = read_policy(view.policy or None, known_by, sources, assumption_names(self._store))
            later = ", ".join(undated(policy, sources)) if view.known_by else ""
            notes = (f"Counted as known, though perhaps published later: {later}.",) if later else ()
            self._other = None  # before another is made: two are as much as there may be
            graph = _ServedGraph(self._reweighed(policy), policy, self._setup)
            self._other = view, _HeldRelease(graph, notes, self._setup)
        return self._other[1]


def _file(job: Page | Look, held: _HeldRelease) -> Reply | None:
    """A file other than a page, by its path."""
    if job.path == SITEMAP_PATH and isinstance(job, Page):
        return Reply(sitemap_file(job.base, sorted(held.makers)), file_type(job.path))
    if job.path.startswith(TIMEMAP) and isinstance(job, Page):
        path = job.path.removeprefix(TIMEMAP)
        if path not in held.makers:
            raise _nothing_at(job.path, held)
        return Reply(timemap_of(job.base, path, days_of_change(held.material)), LINK_FORMAT)
    make = held.files.get(job.path)
    return None if make is None else Reply(make(), file_type(job.path))


def _page(job: Page, held: _HeldRelease) -> Reply:
    material = held.on(job.view)
    make = held.makers.get(job.path)
    found = make(material) if make is not None else page_on_day(held.material, job.path)
    if found is None:
        raise _nothing_at(job.path.removesuffix(".html"), held)
    page = finished(material, with_data(found), held.whole)
    usual = held.material.day.isoformat() if held.material.day else ""
    html = html_of(held.render, page, controls_of(page, job.view, usual, held.notes), job.view)
    stem = page.data[0].path.rpartition(".")[0] if page.data else ""
    links = alternates(stem, "", page.path, job.view)
    if page.iri:
        links.append(f'<{_quoted(page.iri)}>; rel="canonical"')
    headers = {"Content-Security-Policy": security_policy(html)} | _linked(links)
    return Reply(html, HTML, headers=headers)


def _lead(job: Look, held: _HeldRelease) -> Reply:
    """Where an IRI leads: to its place on a page, or to its data. The address of an IRI is not that of a document."""
    iri = _iri(job.path, held)
    place = held.material.addresses.of(iri)
    if job.media_type == HTML:
        path, mark, anchor = relative(place, job.path).partition("#")
        query = job.view.query
    else:
        up = "../" * job.path.count("/")
        path, mark, anchor = f"{up}{_address(job.path)}.{_ENDINGS[job.media_type]}", "", ""
        query = job.view.without_day.query
    location = f"{path or place}{f'?{query}' if query else ''}{mark}{anchor}"
    links = alternates(job.path, place, job.path, job.view)
    return Reply(b"", "text/plain", 303, {"Location": location} | _linked(links))


def _data(job: IriData, held: _HeldRelease, setup: Setup) -> Reply:
    # The report of the checks ends like the data of an IRI.
    if make := held.files.get(f"{job.path}.{_ENDINGS[job.media_type]}"):
        return Reply(make(), job.media_type)
    iri = _iri(job.path, held)
    quads = held.index.quads(iri)
    if sum(len(str(quad)) for quad in quads) > setup.max_bytes:
        raise too_large(setup.max_bytes)
    body = quads_as(iri, quads, job.media_type, setup.context, f"{job.base}{CONTEXT_PATH}")
    at = f"{job.path}.{_ENDINGS[job.media_type]}"
    links = [f'<{_quoted(iri)}>; rel="describes"']
    links += alternates(job.path, held.material.addresses.of(iri), at, job.view)
    if setup.about.licence:
        links.append(f'<{_quoted(setup.about.licence)}>; rel="license"')
    return Reply(body, job.media_type, headers=_linked(links))


def _linked(links: list[str]) -> dict[str, str]:
    return {"Link": ", ".join(links)} if links else {}


def _address(path: str) -> str:
    return quote(path, safe="/:@!$&'()*+,;=-._~")


def _quoted(iri: str) -> str:
    """An IRI as a URI, as it can stand in a header."""
    return quote(iri, safe="/:@!$&'()*+,;=-._~#?%[]")


def _iri(path: str, held: _HeldRelease) -> str:
    """The IRI that a path stands for. Raises RefusedError where the release has nothing on it."""
    for iri in iris_at(path, held.material.namespaces):
        if held.index.has(iri):
            return iri
    raise _nothing_at(path, held)


def _nothing_at(path: str, held: _HeldRelease) -> RefusedRequestError:
    """The refusal of an address that nothing has: those near to it, or the formats where it ends like one."""
    iri = iris_at(path, held.material.namespaces)[0]
    if path.partition("/")[0] not in KINDS:
        paths = (
            "/",
            "/query/",
            "/api/queries",
            "/sparql",
            "/.well-known/void",
            "/dump/…",
            *(f"/{kind}/…" for kind in KINDS),
        )
        return RefusedRequestError(404, f"Not Found: /{shortened(path)}; there are {', '.join(paths)}")
    try:
        ox.NamedNode(iri)
    except ValueError:
        return RefusedRequestError(404, f"nothing can have the identifier {shortened(iri)}")
    stem, dot, suffix = path.rpartition(".")
    under = "" if held.graph.policy.is_default else f" under the policy {held.graph.policy}"
    message = f"the graph has nothing on {shortened(iri)}{under}"
    if dot and suffix in SUFFIXES:
        fix = f"ask for {shortened(stem)}; things have the formats {endings(THING_OFFERS)}"
    else:
        graph = str(G_REGISTER if within(iri, "id") else G_PROVENANCE)
        fix = did_you_mean(short(shortened(iri)), map(short, _declared(held, graph)))
    fault = Fault(message, fix=fix)
    return RefusedRequestError(404, str(fault), (fault,))


def _declared(held: _HeldRelease, graph: str) -> Iterator[str]:
    contents = held.material.contents
    return (iri for iri in contents.subjects(graph) if contents.values(iri, str(RDF.type), graph))
