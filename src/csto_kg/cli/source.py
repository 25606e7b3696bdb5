"""The command `source`: `add` puts a text on the list of those that were read."""

from __future__ import annotations

from pathlib import Path

import click

from csto_kg.curate.sources import NewSource, add_source
from csto_kg.project import Project


@click.group("source")
def source_command() -> None:
    """Add a source to the list of the texts that were read.

    \b
    Example: csto-kg source add paper.txt --id a-paper-2024 --title "A paper" --published 2024-05
    """


@source_command.command("add")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--id", "name", required=True, help="Its identifier: lower-case words and digits, as in a-paper-2024.")
@click.option("--title", required=True, help="Its title, in English.")
@click.option(
    "--published", required=True, help="When it was published, in EDTF; [2022..] for an undated one not before 2022."
)
@click.pass_obj
def add_command(project: Project, file: Path, name: str, title: str, published: str) -> None:
    """Add the text in FILE to data/sources.yaml and start the file of its claims.

    \b
    Example: csto-kg source add paper.txt --id a-paper-2024 --title "A paper" --published 2024-05
    """
    for path in add_source(project, file, NewSource(name, title, published)):
        click.echo(f"wrote {project.shown(path)}", err=True)
    is_found = project.texts is not None and file.parent.resolve() == project.texts.resolve()
    folder = "" if is_found else f" --sources {file.parent}"
    click.echo(f"now write claims: csto-kg claim new --source {name}{folder} --quote '…'")
