"""Every command writes to terminals and pipes of any encoding, and shows unknown bounds in words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.cli import Run, call_process
from tests.support.paths import ROOT, texts_of_sources

ENCODINGS = {
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("query", "timeline", "--format", "table"),
    ("query", "entity-card", "thing=cst", "--format", "csv"),
    ("queries",),
    ("sparql", 'SELECT ("№ Ташкент ü" AS ?x) {}', "--format", "json"),
    ("evidence", "entry-into-force/cst-1"),
    ("evidence", "claim:minsk-015"),
    ("explain", "membership/armenia-csto-1"),
    ("conflicts", "--format", "table"),
    ("import",),
    ("validate", "--help"),
    ("query", "members-as-of", "organization=Ташкент"),
    ("sparql", "SELECT № {"),
    ("review",),
    ("--help",),
)


# Runs one command after another, each with its output as it is when a process starts, since most of a process is its start.
ONE_AFTER_ANOTHER = """
import sys
from csto_kg.cli import run

started, words, codes = (sys.stdout.errors, sys.stderr.errors), [], []
for word in (*sys.argv[1:], "--then"):
    if word != "--then":
        words.append(word)
        continue
    for stream, errors in zip((sys.stdout, sys.stderr), started):
        stream.reconfigure(errors=errors)
    try:
        run(words)
        codes.append(0)
    except SystemExit as stop:
        codes.append(stop.code)
    words = []
sys.stdout.flush()
print(*codes, sep=",", end="")
"""


@pytest.fixture
def ask(built: Path) -> Run:
    """`csto-kg` on the build of the real data, in a process with the encoding that its environment gives it."""
    return lambda *arguments, **more: call_process("--build", str(built), *arguments, **more)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_encoding_stops_a_command(built: Path, encoding: str) -> None:
    """Whatever the encoding of the output, a command ends as it does in UTF-8, without a traceback."""
    texts = texts_of_sources()
    arguments: list[str] = []
    for command in COMMANDS:
        more = ("--sources", str(texts)) if texts is not None and command[0] == "evidence" else ()
        arguments += ["--build", str(built), *command, *more, "--then"]
    process = [sys.executable, "-c", ONE_AFTER_ANOTHER, *arguments[:-1]]
    done = subprocess.run(process, cwd=ROOT, env={**os.environ, **ENCODINGS[encoding]}, capture_output=True)
    assert b"Traceback" not in done.stderr, done.stderr
    codes = done.stdout.rsplit(b"\n", 1)[-1].decode().split(",")
    refused = {c for c in COMMANDS if c[1:] and c[1][:8] in ("SELECT №", "members-")}
    assert {c: 2 if c in refused else 0 for c in COMMANDS} == dict(zip(COMMANDS, map(int, codes), strict=True))


def test_a_loss_is_said(ask: Run) -> None:
    """In a table, what a terminal cannot show is replaced, and a note says so; formats for programs are in UTF-8."""
    query = ("sparql", 'SELECT ("№" AS ?x) {}', "--format")
    for encoding in ("utf-8", "latin-1"):
        assert [{"x": "№"}] == json.loads(ask(*query, "json", env={"PYTHONIOENCODING": encoding}).stdout)
    assert "№" in ask(*query, "table", env={"PYTHONIOENCODING": "utf-8"}).stdout
    replaced = ask(*query, "table", env={"PYTHONIOENCODING": "latin-1"})
    assert ("?" in replaced.stdout, "№" in replaced.stdout) == (True, False)
    assert "PYTHONIOENCODING=utf-8" in replaced.stderr


def test_a_citation_survives_any_encoding(ask: Run) -> None:
    """A citation of a name in Cyrillic that was written to a terminal in Latin-1 still gives the same answer."""
    latin = {"PYTHONIOENCODING": "latin-1"}
    cited = ask("query", "search", "text=Организация", "--format", "csv", "--cite", env=latin).stderr
    assert "The answer is the same." in ask("rerun", cited[cited.index("{") :]).stderr


def test_bytes_that_are_not_text_are_refused(built: Path) -> None:
    """An argument or standard input that is not UTF-8 is refused in one line."""
    for command in (("query", "members-as-of", "organization=\udcff"), ("sparql", "SELECT \udcff")):
        done = call_process("--build", str(built), *command)
        assert (2, "") == (done.returncode, done.stdout)
        assert "is not text" in done.stderr
        assert "Traceback" not in done.stderr


def test_explain_shows_no_stand_ins(ask: Run) -> None:
    """`explain` and tables show an unknown bound as a word; formats for programs keep it."""
    for command in (
        ("explain", "membership/armenia-csto-1"),
        ("query", "entity-card", "thing=membership/armenia-csto-1"),
    ):
        shown = ask(*command, *(("--format", "table") if command[0] == "query" else ())).stdout
        assert "unknown" in shown
        assert not [part for part in ("9999", "0001-01-01", "3652058", "T00:00:00Z") if part in shown]
    raw = ask("query", "entity-card", "thing=membership/armenia-csto-1", "--format", "csv").stdout
    assert "9999-12-31T00:00:00Z" in raw
    assert "3652058" in raw


def test_the_width_of_a_terminal_is_not_cited(ask: Run) -> None:
    """Citations of one answer at two widths and in two formats have one digest of it."""
    question = ("query", "members-as-of", "--as-of", "2012-06-28", "--cite")
    digests = {
        json.loads(ask(*question, "--format", format_, env={"COLUMNS": columns}).stderr)["answer_sha256"]
        for format_, columns in (("table", "80"), ("table", "120"), ("csv", "80"), ("json", "80"))
    }
    assert 1 == len(digests)


def test_the_package_runs_as_a_module() -> None:
    """`python -m csto_kg` is `csto-kg`."""
    command = [sys.executable, "-m", "csto_kg", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    assert done.stdout.startswith("Usage: csto-kg ")
