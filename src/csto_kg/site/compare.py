"""What differs between two days: the page on which any two can be chosen, and what changed from each to the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from csto_kg.site.days import DAYS_FILE, NOTHING, VERDICT_WORDS, DaysData, path_of_day, row_words
from csto_kg.site.model import CompareSection, SiteLink, SitePage, TableRow, TableSection, Text, TextPart
from csto_kg.time.written import written

__all__ = ["COMPARE_PAGE", "differences", "page_of_comparison"]

COMPARE_PAGE: Final = "compare.html"


def differences(data: DaysData, one: date, other: date) -> tuple[Text, ...]:
    """What differs between two days, in words: a text for each way in which the verdict on somebody changed."""
    found = []
    for row in data.rows:
        before, after = (data.verdicts(day, row.body, row.hue) for day in (one, other))
        grouped: dict[tuple[str, str], list[str]] = {}
        for agent in data.agents:
            pair = (before.get(agent, ""), after.get(agent, ""))
            if pair[0] != pair[1]:
                grouped.setdefault(pair, []).append(agent)
        body = data.material.link(row.body, data.material.with_article(row.body)[1])
        start: Text = (row_words(data, row), body, ": ")
        found += [_difference(data, start, pair, grouped[pair]) for pair in sorted(grouped, key=_order)]
    return tuple(found) or ((NOTHING,),)


def _order(pair: tuple[str, str]) -> tuple[int, int]:
    one, other = (list(VERDICT_WORDS).index(verdict) for verdict in pair)
    return one, other


def _difference(data: DaysData, start: Text, pair: tuple[str, str], agents: Sequence[str]) -> Text:
    pieces: list[TextPart] = [*start]
    for number, agent in enumerate(agents):
        pieces += [", "] if number else []
        pieces.append(data.material.link(agent))
    pieces.append(f" – {VERDICT_WORDS[pair[0]]}, then {VERDICT_WORDS[pair[1]]}.")
    return tuple(pieces)


def page_of_comparison(data: DaysData) -> SitePage | None:
    """The page that compares two days; None where there are none to compare."""
    if len(data.days) < 2 or not data.rows:
        return None
    first, last = data.days[0], data.material.day or data.days[-1]
    rows = []
    for one, other in pairwise(data.days):
        texts: list[TextPart] = []
        for difference in differences(data, one, other):
            texts += [" "] if texts else []
            texts += difference
        rows.append(TableRow(((_day(data, one),), (_day(data, other),), tuple(texts))))
    chosen = CompareSection(
        "Any two days", DAYS_FILE, first.isoformat(), last.isoformat(), differences(data, first, last), "two-days"
    )
    steps = TableSection("From each day of change to the next", ("from", "to", "what differs"), tuple(rows), "steps")
    lead: Text = ("Who was in, and who no longer was: what differs between one day and another.",)
    return SitePage(
        COMPARE_PAGE, "Compare two days", lead=(lead,), sections=(chosen, steps), scripts=("days.js", "compare.js")
    )


def _day(data: DaysData, day: date) -> SiteLink:
    return SiteLink(written(day.isoformat()), path_of_day(data.material, day))
