"""docs/tutorial.md runs from its beginning to its end as it stands, and prints what it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
# A file that the reader saves, named at the end of the line before it, or commands with what they print.
BLOCK = re.compile(
    r"(?:`(?P<path>[^`\n]+)`:\n)?```(?P<kind>console|text|yaml)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE
)
COMMAND = re.compile(r"^\$ ((?:[^\n]*\\\n)*[^\n]*)\n(.*?)(?=^\$ |\Z)", re.DOTALL | re.MULTILINE)
LEFT_OUT = "…"


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file that the reader writes in the folder of the project."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownCommand:
    """A command, which may have several lines, with what it prints, standard error included."""

    text: str
    output: str


@dataclass(frozen=True, slots=True)
class Printed:
    """What a command has really printed, its exit code, and the seconds that it took."""

    output: str
    code: int
    seconds: float


def actions(text: str) -> list[SavedFile | ShownCommand]:
    """What a reader of the tutorial does, in order."""
    found: list[SavedFile | ShownCommand] = []
    for block in BLOCK.finditer(text):
        if block["kind"] == "console":
            found += [ShownCommand(*command.groups()) for command in COMMAND.finditer(block["body"])]
        else:
            assert block["path"], f"a file without a name: {block['body'][:40]}"
            found.append(SavedFile(block["path"], block["body"]))
    return found


ACTIONS = actions(TUTORIAL)
COMMANDS = [action for action in ACTIONS if isinstance(action, ShownCommand)]


def pattern(shown: str) -> re.Pattern[str]:
    """What the output must be: a line `…` stands for any lines or none, `…` in a line for any part of it."""
    lines = (
        r"(?:[^\n]*\n)*?" if line == LEFT_OUT else re.escape(line).replace(LEFT_OUT, "[^\n]*") + "\n"
        for line in shown.splitlines()
    )
    return re.compile("".join(lines))


def as_on_a_terminal(command: str) -> str:
    """A command whose answer is the table that a terminal shows, though its output goes to a pipe."""
    return re.sub(r"^csto-kg (query|conflicts)\b", r"csto-kg \1 --format table", command)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Printed]:
    """Everything done in an empty folder, by a shell: what each command has printed, by its place."""
    folder = tmp_path_factory.mktemp("tutorial")
    (programs := folder / "bin").mkdir()
    program = programs / "csto-kg"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "from csto_kg.cli import run; run()" "$@"\n')
    program.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CSTO_KG_")}
    env = kept | {"PATH": f"{programs}:{os.environ['PATH']}", "COLUMNS": "80", "HOME": str(folder)}
    (cwd := folder / "work").mkdir()
    done: dict[str, Printed] = {}
    for action in ACTIONS:
        if isinstance(action, SavedFile):
            (cwd / action.path).write_text(action.text, encoding="utf-8")
        elif action.text.startswith("cd "):
            cwd /= action.text.removeprefix("cd ")
        else:
            shell = ["bash", "-c", as_on_a_terminal(action.text)]
            start = time.monotonic()
            run = subprocess.run(
                shell, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600
            )
            done[place_of(action)] = Printed(run.stdout, run.returncode, time.monotonic() - start)
    return done


def place_of(action: ShownCommand) -> str:
    """A command by its number, since one may come twice."""
    return f"{next(n for n, command in enumerate(COMMANDS, 1) if command is action)} {action.text.split(' --')[0]}"


def test_there_are_twelve_steps_from_nothing_to_an_answer() -> None:
    """Each step has something to do, and together they use every command that a graph needs."""
    _, *parts = re.split(r"^## ", TUTORIAL, flags=re.MULTILINE)
    steps = [part for part in parts if re.match(r"\d+\. ", part)]
    assert [str(n) for n in range(1, 13)] == [step.partition(".")[0] for step in steps]
    assert all(actions(step) for step in steps)
    used = {command.text.split()[1] for command in COMMANDS if command.text.startswith("csto-kg ")}
    wanted = {
        "init",
        "source",
        "entity",
        "event",
        "claim",
        "build",
        "decide",
        "query",
        "evidence",
        "validate",
        "export",
    }
    assert set() == wanted - used
    assert len(COMMANDS) >= 25


@pytest.mark.parametrize("command", [c for c in COMMANDS if not c.text.startswith("cd ")], ids=place_of)
def test_a_command_prints_what_is_shown(command: ShownCommand, printed: Mapping[str, Printed]) -> None:
    """Letter for letter but for what is left out; it ends well unless an error is shown."""
    found = printed[place_of(command)]
    if not pattern(command.output).fullmatch(found.output):
        assert command.output == found.output
    shows_error = any(line.startswith("csto-kg: ") for line in command.output.splitlines())
    assert shows_error == (found.code != 0)


def test_it_takes_less_than_ten_minutes(printed: Mapping[str, Printed]) -> None:
    """All commands together."""
    assert sum(command.seconds for command in printed.values()) < 600


@pytest.mark.parametrize(
    ("shown", "output", "fits"),
    [
        ("a\n", "a\n", True),
        ("a\n", "b\n", False),
        ("a\n", "a\nb\n", False),
        ("…\nc\n", "a\nb\nc\n", True),
        ("…\nc\n", "c\n", True),
        ("…\nc\n", "a\nb\n", False),
        ("a … c\n", "a b c\n", True),
        ("a … c\n", "a b\nb c\n", False),
        ("a.c\n", "abc\n", False),
        ("", "a\n", False),
    ],
)
def test_what_is_left_out_is_marked(shown: str, output: str, fits: bool) -> None:
    """Only where `…` stands may the output have something else."""
    assert fits == bool(pattern(shown).fullmatch(output))


def test_the_readme_leads_here() -> None:
    """Whoever wants a graph of their own finds the tutorial."""
    assert "(docs/tutorial.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
