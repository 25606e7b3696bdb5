"""The command `event`: `new` adds what occurs to the register: events, situations, observations."""

from __future__ import annotations

from typing import Final

import click

from csto_kg.cli.entries import add_entry, entry_options
from csto_kg.curate.register import Kind, NewEntry
from csto_kg.project import Project

_KIND: Final = Kind(is_occurrent=True, command="entity")


@click.group("event")
def event_command() -> None:
    """Add an event, a situation or an observation to the register.

    \b
    Example: csto-kg event new Joining by=AGENT of=INSTRUMENT --write
    """


@event_command.command("new")
@click.argument("type_", metavar="CLASS")
@click.argument("values", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--label", default="", help="What it is called.")
@entry_options
@click.pass_obj
def new_event_command(
    project: Project, type_: str, values: tuple[str, ...], label: str, name: str | None, file: str | None, write: bool
) -> None:
    """Lay out an entry of the register; its identifier is made from the things that it names, and a number.

    The register says what it is and whose, not when: its date is what claims give.

    \b
    Examples:
      csto-kg event new Joining by=AGENT of=INSTRUMENT --label "joining of …"
      csto-kg event new Membership member=AGENT organization=ORGANIZATION role=role/member --write
    """
    add_entry(project, _KIND, NewEntry(type_, label, values, name or ""), file, write=write)
