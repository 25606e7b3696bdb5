"""Dates: the truth tables a historian can correct, and the properties behind them."""

import re
from calendar import isleap
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csto_kg.time.days import (
    FIRST_DAY,
    LAST_DAY,
    Certainty,
    DateError,
    Days,
    Ending,
    Span,
    holds_on,
)
from csto_kg.time.edtf import Edtf, attested, parse
from tests.support.case_tables import DATES

ACCEPTED = [row for row in DATES if row["verdict"] == "accepted"]
REFUSED = [row for row in DATES if row["verdict"] == "refused"]

YEARS = st.integers(1, 9999)
DAYS = st.dates()
RANGES = st.tuples(DAYS, DAYS).map(lambda pair: Days(min(pair), max(pair)))
WRITTEN_DATES = st.one_of(
    YEARS.map(lambda year: f"{year:04d}"),
    DAYS.map(lambda day: day.isoformat()[:7]),
    DAYS.map(lambda day: day.isoformat()),
    st.builds("{:04d}-{}".format, YEARS, st.integers(21, 41)),
    st.from_regex(r"[0-9X]{4}(-([01X][0-9X]|[234][0-9])(-[0-3X][0-9X])?)?", fullmatch=True),
    st.from_regex(r"[?~%]?[12][0-9]{3}[?~%]?-[?~%]?0[1-9][?~%]?-[?~%]?[12][0-9][?~%]?", fullmatch=True),
)
SIDES = st.one_of(WRITTEN_DATES, st.sampled_from(["", ".."]))
# Most of these are values and some are near misses: both sides of the border are worth the search.
WRITTEN = st.one_of(
    WRITTEN_DATES,
    st.builds("{}/{}".format, SIDES, SIDES),
    st.builds("[{}]".format, WRITTEN_DATES),
    st.builds("[{}..{}]".format, WRITTEN_DATES | st.just(""), WRITTEN_DATES | st.just("")),
    st.builds("[{},{}]".format, WRITTEN_DATES, WRITTEN_DATES),
    st.text("0123456789XTZSYW-/.?~%[],{}: ", max_size=24),
)

# The days of a year, as they are written after it.
COMMON_DAYS = [(date(2001, 1, 1) + timedelta(days=offset)).isoformat()[4:] for offset in range(365)]
LEAP_DAYS = [(date(2000, 1, 1) + timedelta(days=offset)).isoformat()[4:] for offset in range(366)]


def parsed(text: str) -> Edtf | None:
    """The value, or None for a text that is refused."""
    try:
        return parse(text)
    except DateError:
        return None


def refusal(text: str) -> str | None:
    """The message of the refusal, or None for a text that is read."""
    try:
        parse(text)
    except DateError as refused:
        return str(refused)
    return None


def test_the_tables_are_whole() -> None:
    """No case is lost: the tables have their floors, no other verdicts and no text twice."""
    assert len(ACCEPTED) >= 110
    assert len(REFUSED) >= 60
    assert len(DATES) == len(ACCEPTED) + len(REFUSED)
    assert len(DATES) == len({row["text"] for row in DATES})


@pytest.mark.parametrize("row", ACCEPTED, ids=lambda row: row["text"])
def test_a_value_has_the_bounds_of_the_table(row: dict[str, str]) -> None:
    """A value is read to the days, kinds and flags that its row gives."""
    value = parse(row["text"])
    actual = {
        "text": value.text,
        "first_earliest": value.first.earliest.isoformat(),
        "first_latest": value.first.latest.isoformat(),
        "last_earliest": value.last.earliest.isoformat(),
        "last_latest": value.last.latest.isoformat(),
        "kind": "extent" if value.is_extent else "date",
        "first_kind": value.first_kind.value,
        "last_kind": value.last_kind.value,
        "approximate": "yes" if value.approximate else "no",
        "uncertain": "yes" if value.uncertain else "no",
    }
    assert {column: row[column] for column in actual} == actual


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["text"])
def test_a_refusal_says_why(row: dict[str, str]) -> None:
    """A text that is not a date is refused with the message of its row, which starts with the text."""
    with pytest.raises(DateError) as caught:
        parse(row["text"])
    assert row["message"] != ""
    assert row["message"] in str(caught.value)
    assert str(caught.value).startswith(f"{row['text']}: ")


@pytest.mark.parametrize("text", ["", " ", "\t", "\n", "\u00a0", "\u2003\n"])
def test_white_space_is_refused(text: str) -> None:
    """White space is not a date, and the message shows which characters it is."""
    with pytest.raises(DateError, match="a date is missing") as caught:
        parse(text)
    assert str(caught.value).startswith(ascii(text))


@pytest.mark.parametrize("text", [" 1994", "1994 ", "1994\n", "\t1994", "1994\u00a0"])
def test_space_around_a_date_is_refused(text: str) -> None:
    """Space around a date is refused, and the bare date proposed."""
    with pytest.raises(DateError, match=r'there is space around the date; write "1994"$'):
        parse(text)


def test_digits_of_other_scripts_are_refused() -> None:
    """Only the digits of ASCII are digits of a date."""
    with pytest.raises(DateError, match="not a date in EDTF"):
        parse("١٩٩٤")


def test_a_long_text_is_shown_in_short() -> None:
    """A message stays readable, however long the refused text is."""
    with pytest.raises(DateError) as caught:
        parse("1994 " * 10_000 + "x")
    assert len(str(caught.value)) < 400


@given(WRITTEN)
def test_what_was_written_comes_back(text: str) -> None:
    """A value keeps its text to the letter."""
    value = parsed(text)
    assert value is None or text == value.text


@given(WRITTEN)
def test_bounds_are_in_order(text: str) -> None:
    """The start of a value does not pass its end, neither at the earliest nor at the latest."""
    value = parsed(text)
    if value is not None:
        assert value.first.earliest <= value.first.latest
        assert value.last.earliest <= value.last.latest
        assert value.first.earliest <= value.last.earliest
        assert value.first.latest <= value.last.latest
        assert value.is_extent or value.first == value.last


@given(st.one_of(st.text(), WRITTEN))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text raises anything but DateError, and its message is one printable line."""
    message = refusal(text)
    assert message is None or message.isprintable()


@given(WRITTEN)
def test_what_a_message_proposes_can_be_read(text: str) -> None:
    """The text that a refusal proposes is accepted."""
    for proposal in re.findall(r'; write "([^"]*)"$', refusal(text) or ""):
        assert proposal == parse(proposal).text


@given(DAYS)
def test_a_coarser_value_contains_the_finer(day: date) -> None:
    """A day is in its month, the month in its year, the year in its decade and century."""
    text = day.isoformat()
    chain = [text, f"{text[:7]}-XX", text[:7], text[:4], f"{text[:3]}X", f"{text[:2]}XX", "XXXX"]
    for finer, coarser in pairwise(chain):
        assert parse(coarser).days.covers(parse(finer).days)


@settings(deadline=None)  # The enumeration takes its time on a busy machine.
@given(st.from_regex(r"(19|20|X0)[0-9][0-9X]-[01X][0-9X]-[0-3X][0-9X]", fullmatch=True))
def test_a_pattern_has_the_days_that_fit(text: str) -> None:
    """The bounds of a date with X are the first and the last day whose digits fit it."""
    years = [f"{year:04d}" for year in range(1, 10_000)]
    fits_year, fits_rest = (re.compile(part.replace("X", "[0-9]")) for part in (text[:4], text[4:]))
    fitting = [
        date.fromisoformat(year + rest)
        for year in years
        if fits_year.fullmatch(year)
        for rest in (LEAP_DAYS if isleap(int(year)) else COMMON_DAYS)
        if fits_rest.fullmatch(rest)
    ]
    value = parsed(text)
    expected = Days(fitting[0], fitting[-1]) if fitting else None
    assert expected == (value.days if value else None)


@given(WRITTEN_DATES)
def test_about_contains_what_it_is_about(text: str) -> None:
    """An approximate value contains the plain one, and a doubted one equals it."""
    plain = parsed(text)
    if plain is not None and not plain.approximate and not plain.uncertain:
        assert parse(f"{text}~").days.covers(plain.days)
        assert parse(f"{text}%").days == parse(f"{text}~").days
        assert parse(f"{text}?").days == plain.days
        assert parse(f"[{text}]").days == plain.days


@given(WRITTEN_DATES, WRITTEN_DATES)
def test_an_extent_is_cut_by_its_own_ends(begin: str, end: str) -> None:
    """Each end of an extent has just the days that leave the other end at least one possible day."""
    first, last = parsed(begin), parsed(end)
    if first is not None and last is not None:
        extent = parsed(f"{begin}/{end}")
        assert (first.days.earliest <= last.days.latest) == (extent is not None)
        if extent is not None:
            assert first.days.intersection(Days(FIRST_DAY, last.days.latest)) == extent.first
            assert last.days.intersection(Days(first.days.earliest, LAST_DAY)) == extent.last


def test_an_extent_is_no_one_day() -> None:
    """An extent has no `days`, and the error shows how to write some day within it."""
    with pytest.raises(DateError, match=r"^2012/2014: .* write \[first\.\.last\]$"):
        _ = parse("2012/2014").days


@pytest.mark.parametrize(
    ("text", "begun_by", "ends_from"),
    [
        ("2012", date(2012, 12, 31), date(2012, 1, 2)),
        ("2012-06-28", date(2012, 6, 28), date(2012, 6, 29)),
        ("2012/2021-03-26", date(2012, 12, 31), date(2021, 3, 27)),
        ("2012/2021", date(2012, 12, 31), date(2021, 1, 2)),
        ("2012~/2021", date(2013, 12, 31), date(2021, 1, 2)),
        ("2012/..", date(2012, 12, 31), LAST_DAY),
        ("2012/", date(2012, 12, 31), date(2012, 1, 2)),
        ("../2012", FIRST_DAY, date(2012, 1, 2)),
        ("/2012", date(2012, 12, 31), date(2012, 1, 2)),
        ("/2012-06-28", date(2012, 6, 28), date(2012, 6, 29)),
        ("[1999..2001]", date(2001, 12, 31), date(1999, 1, 2)),
        ("[..2012-06-28]", date(2012, 6, 28), FIRST_DAY),
        ("[2012-06-28..]", LAST_DAY, date(2012, 6, 29)),
        ("9999-12-31", LAST_DAY, LAST_DAY),
    ],
)
def test_an_attestation_gives_the_weakest_bounds(text: str, begun_by: date, ends_from: date) -> None:
    """What a source attests bounds the start from above and the end from below, and no more."""
    assert (begun_by, ends_from) == attested(parse(text))


@given(RANGES, DAYS)
def test_what_is_attested_is_certain(extent: Days, day: date) -> None:
    """It certainly held on each attested day, and is unknown after the last one."""
    begun_by, ends_from = attested(parse(f"{extent.earliest}/{extent.latest}"))
    span = Span(Days(FIRST_DAY, begun_by), Days(ends_from, LAST_DAY), Ending.UNKNOWN)
    after = Certainty.CERTAIN if day <= extent.latest else Certainty.UNKNOWN
    expected = Certainty.NOT_ATTESTED_YET if day < extent.earliest else after
    # Nothing holds on the sentinel.
    assert (Certainty.NO if day == LAST_DAY else expected) == holds_on(span, day)
