"""Commands that give the graph to others and take tables in: export, load, import."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from csto_kg.cli.remote import remote_options
from csto_kg.errors import Fault, MachineError, UsageError
from csto_kg.ontology import context_of
from csto_kg.project import Project
from csto_kg.rdf import endpoints
from csto_kg.rdf.endpoints import Endpoint, EndpointError
from csto_kg.rdf.serialize import FORMATS, Part, export
from csto_kg.release import build as pipeline
from csto_kg.release import folder as builds
from csto_kg.release.quads import canonical
from csto_kg.tables.headers import read_imports
from csto_kg.tables.run import run_import


@click.command("export")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="turtle", show_default=True)
@click.option(
    "--graph",
    type=click.Choice([p.value for p in Part]),
    default="findings",
    show_default=True,
    help="What to export.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write (default: standard output).",
)
@click.pass_obj
def export_command(project: Project, form: str, graph: str, output: Path | None) -> None:
    """Write the graph, or a part of it, in a standard format; the same release always gives the same bytes.

    \b
    Examples:
      csto-kg export --format turtle > csto.ttl
      csto-kg export --format jsonld --graph all -o csto.jsonld
    """
    context = context_of(project)
    data = export(builds.release_quads(project.release.folder), Part(graph), form, context)
    if output is None:
        sys.stdout.buffer.write(data)
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise MachineError(Fault(f"cannot write {output}: {error.strerror}")) from None
    click.echo(f"wrote {output}: {len(data)} bytes", err=True)


@click.command("load")
@remote_options("Where the SPARQL server takes updates.", timeout=60, required=True)
@click.option(
    "--query-endpoint",
    metavar="URL",
    help="Where it is asked what has arrived (default: the same address, with …/query for …/update).",
)
@click.pass_obj
def load_command(project: Project, remote: Endpoint, query_endpoint: str | None) -> None:
    """Insert the whole graph into a SPARQL server, each graph under its own name, and count there what has arrived.

    What the server has besides is left as it is, and loading twice is as loading once.

    \b
    Examples:
      csto-kg load --endpoint http://127.0.0.1:7878/update
      csto-kg load --endpoint http://127.0.0.1:8890/sparql-auth --user dba --digest
    """
    path = project.release.nquads
    if not path.is_file():
        raise UsageError(Fault(f"no graph has been built in {project.build}", fix="run: csto-kg build"))
    asked = replace(remote, url=query_endpoint or re.sub(r"/update$", "/query", remote.url))
    lines = path.read_bytes().splitlines(keepends=True)
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("loading", total=len(lines))
        for sent in endpoints.load(remote, lines):
            bar.update(task, completed=sent)
    try:
        graphs = endpoints.check(asked, lines)
    except EndpointError as error:
        (fault,) = error.faults
        fix = f"{fault.fix}; --query-endpoint names where to ask"
        raise MachineError(Fault(f"{len(lines)} quads were sent, not counted: {fault.message}", fix=fix)) from error
    click.echo(f"loaded {len(lines)} quads into {remote.url}; counted there: all, in {graphs} graphs")


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
    known = read_imports(project.tables)
    if name is None:
        for n, table in sorted(known.items()):
            click.echo(
                f"{click.style(n, bold=True)}  {table.title}\n  inputs: {', '.join(f'{k}=FILE' for k in table.files)}"
            )
        return
    if name not in known:
        raise UsageError(Fault(f"there is no table '{name}'", fix=f"there are: {', '.join(sorted(known))}"))
    if output is None:
        raise UsageError(Fault("nowhere to write to", fix="name a file with -o"))
    given = dict(part.partition("=")[::2] for part in files)
    register = pipeline.read(project, lambda stage: None)[1].register
    imported = run_import(known[name], {k: Path(v) for k, v in given.items()}, register)
    data = canonical(imported.quads)
    try:
        output.write_bytes(data)
    except OSError as error:
        raise MachineError(Fault(f"cannot write {output}: {error.strerror}")) from None
    counts = imported.counts
    click.echo(
        f"{counts.given} {counts.unit.value}s read: {counts.written} in {counts.episodes} episodes, and left out:",
        err=True,
    )
    for reason, number in counts.left_out.items():
        click.echo(f"  {number:>9}  {reason}", err=True)
    for rule, number in imported.by_rule.items():
        click.echo(f"  {number:>9}  reported: {rule}", err=True)
    click.echo(
        f"wrote {output}: {len(imported.quads)} quads, {imported.links} links to entities of the register", err=True
    )
