"""Which other values of a restriction would give rows: things, the nearest days and periods, a shorter text.

Each value that is given has been asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Final, TypeVar

import pyoxigraph as ox

from csto_kg.ask.restrictions import Restriction, RowsByParameter, edges_of, period_of, rows_of_days
from csto_kg.ask.run import run_sparql
from csto_kg.queries.stored import FROM, TO, StoredQuery, substitute
from csto_kg.rdf.results import Table, text_of
from csto_kg.time.days import FIRST_DAY, LAST_DAY, ONE_DAY, day_after
from csto_kg.vocab import G_VIEW, within

__all__ = ["Inquiry", "answer_with", "days_for", "edges_for", "opened", "text_asked", "texts_for", "things_for"]

_MOST_THINGS: Final = 3  # of one parameter
_MOST_TRIED: Final = 12
_SHORTEST: Final = 3
_VIEW: Final = ox.NamedNode(str(G_VIEW))

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A stored query as it was asked: the rows of its parameters, and the days on which an answer can change.

    `known` keeps the answers by what was asked, since one explanation asks some things several times.
    """

    store: ox.Store
    query: StoredQuery
    rows: RowsByParameter
    turning: Sequence[date]
    known: dict[str, Table] = field(default_factory=dict)


def text_asked(question: Inquiry, rows: RowsByParameter | None = None) -> str:
    """The text of a question as it was asked, or with other rows for some of its parameters."""
    return substitute(question.query.text, {**question.rows, **(rows or {})})


def answer_with(question: Inquiry, rows: RowsByParameter) -> Table:
    """The answer to a question with other rows for some of its parameters."""
    text = text_asked(question, rows)
    if text not in question.known:
        question.known[text] = run_sparql(question.store, text)
    return question.known[text]


def opened(
    question: Inquiry, restrictions: Sequence[Restriction], rows: RowsByParameter | None = None
) -> RowsByParameter | None:
    """The rows that leave some restrictions open and give an answer; None where nothing does.

    `rows` are those of other parameters that are changed besides.
    """
    rows = rows or {}
    for number in range(max((len(r.wider) for r in restrictions), default=1)):
        wider = dict(rows)
        for restriction in restrictions:
            wider.update(restriction.wider[min(number, len(restriction.wider) - 1)])
        if answer_with(question, wider).rows:
            return wider
    return None


def things_for(
    question: Inquiry,
    restriction: Restriction,
    rows: RowsByParameter,
    members: Sequence[str],
    most: int = _MOST_THINGS,
) -> tuple[list[str], bool]:
    """Up to `most` things that give an answer as the value of a restriction, by their IRIs, and whether there may be more.

    `rows` leave the restriction open and give an answer. `members` are all things that it can be, none where it can be
    anything. Those that the rows are about are tried first, and all the others only where none of these does.
    """
    (name,) = restriction.names
    given = set(restriction.rows[name].split())
    near = Counter(_near(question, answer_with(question, rows)))
    fitting = set(members) if members else near.keys()
    likely = [iri for iri, _ in sorted(near.items(), key=lambda n: (-n[1], n[0])) if iri in fitting]

    def gives(things: Sequence[str]) -> bool:
        return bool(answer_with(question, {**rows, name: " ".join(f"<{iri}>" for iri in things)}).rows)

    others = [iri for iri in likely if f"<{iri}>" not in given]
    good: list[str] = []
    for number, iri in enumerate(others[:_MOST_TRIED]):
        if gives([iri]):
            good.append(iri)
        if len(good) == most:
            return good, number + 1 < len(others)
    if not good and (one := first_of([iri for iri in members if f"<{iri}>" not in given], gives)) is not None:
        return [one], True
    return good, len(others) > _MOST_TRIED


def _near(question: Inquiry, table: Table) -> Iterable[str]:
    """The things in the rows of an answer, and all that is one step away from them in the view."""
    evidence = {table.columns.index(c) for c in question.query.evidence if c in table.columns}
    shown = {
        part
        for row in table.rows
        for i, cell in enumerate(row)
        if isinstance(cell, ox.NamedNode) or i in evidence
        for part in text_of(cell).split()
        if within(part, "id")
    }
    for iri in sorted(shown)[:200]:
        yield iri
        node = ox.NamedNode(iri)
        for quad in question.store.quads_for_pattern(node, None, None, _VIEW):
            if isinstance(quad.object, ox.NamedNode) and within(quad.object.value, "id"):
                yield quad.object.value
        for quad in question.store.quads_for_pattern(None, None, node, _VIEW):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value


def days_for(question: Inquiry, restriction: Restriction, rows: RowsByParameter) -> tuple[date | None, date | None]:
    """The last day before the asked one, or period, that gives an answer, and the first after it; None for none.

    `rows` are those of other parameters that are changed besides.
    """
    (name,) = restriction.names
    asked = period_of(restriction.values[name])
    starts = [FIRST_DAY, *question.turning]

    def gives(days: Sequence[date]) -> bool:
        return bool(answer_with(question, {**rows, name: rows_of_days(days)}).rows)

    # A stretch without a change is as its first day is. Of those before, what counts is the last day. That which stands
    # for "no bound" ends the last stretch.
    ends = {start: after - ONE_DAY for start, after in pairwise([*starts, LAST_DAY])}
    before = first_of([s for s in reversed(starts) if s in ends and ends[s] < asked.first], gives)
    after = first_of([s for s in starts if s > asked.last], gives)
    return (None if before is None else ends[before]), after


def edges_for(question: Inquiry, restriction: Restriction, rows: RowsByParameter) -> list[tuple[str, date]]:
    """The other first day, and the other day after the last, that come nearest to those of a period and give an answer.

    Each is the name of its parameter and the day. A query that counts what falls into a period gets a longer one, a query
    for what lasts through it a shorter one.
    """
    start, end = edges_of(restriction.values[FROM], restriction.values[TO])
    near = {d for day in question.turning for d in (day - ONE_DAY, day, day_after(day))}
    days = sorted(near | {FIRST_DAY, LAST_DAY, start, end, day_after(start), max(FIRST_DAY, _before(end))})
    ways = (
        (FROM, [d for d in reversed(days) if d < start]),
        (TO, [d for d in days if d > end]),
        (FROM, [d for d in days if start < d < end]),
        (TO, [d for d in reversed(days) if start < d < end]),
    )
    edges = []
    for name, candidates in ways:
        nearest = _nearest(candidates, partial(_gives, question, rows, name))
        if nearest is not None:
            edges.append((name, nearest))
    return edges


def _before(day: date) -> date:
    return day if day == FIRST_DAY else day - ONE_DAY


def _gives(question: Inquiry, rows: RowsByParameter, name: str, day: date) -> bool:
    return bool(answer_with(question, {**rows, name: rows_of_days([day])}).rows)


def texts_for(question: Inquiry, restriction: Restriction) -> list[str]:
    """The longest start of a text that gives an answer, where there is one of three letters or more."""
    ((name, text),) = restriction.values.items()

    def gives(length: int) -> bool:
        return bool(answer_with(question, {name: str(ox.Literal(text[:length]))}).rows)

    length = _nearest(range(len(text) - 1, _SHORTEST - 1, -1), gives)
    return [] if length is None else [text[:length]]


def first_of(items: Sequence[T], gives: Callable[[Sequence[T]], bool]) -> T | None:
    """The first item that gives an answer, where several items together give one if any of them does."""
    at, size = 0, 1
    while at < len(items):
        block = items[at : at + size]
        if gives(block):
            while len(block) > 1:
                half = block[: len(block) // 2]
                block = half if gives(half) else block[len(half) :]
            return block[0]
        at, size = at + size, 2 * size
    return None


def _nearest(items: Sequence[T], gives: Callable[[T], bool]) -> T | None:
    """The first item that gives an answer, where all that come after one that does give an answer too."""
    if not items or not gives(items[-1]):
        return None
    low, high = 0, len(items) - 1
    while low < high:
        middle = (low + high) // 2
        if gives(items[middle]):
            high = middle
        else:
            low = middle + 1
    return items[low]
