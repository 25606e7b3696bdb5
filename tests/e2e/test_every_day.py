"""Each day from 1991 to 2026 and each situation: what SPARQL answers is what the bounds say, in Python."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.queries.stored import queries_of
from csto_kg.release.store import open_store
from csto_kg.time.days import FIRST_DAY, LAST_DAY, Certainty, Days, Ending, Span, as_xsd, from_xsd, holds_on
from csto_kg.vocab import CSTO, G_CHRONOLOGY, G_VIEW, ID
from tests.support.paths import PROJECT

FIRST, LAST = date(1991, 1, 1), date(2026, 12, 31)
BOUNDS = ("earliestBegin", "latestBegin", "earliestEnd", "latestEnd")
PRESUMED = ("presumedEarliestBegin", "presumedLatestBegin", "presumedEarliestEnd", "presumedLatestEnd")
AS_OF = queries_of(PROJECT)["members-as-of"].text


def select(store: ox.Store, text: str) -> Iterator[ox.QuerySolution]:
    """The rows of a query."""
    found = store.query(text)
    assert isinstance(found, ox.QuerySolutions)
    return found


def pattern(names: tuple[str, ...]) -> str:
    """The pattern that reads some bounds of a situation."""
    return " ".join(f"<{CSTO[name]}> ?{name} ;" for name in names)


def spans(store: ox.Store) -> dict[str, tuple[Span, Span]]:
    """The bounds of every situation in the view, and the presumed ones."""
    text = f"""SELECT * {{ GRAPH <{G_VIEW}> {{ ?s {pattern(BOUNDS)} <{CSTO.endStatus}> ?status }}
      GRAPH <{G_CHRONOLOGY}> {{ ?s {pattern(PRESUMED)} }} }}"""
    found = {}
    for row in select(store, text):
        ending = Ending(row["status"].value.rpartition("/")[2])
        of_view, presumed = ([from_xsd(row[name].value) for name in names] for names in (BOUNDS, PRESUMED))
        found[row["s"].value] = (span(of_view, ending), span(presumed, Ending.STATED))
    return found


def span(days: list[date], ending: Ending) -> Span:
    """A situation with four bounds."""
    return Span(Days(days[0], days[1]), Days(days[2], days[3]), ending)


def part_of_query(expression: str) -> str:
    """The part of the stored query that an expression finds."""
    found = re.search(expression, AS_OF, re.S)
    assert found is not None
    return found[0]


CONDITION = part_of_query(r"FILTER\(\?earliestBegin <= \?date[^\n]*\)\n")
CERTAINTY = part_of_query(r"BIND\(IF\(\?latestBegin(?:(?!BIND).)*?AS \?certainty\)")
DECIDED = part_of_query(r"BIND\(IF\(\?certainty(?:(?!BIND).)*?AS \?presumed\)")


def as_of(store: ox.Store, days: list[date]) -> Iterator[tuple[str, str, str, str]]:
    """Situation, day, certainty and what is presumed, by the very filter and expressions of the stored query."""
    values = " ".join(f'"{as_xsd(day)}"^^<http://www.w3.org/2001/XMLSchema#dateTime>' for day in days)
    prefixes = "\n".join(re.findall(r"^PREFIX .*$", AS_OF, re.M))
    text = f"""{prefixes} SELECT ?s ?date ?certainty ?presumed {{
      GRAPH <{G_VIEW}> {{ VALUES ?date {{ {values} }} ?s {pattern(BOUNDS)} <{CSTO.endStatus}> ?status .
        {CONDITION} {CERTAINTY} }}
      GRAPH <{G_CHRONOLOGY}> {{ ?s {pattern(PRESUMED)} }} {DECIDED} }}"""
    for row in select(store, text):
        yield row["s"].value, row["date"].value, row["certainty"].value, row["presumed"].value


def expected(situation: tuple[Span, Span], day: date) -> tuple[str, str]:
    """What the bounds say of a day: the certainty, and what is presumed where that decides it."""
    strict, presumed = situation
    certainty = holds_on(strict, day)
    if certainty in (Certainty.NO, Certainty.CERTAIN):
        return certainty, ""
    return certainty, {Certainty.CERTAIN: "yes", Certainty.NO: "no"}.get(holds_on(presumed, day), "")


def turning_days(situations: dict[str, tuple[Span, Span]]) -> list[date]:
    """The days on which an answer can change: the first of all, and each bound with the day before and after."""
    bounds = {
        day
        for pair in situations.values()
        for s in pair
        for day in (s.begin.earliest, s.begin.latest, s.end.earliest, s.end.latest)
    }
    near = {date.fromordinal(b.toordinal() + n) for b in bounds - {FIRST_DAY, LAST_DAY} for n in (-1, 0, 1)}
    return sorted(day for day in {FIRST, *near} if FIRST <= day <= LAST)


def test_the_stored_query_only_compares_the_day_with_bounds() -> None:
    """Between two neighbouring bounds every day has the same answer: the day is compared with bounds and nothing else."""
    parts = [
        line
        for part in (CONDITION, CERTAINTY, DECIDED)
        for line in re.split(r"&&|\|\||[(),]", part)
        if "?date" in line
    ]
    assert 8 <= len(parts)
    bound = rf"\?(?:{'|'.join((*BOUNDS, *PRESUMED))})"
    assert [] == [p for p in parts if not re.fullmatch(rf"\s*(?:{bound} <=? \?date|\?date <=? {bound})\s*", p)]


@pytest.mark.slow
def test_sparql_answers_as_the_bounds_do(built: Path) -> None:
    """The two agree on every day on which an answer can change, for each situation, and all answers occur."""
    store = open_store(built / "current" / "store")
    situations = spans(store)
    assert 120 <= len(situations)
    assert f"{ID}membership/uzbekistan-csto-1" in situations
    days = turning_days(situations)
    assert 150 <= len(days)
    found: set[tuple[str, str]] = set()
    for first in range(0, len(days), 200):
        asked = days[first : first + 200]
        answered = {(s, d): (c, p) for s, d, c, p in as_of(store, asked)}
        for day in asked:
            written = as_xsd(day)
            for name, bounds in situations.items():
                answer = expected(bounds, day)
                found.add(answer)
                assert answer == answered.get((name, written), ("no", "")), (name, day)
    assert set(Certainty) == {certainty for certainty, _ in found}
    assert {"yes", "no", ""} == {decided for _, decided in found}


@pytest.mark.slow
def test_every_other_day_answers_as_the_day_before(built: Path) -> None:
    """On each day from 1991 to 2026 on which no bound lies, each situation has the answer of the day before."""
    situations = spans(open_store(built / "current" / "store"))
    turning = set(turning_days(situations))
    every = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    assert 13_000 <= len(every)
    for name, bounds in situations.items():
        before = expected(bounds, FIRST)
        for day in every:
            answer = expected(bounds, day)
            assert answer == before or day in turning, (name, day)
            before = answer


@pytest.mark.slow
def test_what_is_presumed_is_within_what_is_strict(built: Path) -> None:
    """No presumed bound is wider than the strict one, so no assumption makes what is certain or no uncertain."""
    for name, (strict, presumed) in spans(open_store(built / "current" / "store")).items():
        assert strict.begin.covers(presumed.begin), name
        # What is open has no first possible end, and an assumption can bound its end all the same.
        assert strict.end.earliest == LAST_DAY or strict.end.covers(presumed.end), name
