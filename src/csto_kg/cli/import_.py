"""`csto-kg import`: an outside table as RDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from csto_kg.cli.options import write_output
from csto_kg.errors import Fault, UsageError
from csto_kg.project import Project
from csto_kg.rdf.nquads import canonical_nquads
from csto_kg.read.project import read_project
from csto_kg.tables.headers import read_imports
from csto_kg.tables.run import run_import


@click.command("import")
@click.argument("name", required=False)
@click.argument("files", nargs=-1, metavar="[INPUT=FILE]...")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="N-Quads file to write.")
@click.pass_obj
def import_command(project: Project, name: str | None, files: tuple[str, ...], output: Path | None) -> None:
    """Turn an outside table into RDF, by the SQL file of that name in data/tables; without NAME, list them.

    \b
    Example:
      csto-kg import cow-igo igo=igo_year_format3.csv.gz states=states2016.csv -o cow.nq
    """
    known = read_imports(project.tables, project.namespaces)
    if name is None:
        for n, table in sorted(known.items()):
            inputs = ", ".join(f"{k}=FILE" for k in table.files)
            click.echo(f"{click.style(n, bold=True)}  {table.title}\n  inputs: {inputs}")
        return
    if name not in known:
        raise UsageError(Fault(f"there is no table '{name}'", fix=f"there are: {', '.join(sorted(known))}"))
    if output is None:
        raise UsageError(Fault("no file to write to", fix="name one with -o"))
    _, dataset = read_project(project)
    imported = run_import(known[name], _files(files), dataset.register)
    write_output(output, canonical_nquads(imported.quads))
    counts = imported.counts
    click.echo(
        f"{counts.given} {counts.unit.value}s read: {counts.written} in {counts.episodes} episodes, and left out:",
        err=True,
    )
    for reason, number in counts.left_out.items():
        click.echo(f"  {number:>9}  {reason}", err=True)
    for rule, number in imported.by_rule.items():
        click.echo(f"  {number:>9}  reported: {rule}", err=True)
    totals = f"{len(imported.quads)} quads, {imported.links} links to entities of the register"
    click.echo(f"wrote {output}: {totals}", err=True)


def _files(given: Sequence[str]) -> dict[str, Path]:
    pairs = (part.partition("=") for part in given)
    return {name: Path(path) for name, _, path in pairs}
