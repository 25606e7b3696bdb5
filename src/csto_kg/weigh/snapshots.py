"""The graph as of one day: what certainly holds then, and the relations of that day that an ontology can speak of.

OWL knows no time. Of a membership it can say of whom and of what, and not that nobody is a member and an observer at once;
so consistency over time is asked of snapshots: for each day on which something changes, who is a member, an observer, a
party, a holder, a chair. Only what is certain counts: that two things are possible on a day contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rdflib import Graph, URIRef
from rdflib.namespace import RDF
from rdflib.term import Node

from csto_kg.time.days import FIRST_DAY, LAST_DAY, Certainty, Days, Ending, Span, from_xsd, holds_on
from csto_kg.vocab import CSTO, ORG

# Which relation of a day a situation of a class stands for: its property, and the situation's own properties that tell
# who and what.
_RELATIONS = {
    CSTO.Membership: (CSTO.isMemberOf, ORG.member, ORG.organization),
    CSTO.ObserverStatus: (CSTO.isObserverOf, ORG.member, ORG.organization),
    CSTO.TreatyParticipation: (CSTO.isPartyTo, CSTO.party, CSTO.instrument),
    CSTO.Tenure: (CSTO.holdsPost, ORG.member, CSTO.post),
    CSTO.Chairmanship: (CSTO.isChairOf, ORG.member, ORG.organization),
}


def spans(view: Graph) -> dict[URIRef, Span]:
    """The bounds of every situation of a view. A situation that lacks one of them has no place in time, and is left out."""
    found = {}
    for situation, status in view.subject_objects(CSTO.endStatus):
        bounds = [
            view.value(situation, p) for p in (CSTO.earliestBegin, CSTO.latestBegin, CSTO.earliestEnd, CSTO.latestEnd)
        ]
        if all(b is not None for b in bounds):
            b1, b2, e1, e2 = (from_xsd(str(b)) for b in bounds)
            found[URIRef(str(situation))] = Span(Days(b1, b2), Days(e1, e2), Ending(str(status).rpartition("/")[2]))
    return found


def change_days(view: Graph) -> tuple[date, ...]:
    """The days on which something begins or ceases to hold for certain, in order."""
    days: set[date] = set()
    for span in spans(view).values():
        if span.begin.latest < span.end.earliest:
            days |= {span.begin.latest, span.end.earliest} - {FIRST_DAY, LAST_DAY}
    return tuple(sorted(days))


def snapshot(view: Graph, day: date) -> Graph:
    """The view as of a day: without the situations that do not certainly hold, and the events that may come later.

    What is told of these is left out, and so is what is of them (a number of a force that is no more, a ratification of a
    membership that has ended), and what ended them. Things without a time stay.
    """
    gone: set[Node] = {s for s, span in spans(view).items() if holds_on(span, day) is not Certainty.CERTAIN}
    gone |= {e for e, latest in view.subject_objects(CSTO.latest) if from_xsd(str(latest)) > day}
    # The departure that ended a membership goes with it: to the rules it would be one that ends nothing.
    gone |= {event for thing in gone for event in view.objects(thing, CSTO.endedBy)}
    hanging = gone
    while hanging := {s for thing in hanging for s in view.subjects(CSTO.of, thing)} - gone:
        gone |= hanging
    gone |= {f for p in (RDF.subject, RDF.object) for thing in gone for f in view.subjects(p, thing)}
    kept = Graph()
    for s, p, o in view:
        if s not in gone and o not in gone:
            kept.add((s, p, o))
    return kept


def relations(view: Graph, day: date) -> Graph:
    """Who is certainly what on a day, as plain relations, and the classes of those in them."""
    found = Graph()
    held = {s for s, span in spans(view).items() if holds_on(span, day) is Certainty.CERTAIN}
    for triple in _relations(view, held):
        found.add(triple)
    for node in {n for s, _, o in found for n in (s, o)}:
        for cls in view.objects(node, RDF.type):
            found.add((node, RDF.type, cls))
    return found


def _relations(view: Graph, held: set[URIRef]) -> Iterator[tuple[Node, Node, Node]]:
    for cls, (relation, who, what) in _RELATIONS.items():
        for situation in held & {URIRef(str(s)) for s in view.subjects(RDF.type, cls)}:
            yield from (
                (agent, relation, thing)
                for agent in view.objects(situation, who)
                for thing in view.objects(situation, what)
            )
