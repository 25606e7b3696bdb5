"""Constraints that wait until bounds decide an order: of two that exclude each other, or of several events at one limit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rdflib import URIRef

from csto_kg.chronology import ORIGIN, Contradiction, Solution, TemporalConstraint, solve
from csto_kg.chronology.constraints import Origin
from csto_kg.order.applying import related_pairs
from csto_kg.order.moments import Moment, NetworkConstraint, Reason, Which, at_least
from csto_kg.order.rules import Form, OrderRule, rule_iri
from csto_kg.order.things import Things
from csto_kg.weigh.times import HeldTimes

__all__ = ["Exclusive", "decided_by", "exclusives_of", "key_of", "solved"]

ConstraintKey: TypeAlias = tuple[Moment | Origin, Moment | Origin, int, URIRef]

# On the day of the change both may be in office.
_SLACK = -1


@dataclass(frozen=True, slots=True)
class Exclusive:
    """Two situations of which one ends before the other starts, or on its first day, whichever order the bounds decide."""

    one: URIRef
    other: URIRef
    reason: Reason


def exclusives_of(rules: Iterable[OrderRule], held: Things) -> tuple[Exclusive, ...]:
    """The pairs of situations that exclude each other by the rules, each once, in order."""
    return tuple(
        Exclusive(pair.focus, pair.other, Reason(rule.iri, pair.claims))
        for rule in rules
        if rule.form is Form.ONE_AT_A_TIME
        for pair in related_pairs(rule, held)
        if pair.focus < pair.other and {pair.focus, pair.other} <= held.weighed.held_times.keys()
    )


def solved(
    constraints: Sequence[NetworkConstraint],
    exclusives: Sequence[Exclusive],
    held: Things,
    left_out: Collection[ConstraintKey] = (),
) -> Solution[Moment, Reason] | Contradiction[Moment, Reason]:
    """The bounds of all moments, when nothing more is decided by them. A contradiction is the one with the fewest claims.

    What would be decided is not added where it is among those left out.
    """
    known = list(constraints)
    while True:
        solution = solve(known, _cost)
        if isinstance(solution, Contradiction):
            return solution
        present = {key_of(c) for c in known}.union(left_out)
        more = [c for c in decided_by(solution, exclusives, held.weighed.held_times) if key_of(c) not in present]
        if not more:
            return solution
        known += more


def key_of(constraint: NetworkConstraint) -> ConstraintKey:
    """What makes a constraint the same as another, whichever claims are behind it."""
    return constraint.point, constraint.other, constraint.days, constraint.reason.rule


def decided_by(
    solution: Solution[Moment, Reason], exclusives: Iterable[Exclusive], held_times: Mapping[URIRef, HeldTimes]
) -> Iterator[NetworkConstraint]:
    """The constraints that hold only because of the bounds that a solution has so far.

    `exclusives` are pairs of situations that cannot hold at once: where the bounds allow one order only, that order is a
    constraint. `held_times` has the situations with several causes: where the bounds show which cause came last, it is the
    start.
    """
    yield from _ordered(exclusives, solution)
    yield from _of_several(held_times, solution)


def _cost(constraint: NetworkConstraint) -> int:
    return len(constraint.reason.claims)


def _ordered(exclusives: Iterable[Exclusive], solution: Solution[Moment, Reason]) -> Iterator[NetworkConstraint]:
    """The order of each two that exclude each other, where the bounds leave only one.

    Where they leave neither, both orders are given: that is the contradiction.
    """
    for pair in exclusives:
        for earlier, later in ((pair.one, pair.other), (pair.other, pair.one)):
            against = _against(later, earlier, solution)
            if against is not None:
                reason = pair.reason.decided_by(against)
                yield at_least(_SLACK, Moment(earlier, Which.END), Moment(later, Which.BEGIN), reason)


def _against(
    earlier: URIRef, later: URIRef, solution: Solution[Moment, Reason]
) -> tuple[NetworkConstraint, ...] | None:
    """The steps by which one situation cannot have ended before another started; None where it can have."""
    end, begin = Moment(earlier, Which.END), Moment(later, Which.BEGIN)
    if end not in solution or begin not in solution:
        return None
    first, last = solution.earliest(end), solution.latest(begin)
    if first is None or last is None or first + _SLACK <= last:
        return None
    return (*solution.why_earliest(end), *solution.why_latest(begin))


def _of_several(
    held_times: Mapping[URIRef, HeldTimes], solution: Solution[Moment, Reason]
) -> Iterator[NetworkConstraint]:
    """The latest start of a situation that several events start, and the earliest end of one that several end.

    It has started on the last day that any of them can have, and ends on the first at the earliest.
    """
    for situation, times in held_times.items():
        begun = [Moment(event, Which.DAY) for event in times.begin.events]
        latest = [day for day in (solution.latest(m) for m in begun if m in solution) if day is not None]
        if len(latest) == len(begun) > 1:
            # Each of them has to have happened by then, so the steps to each are part of the reason.
            steps = [step for event in begun for step in solution.why_latest(event)]
            reason = Reason(rule_iri(Form.BEGUN_BY)).decided_by(steps)
            yield TemporalConstraint(Moment(situation, Which.BEGIN), ORIGIN, max(latest), reason)
        ended = [Moment(event, Which.DAY) for event in times.end.events]
        earliest = [day for day in (solution.earliest(m) for m in ended if m in solution) if day is not None]
        if len(earliest) == len(ended) > 1:
            steps = [step for event in ended for step in solution.why_earliest(event)]
            reason = Reason(rule_iri(Form.ENDED_BY)).decided_by(steps)
            yield TemporalConstraint(ORIGIN, Moment(situation, Which.END), -min(earliest), reason)
