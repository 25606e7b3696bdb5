"""The command `claim`: `new` starts a claim from a quotation."""

from __future__ import annotations

from pathlib import Path

import click

from csto_kg.cli.options import with_texts
from csto_kg.curate.claims import TO_WRITE, start_claim, write_claim
from csto_kg.curate.suggestions import Suggestions, suggest
from csto_kg.errors import DataError
from csto_kg.ontology import Ontology, ontology_of
from csto_kg.project import Project
from csto_kg.read.layout import data_file_text


@click.group("claim")
def claim_command() -> None:
    """Start a claim from a quotation.

    \b
    Example: csto-kg claim new --source a-paper-2024 --sources FOLDER --quote "…"
    """


@claim_command.command("new")
@click.option("--source", "name", required=True, help="The source, as in a-paper-2024.")
@click.option("--quote", required=True, help="The passage: the shortest one that says it, letter for letter.")
@click.option(
    "--nth",
    type=click.IntRange(1),
    default=None,
    help="Which occurrence of the quotation, from 1, if the source has it several times.",
)
@click.option("--paraphrase", default=TO_WRITE, help="What the passage says, in the project's words.")
@click.option("--sources", type=click.Path(path_type=Path), help="Folder of the source texts.")
@click.option(
    "--write", is_flag=True, help="Put it into the file of claims, in the order of the text, instead of printing it."
)
@click.pass_obj
def new_command(
    project: Project, name: str, quote: str, nth: int | None, paraphrase: str, sources: Path | None, write: bool
) -> None:
    """Find the offsets and the digest of a quotation and lay out a claim on it. You write what it `says`.

    What the register knows of the things that the quotation names is suggested: in comments, and as a skeleton that a build
    refuses until you have written the classes or left them out.

    \b
    Example: csto-kg claim new --source a-paper-2024 --sources FOLDER --quote "№ 14"
    """
    if write:
        project.require_writable()
    ontology = ontology_of(project)
    project = with_texts(project, sources)
    suggested = _suggested(project, ontology, quote)
    claim = start_claim(project, name, quote, nth or 0, paraphrase, suggested.says)
    comments = "".join(f"# {line}\n" for line in suggested.lines)
    if not write:
        click.echo(data_file_text([claim.value], ontology.quoted_keys.__contains__, comments), nl=False)
        return
    click.echo(comments, nl=False, err=True)
    for path in write_claim(project, claim):
        click.echo(f"wrote {project.shown(path)}", err=True)
    more = f"; {suggested.unsaid} more as likely are left out" if suggested.unsaid else ""
    delete = f", and delete the suggested lines that do not apply{more}" if suggested.says else ""
    click.echo(f"wrote {claim.value['id']}: now write what it says{delete}")


def _suggested(project: Project, ontology: Ontology, quotation: str) -> Suggestions:
    """What the register suggests; nothing where it has faults, which must not stop a claim from being started."""
    try:
        return suggest(project, ontology, quotation)
    except DataError as error:
        for fault in error.faults:
            click.echo(f"csto-kg: nothing is suggested: {fault}", err=True)
        return Suggestions((), (), (), ())
