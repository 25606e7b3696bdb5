"""Options that several commands take."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import click

from csto_kg.ask.evidence import missing_texts
from csto_kg.ask.graph import Graph
from csto_kg.ask.labels import ENGLISH
from csto_kg.cli.layout import AnswerFormat, default_format
from csto_kg.errors import Fault, MachineError, UsageError
from csto_kg.project import Project, find_project, refuse_package
from csto_kg.rdf.endpoints import Endpoint, Login
from csto_kg.weigh.policy import Policy

R = TypeVar("R")

format_option = click.option(
    "--format",
    "format_",
    type=click.Choice([f.value for f in AnswerFormat]),
    callback=lambda _context, _option, given: AnswerFormat(given) if given else default_format(),
    help="Default: a table on a terminal, CSV in a pipe.",
)
# A question in words is asked by a person, or for one: the answer in words is never left out.
words_format_option = click.option(
    "--format",
    "format_",
    type=click.Choice([f.value for f in AnswerFormat]),
    callback=lambda _context, _option, given: AnswerFormat(given) if given else AnswerFormat.TABLE,
    help="Default: sentences and a table, in a pipe too.",
)
policy_option = click.option(
    "--policy",
    help="How conflicts are settled, and whose claims count: curated (the default: as the curators decided), majority "
    "(of sources), most-precise, latest (the source published last), only:SOURCE, without:SOURCE; several "
    "separated by commas.",
)
assume_option = click.option(
    "--assume",
    metavar="none|RULE,...",
    help="The assumptions on time that presumed answers may rest on; all by default. csto-kg query rules lists them.",
)
known_by_option = click.option(
    "--known-by",
    metavar="DAY",
    help="Count only sources that can have been published by this day, or by the end of this month or year.",
)
evidence_option = click.option(
    "--evidence", is_flag=True, help="Give each row the paraphrases of the claims for and against it."
)
ids_option = click.option("--ids", is_flag=True, help="Identifiers in place of labels, in a table.")
curies_option = click.option(
    "--curies", is_flag=True, help="Short identifiers in place of IRIs, in formats for programs."
)
language_option = click.option(
    "--language",
    default=ENGLISH,
    metavar="LANGUAGE",
    help="The language of names in sentences and tables, one of those in graph.yaml. Default: en.",
)
cite_option = click.option(
    "--cite", is_flag=True, help="Write a citation of the answer to standard error, for csto-kg rerun."
)


def sources_option(about: str) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Give a command the folder of the source texts as its option `sources`; `about` says what it is for."""
    return click.option("--sources", type=click.Path(path_type=Path), help=f"Folder of the source texts: {about}")


output_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write (default: standard output).",
)


def policy_text(policy: str | None, assume: str | None) -> str | None:
    """The policy of the options --policy and --assume, as `--policy` alone would have it."""
    if assume is not None and not assume.strip():
        raise UsageError(
            Fault("--assume names no assumption", fix="write none, or names as csto-kg query rules has them")
        )
    if assume and policy and "assume:" in policy:
        raise UsageError(Fault("the assumptions are given twice, in --policy and --assume", fix="give them once"))
    assumed = [f"assume:{name.strip()}" for name in assume.split(",")] if assume else []
    return ",".join([*([policy] if policy else []), *assumed]) or None


def reweighed(graph: Graph, policy: str | None, assume: str | None, known_by: str | None) -> Graph:
    """The graph under the policy of --policy and --assume, as known by the day of --known-by.

    Raises UsageError with the option that is wrong.
    """
    empty = [name for name, given in (("--policy", policy), ("--known-by", known_by)) if given == ""]
    if empty:
        raise UsageError(
            *(Fault("the value is empty", name, fix="give one, or leave the option out") for name in empty)
        )
    try:
        return graph.under(policy_text(policy, assume), known_by)
    except UsageError as error:
        options = {"policy": "--policy" if policy else "--assume", "known_by": "--known-by"}
        raise UsageError(*(replace(f, subject=options.get(f.subject, f.subject)) for f in error.faults)) from None


def with_texts(project: Project, sources: Path | None) -> Project:
    """The project with the folder of texts that a command's own option names."""
    if sources is None:
        return project
    found = find_project(Path.cwd(), os.environ, project.root, project.build, sources)
    return replace(found, carried=project.carried)


def refuse_unused(needs: str, **options: object) -> None:
    """Raise UsageError for options that were given and do nothing without what they need; `needs` says what that is."""
    given = [f"--{name.strip('_').replace('_', '-')}" for name, value in options.items() if value]
    if given:
        raise UsageError(*(Fault("does nothing here", option, fix=needs) for option in given))


def write_output(output: Path, content: str | bytes) -> None:
    """Write a file that a command was asked for. Raises MachineError where it cannot be written."""
    refuse_package(output)
    try:
        output.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise MachineError(Fault(f"cannot write {output}: {error.strerror}")) from None


def read_input(path: Path | None) -> str:
    """The text of a file, or of standard input where none is named. Raises UsageError where it is not UTF-8 text."""
    try:
        return (sys.stdin.buffer.read() if path is None else path.read_bytes()).decode("utf-8-sig")
    except OSError as error:
        raise UsageError(Fault(f"{path or 'standard input'} cannot be read: {error.strerror}")) from None
    except UnicodeDecodeError as error:
        message = f"{path or 'standard input'} cannot be read: it is not UTF-8, by the byte {error.start}"
        raise UsageError(Fault(message, fix="save it as UTF-8")) from None


def note_undated(graph: Graph) -> None:
    """Warn on standard error about sources that count as known by the given day but may have appeared later."""
    if later := graph.possibly_later():
        names = ", ".join(later)
        click.echo(f"Counted as known by {graph.policy.known_by}, though perhaps published later: {names}.", err=True)


def show_warnings(warnings: Iterable[Fault]) -> None:
    """Print on standard error what is to be looked at although the command goes on."""
    for warning in warnings:
        click.echo(f"csto-kg: warning: {warning}", err=True)


def note_missing_texts(graph: Graph, texts: Path | None) -> None:
    """Warn on standard error about sources whose texts are not in the folder, so that their passages are not shown."""
    for source, name in missing_texts(graph.store, texts) if texts is not None else ():
        click.echo(f"csto-kg: warning: {source}: {name} is not in {texts}: its passages are not shown", err=True)


def show_policy(policy: Policy) -> None:
    """Print the policy above an answer for people, and the day by which it is known; nothing under the default policy."""
    if not policy.is_default:
        day = f", as known by {policy.known_by}" if policy.known_by else ""
        click.echo(f"Under the policy {policy}{day}.")


_PASSWORD = "CSTO_KG_PASSWORD"


def remote_options(
    about: str, timeout: int, *, required: bool = False
) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Give a command the options of an endpoint. It gets them as one argument, `remote`, which is None where none is named.

    `timeout` is the default, in seconds; `about` the help text of --endpoint.
    """

    def with_options(command: Callable[..., R]) -> Callable[..., R]:
        @click.option("--endpoint", metavar="URL", required=required, help=about)
        @click.option(
            "--timeout",
            type=click.IntRange(1),
            default=timeout,
            show_default=True,
            help="Seconds to wait for the endpoint.",
        )
        @click.option(
            "--retry",
            type=click.IntRange(0, 10),
            default=2,
            show_default=True,
            help="How often to ask the endpoint again if it is unreachable, late or failing.",
        )
        @click.option(
            "--user", metavar="NAME", help=f"Log in as NAME; the password is taken from {_PASSWORD}, or asked for."
        )
        @click.option("--digest", is_flag=True, help="Log in by Digest, as Virtuoso wants it, not by Basic.")
        @functools.wraps(command)
        def run(
            *arguments: object,
            endpoint: str | None,
            timeout: int,
            retry: int,
            user: str | None,
            digest: bool,
            **more: object,
        ) -> R:
            if endpoint is None and (user or digest):
                raise UsageError(Fault("--user and --digest are for an endpoint", fix="name it with --endpoint"))
            if digest and not user:
                raise UsageError(Fault("--digest is how a user logs in", fix="name one with --user"))
            remote = None if endpoint is None else Endpoint(endpoint, timeout, retry)
            if remote is not None and user:
                remote = replace(remote, login=_login(user, digest))
            return command(*arguments, remote=remote, **more)

        return run

    return with_options


def _login(user: str, digest: bool) -> Login:
    if ":" in user:
        raise UsageError(Fault("a user's name must not hold a colon", fix=f"the password is taken from {_PASSWORD}"))
    password = os.environ.get(_PASSWORD)
    if password is None:
        if not sys.stdin.isatty():
            raise UsageError(Fault(f"no password for {user}", fix=f"set the variable {_PASSWORD}"))
        password = click.prompt(f"Password of {user}", hide_input=True, err=True)
    return Login(user, password, digest)
