"""A file in a project's folders that nothing reads is named: what it says would be lost without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from csto_kg.project import Project, find_project
from csto_kg.read.unread import unread_files
from tests.support.cli import call
from tests.support.paths import PROJECT, ROOT


@pytest.mark.parametrize("root", [ROOT, ROOT / "examples" / "guam", ROOT / "tests" / "mini"])
def test_every_file_of_the_projects_here_is_read(root: Path) -> None:
    """Nothing lies in them that no build reads."""
    project = PROJECT if root == ROOT else find_project(root, {}, None, None)
    assert [] == list(unread_files(project))


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("data/claims/zz.yml", "call it zz.yaml"),
        ("data/schemes/a.yaml", "what is read: ontology/*.ttl"),
        ("data/source.yaml", "did you mean sources.yaml?"),
        ("data/claims/deeper/a.yaml", "what is read"),
        ("ontology/stray.rdf", "call it stray.ttl"),
        ("ontology/shapes/views.ttl", "did you mean view.ttl?"),
        ("queries/mine.rq", "what is read"),
    ],
)
def test_a_file_that_is_not_read_is_named(name: str, fix: str, mini: Project) -> None:
    """The warning has the file and the name that it should have, or what is read."""
    path = mini.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# nothing")
    (warning,) = unread_files(mini)
    assert (name, "is not read") == (warning.subject, warning.message)
    assert warning.fix.startswith(fix)
    done = call("--project", str(mini.root), "validate")
    assert f"{name}: is not read" in done.stderr


def test_pages_and_hidden_files_are_left_alone(mini: Project) -> None:
    """Pages for people may lie anywhere."""
    for name in ("data/NOTES.md", "data/claims/.keep", "queries/.cache/x"):
        (mini.root / name).parent.mkdir(parents=True, exist_ok=True)
        (mini.root / name).write_text("")
    assert [] == list(unread_files(mini))
