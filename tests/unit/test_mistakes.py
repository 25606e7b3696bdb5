"""What is wrong with a query that is not SPARQL is said in words."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from csto_kg.ask.names import Names
from csto_kg.errors import UsageError
from csto_kg.queries.stored import bind
from csto_kg.rdf.mistakes import not_sparql, undeclared_prefixes
from tests.support.mini import Mini
from tests.support.queries import QUERIES


@pytest.mark.parametrize(
    ("text", "prefixes"),
    [
        ("SELECT * { ?s foo:bar ?o }", ["foo"]),
        ("SELECT * { ?s foo:bar ?o ; rdfs:label foo:baz }", ["foo", "rdfs"]),
        ("PREFIX foo: <http://example.org/> SELECT * { ?s foo:bar _:b }", []),
        ("PREFIX : <http://example.org/> ASK { :a :b 'foo:bar' } # foo:bar", []),
        ("prefix foo: <http://example.org/foo:> ASK { ?foo <foo:bar> :c }", [""]),
    ],
)
def test_undeclared_prefixes_are_found(text: str, prefixes: list[str]) -> None:
    """What looks like a prefix in a string, a comment, an IRI or a blank node is none."""
    assert prefixes == list(undeclared_prefixes(text))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (" \n", "is not SPARQL: the query is empty — a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE"),
        (
            "ASK { ?s rdfs:label ?o }",
            "is not SPARQL: the prefix 'rdfs:' is not declared — "
            "start the query with PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>",
        ),
        (
            "ASK { ?s csta:of ?o }",
            "the prefix 'csta:' is not declared — did you mean csto? the prefixes of the graph are",
        ),
        (
            "ASK { ?s zzz:of rdf:x }",
            "the prefixes 'zzz:' and 'rdf:' are not declared — start the query with PREFIX rdf:",
        ),
        ("ASK { ?s ", "is not SPARQL: error at 1:"),
    ],
)
def test_the_fault_is_in_words(text: str, fault: str) -> None:
    """An empty query and an undeclared prefix are named, with what to write; for all else the engine has the word."""
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(text)
    assert fault in str(not_sparql(text, caught.value))


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        (
            "foo:bar",
            "no entity 'foo:bar' in the graph: the prefix 'foo:' is not known; known are bibo, bound, claim, csto",
        ),
        ("source:note", "no entity 'source:note' in the graph: did you mean source:notes"),
        ("clain:notes-1", "the prefix 'clain:' is not known"),
    ],
)
def test_an_unknown_prefix_of_a_name_is_named(name: str, advice: str, whole: Mini) -> None:
    """A name with an unknown prefix is refused with that prefix and those that are known."""
    with pytest.raises(UsageError, match=r"^entity-card thing: ") as caught:
        bind(QUERIES["entity-card"], {"thing": name}, Names(whole.store).entity)
    assert advice in str(caught.value)
