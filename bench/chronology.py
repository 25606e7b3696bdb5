"""How long a large consistent network takes, with bounds, reasons and the search for contradictions."""

from __future__ import annotations

import random
import resource
import time

from csto_kg.chronology import ORIGIN, Solution, TemporalConstraint, solve

POINTS, CONSTRAINTS = 100_000, 400_000


def network() -> list[TemporalConstraint[int, int]]:
    """Constraints that true days of all points meet: order with some slack, and bounds for one point in ten."""
    chance = random.Random(1)
    days = [chance.randrange(20_000) for _ in range(POINTS)]
    made: list[TemporalConstraint[int, int]] = []
    while len(made) < CONSTRAINTS:
        a, b = chance.randrange(POINTS), chance.randrange(POINTS)
        if chance.random() < 0.05:
            made.append(TemporalConstraint(a, ORIGIN, days[a] + chance.randrange(100), len(made)))
            made.append(TemporalConstraint(ORIGIN, a, chance.randrange(100) - days[a], len(made)))
        else:
            made.append(TemporalConstraint(a, b, days[a] - days[b] + chance.randrange(400), len(made)))
    return made


def main() -> None:
    constraints = network()
    start = time.process_time()
    found = solve(constraints)
    seconds = time.process_time() - start
    assert isinstance(found, Solution)
    steps = sum(len(found.why_latest(p)) for p in found.points[::100]) / (POINTS / 100)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{POINTS} points, {len(constraints)} constraints: {seconds:.2f} s of the processor")
    print(f"at most {peak:.0f} MB; {steps:.1f} steps to a bound")


if __name__ == "__main__":
    main()
