"""Where the sources disagree on what an answer says: the conflicts on its rows, those on the rows' own things first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from csto_kg.ask.labels import Labels
from csto_kg.queries.templates import in_a_list, numbered
from csto_kg.rdf.results import Table, text_of
from csto_kg.vocab import CSTO, G_FINDINGS, G_VIEW
from csto_kg.weigh.resolve import LEFT_OPEN

__all__ = ["disputes"]

_FEW_ROWS: Final = 2
"""Up to so many rows the conflicts that bear on them are said; of more rows those that are left open."""
_MOST: Final = 3
"""So many questions are quoted; of more their number is said."""
_CONFLICTS: Final = "conflicts"
_LEFT_OPEN: Final = "The sources disagree, and it is left open"
_FINDINGS: Final = ox.NamedNode(G_FINDINGS)
_VIEW: Final = ox.NamedNode(G_VIEW)
_ABOUT: Final = ox.NamedNode(CSTO.about)
_DECISION: Final = ox.NamedNode(CSTO.decision)
_OUTCOME: Final = ox.NamedNode(CSTO.outcome)
_OPEN: Final = ox.NamedNode(LEFT_OPEN)
_TIMED_BY: Final = (ox.NamedNode(CSTO.begunBy), ox.NamedNode(CSTO.endedBy))


def disputes(table: Table, labels: Labels) -> str:
    """Sentences on the conflicts of few rows, or on those of more rows that are left open; or nothing.

    Conflicts that are left open are named by their question, and so are those about nothing but a thing in a row and what
    starts or ends it. Decided ones that are about other things too, such as an act that deals with it, are counted.
    """
    if _CONFLICTS not in table.columns:
        return ""
    at = table.columns.index(_CONFLICTS)
    found = dict.fromkeys(part for row in table.rows for part in text_of(row[at]).split())
    left_open = [iri for iri in found if _is_left_open(iri, labels.store)]
    if len(table.rows) > _FEW_ROWS:
        return _named(_LEFT_OPEN, left_open, labels)
    shown = {text_of(cell) for row in table.rows for cell in row if isinstance(cell, ox.NamedNode)}
    own = shown.union(_timing(shown, labels.store))
    near = [iri for iri in found if iri not in left_open and own.issuperset(_about(iri, labels.store))]
    others = len(found) - len(left_open) - len(near)
    said = (
        _named(_LEFT_OPEN, left_open, labels),
        _named("Here the sources disagree", near, labels),
        _counted(others, bool(left_open or near)),
    )
    return " ".join(filter(None, said))


def _named(lead: str, conflicts: list[str], labels: Labels) -> str:
    quoted = [f"“{labels.of(iri)}”" for iri in conflicts]
    if (over := len(quoted) - _MOST) > 0:
        quoted = [*quoted[:_MOST], f"{numbered(over, 'more question')}"]
    return f"{lead}: {in_a_list(quoted)}." if quoted else ""


def _counted(others: int, after_others: bool) -> str:
    if not others:
        return ""
    more = "more question" if after_others else "question"
    subject, rest = ("They", "") if after_others else ("The sources", ", and not on this itself")
    return f"{subject} disagree on {numbered(others, more)} around it{rest}."


def _is_left_open(conflict: str, store: ox.Store) -> bool:
    decisions = store.quads_for_pattern(ox.NamedNode(conflict), _DECISION, None, _FINDINGS)
    return any(ox.Quad(d.object, _OUTCOME, _OPEN, _FINDINGS) in store for d in decisions)  # type: ignore[arg-type]


def _about(conflict: str, store: ox.Store) -> Iterator[str]:
    return (text_of(q.object) for q in store.quads_for_pattern(ox.NamedNode(conflict), _ABOUT, None, _FINDINGS))


def _timing(things: Iterable[str], store: ox.Store) -> Iterator[str]:
    """What starts or ends things."""
    for thing in things:
        for by in _TIMED_BY:
            yield from (text_of(q.object) for q in store.quads_for_pattern(ox.NamedNode(thing), by, None, _VIEW))
