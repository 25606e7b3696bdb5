"""Data that cannot be meant is refused: what is wrong, where, and how to fix it."""

from __future__ import annotations

import csv
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csto_kg.errors import DataError
from csto_kg.ontology import Ontology
from csto_kg.project import Project
from csto_kg.read.files import read_dataset
from tests.support.drawn import yaml_scraps
from tests.support.edits import ANNALS, DECISIONS, NOTES, REGISTER, SOURCES, edit
from tests.support.mini import Mini
from tests.support.paths import ROOT

# A file that cannot be read as a whole, or that holds something else, has no line to point at.
WHOLE_FILE = ("YAML documents", "cannot be read as UTF-8", "call the file", "nests more than")


def table() -> list[dict[str, str]]:
    """The cases of `bad_data.tsv`: each is one small edit of a file of the mini project."""
    with (ROOT / "tests" / "cases" / "bad_data.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


CASES = table()


def faults(project: Project, ontology: Ontology, texts: Mapping[str, str] | None = None) -> list[str]:
    """What is wrong with the data."""
    with pytest.raises(DataError) as caught:
        read_dataset(project, ontology, texts)
    return [str(fault) for fault in caught.value.faults]


def outcome(project: Project, whole: Mini) -> list[str]:
    """The messages of the faults, or the number of files where there are none."""
    try:
        return [str(read_dataset(project, whole.ontology, whole.texts).files)]
    except DataError as refused:
        return [fault.message for fault in refused.faults]


def test_the_table_is_whole() -> None:
    """No case is lost: the table has its floor, no name twice, and a fault for every case."""
    assert len(CASES) >= 90
    assert len(CASES) == len({case["name"] for case in CASES})
    assert [] == [case["name"] for case in CASES if not case["faults"]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_bad_data_is_refused(case: dict[str, str], mini: Project, whole: Mini) -> None:
    """Data that cannot be meant is refused with identifier, fix, file and line of every fault."""
    edit(mini, case["file"], case["old"], case["new"])
    with pytest.raises(DataError) as caught:
        read_dataset(mini, whole.ontology, whole.texts)
    assert case["faults"].split(" || ") == [str(fault) for fault in caught.value.faults]
    for fault in caught.value.faults:
        assert fault.where is not None
        lines = (mini.root / fault.where.file).read_bytes().count(b"\n") + 1
        assert 0 <= fault.where.line <= lines
        assert fault.where.line or any(words in str(fault) for words in WHOLE_FILE)


def test_faults_of_all_files_are_reported_at_once(mini: Project, ontology: Ontology) -> None:
    """One fault in each of five files gives five faults, in the order of files and lines."""
    edit(mini, SOURCES, "title: {en: Notes on the League}", "title: Notes")
    edit(mini, REGISTER, "{en: Westland}", "Westland")
    edit(mini, ANNALS, 'value: "500"', 'value: "many"')
    edit(mini, NOTES, "type: Suspension", "type: Suspencion")
    edit(mini, DECISIONS, "property: date", "property: dates")
    found = faults(mini, ontology)
    files = [ANNALS, NOTES, DECISIONS, REGISTER, SOURCES]
    assert [f"data/{file}" for file in files] == [fault.split(":")[0] for fault in found]


def test_faults_of_one_file_are_reported_at_once(mini: Project, ontology: Ontology) -> None:
    """Two faults in one file are both reported, in the order of lines."""
    edit(mini, NOTES, "type: Suspension", "type: Suspencion")
    edit(mini, NOTES, 'date: "1991-07-01"', 'date: "1991-07-32"')
    assert ["data/claims/notes.yaml:8:45", "data/claims/notes.yaml:14:49"] == [
        fault.split(": ")[0] for fault in faults(mini, ontology)
    ]


@pytest.mark.parametrize("file", [SOURCES, REGISTER, ANNALS, NOTES, DECISIONS])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, 5_000),
    width=st.integers(0, 30),
    put=yaml_scraps(),
)
def test_broken_files_are_refused_not_stumbled_over(
    file: str, at: int, width: int, put: str, tmp_path_factory: pytest.TempPathFactory, whole: Mini
) -> None:
    """Whatever replaces a part of a file, the file is read or refused with faults; no other error is raised."""
    folder = tmp_path_factory.getbasetemp() / "broken"
    project = Project(folder, folder / "build")
    before = (whole.project.data / file).read_text(encoding="utf-8")
    start = at % len(before)
    for path in whole.project.data.rglob("*.yaml"):
        copy = folder / "data" / path.relative_to(whole.project.data)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    (folder / "ontology").mkdir(exist_ok=True)
    project.context.write_bytes(whole.project.context.read_bytes())
    text = before[:start] + put + before[start + width :]
    (project.data / file).write_text(text, encoding="utf-8")
    messages = outcome(project, whole)
    assert messages
    assert all(messages)


def test_missing_files_are_reported(mini: Project, ontology: Ontology) -> None:
    """A project without its list of sources is refused by the name of that file."""
    mini.sources.unlink()
    assert "data/sources.yaml: cannot be read: No such file or directory" in faults(mini, ontology)[-1]
