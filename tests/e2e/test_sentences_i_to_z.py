"""The sentences that answer stored queries from `instruments` to `why-then`, on the real data.

How many claims bear them is not among the cases: it follows from the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from csto_kg import Graph
from csto_kg.project import find_project
from csto_kg.queries.stored import queries_of
from tests.support.case_tables import table
from tests.support.paths import PROJECT, QUESTION_FILES, ROOT

CASES = table("sentences_i_to_z.tsv")
NAMES = sorted(path.stem for path in QUESTION_FILES if path.stem >= "instruments")


@pytest.fixture(scope="module")
def graph(built: Path) -> Graph:
    """The build of the real data."""
    return Graph(find_project(ROOT, {}, build=built))


def _values(case: Mapping[str, str]) -> dict[str, list[str]]:
    pairs = (part.split("=", 1) for part in case["parameters"].split())
    return {name: value.split(",") for name, value in pairs}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['query']} {case['parameters']}")
def test_a_query_is_answered_in_sentences(graph: Graph, case: Mapping[str, str]) -> None:
    """The answer says in words what its rows say, or that there are none."""
    assert case["sentence"]
    assert case["sentence"] in " ".join(graph.answer(case["query"], _values(case)).sentences)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("plans", "No source here speaks of a plan or proposal."),
        ("recognitions", "No source here speaks of a recognition."),
    ],
)
def test_a_source_that_says_nothing_of_it_is_answered_so(graph: Graph, name: str, sentence: str) -> None:
    """Where only one source counts, and it speaks of no such thing, the answer says that."""
    assert (sentence,) == graph.under("only:source:clipper-2022").answer(name).sentences


def test_each_query_has_its_cases() -> None:
    """Every query has sentences and a case, and one with parameters has two."""
    assert len(NAMES) >= 32
    of = Counter(case["query"] for case in CASES)
    assert set(NAMES) == set(of)
    queries = queries_of(PROJECT)
    assert [] == [name for name in NAMES if queries[name].sentences is None]
    assert [] == [name for name in NAMES if queries[name].parameters and of[name] < 2]


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_shows_an_identifier_or_a_machine_date(graph: Graph, name: str) -> None:
    """Sentences of the default answer have labels and written dates, and no gaps where a value is empty."""
    said = " ".join(graph.answer(name).sentences)
    assert said
    for mark in ("http", "id/", "..", "[", "T00:00", "()", " .", " ,", ":.", "not stated)"):
        assert mark not in said, said
