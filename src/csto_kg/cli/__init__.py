"""The command line: the only place with exit codes and printing.

Exit codes: 0 good, 1 findings (conflicts without a decision, violated shapes, an inconsistency), 2 could not be done.
Each command is loaded when it is called, so that a query does not wait for the reasoner's and validator's libraries.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from csto_kg.errors import CstoKgError, FindingsError
from csto_kg.project import Project, find_project

# The module of each command, in the order in which `--help` lists them.
COMMANDS = {
    "build": "make",
    "validate": "make",
    "format": "make",
    "source": "source",
    "claim": "claim",
    "review": "review",
    "query": "ask",
    "rerun": "ask",
    "queries": "ask",
    "sparql": "ask",
    "evidence": "tell",
    "explain": "tell",
    "conflicts": "tell",
    "coverage": "coverage",
    "diff": "tell",
    "export": "give",
    "load": "give",
    "import": "give",
    "serve": "serve",
}


class Commands(click.Group):
    """The group of all commands; the module of one is imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names in the order of the table above."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command and return the command."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"csto_kg.cli.{COMMANDS[cmd_name]}"), f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--project", type=click.Path(path_type=Path), help="Folder of the project (default: the checkout around here)."
)
@click.option("--build", "build_folder", type=click.Path(path_type=Path), help="Folder of the builds.")
@click.option(
    "--sources", type=click.Path(path_type=Path), help="Folder of the source texts, to check and show passages."
)
@click.version_option(package_name="csto-kg")
@click.pass_context
def main(ctx: click.Context, project: Path | None, build_folder: Path | None, sources: Path | None) -> None:
    """A temporal knowledge graph of the Collective Security Treaty Organization and its world.

    Every answer says how sure it is and on which claims of which sources it rests.

    \b
    Start with:
      csto-kg build
      csto-kg query members-as-of organization=csto date=2012-06-27
      csto-kg conflicts
    """
    ctx.obj = find_project(Path.cwd(), os.environ, project, build_folder, sources)


def with_texts(project: Project, sources: Path | None) -> Project:
    """The project with the folder of texts that a command's own option names."""
    if sources is None:
        return project
    return find_project(Path.cwd(), os.environ, project.root, project.build, sources)


def run(arguments: Sequence[str] | None = None) -> None:
    """The entry point: runs a command and gives every error a voice."""
    # What a command reads it keeps: looking through all of it again and again for cycles takes a quarter of its time.
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    # rdflib tells of each text that is no value of its datatype, with a traceback; the report tells it in words.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    try:
        main.main(args=list(arguments) if arguments is not None else None, prog_name="csto-kg", standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(130)
    except FindingsError as error:
        _complain(error)
        sys.exit(1)
    except CstoKgError as error:
        _complain(error)
        sys.exit(2)
    except BrokenPipeError:  # the reader of a pipe has gone: `csto-kg … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _complain(error: CstoKgError) -> None:
    for fault in error.faults:
        click.echo(f"csto-kg: {fault}", err=True)
    if len(error.faults) > 1:
        click.echo(f"csto-kg: {len(error.faults)} faults in all", err=True)
