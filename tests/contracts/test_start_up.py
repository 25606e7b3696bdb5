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
LOADED = """
import sys
import click
from csto_kg.cli import main
main.get_command(click.Context(main), {command!r})
print(*sorted({heavy!r} & sys.modules.keys()))
"""


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_command_loads_what_it_needs(command: str) -> None:
    """A command loads no library that only others need."""
    script = LOADED.format(command=command, heavy=set(HEAVY))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert [] == [name for name in done.stdout.split() if command not in HEAVY[name]]


def test_importing_the_package_loads_no_heavy_library() -> None:
    """`from csto_kg import Graph` loads none of them."""
    script = f"import sys; from csto_kg import Graph; print(*sorted({set(HEAVY)!r} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "" == done.stdout.strip()
