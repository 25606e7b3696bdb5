"""The command `coverage`: how much of each source its claims cover, and what no passage covers."""

from __future__ import annotations

from pathlib import Path

import click

from csto_kg.cli.options import show_warnings, with_texts
from csto_kg.errors import Fault, FindingsError, UsageError
from csto_kg.ontology import ontology_of
from csto_kg.project import Project
from csto_kg.read.coverage import Coverage, cover
from csto_kg.read.files import read_dataset, read_source_list
from csto_kg.read.texts import NEEDED, line_of, missing_fault, present_and_missing, read_texts


@click.command("coverage")
@click.option("--sources", type=click.Path(path_type=Path), help="Folder of the source texts.")
@click.pass_obj
def coverage_command(project: Project, sources: Path | None) -> None:
    """Show how much of each source its claims cover, and the uncovered parts: those in no passage.

    Exit code 1 while a part is uncovered. A passage without claims is listed under `silent` in the file of the source's
    claims, with the reason.

    \b
    Example: csto-kg coverage --sources FOLDER
    """
    project = with_texts(project, sources)
    if project.texts is None:
        raise UsageError(Fault(NEEDED, fix="name their folder with --sources"))
    ontology = ontology_of(project)
    there, missing = present_and_missing(read_source_list(project, ontology), project.texts)
    show_warnings(missing_fault(source, project.texts) for source in missing)
    texts = read_texts(there, project.texts)
    covered = cover(read_dataset(project, ontology, texts), texts)
    for coverage in covered:
        _show(coverage, texts[coverage.source.id])
    if gaps := sum(len(c.gaps) for c in covered):
        fix = "write a claim, or list the passage under `silent` with the reason"
        raise FindingsError(Fault(f"{gaps} uncovered part{'s' if gaps != 1 else ''}", fix=fix))


def _show(coverage: Coverage, text: str) -> None:
    readable = max(coverage.readable, 1)
    shares = f"{coverage.claimed / readable:7.1%} claimed, {coverage.without_claims / readable:6.1%} without claims"
    click.echo(f"{coverage.source.id:<30} {shares}, {len(coverage.gaps)} uncovered")
    for gap in coverage.gaps:
        words = " ".join(text[gap.start : gap.end].split())
        shown = words if len(words) <= 60 else f"{words[:40]} … {words[-16:]}"
        place = f"{coverage.source.file_name}:{line_of(text, gap.start)}"
        click.echo(f"  {place}, {gap.start}-{gap.end}  “{shown}”")
