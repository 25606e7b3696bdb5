"""Rules on what supports a view: register, claims and findings must say the same.

In a graph without findings these rules find nothing. Without the contents of the claims, support is not required.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from rdflib import URIRef
from rdflib.namespace import RDF
from rdflib.term import IdentifiedNode, Identifier, Node

from csto_kg.check.derived import WORKED_OUT
from csto_kg.check.facts import Breach, Context, Facts, Support
from csto_kg.rdf.terms import Triple
from csto_kg.vocab import CSTO, ID, short

__all__ = [
    "claims_on_nothing_else",
    "declared_and_missing",
    "held_and_missing",
    "held_statements",
    "points_by_claim",
    "silent_claims",
    "stated_without_support",
    "unweighed_statements",
]

_TYPE: Final = RDF.type
_STATEMENT: Final = (RDF.subject, RDF.predicate, RDF.object)
_SUBJECT, _PREDICATE, _OBJECT = _STATEMENT
_HELD: Final = ID["finding-status/held"]
_OF_A_VIEW: Final = (CSTO.Endurant, CSTO.Situation, CSTO.Event, CSTO.Observation, CSTO.Concept)
_LINKS_TO_EVENTS: Final = (CSTO.begunBy, CSTO.endedBy)


def points_by_claim(claims: Iterable[tuple[URIRef, Iterable[Triple]]]) -> dict[URIRef, set[tuple[Node, Node]]]:
    """The subjects and properties of each claim's statements, from the triples of its graph."""
    return {claim: {(s, p) for s, p, _ in triples} for claim, triples in claims}


def held_and_missing(facts: Facts, context: Context) -> Iterator[Breach]:
    """Held findings on a thing in the graph whose statement is missing from the graph."""
    name = context.name
    for finding in _held_findings(facts):
        subject, prop, value = (facts.one(finding, p) for p in _STATEMENT)
        if not isinstance(subject, IdentifiedNode) or not isinstance(prop, URIRef) or subject not in facts.types:
            continue  # a view leaves out things that are not held to exist, and statements that point to them
        if value not in facts.of[subject].get(prop, ()) and not facts.is_left_out(value):
            detail = f"It is {name(subject)} {short(prop)} {name(value) if value is not None else ''}."
            yield Breach(finding, _OBJECT, value, detail)


def stated_without_support(facts: Facts, context: Context) -> Iterator[Breach]:
    """Statements of the view that are neither in the register nor held by a finding, if there is a register."""
    declared = _support(facts, context).declared
    if not declared:
        return
    held = held_statements(facts)
    classes = {t for t in facts.classes if any(context.ontology.is_a(t, c) for c in _OF_A_VIEW)}
    known, name = frozenset(declared), context.name
    for thing in [s for s, types in facts.types.items() if not classes.isdisjoint(types)]:
        stated = [(p, o) for p in facts.of[thing].keys() - WORKED_OUT for o in facts.of[thing][p]]
        for prop, value in stated:
            if (thing, prop, value) not in held and (thing, prop, value) not in known:
                yield Breach(thing, prop, value, f"It is {name(thing)} {short(prop)} {name(value)}.")


def declared_and_missing(facts: Facts, context: Context) -> Iterator[Breach]:
    """Statements of the register on things in the view that the view lacks."""
    name = context.name
    for s, p, o in _support(facts, context).declared:
        if not isinstance(s, IdentifiedNode) or not isinstance(p, URIRef) or not isinstance(o, Identifier):
            continue
        if s in facts.types and o not in facts.of[s].get(p, ()) and not facts.is_left_out(o):
            yield Breach(s, p, o, f"It is {name(s)} {short(p)} {name(o)}.")


def claims_on_nothing_else(facts: Facts, context: Context) -> Iterator[Breach]:
    """Claims that support a finding and say nothing about its subject."""
    support, name = _support(facts, context), context.name
    if not support.stated:
        return
    near = _episodes_and_events(facts, support)
    for finding, claim in facts.on[CSTO.supportedBy]:
        subject = facts.one(finding, _SUBJECT)
        if subject is None or not isinstance(claim, URIRef) or claim not in facts.types:
            continue  # left to other rules
        if near.get(subject, {subject}).isdisjoint(s for s, _ in support.stated.get(claim, ())):
            yield Breach(finding, CSTO.supportedBy, claim, f"It is {name(claim)}, on {name(subject)}.")


def silent_claims(facts: Facts, context: Context) -> Iterator[Breach]:
    """Claims without a graph."""
    stated = _support(facts, context).stated
    for claim, o in facts.on.get(_TYPE, ()) if stated else ():
        if o == CSTO.Claim and claim not in stated:
            yield Breach(claim, None, None, f"It is {context.name(claim)}.")


def unweighed_statements(facts: Facts, context: Context) -> Iterator[Breach]:
    """Statements of claims that no finding takes into account."""
    support, name = _support(facts, context), context.name
    near = _episodes_and_events(facts, support)
    weighed: dict[Node, set[tuple[Node | None, Node | None]]] = {}
    for finding, claim in (*facts.on.get(CSTO.supportedBy, ()), *facts.on.get(CSTO.dissentedBy, ())):
        weighed.setdefault(claim, set()).add((facts.one(finding, _SUBJECT), facts.one(finding, _PREDICATE)))
    for claim, stated in support.stated.items():
        for s, p in stated if CSTO.Claim in facts.types.get(claim, ()) else ():
            dates = {(n, CSTO.date) for n in near.get(s, ())} if p in (CSTO.begins, CSTO.ends) else set()
            if isinstance(s, Identifier) and weighed.get(claim, set()).isdisjoint({(s, p), *dates}):
                yield Breach(claim, URIRef(str(p)), s, f"It is on {name(s)} {short(str(p))}.")


def _support(facts: Facts, context: Context) -> Support:
    """The support of the view; empty where the contents of the claims are missing, or the graph has no findings."""
    has_findings = CSTO.supportedBy in facts.on
    return context.support if context.support is not None and has_findings else Support((), {})


def held_statements(facts: Facts) -> set[tuple[Identifier | None, ...]]:
    """The subject, property and value of each held finding."""
    return {tuple(facts.one(f, p) for p in _STATEMENT) for f in _held_findings(facts)}


def _held_findings(facts: Facts) -> list[IdentifiedNode]:
    return [finding for finding, status in facts.on.get(CSTO.status, ()) if status == _HELD]


def _episodes_and_events(facts: Facts, support: Support) -> Mapping[Node, set[Node]]:
    """Each episode with the events that start or end it, and the reverse, since a claim on one can date the other."""
    near: dict[Node, set[Node]] = {}
    links: list[tuple[Node, Node]] = [(s, o) for s, p, o in support.declared if p in _LINKS_TO_EVENTS]
    links += [pair for p in _LINKS_TO_EVENTS for pair in facts.on.get(p, ())]
    for one, other in links:
        near.setdefault(one, {one}).add(other)
        near.setdefault(other, {other}).add(one)
    return near
