"""The routes of the web server, and the app made from them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from functools import partial
from pathlib import Path
from typing import Final

import anyio
import pyoxigraph as ox
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from csto_kg.advice import did_you_mean
from csto_kg.configuration import Configuration
from csto_kg.errors import Fault, UsageError
from csto_kg.project import Release
from csto_kg.queries.stored import StoredQuery
from csto_kg.rdf.media import DATASETS, GRAPHS, HTML, JSON, SUFFIXES, best_offer, content_type
from csto_kg.release.metadata import dataset_iri
from csto_kg.release.store import namespaces_of, open_store
from csto_kg.site.addresses import RELEASE_PAGE, relative
from csto_kg.site.model import SitePage
from csto_kg.site.pages import static_makers
from csto_kg.vocab import Namespaces
from csto_kg.web.api import Api
from csto_kg.web.formats import GRAPH_OFFERS, STORED_OFFERS, THING_OFFERS, endings, graph_as, negotiated
from csto_kg.web.forms import endpoint_page, listing_page, problem_page, query_form, sparql_form
from csto_kg.web.jobs import (
    PROBLEM,
    Job,
    RefusedRequestError,
    Reply,
    Setup,
    Stored,
    as_json,
    refusal_of,
)
from csto_kg.web.limits import MAX_BYTES, Limits, lanes_for
from csto_kg.web.metadata import dumps_in, metadata_of, of_dataset, with_addresses
from csto_kg.web.pool import Pool
from csto_kg.web.releases import check_files
from csto_kg.web.requests import accepted, base_of, endpoint_of, pairs_of, shortened, sparql_job, without_suffix
from csto_kg.web.resources import Resources
from csto_kg.web.respond import KeptReplies, has_already, kept_reply, refuse_other_than, response_of
from csto_kg.web.service import DEFAULT_GRAPH_NOTE, service_description
from csto_kg.web.shown import live_renderer, security_policy, served_header


def _response(reply: Reply) -> Response:
    headers = {"Content-Type": content_type(reply.media_type), **(reply.headers or {})}
    return Response(reply.body, reply.status, headers)


async def _answered(pool: Pool, job: Job) -> Reply:
    """The reply to a job. Raises RefusedError where it is an error, so that every error is given in the same way."""
    reply = await pool.ask(job)
    if reply.status >= 400:
        raise refusal_of(reply)
    return reply


@dataclass(frozen=True, slots=True)
class Site:
    """The routes over one release."""

    release: str
    queries: Mapping[str, StoredQuery]
    context: Mapping[str, object]
    pool: Pool
    about: Configuration
    namespaces: Namespaces
    folder: Path
    metadata: tuple[ox.Triple, ...]
    resources: Resources
    graphs: tuple[str, ...]

    def routes(self) -> list[Route]:
        """Every route; Starlette answers HEAD where it answers GET. What no other has is an address of the site."""
        return [
            *Api(self.release, self.queries, self.about, self.pool.ask).routes(),
            *(Route(path, self.sparql, methods=["GET", "POST"]) for path in ("/sparql", "/sparql/")),
            Route("/query/", self.listing),
            Route("/query/{name}", self.query),
            *(Route(path, self.dataset) for path in ("/.well-known/void", "/dataset", "/dataset.{suffix}")),
            Route("/dump/{name}", self.dump),
            Route("/{path:path}", self.resources.get),
        ]

    async def _ask(self, job: Job) -> Response:
        return _response(await _answered(self.pool, job))

    async def sparql(self, request: Request) -> Response:
        """SPARQL 1.1 Protocol, queries only; without a query, the service description."""
        path = request.scope["path"].lstrip("/")
        request.state.form = sparql_form(*_given(request, "query"))
        job = await sparql_job(request)
        if job is not None:
            request.state.form = sparql_form(job.text)
            return await self._ask(job)
        media_type = negotiated(accepted(request), GRAPH_OFFERS)
        if media_type == HTML:
            return await self._page(endpoint_page(DEFAULT_GRAPH_NOTE, path))
        endpoint, described = endpoint_of(request), of_dataset(self._described(request), self.namespaces)

        def made() -> bytes:
            triples = [*service_description(endpoint, dataset_iri(self.namespaces), self.graphs), *described]
            return graph_as(triples, GRAPHS[media_type], self.context)

        return await self._document(request, media_type, made)

    async def _document(self, request: Request, media_type: str, make: Callable[[], bytes]) -> Response:
        """A document that is made here, in a thread, and kept for each address of the server."""
        key = (str(request.url), media_type)
        known = self.resources.kept.find(key)
        if known is None:
            known = await kept_reply(Reply(await anyio.to_thread.run_sync(make), media_type))
            self.resources.kept.keep(key, known)
        return response_of(request, known, self.resources.modified)

    async def _page(self, page: SitePage, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        """A page that is made here, since it needs nothing of the release."""
        render = live_renderer(served_header(self.folder, self.about))
        html = await anyio.to_thread.run_sync(render, page)
        return _response(
            Reply(html, HTML, status, {"Content-Security-Policy": security_policy(html), **(headers or {})})
        )

    def _described(self, request: Request) -> list[ox.Triple]:
        return with_addresses(self.metadata, self.namespaces, base_of(request), tuple(dumps_in(self.folder)))

    async def dataset(self, request: Request) -> Response:
        """The description of the data set, in DCAT and VoID (VoID 7.2), with the addresses of this server.

        The formats of several graphs have it as it is in the release.
        """
        path = request.scope["path"]
        offers = THING_OFFERS if path.startswith("/dataset") else GRAPH_OFFERS
        _, accept = without_suffix(path, offers, accepted(request))
        media_type = negotiated(accept, offers)
        if media_type in DATASETS:
            return await self.resources.data(request, "dataset", media_type)
        if media_type == HTML:
            return RedirectResponse(relative(RELEASE_PAGE, path.lstrip("/")), 303)
        described = self._described(request)
        return await self._document(
            request, media_type, lambda: graph_as(described, GRAPHS[media_type], self.context)
        )

    async def dump(self, request: Request) -> Response:
        """A file that holds the whole release, or a part of it (`Range`)."""
        name, dumps = request.path_params["name"], dumps_in(self.folder)
        if name not in dumps:
            fix = f"there are {', '.join(dumps)}" if dumps else "the release has no such files"
            raise RefusedRequestError(
                404, f"there is no file '{shortened(name)}': {fix}", (Fault("not a file", shortened(name), fix=fix),)
            )
        tag = f"{self.release[:32]}-{name}"
        headers = {"ETag": f'"{tag}"', "Last-Modified": self.resources.modified}
        refuse_other_than(request, (tag,))
        if has_already(request, tag, self.resources.modified):
            return Response(status_code=304, headers=headers)
        return FileResponse(self.folder / name, media_type=dumps[name], headers=headers)

    async def listing(self, request: Request) -> Response:
        """The stored queries with their parameters and columns."""
        if negotiated(accepted(request), (JSON, HTML)) == HTML:
            return await self._page(listing_page(self.queries.values()))
        listed = [
            {
                "name": q.name,
                "question": q.question,
                "row": q.row,
                "parameters": [
                    {"name": p.name, "type": p.type.value, "about": p.about, "default": p.default}
                    for p in q.parameters
                ],
                "columns": dict(q.columns),
            }
            for q in self.queries.values()
        ]
        return _response(Reply(as_json({"release": self.release, "queries": listed}), JSON))

    async def query(self, request: Request) -> Response:
        """A stored query. A parameter may be given several times; an empty one, as of a form, counts as absent.

        To whom accepts data formats only, the description of the query is given, as that of any IRI.
        """
        name, accept = without_suffix(request.path_params["name"], STORED_OFFERS, accepted(request))
        if name not in self.queries:
            return await self._description_of_query(request, name)
        if negotiated(accept, (*STORED_OFFERS, *_DESCRIPTIONS)) in _DESCRIPTIONS:
            return await self.resources.lead(request, f"query/{name}")
        values: dict[str, list[str]] = {}
        for key, value in pairs_of(request.scope["query_string"], "query string"):
            if value:
                values.setdefault(key, []).append(value)
        request.state.form = query_form(self.queries[name], values)
        return await self._ask(Stored(name, values, accept))

    async def _description_of_query(self, request: Request, name: str) -> Response:
        stem, _, suffix = name.rpartition(".")
        if stem not in self.queries or SUFFIXES.get(suffix) not in _DESCRIPTIONS:
            raise self._no_query(name)
        try:
            return await self.resources.data(request, f"query/{stem}", SUFFIXES[suffix])
        except RefusedRequestError:
            raise self._no_query(name) from None

    def _no_query(self, name: str) -> RefusedRequestError:
        """The refusal of a name that no stored query has, or of a format that none is given in."""
        stem, dot, suffix = name.rpartition(".")
        formats = f"the formats are {endings(STORED_OFFERS)}"
        if stem in self.queries:
            message, fix = f"the stored query '{stem}' has no format '.{suffix}'", formats
        else:
            message = f"there is no stored query '{shortened(name)}'"
            fix = did_you_mean(shortened(stem or name), self.queries, "/query/ lists them", 0.5)
            fix += f"; {formats}" if dot else ""
        return RefusedRequestError(404, f"{message}: {fix}", (Fault(message, shortened(name), fix=fix),))

    async def refused(self, request: Request, error: Exception) -> Response:
        """An error: for programs as RFC 9457 has it, for browsers as a page, with the form that they had filled in."""
        if isinstance(error, HTTPException):
            error = RefusedRequestError(error.status_code, error.detail, headers=error.headers)
        if not isinstance(error, RefusedRequestError):  # the log has it, the client learns no more
            error = RefusedRequestError(500, "the server failed: its log has the reason")
        if best_offer(accepted(request), (PROBLEM, HTML)) != HTML:
            return _response(error.reply())
        path = request.scope["path"].lstrip("/")
        form = getattr(request.state, "form", None)
        page = problem_page(path, error.status, error.message, error.faults, form)
        return await self._page(page, error.status, error.headers)


_DESCRIPTIONS: Final = frozenset((*GRAPHS, *DATASETS))


def _given(request: Request, name: str) -> list[str]:
    """The first value of a parameter in the address, for the form of an error; none where there is none to be read."""
    try:
        pairs = pairs_of(request.scope["query_string"], "query string")
    except RefusedRequestError:
        return []
    return [value for key, value in pairs if key == name][:1]


class _Headers:
    """Adds to every response that pages of any origin may read it, and answers preflight requests (CORS)."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self.app = app
        self.headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with(event: Event) -> None:
            if event["type"] == "http.response.start":
                sent = MutableHeaders(scope=event)
                for name, value in self.headers.items():
                    sent.setdefault(name, value)
            await send(event)

        if scope["method"] == "OPTIONS":
            methods = "GET, HEAD, POST, OPTIONS" if scope["path"].rstrip("/") == "/sparql" else "GET, HEAD, OPTIONS"
            allowed = {
                "Allow": methods,
                "Access-Control-Allow-Methods": methods,
                "Access-Control-Allow-Headers": "Accept, Accept-Datetime, Content-Type, Range",
                "Access-Control-Max-Age": "86400",
            }
            await Response(status_code=204, headers=allowed)(scope, receive, send_with)
            return
        await self.app(scope, receive, send_with)


def make_app(  # noqa: PLR0913 - what is served, and the limits that tests change
    release_folder: Path,
    queries: Mapping[str, StoredQuery],
    context: Mapping[str, object],
    about: Configuration,
    *,
    timeout: float = 30.0,
    workers: int = 1,
    max_bytes: int = MAX_BYTES,
    max_memory: int | None = None,
    limits: Limits = Limits(),  # noqa: B008 - it is never changed
) -> Starlette:
    """The server of one release; its workers start and stop with the server.

    `context` is the JSON-LD context (the object under `@context`), `about` describes the graph on the pages. `timeout` in
    seconds and `max_memory` in bytes bound each query, `max_bytes` each answer; `workers` pages are answered at once. A later
    build gets another app (`Switch`). Raises UsageError without a release, MachineError where its files have changed.
    """
    folder = release_folder.resolve()
    check_files(folder)
    store = open_store(Release(folder).store)  # a fault is found before anything starts
    namespaces, metadata = namespaces_of(store), metadata_of(store)
    try:
        release = str(json.loads(Release(folder).manifest.read_text(encoding="utf-8"))["release"])
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(
            Fault(f"{folder} has no manifest that names its release", fix="run: csto-kg build")
        ) from None
    setup = Setup(Release(folder).store, dict(queries), dict(context), timeout, max_bytes, about)
    pool = Pool(setup, lanes_for(workers, max_memory, limits.memory), limits)
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Csto-Kg-Release, ETag, Link, Memento-Datetime, Retry-After, Warning",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Csto-Kg-Release": release,
        "Vary": "Accept, Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with pool:
            yield

    modified = formatdate(Release(folder).manifest.stat().st_mtime, usegmt=True)
    resources = Resources(partial(_answered, pool), static_makers(), modified, KeptReplies())
    graphs = tuple(sorted(g.value for g in store.named_graphs() if isinstance(g, ox.NamedNode)))
    site = Site(release, dict(queries), dict(context), pool, about, namespaces, folder, metadata, resources, graphs)
    app = Starlette(
        routes=site.routes(),
        middleware=[Middleware(_Headers, headers=headers)],
        exception_handlers={RefusedRequestError: site.refused, HTTPException: site.refused, Exception: site.refused},
        lifespan=lifespan,
    )
    app.state.pool, app.state.release = pool, release
    return app
