"""Where claims stand on each thing: for what is held of it, against it, and on what they differ.

A claim has one stance on a thing. It is for it where it gives something that is held of it, as precisely as it is held: a
claim that gives only the year of a day is for the year. It is against it where it denies what is held, or gives another
value.
The start and the end of a situation are weighed on the events that start and end it; of the claims on such a day only
those count that give it for the event itself or for this situation, and not those that give it for another situation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rdflib import URIRef
from rdflib.namespace import RDF, RDFS

from csto_kg.ontology import Ontology
from csto_kg.vocab import CSTO, DCTERMS
from csto_kg.weigh.findings import Finding
from csto_kg.weigh.resolve import OPEN, REJECTED
from csto_kg.weigh.statements import Entities, Point, Statement

Claims = frozenset[URIRef]

KIND, EXISTENCE = "kind", "whether it was so"
START, END, HELD_WHEN = "start", "end", "when it held"
_WORDS: Mapping[URIRef, str] = {
    CSTO.date: "date",
    CSTO.begins: START,
    CSTO.ends: END,
    CSTO.holds: HELD_WHEN,
    DCTERMS.type: KIND,
}
_NOBODY: Claims = frozenset()


class Stances(NamedTuple):
    """Where the claims stand on one thing: no claim is on both sides. `differ` names what they differ on."""

    attested: Claims
    contested: Claims
    differ: frozenset[str]


class Spoken(NamedTuple):
    """The statements on a point, asserted and denied."""

    asserted: Sequence[Statement]
    denied: Sequence[Statement]


@dataclass(frozen=True, slots=True)
class PointSides:
    """What claims say of one point of a thing: `exact` and `rough` support what is held, `against` give something else.

    `word` names the point for people.
    """

    point: Point
    word: str
    exact: Claims
    rough: Claims
    against: Claims
    is_open: bool

    @property
    def difference(self) -> str:
        """What the claims differ on here; empty where they agree."""
        if self.is_open:
            return f"{self.word} (open)"
        return self.word if self.against else ""


@dataclass(frozen=True, slots=True)
class Spoke:
    """An index of findings and statements by point and by thing."""

    on: Mapping[URIRef, Mapping[URIRef, Sequence[Finding]]]
    spoken: Mapping[Point, Spoken]
    entities: Entities

    def is_real(self, thing: URIRef) -> bool:
        """Whether anything is held, or left open, of a thing."""
        return any(f.status != REJECTED for fs in self.on.get(thing, {}).values() for f in fs)

    def events(self, situation: URIRef) -> Iterator[tuple[URIRef, URIRef]]:
        """The events that start (`csto:begins`) and end (`csto:ends`) a situation, as far as they are real."""
        for link, which in ((CSTO.begunBy, CSTO.begins), (CSTO.endedBy, CSTO.ends)):
            yield from ((e, which) for e in self.entities.linked(situation, link) if self.is_real(e))

    def heard(self, point: Point, thing: URIRef) -> Spoken:
        """What is said on a point of a thing; of the day of another thing only what was said of that one or of `thing`."""
        spoken = self.spoken.get(point, Spoken((), ()))
        if point[0] == thing:
            return spoken
        return Spoken(*([s for s in side if s.said_of in ("", str(thing))] for side in spoken))

    def sides(self, thing: URIRef) -> Iterator[PointSides]:
        """What claims say of each point of a thing; of a situation also of the days of its events."""
        for prop, findings in self.on.get(thing, {}).items():
            yield _side((thing, prop), findings, self.heard((thing, prop), thing), self.word(thing, prop))
        for event, which in self.events(thing):
            of_event = self.on[event]
            if dated := of_event.get(CSTO.date):
                point = (event, CSTO.date)
                yield _side(point, dated, self.heard(point, thing), _WORDS[which])

    def word(self, thing: URIRef, prop: URIRef) -> str:
        """What people call a point of a thing."""
        if prop == RDF.type:
            denied = self.spoken.get((thing, prop), Spoken((), ())).denied
            return EXISTENCE if denied else KIND
        return _WORDS.get(prop) or property_word(prop, self.entities.ontology)

    def kinds_in_dispute(self, thing: URIRef) -> Iterator[str]:
        """How a situation started and how it ended, where claims differ on the kind of these events."""
        for event, which in self.events(thing):
            types = self.on[event].get(RDF.type, ())
            if _side((event, RDF.type), types, self.heard((event, RDF.type), event), KIND).difference:
                yield "how it started" if which == CSTO.begins else "how it ended"


def property_word(prop: URIRef, ontology: Ontology) -> str:
    """The label of a property, or the words of its name where it has none."""
    label = ontology.graph.value(prop, RDFS.label)
    return str(label) if label else re.sub("(?<=[a-z])(?=[A-Z])", " ", re.split("[#/]", prop)[-1]).lower()


def spoke_of(
    findings: Iterable[Finding], asserted: Iterable[Statement], denied: Iterable[Statement], entities: Entities
) -> Spoke:
    """Index findings and statements."""
    on: dict[URIRef, dict[URIRef, list[Finding]]] = {}
    for f in findings:
        on.setdefault(f.subject, {}).setdefault(f.property, []).append(f)
    spoken: dict[Point, tuple[list[Statement], list[Statement]]] = {}
    for index, statements in enumerate((asserted, denied)):
        for s in statements:
            spoken.setdefault(s.point, ([], []))[index].append(s)
    return Spoke(on, {point: Spoken(*both) for point, both in spoken.items()}, entities)


def _side(point: Point, findings: Sequence[Finding], heard: Spoken, word: str) -> PointSides:
    """The claims on one point, where `heard` is what counts of what they say."""
    kept = [f for f in findings if f.status != REJECTED]
    # That a thing is of its kind also those claims support that say anything else about it.
    everyone = None if point[1] == RDF.type else frozenset(s.claim for part in heard for s in part)
    rough = frozenset(c for f in kept for c in f.rough)
    supports = frozenset(c for f in kept for c in f.supports)
    lost = frozenset(c for f in findings if f.status == REJECTED and f.conflict is not None for c in f.supports)
    against = (frozenset(c for f in kept for c in f.dissents) | lost) - supports
    exact = frozenset(c for f in kept for c in f.supports if c not in f.rough)
    rough -= exact
    if everyone is not None:
        exact, rough, against = exact & everyone, rough & everyone, against & everyone
    return PointSides(point, word, exact, rough, against, any(f.status == OPEN for f in kept))


def stances_of(thing: URIRef, spoke: Spoke) -> Stances:
    """Where each claim stands on a thing as a whole."""
    sides = list(spoke.sides(thing))
    against = _all(s.against for s in sides)
    rough = _all(s.rough for s in sides)
    values = _all(s.exact for s in sides if s.point[1] != RDF.type)
    existence = own_support(thing, sides, spoke)
    attested = (values | (existence - rough)) - against
    if not attested:
        # Nobody says all of it: then it rests on those who say a part.
        attested = (values | existence | rough) - against or values | existence | rough
    differ = frozenset(d for s in sides if (d := s.difference)).union(spoke.kinds_in_dispute(thing))
    return Stances(attested, against - attested, differ)


def own_support(thing: URIRef, sides: Iterable[PointSides], spoke: Spoke) -> Claims:
    """The claims that support that a thing is what it is.

    For a situation that follows from its events, those that speak of other situations are left out, if there are others.
    """
    existence = _all(s.exact | s.rough for s in sides if s.point == (thing, RDF.type))
    others = {
        s.claim
        for event, _ in spoke.events(thing)
        for s in spoke.spoken.get((event, CSTO.date), Spoken((), ())).asserted
        if s.said_of not in ("", str(thing))
    }
    own = {s.claim for event, _ in spoke.events(thing) for s in spoke.heard((event, CSTO.date), thing).asserted}
    by_itself = {s.claim for prop in spoke.on.get(thing, {}) for s in spoke.heard((thing, prop), thing).asserted}
    return existence - (others - own - by_itself) or existence


def _all(parts: Iterable[Claims]) -> Claims:
    return _NOBODY.union(*parts)
