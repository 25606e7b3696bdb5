"""Commands that ask: query, rerun, queries, sparql."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from csto_kg.advice import nearest
from csto_kg.ask.citation import Citation, answer_digest, read_citation
from csto_kg.ask.evidence import AGAINST, FOR, with_claims, with_passages
from csto_kg.ask.graph import Graph
from csto_kg.ask.names import Names
from csto_kg.ask.run import run_query, run_sparql
from csto_kg.cli import with_texts
from csto_kg.cli.remote import remote_options
from csto_kg.cli.show import Shape, answer, default_shape
from csto_kg.errors import Fault, FindingsError, UsageError
from csto_kg.project import Project
from csto_kg.queries.stored import StoredQuery, bind, queries_of, tidy
from csto_kg.rdf import endpoints
from csto_kg.rdf.endpoints import Endpoint
from csto_kg.read.texts import digest
from csto_kg.release import folder as builds
from csto_kg.release.store import open_store

shape_option = click.option(
    "--format",
    "shape",
    type=click.Choice([s.value for s in Shape]),
    help="Default: a table on a terminal, CSV in a pipe.",
)
policy_option = click.option(
    "--policy",
    help="How conflicts are settled, and whose claims count: curated (default), majority, most-precise, latest, "
    "only:SOURCE, without:SOURCE; several parted by commas.",
)
known_by_option = click.option(
    "--known-by", metavar="DAY", help="Count only sources that can have been published by this day."
)
evidence_option = click.option("--evidence", is_flag=True, help="Give each row the claims for and against it.")
sources_option = click.option(
    "--sources", type=click.Path(path_type=Path), help="Folder of the source texts: shows each row's passages."
)

# The parameter that --as-of sets.
_DAY = "date"


def stored(project: Project, name: str) -> StoredQuery:
    """A stored query by name. Raises UsageError with what was meant perhaps."""
    known = queries_of(project)
    if name not in known:
        near = nearest(name, known, 0.5)
        fix = f"did you mean {' or '.join(near)}?" if near else "csto-kg queries lists them"
        raise UsageError(Fault(f"there is no stored query '{name}'", fix=fix))
    return known[name]


def _values(query: StoredQuery, parameters: Sequence[str], as_of: str | None) -> dict[str, list[str]]:
    """The parameters as given: NAME=VALUE, several values parted by commas. Raises UsageError with every fault."""
    values: dict[str, list[str]] = {}
    faults = []
    for parameter in parameters:
        key, equals, value = parameter.partition("=")
        if not equals or not value:
            faults.append(Fault(f"'{parameter}' is no parameter", fix="write NAME=VALUE"))
        values.setdefault(key, []).extend(value.split(","))
    if as_of is not None:
        if _DAY not in {p.name for p in query.parameters}:
            fix = "leave --as-of out; --known-by asks by the sources of a day"
            faults.append(Fault(f"query {query.name} is not asked as of a day", fix=fix))
        elif _DAY in values:
            faults.append(Fault(f"the day is given twice, as {_DAY}= and as --as-of", fix="give it once"))
        values[_DAY] = [as_of]
    if faults:
        raise UsageError(*faults)
    return values


@click.command("query")
@click.argument("name")
@click.argument("parameters", nargs=-1, metavar="[PARAMETER=VALUE]...")
@click.option("--as-of", metavar="DAY", help="The day in the world that is asked about: the same as date=DAY.")
@known_by_option
@policy_option
@evidence_option
@sources_option
@shape_option
@click.option("--cite", is_flag=True, help="Write a citation of the answer to standard error, for csto-kg rerun.")
@remote_options("Ask this SPARQL endpoint instead of the build.", timeout=30)
@click.pass_obj
def query_command(
    project: Project,
    name: str,
    parameters: tuple[str, ...],
    as_of: str | None,
    known_by: str | None,
    policy: str | None,
    evidence: bool,
    sources: Path | None,
    shape: str | None,
    cite: bool,
    remote: Endpoint | None,
) -> None:
    """Ask a stored query. Several values for one parameter are parted by commas.

    \b
    Examples:
      csto-kg query members-as-of organization=csto --as-of 2012-06-28 role=member
      csto-kg query parties-as-of instrument=cst date=1999-06-01 --format csv
      csto-kg query members-as-of --as-of 2012-06-28 --known-by 2021-12-31 --policy majority --cite
      csto-kg query treaty-timeline instrument=cst --evidence --sources ../shared/sources
    """
    wanted = Shape(shape) if shape else default_shape()
    query = stored(project, name)
    values = _values(query, parameters, as_of)
    if remote is not None:
        if known_by or policy or evidence or sources or cite:
            given = "--known-by, --policy, --evidence, --sources and --cite"
            raise UsageError(Fault(f"{given} need the release itself", fix="leave --endpoint out, or them"))
        # What the parameters mean is looked up in the build; the query as it stands needs none.
        text = bind(query, values, Names(open_store(project.release.store)).entity) if values else query.text
        click.echo(answer(tidy(query, endpoints.ask(remote, text)), wanted, query.lists), nl=False)
        return
    texts = with_texts(project, sources).texts if sources else None
    graph = Graph(project).under(policy, known_by)
    _tell_undated(graph)
    told = _told(graph, name, values, evidence or texts is not None, texts, wanted)
    click.echo(told, nl=False)
    if cite:
        citation = _citation(
            graph, query, values, evidence or texts is not None, wanted, told if texts is None else None
        )
        click.echo(str(citation), err=True)


def _told(
    graph: Graph,
    name: str,
    values: Mapping[str, Sequence[str]],
    evidence: bool,
    texts: Path | None,
    shape: Shape,
    width: int | None = None,
) -> str:
    """The text of an answer."""
    query = graph.stored(name)
    table = run_query(graph.names, query, values)
    if evidence:
        table = with_claims(graph.store, table, query.evidence)
    if texts is not None:
        table = with_passages(graph.store, table, texts)
    return answer(table, shape, query.lists | {FOR, AGAINST}, width)


def _citation(
    graph: Graph,
    query: StoredQuery,
    values: Mapping[str, Sequence[str]],
    evidence: bool,
    shape: Shape,
    told: str | None,
) -> Citation:
    """What an answer is cited by. Passages are the sources' words and no part of what is cited."""
    width = shutil.get_terminal_size().columns if shape is Shape.TABLE else 0
    if told is None:
        told = _told(graph, query.name, values, evidence, None, shape, width or None)
    known_by = graph.policy.known_by.isoformat() if graph.policy.known_by else None
    return Citation(
        graph.release,
        query.name,
        digest(query.text.encode()),
        {k: list(v) for k, v in sorted(values.items())},
        known_by,
        str(graph.policy),
        evidence,
        shape.value,
        width,
        answer_digest(told),
    )


def _tell_undated(graph: Graph) -> None:
    if later := graph.possibly_later():
        told = ", ".join(later)
        click.echo(f"Counted as known by {graph.policy.known_by}, though perhaps published later: {told}.", err=True)


@click.command("rerun")
@click.argument("citation")
@click.pass_obj
def rerun_command(project: Project, citation: str) -> None:
    """Ask again what CITATION cites: its text, a file that holds it, or - for standard input.

    Gives the same bytes and exits 0; where the answer differs, gives today's, tells what has changed, and exits 1.

    \b
    Examples:
      csto-kg query members-as-of --as-of 2012-06-28 --cite 2> citation.json
      csto-kg rerun citation.json
    """
    cited = read_citation(_text_of(citation))
    folder = next(
        (f for f in builds.releases(project) if (builds.manifest_in(f) or {}).get("release") == cited.release), None
    )
    graph = Graph(project, folder=folder).under(cited.policy, cited.known_by)
    query = graph.stored(cited.query)
    try:
        shape = Shape(cited.shape)
    except ValueError:
        raise UsageError(Fault(f"this citation names no format of answers: '{cited.shape}'")) from None
    told = _told(graph, cited.query, cited.parameters, cited.evidence, None, shape, cited.width or None)
    click.echo(told, nl=False)
    changed = []
    if folder is None:
        changed.append(f"the release: cited {cited.release[:16]}, asked {graph.release[:16]}")
    if digest(query.text.encode()) != cited.query_sha256:
        changed.append(f"the text of the query {cited.query}")
    is_same = answer_digest(told) == cited.answer_sha256
    told_of = f" Changed since: {'; '.join(changed)}." if changed else ""
    if not is_same:
        other = " Release and query are the same: another version of csto-kg wrote it, or it is not this answer."
        message = "The answer differs from the one that was cited." + (told_of or other)
        raise FindingsError(Fault(message, fix="cite the new one"))
    click.echo(f"The answer is the same, byte for byte.{told_of}", err=True)


def _text_of(citation: str) -> str:
    if citation == "-":
        return sys.stdin.read()
    if citation.lstrip().startswith("{"):
        return citation
    try:
        return Path(citation).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fix = "give a citation, or a file that holds one"
        raise UsageError(Fault(f"{citation} cannot be read: {error}", fix=fix)) from None


@click.command("queries")
@click.argument("name", required=False)
@click.pass_obj
def queries_command(project: Project, name: str | None) -> None:
    """List the stored queries, or tell all about one.

    \b
    Example: csto-kg queries members-as-of
    """
    if name is None:
        known = queries_of(project)
        wide = max(len(n) for n in known)
        for n, query in known.items():
            click.echo(f"{click.style(n.ljust(wide), bold=True)}  {query.question}")
        return
    query = stored(project, name)
    click.echo(f"{click.style(query.name, bold=True)}: {query.question}\nA row is {query.row}.")
    for title, told in (
        ("Parameters", [(p.name, f"{p.about} ({p.type}; default {p.default})") for p in query.parameters]),
        ("Columns", list(query.columns.items())),
    ):
        click.echo(f"\n{title}:" if told else f"\n{title}: none")
        for key, about in told:
            click.echo(f"  {key.ljust(14)} {about}")


@click.command("sparql")
@click.argument("query", required=False)
@click.option("-f", "--file", type=click.Path(path_type=Path, dir_okay=False), help="Read the query from a file.")
@known_by_option
@policy_option
@evidence_option
@shape_option
@remote_options("Ask this SPARQL endpoint instead of the build.", timeout=30)
@click.pass_obj
def sparql_command(
    project: Project,
    query: str | None,
    file: Path | None,
    known_by: str | None,
    policy: str | None,
    evidence: bool,
    shape: str | None,
    remote: Endpoint | None,
) -> None:
    """Ask any SPARQL query: as an argument, from a file, or on standard input.

    Graphs: graph:view (what is held), graph:findings, graph:provenance, graph:register, graph:inferred, graph:ontology,
    and one for each claim. The default graph is empty: name a graph.

    \b
    Examples:
      csto-kg sparql --file mine.rq
      csto-kg sparql 'SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g'
    """
    if (query is None) == (file is None) and not (query is None and not sys.stdin.isatty()):
        raise UsageError(Fault("one query is due", fix="give it as an argument, with --file, or on standard input"))
    if file is not None:
        try:
            query = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(Fault(f"{file} cannot be read: {error}")) from None
    text = query if query is not None else sys.stdin.read()
    wanted = Shape(shape) if shape else default_shape()
    if remote is not None:
        if known_by or policy or evidence:
            fix = "leave --endpoint out, or them"
            raise UsageError(Fault("--known-by, --policy and --evidence need the release itself", fix=fix))
        click.echo(answer(endpoints.ask(remote, text), wanted), nl=False)
        return
    graph = Graph(project).under(policy, known_by)
    _tell_undated(graph)
    table = run_sparql(graph.store, text)
    if evidence:
        table = with_claims(graph.store, table, None)
    click.echo(answer(table, wanted, frozenset((FOR, AGAINST)) if evidence else frozenset()), nl=False)
