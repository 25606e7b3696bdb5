"""Weighs claims: groups what they say on each point, finds where they disagree, applies the curators' decisions.

A point is a subject and a property. Values that can be true together support one finding, at the finest precision; a
coarse value supports every finer one that it fits, and is not a side of its own. Values that cannot be true together are a
conflict, which a decision must settle or leave open. Nothing is dropped: each statement of each claim ends up for or
against a finding, which is held, left open or rejected.

The chain: claims → statements (`statements`) → sides (`sides`) → resolutions (`resolve`) → findings (`findings`) → days
and bounds (`times`) → stances (`stances`). Each step returns values, faults included; only `weigh` raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from rdflib import URIRef
from rdflib.namespace import RDF

from csto_kg.errors import DataError, Fault, FindingsError
from csto_kg.ontology import Ontology
from csto_kg.read.records import Claim, Dataset, publications
from csto_kg.time.bounds import ANY_DAY
from csto_kg.time.days import Days, Span
from csto_kg.vocab import CSTO, short
from csto_kg.weigh.findings import (
    Finding,
    Settled,
    following,
    merged_findings,
    on_classes,
    on_point,
    overruled,
    without_unreal,
)
from csto_kg.weigh.policy import CURATED, Policy
from csto_kg.weigh.resolve import (
    Decisions,
    Judge,
    Resolution,
    WeighedConflict,
    conflicts_of,
    decision_faults,
    decisions_of,
)
from csto_kg.weigh.stances import Spoke, spoke_of, stances_of
from csto_kg.weigh.standing import lost_statements, without_claims
from csto_kg.weigh.statements import (
    Entities,
    Statement,
    asserted_and_denied,
    by_point,
    counted_claims,
    entities_of,
    relative_dates,
    source_name,
    statements_of,
)
from csto_kg.weigh.times import HeldTimes, Times, times_of

# The longest chain of events dated from each other. A longer one is taken to be a circle.
_LONGEST_CHAIN = 10


@dataclass(frozen=True, slots=True)
class Weighed:
    """Findings and conflicts; the days of events and the bounds of situations that follow.

    `held_times` says for each situation from what its bounds come. `attested` and `contested` give for each thing the
    claims for and against what is held of it (of a situation also on its start and end), none on both sides, and `differ`
    on what they differ; `spoke` has what each claim says of each point. `statements` counts the statements weighed.
    """

    findings: tuple[Finding, ...]
    conflicts: tuple[WeighedConflict, ...]
    events: Mapping[URIRef, Days]
    situations: Mapping[URIRef, Span]
    held_times: Mapping[URIRef, HeldTimes]
    attested: Mapping[URIRef, frozenset[URIRef]]
    contested: Mapping[URIRef, frozenset[URIRef]]
    statements: int
    differ: Mapping[URIRef, frozenset[str]] = field(default_factory=dict)
    spoke: Spoke | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class _Question:
    """The input of the weighing, which is the same in each round."""

    asserted: tuple[Statement, ...]
    denied: tuple[Statement, ...]
    entities: Entities
    decisions: Decisions


@dataclass(frozen=True, slots=True)
class _Round:
    """What one round of weighing gives: findings with their times, every resolution, and the statements asserted."""

    asserted: tuple[Statement, ...]
    times: Times
    findings: tuple[Finding, ...]
    resolutions: tuple[Resolution, ...]


def weigh(dataset: Dataset, ontology: Ontology, policy: Policy = CURATED) -> Weighed:
    """Weigh the claims that a policy counts, every one by default, and settle their conflicts by it.

    Under the curators' decisions on all claims every fault is raised at once: as DataError where a decision decides
    nothing or does not single out one side, or where an event or situation has no claim; as FindingsError where only
    decisions are missing. Under any other policy unsettled conflicts are left open, and things without a
    claim are left out. Raises DataError under every policy for dates that are counted from each other in a circle.
    """
    question, claims = _question(dataset, ontology, policy)
    entities, decisions = question.entities, question.decisions
    done = _settled_round(question, claims)
    missing = lost_statements((*done.asserted, *question.denied), done.findings)
    if policy.is_default:
        wrong = (*missing, *_data_faults(dataset, done, question))
        undecided = (*(r.undecided for r in done.resolutions if r.undecided is not None), *done.times.faults)
        _refuse(wrong, undecided)
    _refuse(missing, ())
    spoke = spoke_of(done.findings, done.asserted, question.denied, entities)
    stances = {thing: stances_of(thing, spoke) for thing in sorted(spoke.on) if spoke.is_real(thing)}
    return Weighed(
        done.findings,
        conflicts_of(done.resolutions, decisions, policy.is_default),
        done.times.events,
        done.times.situations,
        done.times.held,
        {thing: stance.attested for thing, stance in stances.items()},
        {thing: stance.contested for thing, stance in stances.items()},
        len(done.asserted) + len(question.denied),
        {thing: stance.differ for thing, stance in stances.items()},
        spoke,
    )


@dataclass(frozen=True, slots=True)
class Disagreements:
    """Where claims disagree: the points without a decision, the conflicts with one, and the sides of these by conflict."""

    undecided: tuple[Resolution, ...]
    conflicts: tuple[WeighedConflict, ...]
    sides: Mapping[URIRef, tuple[Resolution, ...]]


def disagreements(dataset: Dataset, ontology: Ontology) -> Disagreements:
    """Where the claims disagree, under the curators' decisions as far as there are any.

    Raises DataError only for dates that are counted from each other in a circle: all else can be decided first.
    """
    question, claims = _question(dataset, ontology, CURATED)
    done = _settled_round(question, claims)
    undecided = {r.point: r for r in done.resolutions if r.undecided is not None}
    sides: dict[URIRef, tuple[Resolution, ...]] = {}
    for r in done.resolutions:
        if r.conflict is not None:
            sides[r.conflict.iri] = (*sides.get(r.conflict.iri, ()), r)
    conflicts = conflicts_of(done.resolutions, question.decisions, keeps_all=True)
    return Disagreements(tuple(undecided[p] for p in sorted(undecided)), conflicts, sides)


def _question(dataset: Dataset, ontology: Ontology, policy: Policy) -> tuple[_Question, tuple[Claim, ...]]:
    """What there is to weigh under a policy, and the claims that it counts."""
    published = publications((c.source for c in dataset.claims), dataset.provenance)
    claims = tuple(counted_claims(dataset.claims, policy, published))
    entities = entities_of(dataset.register, ontology)
    judge = Judge(policy.rule, {c.iri: source_name(c) for c in claims}, published)
    decisions = decisions_of(dataset.conflicts, judge, {key.iri: key.name for key in ontology.keys.values()})
    asserting, denying = asserted_and_denied(claims)
    return _Question(
        statements_of(asserting, entities), statements_of(denying, entities), entities, decisions
    ), claims


def _refuse(wrong: Sequence[Fault], undecided: Sequence[Fault]) -> None:
    """Raise all faults together: data that is wrong makes it a DataError, missing decisions alone a FindingsError."""
    if wrong:
        raise DataError(*wrong, *undecided)
    if undecided:
        raise FindingsError(*undecided)


def _data_faults(dataset: Dataset, done: _Round, question: _Question) -> tuple[Fault, ...]:
    """What is wrong in the data files: decisions, events without claims, dates in a circle."""
    unsettled = frozenset(r.point[0] for r in done.resolutions if r.wrong is not None or r.undecided is not None)
    circle = _circle(dataset.claims, done.times.events)
    return (
        *decision_faults(done.resolutions, question.decisions),
        *without_claims(dataset, question.entities, done.findings, unsettled),
        *([_circle_fault(circle)] if circle else []),
    )


# --------------------------------------------------------------------------------------------------------------------
# Rounds: dates that are counted from other events move with these


def _settled_round(question: _Question, claims: Sequence[Claim]) -> _Round:
    """Weigh until the dates that are counted from other events no longer change.

    Raises DataError where they never stop changing. Other faults are not raised with it, since they may follow from it.
    """
    relative: tuple[Statement, ...] = ()
    for _ in range(_LONGEST_CHAIN):
        done = _weigh_round(question, relative)
        again = relative_dates(claims, done.times.events)
        if again == relative:
            return done
        relative = again
    raise DataError(_circle_fault(s.subject for s in relative))


def _circle_fault(events: Iterable[URIRef]) -> Fault:
    names = ", ".join(sorted({short(event) for event in events}))
    fix = "date one of them, or correct `reckonedFrom`"
    return Fault(f"dates are counted from each other in a circle: {names}", fix=fix)


def _circle(claims: Iterable[Claim], events: Mapping[URIRef, Days]) -> list[URIRef]:
    """Events that are dated by each other alone, so that none has a date."""
    links: dict[URIRef, set[URIRef]] = {}
    for claim in claims:
        for s, p, o in claim.triples:
            event = URIRef(str(s))
            if p == CSTO.reckonedFrom and events.get(event, ANY_DAY) == ANY_DAY:
                links.setdefault(event, set()).add(URIRef(str(o)))
    try:
        TopologicalSorter(links).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _weigh_round(question: _Question, relative: tuple[Statement, ...]) -> _Round:
    """Weigh everything once, with the relative dates as far as they are known."""
    asserted = (*question.asserted, *relative)
    decisions, entities = question.decisions, question.entities
    with_conflict = [(s, decisions.overrules(s)) for s in asserted]
    lost = [(s, conflict) for s, conflict in with_conflict if conflict is not None]
    settled = _on_all_points([s for s, conflict in with_conflict if conflict is None], question)
    findings = without_unreal(
        (
            *settled.findings,
            *following(settled.findings, entities),
            *overruled(lost, decisions.winners),
        ),
        entities,
    )
    times = times_of(findings, entities, decisions)
    return _Round(asserted, times, merged_findings(times.findings), (*settled.resolutions, *times.resolutions))


def _on_all_points(asserted: Sequence[Statement], question: _Question) -> Settled:
    """The findings on every point: on values first, then on the classes of each subject."""
    points, denials = by_point(asserted), by_point(question.denied)
    speaking: dict[URIRef, set[URIRef]] = {}
    for statement in asserted:
        speaking.setdefault(statement.subject, set()).add(statement.claim)
    entities, decisions = question.entities, question.decisions
    every, kind = sorted({*points, *denials}), RDF.type
    settled = [
        on_point(point, points.get(point, ()), denials.get(point, ()), entities.ontology, decisions)
        for point in every
        if point[1] != kind
    ]
    settled += [
        on_classes(
            subject,
            points.get((subject, kind), ()),
            denials.get((subject, kind), ()),
            frozenset(speaking.get(subject, ())),
            entities,
            decisions,
        )
        for subject in sorted({s for s, _ in every})
    ]
    return Settled(tuple(f for s in settled for f in s.findings), tuple(r for s in settled for r in s.resolutions))
