"""The API as programs meet it: catalogue, answers as documents, pages, tags, problem details, and OpenAPI."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis.core.result import Ok

from csto_kg import Graph
from csto_kg.ontology import context_of
from csto_kg.project import Project
from csto_kg.queries.stored import queries_of
from csto_kg.release.folder import answering_release
from csto_kg.web import make_app
from tests.support.assistants import plain, reduced
from tests.support.web import serving

pytestmark = pytest.mark.slow

WRONG = "organization=leage&date=2012-02-30&limit=0&policy=majorty&more=x"


@pytest.fixture(scope="module")
def client(mini_built: Path) -> Iterator[httpx.Client]:
    """A client of a server of the mini project."""
    project = Project(mini_built, mini_built / "build", None)
    folder = answering_release(project).folder
    app = make_app(folder, queries_of(project), context_of(project), project.configuration, timeout=600.0, workers=1)
    with serving(app) as client:
        yield client


@pytest.fixture(scope="module")
def graph(mini_built: Path) -> Graph:
    """The same release as Python opens it."""
    return Graph.open(mini_built)


@pytest.fixture(scope="module")
def openapi(client: httpx.Client) -> dict[str, Any]:
    """The description of the API."""
    found: dict[str, Any] = client.get("/api/openapi.json").json()
    return found


def test_the_catalogue_has_every_query(client: httpx.Client, graph: Graph) -> None:
    """Each with its parameters as JSON Schema; its address answers."""
    found = client.get("/api/queries").json()
    assert [q["name"] for q in found["queries"]] == sorted(graph.queries)
    for listed in found["queries"]:
        Draft202012Validator.check_schema(listed["parameters"])
        assert {p.name for p in graph.stored(listed["name"]).parameters} <= set(listed["parameters"]["properties"])
    first = found["queries"][0]
    assert 200 == client.get(f"/api/{first['href']}").status_code


def test_answers_are_those_of_python(client: httpx.Client, graph: Graph, openapi: dict[str, Any]) -> None:
    """Rows and sentences of each stored query are those of `Graph.query`, in the form that OpenAPI describes."""
    schema = {"$ref": "#/components/schemas/Answer", "components": openapi["components"]}
    validator = Draft202012Validator(schema)
    for name in graph.queries:
        response = client.get(f"/api/queries/{name}", params={"limit": 1000})
        assert 200 == response.status_code, response.text
        found, expected = response.json(), graph.query(name, evidence=True)
        validator.validate(found)
        assert reduced(found["rows"]) == plain(expected), name
        assert found["sentences"] == list(graph.said(expected)), name
        assert found["release"] == graph.release
        assert (found["empty"] is None) == bool(expected.rows)


def test_values_policies_and_days_count(client: httpx.Client, graph: Graph) -> None:
    """A value may be given twice and under its former name; a policy and a day weigh the claims again."""
    asked = "date=2001-01-01&date=2004-01-01&policy=without:annals&known-by=2010"
    found = client.get(f"/api/queries/members-as-of?{asked}").json()
    weighed = graph.under("without:annals", "2010-12-31")
    assert reduced(found["rows"]) == plain(
        weighed.answer("members-as-of", {"date": ["2001-01-01", "2004-01-01"]}, evidence=True)
    )
    assert ("without:annals", "2010-12-31") == (found["policy"], found["known_by"])
    assert "policy without:annals, as known by 2010-12-31" in found["cite"]
    former = client.get("/api/queries/entity-card?entity=league").json()
    assert any("is called 'thing' now" in note for note in former["notes"])


def test_pages_lead_to_all_rows(client: httpx.Client, graph: Graph) -> None:
    """Link and `links` lead from page to page, to every row once."""
    rows: list[dict[str, Any]] = []
    address = "/api/queries/rules?limit=10"
    while address:
        response = client.get(address)
        rows += response.json()["rows"]
        after = response.json()["links"]["next"]
        assert (response.links.get("next") or {}).get("url") == after
        address = str(response.url.join(after)) if after else ""
    assert reduced(rows) == plain(graph.query("rules", evidence=True))
    assert 20 < len(rows)


def test_what_a_client_has_is_not_sent_again(client: httpx.Client) -> None:
    """The tag of the content answers 304; HEAD has the same tag and no content."""
    first = client.get("/api/queries/sources")
    tag = first.headers["ETag"]
    again = client.get("/api/queries/sources", headers={"If-None-Match": f'"other", W/{tag}'})
    assert (304, b"", tag) == (again.status_code, again.content, again.headers["ETag"])
    head = client.head("/api/queries/sources")
    assert (200, b"", tag) == (head.status_code, head.content, head.headers["ETag"])
    assert tag != client.get("/api/queries/sources?limit=1").headers["ETag"]


def test_what_has_changed_is_not_sent(client: httpx.Client) -> None:
    """Who wants what has a tag, or what may be in any state, gets that alone, from the API and from the pages."""
    for path in ("/api/queries/sources", "/"):
        tag = client.get(path).headers["etag"]
        statuses = [
            client.get(path, headers={"If-Match": wanted}).status_code
            for wanted in ('"x", W/"y"', f'"x", {tag}', "*")
        ]
        assert [412, 200, 200] == statuses, path


@pytest.mark.parametrize(
    "path",
    [
        "/?as-of=2010&as-of=2011",
        "/query/sources?policy=latest&policy=majority",
        "/api/queries/sources?limit=1&limit=2",
    ],
)
def test_one_parameter_has_one_value(client: httpx.Client, path: str) -> None:
    """What takes one value is not given several: nobody would see which counted. The same value twice is one."""
    answer = client.get(path, headers={"Accept": "text/html"})
    assert (400, True) == (answer.status_code, "several times" in answer.text)
    name, _, value = path.rpartition("&")[2].partition("=")
    same = f"{path.partition('?')[0]}?{name}={value}&{name}={value}"
    assert client.get(same, headers={"Accept": "*/*"}, follow_redirects=True).status_code == 200


def test_a_long_path_is_not_repeated(client: httpx.Client) -> None:
    """What is not there is named by its start, in a short answer, from every room of the server."""
    for folder in ("", "api/", "api/queries/", "id/state/", "query/", "dump/"):
        for accept in ("text/html", "text/turtle"):
            answer = client.get(f"/{folder}{'a' * 20_000}", headers={"Accept": accept})
            assert (404, True) == (answer.status_code, len(answer.content) < 10_000), (folder, accept)


def test_a_slash_too_many_leads_to_the_catalogue(client: httpx.Client) -> None:
    """Its relative links hold there alone; a wrong path names it."""
    assert client.get("/api/queries/", follow_redirects=True).url.path == "/api/queries"
    for path in ("/api", "/api/", "/api/query"):
        assert "/api/queries" in client.get(path, headers={"Accept": "text/html"}).text, path


def test_what_is_wrong_is_said_at_once(client: httpx.Client) -> None:
    """Wrong parameters, names, paths and methods are problem details, with every fault."""
    wrong = client.get(f"/api/queries/members-as-of?{WRONG}")
    assert (400, "application/problem+json") == (wrong.status_code, wrong.headers["Content-Type"].partition(";")[0])
    faults = wrong.json()["faults"]
    assert {"limit", "policy", "date", "organization"} <= {e.get("parameter") for e in faults}
    assert any("'more'" in e["message"] for e in faults)
    assert all(e["fix"] for e in faults if e.get("parameter") in ("limit", "policy"))
    near = client.get("/api/queries/members-as-off").json()
    assert 404 == near["status"]
    assert "members-as-of" in near["faults"][0]["fix"]
    lost = client.get("/api/nothing")
    assert (404, "application/problem+json") == (lost.status_code, lost.headers["Content-Type"].partition(";")[0])
    refused = client.post("/api/queries")
    assert (405, "GET, HEAD") == (refused.status_code, refused.headers["Allow"])
    assert 405 == refused.json()["status"]


def test_openapi_describes_each_query(openapi: dict[str, Any], graph: Graph) -> None:
    """OpenAPI 3.1 with an operation for each query and valid schemas of JSON Schema 2020-12."""
    assert openapi["openapi"].startswith("3.1")
    assert openapi["jsonSchemaDialect"] == Draft202012Validator.META_SCHEMA["$id"]
    assert set(openapi["paths"]) == {"/api/queries", *(f"/api/queries/{name}" for name in graph.queries)}
    for schema in openapi["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for name, query in graph.queries.items():
        operation = openapi["paths"][f"/api/queries/{name}"]["get"]
        assert query.question == operation["summary"]
        named = {p["name"] for p in operation["parameters"]}
        assert {"policy", "known-by", "limit", "offset", *(p.name for p in query.parameters)} == named
        for parameter in operation["parameters"]:
            Draft202012Validator.check_schema(parameter["schema"])


# Few calls for each operation, the same ones each time: it takes seconds.
FEW = settings(
    max_examples=3,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
def test_whatever_is_asked_the_server_stands(
    mode: schemathesis.GenerationMode, client: httpx.Client, openapi: dict[str, Any]
) -> None:
    """Calls that schemathesis makes of each operation, fitting ones and others, never get a fault of the server."""
    schema = schemathesis.openapi.from_dict(openapi)
    statuses: Counter[int] = Counter()
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        is_free = not openapi["paths"][operation.path]["get"].get("parameters")
        if is_free and mode is schemathesis.GenerationMode.NEGATIVE:
            continue  # nothing can be wrong where nothing is taken

        @FEW
        @given(case=operation.as_strategy(generation_mode=mode))
        def call(case: schemathesis.Case[Any]) -> None:
            response = case.call(base_url=str(client.base_url).rstrip("/"))
            statuses[response.status_code] += 1
            assert response.status_code < 500, response.text
            if response.status_code >= 400:
                assert "application/problem+json" in response.headers["content-type"][0]

        call()
    assert len(openapi["paths"]) - 1 <= statuses.total()
    assert statuses[200 if mode is schemathesis.GenerationMode.POSITIVE else 400]
