"""Decisions: each settles an existing disagreement and singles out one side."""

from __future__ import annotations

import pytest

from csto_kg.errors import DataError, FindingsError
from tests.support.mini import Mini
from tests.support.weighing import EVENT, Case, disagreeing, findings_on, refused


def test_a_decision_that_decides_nothing_is_refused(whole: Mini) -> None:
    """A decision on a point where the claims agree is refused, with its place."""
    case = Case(whole, EVENT).claim("a", ("exercise/x", "date", "1991")).conflict("exercise/x", "date", "open")
    (fault,) = refused(case, DataError)
    assert (
        "data/decisions/x.yaml:1:3: conflict/c: decides nothing: the claims agree on exercise/x csto:date — "
        "remove it, or correct what it is about" == fault
    )


@pytest.mark.parametrize("prefers", [["a", "b"], ["c"], ["unheard"]])
def test_a_preference_must_single_out_a_side(prefers: list[str], whole: Mini) -> None:
    """A preference for claims of both sides, for one that fits both, or for none is refused with the sides."""
    case = disagreeing(whole).conflict("exercise/x", "date", "preferred", prefers)
    (fault,) = refused(case, DataError)
    assert "conflict/c: prefers does not single out one side on exercise/x csto:date" in fault
    assert "name the claims of one side: 1991-06-01 by claim:a | 1991-07-01 by claim:b" in fault


def test_a_preference_may_name_who_fits_both(whole: Mini) -> None:
    """A preference for a side's claims may also name the coarse one that fits every side."""
    found = disagreeing(whole).conflict("exercise/x", "date", "preferred", ["b", "c"]).weigh()
    assert ["1991-06-01 rejected +a,c -b", "1991-07-01 held +b,c -a"] == findings_on(found.findings, "exercise/x")


def test_both_cannot_stand_on_a_single_value(whole: Mini) -> None:
    """The outcome that both stand is refused for a property with a single value."""
    (fault,) = refused(disagreeing(whole).conflict("exercise/x", "date", "both"), DataError)
    assert "conflict/c: both cannot stand on exercise/x csto:date" in fault


def test_two_decisions_on_one_point_are_refused(whole: Mini) -> None:
    """A second decision on the same point is refused, since the build could only drop one of the two."""
    case = disagreeing(whole).conflict("exercise/x", "date", "open")
    (fault,) = refused(case.conflict("exercise/x", "date", "preferred", ["a"], name="d"), DataError)
    assert "conflict/d: decides exercise/x csto:date again, after conflict/c — keep one of the two" in fault


def test_every_undecided_conflict_is_findings_on(whole: Mini) -> None:
    """Two conflicts without a decision are both reported."""
    case = Case(whole, [*EVENT, ("exercise/y", "type", "Exercise")])
    for name, value in (("a", "1991"), ("b", "1992")):
        case.claim(name, ("exercise/x", "date", value), ("exercise/y", "date", value))
    assert ["exercise/x", "exercise/y"] == [fault.split(":")[0] for fault in refused(case, FindingsError)]
