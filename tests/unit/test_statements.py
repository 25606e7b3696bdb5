"""Statements: dates that claims count from other events follow these."""

from __future__ import annotations

import pytest

from csto_kg.errors import DataError
from tests.support.mini import Mini
from tests.support.weighing import Case, Fact, findings_on

TWO: list[Fact] = [
    ("exercise/x", "type", "Exercise"),
    ("exercise/y", "type", "Exercise"),
    ("exercise/z", "type", "Exercise"),
]


def test_a_relative_date_follows_its_event(whole: Mini) -> None:
    """A date counted from an event is as wide as the event's, and narrows with it."""
    case = Case(whole, TWO).claim("a", ("exercise/x", "date", "2022-01"))
    case.claim("b", ("exercise/y", "reckonedFrom", "exercise/x"), ("exercise/y", "reckoned", "P7D"))
    case.claim("z", ("exercise/z", "reckonedFrom", "exercise/y"), ("exercise/z", "reckoned", "next:month"))
    assert ["[2022-01-08..2022-02-07] held +b -"] == findings_on(case.weigh().findings, "exercise/y")
    case.claim("c", ("exercise/x", "date", "2022-01-05"))
    assert ["2022-01-12 held +b -"] == findings_on(case.weigh().findings, "exercise/y")
    assert ["2022-02 held +z -"] == findings_on(case.weigh().findings, "exercise/z")


def test_a_relative_date_is_weighed_with_the_others(whole: Mini) -> None:
    """A date counted from an event supports a finer one that it fits, and is a side of a conflict where it does not."""
    case = Case(whole, TWO[:2]).claim("a", ("exercise/x", "date", "2022-01-05"))
    case.claim("b", ("exercise/y", "reckonedFrom", "exercise/x"), ("exercise/y", "reckoned", "[P1D..P20D]"))
    case.claim("c", ("exercise/y", "date", "2022-01-12"))
    assert ["2022-01-12 held +b,c -"] == findings_on(case.weigh().findings, "exercise/y")
    case.claim("d", ("exercise/y", "date", "2023"))
    case.conflict("exercise/y", "date", "preferred", prefers=["b"])
    assert "2022-01-12 held +b,c -d" in findings_on(case.weigh().findings, "exercise/y")


def test_a_circle_is_refused(whole: Mini) -> None:
    """Events that are dated from each other are named."""
    case = Case(whole, TWO).claim("a", ("exercise/x", "date", "2022"))
    for one, other in (("x", "y"), ("y", "x")):
        case.claim(
            one, (f"exercise/{one}", "reckonedFrom", f"exercise/{other}"), (f"exercise/{one}", "reckoned", "P1D")
        )
    with pytest.raises(DataError, match="exercise/x, exercise/y"):
        case.weigh()


def test_a_circle_in_which_nothing_is_dated_is_refused(whole: Mini) -> None:
    """Events that are dated only from each other are named as undated; if one has a date, all have."""
    case = Case(whole, TWO)
    for one, other, length in (("x", "y", "P1D"), ("y", "z", "P1D"), ("z", "x", "-P2D")):
        case.claim(
            one, (f"exercise/{one}", "reckonedFrom", f"exercise/{other}"), (f"exercise/{one}", "reckoned", length)
        )
    with pytest.raises(DataError, match="in a circle: exercise/x, exercise/y, exercise/z"):
        case.weigh()
    case.claim("a", ("exercise/x", "date", "2022-01-05"))
    assert ["2022-01-03 held +z -"] == findings_on(case.weigh().findings, "exercise/z")
