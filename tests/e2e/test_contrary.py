"""An answer without rows does not say that no source speaks of what a claim says that is not held, on the real data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg import Graph
from csto_kg.ask.emptiness import as_weighed
from csto_kg.vocab import ID, short
from tests.support.paths import ROOT
from tests.support.queries import QUERIES

OF_ALL = re.compile(r"what the sources say|No source here|No claim of the sources", re.IGNORECASE)
# What is rejected of something that ties an agent to a body, with the claims for it: the register has what it ties.
TIES = """
SELECT ?thing ?agent ?body ?claim ?starts WHERE {
  GRAPH graph:findings {
    ?finding csto:status <https://w3id.org/csto-kg/id/finding-status/rejected> ; rdf:subject ?thing ;
      csto:supportedBy ?claim .
  }
  GRAPH graph:register { ?thing org:member ?agent ; org:organization ?body }
  OPTIONAL { GRAPH ?claim { ?thing csto:begins ?starts } }
}"""
# Queries that ask what ties an agent to a body at any time, and the names of their two parameters.
AT_ANY_TIME = (("membership-history", "organization"), ("episodes", "body"), ("durations", "body"))


@pytest.fixture(scope="module")
def graph(built: Path) -> Graph:
    """The build of the real data, in memory."""
    return Graph.open(ROOT, built)


def ties(graph: Graph) -> Iterator[tuple[str, str, str, str]]:
    """Each agent and body that a rejected claim ties, with the claim and the year from which it does."""
    for _, agent, body, claim, starts in graph.sparql(TIES).table.rows:
        assert isinstance(agent, ox.NamedNode)
        assert isinstance(body, ox.NamedNode)
        assert isinstance(claim, ox.NamedNode)
        yield short(agent.value), short(body.value), short(claim.value), getattr(starts, "value", "")


def test_what_a_rejected_claim_says_is_never_denied_of_all_sources(graph: Graph) -> None:
    """Where claims that are not held say otherwise, an empty answer names them, and speaks of what is held alone."""
    asked = 0
    for agent, body, claim, starts in ties(graph):
        questions = [(name, {"agent": agent, parameter: body}) for name, parameter in AT_ANY_TIME]
        if starts:
            day = f"{int(starts[:4]) + 1}-06-01"
            questions.append(("members-as-of", {"agent": agent, "organization": body, "date": day}))
        for name, values in questions:
            answer = graph.answer(name, values)
            if answer.table.rows:
                continue
            asked += 1
            said = " ".join(graph.said(answer))
            assert claim in said, (name, values, said)
            assert not OF_ALL.search(said), (name, values, said)
            assert "weighed in the conflict" in said, (name, values, said)
    assert asked >= 8


def test_a_no_says_where_the_sources_disagree_on_what_is_held(graph: Graph) -> None:
    """On the day from which Uzbekistan was no member, the conflicts on that day and on how it ended stand beside the no."""
    said = " ".join(graph.said(graph.answer("members-as-of", {"agent": "uzbekistan", "date": "2012-06-28"})))
    for conflict in ("uzbekistan-2012-day", "uzbekistan-csto-2012-departure", "uzbekistan-suspended-what"):
        assert graph.labels.of(f"{ID}conflict/{conflict}") in said
    assert "exercises" not in said


def test_a_denial_is_a_source_that_speaks_of_it(graph: Graph) -> None:
    """Where a claim denies what is asked, the answer is a no with that claim, and not that nothing is recorded."""
    said = " ".join(graph.said(graph.answer("membership-history", {"agent": "iran"})))
    assert "One claim says so outright: “Iran has not joined the CSTO up to now.”" in said
    assert "Nothing is recorded" not in said
    later = {"agent": "uzbekistan", "date": "2022-06-01"}
    assert "claim:ruehl-016" in " ".join(graph.said(graph.answer("members-as-of", later)))
    assert "says otherwise" not in " ".join(graph.said(graph.answer("membership-history", {"agent": "moldova"})))


def test_no_answer_in_a_header_speaks_of_all_sources_where_one_says_otherwise() -> None:
    """What a header says of all sources can be said of what is held."""
    spoken = {
        name: q.sentences.none for name, q in QUERIES.items() if q.sentences and OF_ALL.search(q.sentences.none)
    }
    assert len(spoken) >= 20
    # Of the branches of a template one is said.
    branches = [(n, b) for n, text in spoken.items() for b in re.split(r"\{% (?:elif .*?|else) %\}", text)]
    plain = [(name, re.sub(r"\{%.*?%\}", "", branch)) for name, branch in branches]
    assert [] == [name for name, text in plain if OF_ALL.search(as_weighed(text))]
