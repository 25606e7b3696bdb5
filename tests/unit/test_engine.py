"""Both engines find the same by any shapes in any data."""

from __future__ import annotations

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from csto_kg.errors import DataError
from csto_kg.rdf.terms import Triple
from csto_kg.shacl.validate import Engine, prepare, validate
from tests.support.drawn import (
    DAYS,
    NUMBERS,
    PROPERTIES,
    SUBCLASS,
    THINGS,
    agreed,
    at_least,
    ex,
    shapes_graphs,
    triples,
    types,
)


# The rules on order are by themselves: of what cannot be compared the standard makes a result, and pySHACL does not always.
@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(
    component=st.sampled_from([SH.lessThan, SH.lessThanOrEquals]),
    bound=st.sampled_from([SH.minInclusive, SH.maxInclusive, SH.minExclusive, SH.maxExclusive]),
    drawn=st.one_of(
        *(
            st.tuples(
                st.lists(
                    st.tuples(st.sampled_from(THINGS), st.sampled_from(PROPERTIES[:2]), st.sampled_from(values))
                ),
                st.sampled_from(values),
            )
            for values in (NUMBERS, DAYS)
        )
    ),
)
def test_the_engines_agree_on_order(
    component: URIRef, bound: URIRef, drawn: tuple[list[tuple[Node, Node, Node]], Node]
) -> None:
    """Both engines find the same where numbers are compared with numbers, and days with days."""
    shapes, data = Graph(), Graph()
    pairs, limit = drawn
    said = ((RDF.type, SH.PropertyShape), (SH.path, PROPERTIES[0]), (component, PROPERTIES[1]), (bound, limit))
    for prop, value in said:
        shapes.add((ex("shape"), prop, value))
    shapes.add((ex("shape"), SH.targetSubjectsOf, PROPERTIES[0]))
    for triple in pairs:
        data.add(triple)
    found = [agreed(validate(data, prepare(shapes), engine=engine)) for engine in Engine]
    assert found[0] == found[1]


@pytest.mark.slow
@settings(max_examples=at_least(400), deadline=None)
@given(shapes=shapes_graphs(), facts=st.lists(triples, max_size=12), kinds=st.lists(types, max_size=4))
def test_the_engines_agree_on_any_shapes_and_data(shapes: Graph, facts: list[Triple], kinds: list[Triple]) -> None:
    """Both engines find the same in any data by any shapes."""
    data = Graph()
    for triple in (*facts, *kinds, SUBCLASS):
        data.add(triple)
    try:
        expected = agreed(validate(data, prepare(shapes), engine=Engine.PYSHACL))
    except DataError:  # a list that ends nowhere, a constraint twice: neither engine runs what the other refuses
        with pytest.raises(DataError):
            validate(data, prepare(shapes), engine=Engine.FAST)
        return
    report = validate(data, prepare(shapes), engine=Engine.FAST)
    event("all compiled" if not report.notes else "some left to pySHACL")
    event("something found" if expected else "nothing found")
    assert expected == agreed(report), shapes.serialize() + data.serialize()
