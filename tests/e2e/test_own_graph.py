"""The project that `csto-kg init` writes builds, answers, validates and exports as it stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.support.cli import call


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project about an organization of this name, with a namespace that ends in `#`, built."""
    folder = tmp_path_factory.mktemp("own") / "ring"
    given = ("--namespace", "http://ring.example/graph#", "--title", "The graph of the Ring")
    assert 0 == call("init", str(folder), *given, "--organization-name", "The Ring").returncode
    done = call("build", cwd=folder)
    assert 0 == done.returncode, done.stderr
    assert "7 passages: every digest right" in done.stderr
    assert "warning" not in done.stderr
    return folder


def test_it_answers_as_of_a_day(ring: Path) -> None:
    """A state that left and came back is no member in between, and one before and afterwards."""
    for date, states in (("2000", {"Eastshore"}), ("2005-01-01", set()), ("2016-03-31", {"Eastshore"})):
        done = call("query", "members-as-of", f"date={date}", "--format", "json", cwd=ring)
        assert {"Northshore", "Southshore"} | states == {row["label"] for row in json.loads(done.stdout)}


def test_a_question_without_a_day_is_answered_as_of_the_last_attested_month(ring: Path) -> None:
    """The gazette names the members in March 2016: no day of the clock is said to be attested."""
    done = call("ask", "who", "are", "the", "members", cwd=ring)
    assert "As of 2016-03-01, the last day for which the sources attest anything." in done.stdout
    assert "Members of The Ring on 1 March 2016: three certain." in " ".join(done.stdout.split())
    assert "as of 2016-03-01" in call("ask", "what", "is", "eastshore", cwd=ring).stdout.lower()


def test_no_period_of_another_organization_is_a_default(ring: Path) -> None:
    """Changes are those of all time, a time without a break must be named, and a day is that of the evidence."""
    done = call("query", "changes-between", "--format", "json", cwd=ring)
    assert ["1994", "1994", "1994", "2003", "2011"] == [row["date"][:4] for row in json.loads(done.stdout)]
    done = call("query", "unbroken-members", cwd=ring)
    assert (2, True) == (done.returncode, "the project has no default for from" in done.stderr)
    shown = call("queries", "members-as-of", cwd=ring).stdout
    assert "the day (day; default the last day for which the sources attest anything)" in shown
    assert not [line for line in shown.splitlines() if "2012" in line]


def test_what_is_said_of_all_sources_names_the_policy(ring: Path) -> None:
    """Where only one source counts, or those of a day, no sentence is about all of them."""
    asked = ("members-as-of", "date=1950-01-01", "--format", "table")
    for options, said in (
        ((), "In what the sources say, no state"),
        (("--policy", "only:gazette"), "In what the sources say under the policy only:gazette, no state"),
        (("--known-by", "2020"), "In what the sources say as known by 2020-12-31, no state"),
    ):
        assert said in " ".join(call("query", *asked, *options, cwd=ring).stdout.split())
    worded = call("ask", "who were the members on 1 January 1950", "--policy", "only:gazette", cwd=ring)
    assert "under the policy only:gazette, no state" in " ".join(worded.stdout.split())


def test_its_own_query_has_the_decided_day_and_the_dissent(ring: Path) -> None:
    """Of two days the preferred one is held; the claim for the other dissents."""
    (row,) = json.loads(call("query", "departures", "--format", "json", cwd=ring).stdout)
    assert ("2003-06-30", ["gazette-2"], ["chronicle-2"]) == (
        row["date"],
        *([claim.rpartition("/")[2] for claim in row[side]] for side in ("claims", "dissents")),
    )
    done = call("ask", "which", "states", "took", "their", "leave", "of", "the", "Ring", cwd=ring)
    assert "Read as: departures" in done.stdout
    assert "The gazette is the organization's own record" in " ".join(
        call("conflicts", "--format", "table", cwd=ring).stdout.split()
    )


def test_passages_are_checked_and_shown(ring: Path, tmp_path: Path) -> None:
    """The texts are in the project, so that no option names them; a changed one stops a build."""
    assert "“Eastshore left it on 30 June 2003”" in call("evidence", "claim:gazette-2", cwd=ring).stdout
    text = ring / "texts" / "gazette.txt"
    before = text.read_bytes()
    text.write_bytes(before.replace(b"30 June", b"29 June"))
    try:
        done = call("--build", str(tmp_path / "other"), "build", cwd=ring)
    finally:
        text.write_bytes(before)
    assert (2, True) == (done.returncode, "is not the text that was transcribed" in done.stderr)


def test_it_validates_and_exports(ring: Path) -> None:
    """Data and release conform; the export has the project's own IRIs."""
    for what in ((), ("build/current",)):
        assert 0 == call("validate", *what, cwd=ring).returncode
    turtle = call("export", "--format", "turtle", cwd=ring)
    assert (0, True) == (turtle.returncode, "@prefix id: <http://ring.example/graph#id/> ." in turtle.stdout)


def test_the_commands_that_it_names_run(ring: Path) -> None:
    """What `init` says to try next, and what the README and the workflow of the project have."""
    given = ("--namespace", "https://example.org/r/", "--title", "R")
    said = call("init", str(ring.parent / "other"), *given).stdout.splitlines()
    readme = (ring / "README.md").read_text(encoding="utf-8").partition("```sh\n")[2].partition("```")[0].splitlines()
    workflow = yaml.safe_load((ring / ".github" / "workflows" / "graph.yml").read_text(encoding="utf-8"))
    steps = [step["run"] for step in workflow["jobs"]["graph"]["steps"] if step.get("run", "").startswith("csto-kg ")]
    shown = [line for line in (*said, *readme, *steps) if "csto-kg " in line]
    lines = [line.partition("#")[0].partition(">")[0].split() for line in shown]
    assert 13 <= len(lines)
    assert [] == [line for line in lines if call(*line[1:], cwd=ring).returncode]
