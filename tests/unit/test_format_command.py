"""`csto-kg format --check` refuses data files that a build would refuse."""

from __future__ import annotations

import pytest

from csto_kg.errors import DataError
from csto_kg.ontology import Ontology
from csto_kg.project import Project
from csto_kg.read.files import faults_of, read_dataset
from csto_kg.read.project import Stage, read_project
from tests.support.cli import call
from tests.support.edits import DECISIONS, NOTES, REGISTER, SOURCES, edit
from tests.support.mini import Mini

# Files that are laid out well and yet say nothing that could be meant: file, old, new, and what is wrong.
MALFORMED = (
    (
        NOTES,
        "type: Suspension",
        "tipe: Suspension",
        "notes.yaml:14:43: claim:notes-2: a statement of a claim has no key",
    ),
    (NOTES, "*", "- notes\\n", "notes.yaml:1:1: a file of claims is expected here"),
    (NOTES, "*", "claims: none\\n", "notes.yaml:1:9: a list is expected here"),
    (REGISTER, "*", "northland\\n", "register.yaml:1:1: a list is expected here"),
    (DECISIONS, "property: date", "property: dates", "league.yaml:15:13: conflict/pact-entry-into-force: 'dates'"),
    (SOURCES, "title: {en: Notes on the League}", "title: Notes", "sources.yaml:10:10: source:notes: text needs a"),
    ("reviews/notes.yaml", "*", "- {id: review/notes-1}\\n", "notes.yaml:1:3: review/notes-1: a review must have"),
)


@pytest.mark.parametrize(("file", "old", "new", "fault"), MALFORMED, ids=[m[3] for m in MALFORMED])
def test_a_malformed_file_does_not_pass(file: str, old: str, new: str, fault: str, mini: Project) -> None:
    """An unknown key, a wrong structure and a missing key end the check with code 2, file, line and reason."""
    (mini.data / "reviews").mkdir(exist_ok=True)
    (mini.data / file).touch()
    edit(mini, file, old, new)
    done = call("--project", str(mini.root), "format", "--check")
    assert 2 == done.returncode
    assert fault in done.stderr


def test_good_files_pass_and_untidy_ones_do_not(mini: Project) -> None:
    """What can be read is checked for its layout: code 0, or 1 with the name of the file."""
    project = ("--project", str(mini.root))
    assert 0 == call(*project, "format").returncode
    assert 0 == call(*project, "format", "--check").returncode
    edit(mini, NOTES, "id: source:notes\\n", "id:   source:notes\\n")
    done = call(*project, "format", "--check")
    assert 1 == done.returncode
    assert "data/claims/notes.yaml: is not in canonical form" in done.stderr


@pytest.mark.parametrize(
    ("organization", "fault"),
    [
        ("leage", "'leage' is not declared in the register — did you mean league?"),
        ("eastland", "'eastland' is not an organization but of the class State — name an organization that "),
        ("exercise/league-1", "'exercise/league-1' is not an organization but of the class Exercise — name an "),
    ],
)
def test_the_organization_of_a_project_is_one_of_its_register(
    organization: str, fault: str, mini: Project, ontology: Ontology
) -> None:
    """An organization in `graph.yaml` that the register does not have as one is a fault of a build and of the check."""
    path = mini.root / "graph.yaml"
    path.write_text(path.read_text().replace("organization: league", f"organization: {organization}"))
    (found,) = faults_of(mini, ontology)
    assert f"{path}:5:1: organization: {fault}" in str(found)
    with pytest.raises(DataError) as caught:
        read_project(mini)
    assert (found,) == caught.value.faults


def test_data_without_faults_have_none(whole: Mini) -> None:
    """The data of the tests have no fault, and their organization is declared."""
    assert [] == faults_of(whole.project, whole.ontology)


@pytest.mark.parametrize(
    ("file", "content", "fault"),
    [
        ("data/README.md", b"\xff", "data/README.md: is not UTF-8 — save it as UTF-8"),
        (
            "ontology/context.jsonld",
            b"\xff",
            "ontology/context.jsonld: is not in canonical form — run: csto-kg format",
        ),
        ("graph.yaml", b"[" * 3_000, "graph.yaml: is nested too deeply"),
        ("data/entities/register.yaml", b"\xff", "data/entities/register.yaml:1: is not UTF-8: the byte 0xff"),
    ],
)
def test_files_that_cannot_be_read_are_one_fault(file: str, content: bytes, fault: str, mini: Project) -> None:
    """A file in another encoding, or nested without end, is a fault of its own and of no other file."""
    (mini.root / file).write_bytes(content)
    done = call("--project", str(mini.root), "format", "--check")
    assert fault in done.stderr
    assert file == "graph.yaml" or "graph.yaml" not in done.stderr


@pytest.mark.parametrize("left", [b"\xff", b'{"@context": {"label": "https://example.org/an-earlier-core"}}\n'])
def test_a_build_does_not_go_by_a_context_of_an_earlier_core(left: bytes, mini: Project, ontology: Ontology) -> None:
    """The data mean what the ontology says; that the file is another one is a warning with the command that writes it."""
    expected = read_dataset(mini, ontology)
    mini.context.write_bytes(left)
    stages: list[Stage] = []
    _, found = read_project(mini, stages.append)
    assert [c.triples for c in expected.claims] == [c.triples for c in found.claims]
    (warning,) = stages[0].warnings
    what = "ontology/context.jsonld: does not follow from the ontology as it is now"
    assert f"{what} — write it again: csto-kg format" == str(warning)


def test_a_project_may_go_without_what_is_generated(mini: Project) -> None:
    """The check passes where the context and the page of queries were never written, and not where they are old."""
    project = ("--project", str(mini.root))
    assert 0 == call(*project, "format").returncode
    for path in (mini.context, mini.query_index):
        path.unlink()
        assert (0, "") == ((done := call(*project, "format", "--check")).returncode, done.stderr)
        path.write_text("old")
        done = call(*project, "format", "--check")
        assert (1, f"csto-kg: {mini.shown(path)}: is not in canonical form — run: csto-kg format\n") == (
            done.returncode,
            done.stderr,
        )
        path.unlink()
