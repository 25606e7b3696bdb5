"""`csto-kg query`: ask a stored query."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import click
import pyoxigraph as ox

from csto_kg.ask.answers import Answer, answer_of
from csto_kg.ask.citation import Citation, answer_digest
from csto_kg.ask.days import with_days
from csto_kg.ask.display import abbreviated
from csto_kg.ask.evidence import with_paraphrases
from csto_kg.ask.graph import Graph
from csto_kg.ask.labels import ENGLISH
from csto_kg.ask.names import Names
from csto_kg.ask.run import run_stored
from csto_kg.cli.layout import AnswerFormat, show_answer, wrapped
from csto_kg.cli.options import (
    assume_option,
    cite_option,
    curies_option,
    evidence_option,
    format_option,
    ids_option,
    known_by_option,
    language_option,
    note_missing_texts,
    note_undated,
    policy_option,
    remote_options,
    reweighed,
    sources_option,
    with_texts,
)
from csto_kg.errors import Fault, UsageError
from csto_kg.project import Project
from csto_kg.queries.adapting import adaptation_of
from csto_kg.queries.lookup import stored_query
from csto_kg.queries.stored import QueryFolder, StoredQuery, renamed
from csto_kg.rdf import endpoints
from csto_kg.rdf.endpoints import Endpoint
from csto_kg.rdf.results import Table
from csto_kg.read.texts import digest
from csto_kg.release.folder import answering_release
from csto_kg.release.store import open_store

# The parameter that --as-of sets.
_DAY: Final = "date"


@click.command("query")
@click.argument("name")
@click.argument("parameters", nargs=-1, metavar="[PARAMETER=VALUE]...")
@click.option(
    "--as-of", metavar="DAY", help="The day, month, year or period that the question is about: the same as date=DAY."
)
@known_by_option
@policy_option
@assume_option
@evidence_option
@sources_option("shows each row's passages.")
@format_option
@ids_option
@curies_option
@language_option
@cite_option
@remote_options("Ask this SPARQL endpoint instead of the build.", timeout=30)
@click.pass_obj
def query_command(
    project: Project,
    name: str,
    parameters: tuple[str, ...],
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
    remote: Endpoint | None,
) -> None:
    """Ask a stored query. Several values for one parameter are separated by commas.

    A date is YYYY-MM-DD, YYYY-MM or YYYY, or two of these with .. between them. Over a period the column `during` says
    for which part of it a row holds.

    \b
    Examples:
      csto-kg query members-as-of organization=ORGANIZATION --as-of 2003-06-30 role=member
      csto-kg query members-as-of --as-of 2012-03..2012-09
      csto-kg query parties-as-of instrument=INSTRUMENT date=1999-06-01 --format csv
      csto-kg query members-as-of --as-of 2003-06-30 --known-by 2021-12-31 --policy majority --cite
      csto-kg query treaty-timeline instrument=INSTRUMENT --evidence --sources FOLDER
    """
    query = stored_query(QueryFolder(project.question_files, adaptation_of(project)), name)
    values, notes = renamed(query, _values(query, parameters, as_of))
    for note in notes:
        click.echo(f"Note: {note}.", err=True)
    if remote is not None:
        if known_by or policy or assume or evidence or sources or cite or language != ENGLISH:
            given = "--known-by, --policy, --assume, --evidence, --sources, --language and --cite"
            raise UsageError(
                Fault(f"{given} need the release itself", fix="leave out either --endpoint or these options")
            )
        show_answer(_asked_there(project, query, values, remote), format_, query.lists)
        return
    texts = with_texts(project, sources).texts if sources else None
    graph = reweighed(Graph(project, language=language), policy, assume, known_by)
    note_undated(graph)
    note_missing_texts(graph, texts)
    answer = graph.answer(name, values, evidence=evidence, texts=texts)
    look = AnswerLook(format_, ids, curies, evidence or texts is not None)
    show_stored(graph, name, answer, look)
    # A citation stands alone on standard error, as far as the answer allows that.
    for note in graph.notes(answer, defaults=not cite, reasons=format_ is not AnswerFormat.TABLE):
        click.echo(f"Note: {note}.", err=True)
    if cite:
        # Passages are the sources' words and no part of what is cited.
        cited = answer if texts is None else graph.answer(name, values, evidence=True)
        click.echo(
            str(citation_of(graph, query, cited.asked.values if cited.asked else values, look, cited)), err=True
        )


@dataclass(frozen=True, slots=True)
class AnswerLook:
    """How an answer is to look: its format, identifiers in a table, short ones for programs, and paraphrases of the claims.

    A table is `width` columns wide, by default as wide as the terminal.
    """

    format: AnswerFormat
    ids: bool = False
    curies: bool = False
    paraphrases: bool = False
    width: int | None = None


def show_stored(graph: Graph, name: str, answer: Answer, look: AnswerLook) -> None:
    """Print the answer to a stored query: for people in sentences and a table, for programs in their format."""
    if look.format is AnswerFormat.TABLE:
        sentences = graph.said(answer)
        for sentence in sentences:
            click.echo("\n".join(wrapped(sentence, look.width or shutil.get_terminal_size().columns, "", "")))
        if sentences and not answer.table.rows:
            return
        if sentences:
            click.echo()
    table = with_paraphrases(graph.store, answer.table) if look.paraphrases else answer.table
    display = None if look.ids else graph.display(name, answer, paraphrases=look.paraphrases)
    show_answer(abbreviated(table) if look.curies else table, look.format, answer.lists, look.width, display)


def _values(query: StoredQuery, parameters: Sequence[str], as_of: str | None) -> dict[str, list[str]]:
    """The parameters as given: NAME=VALUE, several values separated by commas. Raises UsageError with every fault."""
    values: dict[str, list[str]] = {}
    faults = []
    "".join(parameters).encode()  # raises UnicodeEncodeError for bytes that are not text
    for parameter in parameters:
        key, equals, value = parameter.partition("=")
        if not equals or not value:
            faults.append(Fault(f"'{parameter}' is not a parameter", fix="write NAME=VALUE"))
        values.setdefault(key, []).extend(value.split(","))
    if as_of is not None:
        if _DAY not in {p.name for p in query.parameters}:
            fix = "leave --as-of out; --known-by limits the sources by day"
            faults.append(Fault(f"query {query.name} has no parameter for a day", fix=fix))
        elif _DAY in values:
            faults.append(Fault(f"the day is given twice, as {_DAY}= and as --as-of", fix="give it once"))
        values[_DAY] = [as_of]
    if faults:
        raise UsageError(*faults)
    return values


def _asked_there(
    project: Project, query: StoredQuery, values: Mapping[str, Sequence[str]], remote: Endpoint
) -> Table:
    """The answer of an endpoint. Names in values are looked up in the build, so a query without values needs no build."""
    store = open_store(answering_release(project).store) if values else ox.Store()
    run = partial(endpoints.ask, remote)
    filled, _ = with_days(query, values, lambda text: answer_of(run(text)))
    return run_stored(query, filled, Names(store).entity, run)


def citation_of(
    graph: Graph,
    query: StoredQuery,
    values: Mapping[str, str | Sequence[str]],
    look: AnswerLook,
    answer: Answer,
) -> Citation:
    """The citation of the answer to a stored query, as it was shown."""
    known_by = graph.policy.known_by
    return Citation(
        release=graph.release,
        query=query.name,
        query_sha256=digest(query.text.encode()),
        parameters={k: [v] if isinstance(v, str) else list(v) for k, v in sorted(values.items())},
        known_by=known_by.isoformat() if known_by else None,
        policy=str(graph.policy),
        evidence=look.paraphrases,
        shape=look.format.value,
        width=shutil.get_terminal_size().columns if look.format is AnswerFormat.TABLE else 0,
        answer_sha256=answer_digest(answer.table),
        ids=look.ids,
        curies=look.curies,
        language=graph.labels.language,
    )
