"""The last day for which sources attest anything: a day of the evidence, never that of the clock."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import pytest

from csto_kg.ask.answers import Answer, answer_of
from csto_kg.ask.card import last_attested
from csto_kg.rdf.results import table_of
from csto_kg.time.bounds import last_stated
from csto_kg.time.edtf import parse
from csto_kg.vocab import CSTO, G_VIEW


def of(*times: tuple[str, str]) -> date | None:
    """The last day of a view with these times, each with its property."""
    store = ox.Store()
    for number, (key, time) in enumerate(times):
        thing = ox.NamedNode(f"https://example.org/id/thing/{number}")
        store.add(ox.Quad(thing, ox.NamedNode(str(CSTO[key])), ox.Literal(time), ox.NamedNode(str(G_VIEW))))

    def ask(text: str) -> Answer:
        found = store.query(text)
        assert isinstance(found, ox.QuerySolutions)
        return answer_of(table_of(found))

    return last_attested(ask)


@pytest.mark.parametrize(
    ("time", "day"),
    [
        ("2016-03-20", date(2016, 3, 20)),
        ("2016-03", date(2016, 3, 1)),
        ("2016", date(2016, 1, 1)),
        ("[2016-03-05..2016-04-02]", date(2016, 3, 5)),
        ("2016-03-05/2016-04", date(2016, 4, 1)),
        ("2016-03-05/..", date(2016, 3, 5)),
        ("[2016-03-05..]", None),
        ("[..2016-03-05]", None),
    ],
)
def test_a_time_ends_on_a_day_that_it_attests(time: str, day: date | None) -> None:
    """A month and a year are known from their first day on; what has no bound names no day."""
    assert day == last_stated(parse(time)) == of(("holds", time))


def test_the_last_of_all_times_counts_whatever_its_precision() -> None:
    """A day in May is later than the month of March, and a month in June than that day."""
    assert date(2016, 5, 2) == of(("holds", "2016-03"), ("holds", "2016-05-02"), ("holds", "2016"))
    assert date(2016, 6, 1) == of(("holds", "2016-06"), ("holds", "2016-05-02"), ("holds", "[2017..]"))


def test_what_is_dated_counts_where_nothing_is_said_to_hold() -> None:
    """Events and starts count then; where nothing has a date there is no such day."""
    assert date(2011, 10, 1) == of(("date", "2011-10"), ("begins", "1994"))
    assert date(2000, 1, 1) == of(("date", "2011-10"), ("holds", "2000"))
    assert of() is None
