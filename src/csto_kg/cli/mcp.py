"""`csto-kg mcp`: the graph as tools and resources for assistants."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from csto_kg.ask.graph import Graph
from csto_kg.cli.options import language_option
from csto_kg.errors import Fault, MachineError
from csto_kg.project import Project


@click.command("mcp")
@click.option("--http", "is_http", is_flag=True, help="Listen on a port of this machine, not on standard input.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="With --http; 0: a free one."
)
@click.option(
    "--timeout", type=click.FloatRange(0.1), default=30.0, show_default=True, help="Seconds a SPARQL query may take."
)
@language_option
@click.pass_obj
def mcp_command(project: Project, is_http: bool, port: int, timeout: float, language: str) -> None:
    """Serve the graph to assistants by the Model Context Protocol: each stored query is a tool, things are resources.

    An assistant starts it itself, and speaks with it on standard input and output. It needs: pip install 'csto-kg[mcp]'

    \b
    Examples:
      csto-kg mcp
      csto-kg mcp --http --port 8765
    """
    try:
        # The protocol's library is an extra.
        server, limited = (import_module(f"csto_kg.mcp.{name}") for name in ("server", "limited"))
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0].startswith("csto_kg"):
            raise
        message = f"the library of the Model Context Protocol is not installed ({error.name} is missing)"
        raise MachineError(Fault(message, fix="run: pip install 'csto-kg[mcp]'")) from None
    graph, bounds = Graph(project, in_memory=True, language=language), limited.Bounds(timeout)
    if is_http:
        server.serve_http(graph, bounds, port, lambda at: click.echo(f"serving at {at} (stop with Ctrl-C)", err=True))
    else:
        if sys.stdin.isatty():
            click.echo(
                "waiting for an assistant on standard input, which starts this itself (stop with Ctrl-C)", err=True
            )
        server.serve_stdio(graph, bounds)
