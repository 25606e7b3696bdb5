"""Questions in free words with the rows that answer them, from `tests/cases/asked.tsv`, and whether an answer has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from csto_kg.ask.answers import Answer, Cell
from csto_kg.ask.asked import Asked
from csto_kg.queries.catalogue import defaults
from csto_kg.queries.stored import ANY, StoredQuery
from csto_kg.vocab import ID
from tests.support.case_tables import table

__all__ = ["QUESTIONS", "TUNED_ON", "UNTUNED", "Expected", "faults"]

NOT_ANSWERED = "-"
WITHOUT = "without"


@dataclass(frozen=True, slots=True)
class Expected:
    """One right reading: the query, values that it must have, and rows that the answer must have (`!`: must not).

    The query `-` stands for a question that must not be answered. A parameter `without` is no parameter: its value must stand
    in a note that says first what the answer does not take into account.
    A row is written as `column=value` for what its cells must be or hold, and `column~text` for what they must contain, with
    `_` for a space; an empty value is an empty cell.
    """

    query: str
    parameters: Mapping[str, str]
    rows: tuple[str, ...]


def _read() -> dict[str, tuple[str, tuple[Expected, ...]]]:
    found: dict[str, tuple[str, tuple[Expected, ...]]] = {}
    for case in table("asked.tsv"):
        given = dict(part.split("=", 1) for part in case["parameters"].split())
        rows = tuple(r for r in case["rows"].split("; ") if r)
        question, known = found.get(case["id"], (case["question"], ()))
        found[case["id"]] = (question, (*known, Expected(case["query"], given, rows)))
    return found


_ALL = _read()
QUESTIONS = {number: case for number, case in _ALL.items() if number[0] in "QA"}
"""The questions by their number, each with the readings that are right."""

TUNED_ON = {number: case for number, case in _ALL.items() if number.startswith("tuned-on-")}
"""More questions; the reading was made better by them, so they show that it stays so, and not how good it is."""

UNTUNED = {number: case for number, case in _ALL.items() if number.startswith("U")}
"""Questions with negations, names, periods and places, written before any answer was seen; nothing was changed for them."""


def faults(asked: Asked, expected: Expected, queries: Mapping[str, StoredQuery]) -> str:
    """What an answer lacks to be the expected one; empty where it lacks nothing."""
    if expected.query == NOT_ANSWERED:
        return "" if asked.answer is None else f"it was read as {asked.read_as}"
    if asked.reading is None or asked.answer is None:
        return "it was not read"
    if asked.reading.query != expected.query:
        return f"it was read as {asked.reading.query}"
    for name, value in expected.parameters.items():
        if name == WITHOUT:
            first = next(iter(asked.notes), "")
            if not (first.startswith("This does not take ") and value.replace("_", " ") in first):
                return f"{value} is not said to be left out"
            continue
        given = asked.reading.values.get(name) or _default(queries[expected.query], name)
        if not given.startswith(value):  # a month of a year, or a day of a month, is a part of it
            return f"{name} is {given}"
    return next((f"row {row}" for row in expected.rows if not _has(asked.answer, row)), "")


def _default(query: StoredQuery, name: str) -> str:
    return next((defaults(p)[0] for p in query.parameters if p.name == name), ANY)


def _has(answer: Answer, row: str) -> bool:
    wanted, is_unwanted = row.removeprefix("!").split(), row.startswith("!")
    if is_unwanted:  # of a column that is not there no row could be wrong
        assert {re.split("[=~]", part)[0] for part in wanted} <= set(answer.columns), row
    return any(all(_fits(found, part) for part in wanted) for found in answer) != is_unwanted


def _fits(row: Mapping[str, Cell], part: str) -> bool:
    if "~" in part:
        column, text = part.replace("_", " ").split("~", 1)
        return text in " ".join(_values(row.get(column, "?")))
    column, value = part.split("=", 1)
    values = _values(row.get(column, "?"))
    return value.replace("_", " ") in values if value else not any(values)


def _values(cell: Cell) -> list[str]:
    """The values of a cell, and their parts where it holds several identifiers as one text."""
    texts = [cell or ""] if not isinstance(cell, tuple) else list(cell)
    return [*texts, *(part.removeprefix(str(ID)) for text in texts for part in text.split())]
