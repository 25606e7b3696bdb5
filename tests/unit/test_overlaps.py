"""Interval joins find the pairs that the queries of their rules find."""

from __future__ import annotations

from functools import cache
from typing import TypeAlias

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import ORG, RDF, SH, XSD
from rdflib.term import Node

from csto_kg.check.gates import prepare_shapes
from csto_kg.check.naming import SHAPES
from csto_kg.project import CORE
from csto_kg.shacl.validate import Engine, PreparedShapes, validate
from csto_kg.vocab import CSTO
from tests.support.drawn import THINGS, agreed, at_least, ex
from tests.support.graphs import graph_in

JOIN = URIRef(SHAPES + "sweep")

# Whose episodes: few things, so that some have several values of a property.
episodes = st.tuples(
    st.integers(0, 9),
    st.sampled_from([CSTO.Membership, CSTO.ObserverStatus, CSTO.Tenure, CSTO.Chairmanship]),
    *(st.sampled_from(THINGS[:2]) for _ in range(3)),
    st.tuples(st.integers(10, 16), st.integers(10, 16)),
)

Episode: TypeAlias = tuple[int, URIRef, Node, Node, Node, tuple[int, int]]


def bounds(numbers: tuple[int, int]) -> list[tuple[URIRef, Literal]]:
    """When something certainly holds: from a day until before another, if that is later."""
    days = [Literal(f"20{n:02d}-01-01T00:00:00Z", datatype=XSD.dateTime, normalize=False) for n in numbers]
    return [(CSTO.latestBegin, days[0]), (CSTO.earliestEnd, days[1])]


def data_of(drawn: list[Episode]) -> Graph:
    """Episodes as data."""
    data = Graph()
    data.add((THINGS[0], RDF.type, CSTO.SingleHolderPost))
    for n, kind, member, body, role, numbers in drawn:
        said = [(RDF.type, kind), (ORG.member, member), (ORG.organization, body), (ORG.role, role), (CSTO.post, body)]
        for prop, value in (*said, *bounds(numbers)):
            data.add((ex(f"thing-{n}"), prop, value))
    return data


@cache
def pair_rules(is_joined: bool) -> PreparedShapes:
    """The rules over pairs among the shapes of the view, with their interval joins or with their queries only."""
    shapes = graph_in(CORE.view_shapes)
    kept = shapes.cbd(URIRef(SHAPES + "Prefixes"))
    rules = set(shapes.subjects(JOIN, None))
    assert len(rules) >= 4
    for rule in rules:
        for node in (rule, *shapes.subjects(SH.sparql, rule)):
            kept += shapes.cbd(node)
    if not is_joined:
        kept.remove((None, JOIN, None))
    return prepare_shapes(kept)


@pytest.mark.slow
@settings(max_examples=at_least(300), deadline=None)
@given(drawn=st.lists(episodes, min_size=1, max_size=30))
def test_an_interval_join_finds_what_its_query_finds(drawn: list[Episode]) -> None:
    """An interval join finds the pairs that the query of the rule finds, also overlaps of a day and empty intervals."""
    data = data_of(drawn)
    joined, asked = (validate(data, pair_rules(is_joined)) for is_joined in (True, False))
    event("something found" if joined.results else "nothing found")
    assert ((), ()) == (joined.notes, asked.notes)
    assert agreed(asked) == agreed(joined)


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(drawn=st.lists(episodes, min_size=4, max_size=8))
def test_an_interval_join_finds_what_pyshacl_finds(drawn: list[Episode]) -> None:
    """An interval join finds the pairs that pySHACL finds."""
    data, shapes = data_of(drawn), pair_rules(True)
    assert agreed(validate(data, shapes, engine=Engine.PYSHACL)) == agreed(validate(data, shapes))
