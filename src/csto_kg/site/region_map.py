"""The map of who was in the main bodies on a day. Its borders are today's, and it gives no disputed territory to a side.

`atlas/borders.json` has the borders, made by `make map`; `atlas/disputed.yaml` says what is disputed, and what the General
Assembly of the United Nations resolved on it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, tostring

import yaml

from csto_kg.charts.words import cleaned
from csto_kg.queries.templates import in_a_list
from csto_kg.site.days import DaysData
from csto_kg.site.model import MapSection, Text
from csto_kg.site.projection import (
    Frame,
    MapPoint,
    angle,
    area,
    centred,
    clipped,
    middle,
    path_data,
    projection,
    room_for,
)
from csto_kg.time.written import written
from csto_kg.vocab import CSTO, G_VIEW

__all__ = ["RegionMap", "map_of", "map_section"]

_ATLAS: Final = Path(__file__).parent / "atlas"
_WIDTH: Final = 2000
_LEAST_HEIGHT, _MOST_HEIGHT = 0.5, 0.62
_FAR: Final = 40
_ROOM: Final = 0.05
_NAME: Final = 27
_WIDE_NAME: Final = 55_000
"""The area from which a name stands on a narrow page too."""
_HUES: Final = {"member": "member", "party": "party to the treaty alone", "observer": "observer"}


@dataclass(frozen=True, slots=True)
class MapShape:
    """A state or a territory: its code where it has one, its name, and its rings in degrees, the largest first."""

    code: str
    name: str
    rings: tuple[tuple[MapPoint, ...], ...]
    is_disputed: bool = False


@dataclass(frozen=True, slots=True)
class MapName:
    """A name on the map and where it stands; `is_small` where it is left out on a narrow page."""

    text: str
    at: MapPoint
    is_small: bool


@dataclass(frozen=True, slots=True)
class RegionMap:
    """The map without a day: the paths of the states by their codes, of all other land, and of disputed territories."""

    height: int
    states: tuple[tuple[str, str], ...]
    land: str
    disputed: tuple[tuple[str, str], ...]
    names: tuple[MapName, ...]


@cache
def _borders() -> tuple[MapShape, ...]:
    read = json.loads((_ATLAS / "borders.json").read_text(encoding="utf-8"))
    return tuple(
        MapShape(s["code"], s["name"], tuple(_ring(r, read["scale"]) for r in s["rings"]), s.get("disputed", False))
        for s in read["shapes"]
        if s["rings"]
    )


def _ring(steps: Sequence[int], scale: int) -> tuple[MapPoint, ...]:
    x = y = 0
    points = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x / scale, y / scale))
    return tuple(points)


@cache
def _disputed() -> Mapping[str, Mapping[str, str]]:
    read = yaml.safe_load((_ATLAS / "disputed.yaml").read_text(encoding="utf-8"))
    return {entry["name"]: entry for entry in read}


def map_section(data: DaysData, day: date) -> MapSection | None:
    """The map as of a day; None where no state that was ever in a main body has a code that the map knows."""
    own = {s.agent for s in data.standings if s.body in data.mains}
    codes = tuple((code, data.material.name(agent)) for agent, code in data.codes.items())
    drawn = map_of(codes, frozenset(code for agent, code in data.codes.items() if agent in own))
    return None if drawn is None else _coloured(data, drawn, day)


@lru_cache(maxsize=8)
def map_of(named: tuple[tuple[str, str], ...], shown: frozenset[str]) -> RegionMap | None:
    """The map for states, given by their codes and names, with room for those that are to be shown; None for none."""
    names = dict(named)
    states = {shape.code: shape for shape in _borders() if shape.code in names}
    wanted = [shape for code, shape in states.items() if code in shown]
    if not wanted:
        return None
    centre = centred(middle(shape.rings[0]) for shape in wanted)
    frame, height = _frame(wanted, centre)
    draw = _drawing(centre, frame)
    sheet = Frame(-9, -9, _WIDTH + 9, height + 9)
    parts = [(s, [cut for ring in _near(s, centre) if (cut := clipped(draw(ring), sheet))]) for s in _borders()]
    of_states = {shape.code: rings for shape, rings in parts if shape.code in names and rings}
    land = [ring for shape, rings in parts if shape.code not in names and not shape.is_disputed for ring in rings]
    return RegionMap(
        height,
        tuple((code, path) for code, rings in sorted(of_states.items()) if (path := path_data(rings))),
        path_data(land),
        tuple((shape.name, path) for shape, rings in parts if shape.is_disputed and (path := path_data(rings))),
        _names({names[code]: rings for code, rings in of_states.items()}, height),
    )


def _near(shape: MapShape, centre: MapPoint) -> list[tuple[MapPoint, ...]]:
    """The rings of a shape that are on this side of the globe."""
    return [
        ring for ring in shape.rings if any(angle(point, centre) < 2 * _FAR for point in ring[:: len(ring) // 8 + 1])
    ]


def _frame(shown: Sequence[MapShape], centre: MapPoint) -> tuple[Frame, int]:
    """The part of the plane that is shown, and the height of the picture: around all states that are not too large for it."""
    near = [s for s in shown if all(angle(point, centre) < _FAR for point in s.rings[0])]
    project = projection(centre)
    points = [project(point) for s in (near if 2 * len(near) >= len(shown) else shown) for point in s.rings[0]]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = (max(xs) - min(xs)) * (1 + 2 * _ROOM), (max(ys) - min(ys)) * (1 + 2 * _ROOM)
    wide, high = max(wide, high / _MOST_HEIGHT), max(high, wide * _LEAST_HEIGHT)
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return Frame(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2), round(_WIDTH * high / wide)


def _drawing(centre: MapPoint, frame: Frame) -> Callable[[Sequence[MapPoint]], list[MapPoint]]:
    project, scale = projection(centre), _WIDTH / (frame.right - frame.left)

    def draw(ring: Sequence[MapPoint]) -> list[MapPoint]:
        return [((x - frame.left) * scale, (y - frame.top) * scale) for x, y in map(project, ring)]

    return draw


def _names(rings: Mapping[str, Sequence[Sequence[MapPoint]]], height: int) -> tuple[MapName, ...]:
    """The names of states, those of the largest first; one for which there is no room is left out."""
    taken: list[Frame] = []
    found = []
    largest = {name: max(parts, key=area) for name, parts in rings.items()}
    for name in sorted(largest, key=lambda n: (-area(largest[n]), n)):
        if found_place := room_for(middle(largest[name]), name, _NAME, taken, Frame(0, 0, _WIDTH, height)):
            at, box = found_place
            taken.append(box)
            found.append(MapName(name, at, area(largest[name]) < _WIDE_NAME))
    return tuple(found)


def _caption(data: DaysData, drawn: Sequence[str]) -> str:
    """What is to be known of the borders: whose they are, what is disputed, and what is not drawn at all."""
    texts = ["Borders are today’s, not those of the day (Natural Earth)."]
    disputed = _disputed()
    if drawn:
        texts.append(f"Hatched, and given to no side: {_said([disputed[name] for name in drawn])}.")
    view = str(G_VIEW)
    without = [
        data.material.name(polity)
        for polity in data.material.contents.of_class(str(CSTO.Polity), view)
        if not data.material.contents.one(polity, str(CSTO.iso3166alpha3), view)
    ]
    if without:
        named = _said([disputed.get(name, {"name": name}) for name in sorted(without)])
        texts.append(f"Without borders of their own here: {named}.")
    return " ".join(texts)


def _said(entries: Sequence[Mapping[str, str]]) -> str:
    """Territories with what is said of them; those of which the same is said stand together."""
    grouped: dict[str, list[str]] = {}
    for entry in entries:
        known = ", ".join(entry[key] for key in ("drawn", "position") if key in entry)
        grouped.setdefault(known, []).append(entry["name"])
    return "; ".join(in_a_list(names) + (f" ({known})" if known else "") for known, names in grouped.items())


def _coloured(data: DaysData, drawn: RegionMap, day: date) -> MapSection:
    """The map as of a day, coloured by the strongest way in which each state was in a main body."""
    when = written(day.isoformat())
    size = {"viewBox": f"0 0 {_WIDTH} {drawn.height}", "width": str(_WIDTH), "height": str(drawn.height)}
    label = f"Map of {when}: the states named above, in their colours"
    svg = Element("svg", {"class": "map", "role": "img", "aria-label": label, "focusable": "false", **size})
    defs = Element("defs")
    hatch = Element("pattern", {"id": "map-contested", "width": "14", "height": "14", "class": "contested"})
    hatch.attrib |= {"patternUnits": "userSpaceOnUse", "patternTransform": "rotate(-45)"}
    hatch.append(Element("rect", {"width": "14", "height": "14", "class": "ground"}))
    hatch.append(Element("rect", {"width": "4", "height": "14"}))
    defs.append(hatch)
    svg.append(defs)
    svg.append(Element("path", {"class": "land", "d": drawn.land}))
    agents = {code: agent for agent, code in data.codes.items()}
    for code, path in drawn.states:
        agent = agents[code]
        hue, verdict = data.best(day, agent, data.mains)
        of_day = {"class": f"state {hue} {verdict}".strip(), "data-agent": str(data.agents.index(agent)), "d": path}
        if verdict == "possible":
            of_day["fill"] = f"url(#{hue}-possible)"
        _add(svg, "path", data.material.name(agent), of_day)
    for name, path in drawn.disputed:
        _add(svg, "path", name, {"class": "disputed", "fill": "url(#map-contested)", "d": path})
    for of_state in drawn.names:
        x, y = of_state.at
        size_class = "small" if of_state.is_small else "large"
        text = Element("text", {"x": f"{x:.0f}", "y": f"{y:.0f}", "class": size_class})
        text.text = cleaned(of_state.text)
        svg.append(text)
    caption: Text = (_caption(data, [name for name, _ in drawn.disputed]),)
    return MapSection("On the map", tostring(svg, encoding="unicode"), caption, _legend(data, drawn), "map")


def _legend(data: DaysData, drawn: RegionMap) -> tuple[tuple[str, str], ...]:
    used = {row.hue for row in data.rows}
    entries = [(f"hue-{hue}", meaning) for hue, meaning in _HUES.items() if hue in used]
    entries += [("possible", "possible"), ("faint", "it was so, and no source gives an end")]
    return (*entries, *([("contested", "disputed")] if drawn.disputed else []))


def _add(svg: Element, tag: str, title: str, attributes: Mapping[str, str]) -> None:
    element = Element(tag, dict(attributes))
    of_element = Element("title")
    of_element.text = cleaned(title)
    element.append(of_element)
    svg.append(element)
