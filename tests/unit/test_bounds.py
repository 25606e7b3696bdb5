"""The bounds of situations: never out of order, and no tighter than what sources state."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csto_kg.time.bounds import (
    ANY_DAY,
    as_stated,
    attested_range,
    contradicts,
    days_of,
    earlier_of,
    later_of,
    narrowed,
    shown,
    span,
)
from csto_kg.time.days import FIRST_DAY, LAST_DAY, Certainty, Days, Ending, day_after, holds_on
from csto_kg.time.edtf import Edtf, attested, parse

START = date(2000, 1, 1)
WINDOW = [START + timedelta(days=n) for n in range(10)]
EDGES = [FIRST_DAY, date(1, 1, 2), date(9999, 12, 30), LAST_DAY]
DAY = st.sampled_from(WINDOW + EDGES)
RANGES = st.tuples(DAY, DAY).map(lambda pair: Days(min(pair), max(pair)))
ATTESTATIONS = st.one_of(
    st.sampled_from(WINDOW).map(lambda day: day.isoformat()),
    st.tuples(st.sampled_from(WINDOW), st.sampled_from(WINDOW)).map(lambda p: f"{min(p)}/{max(p)}"),
    st.sampled_from(WINDOW).map(lambda day: f"{day}/.."),
    st.sampled_from(["2000", "2000-01", "../2000-01-05", "1999/2001", "2000-01-03/", "[2000-01-02..]"]),
).map(parse)


def consistent(begin: Days, end: Days, values: list[Edtf]) -> list[Edtf]:
    """The attestations that do not contradict the start and the end: only those may be given."""
    return [value for value in values if not contradicts(value, begin, end)]


@given(RANGES, RANGES, st.lists(ATTESTATIONS, max_size=3), st.booleans())
def test_bounds_are_in_order(begin: Days, end: Days, values: list[Edtf], is_end_stated: bool) -> None:
    """The four bounds of a situation are in order, whatever sources state of it."""
    end = end if is_end_stated else ANY_DAY
    if begin.earliest <= end.latest:
        found = span(begin, end, consistent(begin, end, values), is_end_stated)
        assert found.begin.earliest <= found.begin.latest
        assert found.end.earliest <= found.end.latest
        assert found.begin.earliest <= found.end.earliest
        assert found.begin.latest <= found.end.latest


@given(RANGES, RANGES, st.lists(ATTESTATIONS, max_size=3), st.booleans())
def test_the_order_of_attestations_does_not_matter(
    begin: Days, end: Days, values: list[Edtf], is_end_stated: bool
) -> None:
    """The same attestations in another order give the same bounds."""
    end = end if is_end_stated else ANY_DAY
    if begin.earliest <= end.latest:
        listed = consistent(begin, end, values)
        assert span(begin, end, listed, is_end_stated) == span(begin, end, listed[::-1], is_end_stated)


@given(RANGES, RANGES, st.lists(ATTESTATIONS, max_size=3), st.booleans())
def test_bounds_do_not_leave_what_is_stated(begin: Days, end: Days, values: list[Edtf], is_end_stated: bool) -> None:
    """A start stays within its stated days, and so does an end, unless it would come before the day after the start."""
    end = end if is_end_stated else ANY_DAY
    if begin.earliest <= end.latest:
        found = span(begin, end, consistent(begin, end, values), is_end_stated)
        assert begin.covers(found.begin)
        assert end.earliest <= found.end.earliest
        assert found.end.latest <= max(end.latest, day_after(begin.earliest))


@given(st.sampled_from(WINDOW), st.sampled_from(WINDOW), st.sampled_from(WINDOW))
def test_what_is_attested_on_a_day_is_certain_on_it(begin: date, day: date, later: date) -> None:
    """A situation that started by a day and is attested on it was certain from its start to that day."""
    if begin <= day:
        found = span(Days(begin, later if later >= begin else begin), ANY_DAY, [parse(day.isoformat())], False)
        assert Certainty.CERTAIN == holds_on(found, day)
        assert Certainty.UNKNOWN == holds_on(found, day_after(max(day, found.begin.latest)))


@pytest.mark.parametrize(
    ("begin", "end", "values", "is_end_stated", "expected"),
    [
        ("1995-01-02", "2000-05-05", [], True, "1995-01-02 1995-01-02 2000-05-05 2000-05-05 stated"),
        ("1995-01-02", None, [], False, "1995-01-02 1995-01-02 1995-01-03 9999-12-31 unknown"),
        ("1995-01-02", None, ["2005-06-01"], False, "1995-01-02 1995-01-02 2005-06-02 9999-12-31 unknown"),
        ("1995", None, ["1995-03-01"], False, "1995-01-01 1995-03-01 1995-03-02 9999-12-31 unknown"),
        (None, None, ["2012/2021-03-26"], False, "0001-01-01 2012-12-31 2021-03-27 9999-12-31 unknown"),
        ("2012", None, ["2012/.."], False, "2012-01-01 2012-12-31 9999-12-31 9999-12-31 open"),
        ("2012", "2014", ["2013"], True, "2012-01-01 2012-12-31 2014-01-01 2014-12-31 stated"),
        ("2012", "2014", ["2014-05-05"], True, "2012-01-01 2012-12-31 2014-05-06 2014-12-31 stated"),
        ("2012", None, [], True, "2012-01-01 2012-12-31 2012-01-02 9999-12-31 stated"),
        ("2012-05-05", "2012-05-05", [], True, "2012-05-05 2012-05-05 2012-05-06 2012-05-06 stated"),
        ("2012", "2012", [], True, "2012-01-01 2012-12-31 2012-01-02 2012-12-31 stated"),
        (None, None, [], False, "0001-01-01 9999-12-31 0001-01-01 9999-12-31 unknown"),
    ],
)
def test_bounds_are_those_of_the_table(
    begin: str | None, end: str | None, values: list[str], is_end_stated: bool, expected: str
) -> None:
    """Start, end and attestations give the bounds that a historian reads off them."""
    days = [ANY_DAY if text is None else days_of(parse(text)) for text in (begin, end)]
    found = span(days[0], days[1], [parse(v) for v in values], is_end_stated)
    bounds = (found.begin.earliest, found.begin.latest, found.end.earliest, found.end.latest)
    assert expected == " ".join([*(day.isoformat() for day in bounds), found.ending.value])


@given(st.lists(RANGES, min_size=1, max_size=3))
def test_the_later_of_events_is_their_maximum(events: list[Days]) -> None:
    """The later and the earlier of several events have the bounds of the maximum and the minimum, bound by bound."""
    later, earlier = later_of(iter(events)), earlier_of(iter(events))
    assert (max(e.earliest for e in events), max(e.latest for e in events)) == (later.earliest, later.latest)
    assert (min(e.earliest for e in events), min(e.latest for e in events)) == (earlier.earliest, earlier.latest)


def test_no_events_bound_nothing() -> None:
    """Where no event is known, any day is possible."""
    assert ANY_DAY == later_of([]) == earlier_of([])


@given(RANGES, RANGES)
def test_narrowing_is_intersection(one: Days, other: Days) -> None:
    """Two ranges for a day leave the days that both have, or none; a range alone leaves itself."""
    assert one.intersection(other) == narrowed(one, other)
    assert one == narrowed(one, None)


@given(RANGES, RANGES, ATTESTATIONS)
def test_what_contradicts_could_not_be_true(begin: Days, end: Days, value: Edtf) -> None:
    """An attestation contradicts just where no start is early enough or no end late enough."""
    begun, held = attested(value)
    is_begin_left = begin.earliest <= begun
    is_end_left = held <= end.latest or end.latest == LAST_DAY
    assert (not (is_begin_left and is_end_left)) == contradicts(value, begin, end)


@pytest.mark.parametrize(
    ("value", "is_contradicted"),
    [
        ("2013", False),
        ("2011", True),
        ("2015", True),
        ("2012", False),
        ("2014-12-30", False),
        ("2014-12-31", True),
        ("2012/2014-05-05", False),
        ("2012/..", True),
        ("2010/2013", True),
    ],
)
def test_an_attestation_lies_between_begin_and_end(value: str, is_contradicted: bool) -> None:
    """Of what starts in 2012 and ends in 2014 nothing is attested before, nor on the last day or later, nor openly."""
    begin, end = days_of(parse("2012")), days_of(parse("2014"))
    assert is_contradicted == contradicts(parse(value), begin, end)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["2016-10-28", "2007-05", "2019-09-25"], ("2007-05", "2019-09-25")),
        (["2012/2021-03-26", "2014"], ("2012", "2021-03-26")),
        (["[..2010-04-25]", "[2010-06-01..2010-06-15]"], ("[..2010-04-25]", "[2010-06-01..2010-06-15]")),
        (["2010-04", "2010-04-25"], ("2010-04-25", "2010-04-25")),
        (["2014", "2014-12"], ("2014-12", "2014-12")),
        (["2014", "2014-01"], ("2014-01", "2014-01")),
        (["[2020-02-18..]", "2022-02-15"], ("2022-02-15", "2022-02-15")),
        (["[..2020-02-18]", "2022-02-15"], ("[..2020-02-18]", "2022-02-15")),
        (["2011-12~"], ("2011-12~", "2011-12~")),
        (["2006/..", "2008"], ("2006", "2008")),
        (["../2005"], ("2005", "2005")),
        (["1999-04~", "/1998"], ("1998", "1999-04~")),
        ([], None),
    ],
)
def test_the_first_and_last_attestation_are_as_they_were_written(
    values: list[str], expected: tuple[str, str] | None
) -> None:
    """The first has the smallest upper bound, the last the greatest lower bound; open and unknown sides do not count."""
    assert expected == attested_range(map(parse, values))


@given(st.lists(ATTESTATIONS, min_size=1))
def test_no_attestation_lies_outside_the_first_and_last(values: list[Edtf]) -> None:
    """No attestation certainly lies before the first or after the last, whatever their order."""
    extent = attested_range(values)
    assert extent is not None
    assert extent == attested_range(reversed(values))
    first, last = map(parse, extent)
    for value in values:
        stated = [
            day
            for day, kind in ((value.first, value.first_kind), (value.last, value.last_kind))
            if kind is Ending.STATED
        ]
        assert stated[0].latest >= first.days.latest
        assert stated[-1].earliest <= last.days.earliest


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (ANY_DAY, "unknown"),
        (Days(START, START), "2000-01-01"),
        (Days(START, date(2000, 12, 31)), "2000"),
        (Days(date(2000, 2, 1), date(2000, 2, 29)), "2000-02"),
        (Days(date(2001, 2, 1), date(2001, 2, 27)), "[2001-02-01..2001-02-27]"),
        (Days(date(1999, 1, 1), date(2000, 12, 31)), "[1999-01-01..2000-12-31]"),
        (Days(FIRST_DAY, START), "[..2000-01-01]"),
        (Days(START, LAST_DAY), "[2000-01-01..]"),
        (Days(date(9999, 12, 1), LAST_DAY), "[9999-12-01..]"),
    ],
)
def test_bounds_are_shown_shortly(days: Days, text: str) -> None:
    """Bounds are shown as the shortest value that has them."""
    assert text == shown(days, "unknown")


@given(RANGES)
def test_what_is_shown_can_be_read(days: Days) -> None:
    """What is shown to people is EDTF with the same days, but for what ends at the sentinels."""
    text = shown(days, "")
    if text and FIRST_DAY < days.earliest and days.latest < LAST_DAY:
        assert days == days_of(parse(text))


def test_endings_are_kept_apart() -> None:
    """Open, unknown and stated ends are three things."""
    begin = Days(START, START)
    endings = [
        span(begin, ANY_DAY, [parse("2000/..")], False).ending,
        span(begin, ANY_DAY, [parse("2000")], False).ending,
        span(begin, ANY_DAY, [], True).ending,
    ]
    assert [Ending.OPEN, Ending.UNKNOWN, Ending.STATED] == endings


@pytest.mark.parametrize(
    ("days", "texts", "shown_as"),
    [
        (("1999-03-01", "1999-05-31"), ["1999-04~"], "1999-04~"),
        (("1999-03-01", "1999-05-31"), ["1999-04~", "1999"], "1999-04~"),
        (("1999-03-01", "1999-05-31"), ["[1999-03-01..1999-05-31]"], ""),
        (("1999-03-10", "1999-05-31"), ["1999-04~"], ""),
        (("1999-04-01", "1999-04-30"), ["1999-04"], ""),
        (("2001-01-01", "2003-12-31"), ["2002~", "not a date"], "2002~"),
    ],
)
def test_what_is_only_about_is_shown_as_stated(days: tuple[str, str], texts: list[str], shown_as: str) -> None:
    """A range that is but what an approximate date leaves has the text of that date; any other has none."""
    first, last = map(date.fromisoformat, days)
    assert shown_as == as_stated(Days(first, last), texts)
