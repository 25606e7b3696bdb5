"""The map: borders that neighbours share, places on a sphere as places in a picture, and no territory given to a side."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from csto_kg.site.projection import Frame, angle, area, centred, clipped, middle, path_data, projection, room_for
from csto_kg.site.region_map import map_of
from tests.support.paths import ROOT
from tools.borders import borders, simplified

SQUARE = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0))
ATLAS = ROOT / "src" / "csto_kg" / "site" / "atlas" / "borders.json"


def test_the_projection_keeps_areas() -> None:
    """A degree at the centre and one far from it have the same area as on the sphere."""
    project = projection((60.0, 45.0))
    for lon, lat in ((60, 45), (20, 44), (100, 60)):
        ring = [(lon, lat), (lon + 1, lat), (lon + 1, lat + 1), (lon, lat + 1)]
        on_sphere = math.radians(1) * (math.sin(math.radians(lat + 1)) - math.sin(math.radians(lat)))
        assert on_sphere == pytest.approx(area([project(point) for point in ring]), rel=2e-3)
    assert (0, 0) == pytest.approx(project((60.0, 45.0)))
    assert project((61.0, 45.0))[0] > 0 > project((60.0, 46.0))[1]


def test_the_middle_of_places_is_on_the_sphere() -> None:
    """Places on both sides of the line where days change have their middle there, not on the other side of the globe."""
    lon, lat = centred([(179.0, 10.0), (-179.0, 10.0)])
    assert (180.0, 10.0) == pytest.approx((abs(lon), lat), abs=0.01)
    assert 90.0 == pytest.approx(angle((0.0, 0.0), (0.0, 90.0)))


def test_rings_are_cut_to_a_frame() -> None:
    """What lies within stays, what crosses is cut, and what lies outside is gone."""
    assert (2.0, 2.0) == middle(SQUARE)
    assert 16.0 == area(SQUARE)
    assert 4.0 == area(clipped(SQUARE, Frame(2, 2, 9, 9)))
    assert list(SQUARE) == clipped(SQUARE, Frame(-1, -1, 9, 9))
    assert [] == clipped(SQUARE, Frame(5, 5, 9, 9))
    assert "M0 0l4 0 0 4 -4 0z" == path_data([SQUARE])


def test_names_keep_out_of_each_others_way() -> None:
    """A name that would stand on another stands beside its place; one without room is left out."""
    within = Frame(0, 0, 200, 100)
    first = room_for((100, 50), "Name", 10, [], within)
    assert first is not None
    second = room_for((100, 50), "Name", 10, [first[1]], within)
    assert second is not None
    assert not first[1].overlaps(second[1])
    assert room_for((100, 50), "Name", 10, [within], within) is None


def test_simplified_lines_keep_their_shape() -> None:
    """Points near the straight line go, a corner stays, and an island stays a ring."""
    assert [(0, 0), (2, 2), (4, 0)] == simplified([(0, 0), (1, 1.01), (2, 2), (3, 1), (4, 0)], 0.1)
    ring = simplified([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], 0.1)
    assert (ring[0], 5) == (ring[-1], len(ring))


def test_a_disputed_part_is_taken_out_of_its_state() -> None:
    """A part within the box of a disputed territory is no part of the state that the map's source draws it in."""
    squares = [[[x, 0], [2, 0], [0, 2], [-2, 0], [0, -2]] for x in (0, 10)]
    atlas = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": squares,
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "MultiPolygon", "arcs": [[[0]], [[1]]], "id": "001", "properties": {"name": "One"}}
                ]
            }
        },
    }
    shapes = borders(atlas, {"001": "ONE"}, [{"name": "Two", "cut": {"of": "ONE", "within": [9, 0, 13, 3]}}])
    assert [("ONE", [[0, 0, 200, 0, 0, 200, -200, 0, 0, -200]])] == [(s["code"], s["rings"]) for s in shapes[:1]]
    assert [("Two", True)] == [(s["name"], s["disputed"]) for s in shapes[1:]]


def covers(rings: list[list[int]], point: tuple[float, float]) -> bool:
    """Whether a place lies within rings as they are written: by how often a line from it crosses them."""
    crossings = 0
    for ring in rings:
        places, x, y = [], 0, 0
        for dx, dy in zip(ring[::2], ring[1::2], strict=True):
            x, y = x + dx, y + dy
            places.append((x / 100, y / 100))
        for (x1, y1), (x2, y2) in zip(places, [*places[1:], places[0]], strict=True):
            if (y1 > point[1]) != (y2 > point[1]) and point[0] < x1 + (point[1] - y1) / (y2 - y1) * (x2 - x1):
                crossings += 1
    return crossings % 2 == 1


def test_the_map_gives_crimea_to_no_state() -> None:
    """Simferopol lies in no state's borders, but in those of the disputed territory; Kyiv and Moscow lie in theirs."""
    shapes = json.loads(ATLAS.read_text(encoding="utf-8"))["shapes"]
    assert len(shapes) > 230

    def those_with(point: tuple[float, float]) -> list[tuple[str, str]]:
        return [(s["code"], s["name"]) for s in shapes if covers(s["rings"], point)]

    assert [("", "Crimea")] == those_with((34.1, 44.95))
    assert [("UKR", "Ukraine")] == those_with((30.5, 50.4))
    assert [("RUS", "Russia")] == those_with((37.6, 55.75))
    assert [("", "Kosovo")] == those_with((21.1, 42.6))


def test_the_map_shows_the_states_that_are_asked_for() -> None:
    """A map has room for all small states, and part of one that is too large; without a known code there is none."""
    codes = (("BLR", "Belarus"), ("TJK", "Tajikistan"), ("RUS", "Russia"))
    drawn = map_of(codes, frozenset(code for code, _ in codes))
    assert drawn is not None
    assert ["BLR", "RUS", "TJK"] == [code for code, _ in drawn.states]
    assert {"Belarus", "Russia", "Tajikistan"} == {name.text for name in drawn.names}
    assert "Crimea" in [name for name, _ in drawn.disputed]
    assert 1000 <= drawn.height <= 1240
    assert map_of((("XXX", "Nowhere"),), frozenset({"XXX"})) is None


def test_what_is_disputed_is_said_with_its_source() -> None:
    """Each territory is drawn apart, cut out, or has a position with the number of the resolution."""
    text = Path(ROOT / "src" / "csto_kg" / "site" / "atlas" / "disputed.yaml").read_text(encoding="utf-8")
    positions = [line for line in text.splitlines() if line.startswith("  position:")]
    assert len(positions) >= 5
    assert [] == [line for line in positions if "resolution" not in line]
