"""The rule on contradictions in time: dates and orders that each two allow and all together exclude."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rdflib import URIRef
from rdflib.namespace import RDF
from rdflib.term import IdentifiedNode, Identifier, Node

from csto_kg.check.facts import Breach, Context, Facts
from csto_kg.check.naming import original
from csto_kg.order import contradiction_text, rules_of, things_in
from csto_kg.order.conflicts import TEMPORAL
from csto_kg.order.contradicting import plain_contradictions, statements_behind
from csto_kg.order.plain import TIMES, plain_things
from csto_kg.order.things import Said, Things
from csto_kg.vocab import CSTO, ID
from csto_kg.weigh.findings import Finding
from csto_kg.weigh.resolve import LEFT_OPEN

__all__ = ["ON_TIME", "contradictions_in_time", "times_in"]

ON_TIME: Final = frozenset(
    (
        *("ActsInOrderShape", "BeforeItsCauseShape", "BoundsShape", "DerivedShape", "EpisodeTimesShape"),
        *("EventBoundsShape", "InstrumentExistsShape", "MembershipOverlapShape", "ObserverShape"),
        *("SingleChairShape", "SingleHolderShape"),
    )
)
"""The shapes that see a contradiction in time between two values or within one thing."""

_HELD: Final = ID["finding-status/held"]


def contradictions_in_time(facts: Facts, context: Context) -> Iterator[Breach]:
    """Things whose dates and order cannot all be true, by the strict rules of the ontology.

    Where each claim is checked by itself nothing is found: what a claim denies is no contradiction. Nor is what curators have
    left open.
    """
    rules = rules_of(context.ontology)
    if not rules or (CSTO.earliest not in facts.on and not any(p in facts.on for p in TIMES)):
        return
    links = {p for rule in rules.values() for m in rule.matches for p in (m.of_focus, m.of_other) if p is not None}
    held = times_in(facts, context, links)
    nodes = {str(s): s for s in facts.types}
    left_open = _left_open(facts)
    for contradiction in plain_contradictions(rules.values(), held):
        things = [nodes[str(t)] for t in things_in(contradiction)]
        if any(about.issuperset(things) for about in left_open):
            continue
        text = contradiction_text(contradiction, rules, behind=lambda step: statements_behind(step, rules, held))
        yield Breach(things[0], None, None, f"{text[0].upper()}{text[1:]}.", frozenset(things))


def _left_open(facts: Facts) -> list[set[Identifier]]:
    """What each contradiction is about that curators know of and have left open."""
    known = [c for c, kind in facts.on.get(CSTO.conflictType, ()) if kind == TEMPORAL]
    return [set(facts.of[c].get(CSTO.about, ())) for c in known if LEFT_OPEN in _outcomes(facts, c)]


def _outcomes(facts: Facts, conflict: IdentifiedNode) -> Iterator[Identifier]:
    for decision in facts.of[conflict].get(CSTO.decision, ()):
        if isinstance(decision, IdentifiedNode):
            yield from facts.of[decision].get(CSTO.outcome, ())


def times_in(facts: Facts, context: Context, links: set[URIRef]) -> Things:
    """The events and situations of a graph with their times, and what is said of them by some other properties."""
    said: Said = {p: _by_subject(facts, p) for p in dict.fromkeys((*TIMES, *sorted(links))) if p in facts.on}
    types = {_named(s): classes for s, classes in facts.types.items() if original(s)[1] is None}
    return plain_things(said, types, list(_held_findings(facts)), context.ontology)


def _named(node: Node) -> URIRef:
    """A node as a name: what people have without an identifier counts, too."""
    return node if isinstance(node, URIRef) else URIRef(str(node))


def _by_subject(facts: Facts, prop: URIRef) -> dict[URIRef, list[Node]]:
    found: dict[URIRef, list[Node]] = {}
    for s, o in facts.on[prop]:
        found.setdefault(_named(s), []).append(o)
    for values in found.values():
        if len(values) > 1:
            values.sort(key=str)
    return found


def _held_findings(facts: Facts) -> Iterator[Finding]:
    """The findings that are held, as far as they name claims."""
    supports: dict[IdentifiedNode, list[URIRef]] = {}
    for finding, claim in facts.on.get(CSTO.supportedBy, ()):
        supports.setdefault(finding, []).append(_named(claim))
    for finding, status in facts.on.get(CSTO.status, ()):
        subject, prop, value = (facts.one(finding, p) for p in (RDF.subject, RDF.predicate, RDF.object))
        if status == _HELD and isinstance(subject, URIRef) and isinstance(prop, URIRef) and value is not None:
            claims = tuple(sorted(supports.get(finding, ())))
            yield Finding(_named(finding), subject, prop, value, claims, (), _HELD, None)
