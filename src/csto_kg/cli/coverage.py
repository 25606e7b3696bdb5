"""`csto-kg coverage`: what the claims account for."""

from __future__ import annotations

from pathlib import Path

import click

from csto_kg.cli.options import with_texts
from csto_kg.errors import Fault, FindingsError, UsageError
from csto_kg.project import Project
from csto_kg.read.coverage import cover
from csto_kg.read.project import read_project
from csto_kg.read.texts import line_of, read_texts


@click.command("coverage")
@click.option("--sources", type=click.Path(path_type=Path), help="Folder of the source texts.")
@click.pass_obj
def coverage_command(project: Project, sources: Path | None) -> None:
    """Tell what share of each source claims stand on, and the stretches that nothing accounts for.

    Exit code 1 while a gap is left. A stretch that holds nothing to claim is listed under `silent` in the file of the
    source's claims, with the reason.

    \b
    Example: csto-kg coverage --sources ../shared/sources
    """
    project = with_texts(project, sources)
    if project.texts is None:
        raise UsageError(Fault("the source texts are needed", fix="name their folder with --sources"))
    _, dataset = read_project(project)
    texts = read_texts(dataset.sources, project.texts)
    gaps = 0
    for covered in cover(dataset, texts):
        text, file = texts[covered.source.id], covered.source.file_name
        shares = f"{covered.claimed / covered.readable:7.1%} claimed, {covered.silent / covered.readable:6.1%} silent"
        click.echo(f"{covered.source.id:<30} {shares}, {len(covered.gaps)} gaps")
        for gap in covered.gaps:
            words = " ".join(text[gap.start : gap.end].split())
            shown = words if len(words) <= 60 else f"{words[:40]} … {words[-16:]}"
            click.echo(f"  {file}:{line_of(text, gap.start)}, {gap.start}-{gap.end}  “{shown}”")
        gaps += len(covered.gaps)
    if gaps:
        raise FindingsError(
            Fault(f"{gaps} gaps", fix="write a claim, or list the stretch under `silent` with the reason")
        )
