"""Findings: what is held, left open or rejected on each point, with the claims for and against it.

Each function takes statements of one kind and returns findings with the resolutions behind them. Nothing is
dropped: each statement of each claim ends up for or against a finding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from rdflib import Literal, URIRef
from rdflib.namespace import RDF
from rdflib.term import Identifier

from csto_kg.ontology import Ontology
from csto_kg.read.records import CuratedConflict
from csto_kg.time.days import Days
from csto_kg.vocab import CSTO, beside, short
from csto_kg.weigh.resolve import HELD, OPEN, REJECTED, Decisions, Resolution, resolve
from csto_kg.weigh.sides import Side, excludes, sides_of
from csto_kg.weigh.statements import Entities, Point, Statement

_TYPE = RDF.type  # rdflib makes the term again each time it is asked


@dataclass(frozen=True, slots=True)
class Finding:
    """What is held, left open or rejected on one point, with the claims for and against it.

    `days` are the days that all supporting claims of a dated point leave; None for other points. `rough` are the supporting
    claims whose own value is less precise: one that gives only the year supports the year, and not the day.
    """

    iri: URIRef
    subject: URIRef
    property: URIRef
    value: Identifier
    supports: tuple[URIRef, ...]
    dissents: tuple[URIRef, ...]
    status: URIRef
    conflict: URIRef | None
    days: Days | None = None
    rough: tuple[URIRef, ...] = ()


class Settled(NamedTuple):
    """Findings, and the resolutions of the disagreements behind them."""

    findings: tuple[Finding, ...]
    resolutions: tuple[Resolution, ...] = ()


def finding_iri(subject: URIRef, predicate: URIRef, value: Identifier | None, claims: Iterable[URIRef]) -> URIRef:
    """`finding/<subject>/<property>`, beside the claims; for one of several values a name of the value is added."""
    path = short(subject).replace(":", "/")
    base = f"{path}/{predicate.rsplit('#', 1)[-1].rsplit('/', 1)[-1]}"
    if isinstance(value, URIRef):
        base = f"{base}/{short(value).replace(':', '/').replace('#', '/')}"
    elif value is not None:
        base = f"{base}/{hashlib.sha256(value.n3().encode()).hexdigest()[:12]}"
    return beside(min(claims, default=subject), "finding", base)


def on_point(
    point: Point,
    asserted: Sequence[Statement],
    denied: Sequence[Statement],
    ontology: Ontology,
    decisions: Decisions,
) -> Settled:
    """The findings on a point other than a class: one at most is held where the property can have one value."""
    if point[1] in ontology.functional and asserted:
        return _on_single_value(point, asserted, denied, decisions)
    return _on_values(point, asserted, denied, decisions)


def _on_values(
    point: Point, asserted: Sequence[Statement], denied: Sequence[Statement], decisions: Decisions
) -> Settled:
    """The findings on a point that can have several values: each value is weighed by itself."""
    findings, resolutions = [], []
    for value in sorted({s.value for s in (*asserted, *denied)}, key=lambda v: (type(v).__name__, v.n3())):
        supports, against = _claims_of(asserted, value), _claims_of(denied, value)
        status, conflict = (HELD if supports else REJECTED), None
        if supports and against:
            sides = [Side(value, supports, None), Side(Literal("not so"), against, None)]
            resolution = resolve(point, sides, decisions)
            resolutions.append(resolution)
            status, conflict = resolution.status(sides[0]), resolution.conflict_iri
        findings.append(_finding(point, value, supports, against, status, conflict))
    return Settled(tuple(findings), tuple(resolutions))


def _on_single_value(
    point: Point, asserted: Sequence[Statement], denied: Sequence[Statement], decisions: Decisions
) -> Settled:
    """The findings on a point that can have one value: one for each side, the winner without a value in its name."""
    sides = sides_of(asserted)
    everyone = frozenset(s.claim for s in asserted)
    against = {side: frozenset(s.claim for s in denied if excludes(s.value, side)) for side in sides}
    deniers = frozenset().union(*against.values())
    resolution = None
    if len(sides) > 1 or deniers:
        denial = [Side(Literal("not so"), deniers, None)] if deniers else []
        resolution = resolve(point, [*sides, *denial], decisions)
    winner = resolution.winner if resolution else sides[0]
    findings = []
    for side in sides:
        dissents = (everyone | against[side]) - side.claims
        status = resolution.status(side) if resolution else HELD
        conflict = resolution.conflict_iri if resolution else None
        iri = finding_iri(*point, None if side == winner else side.value, side.claims)
        found = _finding(point, side.value, side.claims, dissents, status, conflict, iri, side.days)
        findings.append(replace(found, rough=tuple(sorted(side.rough))))
    for value in sorted({s.value for s in denied} - {s.value for s in asserted}):
        findings.append(_finding(point, value, frozenset(), _claims_of(denied, value), REJECTED, None))
    return Settled(tuple(findings), (resolution,) if resolution else ())


def _claims_of(statements: Iterable[Statement], value: Identifier) -> frozenset[URIRef]:
    return frozenset(s.claim for s in statements if s.value == value)


def _finding(
    point: Point,
    value: Identifier,
    supports: Collection[URIRef],
    dissents: Collection[URIRef],
    status: URIRef,
    conflict: URIRef | None,
    iri: URIRef | None = None,
    days: Days | None = None,
) -> Finding:
    iri = finding_iri(*point, value, (*supports, *dissents)) if iri is None else iri
    return Finding(iri, *point, value, tuple(sorted(supports)), tuple(sorted(dissents)), status, conflict, days)


def on_classes(
    subject: URIRef,
    asserted: Sequence[Statement],
    denied: Sequence[Statement],
    speaking: frozenset[URIRef],
    entities: Entities,
    decisions: Decisions,
) -> Settled:
    """The findings on the classes of an entity; for an event or situation, also on its existence.

    `speaking` are the claims that say anything about it: a claim that dates an exercise implies that there was one.
    """
    point = (subject, RDF.type)
    claimed = _claimed_classes(subject, asserted, denied, speaking, entities)
    deniers = frozenset(s.claim for s in denied)
    supporting = frozenset().union(*claimed.values())
    clashing = _clashing(claimed, entities.ontology)
    if clashing:
        sides = [Side(cls, claimed[cls], None) for cls in sorted(clashing)]
    elif deniers and supporting:
        sides = [Side(Literal("it is so"), supporting, None), Side(Literal("it is not so"), deniers, None)]
    else:
        sides = []
    resolution = resolve(point, sides, decisions) if sides else None
    findings = []
    for cls, supports in sorted(claimed.items()):
        if not supports and not deniers:
            continue  # claims deny only single facts of it, and each of these is weighed on its own point
        status, conflict, rivals = (HELD if supports else REJECTED), None, frozenset[URIRef]()
        if cls in clashing:
            rivals = frozenset().union(*(claimed[other] for other in clashing - {cls}))
        if resolution is not None and (cls in clashing or not clashing):
            side = next((s for s in sides if s.value == cls), sides[0])
            status, conflict = resolution.status(side), resolution.conflict_iri
        findings.append(_finding(point, cls, supports, (rivals | deniers) - supports, status, conflict))
    return Settled(tuple(findings), (resolution,) if resolution else ())


def _claimed_classes(
    subject: URIRef,
    asserted: Sequence[Statement],
    denied: Sequence[Statement],
    speaking: frozenset[URIRef],
    entities: Entities,
) -> dict[URIRef, frozenset[URIRef]]:
    """The classes of an entity, asserted, declared or denied, each with the claims that support it."""
    claimed: dict[URIRef, frozenset[URIRef]] = {URIRef(str(s.value)): frozenset() for s in denied}
    for statement in asserted:
        cls = URIRef(str(statement.value))
        claimed[cls] = claimed.get(cls, frozenset()) | {statement.claim}
    if entities.is_occurrent(subject):
        for cls in entities.types(subject):
            claimed[cls] = claimed.get(cls, frozenset()) | speaking
    return claimed


def _clashing(claimed: Mapping[URIRef, frozenset[URIRef]], ontology: Ontology) -> set[URIRef]:
    """The classes with support that are disjoint with another one with support."""
    supported = [cls for cls, claims in claimed.items() if claims]
    return {a for a in supported for b in supported if ontology.are_disjoint(a, b)}


def following(findings: Iterable[Finding], entities: Entities) -> tuple[Finding, ...]:
    """The findings on situations without a claim of their own, which follow from their events.

    A situation is held if all events that start it are held, or any event that ends it.
    """
    of_type = {f.subject: f for f in findings if f.property == _TYPE and f.value in entities.types(f.subject)}
    found: list[Finding] = []
    for subject in sorted(entities.classes):
        if subject in of_type or not entities.is_a(subject, CSTO.Situation):
            continue
        begun = [of_type.get(e) for e in entities.linked(subject, CSTO.begunBy)]
        ended = [of_type.get(e) for e in entities.linked(subject, CSTO.endedBy)]
        real = [f for f in (*begun, *ended) if f is not None and f.status == HELD]
        if (begun and all(f in real for f in begun)) or any(f in real for f in ended):
            supports = frozenset(c for f in real for c in f.supports)
            found += [_finding((subject, RDF.type), cls, supports, (), HELD, None) for cls in entities.types(subject)]
    return tuple(found)


def overruled(
    lost: Iterable[tuple[Statement, CuratedConflict]], winners: Mapping[URIRef, frozenset[URIRef]]
) -> tuple[Finding, ...]:
    """The statements of claims that lost a terminology conflict: rejected, with the preferred claims against them."""
    groups: dict[tuple[Point, Identifier, URIRef], set[URIRef]] = {}
    for statement, conflict in lost:
        groups.setdefault((statement.point, statement.value, conflict.iri), set()).add(statement.claim)
    return tuple(
        _finding(point, value, claims, winners[conflict], REJECTED, conflict)
        for (point, value, conflict), claims in groups.items()
    )


def without_unreal(findings: Sequence[Finding], entities: Entities) -> tuple[Finding, ...]:
    """The findings, none of them held on an event or situation that is not held itself.

    Findings on one whose existence is left open are left open; findings on one that is rejected are rejected.
    """
    existence = [f for f in findings if f.property == _TYPE and entities.is_occurrent(f.subject)]
    unreal = {f.subject for f in existence} - {f.subject for f in existence if f.status == HELD}
    open_ = {f.subject for f in existence if f.status == OPEN} & unreal
    return tuple(
        replace(f, status=OPEN if f.subject in open_ else REJECTED) if f.subject in unreal and f.status == HELD else f
        for f in findings
    )


def merged_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding for each identifier, in order. It has the claims of all findings with that identifier."""
    by_iri: dict[URIRef, Finding] = {}
    for f in findings:
        old = by_iri.get(f.iri)
        by_iri[f.iri] = f if old is None else _one_of(old, f)
    return tuple(sorted(by_iri.values(), key=lambda f: f.iri))


def _one_of(old: Finding, new: Finding) -> Finding:
    kept, lost = (old, new) if old.status != REJECTED else (new, old)
    supports, dissents = set(kept.supports), {*old.dissents, *new.dissents}
    if kept.status == REJECTED:
        supports |= set(lost.supports)
    else:
        dissents |= set(lost.supports)
    return replace(
        kept,
        supports=tuple(sorted(supports)),
        dissents=tuple(sorted(dissents - supports)),
        conflict=kept.conflict or lost.conflict,
    )
