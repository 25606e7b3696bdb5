"""Bounds that follow from order against all solutions of small histories, which are found by trying every day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from csto_kg.errors import CstoKgError
from csto_kg.order.moments import Moment, Which
from csto_kg.order.ordering import Ordered, spans_of
from csto_kg.time.days import LAST_DAY, ONE_DAY, Certainty, Days, Ending, holds_on
from csto_kg.vocab import ID
from tests.support.mini import Mini
from tests.support.ordering import OrderCase, tighter
from tests.support.timelines import LENGTH, Happening, History, Lasting, Solutions, day, histories, size_of, solutions

# So many assignments are tried in less than a second.
MOST = 3_500_000
CHECKED = settings(
    max_examples=70,
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
        for i, situation in enumerate(history.situations)
        if not situation.is_open  # by what its source says of it, it holds on all days that follow
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


@settings(CHECKED, max_examples=50)
@given(history=histories(with_choices=True, with_order=False).filter(lambda h: len(h.situations) == 1))
@example(history=BETWEEN_TWO)
def test_without_order_bounds_are_those_of_weighing(history: History, whole: Mini) -> None:
    """By the claims on its own times alone a situation has the bounds that weighing gives it.

    They are tighter only where weighing lets it start on the last possible day of its end, and so not hold at all.
    """
    assume(size_of(history) <= MOST)
    case = history.case(whole)
    try:
        weighed = case.weigh()
    except CstoKgError:
        return
    ordered = case.order()
    if ordered.own.contradictions:
        # It would have to end on the day on which it starts at the earliest, where weighing adds a day.
        assert not solutions(history)
        return
    for situation, span in spans_of(weighed, ordered.own.solution).items():
        before = weighed.situations[situation]
        if before.begin.latest == before.end.latest != LAST_DAY:
            before = replace(before, begin=Days(before.begin.earliest, before.end.latest - ONE_DAY))
        assert before == span


@settings(CHECKED, max_examples=30)
@given(history=histories(with_choices=True), data=st.data())
def test_with_less_order_no_bound_is_tighter(history: History, data: st.DataObject, whole: Mini) -> None:
    """Without some of what sources say of order, and without some rules, no bound is tighter, and nothing contradicts."""
    try:
        full = history.case(whole).order()
    except CstoKgError:
        assume(False)
    assume(not full.contradictions)
    kept = tuple(r for r in history.relations if data.draw(st.booleans()))
    less = replace(history, relations=kept, is_exclusive=history.is_exclusive and data.draw(st.booleans()))
    names = sorted(rule.name for rule in full.rules.values())
    found = less.case(whole).order(without=data.draw(st.sets(st.sampled_from(names), max_size=3)))
    assert () == found.contradictions
    assert [] == tighter(found.strict.solution, full.strict.solution)
    if not full.presumed.contradictions:
        assert () == found.presumed.contradictions
        assert [] == tighter(found.presumed.solution, full.presumed.solution)
    # The assumptions add to what is strict and take nothing away.
    assert [] == tighter(full.strict.solution, full.presumed.solution)
    assert [] == tighter(full.own.solution, full.strict.solution)


def test_an_open_situation_held_from_where_it_goes_on(whole: Mini) -> None:
    """What a source says goes on from a day held on that day, and has ended only where its order says so."""
    case = OrderCase(whole, "tenure/a type Tenure; tenure/b type Tenure; tenure/c type Tenure")
    case.says("a", "tenure/a holds 2010-06-03/..; tenure/c holds 2010-06-03/..")
    case.says("b", "tenure/b succeeds tenure/a; tenure/b begins 2012-05-07")
    found = case.order().weighed.situations
    on = date(2010, 6, 3)
    assert [Ending.DERIVED, Ending.OPEN] == [found[ID[t]].ending for t in ("tenure/a", "tenure/c")]
    assert [Certainty.CERTAIN] * 2 == [holds_on(found[ID[t]], on) for t in ("tenure/a", "tenure/c")]
    later = date(2020, 1, 1)
    assert [Certainty.NO, Certainty.CERTAIN] == [holds_on(found[ID[t]], later) for t in ("tenure/a", "tenure/c")]


def test_an_open_start_lies_before_every_day(whole: Mini) -> None:
    """What a source says was always so until a day is certain on each day before, as in weighing."""
    case = OrderCase(whole, "tenure/a type Tenure").says("a", "tenure/a holds ../2010-06-03")
    found = case.order().weighed.situations[ID["tenure/a"]]
    assert case.weigh().situations[ID["tenure/a"]] == found
    assert Certainty.CERTAIN == holds_on(found, date(1900, 1, 1))


def test_a_decided_order_is_as_tight_as_its_solutions(whole: Mini) -> None:
    """Of two holders of one post the bounds decide the order, and the first has ended by the last start of the second."""
    found, tried = ordered(ONE_AFTER_ANOTHER, whole), solutions(ONE_AFTER_ANOTHER)
    assert found is not None
    expected = {point: tried.limits(point) for point in tried.axes}
    assert expected == {point: limits(found, moment) for point, moment in moments(ONE_AFTER_ANOTHER).items()}
    assert date(2010, 6, 10) == found.weighed.situations[ID["tenure/s0"]].end.latest
