"""Says in words what follows from order: bounds, steps and contradictions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from types import MappingProxyType

from rdflib import URIRef
from rdflib.term import Node

from csto_kg.chronology import Contradiction
from csto_kg.chronology.constraints import Origin
from csto_kg.errors import Fault, Where
from csto_kg.order.moments import Moment, NetworkConstraint, Reason, Which
from csto_kg.order.rules import Form, OrderRule
from csto_kg.time.written import written
from csto_kg.vocab import CSTO, short

__all__ = [
    "bound_text",
    "contradiction_fault",
    "contradiction_text",
    "day_text",
    "distance_text",
    "step_text",
    "things_in",
]

_SAID = {
    CSTO.earliest: "did not happen before",
    CSTO.latest: "had happened by",
    CSTO.earliestBegin: "did not start before",
    CSTO.latestBegin: "had started by",
    CSTO.earliestEnd: "had not ended before",
    CSTO.latestEnd: "had ended by",
}


def day_text(day: date) -> str:
    """A day as people write it: `5 January 2022`."""
    return written(day.isoformat())


def bound_text(name: str, prop: URIRef, day: date) -> str:
    """A bound as a sentence without its full stop: `the deployment had started by 5 January 2022`."""
    return f"{name} {_SAID[prop]} {day_text(day)}"


def step_text(step: NetworkConstraint, name: Callable[[URIRef], str]) -> str:
    """What one constraint says: `request/x does not come after deployment/y`."""
    point, other, days = step.point, step.other, step.days
    if isinstance(other, Origin):
        assert not isinstance(point, Origin)
        return f"{_moment(point, name)} was on {day_text(date.fromordinal(days))} at the latest"
    if isinstance(point, Origin):
        return f"{_moment(other, name)} was on {day_text(date.fromordinal(-days))} at the earliest"
    return distance_text(other, point, days, name)


def distance_text(first: Moment, second: Moment, days: int, name: Callable[[URIRef], str]) -> str:
    """How many days one point in time can be after another at most: `the end of x was 3 days or less after y`."""
    if days == 0:
        return f"{_moment(second, name)} was not after {_moment(first, name)}"
    length = f"{abs(days)} day" if abs(days) == 1 else f"{abs(days)} days"
    if days < 0:
        return f"{_moment(second, name)} was {length} or more before {_moment(first, name)}"
    return f"{_moment(second, name)} was {length} or less after {_moment(first, name)}"


def _moment(moment: Moment, name: Callable[[URIRef], str]) -> str:
    said = {Which.DAY: "", Which.BEGIN: "the start of ", Which.END: "the end of "}[moment.which]
    return f"{said}{name(moment.thing)}"


def contradiction_fault(
    contradiction: Contradiction[Moment, Reason],
    rules: Mapping[URIRef, OrderRule],
    where: Mapping[URIRef, Where] = MappingProxyType({}),
) -> Fault:
    """A contradiction in time, as a chain of steps with their claims, at the first claim whose place is known."""
    things = things_in(contradiction)
    claims = sorted({claim for step in contradiction.steps for claim in step.reason.claims})
    fix = (
        "correct a claim, or decide it in data/decisions with a record that names all of them and prefers one side, or "
        f"leaves it open: about: [{', '.join(map(short, things))}], conflictType: conflict-type/temporal, "
        f"between: [{', '.join(map(short, claims))}]"
    )
    places = (where[claim] for step in contradiction.steps for claim in step.reason.claims if claim in where)
    message = f"these cannot all be true in time: {contradiction_text(contradiction, rules, where)}"
    return Fault(message, short(things[0]), next(places, None), fix)


def contradiction_text(
    contradiction: Contradiction[Moment, Reason],
    rules: Mapping[URIRef, OrderRule],
    where: Mapping[URIRef, Where] = MappingProxyType({}),
    behind: Callable[[NetworkConstraint], Collection[tuple[Node, Node, Node]]] = lambda _: (),
) -> str:
    """The steps of a contradiction, each with its rule and claims and their places; without claims, with the statements."""
    return "; ".join(f"{step_text(s, short)} ({_because(s, rules, where, behind)})" for s in contradiction.steps)


def things_in(contradiction: Contradiction[Moment, Reason]) -> tuple[URIRef, ...]:
    """The events and situations of a contradiction, in order."""
    moments = (m for step in contradiction.steps for m in (step.point, step.other))
    return tuple(sorted({m.thing for m in moments if not isinstance(m, Origin)}))


def _because(
    step: NetworkConstraint,
    rules: Mapping[URIRef, OrderRule],
    where: Mapping[URIRef, Where],
    behind: Callable[[NetworkConstraint], Collection[tuple[Node, Node, Node]]],
) -> str:
    label = rules[step.reason.rule].label if step.reason.rule in rules else short(step.reason.rule)
    reasons = [f"{short(c)} in {where[c]}" if c in where else short(c) for c in step.reason.claims]
    if not reasons:
        reasons = [" ".join(short(str(part)) for part in statement) for statement in behind(step)]
        is_decided = step.reason.deciding and rules[step.reason.rule].form is Form.ONE_AT_A_TIME
        label += ", and their days exclude the other order" if is_decided else ""
    return f"{label}: {', '.join(reasons)}" if reasons else label
