"""The page that asks, in a real browser without a server: Oxigraph in WebAssembly, with the release as the site has it."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from csto_kg.ask.graph import Graph
from csto_kg.project import Project
from csto_kg.rdf.results import Table, bindings
from csto_kg.site.ask_data import DEFAULT_GRAPHS
from csto_kg.web.answers import DEFAULT_GRAPHS as ENDPOINTS_GRAPHS
from tests.support.browser import axe_violations, watched
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

# The modules of a page are made once, so this is what the page itself works with.
ASK = """async ([name, values]) => {
  const { asking } = await import('./ask/page.js');
  const { askStored } = await import('./ask/questions.js');
  const { asJson } = await import('./ask/results.js');
  const find = (parameter, value) => asking.names.find(parameter, value);
  const { table } = await askStored(asking.engine, asking.data, name, values, find);
  return asJson(table);
}"""
VALUES: Sequence[tuple[str, Mapping[str, str | Sequence[str]]]] = (
    ("members-as-of", {"date": "2012", "role": "any"}),
    ("members-as-of", {"date": ["2000-01-01", "2010-05-05"]}),
    ("members-as-of", {"agent": "uz", "date": "1990..2020"}),
    ("changes-between", {"from": "2005-02", "to": "2012"}),
    ("parties-as-of", {"date": "1999-05"}),
    ("holders-as-of", {"date": "2001..2003"}),
    ("search", {"text": 'a "word"'}),
    ("evidence", {"thing": "Armenia"}),
    ("conflicts", {"thing": "any"}),
)


@pytest.fixture(scope="module")
def graph(built: Path) -> Graph:
    """The same release in Python."""
    return Graph(Project(ROOT, built), in_memory=True)


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page that asks, which all tests here share: it loads the data once. In the end nothing must have gone wrong."""
    with watched(browser, address) as page:
        page.goto("ask.html")
        expect(page.locator("#ask-form")).to_be_visible()
        yield page


def counted(rows: Sequence[Mapping[str, object]]) -> Counter[str]:
    return Counter(json.dumps(row, sort_keys=True) for row in rows)


def in_browser(page: Page, name: str, values: Mapping[str, object]) -> tuple[list[str], Counter[str]]:
    found = json.loads(page.evaluate(ASK, [name, values]))
    return found["head"]["vars"], counted(found["results"]["bindings"])


def in_python(table: Table) -> tuple[list[str], Counter[str]]:
    return list(table.columns), counted(bindings(table))


def downloaded(page: Page, name: str) -> str:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def test_each_stored_query_has_the_rows_of_python(page: Page, graph: Graph) -> None:
    """With their defaults all stored queries have equal rows in WebAssembly and here, terms with their types."""
    assert len(graph.queries) >= 50
    differing = [name for name in graph.queries if in_browser(page, name, {}) != in_python(graph.answer(name).table)]
    assert [] == differing
    assert sum(bool(graph.answer(name).table.rows) for name in graph.queries) >= 50


@pytest.mark.parametrize(("name", "values"), VALUES, ids=str)
def test_values_are_read_as_on_the_command_line(
    name: str, values: Mapping[str, str | Sequence[str]], page: Page, graph: Graph
) -> None:
    """Days, months, years, ranges, several values, names, codes and `any` give the rows that they give here."""
    assert in_browser(page, name, values) == in_python(graph.answer(name, values).table)


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("members-as-of", {"date": "2012-02-30"}, "is not a day of the calendar"),
        ("members-as-of", {"date": "2012..2011"}, "write the earlier date first"),
        ("members-as-of", {"organization": "Atlantis"}, "There is no Organization “Atlantis” in the graph"),
        ("members-as-of", {"organization": "armenia"}, "is not of class Organization"),
        ("members-as-of", {"unattested": "perhaps"}, "is not one of yes, no"),
        ("members-as-of", {"colour": "red"}, "has no parameter “colour”"),
        ("changes-between", {"from": "2014", "to": "2012"}, "from is after to"),
    ],
)
def test_wrong_values_are_refused_in_a_sentence(name: str, values: Mapping[str, str], said: str, page: Page) -> None:
    """What the command line refuses the page refuses too, and says why."""
    script = f"given => ({ASK})(given).catch(error => error.constructor.name + ': ' + error.message)"
    answer = page.evaluate(script, [name, values])
    assert answer.startswith("AskError: ")
    assert said in answer


def test_a_form_is_asked_and_its_address_asks_again(page: Page, address: str, graph: Graph) -> None:
    """A question is chosen, its fields are filled, its rows shown and downloaded; its address gives the same answer."""
    page.goto("ask.html#members-as-of")
    page.get_by_label("organization").fill("CSTO")
    page.get_by_label("date", exact=True).fill("2012-06-27")
    page.get_by_label("role").select_option(label="observer")
    page.get_by_label("role").select_option(label="member")
    page.get_by_role("button", name="Ask", exact=True).first.click()
    table = graph.answer("members-as-of", {"organization": "csto", "date": "2012-06-27", "role": "role/member"}).table
    states = page.locator("#ask-answer tbody td:first-child")
    expect(states).to_have_count(len(table.rows))
    assert "Armenia" in states.all_inner_texts()
    assert states.first.get_by_role("link").get_attribute("href") == "id/armenia.html"
    rows = list(csv.reader(downloaded(page, "members-as-of.csv").splitlines()))
    assert rows[0] == list(table.columns)
    assert len(rows) == len(table.rows) + 1
    assert counted(json.loads(downloaded(page, "members-as-of.json"))["results"]["bindings"]) == in_python(table)[1]

    shared = page.url
    asked = parse_qs(urlsplit(shared).query)
    assert asked == {
        "query": ["members-as-of"],
        "organization": ["CSTO"],
        "date": ["2012-06-27"],
        "role": ["role/member"],
    }
    said = page.locator("#ask-answer table").inner_text()
    page.goto("index.html")
    page.goto(shared)
    expect(states).to_have_count(len(table.rows))
    assert said == page.locator("#ask-answer table").inner_text()
    assert page.get_by_label("date", exact=True).input_value() == "2012-06-27"


def test_defaults_are_named(page: Page, graph: Graph) -> None:
    """Where a value is not given, the answer says what was asked in its place."""
    page.goto("ask.html?query=members-as-of")
    asked = page.locator("#ask-answer .intro")
    expect(asked).to_contain_text("role: member (unless given)")
    expect(asked).to_contain_text("the last day of which the sources speak (unless given)")


def test_names_are_completed(page: Page, graph: Graph) -> None:
    """A field for a thing offers the names of the things of its class."""
    page.goto("ask.html#members-as-of")
    expect(page.locator("#ask-field-organization")).to_be_visible()
    options = page.locator("#ask-field-organization-list option")
    names = {option.get_attribute("value") for option in options.all()}
    assert {graph.labels.of(iri) for iri in graph.names.members("Organization")} <= names
    page.locator("#ask-question").select_option(value="conflict-sides")
    conflicts = page.locator("#ask-field-conflict-list option")
    assert conflicts.count() >= 250


def test_the_editor_asks(page: Page, graph: Graph) -> None:
    """SPARQL is written in the editor, asked with the prefixes and the default graph of the endpoint, and shared."""
    text = "SELECT ?thing WHERE { ?thing a csto:Conflict } ORDER BY ?thing LIMIT 7"
    page.goto("ask.html")
    page.locator("#ask-own > summary").click()
    editor = page.get_by_role("textbox", name="SPARQL")
    expect(editor).to_be_visible()
    expect(page.locator(".cm-content")).to_be_visible()
    editor.press("Control+a")
    page.keyboard.insert_text(text)
    page.locator("#ask-sparql-ask").click()
    expect(page.locator("#ask-answer tbody tr")).to_have_count(7)
    assert parse_qs(urlsplit(page.url).query) == {"sparql": [text]}
    editor.press("Control+a")
    page.keyboard.insert_text("CONSTRUCT { ?c a ?t } WHERE { VALUES ?t { csto:Source } ?c a ?t }")
    editor.press("Control+Enter")
    expect(page.locator("#ask-answer tbody tr")).to_have_count(len(graph.names.members("Source")))
    editor.press("Control+a")
    page.keyboard.insert_text("SELECT *\nWHERE { ?a ?b }")
    editor.press("Control+Enter")
    expect(page.locator("#ask-status")).to_contain_text("This is not SPARQL: line 2, column")


def test_examples_of_the_editor_have_rows(page: Page) -> None:
    """Each query that the editor begins with is SPARQL, and has an answer."""
    run = "async text => (await (await import('./ask/page.js')).asking.engine.table(text)).rows.length"
    page.goto("ask.html")
    expect(page.locator("#ask-form")).to_be_visible()
    texts = page.evaluate(
        "async () => (await import('./ask/page.js')).asking.data.examples.map(example => example.text)"
    )
    assert len(texts) >= 4
    assert [] == [text for text in texts if not page.evaluate(run, text)]


def test_a_long_query_is_stopped(page: Page) -> None:
    """The page stays awake while a query runs that would take hours; after Stop it answers again."""
    page.goto("ask.html?sparql=SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_visible()
    expect(page.locator("#ask-status")).to_contain_text("Loading the data")
    page.locator("#ask-question").select_option(value="sources")
    stop.click()
    expect(page.locator("#ask-status")).to_have_text("Stopped.")
    page.get_by_role("button", name="Ask", exact=True).first.click()
    expect(page.locator("#ask-answer tbody tr").first).to_be_visible(timeout=30_000)


def test_nothing_is_fetched_before_the_first_question(browser: Browser, address: str) -> None:
    """Engine, data and editor come when they are needed."""
    with watched(browser, address) as page:
        fetched: list[str] = []
        page.on("request", lambda request: fetched.append(urlsplit(request.url).path))
        page.goto("ask.html")
        expect(page.locator("#ask-form")).to_be_visible()
        assert any(path.endswith("queries.json") for path in fetched)
        assert [] == [path for path in fetched if path.endswith(".gz") or "/vendor/" in path]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("is_dark", [False, True])
def test_the_page_can_be_used_by_everybody(width: int, is_dark: bool, browser: Browser, address: str) -> None:
    """No violation of WCAG 2.2 AA with an answer and the editor open, and nothing wider than the window."""
    with watched(browser, address, width=width, is_dark=is_dark) as page:
        page.goto("ask.html?query=members-as-of&date=2012")
        expect(page.locator("#ask-answer table")).to_be_visible(timeout=30_000)
        page.locator("#ask-own > summary").click()
        expect(page.locator(".cm-content")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [] == axe_violations(page)


def test_without_scripts_the_page_says_what_it_needs(browser: Browser, address: str) -> None:
    """The downloads and the questions are there for who runs no scripts."""
    with watched(browser, address, has_scripts=False) as page:
        page.goto("ask.html")
        need = page.locator("#ask-need")
        expect(need).to_contain_text("takes a browser that runs scripts")
        assert need.get_by_role("link").first.get_attribute("href") == "csto-kg.trig.gz"


def test_from_a_file_the_page_says_what_it_needs(browser: Browser, site: dict[str, bytes], tmp_path: Path) -> None:
    """Opened from a folder, where nothing can be fetched, the page says so."""
    for path in ("ask.html", "site.css", "favicon.svg", "ask/start.js"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(site[path])
    page = browser.new_page()
    page.goto((tmp_path / "ask.html").as_uri())
    expect(page.locator(".ask-error")).to_contain_text("Put the folder on a web server")
    page.close()


def test_the_default_graph_is_that_of_the_endpoint() -> None:
    """A query without GRAPH asks the same graphs here and at the server's endpoint."""
    assert set(DEFAULT_GRAPHS) == {graph.value for graph in ENDPOINTS_GRAPHS}
