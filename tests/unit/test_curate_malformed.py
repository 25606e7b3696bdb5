"""Every command reports a malformed data file with file and line, and writes nothing."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csto_kg.cli import run
from csto_kg.curate.claims import start_claim, write_claim
from csto_kg.curate.documents import canonical_texts
from csto_kg.curate.reviews import Review, choose_claims, in_context, progress, record
from csto_kg.curate.sources import NewSource, add_source, find_source
from csto_kg.errors import CstoKgError, DataError, Fault
from csto_kg.ontology import Ontology
from csto_kg.project import Project
from tests.support.drawn import yaml_scraps
from tests.support.edits import NOTES, SOURCES, edit
from tests.support.mini import Mini, copy_mini
from tests.support.paths import ROOT

REVIEWS = "reviews/notes.yaml"
REVIEW = Review("stands", "a reader", "2026-11-22")
QUOTATION = "The League never held an exercise"

# Contents of a whole file that no command can use.
MALFORMED = {
    "empty": "",
    "only a comment": "# nothing yet\\n",
    "not YAML": "[a, b\\n",
    "no UTF-8": "- {id: \\xff}\\n",
    "control character": "- {id: \\x07}\\n",
    "two documents": "- {id: a}\\n---\\n- {id: b}\\n",
    "a text": "notes\\n",
    "a list of texts": "- notes\\n- annals\\n",
    "a list of lists": "- [a]\\n",
    "an empty entry": "- {}\\n",
    "a mapping without the keys": "note: here\\n",
    "claims that are a text": "id: source:notes\\nclaims: none\\n",
    "claims that are mappings of nothing": "id: source:notes\\nclaims:\\n- {}\\n",
    "duplicate key": "- {id: a, id: b}\\n",
    "key that is a list": "- {[a]: b}\\n",
    "tag": "- {id: !place a}\\n",
    "alias": "- {id: &a b, of: *a}\\n",
    "nesting without end": "[" * 200 + "]" * 200,
    "comment within the data": "- {id: a}\\n# here\\n- {id: b}\\n",
}


def of_sources(project: Project) -> object:
    assert project.texts is not None
    return add_source(project, project.texts / "notes.txt", NewSource("third", "Third", "2024"))


def of_claims(project: Project) -> object:
    return write_claim(project, start_claim(project, "notes", QUOTATION))


def of_reviews(project: Project) -> object:
    return record(project, choose_claims(project, (), "notes", True), REVIEW)


COMMANDS: Mapping[str, tuple[Callable[[Project], object], tuple[str, ...]]] = {
    "source add": (of_sources, (SOURCES,)),
    "find source": (lambda project: find_source(project, "notes"), (SOURCES,)),
    "claim new": (of_claims, (SOURCES, NOTES)),
    "review": (progress, (NOTES, REVIEWS)),
    "review of a source": (
        lambda project: in_context(project, choose_claims(project, (), "notes", True)),
        (NOTES, REVIEWS),
    ),
    "review --verdict": (of_reviews, (NOTES, REVIEWS)),
}
CASES = [(command, file, name) for command, (_, files) in COMMANDS.items() for file in files for name in MALFORMED]


@pytest.fixture(scope="module")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file with a review of each claim of one source, as the command writes it."""
    project = copy_mini(tmp_path_factory.mktemp("reviewed"))
    of_reviews(project)
    return (project.data / REVIEWS).read_bytes()


@pytest.fixture
def reviewed(mini: Project, reviews: bytes) -> Project:
    """A mini project with a review of each claim of one source."""
    (mini.data / REVIEWS).parent.mkdir(exist_ok=True)
    (mini.data / REVIEWS).write_bytes(reviews)
    return mini


def refused(act: Callable[[Project], object], project: Project) -> tuple[Fault, ...] | None:
    """The faults for which a command refuses its work, at least one; None where it does its work."""
    try:
        act(project)
    except CstoKgError as error:
        return error.faults or (Fault(""),)
    return None


def contents(project: Project) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(project.data.rglob("*.yaml"))}


@pytest.mark.parametrize(("command", "file", "name"), CASES, ids=[" | ".join(case) for case in CASES])
def test_a_malformed_file_is_refused(command: str, file: str, name: str, reviewed: Project) -> None:
    """Each command refuses each malformed file that it reads, with file and line, and writes nothing."""
    edit(reviewed, file, "*", MALFORMED[name])
    before = contents(reviewed)
    with pytest.raises(DataError) as caught:
        COMMANDS[command][0](reviewed)
    assert {f"data/{file}"} == {fault.where.file for fault in caught.value.faults if fault.where is not None}
    is_whole_file = name in ("empty", "only a comment", "nesting without end")
    assert is_whole_file or all(fault.where is not None and fault.where.line for fault in caught.value.faults)
    assert before == contents(reviewed)


def table() -> list[dict[str, str]]:
    """The cases of `bad_entries.tsv`: each is one small edit of an entry, and the fault that it makes."""
    with (ROOT / "tests" / "cases" / "bad_entries.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


@pytest.mark.parametrize("case", table(), ids=lambda case: case["fault"].split(": ", 1)[1])
def test_what_does_not_fit_is_shown_with_its_path(case: dict[str, str], mini: Project) -> None:
    """A missing key and a value of another kind are faults with line, column and path."""
    edit(mini, case["file"], case["old"], case["new"])
    with pytest.raises(DataError) as caught:
        of_claims(mini)
    assert [case["fault"]] == [str(fault) for fault in caught.value.faults]


def test_the_tables_are_whole() -> None:
    """No case is lost."""
    assert len(table()) >= 9
    assert len(CASES) >= 150


def test_all_faults_are_reported_at_once(mini: Project) -> None:
    """Faults of several claims in several files are reported together."""
    edit(mini, NOTES, "  paraphrase: There was no exercise.\\n", "")
    edit(mini, NOTES, "{start: 20, end: 59}", "{start: x, end: y}")
    edit(mini, "claims/annals.yaml", "  says:", "  said:")
    with pytest.raises(DataError) as caught:
        progress(mini)
    paths = ["claims[0].says", "claims[0].passage.at.start", "claims[0].passage.at.end", "claims[2].paraphrase"]
    assert paths == [fault.subject for fault in caught.value.faults]


@pytest.mark.parametrize("name", [name for name in MALFORMED if name not in ("a text", "a list of texts")])
def test_format_loses_nothing(name: str, mini: Project, ontology: Ontology) -> None:
    """A file that cannot be formatted without loss is refused; one that only makes no sense is formatted."""
    edit(mini, NOTES, "*", MALFORMED[name])
    faults = refused(lambda project: canonical_texts(project, ontology), mini)
    assert all(fault.where is not None and f"data/{NOTES}" == fault.where.file for fault in faults or ())


@pytest.mark.parametrize(
    "command", [("review",), ("review", "--source", "notes"), ("format", "--check"), ("coverage",)]
)
def test_commands_end_with_a_message(
    command: tuple[str, ...], mini: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command that reads a malformed file ends with code 2 and names file and line."""
    edit(mini, NOTES, "*", "[a, b\\n")
    with pytest.raises(SystemExit) as stopped:
        run(["--project", str(mini.root), "--sources", str(mini.texts), *command])
    assert 2 == stopped.value.code
    assert "csto-kg: data/claims/notes.yaml:2:1: is not YAML" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("file", [SOURCES, NOTES, REVIEWS])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, 2_000),
    width=st.integers(0, 40),
    put=yaml_scraps(),
)
def test_broken_files_are_refused_or_used(
    file: str, at: int, width: int, put: str, tmp_path_factory: pytest.TempPathFactory, whole: Mini
) -> None:
    """Whatever replaces a part of a file, the commands do their work or refuse it; no other error is raised."""
    folder = tmp_path_factory.getbasetemp() / f"curated-{file.replace('/', '-')}"
    project = Project(folder / "mini", folder / "mini" / "build", folder / "mini" / "texts")
    if not folder.exists():
        copy_mini(folder)
        of_reviews(project)
        (folder / "before").write_bytes((project.data / file).read_bytes())
    before = (folder / "before").read_text(encoding="utf-8")
    start = at % len(before)
    broken = (before[:start] + put + before[start + width :]).encode("utf-8", errors="replace")
    for act, _ in COMMANDS.values():
        (project.data / file).write_bytes(broken)
        faults = refused(act, project)
        assert faults is None or all(fault.message for fault in faults)
