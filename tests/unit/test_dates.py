"""Dates: the truth tables a historian can correct, and the properties behind them."""

import csv
import re
from calendar import isleap
from datetime import date, timedelta
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csto_kg.time.edtf import (
    FIRST_DAY,
    LAST_DAY,
    Answer,
    DateError,
    Days,
    Edtf,
    Ending,
    Span,
    as_xsd,
    attested,
    day_after,
    from_xsd,
    holds_on,
    parse,
)

CASES = Path(__file__).parent.parent / "cases"


def table(name: str) -> list[dict[str, str]]:
    """The rows of a tab-separated table; quotes stand for themselves."""
    with (CASES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


DATES = table("dates.tsv")
ACCEPTED = [row for row in DATES if row["verdict"] == "accepted"]
REFUSED = [row for row in DATES if row["verdict"] == "refused"]
HOLDS_ON = table("holds_on.tsv")

# Window of the brute-force oracle: wide enough for every order of four bounds and a day.
START = date(1999, 12, 27)
WINDOW = [START + timedelta(days=offset) for offset in range(8)]

YEARS = st.integers(1, 9999)
DAYS = st.dates()
RANGES = st.tuples(DAYS, DAYS).map(lambda pair: Days(min(pair), max(pair)))
SMALL_RANGES = st.tuples(st.sampled_from(WINDOW), st.sampled_from(WINDOW)).map(
    lambda pair: Days(min(pair), max(pair))
)
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


def span_of(row: dict[str, str]) -> Span:
    """The span of a row of ``holds_on.tsv``."""
    return Span(
        Days(date.fromisoformat(row["begin_earliest"]), date.fromisoformat(row["begin_latest"])),
        Days(date.fromisoformat(row["end_earliest"]), date.fromisoformat(row["end_latest"])),
        Ending(row["ending"]),
    )


def test_the_tables_are_whole() -> None:
    """No case is lost: the tables have their floors, no other verdicts and no text twice."""
    assert len(ACCEPTED) >= 110
    assert len(REFUSED) >= 60
    assert len(HOLDS_ON) >= 40
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
    """A text that cannot be meant is refused with the words of its row, and named first."""
    with pytest.raises(DateError) as caught:
        parse(row["text"])
    assert row["message"] != ""
    assert row["message"] in str(caught.value)
    assert str(caught.value).startswith(f"{row['text']}: ")


@pytest.mark.parametrize("text", ["", " ", "\t", "\n", "\u00a0", "\u2003\n"])
def test_blank_is_refused(text: str) -> None:
    """A blank is not a date, and the message shows which blank it is."""
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
    """A message stays readable, however long the text is that it refuses."""
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
    """Of any value the begin does not pass the end, neither at the earliest nor at the latest."""
    value = parsed(text)
    if value is not None:
        assert value.first.earliest <= value.first.latest
        assert value.last.earliest <= value.last.latest
        assert value.first.earliest <= value.last.earliest
        assert value.first.latest <= value.last.latest
        assert value.is_extent or value.first == value.last


@given(st.one_of(st.text(), WRITTEN))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text raises anything but DateError, whose message is of one line and can be printed."""
    message = refusal(text)
    assert message is None or message.isprintable()


@given(WRITTEN)
def test_what_a_message_proposes_can_be_read(text: str) -> None:
    """Whoever writes what a refusal proposes is not refused again."""
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
    """The ends of an extent hold just the days that leave the other end a day at or beyond them."""
    first, last = parsed(begin), parsed(end)
    if first is not None and last is not None:
        extent = parsed(f"{begin}/{end}")
        assert (first.days.earliest <= last.days.latest) == (extent is not None)
        if extent is not None:
            assert first.days.intersection(Days(FIRST_DAY, last.days.latest)) == extent.first
            assert last.days.intersection(Days(first.days.earliest, LAST_DAY)) == extent.last


def test_an_extent_is_no_one_day() -> None:
    """An extent has no `days`, and says how some day within is written."""
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
    """What a source attests bounds the begin from above and the end from below, and no more."""
    assert (begun_by, ends_from) == attested(parse(text))


@given(RANGES, DAYS)
def test_what_is_attested_is_certain(extent: Days, day: date) -> None:
    """On a day within what a source attests it held for certain, and past it nobody knows."""
    begun_by, ends_from = attested(parse(f"{extent.earliest}/{extent.latest}"))
    span = Span(Days(FIRST_DAY, begun_by), Days(ends_from, LAST_DAY), Ending.UNKNOWN)
    after = Answer.CERTAIN if day <= extent.latest else Answer.UNKNOWN
    expected = Answer.POSSIBLE if day < extent.earliest else after
    # Nothing holds on the sentinel.
    assert (Answer.NO if day == LAST_DAY else expected) == holds_on(span, day)


def enumerated(days: Days) -> list[date]:
    """Every day of a small range."""
    return [days.earliest + timedelta(days=offset) for offset in range(days.width)]


@pytest.mark.parametrize("row", HOLDS_ON, ids=lambda row: f"{row['ending']} {row['day']} {row['note']}")
def test_holds_on_answers_as_the_table(row: dict[str, str]) -> None:
    """Whether a situation held on a day is what the table says."""
    assert Answer(row["answer"]) == holds_on(span_of(row), date.fromisoformat(row["day"]))


def oracle(pairs: list[tuple[date, date]], day: date) -> Answer:
    """The answer by looking at every possible begin and end."""
    held = [begin <= day < end for begin, end in pairs]
    if all(held):
        return Answer.CERTAIN
    return Answer.POSSIBLE if any(held) else Answer.NO


@given(SMALL_RANGES, SMALL_RANGES, st.sampled_from(WINDOW))
def test_holds_on_agrees_with_enumeration(begin: Days, end: Days, day: date) -> None:
    """CERTAIN is every pair of begin and end, NO is none, and POSSIBLE is the rest."""
    if begin.earliest <= end.latest:
        pairs = list(product(enumerated(begin), enumerated(end)))
        assert oracle(pairs, day) == holds_on(Span(begin, end, Ending.STATED), day)


@given(SMALL_RANGES, SMALL_RANGES, st.sampled_from(WINDOW))
def test_tightened_bounds_are_exact(begin: Days, end: Days, day: date) -> None:
    """Tightened, the answer is that of the pairs alone in which the begin is not after the end."""
    if begin.earliest <= end.latest:
        pairs = [(first, last) for first, last in product(enumerated(begin), enumerated(end)) if first <= last]
        tightened = Span(begin, end, Ending.STATED).tightened()
        assert oracle(pairs, day) == holds_on(tightened, day)
        assert tightened == tightened.tightened()


@given(SMALL_RANGES, SMALL_RANGES, st.sampled_from(WINDOW))
def test_an_unknown_end_differs_past_the_attestation_only(begin: Days, end: Days, day: date) -> None:
    """UNKNOWN stands for POSSIBLE where it had begun for certain and may have ended."""
    if begin.earliest <= end.latest:
        stated = holds_on(Span(begin, end, Ending.STATED), day)
        is_past = begin.latest <= day and end.earliest <= day and stated is Answer.POSSIBLE
        expected = Answer.UNKNOWN if is_past else stated
        assert expected == holds_on(Span(begin, end, Ending.UNKNOWN), day)


@given(RANGES, DAYS)
def test_what_is_open_goes_on(begin: Days, day: date) -> None:
    """Of what is open every day from the latest begin on is certain, up to the sentinel."""
    span = Span(begin, Days(LAST_DAY, LAST_DAY), Ending.OPEN)
    assert (begin.latest <= day < LAST_DAY) == (holds_on(span, day) is Answer.CERTAIN)


def test_a_span_does_not_end_before_it_begins() -> None:
    """A span whose every end lies before every begin is refused."""
    with pytest.raises(DateError, match="earliest begin lies after the latest end"):
        Span(
            Days(date(2000, 1, 2), date(2000, 1, 3)),
            Days(date(2000, 1, 1), date(2000, 1, 1)),
            Ending.STATED,
        )


def test_an_open_span_has_no_end() -> None:
    """A span cannot be open and bounded at its end."""
    with pytest.raises(DateError, match="what is open has no bound"):
        Span(Days(START, START), Days(START, LAST_DAY), Ending.OPEN)


def test_days_are_in_order() -> None:
    """A range of days whose earliest lies after its latest is refused."""
    with pytest.raises(DateError, match="lies after the latest"):
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
    "lexical",
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
def test_other_lexical_forms_are_refused(lexical: str) -> None:
    """A bound has one form, and any other is refused, also that of the same instant."""
    with pytest.raises(DateError, match="a bound is a day written YYYY-MM-DDT00:00:00Z"):
        from_xsd(lexical)


@given(DAYS)
def test_the_next_day_stops_at_the_sentinel(day: date) -> None:
    """The next day is one later, and nothing comes after the last."""
    expected = day if day == LAST_DAY else date.fromordinal(day.toordinal() + 1)
    assert expected == day_after(day)
