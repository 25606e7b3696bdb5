"""The server for assistants: tools and resources by the Model Context Protocol, over standard streams or HTTP."""

from __future__ import annotations

import contextlib
import json
import logging
import socket
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from typing import Any, Final, TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread
import mcp_types as types
import uvicorn
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from csto_kg.advice import did_you_mean
from csto_kg.ask.documents import PlainObject
from csto_kg.ask.graph import Graph
from csto_kg.errors import CstoKgError, Fault, MachineError, UsageError
from csto_kg.mcp import resources
from csto_kg.mcp.limited import Bounds, bounded_sparql
from csto_kg.mcp.tools import Arguments, Tool, tools_of
from csto_kg.rdf.media import JSON
from csto_kg.rdf.results import Table

__all__ = ["make_server", "serve_http", "serve_stdio"]

log = logging.getLogger("csto_kg.mcp")

HOST: Final = "127.0.0.1"
"""The address of this machine for itself: nobody else can reach it."""

_INSTRUCTIONS: Final = (
    "Answers from a graph of what sources claim, with the claims for and against each row. Give an answer in its own "
    "`sentences`, with its certainty, and name its sources and `cite`. `claims` holds what each claim says. Where there "
    "are no rows, `empty` says why: that nothing is recorded does not mean no. Say where claims dissent. Do not add to an "
    "answer what it does not say. Begin with `ask`, or with a stored query where one fits."
)

T = TypeVar("T")


class Assistants:
    """The handlers of the protocol's requests over one graph. One request is answered at a time."""

    def __init__(self, graph: Graph, bounds: Bounds) -> None:
        self.graph = graph
        self.bounds = bounds
        self.tools = tools_of(graph, self._ask)
        self._one = anyio.CapacityLimiter(1)

    async def _in_turn(self, work: Callable[[], T]) -> T:
        """What some work gives, away from the loop, so that a long answer holds up nothing but other answers."""
        return await anyio.to_thread.run_sync(work, limiter=self._one)

    async def list_tools(
        self,
        _: ServerRequestContext[Any],
        __: types.PaginatedRequestParams | None,
    ) -> types.ListToolsResult:
        """All tools."""
        return types.ListToolsResult(tools=[_shown(tool) for tool in self.tools.values()])

    async def call_tool(
        self, _: ServerRequestContext[Any], params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        """The answer of a tool; whatever is wrong is an answer too, in words."""
        try:
            return _result(await self._called(params.name, params.arguments or {}))
        except CstoKgError as error:
            return _refusal(error)
        except Exception:
            log.exception("the tool %s failed", params.name)
            return _refusal(MachineError(Fault("the tool failed, by a fault of this program", params.name)))

    async def _called(self, name: str, arguments: Arguments) -> PlainObject:
        tool = self.tools.get(name)
        if tool is None:
            raise UsageError(Fault(f"there is no tool '{name}'", fix=did_you_mean(name, self.tools, "ask", 0.5)))
        return await self._in_turn(partial(tool.answer, self.graph, arguments))

    def _ask(self, text: str, most: int) -> Table:
        """The answer to SPARQL of anybody, for a tool, which runs in a thread of its own."""
        return anyio.from_thread.run(bounded_sparql, self.graph.folder, text, most, self.bounds)

    async def list_resources(
        self, _: ServerRequestContext[Any], params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        """The sources and things, a part at a time."""
        cursor = params.cursor if params and params.cursor else "0"
        if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 9):
            raise MCPError(types.INVALID_PARAMS, f"'{cursor}' is not where a part of the list starts")
        found, after = await self._in_turn(partial(resources.listed, self.graph, int(cursor)))
        listed = [types.Resource(uri=r.iri, name=r.name, title=r.label, mime_type=JSON) for r in found]
        return types.ListResourcesResult(resources=listed, next_cursor=None if after is None else str(after))

    async def list_templates(
        self,
        _: ServerRequestContext[Any],
        __: types.PaginatedRequestParams | None,
    ) -> types.ListResourceTemplatesResult:
        """The forms of the addresses of things, claims and sources."""
        listed = [
            types.ResourceTemplate(uri_template=t.form, name=t.form, title=t.about, mime_type=JSON)
            for t in resources.templates(self.graph)
        ]
        return types.ListResourceTemplatesResult(resource_templates=listed)

    async def read(
        self, _: ServerRequestContext[Any], params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        """A thing, claim or source by its address."""
        try:
            found = await self._in_turn(partial(resources.read, self.graph, str(params.uri)))
        except CstoKgError as error:
            raise MCPError(types.INVALID_PARAMS, str(error)) from None
        text = types.TextResourceContents(uri=params.uri, mime_type=JSON, text=_json(found))
        return types.ReadResourceResult(contents=[text])


def make_server(graph: Graph, bounds: Bounds | None = None) -> Server[Any]:
    """The server over a graph; `bounds` are those of SPARQL."""
    here = Assistants(graph, bounds or Bounds())
    about = graph.project.configuration
    return Server(
        about.name,
        version=version("csto-kg"),
        title=about.title,
        description=about.description,
        instructions=f"{about.title}, release {graph.release}. {_INSTRUCTIONS}",
        on_list_tools=here.list_tools,
        on_call_tool=here.call_tool,
        on_list_resources=here.list_resources,
        on_list_resource_templates=here.list_templates,
        on_read_resource=here.read,
    )


def serve_stdio(graph: Graph, bounds: Bounds) -> None:
    """Serve one assistant on standard input and output until it closes them."""

    async def serve() -> None:
        server = make_server(graph, bounds)
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    with contextlib.suppress(KeyboardInterrupt):
        anyio.run(serve)


def serve_http(graph: Graph, bounds: Bounds, port: int, on_start: Callable[[str], None]) -> None:
    """Serve assistants of this machine over HTTP until SIGINT or SIGTERM; `on_start` is called with the address.

    Port 0 takes a free one. Raises MachineError where the port cannot be had.
    """
    app = make_server(graph, bounds).streamable_http_app(json_response=True, stateless_http=True, host=HOST)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=2))
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((HOST, port))
            listening.listen()
        except OSError as error:
            message = f"cannot listen on {HOST}, port {port}: {error.strerror}"
            raise MachineError(Fault(message, fix="choose another with --port")) from error
        on_start(f"http://{HOST}:{listening.getsockname()[1]}/mcp")
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening])


def _shown(tool: Tool) -> types.Tool:
    hints = types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    return types.Tool(
        name=tool.name, title=tool.title, description=tool.description, input_schema=tool.schema, annotations=hints
    )


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _result(document: PlainObject) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=_json(document))], structured_content=document)


def _refusal(error: CstoKgError) -> types.CallToolResult:
    faults = [{"message": f.message, "subject": f.subject, "fix": f.fix} for f in error.faults]
    said = types.TextContent(text=str(error))
    return types.CallToolResult(content=[said], structured_content={"faults": faults}, is_error=True)
