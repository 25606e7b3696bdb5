"""The command `review`: shows claims beside their passages, and records reviews."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from csto_kg.cli.layout import wrapped
from csto_kg.cli.options import refuse_unused, with_texts
from csto_kg.curate.reviews import (
    VERDICTS,
    InContext,
    Review,
    Reviewable,
    choose_claims,
    in_context,
    progress,
    record,
    recorded_already,
)
from csto_kg.errors import Fault, UsageError
from csto_kg.project import Project

# How many reviews a question names.
_SHOWN: Final = 5


@click.command("review")
@click.argument("claims", nargs=-1, metavar="[CLAIM]...")
@click.option("--source", "name", help="All claims of this source, as in a-paper-2024.")
@click.option("--unread", is_flag=True, help="Only claims without a review of their present content.")
@click.option(
    "--verdict",
    type=click.Choice(VERDICTS),
    help="Record a review with this verdict: the claims stand, had an error that was corrected, or are doubted.",
)
@click.option("--reader", help="Who reviewed them.")
@click.option("--day", help="The day of the review, in EDTF.")
@click.option("--note", help="What the reviewer noticed.")
@click.option("--again", is_flag=True, help="Record a review that is there already once more, without asking.")
@click.option("--sources", type=click.Path(path_type=Path), help="Folder of the source texts.")
@click.pass_obj
def review_command(
    project: Project,
    claims: tuple[str, ...],
    name: str | None,
    unread: bool,
    verdict: str | None,
    reader: str | None,
    day: str | None,
    note: str | None,
    again: bool,
    sources: Path | None,
) -> None:
    """Show claims beside their passages for a second reader, and record the review.

    Without a claim or a source it shows how many claims of each source have been reviewed.

    \b
    Examples:
      csto-kg review --source SOURCE --unread --sources FOLDER
      csto-kg review CLAIM --verdict stands --reader "A. Reader" --day 2026-11-22
    """
    if verdict is None:
        refuse_unused("add --verdict, to record a review", reader=reader, day=day, note=note, again=again)
    if not claims and name is None:
        refuse_unused("name claims, or a source with --source", verdict=verdict, unread=unread)
    project = with_texts(project, sources)
    if not claims and name is None:
        for p in progress(project):
            click.echo(
                f"{p.source:<24} {p.claims:4} claims, {p.reviewed:4} reviewed as they stand, {p.changed} changed since"
            )
        return
    chosen = choose_claims(project, claims, name, unread)
    if verdict is None:
        for shown in in_context(project, chosen):
            click.echo("\n".join(line for text in _lines(shown) for line in _folded(text)) + "\n")
        click.echo(f"({len(chosen)} claim{'s' if len(chosen) != 1 else ''})")
        return
    review = Review(verdict, reader or "", day or "", note or "")
    if not again:
        _ask(project, chosen, review)
    for path in record(project, chosen, review):
        click.echo(f"wrote {project.shown(path)}", err=True)
    click.echo(f"recorded {len(chosen)} review{'s' if len(chosen) != 1 else ''}")


def on_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _ask(project: Project, chosen: Sequence[Reviewable], review: Review) -> None:
    """Ask before the same reading is recorded twice; raise UsageError where nobody can answer."""
    there = recorded_already(project, chosen, review)
    if not there:
        return
    shown = ", ".join(there[:_SHOWN]) + (f" and {len(there) - _SHOWN} more" if len(there) > _SHOWN else "")
    claims = "the claim as it stands" if len(there) == 1 else "the claims as they stand"
    message = f"{review.reader} has read {claims}, with this verdict"
    if not on_terminal():
        raise UsageError(
            Fault(message, shown, fix="add --again to record it once more, or --unread to leave these out")
        )
    click.confirm(f"{shown}: {message}. Record it again?", abort=True, err=True)


def _folded(text: str) -> list[str]:
    """A line in lines that fit the terminal; as it is where the output is no terminal."""
    indent = " " * (len(text) - len(text.lstrip()))
    return wrapped(text, shutil.get_terminal_size().columns, indent, indent + "  ") if sys.stdout.isatty() else [text]


def _lines(shown: InContext) -> Iterator[str]:
    claim = shown.claim
    at = claim.passage.at
    yield click.style(f"{claim.id}  {shown.file_name} {at.start}-{at.end}", bold=True)
    yield f"  …{shown.before}"
    yield f"  “{shown.passage}”"
    yield f"  {shown.after}…"
    yield f"  {claim.stance}: {claim.paraphrase}"
    if claim.inference:
        yield f"  because: {claim.inference}"
    for statement in claim.says if isinstance(claim.says, list) else [claim.says]:
        yield f"  - {json.dumps(statement, ensure_ascii=False)}"
