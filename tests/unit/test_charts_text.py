"""Charts for a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

import pytest
import wcwidth
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from csto_kg.charts import Bar, ChartRow, Mark, Window, chart_text, date_lines
from csto_kg.time.days import FIRST_DAY, LAST_DAY, Days, Ending, Span, day_after, holds_on
from tests.support.charts import EXAMPLES, ROWS, between, days

MONTHS = st.dates(date(2000, 1, 10), date(2000, 12, 20))
YEAR = Window(date(2000, 1, 1), date(2000, 12, 31))


def picture(row: ChartRow, *, width: int = 80, window: Window | None = None) -> str:
    """The line with the picture of a row whose label is `x`, without the label."""
    lines = chart_text([row], width=width, window=window).splitlines()
    (line,) = [line for line in lines if line.startswith("x  ")]
    return line[3:].ljust(width - 3).replace("┊", " ")


@pytest.mark.parametrize(("name", "is_ascii"), [("blocks.txt", False), ("ascii.txt", True)])
def test_the_examples_are_drawn_as_in_the_golden(
    name: str, is_ascii: bool, golden_chart: Callable[[str, str], None]
) -> None:
    """tests/golden/charts has a row for each case."""
    golden_chart(name, chart_text(EXAMPLES, title="Treaty and organization", is_ascii=is_ascii))


@given(ROWS, st.integers(40, 120), st.booleans())
@settings(deadline=None)
def test_no_line_is_too_wide(rows: list[ChartRow], width: int, is_ascii: bool) -> None:
    """No line takes more columns than asked for, whatever the labels are."""
    text = chart_text(rows, title="A title " * 20, width=width, is_ascii=is_ascii)
    assert all(0 <= wcwidth.wcswidth(line) <= width for line in text.splitlines())
    assert text == chart_text(rows, title="A title " * 20, width=width, is_ascii=is_ascii)


@given(ROWS)
@settings(deadline=None)
def test_every_row_gives_its_dates(rows: list[ChartRow]) -> None:
    """The words of each row stand in the chart, folded or not."""
    shown = re.sub(
        r"\s", "", chart_text([Mark("", r.days) if isinstance(r, Mark) else Bar("", r.span) for r in rows])
    )
    for row in rows:
        assert re.sub(r"\s", "", date_lines(row)[0]) in shown


def test_ascii_is_ascii() -> None:
    """The ASCII form adds no other characters to the labels."""
    rows = [row for row in EXAMPLES if row.label.isascii()]
    assert chart_text(rows, title="x" * 90, is_ascii=True).isascii()
    assert chart_text(rows, width=40, is_ascii=True).isascii()


def test_nothing_gives_nothing() -> None:
    """Without rows there is no chart, not even a title."""
    assert "" == chart_text([], title="Nothing")


def test_a_narrow_terminal_is_refused() -> None:
    """Below 40 columns a chart cannot be read."""
    with pytest.raises(ValueError, match="at least 40"):
        chart_text(EXAMPLES, width=39)


@given(st.lists(MONTHS, min_size=4, max_size=4).map(sorted), st.integers(40, 100), st.sampled_from(Ending))
@settings(deadline=None)
def test_cells_show_what_holds_in_them(dates: Sequence[date], width: int, ending: Ending) -> None:
    """A cell is certain only where a day is certain, is drawn only where a day is possible, and each certain time is seen."""
    assume(dates[0] < dates[3])
    begin, end = Days(dates[0], dates[1]), Days(dates[2], dates[3])
    if ending is Ending.OPEN:
        end = Days(LAST_DAY, LAST_DAY)
    span = Span(begin, end, ending)
    drawn = picture(Bar("x", span), width=width, window=YEAR)
    in_cell: list[set[str]] = [set() for _ in drawn]
    for number, day in enumerate(between(YEAR.first, date(2001, 1, 1))):
        # A cell that has a part of the day counts the day.
        for cell in range(number * len(drawn) // 366, ((number + 1) * len(drawn) - 1) // 366 + 1):
            in_cell[cell].add(holds_on(span.tightened(), day).value)
    meanings = {"█": "certain", "▒": "possible", "░": "unknown", " ": "no"}
    assert all(meanings[sign] in held for sign, held in zip(drawn.replace("→", "█"), in_cell, strict=True))
    if any("certain" in held for held in in_cell):
        assert "█" in drawn


@given(MONTHS, st.integers(40, 120))
@settings(deadline=None)
def test_a_day_is_one_cell(day: date, width: int) -> None:
    """An event on a day, and a situation of one day, have a cell, even in a window of decades."""
    window = Window(date(1900, 1, 1), date(2030, 1, 1))
    assert "●" == picture(Mark("x", Days(day, day)), width=width, window=window).strip()
    bar = Bar("x", Span(Days(day, day), Days(day_after(day), day_after(day)), Ending.STATED))
    assert "█" == picture(bar, width=width, window=window).strip()


@given(MONTHS, st.integers(40, 120))
@settings(deadline=None)
def test_one_attested_day_is_seen_between_what_fades(day: date, width: int) -> None:
    """Arrows and fading sides leave the cell of the only certain day alone."""
    window = Window(date(1900, 1, 1), date(2030, 1, 1))
    span = Span(Days(FIRST_DAY, day), Days(day_after(day), LAST_DAY), Ending.UNKNOWN)
    assert re.fullmatch("←▒*█░*→", picture(Bar("x", span), width=width, window=window).strip())


@pytest.mark.parametrize(
    ("row", "drawn"),
    [
        (Bar("x", Span(days("..", ".."), days("..", ".."), Ending.UNKNOWN)), "←" + "·" * 75 + "→"),
        (Mark("x", days("..", "..")), "←" + "·" * 75 + "→"),
        (Bar("x", Span(days("1980-01-01"), days("1985-01-01"), Ending.STATED)), ""),
        (Mark("x", days("2040-01-01")), ""),
        (Mark("x", days("2010-01-01", "..")), "○───→"),
        (Mark("x", days("..", "2010-01-01")), "←───○"),
        (Bar("x", Span(days("..", "2010-01-01"), days("2010-01-02", ".."), Ending.UNKNOWN)), "←▒▒▒█░░░→"),
        (Bar("x", Span(days("2029-12-31"), Days(LAST_DAY, LAST_DAY), Ending.OPEN)), "█"),
    ],
)
def test_what_has_no_bound_is_drawn_without_dates(row: ChartRow, drawn: str) -> None:
    """Without bounds on both sides a thin line runs through; on one side it fades; outside of the window is nothing."""
    window = Window(date(1990, 1, 1), date(2029, 12, 31))
    assert drawn == picture(row, window=window).strip()


def test_rows_without_any_date_have_no_axis() -> None:
    """Nothing is dated, so nothing is on the axis."""
    row = Bar("x", EXAMPLES[-1].span if isinstance(EXAMPLES[-1], Bar) else pytest.fail("not a bar"))
    first, second, *_ = chart_text([row], width=40).splitlines()
    assert ("x  ←" + "·" * 35 + "→", "   start unknown, end unknown") == (first, second)


def test_the_legend_explains_what_is_drawn() -> None:
    """The legend has the signs of the chart, and no others."""
    text = chart_text([EXAMPLES[0]])
    assert "● event, on this day" == text.splitlines()[-1]
    assert "certain" not in text


def test_the_legend_names_no_sign_of_what_nothing_bounds() -> None:
    """A row that nothing bounds is drawn as such, so the legend has that sign alone."""
    unbounded = Bar("", Span(days("..", ".."), days("..", ".."), Ending.UNKNOWN))
    text = chart_text([unbounded, Mark("", days("..", ".."))])
    assert "← → no bound" == text.splitlines()[-1]
