"""The sides of one point: which values can be true together, and which exclude each other."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from rdflib import Literal, URIRef
from rdflib.term import Identifier

from csto_kg.time.bounds import days_of
from csto_kg.time.days import Days
from csto_kg.time.edtf import Edtf, parse
from csto_kg.vocab import EDTF
from csto_kg.weigh.statements import Statement


class Side(NamedTuple):
    """Values that can be true together: the most precise of them, and the claims that support it.

    `days` are the days that all values of a dated side leave; None for other values. `rough` are the claims whose own
    value is less precise than these days, as a year is less precise than a day.
    """

    value: Identifier
    claims: frozenset[URIRef]
    days: Days | None
    rough: frozenset[URIRef] = frozenset()


def edtf_of(value: Identifier) -> Edtf:
    """The date in a literal of a claim. Raises DateError for what is not EDTF."""
    return parse(str(value))


def sides_of(statements: Sequence[Statement]) -> list[Side]:
    """The sides of a point that can have one value: maximal sets of claims whose values can all be true.

    Compatibility is not transitive: "1991" fits both "1991-06-01" and "1991-07-01", which exclude each other. So a
    coarse value supports every side that it fits, and is not a side of its own beside them.
    """
    if not all(is_date(s.value) for s in statements):
        groups: dict[object, list[Statement]] = {}
        for s in statements:
            groups.setdefault(_comparable(s.value), []).append(s)
        return [Side(min(s.value for s in g), frozenset(s.claim for s in g), None) for g in groups.values()]
    dated = [(days_of(edtf_of(s.value)), s) for s in statements]
    return [_dated_side([dated[i] for i in clique]) for clique in cliques([days for days, _ in dated])]


def _dated_side(members: Sequence[tuple[Days, Statement]]) -> Side:
    # Of values that are equally precise the one that sorts first is taken, so that two builds agree.
    _, finest = min(members, key=lambda m: (m[0].width, str(m[1].value)))
    common = members[0][0]
    for days, _ in members[1:]:
        common = common.intersection(days) or common
    claims = frozenset(s.claim for _, s in members)
    rough = claims - {s.claim for days, s in members if common.covers(days)}
    # Where values overlap and none is within the others, the days follow from all of them together.
    return Side(finest.value, claims, common, rough if rough != claims else frozenset())


def cliques(intervals: Sequence[Days]) -> list[tuple[int, ...]]:
    """The maximal sets of intervals that share a day, as indexes, ordered by the first day shared.

    Intervals that overlap pairwise share a day (Helly's theorem). So one pass over starts and ends in order finds every
    maximal clique of their overlap graph.
    """
    marks = sorted(
        [(d.earliest, 0, i) for i, d in enumerate(intervals)] + [(d.latest, 1, i) for i, d in enumerate(intervals)]
    )
    active: set[int] = set()
    found: list[tuple[int, ...]] = []
    grew = False
    for _, is_end, index in marks:
        if is_end:
            if grew:
                found.append(tuple(sorted(active)))
            active.discard(index)
        else:
            active.add(index)
        grew = not is_end
    return found


def excludes(denied: Identifier, side: Side) -> bool:
    """Whether the denial of a value leaves nothing of a side. A side that is a year survives the denial of one day."""
    if side.days is not None and is_date(denied):
        return days_of(edtf_of(denied)).covers(side.days)
    return _comparable(denied) == _comparable(side.value)


def is_date(value: Identifier) -> bool:
    """Whether a value is a literal with an EDTF date."""
    return isinstance(value, Literal) and value.datatype == EDTF.EDTF


def _comparable(value: Identifier) -> object:
    """A value in the form that is compared: numbers by value, so that 500 and 500.0 are equal."""
    return Decimal(str(value)) if isinstance(value, Literal) and _is_number(str(value)) else value


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()
