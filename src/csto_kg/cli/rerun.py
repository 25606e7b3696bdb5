"""`csto-kg rerun`: ask again what a citation cites."""

from __future__ import annotations

from pathlib import Path

import click

from csto_kg.ask.citation import FIRST_FORM, Citation, answer_digest, read_citation, text_digest
from csto_kg.ask.graph import Graph
from csto_kg.cli.layout import AnswerFormat, show_answer
from csto_kg.cli.options import read_input
from csto_kg.cli.query import AnswerLook, show_stored
from csto_kg.errors import Fault, FindingsError, UsageError
from csto_kg.project import Project
from csto_kg.queries.stored import renamed
from csto_kg.read.texts import digest
from csto_kg.release.folder import manifest_in, readable_releases


@click.command("rerun")
@click.argument("citation")
@click.pass_obj
def rerun_command(project: Project, citation: str) -> None:
    """Ask again what CITATION cites: its text, a file that holds it, or - for standard input.

    Write the same bytes and exit 0. Where the answer differs, write the new one, say what has changed, and exit 1.

    \b
    Examples:
      csto-kg query members-as-of --as-of 2003-06-30 --cite 2> citation.json
      csto-kg rerun citation.json
    """
    cited = read_citation(_text_of(citation))
    try:
        format_ = AnswerFormat(cited.shape)
    except ValueError:
        raise UsageError(Fault(f"this citation names no format of answers: '{cited.shape}'")) from None
    kept = [f for f in readable_releases(project) if (manifest_in(f) or {}).get("release") == cited.release]
    graph = Graph(project, folder=kept[0] if kept else None, language=cited.language).under(
        cited.policy, cited.known_by
    )
    values, notes = renamed(graph.stored(cited.query), cited.parameters)
    for note in notes:
        click.echo(f"Note: {note}.", err=True)
    answer = graph.answer(cited.query, values, evidence=cited.evidence)
    if cited.form == FIRST_FORM:
        is_same = (
            text_digest(show_answer(answer.table, format_, answer.lists, cited.width or None)) == cited.answer_sha256
        )
    else:
        look = AnswerLook(format_, cited.ids, cited.curies, cited.evidence, cited.width or None)
        show_stored(graph, cited.query, answer, look)
        is_same = answer_digest(answer.table) == cited.answer_sha256
    changed = _changed(graph, cited, has_release=bool(kept))
    since = f" Changed since: {'; '.join(changed)}." if changed else ""
    if not is_same:
        message = f"The answer differs from the one that was cited.{since or _unexplained(cited)}"
        raise FindingsError(Fault(message, fix="cite the new one"))
    click.echo(f"The answer is the same.{since}", err=True)


def _changed(graph: Graph, cited: Citation, *, has_release: bool) -> list[str]:
    changed = []
    if not has_release:
        changed.append(f"the release: cited {cited.release[:16]}, asked {graph.release[:16]}")
    if digest(graph.stored(cited.query).text.encode()) != cited.query_sha256:
        changed.append(f"the text of the query {cited.query}")
    return changed


def _unexplained(cited: Citation) -> str:
    if cited.form == FIRST_FORM and cited.shape == AnswerFormat.TABLE:
        return (
            " Release and query are the same. The citation is in the first form, whose digest covers the layout of the "
            "table too, and this version of csto-kg lays some tables out in another way."
        )
    return " Release and query are the same: another version of csto-kg wrote the citation, or it belongs to another answer."


def _text_of(citation: str) -> str:
    if citation.lstrip().startswith("{"):
        return citation
    try:
        return read_input(None if citation == "-" else Path(citation))
    except UsageError as error:
        (fault,) = error.faults
        raise UsageError(Fault(fault.message, fix="give a citation, or a file that holds one")) from None
