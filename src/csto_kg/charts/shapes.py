"""The elements of which the SVG of a chart is made: bars, events, texts, and the textures that they share.

Places along the axis are percentages, so a picture stretches with its page while texts and textures keep their size; all
other lengths are in px.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from csto_kg.charts.axis import Piece, Window
from csto_kg.charts.rows import Grade
from csto_kg.charts.words import BEFORE, EVENT, EVENT_RANGE

__all__ = ["add", "add_anywhen", "add_bar", "add_before", "add_event", "add_sample", "add_text", "add_textures"]

_LEAST: Final = 0.4
"""The least width of what is drawn, in percent: a day in thirty years must be seen."""
_ARROW: Final = 2.0
"""The room for an arrow at the edge, in percent: 7 px on a narrow page."""
_CLASS_OF: Final = {
    Grade.CERTAIN: "certain",
    Grade.PRESUMED: "presumed",
    Grade.POSSIBLE: "possible",
    Grade.UNKNOWN: "unknown",
}
_TEXTURES: Final = (Grade.PRESUMED, Grade.POSSIBLE)
HEIGHT: Final = 14
"""The height of a bar."""
BEFORE_HEIGHT: Final = 5
"""The height of the strip for the bounds before order tightened them."""


def add(parent: Element, tag: str, text: str = "", **attributes: str | float) -> Element:
    """An element within another. In names of attributes `_` stands for a hyphen; one at the end is dropped."""
    named = {name.rstrip("_").replace("_", "-"): _written(value) for name, value in attributes.items()}
    element = SubElement(parent, tag, named)
    element.text = text or None
    return element


def add_text(parent: Element, x: str | float, y: float, text: str, class_: str, **attributes: str | float) -> Element:
    """A text with its baseline at `y`."""
    return add(parent, "text", text, x=x, y=y, class_=class_, **attributes)


def add_textures(parent: Element, key: str) -> None:
    """The hatching, the dots and the fading sides that all rows share. `key` makes their ids differ from other charts'."""
    defs = add(parent, "defs")
    square = {"patternUnits": "userSpaceOnUse", "class": "csto-bar"}
    hatch = add(defs, "pattern", id=f"{key}-possible", width=6, height=6, patternTransform="rotate(45)", **square)
    add(hatch, "rect", width=6, height=6, fill="currentColor", fill_opacity=0.12)
    add(hatch, "rect", width=2.4, height=6, fill="currentColor")
    dots = add(defs, "pattern", id=f"{key}-presumed", width=5, height=5, **square)
    add(dots, "rect", width=5, height=5, fill="currentColor", fill_opacity=0.3)
    add(dots, "circle", cx=2.5, cy=2.5, r=1.3, fill="currentColor")
    for side, ends in (("earlier", ("#000", "#fff")), ("later", ("#fff", "#000"))):
        gradient = add(defs, "linearGradient", id=f"{key}-to-{side}")
        for offset, colour in zip((0, 1), ends, strict=True):
            add(gradient, "stop", offset=offset, stop_color=colour)
        mask = add(defs, "mask", id=f"{key}-{side}", maskContentUnits="objectBoundingBox")
        add(mask, "rect", width=1, height=1, fill=f"url(#{key}-to-{side})")


def add_bar(parent: Element, pieces: Sequence[Piece], window: Window, y: float, key: str) -> None:
    """The bar of a situation, with its upper edge at `y`."""
    # The strongest is drawn last: a single certain day between possible ones must be seen.
    for piece in sorted(pieces, key=lambda piece: list(Grade).index(piece.grade), reverse=True):
        if piece.is_anywhen:
            add_anywhen(parent, y + HEIGHT / 2)
            continue
        x, width = _place(piece, window)
        attributes = {**_filled(piece.grade, key), **_faded(piece, key)}
        if piece.grade is Grade.CERTAIN and piece.is_open_after:
            width = max(width - _ARROW, _LEAST)
            _add_arrow(parent, x + width, y, is_later=True)
        if piece.grade is Grade.CERTAIN and piece.is_open_before:
            x, width = x + _ARROW, max(width - _ARROW, _LEAST)
            _add_arrow(parent, x, y, is_later=False)
        _add_rect(parent, x, y, width, HEIGHT, attributes)


def add_before(parent: Element, pieces: Sequence[Piece], window: Window, y: float, key: str) -> None:
    """The strip of looser bounds: thin where it was possible, thick where it was certain."""
    for piece in pieces:
        if piece.is_anywhen:
            add_anywhen(parent, y + BEFORE_HEIGHT / 2)
            continue
        x, width = _place(piece, window)
        height = BEFORE_HEIGHT if piece.grade is Grade.CERTAIN else 2
        attributes = {"class": "csto-before", **_faded(piece, key)}
        _add_rect(parent, x, y + (BEFORE_HEIGHT - height) / 2, width, height, attributes)


def add_event(parent: Element, pieces: Sequence[Piece], window: Window, y: float, key: str) -> None:
    """The mark of an event: a dot on its day, or a line over its possible days with a stroke at each known bound."""
    middle = y + HEIGHT / 2
    for piece in pieces:
        if piece.is_anywhen:
            add_anywhen(parent, middle)
            continue
        x, width = _place(piece, window)
        if piece.grade is Grade.CERTAIN:
            add(parent, "circle", cx=_percent(x), cy=middle, r=5.5, class_="csto-event")
            continue
        _add_rect(parent, x, middle - 1.5, width, 3, {"class": "csto-event", **_faded(piece, key)})
        ends = [at for at, is_open in ((x, piece.is_open_before), (x + width, piece.is_open_after)) if not is_open]
        for at in ends:
            add(parent, "line", x1=_percent(at), x2=_percent(at), y1=y + 1, y2=y + HEIGHT - 1, class_="csto-end")


def add_sample(parent: Element, what: str, x: float, y: float, key: str) -> None:
    """Draw the sample before an entry of the legend, 24 px wide and 10 px high, with its top left corner at (x, y).

    `what` is what the entry stands for: a grade of certainty, an event, or a bound before tightening. `key` is the prefix of
    the identifiers in this drawing.
    """
    if what in _CLASS_OF:
        grade = Grade(what)
        fade = {"mask": f"url(#{key}-later)"} if grade is Grade.UNKNOWN else {}
        add(parent, "rect", x=x, y=y, width=24, height=10, **_filled(grade, key), **fade)
    elif what == EVENT:
        add(parent, "circle", cx=x + 12, cy=y + 5, r=5, class_="csto-event")
    elif what == EVENT_RANGE:
        add(parent, "rect", x=x, y=y + 3.5, width=24, height=3, class_="csto-event")
        for at in (x, x + 24):
            add(parent, "line", x1=at, x2=at, y1=y - 0.5, y2=y + 10.5, class_="csto-end")
    elif what == BEFORE:
        add(parent, "rect", x=x, y=y + 4, width=24, height=2, class_="csto-before")
        add(parent, "rect", x=x + 7, y=y + 2.5, width=10, height=BEFORE_HEIGHT, class_="csto-before")
    else:
        add(parent, "rect", x=x + 2, y=y + 1, width=20, height=8, class_="csto-before", mask=f"url(#{key}-later)")


def _add_rect(parent: Element, x: float, y: float, width: float, height: float, attributes: dict[str, str]) -> None:
    add(parent, "rect", x=_percent(x), y=y, width=_percent(width), height=height, **attributes)


def _add_arrow(parent: Element, x: float, y: float, *, is_later: bool) -> None:
    """A tip at the end of a bar that goes on; a nested picture, since paths know no percentages."""
    place = add(parent, "svg", x=_percent(x), y=y, overflow="visible")
    path = f"M0 0L7 {HEIGHT // 2}L0 {HEIGHT}z" if is_later else f"M0 0L-7 {HEIGHT // 2}L0 {HEIGHT}z"
    add(place, "path", d=path, **_filled(Grade.CERTAIN, ""))


def add_anywhen(parent: Element, y: float) -> None:
    """A thin line through the whole window, for what nothing bounds."""
    add(parent, "line", x1="1%", x2="99%", y1=y, y2=y, class_="csto-anywhen")
    for x, path in (("1%", "M7 -5L0 0L7 5"), ("99%", "M-7 -5L0 0L-7 5")):
        place = add(parent, "svg", x=x, y=y, overflow="visible")
        add(place, "path", d=path, class_="csto-end", fill="none")


def _place(piece: Piece, window: Window) -> tuple[float, float]:
    """Where a piece starts and how wide it is, in percent."""
    x, width = 100 * piece.start / window.length, 100 * (piece.stop - piece.start) / window.length
    return min(x, 100 - _LEAST), max(width, _LEAST)


def _filled(grade: Grade, key: str) -> dict[str, str]:
    """The class and the filling of a bar. No rule of the style may set `fill`: it would win over the textures."""
    fill = f"url(#{key}-{_CLASS_OF[grade]})" if grade in _TEXTURES else "currentColor"
    return {"class": f"csto-bar csto-{_CLASS_OF[grade]}", "fill": fill}


def _faded(piece: Piece, key: str) -> dict[str, str]:
    """How a piece without a bound fades out on that side; what is certain does not fade."""
    if piece.grade is Grade.CERTAIN or not (piece.is_open_before or piece.is_open_after):
        return {}
    return {"mask": f"url(#{key}-{'earlier' if piece.is_open_before else 'later'})"}


def _percent(value: float) -> str:
    return f"{_written(value)}%"


def _written(value: str | float) -> str:
    """A number with three decimals at the most: fewer bytes, and the same ones on every machine."""
    return value if isinstance(value, str) else f"{value:.3f}".rstrip("0").rstrip(".")
