"""`csto-kg sparql`: ask any SPARQL query."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from csto_kg.ask.graph import Graph
from csto_kg.cli.layout import AnswerFormat, show_answer
from csto_kg.cli.options import (
    assume_option,
    evidence_option,
    format_option,
    known_by_option,
    note_undated,
    policy_option,
    read_input,
    remote_options,
    reweighed,
)
from csto_kg.errors import Fault, UsageError
from csto_kg.project import Project
from csto_kg.rdf import endpoints
from csto_kg.rdf.endpoints import Endpoint
from csto_kg.rdf.mistakes import with_declarations


@click.command("sparql")
@click.argument("query", required=False)
@click.option("-f", "--file", type=click.Path(path_type=Path, dir_okay=False), help="Read the query from a file.")
@known_by_option
@policy_option
@assume_option
@evidence_option
@format_option
@remote_options("Ask this SPARQL endpoint instead of the build.", timeout=30)
@click.pass_obj
def sparql_command(
    project: Project,
    query: str | None,
    file: Path | None,
    known_by: str | None,
    policy: str | None,
    assume: str | None,
    evidence: bool,
    format_: AnswerFormat,
    remote: Endpoint | None,
) -> None:
    """Ask any SPARQL query: as an argument, from a file, or on standard input.

    Graphs: graph:view (what is held), graph:findings, graph:provenance, graph:register, graph:inferred, graph:ontology,
    graph:chronology (what follows from order), graph:reported (what is only spoken of, never asserted), and one for
    each claim. The default graph is empty: name a graph. The prefixes of the project need no declaration.

    \b
    Examples:
      csto-kg sparql --file mine.rq
      csto-kg sparql 'SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g'
    """
    text = _text_of(query, file)
    if remote is not None:
        if known_by or policy or assume or evidence:
            fix = "leave out either --endpoint or these options"
            raise UsageError(Fault("--known-by, --policy, --assume and --evidence need the release itself", fix=fix))
        show_answer(endpoints.ask(remote, with_declarations(text, project.namespaces.prefixes)), format_)
        return
    graph = reweighed(Graph(project), policy, assume, known_by)
    note_undated(graph)
    answer = graph.sparql(text, evidence)
    show_answer(answer.table, format_, answer.lists if evidence else frozenset())
    for note in graph.notes_on_sparql(text):
        click.echo(f"Note: {note}.", err=True)


def _text_of(query: str | None, file: Path | None) -> str:
    if (query is None) == (file is None) and not (query is None and not sys.stdin.isatty()):
        fix = "give it as an argument, with --file, or on standard input"
        raise UsageError(Fault("exactly one query is expected", fix=fix))
    return query if query is not None else read_input(file)
