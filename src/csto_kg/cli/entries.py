"""What the commands `entity` and `event` share: their options, and the entry printed or written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import click

from csto_kg.curate.register import Kind, NewEntry, start_entry, write_entry
from csto_kg.curate.terms import needed_keys
from csto_kg.ontology import ontology_of
from csto_kg.project import Project
from csto_kg.read.layout import PlainValue, data_file_text

R = TypeVar("R")


def entry_options(command: Callable[..., R]) -> Callable[..., R]:
    """Give a command the options of a new entry: `name`, `file` and `write`."""
    for option in (
        click.option("--write", is_flag=True, help="Put it into the register instead of printing it."),
        click.option(
            "--into", "file", metavar="NAME", help="The file of data/entities: by default that of its class."
        ),
        click.option("--id", "name", help="Its identifier, by default made from the label or the values."),
    ):
        command = option(command)
    return command


def add_entry(project: Project, kind: Kind, new: NewEntry, file: str | None, *, write: bool) -> None:
    """Print a new entry in canonical form, or write it."""
    if write:
        project.require_writable()
    ontology = ontology_of(project)
    entry = start_entry(project, ontology, kind, new, file)
    if entry.namesakes:
        click.echo(f"csto-kg: warning: {', '.join(entry.namesakes)} has this label too", err=True)
    if "label" not in entry.value:
        message = "without a label it is missing in timelines and in lists of names — give it one with --label"
        click.echo(f"csto-kg: warning: {message}", err=True)
    missing = [key for key in needed_keys(project, ontology, ontology.classes[new.type]) if _lacks(entry.value, key)]
    if missing:
        message = f"a build asks for {', '.join(missing)} — give KEY=VALUE, or let a claim say it"
        click.echo(f"csto-kg: warning: {message}; csto-kg terms {new.type} has the keys", err=True)
    if not write:
        click.echo(data_file_text([entry.value], ontology.quoted_keys.__contains__), nl=False)
        return
    for path in write_entry(project, entry):
        click.echo(f"wrote {project.shown(path)}", err=True)
    click.echo(f"wrote {entry.value['id']}: now write a claim on it")


def _lacks(entry: Mapping[str, PlainValue], needed: str) -> bool:
    """Whether an entry has none of the keys that will do; of a label that is missing there is a warning of its own."""
    return needed != "label" and entry.keys().isdisjoint(needed.split(" or "))
