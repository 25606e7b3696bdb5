"""Commands that ask: query, queries, sparql."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
import pyoxigraph as ox

from csto_kg import queries
from csto_kg.cli.show import Shape, answer, default_shape
from csto_kg.errors import Fault, UsageError
from csto_kg.project import Project
from csto_kg.queries import StoredQuery, Table, read_queries
from csto_kg.store import ask_endpoint, open_store

shape_option = click.option(
    "--format",
    "shape",
    type=click.Choice([s.value for s in Shape]),
    help="Default: a table on a terminal, CSV in a pipe.",
)


def stored(project: Project, name: str) -> StoredQuery:
    """A stored query by name. Raises UsageError with what was meant perhaps."""
    known = read_queries((project.queries / "questions").glob("*.rq"))
    if name not in known:
        near = queries.nearest(name, known)
        mend = f"did you mean {' or '.join(near)}?" if near else "csto-kg queries lists them"
        raise UsageError(Fault(f"there is no stored query '{name}'", mend=mend))
    return known[name]


@click.command("query")
@click.argument("name")
@click.argument("parameters", nargs=-1, metavar="[PARAMETER=VALUE]...")
@shape_option
@click.option("--endpoint", help="Ask this SPARQL endpoint instead of the build.")
@click.option("--timeout", type=int, default=30, show_default=True, help="Seconds to wait for an endpoint.")
@click.pass_obj
def query_command(
    project: Project, name: str, parameters: tuple[str, ...], shape: str | None, endpoint: str | None, timeout: int
) -> None:
    """Ask a stored query. Several values for one parameter are parted by commas.

    \b
    Examples:
      csto-kg query members-as-of organization=csto date=2012-06-28 role=member
      csto-kg query parties-as-of instrument=cst date=1999-06-01 --format csv
    """
    query = stored(project, name)
    values: dict[str, list[str]] = {}
    faults = []
    for parameter in parameters:
        key, equals, value = parameter.partition("=")
        if not equals or not value:
            faults.append(Fault(f"'{parameter}' is no parameter", mend="write NAME=VALUE"))
        values.setdefault(key, []).extend(value.split(","))
    if faults:
        raise UsageError(*faults)
    store = open_store(project.release / "store")
    if endpoint is None:
        table = queries.run(store, query, values)
    else:
        table = queries.tidy(query, _remote(endpoint, queries.bind(store, query, values), timeout))
    click.echo(answer(table, Shape(shape) if shape else default_shape(), query.lists), nl=False)


@click.command("queries")
@click.argument("name", required=False)
@click.pass_obj
def queries_command(project: Project, name: str | None) -> None:
    """List the stored queries, or tell all about one.

    \b
    Example: csto-kg queries members-as-of
    """
    if name is None:
        known = read_queries((project.queries / "questions").glob("*.rq"))
        wide = max(len(n) for n in known)
        for n, query in known.items():
            click.echo(f"{click.style(n.ljust(wide), bold=True)}  {query.question}")
        return
    query = stored(project, name)
    click.echo(f"{click.style(query.name, bold=True)}: {query.question}\nA row is {query.row}.")
    for title, told in (
        ("Parameters", [(p.name, f"{p.about} ({p.type}; default {p.default})") for p in query.parameters]),
        ("Columns", list(query.columns.items())),
    ):
        click.echo(f"\n{title}:" if told else f"\n{title}: none")
        for key, about in told:
            click.echo(f"  {key.ljust(14)} {about}")


@click.command("sparql")
@click.argument("query", required=False)
@click.option("-f", "--file", type=click.Path(path_type=Path, dir_okay=False), help="Read the query from a file.")
@shape_option
@click.option("--endpoint", help="Ask this SPARQL endpoint instead of the build.")
@click.option("--timeout", type=int, default=30, show_default=True, help="Seconds to wait for an endpoint.")
@click.pass_obj
def sparql_command(
    project: Project, query: str | None, file: Path | None, shape: str | None, endpoint: str | None, timeout: int
) -> None:
    """Ask any SPARQL query: as an argument, from a file, or on standard input.

    Graphs: graph:view (what is held), graph:findings, graph:provenance, graph:register, graph:inferred, graph:ontology,
    and one for each claim. The default graph is empty: name a graph.

    \b
    Examples:
      csto-kg sparql --file mine.rq
      csto-kg sparql 'SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g'
    """
    if (query is None) == (file is None) and not (query is None and not sys.stdin.isatty()):
        raise UsageError(Fault("one query is due", mend="give it as an argument, with --file, or on standard input"))
    if file is not None:
        try:
            query = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(Fault(f"{file} cannot be read: {error}")) from None
    text = query if query is not None else sys.stdin.read()
    table = _remote(endpoint, text, timeout) if endpoint else queries.ask(open_store(project.release / "store"), text)
    click.echo(answer(table, Shape(shape) if shape else default_shape()), nl=False)


def _remote(endpoint: str, text: str, timeout: int) -> Table:
    """The table that an endpoint answers with."""
    results = ox.parse_query_results(
        json.dumps(ask_endpoint(endpoint, text, timeout)).encode(), format=ox.QueryResultsFormat.JSON
    )
    return queries.table_of(results)
