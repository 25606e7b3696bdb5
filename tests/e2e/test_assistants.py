"""`csto-kg mcp` as assistants meet it: each tool is called, each answer is that of the Python interface and can be quoted."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from mcp.client import Client
from mcp.shared.exceptions import MCPError

from csto_kg import Graph
from csto_kg.ask.documents import ROWS
from csto_kg.errors import MachineError
from csto_kg.mcp.limited import Bounds, bounded_sparql
from csto_kg.rdf.results import Table
from csto_kg.vocab import ID
from tests.support.assistants import listening, over_http, over_stdio, plain, reduced
from tests.support.cli import call

pytestmark = pytest.mark.slow

Document = Mapping[str, Any]
GENERAL = {
    "ask": {"question": "who were the members in 2010"},
    "thing": {"thing": "league"},
    "evidence": {"thing": "membership/northland-league-1"},
    "explain": {"thing": "membership/northland-league-1"},
    "sparql": {
        "query": "SELECT ?member ?label WHERE { GRAPH graph:view { ?s org:member ?member } } ORDER BY ?member"
    },
}
CLAIM = "claim:annals-4"
# Not the names of things, a day that no calendar has, no number of rows, no policy, no parameter.
WRONG = {"organization": "leage", "date": "2012-02-30", "limit": 0, "policy": "majorty", "more": "x"}


@pytest.fixture(scope="module")
def graph(mini_built: Path) -> Graph:
    """The mini project's release as Python opens it."""
    return Graph.open(mini_built)


@pytest.fixture(scope="module")
def met(mini_built: Path) -> Document:
    """All that an assistant can list, and what each tool answers, over standard streams."""

    async def all_of_it(client: Client) -> Document:
        tools = (await client.list_tools()).tools
        calls = {tool.name: GENERAL.get(tool.name, {}) for tool in tools}
        return {
            "tools": {tool.name: tool for tool in tools},
            "answers": {name: await client.call_tool(name, given) for name, given in calls.items()},
            "wrong": await client.call_tool("members-as-of", WRONG),
            "unknown": [
                await client.call_tool("members-as-off"),
                await client.call_tool("thing", {"thin": "league"}),
            ],
            "service": await client.call_tool(
                "sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}
            ),
            "page": await client.call_tool("rules", {"limit": 3, "offset": 2}),
            "nothing": await client.call_tool("members-as-of", {"date": "1900-01-01"}),
            "unread": await client.call_tool("ask", {"question": "why is the sky blue"}),
            "templates": (await client.list_resource_templates()).resource_templates,
            "resources": (await client.list_resources()).resources,
            "read": {
                uri: json.loads((await client.read_resource(uri)).contents[0].text)  # type: ignore[union-attr]
                for uri in (f"{ID}league", "id:league", CLAIM, "source:annals")
            },
        }

    return over_stdio(mini_built, all_of_it)


def test_each_stored_query_is_a_tool(met: Document, graph: Graph) -> None:
    """Its schema has the parameters of the header, its description the question, the row and the columns."""
    tools = met["tools"]
    stored = {f"query-{name}" if name in GENERAL else name: graph.stored(name) for name in graph.queries}
    assert 50 <= len(stored)
    assert set(tools) == {*stored, *GENERAL}
    for name, query in stored.items():
        tool = tools[name]
        assert query.question in tool.description
        assert query.row in tool.description
        assert all(f"{column}: {about}" in tool.description for column, about in query.columns.items())
        assert {p.name for p in query.parameters} <= set(tool.input_schema["properties"])
        assert tool.annotations.read_only_hint


def test_each_tool_answers_as_python_does(met: Document, graph: Graph) -> None:
    """Rows and sentences of each stored query are those of `Graph.query`; no call is an error."""
    answers = met["answers"]
    assert [] == [name for name, result in answers.items() if result.is_error]
    for name in graph.queries:
        found = answers[f"query-{name}" if name in GENERAL else name].structured_content
        expected = graph.query(name, evidence=True)
        assert reduced(found["rows"]) == plain(expected)[:ROWS], name
        assert found["total"] == len(expected)
        assert found["sentences"] == list(graph.said(expected)), name
        assert found["release"] == graph.release
        assert found["release"] in found["cite"]
        listed = [claim for row in found["rows"] for side in ("claims", "dissents") for claim in row.get(side) or ()]
        named = {claim for claim in listed if claim.startswith("claim:")}  # one query gives their number
        assert named <= set(found["claims"])
        assert all(set(claim["sources"]) <= set(found["sources"]) for claim in found["claims"].values())


def test_the_other_tools_answer_as_python_does(met: Document, graph: Graph) -> None:
    """Questions in words, cards, evidence, explanations and SPARQL have the rows and words that Python has."""
    found = {name: met["answers"][name].structured_content for name in GENERAL}
    asked = graph.ask(GENERAL["ask"]["question"], evidence=True)
    assert asked.answer is not None
    assert found["ask"]["read_as"] == asked.read_as
    assert reduced(found["ask"]["rows"]) == plain(asked.answer)
    card = graph.ask("league").card
    assert card is not None
    assert found["thing"]["sentences"][0] == f"{card.heading}."
    assert [row["what"]["id"] for row in found["thing"]["facts"]] == [row["what"] for row in card.facts]
    thing = GENERAL["evidence"]["thing"]
    assert reduced(found["evidence"]["rows"]) == plain(graph.evidence(thing).answer)
    explained = graph.explain(thing)
    assert [f["text"] for f in found["explain"]["facts"]] == [f.text for f in explained.facts]
    assert [len(f["rows"]) for f in found["explain"]["findings"]] == [len(f.answer) for f in explained.findings]
    assert reduced(found["sparql"]["rows"]) == plain(graph.sparql(GENERAL["sparql"]["query"]))


def test_what_is_wrong_is_said_at_once(met: Document) -> None:
    """A call with several faults is a tool's error that names them all, in words."""
    assert met["wrong"].is_error
    said = met["wrong"].content[0].text
    assert all(word in said for word in ("leage", "2012-02-30", "limit", "majorty", "'more'"))
    assert "Traceback" not in said
    assert 5 == len(met["wrong"].structured_content["faults"])
    off, thin = (result.content[0].text for result in met["unknown"])
    assert "there is no tool 'members-as-off'" in off
    assert "members-as-of" in off.partition("—")[2]
    assert "takes no 'thin'" in thin
    assert "needs 'thing'" in thin
    assert met["service"].is_error
    assert "SERVICE is refused" in met["service"].content[0].text


def test_no_answer_is_no_invention(met: Document) -> None:
    """Where there are no rows it is said why; a question that is not read is not answered."""
    nothing, unread = met["nothing"].structured_content, met["unread"].structured_content
    assert [] == nothing["rows"]
    assert nothing["empty"]["sentence"]
    assert "nothing is answered" in unread["sentences"][0]
    assert 3 == len(met["page"].structured_content["rows"])
    assert 5 == met["page"].structured_content["next_offset"]


def test_a_citation_is_answered_again(met: Document, mini_built: Path) -> None:
    """What an assistant cites `csto-kg rerun` finds the same."""
    cited = json.dumps(met["answers"]["members-as-of"].structured_content["citation"])
    done = call("--project", str(mini_built), "rerun", cited)
    assert (0, "The answer is the same.\n") == (done.returncode, done.stderr)


def test_things_claims_and_sources_can_be_read(met: Document, graph: Graph) -> None:
    """Each by its IRI and in its short form; the list begins with the sources."""
    forms = {template.uri_template for template in met["templates"]}
    assert {f"{ID}{{+name}}", "id:{+name}", "claim:{+name}", "source:{+name}"} <= forms
    assert "source:annals" == met["resources"][0].name
    assert "league" in {resource.name for resource in met["resources"]}
    by_iri, by_name, claim, source = met["read"].values()
    assert by_iri == by_name
    assert "The League" == by_iri["thing"]["label"]
    assert claim["paraphrase"] == graph.evidence(CLAIM).answer[0]["paraphrase"]
    assert "source:annals" == source["source"]["id"]


def test_assistants_meet_it_over_http(mini_built: Path, graph: Graph) -> None:
    """The same tools on a port of this machine; what cannot be read is refused in words."""

    async def some(client: Client) -> tuple[int, Any, str]:
        number = len((await client.list_tools()).tools)
        found = await client.call_tool("sources")
        with pytest.raises(MCPError) as refused:
            await client.read_resource("id:leage")
        return number, found.structured_content, str(refused.value)

    with listening(mini_built) as address:
        number, found, refused = over_http(address, some)
        # A page in a browser that has its own name lead to this machine is not answered.
        assert 421 == httpx.post(address, json={}, headers={"Host": "example.org"}).status_code
    assert number == len(graph.queries) + len(GENERAL)
    assert reduced(found["rows"]) == plain(graph.query("sources", evidence=True))
    assert "leage" in refused


def test_without_the_library_it_says_what_to_install(mini_built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named; nothing else of the program needs it."""
    for name in [name for name in sys.modules if name.startswith("csto_kg.mcp.")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("mcp", "mcp_types"):
        monkeypatch.setitem(sys.modules, name, None)
    done = call("--project", str(mini_built), "mcp")
    assert 2 == done.returncode
    assert "pip install 'csto-kg[mcp]'" in done.stderr


def test_sparql_of_anybody_is_bounded(mini_built: Path) -> None:
    """A query that would take for ever is ended after its seconds, and the next one is answered; rows are cut."""
    folder = mini_built / "build" / "current"
    endless = "SELECT (COUNT(*) AS ?n) { GRAPH ?a { ?b ?c ?d } GRAPH ?e { ?f ?g ?h } GRAPH ?i { ?j ?k ?l } }"

    async def asked() -> tuple[str, Table]:
        with pytest.raises(MachineError) as ended:
            await bounded_sparql(folder, endless, 10, Bounds(0.5))
        return str(ended.value), await bounded_sparql(folder, "SELECT ?s { GRAPH ?g { ?s ?p ?o } }", 3, Bounds(60))

    said, table = anyio.run(asked)
    assert "longer than 0.5 seconds" in said
    assert 3 == len(table.rows)


def test_only_a_few_policies_are_kept(mini_built: Path) -> None:
    """An assistant may ask under any number of policies; what was asked under one that was left is still weighed so."""
    graph = Graph.open(mini_built)
    nothing = graph.query("members-as-of", policy="without:annals", date="1900-01-01")
    said = graph.said(nothing)
    for day in range(1, 10):
        graph.under(known_by=f"2010-01-0{day}")
    assert 4 == len(graph._others)
    assert said == graph.said(nothing)
    assert graph is graph.under("curated")
