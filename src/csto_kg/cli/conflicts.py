"""`csto-kg conflicts`: where the sources disagree."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Final

import click

from csto_kg.ask.conflicts import Conflict
from csto_kg.ask.graph import Graph
from csto_kg.cli.layout import AnswerFormat, counted, show_answer, wrapped
from csto_kg.cli.options import format_option
from csto_kg.project import Project

_MARKS: Final = {"held": "+", "preferred": "+", "rejected": "-", "not preferred": "-", "open": "?"}


@click.command("conflicts")
@click.argument("thing", required=False)
@format_option
@click.pass_obj
def conflicts_command(project: Project, thing: str | None, format_: AnswerFormat) -> None:
    """List where the sources disagree, with both sides, the type, the decision and its reason.

    The conflicts about THING are those about it, its parts, what happened to it or with it, the numbers that measure it and
    what is said of these. THING may be a conflict too.

    \b
    Examples:
      csto-kg conflicts
      csto-kg conflicts EVENT
      csto-kg conflicts THING
      csto-kg conflicts CONFLICT
    """
    graph = Graph(project)
    if format_ is not AnswerFormat.TABLE:
        answer = graph.answer("conflicts", {} if thing is None else {"thing": thing})
        show_answer(answer.table, format_, answer.lists)
        return
    width = shutil.get_terminal_size().columns
    listed = graph.conflicts(thing)
    for conflict in listed:
        for line in _lines(conflict, width):
            click.echo(line)
    click.echo(f"({counted(len(listed), 'conflict')}; + held or preferred, - not, ? left open)")


def _lines(conflict: Conflict, width: int) -> Iterator[str]:
    yield click.style(conflict.id, bold=True) + f"  [{conflict.type}]"
    yield from wrapped(conflict.label, width)
    yield from wrapped(f"about {', '.join(conflict.subjects)}; {conflict.type}: {conflict.meaning}", width)
    for side in conflict.sides:
        value = f"{side.property.rpartition(':')[2]} = {side.value}, " if side.value else ""
        text = f"{_MARKS.get(side.status, ' ')} {value}{side.claim}: {side.paraphrase}"
        yield from wrapped(text, width, "  ", "      ")
    yield from wrapped(f"{conflict.outcome}: {conflict.reason}", width, "  ", "    ")
    yield ""
