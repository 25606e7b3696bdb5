"""Finds the contradiction that is easiest to check by hand: the one with the fewest reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from csto_kg.chronology.constraints import Contradiction, Origin, TemporalConstraint

__all__ = ["fewest_reasons"]

P = TypeVar("P", bound=Hashable)
R = TypeVar("R")

# (point, other, days, cost, number of the constraint), with points as numbers.
_Edge = tuple[int, int, int, int, int]
# The shortest walk found to a point at a cost: its length, the edge it ends with, and the cost of the walk before that edge.
_Walk = tuple[int, _Edge | None, int]

# From this many points times edges on, only circles through the points of one contradiction are compared.
_LARGE = 20_000_000


def fewest_reasons(
    constraints: Iterable[TemporalConstraint[P, R]], cost: Callable[[TemporalConstraint[P, R]], int] = lambda _: 1
) -> Contradiction[P, R]:
    """A contradiction of the lowest cost and, among those, of the fewest steps.

    `cost` is how much a constraint counts, by default 1; where it is the number of claims behind it, rules cost nothing. In a
    tangle of thousands of points only contradictions through a point of the first one found are compared. Raises ValueError
    where the constraints do not contradict each other.
    """
    listed = tuple(constraints)
    index: dict[P | Origin, int] = {}
    for constraint in listed:
        index.setdefault(constraint.point, len(index))
        index.setdefault(constraint.other, len(index))
    edges = [(index[c.point], index[c.other], c.days, cost(c), i) for i, c in enumerate(listed)]
    best: list[_Edge] = []
    for component in _components(len(index), edges):
        within = set(component)
        inner = [e for e in edges if e[0] in within and e[1] in within]
        first = _any_circle(component, inner)
        if not first:
            continue
        is_large = len(component) * len(inner) > _LARGE
        best = _better(best, first)
        for start in sorted({e[0] for e in first} if is_large else within):
            best = _better(best, _cheapest_through(start, inner, best))
    if not best:
        raise ValueError("the constraints do not contradict each other")
    return Contradiction(tuple(listed[e[4]] for e in best))


def _better(one: list[_Edge], other: list[_Edge]) -> list[_Edge]:
    if not one or not other:
        return one or other
    return min(one, other, key=lambda circle: (sum(e[3] for e in circle), len(circle)))


def _cheapest_through(start: int, edges: Sequence[_Edge], best: Sequence[_Edge]) -> list[_Edge]:
    """The cheapest circle of negative length through a point, if it costs less than the best or has fewer steps.

    The shortest walks from the point are found cost by cost; as soon as one comes back shorter than it went, it holds a
    circle of negative length.
    """
    limit = sum(e[3] for e in best)
    size = len({e[0] for e in edges})
    by_cost: dict[int, list[_Edge]] = defaultdict(list)
    for edge in edges:
        by_cost[edge[3]].append(edge)
    layers: list[dict[int, _Walk]] = []
    for spent in range(limit + 1):
        layer: dict[int, _Walk] = dict(layers[-1]) if layers else {start: (0, None, 0)}
        for price, priced in by_cost.items():
            if 0 < price <= spent:
                _extend(layer, layers[spent - price], priced, spent - price)
        for _ in range(size):
            if not _extend(layer, layer, by_cost[0], spent):
                break
        layers.append(layer)
        if layer[start][0] < 0:
            return _simple(_walk_back(start, spent, layers))
    return []


def _extend(layer: dict[int, _Walk], before: dict[int, _Walk], edges: Sequence[_Edge], spent: int) -> bool:
    """Lengthen the walks of a layer by one edge each where that makes a shorter one; whether any was made."""
    is_changed = False
    for edge in edges:
        point, other, days = edge[:3]
        if other in before:
            length = before[other][0] + days
            if point not in layer or length < layer[point][0]:
                layer[point] = (length, edge, spent)
                is_changed = True
    return is_changed


def _walk_back(start: int, spent: int, layers: Sequence[dict[int, _Walk]]) -> list[_Edge]:
    """The edges of the walk that came back to where it started, as far back as they make a circle."""
    walk: list[_Edge] = []
    point = start
    seen: set[tuple[int, int]] = set()
    while (point, spent) not in seen:
        seen.add((point, spent))
        edge, spent = layers[spent][point][1:]
        if edge is None:
            break
        walk.append(edge)
        point = edge[1]
    return walk


def _simple(walk: Sequence[_Edge]) -> list[_Edge]:
    """A circle of negative length within a walk that goes through some points more than once."""
    stack: list[_Edge] = []
    for edge in walk:
        stack.append(edge)
        for i, earlier in enumerate(stack):
            if earlier[0] == edge[1]:
                circle = stack[i:]
                if sum(e[2] for e in circle) < 0:
                    return circle
                del stack[i:]
                break
    return []


def _any_circle(points: Sequence[int], edges: Sequence[_Edge]) -> list[_Edge]:
    """Some circle of negative length among points, by Bellman and Ford's algorithm; empty where there is none."""
    lengths = dict.fromkeys(points, 0)
    last: dict[int, _Edge] = {}
    changed = -1
    for _ in range(len(points)):
        changed = -1
        for edge in edges:
            point, other, days = edge[:3]
            if lengths[other] + days < lengths[point]:
                lengths[point] = lengths[other] + days
                last[point] = edge
                changed = point
        if changed < 0:
            return []
    for _ in range(len(points)):  # after so many steps back this point is within the circle
        changed = last[changed][1]
    circle = [last[changed]]
    while circle[-1][1] != changed:
        circle.append(last[circle[-1][1]])
    return circle


def _components(size: int, edges: Sequence[_Edge]) -> list[list[int]]:
    """The points that lie on circles together: strongly connected components, by Kosaraju's algorithm."""
    forward: list[list[int]] = [[] for _ in range(size)]
    backward: list[list[int]] = [[] for _ in range(size)]
    for point, other, *_ in edges:
        forward[other].append(point)
        backward[point].append(other)
    seen = bytearray(size)
    components: list[list[int]] = []
    for root in reversed(_finished(forward)):
        if seen[root]:
            continue
        seen[root] = 1
        component, left = [root], [root]
        while left:
            for to in backward[left.pop()]:
                if not seen[to]:
                    seen[to] = 1
                    component.append(to)
                    left.append(to)
        components.append(component)
    return components


def _finished(edges: Sequence[Sequence[int]]) -> list[int]:
    """The points in the order in which a search in depth leaves them."""
    order: list[int] = []
    seen = bytearray(len(edges))
    for root in range(len(edges)):
        if seen[root]:
            continue
        seen[root] = 1
        stack = [(root, iter(edges[root]))]
        while stack:
            at, following = stack[-1]
            to = next((p for p in following if not seen[p]), None)
            if to is None:
                order.append(at)
                stack.pop()
            else:
                seen[to] = 1
                stack.append((to, iter(edges[to])))
    return order
