"""The command `entity`: `new` adds what endures to the register: states, organizations, treaties, persons."""

from __future__ import annotations

from typing import Final

import click

from csto_kg.cli.entries import add_entry, entry_options
from csto_kg.curate.register import Kind, NewEntry
from csto_kg.project import Project

_KIND: Final = Kind(is_occurrent=False, command="event")


@click.group("entity")
def entity_command() -> None:
    """Add a state, an organization, a treaty, a person or another thing to the register.

    \b
    Example: csto-kg entity new State Ruritania --write
    """


@entity_command.command("new")
@click.argument("type_", metavar="CLASS")
@click.argument("label")
@click.argument("values", nargs=-1, metavar="[KEY=VALUE]...")
@entry_options
@click.pass_obj
def new_entity_command(
    project: Project, type_: str, label: str, values: tuple[str, ...], name: str | None, file: str | None, write: bool
) -> None:
    """Lay out an entry of the register; its identifier is made from the label. KEY@LANGUAGE=TEXT names a language.

    \b
    Examples:
      csto-kg entity new State Ruritania altLabel=RU label@fr=Ruritanie
      csto-kg entity new Person "Rudolf Rassendyll" --write
    """
    add_entry(project, _KIND, NewEntry(type_, label, values, name or ""), file, write=write)
