"""What is wrong with a query that is not SPARQL is said in words."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from csto_kg.ask.names import Names
from csto_kg.ask.notes import notes_on_sparql
from csto_kg.ask.run import run_sparql
from csto_kg.errors import UsageError
from csto_kg.queries.stored import bind
from csto_kg.rdf.mistakes import not_sparql, too_deep, undeclared_prefixes, with_declarations
from csto_kg.rdf.results import text_of
from csto_kg.vocab import PREFIXES
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
        (" \n", "the query is empty — a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE"),
        (
            "ASK { ?s csta:of ?o }",
            "the prefix 'csta:' is not declared — did you mean csto? known without a declaration are",
        ),
        (
            "ASK { ?s zzz:of yyy:x }",
            "the prefixes 'zzz:' and 'yyy:' are not declared — known without a declaration are",
        ),
        ("INSERT DATA { <a:a> <a:b> 1 }", "INSERT changes data, and a release is never changed"),
        ("SELEC ?s { ?s ?p ?o }", "line 1, character 1: a query does not start with 'SELEC' — did you mean SELECT?"),
        (
            "ASK {\n ?s ?p ?o FLTER(?o > 1) }",
            "line 2, character 11: 'FLTER' is not a word of SPARQL — did you mean FILTER?",
        ),
        ("SELECT s { ?s ?p 'x'@en }", "'s' is not a word of SPARQL — a variable starts with a question mark: ?s"),
        ("ASK { ?s ?p ?o ", "line 1, character 5: '{' is not closed — write } where it ends"),
        ("ASK { ?s ?p ?o } }", "line 1, character 18: '}' closes nothing — remove it"),
        ("ASK { ?s ?p ?o . FILTER(?o > 1 }", "'}' closes nothing — '(' of line 1, character 24 is still open"),
        ("ASK { ?s ?p 'abc }", "line 1, character 13: this text has no end — close it with '"),
        ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", "a variable is selected that is neither grouped by nor counted"),
        ("ASK { ?s  ?o }", "line 1, character 15: up to here the query cannot be read — see that each triple has"),
    ],
)
def test_the_fault_is_in_words(text: str, fault: str) -> None:
    """What is likely wrong is named with its place and with what to write; for all else there is the place."""
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(text, prefixes=PREFIXES)
    assert str(not_sparql(text, caught.value)).startswith(f"is not SPARQL: {fault}") or fault in str(
        not_sparql(text, caught.value)
    )


def test_the_prefixes_of_the_project_need_no_declaration(whole: Mini) -> None:
    """A query by hand knows them; one that it declares itself counts instead; another engine gets declarations."""
    assert [] == list(run_sparql(whole.store, "SELECT * { GRAPH graph:view { ?s csto:nothing ?o } }").rows)
    own = "PREFIX csto: <http://example.org/> SELECT * { BIND(csto:a AS ?x) }"
    assert "http://example.org/a" == text_of(run_sparql(whole.store, own).rows[0][0])
    assert own == with_declarations(own)
    assert f"PREFIX rdfs: <{PREFIXES['rdfs']}> ASK {{ ?s rdfs:label foo:x }}" == with_declarations(
        "ASK { ?s rdfs:label foo:x }"
    )


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("SELECT * { GRAPH graph:view { ?s csto:beginText ?o } }", ()),
        (
            "SELECT * { GRAPH graph:veiw { ?s ?p ?o } }",
            ("nothing is called graph:veiw in the graph; there is graph:view",),
        ),
        (
            "SELECT * FROM graph:view { ?s csto:beginTexts 1 }",
            ("nothing is called csto:beginTexts in the graph; there is",),
        ),
        ("SELECT * { ?s rdfs:label 'GRAPH' }", ("the query names no graph, and the default graph is empty",)),
    ],
)
def test_a_query_that_cannot_find_anything_has_notes(whole: Mini, text: str, notes: tuple[str, ...]) -> None:
    """No graph, or a name that is not in the graph, is said beside the empty answer."""
    found = notes_on_sparql(text, whole.store)
    assert len(notes) == len(found)
    assert all(one.startswith(expected) for one, expected in zip(found, notes, strict=True))


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        (
            "foo:bar",
            "no entity 'foo:bar' in the graph: the prefix 'foo:' is unknown; the prefixes are bibo, bound, claim, csto",
        ),
        ("source:note", "no entity 'source:note' in the graph: did you mean source:notes"),
        ("clain:notes-1", "the prefix 'clain:' is unknown"),
    ],
)
def test_an_unknown_prefix_of_a_name_is_named(name: str, advice: str, whole: Mini) -> None:
    """A name with an unknown prefix is refused with that prefix and those that there are."""
    with pytest.raises(UsageError, match=r"^entity-card thing: ") as caught:
        bind(QUERIES["entity-card"], {"thing": name}, Names(whole.store).entity)
    assert advice in str(caught.value)


DEEP = {
    "groups": "SELECT * {" + "{" * 3000 + "}" * 3000 + "}",
    "lists": "SELECT * { ?s ?p " + "(" * 20000 + ")" * 20000 + " }",
    "negations": "SELECT * { FILTER(" + "!" * 20000 + "1) }",
    "conjunctions": "SELECT * { FILTER(" + " && ".join(["1"] * 20000) + ") }",
    "paths": "SELECT * { ?s " + "|".join(["<a:a>"] * 20000) + " ?o }",
}


@pytest.mark.parametrize("name", DEEP)
def test_what_is_too_deep_is_refused(name: str) -> None:
    """A query so deep that the engine would end the whole process is refused in words."""
    with pytest.raises(UsageError, match="line 1: the query is nested too deep"):
        run_sparql(ox.Store(), DEEP[name])


def test_long_queries_are_not_deep() -> None:
    """Neither a list of thousands of values nor brackets one after another count as depth."""
    values = " ".join(f'<http://example.org/{i}> -{i} "{{"' for i in range(3000))
    assert None is too_deep(f"SELECT * {{ VALUES ?x {{ {values} }} {'{} ' * 3000} # {'(' * 3000}\n }}")
    assert None is too_deep("SELECT * { FILTER(" + "!" * 400 + "(" * 400 + "1" + ")" * 400 + ") }")
