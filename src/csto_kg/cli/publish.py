"""`csto-kg publish`: the release as a folder of files for any static host."""

from __future__ import annotations

from pathlib import Path

import click

from csto_kg.ask.graph import Graph
from csto_kg.project import Project
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
@click.pass_obj
def publish_command(project: Project, output: Path, address: str) -> None:
    """Write the release as a site: a page for each thing, claim, source and conflict, with their data.

    The files work on any static host, under any address, and from the folder itself; no page needs a script. The same
    release always gives the same bytes.

    \b
    Examples:
      csto-kg publish -o site
      csto-kg publish -o site --address https://graph.example/
    """

    def progress(step: str, text: str) -> None:
        click.echo(f"{step:>9}  {text}", err=True)

    found = publish(Graph(project, in_memory=True), output, address, progress)
    click.echo(f"wrote {output}: {found.pages} pages, {found.files} files, {found.size / _MEGABYTE:.1f} MB", err=True)
