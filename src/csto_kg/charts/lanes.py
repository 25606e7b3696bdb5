"""The pictures in the rows of a table of lanes: a strip for each row, and the axis that stands above them.

The table has the same facts in words beside each picture. Places are percentages, as in all charts, so strips stretch with
their column; the patterns that fill them stand once on a page (`lane_textures`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element, tostring

from csto_kg.charts.axis import Window, pieces_in, ticks_of
from csto_kg.charts.columns import columns_of
from csto_kg.charts.rows import Bar, ChartRow, segments_of
from csto_kg.charts.shapes import HEIGHT, add, add_bar, add_event, add_text, add_textures
from csto_kg.charts.words import cleaned, described
from csto_kg.time.written import written

__all__ = ["LaneMark", "Track", "axis_strip", "lane_strip", "lane_textures"]

_TICKS: Final = {"csto-narrow": 4, "csto-wide": 9}
_GRID: Final = 9
_HALF_OF_COLUMN: Final = 0.0095
"""Half of the width of a letter, as a share of the room on a page of 390 px."""
_EDGE: Final = 0.04
_GAP: Final = 4
_AXIS_HEIGHT: Final = 18
_MARKS_HEIGHT: Final = 16


@dataclass(frozen=True, slots=True)
class Track:
    """Rows that are drawn one after another on one line, in the colour of `hue`, a class of the style."""

    hue: str
    rows: tuple[ChartRow, ...]


@dataclass(frozen=True, slots=True)
class LaneMark:
    """A mark on a day: a ring for an act, or a diamond that leads to the page of a conflict (`href`)."""

    day: date
    label: str
    href: str = ""


def lane_textures(hues: Iterable[str]) -> str:
    """The patterns of all strips of a page, as SVG elements that take no room."""
    return "".join(tostring(_textures(hue), encoding="unicode") for hue in hues)


def _textures(hue: str) -> Element:
    svg = Element(
        "svg", {"class": f"csto-textures csto-hue-{hue}", "width": "0", "height": "0", "aria-hidden": "true"}
    )
    add_textures(svg, hue)
    return svg


def axis_strip(window: Window, marks: Sequence[LaneMark] = (), day: date | None = None) -> str:
    """The axis above the strips of a window, with the marks that many of its rows share."""
    svg = _strip(_AXIS_HEIGHT + (_MARKS_HEIGHT if marks else 0))
    for name, most in _TICKS.items():
        group = add(svg, "g", class_=name, **({} if name == "csto-narrow" else {"display": "none"}))
        for tick in ticks_of(window, most):
            share = window.share(tick.day)
            # The name of a month is wider than a year: at the edge of a phone it would be cut.
            edge = max(_EDGE, _HALF_OF_COLUMN * columns_of(written(tick.label)))
            if edge < share < 1 - edge:
                add_text(group, f"{100 * share:.3f}%", 12, written(tick.label), "csto-tick", text_anchor="middle")
    for mark in marks:
        _add_mark(svg, mark, window, _AXIS_HEIGHT + _MARKS_HEIGHT / 2)
    _add_day(svg, day, window, _AXIS_HEIGHT)
    return tostring(svg, encoding="unicode")


def lane_strip(
    tracks: Sequence[Track], window: Window, marks: Sequence[LaneMark] = (), day: date | None = None
) -> str:
    """The strip of a row: its tracks one below the other, with its marks on them. `day` is the chosen day, a line."""
    lines = max(1, len(tracks))
    svg = _strip(_GAP + lines * (HEIGHT + _GAP))
    for tick in ticks_of(window, _GRID):
        x = f"{100 * window.share(tick.day):.3f}%"
        add(svg, "line", x1=x, x2=x, y1=0, y2="100%", class_="csto-grid")
    for number, track in enumerate(tracks):
        group = add(svg, "g", class_=f"csto-hue-{track.hue}")
        for row in track.rows:
            of_row = add(group, "g")
            add(of_row, "title", described(row))
            draw = add_bar if isinstance(row, Bar) else add_event
            y = _GAP + number * (HEIGHT + _GAP)
            draw(of_row, pieces_in(segments_of(row), window), window, y, track.hue)
    for mark in marks:
        _add_mark(svg, mark, window, _GAP + HEIGHT / 2 if not mark.href else _GAP + lines * (HEIGHT + _GAP) / 2 - 2)
    _add_day(svg, day, window, 0)
    return tostring(svg, encoding="unicode")


def _strip(height: float) -> Element:
    return Element("svg", {"class": "csto-strip", "width": "100%", "height": f"{height:g}", "focusable": "false"})


def _add_mark(svg: Element, mark: LaneMark, window: Window, y: float) -> None:
    x = f"{100 * window.share(mark.day):.3f}%"
    parent = add(svg, "a", href=mark.href, aria_label=cleaned(mark.label)) if mark.href else add(svg, "g")
    add(parent, "title", cleaned(mark.label))
    if not mark.href:
        add(parent, "circle", cx=x, cy=y, r=4, class_="csto-act")
        return
    place = add(parent, "svg", x=x, y=y, overflow="visible")
    add(place, "path", d="M0 -7L6 0L0 7L-6 0z", class_="csto-dispute")


def _add_day(svg: Element, day: date | None, window: Window, top: float) -> None:
    if day is not None and window.first <= day <= window.last:
        x = f"{100 * window.share(day):.3f}%"
        add(svg, "line", x1=x, x2=x, y1=top, y2="100%", class_="csto-day")
