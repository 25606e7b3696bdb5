"""Commands that tell where things come from and where they differ: evidence, explain, conflicts, diff."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import pyoxigraph as ox

from csto_kg.cli import with_texts
from csto_kg.cli.ask import shape_option, stored
from csto_kg.cli.show import Shape, answer, default_shape, plain, wrapped
from csto_kg.errors import Fault, FindingsError, UsageError
from csto_kg.project import Project
from csto_kg.queries import stored as queries
from csto_kg.rdf.results import Table
from csto_kg.read.records import Passage
from csto_kg.read.texts import cut, line_of, read_texts
from csto_kg.release import build as pipeline
from csto_kg.release import folder as builds
from csto_kg.release.store import open_store
from csto_kg.vocab import CSTO, G_FINDINGS, G_PROVENANCE, short

_NO_FINDING = "No finding is on it"
_PROVENANCE = ox.NamedNode(str(G_PROVENANCE))


@click.command("evidence")
@click.argument("subject")
@click.option(
    "--sources", type=click.Path(path_type=Path), help="Folder of the source texts: shows the passages themselves."
)
@shape_option
@click.pass_obj
def evidence_command(project: Project, subject: str, sources: Path | None, shape: str | None) -> None:
    """Tell on which passages what is said of SUBJECT rests; SUBJECT is an identifier, a label, or a claim.

    \b
    Examples:
      csto-kg evidence entry-into-force/cst-1 --sources ../shared/sources
      csto-kg evidence claim:minsk-015 --sources ../shared/sources
    """
    project = with_texts(project, sources)
    store = open_store(project.release / "store")
    claim = _claim_called(store, subject)
    query = stored(project, "claim" if claim else "evidence")
    table = queries.run(store, query, {"claim": claim} if claim else {"subject": subject})
    if not table.rows and not claim:
        click.echo(
            f"{_NO_FINDING}: 'csto-kg query claims-of thing={subject}' tells which claims speak of it.", err=True
        )
    if shape is not None or project.texts is None:
        click.echo(answer(table, Shape(shape) if shape else default_shape(), query.lists), nl=False)
        if project.texts is None:
            click.echo("Passages are shown with --sources FOLDER, the folder of the source texts.", err=True)
        return
    # Digests are checked as the build does, so that no changed text passes for what was transcribed.
    _, dataset = pipeline.read(project, lambda stage: None)
    texts = read_texts(dataset.sources, project.texts)
    files = {s.id: s.file_name for s in dataset.sources}
    passages = {short(c.iri): c.passage for c in dataset.claims}
    for line in _evidence(table, passages, texts, files):
        click.echo(line)


def _claim_called(store: ox.Store, name: str) -> str:
    """The identifier of the claim that a name means, as `claim:minsk-015` or `minsk-015`; nothing where it means no claim."""
    claim = name if name.startswith("claim:") else f"claim:{name}"
    try:
        is_there = any(store.quads_for_pattern(ox.NamedNode(queries.expand(claim)), None, None, _PROVENANCE))
    except ValueError:  # a label, perhaps
        return ""
    return claim if is_there or name == claim else ""


def _evidence(
    table: Table, passages: dict[str, Passage], texts: dict[str, str], files: dict[str, str]
) -> Iterator[str]:
    column = {name: i for i, name in enumerate(table.columns)}
    last = ""
    for row in table.rows:
        cell = {name: plain(row[i]) for name, i in column.items()}
        is_finding = "property" in cell
        status = cell["status"].rpartition("/")[2] if is_finding else ""
        point = f"{cell['property']} = {cell['value']}  [{status}]" if is_finding else cell["claim"]
        if point != last:
            yield click.style(point, bold=True)
            last = point
        passage = passages[cell["claim"]]
        text = texts[passage.source]
        side = f"{cell['side']:<8}" if "side" in cell else ""
        place = f"{files[passage.source]}:{line_of(text, passage.start)}, {passage.start}-{passage.end}"
        yield f"  {side}{cell['claim']}, {place}"
        yield f"          “{' '.join(cut(passage, text).split())}”"


@click.command("explain")
@click.argument("subject")
@click.pass_obj
def explain_command(project: Project, subject: str) -> None:
    """Tell how what is held of SUBJECT follows: bounds, findings, claims for and against, decisions and their reasons.

    Of a claim it tells what the claim says, and the findings for and against which it stands.

    \b
    Examples:
      csto-kg explain membership/uzbekistan-csto-1
      csto-kg explain claim:minsk-015
    """
    store = open_store(project.release / "store")
    if claim := _claim_called(store, subject):
        _explain_claim(project, store, claim)
        return
    card = queries.run(store, stored(project, "entity-card"), {"entity": subject})
    events: list[str] = []
    click.echo(click.style(subject, bold=True))
    for row in card.rows:
        direction, prop, value, label = (plain(c) for c in row)
        if direction == "is":
            click.echo(f"  {prop}: {value}" + (f" ({label})" if label else ""))
            if prop in ("csto:begunBy", "csto:endedBy"):
                events.append(value)
    for part in (subject, *events):
        query = stored(project, "findings-on")
        table = queries.run(store, query, {"subject": part})
        click.echo(click.style(f"\nfindings on {part}", bold=True))
        if not table.rows:
            click.echo(f"{_NO_FINDING}; claims that speak of it:")
            query = stored(project, "claims-of")
            table = queries.run(store, query, {"thing": part})
        click.echo(answer(table, Shape.TABLE, query.lists), nl=False)


_STANDS = f"""
PREFIX csto: <{CSTO}>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?side ?on ?property ?value ?status WHERE {{ GRAPH <{G_FINDINGS}> {{
  VALUES (?how ?side) {{ (csto:supportedBy "for") (csto:dissentedBy "against") }}
  ?finding ?how %s ; rdf:subject ?on ; rdf:predicate ?property ; rdf:object ?value ; csto:status ?status .
}} }} ORDER BY DESC(?side) ?on ?property STR(?value)"""


def _explain_claim(project: Project, store: ox.Store, claim: str) -> None:
    query = stored(project, "claim")
    table = queries.run(store, query, {"claim": claim})
    click.echo(answer(table, Shape.TABLE, query.lists), nl=False)
    for row in table.rows:
        click.echo(click.style(f"\nfindings for and against which {claim} stands", bold=True))
        click.echo(answer(queries.ask(store, _STANDS % row[0]), Shape.TABLE, query.lists), nl=False)


_MARKS = {"held": "+", "preferred": "+", "rejected": "-", "not preferred": "-", "open": "?"}


@click.command("conflicts")
@click.argument("about", required=False)
@shape_option
@click.pass_obj
def conflicts_command(project: Project, about: str | None, shape: str | None) -> None:
    """List where the sources disagree, with both sides, the type, the decision and its reason.

    \b
    Examples:
      csto-kg conflicts
      csto-kg conflicts entry-into-force/cst-1
      csto-kg conflicts belarus
    """
    store = open_store(project.release / "store")
    query = stored(project, "conflicts")
    sides = stored(project, "conflict-sides")
    table = queries.run(store, query, {"about": about} if about else {})
    chosen = Shape(shape) if shape else default_shape()
    if chosen is not Shape.TABLE:
        click.echo(answer(table, chosen, query.lists), nl=False)
        return
    width = shutil.get_terminal_size().columns
    column = {name: i for i, name in enumerate(table.columns)}
    for row in table.rows:
        cell = {name: plain(row[i]) for name, i in column.items()}
        click.echo(click.style(cell["conflict"], bold=True) + f"  [{cell['type'].rpartition('/')[2]}]")
        for side in queries.run(store, sides, {"conflict": cell["conflict"]}).rows:
            prop, status, value, paraphrase, claim = (plain(c) for c in side)
            mark = _MARKS.get(status, " ")
            told = f"{prop.rpartition(':')[2]} = {value}, " if value else ""
            click.echo("\n".join(wrapped(f"{mark} {told}{claim}: {paraphrase}", width, "  ", "      ")))
        click.echo("\n".join(wrapped(f"{cell['outcome'].rpartition('/')[2]}: {cell['reason']}", width, "  ", "    ")))
        click.echo()
    number = len(table.rows)
    click.echo(f"({number} conflict{'s' if number != 1 else ''}; + held or preferred, - not, ? left open)")


@click.command("diff")
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--claims", is_flag=True, help="Compare the claims too, not only what is held.")
@click.pass_obj
def diff_command(project: Project, old: str | None, new: str | None, claims: bool) -> None:
    """Tell what changed between two releases; without arguments, the last two.

    A release is named by the begin of its hash or by a .nq file. Exit code 1 where they differ.

    \b
    Example: csto-kg diff 3f2a 9c1e
    """
    kept = builds.releases(project)
    if old is None and len(kept) < 2:
        raise UsageError(Fault("there is only one release", fix="build again after a change, or name two"))
    first = _release(kept, old) if old else kept[1]
    second = _release(kept, new) if new else kept[0]
    before, after = ({q for q in _quads(p) if claims or _is_held(q)} for p in (first, second))
    gone, come = sorted(map(str, before - after)), sorted(map(str, after - before))
    for mark, quads in (("-", gone), ("+", come)):
        for quad in quads:
            click.echo(f"{mark} {quad}")
    click.echo(
        f"{first.name} to {second.name}: {len(gone)} gone, {len(come)} new, {len(before & after)} the same", err=True
    )
    if gone or come:
        raise FindingsError("the releases differ")


def _release(kept: Iterable[Path], name: str) -> Path:
    if Path(name).is_file():
        return Path(name)
    found = [p for p in kept if p.name.startswith(name)]
    if len(found) != 1:
        raise UsageError(
            Fault(
                f"{len(found)} kept releases start with '{name}'",
                fix=f"there are: {', '.join(p.name for p in kept)}",
            )
        )
    return found[0]


def _quads(place: Path) -> list[ox.Quad]:
    return (
        list(ox.parse(path=str(place), format=ox.RdfFormat.N_QUADS))
        if place.is_file()
        else builds.release_quads(place)
    )


def _is_held(quad: ox.Quad) -> bool:
    return isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.endswith(
        ("/graph/view", "/graph/findings")
    )
