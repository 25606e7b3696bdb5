"""`csto-kg queries`: the stored queries."""

from __future__ import annotations

from collections.abc import Iterable

import click

from csto_kg.project import Project
from csto_kg.queries.lookup import stored_query
from csto_kg.queries.stored import queries_of


@click.command("queries")
@click.argument("name", required=False)
@click.pass_obj
def queries_command(project: Project, name: str | None) -> None:
    """List the stored queries, or show the parameters and columns of one.

    \b
    Example: csto-kg queries members-as-of
    """
    known = queries_of(project)
    if name is None:
        wide = max((len(n) for n in known), default=0)
        for n, query in known.items():
            click.echo(f"{click.style(n.ljust(wide), bold=True)}  {query.question}")
        return
    query = stored_query(known, name)
    click.echo(f"{click.style(query.name, bold=True)}: {query.question}\nA row is {query.row}.")
    _list("Parameters", ((p.name, f"{p.about} ({p.type}; default {p.default})") for p in query.parameters))
    _list("Columns", query.columns.items())


def _list(title: str, entries: Iterable[tuple[str, str]]) -> None:
    listed = list(entries)
    click.echo(f"\n{title}:" if listed else f"\n{title}: none")
    for name, about in listed:
        click.echo(f"  {name.ljust(14)} {about}")
