"""The page that asks, in a real browser without a server: Oxigraph in WebAssembly, with the release as the site has it."""

from __future__ import annotations

import csv
import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from csto_kg.ask.answers import Answer
from csto_kg.ask.graph import Graph
from csto_kg.errors import UsageError
from csto_kg.project import Project
from csto_kg.queries.stored import ParameterType, StoredQuery
from csto_kg.rdf.results import as_sparql_json, bindings, table_of
from csto_kg.release.store import namespaces_of
from csto_kg.site.ask_data import DEFAULT_GRAPHS, DUMP_FILE
from csto_kg.site.publish import site_files
from csto_kg.vocab import short
from csto_kg.web.answers import DEFAULT_GRAPHS as ENDPOINTS_GRAPHS
from tests.support.browser import axe_violations, served, watched
from tests.support.guam import GUAM
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

# The modules of a page are made once, so this is what the page itself works with.
ASK = """async ([name, values]) => {
  const { asking } = await import('./ask/page.js');
  const { askStored } = await import('./ask/questions.js');
  const { asJson, irisIn } = await import('./ask/results.js');
  const { sentencesOf } = await import('./ask/sentences.js');
  const find = (parameter, value) => asking.names.find(parameter, value);
  const answer = await askStored(asking.engine, asking.data, name, values, find);
  await asking.names.know(irisIn(answer.table));
  return [asJson(answer.table), await sentencesOf(answer, asking.names)];
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


Said = tuple[list[str], Counter[str], list[str]]
"""The columns, the rows and the sentences of an answer."""


def in_browser(page: Page, name: str, values: Mapping[str, object]) -> Said:
    body, sentences = page.evaluate(ASK, [name, values])
    found = json.loads(body)
    return found["head"]["vars"], counted(found["results"]["bindings"]), sentences


def in_python(answer: Answer) -> Said:
    return list(answer.table.columns), counted(bindings(answer.table)), list(answer.sentences)


def drawn(query: StoredQuery, graph: Graph) -> dict[str, str]:
    """Values for some parameters of a query, the same each time."""
    chance = random.Random(query.name)
    found = {}
    for p in query.parameters:
        things = graph.names.members(p.cls or "") if p.type is ParameterType.ENTITY else ()
        choices = {
            ParameterType.DAY: ("1999-04", "2006..2007", "2012-06-28", "1980", "2021"),
            ParameterType.TEXT: p.values or ("treaty", "force"),
            ParameterType.ENTITY: tuple(map(short, things)),
        }[p.type]
        if choices and chance.random() < 0.7:
            found[p.name] = chance.choice(choices)
    try:
        graph.answer(query.name, found)
    except UsageError:  # two of its days are periods
        return {}
    return found


def downloaded(page: Page, name: str) -> str:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def test_each_stored_query_is_answered_as_in_python(page: Page, graph: Graph) -> None:
    """With their defaults all stored queries have equal rows in WebAssembly and here, and the same sentences."""
    assert len(graph.queries) >= 50
    answers = {name: in_python(graph.answer(name)) for name in graph.queries}
    assert [] == [name for name in graph.queries if in_browser(page, name, {}) != answers[name]]
    assert sum(bool(rows) for _, rows, _ in answers.values()) >= 50
    assert sum(bool(sentences) for _, _, sentences in answers.values()) >= 50


def test_other_values_are_answered_as_in_python(page: Page, graph: Graph) -> None:
    """So it is with values that are drawn for each query."""
    asked = {name: values for name, query in graph.queries.items() if (values := drawn(query, graph))}
    assert len(asked) >= 35
    differing = [
        (name, values)
        for name, values in asked.items()
        if in_browser(page, name, values) != in_python(graph.answer(name, values))
    ]
    assert [] == differing


@pytest.mark.parametrize(("name", "values"), VALUES, ids=str)
def test_values_are_read_as_on_the_command_line(
    name: str, values: Mapping[str, str | Sequence[str]], page: Page, graph: Graph
) -> None:
    """Days, months, years, ranges, several values, names, codes and `any` give the rows that they give here."""
    assert in_browser(page, name, values) == in_python(graph.answer(name, values))


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
    answer = graph.answer("members-as-of", {"organization": "csto", "date": "2012-06-27", "role": "role/member"})
    table = answer.table
    states = page.locator("#ask-answer tbody td:first-child")
    expect(states).to_have_count(len(table.rows))
    assert "Armenia" in states.all_inner_texts()
    assert states.first.get_by_role("link").get_attribute("href") == "id/armenia.html"
    assert page.locator(".ask-said p").all_inner_texts() == list(answer.sentences)
    rows = list(csv.reader(downloaded(page, "members-as-of.csv").splitlines()))
    assert rows[0] == list(table.columns)
    assert len(rows) == len(table.rows) + 1
    assert counted(json.loads(downloaded(page, "members-as-of.json"))["results"]["bindings"]) == counted(
        bindings(table)
    )

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
    expect(asked).to_contain_text("role: member (the default)")
    expect(asked).to_contain_text("the last day of which the sources speak (the default)")


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
    text = "SELECT ?thing WHERE { ?thing a csto:Conflict } ORDER BY ?thing LIMIT 5"
    page.goto("ask.html")
    page.locator("#ask-own > summary").click()
    editor = page.get_by_role("textbox", name="SPARQL")
    expect(editor).to_be_visible()
    expect(page.locator(".cm-content")).to_be_visible()
    editor.press("Control+a")
    page.keyboard.insert_text(text)
    page.locator("#ask-sparql-ask").click()
    expect(page.locator("#ask-answer tbody tr")).to_have_count(5)
    assert parse_qs(urlsplit(page.url).query) == {"sparql": [text]}
    editor.press("Control+a")
    page.keyboard.insert_text("CONSTRUCT { ?c a ?t } WHERE { VALUES ?t { csto:Source } ?c a ?t }")
    editor.press("Control+Enter")
    expect(page.locator("#ask-answer tbody tr")).to_have_count(len(graph.names.members("Source")))
    editor.press("Control+a")
    page.keyboard.insert_text("SELECT *\nWHERE { ?a ?b }")
    editor.press("Control+Enter")
    expect(page.locator("#ask-status")).to_contain_text("This is not SPARQL: line 2, character")


WRONG = (
    "SELECT ?x WHERE { ?x foo:bar ?y }",
    "SELECT ?x WHERE { ?x cst:member ?y . ?x skoss:b ?z }",
    "SELCT ?x WHERE { ?x a ?y }",
    "INSERT DATA { <http://t.example/a> a <http://t.example/b> }",
    "SELECT ?x WHERE { ?x a ?y ",
    "SELECT ?x WHERE {\n  ?x a ?y }}",
    "SELECT ?x WHERE { ?x a ?y ) }",
    "# nothing",
    "SELECT ?x WHERE {\n ?x a }",
)


def test_mistakes_are_said_as_python_says_them(page: Page, graph: Graph) -> None:
    """What is wrong with SPARQL, and where, in the words of `csto-kg sparql`."""
    page.goto("ask.html")
    expect(page.locator("#ask-form")).to_be_visible()
    run = "async text => (await import('./ask/page.js')).asking.engine.table(text).then(() => '', error => error.message)"
    for text in WRONG:
        with pytest.raises(UsageError) as refused:
            graph.sparql(text)
        message = refused.value.faults[0].message.removeprefix("is not SPARQL: ")
        assert message in page.evaluate(run, text), text


def test_the_language_of_the_page_is_no_value_of_the_question(page: Page) -> None:
    """A question is asked whatever language the page has; one under a policy is refused, and not asked without it."""
    page.goto("ask.html?query=members-as-of&date=2010&lang=ru")
    expect(page.locator("#ask-answer tbody tr").first).to_be_visible()
    page.goto("ask.html?query=members-as-of&date=2010&policy=latest")
    expect(page.locator("#ask-status")).to_contain_text("not with policy=latest")
    assert "" == page.inner_text("#ask-answer")


def test_a_misspelt_name_in_sparql_is_said(page: Page) -> None:
    """Where there is no row, the names that the graph does not have are given, and those nearest to them."""
    asked = quote("SELECT ?x { ?x csto:ofConflictt ?y . ?x a csto:Source }")
    page.goto(f"ask.html?sparql={asked}")
    answer = page.locator("#ask-answer")
    expect(answer).to_contain_text("Nothing is called csto:ofConflictt in the graph; there is csto:")
    assert "csto:Source in" not in answer.inner_text()


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


@pytest.mark.parametrize(("width", "is_dark"), [(1280, False), (390, True)])
def test_the_page_can_be_used_by_everybody(width: int, is_dark: bool, browser: Browser, address: str) -> None:
    """No violation of WCAG 2.2 AA with an answer and the editor open, and nothing wider than the window."""
    with watched(browser, address, width=width, is_dark=is_dark) as page:
        page.goto("ask.html?query=members-as-of&date=2012")
        expect(page.locator("#ask-answer table")).to_be_visible(timeout=30_000)
        page.locator("#ask-own > summary").click()
        expect(page.locator(".cm-content")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [] == axe_violations(page)


def test_a_host_may_unpack_the_data_itself(browser: Browser, site: dict[str, bytes], address: str) -> None:
    """Where a file comes unpacked though its name ends in `.gz`, it is read as it is."""
    with watched(browser, address) as page:
        page.context.route("**/*.trig.gz?*", lambda route: route.fulfill(body=gzip.decompress(site[DUMP_FILE])))
        page.goto("ask.html?query=sources")
        expect(page.locator("#ask-answer tbody tr")).to_have_count(7, timeout=30_000)


def test_what_cannot_be_fetched_is_said(browser: Browser, address: str) -> None:
    """Without its data the page says which file is missing, and the next question tries again."""
    page = browser.new_page(base_url=address)
    page.context.route("**/*.trig.gz?*", lambda route: route.abort())
    page.goto("ask.html?query=sources")
    expect(page.locator("#ask-status")).to_contain_text("csto-kg.trig.gz could not be fetched")
    page.context.unroute("**/*.trig.gz?*")
    page.get_by_role("button", name="Ask", exact=True).first.click()
    expect(page.locator("#ask-answer tbody tr")).to_have_count(7, timeout=30_000)
    page.close()


def test_the_same_page_asks_an_endpoint(browser: Browser, site: dict[str, bytes], address: str, graph: Graph) -> None:
    """With the address of an endpoint in the page the questions go there, and the data are not fetched."""
    html = site["ask.html"].replace(b'id="ask" ', b'id="ask" data-endpoint="sparql" ')
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(text := route.request.post_data or "")
        try:
            found = as_sparql_json(table_of(graph.store.query(text, prefixes=namespaces_of(graph.store).prefixes)))
            route.fulfill(body=found, content_type="application/sparql-results+json")
        except SyntaxError:
            route.fulfill(
                status=400, body='{"detail": "That is not SPARQL."}', content_type="application/problem+json"
            )

    page = browser.new_page(base_url=address)
    page.on("request", lambda request: asked.append(request.url) if ".gz" in request.url else None)
    page.route("**/ask.html*", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.route("**/sparql", answer)
    page.goto("ask.html?query=members-as-of&organization=CSTO")
    expect(page.locator("#ask-answer tbody tr").first).to_be_visible()
    said = graph.answer("members-as-of", {"organization": "csto"}).sentences
    assert page.locator(".ask-said p").all_inner_texts() == list(said)
    assert asked
    assert [] == [text for text in asked if ".gz" in text]
    page.goto("ask.html?sparql=SELEC")
    expect(page.locator("#ask-status")).to_have_text("That is not SPARQL.")
    page.close()


def test_another_project_is_asked_by_its_own_names(browser: Browser, guam: Path) -> None:
    """A project of another namespace has its things and those of the core; what has no default must be given."""
    graph = Graph(Project(GUAM, guam), in_memory=True)
    with served(site_files(graph)) as address, watched(browser, address) as page:
        page.goto("ask.html")
        expect(page.locator("#ask-form")).to_be_visible()
        name = "members-as-of"
        assert in_browser(page, name, {"organization": "guam"}) == in_python(
            graph.answer(name, {"organization": "guam"})
        )
        for thing in ("role/member", "stance/denies", "ukraine"):
            values = {"thing": thing}
            assert in_browser(page, "timeline", values) == in_python(graph.answer("timeline", values))
        page.goto("ask.html?query=timeline")
        expect(page.locator("#ask-status")).to_contain_text("thing must be given")


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
