"""`csto-kg load`: the graph into a SPARQL server."""

from __future__ import annotations

import re
import sys
from dataclasses import replace

import click
from rich.console import Console
from rich.progress import Progress

from csto_kg.cli.options import remote_options
from csto_kg.errors import Fault, MachineError
from csto_kg.project import Project
from csto_kg.rdf import endpoints
from csto_kg.rdf.endpoints import Endpoint, EndpointError
from csto_kg.rdf.packed import release_lines
from csto_kg.release.folder import answering_release


@click.command("load")
@remote_options("Where the SPARQL server takes updates.", timeout=60, required=True)
@click.option(
    "--query-endpoint",
    metavar="URL",
    help="Where it is asked what has arrived (default: the same address, with …/query for …/update).",
)
@click.pass_obj
def load_command(project: Project, remote: Endpoint, query_endpoint: str | None) -> None:
    """Insert the whole graph into a SPARQL server, each graph under its own name, and count there what has arrived.

    Nothing else on the server is changed. Loading the same graph twice changes nothing.

    \b
    Examples:
      csto-kg load --endpoint http://127.0.0.1:7878/update
      csto-kg load --endpoint http://127.0.0.1:8890/sparql-auth --user dba --digest
    """
    asked = replace(remote, url=query_endpoint or re.sub(r"/update$", "/query", remote.url))
    lines = release_lines(answering_release(project)).splitlines(keepends=True)
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("loading", total=len(lines))
        for sent in endpoints.load_nquads(remote, lines):
            bar.update(task, completed=sent)
    try:
        graphs = endpoints.check_graph_sizes(asked, lines)
    except EndpointError as error:
        (fault,) = error.faults
        fix = f"{fault.fix}; --query-endpoint names where to ask"
        raise MachineError(Fault(f"{len(lines)} quads were sent, not counted: {fault.message}", fix=fix)) from error
    click.echo(f"loaded {len(lines)} quads into {remote.url}; counted there: all, in {graphs} graphs")
