"""The command `source`: `add` puts a text on the list of those that were read, `update` follows one that has changed."""

from __future__ import annotations

from pathlib import Path

import click

from csto_kg.cli.layout import counted
from csto_kg.curate.documents import save
from csto_kg.curate.sources import NewSource, add_source, keep_text, read_text
from csto_kg.curate.updating import update_source
from csto_kg.errors import Fault, FindingsError
from csto_kg.project import Project


@click.group("source")
def source_command() -> None:
    """Add a source to the list of the texts that were read, or follow one whose text has changed.

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
    is_kept = bool(project.configuration.texts)  # where the project keeps its texts itself, this one is there now
    is_found = is_kept or (project.texts is not None and file.parent.resolve() == project.texts.resolve())
    folder = "" if is_found else f" --sources {file.parent}"
    click.echo(f"now write claims: csto-kg claim new --source {name}{folder} --quote '…'")


@source_command.command("update")
@click.argument("name", metavar="SOURCE")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--write", is_flag=True, help="Write the new places into the data instead of only saying what changes.")
@click.pass_obj
def update_command(project: Project, name: str, file: Path, write: bool) -> None:
    """Follow the text of SOURCE to the one in FILE: which passages stand, which have moved, which claims lost theirs.

    A claim whose words the new text does not have is left as it is, and named: a build refuses it until somebody has
    read the text again. Reviews and decisions follow claims that have only moved. Exit code 1: claims are left without
    their passage.

    \b
    Example: csto-kg source update a-paper-2024 paper.txt --write
    """
    if write:
        project.require_writable()
    found = update_source(project, name, file)
    for passage in found.left:
        click.echo(f"{passage.claim}: {passage.why} (it stood at {passage.start})")
    counts = f"{found.stands} stand, {found.moved} have moved, {len(found.left)} are left without their passage"
    more = f"; {counted(found.followed, 'digest')} in reviews and decisions followed" if found.followed else ""
    click.echo(f"{found.id}: {counts}{more}")
    if write:
        for path in [*keep_text(project, file, read_text(file)), *save(project, found.values)]:
            click.echo(f"wrote {project.shown(path)}", err=True)
    else:
        click.echo("nothing is written yet: add --write", err=True)
    if found.left:
        fix = (
            "read the text again: csto-kg claim new --quote has the place of new words; delete what it no longer says"
        )
        raise FindingsError(Fault(f"{counted(len(found.left), 'passage')} not found again", found.id, fix=fix))
