"""The project of this repository, copied under another namespace, gives the same answers in that namespace."""

from __future__ import annotations

import csv
import io

import pytest

from csto_kg.ask.graph import Graph
from csto_kg.ask.names import Names
from csto_kg.ask.run import run_query
from csto_kg.cli.layout import AnswerFormat, answer_text
from csto_kg.queries.stored import queries_of
from csto_kg.vocab import ROOT as CORE_NAMESPACE
from tests.support.cli import call
from tests.support.elsewhere import NAMESPACE, TERMS, copy_elsewhere, elsewhere
from tests.support.paths import GOLDEN, PROJECT

pytestmark = pytest.mark.slow

QUERIES = queries_of(PROJECT)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The copy, built."""
    root = copy_elsewhere(tmp_path_factory.mktemp("copied"))
    done = call("--project", str(root), "build")
    assert 0 == done.returncode, done.stderr
    return Graph.open(root)


def rows(text: str) -> list[list[str]]:
    """The rows of a CSV text, with the values of each list in order: a list is ordered by the IRIs in it."""
    return [[" ".join(sorted(cell.split(" "))) for cell in row] for row in csv.reader(io.StringIO(text))]


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_query_has_its_golden_answer_in_the_other_namespace(name: str, copied: Graph) -> None:
    """Each row of the golden is there with the things of the project, and only these, in the other namespace."""
    query = copied.queries[name]
    text = answer_text(run_query(Names(copied.store), query, {}), AnswerFormat.CSV, query.lists)
    expected = elsewhere((GOLDEN / "queries" / f"{name}.csv").read_text(encoding="utf-8"))
    assert len(QUERIES) >= 50
    assert sorted(rows(expected)) == sorted(rows(text))


def test_the_domain_is_the_projects(copied: Graph) -> None:
    """No term of the domain is left in the core's namespace."""
    assert len(TERMS) >= 8
    text = (copied.folder / "csto-kg.nq").read_text(encoding="utf-8")
    assert [] == [term for term in TERMS if f"<{CORE_NAMESPACE}ontology#{term}>" in text]
    assert f"<{NAMESPACE}ontology#Exercise>" in text
