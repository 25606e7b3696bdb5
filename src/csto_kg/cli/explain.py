"""`csto-kg explain`: the facts of a thing and what supports them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import Final

import click

from csto_kg.ask.answers import Answer
from csto_kg.ask.explain import Explanation
from csto_kg.ask.graph import Graph
from csto_kg.ask.why import Derivation
from csto_kg.cli.layout import AnswerFormat, counted, show_answer, wrapped
from csto_kg.cli.options import (
    assume_option,
    known_by_option,
    note_undated,
    policy_option,
    reweighed,
    show_policy,
)
from csto_kg.project import Project

# How many conflicts, and things of one kind, are named; a state has hundreds.
_SHOWN: Final = 12


@click.command("explain")
@click.argument("subject", metavar="THING")
@known_by_option
@policy_option
@assume_option
@click.pass_obj
def explain_command(
    project: Project, subject: str, known_by: str | None, policy: str | None, assume: str | None
) -> None:
    """Explain what is held of THING: bounds, findings, claims for and against, decisions and their reasons.

    For a claim, show what it says and the findings that it supports or contests. Under another policy, or as known by an
    earlier day, the same claims are weighed again, and the days that follow from order are found again.

    \b
    Examples:
      csto-kg explain EPISODE
      csto-kg explain CLAIM
      csto-kg explain EVENT --policy latest --assume none
    """
    graph = reweighed(Graph(project), policy, assume, known_by)
    note_undated(graph)
    explanation = graph.explain(subject)
    show_policy(graph.policy)
    if explanation.claim is not None:
        _show(explanation.claim)
        for found in explanation.findings:
            click.echo(click.style(f"\nfindings that {found.subject} supports or contests", bold=True))
            _show(found.answer)
    else:
        _show_thing(explanation)
    for note in explanation.notes:
        click.echo(f"Note: {note}.", err=True)


def _show_thing(explanation: Explanation) -> None:
    width = shutil.get_terminal_size().columns
    click.echo(click.style(explanation.subject, bold=True))
    for fact in explanation.facts:
        text = f"{fact.property}: {fact.text}" + (f" ({fact.label})" if fact.label else "")
        click.echo("\n".join(wrapped(text, width)))
    _show_derivations(explanation.derivations)
    for found in explanation.findings:
        click.echo(click.style(f"\nfindings on {found.subject}", bold=True))
        if found.are_mentions:
            click.echo("No finding is on it; claims that mention it:")
        _show(found.answer)
    _show_conflicts(explanation, width)
    _show_belonging(explanation, width)


def _show_conflicts(explanation: Explanation, width: int) -> None:
    """The first of the conflicts that concern the thing, and where the others are."""
    conflicts = explanation.conflicts
    if conflicts:
        click.echo(click.style(f"\n{counted(len(conflicts), 'conflict')} about it or what belongs to it", bold=True))
    for conflict in conflicts[:_SHOWN]:
        click.echo("\n".join(wrapped(f"{conflict.conflict}: {conflict.label} ({conflict.outcome})", width)))
    if conflicts:
        click.echo(f"  with their sides and reasons: csto-kg conflicts {explanation.subject}")


def _show_belonging(explanation: Explanation, width: int) -> None:
    """What belongs to the thing by the first part of its identifiers, and the command that shows more."""
    kinds: dict[str, list[str]] = {}
    for thing in explanation.belonging:
        kinds.setdefault(thing.partition("/")[0] if "/" in thing else "thing", []).append(thing)
    if kinds:
        click.echo(click.style("\nbelongs to it", bold=True))
    for kind, things in sorted(kinds.items()):
        shown = ", ".join(things[:_SHOWN]) + (", …" if len(things) > _SHOWN else "")
        click.echo("\n".join(wrapped(f"{kind} ({len(things)}): {shown}", width)))
    if kinds:
        click.echo(f"  in order of time: csto-kg timeline {explanation.subject}")


def _show_derivations(derivations: Sequence[Derivation]) -> None:
    """The bounds that follow from order, each with the steps to it."""
    width = shutil.get_terminal_size().columns
    if derivations:
        click.echo(click.style("\nfollows from the order of things", bold=True))
    for derivation in derivations:
        assumed = ", ".join(name.removeprefix("rule/") for name in derivation.assumptions)
        lines = wrapped(f"{derivation.sentence}{f', presumed by {assumed}' if assumed else ''}:", width)
        for number, step in enumerate(derivation.steps, start=1):
            lines += wrapped(f"{number}. {step}", width, "    ", "       ")
        click.echo("\n".join(lines))


def _show(answer: Answer) -> None:
    show_answer(answer.table, AnswerFormat.TABLE, answer.lists)
