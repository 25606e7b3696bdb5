"""`csto-kg build`: make a release."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from csto_kg.cli.options import show_warnings, sources_option, with_texts
from csto_kg.project import Project
from csto_kg.read.project import Stage
from csto_kg.release.build import STAGES, build

_TRY_NEXT: Final = """Try next:
  csto-kg queries
  csto-kg conflicts"""


@click.command("build")
@click.option("--force", is_flag=True, help="Build even if nothing has changed.")
@sources_option("checks the digest of every passage.")
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
@click.pass_obj
def build_command(project: Project, force: bool, sources: Path | None, quiet: bool) -> None:
    """Build the graph: read, weigh, reason, validate, store, export.

    \b
    Example: csto-kg build --sources FOLDER
    """
    console = Console(stderr=True, quiet=quiet, highlight=False, soft_wrap=not sys.stderr.isatty())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("building", total=len(STAGES))

        def report(stage: Stage) -> None:
            console.print(f"{stage.name:>9}  {stage.summary}", markup=False)
            show_warnings(stage.warnings)
            done = STAGES.index(stage.name) + 1
            bar.update(task, completed=done, description=STAGES[min(done, len(STAGES) - 1)])

        built = build(with_texts(project, sources), os.environ, report, force)
    if not quiet:
        outcome = "built" if built.is_new else "nothing has changed since"
        click.echo(f"{outcome} release {str(built.manifest['release'])[:16]} in {built.folder}")
        click.echo(_TRY_NEXT)
