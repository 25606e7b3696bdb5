"""The command `decide`: what waits for a decision, the skeleton of one, and the decisions whose claims changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from csto_kg.cli.options import refuse_unused
from csto_kg.curate.decisions import (
    OUTCOMES,
    Decision,
    Disagreement,
    Overview,
    confirm,
    find_disagreements,
    left_to_write,
    overview,
    start_decision,
    write_decision,
)
from csto_kg.errors import Fault, FindingsError, UsageError
from csto_kg.ontology import ontology_of
from csto_kg.project import Project
from csto_kg.read.layout import data_file_text


@click.command("decide")
@click.argument("name", required=False, metavar="[THING|CONFLICT]")
@click.option(
    "--property", "property_", metavar="KEY", help="Only the disagreement on this key, as in date or class."
)
@click.option("--outcome", type=click.Choice(OUTCOMES), help="How it is decided.")
@click.option("--prefers", multiple=True, metavar="CLAIM", help="A claim of the side that is preferred.")
@click.option("--because", "reason", metavar="TEXT", help="Why, in plain English.")
@click.option("--label", metavar="QUESTION", help="The question that the sides answer differently.")
@click.option(
    "--into",
    "file",
    metavar="NAME",
    help="The file of data/decisions: by default its only one, or conflicts.yaml.",
)
@click.option("--write", is_flag=True, help="Put the decision into its file instead of printing it.")
@click.option(
    "--confirm",
    "is_confirmed",
    is_flag=True,
    help="Record the claims that there are now: of this decision, or of all that record none.",
)
@click.pass_obj
def decide_command(
    project: Project,
    name: str | None,
    property_: str | None,
    outcome: str | None,
    prefers: tuple[str, ...],
    reason: str | None,
    label: str | None,
    file: str | None,
    write: bool,
    is_confirmed: bool,
) -> None:
    """Lay out the decision that a build asks for, with what each side says. You write the outcome and why.

    Without an argument it lists what waits for a decision (then the exit code is 1), and the decisions whose claims have
    changed since or were joined by others. A build goes on with these, and warns. A decision that was written before it was
    finished is filled in where it stands, by the same command with the outcome, the reason and the question.

    \b
    Examples:
      csto-kg decide
      csto-kg decide EVENT --write
      csto-kg decide CONFLICT --confirm
    """
    decided = {"outcome": outcome, "prefers": prefers, "because": reason, "label": label, "into": file}
    if is_confirmed:
        refuse_unused("leave it out: --confirm records the claims only", **decided, property=property_, write=write)
    elif name is None:
        refuse_unused("name what the claims disagree about", **decided, property=property_, write=write)
    elif not write:
        refuse_unused("add --write", into=file)
    if is_confirmed or (write and name is not None):
        project.require_writable()
    found = overview(project)
    if is_confirmed:
        _confirm(project, found, name)
    elif name is None:
        _list(found)
    else:
        claims = tuple(c if c.startswith("claim:") else f"claim:{c}" for c in prefers)
        decision = Decision(outcome or "", claims, reason or "", label or "")
        chosen = [d for d in find_disagreements(found, name) if property_ in (None, d.key)]
        if not chosen:
            raise UsageError(
                Fault(f"claims do not disagree on '{property_}' of it", name, fix="leave --property out")
            )
        _decide(project, found, chosen, decision, file, write=write)


def _confirm(project: Project, found: Overview, name: str | None) -> None:
    paths, number = confirm(project, found, () if name is None else (name,))
    for path in paths:
        click.echo(f"wrote {project.shown(path)}", err=True)
    click.echo(f"confirmed {number} decision{'s' if number != 1 else ''}")
    for stale in found.stale if name is None else ():
        click.echo(f"not confirmed: {stale.conflict} ({stale.stale})", err=True)


def _list(found: Overview) -> None:
    for disagreement in (*found.waiting, *found.stale):
        click.echo("\n".join(_lines(disagreement)) + "\n")
    if found.unconfirmed:
        click.echo(
            f"decisions that do not record their claims: {found.unconfirmed} — record them: csto-kg decide --confirm",
            err=True,
        )
    click.echo(f"({len(found.waiting)} waiting for a decision, {len(found.stale)} with claims that changed)")
    if found.waiting:
        thing = found.waiting[0].about[0]
        raise FindingsError(
            Fault(f"{len(found.waiting)} without a decision", fix=f"start with: csto-kg decide {thing} --write")
        )


def _decide(
    project: Project,
    found: Overview,
    chosen: Sequence[Disagreement],
    decision: Decision,
    file: str | None,
    *,
    write: bool,
) -> None:
    waiting = [d for d in chosen if not d.conflict]
    given = any((decision.outcome, decision.prefers, decision.reason, decision.label))
    if given and len(waiting) > 1:
        keys = ", ".join(d.key or "order" for d in waiting)
        raise UsageError(Fault(f"claims disagree on {keys}", waiting[0].about[0], fix="choose one with --property"))
    if (given or write) and not waiting:
        fix = f"edit it in data/decisions, then: csto-kg decide {chosen[0].conflict} --confirm"
        raise UsageError(Fault("is decided already", chosen[0].conflict, fix=fix))
    is_typed = ontology_of(project).quoted_keys.__contains__
    for disagreement in chosen:
        comments = "".join(f"# {line}\n" for line in _lines(disagreement))
        if disagreement.conflict:
            click.echo(comments, nl=False)
            continue
        entry = start_decision(project, found, disagreement, decision)
        if not write:
            click.echo(data_file_text([entry], is_typed, comments), nl=False)
            continue
        click.echo(comments, nl=False, err=True)
        for path in write_decision(project, entry, file):
            click.echo(f"wrote {project.shown(path)}", err=True)
        left = " and ".join(left_to_write(entry))
        click.echo(f"wrote {entry['id']}" + (f": now write its {left}" if left else ""))


def _lines(disagreement: Disagreement) -> Iterator[str]:
    on = f"on {disagreement.key}" if disagreement.key else f"[{disagreement.type.rpartition('/')[2]}]"
    if disagreement.conflict:
        yield f"{disagreement.conflict}: {', '.join(disagreement.about)} {on}"
        yield (
            f"  {disagreement.stale or 'its claims are those that it was made on'}"
            if (disagreement.is_confirmed)
            else "  it does not record the claims that it was made on"
        )
    else:
        yield f"{', '.join(disagreement.about)}: claims disagree {on}"
    for side in disagreement.sides:
        if side.value:
            yield f"  {side.value}"
        for claim, paraphrase in side.claims:
            yield f"    {claim}: {paraphrase}"
