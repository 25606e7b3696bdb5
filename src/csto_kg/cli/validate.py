"""`csto-kg validate`: check the data files, a release, RDF files or an endpoint."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from csto_kg.check.axioms import axioms_not_taken
from csto_kg.check.files import rdf_files
from csto_kg.check.formats import ReportContext, ReportFormat, format_report
from csto_kg.check.naming import NAMING
from csto_kg.check.profiles import Profile
from csto_kg.check.targets import (
    CheckOptions,
    CheckOutcome,
    check_consistency,
    check_data,
    check_endpoint,
    check_rdf,
    check_release,
)
from csto_kg.cli.layout import counted
from csto_kg.cli.options import remote_options, show_warnings, sources_option, with_texts, write_output
from csto_kg.errors import CstoKgError, DataError, Fault, FindingsError, UsageError
from csto_kg.ontology import context_of, ontology_of
from csto_kg.project import Project, Release
from csto_kg.queries.days import day
from csto_kg.rdf.endpoints import Endpoint
from csto_kg.reason.java import java_of_machine
from csto_kg.release.inputs import own_version
from csto_kg.shacl.report import Report, Severity
from csto_kg.shacl.validate import Engine


@click.command("validate")
@click.argument("targets", nargs=-1, type=click.Path(path_type=Path), metavar="[TARGET]...")
@remote_options("Check what this SPARQL endpoint holds.", timeout=30)
@click.option("--as-of", metavar="DAY", help="Check the graph as of this day: what certainly holds then.")
@click.option("--at", metavar="DAY", hidden=True)
@click.option(
    "--shapes",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="Check against these shapes instead of the project's, and not against its terms; may be given several times.",
)
@click.option(
    "--profile",
    type=click.Choice([p.value for p in Profile]),
    help="Check RDF as a view, or as made from tables; without it what `csto-kg import` wrote is known by what it says.",
)
@click.option(
    "--engine",
    type=click.Choice([e.value for e in Engine]),
    default="fast",
    help="What checks the shapes; pySHACL is the reference, and many times slower.",
)
@click.option(
    "--reason",
    "reasoned",
    is_flag=True,
    help="Check consistency with the reasoner HermiT too: without times, and as of each day on which something changes.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice([f.value for f in ReportFormat]),
    default="text",
    help="The format of the report.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the report to a file.")
@click.option(
    "--fail-on",
    type=click.Choice([s.value for s in Severity]),
    default="violation",
    help="The least severity of a result that makes the exit code 1.",
)
@click.option("--strict", is_flag=True, help="Refuse shapes with terms that SHACL does not define.")
@click.option("--allow-unchecked", is_flag=True, help="Exit with 0 also where a shape was not checked.")
@sources_option("shows the passage of a claim.")
@click.pass_obj
def validate_command(
    project: Project,
    targets: tuple[Path, ...],
    remote: Endpoint | None,
    as_of: str | None,
    at: str | None,
    shapes: tuple[Path, ...],
    profile: str | None,
    engine: str,
    reasoned: bool,
    form: str,
    output: Path | None,
    fail_on: str,
    strict: bool,
    allow_unchecked: bool,
    sources: Path | None,
) -> None:
    """Check the data files (without TARGET), a release's folder, or RDF files and folders of them.

    Exit code 0: conforms; 1: a result at or above --fail-on, an inconsistency, or a shape
    that was not checked; 2: could not be done.

    \b
    Examples:
      csto-kg validate
      csto-kg validate build/current --as-of 2003-06-30 --reason
      csto-kg validate mine.ttl --format sarif -o report.sarif
      csto-kg validate --endpoint http://127.0.0.1:7878/query
    """
    project = with_texts(project, sources)
    if at is not None:
        if as_of is not None:
            raise UsageError(Fault("the day is given twice, as --as-of and as --at", fix="give --as-of only"))
        click.echo("Note: option --at is called --as-of now.", err=True)
        as_of = at
    chosen = None if profile is None else Profile(profile)
    options = CheckOptions(
        day(as_of, "--as-of") if as_of is not None else None, shapes, Engine(engine), chosen, strict
    )
    outcome = _outcome(project, targets, remote, options, reasoned)
    is_all = outcome.failed is not None and not outcome.checked.report.results
    if outcome.failed is not None and is_all and form == ReportFormat.TEXT and output is None:
        raise outcome.failed
    text = _report(project, outcome, ReportFormat(form))
    if output is None:
        click.echo(text, nl=False)
    else:
        write_output(output, text)
    if outcome.failed is not None:
        raise outcome.failed
    report = outcome.checked.report
    if outcome.days is not None:
        click.echo(f"consistent without times, and on each of the {outcome.days} days of a change", err=True)
    _conclude(report, fail_on, allow_unchecked)


def _conclude(report: Report, fail_on: str, allow_unchecked: bool) -> None:
    """Say whether data conform. Raises FindingsError for grave results, and for what was not checked unless allowed."""
    is_open = report.conforms and bool(report.unchecked)
    verdict = (
        "conforms, as far as it was checked" if is_open else "conforms" if report.conforms else "does not conform"
    )
    click.echo(verdict, err=True)
    order = list(Severity)
    grave = [r for r in report.results if order.index(r.severity) <= order.index(Severity(fail_on))]
    said = [f"{counted(len(grave), 'result')} at or above {fail_on}"] if grave else []
    said += [f"{counted(len(report.unchecked), 'shape')} not checked"] if report.unchecked else []
    if grave or (report.unchecked and not allow_unchecked):
        raise FindingsError("; ".join(said))
    if said:
        click.echo(said[0], err=True)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the checks found; `failed` is what kept them from ending, `days` how many days HermiT was asked about."""

    checked: CheckOutcome
    failed: CstoKgError | None = None
    days: int | None = None


def _outcome(
    project: Project, targets: Sequence[Path], remote: Endpoint | None, options: CheckOptions, reasoned: bool
) -> _Outcome:
    checked = CheckOutcome(Report((), naming=NAMING))
    try:
        checked = _checked(project, targets, remote, options)
        if checked.unread:
            return _Outcome(checked, DataError(*checked.unread))
        if not reasoned or not checked.report.conforms:
            return _Outcome(checked)
        java, ontology = java_of_machine(os.environ), ontology_of(project)
        view = list(checked.view)  # which may be read once only
        notes = (*checked.report.notes, *axioms_not_taken(view, ontology.graph))
        checked = replace(checked, report=replace(checked.report, notes=notes))
        return _Outcome(checked, days=check_consistency(view, ontology, java, checked.findings))
    except (DataError, FindingsError) as error:
        return _Outcome(checked, error)


def _report(project: Project, outcome: _Outcome, form: ReportFormat) -> str:
    faults = outcome.failed.faults if outcome.failed is not None else ()
    checked = outcome.checked
    notes = (*checked.report.notes, *(f"not checked: {what}" for what in checked.report.unchecked))
    context = ReportContext(
        checked.report, checked.where, checked.passages, context_of(project), faults, notes, own_version()
    )
    return format_report(context, form)


def _checked(
    project: Project, targets: Sequence[Path], remote: Endpoint | None, options: CheckOptions
) -> CheckOutcome:
    """Check an endpoint, the data files, a release, or RDF files, whichever is named."""
    if remote is not None and targets:
        raise UsageError(Fault("an endpoint and files are checked one at a time", fix="leave one of them out"))
    if remote is None and (not targets or [t.resolve() for t in targets] == [project.data.resolve()]):
        return check_data(project, options, lambda stage: show_warnings(stage.warnings))
    ontology = ontology_of(project)
    if remote is not None:
        return check_endpoint(remote, project, ontology, options)
    if len(targets) == 1 and Release(targets[0]).manifest.is_file():
        return check_release(targets[0], project, ontology, options)
    files = [path for target in targets for path in rdf_files(target)]
    return check_rdf(files, project, ontology, options)
