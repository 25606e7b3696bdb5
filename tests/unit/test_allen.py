"""Allen's relations by bounds, against every choice of starts and ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csto_kg.time.allen import POINT_IN, POINT_OF, POINTS, SIGNS, Allen, Extent, possible_relations
from csto_kg.time.days import Certainty, Days

START = date(2000, 1, 1)
# Four ends in a row of ranges of whole days can lie within one day: quarters keep them apart.
QUARTERS = 4
SMALL = st.integers(0, 4)


def days(first: int, last: int) -> Days:
    """Some days from the start on."""
    return Days(START + timedelta(days=min(first, last)), START + timedelta(days=max(first, last)))


def instants(range_: Days) -> list[int]:
    """The instants of a range, in quarters of days from the start."""
    first, last = ((day - START).days * QUARTERS for day in (range_.earliest, range_.latest))
    return list(range(first, last + 1))


def choices(extent: Extent) -> Iterator[tuple[int, int]]:
    """Every start and end that an extent allows."""
    if extent.is_event:
        return ((at, at) for at in instants(extent.start))
    return ((b, e) for b, e in product(instants(extent.start), instants(extent.end)) if b < e)


def sign(a: int, b: int) -> str:
    """How two instants compare."""
    return "<" if a < b else ">" if a > b else "="


def by_brute_force(first: Extent, second: Extent) -> set[Allen]:
    """The relations that some choice of starts and ends gives."""
    kinds = {(True, True): POINTS, (True, False): POINT_IN, (False, True): POINT_OF, (False, False): SIGNS}
    named = {signs: relation for relation, signs in kinds[first.is_event, second.is_event].items()}
    found = set()
    for (a, b), (c, d) in product(choices(first), choices(second)):
        found.add(named["".join(sign(x, y) for x in (a, b) for y in (c, d))])
    return found


@st.composite
def extents(draw: st.DrawFn) -> Extent:
    """A situation or an event within a few days."""
    start = days(draw(SMALL), draw(SMALL))
    if draw(st.booleans()):
        return Extent(start, start, True)
    end = days((start.earliest - START).days + draw(st.integers(1, 3)), (start.latest - START).days + draw(SMALL))
    return Extent(start, end if start.earliest < end.latest else days(5, 6), False)


@settings(max_examples=150, deadline=None)
@given(extents(), extents())
def test_relations_agree_with_every_choice(first: Extent, second: Extent) -> None:
    """A relation is possible if some start and end within the bounds give it, and certain if no other is possible."""
    allowed = possible_relations(first, second)
    assert by_brute_force(first, second) == set(allowed)
    assert (len(allowed) == 1) == (Certainty.CERTAIN in allowed.values())


def test_there_are_thirteen() -> None:
    """Allen's thirteen relations of intervals are all there, each with signs of its own."""
    assert 13 == len(SIGNS) == len(set(SIGNS.values()))


CONVERSE = {"<": ">", ">": "<", "=": "="}


@pytest.mark.parametrize("relation", list(Allen))
def test_each_has_its_converse(relation: Allen) -> None:
    """Exchanging the two things turns a relation into the one of the converse name."""
    bb, be, eb, ee = tuple(SIGNS[relation])
    turned = "".join(CONVERSE[s] for s in (bb, eb, be, ee))
    assert turned in SIGNS.values()
    if relation is not Allen.EQUALS:
        assert turned != SIGNS[relation]


def test_meeting_is_certain_where_days_are_known() -> None:
    """A situation that ends on the day on which the next starts meets it."""
    first = Extent(days(0, 0), days(3, 3), False)
    second = Extent(days(3, 3), days(9, 9), False)
    assert {Allen.MEETS: Certainty.CERTAIN} == possible_relations(first, second)
    assert {Allen.MET_BY: Certainty.CERTAIN} == possible_relations(second, first)
