"""Plane geometry for the map: places on a sphere as places in a picture, rings cut to a frame, and room for names.

The projection is Lambert's azimuthal one, which keeps areas (Snyder, *Map Projections: A Working Manual*, 1987, 24).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

__all__ = [
    "Frame",
    "MapPoint",
    "MapRing",
    "angle",
    "area",
    "centred",
    "clipped",
    "middle",
    "path_data",
    "projection",
    "room_for",
]

MapPoint: TypeAlias = tuple[float, float]
"""Degrees of longitude and latitude, or places in a picture, from its left upper corner."""
MapRing: TypeAlias = Sequence[MapPoint]
"""A closed line; its last point joins its first."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle: its left, upper, right and lower side."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Frame) -> bool:
        """Whether some place is in both."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def _vector(point: MapPoint) -> tuple[float, float, float]:
    lon, lat = math.radians(point[0]), math.radians(point[1])
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def centred(points: Iterable[MapPoint]) -> MapPoint:
    """The place in the middle of places on the sphere, in degrees."""
    x, y, z = (sum(axis) for axis in zip(*map(_vector, points), strict=True))
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def angle(one: MapPoint, other: MapPoint) -> float:
    """How far one place on the sphere is from another, in degrees."""
    product = sum(a * b for a, b in zip(_vector(one), _vector(other), strict=True))
    return math.degrees(math.acos(max(-1.0, min(1.0, product))))


def projection(centre: MapPoint) -> Callable[[MapPoint], MapPoint]:
    """What turns degrees into places in a plane around a centre, with y downwards; what lies opposite is far outside."""
    lon0, lat0 = math.radians(centre[0]), math.radians(centre[1])
    sin0, cos0 = math.sin(lat0), math.cos(lat0)

    def project(point: MapPoint) -> MapPoint:
        lon, lat = math.radians(point[0]) - lon0, math.radians(point[1])
        sin, cos = math.sin(lat), math.cos(lat)
        k = math.sqrt(2 / max(1e-9, 1 + sin0 * sin + cos0 * cos * math.cos(lon)))
        return k * cos * math.sin(lon), -k * (cos0 * sin - sin0 * cos * math.cos(lon))

    return project


def area(ring: MapRing) -> float:
    """The area within a ring."""
    return abs(_doubled(ring)) / 2


def _doubled(ring: MapRing) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], *ring[:1]], strict=True))


def middle(ring: MapRing) -> MapPoint:
    """The centroid of a ring."""
    doubled = _doubled(ring)
    if not doubled:
        return ring[0]
    x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        cross = x1 * y2 - x2 * y1
        x, y = x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return x / (3 * doubled), y / (3 * doubled)


def clipped(ring: MapRing, frame: Frame) -> list[MapPoint]:
    """The part of a ring within a frame (Sutherland and Hodgman); empty where there is none."""
    found = list(ring)
    sides = ((0, frame.left, 1), (0, frame.right, -1), (1, frame.top, 1), (1, frame.bottom, -1))
    for axis, side, sign in sides:
        found = _cut(found, axis, side, sign)
    return found


def _cut(ring: Sequence[MapPoint], axis: int, side: float, sign: int) -> list[MapPoint]:
    kept: list[MapPoint] = []
    for one, other in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
        is_in, was_in = sign * (other[axis] - side) >= 0, sign * (one[axis] - side) >= 0
        if is_in is not was_in:
            share = (side - one[axis]) / (other[axis] - one[axis])
            kept.append((one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])))
        if is_in:
            kept.append(other)
    return kept


def path_data(rings: Iterable[MapRing]) -> str:
    """Rings as the path of an SVG, in whole numbers."""
    return "".join(_written(ring) for ring in rings)


def _written(ring: MapRing) -> str:
    places = list(dict.fromkeys((round(x), round(y)) for x, y in ring))
    if len(places) < 3:
        return ""
    steps = [f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(places)]
    return f"M{places[0][0]} {places[0][1]}l{' '.join(steps)}z"


def room_for(
    at: MapPoint, text: str, size: float, taken: Sequence[Frame], within: Frame
) -> tuple[MapPoint, Frame] | None:
    """Where a name can stand, in or beside its place, without touching others; None where there is no room."""
    width, height = 0.58 * size * len(text), size
    steps = ((0, 0), (0, -1), (0, 1), (-0.5, 0), (0.5, 0), (-0.55, -0.9), (0.55, -0.9), (-0.55, 0.9), (0.55, 0.9))
    for dx, dy in steps:
        x, y = at[0] + dx * width, at[1] + dy * height
        box = Frame(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        is_inside = within.left < box.left and box.right < within.right
        is_inside = is_inside and within.top < box.top and box.bottom < within.bottom
        if is_inside and not any(box.overlaps(other) for other in taken):
            return (x, y + 0.35 * size), box
    return None
