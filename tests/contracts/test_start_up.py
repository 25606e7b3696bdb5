"""What a command loads: only what it needs, so that a question does not wait for the reasoner and the validator."""

from __future__ import annotations

import subprocess
import sys

import pytest

from csto_kg.cli import COMMANDS

# Libraries that take longer to load than a question takes to answer, and the commands that need them.
HEAVY = {
    "owlready2": {"build", "validate"},
    "pyshacl": {"build", "validate"},
    "duckdb": {"import"},
    "starlette": {"serve"},
    "uvicorn": {"serve"},
}
# Each command is loaded by a copy of the process that has loaded what all of them share.
LOADED = """
import os
import sys
import click
from csto_kg.cli import COMMANDS, main

for command in COMMANDS:
    if os.fork() == 0:
        main.get_command(click.Context(main), command)
        print(command, *sorted({heavy!r} & sys.modules.keys()), flush=True)
        os._exit(0)
    if os.wait()[1] != 0:
        sys.exit(f"{{command}} cannot be loaded")
"""


@pytest.fixture(scope="module")
def loaded() -> dict[str, list[str]]:
    """The heavy libraries that each command loads."""
    script = LOADED.format(heavy=set(HEAVY))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {command: libraries for command, *libraries in map(str.split, done.stdout.splitlines())}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_command_loads_what_it_needs(command: str, loaded: dict[str, list[str]]) -> None:
    """A command loads no library that only others need."""
    assert [] == [name for name in loaded[command] if command not in HEAVY[name]]


def test_importing_the_package_loads_no_heavy_library() -> None:
    """`from csto_kg import Graph` loads none of them."""
    script = f"import sys; from csto_kg import Graph; print(*sorted({set(HEAVY)!r} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "" == done.stdout.strip()
