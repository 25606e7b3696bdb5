"""Adding sources, starting claims and recording reviews: what is right is written, what is wrong is refused."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from unittest.mock import patch

import click
import pytest

from csto_kg.curate.claims import next_id, start_claim, write_claim
from csto_kg.curate.documents import load_document
from csto_kg.curate.reviews import Review, choose_claims, in_context, progress, record
from csto_kg.curate.sources import NewSource, add_source, find_source, source_text
from csto_kg.errors import DataError, UsageError
from csto_kg.project import Project
from csto_kg.read.layout import PlainValue
from tests.support.cli import call
from tests.support.edits import NOTES, SOURCES, edit
from tests.support.folders import contents

QUOTATION = "The League never held an exercise"
REVIEW = Review("stands", "a reader", "2026-11-22", "It says so.")


def faults(error: pytest.ExceptionInfo[UsageError] | pytest.ExceptionInfo[DataError]) -> list[str]:
    return [str(fault) for fault in error.value.faults]


def entries(project: Project, file: str) -> list[PlainValue]:
    value = load_document(project, project.data / file).value
    listed = value["claims"] if isinstance(value, dict) else value
    assert isinstance(listed, list)
    return listed


def test_a_source_is_added_in_its_place(mini: Project) -> None:
    """A new source stands in the list by its name, its file of claims is started, and its text can be found."""
    assert mini.texts is not None
    file = mini.texts / "memoir.txt"
    file.write_text("We left.\n", encoding="utf-8")
    written = add_source(mini, file, NewSource("memoir", "A memoir", "[2022..]"))
    assert [mini.sources, mini.claims / "memoir.yaml"] == written
    assert ["source:annals", "source:memoir", "source:notes"] == [
        entry["id"] for entry in entries(mini, SOURCES) if isinstance(entry, dict)
    ]
    assert "We left.\n" == source_text(mini, find_source(mini, "source:memoir"))
    assert [] == entries(mini, "claims/memoir.yaml")


def test_all_that_is_wrong_about_a_source_is_reported_at_once(mini: Project, tmp_path: Path) -> None:
    """A missing text, an invalid date and a name in capitals are three faults, and nothing is written."""
    before = mini.sources.read_bytes()
    with pytest.raises(UsageError) as caught:
        add_source(mini, tmp_path / "none.txt", NewSource("Third", "Third", "May 2024"))
    missing, date, name = faults(caught)
    assert f"{tmp_path / 'none.txt'} cannot be read: No such file or directory" == missing
    assert date.startswith("published: ")
    assert name.startswith("'Third' is not the name of a source")
    assert before == mini.sources.read_bytes()


def test_a_text_that_is_not_utf8_is_refused(mini: Project, tmp_path: Path) -> None:
    """Offsets count code points, so a text of another encoding cannot be a source."""
    (tmp_path / "latin.txt").write_bytes("Café".encode("latin-1"))
    with pytest.raises(UsageError, match="is not UTF-8: the byte 0xe9 at 3"):
        add_source(mini, tmp_path / "latin.txt", NewSource("third", "Third", "2024"))


def test_files_are_written_all_or_none(mini: Project, tmp_path: Path) -> None:
    """Where the file of the claims cannot be written, the source is not listed either."""
    text = tmp_path / "new.txt"
    text.write_text("New.")
    shutil.rmtree(mini.claims)
    mini.claims.write_text("a file in place of the folder")
    before = contents(mini.root)
    given = ("--id", "new", "--title", "New", "--published", "2024")
    done = call("--project", str(mini.root), "source", "add", *given, str(text))
    assert (2, True) == (done.returncode, "data/claims/new.yaml cannot be written: File exists" in done.stderr)
    assert before == contents(mini.root)


def test_an_unknown_source_is_refused_with_near_names(mini: Project) -> None:
    """A misspelt name of a source is answered with the name that resembles it."""
    with pytest.raises(UsageError, match=r"there is no source:note — did you mean source:notes\?"):
        find_source(mini, "note")


def test_a_claim_is_put_in_the_order_of_the_text(mini: Project) -> None:
    """A claim has the next number, the offsets and digest of its passage, and stands by its offsets."""
    claim = start_claim(mini, "notes", "Pact")
    assert "claim:notes-004" == claim.value["id"]
    write_claim(mini, claim)
    starts = [
        int(str(entry["passage"]["at"]["start"]))
        for entry in entries(mini, NOTES)
        if isinstance(entry, dict) and isinstance(entry["passage"], dict) and isinstance(entry["passage"]["at"], dict)
    ]
    assert 4 == len(starts)
    assert sorted(starts) == starts


@pytest.mark.parametrize(
    ("ids", "expected"),
    [([], "claim:notes-001"), (["claim:n-2", "claim:n-10"], "claim:n-011"), (["claim:odd"], "claim:notes-001")],
)
def test_the_next_identifier_follows_the_highest(ids: list[str], expected: str) -> None:
    """Numbers are compared as numbers, and a source's first claim is named after the source."""
    assert expected == next_id(ids, "notes")


@pytest.mark.parametrize("quotation", ["", "   "])
def test_an_empty_quotation_is_refused(quotation: str, mini: Project) -> None:
    """A quotation without words names no passage."""
    with pytest.raises(UsageError, match="the quotation is empty"):
        start_claim(mini, "notes", quotation)


def test_a_changed_text_is_refused(mini: Project) -> None:
    """A text that is not the transcribed one is refused, since its offsets would be wrong."""
    assert mini.texts is not None
    (mini.texts / "notes.txt").write_text("Another text. " + QUOTATION, encoding="utf-8")
    with pytest.raises(DataError, match="is not the text that was transcribed"):
        start_claim(mini, "notes", QUOTATION)
    with pytest.raises(DataError, match="is not the text that was transcribed"):
        in_context(mini, choose_claims(mini, ["notes-3"], None, False))


def test_a_missing_text_is_refused(mini: Project) -> None:
    """A review that shows passages needs the texts."""
    assert mini.texts is not None
    (mini.texts / "notes.txt").unlink()
    with pytest.raises(DataError, match=r"notes\.txt cannot be read"):
        in_context(mini, choose_claims(mini, ["notes-3"], None, False))


def test_a_review_counts_until_the_claim_changes(mini: Project) -> None:
    """A recorded review counts as long as the claim stands as it did, and a second one has the next number."""
    assert [mini.reviews / "notes.yaml"] == record(mini, choose_claims(mini, (), "notes", False), REVIEW)
    (notes,) = [p for p in progress(mini) if p.source == "notes"]
    assert (3, 3, 0) == (notes.claims, notes.reviewed, notes.changed)
    edit(mini, NOTES, "There was no exercise.", "None was held.")
    (notes,) = [p for p in progress(mini) if p.source == "notes"]
    assert (3, 2, 1) == (notes.claims, notes.reviewed, notes.changed)
    still_open = choose_claims(mini, (), "source:notes", True)
    assert ["claim:notes-3"] == [item.claim.id for item in still_open]
    record(mini, still_open, REVIEW)
    assert [] == choose_claims(mini, (), "notes", True)
    ids = [entry["id"] for entry in entries(mini, "reviews/notes.yaml") if isinstance(entry, dict)]
    assert ["review/notes-1-1", "review/notes-2-1", "review/notes-3-1", "review/notes-3-2"] == ids


def test_a_claim_is_shown_in_its_context(mini: Project) -> None:
    """A passage is shown with the text around it, white space folded."""
    (shown,) = in_context(mini, choose_claims(mini, ["notes-3"], None, False))
    assert "notes.txt" == shown.file_name
    assert QUOTATION in shown.passage
    assert "\n" not in shown.before + shown.passage + shown.after


def test_an_incomplete_review_is_refused(mini: Project) -> None:
    """A review without a reader, with an unknown verdict and with an invalid date has three faults."""
    with pytest.raises(UsageError) as caught:
        record(mini, choose_claims(mini, (), "notes", False), Review("good", "", "today"))
    assert 3 == len(caught.value.faults)
    assert not mini.reviews.exists()


def test_unknown_claims_are_reported_together(mini: Project) -> None:
    """Each claim that does not exist is reported, with the names that resemble it."""
    with pytest.raises(UsageError) as caught:
        choose_claims(mini, ["claim:none-1", "notes-9"], None, False)
    first, second = faults(caught)
    assert first.startswith("claim:none-1: there is no such claim")
    assert second.startswith("claim:notes-9: there is no such claim — did you mean claim:notes-")
    with pytest.raises(UsageError, match="'note' has no claims — there are: annals, notes"):
        choose_claims(mini, (), "note", False)


def review_command(project: Project, *more: str) -> subprocess.CompletedProcess[str]:
    """Record a review of one claim by the command."""
    options = ("--verdict", "stands", "--reader", "a reader", "--day", "2026-11-23")
    return call("--project", str(project.root), "review", "notes-3", *options, *more)


def test_the_same_review_is_not_recorded_twice_unasked(mini: Project) -> None:
    """Where nobody can answer, a review that is there is refused and --again records it; one of a changed claim is new."""
    assert 0 == review_command(mini).returncode
    again = review_command(mini)
    assert 2 == again.returncode
    assert "review/notes-3-1: a reader has read the claim as it stands" in again.stderr
    assert "--again" in again.stderr
    assert 0 == review_command(mini, "--again").returncode
    assert 0 == review_command(mini, "--reader", "another").returncode
    edit(mini, NOTES, "There was no exercise.", "None was held.")
    assert 0 == review_command(mini).returncode
    assert 4 == len(entries(mini, "reviews/notes.yaml"))


@pytest.mark.parametrize(("answer", "code", "expected"), [(True, 0, 2), (click.Abort(), 130, 1)])
def test_a_person_is_asked_before_the_same_review_is_recorded(
    answer: bool | Exception, code: int, expected: int, mini: Project
) -> None:
    """On a terminal the answer decides whether a review that is there is recorded again."""
    assert 0 == review_command(mini).returncode
    terminal = patch("csto_kg.cli.review.on_terminal", return_value=True)
    with terminal, patch("click.confirm", side_effect=[answer]) as asked:
        assert code == review_command(mini).returncode
    assert "review/notes-3-1" in asked.call_args.args[0]
    assert expected == len(entries(mini, "reviews/notes.yaml"))


def test_a_claim_that_is_named_twice_is_reviewed_once(mini: Project) -> None:
    """By its name twice, or by name and source: one record, so that no identifier is there twice."""
    words = ("claim:notes-1", "notes-1", "--source", "notes", "--verdict", "stands", "--reader", "A", "--day", "2026")
    assert 0 == call("--project", str(mini.root), "review", *words).returncode
    text = (mini.reviews / "notes.yaml").read_text("utf-8")
    assert 1 == text.count("of: claim:notes-1\n")


@pytest.mark.parametrize(
    ("words", "option", "fix"),
    [
        (("--verdict", "stands"), "--verdict", "name claims, or a source with --source"),
        (("--unread",), "--unread", "name claims, or a source with --source"),
        (("notes-1", "--reader", "A"), "--reader", "add --verdict, to record a review"),
    ],
)
def test_options_of_a_review_that_would_do_nothing_are_refused(
    words: tuple[str, ...], option: str, fix: str, mini: Project
) -> None:
    """Nobody takes for recorded what was left out without a word."""
    done = call("--project", str(mini.root), "review", *words)
    assert (2, f"csto-kg: {option}: does nothing here — {fix}\n") == (done.returncode, done.stderr)


def test_an_occurrence_of_words_that_occur_once_is_not_chosen(mini: Project) -> None:
    """The message says where they stand, and that there is nothing to choose."""
    with pytest.raises(UsageError, match=r"these words occur once, on line \d+ — leave --nth out"):
        start_claim(mini, "notes", QUOTATION, nth=2)
