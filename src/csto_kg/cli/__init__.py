"""The command line: the only place with exit codes and printing.

Exit codes: 0 good, 1 checks failed, or something differs, 2 could not be done.

Each command is a module of its own, imported when it is called, so that a query does not wait for the libraries of the
reasoner and the validator. The other modules:

- `options`: options that several commands take, and the files and texts that they name
- `entries`: new entries of the register, of which `entity` and `event` add each a kind
- `layout`: how answers look on a terminal
- `examples`: the things of the project in the examples of `--help`
- `encoding`: output in the encoding of the terminal
- `given`: arguments that no command can read
"""

from __future__ import annotations

import errno
import gc
import io
import logging
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click

from csto_kg.advice import did_you_mean
from csto_kg.cli.encoding import as_utf8, replacing
from csto_kg.cli.examples import with_examples
from csto_kg.cli.given import faults_of_arguments
from csto_kg.errors import CstoKgError, Fault, FindingsError, MachineError, UsageError
from csto_kg.project import Project, find_project

__all__ = ["COMMANDS", "main", "run"]

COMMANDS: Final = {
    "init": "init",
    "build": "build",
    "validate": "validate",
    "format": "format",
    "source": "source",
    "claim": "claim",
    "entity": "entity",
    "event": "event",
    "terms": "terms",
    "decide": "decide",
    "review": "review",
    "ask": "ask",
    "search": "search",
    "query": "query",
    "rerun": "rerun",
    "queries": "queries",
    "sparql": "sparql",
    "evidence": "evidence",
    "explain": "explain",
    "timeline": "timeline",
    "conflicts": "conflicts",
    "coverage": "coverage",
    "diff": "diff",
    "export": "export",
    "publish": "publish",
    "load": "load",
    "import": "import_",
    "serve": "serve",
    "mcp": "mcp",
}
"""The module of each command, in the order in which `--help` lists them."""
_WITHOUT_PROJECT: Final = ("init",)
# Those that ask nothing of a release: what they write, or look at, is the reader's own.
_UNASKED: Final = frozenset(
    ("build", "format", "source", "claim", "entity", "event", "terms", "decide", "review", "import")
)


_IS_HELP: Final = "csto_kg.is_help"


class Commands(click.Group):
    """The group of all commands; the module of a command is imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """A command by its name, None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"csto_kg.cli.{COMMANDS[cmd_name]}"), f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name. Raises UsageError, with those that resemble it, where there is none."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            fix = did_you_mean(name, COMMANDS, "csto-kg --help lists the commands", 0.6)
            raise UsageError(Fault(f"there is no command '{name}'", fix=fix))
        ctx.meta[_IS_HELP] = not {"-h", "--help"}.isdisjoint(args)
        found, command, rest = super().resolve_command(ctx, args)
        return found, None if command is None else with_examples(command), rest

    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        """Read the arguments; `--help` prints here."""
        with _ending_with_the_reader():
            return super().make_context(*arguments, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command until it has ended, or the program that reads its output has."""
        with _ending_with_the_reader():
            return super().invoke(ctx)


@contextmanager
def _ending_with_the_reader() -> Iterator[None]:
    """End well where the program that reads from the pipe has ended, as in `csto-kg … | head`; click would exit with 1."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        raise click.exceptions.Exit(0) from None


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--project",
    type=click.Path(path_type=Path),
    help="Folder of the project (default: the one around here, else the graph that comes with csto-kg).",
)
@click.option("--build", "build_folder", type=click.Path(path_type=Path), help="Folder of the builds.")
@click.option(
    "--sources", type=click.Path(path_type=Path), help="Folder of the source texts, to check and show passages."
)
@click.version_option(package_name="csto-kg")
@click.pass_context
def main(ctx: click.Context, project: Path | None, build_folder: Path | None, sources: Path | None) -> None:
    """Temporal knowledge graphs of organizations: who claims what, where sources disagree, what held on a day.

    Every answer says how certain it is, and names the claims and sources that support it. Where no project is around,
    answers come from the graph that comes with csto-kg.

    \b
    Start with:
      csto-kg build
      csto-kg ask who are the members
      csto-kg conflicts
    """
    here = _here()
    if ctx.invoked_subcommand in _WITHOUT_PROJECT:
        given = {"--project": project, "--build": build_folder, "--sources": sources}
        fix = f"leave it out, and name the new folder: csto-kg {ctx.invoked_subcommand} FOLDER …"
        if faults := [Fault("there is no project yet", option, fix=fix) for option, path in given.items() if path]:
            raise UsageError(*faults)
        return
    try:
        ctx.obj = find_project(here, os.environ, project, build_folder, sources)
    except CstoKgError:
        if ctx.meta.get(_IS_HELP):  # help needs none
            return
        raise
    is_named = project is not None or bool(os.environ.get("CSTO_KG_PROJECT"))
    if not is_named and ctx.invoked_subcommand not in _UNASKED and not ctx.meta.get(_IS_HELP):
        _say_whose_graph(ctx.obj)


def _here() -> Path:
    """The folder that one is in. Raises MachineError where it is gone: names of files would name nothing."""
    try:
        return Path.cwd()
    except OSError as error:
        fix = "change into a folder that is there: cd"
        raise MachineError(Fault(f"the current folder is gone: {error.strerror}", fix=fix)) from None


def _say_whose_graph(project: Project) -> None:
    """Say on standard error that answers come from the graph of the package, since nobody named it."""
    if project.carried is None:
        return
    title, release = project.configuration.title, project.carried.folder.name
    what = f"answers come from “{title}”, which comes with csto-kg (release {release})"
    click.echo(f"csto-kg: no project here: {what}", err=True)


def run(arguments: Sequence[str] | None = None) -> None:
    """The entry point: run a command, print its errors, and exit with the matching code."""
    # A command keeps what it reads, so garbage collection frees nothing and takes a quarter of the time.
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    # rdflib logs each literal that does not fit its datatype, with a traceback; the report has it in words.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", "Parsing weird boolean", UserWarning, "rdflib")
    given = sys.argv[1:] if arguments is None else list(arguments)
    if sys.stdout is None:  # closed by whoever started the program
        _complain(MachineError(Fault("there is no standard output", fix="give it one, such as > answer.txt")))
        sys.exit(2)
    with replacing(sys.stdout, sys.stderr):
        code = _exit_code([as_utf8(argument) for argument in given])
    if code:
        sys.exit(code)


def _exit_code(arguments: list[str]) -> int:
    """Run a command and return its exit code."""
    try:
        if faults := tuple(faults_of_arguments(arguments)):
            raise UsageError(*faults)
        main.main(args=arguments, prog_name="csto-kg", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        click.echo("stopped", err=True)
        return 130
    except CstoKgError as error:
        _complain(error)
        return 1 if isinstance(error, FindingsError) else 2
    except (
        UnicodeEncodeError
    ) as error:  # an argument with bytes that are not text, such as a name in another encoding
        part = error.object[error.start : error.end].encode("utf-8", "backslashreplace").decode()
        _complain(UsageError(Fault(f"{part} is not text", fix="write it in UTF-8")))
        return 2
    except OSError as error:  # most often the output cannot be written: `csto-kg … > full-disk/file`
        _drop_output()
        what = (
            f"{error.filename}: {error.strerror}" if error.filename else f"cannot write the output: {error.strerror}"
        )
        fix = (
            "give a shorter name"
            if error.errno == errno.ENAMETOOLONG
            else "write to a place with room, or name another"
        )
        _complain(MachineError(Fault(what, fix=fix)))
        return 2
    return 0


def _drop_output() -> None:
    """Let what is still to be written vanish, so that Python does not fail on it when it ends."""
    with suppress(io.UnsupportedOperation):  # a stream in memory, in place of that of a process
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(error: CstoKgError) -> None:
    for fault in error.faults:
        click.echo(f"csto-kg: {fault}", err=True)
    if len(error.faults) > 1:
        click.echo(f"csto-kg: {len(error.faults)} faults in all", err=True)
