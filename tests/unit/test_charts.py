"""Charts: grades of days, windows, ticks, dates in words, and texts measured in columns."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
import wcwidth
from hypothesis import given, settings
from hypothesis import strategies as st

from csto_kg.charts import (
    Bar,
    ChartRow,
    Grade,
    Mark,
    Segment,
    Window,
    date_lines,
    segments_before,
    segments_of,
    ticks_of,
    window_of,
)
from csto_kg.charts.axis import pieces_in
from csto_kg.charts.columns import columns_of, fitted, folded
from csto_kg.charts.words import cleaned
from csto_kg.time.days import FIRST_DAY, LAST_DAY, Certainty, Days, Ending, Span, holds_on
from tests.support.charts import DATES, EXAMPLES, LABELS, NEAR_DATES, ROWS, bars, between, days, spans

GRADES = {
    Certainty.CERTAIN: Grade.CERTAIN,
    Certainty.POSSIBLE: Grade.POSSIBLE,
    Certainty.UNKNOWN: Grade.UNKNOWN,
    Certainty.NO: None,
}
AROUND = between(date(1999, 11, 25), date(2000, 3, 5))
WINDOWS = st.tuples(DATES, DATES).map(lambda pair: Window(min(pair), max(pair)))


def grade_on(row: ChartRow, day: date) -> Grade | None:
    """The grade of the segment in which a day lies."""
    found = [segment.grade for segment in segments_of(row) if segment.start <= day < segment.stop]
    assert len(found) < 2
    return found[0] if found else None


@given(spans(NEAR_DATES))
@settings(deadline=None)
def test_grades_are_what_holds_on_a_day(span: Span) -> None:
    """The segments of a bar have for each day the grade that `holds_on` gives."""
    bar = Bar("", span)
    assert [GRADES[holds_on(span.tightened(), day)] for day in AROUND] == [grade_on(bar, day) for day in AROUND]


@given(bars(NEAR_DATES))
@settings(deadline=None)
def test_assumptions_change_only_what_is_not_certain(bar: Bar) -> None:
    """With presumed bounds the same days are certain, and the same are drawn; others become presumed at the most."""
    without = Bar(bar.label, bar.span)
    for day in AROUND:
        plain, presumed = grade_on(without, day), grade_on(bar, day)
        assert plain is presumed or (presumed is Grade.PRESUMED and plain in (Grade.POSSIBLE, Grade.UNKNOWN))


@given(bars())
@settings(deadline=None)
def test_segments_follow_each_other(bar: Bar) -> None:
    """Segments are in order, none has no days, and where one stops the next one starts."""
    for segments in (segments_of(bar), segments_before(bar)):
        assert all(segment.start < segment.stop for segment in segments)
        assert all(one.stop == other.start for one, other in pairwise(segments))


def test_a_day_of_an_event_is_certain_and_a_range_possible() -> None:
    """The grade of an event says whether its day is known."""
    assert (Segment(date(2000, 1, 1), date(2000, 1, 2), Grade.CERTAIN),) == segments_of(Mark("", days("2000-01-01")))
    (segment,) = segments_of(Mark("", days("2000-01-01", "..")))
    assert Segment(date(2000, 1, 1), LAST_DAY, Grade.POSSIBLE) == segment


@given(ROWS)
@settings(deadline=None)
def test_windows_show_all_dates_and_no_sentinels(rows: list[ChartRow]) -> None:
    """A window holds every date of its rows, presumed ones too; there is none where nothing has a date."""
    window = window_of(rows)
    ends = {day for row in rows for s in (*segments_of(row), *segments_before(row)) for day in (s.start, s.stop)}
    presumed = [row.presumed for row in rows if isinstance(row, Bar) and row.presumed is not None]
    ends |= {day for p in presumed for days in (p.begin, p.end) for day in (days.earliest, days.latest)}
    dated = ends - {FIRST_DAY, LAST_DAY}
    if window is None:
        assert dated == set()
    else:
        assert window.first <= min(dated) <= max(dated) <= window.last
        assert window.length <= (max(dated) - min(dated)).days * 1.13 + 62


def test_the_window_has_room_for_the_presumed_days_of_an_event() -> None:
    """An event whose day is presumed has an axis, even where nothing else bounds it."""
    window = window_of([Mark("", days("..", ".."), presumed=days("2002-10-07", ".."))])
    assert window is not None
    assert window.first < date(2002, 10, 7) < window.last


@given(WINDOWS, st.integers(0, 20))
@settings(deadline=None)
def test_ticks_lie_in_their_window(window: Window, most: int) -> None:
    """Ticks are days of the window in order, evenly far apart in months, and not too many."""
    ticks = ticks_of(window, most)
    assert len(ticks) <= most
    assert all(window.first <= tick.day <= window.last and tick.day != FIRST_DAY for tick in ticks)
    months = [tick.day.year * 12 + tick.day.month for tick in ticks]
    assert len({later - earlier for earlier, later in pairwise(months)}) <= 1
    assert all(tick.day.isoformat().startswith(tick.label) for tick in ticks)


@pytest.mark.parametrize(
    ("first", "last", "most", "labels"),
    [
        ("1990-06-01", "2022-05-16", 8, ["1995", "2000", "2005", "2010", "2015", "2020"]),
        ("1998-11-20", "1999-02-10", 4, ["1998-12", "1999-01", "1999-02"]),
        ("1998-11-20", "2000-08-10", 4, ["1999-01", "1999-07", "2000-01", "2000-07"]),
        ("1999-03-02", "1999-03-20", 4, []),
        ("0001-01-01", "9999-12-31", 5, ["2000", "4000", "6000", "8000"]),
    ],
)
def test_ticks_stand_on_years_and_months(first: str, last: str, most: int, labels: list[str]) -> None:
    """Ticks stand on years that are easy to read, or on months."""
    window = Window(date.fromisoformat(first), date.fromisoformat(last))
    assert labels == [tick.label for tick in ticks_of(window, most)]


def test_a_window_has_days() -> None:
    """A window that ends before it starts is refused."""
    with pytest.raises(ValueError, match="starts after its end"):
        Window(date(2000, 1, 2), date(2000, 1, 1))


@given(bars() | bars(NEAR_DATES), WINDOWS)
@settings(deadline=None)
def test_pieces_lie_in_their_window(bar: Bar, window: Window) -> None:
    """No day outside of the window is drawn, and none that is not possible."""
    for piece in pieces_in(segments_of(bar), window):
        assert 0 <= piece.start < piece.stop <= window.length
    drawn = sum(piece.stop - piece.start for piece in pieces_in(segments_of(bar), window))
    assert drawn <= window.length


def test_what_is_not_attested_fades_soon() -> None:
    """One attestation does not look like thirty years: a side without a bound takes a twentieth of the window."""
    window = Window(date(1991, 1, 1), date(2020, 12, 31))
    pieces = pieces_in(segments_of(EXAMPLES[3]), window)
    assert [Grade.POSSIBLE, Grade.CERTAIN, Grade.UNKNOWN] == [piece.grade for piece in pieces]
    assert [True, False, False] == [piece.is_open_before for piece in pieces]
    assert [False, False, True] == [piece.is_open_after for piece in pieces]
    assert [548, 1, 548] == [piece.stop - piece.start for piece in pieces]


WORDS = [
    (Mark("", days("1999-01-01", "1999-12-31")), ["1999"]),
    (Mark("", days("1999-04-01", "1999-04-30")), ["1999-04"]),
    (Mark("", days("1999-04-02", "1999-04-30")), ["between 1999-04-02 and 1999-04-30"]),
    (Mark("", days("..", "1999-04-30")), ["1999-04-30 or earlier"]),
    (Mark("", days("1999-04-30", "..")), ["1999-04-30 or later"]),
    (Mark("", days("..", "..")), ["day unknown"]),
    (
        Mark("", days("..", ".."), presumed=days("2002-10-07", ".."), assumptions=("an agent exists",)),
        ["day unknown", "presumed: 2002-10-07 or later (an agent exists)"],
    ),
    (
        Bar("", Span(days("1999-04-30"), days("2000-01-01", ".."), Ending.STATED)),
        ["from 1999-04-30 until 2000-01-01 or later"],
    ),
    (
        Bar("", Span(days("1999-04-30"), days("2000-01-01", "2000-12-31"), Ending.UNKNOWN)),
        ["from 1999-04-30 until 2000, end not stated"],
    ),
    (Bar("", Span(days("..", ".."), days("..", ".."), Ending.STATED)), ["start unknown, end not dated"]),
    (
        Bar("", Span(days("..", "1999-04-30"), days("..", ".."), Ending.UNKNOWN)),
        ["from 1999-04-30 or earlier, end unknown"],
    ),
    *zip(
        EXAMPLES,
        [
            ["1992-05-15"],
            ["from 1994-04-20 until 2021-03-27 at least, end unknown"],
            [
                "from 1994-04-20 until between 1999-04-02 and 1999-12-31",
                "by its own dates alone: from between 1993-12-09 and 1994-12-31 until between 1999-01-01 and 2001-12-31",
            ],
            ["from 1992-12-31 or earlier until 1993-01-01 at least, end unknown"],
            [
                "from 2013-04-11 until 2015-06-01 at least, end unknown",
                "presumed: from 2013-04-11 until 2022-05-16 (an observer stays one until a source says otherwise)",
            ],
            ["between 2003-01-01 and 2004-06-30", "by its own dates alone: between 2002-10-07 and 2006-01-01"],
            ["2006-06-23 or earlier"],
            ["from 2003-09-18 with no end"],
            ["from 2012-06-28 until 2012-06-29"],
            ["start unknown, end unknown"],
        ],
        strict=True,
    ),
]


@pytest.mark.parametrize(("row", "lines"), WORDS, ids=lambda value: value.label if hasattr(value, "label") else "")
def test_dates_are_given_in_words(row: ChartRow, lines: list[str]) -> None:
    """The words say the bounds, how the end is known, what the bounds were, and what is presumed."""
    assert lines == list(date_lines(row))


@given(ROWS)
@settings(deadline=None)
def test_words_never_show_a_sentinel(rows: list[ChartRow]) -> None:
    """The year 1 and the year 9999 are never given as dates of what has no bound."""
    for row in rows:
        text = " ".join(date_lines(row if isinstance(row, Mark) else Bar("", row.span, row.before, row.presumed)))
        assert str(FIRST_DAY) not in text
        assert str(LAST_DAY) not in text


@given(LABELS, st.integers(1, 90))
@settings(deadline=None)
def test_a_fitted_text_has_room(label: str, columns: int) -> None:
    """What is cut takes no more columns than there are, and what has room is left alone."""
    text = cleaned(label)
    cut = fitted(text, columns)
    assert columns_of(cut) <= columns
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


@given(LABELS, st.integers(4, 90), st.none() | st.integers(1, 4))
@settings(deadline=None)
def test_a_folded_text_has_room(label: str, columns: int, most: int | None) -> None:
    """Each line has room; without a limit of lines nothing is lost."""
    text = cleaned(label)
    lines = folded(text, columns, most)
    assert all(columns_of(line) <= columns for line in lines)
    if most is None:
        assert text.replace(" ", "") == "".join(lines).replace(" ", "")
    else:
        assert len(lines) <= most


@pytest.mark.parametrize(
    ("text", "columns", "cut"),
    [
        ("Узбекистан", 6, "Узбек…"),
        ("集団安全", 6, "集団…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("👩‍👩‍👧👩‍👩‍👧", 3, "👩‍👩‍👧…"),
        ("one two", 5, "one…"),
    ],
)
def test_texts_are_cut_between_letters(text: str, columns: int, cut: str) -> None:
    """Wide characters take two columns, and accents stay with their letters."""
    assert cut == fitted(text, columns)


@given(st.text())
@settings(deadline=None)
def test_a_cleaned_label_can_be_shown(label: str) -> None:
    """A label has no line break, no control character and no half of a pair."""
    text = cleaned(label)
    assert wcwidth.wcswidth(text) >= 0
    assert text == " ".join(text.split())
    text.encode()


def test_spans_are_tightened() -> None:
    """Bounds that allow a start after every end draw no day on which it cannot have held."""
    loose = Span(Days(date(2000, 1, 1), date(2001, 1, 1)), Days(date(1999, 1, 1), date(2000, 6, 1)), Ending.STATED)
    assert (Segment(date(2000, 1, 1), date(2000, 6, 1), Grade.POSSIBLE),) == segments_of(Bar("", loose))
