"""The command `init`: start a project."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Final

import click

from csto_kg.curate.starting import NewProject, project_files, write_project

_TRY_NEXT: Final = """  csto-kg build
  csto-kg query members-as-of date=2005-01-01
  csto-kg query departures
  csto-kg conflicts
  csto-kg validate"""
_TRY_NEXT_BARE: Final = """  csto-kg source add texts/FILE --id … --title … --published …
  csto-kg entity new State NAME --write"""


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--namespace", required=True, help="The IRI under which everything of the graph is, best one that ends in /."
)
@click.option("--title", required=True, help="What the graph is, in a few words.")
@click.option("--description", default="", help="What the graph holds, in a sentence or two.")
@click.option("--name", default="", help="A short name for it, by default that of the folder.")
@click.option("--prefix", default="", help="The prefix of terms of its own, by default made from the namespace.")
@click.option("--language", "languages", multiple=True, help="A language of labels besides English, such as uk.")
@click.option("--organization-name", default="", help="What the organization is called that it is about, in English.")
@click.option("--organization-id", "organization", default="", help="Its identifier, by default made from its name.")
@click.option("--licence", default="", help="The address of the licence of the data.")
@click.option("--publisher", default="", help="Who publishes the graph.")
@click.option("--bare", "is_bare", is_flag=True, help="Without the made-up example of texts, claims and a query.")
def init_command(
    folder: Path,
    namespace: str,
    title: str,
    description: str,
    name: str,
    prefix: str,
    languages: tuple[str, ...],
    organization_name: str,
    organization: str,
    licence: str,
    publisher: str,
    is_bare: bool,
) -> None:
    """Start a graph of your own in FOLDER: a project that builds at once, with a small made-up example.

    \b
    Examples:
      csto-kg init lake --namespace https://example.org/lake/ --title "The Lake Council"
      csto-kg init lake --namespace https://example.org/lake/ --title "The Lake Council" \\
        --organization-name "Lake Council" --language uk --bare
    """
    whole = folder.resolve()
    new = NewProject(
        whole,
        namespace,
        title,
        description=description,
        name=name,
        prefix=prefix,
        languages=languages,
        organization=organization,
        organization_name=organization_name,
        licence=licence,
        publisher=publisher,
        is_bare=is_bare,
    )
    files = project_files(new)
    write_project(whole, files)
    for path in files:
        click.echo(f"wrote {folder / path}", err=True)
    change = "" if whole == Path.cwd() else f"  cd {shlex.quote(str(folder))}\n"
    click.echo(f"started a project in {folder}")
    click.echo(f"Try next:\n{change}{_TRY_NEXT_BARE if is_bare else _TRY_NEXT}")
