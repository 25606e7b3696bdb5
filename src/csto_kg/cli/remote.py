"""The options of commands that speak to a SPARQL server elsewhere."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import ParamSpec, TypeVar

import click

from csto_kg.errors import Fault, UsageError
from csto_kg.rdf.endpoints import Endpoint, Login

P = ParamSpec("P")
R = TypeVar("R")

PASSWORD = "CSTO_KG_PASSWORD"


def remote_options(
    about: str, timeout: int, *, required: bool = False
) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Give a command the options of an endpoint; it gets them as one argument, `remote`, None where none is named."""

    def with_options(command: Callable[..., R]) -> Callable[..., R]:
        @click.option("--endpoint", metavar="URL", required=required, help=about)
        @click.option(
            "--timeout", type=click.IntRange(1), default=timeout, show_default=True, help="Seconds to wait for it."
        )
        @click.option(
            "--retry",
            type=click.IntRange(0, 10),
            default=2,
            show_default=True,
            help="How often to ask again if it is away, late or failing.",
        )
        @click.option("--user", metavar="NAME", help=f"Log in; the password is taken from {PASSWORD}, or asked for.")
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
        raise UsageError(Fault("a user's name must not hold a colon", fix=f"the password is taken from {PASSWORD}"))
    password = os.environ.get(PASSWORD)
    if password is None:
        if not sys.stdin.isatty():
            raise UsageError(Fault(f"no password for {user}", fix=f"set the variable {PASSWORD}"))
        password = click.prompt(f"Password of {user}", hide_input=True, err=True)
    return Login(user, password, digest)
