"""Where the sources disagree on what an answer says: the conflicts on its rows, those on the rows' own things first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from csto_kg.ask.labels import Labels
from csto_kg.queries.templates import in_a_list, numbered
from csto_kg.rdf.results import Table, text_of
from csto_kg.vocab import CSTO, G_FINDINGS, G_VIEW

__all__ = ["disputes"]

_FEW_ROWS: Final = 2
"""Up to so many rows the conflicts that bear on them are said; for more they stand in the table."""
_MOST: Final = 3
"""So many questions are quoted; of more their number is said."""
_CONFLICTS: Final = "conflicts"
_FINDINGS: Final = ox.NamedNode(G_FINDINGS)
_VIEW: Final = ox.NamedNode(G_VIEW)
_ABOUT: Final = ox.NamedNode(CSTO.about)
_TIMED_BY: Final = (ox.NamedNode(CSTO.begunBy), ox.NamedNode(CSTO.endedBy))


def disputes(table: Table, labels: Labels) -> str:
    """A sentence on the conflicts of few rows, or nothing.

    Conflicts about nothing but a thing in a row and what starts or ends it are named by their question; those that are
    about other things too, such as an act that deals with it, are counted, since they leave open what the row says.
    """
    if _CONFLICTS not in table.columns or len(table.rows) > _FEW_ROWS:
        return ""
    at = table.columns.index(_CONFLICTS)
    found = dict.fromkeys(part for row in table.rows for part in text_of(row[at]).split())
    shown = {text_of(cell) for row in table.rows for cell in row if isinstance(cell, ox.NamedNode)}
    own = shown.union(_timing(shown, labels.store))
    near = [iri for iri in found if own.issuperset(_about(iri, labels.store))]
    return " ".join(filter(None, (_named(near, labels), _counted(len(found) - len(near), bool(near)))))


def _named(conflicts: list[str], labels: Labels) -> str:
    quoted = [f"“{labels.of(iri)}”" for iri in conflicts]
    if (over := len(quoted) - _MOST) > 0:
        quoted = [*quoted[:_MOST], f"{numbered(over, 'more question')}"]
    return f"Here the sources disagree: {in_a_list(quoted)}." if quoted else ""


def _counted(others: int, after_others: bool) -> str:
    if not others:
        return ""
    more = "more question" if after_others else "question"
    return (
        f"They disagree on {numbered(others, more)} around it."
        if after_others
        else (f"The sources disagree on {numbered(others, more)} around it, and not on this itself.")
    )


def _about(conflict: str, store: ox.Store) -> Iterator[str]:
    return (text_of(q.object) for q in store.quads_for_pattern(ox.NamedNode(conflict), _ABOUT, None, _FINDINGS))


def _timing(things: Iterable[str], store: ox.Store) -> Iterator[str]:
    """What starts or ends things."""
    for thing in things:
        for by in _TIMED_BY:
            yield from (text_of(q.object) for q in store.quads_for_pattern(ox.NamedNode(thing), by, None, _VIEW))
