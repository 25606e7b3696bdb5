"""Which conflicts an answer names in its sentence, and which it only counts."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from csto_kg.ask.disputes import disputes
from csto_kg.ask.labels import Labels
from csto_kg.rdf.results import Table
from csto_kg.vocab import CSTO, G_FINDINGS, G_VIEW
from csto_kg.weigh.resolve import LEFT_OPEN

ID = "https://w3id.org/csto-kg/id/"
EPISODE, LEAVING, EXERCISE = f"{ID}membership/a", f"{ID}departure/a", f"{ID}exercise/a"


def store(**about: tuple[str, ...]) -> ox.Store:
    """A membership that a departure ended, and conflicts about things, by their names; those called `open…` are left open."""
    quads = ox.Store()
    node = ox.NamedNode
    quads.add(ox.Quad(node(EPISODE), node(CSTO.endedBy), node(LEAVING), node(G_VIEW)))
    label = node("http://www.w3.org/2000/01/rdf-schema#label")
    for name, things in about.items():
        conflict = node(f"{ID}conflict/{name}")
        quads.add(ox.Quad(conflict, label, ox.Literal(f"Was it {name}?", language="en"), node(G_FINDINGS)))
        decision = node(f"{ID}decision/{name}")
        quads.add(ox.Quad(conflict, node(CSTO.decision), decision, node(G_FINDINGS)))
        outcome = node(LEFT_OPEN) if name.startswith("open") else node(f"{ID}outcome/both")
        quads.add(ox.Quad(decision, node(CSTO.outcome), outcome, node(G_FINDINGS)))
        quads.extend(ox.Quad(conflict, node(CSTO.about), node(thing), node(G_FINDINGS)) for thing in things)
    return quads


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({}, ""),
        ({"one": (EPISODE,)}, "Here the sources disagree: “Was it one?”."),
        ({"one": (LEAVING, EPISODE)}, "Here the sources disagree: “Was it one?”."),
        (
            {"one": (EXERCISE, EPISODE)},
            "The sources disagree on one question around it, and not on this itself.",
        ),
        (
            {"one": (EXERCISE,), "two": (LEAVING,)},
            "Here the sources disagree: “Was it two?”. They disagree on one more question around it.",
        ),
        (
            dict.fromkeys(("a", "b", "c", "d", "e"), (EPISODE,)),
            "Here the sources disagree: “Was it a?”, “Was it b?”, “Was it c?” and two more questions.",
        ),
    ],
)
def test_conflicts_on_the_row_itself_are_named(about: dict[str, tuple[str, ...]], expected: str) -> None:
    """A conflict about the row's own things and what starts or ends them, or left open, is quoted; others are counted."""
    quads = store(**about)
    listed = ox.Literal(" ".join(f"{ID}conflict/{name}" for name in about))
    table = Table(("episode", "conflicts"), ((ox.NamedNode(EPISODE), listed),))
    assert expected == disputes(table, Labels(quads))
    assert "" == disputes(Table(table.columns, table.rows * 3), Labels(quads))


def test_of_many_rows_only_conflicts_left_open_are_named() -> None:
    """An answer of many rows, too, says what the sources disagree on where that is left open."""
    quads = store(one=(EPISODE,), open=(EXERCISE,))
    listed = ox.Literal(f"{ID}conflict/one {ID}conflict/open")
    table = Table(("episode", "conflicts"), ((ox.NamedNode(EPISODE), listed),) * 3)
    assert disputes(table, Labels(quads)) == "The sources disagree, and it is left open: “Was it open?”."
