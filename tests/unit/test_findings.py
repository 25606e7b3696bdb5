"""Findings: what agrees supports one finding, what is denied or of another class needs a decision."""

from __future__ import annotations

from datetime import date

import pytest
from rdflib.namespace import RDF

from csto_kg.errors import FindingsError
from csto_kg.read.records import DENIES
from csto_kg.time.days import LAST_DAY, Days
from csto_kg.vocab import CLAIM, CSTO, ID
from tests.support.mini import Mini, view_of
from tests.support.weighing import EVENT, Case, disagreeing, findings_on, refused


def test_coarse_and_fine_dates_support_one_finding(whole: Mini) -> None:
    """A year, a month and a day that fit are one finding at the finest precision, supported by all."""
    case = Case(whole, EVENT)
    for name, value in (("a", "1991"), ("b", "1991-06-01"), ("c", "1991-06")):
        case.claim(name, ("exercise/x", "date", value))
    found = case.weigh()
    assert ["1991-06-01 held +a,b,c -"] == findings_on(found.findings, "exercise/x")
    assert Days(date(1991, 6, 1), date(1991, 6, 1)) == found.events[ID["exercise/x"]]


def test_overlapping_dates_leave_their_common_days(whole: Mini) -> None:
    """Ranges that overlap are held together, and the days of the event are those they share."""
    case = Case(whole, EVENT).claim("a", ("exercise/x", "date", "[1990-01-01..1991-06-30]"))
    found = case.claim("b", ("exercise/x", "date", "1991")).weigh()
    assert ["1991 held +a,b -"] == findings_on(found.findings, "exercise/x")
    assert Days(date(1991, 1, 1), date(1991, 6, 30)) == found.events[ID["exercise/x"]]


def test_dates_that_exclude_each_other_need_a_decision(whole: Mini) -> None:
    """Without a decision the build stops, names both claims with their values, and not the one that fits both."""
    (fault,) = refused(disagreeing(whole), FindingsError)
    assert "exercise/x: claims disagree on csto:date: 1991-06-01 by claim:a | 1991-07-01 by claim:b" in fault
    assert "decide it in data/decisions: about: exercise/x, property: date" in fault


def test_the_preferred_side_is_held(whole: Mini) -> None:
    """The preferred value is held against the other, the other rejected against it; the coarse value supports both."""
    found = disagreeing(whole).conflict("exercise/x", "date", "preferred", ["b"]).weigh()
    assert ["1991-06-01 rejected +a,c -b", "1991-07-01 held +b,c -a"] == findings_on(found.findings, "exercise/x")
    (conflict,) = found.conflicts
    assert ((CLAIM.a, CLAIM.b), True) == (conflict.between, conflict.is_found)
    assert {ID["conflict/c"]} == {f.conflict for f in found.findings if f.property == CSTO.date}
    assert Days(date(1991, 7, 1), date(1991, 7, 1)) == found.events[ID["exercise/x"]]


def test_what_is_left_open_covers_every_side(whole: Mini) -> None:
    """In an open decision both values dissent from each other with the status open, and the bounds cover both."""
    found = disagreeing(whole).conflict("exercise/x", "date", "open").weigh()
    assert ["1991-06-01 open +a,c -b", "1991-07-01 open +b,c -a"] == findings_on(found.findings, "exercise/x")
    assert Days(date(1991, 6, 1), date(1991, 7, 1)) == found.events[ID["exercise/x"]]


def test_numbers_that_are_equal_agree(whole: Mini) -> None:
    """Numbers are compared as numbers: 500 and 500.0 are one value, 501 another."""
    case = Case(whole, [("observation/x", "type", "Observation")]).claim("a", ("observation/x", "value", "500"))
    case.claim("b", ("observation/x", "value", "500.0"))
    assert 1 == len(findings_on(case.weigh().findings, "observation/x", "value"))
    (fault,) = refused(case.claim("c", ("observation/x", "value", "501")), FindingsError)
    assert "by claim:a, claim:b | 501 by claim:c" in fault


def test_several_values_stand_side_by_side(whole: Mini) -> None:
    """A property that may have several values has a finding for each, and no conflict."""
    case = Case(whole, [*EVENT, ("a", "type", "State"), ("b", "type", "State")])
    found = case.claim("one", ("exercise/x", "by", "a")).claim("two", ("exercise/x", "by", "b")).weigh()
    assert ["a held +one -", "b held +two -"] == findings_on(found.findings, "exercise/x", "by")


def test_a_denial_against_an_assertion_is_a_conflict(whole: Mini) -> None:
    """An asserted and denied event needs a decision, and the fault names both claims."""
    case = Case(whole, EVENT).claim("a", ("exercise/x", "type", "Exercise"))
    (fault,) = refused(case.claim("b", ("exercise/x", "type", "Exercise"), stance=DENIES), FindingsError)
    assert "exercise/x: claims disagree on rdf:type: it is so by claim:a | it is not so by claim:b" in fault
    assert fault.endswith("decide it in data/decisions: about: exercise/x, property: class")


@pytest.mark.parametrize(
    ("outcome", "prefers", "line", "is_real"),
    [
        ("preferred", ["a"], "Exercise held +a -b", True),
        ("preferred", ["b"], "Exercise rejected +a -b", False),
        ("open", [], "Exercise open +a -b", False),
    ],
)
def test_a_denial_is_decided(outcome: str, prefers: list[str], line: str, is_real: bool, whole: Mini) -> None:
    """The event is in the view only where the decision prefers the claim that it happened."""
    case = Case(whole, EVENT).claim("a", ("exercise/x", "type", "Exercise"), ("exercise/x", "date", "1991"))
    case.claim("b", ("exercise/x", "type", "Exercise"), stance=DENIES).conflict(
        "exercise/x", "class", outcome, prefers
    )
    found = case.weigh()
    assert [line] == findings_on(found.findings, "exercise/x", "type")
    view = view_of(case.dataset, found, whole.ontology).graph
    assert is_real == ((ID["exercise/x"], RDF.type, CSTO.Exercise) in view)
    assert is_real == ((ID["exercise/x"], None, None) in view)


def test_a_pure_denial_is_a_rejected_finding(whole: Mini) -> None:
    """An event that is only denied is a rejected finding and not in the view."""
    case = Case(whole, EVENT).claim("a", ("exercise/x", "type", "Exercise"), stance=DENIES)
    found = case.weigh()
    assert ["Exercise rejected + -a"] == findings_on(found.findings, "exercise/x", "type")
    assert {} == found.events
    assert (ID["exercise/x"], None, None) not in view_of(case.dataset, found, whole.ontology).graph


def test_a_denied_day_is_a_conflict_with_that_day(whole: Mini) -> None:
    """A claim that denies a day or its year contradicts one that asserts the day."""
    for denied in ("1991-06-01", "1991-06", "1991"):
        case = Case(whole, EVENT).claim("a", ("exercise/x", "date", "1991-06-01"))
        case.claim("b", ("exercise/x", "date", denied), stance=DENIES)
        (fault,) = refused(case, FindingsError)
        assert "1991-06-01 by claim:a | not so by claim:b" in fault
        found = case.conflict("exercise/x", "date", "preferred", ["a"]).weigh()
        assert "1991-06-01 held +a -b" in findings_on(found.findings, "exercise/x")


def test_a_denied_day_leaves_its_year(whole: Mini) -> None:
    """A claim that denies one day does not contradict one with only the year or with another day."""
    case = (
        Case(whole, EVENT).claim("a", ("exercise/x", "date", "1991")).claim("b", ("exercise/x", "date", "1991-07-01"))
    )
    found = case.claim("c", ("exercise/x", "date", "1991-06-01"), stance=DENIES).weigh()
    assert ["1991-06-01 rejected + -c", "1991-07-01 held +a,b -"] == findings_on(found.findings, "exercise/x")
    assert Days(date(1991, 7, 1), date(1991, 7, 1)) == found.events[ID["exercise/x"]]


def test_a_denial_does_not_hide_a_disagreement(whole: Mini) -> None:
    """Two days that exclude each other need a decision, also where somebody denies a third."""
    case = disagreeing(whole).claim("d", ("exercise/x", "date", "1995-01-01"), stance=DENIES)
    (fault,) = refused(case, FindingsError)
    assert "1991-06-01 by claim:a | 1991-07-01 by claim:b" in fault


def test_a_preferred_denial_rejects_the_day(whole: Mini) -> None:
    """Where the denial is preferred the day is rejected, and the event's day is unknown."""
    case = Case(whole, EVENT).claim("a", ("exercise/x", "date", "1991-06-01"))
    case.claim("b", ("exercise/x", "date", "1991-06-01"), stance=DENIES)
    found = case.conflict("exercise/x", "date", "preferred", ["b"]).weigh()
    assert ["1991-06-01 rejected +a -b"] == findings_on(found.findings, "exercise/x")
    assert LAST_DAY == found.events[ID["exercise/x"]].latest


def test_disjoint_classes_are_a_conflict(whole: Mini) -> None:
    """A withdrawal and a suspension cannot be one act: the claims' classes need a decision."""
    case = Case(whole, [("departure/x", "type", "Departure")]).claim("a", ("departure/x", "type", "Withdrawal"))
    case.claim("b", ("departure/x", "type", "Suspension"))
    (fault,) = refused(case, FindingsError)
    assert (
        "departure/x: claims disagree on rdf:type: csto:Suspension by claim:b | csto:Withdrawal by claim:a" in fault
    )
    found = case.conflict("departure/x", "class", "preferred", ["a"]).weigh()
    expected = ["Departure held +a,b -", "Suspension rejected +b -a", "Withdrawal held +a -b"]
    assert expected == findings_on(found.findings, "departure/x", "type")


def test_classes_that_go_together_are_all_held(whole: Mini) -> None:
    """A joining that one source calls a signature is both, without a conflict."""
    case = Case(whole, [("joining/x", "type", "Joining")]).claim("a", ("joining/x", "type", "Signature"))
    found = case.claim("b", ("joining/x", "date", "1991")).weigh()
    assert ["Joining held +a,b -", "Signature held +a -"] == findings_on(found.findings, "joining/x", "type")


def test_a_conflict_of_terminology_rejects_what_lost(whole: Mini) -> None:
    """A claim that lost a terminology conflict is rejected on the subject of the conflict, and on nothing else."""
    case = Case(whole, [*EVENT, ("exercise/y", "type", "Exercise")])
    case.claim("a", ("exercise/x", "date", "1991")).claim(
        "b", ("exercise/x", "date", "1992"), ("exercise/y", "date", "1993")
    )
    found = case.conflict("exercise/x", None, "preferred", ["a"], ["a", "b"]).weigh()
    assert ["1991 held +a -", "1992 rejected +b -a"] == findings_on(found.findings, "exercise/x")
    assert ["Exercise held +a -"] == findings_on(found.findings, "exercise/x", "type")
    assert ["1993 held +b -"] == findings_on(found.findings, "exercise/y")
    (conflict,) = found.conflicts
    assert ((CLAIM.a, CLAIM.b), False) == (conflict.between, conflict.is_found)


def test_a_value_that_one_lost_and_another_keeps_is_one_finding(whole: Mini) -> None:
    """Where a claim loses a terminology conflict and another says the same, one finding has both."""
    case = Case(whole, [*EVENT, ("s", "type", "State")])
    for name in ("a", "b", "c"):
        case.claim(name, ("exercise/x", "by", "s"))
    found = case.conflict("exercise/x", None, "preferred", ["a"], ["a", "b"]).weigh()
    assert ["s held +a,c -b"] == findings_on(found.findings, "exercise/x", "by")


@pytest.mark.parametrize("outcome", ["open", "both"])
def test_an_undecided_conflict_of_terminology_rejects_nothing(outcome: str, whole: Mini) -> None:
    """Left open, or where both stand, all that the claims say is held."""
    case = Case(whole, [*EVENT, ("s", "type", "State"), ("t", "type", "State")])
    case.claim("a", ("exercise/x", "by", "s")).claim("b", ("exercise/x", "by", "t"))
    found = case.conflict("exercise/x", None, outcome, [], ["a", "b"]).weigh()
    assert ["s held +a -", "t held +b -"] == findings_on(found.findings, "exercise/x", "by")
    assert 1 == len(found.conflicts)
