"""Rows of charts: some that show each case, and strategies that draw any."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from csto_kg.charts import Bar, Mark
from csto_kg.time.days import FIRST_DAY, LAST_DAY, Days, Ending, Span


def days(earliest: str, latest: str = "") -> Days:
    """A day, or a range of days; `..` stands for no bound."""
    first = FIRST_DAY if earliest == ".." else date.fromisoformat(earliest)
    last = LAST_DAY if latest == ".." else date.fromisoformat(latest or earliest)
    return Days(first, last)


EXAMPLES = (
    Mark("Signing of the treaty", days("1992-05-15")),
    Bar("Treaty in force", Span(days("1994-04-20"), days("2021-03-27", ".."), Ending.UNKNOWN)),
    Bar(
        "Georgia as a party to the Collective Security Treaty",
        Span(days("1994-04-20"), days("1999-04-02", "1999-12-31"), Ending.STATED),
        before=Span(days("1993-12-09", "1994-12-31"), days("1999-01-01", "2001-12-31"), Ending.STATED),
    ),
    Bar("Узбекистан в СНГ", Span(days("..", "1992-12-31"), days("1993-01-01", ".."), Ending.UNKNOWN)),
    Bar(
        "Serbia as an observer",
        Span(days("2013-04-11"), days("2015-06-01", ".."), Ending.UNKNOWN),
        presumed=Span(days("2013-04-11"), days("2022-05-16"), Ending.STATED),
        assumptions=("an observer stays one until a source says otherwise",),
    ),
    Mark("Founding of the joint staff", days("2003-01-01", "2004-06-30"), before=days("2002-10-07", "2006-01-01")),
    Mark("Decision to return", days("..", "2006-06-23")),
    Bar("Charter in force", Span(days("2003-09-18"), Days(LAST_DAY, LAST_DAY), Ending.OPEN)),
    Bar("Membership of one day", Span(days("2012-06-28"), days("2012-06-29"), Ending.STATED)),
    Bar("Of an unknown time", Span(days("..", ".."), days("..", ".."), Ending.UNKNOWN)),
)

DATES = st.one_of(
    st.dates(date(1990, 1, 1), date(2025, 12, 31)),
    st.dates(),
    st.sampled_from([FIRST_DAY, LAST_DAY, date(9999, 12, 30)]),
)
NEAR_DATES = st.dates(date(1999, 12, 1), date(2000, 2, 28))
LABELS = st.one_of(
    st.sampled_from(
        ["", "Узбекистан", "集団安全保障条約機構の憲章", "Cafe\u0301 e\u0301\u0302", '<a & "b"> ]]>', "👩‍👩‍👧 🇺🇿"]
    ),
    st.text(max_size=80),
)


def ranges(dates: st.SearchStrategy[date]) -> st.SearchStrategy[Days]:
    """Ranges of days with these bounds."""
    return st.tuples(dates, dates).map(lambda pair: Days(min(pair), max(pair)))


def spans(dates: st.SearchStrategy[date]) -> st.SearchStrategy[Span]:
    """Bounds of situations with these days, with every kind of ending."""

    def made(begin: Days, end: Days, ending: Ending) -> Span:
        if ending is Ending.OPEN:
            return Span(begin, Days(LAST_DAY, LAST_DAY), ending)
        return Span(begin, end, ending) if begin.earliest <= end.latest else Span(end, begin, ending)

    return st.builds(made, ranges(dates), ranges(dates), st.sampled_from(Ending))


def bars(dates: st.SearchStrategy[date] = DATES) -> st.SearchStrategy[Bar]:
    """Bars with or without looser and presumed bounds."""
    optional = st.none() | spans(dates)
    return st.builds(Bar, LABELS, spans(dates), optional, optional, st.lists(LABELS, max_size=2).map(tuple))


def marks(dates: st.SearchStrategy[date] = DATES) -> st.SearchStrategy[Mark]:
    """Marks with or without looser bounds."""
    return st.builds(Mark, LABELS, ranges(dates), st.none() | ranges(dates))


ROWS = st.lists(bars() | marks(), max_size=5)


def between(start: date, stop: date) -> list[date]:
    """The days from one on, until before another."""
    return [start + timedelta(days=n) for n in range((stop - start).days)]
