"""What is only spoken of: the statements that a view leaves out, and the graph of those that stand in reported speech alone.

A debate that is announced, a state's joining that is proposed, an appeal that only one side reports: no source asserts that
there is such a thing, so the view has neither it nor what points to it. The graph of what is only reported has it, never
asserted: what the register declares of it, what is held to speak of it, and what it is reported to be. Whatever else a view
leaves out is counted by its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from rdflib import Graph, URIRef
from rdflib.namespace import RDF
from rdflib.term import Node

from csto_kg.rdf.spans import day_properties, span_properties
from csto_kg.rdf.terms import TermTriple, to_rdflib
from csto_kg.read.records import Claim
from csto_kg.time import bounds
from csto_kg.time.days import DateError, Days, Span
from csto_kg.time.edtf import Edtf, parse
from csto_kg.vocab import CSTO
from csto_kg.weigh.findings import Finding
from csto_kg.weigh.resolve import HELD, OPEN
from csto_kg.weigh.statements import Entities

__all__ = ["LeftOut", "Reported", "reported_of"]

_TYPE = RDF.type  # rdflib makes the term again each time it is asked


class LeftOut(StrEnum):
    """Why a view leaves out a thing, and each statement with it."""

    REPORTED = "only spoken of"
    """It stands in reported speech, or something that is held speaks of it, and no claim asserts it."""
    OPEN = "left open"
    """Claims disagree on whether there is one, and nothing decides between them."""
    REJECTED = "held not to be"
    """Claims deny it, or it lost a conflict; nobody is reported to speak of it."""
    NOT_COUNTED = "not spoken of"
    """No claim that counts under the policy says anything of it."""


@dataclass(frozen=True, slots=True)
class Reported:
    """The graph of what is only spoken of, and how many statements the view leaves out for each reason.

    The statements left out as only spoken of are in the graph. `misfits` are the attestations that no bound is made of,
    since they contradict the start or the end that is reported.
    """

    graph: Graph
    left_out: Mapping[LeftOut, int]
    misfits: int = 0


@dataclass(frozen=True, slots=True)
class _Mention:
    """A claim by which a thing is spoken of, and the statement or other thing in the view that speaks of it, if any."""

    thing: URIRef
    claim: URIRef
    speaking: URIRef | None


def reported_of(
    missing: Sequence[TermTriple],
    unreal: Collection[URIRef],
    claims: Iterable[Claim],
    findings: Iterable[Finding],
    entities: Entities,
) -> Reported:
    """The graph of what is only spoken of.

    `missing` are the statements that the view leaves out, `unreal` the things that it has not, `claims` those that count.
    """
    claims, findings = tuple(claims), tuple(findings)
    reasons = _reasons(unreal, claims, findings)
    spoken = {thing for thing in unreal if reasons[thing] is LeftOut.REPORTED}
    graph, counts = Graph(), Counter[LeftOut]()
    for triple in missing:
        reason = min((why for n in _ends(triple) if (why := reasons.get(n))), key=_BY_WEIGHT.index)
        counts[reason] += 1
        if reason is LeftOut.REPORTED:
            graph.add(triple)
    for claim in claims:
        for triple in _content(claim):
            if triple[0] in spoken and (triple[2] in spoken or triple[2] not in unreal):
                graph.add(triple)
    misfits = 0
    for thing in spoken:
        times = _times(thing, graph, entities)
        misfits += times.misfits
        for predicate, value in times.properties:
            graph.add((thing, predicate, value))
    for triple in _evidence(spoken, unreal, claims, findings):
        graph.add(triple)
    return Reported(graph, {reason: counts[reason] for reason in LeftOut if counts[reason]}, misfits)


# Of a statement with two things that are left out: the reason that keeps it out of the graph comes first.
_BY_WEIGHT = (LeftOut.OPEN, LeftOut.REJECTED, LeftOut.NOT_COUNTED, LeftOut.REPORTED)


def _ends(triple: TermTriple) -> tuple[Node, Node]:
    return triple[0], triple[2]


def _content(claim: Claim) -> Iterator[TermTriple]:
    return (triple for _, triples in claim.reported for triple in triples)


def _reasons(unreal: Collection[URIRef], claims: Sequence[Claim], findings: Sequence[Finding]) -> dict[Node, LeftOut]:
    """Why each thing is left out.

    What a source asserts and another denies is not only spoken of. What is denied and spoken of is: the denial stands
    against it.
    """
    named = {node for claim in claims for triple in _content(claim) for node in _ends(triple)}
    pointed = {f.value for f in findings if f.status == HELD}
    weighed = {f.subject for f in findings}
    asserted = {f.subject for f in findings if f.property == _TYPE and f.supports}
    left_open = {f.subject for f in findings if f.property == _TYPE and f.status == OPEN}

    def reason(thing: URIRef) -> LeftOut:
        if thing in left_open:
            return LeftOut.OPEN
        if (thing in named and thing not in asserted) or (thing in pointed and thing not in weighed):
            return LeftOut.REPORTED
        return LeftOut.REJECTED if thing in weighed else LeftOut.NOT_COUNTED

    return {thing: reason(thing) for thing in unreal}


def _evidence(
    spoken: Collection[URIRef],
    unreal: Collection[URIRef],
    claims: Sequence[Claim],
    findings: Sequence[Finding],
) -> Iterator[TermTriple]:
    """The claims by which each thing is spoken of, what speaks of it in them, and the claims against it."""
    for mention in _mentions(claims, findings):
        if mention.thing in spoken:
            yield mention.thing, CSTO.reportedBy, mention.claim
            if mention.speaking is not None and mention.speaking not in unreal:
                yield mention.thing, CSTO.spokenOfIn, mention.speaking
    for f in findings:
        if f.subject in spoken and f.property == _TYPE:
            yield from ((f.subject, CSTO.contestedBy, claim) for claim in f.dissents)


def _mentions(claims: Sequence[Claim], findings: Sequence[Finding]) -> Iterator[_Mention]:
    for claim in claims:
        speakers = {o: URIRef(str(s)) for s, p, o in claim.triples if p == CSTO.content}
        for name, triples in claim.reported:
            for node in {node for triple in triples for node in _ends(triple) if isinstance(node, URIRef)}:
                yield _Mention(node, claim.iri, speakers.get(name))
    for f in findings:
        if f.status == HELD and isinstance(f.value, URIRef):
            for claim_iri in f.supports:
                yield _Mention(f.value, claim_iri, f.subject)


# --------------------------------------------------------------------------------------------------------------------
# Times: whatever is reported of one thing counts, and several reports leave all days that any of them leaves


@dataclass(frozen=True, slots=True)
class _Times:
    """The bounds of a thing in time, and how many attestations of it fit no day that is reported."""

    properties: Sequence[tuple[URIRef, Node]]
    misfits: int = 0


def _times(thing: URIRef, graph: Graph, entities: Entities) -> _Times:
    if entities.is_a(thing, CSTO.Event):
        found, misfits = day_properties(_any_of(_dates(graph, thing, CSTO.date))), 0
    elif entities.is_a(thing, CSTO.Situation):
        span, misfits = _span(thing, graph)
        found = span_properties(span)
    else:
        return _Times(())
    return _Times([(predicate, to_rdflib(value)) for predicate, value in found], misfits)


def _span(thing: URIRef, graph: Graph) -> tuple[Span, int]:
    starts, stops, attested = (_dates(graph, thing, p) for p in (CSTO.begins, CSTO.ends, CSTO.holds))
    begin, end = _any_of(starts), _any_of(stops)
    if end.latest <= begin.earliest:  # reports that contradict each other leave every day
        begin, end = bounds.ANY_DAY, bounds.ANY_DAY
    fitting = [value for value in attested if not bounds.contradicts(value, begin, end)]
    return bounds.span(begin, end, fitting, bool(stops)), len(attested) - len(fitting)


def _any_of(dates: Sequence[Edtf]) -> Days:
    days = [bounds.days_of(value) for value in dates]
    return reduce(Days.hull, days) if days else bounds.ANY_DAY


def _dates(graph: Graph, thing: URIRef, predicate: URIRef) -> list[Edtf]:
    """The dates of a thing; what is not a date is reported by other rules."""
    found = []
    for text in sorted(map(str, graph.objects(thing, predicate))):
        with suppress(DateError):
            found.append(parse(text))
    return found
