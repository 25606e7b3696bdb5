"""Turns claims into the statements to be weighed: chooses the claims that count, and assigns each statement to a point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF
from rdflib.term import Identifier

from csto_kg.ontology import Ontology
from csto_kg.read.records import DENIES, Claim
from csto_kg.time import bounds
from csto_kg.time.days import Days
from csto_kg.time.relative import parse_relative
from csto_kg.vocab import CSTO, EDTF, short
from csto_kg.weigh.policy import Policy

Point: TypeAlias = tuple[URIRef, URIRef]
"""A subject and a property: what several claims can agree or disagree on."""

# Things that only claims bring into the view: the register defines their identifiers but does not state that they exist.
_OCCURRENTS = (CSTO.Event, CSTO.Situation, CSTO.Observation)

# A claim on the start or end of a situation is weighed on the date of the event that starts or ends it.
_EVENT_OF = {CSTO.begins: CSTO.begunBy, CSTO.ends: CSTO.endedBy}


class Statement(NamedTuple):
    """One statement of one claim, on the point where it is weighed.

    `said_of` is the situation whose start or end the claim gives, where that is weighed on an event; otherwise it is empty.
    """

    claim: URIRef
    subject: URIRef
    predicate: URIRef
    value: Identifier
    said_of: str = ""

    @property
    def point(self) -> Point:
        """The subject and the predicate."""
        return self.subject, self.predicate


@dataclass(frozen=True, slots=True)
class Entities:
    """What the register and the ontology say of each entity; `classes` are those that the register declares."""

    ontology: Ontology
    register: Graph
    classes: Mapping[URIRef, Sequence[URIRef]]

    def types(self, subject: URIRef) -> Sequence[URIRef]:
        """The declared classes of an entity, in order."""
        return self.classes.get(subject, ())

    def is_a(self, subject: URIRef, *kinds: URIRef) -> bool:
        """Whether an entity is declared as one of some classes, or of a subclass."""
        return any(self.ontology.is_a(cls, kind) for cls in self.types(subject) for kind in kinds)

    def is_occurrent(self, subject: URIRef) -> bool:
        """Whether an entity is an event, situation or observation: something that only claims bring into the view."""
        return self.is_a(subject, *_OCCURRENTS)

    def linked(self, subject: URIRef, predicate: URIRef) -> list[URIRef]:
        """What the register links to an entity by a property, in order."""
        return sorted(URIRef(str(o)) for o in self.register.objects(subject, predicate))

    def point(self, subject: URIRef, predicate: URIRef) -> Point:
        """Where a statement is weighed.

        The start or end of a situation is weighed on the date of the one event that starts or ends it, so that one
        disagreement is not counted twice (architecture, decision 6).
        """
        link = _EVENT_OF.get(predicate)
        events = self.linked(subject, link) if link else []
        return (events[0], CSTO.date) if len(events) == 1 else (subject, predicate)


def entities_of(register: Graph, ontology: Ontology) -> Entities:
    """Index a register by the classes that it declares."""
    classes: dict[URIRef, list[URIRef]] = {}
    for subject, cls in register.subject_objects(RDF.type):
        classes.setdefault(URIRef(str(subject)), []).append(URIRef(str(cls)))
    return Entities(ontology, register, {subject: sorted(found) for subject, found in classes.items()})


def source_name(claim: Claim) -> str:
    """The short identifier of a claim's source, as in `annals-2021`."""
    return short(claim.source).removeprefix("source:")


def counted_claims(
    claims: Iterable[Claim], policy: Policy, published: Mapping[str, Days | None]
) -> tuple[Claim, ...]:
    """The claims that a policy counts; `published` gives the days on which each source can have appeared."""
    return tuple(c for c in claims if policy.counts(source_name(c), published[source_name(c)]))


def statements_of(claims: Iterable[Claim], entities: Entities) -> tuple[Statement, ...]:
    """The statements of some claims, each on the point where it is weighed.

    Reported content is in graphs of its own and is not weighed.
    """
    found = []
    for claim in claims:
        for s, p, o in claim.triples:
            subject, predicate = entities.point(URIRef(str(s)), URIRef(str(p)))
            found.append(Statement(claim.iri, subject, predicate, o, "" if str(s) == str(subject) else str(s)))
    return tuple(found)


def asserted_and_denied(claims: Sequence[Claim]) -> tuple[list[Claim], list[Claim]]:
    """The claims that say that something is so, and those that deny it."""
    return [c for c in claims if c.stance != DENIES], [c for c in claims if c.stance == DENIES]


def relative_dates(claims: Iterable[Claim], events: Mapping[URIRef, Days]) -> tuple[Statement, ...]:
    """The relative dates of claims ("a week later"), computed from the days of the other events, in order."""
    found = []
    for claim in claims:
        counted: dict[URIRef, dict[URIRef, str]] = {}
        for s, p, o in claim.triples:
            if p in (CSTO.reckonedFrom, CSTO.reckoned):
                counted.setdefault(URIRef(str(s)), {})[URIRef(str(p))] = str(o)
        for subject, stated in counted.items():
            event = events.get(URIRef(stated.get(CSTO.reckonedFrom, "")))
            if event is None or CSTO.reckoned not in stated:
                continue
            days = parse_relative(stated[CSTO.reckoned]).days(event)
            if days != bounds.ANY_DAY:
                value = Literal(bounds.shown(days, ""), datatype=EDTF.EDTF)
                found.append(Statement(claim.iri, subject, CSTO.date, value))
    return tuple(sorted(found))


def by_point(statements: Iterable[Statement]) -> dict[Point, list[Statement]]:
    """Statements grouped by the point on which they stand."""
    points: dict[Point, list[Statement]] = {}
    for statement in statements:
        points.setdefault(statement.point, []).append(statement)
    return points
