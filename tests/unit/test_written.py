"""Dates as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csto_kg.time.edtf import parse
from csto_kg.time.written import written, written_at, written_span, written_within


@pytest.mark.parametrize(
    ("text", "words", "at"),
    [
        ("2012-06-28", "28 June 2012", "on 28 June 2012"),
        ("2012-06-28T00:00:00Z", "28 June 2012", "on 28 June 2012"),
        ("2012-06", "June 2012", "in June 2012"),
        ("2012", "2012", "in 2012"),
        ("0987", "987", "in 987"),
        ("2012-21", "spring 2012", "in spring 2012"),
        ("2012~", "about 2012", "about 2012"),
        ("2012-06?", "perhaps June 2012", "perhaps June 2012"),
        ("199X", "the 1990s", "in the 1990s"),
        (
            "[2002-10-07..2007-05-31]",
            "between 7 October 2002 and 31 May 2007",
            "between 7 October 2002 and 31 May 2007",
        ),
        ("[..2007]", "2007 or earlier", "in or before 2007"),
        ("[2022..]", "2022 or later", "in or after 2022"),
        ("[..2010-08-14]", "14 August 2010 or earlier", "on or before 14 August 2010"),
        ("2012 or 2013-05-01", "2012 or 1 May 2013", "in 2012 or on 1 May 2013"),
        ("stated, undated", "stated, undated", "at a time that no source gives"),
        ("unknown", "unknown", "at a time that no source gives"),
        ("[1999,2001..2003]", "1999 or between 2001 and 2003", "1999 or between 2001 and 2003"),
        ("2001/2004-05", "2001 to May 2004", "from 2001 to May 2004"),
        ("2010-06-01..2010-12", "1 June 2010 to December 2010", "from 1 June 2010 to December 2010"),
        ("2001/..", "since 2001", "since 2001"),
        ("2001/", "2001 to an unknown day", "2001 to an unknown day"),
        ("/2004", "until 2004", "until 2004"),
        ("open", "open", "open"),
        ("2012-13", "2012-13", "2012-13"),
        ("", "", ""),
    ],
)
def test_a_date_is_written_as_people_do(text: str, words: str, at: str) -> None:
    """Every form of a date that the data use has its words; what is not a date stays as it is."""
    assert (words, at) == (written(text), written_at(text))


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2006-06-23", "2012-06-28", "from 23 June 2006 until 28 June 2012"),
        ("2002-10-07", "unknown", "from 7 October 2002; no source gives an end"),
        ("unknown", "open", "no source gives a start; still so by its sources"),
        ("unknown", "unknown", "no source gives a start or an end"),
        ("", "1999", "until 1999"),
        ("", "", "no source gives a start"),
        ("2002", "", "from 2002"),
        ("1993", "stated, undated", "from 1993; it ended on a day that no source gives"),
        ("[2002..2007]", "[2015..2022]", "from a day between 2002 and 2007 until a day between 2015 and 2022"),
    ],
)
def test_a_time_is_written_as_from_and_until(start: str, end: str, words: str) -> None:
    """The time of a situation is one phrase, in which a missing start or end is said."""
    assert words == written_span(start, end)


@given(st.dates())
def test_no_day_is_lost(day: object) -> None:
    """The words for a day name its day, its month and its year."""
    words = written(str(day)).split()
    value = parse(str(day)).first.earliest
    assert (str(value.day), str(value.year), 3) == (words[0], words[-1], len(words))


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("", "", ""),
        ("2018-01-01", "", "from 1 January 2018 on"),
        ("", "2018-01-01", "before 1 January 2018"),
        ("2018-01-01", "2019-01-01", "in 2018"),
        ("2003-01-01", "2022-01-01", "from 2003 to 2021"),
        ("2006-05-01", "2006-06-01", "in May 2006"),
        ("2009-12-01", "2010-01-01", "in December 2009"),
        ("2012-06-28", "2012-06-29", "on 28 June 2012"),
        ("2006-05-02", "2006-06-01", "from 2 May 2006 to 31 May 2006"),
        ("2018", "2018", "in 2018"),
        ("2008", "2009-06", "from 2008 to June 2009"),
    ],
)
def test_the_period_of_a_question_is_written(start: str, end: str, words: str) -> None:
    """Whole years, months and days by their names; all time is nothing to speak of."""
    assert words == written_within(start, end)
