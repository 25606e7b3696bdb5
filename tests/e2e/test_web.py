"""The server as clients meet it: a real one on a port of this machine, over a small release."""

from __future__ import annotations

import csv
import io
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from xml.dom.minidom import Document
from xml.etree import ElementTree

import httpx
import psutil
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed
from starlette.applications import Starlette

from csto_kg.configuration import Configuration
from csto_kg.errors import MachineError, UsageError
from csto_kg.queries.catalogue import defaults
from csto_kg.queries.stored import Parameter, ParameterType, StoredQuery, read_queries
from csto_kg.release.store import write_store
from csto_kg.vocab import ROOT as BASE
from csto_kg.web import make_app, serve
from tests.support.paths import ROOT
from tests.support.waiting import DEADLINE, wait_for
from tests.support.web import serving

RELEASE = "5" * 64
CONTEXT = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))["@context"]
ABOUT = Configuration("csto-kg", "A graph", "Some things.", "csto", "https://w3id.org/csto-kg/", "csto")

DATA = """
@prefix csto: <https://w3id.org/csto-kg/ontology#> .
@prefix graph: <https://w3id.org/csto-kg/graph/> .
@prefix id: <https://w3id.org/csto-kg/id/> .
@prefix claim: <https://w3id.org/csto-kg/claim/> .
@prefix finding: <https://w3id.org/csto-kg/finding/> .
@prefix source: <https://w3id.org/csto-kg/source/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@base <https://w3id.org/csto-kg/id/> .
graph:register { id:armenia a csto:State ; rdfs:label "Armenia"@en . id:georgia a csto:State ; rdfs:label "Georgia"@en }
graph:view {
  id:armenia a csto:State ; rdfs:label "Armenia"@en , "Հայաստան"@hy .
  id:georgia a csto:State ; rdfs:label "Georgia"@en .
  <membership/armenia-csto-1> a csto:Membership ; org:member id:armenia ; csto:begins "2002" ;
    csto:note "<script>alert('&')</script>" ; rdfs:seeAlso <javascript:alert(1)> , <https://example.org/?a=1&b=2> .
}
graph:findings { <https://w3id.org/csto-kg/finding/membership/armenia-csto-1/begins> a csto:Finding ;
  rdf:subject <membership/armenia-csto-1> ; rdf:predicate csto:begins ; rdf:object "2002" ;
  csto:status <https://w3id.org/csto-kg/id/finding-status/held> ; csto:supportedBy claim:a-1 ; csto:dissentedBy claim:b-1 . }
graph:provenance { claim:a-1 a csto:Claim ; prov:hadPrimarySource source:a . claim:b-1 a csto:Claim }
graph:inferred { id:armenia a csto:Polity }
graph:reported { <joining/georgia-nato-1> a csto:Joining ; rdfs:label "a joining"@en ; csto:by id:georgia ;
  csto:reportedBy claim:b-1 }
graph:metadata { <https://w3id.org/csto-kg/dataset> a <http://www.w3.org/ns/dcat#Dataset> ; rdfs:label "the data" ;
  <http://rdfs.org/ns/void#classPartition> <https://w3id.org/csto-kg/dataset/class/csto/State> . }
graph:ontology { csto:State a rdfs:Class ; rdfs:subClassOf csto:Polity ; rdfs:label "state"@en }
claim:a-1 { <membership/armenia-csto-1> csto:begins "2002" }
claim:b-1 { <membership/armenia-csto-1> csto:begins "2003" }
"""

QUERY = """#+ question: Which states are there?
#+ row: one state
#+ parameters:
#+   state: {type: entity, class: State, any: "true", about: the state}
#+ columns:
#+   state: the state
#+   label: its name
#+   claims: claims
#+ sentences: {row: "{{ state }} is a state.", none: "No state is known as {{ asked.state }}."}
#+ lists: [claims]
PREFIX graph: <https://w3id.org/csto-kg/graph/>
PREFIX csto: <https://w3id.org/csto-kg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?state ?label ("https://b.example/2 https://a.example/1" AS ?claims)
WHERE { GRAPH graph:view { VALUES ?state { <https://w3id.org/csto-kg/id/armenia> } ?state a csto:State ; rdfs:label ?label .
  FILTER(LANG(?label) = "en") } }
ORDER BY ?state
"""

# Counts every way to take seven triples; the store has some thirty.
SLOW = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?s{i} ?p{i} ?o{i} .' for i in range(7))} }}"


@dataclass(frozen=True)
class Made:
    """A release's folder and its stored queries."""

    folder: Path
    queries: Mapping[str, StoredQuery]

    def app(self, **limits: float) -> Starlette:
        """The server over it."""
        return make_app(self.folder, self.queries, CONTEXT, ABOUT, **limits)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A release of some thirty quads."""
    folder = tmp_path_factory.mktemp("release")
    quads = list(ox.parse(DATA.encode(), ox.RdfFormat.TRIG))
    canonical = b"".join(sorted(f"{q} .\n".encode() for q in quads))
    assert len(quads) == write_store(canonical, folder / "store")
    (folder / "csto-kg.nq").write_bytes(canonical)
    (folder / "manifest.json").write_text(json.dumps({"release": RELEASE}), encoding="utf-8")
    (folder / "states.rq").write_text(QUERY, encoding="utf-8")
    return Made(folder, read_queries([folder / "states.rq"]))


@pytest.fixture(scope="module")
def client(release: Made) -> Iterator[httpx.Client]:
    """A client of a server that gives each query a second."""
    with serving(release.app(timeout=1.0, max_bytes=40_000)) as client:
        yield client


def ask(client: httpx.Client, query: str, accept: str = "*/*", **more: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query, **more}, headers={"Accept": accept})


def count(response: httpx.Response) -> int:
    return int(response.json()["results"]["bindings"][0]["n"]["value"])


def refused(response: httpx.Response) -> str:
    """The message of an error, which always has the same form."""
    body = response.json()
    assert {"type", "title", "status", "detail", "faults", "error"} == set(body)
    assert {"status", "message", "faults"} == set(body["error"]), "the former form"
    assert response.status_code == body["status"] == body["error"]["status"]
    assert body["detail"] == body["error"]["message"]
    assert response.headers["content-type"] == "application/problem+json"
    return str(body["detail"])


# ---------------------------------------------------------------------------------------------------------------
# The protocol
# ---------------------------------------------------------------------------------------------------------------

SELECT = 'SELECT ?s ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l FILTER(LANG(?l) = "hy") }'
CONSTRUCT = 'CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(LANG(?o) = "hy") }'
ARMENIA = BASE + "id/armenia"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/xml", "application/xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
    ],
)
def test_select_in_every_format(client: httpx.Client, accept: str, media_type: str) -> None:
    """A SELECT comes in the format that is accepted, and every format holds the same row."""
    response = ask(client, SELECT, accept)
    assert (200, media_type) == (response.status_code, response.headers["content-type"])
    if "json" in media_type:
        row = response.json()["results"]["bindings"][0]
        assert (ARMENIA, {"type": "literal", "value": "Հայաստան", "xml:lang": "hy"}) == (row["s"]["value"], row["l"])
    elif "xml" in media_type:
        texts = [e.text for e in ElementTree.fromstring(response.content).iter() if e.text]
        assert [ARMENIA, "Հայաստան"] == texts
    elif "csv" in media_type:
        assert [["s", "l"], [ARMENIA, "Հայաստան"]] == list(csv.reader(io.StringIO(response.text)))
    elif "tab" in media_type:
        assert f'?s\t?l\n<{ARMENIA}>\t"Հայաստան"@hy\n' == response.text
    else:
        assert '<a href="id/armenia">armenia</a>' in response.text
        assert "Հայաստան" in response.text


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "application/sparql-results+xml"])
def test_ask(client: httpx.Client, accept: str) -> None:
    """An ASK is true in JSON and in XML."""
    response = ask(client, "ASK {}", accept)
    assert "true" in response.text
    assert accept == response.headers["content-type"]


@pytest.mark.parametrize("form", [CONSTRUCT, f"DESCRIBE <{ARMENIA}>"])
@pytest.mark.parametrize(
    ("accept", "format_"),
    [
        ("*/*", "turtle"),
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ],
)
def test_graphs_in_every_format(client: httpx.Client, form: str, accept: str, format_: str) -> None:
    """A CONSTRUCT or DESCRIBE comes in the format that is accepted, and rdflib reads the same triple from each."""
    response = ask(client, form, accept)
    if accept != "*/*":
        assert accept == response.headers["content-type"].partition(";")[0]
    graph = rdflib.Graph().parse(data=response.content, format=format_)
    label = rdflib.Literal("Հայաստան", lang="hy")
    assert [label] == [o for o in graph.objects(rdflib.URIRef(ARMENIA), rdflib.RDFS.label) if o == label]


def test_construct_with_blank_nodes(client: httpx.Client) -> None:
    """A CONSTRUCT that makes blank nodes can be had in JSON-LD too."""
    response = ask(client, "CONSTRUCT { [] <http://example.org/p> 1 } WHERE {}", "application/ld+json")
    assert 1 == len(rdflib.Graph().parse(data=response.content, format="json-ld"))


def test_rdfxml_that_cannot_be(client: httpx.Client) -> None:
    """A property that no XML name can write is refused in RDF/XML, instead of giving what no parser reads."""
    response = ask(client, "CONSTRUCT { <s:s> <http://example.org/1/> 1 } WHERE {}", "application/rdf+xml")
    assert "RDF/XML cannot write" in refused(response)


@pytest.mark.parametrize(("query", "named"), [(SELECT, "text/csv"), (CONSTRUCT, "text/turtle")])
def test_nothing_accepted(client: httpx.Client, query: str, named: str) -> None:
    """Where nothing fits what is accepted, the answer is 406 and lists what there is."""
    response = ask(client, query, "image/png")
    assert named in refused(response)
    assert 406 == response.status_code


def test_the_prefixes_of_the_project_are_known(client: httpx.Client) -> None:
    """A query need not declare them; one that declares another namespace for one of them has its own."""
    assert ask(client, "ASK { ?s rdfs:label ?o }").json()["boolean"]
    assert not ask(client, "PREFIX rdfs: <http://example.org/> ASK { ?s rdfs:label ?o }").json()["boolean"]


def test_the_page_of_an_answer_has_its_sentences_and_labels(client: httpx.Client) -> None:
    """For people the answer is said in a sentence, and things have their labels."""
    page = client.get("/query/states.html", params={"state": "georgia"}).text
    assert "<p>Georgia is a state.</p>" in page
    assert "SELECT" in page
    assert "{{" not in page, "the templates in the header of a query are not for readers"
    assert '<a href="../id/georgia">Georgia</a>' in page


def test_post(client: httpx.Client) -> None:
    """A query can be posted as a form and as itself, with charset parameters."""
    form = client.post("/sparql", data={"query": "ASK {}"})
    direct = [
        client.post("/sparql", content="ASK { FILTER(STRLEN('ä') = 1) }".encode(), headers={"Content-Type": kind})
        for kind in (
            "application/sparql-query",
            "application/sparql-query; charset=UTF-8",
            'Application/SPARQL-Query;charset="utf-8"',
        )
    ]
    assert [True] * 4 == [r.json()["boolean"] for r in (form, *direct)]


@pytest.mark.parametrize(
    ("method", "options", "status", "message"),
    [
        ("GET", {"params": {"query": "SELECT * {"}}, 400, "line 1, character 10: '{' is not closed"),
        ("GET", {"params": {"query": ""}}, 400, "is not SPARQL: the query is empty"),
        (
            "GET",
            {"params": {"query": "ASK { ?s rdf5:label ?o }"}},
            400,
            "'rdf5:' is not declared — did you mean rdf or rdfs?",
        ),
        ("GET", {"params": {"query": "INSERT DATA { <a:a> <a:b> <a:c> }"}}, 400, "is not SPARQL"),
        ("GET", {"params": {"default-graph-uri": "http://example.org/"}}, 400, "no query"),
        ("GET", {"params": [("query", "ASK {}"), ("query", "ASK {}")]}, 400, "2 queries"),
        (
            "GET",
            {"params": {"query": "ASK {}", "default-graph-uri": "no IRI"}},
            400,
            "'no IRI' is not the name of a graph",
        ),
        ("GET", {"params": {"update": "CLEAR ALL"}}, 403, "read only"),
        ("POST", {"data": {"update": "CLEAR ALL"}}, 403, "read only"),
        (
            "POST",
            {"content": b"CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}},
            403,
            "read only",
        ),
        ("POST", {"data": {"format": "json"}}, 400, "no query"),
        ("POST", {"content": b"ASK {}"}, 415, "Content-Type"),
        (
            "POST",
            {"content": b"ASK {}", "headers": {"Content-Type": "text/plain"}},
            415,
            "text/plain is not accepted",
        ),
        (
            "POST",
            {
                "content": "ASK {}".encode("utf-16"),
                "headers": {"Content-Type": "application/sparql-query; charset=utf-16"},
            },
            415,
            "use UTF-8",
        ),
        (
            "POST",
            {"content": b"ASK { '\xff' }", "headers": {"Content-Type": "application/sparql-query"}},
            400,
            "not in UTF-8",
        ),
        (
            "POST",
            {
                "params": {"query": "ASK {}"},
                "content": b"ASK {}",
                "headers": {"Content-Type": "application/sparql-query"},
            },
            400,
            "2 queries",
        ),
        (
            "POST",
            {"content": b"#" * (2**20 + 1), "headers": {"Content-Type": "application/sparql-query"}},
            413,
            "longer than",
        ),
        ("PUT", {"content": b"ASK {}"}, 405, "Method Not Allowed"),
        ("DELETE", {}, 405, "Method Not Allowed"),
    ],
)
def test_bad_requests(
    client: httpx.Client, method: str, options: dict[str, object], status: int, message: str
) -> None:
    """A request that is wrong is refused with its status and a message that says why, in the one form of errors."""
    response = client.request(method, "/sparql", **options)  # type: ignore[arg-type]
    assert message in refused(response)
    assert status == response.status_code


def test_query_that_is_no_utf8(client: httpx.Client) -> None:
    """A query string that is not UTF-8 is refused, instead of asking for something else."""
    response = client.get("/sparql?query=ASK%20%7B%20BIND(%22%FF%22%20AS%20?x)%20%7D")
    assert (400, True) == (response.status_code, "cannot be read" in refused(response))


def test_head(client: httpx.Client) -> None:
    """HEAD has the headers of GET and no body."""
    got, head = client.get("/sparql", params={"query": "ASK {}"}), client.head("/sparql", params={"query": "ASK {}"})
    named = ("content-type", "content-length", "access-control-allow-origin")
    assert [got.headers[n] for n in named] == [head.headers[n] for n in named]
    assert b"" == head.content


@pytest.mark.parametrize("path", ["/", "/sparql", "/sparql?query=x", "/query/", "/nothing", "/id/armenia"])
def test_any_page_may_read(client: httpx.Client, path: str) -> None:
    """Every answer, errors too, may be read from any page, and names the release."""
    response = client.get(path)
    assert ("*", RELEASE) == tuple(response.headers[n] for n in ("access-control-allow-origin", "csto-kg-release"))


def test_preflight(client: httpx.Client) -> None:
    """A browser that asks whether it may post learns that it may, to the endpoint only."""
    sparql, query = client.options("/sparql"), client.options("/query/states")
    assert (204, 204) == (sparql.status_code, query.status_code)
    assert [True, False] == ["POST" in r.headers["access-control-allow-methods"] for r in (sparql, query)]


# ---------------------------------------------------------------------------------------------------------------
# Data sets
# ---------------------------------------------------------------------------------------------------------------

STARTS = "SELECT ?v { ?s <https://w3id.org/csto-kg/ontology#begins> ?v } ORDER BY ?v"


def values(response: httpx.Response) -> list[str]:
    return [row["v"]["value"] for row in response.json()["results"]["bindings"]]


@pytest.mark.parametrize(
    ("query", "more", "expected"),
    [
        (STARTS, {}, ["2002"]),
        (STARTS, {"default-graph-uri": BASE + "claim/b-1"}, ["2003"]),
        (STARTS, {"named-graph-uri": BASE + "claim/b-1"}, []),
        (STARTS.replace("{", f"FROM <{BASE}claim/b-1> {{"), {}, ["2003"]),
        (STARTS.replace("{", f"from <{BASE}claim/b-1> {{"), {"default-graph-uri": BASE + "graph/view"}, ["2002"]),
        (STARTS.replace("{", "{ # FROM\n BIND('from' AS ?from)"), {}, ["2002"]),
        (STARTS.replace("{", "{ GRAPH ?g {").replace("}", "} }"), {}, ["2002", "2002", "2003"]),
        (
            STARTS.replace("{", "{ GRAPH ?g {").replace("}", "} }"),
            {"named-graph-uri": BASE + "claim/b-1"},
            ["2003"],
        ),
        (STARTS.replace("{", "{ GRAPH ?g {").replace("}", "} }"), {"default-graph-uri": BASE + "graph/view"}, []),
        (
            "SELECT (LANG(?l) AS ?v) { ?s a ?c . ?c <http://www.w3.org/2000/01/rdf-schema#label> ?l } LIMIT 1",
            {},
            ["en"],
        ),
        (
            f"SELECT (STR(?c) AS ?v) {{ <{ARMENIA}> a ?c }} ORDER BY ?v",
            {},
            [BASE + f"ontology#{c}" for c in ("Polity", "State")],
        ),
    ],
)
def test_data_sets(client: httpx.Client, query: str, more: dict[str, str], expected: list[str]) -> None:
    """The default graph is what is held; claims are reached by name only; the request's data set overrides the query's."""
    assert expected == values(ask(client, query, **more))


def graphs_of(release: Made) -> set[str]:
    """The graphs of a release, one for each claim too."""
    quads = ox.parse(path=str(release.folder / "csto-kg.nq"), format=ox.RdfFormat.N_QUADS)
    found = {q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode)}
    assert len(found) > 8
    return found


def test_service_description(client: httpx.Client, release: Made) -> None:
    """The endpoint describes itself: its address, formats, the default graph in words, and the graphs by name."""
    response = client.get("/sparql")
    graph = rdflib.Graph().parse(data=response.content, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert [str(client.base_url.join("/sparql"))] == [str(o) for o in graph.objects(None, sd.endpoint)]
    assert 8 == len(set(graph.objects(None, sd.resultFormat)))
    assert graphs_of(release) == {str(o) for o in graph.objects(None, sd.name)}
    assert any("not facts" in str(o) for o in graph.objects(None, rdflib.RDFS.comment))
    page = client.get("/sparql", headers={"Accept": "text/html"})
    assert "<form" in page.text
    assert "not facts" in page.text


def test_the_description_of_the_data_set(client: httpx.Client) -> None:
    """It is where VoID has programs look for it, with the addresses of this server, and in the service description."""
    dataset = rdflib.URIRef(f"{BASE}dataset")
    void, dcat = (rdflib.Namespace(n) for n in ("http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#"))
    address = f"{str(client.base_url).rstrip('/')}/"
    for path in ("/.well-known/void", "/dataset", "/dataset.ttl", "/sparql"):
        graph = rdflib.Graph().parse(data=client.get(path).content, format="turtle")
        assert (dataset, RDF.type, dcat.Dataset) in graph
        assert {rdflib.URIRef(f"{address}sparql")} == set(graph.objects(dataset, void.sparqlEndpoint))
        assert {rdflib.URIRef(f"{address}dump/csto-kg.nq")} == set(graph.objects(dataset, void.dataDump))
        assert (path != "/sparql") == ((dataset, void.classPartition, None) in graph)
    for path, to in (("/dataset", "/about.html"), ("/.well-known/void", "/about.html")):
        response = client.get(path, headers={"Accept": "text/html"})
        assert (303, to) == (
            response.status_code,
            str(client.base_url.join(path).join(response.headers["location"]).path),
        )


def test_the_whole_release_can_be_fetched(client: httpx.Client, release: Made) -> None:
    """The address in the description gives the file; no other file of the release can be had so."""
    got = client.get("/dump/csto-kg.nq")
    assert (200, "application/n-quads") == (got.status_code, got.headers["content-type"])
    assert (release.folder / "csto-kg.nq").read_bytes() == got.content
    for name in ("manifest.json", "..%2Fmanifest.json", "csto-kg.jsonld"):
        assert 404 == client.get(f"/dump/{name}").status_code
    assert "there is no file 'manifest.json': there are csto-kg.nq" in refused(client.get("/dump/manifest.json"))


# ---------------------------------------------------------------------------------------------------------------
# Limits
# ---------------------------------------------------------------------------------------------------------------


def wait_until_one_works(processes: Iterable[psutil.Process]) -> None:
    """Wait until one of some processes, all idle before, has computed for a while."""

    def computed() -> dict[int, float]:
        return {p.pid: p.cpu_times().user for p in processes}

    before = computed()
    wait_for(lambda: any(t > before[p] + 0.1 for p, t in computed().items()), "a worker computes")


def test_slow_query_ends_and_the_server_goes_on(client: httpx.Client) -> None:
    """A query that takes too long is ended with 503 at its time, and the next one is answered."""
    started = time.perf_counter()
    response = ask(client, SLOW)
    took = time.perf_counter() - started
    assert "longer than 1 seconds" in refused(response)
    assert 503 == response.status_code
    assert 0.9 < took
    assert ask(client, "ASK {}").json()["boolean"]


def test_pages_do_not_wait_for_queries(release: Made) -> None:
    """While a query runs, the event loop answers what needs no query."""
    others = set(psutil.Process().children(recursive=True))
    with serving(release.app(timeout=10.0)) as client, ThreadPoolExecutor(1) as pool:
        assert ask(client, "ASK {}").json()["boolean"]
        workers = set(psutil.Process().children(recursive=True)) - others
        slow = pool.submit(ask, client, SLOW)
        wait_until_one_works(workers)
        assert 200 == client.get("/query/").status_code
        assert not slow.done()
        assert 503 == slow.result().status_code


def test_many_at_once(client: httpx.Client) -> None:
    """Requests that come at once are all answered, each with its own answer."""
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda n: count(ask(client, f"SELECT ({n} AS ?n) {{}}")), range(64)))
    assert list(range(64)) == answers


@pytest.mark.parametrize("accept", ["text/csv", "application/sparql-results+json", "text/html"])
def test_large_answers_are_refused_whole(client: httpx.Client, accept: str) -> None:
    """An answer beyond the size is refused; nothing that looks whole is sent."""
    response = ask(client, "SELECT * { ?a ?b ?c . ?d ?e ?f }", accept)
    message = response.text if accept == "text/html" else refused(response)
    assert "larger than 40000 bytes" in message
    assert 413 == response.status_code


def test_large_graphs_are_refused_whole(client: httpx.Client) -> None:
    """A CONSTRUCT beyond the size is refused too."""
    query = "CONSTRUCT { ?a ?b ?x } WHERE { ?a ?b ?c . ?d ?e ?f BIND(CONCAT(STR(?d), STR(?e), STR(?f)) AS ?x) }"
    assert 413 == ask(client, query, "application/n-triples").status_code


def test_memory_is_bounded(release: Made) -> None:
    """A query that needs too much memory is ended with 503, and the next one is answered."""
    hungry = SLOW.replace("(COUNT(*) AS ?n)", "*") + " ORDER BY ?s0 ?s5"
    with serving(release.app(timeout=20.0, max_memory=400 * 2**20)) as client:
        response = ask(client, hungry)
        assert "more memory" in refused(response)
        assert 503 == response.status_code
        assert ask(client, "ASK {}").json()["boolean"]


# ---------------------------------------------------------------------------------------------------------------
# SERVICE
# ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """Another server: its address, and the requests that it has been asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_GET = do_POST  # noqa: N815 (the name that http.server calls)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", asked
        server.shutdown()
        thread.join()


HIDDEN = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * { service<URL>{ ?s ?p ?o } }",
    "SELECT * { sErViCe sIlEnT <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE # a comment\n <URL> { ?s ?p ?o } }",
    "PREFIX x: <URL> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "PREFIX : <URL> SELECT * { SERVICE:{ ?s ?p ?o } }",
    "PREFIX service: <URL> SELECT * { SERVICE service:x { ?s ?p ?o } }",
    "SELECT * { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "SELECT * { VALUES (?u ?a ?b) { (<URL> 1 2) } FILTER(?a<?b)SERVICE?u#>\n{ ?s ?p ?o } }",
    "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "ASK { OPTIONAL { { SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } } } } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p 'SERVICE' UNION { SERVICE <URL> { ?s ?p ?o } } }",
    "DESCRIBE ?s { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p '''\\''' . SERVICE <URL> { ''' } SERVICE <URL> { ?s ?p ?o } }",
    'SELECT * { BIND("\\"" AS ?x) SERVICE <URL> { ?s ?p ?o } }',
    "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "SELECT * FROM <URL> { SERVICE SILENT <URL> { ?s ?p ?o } }",
]


@pytest.mark.parametrize("query", HIDDEN)
def test_service_reaches_nobody(client: httpx.Client, elsewhere: tuple[str, list[str]], query: str) -> None:
    """No query makes the server ask another one, however SERVICE is written."""
    url, asked = elsewhere
    response = ask(client, query.replace("URL", url))
    assert response.status_code in (400, 403)
    refused(response)
    assert [] == asked


def test_service_is_refused_in_words(client: httpx.Client, elsewhere: tuple[str, list[str]]) -> None:
    """A query with SERVICE is refused with 403 in plain words."""
    response = ask(client, HIDDEN[0].replace("URL", elsewhere[0]))
    assert "SERVICE is refused: this endpoint asks no other servers" == refused(response)
    assert 403 == response.status_code


def test_engine_would_have_asked(elsewhere: tuple[str, list[str]]) -> None:
    """The engine itself does ask other servers, so that the tests above hold something."""
    url, asked = elsewhere
    ox.Store().query(HIDDEN[1].replace("URL", url))
    received = list(asked)
    asked.clear()
    assert 1 == len(received)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { BIND('SERVICE <http://x/> {' AS ?service) } # SERVICE",
        "PREFIX service: <http://example.org/service/> ASK { FILTER NOT EXISTS { ?s service:SERVICE <http://x/service> } }",
    ],
)
def test_the_word_is_no_crime(client: httpx.Client, query: str) -> None:
    """SERVICE in a string, comment, variable, prefix or IRI is no reason to refuse."""
    assert 200 == ask(client, query).status_code


def test_from_fetches_nothing(client: httpx.Client, elsewhere: tuple[str, list[str]]) -> None:
    """Graphs that are not in the store are empty; nobody is asked for them."""
    url, asked = elsewhere
    responses = [
        ask(client, f"SELECT * FROM <{url}> {{ ?s ?p ?o }}"),
        ask(client, "ASK {}", **{"default-graph-uri": url}),
    ]
    assert ([200, 200], []) == ([r.status_code for r in responses], asked)


# ---------------------------------------------------------------------------------------------------------------
# Stored queries, things, pages
# ---------------------------------------------------------------------------------------------------------------


def test_listing(client: httpx.Client) -> None:
    """The stored queries are listed with their parameters and columns."""
    listed = client.get("/query/").json()
    (query,) = listed["queries"]
    assert (RELEASE, "states", ["state"]) == (
        listed["release"],
        query["name"],
        [p["name"] for p in query["parameters"]],
    )
    assert "/query/states" in client.get("/query/", headers={"Accept": "text/html"}).text


def test_stored_query(client: httpx.Client) -> None:
    """A stored query runs with its default, a label, several values and `any`; an empty value counts as none."""
    asked = [
        client.get("/query/states", params=p).json()
        for p in (
            {},
            {"state": "georgia"},
            {"state": "Georgia"},
            {"state": ["armenia", "georgia"]},
            {"state": "any"},
            {"state": ""},
        )
    ]
    labels = [[row["label"] for row in rows] for rows in asked]
    both = ["Armenia", "Georgia"]
    assert [["Armenia"], ["Georgia"], ["Georgia"], both, both, ["Armenia"]] == labels
    assert {"state": ARMENIA, "label": "Armenia", "claims": ["https://a.example/1", "https://b.example/2"]} == asked[
        0
    ][0]


@pytest.mark.parametrize(
    ("suffix", "accept", "media_type"),
    [
        (".csv", "*/*", "text/csv; charset=utf-8"),
        ("", "text/csv", "text/csv; charset=utf-8"),
        (".tsv", "*/*", "text/tab-separated-values; charset=utf-8"),
        (".srj", "*/*", "application/sparql-results+json"),
        (".srx", "*/*", "application/sparql-results+xml"),
        (".json", "text/html", "application/json"),
        ("", "text/html", "text/html; charset=utf-8"),
    ],
)
def test_stored_query_in_every_format(client: httpx.Client, suffix: str, accept: str, media_type: str) -> None:
    """A stored query comes in the format that its address ends with, or else that is accepted."""
    response = client.get(f"/query/states{suffix}", params={"state": "georgia"}, headers={"Accept": accept})
    assert (200, media_type) == (response.status_code, response.headers["content-type"])
    assert "Georgia" in response.text


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/query/stats", 404, "did you mean states"),
        ("/query/states?stat=x", 400, "no parameter 'stat'"),
        ("/query/states?state=amrenia", 400, "did you mean armenia"),
        ("/query/states?state=%3E%20%7D%20%23", 400, "there is no State"),
        (
            "/query/states.ttl",
            404,
            "'states' has no format '.ttl': the formats are .csv, .tsv, .srj, .srx, .json, .html",
        ),
        ("/query/stats.ttl", 404, "there is no stored query 'stats.ttl': did you mean states?; the formats are .csv"),
        ("/query/zzz", 404, "there is no stored query 'zzz': /query/ lists them"),
        ("/id/armennia", 404, "did you mean armenia?"),
        ("/id/nobody", 404, "has nothing on https://w3id.org/csto-kg/id/nobody"),
        ("/id/%3Cscript%3E", 404, "nothing can have the identifier"),
        (
            "/id/armenia.csv",
            404,
            "ask for id/armenia; things have the formats .ttl, .jsonld, .nt, .rdf, .trig, .nq, .html",
        ),
        ("/id/armennia.html", 404, "did you mean armenia?"),
        ("/id/armenia.html?as-of=yesterday", 400, "as-of: 'yesterday' is not a date"),
        ("/nothing", 404, "Not Found: /nothing; there are /, /query/, /api/queries, /sparql"),
    ],
)
def test_what_is_not_there(client: httpx.Client, path: str, status: int, message: str) -> None:
    """What is not there, or does not fit, gets an error in the one form, with what may have been meant."""
    response = client.get(path)
    assert message in refused(response)
    assert status == response.status_code


def test_all_faults_at_once(client: httpx.Client) -> None:
    """Every wrong parameter is reported, each with its fault."""
    error = client.get("/query/states?stat=x&state=amrenia").json()["error"]
    assert ["query states has no parameter 'stat'", True] == [
        error["faults"][0]["message"],
        "there is no State 'amrenia'" in error["faults"][1]["message"],
    ]


@pytest.mark.parametrize(("suffix", "format_"), [("", "turtle"), (".ttl", "turtle"), (".nt", "nt"), (".rdf", "xml")])
def test_thing_as_data(client: httpx.Client, suffix: str, format_: str) -> None:
    """In a format of one graph a thing's data hold what is held and recorded of it, and never what a single claim says."""
    response = client.get(f"/id/membership/armenia-csto-1{suffix}", follow_redirects=True)
    graph = rdflib.Graph().parse(data=response.content, format=format_)
    thing = rdflib.URIRef(BASE + "id/membership/armenia-csto-1")
    assert ["2002"] == [str(o) for o in graph.objects(thing, rdflib.URIRef(BASE + "ontology#begins"))]
    assert {thing} == set(graph.subjects())


@pytest.mark.parametrize(("suffix", "format_"), [("trig", "trig"), ("nq", "nquads"), ("jsonld", "json-ld")])
def test_thing_with_what_claims_say_of_it(client: httpx.Client, suffix: str, format_: str) -> None:
    """In a format of several graphs a thing's data hold what each claim says of it, in the graph of the claim."""
    response = client.get(f"/id/membership/armenia-csto-1.{suffix}")
    data = rdflib.Dataset().parse(data=response.content, format=format_)
    start = rdflib.URIRef(BASE + "ontology#begins")
    found = {(str(o), str(g)) for _, _, o, g in data.quads((None, start, None, None))}
    assert {
        ("2002", BASE + "graph/view"),
        ("2002", BASE + "claim/a-1"),
        ("2003", BASE + "claim/b-1"),
    } == found


@pytest.mark.parametrize(
    ("path", "links"),
    [
        ("/id/armenia", ["../id/membership/armenia-csto-1.html"]),
        ("/claim/b-1", ["../id/membership/armenia-csto-1.html"]),
        ("/source/a", ["../sources.html"]),
        ("/finding/membership/armenia-csto-1/begins", ["../../claim/a-1.html", "../../claim/b-1.html"]),
    ],
)
def test_thing_as_page(client: httpx.Client, path: str, links: list[str]) -> None:
    """A browser is led to a page without scripts whose links lead to pages here."""
    accept = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    page = client.get(path, headers=accept, follow_redirects=True)
    assert "text/html; charset=utf-8" == page.headers["content-type"]
    assert [] == [link for link in links if f'href="{link}"' not in page.text]
    assert [200] * len(links) == [client.get(page.url.join(link)).status_code for link in links]
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "form-action 'self'" in page.headers["content-security-policy"]


def test_page_escapes(client: httpx.Client) -> None:
    """Markup in the data is shown as text, and no link runs a script."""
    text = client.get("/id/membership/armenia-csto-1.html").text
    assert "&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;" in text
    assert 'href="javascript' not in text
    assert 'href="https://example.org/?a=1&amp;b=2"' in text


def test_claim_page_says_that_it_is_no_fact(client: httpx.Client) -> None:
    """A claim's page shows what the claim says, and that this is no fact."""
    text = client.get("/claim/b-1.html").text
    assert "A source says so. It counts once it has been weighed." in text
    assert "2003" in text


def test_what_is_only_reported_is_marked_on_its_page(client: httpx.Client) -> None:
    """A page marks what is only reported of a thing, and what is only reported to concern it."""
    text = client.get("/id/joining/georgia-nato-1.html").text
    assert "<h2>Only reported</h2>" in text
    assert "No source asserts this" in text
    assert '<span class="tag tag-only-reported">only reported</span>' in client.get("/id/georgia.html").text
    assert "reported" not in client.get("/id/armenia.html").text


def test_what_is_only_reported_is_not_data_on_a_thing(client: httpx.Client) -> None:
    """In a format of one graph a thing that is only reported has its name and the claims that report it, and no class."""
    graph = rdflib.Graph().parse(data=client.get("/id/joining/georgia-nato-1.ttl").content, format="turtle")
    found = {str(p).removeprefix(BASE + "ontology#") for p in graph.predicates()}
    assert {str(rdflib.RDFS.label), "reportedBy"} == found
    assert "joining" not in client.get("/id/georgia.ttl").text


def test_names_elsewhere_are_escaped(client: httpx.Client) -> None:
    """An IRI with marks of HTML in it is a link to it, and shown as it is."""
    quoted = ask(client, "SELECT (<http://example.org/a'b/?c=1&d=2#e> AS ?x) {}", "text/html").text
    link = "http://example.org/a&#39;b/?c=1&amp;d=2#e"
    assert f'<a href="{link}">{link}</a>' in quoted


def test_language_of_the_page_is_not_marked(client: httpx.Client) -> None:
    """A label in English stands by itself; one in another language is marked as such."""
    assert '<span lang="hy">Հայաստան</span>' in client.get("/id/armenia.html").text
    assert ">Georgia</td>" in client.get("/query/states.html", params={"state": "georgia"}).text


@pytest.mark.parametrize(
    ("default", "expected"),
    [
        ("id:csto", "csto"),
        (f"<{BASE}id/role/member>", "role/member"),
        ("claim:minsk-015", "claim:minsk-015"),
        ("<http://example.org/x>", "http://example.org/x"),
        ('"2012-06-27T00:00:00Z"^^xsd:dateTime', "2012-06-27"),
        ('"2012-06-27T12:00:00Z"^^xsd:dateTime', "2012-06-27T12:00:00Z"),
        ('"a text"', "a text"),
        ("UNDEF", "any"),
        ("id:armenia id:belarus", "armenia, belarus"),
        ("other:x", "other:x"),
    ],
)
def test_defaults_as_typed(default: str, expected: str) -> None:
    """The default of a parameter is shown as a person would type it."""
    assert expected == ", ".join(defaults(Parameter("x", ParameterType.ENTITY, "anything", None, True, default)))


def test_form_shows_defaults_that_can_be_typed(client: httpx.Client) -> None:
    """What a form shows as the default gives, when typed, the answer that the default gives."""
    text = client.get("/query/states.html").text
    placeholder = text.partition('placeholder="')[2].partition('"')[0]
    assert "armenia" == placeholder
    asked = [client.get("/query/states.json", params=p).json() for p in ({}, {"state": placeholder})]
    assert asked[0] == asked[1]


def test_home(client: httpx.Client) -> None:
    """The first page names the release, and links to the questions and the endpoint; the listing links to each."""
    text = client.get("/").text
    assert [] == [part for part in (RELEASE[:12], 'href="sparql"', 'href="query/"') if part not in text]
    assert 'href="../query/states"' in client.get("/query/", headers={"Accept": "text/html"}).text


# ---------------------------------------------------------------------------------------------------------------
# Other clients
# ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper(client: httpx.Client, method: str) -> None:
    """SPARQLWrapper gets JSON, XML, CSV and graphs, by GET and POST, and understands a refusal."""
    wrapper = SPARQLWrapper(str(client.base_url.join("/sparql")))
    wrapper.setMethod(method)
    wrapper.setQuery(SELECT)
    wrapper.setReturnFormat(JSON)
    answer = wrapper.queryAndConvert()
    assert isinstance(answer, dict)
    assert [ARMENIA] == [row["s"]["value"] for row in answer["results"]["bindings"]]
    wrapper.setReturnFormat(XML)
    document = wrapper.queryAndConvert()
    assert isinstance(document, Document)
    assert "Հայաստան" in document.toxml()
    wrapper.setReturnFormat(CSV)
    assert f"s,l\r\n{ARMENIA},Հայաստան\r\n".encode() == wrapper.queryAndConvert()
    wrapper.setQuery(CONSTRUCT)
    wrapper.setReturnFormat(TURTLE)
    turtle = wrapper.queryAndConvert()
    assert isinstance(turtle, bytes)
    assert 1 == len(rdflib.Graph().parse(data=turtle, format="turtle"))
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery("SELECT * {")
    with pytest.raises(QueryBadFormed):
        wrapper.query()


# ---------------------------------------------------------------------------------------------------------------
# Start and stop
# ---------------------------------------------------------------------------------------------------------------

PROGRAM = """
import sys
from pathlib import Path
from csto_kg.configuration import Configuration
from csto_kg.web import make_app, serve

if __name__ == "__main__":
    app = make_app(Path(sys.argv[1]), {}, {}, Configuration(*"abcdef"), timeout=600, workers=2)
    serve(app, 0, on_start=lambda address: print(address, flush=True))
"""


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_serve_stops_with_all_it_started(release: Made, tmp_path: Path, stop: signal.Signals) -> None:
    """SIGINT and SIGTERM end the server and its workers long before the query that runs would end."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    with subprocess.Popen([sys.executable, program, release.folder], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            assert httpx.get(address + "sparql?query=ASK%20%7B%7D", timeout=DEADLINE).json()["boolean"]
            children = psutil.Process(server.pid).children(recursive=True)
            assert len(children) >= 2
            with ThreadPoolExecutor(1) as pool:
                slow = pool.submit(httpx.get, address + "sparql", params={"query": SLOW}, timeout=DEADLINE)
                wait_until_one_works(children)
                server.send_signal(stop)
                server.wait(DEADLINE)
                assert isinstance(slow.exception(), httpx.TransportError) or slow.result().status_code >= 500
            _, alive = psutil.wait_procs(children, timeout=DEADLINE)
            assert [] == alive
        finally:
            server.kill()


def test_small_answers_are_not_delayed(release: Made, tmp_path: Path) -> None:
    """A small query on an open connection is answered within milliseconds: TCP does not hold the answer back."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    with subprocess.Popen([sys.executable, program, release.folder], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            with httpx.Client(base_url=server.stdout.readline().strip(), timeout=DEADLINE) as client:
                ask(client, "ASK {}")
                # Held back, every answer takes 40 ms; on a busy machine some take as long for other reasons.
                took = min(ask(client, "ASK {}").elapsed.total_seconds() for _ in range(20))
            assert took < 0.03
        finally:
            server.terminate()


@pytest.mark.parametrize("port", [None, 70000])
def test_taken_port_is_reported(release: Made, port: int | None) -> None:
    """A port that another program has, or a number that no port can have, gets a message in plain words."""
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(MachineError, match="choose another"):
        serve(release.app(), port or taken.getsockname()[1])


def test_no_release_is_reported(tmp_path: Path) -> None:
    """Where nothing has been built, an error says so before anything starts."""
    with pytest.raises(UsageError, match="csto-kg build"):
        make_app(tmp_path, {}, {}, ABOUT)


def test_store_that_has_gone_is_reported(release: Made, tmp_path: Path) -> None:
    """A store that is gone when the server starts ends the start, instead of every query."""
    folder = tmp_path / "release"
    folder.mkdir()
    canonical = (release.folder / "csto-kg.nq").read_bytes()
    write_store(canonical, folder / "store")
    (folder / "manifest.json").write_text(json.dumps({"release": RELEASE}), encoding="utf-8")
    app = make_app(folder, {}, {}, ABOUT)
    (folder / "store").rename(folder / "gone")
    with pytest.raises(MachineError, match="could not start"):
        serve(app, 0)
