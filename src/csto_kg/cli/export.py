"""`csto-kg export`: the graph in a standard format."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from csto_kg.ask.graph import Graph
from csto_kg.cli.options import output_option, write_output
from csto_kg.project import Project
from csto_kg.rdf.serialize import FORMATS, Part


@click.command("export")
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    default="turtle",
    show_default=True,
    help="The format of the file.",
)
@click.option(
    "--graph",
    type=click.Choice([p.value for p in Part]),
    default="findings",
    show_default=True,
    help="The part to export. findings: what is held, with the findings behind it; claims: with what they report and their "
    "sources; inferred: what follows; reported: what is only reported; chronology: the bounds that follow from order.",
)
@output_option
@click.pass_obj
def export_command(project: Project, format_: str, graph: str, output: Path | None) -> None:
    """Write the graph, or a part of it, in a standard format; the same release always gives the same bytes.

    \b
    Examples:
      csto-kg export --format turtle > findings.ttl
      csto-kg export --format jsonld --graph all -o all.jsonld
    """
    data = Graph(project).export(format_, graph)
    if output is None:
        sys.stdout.buffer.write(data)
        return
    write_output(output, data)
    click.echo(f"wrote {output}: {len(data)} bytes", err=True)
