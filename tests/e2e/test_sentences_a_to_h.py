"""The sentences that answer the stored queries from `attested-range` to `holders-as-of`, on the real data."""

from __future__ import annotations

from pathlib import Path

import pytest

from csto_kg.ask.graph import Graph
from csto_kg.project import Project
from tests.support.case_tables import table
from tests.support.cli import Run
from tests.support.paths import ROOT

CASES = table("sentences_a_to_h.tsv")
LAST = "holders-as-of"


@pytest.fixture(scope="module")
def graph(built: Path) -> Graph:
    """The build of the real data."""
    return Graph(Project(ROOT, built))


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['query']} {case['parameters']} {case['policy']}".strip()
)
def test_an_answer_is_said_in_sentences(graph: Graph, case: dict[str, str]) -> None:
    """The sentences of an answer, or one of them, say what its rows do; those of an empty one, what no source says."""
    values = dict(part.split("=", 1) for part in case["parameters"].split())
    answer = (graph.under(case["policy"]) if case["policy"] else graph).answer(case["query"], values)
    said = " ".join(answer.sentences)
    assert case["sentence"]
    assert case["sentence"] in said
    assert case["rows"] in ("none", "some")
    assert (case["rows"] == "none") == (not answer.table.rows)


def test_every_query_has_cases(graph: Graph) -> None:
    """Each query of this part has two cases at least."""
    names = [name for name in graph.queries if name <= LAST]
    assert len(names) >= 24
    found = [case["query"] for case in CASES]
    assert [] == [name for name in names if found.count(name) < 2]


@pytest.mark.parametrize(
    ("arguments", "shown", "hidden"),
    [
        (("episodes", "body=cst"), "began: entry into force; joining; signature", "EntryIntoForce"),
        (("entity-card", "thing=crimea"), "type", "rdf:type"),
        (("entity-card", "thing=crimea"), "is part of  Sevastopol", "Sevastopol  Sevastopol"),
        (("exercises", "from=2008-01-01", "to=2009-01-01"), "participants: Armenia; Belarus;", "Armenia Belarus"),
        (("durations", "agent=armenia"), "no bound", "not stated"),
        (("figures", "measure=measure/active-military"), "persons", "not stated"),
    ],
)
def test_cells_are_in_words(ask: Run, arguments: tuple[str, ...], shown: str, hidden: str) -> None:
    """Cells name classes and properties in words, and say what an empty one means; columns that add nothing are left out."""
    text = ask("query", *arguments, "--format", "table").stdout
    assert shown in text
    assert hidden not in text
