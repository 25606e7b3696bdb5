"""`csto-kg source update`: passages of a changed text stand, have moved, or are left; nothing is lost without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from csto_kg.project import Project, find_project
from tests.support.cli import call
from tests.support.folders import contents

GIVEN = ("--namespace", "https://example.org/lake/", "--title", "The Lake Council")


@pytest.fixture
def lake(tmp_path: Path) -> Project:
    """The project of `init`, with a review of two claims."""
    assert 0 == call("init", "lake", *GIVEN, cwd=tmp_path).returncode
    read = ("--verdict", "stands", "--reader", "A. Reader", "--day", "2026-11-22")
    assert 0 == call("review", "claim:gazette-1", "claim:gazette-2", *read, cwd=tmp_path / "lake").returncode
    return find_project(tmp_path / "lake", {})


def run(project: Project, *words: str) -> tuple[int, str, str]:
    """`source update` on a project: exit code, output and errors."""
    done = call("source", "update", *words, cwd=project.root)
    return done.returncode, done.stdout, done.stderr


def changed(project: Project, old: str, new: str) -> None:
    """Change a text where it is kept."""
    path = project.root / "texts" / "gazette.txt"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_what_has_moved_is_followed(lake: Project) -> None:
    """With words put before them all passages have moved: places, reviews and the decision follow, and a build passes."""
    text = (lake.root / "texts" / "gazette.txt").read_text("utf-8")
    changed(lake, text, "A new head, of one line.\n" + text)
    done = call("validate", cwd=lake.root)
    assert "see what changed: csto-kg source update gazette " in done.stderr
    before = contents(lake.root)
    said = (
        "source:gazette: 0 stand, 4 have moved, 0 are left without their passage; 3 digests in reviews and decisions"
    )
    assert (0, f"{said} followed\n", "nothing is written yet: add --write\n") == run(
        lake, "gazette", "texts/gazette.txt"
    )
    assert before == contents(lake.root)
    code, _, errors = run(lake, "gazette", "texts/gazette.txt", "--write")
    wrote = (
        "data/sources.yaml",
        "data/claims/gazette.yaml",
        "data/reviews/gazette.yaml",
        "data/decisions/conflicts.yaml",
    )
    assert (0, "".join(f"wrote {name}\n" for name in wrote)) == (code, errors)
    assert (0, "conforms\n") == ((done := call("validate", cwd=lake.root)).returncode, done.stderr)
    assert (
        "gazette                     4 claims,    2 reviewed as they stand, 0 changed since"
        in call("review", cwd=lake.root).stdout
    )
    assert (0, "") == ((done := call("format", "--check", cwd=lake.root)).returncode, done.stderr)


def test_what_is_gone_is_named_and_stays_as_it_was(lake: Project) -> None:
    """A claim whose words were changed is listed with code 1; its place is not guessed, and a build refuses it."""
    changed(lake, "30 June", "29 June")
    code, out, errors = run(lake, "gazette", "texts/gazette.txt", "--write")
    assert 1 == code
    assert "claim:gazette-2: its words are not in the text any more (it stood at " in out
    assert "source:gazette: 3 stand, 0 have moved, 1 are left without their passage\n" in out
    assert (
        "csto-kg: source:gazette: 1 passage not found again — read the text again: csto-kg claim new --quote"
        in errors
    )
    done = call("validate", cwd=lake.root)
    assert (2, 1) == (done.returncode, done.stderr.count("csto-kg: "))
    assert "claim:gazette-2: the passage at gazette.txt:" in done.stderr


def test_words_that_stand_several_times_are_not_guessed(lake: Project) -> None:
    """Where it is open which of them is meant, the claim is left, with the lines."""
    path = lake.root / "texts" / "gazette.txt"
    path.write_text("joined it again on 1 October 2011\n\n, and joined it again on 1 October 2011", "utf-8")
    code, out, _ = run(lake, "gazette", str(path))
    assert (1, True) == (
        code,
        "claim:gazette-3: its words stand there 2 times, on the lines 1, 3 (it stood at" in out,
    )
    assert 4 == out.count("claim:gazette-")


def test_a_text_from_elsewhere_comes_into_the_project(lake: Project, tmp_path: Path) -> None:
    """The file is copied to the texts that the project keeps, also under another name."""
    text = (lake.root / "texts" / "gazette.txt").read_text("utf-8")
    (tmp_path / "gazette-2.txt").write_text(f"{text}\nA new end.\n", "utf-8")
    code, _, errors = run(lake, "gazette", str(tmp_path / "gazette-2.txt"), "--write")
    assert (0, "wrote texts/gazette-2.txt\nwrote data/sources.yaml\n") == (code, errors)
    entries = yaml.safe_load(lake.sources.read_text("utf-8"))
    assert {"chronicle.txt", "gazette-2.txt"} == {entry["fileName"] for entry in entries}
    assert 0 == call("validate", cwd=lake.root).returncode


def test_what_cannot_be_followed_is_refused(lake: Project, mini: Project, tmp_path: Path) -> None:
    """The same text, one that is not there, an unknown source, and sources that are parts of one file."""
    assert (2, "csto-kg: source:gazette: the text is the one that is listed — there is nothing to follow\n") == (
        run(lake, "gazette", "texts/gazette.txt")[::2]
    )
    assert (2, "csto-kg: none.txt cannot be read: No such file or directory\n") == run(lake, "gazette", "none.txt")[
        ::2
    ]
    (tmp_path / "blank.txt").write_text(" \n")
    empty = f"csto-kg: {tmp_path}/blank.txt is empty — name a file with the text of the source\n"
    assert (2, empty) == run(lake, "gazette", str(tmp_path / "blank.txt"))[::2]
    assert "there is no source:gazete — did you mean source:gazette?" in run(lake, "gazete", "texts/gazette.txt")[2]
    entries = yaml.safe_load(lake.sources.read_text("utf-8"))
    lake.sources.write_text(yaml.safe_dump([{**e, "fileName": "gazette.txt"} for e in entries]), "utf-8")
    code, _, errors = run(lake, "gazette", "texts/chronicle.txt")
    assert (2, True) == (code, "source:chronicle, source:gazette are parts of gazette.txt" in errors)


def test_a_text_that_is_added_is_kept_with_the_others(lake: Project, tmp_path: Path) -> None:
    """`source add` copies a text into the folder of texts of the project, so that a build finds it; never over another."""
    (tmp_path / "paper.txt").write_text("Southshore left it in 2020.\n", "utf-8")
    words = (
        "source",
        "add",
        str(tmp_path / "paper.txt"),
        "--id",
        "paper",
        "--title",
        "A paper",
        "--published",
        "2021",
    )
    done = call(*words, cwd=lake.root)
    wrote = "wrote texts/paper.txt\nwrote data/sources.yaml\nwrote data/claims/paper.yaml\n"
    assert (0, wrote) == (done.returncode, done.stderr)
    assert "now write claims: csto-kg claim new --source paper --quote '…'\n" == done.stdout
    quoted = call("claim", "new", "--source", "paper", "--quote", "left it in 2020", cwd=lake.root)
    assert (0, True) == (quoted.returncode, "claim:paper-001" in quoted.stdout)
    (tmp_path / "gazette.txt").write_text("Another gazette.\n", "utf-8")
    before = contents(lake.root)
    done = call(
        *(
            "source",
            "add",
            str(tmp_path / "gazette.txt"),
            "--id",
            "other",
            "--title",
            "Another",
            "--published",
            "2021",
        ),
        cwd=lake.root,
    )
    message = f"texts/gazette.txt is another text — give {tmp_path}/gazette.txt another name"
    assert (2, f"csto-kg: {message}\n") == (done.returncode, done.stderr)
    assert before == contents(lake.root)
