"""`csto-kg search`: find things and claims by the words of their names and texts."""

from __future__ import annotations

import click

from csto_kg.ask.graph import Graph
from csto_kg.ask.search import hits_as_table
from csto_kg.cli.layout import AnswerFormat, counted, show_answer
from csto_kg.cli.options import format_option
from csto_kg.project import Project


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--kind", metavar="CLASS", help="Only things of this class: Person, Instrument, Event, Claim, …")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="The most hits that are listed.")
@format_option
@click.pass_obj
def search_command(
    project: Project, words: tuple[str, ...], kind: str | None, limit: int, format_: AnswerFormat
) -> None:
    """Find things and claims whose names, descriptions or paraphrases have the words, best hits first.

    \b
    Examples:
      csto-kg search secretary general
      csto-kg search peacekeepers --kind Claim
    """
    graph = Graph(project)
    hits = graph.search(" ".join(words), kind, limit)
    if format_ is AnswerFormat.TABLE and not hits:
        click.echo("nothing has these words")
        return
    show_answer(hits_as_table(hits, graph.store), format_)
    if len(hits) == limit:
        click.echo(f"The first {counted(limit, 'hit')}; --limit gives more.", err=True)
