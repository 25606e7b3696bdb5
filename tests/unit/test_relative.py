"""Relative dates: a table that a historian can correct, and what holds for all of them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csto_kg.time.days import FIRST_DAY, LAST_DAY, DateError, Days
from csto_kg.time.edtf import parse
from csto_kg.time.relative import parse_relative
from tests.support.case_tables import table

CASES = table("relative_dates.tsv")
ACCEPTED = [c for c in CASES if c["earliest"]]
REFUSED = [c for c in CASES if not c["earliest"]]
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
FORMS = st.sampled_from([c["relative"] for c in ACCEPTED])


def test_the_table_is_read() -> None:
    """There are cases of both kinds."""
    assert 15 <= len(ACCEPTED)
    assert 10 <= len(REFUSED)


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda c: f"{c['event']} {c['relative']}")
def test_a_relative_date_has_the_days_of_the_table(case: dict[str, str]) -> None:
    """A relative date has the days that a historian expects."""
    event = parse(case["event"]).days
    expected = Days(date.fromisoformat(case["earliest"]), date.fromisoformat(case["latest"]))
    assert expected == parse_relative(case["relative"]).days(event), case["note"]


@pytest.mark.parametrize("case", REFUSED, ids=lambda c: c["relative"])
def test_other_forms_are_refused(case: dict[str, str]) -> None:
    """Anything else is refused, with the text itself and what to write instead."""
    with pytest.raises(DateError) as caught:
        parse_relative(case["relative"])
    assert case["note"] in str(caught.value)


@given(FORMS, DAYS, st.integers(0, 800))
def test_covers_every_day_of_the_event(form: str, first: date, width: int) -> None:
    """The days that follow from one possible day of the event are among those that follow from all of them."""
    relative = parse_relative(form)
    whole = relative.days(Days(first, first + timedelta(days=width)))
    for offset in {0, width // 2, width}:
        day = first + timedelta(days=offset)
        assert whole.covers(relative.days(Days(day, day)))


@given(FORMS)
def test_an_event_without_bounds_gives_none(form: str) -> None:
    """If the event can have happened on any day, so can the date."""
    assert Days(FIRST_DAY, LAST_DAY) == parse_relative(form).days(Days(FIRST_DAY, LAST_DAY))


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the reader crash: each is refused or gives days around an event."""
    with suppress(DateError):
        assert parse_relative(text).days(Days(date(2000, 1, 1), date(2000, 1, 2))).width >= 1
