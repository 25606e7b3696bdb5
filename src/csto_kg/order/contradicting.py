"""All contradictions in time among the things of a plain graph, by the strict rules, found part by part.

Two things are in one part where a rule relates them, or where one starts or ends the other. A contradiction is within one
part, so most parts, which are small, are solved at once, and one contradiction is not searched for in the whole graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import Final

from rdflib import URIRef
from rdflib.term import Node

from csto_kg.chronology import Contradiction, solve
from csto_kg.chronology.constraints import Origin
from csto_kg.order.applying import applied, is_shared, matched, things_by_values
from csto_kg.order.decided import ConstraintKey, Exclusive, decided_by, key_of
from csto_kg.order.held import held_constraints
from csto_kg.order.moments import BOUNDS, Moment, NetworkConstraint, Reason, Which
from csto_kg.order.rules import Form, OrderRule
from csto_kg.order.things import Things
from csto_kg.time import bounds
from csto_kg.time.days import FIRST_DAY, LAST_DAY, Days
from csto_kg.time.edtf import attested
from csto_kg.vocab import CSTO, within
from csto_kg.weigh.times import HeldTimes

__all__ = ["plain_contradictions", "statements_behind"]

# Up to so many constraints of a part the contradiction with the fewest steps is searched for everywhere in it.
_FEW: Final = 400
# Of situations that exclude each other, and of whose starts nothing is known, each is compared with so many others.
_NEAR: Final = 16

# The properties that say when a moment was: the first that a thing has are behind its constraints.
_OF_MOMENT: Final = {
    Which.DAY: ((CSTO.date,), BOUNDS[Which.DAY]),
    Which.BEGIN: ((CSTO.begins, CSTO.holds), BOUNDS[Which.BEGIN]),
    Which.END: ((CSTO.ends, CSTO.holds), BOUNDS[Which.END]),
}
_LINKS: Final = {Form.BEGUN_BY: CSTO.begunBy, Form.ENDED_BY: CSTO.endedBy}


@dataclass(slots=True)
class _Part:
    """The things that hang together, with what is between them."""

    things: set[URIRef] = field(default_factory=set)
    constraints: list[NetworkConstraint] = field(default_factory=list)
    exclusives: list[Exclusive] = field(default_factory=list)


def plain_contradictions(rules: Iterable[OrderRule], held: Things) -> Iterator[Contradiction[Moment, Reason]]:
    """The contradictions in time by the strict rules: each one that is left when the constraints of the others are out.

    Numbers at the end of an identifier order episodes only where the project gives the identifiers.
    """
    strict = [rule for rule in rules if not rule.is_assumption]
    numbered = {rule.iri for rule in strict if rule.form is Form.EPISODES}
    days = _OwnDays(held)
    on_order = [
        c
        for c in applied(strict, held)
        if (c.reason.rule not in numbered or _are_ours(_things(c))) and not days.decide(c)
    ]
    exclusives = list(_near_exclusives(strict, held, days))
    for part in _parts(on_order, exclusives, held):
        yield from _of_part(part, held)


def _are_ours(things: Iterable[URIRef]) -> bool:
    return all(within(thing, "id") is not None for thing in things)


def _things(constraint: NetworkConstraint) -> list[URIRef]:
    return [m.thing for m in (constraint.point, constraint.other) if not isinstance(m, Origin)]


class _OwnDays:
    """The days of each moment by the dates of its thing, and of the events that start and end it, alone."""

    def __init__(self, held: Things) -> None:
        self._weighed = held.weighed
        self._spans: dict[URIRef, tuple[Days, Days]] = {}

    def span(self, situation: URIRef) -> tuple[Days, Days]:
        """The days on which a situation can start and can end; any day where its dates exclude each other."""
        if situation not in self._spans:
            times, events = self._weighed.held_times[situation], self._weighed.events
            begin, end = _begin_of(times, events), _end_of(times, events)
            self._spans[situation] = begin or bounds.ANY_DAY, end or bounds.ANY_DAY
        return self._spans[situation]

    def decide(self, constraint: NetworkConstraint) -> bool:
        """Whether a constraint follows from these days, so that it can contradict nothing that they do not."""
        point, other = constraint.point, constraint.other
        if isinstance(point, Origin) or isinstance(other, Origin):
            return False
        last, first = self._days(point).latest, self._days(other).earliest
        return last != LAST_DAY and first != FIRST_DAY and (last - first).days <= constraint.days

    def _days(self, moment: Moment) -> Days:
        if moment.which is Which.DAY:
            return self._weighed.events[moment.thing]
        return self.span(moment.thing)[moment.which is Which.END]


def _begin_of(times: HeldTimes, events: Mapping[URIRef, Days]) -> Days | None:
    """The days on which a situation can start by its own dates; None where they exclude each other."""
    return bounds.narrowed(bounds.later_of(events[e] for e in times.begin.events), times.begin.stated)


def _end_of(times: HeldTimes, events: Mapping[URIRef, Days]) -> Days | None:
    """The days on which a situation can end by its own dates; None where they exclude each other."""
    return bounds.narrowed(bounds.earlier_of(events[e] for e in times.end.events), times.end.stated)


def _near_exclusives(rules: Iterable[OrderRule], held: Things, days: _OwnDays) -> Iterator[Exclusive]:
    """The pairs of situations that exclude each other, without those that follow from other pairs and from their days."""
    for rule in (r for r in rules if r.form is Form.ONE_AT_A_TIME):
        focuses = set(held.members(rule.focus, rule.exceptions))
        for values, others in (things_by_values(rule, held) or {}).items():
            group = [o for o in others if o in focuses and o in held.weighed.held_times]
            if len(group) > 1 and is_shared(rule, values, held):
                for one, other in _near_pairs(group, days):
                    both = (*matched(rule.matches, one, other, values), *matched(rule.matches, other, one, values))
                    yield Exclusive(min(one, other), max(one, other), Reason(rule.iri, held.claims(*both)))


def _near_pairs(group: Sequence[URIRef], days: _OwnDays) -> Iterator[tuple[URIRef, URIRef]]:
    """The pairs that have to be compared so that all are in order.

    Each is compared with those that start next, until one certainly starts after another that certainly starts after it:
    what is in order with that one is in order with it.
    """
    spans = {s: days.span(s) for s in group}
    ordered = sorted(group, key=lambda s: (spans[s][0].earliest, spans[s][1].latest, str(s)))
    for i, one in enumerate(ordered):
        begin, end = spans[one]
        least = LAST_DAY
        for other in islice(ordered, i + 1, i + 1 + _NEAR):
            first = spans[other][0].earliest
            if first > least or (end.latest != LAST_DAY and first >= end.latest):
                break
            yield one, other
            if first > begin.latest:
                least = min(least, spans[other][0].latest)


# --------------------------------------------------------------------------------------------------------------------
# Parts
# --------------------------------------------------------------------------------------------------------------------


def _parts(on_order: Sequence[NetworkConstraint], exclusives: Sequence[Exclusive], held: Things) -> Iterator[_Part]:
    """The things that hang together, without those that only their own days bound and that agree with these."""
    times = held.weighed.held_times
    related = {thing for c in on_order for thing in _things(c)}
    related.update(thing for e in exclusives for thing in (e.one, e.other))
    joined = _Joined()
    for c in on_order:
        joined.join(_things(c))
    for e in exclusives:
        joined.join([e.one, e.other])
    kept = set(related)
    for situation, own in times.items():
        near = [situation, *own.begin.events, *own.end.events]
        if not related.isdisjoint(near) or not _agrees(own, held.weighed.events):
            joined.join(near)
            kept.update(near)
    parts: dict[URIRef, _Part] = defaultdict(_Part)
    for thing in kept:
        parts[joined.root(thing)].things.add(thing)
    weighed = replace(
        held.weighed,
        events={t: held.weighed.events[t] for t in kept if t in held.weighed.events},
        held_times={t: times[t] for t in kept if t in times},
    )
    for constraint in (*held_constraints(weighed), *on_order):
        parts[joined.root(_things(constraint)[0])].constraints.append(constraint)
    for exclusive in exclusives:
        parts[joined.root(exclusive.one)].exclusives.append(exclusive)
    yield from sorted(parts.values(), key=lambda part: min(map(str, part.things)))


class _Joined:
    """Which things hang together."""

    def __init__(self) -> None:
        self._above: dict[URIRef, URIRef] = {}

    def root(self, thing: URIRef) -> URIRef:
        """The thing that stands for all that hang together with this one."""
        path = []
        while (up := self._above.get(thing)) is not None:
            path.append(thing)
            thing = up
        self._above.update(dict.fromkeys(path, thing))
        return thing

    def join(self, things: Sequence[URIRef]) -> None:
        """Let some things hang together."""
        first = self.root(things[0])
        for thing in things[1:]:
            root = self.root(thing)
            if root != first:
                self._above[root] = first


def _agrees(own: HeldTimes, events: Mapping[URIRef, Days]) -> bool:
    """Whether the days of a situation and of the events that start and end it allow it to have held on some day."""
    begin, end = _begin_of(own, events), _end_of(own, events)
    if begin is None or end is None or begin.earliest >= end.latest:
        return False
    limits = [attested(value) for value, _ in own.attested]
    return all(begun >= begin.earliest and held <= end.latest for begun, held in limits)


def _of_part(part: _Part, held: Things) -> Iterator[Contradiction[Moment, Reason]]:
    """The contradictions of one part, one after the other."""
    several = {t: held.weighed.held_times[t] for t in part.things if t in held.weighed.held_times}
    several = {t: own for t, own in several.items() if len(own.begin.events) > 1 or len(own.end.events) > 1}
    known, exclusives, left_out = part.constraints, part.exclusives, set[ConstraintKey]()
    while True:
        solution = solve(known, is_quick=len(known) > _FEW)
        if isinstance(solution, Contradiction):
            yield solution
            left_out.update(map(key_of, solution.steps))
            # Of two that exclude each other, and can come in neither order, one order is enough to report.
            pairs = {frozenset(_things(c)) for c in solution.steps if c.reason.deciding}
            exclusives = [e for e in exclusives if frozenset((e.one, e.other)) not in pairs]
            known = [
                c
                for c in known
                if key_of(c) not in left_out and not (c.reason.deciding and frozenset(_things(c)) in pairs)
            ]
            continue
        present = {key_of(c) for c in known} | left_out if exclusives or several else left_out
        more = [c for c in decided_by(solution, exclusives, several) if key_of(c) not in present]
        if not more:
            return
        known = [*known, *more]


# --------------------------------------------------------------------------------------------------------------------
# In words
# --------------------------------------------------------------------------------------------------------------------


def statements_behind(
    step: NetworkConstraint, rules: Mapping[URIRef, OrderRule], held: Things
) -> Collection[tuple[Node, Node, Node]]:
    """The statements of the graph from which a step follows: on the times of its thing, or those that relate its things."""
    rule, things = rules.get(step.reason.rule), _things(step)
    if len(things) == 1 and rule is not None and rule.form in (Form.DATED, Form.ATTESTED):
        props = _OF_MOMENT[next(m.which for m in (step.point, step.other) if not isinstance(m, Origin))]
        stated = [[(things[0], p, v) for p in alike for v in held.values(things[0], p)] for alike in props]
        return next((found for found in stated if found), ())
    if rule is not None and rule.form in _LINKS and len(things) == 2:
        link = _LINKS[rule.form]
        return [(s, link, o) for s, o in (things, things[::-1]) if o in held.values(s, link)]
    if rule is None or not rule.matches or len(things) < 2:
        return ()
    for focus, other in (things, things[::-1]):
        for values in product(*(held.values(focus, m.of_focus) for m in rule.matches)):
            found = list(matched(rule.matches, focus, other, values))
            of_other = (m.of_other for m in rule.matches)
            if all(
                value == other if prop is None else value in held.values(other, prop)
                for value, prop in zip(values, of_other, strict=True)
            ):
                return found
    return ()
