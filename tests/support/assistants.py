"""Assistants for tests: a client of the protocol's own library, which starts `csto-kg mcp` or meets it over HTTP."""

from __future__ import annotations

import subprocess
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import anyio
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from csto_kg.ask.answers import Answer
from tests.support.cli import CLI
from tests.support.paths import ROOT
from tests.support.waiting import DEADLINE

T = TypeVar("T")

ENVIRONMENT = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PYTHONWARNINGS": "error::FutureWarning"}


def over_stdio(project: Path, work: Callable[[Client], Awaitable[T]]) -> T:
    """What some work with a client gives that has started the server on its standard streams."""
    command = [*CLI, "--project", str(project), "mcp", "--timeout", "60"]

    async def connected() -> T:
        parameters = StdioServerParameters(command=command[0], args=command[1:], env=ENVIRONMENT)
        with anyio.fail_after(DEADLINE):
            async with Client(stdio_client(parameters)) as client:
                return await work(client)

    return anyio.run(connected)


def over_http(address: str, work: Callable[[Client], Awaitable[T]]) -> T:
    """What some work with a client of a server with this address gives."""

    async def connected() -> T:
        with anyio.fail_after(DEADLINE):
            async with Client(address) as client:
                return await work(client)

    return anyio.run(connected)


@contextmanager
def listening(project: Path) -> Iterator[str]:
    """The address of a server over HTTP while it runs."""
    command = [*CLI, "--project", str(project), "mcp", "--http", "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        assert line.startswith("serving at http://127.0.0.1:"), line
        yield line.split()[2]
    finally:
        process.terminate()
        process.wait(DEADLINE)
        process.stderr.close()


def reduced(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, object]]:
    """The rows of a document as Python has them: things by their identifiers."""
    return [{column: _cell(cell) for column, cell in row.items()} for row in rows]


def plain(answer: Answer) -> list[dict[str, object]]:
    """The rows of an answer, to be compared with those of a document."""
    return [dict(row) for row in answer.rows]


def _cell(cell: object) -> object:
    if isinstance(cell, list):
        return tuple(_cell(part) for part in cell)
    return cell["id"] if isinstance(cell, dict) else cell
