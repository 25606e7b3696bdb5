"""A source and a claim are added without Python, from the text to the answer."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.cli import call


def test_from_a_new_source_to_an_answer(mini_folder: Path) -> None:
    """`source add`, `claim new`, an edit and `build` bring a fact of a new text into an answer."""
    project = ("--project", str(mini_folder))
    texts = mini_folder / "texts"
    (texts / "third.txt").write_text("A third text. The Pact bound Eastland until 2003.\n", encoding="utf-8")
    added = call(
        *project,
        "source",
        "add",
        str(texts / "third.txt"),
        "--id",
        "third",
        "--title",
        "Third",
        "--published",
        "2024-05",
    )
    assert 0 == added.returncode, added.stderr
    quote = ("--quote", "The Pact bound Eastland until 2003")
    new = call(*project, "claim", "new", "--source", "third", "--sources", str(texts), *quote, "--write")
    assert 0 == new.returncode, new.stderr
    path = mini_folder / "data" / "claims" / "third.yaml"
    assert "at: {start: 14, end: 48}" in path.read_text()
    unfinished = call(*project, "build", "--sources", str(texts))
    assert 2 == unfinished.returncode
    assert "TODO" in unfinished.stderr
    head, says, suggested = path.read_text().partition("  says:\n")
    assert "- {id: participation/eastland-pact-1, type: TODO}" in suggested
    text = head + says + '  - {id: participation/eastland-pact-1, holds: "2003"}\n'
    path.write_text(text.replace("TODO: what it says, in your own words.", "It bound one state for years."))
    assert 0 == call(*project, "format").returncode
    built = call(*project, "build", "--sources", str(texts))
    assert 0 == built.returncode, built.stderr
    asked = ("query", "parties-as-of", "instrument=pact", "date=2002-01-01", "--format", "csv")
    assert "Eastland,certain" in call(*project, *asked).stdout
    covered = call(*project, "coverage", "--sources", str(texts))
    assert 1 == covered.returncode
    assert "A third text" in covered.stdout


def test_wrong_quotations_are_refused(mini_folder: Path) -> None:
    """A quotation that does not occur, occurs twice or is of an unknown source writes nothing."""
    project = ("--project", str(mini_folder))
    path = mini_folder / "data" / "claims" / "notes.yaml"
    before = path.read_text()
    texts = ("--sources", str(mini_folder / "texts"), "--write")
    for source, quote, word in (
        ("notes", "Nowhere", "do not occur"),
        ("notes", "League", "--nth"),
        ("note", "x", "source:note"),
    ):
        done = call(*project, "claim", "new", "--source", source, "--quote", quote, *texts)
        assert 2 == done.returncode
        assert word in done.stderr
    assert before == path.read_text()
    again = ("--id", "notes", "--title", "x", "--published", "2001")
    done = call(*project, "source", "add", str(mini_folder / "texts" / "notes.txt"), *again)
    assert 2 == done.returncode
    assert "listed already" in done.stderr


def test_a_review_counts_until_the_claim_changes(mini_folder: Path) -> None:
    """A recorded review counts as long as the claim stands as it did then, and is in the built graph."""
    project = ("--project", str(mini_folder))
    record = ("review", "--source", "notes", "--verdict", "stands", "--reader", "a reader", "--day", "2026-11-22")
    assert 0 == call(*project, *record).returncode
    assert "3 claims,    3 reviewed as they stand, 0 changed since" in call(*project, "review").stdout
    path = mini_folder / "data" / "claims" / "notes.yaml"
    path.write_text(path.read_text().replace("There was no exercise.", "None was held."))
    assert "3 claims,    2 reviewed as they stand, 1 changed since" in call(*project, "review").stdout
    shown = call(*project, "review", "--source", "notes", "--unread", "--sources", str(mini_folder / "texts"))
    assert "(1 claim)" in shown.stdout
    assert "The League never held an exercise" in shown.stdout
    assert 0 == call(*project, "build").returncode
    nquads = call(*project, "export", "--format", "nquads", "--graph", "claims").stdout
    assert 3 == nquads.count("ontology#verdict>")
    unknown = call(*project, "review", "claim:none-1", "notes-9")
    assert 2 == unknown.returncode
    assert "claim:notes-9: there is no such claim — did you mean claim:notes-" in unknown.stderr
    by_number = call(*project, "review", "annals-6", "--sources", str(mini_folder / "texts")).stdout
    assert "because: Who leaves was a member." in by_number


def test_digests_of_decisions_change_nothing_that_is_released(mini_folder: Path) -> None:
    """Confirmed decisions give the release that was there; the build of a stale one warns with what changed, and goes on."""
    project = ("--project", str(mini_folder))
    before = call(*project, "build", "--quiet")
    assert 0 == before.returncode, before.stderr
    release = json.loads((mini_folder / "build" / "current" / "manifest.json").read_text())["release"]
    assert 0 == call(*project, "decide", "--confirm").returncode
    confirmed = call(*project, "build")
    assert "warning" not in confirmed.stderr
    assert f"built release {release[:16]}" in confirmed.stdout
    path = mini_folder / "data" / "claims" / "notes.yaml"
    path.write_text(path.read_text().replace("The Pact began to bind in July.", "The Pact took effect in July."))
    stale = call(*project, "build", "--quiet")
    assert 0 == stale.returncode
    (warning,) = stale.stderr.splitlines()
    assert warning.startswith("csto-kg: warning: data/decisions/league.yaml:")
    assert "(changed: claim:notes-1)" in warning
    assert "csto-kg decide conflict/pact-entry-into-force --confirm" in warning
    listed = call(*project, "decide")
    assert 0 == listed.returncode
    assert "changed: claim:notes-1" in listed.stdout


def test_texts_that_are_partly_there(mini_folder: Path) -> None:
    """With one text of two, build, coverage and evidence work with it and name the missing one; a table has passages too."""
    project, texts = ("--project", str(mini_folder)), ("--sources", str(mini_folder / "texts"))
    (mini_folder / "texts" / "notes.txt").unlink()
    built = call(*project, "build", "--quiet", *texts)
    assert 0 == built.returncode, built.stderr
    assert "csto-kg: warning: data/sources.yaml:8:3: source:notes: notes.txt is not in" in built.stderr
    covered = call(*project, "coverage", *texts)
    assert "source:notes: notes.txt is not in" in covered.stderr
    assert "source:notes" not in covered.stdout
    shown = call(*project, "evidence", "entry-into-force/pact-1", *texts)
    assert 0 == shown.returncode, shown.stderr
    assert "annals.txt:3" in shown.stdout
    assert "claim:notes-1, whose text is missing" in shown.stdout
    assert "source:notes: notes.txt is not in" in shown.stderr
    rows = json.loads(call(*project, "evidence", "entry-into-force/pact-1", *texts, "--format", "json").stdout)
    assert any("The Pact entered into force on 1 June 1991" in str(row["passages"]) for row in rows)
    checked = call("validate", "data", *texts, cwd=mini_folder)
    assert "source:notes: notes.txt is not in" in checked.stderr
    (mini_folder / "texts" / "annals.txt").unlink()
    assert 2 == call(*project, "evidence", "entry-into-force/pact-1", *texts).returncode
    assert 2 == call(*project, "build", "--force", *texts).returncode
