"""SPARQL servers of other makers, started for a test on this machine, filled by `csto-kg load`, and stopped again."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.support.cli import call
from tests.support.waiting import DEADLINE, wait_for

VIRTUOSO = shutil.which("virtuoso-t")
# A fresh Virtuoso database has this user with this password; the server listens on loopback only.
DBA = "dba"

INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
DirsAllowed = .
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
CheckpointInterval = 0

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = vsp

[SPARQL]
ResultSetMaxRows = {rows}
"""


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str], folder: Path, url: str, env: Mapping[str, str] | None = None) -> Iterator[None]:
    """A server while it runs, in an environment that may be given.

    Raises RuntimeError with its own words where it ends, TimeoutError where it never answers.
    """
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)

    def answers_or_ended() -> bool:
        try:
            with urlopen(url, timeout=5):
                return True
        except OSError:
            return process.poll() is not None

    try:
        wait_for(answers_or_ended, f"an answer from {command[0]}; its log: {log}")
        if process.poll() is not None:
            raise RuntimeError(f"{command[0]} has ended: {log.read_text(errors='replace')[-2000:]}")
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=DEADLINE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def oxigraph(folder: Path, built: Path) -> Iterator[str]:
    """The address for queries of an `oxigraph serve` that holds a build."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert program, "no oxigraph beside this Python; run: make slow"
    port = free_port()
    command = [program, "serve", "--location", str(folder / "store"), "--bind", f"127.0.0.1:{port}"]
    with running(command, folder, f"http://127.0.0.1:{port}/"):
        fill(built, f"http://127.0.0.1:{port}/update")
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def virtuoso(folder: Path, built: Path, rows: int = 1_000_000) -> Iterator[str]:
    """The address for queries of a Virtuoso 7 that holds a build and gives up to so many rows."""
    assert VIRTUOSO
    port = free_port()
    (folder / "vsp").mkdir()
    (folder / "virtuoso.ini").write_text(INI.format(sql=free_port(), http=port, rows=rows))
    with running([VIRTUOSO, "+foreground", "+configfile", "virtuoso.ini"], folder, f"http://127.0.0.1:{port}/sparql"):
        fill(built, f"http://127.0.0.1:{port}/sparql-auth", "--user", DBA, "--digest")
        yield f"http://127.0.0.1:{port}/sparql"


def fill(built: Path, url: str, *options: str) -> None:
    """Load a build into a server."""
    done = call("--build", str(built), "load", "--endpoint", url, *options, env={"CSTO_KG_PASSWORD": DBA})
    assert done.returncode == 0, done.stderr
    assert "counted there: all" in done.stdout
