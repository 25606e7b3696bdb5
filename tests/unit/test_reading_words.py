"""Words and dates in questions: one form for all spellings of a word, and the days that dates stand for."""

from __future__ import annotations

from datetime import date

import pytest

from csto_kg.ask.reading.dates import When, moments_in
from csto_kg.ask.reading.words import PhraseGroups, joined, stem, stems_of, words_of

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Uzbekistan’s", "uzbekistan"),
        ("УЗБЕКИСТАН", "Uzbekistan"),
        ("Антониу", "antoniu"),
        ("António", "Antonio"),
        ("Secretary-General", "secretary general"),
        ("recognised", "recognize"),
        ("exercises", "exercise"),
        ("parties", "party"),
        ("signed", "sign"),
        ("withdrawing", "withdraw"),
        ("U.N.", "UN"),
        ("militarisation", "militarization"),
    ],
)
def test_spellings_of_a_word_are_one(one: str, other: str) -> None:
    """Case, script, diacritics, hyphens, possessives, number, tense and British spelling make no difference."""
    assert stems_of(one) == stems_of(other)


@pytest.mark.parametrize("word", ["status", "crisis", "press", "2008", "CIS", "gas"])
def test_words_that_only_look_like_plurals_stay(word: str) -> None:
    """A final s is no sign of a plural in every word."""
    assert word.lower() == stem(word.lower())


def test_words_have_their_places() -> None:
    """The place of a word is that in the text, whatever is left out of its stem."""
    text = "Russia’s old seat"
    assert ["Russia", "old", "seat"] == [text[w.start : w.end] for w in words_of(text)]


def test_the_longest_phrase_is_joined() -> None:
    """Of phrases that start alike the longest that stands there counts."""
    groups = PhraseGroups({("enter",): "join", ("enter", "into", "force"): "force"})
    assert [("force", (0, 1, 2))] == joined(("enter", "into", "force"), groups)
    assert [("join", (0,)), ("into", (1,))] == joined(("enter", "into"), groups)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 1 June 2010", ["2010-06-01"]),
        ("on the 1st of June, 2010", ["2010-06-01"]),
        ("June 1, 2010", ["2010-06-01"]),
        ("2010-06-01", ["2010-06-01"]),
        ("01.06.2010", ["2010-06-01"]),
        ("in June 2010", ["2010-06"]),
        ("in Sept. 2019", ["2019-09"]),
        ("2010-06", ["2010-06"]),
        ("in 2010", ["2010"]),
        ("in the 1990s", ["1990-01-01..1999-12-31"]),
        ("between 1999 and 2003", ["1999-01-01..2003-12-31"]),
        ("from 1 May 2010 to 3 June 2010", ["2010-05-01..2010-06-03"]),
        ("2010-2012", ["2010-01-01..2012-12-31"]),
        ("from 5 to 19 January 2022", ["2022-01-05..2022-01-19"]),
        ("between May and July 2012", ["2012-05-01..2012-07-31"]),
        ("between 28 May and 3 June 2010", ["2010-05-28..2010-06-03"]),
        ("in 2019 and in 2020", ["2019", "2020"]),
        ("who is a member now", ["2026-03-01"]),
        ("as of today", ["2026-03-01"]),
        ("on 31 February 2010", ["2010-02"]),
        ("Article 4 of the Treaty", []),
        ("20000 troops", []),
        ("resolution 2010-99-99", []),
    ],
)
def test_dates_are_found(text: str, expected: list[str]) -> None:
    """Days, months, years and ranges, as people write them; what is not a date is none."""
    assert expected == [moment.text for moment in moments_in(text, TODAY)]


@pytest.mark.parametrize(
    ("text", "when", "first", "last"),
    [
        ("since 2010", When.FROM, "2010-01-01", "9999-12-31"),
        ("from June 2010 on", When.FROM, "2010-06-01", "9999-12-31"),
        ("after 2010", When.FROM, "2011-01-01", "9999-12-31"),
        ("before 2010", When.UNTIL, "0001-01-01", "2009-12-31"),
        ("until 3 May 2010", When.UNTIL, "0001-01-01", "2010-05-03"),
        ("by the end of 2010", When.UNTIL, "0001-01-01", "2010-12-31"),
        ("in 2010", When.AT, "2010-01-01", "2010-12-31"),
        ("during 2010", When.AT, "2010-01-01", "2010-12-31"),
    ],
)
def test_words_before_a_date_bound_it(text: str, when: When, first: str, last: str) -> None:
    """Since, after, before and until say on which side of a date the question is; these words are the date's."""
    (moment,) = moments_in(text, TODAY)
    assert (when, first, last) == (moment.when, moment.first.isoformat(), moment.last.isoformat())
    assert 0 == moment.start
