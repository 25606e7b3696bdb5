"""Findings, conflicts and decisions as RDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node

from csto_kg.rdf.spans import day_literal
from csto_kg.rdf.terms import to_rdflib
from csto_kg.read.records import CuratedConflict
from csto_kg.vocab import CSTO, beside, short
from csto_kg.weigh import Weighed, WeighedConflict
from csto_kg.weigh.findings import Finding
from csto_kg.weigh.periods import StancePeriod, periods_of

__all__ = ["conflict_triples", "findings_triples"]


def findings_triples(weighed: Weighed) -> Iterator[tuple[Node, Node, Node]]:
    """The findings, the claims for and against each thing and each period, and the conflicts with their decisions."""
    for finding in weighed.findings:
        yield from _finding_triples(finding)
    yield from _stance_triples(weighed)
    findings: dict[URIRef, list[Finding]] = {}
    for finding in weighed.findings:
        findings.setdefault(finding.subject, []).append(finding)
    for conflict in weighed.conflicts:
        yield from conflict_triples(conflict.curated, conflict.between)
        for subject in conflict.curated.about:
            for finding in _disputed(conflict, findings.get(subject, ())):
                yield conflict.curated.iri, CSTO.onFinding, finding.iri


def _finding_triples(f: Finding) -> Iterator[tuple[Node, Node, Node]]:
    yield f.iri, RDF.type, CSTO.Finding
    yield f.iri, RDF.subject, f.subject
    yield f.iri, RDF.predicate, f.property
    yield f.iri, RDF.object, f.value
    yield f.iri, CSTO.status, f.status
    for claim in f.supports:
        yield f.iri, CSTO.supportedBy, claim
    for claim in f.dissents:
        yield f.iri, CSTO.dissentedBy, claim
    for claim in f.rough:
        yield f.iri, CSTO.roughlySupportedBy, claim
    if f.conflict is not None:
        yield f.iri, CSTO.inConflict, f.conflict


def _stance_triples(weighed: Weighed) -> Iterator[tuple[Node, Node, Node]]:
    """The claims for and against each thing, what they differ on, and the same for each period of a situation."""
    for predicate, claims_of in ((CSTO.attestedBy, weighed.attested), (CSTO.contestedBy, weighed.contested)):
        for subject, claims in claims_of.items():
            yield from ((subject, predicate, claim) for claim in claims)
    differ = dict(weighed.differ)
    if weighed.spoke is not None:
        for situation, span in weighed.situations.items():
            found = periods_of(situation, span, weighed.spoke)
            for period in found.periods:
                yield from _period_triples(situation, period)
            known = differ.get(situation, frozenset())
            differ[situation] = known.union(point for point in found.differ if f"{point} (open)" not in known)
    for subject, points in differ.items():
        # Without spaces, so that several of them make a list.
        yield from ((subject, CSTO.contestedOn, Literal(point.replace(" ", "-"))) for point in points)


def _period_triples(situation: URIRef, period: StancePeriod) -> Iterator[tuple[Node, Node, Node]]:
    iri = beside(situation, "finding", f"{short(situation).replace(':', '/')}/from/{period.first.isoformat()}")
    yield iri, RDF.type, CSTO.AttestedPeriod
    yield iri, CSTO.periodOf, situation
    yield iri, CSTO.periodFrom, to_rdflib(day_literal(period.first))
    yield iri, CSTO.periodUntil, to_rdflib(day_literal(period.until))
    for claim in period.attested:
        yield iri, CSTO.attestedBy, claim
    for claim in period.contested:
        yield iri, CSTO.contestedBy, claim


def _disputed(conflict: WeighedConflict, on_subject: Sequence[Finding]) -> Iterator[Finding]:
    """The findings on one subject that a conflict is about: those that its claims support or contest.

    Every claim about a thing also supports that it exists. That finding is left out where the claims agree on it and
    have other findings too.
    """
    sides, predicate = frozenset(conflict.between), conflict.curated.property
    spoken = {f: sides.intersection((*f.supports, *f.dissents)) for f in on_subject}
    met = [f for f, claims in spoken.items() if claims and predicate in (None, f.property)]
    everybody = frozenset[URIRef]().union(*(spoken[f] for f in met))
    says_more = any(f.property != RDF.type for f in met)
    for f in met:
        is_agreed = f.property == RDF.type and not f.dissents and everybody.issubset(f.supports)
        if not (says_more and is_agreed):
            yield f


def conflict_triples(curated: CuratedConflict, between: Iterable[URIRef]) -> Iterator[tuple[Node, Node, Node]]:
    """A conflict and its decision; `between` are the claims that take sides."""
    yield curated.iri, RDF.type, CSTO.Conflict
    yield curated.iri, RDFS.label, Literal(curated.label, lang="en")
    yield curated.iri, CSTO.conflictType, curated.kind
    yield curated.iri, CSTO.decision, curated.decision
    for subject in curated.about:
        yield curated.iri, CSTO.about, subject
    for claim in between:
        yield curated.iri, CSTO.between, claim
    if curated.property is not None:
        yield curated.iri, CSTO.onProperty, curated.property
    yield curated.decision, RDF.type, CSTO.Decision
    yield curated.decision, RDFS.label, Literal(f"Decision: {curated.label}", lang="en")
    yield curated.decision, CSTO.outcome, curated.outcome
    yield curated.decision, CSTO.reason, Literal(curated.reason)
    for claim in curated.prefers:
        yield curated.decision, CSTO.prefers, claim
