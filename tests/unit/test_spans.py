"""How bounds stand in a graph: one writer for the view and for imported tables."""

from __future__ import annotations

from datetime import date

import pytest

from csto_kg.rdf.spans import day_properties, span_properties
from csto_kg.time.days import Days, Ending, Span
from csto_kg.vocab import CSTO, ID

BEGIN = Days(date(1994, 4, 20), date(1994, 4, 30))
LAST = date(9999, 12, 31)


def test_a_situation_has_all_its_properties_once() -> None:
    """Four bounds at midnight UTC, two durations in days, the ending, and two texts for people, each once."""
    span = Span(BEGIN, Days(date(1999, 1, 1), date(1999, 12, 31)), Ending.STATED)
    assert [
        (CSTO.earliestBegin, "1994-04-20T00:00:00Z"),
        (CSTO.latestBegin, "1994-04-30T00:00:00Z"),
        (CSTO.earliestEnd, "1999-01-01T00:00:00Z"),
        (CSTO.latestEnd, "1999-12-31T00:00:00Z"),
        (CSTO.shortestDays, "1707"),
        (CSTO.longestDays, "2081"),
        (CSTO.endStatus, str(ID["end-status/stated"])),
        (CSTO.beginText, "[1994-04-20..1994-04-30]"),
        (CSTO.endText, "1999"),
    ] == [(predicate, value.value) for predicate, value in span_properties(span)]


@pytest.mark.parametrize(
    ("end", "ending", "text"),
    [
        (Days(LAST, LAST), Ending.OPEN, "open"),
        (Days(date(2014, 1, 2), LAST), Ending.UNKNOWN, "unknown"),
        (Days(date(1, 1, 1), LAST), Ending.STATED, "stated, undated"),
    ],
)
def test_an_end_without_a_day_says_why(end: Days, ending: Ending, text: str) -> None:
    """An end that has no day is open, unknown, or stated without a date."""
    properties = dict(span_properties(Span(BEGIN, end, ending)))
    assert text == properties[CSTO.endText].value
    assert str(ID[f"end-status/{ending.value}"]) == properties[CSTO.endStatus].value


def test_an_event_has_its_days() -> None:
    """An event has its earliest and latest day and a text for people."""
    assert [
        (CSTO.earliest, "1994-04-20T00:00:00Z"),
        (CSTO.latest, "1994-04-30T00:00:00Z"),
        (CSTO.dateText, "[1994-04-20..1994-04-30]"),
    ] == [(predicate, value.value) for predicate, value in day_properties(BEGIN)]
