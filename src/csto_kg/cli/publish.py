"""`csto-kg publish`: the release as a folder of files for any static host."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from csto_kg.ask.changes import changes_between
from csto_kg.ask.graph import Graph
from csto_kg.project import Project, Release
from csto_kg.site.publish import publish

_MEGABYTE = 1_000_000


@click.command("publish")
@click.option(
    "-o",
    "--folder",
    "output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("site"),
    show_default=True,
    help="The folder to write. A site in it is replaced; a folder with anything else is refused.",
)
@click.option(
    "--address",
    default="",
    metavar="URL",
    help="Where the site will be on the Web, for its sitemap and redirects. Links are relative, and need none.",
)
@click.option(
    "--against",
    default="",
    metavar="RELEASE",
    help="An older release, by the start of its hash or as a .nq file: the site has a page of what changed since.",
)
@click.pass_obj
def publish_command(project: Project, output: Path, address: str, against: str) -> None:
    """Write the release as a site: a page for each thing, claim, source and conflict, with their data.

    The files work on any static host, under any address, and from the folder itself; no page needs a script. The same
    release always gives the same bytes.

    \b
    Examples:
      csto-kg publish -o site
      csto-kg publish -o site --address https://graph.example/
      csto-kg publish -o site --against ../older/csto-kg.nq
    """

    def progress(step: str, text: str) -> None:
        click.echo(f"{step:>9}  {text}", err=True)

    graph = Graph(project, in_memory=True)
    changes = None
    if against:
        changes = changes_between(project, against, str(Release(graph.folder).nquads))
        changes = replace(changes, old=Path(changes.old).name, new=graph.release[:12])
    found = publish(graph, output, address, progress, changes)
    click.echo(f"wrote {output}: {found.pages} pages, {found.files} files, {found.size / _MEGABYTE:.1f} MB", err=True)
