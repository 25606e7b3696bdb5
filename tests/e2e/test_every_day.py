"""Each day from 1991 to 2026 and each situation: what SPARQL answers is what the bounds say, in Python."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.release.store import open_store
from csto_kg.time.days import Certainty, Days, Ending, Span, as_xsd, from_xsd, holds_on
from csto_kg.vocab import CSTO, G_VIEW, ID

ROOT = Path(__file__).parents[2]
FIRST, LAST = date(1991, 1, 1), date(2026, 12, 31)
BOUNDS = ("earliestBegin", "latestBegin", "earliestEnd", "latestEnd")
AS_OF = (ROOT / "queries" / "questions" / "members-as-of.rq").read_text(encoding="utf-8")


def select(store: ox.Store, text: str) -> Iterator[ox.QuerySolution]:
    """The rows of a query."""
    found = store.query(text)
    assert isinstance(found, ox.QuerySolutions)
    return found


def spans(store: ox.Store) -> dict[str, Span]:
    """The bounds of every situation in the view."""
    pattern = " ".join(f"<{CSTO[name]}> ?{name} ;" for name in BOUNDS)
    text = f"SELECT * {{ GRAPH <{G_VIEW}> {{ ?s {pattern} <{CSTO.endStatus}> ?status }} }}"
    found = {}
    for row in select(store, text):
        b1, b2, e1, e2 = (from_xsd(row[name].value) for name in BOUNDS)
        ending = Ending(row["status"].value.rpartition("/")[2])
        found[row["s"].value] = Span(Days(b1, b2), Days(e1, e2), ending)
    return found


def as_of(store: ox.Store, days: list[date]) -> Iterator[tuple[str, str, str]]:
    """Situation, day and certainty, by the very filter and expression of the stored query."""
    condition, certainty = (
        re.search(r"FILTER\(\?earliestBegin.*?\)\n", AS_OF),
        re.search(r"BIND\(IF\(.*\?certainty\)", AS_OF, re.S),
    )
    assert condition is not None
    assert certainty is not None
    values = " ".join(f'"{as_xsd(day)}"^^<http://www.w3.org/2001/XMLSchema#dateTime>' for day in days)
    pattern = f"""?s <{CSTO.earliestBegin}> ?earliestBegin ; <{CSTO.latestBegin}> ?latestBegin ;
      <{CSTO.earliestEnd}> ?earliestEnd ; <{CSTO.latestEnd}> ?latestEnd ; <{CSTO.endStatus}> ?status ."""
    prefixes = "\n".join(re.findall(r"^PREFIX .*$", AS_OF, re.M))
    text = f"""{prefixes} SELECT ?s ?date ?certainty {{ GRAPH <{G_VIEW}> {{ VALUES ?date {{ {values} }} {pattern}
      {condition[0]} {certainty[0]} }} }}"""
    for row in select(store, text):
        yield row["s"].value, row["date"].value, row["certainty"].value


@pytest.mark.slow
def test_sparql_answers_as_the_bounds_do(built: Path) -> None:
    """The two agree for every day and situation, and all four answers occur."""
    store = open_store(built / "current" / "store")
    situations = spans(store)
    assert 120 <= len(situations)
    assert f"{ID}membership/uzbekistan-csto-1" in situations
    answers: dict[Certainty, int] = dict.fromkeys(Certainty, 0)
    for year in range(FIRST.year, LAST.year + 1):
        days = [d for n in range(366) if (d := date(year, 1, 1) + timedelta(days=n)).year == year]
        answered = {(s, d): c for s, d, c in as_of(store, days)}
        for name, span in situations.items():
            for day in days:
                expected = holds_on(span, day)
                answers[expected] += 1
                assert expected == answered.get((name, as_xsd(day)), "no"), (name, day)
    assert all(answers.values()), answers
    assert ((LAST - FIRST).days + 1) * len(situations) == sum(answers.values())
