"""Ranges of days, the bounds of situations, and whether something held on a day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csto_kg.time.days import (
    FIRST_DAY,
    LAST_DAY,
    Certainty,
    DateError,
    Days,
    Ending,
    Span,
    as_xsd,
    day_after,
    from_xsd,
    holds_on,
)
from tests.support.case_tables import table

HOLDS_ON = table("holds_on.tsv")

# Window of the brute-force oracle: wide enough for every order of four bounds and a day.
START = date(1999, 12, 27)
WINDOW = [START + timedelta(days=offset) for offset in range(8)]

DAYS = st.dates()
RANGES = st.tuples(DAYS, DAYS).map(lambda pair: Days(min(pair), max(pair)))
SMALL_RANGES = st.tuples(st.sampled_from(WINDOW), st.sampled_from(WINDOW)).map(
    lambda pair: Days(min(pair), max(pair))
)


def span_of(row: dict[str, str]) -> Span:
    """The span of a row of ``holds_on.tsv``."""
    return Span(
        Days(date.fromisoformat(row["begin_earliest"]), date.fromisoformat(row["begin_latest"])),
        Days(date.fromisoformat(row["end_earliest"]), date.fromisoformat(row["end_latest"])),
        Ending(row["ending"]),
    )


def enumerated(days: Days) -> list[date]:
    """Every day of a small range."""
    return [days.earliest + timedelta(days=offset) for offset in range(days.width)]


def test_the_table_is_complete() -> None:
    """No case is lost: the table has its floor."""
    assert len(HOLDS_ON) >= 40


@pytest.mark.parametrize("row", HOLDS_ON, ids=lambda row: f"{row['ending']} {row['day']} {row['note']}")
def test_holds_on_answers_as_the_table(row: dict[str, str]) -> None:
    """Whether a situation held on a day is what the table says."""
    assert Certainty(row["answer"]) == holds_on(span_of(row), date.fromisoformat(row["day"]))


def oracle(pairs: list[tuple[date, date]], day: date) -> Certainty:
    """The answer by looking at every possible start and end."""
    held = [begin <= day < end for begin, end in pairs]
    if all(held):
        return Certainty.CERTAIN
    return Certainty.POSSIBLE if any(held) else Certainty.NO


@given(SMALL_RANGES, SMALL_RANGES, st.sampled_from(WINDOW))
def test_holds_on_agrees_with_enumeration(begin: Days, end: Days, day: date) -> None:
    """The answer is CERTAIN if it held for every pair of start and end, NO if for none, and POSSIBLE otherwise."""
    if begin.earliest <= end.latest:
        pairs = list(product(enumerated(begin), enumerated(end)))
        assert oracle(pairs, day) == holds_on(Span(begin, end, Ending.STATED), day)


@given(SMALL_RANGES, SMALL_RANGES, st.sampled_from(WINDOW))
def test_tightened_bounds_are_exact(begin: Days, end: Days, day: date) -> None:
    """With tightened bounds the answer is that of the pairs whose start is not after their end."""
    if begin.earliest <= end.latest:
        pairs = [(first, last) for first, last in product(enumerated(begin), enumerated(end)) if first <= last]
        tightened = Span(begin, end, Ending.STATED).tightened()
        assert oracle(pairs, day) == holds_on(tightened, day)
        assert tightened == tightened.tightened()


@given(SMALL_RANGES, SMALL_RANGES, st.sampled_from(WINDOW))
def test_an_unknown_end_differs_past_the_attestation_only(begin: Days, end: Days, day: date) -> None:
    """The answer is UNKNOWN instead of POSSIBLE where it had certainly started and may have ended."""
    if begin.earliest <= end.latest:
        stated = holds_on(Span(begin, end, Ending.STATED), day)
        is_past = begin.latest <= day and end.earliest <= day and stated is Certainty.POSSIBLE
        expected = Certainty.UNKNOWN if is_past else stated
        assert expected == holds_on(Span(begin, end, Ending.UNKNOWN), day)


@given(RANGES, DAYS)
def test_what_is_open_goes_on(begin: Days, day: date) -> None:
    """With an open end every day from the latest start on is certain, up to the sentinel."""
    span = Span(begin, Days(LAST_DAY, LAST_DAY), Ending.OPEN)
    assert (begin.latest <= day < LAST_DAY) == (holds_on(span, day) is Certainty.CERTAIN)


def test_a_span_does_not_end_before_it_starts() -> None:
    """A span whose every end lies before every start is refused."""
    with pytest.raises(DateError, match="earliest start is after the latest end"):
        Span(
            Days(date(2000, 1, 2), date(2000, 1, 3)),
            Days(date(2000, 1, 1), date(2000, 1, 1)),
            Ending.STATED,
        )


def test_an_open_span_has_no_end() -> None:
    """A span cannot be open and bounded at its end."""
    with pytest.raises(DateError, match="an open situation has no end"):
        Span(Days(START, START), Days(START, LAST_DAY), Ending.OPEN)


def test_days_are_in_order() -> None:
    """A range of days whose earliest day is after its latest is refused."""
    with pytest.raises(DateError, match="is after the latest"):
        Days(date(2000, 1, 2), date(2000, 1, 1))


@given(SMALL_RANGES, SMALL_RANGES)
def test_ranges_are_sets_of_days(one: Days, other: Days) -> None:
    """Intersection, overlap, cover, hull and width are those of the sets of days."""
    left, right = set(enumerated(one)), set(enumerated(other))
    common = one.intersection(other)
    assert (left & right) == (set(enumerated(common)) if common else set())
    assert bool(left & right) == one.overlaps(other)
    assert (left >= right) == one.covers(other)
    assert (min(left | right), max(left | right)) == (
        one.hull(other).earliest,
        one.hull(other).latest,
    )
    assert len(left) == one.width


@given(DAYS)
def test_bounds_come_back_from_xsd(day: date) -> None:
    """A bound that is written to the graph is read back as the same day."""
    assert day == from_xsd(as_xsd(day))


@given(DAYS, DAYS)
def test_bounds_sort_as_text(one: date, other: date) -> None:
    """The written bounds stand in the order of their days, so that plain sorting is by time."""
    assert (one < other) == (as_xsd(one) < as_xsd(other))


def test_sentinels_have_four_digit_years() -> None:
    """The sentinels are written as the architecture fixes them."""
    assert as_xsd(FIRST_DAY) == "0001-01-01T00:00:00Z"
    assert as_xsd(LAST_DAY) == "9999-12-31T00:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2012-06-28",
        "2012-06-28T00:00:00",
        "2012-06-28T00:00:00+00:00",
        "2012-06-28T00:00:00.0Z",
        "2012-06-28T12:00:00Z",
        "2012-06-31T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "2012-06-28T00:00:00Z\n",
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    """A bound has one form; any other is refused, even for the same instant."""
    with pytest.raises(DateError, match="a bound is a day written YYYY-MM-DDT00:00:00Z"):
        from_xsd(text)


@given(DAYS)
def test_the_next_day_stops_at_the_sentinel(day: date) -> None:
    """The next day is one later, and nothing comes after the last."""
    expected = day if day == LAST_DAY else date.fromordinal(day.toordinal() + 1)
    assert expected == day_after(day)
