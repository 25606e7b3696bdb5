"""The steps to each bound: what they rest on, under each policy and in each part of a release."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings

from csto_kg.errors import CstoKgError
from csto_kg.order import OrderedView, ordered_view
from csto_kg.order.ordering import assumptions_of
from csto_kg.time.days import LAST_DAY, as_xsd
from csto_kg.vocab import CSTO, ID
from csto_kg.weigh import Policy, Rule, weigh
from tests.support.chronology import bounds_in, faults_in_chronology
from tests.support.mini import Mini
from tests.support.ordering import OrderCase, bound, names_of, steps_to
from tests.support.timelines import History, histories

POLICIES = {
    "curated": Policy(),
    "majority": Policy(Rule.MAJORITY),
    "most precise": Policy(Rule.MOST_PRECISE),
    "latest": Policy(Rule.LATEST),
    "without notes": Policy(without=frozenset(["notes"])),
    "notes alone": Policy(only=frozenset(["notes"])),
    "known by 2003": Policy(known_by=date(2003, 1, 1)),
    "known by 2030": Policy(known_by=date(2030, 1, 1)),
    "no assumption": Policy(assume=frozenset()),
    "one assumption": Policy(assume=frozenset(["reported"])),
}
TWO_STARTS = (
    "participation/x type TreatyParticipation; participation/x begunBy joining/x; joining/x type Joining;"
    "participation/x begunBy entry-into-force/x; entry-into-force/x type EntryIntoForce; statement/r type Statement"
)


@pytest.mark.parametrize("name", POLICIES)
def test_derived_bounds_are_those_of_the_policy(name: str, whole: Mini) -> None:
    """Under each policy the derived bounds are those of its view, rest on claims that count, and lead to a first step."""
    policy = POLICIES[name]
    found = ordered_view(whole.dataset, weigh(whole.dataset, whole.ontology, policy), whole.ontology, policy)
    assert found.ordered.weighed.events
    assert [] == faults_in_chronology(found, whole.dataset, policy)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=histories(with_choices=True))
def test_any_bounds_have_their_steps(history: History, whole: Mini) -> None:
    """In any small history each bound that follows has its node, with its day, its claims and its premises."""
    case = history.case(whole)
    try:
        weighed = case.weigh()
    except CstoKgError:
        assume(False)
    found = ordered_view(case.dataset, weighed, whole.ontology)
    assert [] == faults_in_chronology(found, case.dataset, Policy())


def test_what_is_known_earlier_has_other_bounds(whole: Mini) -> None:
    """A source that appeared later neither bounds nor explains anything as known by a day before."""
    case = OrderCase(whole, "occurrence/u type Occurrence; request/r type Request")
    case.published("early", "2010-05-01").published("late", "2015-05-01")
    case.says("a", "request/r date 2010; occurrence/u date 2010-04-06", "early").says(
        "b", "request/r after occurrence/u", "late"
    )
    by_then, later = (case.order(Policy(known_by=date(year, 12, 31))) for year in (2012, 2020))
    assert date(2010, 1, 1) == bound(by_then.strict.solution, "request/r earliest")
    assert date(2010, 4, 6) == bound(later.strict.solution, "request/r earliest")
    # Who reports by 2012 does not report what happens later, and this policy knows no later source.
    assert date(2010, 5, 1) == bound(by_then.presumed.solution, "request/r latest")


def test_a_start_by_several_events_rests_on_all_of_them(whole: Mini) -> None:
    """That a situation started when the last of two events had happened rests on the claims that bound each of the two."""
    case = OrderCase(whole, TWO_STARTS).says("a", "joining/x date 1990").says("b", "statement/r date 1992-05-01")
    case.says("c", "entry-into-force/x reportedIn statement/r")
    ordered = case.order()
    (step,) = steps_to(ordered.strict.solution, "participation/x latest-begin")
    assert date(1992, 5, 1) == bound(ordered.strict.solution, "participation/x latest-begin")
    assert {"a", "b", "c"} == names_of(step.reason.claims)
    assert {"dated", "reported-in"} == names_of(step.reason.deciding)


def test_a_start_by_several_events_needs_the_assumptions_of_each(whole: Mini) -> None:
    """If one of two events is bounded by an assumption only, so is the start, even where the other event is the last."""
    case = OrderCase(whole, TWO_STARTS).published("paper", "1985").says("a", "joining/x date 1990")
    case.says("b", "entry-into-force/x type EntryIntoForce; statement/r type Statement", "paper")
    ordered = case.order()
    assert bound(ordered.strict.solution, "participation/x latest-begin") is None
    assert date(1990, 12, 31) == bound(ordered.presumed.solution, "participation/x latest-begin")
    (step,) = steps_to(ordered.presumed.solution, "participation/x latest-begin")
    assert {ID["rule/reported"]} == assumptions_of(step.reason, ordered.rules)
    found = ordered_view(case.dataset, case.weigh(), whole.ontology)
    assert [] == faults_in_chronology(found, case.dataset, Policy())


def test_episodes_keep_their_order_over_one_that_is_not_held(whole: Mini) -> None:
    """Where no claim counts that there was a second episode, the first still ends before the third starts."""
    register = "; ".join(f"membership/u-{n} type Membership" for n in (1, 2, 3, 10))
    case = OrderCase(whole, register).says("a", "membership/u-1 type Membership; membership/u-10 type Membership")
    case.says("b", "membership/u-3 begins 2006-06-23", "paper").says("c", "membership/u-2 type Membership", "gone")
    ordered = case.order(Policy(without=frozenset(["gone"])))
    assert ID["membership/u-2"] not in ordered.weighed.situations
    assert date(2006, 6, 23) == bound(ordered.strict.solution, "membership/u-1 latest-end")
    assert date(2006, 6, 24) == bound(ordered.strict.solution, "membership/u-10 earliest-begin")


def open_with_order(whole: Mini) -> tuple[OrderCase, OrderedView]:
    """A situation that goes on, and that a source attests on the day of an event."""
    case = OrderCase(whole, "participation/g type TreatyParticipation; refusal/r type Refusal")
    case.says("a", "participation/g holds 1999-01-01/..").says("b", "participation/g holdsAt refusal/r")
    case.says("c", "refusal/r date 1999-04-02")
    return case, ordered_view(case.dataset, case.weigh(), whole.ontology)


def test_an_open_end_has_no_steps_to_a_day(whole: Mini) -> None:
    """What has not ended has no first possible end, so no step leads to one."""
    case, found = open_with_order(whole)
    shown = bounds_in(found.ordered, found.ordered.strict)[ID["participation/g"], CSTO.earliestEnd]
    assert as_xsd(LAST_DAY) == shown
    assert [] == faults_in_chronology(found, case.dataset, Policy())
