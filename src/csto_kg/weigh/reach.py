"""How far a question about a thing reaches: what belongs to it, what is said of that, and the conflicts about it.

The ontology marks the properties that carry matters from one thing to another (`csto:reachAsPart` and the others). What is
denied or only reported reaches a thing as well as what is held.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from rdflib import URIRef
from rdflib.namespace import RDF
from rdflib.term import Node

from csto_kg.ontology import Ontology
from csto_kg.rdf.terms import Triple
from csto_kg.read.records import DENIES, Claim
from csto_kg.vocab import CSTO, within
from csto_kg.weigh.resolve import WeighedConflict

__all__ = ["reach_triples"]

_Links: TypeAlias = Mapping[Node, Collection[Node]]
_NONE: Final = frozenset[Node]()


@dataclass(frozen=True, slots=True)
class _Reach:
    """Whose matter each thing is, by the marks of the ontology.

    `wholes`: what it is a part of; `matters`: what happens or holds, and it deals with; `involved`: what it involves;
    `dated`: the situations that it starts or ends; `spoken`: what it is about, or what is said in it. A statement deals with
    nothing: it speaks. `speakers`: whose words a graph holds. `numbers` are observations.
    """

    things: AbstractSet[Node]
    occurrents: AbstractSet[Node]
    wholes: _Links
    matters: _Links
    involved: _Links
    dated: _Links
    spoken: _Links
    speakers: _Links
    numbers: Collection[Node]


def reach_triples(
    plain: Iterable[Triple], claims: Iterable[Claim], conflicts: Iterable[WeighedConflict], ontology: Ontology
) -> Iterator[Triple]:
    """What each thing belongs to and concerns, what statements speak of, and what each conflict concerns and disputes.

    `plain` holds the register and what is held; `claims` are those that count, with all that they deny or report.
    """
    claims = tuple(claims)
    reach = _reach({*plain, *(t for claim in claims for t in claim.triples)}, claims, ontology)
    for thing in reach.things:
        yield from ((thing, CSTO.belongsTo, other) for other in _concerned(thing, reach))
    with_speech = _with_speech(reach)
    concerned = {thing: _concerned(thing, with_speech) for thing in reach.things}
    for thing, others in concerned.items():
        yield from ((thing, CSTO.concerns, other) for other in others)
    for act, spoken in (*reach.spoken.items(), *_content(claims, reach.things)):
        yield from ((act, CSTO.speaksOf, thing) for thing in spoken)
    for act, reported in _reported(reach.speakers, claims, reach.things).items():
        yield from ((act, CSTO.reports, thing) for thing in reported)
    for claim in claims:
        if claim.stance == DENIES:
            yield from ((s, CSTO.deniedOf, o) for s, _, o in claim.triples if {s, o} <= reach.things)
    for conflict in conflicts:
        iri, about = conflict.curated.iri, conflict.curated.about
        for other in {iri}.union(*(concerned.get(thing, {thing}) for thing in about)):
            yield iri, CSTO.concerns, other
        is_day = conflict.curated.property == CSTO.date
        for thing in set[Node]().union(*(_disputed(thing, reach, is_day) for thing in about)):
            yield thing, CSTO.disputedIn, iri


def _concerned(thing: Node, reach: _Reach) -> set[Node]:
    """What a thing concerns: from itself through parts and matters, one step by a role, and through parts again."""
    own = _closure({thing}, (reach.wholes, reach.matters))
    involved = {other for part in own for other in reach.involved.get(part, _NONE)}
    dated = {situation for event in own for situation in reach.dated.get(event, _NONE)}
    return _closure(own | involved, (reach.wholes,)) | dated


def _with_speech(reach: _Reach) -> _Reach:
    """The same, where a statement deals with what it speaks of."""
    matters = {act: set(found).intersection(reach.occurrents) for act, found in reach.spoken.items()}
    return replace(reach, matters=_union(reach.matters, matters), involved=_union(reach.involved, reach.spoken))


def _disputed(thing: Node, reach: _Reach, is_day: bool) -> set[Node]:
    """What a conflict about a thing bears on: it, what it starts or ends, and what it counts or deals with.

    Of an event that starts or ends several situations, such as the founding of an organization, they share the day alone.
    """
    found, dated = {thing}, reach.dated.get(thing, _NONE)
    if is_day or len(dated) == 1:
        found.update(dated)
    links = reach.wholes if thing in reach.numbers else reach.matters
    return found.union(links.get(thing, _NONE))


def _closure(starts: set[Node], links: tuple[_Links, ...]) -> set[Node]:
    reached, queue = set(starts), list(starts)
    while queue:
        node = queue.pop()
        for other in {o for each in links for o in each.get(node, _NONE)} - reached:
            reached.add(other)
            queue.append(other)
    return reached


def _reach(triples: Collection[Triple], claims: Iterable[Claim], ontology: Ontology) -> _Reach:
    classes = _classes(triples, ontology)
    things = {thing for thing in classes if within(str(thing), "id") is not None}
    links = _marked(triples, classes, ontology)
    occurrents = {thing for thing in things if CSTO.Occurrent in classes[thing]}
    speakers: dict[Node, set[Node]] = {}
    for s, p, o in triples:
        if p == CSTO.content:
            speakers.setdefault(o, set()).add(s)
    return _Reach(
        things=things,
        occurrents=occurrents,
        wholes=_union(links[CSTO.reachAsPart], _turned(links[CSTO.reachAsWhole])),
        matters={thing: found & occurrents for thing, found in links[CSTO.reachAsMatter].items()},
        involved={thing: found & things for thing, found in links[CSTO.reachAsRole].items()},
        dated=_turned(links[CSTO.reachAsTime]),
        spoken=_spoken(triples, speakers, claims, things),
        speakers=speakers,
        numbers={thing for thing in things if CSTO.Observation in classes[thing]},
    )


def _classes(triples: Iterable[Triple], ontology: Ontology) -> dict[Node, set[Node]]:
    """The classes of each thing, with those above them."""
    found: dict[Node, set[Node]] = {}
    for s, p, o in triples:
        if p == RDF.type and isinstance(o, URIRef):
            found.setdefault(s, set()).update({o}, ontology.supers.get(o, ()))
    return found


def _marked(
    triples: Iterable[Triple], classes: Mapping[Node, set[Node]], ontology: Ontology
) -> dict[Node, dict[Node, set[Node]]]:
    """For each mark of the ontology: the links by properties with the mark, from subjects of a class that it names."""
    kinds = (CSTO.reachAsPart, CSTO.reachAsWhole, CSTO.reachAsRole, CSTO.reachAsMatter, CSTO.reachAsTime)
    marks: dict[Node, list[tuple[Node, Node]]] = {}
    for kind in kinds:
        for prop, cls in ontology.graph.subject_objects(kind):
            marks.setdefault(prop, []).append((kind, cls))
    links: dict[Node, dict[Node, set[Node]]] = {kind: {} for kind in kinds}
    for s, p, o in triples:
        own: Collection[Node] = classes.get(s, _NONE)
        for mark, cls in marks.get(p, ()):
            if cls in own and not (p == CSTO.about and CSTO.Statement in own):
                links[mark].setdefault(s, set()).add(o)
    return links


def _spoken(
    triples: Iterable[Triple], speakers: _Links, claims: Iterable[Claim], things: AbstractSet[Node]
) -> dict[Node, set[Node]]:
    """What each act is about, and what the content of each statement speaks of."""
    about: dict[Node, set[Node]] = {}
    for s, p, o in triples:
        if p == CSTO.about and s in things and o in things:
            about.setdefault(s, set()).add(o)
    return _union(about, _reported(speakers, claims, things))


def _reported(speakers: _Links, claims: Iterable[Claim], things: AbstractSet[Node]) -> dict[Node, set[Node]]:
    """What the content of each statement speaks of."""
    reported: dict[Node, set[Node]] = {}
    for content, named in _content(claims, things):
        for speaker in speakers.get(content, _NONE):
            reported.setdefault(speaker, set()).update(named - {speaker})
    return reported


def _content(claims: Iterable[Claim], things: AbstractSet[Node]) -> Iterator[tuple[Node, set[Node]]]:
    """The graph of each claim and of what it reports somebody to have said, with the things that are named in it."""
    for claim in claims:
        for graph, said in ((claim.iri, claim.triples), *claim.reported):
            yield graph, {term for s, _, o in said for term in (s, o) if term in things}


def _turned(links: _Links) -> dict[Node, set[Node]]:
    turned: dict[Node, set[Node]] = {}
    for start, ends in links.items():
        for end in ends:
            turned.setdefault(end, set()).add(start)
    return turned


def _union(one: _Links, other: _Links) -> dict[Node, set[Node]]:
    return {node: {*one.get(node, _NONE), *other.get(node, _NONE)} for node in {*one, *other}}
