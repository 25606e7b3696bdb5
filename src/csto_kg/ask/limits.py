"""Shows bounds in time to people: days without the time of day, and a word where nothing bounds them.

The view has bounds for every situation and event, with 0001-01-01 and 9999-12-31 where nothing bounds it, so that queries
need no OPTIONAL. People see words in place of these two dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox
from rdflib.namespace import XSD

from csto_kg.rdf.results import Row, Table
from csto_kg.rdf.terms import Term
from csto_kg.time.days import FIRST_DAY, LAST_DAY, MIDNIGHT, UNBOUNDED, as_xsd
from csto_kg.vocab import CSTO

__all__ = ["END_OPEN", "in_words", "table_in_words"]

END_OPEN: Final = "end-status/open"
"""The end status, by its short name, of what a source says still holds."""

_UNKNOWN: Final = "unknown"
_STILL_HOLDS: Final = "still holds"
_DATE_TIME: Final = ox.NamedNode(str(XSD.dateTime))
_STARTS: Final = frozenset(
    map(
        str,
        (
            *(CSTO.earliest, CSTO.earliestBegin, CSTO.latestBegin),
            *(CSTO.presumedEarliest, CSTO.presumedEarliestBegin, CSTO.presumedLatestBegin),
            *(CSTO.day, CSTO.statedDay),
        ),
    )
)
_ENDS: Final = frozenset(
    map(
        str,
        (
            *(CSTO.latest, CSTO.earliestEnd, CSTO.latestEnd),
            *(CSTO.presumedLatest, CSTO.presumedEarliestEnd, CSTO.presumedLatestEnd),
        ),
    )
)
_LENGTHS: Final = frozenset(map(str, (CSTO.shortestDays, CSTO.longestDays)))
_SENTINELS: Final[Mapping[str, str]] = {as_xsd(FIRST_DAY): _UNKNOWN, as_xsd(LAST_DAY): _UNKNOWN}


def in_words(prop: str, value: str, *, is_open: bool = False) -> str:
    """The value of a property for people. `prop` is an IRI; the value of a property that is not a bound stays as it is.

    `is_open` is true where a source says that the situation still holds.
    """
    if prop in _STARTS or prop in _ENDS:
        if is_open and prop in _ENDS and value in _SENTINELS:
            return _STILL_HOLDS
        return _SENTINELS.get(value, value.removesuffix(MIDNIGHT))
    if prop in _LENGTHS and value == str(UNBOUNDED):
        return _STILL_HOLDS if is_open else _UNKNOWN
    return value


def table_in_words(table: Table) -> Table:
    """A table for people, with words in place of unknown bounds.

    In a row with the columns `property` and `value`, the property decides how the value is shown.
    """
    at = [table.columns.index(name) if name in table.columns else -1 for name in ("property", "value")]
    return Table(table.columns, tuple(_row_in_words(row, *at) for row in table.rows))


def _row_in_words(row: Row, prop_at: int, value_at: int) -> Row:
    cells = [_without_sentinel(cell) for cell in row]
    prop, value = (row[i] if i >= 0 else None for i in (prop_at, value_at))
    if prop_at >= 0 and isinstance(prop, ox.NamedNode) and isinstance(value, ox.Literal):
        words = in_words(prop.value, value.value)
        cells[value_at] = ox.Literal(words) if words != value.value else value
    return tuple(cells)


def _without_sentinel(cell: Term | None) -> Term | None:
    if not isinstance(cell, ox.Literal):
        return cell
    # Some queries give a bound as a date without its time.
    value = cell.value if cell.datatype == _DATE_TIME else cell.value + MIDNIGHT
    return ox.Literal(_SENTINELS[value]) if value in _SENTINELS else cell
