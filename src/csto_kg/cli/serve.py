"""The command that serves a release over HTTP."""

from __future__ import annotations

import click

from csto_kg.ontology import context_of
from csto_kg.project import Project
from csto_kg.queries.stored import queries_of
from csto_kg.release.folder import answering_release
from csto_kg.web import make_app, serve


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--timeout", type=click.FloatRange(0.1), default=30.0, show_default=True, help="Seconds a query may take."
)
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Queries answered at once.")
@click.pass_obj
def serve_command(project: Project, port: int, host: str, timeout: float, workers: int) -> None:
    """Serve the graph on this machine: a read-only SPARQL endpoint, the stored queries, a page for each thing.

    \b
    Example: csto-kg serve --port 8000
    """
    context = context_of(project)
    known = queries_of(project)
    about = project.configuration
    app = make_app(answering_release(project).folder, known, context, about, timeout=timeout, workers=workers)
    serve(app, port, host, lambda address: click.echo(f"serving at {address} (stop with Ctrl-C)", err=True))
