"""The graph as of one day: what certainly holds on it, and its relations in the form that an ontology can check.

OWL has no notion of time, so it cannot state that nobody is a member and an observer on the same day. Consistency over time
is therefore checked on snapshots: for each day on which something changes, the members, observers, parties, holders and
chairs. Only what is certain on a day counts, since two possibilities do not contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from rdflib import Graph, URIRef
from rdflib.namespace import RDF
from rdflib.term import Node

from csto_kg.time.days import FIRST_DAY, LAST_DAY, Certainty, Days, Ending, Span, from_xsd, holds_on
from csto_kg.vocab import CSTO
from csto_kg.weigh.view import attested_triples

_Dated: TypeAlias = tuple[URIRef, Span, tuple[Node, Node, Node]]
"""A situation, its bounds, and the relation that it becomes."""

_ATTESTED: Final = (CSTO.firstAttested, CSTO.lastAttested)


@dataclass(frozen=True, slots=True)
class SnapshotRelation:
    """The relation that each situation of a class becomes in a snapshot, as the ontology declares it.

    `who` and `what` are the properties of the situation that give the subject and the object of `relation`.
    """

    cls: URIRef
    relation: URIRef
    who: URIRef
    what: URIRef


def snapshot_relations(ontology: Graph) -> tuple[SnapshotRelation, ...]:
    """The relations that classes of situations declare (`csto:snapshotRelation`), in the order of the classes."""
    return tuple(
        SnapshotRelation(*(URIRef(str(term)) for term in (cls, relation, who, what)))
        for cls, relation in sorted(ontology.subject_objects(CSTO.snapshotRelation))
        for who in ontology.objects(cls, CSTO.snapshotSubject)
        for what in ontology.objects(cls, CSTO.snapshotObject)
    )


def spans(view: Graph) -> dict[URIRef, Span]:
    """The bounds of every situation of a view. A situation without one of them is left out."""
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
    """The days on which something starts or ceases to hold for certain, in order."""
    return _change_days(spans(view).values())


def _change_days(placed: Iterable[Span]) -> tuple[date, ...]:
    days: set[date] = set()
    for span in placed:
        if span.begin.latest < span.end.earliest:
            days |= {span.begin.latest, span.end.earliest} - {FIRST_DAY, LAST_DAY}
    return tuple(sorted(days))


def snapshot(view: Graph, day: date) -> Graph:
    """The view as of a day: without the situations that do not certainly hold, and the events that may come later.

    What belongs to these is left out too (such as the ratification of a membership that has ended), and so are the events
    that ended them. Things without a time stay. The first and the last attestation
    of a situation are then the first and the last of those that stay.
    """
    gone: set[Node] = {s for s, span in spans(view).items() if holds_on(span, day) is not Certainty.CERTAIN}
    gone |= {e for e, latest in view.subject_objects(CSTO.latest) if from_xsd(str(latest)) > day}
    # The departure that ended a membership goes with it: to the rules it would be one that ends nothing.
    gone |= {event for thing in gone for event in view.objects(thing, CSTO.endedBy)}
    hanging = gone
    while hanging := {s for thing in hanging for s in view.subjects(CSTO.of, thing)} - gone:
        gone |= hanging
    # Findings on it, and the periods into which the claims on a situation part it.
    about = (RDF.subject, RDF.object, CSTO.periodOf)
    gone |= {f for p in about for thing in gone for f in view.subjects(p, thing)}
    fewer = {s for event in gone for s in view.subjects(CSTO.holdsAt, event)}
    kept = Graph()
    for s, p, o in view:
        if s not in gone and o not in gone and not (p in _ATTESTED and s in fewer):
            kept.add((s, p, o))
    for s, p, o in attested_triples(kept):
        if s in fewer:
            kept.add((s, p, o))
    return kept


def relations_on(view: Graph, day: date, declared: Sequence[SnapshotRelation]) -> Graph:
    """The relations that certainly hold on a day, with the classes of the things in them."""
    return _relations_on(view, day, list(_dated_relations(view, spans(view), declared)), ())


def relations_by_day(
    view: Graph, declared: Sequence[SnapshotRelation], left_open: Sequence[frozenset[URIRef]] = ()
) -> dict[date, Graph]:
    """The relations of each day on which something starts or ceases to hold for certain.

    `left_open` are sets of things that contradict each other in time, which curators have left open: of the situations of
    one set that would hold together on a day none is certain.
    """
    placed = spans(view)
    dated = list(_dated_relations(view, placed, declared))
    return {day: _relations_on(view, day, dated, left_open) for day in _change_days(placed.values())}


def _dated_relations(
    view: Graph, placed: dict[URIRef, Span], declared: Sequence[SnapshotRelation]
) -> Iterator[_Dated]:
    """The relations of all days, each with its situation and the bounds of that."""
    for each in declared:
        for situation in sorted(placed.keys() & {URIRef(str(s)) for s in view.subjects(RDF.type, each.cls)}):
            for agent in view.objects(situation, each.who):
                for thing in view.objects(situation, each.what):
                    yield situation, placed[situation], (agent, each.relation, thing)


def _relations_on(view: Graph, day: date, dated: Iterable[_Dated], left_open: Sequence[frozenset[URIRef]]) -> Graph:
    found = Graph()
    certain = [(situation, triple) for situation, span, triple in dated if holds_on(span, day) is Certainty.CERTAIN]
    together = [things.intersection(situation for situation, _ in certain) for things in left_open]
    doubtful = frozenset[URIRef]().union(*(situations for situations in together if len(situations) > 1))
    for situation, triple in certain:
        if situation not in doubtful:
            found.add(triple)
    for node in {n for s, _, o in found for n in (s, o)}:
        for cls in view.objects(node, RDF.type):
            found.add((node, RDF.type, cls))
    return found
