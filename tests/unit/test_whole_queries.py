"""Every stored query of a project can be asked: what is wrong in one is found before anything is built."""

from __future__ import annotations

import pytest

from csto_kg.errors import DataError
from csto_kg.project import Project
from csto_kg.queries.whole import whole_queries
from tests.support.cli import call
from tests.support.paths import PROJECT

HEADER = "#+ question: What is there?\n#+ row: a thing\n#+ columns:\n#+   thing: the thing\n"


def test_the_queries_of_this_project_are_whole() -> None:
    """All are there."""
    assert len(whole_queries(PROJECT)) >= 50


def test_sparql_with_faults_is_reported_with_its_files(mini: Project) -> None:
    """Each query that cannot be read is named with its file, in a build and in a check of the data files."""
    folder = mini.queries / "questions"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("one", "two"):
        (folder / f"{name}.rq").write_text(f"{HEADER}SELCT ?thing WHERE {{ GRAPH ?g {{ ?thing a ?what }} }}\n")
    with pytest.raises(DataError) as raised:
        whole_queries(mini)
    assert ["one", "two"] == [fault.subject for fault in raised.value.faults]
    for words in (("build",), ("validate",)):
        done = call("--project", str(mini.root), *words)
        assert 2 == done.returncode
        assert "queries/questions/one.rq: one: is not SPARQL" in done.stderr
        assert "queries/questions/two.rq" in done.stderr
