"""Stored queries: the blocks are found where a SPARQL parser finds them, and no value can change a query but for its rows."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyparsing import ParseResults
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from csto_kg.errors import DataError, UsageError
from csto_kg.ontology import Ontology
from csto_kg.project import Project
from csto_kg.queries.stored import (
    Parameter,
    ParameterType,
    StoredQuery,
    ask,
    bind,
    blocks,
    expand,
    read_queries,
    run,
    substitute,
    tidy,
)
from csto_kg.rdf.results import Table
from csto_kg.read.claims import read_dataset
from csto_kg.release import quads as release
from csto_kg.vocab import ID, short
from csto_kg.weigh import make_view, weigh
from tests.conftest import ROOT, Mini

QUERIES = read_queries((ROOT / "queries" / "questions").glob("*.rq"))
NAMES = sorted(QUERIES)
PARAMETERS = [(name, p.name) for name in NAMES for p in QUERIES[name].parameters]

# What to ask of the mini project; parameters that are not here keep their defaults.
OF_MINI: Mapping[str, str] = {
    "organization": "league",
    "date": "1999-01-01",
    "role": "any",
    "claim": "claim:annals-3",
    "conflict": "conflict/pact-entry-into-force",
    "entity": "eastland",
    "subject": "entry-into-force/pact-1",
    "state": "eastland",
    "instrument": "pact",
    "from": "1990-01-01",
    "to": "2010-01-01",
    "source": "source:annals",
}
# Where the default of a query has no row in the real data, values that have.
OF_REAL: Mapping[str, Mapping[str, str]] = {
    "holders-as-of": {"post": "post/minsk-dialogue-junior-analyst", "date": "2021-03-26"},
}

HOSTILE = [
    '"',
    "'",
    '"""',
    "\n",
    "\\",
    "}",
    "{",
    "<script>alert(1)</script>",
    "> } SELECT * WHERE { ?s ?p ?o",
    '" } SELECT * WHERE { ?s ?p ?o } #',
    "https://example.org/> } SELECT * { ?s ?p ?o } #",
    "https://example.org/ a",
    "csto:x> }",
    "id:a } UNION { ?s ?p ?o",
    "UNDEF } VALUES ?x { 1",
    "# no more",
    "?s",
    "a" * 100_000,
    "\x00",
    "\x7f",
    "\u2028",
    "\u0430rmenia",
    "\U0001f600",
    "\ud800",
    "",
    " ",
    ")) || true",
    "'; DROP ALL; '",
]


# ---------------------------------------------------------------------------------------------------------------
# Blocks
# ---------------------------------------------------------------------------------------------------------------


def nodes(tree: object) -> list[CompValue]:
    """Every node of rdflib's parse tree, in order."""
    if isinstance(tree, CompValue):
        return [tree, *(node for inner in tree.values() for node in nodes(inner))]
    if isinstance(tree, list | tuple | ParseResults):
        return [node for inner in tree for node in nodes(inner)]
    return []


def values_of(node: CompValue) -> list[object]:
    """The rows of a block as they stand in the parse tree; a block without rows has none."""
    return list(node["value"]) if "value" in node else []


def is_block(node: CompValue) -> bool:
    """Whether a node is a VALUES block of one variable that is written without parentheses."""
    is_values = node.name in ("InlineData", "ValuesClause") and "var" in node
    return is_values and len(node["var"]) == 1 and not any(isinstance(v, ParseResults) for v in values_of(node))


def by_rdflib(text: str) -> list[tuple[str, int]]:
    """The one-variable blocks that rdflib's parser finds: variable and number of rows."""
    return [(str(n["var"][0]), len(values_of(n))) for n in nodes(parseQuery(text)) if is_block(n)]


def by_oxigraph(row: str) -> int:
    """The number of rows between the braces of a block."""
    prefixes = "".join(
        f"PREFIX {p}: <http://example.org/{p}#> " for p in ("id", "claim", "csto", "source", "xsd", "ex", "VALUES")
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
    """Of any text whatever the blocks lie within it, in order and apart."""
    ends = [position for b in blocks(f"{text} VALUES ?x {{ {text}") for position in (b.start, b.end)]
    assert sorted(ends) == ends


# ---------------------------------------------------------------------------------------------------------------
# Substitution
# ---------------------------------------------------------------------------------------------------------------


def shape(tree: object, variables: frozenset[str]) -> object:
    """A parse tree as plain tuples, without the rows of the blocks of some variables."""
    if isinstance(tree, CompValue):
        is_free = is_block(tree) and str(tree["var"][0]) in variables
        items = [
            (key, "rows" if is_free and key == "value" else shape(inner, variables)) for key, inner in tree.items()
        ]
        return tree.name, tuple(sorted(items, key=lambda item: item[0]))
    if isinstance(tree, list | tuple | ParseResults):
        return tuple(shape(inner, variables) for inner in tree)
    return type(tree).__name__, str(tree)


def rows(text: str, variable: str) -> list[list[str]]:
    """The rows of each block of a variable as rdflib reads them."""
    found = [n for n in nodes(parseQuery(text)) if is_block(n) and str(n["var"][0]) == variable]
    return [
        [str(v["string"] if isinstance(v, CompValue) and "string" in v else v) for v in values_of(n)] for n in found
    ]


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
SHAPE = shape(parseQuery(SEARCH), frozenset(["text"]))


def outcome(store: ox.Store, query: StoredQuery, values: Mapping[str, str | Sequence[str]]) -> str | None:
    """The text of the query with the values, or None where they are refused."""
    try:
        return bind(store, query, values)
    except UsageError:
        return None


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
        assert SHAPE == shape(parseQuery(text), frozenset(["text"]))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\\")), min_size=1, max_size=4)
)
def test_several_texts_are_several_rows(values: list[str]) -> None:
    """Several values are as many rows, and Oxigraph reads from them what was given."""
    text = bind(ox.Store(), SEARCHING, {"text": values})
    assert [values, values] == rows(text, "text")
    block = blocks(text)[0]
    solutions = ox.Store().query(f"SELECT ?x {{ VALUES ?x {{ {text[block.start : block.end]} }} }}")
    assert isinstance(solutions, ox.QuerySolutions)
    assert values == [row[0].value for row in solutions]


TYPED = [
    (n, p) for n, p in PARAMETERS if {q.name: q.type for q in QUERIES[n].parameters}[p] is not ParameterType.TEXT
]


@pytest.mark.parametrize(("name", "parameter"), TYPED)
def test_a_hostile_value_is_refused(name: str, parameter: str, whole: Mini) -> None:
    """No hostile value gets into a stored query: what is no day, and what the graph does not know, is refused."""
    assert [] == [v[:40] for v in HOSTILE if outcome(whole.store, QUERIES[name], {parameter: v}) is not None]


@pytest.mark.parametrize("name", NAMES)
def test_a_value_changes_its_rows_only(name: str, whole: Mini) -> None:
    """A stored query with other values is the same query but for the rows of its parameters."""
    query = QUERIES[name]
    given = {p.name: OF_MINI[p.name] for p in query.parameters if p.name in OF_MINI}
    text = bind(whole.store, query, given)
    free = frozenset(given)
    assert shape(parseQuery(query.text), free) == shape(parseQuery(text), free)
    for p in query.parameters:
        if p.name in given:
            assert {1} == {len(block) for block in rows(text, p.name)}
    assert query.text == bind(whole.store, query, {})


def test_an_entity_with_a_hostile_name_is_found_by_it() -> None:
    """A label full of syntax is looked up as the text it is, and its entity put in as an IRI."""
    label = "O'Brien \"} SELECT * { ?s ?p ?o } # <x>"
    node, graph = ox.NamedNode(f"{ID}a'b(c)"), ox.NamedNode("https://w3id.org/csto-kg/graph/register")
    store = ox.Store()
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    state = ox.NamedNode("https://w3id.org/csto-kg/ontology#State")
    store.add(ox.Quad(node, kind, state, graph))
    store.add(ox.Quad(state, kind, state, ox.NamedNode("https://w3id.org/csto-kg/graph/ontology")))
    store.add(ox.Quad(node, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), ox.Literal(label), graph))
    query = QUERIES["entity-card"]
    text = bind(store, query, {"entity": label})
    assert bind(store, query, {"entity": node.value}) == text
    assert [[node.value]] == rows(text, "entity")


def test_substitution_replaces_every_block_of_a_variable() -> None:
    """All blocks of a variable get the rows, those of others none, and comments and strings stay."""
    text = substitute(SEARCH, {"text": "1 2", "absent": "3"})
    assert [["1", "2"]] * 2 == rows(text, "text")
    assert [["not this"]] == rows(text, "other")
    assert '# VALUES ?text { "not this" }\n' in text


# ---------------------------------------------------------------------------------------------------------------
# Parameters
# ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "values", "told"),
    [
        (
            "members-as-of",
            {"day": "2000-01-01"},
            ["query members-as-of has no parameter 'day' — it has: organization, date, role"],
        ),
        ("forces", {"day": "2000-01-01"}, ["query forces has no parameter 'day' — it has: none"]),
        (
            "members-as-of",
            {"date": "2011-02-30"},
            ["members-as-of date: '2011-02-30' is no day: write it as 2012-06-28"],
        ),
        (
            "members-as-of",
            {"date": "28.6.2012"},
            ["members-as-of date: '28.6.2012' is no day: write it as 2012-06-28"],
        ),
        ("members-as-of", {"date": "2012"}, ["members-as-of date: '2012' is no day: write it as 2012-06-28"]),
        ("members-as-of", {"date": "any"}, ["members-as-of date: 'any' is no day: write it as 2012-06-28"]),
        ("members-as-of", {"date": "20120628"}, ["members-as-of date: '20120628' is no day: write it as 2012-06-28"]),
        (
            "members-as-of",
            {"date": "٢٠١٢-٠٦-٢٨"},
            ["members-as-of date: '٢٠١٢-٠٦-٢٨' is no day: write it as 2012-06-28"],
        ),
        (
            "membership-history",
            {"state": "eastlund"},
            ["membership-history state: the graph knows no Agent 'eastlund'"],
        ),
        (
            "entity-card",
            {"entity": "eastlund"},
            [
                "entity-card entity: the graph knows no entity 'eastlund': did you mean eastland or westland or southland?"
            ],
        ),
        (
            "members-as-of",
            {"organization": "eastland"},
            ["members-as-of organization: 'eastland' is no Organization (it is: Agent, Endurant, Polity, State)"],
        ),
        (
            "entity-card",
            {"entity": "pact-1"},
            ["entity-card entity: 'pact-1' is ambiguous: entry-into-force/pact-1 or in-force/pact-1"],
        ),
        ("entity-card", {"entity": ""}, ["entity-card entity: the graph knows no entity ''"]),
        (
            "members-as-of",
            {"organization": "any"},
            ["members-as-of organization: the graph knows no Organization 'any'"],
        ),
        (
            "claim",
            {"claim": "source:annals"},
            [
                "claim claim: 'source:annals' is no Claim (it is: Source):"
                " did you mean claim:annals-1 or claim:annals-2 or claim:annals-3?"
            ],
        ),
        (
            "claim",
            {"claim": "claim:annals-99"},
            [
                "claim claim: the graph knows no Claim 'claim:annals-99':"
                " did you mean claim:annals-9 or claim:annals-1 or claim:annals-2?"
            ],
        ),
        (
            "entity-card",
            {"entity": "a\\b"},
            ["entity-card entity: a name must not hold backslashes or control characters"],
        ),
        (
            "members-as-of",
            {"role": "nobody", "date": "x", "when": "y"},
            [
                "members-as-of role: the graph knows no Role 'nobody'",
                "members-as-of date: 'x' is no day: write it as 2012-06-28",
                "query members-as-of has no parameter 'when' — it has: organization, date, role",
            ],
        ),
    ],
)
def test_a_wrong_value_is_told(name: str, values: Mapping[str, str], told: list[str], whole: Mini) -> None:
    """A wrong parameter is named with its value and what may have been meant, all of them at once."""
    with pytest.raises(UsageError) as caught:
        bind(whole.store, QUERIES[name], values)
    assert told == [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("eastland", "eastland"),
        ("id:eastland", "eastland"),
        ("https://w3id.org/csto-kg/id/eastland", "eastland"),
        ("Eastland", "eastland"),
        ("EASTLAND", "eastland"),
        ("Paysdelest", "eastland"),
        ("membership/eastland-league-1", "membership/eastland-league-1"),
        ("eastland-minister", "person/eastland-minister"),
        ("The Pact", "pact"),
        ("claim:annals-1", "claim:annals-1"),
        ("conflict/pact-entry-into-force", "conflict/pact-entry-into-force"),
    ],
)
def test_an_entity_may_be_written_in_many_ways(written: str, meant: str, whole: Mini) -> None:
    """An identifier, prefixed name, IRI, label in any language or case, or last part means the entity."""
    text = bind(whole.store, QUERIES["entity-card"], {"entity": written})
    assert [[expand(meant)]] == rows(text, "entity")


def test_the_class_tells_namesakes_apart(whole: Mini) -> None:
    """A last part that several identifiers have means the one of the class that the parameter takes."""
    text = bind(whole.store, QUERIES["members-as-of"], {"role": "member"})
    assert [[f"{ID}role/member"]] == rows(text, "role")


def test_any_stands_for_every_value(whole: Mini) -> None:
    """`any` gives the rows of all values where the query allows it."""
    query = QUERIES["members-as-of"]
    assert ParameterType.ENTITY == query.parameters[2].type
    values = {"organization": "league", "date": "1999-01-01"}
    every = run(whole.store, query, {**values, "role": "any"})
    members = run(whole.store, query, {**values, "role": "role/member"})
    chairs = run(whole.store, query, {**values, "role": "role/chair"})
    assert (3, 3, 0) == (len(every.rows), len(members.rows), len(chairs.rows))
    assert ["UNDEF"] == rows(bind(whole.store, query, {"role": "any"}), "role")[0]


def test_several_values_give_the_rows_of_each(whole: Mini) -> None:
    """Several values of a parameter give the rows of each of them."""
    query = QUERIES["membership-history"]
    one, other, both = (
        run(whole.store, query, {"state": states, "organization": "league"}).rows
        for states in ("eastland", "northland", ["eastland", "northland"])
    )
    assert (1, 1, 2) == (len(one), len(other), len(both))
    assert {str(row) for row in (*one, *other)} == {str(row) for row in both}


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("1995-01-01", []),
        ("1995-01-02", ["eastland", "northland", "southland"]),
        ("2000-05-04", ["eastland", "northland", "southland"]),
        ("2000-05-05", ["northland", "southland"]),
        ("2030-01-01", ["northland", "southland"]),
    ],
)
def test_members_are_those_of_the_day(day: str, states: list[str], whole: Mini) -> None:
    """A membership holds from its first day on, and no more on the day on which it ends."""
    table = run(whole.store, QUERIES["members-as-of"], {"organization": "league", "date": day, "role": "any"})
    at = table.columns.index("state")
    assert states == [short(row[at].value) for row in table.rows]  # type: ignore[union-attr]


# ---------------------------------------------------------------------------------------------------------------
# Two engines
# ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mini_in_rdflib(whole: Mini) -> rdflib.Dataset:
    """The mini project's quads in rdflib."""
    return rdflib.Dataset().parse(data=release.canonical(whole.quads), format="nquads")  # type: ignore[return-value]


@pytest.fixture(scope="module")
def real(ontology: Ontology) -> tuple[ox.Store, rdflib.Dataset]:
    """The real data without what is inferred, in both engines."""
    dataset = read_dataset(Project(ROOT, ROOT / "build"), ontology)
    weighed = weigh(dataset, ontology)
    view = make_view(dataset, weighed, ontology)
    quads = release.quads_of(dataset, weighed, view.graph, (), ontology.graph)
    store, other = ox.Store(), rdflib.Dataset()
    form = release.canonical(map(release.named_quad, quads))
    store.bulk_load(form, format=ox.RdfFormat.N_QUADS)
    other.parse(data=form, format="nquads")
    return store, other


def cells(
    query: StoredQuery, columns: Sequence[str], table: Sequence[Sequence[object]]
) -> list[tuple[str | None, ...]]:
    """Rows as text in an order of their own, lists in order, since SPARQL orders neither ties nor lists."""
    in_text = [
        tuple(
            None if cell is None else " ".join(sorted(set(str(cell).split()))) if column in query.lists else str(cell)
            for column, cell in zip(columns, row, strict=True)
        )
        for row in table
    ]
    return sorted(in_text, key=str)


def compared(store: ox.Store, other: rdflib.Dataset, query: StoredQuery, text: str) -> int:
    """The number of rows, once both engines have given the same."""
    table = ask(store, text)
    plain = [[None if cell is None else cell.value for cell in row] for row in table.rows]  # type: ignore[union-attr]
    answer = other.query(text)
    assert list(table.columns) == [str(v) for v in answer.vars or []]
    assert cells(query, table.columns, plain) == cells(query, table.columns, [tuple(row) for row in answer])  # type: ignore[arg-type]
    return len(table.rows)


@pytest.mark.parametrize("name", NAMES)
def test_two_engines_answer_alike_on_the_mini_project(name: str, whole: Mini, mini_in_rdflib: rdflib.Dataset) -> None:
    """A stored query has the same rows in Oxigraph and in rdflib on the mini project."""
    query = QUERIES[name]
    given = {p.name: OF_MINI[p.name] for p in query.parameters if p.name in OF_MINI}
    compared(whole.store, mini_in_rdflib, query, bind(whole.store, query, given))


@pytest.mark.parametrize("name", NAMES)
def test_two_engines_answer_alike_on_the_real_data(name: str, real: tuple[ox.Store, rdflib.Dataset]) -> None:
    """A stored query has the same rows, one at least, in Oxigraph and in rdflib on the real data."""
    store, other = real
    query = QUERIES[name]
    assert compared(store, other, query, bind(store, query, OF_REAL.get(name, {}))) >= 1


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_query_runs_as_it_stands(name: str, whole: Mini) -> None:
    """The file of a stored query is a query by itself, with the columns that its header names, in their order."""
    query = QUERIES[name]
    assert list(query.columns) == list(ask(whole.store, query.text).columns)


@pytest.mark.parametrize("name", ["members-as-of", "membership-history", "conflicts", "treaty-timeline"])
def test_answers_on_the_mini_project(name: str, whole: Mini, golden: Callable[[str, str], None]) -> None:
    """The answers on the mini project are those that a person has read and accepted."""
    query = QUERIES[name]
    given = {p.name: OF_MINI[p.name] for p in query.parameters if p.name in OF_MINI}
    table = run(whole.store, query, given)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    for row in table.rows:
        texts = ["" if cell is None else cell.value for cell in row]  # type: ignore[union-attr]
        is_list = [column in query.lists for column in table.columns]
        writer.writerow(
            " ".join(short(part) for part in text.split()) if many else short(text)
            for text, many in zip(texts, is_list, strict=True)
        )
    assert len(table.rows) >= 1
    golden(f"{name}.csv", out.getvalue())


# ---------------------------------------------------------------------------------------------------------------
# Headers and free queries
# ---------------------------------------------------------------------------------------------------------------

GOOD = """#+ question: Which?
#+ row: one
#+ parameters:
#+   x: {type: entity, class: State, any: "true", about: the state}
#+ columns:
#+   x: the state
#+   ys: the others
#+ lists: [ys]
SELECT ?x ?ys WHERE { VALUES ?x { UNDEF } ?x ?p ?ys }
"""


def written(folder: Path, **texts: str) -> list[Path]:
    """Query files of these names and texts."""
    for name, text in texts.items():
        (folder / f"{name}.rq").write_text(text, encoding="utf-8")
    return sorted(folder.glob("*.rq"))


def test_a_header_is_read(tmp_path: Path) -> None:
    """A header gives question, row, parameters with defaults, columns and lists."""
    query = read_queries(written(tmp_path, good=GOOD))["good"]
    assert Parameter("x", ParameterType.ENTITY, "the state", "State", True, "UNDEF") == query.parameters[0]
    assert ("Which?", "one", {"x": "the state", "ys": "the others"}) == (query.question, query.row, query.columns)
    assert frozenset(["ys"]) == query.lists
    assert GOOD == query.text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("#+ question: Which?\n", "", "lacks ['question']"),
        ("#+ row: one\n", "", "lacks ['row']"),
        ("#+ columns:\n#+   x: the state\n#+   ys: the others\n", "", "lacks ['columns']"),
        ("#+ row: one", "#+ rows: one", "unknown keys ['rows']"),
        ("class: State,", "kind: State,", "parameter x has unknown keys ['kind']"),
        (", about: the state", "", "parameter x lacks ['about']"),
        ("type: entity, ", "", "parameter x lacks ['type']"),
        ("type: entity", "type: thing", "'thing' is not a valid ParameterType"),
        ("#+   x: {type", "#+   z: {type", "parameter z has no block: VALUES ?z { … }"),
        ("VALUES ?x { UNDEF }", "# VALUES ?x { UNDEF }\n", "parameter x has no block: VALUES ?x { … }"),
        ("lists: [ys]", "lists: [zs]", "lists names no column: ['zs']"),
        ("lists: [ys]", "lists: ys", "columns must be a mapping, lists and evidence lists"),
        (
            "#+ columns:\n#+   x: the state\n#+   ys: the others\n",
            "#+ columns: [x, ys]\n",
            "columns must be a mapping",
        ),
        (
            "#+ parameters:\n#+   x: {type: entity",
            "#+ parameters:\n#+ - {type: entity",
            "parameters must be a mapping",
        ),
        ("#+ row: one", "#+ row: [one", "while parsing a flow"),
    ],
)
def test_a_bad_header_is_refused(old: str, new: str, told: str, tmp_path: Path) -> None:
    """A header with a fault is refused with the file, the query's name and the fault."""
    assert old in GOOD
    with pytest.raises(DataError) as caught:
        read_queries(written(tmp_path, good=GOOD, bad=GOOD.replace(old, new)))
    (fault,) = caught.value.faults
    assert (str(tmp_path / "bad.rq"), "bad") == (str(fault.where), fault.subject)
    assert f"header: {told}" in fault.message


def test_every_bad_header_is_told(tmp_path: Path) -> None:
    """Two bad headers give two faults; a file that is no UTF-8 is one of them."""
    paths = written(tmp_path, good=GOOD, first="SELECT * { }", second=GOOD)
    (tmp_path / "second.rq").write_bytes(b"#+ question: \xff\n")
    with pytest.raises(DataError) as caught:
        read_queries(paths)
    assert ["first", "second"] == [fault.subject for fault in caught.value.faults]


def test_lists_are_put_in_order() -> None:
    """The values of a list are in order, each once, and other cells as they were."""
    query = StoredQuery("x", "?", "x", (), {"a": "", "b": ""}, frozenset("b"), (), {}, "")
    table = Table(("a", "b"), ((ox.Literal("b a"), ox.Literal("b a b")), (None, None)))
    assert ((ox.Literal("b a"), ox.Literal("a b")), (None, None)) == tidy(query, table).rows


@pytest.mark.parametrize(
    "text", ["", "hello", "SELECT * {", "INSERT DATA { <http://a> <http://b> 1 }", "DROP ALL", "SELECT ?x { } }"]
)
def test_what_is_no_query_is_refused(text: str, whole: Mini) -> None:
    """Text that is no query, and any update, is refused."""
    with pytest.raises(UsageError, match="is not SPARQL: "):
        ask(whole.store, text)


def test_other_forms_give_tables(whole: Mini) -> None:
    """ASK gives one cell, CONSTRUCT the triples in order."""
    assert Table(("answer",), ((ox.Literal(True),),)) == ask(whole.store, "ASK { }")
    text = "CONSTRUCT { ?s ?p ?o } { GRAPH ?g { ?s ?p ?o } }"
    table = ask(whole.store, text)
    assert len(table.rows) >= 1_000
    assert sorted(table.rows, key=lambda row: [str(t) for t in row]) == list(table.rows)


def test_read_queries_do_not_depend_on_order(tmp_path: Path) -> None:
    """The queries come in the order of their names, whatever the file system gives first."""
    shutil.copytree(ROOT / "queries" / "questions", tmp_path / "copy")
    assert NAMES == list(read_queries(sorted((tmp_path / "copy").glob("*.rq"), reverse=True)))
