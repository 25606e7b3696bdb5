"""The dates of things beside those of a question, and seasons and edges of years in a question."""

from __future__ import annotations

from datetime import date

import pytest

from csto_kg.ask.reading.dates import moments_in
from csto_kg.ask.reading.dating import is_at_another_time, is_of
from csto_kg.ask.reading.names import Thing

TODAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("in summer 2010", "2010-06-01..2010-08-31"),
        ("the autumn of 2009", "2009-09-01..2009-11-30"),
        ("at the end of 1999", "1999-12-31"),
        ("at the beginning of May 2010", "2010-05-01"),
        ("by the end of 1999", "0001-01-01..1999-12-31"),
    ],
)
def test_seasons_and_edges(text: str, written: str) -> None:
    """A season is three months; the end of a year or month is its last day, and its start the first."""
    (moment,) = moments_in(text, TODAY)
    assert written == moment.text


@pytest.mark.parametrize(
    ("dates", "label", "own", "apart"),
    [
        (("1999-06",), "a departure", True, False),
        (("2012-06-28",), "a departure", False, True),
        (("unknown",), "a departure", False, False),
        ((), "the summit of 1999", True, False),
        ((), "the summit of 2009", False, False),
        (("1999-04-02", "unknown"), "a membership", True, False),
    ],
)
def test_things_at_another_time(dates: tuple[str, ...], label: str, own: bool, apart: bool) -> None:
    """A thing is of a year if one of its dates is; it is at another time only if it is dated."""
    thing = Thing("departure/x", label, frozenset(("Event",)), dates=dates)
    moments = moments_in("in 1999", TODAY)
    assert (own, apart) == (is_of(thing, moments[0]), is_at_another_time(thing, moments))
