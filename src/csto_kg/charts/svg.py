"""A chart for a page: SVG without scripts, that stretches with the page and keeps the size of its texts.

Labels stand above their bars and texts are folded for a page of 390 px, so that none meets another there or on any wider
page. On wide pages the axis has more ticks, by a rule of its style.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree.ElementTree import Element, tostring

from csto_kg.charts.axis import Tick, Window, pieces_in, ticks_of, window_of
from csto_kg.charts.columns import columns_of, folded
from csto_kg.charts.rows import Bar, ChartRow, segments_before, segments_of
from csto_kg.charts.shapes import (
    BEFORE_HEIGHT,
    HEIGHT,
    add,
    add_anywhen,
    add_bar,
    add_before,
    add_event,
    add_sample,
    add_text,
    add_textures,
)
from csto_kg.charts.words import cleaned, date_lines, described, keys_of

__all__ = ["CHART_STYLE", "chart_svg"]

CHART_STYLE: Final = """
.csto-chart { --csto-bar: #0b5fa5; font: 12px/1.3 system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { .csto-chart { --csto-bar: #6cb2f0; } }
:root.csto-chart { color-scheme: light dark; color: CanvasText; }
.csto-chart text { fill: currentColor; }
.csto-label { font-size: 13px; font-weight: 600; }
.csto-dates, .csto-tick { fill-opacity: .75; }
tspan.csto-dates { font-size: 12px; font-weight: 400; }
.csto-tick { font-size: 11px; }
.csto-bar { color: var(--csto-bar); }
.csto-unknown { fill-opacity: .45; }
.csto-before { fill: currentColor; fill-opacity: .5; }
.csto-event { fill: currentColor; }
.csto-end { stroke: currentColor; stroke-width: 2; }
.csto-anywhen { stroke: currentColor; stroke-opacity: .5; stroke-dasharray: 1 6; stroke-width: 2; }
.csto-grid { stroke: currentColor; stroke-opacity: .12; }
@media (min-width: 800px) { .csto-narrow { display: none; } .csto-wide { display: inline; } }
"""
"""The style of charts, for a page whose policy allows no style within a picture. `--csto-bar` is the colour of bars."""

_NARROW: Final = 358
"""The room on a page of 390 px, in px: the page has margins."""
_LABEL_COLUMNS: Final = 46
_DATE_COLUMNS: Final = 54
"""The columns of text that have room there, in a wide font: labels are bold and larger."""
_TICKS: Final = {"csto-narrow": 5, "csto-wide": 12}
_EDGE: Final = 0.07
"""The share of the window at either edge where a tick has no room for its label."""
_LINE: Final = 17
_SPACE: Final = 16


def chart_svg(rows: Iterable[ChartRow], *, title: str, window: Window | None = None, is_styled: bool = True) -> str:
    """A chart as an SVG element, as wide as the place where it stands; the empty text for no rows.

    The same arguments give the same bytes. Ids come from the title and the words of the rows, so that charts of different
    things can stand on one page.

    Args:
        rows: what to draw, from top to bottom.
        title: what the picture shows, for people who do not see it. It is not drawn.
        window: the days to show; those of the rows, where it is not given.
        is_styled: brings its style along. A page that has `CHART_STYLE` in its own can leave it out.
    """
    listed = list(rows)
    if not listed:
        return ""
    words = ".\n".join(map(described, listed)) + "."
    content = f"{cleaned(title)}\n{words}\n{window}"
    key = f"chart-{hashlib.sha256(content.encode()).hexdigest()[:12]}"
    svg = Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "csto-chart", "role": "img", "width": "100%"}
    )
    svg.set("aria-labelledby", f"{key}-title {key}-desc")
    add(svg, "title", cleaned(title), id=f"{key}-title")
    add(svg, "desc", words, id=f"{key}-desc")
    if is_styled:
        add(svg, "style", CHART_STYLE)
    add_textures(svg, key)
    shown = window or window_of(listed)
    axis = add(svg, "g")
    y: float = 30
    for row in listed:
        y = _add_row(svg, row, shown, y, key)
    if shown is not None:
        _add_axis(axis, shown, y - _SPACE / 2)
    height = _add_legend(svg, listed, y, key)
    svg.set("height", f"{height:g}")
    return tostring(svg, encoding="unicode")


def _add_row(svg: Element, row: ChartRow, window: Window | None, top: float, key: str) -> float:
    """Adds a row with its upper edge at `top`; gives that of the next one."""
    group = add(svg, "g")
    add(group, "title", described(row))
    labels = folded(cleaned(row.label), _LABEL_COLUMNS, 2) or ("",)
    dates = [line for text in date_lines(row) for line in folded(text, _DATE_COLUMNS)]
    y = top
    for label in labels:
        y += _LINE
        last = add_text(group, 0, y - 4, label, "csto-label")
    if len(labels) == len(dates) == 1 and columns_of(labels[0]) + columns_of(dates[0]) + 2 <= _LABEL_COLUMNS:
        add(last, "tspan", dates.pop(), dx=10, class_="csto-dates")
    for line in dates:
        y += _LINE - 1
        add_text(group, 0, y - 4, line, "csto-dates")
    y += 2
    if window is None:
        # Nothing in the chart has a date.
        add_anywhen(group, y + HEIGHT / 2)
        return y + HEIGHT + _SPACE
    draw = add_bar if isinstance(row, Bar) else add_event
    draw(group, pieces_in(segments_of(row), window), window, y, key)
    y += HEIGHT
    before = segments_before(row)
    if before:
        add_before(group, pieces_in(before, window), window, y + 3, key)
        y += 3 + BEFORE_HEIGHT
    return y + _SPACE


def _add_axis(axis: Element, window: Window, bottom: float) -> None:
    """Adds the labels of the axis and its lines down to `bottom`; twice, for narrow pages and for wide ones."""
    for name, most in _TICKS.items():
        # Without a style there is one axis: the one that has room everywhere.
        hidden = {} if name == "csto-narrow" else {"display": "none"}
        group = add(axis, "g", class_=name, **hidden)
        for tick in ticks_of(window, most):
            _add_tick(group, tick, window, bottom)


def _add_tick(group: Element, tick: Tick, window: Window, bottom: float) -> None:
    share = window.share(tick.day)
    x = f"{100 * share:.3f}%"
    add(group, "line", x1=x, x2=x, y1=20, y2=bottom, class_="csto-grid")
    if _EDGE < share < 1 - _EDGE:
        add_text(group, x, 14, tick.label, "csto-tick", text_anchor="middle")


def _add_legend(svg: Element, rows: Sequence[ChartRow], top: float, key: str) -> float:
    """Adds what the signs mean, in lines that have room on a narrow page; gives the height of the whole picture."""
    group = add(svg, "g", class_="csto-legend")
    x, y = 2.0, top + 6
    for what in keys_of(rows):
        width = 24 + 6 + columns_of(what) * 7 + 14
        if x + width > _NARROW + 14 and x > 2:
            x, y = 2.0, y + _LINE + 1
        add_sample(group, what, x, y, key)
        add_text(group, x + 30, y + 9, what, "csto-dates")
        x += width
    return y + _LINE
