"""`csto-kg ask`: ask in free words."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterable
from pathlib import Path

import click

from csto_kg.ask.answers import Answer
from csto_kg.ask.asked import Asked
from csto_kg.ask.card import Card
from csto_kg.ask.graph import Graph
from csto_kg.ask.search import hits_as_table
from csto_kg.cli.layout import AnswerFormat, counted, show_answer, wrapped
from csto_kg.cli.options import (
    assume_option,
    cite_option,
    curies_option,
    evidence_option,
    ids_option,
    known_by_option,
    language_option,
    note_missing_texts,
    note_undated,
    policy_option,
    reweighed,
    sources_option,
    with_texts,
    words_format_option,
)
from csto_kg.cli.query import AnswerLook, citation_of, show_stored
from csto_kg.errors import Fault, UsageError
from csto_kg.project import Project
from csto_kg.time.days import quoted


@click.command("ask")
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--as-of",
    metavar="DAY",
    help="The day for a question that names none or says “now”. Default: the last day that the sources attest anything for.",
)
@known_by_option
@policy_option
@assume_option
@evidence_option
@sources_option("shows each row's passages.")
@words_format_option
@ids_option
@curies_option
@language_option
@cite_option
@click.pass_obj
def ask_command(
    project: Project,
    words: tuple[str, ...],
    as_of: str | None,
    known_by: str | None,
    policy: str | None,
    assume: str | None,
    evidence: bool,
    sources: Path | None,
    format_: AnswerFormat,
    ids: bool,
    curies: bool,
    language: str,
    cite: bool,
) -> None:
    """Ask in free words: the stored query that fits best is named and answered. The name of a thing gives its card.

    What is not read as a question is not answered: it shows what a search for its words finds, and the nearest questions.

    \b
    Examples:
      csto-kg ask who were the members in June 2010
      csto-kg ask "who signed it, and when?"
      csto-kg ask THING --as-of 2010-06-01
    """
    graph = reweighed(Graph(project, language=language), policy, assume, known_by)
    note_undated(graph)
    texts = with_texts(project, sources).texts if sources else None
    note_missing_texts(graph, texts)
    asked = graph.ask(" ".join(words), as_of=as_of, evidence=evidence, texts=texts)
    # A program that reads the answer gets nothing else.
    aside = format_ is not AnswerFormat.TABLE
    if asked.reading is None:
        _say(asked.notes, True)
        if asked.hits and not aside:
            _say(("This is not read as a question; what the graph has on these words:", ""), aside)
            show_answer(hits_as_table(asked.hits, graph.store), format_)
            _say(("",), aside)
        raise UsageError(_not_read(asked))
    if cite and asked.answer is None:
        raise UsageError(Fault("the card of a thing has no citation", fix="cite the answer to a question"))
    # A citation stands alone on standard error, as far as the answer allows that.
    is_alone = cite and aside
    if not is_alone:
        _say((f"Read as: {asked.read_as}", asked.in_words, *asked.notes, ""), aside)
    if asked.card is not None:
        _show_card(asked.card, format_, aside)
    elif asked.answer is not None:
        look = AnswerLook(format_, ids, curies, evidence or texts is not None)
        show_stored(graph, asked.reading.query, asked.answer, look)
        for note in graph.notes(asked.answer, defaults=not cite, reasons=aside):
            click.echo(f"Note: {note}.", err=True)
        if cite:
            _cite(graph, asked.answer, look)
    if asked.following and not is_alone:
        _say(("", "It could also be read as:", *(f"  {_command(r.command)}" for r in asked.following)), aside)


def _cite(graph: Graph, answer: Answer, look: AnswerLook) -> None:
    """Write the citation of the answer to the stored query that a question was read as."""
    assert answer.asked is not None
    name, values = answer.asked.name, answer.asked.values
    # Passages are the sources' words and no part of what is cited.
    cited = graph.answer(name, values, evidence=look.paraphrases)
    click.echo(str(citation_of(graph, graph.stored(name), values, look, cited)), err=True)


def _say(lines: Iterable[str], aside: bool) -> None:
    width = shutil.get_terminal_size().columns
    for line in lines:
        # A command stays in one line, to be pasted.
        for part in [line] if line.startswith("  ") else wrapped(line, width, "", "  ") or [""]:
            click.echo(part, err=aside)


def _command(words: Iterable[str]) -> str:
    return shlex.join(("csto-kg", *words))


def _show_card(card: Card, format_: AnswerFormat, aside: bool) -> None:
    default = ", the last day for which the sources attest anything" if card.is_default_day else ""
    _say((card.heading, *card.says, f"As of {card.day}{default}:", ""), aside)
    show_answer(card.facts.table, format_, card.facts.lists, display=card.display)
    commands = (f"  {_command(words)}  # {counted(n, 'row')} of {what}" for words, n, what in card.further)
    _say(("", "To read on:", *commands), aside)


def _not_read(asked: Asked) -> Fault:
    near = "; ".join(f"{query.question} (csto-kg query {query.name})" for query in asked.nearest)
    fix = f"nearest are: {near}" if near else "csto-kg queries lists what can be asked"
    return Fault(f"{quoted(asked.question)} cannot be read as a question to this graph", fix=fix)
