"""Weighs claims: groups what they say on each point, finds where they disagree, applies the curators' decisions.

A point is a subject and a property. Values that can be true together support one finding, at the finest precision; a
coarse value supports every finer one it fits and is no side of its own. Values that cannot be true together are a
conflict, which a decision must settle or leave open; without one the build stops. Nothing is dropped: each statement of
each claim ends up for or against a finding, held, open or rejected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple, TypeAlias

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF
from rdflib.term import Identifier

from csto_kg.errors import DataError, Fault, FindingsError
from csto_kg.ontology import Ontology
from csto_kg.read.records import DENIES, Claim, CuratedConflict, Dataset, publications
from csto_kg.time import bounds
from csto_kg.time.days import Days, Span
from csto_kg.time.edtf import Edtf, parse
from csto_kg.time.relative import parse_relative
from csto_kg.vocab import CSTO, EDTF, FINDING, ID, SOURCE, short
from csto_kg.weigh.policy import CURATED, Policy, Rule

Point: TypeAlias = tuple[URIRef, URIRef]

HELD, OPEN, REJECTED = ID["finding-status/held"], ID["finding-status/open"], ID["finding-status/rejected"]
PREFERRED, LEFT_OPEN, BOTH = ID["outcome/preferred"], ID["outcome/open"], ID["outcome/both"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is held, left open or rejected on one point, with the claims for and against it.

    `days` are the days that all supporting claims of a dated point leave; None for other points.
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


@dataclass(frozen=True, slots=True)
class Conflict:
    """A decided disagreement. `between` are the claims that take sides; `is_found` tells it from a curated one."""

    curated: CuratedConflict
    between: tuple[URIRef, ...]
    is_found: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """Findings and conflicts; the days of events and the bounds of situations that follow.

    `attested` and `contested` give for each thing the claims for and against what is held of it (of a situation also on
    the days of its beginning and ending events). `statements` counts the statements weighed.
    """

    findings: tuple[Finding, ...]
    conflicts: tuple[Conflict, ...]
    events: Mapping[URIRef, Days]
    situations: Mapping[URIRef, Span]
    attested: Mapping[URIRef, frozenset[URIRef]]
    contested: Mapping[URIRef, frozenset[URIRef]]
    statements: int


class _Statement(NamedTuple):
    """One statement of one claim, on the point where it is weighed."""

    claim: URIRef
    subject: URIRef
    property: URIRef
    value: Identifier


class _Side(NamedTuple):
    """Values that can be true together: the finest of them, and the claims that say so."""

    value: Identifier
    claims: frozenset[URIRef]
    days: Days | None


class _Model(NamedTuple):
    """What weighing asks of the register and the ontology."""

    ontology: Ontology
    register: Graph
    classes: Mapping[URIRef, Sequence[URIRef]]

    def types(self, subject: URIRef) -> Sequence[URIRef]:
        return self.classes.get(subject, ())

    def happens(self, subject: URIRef) -> bool:
        """Whether a subject is an event, situation or observation: something only claims bring into the view."""
        return any(map(self.ontology.is_occurrent, self.types(subject)))

    def is_situation(self, subject: URIRef) -> bool:
        return any(self.ontology.is_a(t, CSTO.Situation) for t in self.types(subject))

    def is_event(self, subject: URIRef) -> bool:
        return any(self.ontology.is_a(t, CSTO.Event) for t in self.types(subject))

    def linked(self, subject: URIRef, predicate: URIRef) -> list[URIRef]:
        return sorted(URIRef(str(o)) for o in self.register.objects(subject, predicate))

    def point(self, subject: URIRef, predicate: URIRef) -> Point:
        """Where a statement is weighed: the begin or end of a situation on the one event that begins or ends it."""
        link = {CSTO.begins: CSTO.begunBy, CSTO.ends: CSTO.endedBy}.get(predicate)
        events = self.linked(subject, link) if link else []
        return (events[0], CSTO.date) if len(events) == 1 else (subject, predicate)


def _model(ontology: Ontology, register: Graph) -> _Model:
    classes: dict[URIRef, list[URIRef]] = {}
    for subject, cls in register.subject_objects(RDF.type):
        classes.setdefault(URIRef(str(subject)), []).append(URIRef(str(cls)))
    return _Model(ontology, register, {subject: sorted(found) for subject, found in classes.items()})


def weigh(dataset: Dataset, ontology: Ontology, policy: Policy = CURATED) -> Weighed:
    """Weigh the claims that a policy counts, every one by default, and settle their conflicts by it.

    Under the curators' decisions on all claims it raises FindingsError for conflicts without a decision, and DataError
    for decisions that decide nothing or do not single out one side, and for events and situations of which no claim
    speaks. Under any other policy what nothing settles stays open, and what nobody speaks of is not there.
    """
    reckoned: tuple[_Statement, ...] = ()
    for _ in range(_LONGEST_CHAIN):
        weighed, judgement = _weigh_once(dataset, ontology, policy, reckoned)
        again = _reckoned(dataset, policy, weighed.events)
        if again == reckoned:
            if policy.is_default:
                judgement.check()
                if circle := _circle(dataset, weighed.events):
                    raise _in_a_circle(circle)
            return weighed
        reckoned = again
    raise _in_a_circle([s.subject for s in reckoned])


# How many events can be dated one from the other, before they are taken to run in a circle.
_LONGEST_CHAIN = 10


def _in_a_circle(events: Iterable[URIRef]) -> DataError:
    told = ", ".join(sorted({short(event) for event in events}))
    fix = "date one of them, or correct `reckonedFrom`"
    return DataError(Fault(f"dates are reckoned from each other in a circle: {told}", fix=fix))


def _circle(dataset: Dataset, events: Mapping[URIRef, Days]) -> list[URIRef]:
    """Events that are dated by each other alone, so that none has a date."""
    told = [t for claim in dataset.claims for t in claim.triples if t[1] == CSTO.reckonedFrom]
    links: dict[URIRef, set[URIRef]] = {}
    for event, source in ((URIRef(str(s)), URIRef(str(o))) for s, _, o in told):
        if events.get(event, bounds.ANY_DAY) == bounds.ANY_DAY:
            links.setdefault(event, set()).add(source)
    try:
        TopologicalSorter(links).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _reckoned(dataset: Dataset, policy: Policy, events: Mapping[URIRef, Days]) -> tuple[_Statement, ...]:
    """The dates that claims count from other events, worked out from the days of these."""
    found = []
    for claim in _counted(dataset, policy):
        of: dict[URIRef, dict[URIRef, str]] = {}
        for s, p, o in claim.triples:
            if p in (CSTO.reckonedFrom, CSTO.reckoned):
                of.setdefault(URIRef(str(s)), {})[URIRef(str(p))] = str(o)
        for subject, told in of.items():
            event = events.get(URIRef(told.get(CSTO.reckonedFrom, "")))
            if event is not None and CSTO.reckoned in told:
                days = parse_relative(told[CSTO.reckoned]).days(event)
                if days != bounds.ANY_DAY:
                    value = Literal(bounds.shown(days, ""), datatype=EDTF.EDTF, normalize=False)
                    found.append(_Statement(claim.iri, subject, CSTO.date, value))
    return tuple(sorted(found))


def _counted(dataset: Dataset, policy: Policy) -> tuple[Claim, ...]:
    published = publications((c.source for c in dataset.claims), dataset.provenance)
    names = {source: source.removeprefix(str(SOURCE)) for source in {c.source for c in dataset.claims}}
    return tuple(c for c in dataset.claims if policy.counts(names[c.source], published[names[c.source]]))


class _Judgement(NamedTuple):
    """What of the curators' work is wrong or missing."""

    decisions: _Decisions
    undeclared: list[Fault]

    def check(self) -> None:
        """Raise it."""
        self.decisions.check()
        if self.undeclared:
            raise DataError(*self.undeclared)


def _weigh_once(
    dataset: Dataset, ontology: Ontology, policy: Policy, reckoned: Sequence[_Statement]
) -> tuple[Weighed, _Judgement]:
    """Weigh the claims, with the dates that are reckoned from other events as they are known so far."""
    model = _model(ontology, dataset.register)
    published = publications((c.source for c in dataset.claims), dataset.provenance)
    counted = _counted(dataset, policy)
    said, denied = _statements(counted, model)
    said += reckoned
    judge = _Judge(policy.rule, {c.iri: c.source.removeprefix(str(SOURCE)) for c in counted}, published)
    names = {key.iri: key.name for key in ontology.keys.values()}
    decisions = _Decisions(dataset.conflicts, names, judge, policy.is_default)
    findings: list[Finding] = []
    points: dict[Point, list[_Statement]] = {}
    overruled: list[tuple[_Statement, CuratedConflict]] = []
    for statement in said:
        conflict = decisions.overrules(statement)
        if conflict is None:
            points.setdefault((statement.subject, statement.property), []).append(statement)
        else:
            overruled.append((statement, conflict))
    denials: dict[Point, list[_Statement]] = {}
    for statement in denied:
        denials.setdefault((statement.subject, statement.property), []).append(statement)
    about = _about(said, overruled)
    for point in sorted({*points, *denials}):
        if point[1] != RDF.type:
            findings += _weigh_point(point, points.get(point, []), denials.get(point, []), model, decisions)
    for subject in sorted({s for s, _ in (*points, *denials)}):
        of_type = points.get((subject, RDF.type), [])
        against = denials.get((subject, RDF.type), [])
        findings += _weigh_types(subject, about.get(subject, frozenset()), of_type, against, model, decisions)
    findings += _following(findings, model)
    findings += _overruled(overruled, decisions)
    unreal = {f.subject for f in findings if f.property == RDF.type and model.happens(f.subject)} - {
        f.subject for f in findings if f.property == RDF.type and f.status == HELD
    }
    # What is told of a thing whose very existence is left open is open too.
    open_ = {f.subject for f in findings if f.property == RDF.type and f.status == OPEN and f.subject in unreal}
    findings = [
        replace(f, status=OPEN if f.subject in open_ else REJECTED) if f.subject in unreal and f.status == HELD else f
        for f in findings
    ]
    events, situations, findings = _times(findings, model, decisions)
    findings = sorted(_merged(findings), key=lambda f: f.iri)
    _account(said, denied, findings)
    conflicts = decisions.conflicts()
    attested, contested = _standing(findings, model)
    weighed = Weighed(tuple(findings), conflicts, events, situations, attested, contested, len(said) + len(denied))
    return weighed, _Judgement(decisions, _silent(dataset, model, findings) if policy.is_default else [])


# ---------------------------------------------------------------------------------------------------------------
# What the claims say, point by point
# ---------------------------------------------------------------------------------------------------------------


def _statements(claims: Iterable[Claim], model: _Model) -> tuple[list[_Statement], list[_Statement]]:
    """The statements of the claims on the points where they are weighed: those asserted, those denied."""
    said: list[_Statement] = []
    denied: list[_Statement] = []
    for claim in claims:
        into = denied if claim.stance == DENIES else said
        # The content of reported speech is in graphs of its own, so no statement here is somebody else's.
        for s, p, o in claim.triples:
            subject, predicate = model.point(URIRef(str(s)), URIRef(str(p)))
            into.append(_Statement(claim.iri, subject, predicate, o))
    return said, denied


def _about(
    said: Sequence[_Statement], overruled: Sequence[tuple[_Statement, CuratedConflict]]
) -> dict[URIRef, frozenset[URIRef]]:
    """The claims that speak of each subject and are not overruled on it."""
    against = {statement for statement, _ in overruled}
    speaking: dict[URIRef, set[URIRef]] = {}
    for statement in said:
        if statement not in against:
            speaking.setdefault(statement.subject, set()).add(statement.claim)
    return {subject: frozenset(claims) for subject, claims in speaking.items()}


def _edtf(value: Identifier) -> Edtf:
    return parse(str(value))


def _is_date(value: Identifier) -> bool:
    return isinstance(value, Literal) and value.datatype == EDTF.EDTF


def _sides(statements: Sequence[_Statement]) -> list[_Side]:
    """The sides of a single-valued point: maximal sets of claims whose values can all be true."""
    if not all(_is_date(s.value) for s in statements):
        groups: dict[object, list[_Statement]] = {}
        for s in statements:
            groups.setdefault(_comparable(s.value), []).append(s)
        return [_Side(min(s.value for s in g), frozenset(s.claim for s in g), None) for g in groups.values()]
    dated = [(bounds.days_of(_edtf(s.value)), s) for s in statements]
    sides = []
    for clique in cliques([days for days, _ in dated]):
        members = [dated[i] for i in clique]
        # Ties in width go to the value that sorts first, so that two builds agree.
        _, finest = min(members, key=lambda m: (m[0].width, str(m[1].value)))
        common = members[0][0]
        for days, _ in members[1:]:
            common = common.intersection(days) or common
        sides.append(_Side(finest.value, frozenset(s.claim for _, s in members), common))
    return sides


def cliques(intervals: Sequence[Days]) -> list[tuple[int, ...]]:
    """The maximal sets of intervals that share a day, as indexes, by the first day shared.

    Intervals that overlap pairwise share a day (Helly), so a sweep over begins and ends finds every maximal clique of
    their overlap graph.
    """
    marks = sorted(
        [(d.earliest, 0, i) for i, d in enumerate(intervals)] + [(d.latest, 1, i) for i, d in enumerate(intervals)]
    )
    active: set[int] = set()
    found: list[tuple[int, ...]] = []
    grew = False
    for _, is_close, index in marks:
        if is_close:
            if grew:
                found.append(tuple(sorted(active)))
            active.discard(index)
            grew = False
        else:
            active.add(index)
            grew = True
    return found


def _comparable(value: Identifier) -> object:
    return Decimal(str(value)) if isinstance(value, Literal) and _is_number(str(value)) else value


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()


# ---------------------------------------------------------------------------------------------------------------
# Decisions
# ---------------------------------------------------------------------------------------------------------------


class _Judge(NamedTuple):
    """A policy's rule, and what it asks of claims: their sources, and when these were published."""

    rule: Rule
    source_of: Mapping[URIRef, str]
    published: Mapping[str, Days | None]

    def best(self, sides: Sequence[_Side]) -> _Side | None:
        """The side that wins by the rule, or None where the rule does not tell."""
        winners = [s for s in sides if all(self._beats(s, other) for other in sides if other is not s)]
        return winners[0] if len(winners) == 1 else None

    def _beats(self, a: _Side, b: _Side) -> bool:
        if self.rule is Rule.MAJORITY:
            return len(self._sources(a)) > len(self._sources(b))
        if self.rule is Rule.MOST_PRECISE:
            return a.days is not None and b.days is not None and a.days.width < b.days.width
        of_a, of_b = self._last(a), self._last(b)
        return of_a is not None and of_b is not None and of_a.earliest > of_b.latest

    def _sources(self, side: _Side) -> set[str]:
        return {self.source_of[c] for c in side.claims}

    def _last(self, side: _Side) -> Days | None:
        """The days on which the latest source of a side can have appeared."""
        days = [d for s in self._sources(side) if (d := self.published[s]) is not None]
        return bounds.later_of(days) if days else None


class _Decisions:
    """How conflicts are settled: by the curators' decisions, or by another rule. Keeps which decisions were needed."""

    def __init__(
        self, curated: Sequence[CuratedConflict], names: Mapping[URIRef, str], judge: _Judge, is_strict: bool
    ) -> None:
        self.names = names  # of the properties, as curators write them
        self.judge = judge
        self.is_strict = is_strict  # all claims are weighed, by the curators: what is not settled is a fault
        self.of_point: dict[Point, CuratedConflict] = {}
        self.curated = curated
        self.sides: dict[CuratedConflict, set[URIRef]] = {}
        self.winners: dict[CuratedConflict, frozenset[URIRef]] = {}
        self.faults: list[Fault] = []
        self.undecided: list[Fault] = []
        for point, conflict in [((s, c.property), c) for c in curated if c.property is not None for s in c.about]:
            first = self.of_point.setdefault(point, conflict)
            if first is not conflict:
                message = f"decides {short(point[0])} {short(point[1])} again, after {short(first.iri)}"
                self.faults.append(Fault(message, short(conflict.iri), conflict.where, "keep one of the two"))
        # The claims that lose a conflict of words, as far as both sides are there to disagree.
        self.of_words = [c for c in curated if c.property is None]
        self.losers = {c: self._losing(c) for c in self.of_words if c.outcome == PREFERRED}

    def _losing(self, conflict: CuratedConflict) -> frozenset[URIRef]:
        present = [c for c in conflict.between if c in self.judge.source_of]
        first = _Side(Literal("preferred"), frozenset(c for c in present if c in conflict.prefers), None)
        other = _Side(Literal("not preferred"), frozenset(present) - first.claims, None)
        if not (first.claims and other.claims):
            return frozenset()
        winner = first if self.judge.rule is Rule.CURATED else self.judge.best([first, other])
        if winner is None:
            return frozenset()
        self.winners[conflict] = winner.claims
        return other.claims if winner is first else first.claims

    def overrules(self, statement: _Statement) -> CuratedConflict | None:
        """The conflict of words in which a claim lost what it says of a subject."""
        for conflict, losers in self.losers.items():
            if statement.claim in losers and statement.subject in conflict.about:
                return conflict
        return None

    def decide(self, point: Point, sides: Sequence[_Side]) -> tuple[CuratedConflict | None, _Side | None]:
        """The record of a conflict the build found, and the side that wins (None where it is left open)."""
        subject, predicate = point
        conflict = self.of_point.get(point)
        in_all = frozenset.intersection(*(side.claims for side in sides))
        taking_sides = frozenset.union(*(side.claims for side in sides)) - in_all
        if conflict is None:
            self.undecided.append(_undecided(point, sides, in_all, self.names.get(predicate, short(predicate))))
            return None, self.judge.best(sides) if self.judge.rule is not Rule.CURATED else None
        self.sides.setdefault(conflict, set()).update(taking_sides)
        if self.judge.rule is not Rule.CURATED:
            winner = self.judge.best(sides)
            if winner is not None:
                self.winners[conflict] = winner.claims & taking_sides
            return conflict, winner
        if conflict.outcome == LEFT_OPEN:
            return conflict, None
        chosen = [
            side
            for side in sides
            if set(conflict.prefers) & taking_sides <= side.claims and set(conflict.prefers) & side.claims
        ]
        if conflict.outcome == BOTH or len(chosen) != 1:
            what = "both cannot stand" if conflict.outcome == BOTH else "prefers does not single out one side"
            told = " | ".join(_side_text(side, in_all) for side in sides)
            fix = f"name the claims of one side: {told}"
            subject_text = f"{short(subject)} {short(predicate)}"
            self.faults.append(Fault(f"{what} on {subject_text}", short(conflict.iri), conflict.where, fix))
            return conflict, None
        self.winners[conflict] = chosen[0].claims & taking_sides
        return conflict, chosen[0]

    def check(self) -> None:
        """Raise what is wrong with the curators' decisions, and what has none."""
        for (subject, predicate), conflict in self.of_point.items():
            if conflict not in self.sides:
                fix = "remove it, or correct what it is about"
                message = f"decides nothing: the claims agree on {short(subject)} {short(predicate)}"
                self.faults.append(Fault(message, short(conflict.iri), conflict.where, fix))
        if self.faults:
            raise DataError(*self.faults)
        if self.undecided:
            raise FindingsError(*self.undecided)

    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts that the counted claims are in, each with the decision that the policy takes on it."""
        found = [Conflict(self._settled(c), tuple(sorted(self.sides[c])), True) for c in self.sides]
        for c in self.of_words:
            present = tuple(claim for claim in c.between if claim in self.judge.source_of)
            if self.is_strict or len(present) > 1:
                found.append(Conflict(self._settled(c), present, False))
        return tuple(sorted(found, key=lambda c: c.curated.iri))

    def _settled(self, conflict: CuratedConflict) -> CuratedConflict:
        if self.judge.rule is Rule.CURATED or (conflict.property is None and conflict.outcome != PREFERRED):
            return replace(conflict, prefers=tuple(c for c in conflict.prefers if c in self.judge.source_of))
        winners = self.winners.get(conflict, frozenset())
        reason = f"By the rule {self.judge.rule}; the curators' reason: {conflict.reason}"
        outcome = PREFERRED if winners else LEFT_OPEN
        return replace(conflict, outcome=outcome, prefers=tuple(sorted(winners)), reason=reason)


def _side_text(side: _Side, in_all: frozenset[URIRef]) -> str:
    return f"{short(str(side.value))} by {', '.join(short(c) for c in sorted(side.claims - in_all))}"


def _undecided(point: Point, sides: Sequence[_Side], in_all: frozenset[URIRef], name: str) -> Fault:
    subject, predicate = point
    told = " | ".join(_side_text(side, in_all) for side in sides)
    fix = f"decide it in data/decisions: about: {short(subject)}, property: {name}"
    return Fault(f"claims disagree on {short(predicate)}: {told}", short(subject), None, fix)


# ---------------------------------------------------------------------------------------------------------------
# Findings
# ---------------------------------------------------------------------------------------------------------------


def _finding_iri(subject: URIRef, predicate: URIRef, value: Identifier | None) -> URIRef:
    """`finding/<subject>/<property>`, and for one of several values a name of the value behind it."""
    path = short(subject).replace(":", "/")
    base = f"{path}/{predicate.rsplit('#', 1)[-1].rsplit('/', 1)[-1]}"
    if value is None:
        return FINDING[base]
    if isinstance(value, URIRef):
        return FINDING[f"{base}/{short(value).replace(':', '/').replace('#', '/')}"]
    return FINDING[f"{base}/{hashlib.sha256(value.n3().encode()).hexdigest()[:12]}"]


def _weigh_point(
    point: Point, said: Sequence[_Statement], denied: Sequence[_Statement], model: _Model, decisions: _Decisions
) -> list[Finding]:
    subject, predicate = point
    if predicate in model.ontology.functional and said:
        return _weigh_single(point, said, denied, decisions)
    findings = []
    for value in sorted({s.value for s in (*said, *denied)}, key=lambda v: (type(v).__name__, v.n3())):
        supports = frozenset(s.claim for s in said if s.value == value)
        against = frozenset(s.claim for s in denied if s.value == value)
        status, conflict = (HELD if supports else REJECTED), None
        if supports and against:
            conflict, chosen = decisions.decide(
                point, [_Side(value, supports, None), _Side(Literal("not so"), against, None)]
            )
            status = OPEN if chosen is None else HELD if chosen.claims == supports else REJECTED
        iri = _finding_iri(subject, predicate, value)
        findings.append(_finding(iri, point, value, supports, against, status, conflict))
    return findings


def _finding(
    iri: URIRef,
    point: Point,
    value: Identifier,
    supports: frozenset[URIRef],
    dissents: frozenset[URIRef],
    status: URIRef,
    conflict: CuratedConflict | None,
    days: Days | None = None,
) -> Finding:
    of = conflict.iri if conflict else None
    return Finding(iri, *point, value, tuple(sorted(supports)), tuple(sorted(dissents)), status, of, days)


def _weigh_single(
    point: Point, said: Sequence[_Statement], denied: Sequence[_Statement], decisions: _Decisions
) -> list[Finding]:
    sides = _sides(said)
    everyone = frozenset(s.claim for s in said)
    against = {side: frozenset(s.claim for s in denied if _excludes(s.value, side)) for side in sides}
    deniers = frozenset().union(*against.values())
    conflict: CuratedConflict | None = None
    chosen: _Side | None = sides[0]
    if len(sides) > 1 or deniers:
        denial = [_Side(Literal("not so"), deniers, None)] if deniers else []
        conflict, chosen = decisions.decide(point, [*sides, *denial])
    findings = []
    for side in sides:
        status = OPEN if chosen is None else HELD if side == chosen else REJECTED
        iri = _finding_iri(*point, None if side == chosen else side.value)
        dissents = (everyone | against[side]) - side.claims
        findings.append(_finding(iri, point, side.value, side.claims, dissents, status, conflict, side.days))
    for value in sorted({s.value for s in denied} - {s.value for s in said}):
        claims = frozenset(s.claim for s in denied if s.value == value)
        iri = _finding_iri(*point, value)
        findings.append(_finding(iri, point, value, frozenset(), claims, REJECTED, None))
    return findings


def _excludes(denied: Identifier, side: _Side) -> bool:
    """Whether nothing is left of a side where a value is denied; to deny one day of a year leaves the year."""
    if side.days is not None and _is_date(denied):
        return bounds.days_of(_edtf(denied)).covers(side.days)
    return _comparable(denied) == _comparable(side.value)


def _weigh_types(
    subject: URIRef,
    speaking: frozenset[URIRef],
    of_type: Sequence[_Statement],
    against: Sequence[_Statement],
    model: _Model,
    decisions: _Decisions,
) -> list[Finding]:
    """That a subject is of its classes; for events, situations and observations, that there is such a thing at all."""
    point = (subject, RDF.type)
    claimed: dict[URIRef, set[URIRef]] = {}
    for statement in of_type:
        claimed.setdefault(URIRef(str(statement.value)), set()).add(statement.claim)
    if model.happens(subject):
        for cls in model.types(subject):
            claimed.setdefault(cls, set()).update(speaking)
    deniers = frozenset(s.claim for s in against)
    if deniers:
        for cls in {URIRef(str(s.value)) for s in against}:
            claimed.setdefault(cls, set())
    clashing = {
        cls
        for cls in claimed
        for other in claimed
        if claimed[cls] and claimed[other] and model.ontology.are_disjoint(cls, other)
    }
    conflict, chosen = None, None
    sides = [_Side(cls, frozenset(claimed[cls]), None) for cls in sorted(clashing)]
    supporting = frozenset().union(*claimed.values()) if claimed else frozenset()
    if deniers and supporting and not clashing:
        sides = [_Side(Literal("it is so"), supporting, None), _Side(Literal("it is not so"), deniers, None)]
    if len(sides) > 1:
        conflict, chosen = decisions.decide(point, sides)
    findings = []
    for cls in sorted(claimed):
        supports = frozenset(claimed[cls])
        if not supports and not deniers:
            continue  # only single facts of it are denied, each on its own point
        takes_side = cls in clashing or (bool(sides) and not clashing)
        status = HELD if supports else REJECTED
        if takes_side:
            is_chosen = chosen is not None and (chosen.value == cls or chosen.claims == supporting)
            status = OPEN if chosen is None else HELD if is_chosen else REJECTED
        rivals = frozenset().union(*(claimed[o] for o in clashing if o != cls)) if cls in clashing else frozenset()
        dissents = (rivals | deniers) - supports
        iri = _finding_iri(subject, RDF.type, cls)
        findings.append(_finding(iri, point, cls, supports, dissents, status, conflict if takes_side else None))
    return findings


def _following(findings: Sequence[Finding], model: _Model) -> list[Finding]:
    """Situations of which no claim speaks, but all of whose beginning events are held, or an event that ended them."""
    of_type = {f.subject: f for f in findings if f.property == RDF.type and f.value in model.types(f.subject)}
    following = []
    for subject in sorted({URIRef(str(s)) for s in model.register.subjects(RDF.type, None)}):
        if subject in of_type or not model.is_situation(subject):
            continue
        begun = [of_type.get(e) for e in model.linked(subject, CSTO.begunBy)]
        ended = [of_type.get(e) for e in model.linked(subject, CSTO.endedBy)]
        real = [f for f in (*begun, *ended) if f is not None and f.status == HELD]
        if (begun and all(f in real for f in begun)) or any(f in real for f in ended):
            supports = frozenset(c for f in real for c in f.supports)
            for cls in model.types(subject):
                iri = _finding_iri(subject, RDF.type, cls)
                following.append(_finding(iri, (subject, RDF.type), cls, supports, frozenset(), HELD, None))
    return following


def _overruled(overruled: Sequence[tuple[_Statement, CuratedConflict]], decisions: _Decisions) -> list[Finding]:
    """What claims say that lost in a conflict of words: rejected, with the preferred claims against it."""
    groups: dict[tuple[Point, Identifier, CuratedConflict], set[URIRef]] = {}
    for statement, conflict in overruled:
        groups.setdefault(((statement.subject, statement.property), statement.value, conflict), set()).add(
            statement.claim
        )
    return [
        _finding(
            _finding_iri(*point, value),
            point,
            value,
            frozenset(claims),
            decisions.winners[conflict],
            REJECTED,
            conflict,
        )
        for (point, value, conflict), claims in groups.items()
    ]


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each identifier: a value that some claims lost and others keep has all of them on it."""
    by_iri: dict[URIRef, Finding] = {}
    for f in findings:
        old = by_iri.get(f.iri)
        if old is None:
            by_iri[f.iri] = f
            continue
        kept = old if old.status != REJECTED else f
        lost = f if kept is old else old
        supports = set(old.supports) | set(f.supports) if kept.status == REJECTED else set(kept.supports)
        dissents = (
            set(old.dissents) | set(f.dissents) | (set(lost.supports) if kept.status != REJECTED else set())
        ) - supports
        by_iri[f.iri] = replace(
            kept,
            supports=tuple(sorted(supports)),
            dissents=tuple(sorted(dissents)),
            conflict=kept.conflict or lost.conflict,
        )
    return list(by_iri.values())


# ---------------------------------------------------------------------------------------------------------------
# Times
# ---------------------------------------------------------------------------------------------------------------


def _times(
    findings: list[Finding], model: _Model, decisions: _Decisions
) -> tuple[dict[URIRef, Days], dict[URIRef, Span], list[Finding]]:
    """The days of events and the bounds of situations; attestations that contradict an end are conflicts too."""
    real = {f.subject for f in findings if f.property == RDF.type and f.status == HELD}
    days = _days(findings)
    events = {s: days.get((s, CSTO.date), bounds.ANY_DAY) for s in sorted(real) if model.is_event(s)}
    on: dict[Point, list[Finding]] = {}
    for f in findings:
        on.setdefault((f.subject, f.property), []).append(f)
    situations: dict[URIRef, Span] = {}
    for subject in sorted(s for s in real if model.is_situation(s)):
        begun = [e for e in model.linked(subject, CSTO.begunBy) if e in events]
        ended = [e for e in model.linked(subject, CSTO.endedBy) if e in events]
        by_begun, by_ended = bounds.later_of(events[e] for e in begun), bounds.earlier_of(events[e] for e in ended)
        begin, of_begin = _joint((subject, CSTO.begins), by_begun, begun, days, on, decisions)
        end, of_end = _joint((subject, CSTO.ends), by_ended, ended, days, on, decisions)
        changed = of_begin | of_end
        findings = [changed.get(f.iri, f) for f in findings] if changed else findings
        attestations = []
        for f in on.get((subject, CSTO.holds), []):
            if f.status != HELD:
                continue
            if bounds.contradicts(_edtf(f.value), begin, end):
                rivals = _claims_on(
                    on, [(e, CSTO.date) for e in (*begun, *ended)] + [(subject, CSTO.begins), (subject, CSTO.ends)]
                )
                sides = [
                    _Side(f.value, frozenset(f.supports), None),
                    _Side(Literal("its begin and end"), rivals - set(f.supports), None),
                ]
                conflict, chosen = decisions.decide((subject, CSTO.holds), sides)
                iri = conflict.iri if conflict else None
                status = OPEN if chosen is None else HELD if chosen is sides[0] else REJECTED
                dissents = tuple(sorted(set(f.dissents) | sides[1].claims))
                findings = [
                    replace(g, status=status, dissents=dissents, conflict=iri) if g is f else g for g in findings
                ]
            else:
                attestations.append(_edtf(f.value))
        is_told = bool(ended) or (subject, CSTO.ends) in days
        if begin.earliest > end.latest:
            begun_by = ", ".join(short(c) for c in sorted(_claims_on(on, [(e, CSTO.date) for e in begun])))
            message = f"ends ({bounds.shown(end, 'unknown')}) before it begins ({bounds.shown(begin, 'unknown')})"
            decisions.undecided.append(Fault(message, short(subject), None, f"look at {begun_by or 'its claims'}"))
            # Where no curator has to fix it (another policy), either end may be the wrong one.
            begin = end = begin.hull(end)
        situations[subject] = bounds.span(begin, end, attestations, is_told)
    return events, situations, findings


def _claims_on(on: Mapping[Point, Sequence[Finding]], points: Iterable[Point]) -> frozenset[URIRef]:
    return frozenset(c for point in points for f in on.get(point, []) if f.status != REJECTED for c in f.supports)


def _days(findings: Iterable[Finding]) -> dict[Point, Days]:
    """The days left for each dated point by the findings that are held, or by all sides that are left open."""
    days: dict[Point, Days] = {}
    for f in findings:
        if f.status == REJECTED or f.days is None:
            continue
        point = (f.subject, f.property)
        days[point] = days[point].hull(f.days) if point in days else f.days
    return days


def _joint(
    point: Point,
    by_events: Days,
    events: Sequence[URIRef],
    days: Mapping[Point, Days],
    on: Mapping[Point, Sequence[Finding]],
    decisions: _Decisions,
) -> tuple[Days, dict[URIRef, Finding]]:
    """The days of a begin or end that both its events and what is said of it directly allow.

    Where they exclude each other, also the findings on what is said directly as the decision leaves them.
    """
    direct = days.get(point)
    both = bounds.narrowed(by_events, direct)
    if both is not None:
        return both, {}
    told = _claims_on(on, [point])
    rivals = _claims_on(on, [(e, CSTO.date) for e in events])
    assert direct is not None
    sides = [
        _Side(Literal(bounds.shown(direct, "")), told, direct),
        _Side(Literal(bounds.shown(by_events, "")), rivals, by_events),
    ]
    conflict, chosen = decisions.decide(point, sides)
    status = OPEN if chosen is None else HELD if chosen is sides[0] else REJECTED
    changed = {
        f.iri: replace(
            f,
            status=OPEN if f.status == OPEN and status == HELD else status,
            dissents=tuple(sorted((set(f.dissents) | rivals) - set(f.supports))),
            conflict=conflict.iri if conflict else None,
        )
        for f in on.get(point, [])
        if f.status != REJECTED
    }
    return direct.hull(by_events) if chosen is None or chosen.days is None else chosen.days, changed


def _standing(
    findings: Sequence[Finding], model: _Model
) -> tuple[dict[URIRef, frozenset[URIRef]], dict[URIRef, frozenset[URIRef]]]:
    """The claims for and against what is held of each thing."""
    standing = [f for f in findings if f.status != REJECTED]
    on: dict[URIRef, list[Finding]] = {}
    for f in standing:
        on.setdefault(f.subject, []).append(f)
    attested: dict[URIRef, frozenset[URIRef]] = {}
    contested: dict[URIRef, frozenset[URIRef]] = {}
    for subject in sorted(on):
        events = [e for link in (CSTO.begunBy, CSTO.endedBy) for e in model.linked(subject, link)]
        # Of the events that begin and end a situation only the day matters to it.
        counted = on[subject] + [f for e in events for f in on.get(e, []) if f.property == CSTO.date]
        attested[subject] = frozenset(c for f in counted for c in f.supports)
        contested[subject] = frozenset(c for f in counted for c in f.dissents)
    return attested, contested


# ---------------------------------------------------------------------------------------------------------------
# Accounts
# ---------------------------------------------------------------------------------------------------------------


def _account(said: Iterable[_Statement], denied: Iterable[_Statement], findings: Iterable[Finding]) -> None:
    """Nothing is lost in silence: every statement's claim stands for or against a finding on its point."""
    told: dict[Point, set[URIRef]] = {}
    for f in findings:
        told.setdefault((f.subject, f.property), set()).update((*f.supports, *f.dissents))
    lost = sorted({s for s in (*said, *denied) if s.claim not in told.get((s.subject, s.property), set())})
    if lost:
        raise DataError(
            *(
                Fault(f"what it says of {short(s.subject)} {short(s.property)} was lost in weighing", short(s.claim))
                for s in lost
            )
        )


def _silent(dataset: Dataset, model: _Model, findings: Iterable[Finding]) -> list[Fault]:
    """Events, situations and observations that the register declares and no claim speaks of, reported speech included."""
    spoken = {f.subject for f in findings} | {
        s for c in dataset.claims for _, triples in c.reported for s, _, _ in triples
    }
    spoken |= {o for c in dataset.claims for _, _, o in c.triples} | {
        o for c in dataset.claims for _, t in c.reported for _, _, o in t
    }
    subjects = {URIRef(str(s)) for s in dataset.register.subjects(RDF.type, None)}
    fix = "write the claim that tells of it, or remove it from the register"
    return [
        Fault("no claim speaks of it", short(s), dataset.where.get(s), fix)
        for s in sorted(subjects)
        if model.happens(s) and s not in spoken
    ]
