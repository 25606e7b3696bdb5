"""Bad input gives a message with what, where and how to fix it, the right exit code, and overwrites nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.cli import Run, call


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def both(*edits: Callable[[Path], None]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        for each in edits:
            each(folder)

    return edit


# An axiom that no shape knows, so that only the reasoner finds the fault.
ONLY_BY_TREATIES = """csto:Establishment rdfs:subClassOf
  [ a owl:Restriction ; owl:onProperty csto:by ; owl:allValuesFrom csto:Treaty ] .
csto:Organ owl:disjointWith"""
NOTES, ANNALS, REGISTER = "data/claims/notes.yaml", "data/claims/annals.yaml", "data/entities/register.yaml"
CASES = {
    "unknown key": (replaced(NOTES, "paraphrase: A", "paraphrased: A"), 2, [NOTES, "claim:notes-2", "paraphrase"]),
    "duplicate id": (
        replaced(NOTES, "claim:notes-2", "claim:notes-1"),
        2,
        [NOTES, "claim:notes-1", "declared twice"],
    ),
    "passage outside the file": (
        replaced(NOTES, "end: 59", "end: 590"),
        2,
        [NOTES, "claim:notes-1", "outside notes.txt"],
    ),
    "digest mismatch": (
        replaced(NOTES, "start: 20", "start: 21"),
        2,
        [NOTES, "claim:notes-1", "SHA-256", "notes.txt:2"],
    ),
    "impossible date": (
        replaced(NOTES, "2000-05-05", "2011-02-30"),
        2,
        [NOTES, "claim:notes-2", "February 2011 has 28 days"],
    ),
    "unknown entity": (
        replaced(ANNALS, "northland-pact-1, type", "nortland-pact-1, type"),
        2,
        [ANNALS, "did you mean"],
    ),
    "unknown class": (replaced(ANNALS, "type: Signature", "type: Signatur"), 2, [ANNALS, "Signature"]),
    "end before begin": (
        replaced(ANNALS, 'date: "1995-01-02"', 'date: "2001-01-02"'),
        1,
        ["membership/eastland-league-1", "before"],
    ),
    "conflict without a decision": (
        replaced(
            ANNALS,
            'says: {id: joining/eastland-pact-1, date: "1991"}',
            'says: [{id: joining/eastland-pact-1, date: "1991"}, {id: joining/northland-pact-1, date: "1991"}]',
        ),
        1,
        ["joining/northland-pact-1", "claim:annals-1", "claim:annals-2", "data/decisions"],
    ),
    "a treaty that acts": (
        replaced(REGISTER, "type: Establishment, of: league", "type: Establishment, of: league, by: pact"),
        1,
        ["establishment/league", "csto:by takes csto:Agent; this is a csto:Treaty"],
    ),
    "inconsistency": (
        both(
            replaced(REGISTER, "type: Establishment, of: league", "type: Establishment, of: league, by: eastland"),
            replaced("ontology/domain.ttl", "csto:Organ owl:disjointWith", ONLY_BY_TREATIES),
        ),
        1,
        ["establishment/league by eastland", "disjoint"],
    ),
    "unknown source": (replaced(NOTES, "source:notes", "source:note"), 2, [NOTES, "source:note"]),
    "broken YAML": (
        replaced(REGISTER, "type: State, label: {en: Northland}}", "type: State, label: {en: Northland}"),
        2,
        [REGISTER],
    ),
    "broken Turtle": (replaced("ontology/domain.ttl", "csto:Exercise a owl", "csto:Exercise owl"), 2, ["domain.ttl"]),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_data_is_refused(mini_folder: Path, case: str) -> None:
    """A fault in the data is reported with its place, the exit code says whose it is, and no traceback is shown."""
    edit, code, words = CASES[case]
    edit(mini_folder)
    done = call("--project", str(mini_folder), "build", "--sources", str(mini_folder / "texts"))
    assert code == done.returncode, done.stderr
    assert [] == [w for w in words if w not in done.stderr]
    assert "Traceback" not in done.stderr


def test_a_failed_build_leaves_the_release(mini_folder: Path) -> None:
    """After a build that was refused the earlier release answers as before."""
    project = ("--project", str(mini_folder))
    assert 0 == call(*project, "build").returncode
    before = call(*project, "export", "--format", "nquads", "--graph", "all").stdout
    replaced(NOTES, "2000-05-05", "2011-02-30")(mini_folder)
    assert 2 == call(*project, "build").returncode
    assert before == call(*project, "export", "--format", "nquads", "--graph", "all").stdout
    assert 1_000 < len(before)


def test_missing_java_is_reported(mini_folder: Path) -> None:
    """A Java that is not there is named, with the way to get one."""
    done = call("--project", str(mini_folder), "build", env={"CSTO_KG_JAVA": "/nowhere/java"})
    assert 2 == done.returncode
    assert "/nowhere/java" in done.stderr
    assert "csto-kg[java]" in done.stderr


@pytest.mark.skipif(
    os.geteuid() == 0 and not Path("/proc/version").exists(), reason="needs a folder that refuses writing"
)
def test_an_unwritable_build_folder_is_reported(mini_folder: Path) -> None:
    """A build folder that cannot be written is named, with the way out."""
    # /proc refuses new folders even to root.
    done = call("--project", str(mini_folder), "--build", "/proc/csto-kg", "build")
    assert 2 == done.returncode
    assert "/proc/csto-kg" in done.stderr
    assert "--build" in done.stderr


REFUSALS = {
    "unknown query": (("query", "membres-as-of"), ["members-as-of"]),
    "unknown parameter": (("query", "members-as-of", "on=2012-01-01"), ["on", "date"]),
    "wrong day": (("query", "members-as-of", "date=28.6.2012"), ["28.6.2012", "YYYY-MM-DD"]),
    "unknown entity": (("query", "members-as-of", "organization=cstoo"), ["cstoo", "csto"]),
    "entity of another class": (
        ("query", "members-as-of", "organization=uzbekistan"),
        ["uzbekistan", "Organization", "State"],
    ),
    "no value": (("query", "members-as-of", "date"), ["NAME=VALUE"]),
    "hostile value": (
        ("query", "members-as-of", 'organization=csto> } DELETE WHERE { ?s ?p "'),
        ["there is no Organization"],
    ),
    "broken SPARQL": (("sparql", "SELECT * WHERE {"), ["not SPARQL"]),
    "an update": (("sparql", "DELETE WHERE { ?s ?p ?o }"), ["not SPARQL"]),
    "unknown format": (("export", "--format", "docx"), ["docx", "turtle"]),
    "claims in one graph": (("export", "--format", "turtle", "--graph", "claims"), ["trig"]),
    "unknown command": (("qury",), ["qury"]),
    "no such file": (("validate", "nothing.ttl"), ["nothing.ttl"]),
    "no such project": (("--project", "/nowhere", "queries"), ["/nowhere"]),
    "unreachable endpoint": (("sparql", "ASK {}", "--endpoint", "http://127.0.0.1:9/x"), ["127.0.0.1:9"]),
    "unknown subject": (("evidence", "entry-into-force/cts"), ["entry-into-force/cst-1"]),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_wrong_call_is_refused(ask: Run, case: str) -> None:
    """A wrong call exits with 2 and says what may have been meant, without a traceback."""
    arguments, words = REFUSALS[case]
    done = ask(*arguments)
    assert 2 == done.returncode
    assert [] == [w for w in words if w not in done.stderr]
    assert "Traceback" not in done.stderr
    assert "" == done.stdout


def test_asking_without_a_build_is_refused(mini_folder: Path) -> None:
    """Where nothing has been built the message names the command that builds."""
    done = call("--project", str(mini_folder), "query", "members-as-of")
    assert 2 == done.returncode
    assert "csto-kg build" in done.stderr


def test_validate_reports_findings(mini_folder: Path, tmp_path: Path) -> None:
    """`validate` on RDF that violates a shape exits with 1 and names thing and fix; broken RDF exits with 2."""
    bad = tmp_path / "bad.ttl"
    prefix = "@prefix csto: <https://w3id.org/csto-kg/ontology#> . @prefix id: <https://w3id.org/csto-kg/id/> .\n"
    bad.write_text(prefix + "<https://w3id.org/csto-kg/id/membership/x-1> a csto:Membership ; csto:meber id:x .\n")
    done = call("--project", str(mini_folder), "validate", str(bad))
    assert 1 == done.returncode
    assert "membership/x-1" in done.stdout
    bad.write_text(prefix + "<https://w3id.org/csto-kg/id/x> a csto:State ;; .\n <")
    broken = call("--project", str(mini_folder), "validate", str(bad))
    assert 2 == broken.returncode
    assert "bad.ttl:" in broken.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_full_disk_is_reported() -> None:
    """Output that finds no room ends in exit code 2 and one line of words."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from csto_kg.cli import run; run()", "--version"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert 2 == done.returncode
    assert 1 == len(done.stderr.splitlines()), done.stderr
    assert "cannot write the output" in done.stderr
