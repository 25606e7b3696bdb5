"""`csto-kg queries`: the stored queries."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from typing import Final

import click

from csto_kg.cli.layout import wrapped
from csto_kg.project import Project
from csto_kg.queries.catalogue import defaults
from csto_kg.queries.header import text_without_header
from csto_kg.queries.lookup import stored_query
from csto_kg.queries.stored import FROM, TO, Parameter, ParameterType, queries_of

# The column in which what a name means begins, and the narrowest text that is folded.
_NAMES: Final = 17
_NARROWEST: Final = 40


@click.command("queries")
@click.argument("name", required=False)
@click.option(
    "--sparql", "is_text", is_flag=True, help="The SPARQL of the query, as it runs in any tool on this graph."
)
@click.pass_obj
def queries_command(project: Project, name: str | None, is_text: bool) -> None:
    """List the stored queries, or show the parameters and columns of one.

    \b
    Examples:
      csto-kg queries members-as-of
      csto-kg queries members-as-of --sparql > members.rq
    """
    known = queries_of(project)
    if name is None:
        wide = max((len(n) for n in known), default=0)
        is_terminal = sys.stdout.isatty()
        width = max(shutil.get_terminal_size().columns - wide - 2, _NARROWEST)
        for n, query in known.items():
            first, *more = wrapped(query.question, width, "", "") if is_terminal else [query.question]
            click.echo(f"{click.style(n.ljust(wide), bold=True)}  {first}")
            for line in more:
                click.echo(" " * (wide + 2) + line)
        return
    query = stored_query(known, name)
    if is_text:
        # Without the header: SPARQLWrapper takes words in comments for the form of the query, "addressee" for ADD.
        click.echo(f"# {query.name}: {query.question}\n{text_without_header(query.text)}", nl=False)
        return
    click.echo(f"{click.style(query.name, bold=True)}:")
    for line in [*_folded(query.question, "  "), *_folded(f"A row is {query.row}.", "  ")]:
        click.echo(line)
    _list(
        "Parameters",
        ((p.name, f"{p.about} ({p.type}; {_default(p)})") for p in query.parameters),
    )
    _list("Columns", query.columns.items())


def _default(parameter: Parameter) -> str:
    """What stands for a parameter that is not given; a day has that of the evidence, as `with_days` gives it."""
    if parameter.type is ParameterType.DAY and parameter.name not in (FROM, TO):
        return "default the last day for which the sources attest anything"
    return f"default {parameter.default}" if defaults(parameter) else "to be given"


def _list(title: str, entries: Iterable[tuple[str, str]]) -> None:
    listed = list(entries)
    click.echo(f"\n{title}:" if listed else f"\n{title}: none")
    for name, about in listed:
        first, *more = _folded(about, " " * _NAMES)
        click.echo(f"  {name.ljust(_NAMES - 3)} {first.lstrip()}")
        for line in more:
            click.echo(line)


def _folded(text: str, indent: str) -> list[str]:
    """A text in lines that fit the terminal; on one line where the output is no terminal, so that programs find it."""
    if not sys.stdout.isatty():
        return [indent + text]
    return wrapped(text, max(shutil.get_terminal_size().columns, _NARROWEST), indent, indent)
