"""Dates that hang on another event: the table a historian can correct, and what holds of all of them."""

from __future__ import annotations

import csv
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csto_kg.time.edtf import FIRST_DAY, LAST_DAY, DateError, Days, parse
from csto_kg.time.relative import parse_reckoning

TABLE = Path(__file__).parents[1] / "cases" / "reckonings.tsv"
CASES = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines(), delimiter="\t"))
ACCEPTED = [c for c in CASES if c["earliest"]]
REFUSED = [c for c in CASES if not c["earliest"]]
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
FORMS = st.sampled_from([c["reckoned"] for c in ACCEPTED])


def test_the_table_is_read() -> None:
    """There are cases of both kinds."""
    assert 15 <= len(ACCEPTED)
    assert 10 <= len(REFUSED)


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda c: f"{c['event']} {c['reckoned']}")
def test_counts_from_an_event(case: dict[str, str]) -> None:
    """A date counted from an event lies where a historian says."""
    event = parse(case["event"]).days
    expected = Days(date.fromisoformat(case["earliest"]), date.fromisoformat(case["latest"]))
    assert expected == parse_reckoning(case["reckoned"]).days(event), case["note"]


@pytest.mark.parametrize("case", REFUSED, ids=lambda c: c["reckoned"])
def test_refuses_what_is_no_reckoning(case: dict[str, str]) -> None:
    """Anything else is refused with the text itself and what to write."""
    with pytest.raises(DateError) as caught:
        parse_reckoning(case["reckoned"])
    assert case["note"] in str(caught.value)


@given(FORMS, DAYS, st.integers(0, 800))
def test_covers_every_day_of_the_event(form: str, first: date, width: int) -> None:
    """What is counted from each possible day of an event lies within what is counted from all of them."""
    reckoning = parse_reckoning(form)
    whole = reckoning.days(Days(first, first + timedelta(days=width)))
    for offset in {0, width // 2, width}:
        day = first + timedelta(days=offset)
        assert whole.covers(reckoning.days(Days(day, day)))


@given(FORMS)
def test_an_event_of_no_known_day_gives_none(form: str) -> None:
    """From an event that can have happened on any day nothing follows."""
    assert Days(FIRST_DAY, LAST_DAY) == parse_reckoning(form).days(Days(FIRST_DAY, LAST_DAY))


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text breaks the reader: what is not refused gives days around an event."""
    with suppress(DateError):
        assert parse_reckoning(text).days(Days(date(2000, 1, 1), date(2000, 1, 2))).width >= 1
