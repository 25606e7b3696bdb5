"""Bounds that follow from order against all solutions of small histories, which are found by trying every day."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, assume, example, given, settings

from csto_kg.errors import CstoKgError
from csto_kg.order.moments import Moment, Which
from csto_kg.order.ordering import Ordered
from csto_kg.time.days import Certainty, holds_on
from csto_kg.vocab import ID
from tests.support.mini import Mini
from tests.support.timelines import LENGTH, Happening, History, Lasting, Solutions, day, histories, size_of, solutions

# So many assignments are tried in less than a second.
MOST = 3_500_000
CHECKED = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow],
)


def ordered(history: History, whole: Mini) -> Ordered | None:
    """The history ordered by strict rules; None where claims on one thing alone contradict each other."""
    try:
        return history.case(whole).order()
    except CstoKgError:
        return None


def moments(history: History) -> dict[str, Moment]:
    """The moments of a history by the names of its points."""
    found = {f"e{i}": Moment(ID[history.name("e", i)], Which.DAY) for i in range(len(history.events))}
    for i in range(len(history.situations)):
        thing = ID[history.name("s", i)]
        found |= {f"s{i}": Moment(thing, Which.BEGIN), f"s{i}-end": Moment(thing, Which.END)}
    return found


def limits(found: Ordered, moment: Moment) -> tuple[int | None, int | None]:
    """The bounds of a moment, counted from the first day of the fortnight."""
    if moment not in found.strict.solution:
        return None, None
    first, last = found.strict.solution.earliest(moment), found.strict.solution.latest(moment)
    zero = day(0).toordinal()
    return None if first is None else first - zero, None if last is None else last - zero


def answers(found: Ordered, history: History, tried: Solutions) -> list[tuple[Certainty, bool, bool]]:
    """For each situation and day: the answer of the bounds, and whether it holds in all solutions and in some."""
    return [
        (holds_on(found.weighed.situations[ID[history.name("s", i)]], day(n)), *tried.holds(f"s{i}", f"s{i}-end", n))
        for i in range(len(history.situations))
        for n in range(1, LENGTH + 1)
    ]


@CHECKED
@given(history=histories(with_choices=False))
def test_bounds_are_those_of_all_solutions(history: History, whole: Mini) -> None:
    """Where no order is left open, each bound is the first or last day in any solution, and a contradiction has none."""
    assume(size_of(history) <= MOST)
    tried, found = solutions(history), ordered(history, whole)
    if found is None or found.contradictions:
        assert not tried
        return
    assert tried
    expected = {point: tried.limits(point) for point in tried.axes}
    assert expected == {point: limits(found, moment) for point, moment in moments(history).items()}
    for answer, is_always, is_ever in answers(found, history, tried):
        assert (is_always, is_ever) == (answer is Certainty.CERTAIN, answer is not Certainty.NO)


ONE_AFTER_ANOTHER = History(
    (), (Lasting((), (), (3, 5), None, None), Lasting((), (), None, None, (9, 9))), (), True, False
)
BETWEEN_TWO = History(
    (Happening((1, 4)), Happening((2, 9))), (Lasting((0, 1), (), None, (8, 12), None),), (), False, False
)


@CHECKED
@given(history=histories(with_choices=True))
@example(history=ONE_AFTER_ANOTHER)
@example(history=BETWEEN_TWO)
def test_bounds_hold_all_solutions(history: History, whole: Mini) -> None:
    """Where an order is left open, no solution lies beyond a bound, and what is certain or no is so in all of them."""
    assume(size_of(history) <= MOST)
    tried, found = solutions(history), ordered(history, whole)
    if found is None or found.contradictions:
        assert not tried
        return
    if not tried:
        return
    for point, moment in moments(history).items():
        first, last = limits(found, moment)
        true_first, true_last = tried.limits(point)
        assert first is None or (true_first is not None and first <= true_first)
        assert last is None or (true_last is not None and true_last <= last)
    for answer, is_always, is_ever in answers(found, history, tried):
        assert answer is not Certainty.CERTAIN or is_always
        assert answer is not Certainty.NO or not is_ever


def test_a_decided_order_is_as_tight_as_its_solutions(whole: Mini) -> None:
    """Of two holders of one post the bounds decide the order, and the first has ended by the last start of the second."""
    found, tried = ordered(ONE_AFTER_ANOTHER, whole), solutions(ONE_AFTER_ANOTHER)
    assert found is not None
    expected = {point: tried.limits(point) for point in tried.axes}
    assert expected == {point: limits(found, moment) for point, moment in moments(ONE_AFTER_ANOTHER).items()}
    assert date(2010, 6, 10) == found.weighed.situations[ID["tenure/s0"]].end.latest
