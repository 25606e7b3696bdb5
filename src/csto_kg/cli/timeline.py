"""`csto-kg timeline`: what happened to a thing, as a table or a picture."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from csto_kg.ask.graph import Graph
from csto_kg.charts import chart_svg, chart_text
from csto_kg.cli.layout import AnswerFormat, show_answer
from csto_kg.cli.options import (
    assume_option,
    format_option,
    known_by_option,
    note_undated,
    output_option,
    policy_option,
    reweighed,
    write_output,
)
from csto_kg.errors import Fault, UsageError
from csto_kg.project import Project

# The narrowest chart with room for labels and bars.
_NARROWEST = 40


@click.command("timeline")
@click.argument("thing", metavar="THING")
@click.option(
    "--plot", is_flag=True, help="Draw a chart, with the bounds that the claims give and those that order tightens."
)
@known_by_option
@policy_option
@assume_option
@format_option
@output_option
@click.pass_obj
def timeline_command(
    project: Project,
    thing: str,
    plot: bool,
    known_by: str | None,
    policy: str | None,
    assume: str | None,
    format_: AnswerFormat,
    output: Path | None,
) -> None:
    """Show what happened to THING, or held of it, in order of time.

    With --plot it is drawn on the terminal; with --output a file ending in .svg has the picture for a page.

    \b
    Examples:
      csto-kg timeline THING
      csto-kg timeline THING --plot
      csto-kg timeline ORGANIZATION --plot --output timeline.svg
    """
    graph = reweighed(Graph(project), policy, assume, known_by)
    note_undated(graph)
    if output is not None and not plot:
        raise UsageError(Fault("--output is for a picture", fix="add --plot, or redirect the table"))
    answer = graph.timeline_answer(thing)
    for note in graph.notes(answer, defaults=False, reasons=False):
        click.echo(f"Note: {note}.", err=True)
    if not plot:
        show_answer(answer.table, format_, answer.lists, display=graph.display("timeline", answer))
        return
    rows = graph.timeline(thing)
    if not rows:
        message = f"nothing that happened to '{thing}', or is held of it, has a date"
        raise UsageError(Fault(message, fix=f"csto-kg explain {thing}"))
    title = f"Timeline of {thing}"
    if output is not None:
        if output.suffix != ".svg":
            raise UsageError(Fault(f"{output.name}: a picture is written as SVG", fix="give a file ending in .svg"))
        write_output(output, chart_svg(rows, title=title))
        click.echo(f"wrote {output}", err=True)
        return
    width = max(shutil.get_terminal_size().columns, _NARROWEST)
    is_ascii = not _writes(sys.stdout.encoding)
    click.echo(chart_text(rows, title=title, width=width, is_ascii=is_ascii))


def _writes(encoding: str | None) -> bool:
    """Whether an encoding has the blocks that charts are drawn with."""
    try:
        "█▒░╌━".encode(encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True
