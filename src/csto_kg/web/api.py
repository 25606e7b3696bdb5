"""The API for programs: the catalogue of stored queries, their answers as documents, and what it can do as OpenAPI."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from csto_kg.advice import did_you_mean
from csto_kg.ask.documents import ASIDES
from csto_kg.configuration import Configuration
from csto_kg.errors import Fault
from csto_kg.queries.schemas import input_schema
from csto_kg.queries.stored import StoredQuery
from csto_kg.rdf.media import JSON, content_type
from csto_kg.web.documents import DOCUMENT, Documented
from csto_kg.web.jobs import Job, RefusedRequestError, Reply, as_json
from csto_kg.web.openapi import openapi
from csto_kg.web.problems import as_problem, problem_of
from csto_kg.web.requests import base_of, pairs_of, shortened
from csto_kg.web.respond import has_one_of, refuse_other_than

__all__ = ["Api"]

Handler: TypeAlias = Callable[[Request], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Api:
    """The routes of the API over one release; `ask` gives the reply to a job."""

    release: str
    queries: Mapping[str, StoredQuery]
    about: Configuration
    ask: Callable[[Job], Awaitable[Reply]]

    def routes(self) -> list[Route]:
        """Every route below `/api/`, those of what is not there too."""
        return [
            Route("/api/queries", _Answering(self.catalogue)),
            Route("/api/queries/", self.without_slash),
            Route("/api/openapi.json", _Answering(self.described)),
            Route("/api/queries/{name}", _Answering(self.answer)),
            Route("/api/{path:path}", _Answering(self.nothing)),
        ]

    async def catalogue(self, request: Request) -> Reply:  # noqa: ARG002 - the signature of a handler
        """The stored queries: what each asks, takes and gives."""
        listed = [
            {
                "name": query.name,
                "question": query.question,
                "row": query.row,
                "columns": dict(query.columns),
                "empty_cells": dict(query.blanks),
                "parameters": input_schema(query, ASIDES),
                "href": f"queries/{quote(query.name)}",
            }
            for query in self.queries.values()
        ]
        return Reply(as_json({"release": self.release, "queries": listed}), JSON)

    async def without_slash(self, request: Request) -> Response:  # noqa: ARG002 - the signature of a handler
        """Where the catalogue is: its links are relative to its own address."""
        return RedirectResponse("../queries", 308)

    async def described(self, request: Request) -> Reply:
        """The API as OpenAPI 3.1."""
        return Reply(as_json(openapi(self.queries, self.about, self.release, base_of(request))), JSON)

    async def answer(self, request: Request) -> Reply:
        """The answer to a stored query. A parameter may be given several times; an empty one counts as absent."""
        name = request.path_params["name"]
        if name not in self.queries:
            message = f"there is no stored query '{shortened(name)}'"
            fix = did_you_mean(shortened(name), self.queries, "/api/queries lists them", 0.5)
            raise RefusedRequestError(404, f"{message}: {fix}", (Fault(message, fix=fix),))
        values: dict[str, list[str]] = {}
        for key, value in pairs_of(request.scope["query_string"], "query string"):
            if value:
                values.setdefault(key, []).append(value)
        return await self.ask(Documented(name, values, DOCUMENT, self.release))

    async def nothing(self, request: Request) -> Reply:
        """The refusal of any other path."""
        there = "there are /api/queries, /api/queries/NAME and /api/openapi.json"
        message = f"there is no {shortened(request.scope['path'])}"
        raise RefusedRequestError(404, message, (Fault("not a path of the API", fix=there),))


class _Answering:
    """A handler as an app: refuses other methods, answers errors as problem details, sends nothing twice."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            if request.method not in ("GET", "HEAD"):
                raise RefusedRequestError(
                    405, f"{request.method} is not answered here", headers={"Allow": "GET, HEAD"}
                )
            response = _unless_known(request, as_problem(await self.handler(request)))
        except RefusedRequestError as error:
            response = _response(problem_of(error))
        await response(scope, receive, send)


def _unless_known(request: Request, reply: Reply) -> Response:
    """The response, with a tag of its content; without the content where the client has it."""
    if reply.status != 200:
        return _response(reply)
    tag = sha256(reply.body).hexdigest()[:32]
    headers = {**(reply.headers or {}), "ETag": f'"{tag}"', "Cache-Control": "no-cache"}
    refuse_other_than(request, (tag,))
    if has_one_of(request, (tag,)):
        return Response(status_code=304, headers=headers)
    return _response(Reply(reply.body, reply.media_type, headers=headers))


def _response(reply: Reply) -> Response:
    return Response(
        reply.body, reply.status, {"Content-Type": content_type(reply.media_type), **(reply.headers or {})}
    )
