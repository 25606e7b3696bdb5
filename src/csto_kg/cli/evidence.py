"""`csto-kg evidence`: the passages behind what is held."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from click.core import ParameterSource

from csto_kg.ask.evidence import with_passages
from csto_kg.ask.graph import Evidence, Graph
from csto_kg.cli.layout import AnswerFormat, short_of, show_answer
from csto_kg.cli.options import format_option, note_missing_texts, sources_option, with_texts
from csto_kg.project import Project
from csto_kg.vocab import short


@click.command("evidence")
@click.argument("subject", metavar="THING")
@sources_option("shows the passages themselves.")
@format_option
@click.pass_obj
def evidence_command(project: Project, subject: str, sources: Path | None, format_: AnswerFormat) -> None:
    """Show the passages behind what is held of THING, which is an identifier, a label, or a claim.

    \b
    Examples:
      csto-kg evidence EVENT --sources FOLDER
      csto-kg evidence CLAIM --sources FOLDER
    """
    project = with_texts(project, sources)
    given = click.get_current_context().get_parameter_source("format_")
    graph = Graph(project)
    evidence = graph.evidence(subject)
    note_missing_texts(graph, project.texts)
    if not evidence.answer.rows and not evidence.is_claim:
        ask = f"csto-kg query claims-of thing={subject}"
        click.echo(f"No finding is on it: '{ask}' lists the claims that mention it.", err=True)
    if given is ParameterSource.COMMANDLINE or project.texts is None:
        table = evidence.answer.table
        if project.texts is not None:
            table = with_passages(graph.store, table, project.texts)
        show_answer(table, format_, evidence.answer.lists)
        if project.texts is None:
            message = "A release has the places of passages, not their words, which the source texts have"
            click.echo(f"{message}: --sources FOLDER shows them.", err=True)
        return
    for line in _lines(evidence):
        click.echo(line)


def _lines(evidence: Evidence) -> Iterator[str]:
    last = ""
    quoted = {short(iri): passage for iri, passage in evidence.quoted.items()}
    for row in evidence.answer:
        claim = str(row["claim"])
        point = (
            claim if evidence.is_claim else f"{row['property']} = {row['value']}  [{short_of(str(row['status']))}]"
        )
        if point != last:
            yield click.style(point, bold=True)
            last = point
        passage = quoted.get(claim)
        side = f"{row['side']:<8}" if "side" in row else ""
        if passage is None:
            yield f"  {side}{claim}, whose text is missing"
            continue
        yield f"  {side}{claim}, {passage.file}:{passage.line}, {passage.start}-{passage.end}"
        yield f"          “{' '.join(passage.text.split())}”"
