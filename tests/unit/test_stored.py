"""Stored queries: the tokenizer finds the blocks that a parser finds, and a value changes only the rows of its block."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csto_kg.errors import DataError, UsageError
from csto_kg.queries.stored import Parameter, ParameterType, StoredQuery, blocks, read_queries, substitute, tidy
from csto_kg.rdf.results import Table
from tests.support.mini import Mini
from tests.support.paths import QUESTION_FILES
from tests.support.queries import HOSTILE, NAMES, QUERIES, bound, by_rdflib, of_mini, outcome, parsed, rows, shape

PARAMETERS = [(name, p) for name in NAMES for p in QUERIES[name].parameters]


# --- Blocks ------------------------------------------------------------------------------------------------------


def by_oxigraph(row: str) -> int:
    """The number of rows between the braces of a block."""
    prefixes = "".join(
        f"PREFIX {p}: <http://example.org/{p}#> "
        for p in ("id", "claim", "csto", "org", "source", "xsd", "ex", "VALUES")
    )
    solutions = ox.Store().query(f"{prefixes} SELECT ?x {{ VALUES ?x {{ {row} }} }}")
    assert isinstance(solutions, ox.QuerySolutions)
    return len(list(solutions))


TRICKY = [
    "SELECT * { VALUES ?x { 1 2 } }",
    "SELECT * { values ?x { 1 } }",
    "SELECT * { VaLuEs ?x{1} }",
    "SELECT * { VALUES $x { 1 } }",
    "SELECT * {VALUES ?x{UNDEF}}",
    "SELECT * { VALUES ?x { } }",
    "SELECT * { VALUES ?x\n#+ { comment }\n{ 1 # } ?\n 2 } }",
    "# VALUES ?x { 1 }\nSELECT * { VALUES ?y { 1 } }",
    'SELECT * { ?s ?p "VALUES ?x { 1 }" . VALUES ?y { "}" "{" } }',
    "SELECT * { ?s ?p '''VALUES ?x { 1 } ' '' \\''' ''' . VALUES ?y { '}' } }",
    'SELECT * { ?s ?p """a"b""c\\"""" . VALUES ?y { """ } """ } }',
    'SELECT * { ?s ?p "\\"" . VALUES ?y { "\\\\" } ?a ?b "}" }',
    "SELECT * { ?s <http://example.org/#VALUES> ?o . VALUES ?y { <http://example.org/#}> <http://example.org/#a> } }".replace(
        "#}>", "#b>"
    ),
    "PREFIX ex: <http://example.org/#> SELECT * { ?s ex:VALUES ?o . VALUES ?y { ex:a } }",
    "PREFIX VALUES: <http://example.org/#> SELECT * { VALUES:VALUES VALUES: ?y . {} VALUES ?y { VALUES:a } }",
    "SELECT * { ?VALUES ?y ?o . { } VALUES ?VALUES { 1 } }",
    "SELECT * { VALUES (?x ?y) { (1 2) (UNDEF 3) } VALUES ?z { 4 } }",
    "SELECT * { VALUES (?x) { (1) } VALUES ?z { 4 } }",
    "SELECT * { ?s ?p ?o } VALUES ?s { <http://example.org/a> }",
    "SELECT * { { SELECT ?x { VALUES ?x { 1 } } } UNION { VALUES ?x { 2 3 } } MINUS { VALUES ?q { 4 } } }",
    "SELECT * { GRAPH ?g { VALUES ?x { 1 } OPTIONAL { VALUES ?y { 2 } } } }",
    "SELECT * { ?s ?p ?o FILTER(?o<3&&?p>2) VALUES ?x { 1 } }",
    "SELECT * { ?s ?p ?o FILTER(?o < 3 || ?p > 2) VALUES ?x { 1 } }",
    "SELECT * { ?s ?p ?o.VALUES ?x { 1 } }",
    "SELECT * { ?s ?p 1.VALUES ?x { 1.5 } }",
    "SELECT * { ?s ?p <http://example.org/a>.VALUES ?x { true } }",
    "PREFIX ex: <http://example.org/#> SELECT * { ?s ex:a\\#b 5 . VALUES ?x { 1 } }",
    "PREFIX ex: <http://example.org/#> SELECT * { ?s ex:o\\'b 5 . VALUES ?x { 1 } ?s ?p 'x' }",
    "PREFIX ex: <http://example.org/#> SELECT * { ?s ex:a%20b.c 5 . VALUES ?x { ex:1.2 } }",
    'SELECT * { VALUES ?x { "a"@en "b"^^<http://example.org/#t> 1e3 -5 +2.5 } }',
    'SELECT * { BIND("a"^^<http://example.org/}> AS ?a) VALUES ?x { 1 } }'.replace("}>", "b>"),
    "SELECT * { VALUES ?x { 1 } VALUES ?x { 2 } }",
    "SELECT ?values { ?values ?p ?o }",
    "ASK { VALUES ?x { 1 } }",
    "CONSTRUCT { ?x ?x ?x } WHERE { VALUES ?x { <http://example.org/a> } }",
]


def test_queries_are_collected() -> None:
    """The lists that these tests go through are not empty by mistake."""
    assert len(QUERIES) >= 17
    assert len(PARAMETERS) >= 25
    assert len(TRICKY) >= 30
    assert {ParameterType.ENTITY, ParameterType.DAY} <= {p.type for q in QUERIES.values() for p in q.parameters}


@pytest.mark.parametrize("text", TRICKY)
def test_blocks_are_those_of_a_parser(text: str) -> None:
    """The tokenizer finds the one-variable blocks that rdflib's parser finds, in order and with as many rows."""
    assert by_rdflib(text) == [(b.variable, by_oxigraph(text[b.start : b.end])) for b in blocks(text)]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_blocks_of_stored_queries_are_those_of_a_parser(name: str) -> None:
    """In each stored query the tokenizer finds just the blocks that rdflib's parser finds."""
    text = QUERIES[name].text
    found = [(b.variable, by_oxigraph(text[b.start : b.end])) for b in blocks(text)]
    assert by_rdflib(text) == found
    assert {p.name for p in QUERIES[name].parameters} <= {variable for variable, _ in found}


PARTS = st.sampled_from(
    [
        "?s ?p ?o .",
        "?s ?p ?o.",
        "# } VALUES ?c { 1 }\n",
        '?s ?p "VALUES ?d { }" .',
        "?s ?p '}' .",
        "?s <http://example.org/#a> 1 .",
        "?s ?p '''x'y''' .",
        'FILTER(?o < 5 && ?o > "{") ',
        "OPTIONAL { ?s ?q ?r } ",
    ]
)
BLOCKS = st.builds(
    "{} {} {{ {} }} ".format,
    st.sampled_from(["VALUES", "values", "Values"]),
    st.sampled_from(["?x", "$y", "?values", "?o"]),
    st.sampled_from(["1", "UNDEF 2", '"}"', "'{' # }\n", "<http://example.org/#b>", '"""}""" "\\""', ""]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(PARTS, BLOCKS), max_size=7))
def test_blocks_of_any_mixture_are_those_of_a_parser(parts: list[str]) -> None:
    """Whatever stands around and within the blocks, tokenizer and parser find the same."""
    text = "SELECT * { " + "".join(parts) + " }"
    assert by_rdflib(text) == [(b.variable, by_oxigraph(text[b.start : b.end])) for b in blocks(text)]


@given(st.text())
def test_any_text_has_blocks_or_none(text: str) -> None:
    """In any text the blocks lie within it, in order and without overlap."""
    ends = [position for b in blocks(f"{text} VALUES ?x {{ {text}") for position in (b.start, b.end)]
    assert sorted(ends) == ends


# --- Substitution ------------------------------------------------------------------------------------------------

SEARCH = """# VALUES ?text { "not this" }
SELECT ?s WHERE {
  VALUES ?text { "this" }
  ?s ?p ?text ; ?q "VALUES ?text { 1 }" . FILTER(?text != "} VALUES ?text { 2 }") # }
  { VALUES ?text { "and this" "too" } } UNION { VALUES ?other { "not this" } }
}"""
SEARCHING = StoredQuery(
    "search",
    "Which?",
    "one",
    (Parameter("text", ParameterType.TEXT, "the text", None, False, '"this"'),),
    {"s": "it"},
    frozenset(),
    (),
    {},
    SEARCH,
)
SHAPE = shape(parsed(SEARCH), frozenset(["text"]))


@settings(max_examples=80, deadline=None)
@given(
    st.one_of(
        st.sampled_from(HOSTILE), st.text(), st.text(alphabet="\"'}{<>#?\\\n\r\t .VALUESxé\U0001f600", max_size=12)
    )
)
def test_a_text_changes_its_rows_only(value: str) -> None:
    """Any text that is taken stands in the rows as it was given, and all else of the query is as it was."""
    text = outcome(ox.Store(), SEARCHING, {"text": value})
    is_refused = any(c == "\\" or c < " " or c == "\x7f" for c in value) or "\ud800" in value
    assert is_refused == (text is None)
    if text is not None:
        assert [[value], [value]] == rows(text, "text")
        assert [["not this"]] == rows(text, "other")
        assert SHAPE == shape(parsed(text), frozenset(["text"]))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\\")), min_size=1, max_size=4)
)
def test_several_texts_are_several_rows(values: list[str]) -> None:
    """Several values are as many rows, and Oxigraph reads from them what was given."""
    text = bound(ox.Store(), SEARCHING, {"text": values})
    assert [values, values] == rows(text, "text")
    block = blocks(text)[0]
    solutions = ox.Store().query(f"SELECT ?x {{ VALUES ?x {{ {text[block.start : block.end]} }} }}")
    assert isinstance(solutions, ox.QuerySolutions)
    assert values == [row[0].value for row in solutions]


def test_a_hostile_value_is_refused(whole: Mini) -> None:
    """No hostile value gets into a stored query: what is not a date, and what the graph does not have, is refused."""
    typed = {(p.type, p.cls): (name, p.name) for name, p in PARAMETERS if p.type is not ParameterType.TEXT}
    assert 10 <= len(typed)
    taken = [
        (name, parameter, value[:40])
        for name, parameter in typed.values()
        for value in HOSTILE
        if outcome(whole.store, QUERIES[name], {parameter: value}) is not None
    ]
    assert [] == taken


@pytest.mark.parametrize("name", NAMES)
def test_a_value_changes_its_rows_only(name: str, whole: Mini) -> None:
    """A stored query with other values is the same query but for the rows of its parameters."""
    query = QUERIES[name]
    given = of_mini(query)
    text = bound(whole.store, query, given)
    free = frozenset(given)
    assert shape(parsed(query.text), free) == shape(parsed(text), free)
    for p in query.parameters:
        if p.name in given:
            assert {1} == {len(block) for block in rows(text, p.name)}
    assert query.text == bound(whole.store, query, {})


def test_substitution_replaces_every_block_of_a_variable() -> None:
    """All blocks of a variable get the rows, those of others none, and comments and strings stay."""
    text = substitute(SEARCH, {"text": "1 2", "absent": "3"})
    assert [["1", "2"]] * 2 == rows(text, "text")
    assert [["not this"]] == rows(text, "other")
    assert '# VALUES ?text { "not this" }\n' in text


# --- Files and lists ---------------------------------------------------------------------------------------------


def test_a_file_that_is_not_utf8_is_a_fault(tmp_path: Path) -> None:
    """Faults of several files come together, a file that is not UTF-8 among them."""
    (tmp_path / "first.rq").write_text("SELECT * { }")
    (tmp_path / "second.rq").write_bytes(b"#+ question: \xff\n")
    with pytest.raises(DataError) as caught:
        read_queries(tmp_path.glob("*.rq"))
    assert {"first", "second"} == {fault.subject for fault in caught.value.faults}
    assert "is not UTF-8" in str(caught.value)


def test_lists_are_put_in_order() -> None:
    """The values of a list are in order, each once, and other cells as they were."""
    query = StoredQuery("x", "?", "x", (), {"a": "", "b": ""}, frozenset("b"), (), {}, "")
    table = Table(("a", "b"), ((ox.Literal("b a"), ox.Literal("b a b")), (None, None)))
    assert ((ox.Literal("b a"), ox.Literal("a b")), (None, None)) == tidy(query, table).rows


def test_read_queries_do_not_depend_on_order() -> None:
    """The queries come in the order of their names, whatever the file system gives first."""
    assert NAMES == list(read_queries(sorted(QUESTION_FILES, key=lambda path: path.stem, reverse=True)))


def test_a_text_is_one_of_the_values_that_its_parameter_has() -> None:
    """A parameter whose header lists its values takes these and refuses others with the list; one without takes any."""
    for name, parameter, right in (("members-as-of", "unattested", "yes"), ("changes-between", "change", "left")):
        assert f'"{right}"' in bound(ox.Store(), QUERIES[name], {parameter: right})
        with pytest.raises(UsageError, match=f"{name} {parameter}: 'maybe' is not one of "):
            bound(ox.Store(), QUERIES[name], {parameter: "maybe"})
    assert '"maybe"' in bound(ox.Store(), QUERIES["why-then"], {"side": "maybe"})


def test_a_file_that_cannot_be_a_name_is_refused(tmp_path: Path) -> None:
    """The name of a query is part of its IRI, so that of its file has letters, digits and hyphens only."""
    path = tmp_path / "My Query.rq"
    path.write_bytes(QUESTION_FILES[0].read_bytes())
    with pytest.raises(DataError, match="'My Query' cannot be the name of a query"):
        read_queries([path])
