"""A command whose reader has gone, as in `csto-kg queries | true`, ends quietly and well."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.cli import CLI
from tests.support.paths import ROOT


@pytest.mark.parametrize("arguments", [("queries",), ("--help",), ("export", "--help")])
def test_a_closed_pipe_is_not_an_error(arguments: tuple[str, ...]) -> None:
    """Output that nobody reads any more ends the command with code 0 and without a word."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run([*CLI, *arguments], cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True)
    finally:
        os.close(writing)
    assert (0, "") == (done.returncode, done.stderr)


def test_a_full_disk_is_an_error() -> None:
    """Output that cannot be written for another reason is an error in words with code 2."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run([*CLI, "queries"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (2, "csto-kg: cannot write the output: No space left on device") == (
        done.returncode,
        done.stderr.partition(" — ")[0],
    )
