"""Runs `csto-kg`: in this process, which saves the start of Python and the loading of the libraries, or in one of its own."""

from __future__ import annotations

import gc
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

from csto_kg.cli import run
from tests.support.paths import ROOT

CLI = [sys.executable, "-c", "from csto_kg.cli import run; run()"]
Run = Callable[..., subprocess.CompletedProcess[str]]
# A cell of an answer in JSON is a text, a list of texts, a number or nothing.
Row = Mapping[str, Any]
Rows = Callable[..., list[Row]]


def call(*arguments: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run `csto-kg` with arguments in this process, as one whose output goes to pipes and whose input is empty."""
    with _as_a_process(cwd, _environment(env)) as (out, err):
        try:
            run(arguments)
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
    return subprocess.CompletedProcess(["csto-kg", *arguments], code, out.text(), err.text())


def call_process(
    *arguments: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `csto-kg` with arguments in a process of its own: for tests of what a process has for itself.

    That is its encoding and its hash seed; and for what takes so long that measuring its coverage would slow the tests.
    """
    return subprocess.run(
        [*CLI, *arguments], cwd=cwd, env=_environment(env), capture_output=True, text=True, timeout=1800
    )


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    """The environment without the variables that would choose another project."""
    return {k: v for k, v in os.environ.items() if not k.startswith("CSTO_KG_")} | {"COLUMNS": "80", **(more or {})}


class _Pipe(io.TextIOWrapper):
    """A stream like that of a pipe: bytes in UTF-8 below, no terminal."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)

    def text(self) -> str:
        """All that was written."""
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue().decode("utf-8")


@contextmanager
def _as_a_process(cwd: Path, environment: Mapping[str, str]) -> Iterator[tuple[_Pipe, _Pipe]]:
    """Standard output and error of what takes this process for its own. Afterwards all is as it was."""
    out, err = _Pipe(), _Pipe()
    with ExitStack() as stack:
        stack.callback(gc.set_threshold, *gc.get_threshold())
        stack.callback(gc.unfreeze)
        stack.enter_context(chdir(cwd))
        stack.enter_context(patch.dict(os.environ, environment, clear=True))
        stack.enter_context(patch("sys.stdin", _Pipe()))
        stack.enter_context(redirect_stdout(out))
        stack.enter_context(redirect_stderr(err))
        yield out, err
