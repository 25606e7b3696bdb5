"""The W3C's tests of the SPARQL 1.1 Protocol, written from their descriptions: 27 pass, and the 7 updates are refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import httpx
import pytest
import rdflib

from csto_kg.configuration import Configuration
from csto_kg.release.store import write_store
from csto_kg.web import make_app
from tests.support.web import serving

DATA: Final = "http://kasei.us/2009/09/sparql/data/"
DATA_1, DATA_2, DATA_3 = (f"{DATA}data{n}.rdf" for n in (1, 2, 3))
DOCUMENT: Final = "http://xmlns.com/foaf/0.1/Document"
TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
QUERY, UPDATE, FORM = "application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded"
NAMED: Final = f"ASK {{ GRAPH ?g1 {{ <{DATA_1}> a ?type }} GRAPH ?g2 {{ <{DATA_2}> a ?type }} }}"
FULL: Final = f"ASK {{ <{DATA_3}> a ?type GRAPH ?g1 {{ <{DATA_1}> a ?type }} GRAPH ?g2 {{ <{DATA_2}> a ?type }} }}"
BOTH: Final = f"ASK {{ <{DATA_1}> a ?type . <{DATA_2}> a ?type . }}"
FORMATS: Final[Mapping[str, tuple[str, ...]]] = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "graph": ("text/turtle", "application/rdf+xml", "application/n-triples"),
}


@dataclass(frozen=True)
class Case:
    """A test of the suite: its name there, the request, and what must come back: a class of status, a kind of answer."""

    name: str
    params: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    content_type: str | None = None
    method: str = ""
    status: int = 2
    answer: str = ""


def graphs(kind: str, *iris: str) -> tuple[tuple[str, str], ...]:
    return tuple((f"{kind}-graph-uri", iri) for iri in iris)


PROTOCOL: Final = (
    Case("query_post_form", graphs("default", f"{DATA}data0.rdf"), b"query=ASK%20%7B%7D", FORM, answer="boolean"),
    Case("query_dataset_default_graphs_get", (("query", BOTH), *graphs("default", DATA_1, DATA_2)), answer="boolean"),
    Case(
        "query_dataset_default_graphs_post", graphs("default", DATA_1, DATA_2), BOTH.encode(), QUERY, answer="boolean"
    ),
    Case("query_dataset_named_graphs_post", graphs("named", DATA_1, DATA_2), NAMED.encode(), QUERY, answer="boolean"),
    Case("query_dataset_named_graphs_get", (("query", NAMED), *graphs("named", DATA_1, DATA_2)), answer="boolean"),
    Case(
        "query_dataset_full",
        (*graphs("default", DATA_3), *graphs("named", DATA_1, DATA_2)),
        FULL.encode(),
        QUERY,
        answer="boolean",
    ),
    Case(
        "query_multiple_dataset",
        graphs("named", DATA_1, DATA_2),
        NAMED.replace("ASK", f"ASK FROM <{DATA_3}>").encode(),
        QUERY,
        answer="boolean",
    ),
    Case("query_get", (("query", "ASK {}"), *graphs("default", f"{DATA}data0.rdf")), answer="boolean"),
    Case("query_content_type_select", (), b"SELECT (1 AS ?value) {}", QUERY, answer="tabular"),
    Case("query_content_type_ask", (), b"ASK {}", QUERY, answer="boolean"),
    Case("query_content_type_describe", (), b"DESCRIBE <http://example.org/>", QUERY, answer="graph"),
    Case("query_content_type_construct", (), b"CONSTRUCT { <s> <p> 1 } WHERE {}", QUERY, answer="graph"),
    Case("query_post_direct", (), b"ASK {}", QUERY, answer="boolean"),
    Case("bad_query_method", (("query", "ASK {}"),), None, FORM, "PUT", 4),
    Case("bad_multiple_queries", (("query", "ASK {}"), ("query", "SELECT * {}")), status=4),
    Case("bad_query_wrong_media_type", (), b"ASK {}", "text/plain", status=4),
    Case("bad_query_missing_form_type", (), b"query=ASK%20%7B%7D", None, status=4),
    Case("bad_query_missing_direct_type", (), b"ASK {}", None, status=4),
    Case("bad_query_non_utf8", (), "ASK {}".encode("utf-16"), f"{QUERY}; charset=UTF-16", status=4),
    Case("bad_query_syntax", (("query", "ASK {"),), status=4),
    Case("bad_update_get", (("update", "CLEAR ALL"),), status=4),
    Case("bad_multiple_updates", (), b"update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", FORM, status=4),
    Case("bad_update_wrong_media_type", (), b"CLEAR NAMED", "text/plain", status=4),
    Case("bad_update_missing_form_type", (), b"update=CLEAR%20NAMED", None, status=4),
    Case("bad_update_non_utf8", (), "CLEAR NAMED".encode("utf-16"), f"{UPDATE}; charset=UTF-16", status=4),
    Case("bad_update_syntax", (), b"update=CLEAR%20XYZ", FORM, status=4),
    Case(
        "bad_update_dataset_conflict",
        (("using-named-graph-uri", "http://example/people"),),
        b"WITH <http://example/addresses> DELETE { ?s ?p 'Bill' } INSERT { ?s ?p 'William' } WHERE { ?s ?p 'Bill' }",
        UPDATE,
        status=4,
    ),
)
INSERT: Final = b"CLEAR ALL ; INSERT DATA { GRAPH <http://example.org/g> { <s:s> <p:p> 1 } }"
# The suite wants these to succeed. This endpoint is read only, and says so.
UPDATES: Final = (
    Case("update_dataset_default_graph", (("using-graph-uri", DATA_1),), INSERT, UPDATE),
    Case("update_dataset_default_graphs", (("using-graph-uri", DATA_1), ("using-graph-uri", DATA_2)), INSERT, UPDATE),
    Case(
        "update_dataset_named_graphs",
        (("using-named-graph-uri", DATA_1), ("using-named-graph-uri", DATA_2)),
        INSERT,
        UPDATE,
    ),
    Case("update_dataset_full", (("using-graph-uri", DATA_1), ("using-named-graph-uri", DATA_2)), INSERT, UPDATE),
    Case("update_post_form", (), b"update=CLEAR%20ALL", FORM),
    Case("update_post_direct", (), b"CLEAR ALL", UPDATE),
    Case("update_base_uri", (), b"INSERT DATA { GRAPH <http://example.org/g> { <s:s> <p:p> <test> } }", UPDATE),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server of the three graphs of the suite."""
    folder = tmp_path_factory.mktemp("protocol")
    lines = "".join(f"<{iri}> <{TYPE}> <{DOCUMENT}> <{iri}> .\n" for iri in (DATA_1, DATA_2, DATA_3)).encode()
    write_store(lines, folder / "store")
    (folder / "csto-kg.nq").write_bytes(lines)
    (folder / "manifest.json").write_text(json.dumps({"release": "1" * 64}), encoding="utf-8")
    about = Configuration("protocol", "Protocol", "Three graphs.", "", "https://w3id.org/csto-kg/", "csto")
    with serving(make_app(folder, {}, {}, about, timeout=600.0)) as running:
        yield running


def asked(client: httpx.Client, path: str, case: Case) -> httpx.Response:
    method = case.method or ("GET" if case.body is None else "POST")
    headers = {"Content-Type": case.content_type} if case.content_type else {}
    return client.request(method, path, params=list(case.params), content=case.body, headers=headers)


def test_the_cases_are_those_of_the_suite() -> None:
    """27 tests are of queries and of requests that are wrong, 7 of updates."""
    assert (27, 7) == (len({case.name for case in PROTOCOL}), len({case.name for case in UPDATES}))


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
@pytest.mark.parametrize("case", PROTOCOL, ids=lambda case: case.name)
def test_protocol(client: httpx.Client, path: str, case: Case) -> None:
    """The status, the kind of answer and the truth are those that the suite expects, at both addresses."""
    response = asked(client, path, case)
    assert case.status == response.status_code // 100, response.text
    if case.answer:
        assert response.headers["content-type"].partition(";")[0] in FORMATS[case.answer]
    if case.answer == "boolean":
        assert response.json()["boolean"] is True
    if case.name == "query_content_type_construct":
        (triple,) = rdflib.Graph().parse(data=response.content, format="turtle")
        assert str(triple[0]).startswith(str(client.base_url)), "a relative IRI is one of the endpoint's"
    if case.status == 4:
        assert "application/problem+json" == response.headers["content-type"]
        assert response.status_code == response.json()["status"]


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
@pytest.mark.parametrize("case", UPDATES, ids=lambda case: case.name)
def test_updates_are_refused(client: httpx.Client, path: str, case: Case) -> None:
    """An update is refused with 403, says why, and changes nothing."""
    response = asked(client, path, case)
    assert (403, "this endpoint is read only: updates are refused") == (
        response.status_code,
        response.json()["detail"],
    )
    count = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    rows = client.get(path, params={"query": count}).json()["results"]["bindings"]
    assert "3" == rows[0]["n"]["value"]


BROWSER: Final = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_browsers_get_a_page_with_the_form_as_it_was_filled(client: httpx.Client, path: str) -> None:
    """A query that is wrong comes back in its form, with what is wrong; the page's links are right at both addresses."""
    wrong = "SELECT ?x { ?x <a:b> </textarea>"
    for response in (
        client.get(path, params={"query": wrong}, headers=BROWSER),
        client.post(path, data={"query": wrong}, headers=BROWSER),
    ):
        assert (400, "text/html; charset=utf-8") == (response.status_code, response.headers["content-type"])
        assert "SELECT ?x { ?x &lt;a:b&gt; &lt;/textarea&gt;</textarea>" in response.text
        assert "is not SPARQL" in response.text
        style = response.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
        assert 200 == client.get(response.url.join(style)).status_code


def test_no_error_names_a_place_of_the_machine(
    client: httpx.Client, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What a client does wrong is answered in words that hold no path of the machine."""
    base = str(tmp_path_factory.getbasetemp())
    for params in ({"query": "ASK {"}, {"query": "ASK {}", "default-graph-uri": "x"}, {"update": "x"}):
        assert base not in client.get("/sparql", params=params).text
    for path in ("/id/nobody", "/dump/x", "/query/x", "/../manifest.json", "/day/2000-13-01.html", "/%00"):
        response = client.get(path)
        assert (404, False) == (response.status_code, base in response.text)


@pytest.mark.parametrize(
    "path", ["/", "/about.html", "/a-z.html", "/ontology.html", "/sitemap.xml", "/day/2000-01-01.html"]
)
def test_a_release_with_next_to_nothing_has_pages(client: httpx.Client, path: str) -> None:
    """A release without things, days and an ontology has its pages all the same."""
    assert 200 == client.get(path).status_code
