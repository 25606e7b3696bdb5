"""Sides: which values of one point can be true together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from csto_kg.time.days import Days
from csto_kg.weigh.sides import cliques

START = date(2000, 1, 1)
WINDOW = [START + timedelta(days=n) for n in range(7)]
SMALL = st.tuples(st.sampled_from(WINDOW), st.sampled_from(WINDOW)).map(lambda pair: Days(min(pair), max(pair)))


def by_brute_force(intervals: Sequence[Days]) -> set[tuple[int, ...]]:
    """The maximal sets of intervals that overlap pairwise, by looking at every set."""
    sets = [
        frozenset(chosen)
        for size in range(1, len(intervals) + 1)
        for chosen in combinations(range(len(intervals)), size)
        if all(intervals[i].overlaps(intervals[j]) for i, j in combinations(chosen, 2))
    ]
    return {tuple(sorted(s)) for s in sets if not any(s < other for other in sets)}


@given(st.lists(SMALL, max_size=8))
def test_cliques_are_the_maximal_sets_that_overlap(intervals: list[Days]) -> None:
    """One pass finds just the maximal sets of pairwise overlapping intervals, each once."""
    found = cliques(intervals)
    assert by_brute_force(intervals) == set(found)
    assert len(found) == len(set(found))


@given(st.lists(SMALL, min_size=1, max_size=8))
def test_a_clique_shares_a_day(intervals: list[Days]) -> None:
    """The members of a clique have a day in common, and every interval is in a clique."""
    found = cliques(intervals)
    for clique in found:
        assert max(intervals[i].earliest for i in clique) <= min(intervals[i].latest for i in clique)
    assert set(range(len(intervals))) == {i for clique in found for i in clique}
