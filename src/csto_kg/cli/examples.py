"""The examples of `--help`: they name things of the project that the command runs on."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Final

import click

from csto_kg.errors import CstoKgError
from csto_kg.project import Project
from csto_kg.queries.adapting import Adaptation, adaptation_of

__all__ = ["with_examples"]

# What stands for a thing in the examples, and the query of the core and its parameter whose default is that thing.
_DEFAULTS: Final = {
    "CLAIM": ("claim", "claim"),
    "CONFLICT": ("conflict-sides", "conflict"),
    "EPISODE": ("relations", "other"),
    "EVENT": ("evidence", "thing"),
    "INSTRUMENT": ("treaty-status", "instrument"),
    "SOURCE": ("what-a-source-says", "source"),
    "THING": ("timeline", "thing"),
}
_ORGANIZATION: Final = "ORGANIZATION"
_WORD: Final = re.compile(rf"(?<![\w:])(?:{'|'.join((_ORGANIZATION, *_DEFAULTS))})(?!\w)")


def with_examples(command: click.Command) -> click.Command:
    """A command whose help has the project's things in its examples; a word in capitals stays where it has none."""
    shown = copy.copy(command)

    def format_help(ctx: click.Context, formatter: click.HelpFormatter) -> None:
        named = copy.copy(command)
        if isinstance(ctx.obj, Project) and command.help and _WORD.search(command.help):
            things = _things(ctx.obj)
            named.help = "\n".join(_line(line, things) for line in command.help.splitlines())
        named.format_help(ctx, formatter)

    shown.format_help = format_help  # type: ignore[method-assign]
    return shown


def _line(line: str, things: Mapping[str, str]) -> str:
    return _WORD.sub(lambda found: things.get(found[0], found[0]), line) if "csto-kg " in line else line


def _things(project: Project) -> Mapping[str, str]:
    try:
        adaptation = adaptation_of(project)
    except CstoKgError:  # the command itself says what is wrong
        return {}
    found = {word: _default(adaptation, *at) for word, at in _DEFAULTS.items()}
    return {word: thing for word, thing in {**found, _ORGANIZATION: adaptation.organization}.items() if thing}


def _default(adaptation: Adaptation, query: str, parameter: str) -> str:
    return adaptation.of(query).defaults.get(parameter, "").removeprefix("source:")
