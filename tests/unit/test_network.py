"""The temporal network against Floyd and Warshall's algorithm and against trying everything."""

from __future__ import annotations

import random
from itertools import permutations
from typing import TypeAlias

import pytest

from csto_kg.chronology import ORIGIN, Contradiction, Solution, TemporalConstraint, fewest_reasons, solve
from csto_kg.chronology.constraints import Origin

Made: TypeAlias = TemporalConstraint[str, int]
Point: TypeAlias = str | Origin
INFINITE = 10**9


def network(seed: int) -> list[Made]:
    """A random network of up to seven points; half of them are consistent."""
    chance = random.Random(seed)
    points: list[Point] = [ORIGIN, *"abcdefg"[: chance.randint(1, 7)]]
    made: list[Made] = []
    for number in range(chance.randint(1, 14)):
        point, other = chance.choice(points), chance.choice(points)
        made.append(TemporalConstraint(point, other, chance.randint(-4, 12), number))
    return made


def distances(constraints: list[Made]) -> dict[tuple[Point, Point], int]:
    """How many days each point can lie after each other, by Floyd and Warshall."""
    points = {p for c in constraints for p in (c.point, c.other)} | {ORIGIN}
    found = {(a, b): 0 if a == b else INFINITE for a in points for b in points}
    for c in constraints:
        found[c.other, c.point] = min(found[c.other, c.point], c.days)
    for m in points:
        for a in points:
            for b in points:
                if found[a, m] < INFINITE and found[m, b] < INFINITE:
                    found[a, b] = min(found[a, b], found[a, m] + found[m, b])
    return found


def least_cost(constraints: list[Made], cost: dict[int, int]) -> tuple[int, int]:
    """The cost and the number of steps of the cheapest contradiction, by trying all circles without repetition."""
    points = sorted({p for c in constraints for p in (c.point, c.other)}, key=str)
    between: dict[tuple[Point, Point], list[Made]] = {}
    for c in constraints:
        between.setdefault((c.other, c.point), []).append(c)
    best = (INFINITE, INFINITE)
    for length in range(1, len(points) + 1):
        for circle in permutations(points, length):
            if circle[0] != min(circle, key=str):
                continue
            walks = [(0, 0)]
            for a, b in zip(circle, (*circle[1:], circle[0]), strict=True):
                walks = [(d + c.days, p + cost[c.reason]) for d, p in walks for c in between.get((a, b), ())]
            best = min([best, *((p, length) for d, p in walks if d < 0)])
    return best


@pytest.mark.parametrize("block", range(20))
def test_bounds_and_contradictions_are_those_of_all_paths(block: int) -> None:
    """Bounds equal Floyd and Warshall's, each is the sum of its explanation, and no contradiction is missed."""
    kinds = set()
    for seed in range(block * 100, block * 100 + 100):
        constraints = network(seed)
        found, expected = solve(constraints), distances(constraints)
        is_consistent = all(expected[p, p] == 0 for p, _ in expected)
        assert is_consistent == isinstance(found, Solution)
        kinds.add(is_consistent)
        if isinstance(found, Contradiction):
            check_circle(found)
        else:
            check_bounds(found, expected)
    assert {True, False} == kinds


def check_circle(found: Contradiction[str, int]) -> None:
    assert 0 > found.days
    for step, following in zip(found.steps, (*found.steps[1:], found.steps[0]), strict=True):
        assert step.other == following.point


def check_bounds(found: Solution[str, int], expected: dict[tuple[Point, Point], int]) -> None:
    for point in {p for p, _ in expected} - {ORIGIN}:
        assert isinstance(point, str)
        latest, back = expected[ORIGIN, point], expected[point, ORIGIN]
        assert (None if latest == INFINITE else latest) == found.latest(point)
        assert (None if back == INFINITE else -back) == found.earliest(point)
        if latest < INFINITE:
            steps = found.why_latest(point)
            assert latest == sum(s.days for s in steps)
            assert (ORIGIN, point) == (steps[0].other, steps[-1].point)
        if back < INFINITE:
            assert back == sum(s.days for s in found.why_earliest(point))
        after = {q: d for (p, q), d in expected.items() if p == point and d < INFINITE and q not in (point, ORIGIN)}
        assert after == found.most_after(point)


@pytest.mark.parametrize("block", range(10))
def test_a_contradiction_rests_on_the_fewest_reasons(block: int) -> None:
    """No contradiction costs less than the one that is shown, whatever its constraints cost."""
    tried = 0
    for seed in range(block * 60, block * 60 + 60):
        constraints = network(seed)
        cost = {c.reason: random.Random(seed + c.reason).randint(0, 3) for c in constraints}
        found = solve(constraints, lambda c, cost=cost: cost[c.reason])  # type: ignore[misc]
        if isinstance(found, Contradiction):
            tried += 1
            assert least_cost(constraints, cost)[0] == sum(cost[s.reason] for s in found.steps)
    assert 5 < tried


def test_a_contradiction_need_not_touch_the_origin() -> None:
    """Two events that each come before the other contradict, though nothing bounds either."""
    found = solve(
        [
            TemporalConstraint("a", "b", -1, "one"),
            TemporalConstraint("b", "a", 0, "two"),
            TemporalConstraint("c", ORIGIN, 3, "x"),
        ]
    )
    assert isinstance(found, Contradiction)
    assert ({"one", "two"}, -1) == ({s.reason for s in found.steps}, found.days)


def test_consistent_constraints_have_no_contradiction() -> None:
    """Asking for the contradiction of consistent constraints raises an error that says there is none."""
    with pytest.raises(ValueError, match="do not contradict"):
        fewest_reasons([TemporalConstraint("a", ORIGIN, 1, "r")])


def test_long_chains_are_not_quadratic() -> None:
    """A chain of 50,000 points is solved, with the whole chain as its reason."""
    chain = [TemporalConstraint(i + 1, i if i else ORIGIN, 1, "next") for i in range(50_000)]
    found = solve(chain)
    assert isinstance(found, Solution)
    assert (50_000, 50_000) == (found.latest(50_000), len(found.why_latest(50_000)))
