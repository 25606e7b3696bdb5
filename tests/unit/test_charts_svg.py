"""Charts for pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from csto_kg.charts import CHART_STYLE, Bar, ChartRow, Mark, chart_svg, date_lines
from csto_kg.charts.words import cleaned
from csto_kg.time.days import Ending, Span
from tests.support.charts import EXAMPLES, ROWS, days

SVG = "{http://www.w3.org/2000/svg}"


def read(text: str) -> ElementTree.Element:
    """The root element of a chart."""
    root = ElementTree.fromstring(text)
    assert f"{SVG}svg" == root.tag
    return root


def percentages(root: ElementTree.Element, *names: str) -> list[float]:
    """The values in percent of the attributes with these names."""
    found = [element.get(name, "") for element in root.iter() for name in names]
    return [float(value[:-1]) for value in found if value.endswith("%")]


def test_an_example_is_drawn_as_in_the_golden(golden_chart: Callable[[str, str], None]) -> None:
    """tests/golden/charts has a bar with a tightened end, and an event."""
    # A line for each element, so that a change can be read.
    text = chart_svg([EXAMPLES[0], EXAMPLES[2]], title="Two rows", is_styled=False)
    golden_chart("two.svg", text.replace("><", ">\n<") + "\n")


@given(ROWS)
@settings(deadline=None)
def test_the_same_rows_give_the_same_bytes(rows: list[ChartRow]) -> None:
    """Nothing but the arguments decides the bytes, which can be read as XML and written as UTF-8."""
    text = chart_svg(rows, title="A <title> & more")
    assert text == chart_svg(iter(rows), title="A <title> & more")
    assert ("" == text) == (not rows)
    if rows:
        read(text.encode().decode())


@given(ROWS)
@settings(deadline=None)
def test_nothing_is_drawn_outside_of_the_window(rows: list[ChartRow]) -> None:
    """Places along the axis lie between the edges; so do bars with their widths."""
    if not rows:
        return
    root = read(chart_svg(rows, title="Rows"))
    assert all(0 <= value <= 100 for value in percentages(root, "x", "x1", "x2", "cx"))
    for rect in root.iter(f"{SVG}rect"):
        if rect.get("x", "").endswith("%"):
            assert float(rect.get("x", "")[:-1]) + float(rect.get("width", "")[:-1]) <= 100.002
            assert float(rect.get("width", "")[:-1]) >= 0.4


@given(ROWS)
@settings(deadline=None)
def test_the_description_has_every_row(rows: list[ChartRow]) -> None:
    """Who does not see the picture gets every label, and the dates in words."""
    if not rows:
        return
    root = read(chart_svg(rows, title="Rows"))
    text = root.findtext(f"{SVG}desc") or ""
    for row in rows:
        assert f"{cleaned(row.label)}: {'; '.join(date_lines(row))}." in text
    named = (root.get("aria-labelledby") or "").split()
    assert "img" == root.get("role")
    assert named == [root.find(f"{SVG}{tag}").get("id") for tag in ("title", "desc")]  # type: ignore[union-attr]


def test_labels_are_escaped() -> None:
    """A label is text, whatever it holds."""
    label = "<script>alert('&amp;')</script> ]]> \x00\x1b[31m\ud800"
    text = chart_svg([Mark(label, days("2000-01-01"))], title=label)
    assert "<script" not in text
    shown = [element.text for element in read(text).iter(f"{SVG}text")]
    assert "<script>alert('&amp;')</script> ]]>" in " ".join(filter(None, shown))


def test_there_is_nothing_to_run_and_nothing_to_fetch() -> None:
    """A strict policy of a page allows the picture: no scripts, no style attributes, no addresses."""
    root = read(chart_svg(EXAMPLES, title="All", is_styled=False))
    names = {name for element in root.iter() for name in element.attrib}
    assert [] == [name for name in names if name == "style" or name.startswith("on") or "href" in name]
    assert {f"{SVG}script", f"{SVG}style"}.isdisjoint(element.tag for element in root.iter())
    assert "http" not in re.sub(r'xmlns="[^"]*"', "", chart_svg(EXAMPLES, title="All", is_styled=True))


def test_ids_are_found_and_differ_between_charts() -> None:
    """Each reference has its id in the same picture, and two charts on one page share none."""
    texts = [chart_svg(EXAMPLES[:number], title="All") for number in (5, 6)]
    ids = [{element.get("id") for element in read(text).iter() if element.get("id")} for text in texts]
    for text, own in zip(texts, ids, strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", text)) <= own
    assert ids[0].isdisjoint(ids[1])


def test_each_grade_has_its_texture() -> None:
    """Certain is solid, presumed dotted, possible hatched, and what is not attested fades."""
    text = chart_svg(EXAMPLES[3:5], title="Grades")
    rects = [r.attrib for r in read(text).iter(f"{SVG}rect") if r.get("x", "").endswith("%")]
    seen = {r["class"].split()[-1]: (r["fill"].split("-")[-1], r.get("mask", "").split("-")[-1]) for r in rects}
    expected = {
        "csto-certain": ("currentColor", ""),
        "csto-presumed": ("presumed)", ""),
        "csto-possible": ("possible)", "earlier)"),
        "csto-unknown": ("currentColor", "later)"),
    }
    assert expected == seen
    assert "fill:" not in re.findall(r"\.csto-bar {[^}]*}", CHART_STYLE)[0]


@pytest.mark.parametrize("label", ["", "x" * 200, "Узбекистан " * 20, "集団安全保障条約機構" * 10])
def test_texts_have_room_on_a_narrow_page(label: str) -> None:
    """No line of text is longer than a narrow page has room for, and the whole label stands in the title of its row."""
    row = Bar(label, Span(days("1994-04-20", "1994-12-01"), days("1999-01-02", "1999-12-01"), Ending.STATED))
    root = read(chart_svg([row], title="Long"))
    lines = [element for element in root.iter(f"{SVG}text") if element.get("class") == "csto-label"]
    assert 1 <= len(lines) <= 2
    assert all(len("".join(line.itertext())) <= 46 for line in lines)
    heights = [float(line.get("y", "")) for line in lines]
    assert all(later - earlier >= 16 for earlier, later in pairwise(heights))
    assert cleaned(label) in (root.findtext(f"{SVG}g/{SVG}title") or "")


def test_rows_do_not_meet() -> None:
    """Texts that stand at the left follow each other with the height of a line between them."""
    root = read(chart_svg(EXAMPLES, title="All"))
    places = [float(e.get("y", "")) for e in root.iter(f"{SVG}text") if e.get("x") == "0"]
    assert len(places) > 15
    assert all(later - earlier >= 16 for earlier, later in pairwise(places))
    assert max(places) < float(root.get("height", ""))
