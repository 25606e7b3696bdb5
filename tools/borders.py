"""Makes the borders that the package carries, from borders of Natural Earth as world-atlas has them: `make map`.

Borders are simplified before they are joined to rings, so that neighbours still share them, and disputed territories are
taken out of the states that Natural Earth draws them in. What is written is small, and the same each time.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

LonLat: TypeAlias = tuple[float, float]
Ring: TypeAlias = list[LonLat]

ATLAS: Final = Path(__file__).parents[1] / "src" / "csto_kg" / "site" / "atlas"
# Degrees: what is nearer to a straight line is left out, and islands that are smaller, but the largest part of each state.
TOLERANCE: Final = 0.06
LEAST: Final = 0.08
# Places are written in hundredths of a degree.
SCALE: Final = 100


def main(modules: Path) -> None:
    """Write the map from the packages of npm in a folder."""
    atlas = json.loads((modules / "world-atlas" / "countries-50m.json").read_text(encoding="utf-8"))
    codes = json.loads((modules / "i18n-iso-countries" / "codes.json").read_text(encoding="utf-8"))
    disputed = yaml.safe_load((ATLAS / "disputed.yaml").read_text(encoding="utf-8"))
    shapes = borders(atlas, {number: alpha3 for _, alpha3, number, *_ in codes}, disputed)
    lines = ",\n".join(json.dumps(shape, ensure_ascii=False, separators=(",", ":")) for shape in shapes)
    source = "Natural Earth 1:50m (public domain), by world-atlas 2.0.2 (ISC); simplified"
    (ATLAS / "borders.json").write_text(
        f'{{"source": {json.dumps(source)}, "scale": {SCALE}, "shapes": [\n{lines}\n]}}\n', encoding="utf-8"
    )


def borders(
    atlas: Mapping[str, Any], codes: Mapping[str, str], disputed: Sequence[Mapping[str, Any]]
) -> list[dict[str, object]]:
    """The shapes of the map: states by their codes, then disputed territories by their names."""
    arcs = [simplified(arc, TOLERANCE) for arc in _arcs(atlas)]
    found: dict[str, list[list[Ring]]] = {}
    names: dict[str, str] = {}
    for geometry in atlas["objects"]["countries"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        name = geometry["properties"]["name"]
        key = codes.get(geometry.get("id", ""), name)
        names.setdefault(key, name)
        # One code may have parts that the map lists apart.
        found.setdefault(key, []).extend([[_joined(ring, arcs) for ring in polygon] for polygon in polygons])
    apart = []
    for entry in disputed:
        if cut := entry.get("cut"):
            inside = [polygon for polygon in found[cut["of"]] if _is_within(polygon[0], cut["within"])]
            assert inside, f"no part of {cut['of']} is {entry['name']}: look at disputed.yaml"
            found[cut["of"]] = [polygon for polygon in found[cut["of"]] if polygon not in inside]
            apart.append(_shape("", entry["name"], inside))
        elif shape := entry.get("shape"):
            apart.append(_shape("", entry["name"], found.pop(shape)))
    states = [_shape(key if key.isupper() and len(key) == 3 else "", names[key], found[key]) for key in sorted(found)]
    return states + [{**shape, "disputed": True} for shape in apart]


def _arcs(atlas: Mapping[str, Any]) -> Iterator[Ring]:
    """The lines of a TopoJSON file, in degrees: their points are differences of whole numbers."""
    (scale_x, scale_y), (left, bottom) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    for arc in atlas["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale_x + left, y * scale_y + bottom))
        yield points


def _joined(numbers: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """A ring from its lines; a negative number stands for a line that is followed backwards."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def simplified(line: Ring, tolerance: float) -> Ring:
    """A line with fewer points: none that is left out lies further from it than the tolerance (Douglas and Peucker)."""
    if len(line) < 3:
        return line
    first, last = line[0], line[-1]
    distances = [_distance(point, first, last) for point in line[1:-1]]
    furthest = max(range(len(distances)), key=distances.__getitem__) + 1
    if distances[furthest - 1] <= tolerance and first != last:
        return [first, last]
    return simplified(line[: furthest + 1], tolerance)[:-1] + simplified(line[furthest:], tolerance)


def _distance(point: LonLat, first: LonLat, last: LonLat) -> float:
    """How far a point is from a stretch of a line, in degrees of latitude."""
    narrow = math.cos(math.radians(point[1]))
    px, py = (point[0] - first[0]) * narrow, point[1] - first[1]
    dx, dy = (last[0] - first[0]) * narrow, last[1] - first[1]
    length = dx * dx + dy * dy
    share = max(0.0, min(1.0, (px * dx + py * dy) / length)) if length else 0.0
    return math.hypot(px - share * dx, py - share * dy)


def _area(ring: Ring) -> float:
    pairs = pairwise(ring)
    narrow = math.cos(math.radians(sum(y for _, y in ring) / len(ring)))
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2 * narrow


def _is_within(ring: Ring, box: Sequence[float]) -> bool:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    west, south, east, north = box
    return west <= x <= east and south <= y <= north


def _shape(code: str, name: str, polygons: Sequence[Sequence[Ring]]) -> dict[str, object]:
    """A shape as it is written: its rings, the largest part first, each as a first place and steps from there."""
    ordered = sorted(polygons, key=lambda polygon: -_area(polygon[0]))
    kept = [ring for n, polygon in enumerate(ordered) for ring in polygon if n == 0 or _area(ring) >= LEAST]
    rings = [_steps(ring) for ring in kept]
    return {"code": code, "name": name, "rings": [ring for ring in rings if len(ring) >= 8]}


def _steps(ring: Ring) -> list[int]:
    places = [(round(x * SCALE), round(y * SCALE)) for x, y in ring]
    written = list(places[0])
    for (x1, y1), (x2, y2) in pairwise(places):
        if (x1, y1) != (x2, y2):
            written += [x2 - x1, y2 - y1]
    return written


if __name__ == "__main__":
    main(Path(sys.argv[1]))
