"""The page, the functions and the RDF of the stored queries follow from their headers."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SH

from csto_kg.project import CORE
from csto_kg.queries import catalogue
from csto_kg.queries.functions import Questions
from csto_kg.queries.stored import Parameter, ParameterType, StoredQuery, queries_of, read_queries
from csto_kg.vocab import QUERY
from tests.support.paths import PROJECT, ROOT

QUERIES = queries_of(PROJECT)


def test_the_page_has_every_query() -> None:
    """The page has each query with its question, parameters and columns, and is the one in the repository."""
    text = catalogue.markdown(QUERIES)
    assert 20 <= len(QUERIES)
    assert sorted(QUERIES) == [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert (ROOT / "queries" / "README.md").read_text(encoding="utf-8") == text


def test_the_functions_are_those_of_the_queries() -> None:
    """The module of typed functions is the one that follows from the headers."""
    written = (ROOT / "src" / "csto_kg" / "queries" / "functions.py").read_text(encoding="utf-8")
    assert catalogue.python(read_queries(CORE.question_files)) == written, "run: csto-kg format"


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_each_query_has_an_example(name: str) -> None:
    """The header of each query has a part of a row as its example; tests with the goldens check the example."""
    assert QUERIES[name].example
    assert 45 <= len(QUERIES)


def test_a_query_of_a_projects_own_is_a_function_too() -> None:
    """A name that is not in the module asks the query of that name; names with an underscore in front are not queries."""
    asked = Questions(lambda name, /, **values: (name, values))
    assert ("my-own", {"lock": "mill"}) == asked.my_own(lock="mill")
    assert not hasattr(asked, "_repr_html_")


@pytest.mark.parametrize("name", sorted(path.stem for path in CORE.question_files))
def test_each_function_asks_its_query(name: str) -> None:
    """A function passes on its arguments under the query's own names, and leaves out what was not given."""

    def query(asked: str, /, **values: object) -> tuple[str, Mapping[str, object]]:
        return asked, values

    function = getattr(Questions(query), name.replace("-", "_"))
    names = [p for p in inspect.signature(function).parameters if p != "evidence"]
    present = [p.name for p in QUERIES[name].parameters]
    former = [alias for p in QUERIES[name].parameters for alias in p.aliases]
    assert [*present, *former] == [n.removesuffix("_") for n in names]
    assert (name, {"evidence": False}) == function()
    assert (name, {"evidence": True, **dict.fromkeys(names, "x")}) == function(
        evidence=True, **dict.fromkeys(names, "x")
    )


@pytest.mark.parametrize(
    ("default", "expected"),
    [
        ("id:csto", ("csto",)),
        ("<https://w3id.org/csto-kg/id/role/member> id:x", ("role/member", "x")),
        ('"2012-06-27T00:00:00Z"^^xsd:dateTime', ("2012-06-27",)),
        ('"a text" "b"@en', ("a text", "b")),
        ("UNDEF", ("any",)),
        ("claim:x-1", ("claim:x-1",)),
    ],
)
def test_defaults_are_shown_as_people_write_them(default: str, expected: tuple[str, ...]) -> None:
    """The default of a parameter is shown in the form in which a value is given."""
    assert expected == catalogue.defaults(Parameter("p", ParameterType.TEXT, "", None, True, default))


def test_a_day_of_a_question_is_by_default_the_last_attested_one() -> None:
    """The typed functions say which day stands for one that is left out; the bounds of a period have the query's own."""
    source = catalogue.python(QUERIES)
    assert "date: the day; by default the last day for which the sources attest anything." in source
    assert "2012-06-27" not in source
    assert "default 2006-01-01" in source


def described() -> Graph:
    """The RDF of all queries."""
    graph = Graph()
    for triple in catalogue.triples(QUERIES):
        graph.add(triple)
    return graph


def test_the_rdf_holds_every_query_as_an_executable() -> None:
    """Each query is a SPARQL executable with its question, and its text parses and is the file's."""
    graph = described()
    assert {QUERY[n] for n in QUERIES} == set(graph.subjects(RDF.type, SH.SPARQLExecutable))
    store = ox.Store()
    for name, query in QUERIES.items():
        assert Literal(query.text) == graph.value(QUERY[name], SH.select)
        assert Literal(query.question, lang="en") == graph.value(QUERY[name], RDFS.comment)
        assert isinstance(store.query(str(graph.value(QUERY[name], SH.select))), ox.QuerySolutions)


def test_the_rdf_holds_every_parameter() -> None:
    """Each parameter has its name, place, and the class or datatype that it takes."""
    graph = described()
    for name, query in QUERIES.items():
        nodes = {str(graph.value(n, SH.name)): n for n in graph.objects(QUERY[name], SH.parameter)}
        assert {p.name for p in query.parameters} == set(nodes)
        for node in nodes.values():
            assert (node, SH.datatype, None) in graph or (node, SH.nodeKind, SH.IRI) in graph


def test_a_query_without_parameters_is_described(tmp_path: Path) -> None:
    """A query without parameters has a function without parameters and a page without a list of them."""
    query = StoredQuery("x", "Which?", "one", (), {"a": "it"}, frozenset(), (), {"a": "1"}, "SELECT ?a {}")
    assert "def x(\n        self,\n        *,\n        evidence: bool = False,\n    ) -> A:" in catalogue.python(
        {"x": query}
    )
    assert "| `a` | it | `1` |" in catalogue.markdown({"x": query})
    assert json.dumps([]) == json.dumps([o for _, p, o in catalogue.triples({"x": query}) if p == SH.parameter])
    assert URIRef(QUERY + "x") in {s for s, _, _ in catalogue.triples({"x": query})}
