"""Which rows of an answer its sentences speak of first: those that are certain, and of these those with a date.

A table keeps the order of its query. Sentences are about a few rows only, and what is certain must be among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from csto_kg.rdf.results import Row, Table, text_of

__all__ = ["in_precedence"]

_CERTAINTY: Final = "certainty"
_RANKS: Final = ("certain", "possible", "unknown", "not attested yet")
# The columns with the time of a row; one that has none of them is neither dated nor undated.
_DATES: Final = ("date", "begins", "ends", "attested")
_UNDATED: Final = frozenset(("", "unknown", "not stated", "stated, undated"))


def in_precedence(table: Table) -> tuple[Row, ...]:
    """The rows with those first that are certain, then those that are possible; of each those with a date first.

    Rows that do not differ in this keep their order.
    """
    certainty = table.columns.index(_CERTAINTY) if _CERTAINTY in table.columns else None
    dates = [i for i, column in enumerate(table.columns) if column in _DATES]

    def rank(row: Row) -> tuple[int, bool]:
        known = "certain" if certainty is None else text_of(row[certainty])
        return _RANKS.index(known) if known in _RANKS else len(_RANKS), bool(dates) and _is_undated(row, dates)

    return tuple(sorted(table.rows, key=rank))


def _is_undated(row: Row, dates: Sequence[int]) -> bool:
    return all(text_of(row[i]) in _UNDATED for i in dates)
