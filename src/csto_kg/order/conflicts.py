"""Contradictions in time as conflicts: which of them curators have left open, and how others are recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from rdflib import URIRef
from rdflib.term import Node

from csto_kg.chronology import Contradiction
from csto_kg.errors import Where
from csto_kg.order.moments import Moment, Reason
from csto_kg.order.rules import OrderRule
from csto_kg.order.wording import contradiction_text, things_in
from csto_kg.rdf.terms import Triple
from csto_kg.read.records import CuratedConflict
from csto_kg.vocab import CSTO, ID, beside
from csto_kg.weigh.resolve import LEFT_OPEN, WeighedConflict

__all__ = [
    "TEMPORAL",
    "claims_in",
    "is_left_open",
    "left_open_among",
    "temporal_conflicts",
    "undecided_contradictions",
]

TEMPORAL: Final = ID["conflict-type/temporal"]
"""The type of a conflict between dates and orders of several things."""

_HERE: Final = Where("the order of things")


def claims_in(contradiction: Contradiction[Moment, Reason]) -> tuple[URIRef, ...]:
    """The claims of a contradiction, in order."""
    return tuple(sorted({claim for step in contradiction.steps for claim in step.reason.claims}))


def undecided_contradictions(
    contradictions: Iterable[Contradiction[Moment, Reason]], curated: Iterable[CuratedConflict]
) -> tuple[Contradiction[Moment, Reason], ...]:
    """The contradictions that no curator has left open: a record of type temporal that names the things and the claims.

    A curator who prefers one side overrules the claims of the other, so there is no contradiction any more.
    """
    records = list(curated)
    return tuple(c for c in contradictions if not is_left_open(c, records))


def is_left_open(contradiction: Contradiction[Moment, Reason], curated: Iterable[CuratedConflict]) -> bool:
    """Whether a record of type temporal that leaves it open names all things and claims of a contradiction."""
    things, claims = {*things_in(contradiction)}, {*claims_in(contradiction)}
    return any(
        record.kind == TEMPORAL
        and record.outcome == LEFT_OPEN
        and things.issubset(record.about)
        and claims.issubset(record.between)
        for record in curated
    )


def left_open_among(triples: Iterable[Triple]) -> tuple[frozenset[URIRef], ...]:
    """The things of each contradiction in time that triples on conflicts and decisions leave open."""
    wanted = (CSTO.conflictType, CSTO.about, CSTO.decision, CSTO.outcome)
    said: dict[tuple[Node, Node], set[Node]] = {}
    for s, p, o in triples:
        if p in wanted:
            said.setdefault((s, p), set()).add(o)
    temporal = [c for (c, p), kinds in said.items() if p == CSTO.conflictType and TEMPORAL in kinds]
    undecided = (
        c
        for c in temporal
        if any(LEFT_OPEN in said.get((d, CSTO.outcome), ()) for d in said.get((c, CSTO.decision), ()))
    )
    return tuple(
        frozenset(thing for thing in said.get((c, CSTO.about), ()) if isinstance(thing, URIRef)) for c in undecided
    )


def temporal_conflicts(
    contradictions: Iterable[Contradiction[Moment, Reason]],
    rules: Mapping[URIRef, OrderRule],
    curated: Iterable[CuratedConflict],
) -> tuple[WeighedConflict, ...]:
    """Contradictions as conflicts left open, for policies under which nobody decides them."""
    return tuple(
        _conflict(contradiction, rules) for contradiction in undecided_contradictions(contradictions, curated)
    )


def _conflict(contradiction: Contradiction[Moment, Reason], rules: Mapping[URIRef, OrderRule]) -> WeighedConflict:
    text = contradiction_text(contradiction, rules)
    name = hashlib.sha256(text.encode()).hexdigest()[:12]
    claims, things = claims_in(contradiction), tuple(things_in(contradiction))
    record = CuratedConflict(
        beside(things[0], "id", f"conflict/temporal-{name}"),
        f"Which of these is not so? {text[0].upper()}{text[1:]}",
        things,
        None,
        TEMPORAL,
        claims,
        beside(things[0], "id", f"decision/temporal-{name}"),
        LEFT_OPEN,
        (),
        "No curator has decided it under this policy, so the order is left out.",
        _HERE,
    )
    return WeighedConflict(record, claims, True)
