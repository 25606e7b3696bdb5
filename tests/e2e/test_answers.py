"""The answers that the graph was built to give, asked as a user asks them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from csto_kg.ask.graph import Graph
from csto_kg.errors import UsageError
from csto_kg.project import Project
from tests.support.cli import Run
from tests.support.paths import ROOT, texts_of_sources


def rows(done) -> list[dict[str, str]]:  # type: ignore[no-untyped-def]
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


@pytest.mark.parametrize(
    ("day", "count"), [("2006-06-22", 6), ("2006-06-23", 7), ("2012-06-27", 7), ("2012-06-28", 6), ("2002-10-06", 0)]
)
def test_members_as_of_a_day(ask: Run, day: str, count: int) -> None:
    """The CSTO has as many members on a day as the sources say."""
    done = ask("query", "members-as-of", "organization=csto", f"date={day}", "role=member", "--format", "csv")
    assert count == len(rows(done))


def test_the_suspension_is_in_the_history(ask: Run) -> None:
    """Uzbekistan's history shows the suspension of 28 June 2012, and that one claim calls it a withdrawal."""
    done = ask("query", "membership-history", "agent=uzbekistan", "organization=csto", "--format", "csv")
    (row,) = rows(done)
    assert ("2006-06-23", "2012-06-28") == (row["begins"], row["ends"])
    assert "Suspension" in row["ended"]
    assert "Withdrawal" in row["disputed"]


def test_in_force_by_two_sources_and_one_dissent(ask: Run) -> None:
    """On 1 June 1994 the treaty is in force by two sources' day, and the row names the claim for December."""
    done = ask("query", "parties-as-of", "instrument=cst", "date=1994-06-01", "--format", "csv")
    for row in rows(done):
        assert "certain" == row["certainty"]
        assert {"vif-010", "wikipedia-025"} <= {c.rsplit("/", 1)[-1] for c in row["claims"].split()}
        assert "minsk-015" in {c.rsplit("/", 1)[-1] for c in row["dissents"].split()}
    assert 9 == len(rows(done))


def test_three_parties_are_possible_in_1999(ask: Run) -> None:
    """On 1 June 1999 the three that left within the year are possible, the six that stayed certain."""
    done = ask("query", "parties-as-of", "instrument=cst", "date=1999-06-01", "--format", "csv")
    by_certainty: dict[str, list[str]] = {}
    for row in rows(done):
        by_certainty.setdefault(row["certainty"], []).append(row["label"])
    six = ["Armenia", "Belarus", "Kazakhstan", "Kyrgyzstan", "Russia", "Tajikistan"]
    assert {"certain": six, "possible": ["Azerbaijan", "Georgia", "Uzbekistan"]} == by_certainty


def test_past_the_last_attestation_nothing_is_known(ask: Run) -> None:
    """A membership whose end no source states is unknown a century later, not certain and not absent."""
    done = ask("query", "members-as-of", "organization=csto", "date=2126-01-01", "--format", "csv")
    assert {"unknown"} == {row["certainty"] for row in rows(done)}


def test_the_conflict_on_the_entry_into_force(ask: Run) -> None:
    """`conflicts` lists both days with their claims, the type, the decision and its reason."""
    done = ask("conflicts", "entry-into-force/cst-1", "--format", "table")
    assert 0 == done.returncode
    assert all(
        t in done.stdout for t in ("1994-04-20", "1994-12-20", "[value]", "preferred:", "minsk-015", "vif-010")
    )


ALL_TIME = ("from=0001-01-01", "to=9999-12-31")


@pytest.mark.parametrize(
    ("query", "parameters", "column", "classes"),
    [
        ("attested-range", ["post=any", "person=any"], "tenure", ["Tenure"]),
        ("chairs", ["organization=any"], "chair", ["Chairmanship"]),
        ("deployments", [], "deployment", ["Deployment"]),
        ("exercises", ALL_TIME, "exercise", ["Exercise"]),
        ("instruments", ["instrument=any"], "subject", ["Instrument", "Treaty"]),
        ("meetings", ["agent=any"], "meeting", ["Meeting"]),
        ("plans", [], "plan", ["Plan", "Proposal"]),
        ("provisions", ["instrument=any"], "provision", ["Provision"]),
        ("quarrels", ["agent=any"], "quarrel", ["ArmedConflict", "Dispute"]),
        ("requests", ["agent=any"], "request", ["Request"]),
        ("statements", ["agent=any"], "statement", ["Announcement", "Assessment", "Proposal", "Statement"]),
    ],
)
def test_all_is_all(ask: Run, query: str, parameters: Sequence[str], column: str, classes: Sequence[str]) -> None:
    """A query that is asked for all of a kind gives each thing of that kind, however little is known of it."""
    types = " ".join(f"csto:{c}" for c in classes)
    every = f"""PREFIX csto: <https://w3id.org/csto-kg/ontology#> PREFIX graph: <https://w3id.org/csto-kg/graph/>
        SELECT DISTINCT ?thing WHERE {{ GRAPH graph:view {{ VALUES ?class {{ {types} }} ?thing a ?class }} }}"""
    found = rows(ask("query", query, *parameters, "--format", "csv"))
    given = {row[column] for row in found if row.get("standing") != "only reported"}
    things = {row["thing"] for row in rows(ask("sparql", every, "--format", "csv"))}
    assert things <= given
    # What an instrument provides as a whole has a row too, and what is only reported has one that says so.
    assert things == given or query == "provisions"


def test_labels_and_codes_name_entities(ask: Run) -> None:
    """An entity is found by its label, its code or its identifier."""
    answers = {
        ask("query", "membership-history", f"agent={s}", "--format", "csv").stdout
        for s in ("uzbekistan", "UZ", "Uzbekistan")
    }
    assert 1 == len(answers)


def test_further_names_name_entities(ask: Run) -> None:
    """A name that a source uses for an entity, in any script, finds it as its label does."""
    ours = {
        ask("query", "members-as-of", f"organization={name}", "date=2012-06-27", "--format", "csv").stdout
        for name in ("csto", "odkb")
    }
    assert [8] == [len(text.splitlines()) for text in ours]
    treaty = {
        ask("query", "treaty-status", f"instrument={n}", "date=1994-06-01", "--format", "csv").stdout
        for n in ("cst", "Tashkent Pact")
    }
    assert [10] == [len(text.splitlines()) for text in treaty]


@pytest.mark.parametrize("shape", ["table", "csv", "tsv", "json", "sparql-json"])
def test_every_format_has_every_row(ask: Run, shape: str) -> None:
    """Each format of an answer names all six members."""
    done = ask("query", "members-as-of", "date=2012-06-28", "--format", shape)
    assert 0 == done.returncode
    assert [] == [
        s for s in ("Armenia", "Belarus", "Kazakhstan", "Kyrgyzstan", "Russia", "Tajikistan") if s not in done.stdout
    ]
    if shape == "json":
        assert 6 == len(json.loads(done.stdout))
    if shape == "table":
        assert 80 >= max(map(len, done.stdout.splitlines()))


@pytest.mark.skipif(texts_of_sources() is None, reason="the source texts are not available (CSTO_KG_SOURCES)")
def test_evidence_shows_the_passages(ask: Run) -> None:
    """With the texts available `evidence` prints passages for and against, with file and line."""
    done = ask("evidence", "entry-into-force/cst-1", "--sources", str(texts_of_sources()))
    assert 0 == done.returncode
    assert "20 December 1994" in done.stdout
    assert "April 20, 1994" in done.stdout
    assert "003_98f9107ed7fad771.txt:15" in done.stdout


@pytest.mark.skipif(texts_of_sources() is None, reason="the source texts are not available (CSTO_KG_SOURCES)")
def test_a_changed_source_is_refused(ask: Run, tmp_path: Path) -> None:
    """One changed byte of a source is refused with the file, the line of the passage and both digests."""
    folder = texts_of_sources()
    assert folder is not None
    paths = list(folder.glob("*_*.txt"))
    assert 5 <= len(paths)
    for path in paths:
        text = path.read_bytes()
        (tmp_path / path.name).write_bytes(text.replace(b"20 December 1994", b"21 December 1994"))
    for command in (("build",), ("evidence", "entry-into-force/cst-1")):
        done = ask(*command, "--sources", str(tmp_path))
        assert 2 == done.returncode
        assert "8ea1585e2768f1647e9bd5d6abc984517996786af524f517864e73f694036891" in done.stderr
        assert "003_98f9107ed7fad771.txt:15" in done.stderr
        assert "Traceback" not in done.stderr
    assert 0 == ask("query", "members-as-of").returncode


def test_what_is_only_mentioned_is_shown_with_its_claims(ask: Run) -> None:
    """A thing that claims only mention is shown with these claims."""
    assert "claim:wikipedia-159" in ask("explain", "plan/cyber-shield").stdout
    assert "claims-of thing=plan/cyber-shield" in ask("evidence", "plan/cyber-shield").stderr


def test_explain_shows_what_a_claim_stands_for(ask: Run) -> None:
    """Of a claim `explain` shows its paraphrase and the findings that it supports and dissents from."""
    done = ask("explain", "claim:minsk-015").stdout
    assert done.replace("claim:", "") == ask("explain", "minsk-015").stdout.replace("claim:", "")
    sides = [line.split()[1:] for line in done.splitlines() if line.startswith("side ")]
    on = [line.split()[1:] for line in done.splitlines() if line.startswith("on ")]
    assert (["for"], ["entry-into-force/cst-1"]) == (sides[0], on[0])
    assert ["against"] in sides
    assert "there is no Claim" in ask("explain", "claim:minsk-9999").stderr


def test_explain_shows_the_decision(ask: Run) -> None:
    """`explain` shows bounds, findings and the reason of the decision."""
    done = ask("explain", "membership/uzbekistan-csto-1")
    assert 0 == done.returncode
    assert all(t in done.stdout for t in ("csto:earliestEnd: 2012-06-28", "departure/uzbekistan-csto-1", "rejected"))


@pytest.mark.skipif(texts_of_sources() is None, reason="the source texts are not available (CSTO_KG_SOURCES)")
def test_the_minsk_paper_is_transcribed_whole(ask: Run) -> None:
    """Of the Minsk Dialogue paper no stretch is left that neither a claim nor a reason accounts for."""
    done = ask("coverage", "--sources", str(texts_of_sources()))
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("source:minsk-dialogue-2021")]
    assert line.endswith(" 0 uncovered")


def test_what_no_interface_takes_is_refused_in_words(built: Path) -> None:
    """A list for a format, and a text for an answer, are refused by the name of the argument."""
    graph = Graph(Project(ROOT, built))
    with pytest.raises(UsageError, match=r"^format: \[\] is not text — give a str$"):
        graph.export([])  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"^graph: \[\] is not text"):
        graph.export(graph=[])  # type: ignore[arg-type]
    for asks in (graph.why_empty, graph.said, graph.notes):
        with pytest.raises(UsageError, match=r"^answer: 'x' is not an answer"):
            asks("x")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", ["members-as-of", "parties-as-of", "signatories-by", "holders-as-of", "treaty-status"]
)
def test_a_question_without_a_day_is_about_the_last_that_is_attested(built: Path, ask: Run, name: str) -> None:
    """What is asked as of a day, and names none, is answered for the release's last attested day, which is named."""
    graph = Graph(Project(ROOT, built))
    answer = graph.query(name)
    assert graph.query(name, date="2022-05-16").rows == answer.rows
    assert answer.rows
    named = "date=2022-05-16 was not given: it is the last day for which the sources attest anything"
    assert named in graph.notes(answer)
    assert named not in graph.notes(graph.query(name, date="2022-05-16"))
    assert named in ask("query", name).stderr
