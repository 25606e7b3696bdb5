"""Periods: how they are written, and when a row of an answer over a period holds."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

import pandas as pd  # type: ignore[import-untyped]
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csto_kg.ask.arguments import day_given, values_given
from csto_kg.ask.periods import merged
from csto_kg.ask.run import run_query
from csto_kg.errors import UsageError
from csto_kg.queries.days import last_day
from csto_kg.queries.stored import FROM, TO, ParameterType, bind
from csto_kg.queries.templates import DURING
from csto_kg.rdf.results import Table, text_of
from csto_kg.time.days import DateError
from csto_kg.time.periods import Period, read_period
from tests.support.mini import Mini
from tests.support.queries import QUERIES, of_mini, rows

AS_OF = sorted(
    (query.name, p.name)
    for query in QUERIES.values()
    for p in query.parameters
    if p.type is ParameterType.DAY and p.name not in (FROM, TO)
)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2010-06-01", "2010-06-01", "2010-06-01"),
        ("2010-06", "2010-06-01", "2010-06-30"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2010", "2010-01-01", "2010-12-31"),
        ("2010-06-01..2010-12-31", "2010-06-01", "2010-12-31"),
        ("2009..2010-02", "2009-01-01", "2010-02-28"),
        ("2010..2010", "2010-01-01", "2010-12-31"),
        ("0001..9999", "0001-01-01", "9999-12-31"),
    ],
)
def test_periods_are_read(text: str, first: str, last: str) -> None:
    """A day, a month, a year, and from one of these to another."""
    assert Period(date.fromisoformat(first), date.fromisoformat(last)) == read_period(text)


FORMS = "use YYYY-MM-DD, YYYY-MM or YYYY, or two of these with .. between them"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"'' is not a date; {FORMS}"),
        ("June 2010", f"'June 2010' is not a date; {FORMS}"),
        ("2010-6", f"'2010-6' is not a date; {FORMS}"),
        ("2010/2011", f"'2010/2011' is not a date; {FORMS}"),
        ("2010..", f"'2010..' is not a date; {FORMS}"),
        ("2010..2011..2012", f"'2010..2011..2012' is not a date; {FORMS}"),
        ("2012-06-31", "'2012-06-31' is not a day of the calendar: look at its month and its day"),
        ("2010..2012-13", "'2012-13' is not a month of the calendar: months run from 01 to 12"),
        ("0000", "'0000' is not a year of the calendar"),
        ("2011..2010", "'2011..2010' ends before it starts: write the earlier date first"),
        ("x" * 500, f"'{'x' * 80}…' is not a date; {FORMS}"),
    ],
)
def test_what_is_not_a_period_is_refused(text: str, message: str) -> None:
    """The message names what is wrong, and the forms where the text has none of them."""
    with pytest.raises(DateError, match=f"^{re.escape(message)}$"):
        read_period(text)


def test_a_period_runs_forward() -> None:
    """Its first day is not after its last."""
    with pytest.raises(DateError, match="the first day is after the last"):
        Period(date(2010, 1, 2), date(2010, 1, 1))
    assert ("2010-01-01", "2010-01-01..2010-01-02") == (
        str(Period(date(2010, 1, 1), date(2010, 1, 1))),
        str(Period(date(2010, 1, 1), date(2010, 1, 2))),
    )


def test_every_parameter_for_a_day_is_a_day_or_an_edge() -> None:
    """A day is asked for by `date`, a period by `from` and `to`: other names would be taken for days of their own."""
    named = {p.name for q in QUERIES.values() for p in q.parameters if p.type is ParameterType.DAY}
    assert {"date", FROM, TO} == named
    assert 6 <= len(AS_OF)


@pytest.mark.parametrize(
    ("given_", "from_", "to"),
    [("2010", "2010-01-01", "2011-01-01"), ("2010-02", "2010-02-01", "2010-03-01"), ("2010-02-03",) * 3],
)
def test_a_period_has_its_first_day_and_the_day_after_its_last(given_: str, from_: str, to: str) -> None:
    """`from` is the first day of what is given and `to` the day after its last; a day is taken as it stands."""
    text = bind(QUERIES["exercises"], {"from": given_, "to": given_}, lambda *_: ox.NamedNode("x:y"))
    assert [[[f"{from_}T00:00:00Z"]], [[f"{to}T00:00:00Z"]]] == [rows(text, name) for name in (FROM, TO)]


# --- Answers over a period ---------------------------------------------------------------------------------------


def table(*pairs: tuple[str, str]) -> Table:
    return Table(("label", "certainty"), tuple((ox.Literal(a), ox.Literal(b)) for a, b in pairs))


def day(number: int) -> date:
    return date(2010, 1, number)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({1: [("A", "certain")]}, [("A", "certain", "throughout")]),
        ({1: [("A", "certain")], 5: [("A", "certain")]}, [("A", "certain", "throughout")]),
        ({1: [("A", "certain")], 5: []}, [("A", "certain", "until 2010-01-04")]),
        ({1: [], 5: [("A", "certain")]}, [("A", "certain", "from 2010-01-05")]),
        ({1: [], 5: [("A", "certain")], 8: []}, [("A", "certain", "2010-01-05 to 2010-01-07")]),
        ({1: [], 5: [("A", "certain")], 6: []}, [("A", "certain", "on 2010-01-05")]),
        (
            {1: [("A", "certain")], 5: [], 8: [("A", "certain")]},
            [("A", "certain", "until 2010-01-04; from 2010-01-08")],
        ),
        (
            {1: [("A", "certain"), ("C", "certain")], 5: [("A", "possible"), ("B", "certain"), ("C", "certain")]},
            [
                ("A", "certain", "until 2010-01-04"),
                ("A", "possible", "from 2010-01-05"),
                ("B", "certain", "from 2010-01-05"),
                ("C", "certain", "throughout"),
            ],
        ),
        ({1: [], 5: []}, []),
    ],
)
def test_rows_are_merged(answers: dict[int, list[tuple[str, str]]], expected: list[tuple[str, str, str]]) -> None:
    """A row stands once, with the part of the period for which it holds; what differs in certainty stands together."""
    found = merged(Period(day(1), day(31)), [(day(n), table(*pairs)) for n, pairs in answers.items()])
    assert ("label", "certainty", DURING) == found.columns
    assert expected == [tuple(map(text_of, row)) for row in found.rows]


def test_of_one_name_what_held_first_stands_first() -> None:
    """Two things with the same label stand in the order of time, and in their place among the others."""

    def row(thing: str, label: str) -> tuple[ox.Literal, ...]:
        return (ox.Literal(label), ox.Literal(thing))

    columns = ("label", "episode")
    answers = [
        (day(1), Table(columns, (row("a", "A"), row("u1", "U"), row("z", "Z")))),
        (day(5), Table(columns, (row("a", "A"), row("z", "Z")))),
        (day(9), Table(columns, (row("a", "A"), row("b", "B"), row("u2", "U"), row("z", "Z")))),
    ]
    found = merged(Period(day(1), day(31)), answers)
    assert ["a", "b", "u1", "u2", "z"] == [text_of(r[1]) for r in found.rows]


def test_without_a_certainty_the_part_comes_last() -> None:
    """A query that gives no certainty has the new column at its end."""
    plain = Table(("x",), ((ox.Literal("a"),),))
    assert ("x", DURING) == merged(Period(day(1), day(2)), [(day(1), plain)]).columns


def holds(period: Period, part: str, on: date) -> bool:
    """Whether a row holds on a day, by the words of its `during`."""
    for one in part.split("; "):
        found = [date.fromisoformat(d) for d in re.findall(r"\d{4}-\d\d-\d\d", one)]
        first = period.first if one == "throughout" or one.startswith("until") else found[0]
        last = period.last if one == "throughout" or one.startswith("from") else found[-1]
        if first <= on <= last:
            return True
    return False


@pytest.mark.parametrize(("name", "parameter"), AS_OF)
@settings(max_examples=15, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2012, 12, 31)), st.integers(1, 4000), st.lists(st.floats(0, 1), max_size=6))
def test_each_day_of_a_period_has_its_own_answer(
    name: str, parameter: str, whole: Mini, first: date, length: int, shares: list[float]
) -> None:
    """The rows that hold on a day by the answer over a period are those of the answer for that day."""
    query, values = QUERIES[name], of_mini(QUERIES[name])
    period = Period(first, first + timedelta(length))
    over = run_query(whole.store, query, {**values, parameter: str(period)})
    at = over.columns.index(DURING)
    sides = {over.columns.index(column) for column in ("claims", "dissents") if column in over.columns}
    plain = [i for i in range(len(over.columns)) if i != at and i not in sides]
    for on in {period.first, period.last, *(first + timedelta(round(share * length)) for share in shares)}:
        expected = run_query(whole.store, query, {**values, parameter: on.isoformat()}).rows
        given_ = [r for r in over.rows if holds(period, text_of(r[at]), on)]
        of_day = [i if i < at else i - 1 for i in plain]
        assert sorted(str([r[i] for i in of_day]) for r in expected) == sorted(
            str([r[i] for i in plain]) for r in given_
        ), on
        # The claims of each day are among those of the whole, and none is on both sides.
        claims = {c for r in expected for i in sides for c in text_of(r[i - (i > at)]).split()}
        assert claims <= {c for r in given_ for i in sides for c in text_of(r[i]).split()}
        for r in given_:
            both = [set(text_of(r[i]).split()) for i in sides]
            assert len(both) < 2 or not both[0] & both[1]


@pytest.mark.parametrize(("name", "parameter"), AS_OF)
def test_there_are_rows_on_some_day(name: str, parameter: str, whole: Mini) -> None:
    """What is asked of each day, above, has rows on some of these days; the mini project has no posts to be held."""
    query = QUERIES[name]
    found = run_query(whole.store, query, {**of_mini(query), parameter: "1990..2012"}).rows
    assert bool(found) == (name != "holders-as-of")


def test_a_day_is_answered_as_before(whole: Mini) -> None:
    """A single day, written as a period too, has the columns of the query and no other."""
    query = QUERIES["members-as-of"]
    values = of_mini(query)
    alone = run_query(whole.store, query, {**values, "date": "1999-01-01"})
    assert alone == run_query(whole.store, query, {**values, "date": "1999-01-01..1999-01-01"})
    assert tuple(query.columns) == alone.columns


def test_a_period_stands_alone(whole: Mini) -> None:
    """Several periods, or a period and a day, are refused."""
    query = QUERIES["members-as-of"]
    with pytest.raises(UsageError, match="'1999' is more than a day, and stands alone: give one period, or days"):
        run_query(whole.store, query, {**of_mini(query), "date": ["1999", "2001-01-01"]})


def test_queries_compare_days_with_bounds_only() -> None:
    """In a query as of a day, `?date` is compared with bounds so that an answer changes on the day of a bound."""
    for name, parameter in AS_OF:
        text = re.sub(r"(?m)^\s*#.*$", "", QUERIES[name].text.partition("WHERE")[2])
        # How near a day is only orders the rows.
        text = re.sub(r"(?s)BIND\((?:(?!BIND\().)*? AS \?(?:near|off)\)", "", text)
        used = [part for part in re.split(r"&&|\|\||[(),{}]|\n", text) if re.search(rf"\?{parameter}\b", part)]
        compared = [part for part in used if "VALUES" not in part]
        bound = r"\?\w*(?:[eE]arliest|[lL]atest|day|[pP]eriodFrom|[pP]eriodUntil)\w*"
        form = rf"\s*(?:{bound} <= \?{parameter}|\?{parameter} < {bound})\s*"
        assert compared
        assert [] == [part for part in compared if not re.fullmatch(form, part)], name


# --- What Python passes ------------------------------------------------------------------------------------------


def test_stamps_at_midnight_are_days() -> None:
    """A datetime or a pandas stamp at midnight is its day, in any time zone."""
    stamps = [
        datetime(2012, 6, 28),
        datetime(2012, 6, 28, tzinfo=timezone(timedelta(hours=5))),
        pd.Timestamp("2012-06-28"),
        pd.Timestamp("2012-06-28", tz="Asia/Tashkent"),
    ]
    assert {"date": ["2012-06-28"] * 4} == values_given("q", {"date": stamps})
    assert [date(2012, 6, 28)] * 4 == [day_given("known_by", stamp) for stamp in stamps]


def test_what_is_known_by_a_year_is_known_by_its_end() -> None:
    """Of a month, a year or a range the last day counts for `known_by`, and a day for itself."""
    given_ = ["2021", "2021-02", "2020..2021-03", "2021-04-05"]
    assert ["2021-12-31", "2021-02-28", "2021-03-31", "2021-04-05"] == [str(last_day(text)) for text in given_]
    assert date(2021, 12, 31) == day_given("known_by", "2021", last_day)
    with pytest.raises(UsageError, match=r"^known_by: 'x' is not a date; use YYYY-MM-DD, YYYY-MM or YYYY"):
        day_given("known_by", "x", last_day)


@pytest.mark.parametrize(
    "stamp",
    [
        datetime(2012, 6, 28, 12),
        pd.Timestamp("2012-06-28 00:00:01"),
        pd.Timestamp("2012-06-28") + pd.Timedelta(1, "ns"),
    ],
    ids=str,
)
def test_a_time_of_day_is_refused(stamp: datetime) -> None:
    """A time of day is not dropped: the message says to give the day."""
    with pytest.raises(UsageError, match=r"^q date: .* has a time of day — give its day: value\.date\(\)$"):
        values_given("q", {"date": stamp})
    with pytest.raises(UsageError, match="is not a day"):
        day_given("known_by", stamp)


def test_a_missing_stamp_is_not_a_value() -> None:
    """What pandas has for a missing date is refused as no value."""
    with pytest.raises(UsageError, match=r"^q date: NaT is not a value"):
        values_given("q", {"date": pd.NaT})
