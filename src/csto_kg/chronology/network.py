"""A simple temporal network: points in time, and constraints on how many days may lie between two of them.

After R. Dechter, I. Meiri and J. Pearl, "Temporal constraint networks", Artificial Intelligence 49 (1991). A constraint
says that one point lies at most so many days after another. Each is an edge of a graph; the length of a shortest path from
the origin to a point is the latest day that all constraints together allow it, and the path is the reason. The earliest day
comes from the paths back to the origin. A cycle of negative length is a contradiction.

Shortest paths are found by Bellman, Ford and Moore's algorithm with a queue. The points that no path reaches are searched for
cycles by themselves, since a contradiction need not touch the origin.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from csto_kg.chronology.constraints import ORIGIN, Contradiction, Origin, TemporalConstraint
from csto_kg.chronology.cycles import fewest_reasons

__all__ = ["Solution", "solve"]

P = TypeVar("P", bound=Hashable)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _Paths:
    """Shortest paths from one point: the length to each point (None where there is no path), and the last edge of each."""

    lengths: Sequence[int | None]
    edges: Sequence[int]


@dataclass(frozen=True, slots=True)
class Solution(Generic[P, R]):
    """The bounds of every point of a consistent network, with their reasons.

    Days are counted from the origin; a day that nothing bounds is None.
    """

    constraints: tuple[TemporalConstraint[P, R], ...]
    _index: Mapping[P | Origin, int]
    _latest: _Paths
    _earliest: _Paths

    @property
    def points(self) -> tuple[P, ...]:
        """The points that constraints name, in the order in which they are first named."""
        return tuple(point for point in self._index if not isinstance(point, Origin))

    def __contains__(self, point: object) -> bool:
        """Whether a constraint names a point."""
        return point in self._index

    def latest(self, point: P) -> int | None:
        """The latest day of a point, or None where nothing bounds it. Raises KeyError for a point of no constraint."""
        return self._latest.lengths[self._index[point]]

    def earliest(self, point: P) -> int | None:
        """The earliest day of a point, or None where nothing bounds it. Raises KeyError for a point of no constraint."""
        length = self._earliest.lengths[self._index[point]]
        return None if length is None else -length

    def why_latest(self, point: P) -> tuple[TemporalConstraint[P, R], ...]:
        """The constraints that give the latest day, from the origin to the point; their days add up to it."""
        return self._path(self._latest, point, is_forward=True)

    def why_earliest(self, point: P) -> tuple[TemporalConstraint[P, R], ...]:
        """The constraints that give the earliest day, from the origin to the point; their days add up to its negative."""
        return self._path(self._earliest, point, is_forward=False)

    def most_after(self, point: P) -> dict[P, int]:
        """The greatest number of days that each other point can lie after this one, where anything bounds it.

        The least number is the negative of what the other point gives for this one.
        """
        forward, _ = _edges(self._index, self.constraints)
        start = self._index[point]
        lengths = _paths(forward, start).lengths
        return {
            p: length
            for p, i in self._index.items()
            if (length := lengths[i]) is not None and i != start and not isinstance(p, Origin)
        }

    def distances(self) -> dict[tuple[P, P], int]:
        """The greatest number of days that the second point of a pair can lie after the first, where it is less than the
        bounds of the two imply.

        A path through the origin is what the bounds imply, so paths past it are enough, and these are few and short.
        """
        origin = self._index[ORIGIN]
        past = [c for c in self.constraints if not isinstance(c.point, Origin) and not isinstance(c.other, Origin)]
        forward, _ = _edges(self._index, past)
        found: dict[tuple[P, P], int] = {}
        for first, start in self._index.items():
            if isinstance(first, Origin) or not forward.leaving[start]:
                continue
            for second, length in self._reached(forward, start):
                earliest, latest = self._earliest.lengths[start], self._latest.lengths[self._index[second]]
                is_tighter = earliest is None or latest is None or length < latest + earliest
                if is_tighter and second != first and start != origin:
                    found[first, second] = length
        return found

    def _reached(self, edges: _Edges, start: int) -> Iterator[tuple[P, int]]:
        """The points that paths from one point reach, with the length of each path, in the order of the points."""
        names = list(self._index)
        lengths = {start: 0}
        queue = deque([start])
        while queue:
            point = queue.popleft()
            for number in edges.leaving[point]:
                to, length = edges.to[number], lengths[point] + edges.days[number]
                if to not in lengths or length < lengths[to]:
                    lengths[to] = length
                    queue.append(to)
        for to in sorted(lengths):
            name = names[to]
            if not isinstance(name, Origin):
                yield name, lengths[to]

    def _path(self, paths: _Paths, point: P, *, is_forward: bool) -> tuple[TemporalConstraint[P, R], ...]:
        steps: list[TemporalConstraint[P, R]] = []
        at, start = self._index[point], self._index[ORIGIN]
        while at != start and paths.edges[at] >= 0:
            step = self.constraints[paths.edges[at]]
            steps.append(step)
            at = self._index[step.other if is_forward else step.point]
        return tuple(reversed(steps))


@dataclass(frozen=True, slots=True)
class _Edges:
    """The edges of a network in one direction: the numbers of those that leave each point, where each leads, its length."""

    leaving: Sequence[Sequence[int]]
    to: Sequence[int]
    days: Sequence[int]


class _CycleError(Exception):
    """Some edges make a cycle of negative length; `points` are the points on it."""

    def __init__(self, points: Sequence[int]) -> None:
        super().__init__()
        self.points = points


def solve(
    constraints: Iterable[TemporalConstraint[P, R]],
    cost: Callable[[TemporalConstraint[P, R]], int] = lambda _: 1,
    *,
    is_quick: bool = False,
) -> Solution[P, R] | Contradiction[P, R]:
    """The bounds of all points that constraints name; where they contradict each other, the cheapest contradiction.

    `cost` is how much a constraint counts in a contradiction, as in `fewest_reasons`. The network need not be connected.
    Where it is consistent, as curated data are, it takes a few passes over the constraints. With `is_quick` a contradiction
    takes no longer: it is the cheapest among the points of the first one that is met.
    """
    listed = tuple(constraints)
    index: dict[P | Origin, int] = {ORIGIN: 0}
    for constraint in listed:
        index.setdefault(constraint.point, len(index))
        index.setdefault(constraint.other, len(index))
    forward, backward = _edges(index, listed)
    try:
        latest = _paths(forward, 0)
        _search_cycles(forward, latest.lengths)
        earliest = _paths(backward, 0)
    except _CycleError as error:
        met = set(error.points)
        near = (c for c in listed if index[c.point] in met and index[c.other] in met)
        return fewest_reasons(near if is_quick else listed, cost)
    return Solution(listed, index, latest, earliest)


def _edges(index: Mapping[P | Origin, int], constraints: Sequence[TemporalConstraint[P, R]]) -> tuple[_Edges, _Edges]:
    """The edges from the other point of each constraint to its point, and the same edges backwards."""
    points = [index[c.point] for c in constraints]
    others = [index[c.other] for c in constraints]
    days = [c.days for c in constraints]
    return _Edges(_leaving(others, len(index)), points, days), _Edges(_leaving(points, len(index)), others, days)


def _leaving(points: Sequence[int], size: int) -> Sequence[Sequence[int]]:
    leaving: list[list[int]] = [[] for _ in range(size)]
    for number, point in enumerate(points):
        leaving[point].append(number)
    return leaving


def _paths(edges: _Edges, start: int) -> _Paths:
    """Shortest paths from one point to all. Raises _CycleError where a cycle of negative length can be reached from it."""
    lengths: list[int | None] = [None] * len(edges.leaving)
    lengths[start] = 0
    return _Paths(lengths, _relax(edges, [start], lengths))


def _search_cycles(edges: _Edges, reached: Sequence[int | None]) -> None:
    """Raises _CycleError where points that the origin does not reach make a cycle of negative length.

    If it reached one point of a cycle, it would reach all of them; so the points that it does reach are passed over.
    """
    left = [point for point, length in enumerate(reached) if length is None]
    lengths: list[int | None] = [_PASSED_OVER] * len(reached)
    for point in left:
        lengths[point] = 0
    _relax(edges, left, lengths)


# Less than any length of a path, so that nothing is found to be shorter.
_PASSED_OVER = -(10**18)


def _relax(edges: _Edges, start: Sequence[int], lengths: list[int | None]) -> Sequence[int]:
    """Shorten `lengths`, the paths known so far, until none can be shortened. Returns the last edge of each path, or -1.

    Raises _CycleError where they can be shortened for ever. Predecessors make a tree as long as there is no such cycle, so
    they are searched for one each time that as many points have been taken from the queue as there are.
    """
    leaving, ends, days = edges.leaving, edges.to, edges.days
    last, before = [-1] * len(lengths), [-1] * len(lengths)
    queue = deque(start)
    is_queued = bytearray(len(lengths))
    for point in start:
        is_queued[point] = 1
    left = len(lengths)
    while queue:
        point = queue.popleft()
        is_queued[point] = 0
        length = lengths[point]
        assert length is not None
        for number in leaving[point]:
            to = ends[number]
            known = lengths[to]
            if known is None or length + days[number] < known:
                lengths[to] = length + days[number]
                last[to] = number
                before[to] = point
                if not is_queued[to]:
                    is_queued[to] = 1
                    queue.append(to)
        left -= 1
        if not left:
            left = len(lengths)
            _refuse_circle(before)
    return last


def _refuse_circle(before: Sequence[int]) -> None:
    """Raises _CycleError where predecessors lead in a circle."""
    seen = [0] * len(before)
    for start in range(len(before)):
        point = start
        while point >= 0 and not seen[point]:
            seen[point] = start + 1
            point = before[point]
        if point >= 0 and seen[point] == start + 1:
            circle = [point]
            while before[circle[-1]] != point:
                circle.append(before[circle[-1]])
            raise _CycleError(circle)
