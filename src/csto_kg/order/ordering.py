"""Solves the network of a graph twice: with the strict rules alone, and with the assumptions too."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from rdflib import Graph, URIRef

from csto_kg.chronology import Contradiction, Solution
from csto_kg.chronology.constraints import Origin
from csto_kg.ontology import Ontology
from csto_kg.order.applying import Held, applied, held_of
from csto_kg.order.conflicts import temporal_conflicts, undecided_contradictions
from csto_kg.order.decided import ConstraintKey, Exclusive, exclusives_of, key_of, solved
from csto_kg.order.held import held_constraints, relative_constraints
from csto_kg.order.moments import Moment, NetworkConstraint, Reason, Which, day_of
from csto_kg.order.rules import Form, OrderRule, rule_iri
from csto_kg.read.records import Dataset
from csto_kg.time.bounds import ANY_DAY
from csto_kg.time.days import FIRST_DAY, LAST_DAY, Days, Ending, Span
from csto_kg.weigh.policy import CURATED, Policy
from csto_kg.weigh.weighing import Weighed

__all__ = ["Ordered", "Settlement", "assumptions_of", "days_in", "order", "spans_of"]

_OWN = frozenset(rule_iri(form) for form in (Form.DATED, Form.ATTESTED, Form.LASTS, Form.BEGUN_BY, Form.ENDED_BY))


@dataclass(frozen=True, slots=True)
class Settlement:
    """A solved network, with the contradictions that were met on the way, and its constraints without what they left out.

    `left_out` are the constraints that contradictions left out, and those that would follow from a decided order.
    """

    solution: Solution[Moment, Reason]
    contradictions: tuple[Contradiction[Moment, Reason], ...]
    constraints: tuple[NetworkConstraint, ...]
    left_out: frozenset[ConstraintKey]


@dataclass(frozen=True, slots=True)
class Ordered:
    """The days of everything held, as the order of things bounds them.

    `weighed` has the bounds that the strict rules give. `own` has the bounds by the claims on each thing's own times,
    `strict` by the strict rules, `presumed` with the assumptions too. `rules` are the rules applied.
    `contradictions` are between claims and strict rules, and no curator has left them open.
    """

    weighed: Weighed
    own: Settlement
    strict: Settlement
    presumed: Settlement
    rules: Mapping[URIRef, OrderRule]
    contradictions: tuple[Contradiction[Moment, Reason], ...]


def order(
    graph: Graph,
    dataset: Dataset,
    weighed: Weighed,
    ontology: Ontology,
    rules: Mapping[URIRef, OrderRule],
    policy: Policy = CURATED,
) -> Ordered:
    """The bounds of everything held that follow from order. `graph` is what is held, without bounds in time.

    What contradicts itself in time is left out step by step and listed in the settlements; `Ordered.contradictions` has
    those that no assumption has caused.
    """
    held = held_of(graph, dataset, weighed, ontology, policy)
    strict_rules = [rule for rule in rules.values() if not rule.is_assumption]
    assumptions = [rule for rule in rules.values() if rule.is_assumption and policy.assumes(rule.name)]
    own = _settled(list(held_constraints(weighed)), (), held, rules)
    on_order = [*relative_constraints(held.counted, weighed), *applied(strict_rules, held)]
    strict = _settled([*own.constraints, *on_order], exclusives_of(strict_rules, held), held, rules)
    exclusives = exclusives_of([*strict_rules, *assumptions], held)
    assumed = [*strict.constraints, *applied(assumptions, held)]
    presumed = _settled(assumed, exclusives, held, rules, strict.left_out)
    contradictions = (*own.contradictions, *strict.contradictions)
    undecided = () if policy.is_default else temporal_conflicts(contradictions, rules, dataset.conflicts)
    tightened = replace(
        weighed,
        conflicts=tuple(sorted((*weighed.conflicts, *undecided), key=lambda c: c.curated.iri)),
        events={event: days_in(strict.solution, Moment(event, Which.DAY)) for event in weighed.events},
        situations=spans_of(weighed, strict.solution),
    )
    return Ordered(
        tightened, own, strict, presumed, rules, undecided_contradictions(contradictions, dataset.conflicts)
    )


def _settled(
    constraints: Sequence[NetworkConstraint],
    exclusives: Sequence[Exclusive],
    held: Held,
    rules: Mapping[URIRef, OrderRule],
    already: Collection[ConstraintKey] = (),
) -> Settlement:
    """Solve a network, leaving out what contradicts itself until it has a solution, and what was left out `already`."""
    kept = list(constraints)
    met: list[Contradiction[Moment, Reason]] = []
    left_out = set(already)
    while True:
        solution = solved(kept, exclusives, held, left_out)
        if not isinstance(solution, Contradiction):
            return Settlement(solution, tuple(met), tuple(kept), frozenset(left_out))
        met.append(solution)
        gone = _yielding(solution.steps, rules)
        left_out.update(map(key_of, gone))
        # What one statement says of two things goes as a whole: a distance both ways, a part with its start and its end.
        statements = {_statement(step) for step in gone if step.reason.rule not in _OWN}
        kept = [c for c in kept if key_of(c) not in left_out and _statement(c) not in statements]


def _yielding(steps: Sequence[NetworkConstraint], rules: Mapping[URIRef, OrderRule]) -> Sequence[NetworkConstraint]:
    """What is left out of a contradiction: assumptions first, then orders, last the times of single things.

    The least certain kind goes as a whole, since nothing says which of several is wrong.
    """
    assumed = [s for s in steps if assumptions_of(s.reason, rules)]
    of_order = [s for s in steps if s.reason.rule not in _OWN]
    with_claims = [s for s in steps if s.reason.claims]
    return assumed or of_order or with_claims or steps


def _statement(constraint: NetworkConstraint) -> tuple[Reason, frozenset[URIRef]]:
    """The reason of a constraint with the things that it is about: the same for all constraints from one statement."""
    moments = (m for m in (constraint.point, constraint.other) if not isinstance(m, Origin))
    return constraint.reason, frozenset(m.thing for m in moments)


def assumptions_of(reason: Reason, rules: Mapping[URIRef, OrderRule]) -> set[URIRef]:
    """The assumptions that a reason needs."""
    return {r for r in (reason.rule, *reason.deciding) if r in rules and rules[r].is_assumption}


def days_in(solution: Solution[Moment, Reason], moment: Moment) -> Days:
    """The possible days of a moment in a solution, with sentinels where nothing bounds them."""
    if moment not in solution:
        return ANY_DAY
    return Days(day_of(solution.earliest(moment), FIRST_DAY), day_of(solution.latest(moment), LAST_DAY))


def spans_of(weighed: Weighed, solution: Solution[Moment, Reason]) -> dict[URIRef, Span]:
    """The bounds of each situation in a solution."""
    return {
        situation: _span(
            days_in(solution, Moment(situation, Which.BEGIN)),
            days_in(solution, Moment(situation, Which.END)),
            held.ending,
        )
        for situation, held in weighed.held_times.items()
    }


def _span(begin: Days, end: Days, ending: Ending) -> Span:
    """Bounds with how the end is known: where no source gives the end but order bounds it, it is derived."""
    if end.latest == LAST_DAY:
        # What a source calls open has not ended.
        return Span(begin, Days(LAST_DAY, LAST_DAY) if ending is Ending.OPEN else end, ending)
    return Span(begin, end, ending if ending is Ending.STATED else Ending.DERIVED)


def tightened_bounds(ordered: Ordered) -> tuple[int, int]:
    """How many bounds the strict rules tighten beyond the claims on each thing, and how many more the assumptions do."""
    return _tighter(ordered.own, ordered.strict), _tighter(ordered.strict, ordered.presumed)


def _tighter(before: Settlement, after: Settlement) -> int:
    """How many bounds of moments differ in two networks."""
    old, new = before.solution, after.solution
    earliest = sum((old.earliest(m) if m in old else None) != new.earliest(m) for m in new.points)
    return earliest + sum((old.latest(m) if m in old else None) != new.latest(m) for m in new.points)
