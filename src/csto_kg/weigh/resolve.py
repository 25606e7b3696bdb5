"""How disagreements are settled: by the curators' decisions, or by the rule of another policy.

`resolve` takes the sides of one point and returns a `Resolution`, a value that says which side is held and what is wrong
with the decision. Nothing is raised here: the chain in `weighing` gathers the faults and raises them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from rdflib import Literal, URIRef

from csto_kg.errors import Fault
from csto_kg.read.records import CuratedConflict
from csto_kg.time.bounds import later_of
from csto_kg.time.days import Days
from csto_kg.vocab import ID, short
from csto_kg.weigh.policy import Rule
from csto_kg.weigh.sides import Side
from csto_kg.weigh.statements import Point, Statement

HELD, OPEN, REJECTED = ID["finding-status/held"], ID["finding-status/open"], ID["finding-status/rejected"]
PREFERRED, LEFT_OPEN, BOTH = ID["outcome/preferred"], ID["outcome/open"], ID["outcome/both"]


@dataclass(frozen=True, slots=True)
class WeighedConflict:
    """A disagreement with the decision on it.

    `between` are the claims that take sides. `is_found` is True where the build found the disagreement, False where a
    curator recorded one of terminology, which no program finds.
    """

    curated: CuratedConflict
    between: tuple[URIRef, ...]
    is_found: bool


class Judge(NamedTuple):
    """A policy's rule and what it asks of claims: the source of each that counts, and when each source appeared."""

    rule: Rule
    source_of: Mapping[URIRef, str]
    published: Mapping[str, Days | None]

    def best(self, sides: Sequence[Side]) -> Side | None:
        """The side that wins against every other by the rule, or None where none does."""
        winners = [s for s in sides if all(self._beats(s, other) for other in sides if other is not s)]
        return winners[0] if len(winners) == 1 else None

    def _beats(self, a: Side, b: Side) -> bool:
        # A claim that fits both sides, such as one that gives only the year, takes neither.
        of_a, of_b = (self._sources(one.claims - other.claims) for one, other in ((a, b), (b, a)))
        if self.rule is Rule.MAJORITY:
            return len(of_a) > len(of_b)
        if self.rule is Rule.MOST_PRECISE:
            return a.days is not None and b.days is not None and a.days.width < b.days.width
        last_of_a, last_of_b = self._last(of_a), self._last(of_b)
        return last_of_a is not None and last_of_b is not None and last_of_a.earliest > last_of_b.latest

    def _sources(self, claims: Iterable[URIRef]) -> set[str]:
        return {self.source_of[c] for c in claims}

    def _last(self, sources: Iterable[str]) -> Days | None:
        """The days on which the latest of these sources can have appeared."""
        days = [d for s in sources if (d := self.published[s]) is not None]
        return later_of(days) if days else None


@dataclass(frozen=True, slots=True)
class Decisions:
    """The curators' decisions by what they are about, and the judge that settles what they do not.

    `of_point` has the record of each point that curators decided. `winners` has the claims of the winning side of each
    settled terminology conflict; `overruled` finds that conflict by a losing claim and a subject of the conflict. `names`
    are the properties as curators write them, `faults` the decisions that contradict each other.
    """

    curated: tuple[CuratedConflict, ...]
    judge: Judge
    names: Mapping[URIRef, str]
    of_point: Mapping[Point, CuratedConflict]
    winners: Mapping[URIRef, frozenset[URIRef]]
    overruled: Mapping[tuple[URIRef, URIRef], CuratedConflict]
    faults: tuple[Fault, ...]

    def overrules(self, statement: Statement) -> CuratedConflict | None:
        """The terminology conflict in which a claim lost on a subject."""
        return self.overruled.get((statement.claim, statement.subject))


def decisions_of(curated: Iterable[CuratedConflict], judge: Judge, names: Mapping[URIRef, str]) -> Decisions:
    """Index the curators' decisions by what they are about."""
    conflicts = tuple(curated)
    of_point: dict[Point, CuratedConflict] = {}
    faults = []
    for conflict in conflicts:
        for point in [(s, conflict.property) for s in conflict.about if conflict.property is not None]:
            first = of_point.setdefault(point, conflict)
            if first is not conflict:
                message = f"decides {_point_text(point)} again, after {short(first.iri)}"
                faults.append(Fault(message, short(conflict.iri), conflict.where, "keep one of the two"))
    winners: dict[URIRef, frozenset[URIRef]] = {}
    overruled: dict[tuple[URIRef, URIRef], CuratedConflict] = {}
    for conflict in conflicts:
        settled = _terminology(conflict, judge)
        if settled is not None:
            winner, loser = settled
            winners[conflict.iri] = winner.claims
            for claim in loser.claims:
                for subject in conflict.about:
                    overruled.setdefault((claim, subject), conflict)
    return Decisions(conflicts, judge, names, of_point, winners, overruled, tuple(faults))


def _terminology(conflict: CuratedConflict, judge: Judge) -> tuple[Side, Side] | None:
    """The winning and the losing side of a terminology conflict; None where it is left open or only one side counts."""
    if conflict.property is not None or conflict.outcome != PREFERRED:
        return None
    present = [c for c in conflict.between if c in judge.source_of]
    first = Side(Literal("preferred"), frozenset(c for c in present if c in conflict.prefers), None)
    other = Side(Literal("not preferred"), frozenset(present) - first.claims, None)
    if not (first.claims and other.claims):
        return None
    winner = first if judge.rule is Rule.CURATED else judge.best([first, other])
    if winner is None:
        return None
    return (first, other) if winner is first else (other, first)


@dataclass(frozen=True, slots=True)
class Resolution:
    """How the disagreement on one point is settled.

    `conflict` is the curators' record of it, None where there is none. `winner` is the side that is held, None where the
    point is left open. `taking_sides` are the claims that count: each supports a side, and none supports every side. `wrong`
    is what is wrong with the curators' decision (it names no claim of any side, say); `undecided` says that one is missing.
    `sides` are those that disagree.
    """

    point: Point
    conflict: CuratedConflict | None
    winner: Side | None
    taking_sides: frozenset[URIRef]
    wrong: Fault | None = None
    undecided: Fault | None = None
    sides: tuple[Side, ...] = ()

    def status(self, side: Side) -> URIRef:
        """The status of a finding that a side supports: held, left open or rejected."""
        if self.winner is None:
            return OPEN
        return HELD if side == self.winner else REJECTED

    @property
    def conflict_iri(self) -> URIRef | None:
        """The identifier of the curators' record."""
        return self.conflict.iri if self.conflict else None


def resolve(point: Point, sides: Sequence[Side], decisions: Decisions) -> Resolution:
    """Settle the disagreement of two or more sides on one point."""
    judge, conflict = decisions.judge, decisions.of_point.get(point)
    found = tuple(sides)
    in_all = frozenset.intersection(*(side.claims for side in sides))
    taking_sides = frozenset.union(*(side.claims for side in sides)) - in_all
    if judge.rule is not Rule.CURATED:
        missing = None if conflict else _undecided(point, sides, in_all, decisions.names)
        return Resolution(point, conflict, judge.best(sides), taking_sides, undecided=missing, sides=found)
    if conflict is None:
        missing = _undecided(point, sides, in_all, decisions.names)
        return Resolution(point, None, None, taking_sides, undecided=missing, sides=found)
    if conflict.outcome == LEFT_OPEN:
        return Resolution(point, conflict, None, taking_sides, sides=found)
    prefers = frozenset(conflict.prefers)
    chosen = [side for side in sides if prefers & taking_sides <= side.claims and prefers & side.claims]
    if conflict.outcome != BOTH and len(chosen) == 1:
        return Resolution(point, conflict, chosen[0], taking_sides, sides=found)
    what = "both cannot stand" if conflict.outcome == BOTH else "prefers does not single out one side"
    fix = f"name the claims of one side: {_sides_text(sides, in_all)}"
    wrong = Fault(f"{what} on {_point_text(point)}", short(conflict.iri), conflict.where, fix)
    return Resolution(point, conflict, None, taking_sides, wrong=wrong, sides=found)


def _point_text(point: Point) -> str:
    return f"{short(point[0])} {short(point[1])}"


def _sides_text(sides: Iterable[Side], in_all: frozenset[URIRef]) -> str:
    return " | ".join(
        f"{short(str(side.value))} by {', '.join(short(c) for c in sorted(side.claims - in_all))}" for side in sides
    )


def _undecided(point: Point, sides: Sequence[Side], in_all: frozenset[URIRef], names: Mapping[URIRef, str]) -> Fault:
    subject, predicate = point
    name = names.get(predicate, short(predicate))
    fix = f"decide it in data/decisions: about: {short(subject)}, property: {name}"
    return Fault(f"claims disagree on {short(predicate)}: {_sides_text(sides, in_all)}", short(subject), None, fix)


def decision_faults(resolutions: Sequence[Resolution], decisions: Decisions) -> tuple[Fault, ...]:
    """The faults in the curators' decisions: two contradict each other, one names no clear side, or claims agree."""
    needed = {r.conflict.iri for r in resolutions if r.conflict is not None}
    idle = [
        Fault(
            f"decides nothing: the claims agree on {_point_text(point)}",
            short(conflict.iri),
            conflict.where,
            "remove it, or correct what it is about",
        )
        for point, conflict in decisions.of_point.items()
        if conflict.iri not in needed
    ]
    return (*decisions.faults, *(r.wrong for r in resolutions if r.wrong is not None), *idle)


def conflicts_of(
    resolutions: Iterable[Resolution], decisions: Decisions, keeps_all: bool
) -> tuple[WeighedConflict, ...]:
    """The conflicts that the counted claims are in, each with the decision that the policy takes, by identifier.

    `keeps_all` also keeps the terminology conflicts of which fewer than two claims count.
    """
    sides: dict[URIRef, frozenset[URIRef]] = {}
    winners: dict[URIRef, frozenset[URIRef]] = dict(decisions.winners)
    for r in resolutions:
        if r.conflict is not None:
            iri = r.conflict.iri
            sides[iri] = sides.get(iri, frozenset()) | r.taking_sides
            if r.winner is not None:
                winners[iri] = winners.get(iri, frozenset()) | (r.winner.claims & r.taking_sides)
    found = []
    for conflict in decisions.curated:
        settled = _settled(conflict, winners.get(conflict.iri, frozenset()), decisions.judge)
        if conflict.iri in sides:
            found.append(WeighedConflict(settled, tuple(sorted(sides[conflict.iri])), True))
        elif conflict.property is None:
            present = tuple(claim for claim in conflict.between if claim in decisions.judge.source_of)
            if keeps_all or len(present) > 1:
                found.append(WeighedConflict(settled, present, False))
    return tuple(sorted(found, key=lambda c: c.curated.iri))


def _settled(conflict: CuratedConflict, winners: frozenset[URIRef], judge: Judge) -> CuratedConflict:
    """The record as the policy decides it: the curators' own, or with the outcome of the rule."""
    if judge.rule is Rule.CURATED or (conflict.property is None and conflict.outcome != PREFERRED):
        return replace(conflict, prefers=tuple(c for c in conflict.prefers if c in judge.source_of))
    reason = f"By the rule {judge.rule}; the curators' reason: {conflict.reason}"
    outcome = PREFERRED if winners else LEFT_OPEN
    return replace(conflict, outcome=outcome, prefers=tuple(sorted(winners)), reason=reason)
