"""Commands that make a release and check one: build, validate, format."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
import yaml
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from csto_kg import pipeline, validate
from csto_kg.cli import with_texts
from csto_kg.errors import Fault, FindingsError, UsageError
from csto_kg.form import Value, canonical
from csto_kg.ontology import Ontology, context_text, read_ontology, read_turtle
from csto_kg.pipeline import Stage
from csto_kg.project import Project
from csto_kg.validate import Severity
from csto_kg.vocab import short

_TRY_NEXT = """Try next:
  csto-kg query members-as-of organization=csto date=2012-06-27
  csto-kg conflicts
  csto-kg queries"""


@click.command("build")
@click.option("--force", is_flag=True, help="Build even if nothing has changed.")
@click.option(
    "--sources", type=click.Path(path_type=Path), help="Folder of the source texts: checks every passage's digest."
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.pass_obj
def build_command(project: Project, force: bool, sources: Path | None, quiet: bool) -> None:
    """Build the graph: read, weigh, reason, validate, store, export.

    \b
    Example: csto-kg build --sources ../shared/sources
    """
    console = Console(stderr=True, quiet=quiet, highlight=False, soft_wrap=not sys.stderr.isatty())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("building", total=len(pipeline.STAGES))

        def tell(stage: Stage) -> None:
            console.print(f"{stage.name:>9}  {stage.told}", markup=False)
            following = pipeline.STAGES.index(stage.name) + 1
            bar.update(
                task, completed=following, description=pipeline.STAGES[min(following, len(pipeline.STAGES) - 1)]
            )

        built = pipeline.build(with_texts(project, sources), os.environ, tell, force)
    named = str(built.manifest["release"])[:16]
    if not quiet:
        what = "built" if built.is_new else "nothing has changed since"
        click.echo(f"{what} release {named} in {built.folder}")
        click.echo(_TRY_NEXT)


@click.command("validate")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--shapes",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Shapes to check against (default: those of the view).",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "turtle"]), default="text", help="How to print the report."
)
@click.option(
    "--fail-on",
    type=click.Choice([s.value for s in Severity]),
    default="violation",
    help="What makes the exit code 1.",
)
@click.option("--sources", type=click.Path(path_type=Path), help="Folder of the source texts.")
@click.pass_obj
def validate_command(
    project: Project, file: Path | None, shapes: Path | None, form: str, fail_on: str, sources: Path | None
) -> None:
    """Check the data files (without FILE), or the RDF in FILE against the shapes.

    Exit code 0: conforms; 1: findings at or above --fail-on; 2: could not be done.

    \b
    Examples:
      csto-kg validate
      csto-kg validate mine.ttl --format turtle
    """
    project = with_texts(project, sources)
    ontology = read_ontology(project.ontology, project.alignments)
    if file is None or file.resolve() == project.data.resolve():
        ontology, dataset = pipeline.read(project, lambda stage: None)
        report = pipeline.check_claims(dataset, ontology, read_turtle(shapes or project.shapes / "claims.ttl"))
    else:
        if not file.is_file():
            raise UsageError(
                Fault(f"no file {file}", mend="name an RDF file, or leave it out to check the data files")
            )
        report = validate.validate(
            pipeline.read_rdf(file), read_turtle(shapes or project.shapes / "view.ttl"), ontology.graph
        )
    if form == "turtle":
        click.echo(report.as_turtle(), nl=False)
    else:
        for result in report.results:
            click.echo(f"{result.severity.value}: {Fault(result.message, short(result.focus))}")
        click.echo("conforms" if report.conforms else "does not conform", err=True)
    order = list(Severity)
    grave = [r for r in report.results if order.index(r.severity) <= order.index(Severity(fail_on))]
    if grave:
        raise FindingsError(f"{len(grave)} findings at or above {fail_on}")


@click.command("format")
@click.option("--check", is_flag=True, help="Change nothing; exit 1 if something is not in canonical form.")
@click.pass_obj
def format_command(project: Project, check: bool) -> None:
    """Lay out the data files in canonical form, and write what follows from the ontology.

    \b
    Example: csto-kg format
    """
    ontology = read_ontology(project.ontology, project.alignments)
    wanted = {project.context: context_text(ontology)}
    for path in sorted(project.data.rglob("*.yaml")):
        wanted[path] = formatted(path, ontology)
    changed = [p for p, text in wanted.items() if not p.is_file() or p.read_text(encoding="utf-8") != text]
    if check and changed:
        mend = "run: csto-kg format"
        raise FindingsError(*(Fault("is not in canonical form", project.shown(p), None, mend) for p in changed))
    for path in changed:
        path.write_text(wanted[path], encoding="utf-8")
        click.echo(f"wrote {project.shown(path)}")
    if not changed:
        click.echo(f"{len(wanted)} files in canonical form")


def formatted(path: Path, ontology: Ontology) -> str:
    """The canonical text of a data file. Raises UsageError where it is not YAML."""
    text = path.read_text(encoding="utf-8")
    head = "".join(line + "\n" for line in text.splitlines() if line.startswith("#"))
    try:
        value: Value = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise UsageError(Fault(f"is not YAML: {str(error).splitlines()[0]}", str(path))) from None
    return canonical(value, ontology.quoted_keys.__contains__, head)
