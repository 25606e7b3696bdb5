"""The first page and the comparison of days in a real browser: what scripts show is what the pages and the queries say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from csto_kg.ask.graph import Graph
from csto_kg.project import Project
from csto_kg.release.folder import release_quads
from csto_kg.site.compare import differences
from csto_kg.site.days import DaysData, path_of_day
from csto_kg.site.model import Text
from csto_kg.site.publish import material_of, site_files
from tests.support.browser import served, watched
from tests.support.guam import guam_project
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

FIELD = "input[type=date]"
SHOWN = ("certain", "possible", "unknown")


@pytest.fixture(scope="module")
def graph(built: Path) -> Graph:
    """The graph of the real data."""
    return Graph(Project(ROOT, built), in_memory=True)


@pytest.fixture(scope="module")
def data(graph: Graph) -> DaysData:
    """Who was in which body, as Python has it."""
    return DaysData(material_of(graph, tuple(release_quads(graph.folder))))


@pytest.fixture
def home(browser: Browser, address: str) -> Iterator[Page]:
    """The first page with its scripts started."""
    with watched(browser, address) as page:
        page.goto("index.html")
        page.wait_for_selector(FIELD)
        yield page


def days_to_try(data: DaysData) -> list[date]:
    """Every day of change, the day before and the day after."""
    return sorted({day + timedelta(days=n) for day in data.days for n in (-1, 0, 1)})


def choose(page: Page, day: date) -> None:
    page.fill(FIELD, day.isoformat())


def counted(page: Page) -> list[tuple[str, str, str]]:
    """What the counts say: the row, the verdict and a name, for each name."""
    found: list[list[str]] = page.evaluate(
        """verdicts => [...document.querySelectorAll('#day tbody tr')].flatMap(row =>
             verdicts.flatMap((verdict, column) => [...row.cells[column + 1].querySelectorAll('a')].map(link =>
               [row.cells[0].textContent, verdict, link.textContent])))""",
        list(SHOWN),
    )
    return sorted((row, verdict, name) for row, verdict, name in found)


def assert_agrees(page: Page, data: DaysData, graph: Graph) -> None:
    """On every day of change and beside it, the script counts the members and observers that `members-as-of` gives."""
    article, body = data.material.with_article(data.mains[-1])
    for day in days_to_try(data):
        choose(page, day)
        rows = graph.query("members-as-of", date=day.isoformat(), role="any")
        asked = [(str(row["role"]).rpartition("/")[2], str(row["certainty"]), str(row["label"])) for row in rows]
        expected = {
            (f"{role.capitalize()}s of {article}{body}", certainty, name)
            for role, certainty, name in asked
            if role in ("member", "observer")
        }
        own = {found for found in counted(page) if found[0].endswith(body)}
        assert (day, expected) == (day, own)


def test_the_slider_agrees_with_members_as_of(home: Page, data: DaysData, graph: Graph) -> None:
    """What the script counts of the organization on a day is what the stored query gives for it."""
    assert len(days_to_try(data)) >= 20
    assert_agrees(home, data, graph)


def test_the_slider_of_the_example_agrees_too(browser: Browser, guam: Path) -> None:
    """The script knows no organization: on the site of the example it agrees with the stored query too."""
    graph = Graph(guam_project(guam), in_memory=True)
    data = DaysData(material_of(graph, tuple(release_quads(graph.folder))))
    assert len(days_to_try(data)) >= 12
    with served(site_files(graph)) as address, watched(browser, address) as page:
        page.goto("index.html")
        page.wait_for_selector(FIELD)
        assert_agrees(page, data, graph)


# What a page shows of its day, as a script reads it.
PARTS = """() => ({
    counts: document.querySelector('#day').innerText,
    map: [...document.querySelectorAll('.map [data-agent]')].map(s => [s.className.baseVal, s.getAttribute('fill')]),
    lines: [...document.querySelectorAll('.lanes line.csto-day')].map(line => parseFloat(line.getAttribute('x1'))),
    matrix: [...document.querySelectorAll('#bodies td[data-cell]')].map(c => [c.className.trim(), c.textContent]),
})"""


def test_map_lines_and_matrix_move_with_the_counts(
    home: Page, data: DaysData, browser: Browser, address: str
) -> None:
    """On every day of change, what the script shows is what the page of that day has without scripts."""
    material = data.material
    with watched(browser, address, has_scripts=False) as plain:
        for day in data.days:
            choose(home, day)
            shown = home.evaluate(PARTS)
            plain.goto(path_of_day(material, day))
            expected = plain.evaluate(PARTS)
            assert len(data.codes) == len(shown["map"])
            assert len(data.agents) * len(data.bodies) == len(shown["matrix"])
            assert len(shown["lines"]) > len(data.mains)
            assert {} == {
                name: (day, expected[name], shown[name]) for name in expected if expected[name] != shown[name]
            }


def test_the_slider_works_by_keyboard(home: Page, data: DaysData) -> None:
    """An arrow key moves the day by one, and all parts with it; the address keeps the day."""
    assert data.material.day is not None
    slider = home.locator("input[type=range]")
    slider.press("ArrowRight")
    after = data.material.day + timedelta(days=1)
    assert after.isoformat() == home.input_value(FIELD)
    assert f"day={after}" in home.url
    assert "17 May 2022" == slider.get_attribute("aria-valuetext")
    expected = sorted(
        (data.material.name(agent), verdict)
        for row in data.rows
        for agent, verdict in data.verdicts(after, row.body, row.hue).items()
    )
    assert expected == sorted((name, verdict) for _, verdict, name in counted(home))


def test_a_page_of_a_day_opens_on_its_day(browser: Browser, address: str) -> None:
    """A page of a day has the same controls, which start on its day; a day in the address comes first."""
    with watched(browser, address) as page:
        page.goto("day/2006-06-23.html")
        page.wait_for_selector(FIELD)
        assert "2006-06-23" == page.input_value(FIELD)
        page.get_by_role("link", name="Uzbekistan", exact=True).first.click()
        assert page.url.endswith("/id/uzbekistan.html")
        page.goto("index.html?day=1999-06-01")
        page.wait_for_selector(FIELD)
        assert "On 1 June 1999" in page.inner_text("#day h2")
        page.get_by_role("link", name="28 June 2012").click()
        assert "2012-06-28" == page.input_value(FIELD)
        assert "28 June 2012 departure of Uzbekistan from the CSTO" == page.inner_text(".presets [aria-current=date]")


def test_a_day_that_cannot_be_shown_is_said(browser: Browser, address: str) -> None:
    """A day outside of the slider's, in the address or in the field, is named with the days that there are."""
    with watched(browser, address) as page:
        page.goto("index.html?day=1900-01-01")
        page.wait_for_selector(FIELD)
        said = page.locator(".presets [role=status]")
        assert "1900-01-01 is not a day from" in said.inner_text()
        assert "shown is 16 May 2022" in said.inner_text()
        choose(page, date(2010, 6, 1))
        assert "" == said.inner_text()
        choose(page, date(1901, 1, 1))
        assert "shown is 1 June 2010" in said.inner_text()


def test_links_keep_what_the_address_asks(browser: Browser, address: str) -> None:
    """A reader who looks at a release under a policy stays there, whatever day is chosen; a day as of which is replaced."""
    with watched(browser, address) as page:
        page.goto("index.html?policy=majority&as-of=2010-06-01")
        page.wait_for_selector(FIELD)
        assert "2010-06-01" == page.input_value(FIELD)
        choose(page, date(2012, 12, 31))
        assert page.url.endswith("?policy=majority&day=2012-12-31")
        link = page.locator("#day tbody a", has_text="Armenia").first
        assert str(link.get_attribute("href")).endswith("id/armenia.html?policy=majority")


def test_days_are_links_without_scripts(browser: Browser, address: str) -> None:
    """Without scripts a preset leads to the page of its day, and the page says what scripts would add."""
    with watched(browser, address, has_scripts=False) as page:
        page.goto("index.html")
        assert page.query_selector(FIELD) is None
        assert "needs scripts" in page.inner_text(".presets")
        page.get_by_role("link", name="23 June 2006").first.click()
        assert page.url.endswith("day/2006-06-23.html")
        assert "Uzbekistan" in page.inner_text("#day")
        page.goto("compare.html")
        assert not page.is_visible(".compare")
        assert "needs scripts" in page.inner_text("#two-days")
        assert "Uzbekistan" in page.inner_text("#steps")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["index.html", "compare.html"])
def test_a_page_fits_its_window(path: str, width: int, browser: Browser, address: str) -> None:
    """Nothing is wider than the window, also not on a phone."""
    with watched(browser, address, width=width) as page:
        page.goto(path)
        page.wait_for_selector(FIELD)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_any_two_days_are_compared(browser: Browser, address: str, data: DaysData) -> None:
    """For each day of change and its neighbours, the differences from the next of them are those of Python, in its words."""
    days = days_to_try(data)
    with watched(browser, address) as page:
        page.goto("compare.html")
        page.wait_for_selector(FIELD)
        for one, other in [*pairwise(days), (days[-1], days[0])]:
            page.fill("[name=from]", one.isoformat())
            page.fill("[name=to]", other.isoformat())
            expected = [spoken(difference) for difference in differences(data, one, other)]
            assert (one, other, expected) == (one, other, page.locator(".differences p").all_inner_texts())
        assert page.url.endswith(f"?from={days[-1]}&to={days[0]}")
        page.reload()
        page.wait_for_selector(FIELD)
        assert days[0].isoformat() == page.input_value("[name=to]")


def spoken(text: Text) -> str:
    return "".join(part if isinstance(part, str) else part.text for part in text)


@pytest.mark.parametrize("path", ["index.html", "id/uzbekistan.html"])
def test_both_times_of_uzbekistan_are_seen(path: str, browser: Browser, address: str) -> None:
    """The two times that Uzbekistan was in are bars one after the other, with their years in words beside them."""
    with watched(browser, address) as page:
        page.goto(path)
        row = page.locator("table.lanes tr", has=page.locator("text=/party.*1994/")).filter(has_text="2012").first
        if path == "index.html":
            row = page.locator("table.lanes tbody tr", has=page.get_by_role("rowheader", name="Uzbekistan"))
            rows = [row]
        else:
            rows = [page.locator("table.lanes tbody tr").filter(has_text=year).first for year in ("1999", "2012")]
        words = " ".join(of.locator("td.words").inner_text() for of in rows)
        assert "1994" in words
        assert "1999" in words
        assert "2006" in words
        assert "2012" in words
        bars = [box for of in rows for box in of.locator("rect.csto-bar").all() if box.is_visible()]
        spans = sorted((box["x"], box["x"] + box["width"]) for bar in bars if (box := bar.bounding_box()))
        assert any(before[1] < after[0] for before, after in pairwise(spans))


def test_the_map_takes_no_side(browser: Browser, address: str) -> None:
    """Crimea is hatched and no part of a state; the caption names it with the position of the General Assembly."""
    with watched(browser, address) as page:
        page.goto("index.html")
        section = page.locator("#map")
        crimea = section.locator("path.disputed", has=page.locator("title", has_text="Crimea"))
        assert "url(#map-contested)" == crimea.get_attribute("fill")
        assert "68/262" in section.inner_text()
        assert "Borders are today’s" in section.inner_text()
        for name in ("Abkhazia", "Artsakh", "South Ossetia", "Transnistria"):
            assert name in section.inner_text()
        box = crimea.bounding_box()
        assert box is not None
        at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        hit = page.evaluate(
            """({x, y}) => [...document.querySelectorAll('.map .state, .map .land')].filter(shape => {
                 const point = shape.ownerSVGElement.createSVGPoint(); point.x = x; point.y = y;
                 return shape.isPointInFill(point.matrixTransform(shape.getScreenCTM().inverse())) }).length""",
            at,
        )
        assert 0 == hit


def test_a_mark_leads_to_its_conflict_and_to_the_passages(browser: Browser, address: str) -> None:
    """From a mark in the lines a reader comes to the conflict, opens who says what, and comes to the passage of a claim."""
    with watched(browser, address) as page:
        page.goto("index.html")
        mark = page.locator(".lanes svg a", has=page.locator("path.csto-dispute")).first
        question = mark.get_attribute("aria-label")
        mark.click()
        assert "/id/conflict/" in page.url
        assert question == page.inner_text("h1")
        page.locator(".card a").first.click()
        assert "/claim/" in page.url
        assert "characters" in page.inner_text("main")


def test_dumps_are_downloaded(browser: Browser, address: str, site: dict[str, bytes]) -> None:
    """The links to all data on the page about the release give the files."""
    with watched(browser, address) as page:
        page.goto("about.html")
        dumps = [path for path in site if path.endswith(".nq.gz")]
        assert dumps
        for path in dumps:
            with page.expect_download() as downloading:
                page.locator(f"a[href='{path}']").first.click()
            assert site[path] == downloading.value.path().read_bytes()
