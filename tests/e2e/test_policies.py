"""Two times, policies, evidence and citations, asked as a user asks them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from tests.support.cli import Run
from tests.support.paths import texts_of_sources


def rows(text: str) -> list[dict[str, str]]:
    """The rows of an answer in CSV."""
    return list(csv.DictReader(io.StringIO(text)))


def test_without_a_source_its_knowledge_is_gone(ask: Run) -> None:
    """Without the encyclopedia nobody knows the day on which Uzbekistan suspended its membership, only the year."""
    question = ("query", "membership-history", "agent=uzbekistan", "organization=csto", "--format", "csv")
    with_all, without = ask(*question), ask(*question, "--policy", "without:wikipedia-csto")
    assert {"2012-06-28"} == {r["ends"] for r in rows(with_all.stdout)}
    assert {"2012"} == {r["ends"] for r in rows(without.stdout)}
    assert "wikipedia" not in without.stdout


def test_a_policy_changes_what_is_held(ask: Run) -> None:
    """By one source alone the treaty came into force on another day than by all of them."""
    question = ("query", "findings-on", "thing=entry-into-force/cst-1", "--format", "csv")
    curated = [
        r for r in rows(ask(*question).stdout) if r["property"].endswith("#date") and r["status"].endswith("held")
    ]
    only = ask(*question, "--policy", "only:minsk-dialogue-2021")
    alone = [r for r in rows(only.stdout) if r["property"].endswith("#date") and r["status"].endswith("held")]
    assert ["1994-04-20"] == [r["value"] for r in curated]
    assert ["1994-12-20"] == [r["value"] for r in alone]


def test_known_by_a_day_names_undated_sources(ask: Run) -> None:
    """What was known by the end of 2021 rests on sources that can have appeared by then, and names the undated one."""
    done = ask("query", "members-as-of", "--as-of", "2012-06-27", "--known-by", "2021-12-31", "--format", "csv")
    assert 0 == done.returncode
    named = {c.rsplit("/", 1)[-1].rsplit("-", 1)[0] for r in rows(done.stdout) for c in r["claims"].split()}
    assert {"minsk", "wikipedia"} == named
    assert "wikipedia-csto" in done.stderr
    assert "minsk" not in done.stderr


def test_what_is_known_later_is_not_known_before(ask: Run) -> None:
    """The operation in Kazakhstan of January 2022 is in no answer as known by 2021."""
    question = ("query", "requests", "--format", "csv")
    assert "kazakhstan" in ask(*question).stdout
    assert "kazakhstan-csto" not in ask(*question, "--known-by", "2021-12-31").stdout


@pytest.mark.parametrize("shape", ["csv", "tsv", "json", "table", "sparql-json"])
def test_an_answer_is_cited_and_asked_again(ask: Run, tmp_path: Path, shape: str) -> None:
    """A citation gives the same bytes again, from its text, from a file, and for every format."""
    question = ("query", "members-as-of", "organization=csto", "--as-of", "2012-06-28", "--policy", "majority")
    first = ask(*question, "--evidence", "--format", shape, "--cite")
    citation = tmp_path / "citation.json"
    citation.write_text(first.stderr)
    for given in (str(citation), first.stderr):
        again = ask("rerun", given, env={"COLUMNS": "200"})
        assert (0, first.stdout) == (again.returncode, again.stdout), again.stderr
    citation = json.loads(first.stderr)
    assert {"date": ["2012-06-28"], "organization": ["csto"]} == citation["parameters"]
    assert ("majority", True) == (citation["policy"], citation["evidence"])


def test_a_changed_answer_is_reported(ask: Run) -> None:
    """An answer, release or query that differs from what was cited is named, and the exit code is 1."""
    first = ask("query", "members-as-of", "--format", "csv", "--cite")
    citation = json.loads(first.stderr) | {"release": "0" * 64, "answer_sha256": "0" * 64, "query_sha256": "0" * 64}
    again = ask("rerun", json.dumps(citation))
    assert (1, first.stdout) == (again.returncode, again.stdout)
    for part in ("differs", "the release: cited 0000000000000000", "the text of the query members-as-of"):
        assert part in again.stderr


def test_a_changed_query_with_the_same_answer_is_no_finding(ask: Run) -> None:
    """Where only the query's text has changed and the answer is the same, a message says so and the exit code is 0."""
    first = ask("query", "members-as-of", "--format", "csv", "--cite")
    again = ask("rerun", json.dumps(json.loads(first.stderr) | {"query_sha256": "0" * 64}))
    assert 0 == again.returncode
    assert "The answer is the same." in again.stderr
    assert "the text of the query" in again.stderr


@pytest.mark.parametrize(
    "text",
    ["{}", "no citation", '{"form": "csto-kg citation 1"}', "/no/such/file", '{"form": "csto-kg citation 1"'],
)
def test_what_is_no_citation_is_refused(ask: Run, text: str) -> None:
    """Any text that is not a citation ends with exit code 2 and a message about what to give."""
    done = ask("rerun", text)
    assert (2, "") == (done.returncode, done.stdout)
    assert "Traceback" not in done.stderr
    assert "citation" in done.stderr


def test_a_citation_of_another_kind_of_value_is_refused(ask: Run) -> None:
    """A citation with wrong types is refused with the keys."""
    first = ask("query", "members-as-of", "--format", "csv", "--cite")
    citation = json.loads(first.stderr) | {"width": "wide", "parameters": {"date": "2012-06-28"}}
    done = ask("rerun", json.dumps(citation))
    assert 2 == done.returncode
    assert "'width'" in done.stderr
    assert "'parameters'" in done.stderr


def test_every_stored_query_gives_its_evidence(ask: Run) -> None:
    """With --evidence every stored query has the columns claims and dissents."""
    names = [line.split()[0] for line in ask("queries").stdout.splitlines()]
    assert 20 <= len(names)
    for name in names:
        head = ask("query", name, "--evidence", "--format", "csv").stdout.splitlines()[0].split(",")
        assert {"claims", "dissents"} <= set(head), name


def test_rows_show_their_passages(ask: Run) -> None:
    """With the source texts available a row shows the words that it rests on."""
    texts = texts_of_sources()
    if texts is None:
        pytest.skip("source texts are not available")
    done = ask("query", "treaty-timeline", "instrument=cst", "--sources", str(texts), "--format", "json")
    assert 0 == done.returncode, done.stderr
    rows = json.loads(done.stdout)
    assert 8 <= len(rows)
    for row in rows:
        quoted = {line.split(" ", 1)[0] for line in row["passages"]}
        assert {"claim:" + c.rsplit("/", 1)[-1] for c in (*row["claims"], *row["dissents"])} == quoted


def test_changed_texts_are_not_shown(ask: Run, tmp_path: Path) -> None:
    """A text that is not the one that was transcribed is refused with the claims that it hits."""
    texts = texts_of_sources()
    if texts is None:
        pytest.skip("source texts are not available")
    shutil.copytree(texts, tmp_path / "texts")
    files = list((tmp_path / "texts").glob("*.txt"))
    assert 5 <= len(files)
    for file in files:
        file.write_text("x" + file.read_text(encoding="utf-8"), encoding="utf-8")
    done = ask("query", "treaty-timeline", "instrument=cst", "--sources", str(tmp_path / "texts"))
    assert (2, "") == (done.returncode, done.stdout)
    assert "is not the text that was transcribed" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("members-as-of", "--policy", "foo"), "--policy: 'foo' is not a policy"),
        (("members-as-of", "--known-by", "yesterday"), "--known-by: 'yesterday' is not a date"),
        (("members-as-of", "--known-by", "1990-01-01"), "no source is left"),
        (("entity-card", "--as-of", "2012-01-01"), "has no parameter for a day"),
        (("members-as-of", "date=2012-01-01", "--as-of", "2012-01-01"), "given twice"),
        (("members-as-of", "--policy", "majority", "--endpoint", "http://127.0.0.1:1/"), "need the release itself"),
    ],
)
def test_wrong_questions_are_refused(ask: Run, arguments: tuple[str, ...], part: str) -> None:
    """A wrong policy, day or mixture is refused with what to write."""
    done = ask("query", *arguments)
    assert (2, "") == (done.returncode, done.stdout)
    assert part in done.stderr
