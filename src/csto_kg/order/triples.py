"""What follows from order as RDF: each bound that is tighter than the claims on its own date, with the steps to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.term import Identifier

from csto_kg.chronology import Solution
from csto_kg.chronology.constraints import Origin
from csto_kg.order.moments import Moment, NetworkConstraint, Reason, Which, bound_property
from csto_kg.order.ordering import Ordered, Settlement, assumptions_of, days_in, spans_of
from csto_kg.order.wording import bound_text, distance_text
from csto_kg.rdf.spans import day_literal
from csto_kg.rdf.terms import TermTriple, to_rdflib
from csto_kg.time.days import FIRST_DAY, LAST_DAY, Ending, Span
from csto_kg.vocab import CSTO, beside, short

__all__ = ["bound_iri", "chronology_triples"]

_PATHS = {
    CSTO.earliest: "earliest",
    CSTO.latest: "latest",
    CSTO.earliestBegin: "earliest-begin",
    CSTO.latestBegin: "latest-begin",
    CSTO.earliestEnd: "earliest-end",
    CSTO.latestEnd: "latest-end",
}


class _Link(NamedTuple):
    """A derived bound in a chain: its last step, the bound before it, and how many steps lead to it."""

    iri: URIRef
    step: NetworkConstraint
    before: URIRef | None
    number: int


def bound_iri(thing: URIRef, prop: URIRef, *, is_presumed: bool) -> URIRef:
    """The identifier of a derived bound of a thing: for `csto:latestEnd` it is `bound/<thing>/latest-end`.

    `prop` is one of the six bounds of the view. `is_presumed` adds `/presumed`, for a bound that rests on an assumption.
    """
    path = f"{short(thing).replace(':', '/')}/{_PATHS[prop]}{'/presumed' if is_presumed else ''}"
    return beside(thing, "bound", path)


def chronology_triples(ordered: Ordered, name: Callable[[URIRef], str]) -> Iterator[TermTriple]:
    """The derived bounds with their steps, and the presumed bounds of everything. `name` gives the name of a thing."""
    yield from _presumed_bounds(ordered)
    yield from _distances(ordered, name)
    written: dict[URIRef, int] = {}
    for moment, is_latest in _changed(ordered.weighed.situations, ordered.own.solution, ordered.strict.solution):
        yield from _chain(ordered, moment, is_latest, name, written)
    presumed = spans_of(ordered.weighed, ordered.presumed.solution)
    for moment, is_latest in _changed(presumed, ordered.strict.solution, ordered.presumed.solution):
        yield from _presumed_chain(ordered, moment, is_latest, name, written)


def _changed(
    spans: Mapping[URIRef, Span], before: Solution[Moment, Reason], after: Solution[Moment, Reason]
) -> Iterator[tuple[Moment, bool]]:
    """The bounds that differ in two solutions, but for the first possible end of what is open, as `spans` show it."""
    for moment in sorted(after.points):
        is_open = moment.which is Which.END and spans[moment.thing].ending is Ending.OPEN
        for is_latest in (False, True):
            is_changed = _bound(before, moment, is_latest) != _bound(after, moment, is_latest)
            if is_changed and not (is_open and not is_latest):
                yield moment, is_latest


def _bound(solution: Solution[Moment, Reason], moment: Moment, is_latest: bool) -> int | None:
    if moment not in solution:
        return None
    return solution.latest(moment) if is_latest else solution.earliest(moment)


def _presumed_bounds(ordered: Ordered) -> Iterator[TermTriple]:
    """The bounds with all assumptions, always present, so that queries need no OPTIONAL."""
    solution = ordered.presumed.solution
    for event in ordered.weighed.events:
        days = days_in(solution, Moment(event, Which.DAY))
        yield event, CSTO.presumedEarliest, _day(days.earliest)
        yield event, CSTO.presumedLatest, _day(days.latest)
    for situation, span in spans_of(ordered.weighed, solution).items():
        yield situation, CSTO.presumedEarliestBegin, _day(span.begin.earliest)
        yield situation, CSTO.presumedLatestBegin, _day(span.begin.latest)
        yield situation, CSTO.presumedEarliestEnd, _day(span.end.earliest)
        yield situation, CSTO.presumedLatestEnd, _day(span.end.latest)


def _distances(ordered: Ordered, name: Callable[[URIRef], str]) -> Iterator[TermTriple]:
    """The distances that say more than the bounds of the two points do, as questions about pairs need them."""
    for (first, second), days in ordered.strict.solution.distances().items():
        from_path, to_path = (f"{short(m.thing).replace(':', '/')}/{m.which}" for m in (first, second))
        iri = beside(first.thing, "bound", f"{from_path}/to/{to_path}")
        yield iri, RDF.type, CSTO.Distance
        yield iri, RDFS.label, Literal(distance_text(first, second, days, name), lang="en")
        yield iri, CSTO.distanceFrom, first.thing
        yield iri, CSTO.fromSide, Literal(str(first.which))
        yield iri, CSTO.distanceTo, second.thing
        yield iri, CSTO.toSide, Literal(str(second.which))
        yield iri, CSTO.mostDays, Literal(days)


def _day(day: date) -> Identifier:
    return to_rdflib(day_literal(day))


def _steps(settlement: Settlement, moment: Moment, is_latest: bool) -> list[tuple[Moment, NetworkConstraint]]:
    """The steps to a bound, from the first: each reaches a moment."""
    solution = settlement.solution
    steps = solution.why_latest(moment) if is_latest else solution.why_earliest(moment)
    reached = []
    for step in steps:
        to = step.point if is_latest else step.other
        assert not isinstance(to, Origin), "a shortest path does not come back to the origin"
        reached.append((to, step))
    return reached


def _chain(
    ordered: Ordered, moment: Moment, is_latest: bool, name: Callable[[URIRef], str], written: dict[URIRef, int]
) -> Iterator[TermTriple]:
    """A strict bound with those that it follows from, each once."""
    before: URIRef | None = None
    for reached, step in _steps(ordered.strict, moment, is_latest):
        iri = bound_iri(reached.thing, bound_property(reached, is_latest=is_latest), is_presumed=False)
        if iri not in written:
            written[iri] = written.get(before, 0) + 1 if before else 1
            yield iri, RDF.type, CSTO.DerivedBound
            yield from _node(
                ordered, ordered.strict, reached, is_latest, name, _Link(iri, step, before, written[iri])
            )
        before = iri


def _presumed_chain(
    ordered: Ordered, moment: Moment, is_latest: bool, name: Callable[[URIRef], str], written: dict[URIRef, int]
) -> Iterator[TermTriple]:
    """A presumed bound with those that it follows from. A premise that is strict is written as such."""
    before: URIRef | None = None
    assumed: set[URIRef] = set()
    for reached, step in _steps(ordered.presumed, moment, is_latest):
        prop = bound_property(reached, is_latest=is_latest)
        strict = _bound(ordered.strict.solution, reached, is_latest)
        is_strict = strict == _bound(ordered.presumed.solution, reached, is_latest)
        assumed |= assumptions_of(step.reason, ordered.rules)
        iri = bound_iri(reached.thing, prop, is_presumed=not is_strict)
        if is_strict:
            assumed = set()
            yield from _chain(ordered, reached, is_latest, name, written)
        elif iri not in written:
            written[iri] = written.get(before, 0) + 1 if before else 1
            yield iri, RDF.type, CSTO.PresumedBound
            yield from _node(
                ordered, ordered.presumed, reached, is_latest, name, _Link(iri, step, before, written[iri])
            )
            for rule in assumed:
                yield iri, CSTO.assumes, rule
        before = iri


def _node(
    ordered: Ordered,
    settlement: Settlement,
    moment: Moment,
    is_latest: bool,
    name: Callable[[URIRef], str],
    link: _Link,
) -> Iterator[TermTriple]:
    prop = bound_property(moment, is_latest=is_latest)
    number = _bound(settlement.solution, moment, is_latest)
    assert number is not None, "a bound that follows is a day"
    day = date.fromordinal(min(max(number, FIRST_DAY.toordinal()), LAST_DAY.toordinal()))
    yield link.iri, CSTO.boundOf, moment.thing
    yield link.iri, CSTO.boundProperty, prop
    yield link.iri, CSTO.day, _day(day)
    yield link.iri, RDFS.label, Literal(bound_text(name(moment.thing), prop, day), lang="en")
    yield link.iri, CSTO.byRule, link.step.reason.rule
    yield link.iri, CSTO.stepNumber, Literal(link.number)
    own = _bound(ordered.own.solution, moment, is_latest)
    if own is not None:
        yield link.iri, CSTO.statedDay, _day(date.fromordinal(own))
    for claim in link.step.reason.claims:
        yield link.iri, CSTO.restsOn, claim
    if link.before is not None:
        yield link.iri, CSTO.premise, link.before
