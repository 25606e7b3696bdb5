"""The routes of the web server, and the app made from them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from csto_kg.advice import did_you_mean
from csto_kg.configuration import Configuration
from csto_kg.errors import Fault, UsageError
from csto_kg.project import Release
from csto_kg.queries.stored import StoredQuery
from csto_kg.rdf.media import GRAPHS, HTML, JSON, content_type
from csto_kg.release.metadata import dataset_iri
from csto_kg.release.store import namespaces_of, open_store
from csto_kg.vocab import Namespaces
from csto_kg.web.formats import GRAPH_OFFERS, STORED_OFFERS, endings, graph_as, negotiated
from csto_kg.web.jobs import Describe, RefusedRequestError, Reply, Setup, Stored, as_json
from csto_kg.web.limits import MAX_BYTES, Limits, lanes_for
from csto_kg.web.metadata import dumps_in, metadata_of, of_dataset, with_addresses
from csto_kg.web.pages import KINDS, endpoint_page, home_page, listing_page
from csto_kg.web.pool import Pool
from csto_kg.web.releases import check_files
from csto_kg.web.requests import accepted, base_of, endpoint_of, pairs_of, sparql_job, without_suffix
from csto_kg.web.service import DEFAULT_GRAPH_NOTE, service_description


def _response(reply: Reply) -> Response:
    headers = {"Content-Type": content_type(reply.media_type), **(reply.headers or {})}
    return Response(reply.body, reply.status, headers)


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

    def routes(self) -> list[Route]:
        """Every route; Starlette answers HEAD where it answers GET."""
        return [
            Route("/", self.home),
            Route("/sparql", self.sparql, methods=["GET", "POST"]),
            Route("/query/", self.listing),
            Route("/query/{name}", self.query),
            *(Route(path, self.dataset) for path in ("/.well-known/void", "/dataset", "/dataset.{suffix}")),
            Route("/dump/{name}", self.dump),
            *(Route(f"/{kind}/{{path:path}}", self.describe) for kind in KINDS),
        ]

    async def home(self, request: Request) -> Response:  # noqa: ARG002 - Starlette's signature
        """The home page: what the graph is, and its release."""
        return _response(Reply(home_page(self.about, self.release, self.queries.values()), HTML))

    async def sparql(self, request: Request) -> Response:
        """SPARQL 1.1 Protocol, queries only; without a query, the service description."""
        job = await sparql_job(request)
        if job is not None:
            return _response(await self.pool.ask(job))
        media_type = negotiated(accepted(request), GRAPH_OFFERS)
        if media_type == HTML:
            return _response(Reply(endpoint_page(self.about.name, DEFAULT_GRAPH_NOTE), HTML))
        described = of_dataset(self._described(request), self.namespaces)
        triples = [*service_description(endpoint_of(request), dataset_iri(self.namespaces)), *described]
        return _response(Reply(graph_as(triples, GRAPHS[media_type], self.context), media_type))

    def _described(self, request: Request) -> list[ox.Triple]:
        return with_addresses(self.metadata, self.namespaces, base_of(request), tuple(dumps_in(self.folder)))

    async def dataset(self, request: Request) -> Response:
        """The description of the data set, in DCAT and VoID (VoID 7.2), with the addresses of this server."""
        _, accept = without_suffix(request.scope["path"], GRAPH_OFFERS, accepted(request))
        media_type = negotiated(accept, GRAPH_OFFERS)
        if media_type == HTML:
            return _response(await self.pool.ask(Describe(str(dataset_iri(self.namespaces)), accept)))
        return _response(Reply(graph_as(self._described(request), GRAPHS[media_type], self.context), media_type))

    async def dump(self, request: Request) -> Response:
        """A file that holds the whole release."""
        name, dumps = request.path_params["name"], dumps_in(self.folder)
        if name not in dumps:
            fix = f"there are {', '.join(dumps)}" if dumps else "the release has no such files"
            raise RefusedRequestError(404, f"there is no file '{name}': {fix}", (Fault("not a file", name, fix=fix),))
        return FileResponse(self.folder / name, media_type=dumps[name])

    async def listing(self, request: Request) -> Response:
        """The stored queries with their parameters and columns."""
        if negotiated(accepted(request), (JSON, HTML)) == HTML:
            return _response(Reply(listing_page(self.about.name, self.queries.values()), HTML))
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
        """A stored query. A parameter may be given several times; an empty one, as of a form, counts as absent."""
        name, accept = without_suffix(request.path_params["name"], STORED_OFFERS, accepted(request))
        if name not in self.queries:
            raise self._no_query(name)
        values: dict[str, list[str]] = {}
        for key, value in pairs_of(request.scope["query_string"], "query string"):
            if value:
                values.setdefault(key, []).append(value)
        return _response(await self.pool.ask(Stored(name, values, accept)))

    def _no_query(self, name: str) -> RefusedRequestError:
        """The refusal of a name that no stored query has, or of a format that none is given in."""
        stem, dot, suffix = name.rpartition(".")
        formats = f"the formats are {endings(STORED_OFFERS)}"
        if stem in self.queries:
            message, fix = f"the stored query '{stem}' has no format '.{suffix}'", formats
        else:
            message = f"there is no stored query '{name}'"
            fix = did_you_mean(stem or name, self.queries, "/query/ lists them", 0.5)
            fix += f"; {formats}" if dot else ""
        return RefusedRequestError(404, f"{message}: {fix}", (Fault(message, name, fix=fix),))

    def _iri_of(self, path: str) -> str:
        """The IRI that a path stands for: below the project's namespace, or the core's for what the core declares."""
        kind, _, name = path.partition("/")
        return str(self.namespaces.id(name)) if kind == "id" else self.namespaces.root + path

    async def describe(self, request: Request) -> Response:
        """The description of a thing, by its identifier."""
        path, accept = without_suffix(request.scope["path"].lstrip("/"), GRAPH_OFFERS, accepted(request))
        return _response(await self.pool.ask(Describe(self._iri_of(path), accept)))


def _refusal(request: Request, error: HTTPException) -> RefusedRequestError:
    """What Starlette refuses, as everything else is refused; for an unknown path with the paths that there are."""
    message = error.detail
    if error.status_code == 404:
        paths = ("/", "/query/", "/sparql", "/.well-known/void", "/dump/…", *(f"/{kind}/…" for kind in KINDS))
        message += f": {request.url.path}; there are {', '.join(paths)}"
    return RefusedRequestError(error.status_code, message, headers=error.headers)


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
                MutableHeaders(scope=event).update(self.headers)
            await send(event)

        if scope["method"] == "OPTIONS":
            methods = "GET, HEAD, POST, OPTIONS" if scope["path"] == "/sparql" else "GET, HEAD, OPTIONS"
            allowed = {
                "Allow": methods,
                "Access-Control-Allow-Methods": methods,
                "Access-Control-Allow-Headers": "Accept, Content-Type",
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
        "Access-Control-Expose-Headers": "Csto-Kg-Release, Warning, Retry-After",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
        "Csto-Kg-Release": release,
        "Vary": "Accept",
        "X-Content-Type-Options": "nosniff",
    }

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with pool:
            yield

    async def refused(request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            error = _refusal(request, error)
        # An error of the server: the log has it, the client learns no more.
        if not isinstance(error, RefusedRequestError):
            error = RefusedRequestError(500, "the server failed", headers=headers)
        return _response(error.reply())

    app = Starlette(
        routes=Site(release, dict(queries), dict(context), pool, about, namespaces, folder, metadata).routes(),
        middleware=[Middleware(_Headers, headers=headers)],
        exception_handlers={RefusedRequestError: refused, HTTPException: refused, Exception: refused},
        lifespan=lifespan,
    )
    app.state.pool, app.state.release = pool, release
    return app
