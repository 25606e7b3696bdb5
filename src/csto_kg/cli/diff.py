"""`csto-kg diff`: what changed between two releases."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from itertools import groupby

import click
from rdflib.namespace import RDF

from csto_kg.ask.changes import Change, Changes, changes_between
from csto_kg.cli.layout import short_of, wrapped
from csto_kg.errors import FindingsError
from csto_kg.project import Project
from csto_kg.vocab import short

_TYPE = short(str(RDF.type))


@click.command("diff")
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--claims", is_flag=True, help="Compare the claims too, not only what is held.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "nquads"]),
    default="text",
    show_default=True,
    help="text: thing by thing, in short names; nquads: each quad with - or + before it.",
)
@click.pass_obj
def diff_command(project: Project, old: str | None, new: str | None, claims: bool, format_: str) -> None:
    """Show what changed between two releases; without arguments, the last two.

    A release is named by the start of its hash or by a .nq file. Exit code 1 where they differ.

    \b
    Examples:
      csto-kg diff
      csto-kg diff 3f2a 9c1e --format json
    """
    changes = changes_between(project, old, new, claims=claims)
    if format_ == "json":
        click.echo(changes_as_json(changes))
    else:
        width = shutil.get_terminal_size().columns
        for line in changes.as_lines() if format_ == "nquads" else as_text(changes, width):
            click.echo(line)
    counts = f"{len(changes.gone)} quads gone, {len(changes.come)} new, {changes.same} the same"
    click.echo(f"{changes.old} to {changes.new}: {counts}", err=True)
    if changes:
        raise FindingsError("the releases differ")


def changes_as_json(changes: Changes) -> str:
    """The changes by thing as JSON."""
    things = [
        {
            "thing": of.thing,
            "changes": [
                {"on": c.on, "property": c.property, "gone": list(c.gone), "new": list(c.new)} for c in of.changes
            ],
        }
        for of in changes.things
    ]
    counts = {"gone": len(changes.gone), "new": len(changes.come), "same": changes.same}
    body = {"old": changes.old, "new": changes.new, "counts": counts, "things": things}
    return json.dumps(body, ensure_ascii=False, indent=1)


def as_text(changes: Changes, width: int) -> Iterator[str]:
    """The changes by thing in lines of `width` columns."""
    for of in changes.things:
        yield click.style(of.thing, bold=True)
        for on, listed in groupby(of.changes, key=lambda c: c.on):
            for text in _sentences(on, list(listed)):
                yield from wrapped(text, width, "  ", "      ")


def _sentences(on: str, listed: list[Change]) -> Iterator[str]:
    """The changes on a thing, or on one of its findings, in words: + for what is new, - for what is gone, ~ for the rest."""
    by_property = {c.property: c for c in listed}
    whole = by_property.get("rdf:subject")
    if whole is not None and on.startswith("finding "):
        yield f"{'+' if whole.new else '-'} {on} {_of_finding(by_property, is_new=bool(whole.new))}"
        return
    prefix = f"{on}: " if on else ""
    for change in listed:
        if change.gone and change.new:
            yield f"~ {prefix}{change.property}: {', '.join(change.gone)} → {', '.join(change.new)}"
        else:
            yield f"{'+' if change.new else '-'} {prefix}{change.property}: {', '.join(change.new or change.gone)}"


def _of_finding(by_property: dict[str, Change], *, is_new: bool) -> str:
    """The status of a finding that is new or gone as a whole, and the claims for and against it."""

    def values(prop: str) -> tuple[str, ...]:
        change = by_property.get(prop)
        return () if change is None else change.new if is_new else change.gone

    status = ", ".join(map(short_of, values("csto:status")))
    parts = [f"[{status}]"]
    for word, prop in (("for", "csto:supportedBy"), ("against", "csto:dissentedBy"), ("in", "csto:inConflict")):
        if listed := values(prop):
            parts.append(f"{word} {', '.join(listed)}")
    return " ".join(parts)
