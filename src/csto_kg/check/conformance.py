"""How a graph uses the vocabulary: what SHACL cannot see, since it knows neither the whole ontology nor EDTF.

An ontology's domains, ranges and disjoint classes let a reasoner conclude; here they are demanded of what is stated, as a
curator means them: whoever writes a treaty as the actor of an act has made a mistake, and has not found out that treaties
act. Each rule is named as a shape, which `ontology/shapes` documents, deactivated, with its reason and message.

The rules take a graph in which each claim is renamed (gate 1) as well as a view (gate 2), and tell things by the names
that the graph has.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias, cast

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection as RdfList
from rdflib.namespace import OWL, RDF, RDFS, XSD
from rdflib.term import IdentifiedNode, Identifier, Node

from csto_kg.advice import nearest
from csto_kg.ontology import Ontology, ValueKind, from_graph
from csto_kg.time import bounds
from csto_kg.time.days import LAST_DAY, DateError, Days, Ending, Span, from_xsd
from csto_kg.time.edtf import Edtf, attested, parse
from csto_kg.time.relative import parse_relative
from csto_kg.vocab import CLAIM, CSTO, EDTF, ID, short

MESSAGES: Final[Mapping[str, str]] = {
    "ReferenceShape": "Nothing declares this identifier: correct its spelling, or declare it with its class.",
    "DomainShape": "The property is not for things of this class: correct the property, or the class of the thing.",
    "RangeShape": "The value is not of the kind that the property takes: name what is meant, or correct the property.",
    "LexicalShape": "The value is not written as its datatype asks: correct it.",
    "DisjointShape": "Nothing is of both these classes: correct one of them, or record and decide the conflict.",
    "FunctionalShape": "There are several values where one is due: keep one, or write a claim for each and decide.",
    "DerivedShape": "What the build works out disagrees with what it is worked out from: build anew, or correct it.",
    "HeldShape": "A finding is held, and what it holds is not stated: build anew, or correct the finding.",
    "StatedShape": "Neither the register nor a held finding has this statement: write a claim that says it, or build anew.",
    "DeclaredShape": "The register declares this, and the view does not state it: build anew, or correct the register.",
    "SayingShape": "The claim has no graph and so says nothing: write what its passage says, or build anew.",
    "WeighedShape": "A claim says something on which no finding names it: build anew, or correct the claim.",
    "SpokenShape": "The claim supports a finding and does not speak of its subject: build anew, or name a claim that does.",
}
"""The rules, and what each says first to the curator; then it names what it found."""


class Misuse(NamedTuple):
    """One thing that a rule finds: on what (`focus`), on which property (`on`), at which value.

    `rule` is a key of MESSAGES; `detail` names what was found.
    """

    focus: IdentifiedNode
    on: URIRef | None
    value: Identifier | None
    rule: str
    detail: str

    @property
    def message(self) -> str:
        """What the rule says, and what it found."""
        return f"{MESSAGES[self.rule]} {self.detail}"


# Looked up once: a namespace makes a new IRI each time that it is asked for one.
_TYPE: Final = RDF.type
_EDTF: Final = EDTF.EDTF
_RECKONED: Final = CSTO.reckoned
_OF_EVENT: Final = (CSTO.earliest, CSTO.latest)
_OF_SITUATION: Final = (CSTO.earliestBegin, CSTO.latestBegin, CSTO.earliestEnd, CSTO.latestEnd)
_EARLIEST, _EARLIEST_BEGIN = _OF_EVENT[0], _OF_SITUATION[0]
_DATE, _DATE_TEXT, _HOLDS = CSTO.date, CSTO.dateText, CSTO.holds
_BEGINS, _BEGIN_TEXT, _SHORTEST = CSTO.begins, CSTO.beginText, CSTO.shortestDays
_ENDS, _END_TEXT, _LONGEST, _END_STATUS = CSTO.ends, CSTO.endText, CSTO.longestDays, CSTO.endStatus
_ATTESTED: Final = (CSTO.firstAttested, CSTO.lastAttested)

Triple: TypeAlias = tuple[Node, Node, Node]
Name: TypeAlias = Callable[[Identifier], str]


Of: TypeAlias = Mapping[IdentifiedNode, Mapping[URIRef, Collection[Identifier]]]
Pairs: TypeAlias = Sequence[tuple[IdentifiedNode, Identifier]]


class _Facts(NamedTuple):
    """The triples of a graph by subject and property, and by property alone, the classes of each thing and all of them."""

    of: Of
    on: Mapping[URIRef, Pairs]
    types: Mapping[IdentifiedNode, Collection[URIRef]]
    classes: Collection[URIRef]

    def one(self, subject: IdentifiedNode, prop: URIRef) -> Identifier | None:
        """The value of a property where there is one; of several none."""
        values = self.of.get(subject, {}).get(prop, ())
        return next(iter(values)) if len(values) == 1 else None


class Grounds(NamedTuple):
    """What a view with its findings rests on: what the register declares, and what properties each claim gives to what."""

    declared: Collection[Triple]
    spoken: Mapping[URIRef, Collection[tuple[Node, Node]]]


def spoken(claims: Iterable[tuple[URIRef, Iterable[Triple]]]) -> Mapping[URIRef, Collection[tuple[Node, Node]]]:
    """What properties claims give to what, from their contents."""
    return {claim: {(s, p) for s, p, _ in said} for claim, said in claims}


def misuses(
    data: Iterable[Triple], ontology: Graph, known: Collection[URIRef], name: Name, grounds: Grounds | None = None
) -> list[Misuse]:
    """What each rule finds in a graph, in the order of things.

    `known` are identifiers that are declared elsewhere; `name` tells how to call a node to people. Only with `grounds` is
    it asked whether everything that a view states is declared or held, and everything held is said.
    """
    facts = _facts(data)
    read = from_graph(ontology)
    found = [
        *_unresolved(facts, known, name),
        *_not_in_domain(facts, _classes(read.graph, RDFS.domain), read),
        *_not_in_range(facts, read),
        *_ill_written(facts),
        *_disjoint(facts, read),
        *_several(facts, read.functional, name),
        *_not_derived(facts),
        *_not_held(facts, name),
        *(_not_grounded(facts, read, grounds, name) if grounds is not None else ()),
    ]
    return sorted(found, key=lambda m: (m.focus, m.rule, m.on or "", str(m.value)))


def _facts(data: Iterable[Triple]) -> _Facts:
    of: dict[IdentifiedNode, dict[URIRef, set[Identifier]]] = {}
    on: dict[URIRef, list[tuple[IdentifiedNode, Identifier]]] = {}
    for s, p, o in data:
        subject, prop, value = cast(IdentifiedNode, s), cast(URIRef, p), cast(Identifier, o)  # triples of RDF
        values = of.setdefault(subject, {}).setdefault(prop, set())
        if value not in values:
            values.add(value)
            on.setdefault(prop, []).append((subject, value))
    types: dict[IdentifiedNode, set[URIRef]] = {}
    for s, o in on.get(_TYPE, ()):
        if isinstance(o, URIRef):
            types.setdefault(s, set()).add(o)
    return _Facts(of, on, types, frozenset().union(*types.values()))


# ---------------------------------------------------------------------------------------------------------------
# References, domains, ranges
# ---------------------------------------------------------------------------------------------------------------


# The graph of what somebody is reported to have said is called after a claim, with a slash, and is no claim.
_REPORTED: Final = re.compile(f"{re.escape(str(CLAIM))}[^/]*/")


def _unresolved(facts: _Facts, known: Collection[URIRef], name: Name) -> Iterator[Misuse]:
    """Identifiers that nothing declares; claims too, where the graph tells of claims at all."""
    has_claims = any(CSTO.Claim in types for types in facts.types.values())
    prefixes = [str(ID), str(CLAIM)] if has_claims else [str(ID)]
    advice = _Advice(lambda: {*map(name, facts.types), *map(name, known)})
    for s in facts.of:
        if s.startswith(str(ID)) and s not in facts.types and s not in known:
            yield Misuse(s, None, s, "ReferenceShape", advice.on(name(s)))
    for p, pairs in facts.on.items():
        for s, o in pairs if p != _TYPE else ():
            if o in facts.of or o in known or not isinstance(o, URIRef):
                continue
            if any(map(o.startswith, prefixes)) and not _REPORTED.match(o):
                yield Misuse(s, p, o, "ReferenceShape", advice.on(name(o)))


# Among more names than so many only those are compared that stand so near in the alphabet, read either way: a slip leaves
# the beginning or the end of a name as it was.
_MANY: Final = 5_000
_NEAR: Final = 50


@dataclass(frozen=True)
class _Advice:
    """What may have been meant by an identifier, found once for each."""

    names: Callable[[], Collection[str]]
    found: dict[str, str] = field(default_factory=dict)

    @cached_property
    def forwards(self) -> Sequence[str]:
        return sorted(self.names())

    @cached_property
    def backwards(self) -> Sequence[str]:
        return sorted(name[::-1] for name in self.forwards)

    def on(self, told: str) -> str:
        if told not in self.found:
            near = nearest(told, self._compared(told), limit=1)
            self.found[told] = f"It is {told}" + (f"; did you mean {near[0]}?" if near else ".")
        return self.found[told]

    def _compared(self, told: str) -> Collection[str]:
        if len(self.forwards) <= _MANY:
            return self.forwards
        return {*_around(self.forwards, told), *(name[::-1] for name in _around(self.backwards, told[::-1]))}


def _around(names: Sequence[str], told: str) -> Sequence[str]:
    place = bisect(names, told)
    return names[max(0, place - _NEAR) : place + _NEAR]


def _classes(ontology: Graph, link: URIRef) -> dict[URIRef, list[URIRef]]:
    """The classes of a property's domain or range; of a union all of them."""
    found: dict[URIRef, list[URIRef]] = {}
    for prop, cls in ontology.subject_objects(link):
        union = ontology.value(cls, OWL.unionOf) if isinstance(cls, BNode) else None
        listed = [cls] if union is None else list(RdfList(ontology, union))
        found[URIRef(str(prop))] = [c for c in listed if isinstance(c, URIRef)]
    return found


def _fits(types: Iterable[URIRef], due: Iterable[URIRef], ontology: Ontology) -> bool:
    return any(ontology.is_a(t, c) for t in types for c in due)


def _told(terms: Iterable[URIRef]) -> str:
    return " or ".join(sorted(short(t) for t in terms))


def _not_in_domain(facts: _Facts, domains: Mapping[URIRef, list[URIRef]], ontology: Ontology) -> Iterator[Misuse]:
    for p, due in domains.items():
        fitting = {t for t in facts.classes if _fits((t,), due, ontology)}
        for s in dict.fromkeys(s for s, _ in facts.on.get(p, ())):
            types = facts.types.get(s)
            if types is not None and fitting.isdisjoint(types):
                told = f"{short(p)} is for a {_told(due)}; this is a {_told(types)}."
                yield Misuse(s, p, s, "DomainShape", told)


def _not_in_range(facts: _Facts, ontology: Ontology) -> Iterator[Misuse]:
    ranges = _classes(ontology.graph, RDFS.range)
    kinds = {key.iri: key.kind for key in ontology.keys.values()}
    for p in facts.on.keys() & (ranges.keys() | kinds.keys()):
        due, kind = ranges.get(p, []), kinds.get(p)
        fitting = {t for t in facts.classes if _fits((t,), due, ontology)}
        takes = "a text with its language" if kind is ValueKind.TEXT else _told(due) or "an identifier"
        for s, o in facts.on[p]:
            is_given = ""
            if isinstance(o, Literal):
                if kind in (ValueKind.ENTITY, ValueKind.TERM) or (
                    _datatype(o) not in due
                    if kind is ValueKind.LITERAL and due
                    else kind is ValueKind.TEXT and not o.language
                ):
                    is_given = f"a {short(_datatype(o))}"
            elif kind in (ValueKind.LITERAL, ValueKind.TEXT):
                is_given = "an identifier"
            elif due and isinstance(o, IdentifiedNode) and o in facts.types and fitting.isdisjoint(facts.types[o]):
                is_given = f"a {_told(facts.types[o])}"
            if is_given:
                yield Misuse(s, p, o, "RangeShape", f"{short(p)} takes {takes}; this is {is_given}.")


def _datatype(literal: Literal) -> URIRef:
    return RDF.langString if literal.language else literal.datatype or XSD.string


# ---------------------------------------------------------------------------------------------------------------
# Values, classes
# ---------------------------------------------------------------------------------------------------------------


def _ill_written(facts: _Facts) -> Iterator[Misuse]:
    for p, pairs in facts.on.items():
        reads: Callable[[str], object] | None = parse_relative if p == _RECKONED else None
        for s, o in pairs:
            if isinstance(o, URIRef) or not isinstance(o, Literal):
                continue
            try:
                if o.datatype == _EDTF:
                    parse(str(o))
                elif reads is not None:
                    reads(str(o))
            except DateError as error:
                yield Misuse(s, p, o, "LexicalShape", f"{error}.")
            if o.ill_typed:
                yield Misuse(s, p, o, "LexicalShape", f"It is no {short(str(o.datatype))}.")


# A passage that is both has a shape of its own, which tells what to do.
_TOLD_BY_A_SHAPE: Final = frozenset((CSTO.Passage, CSTO.SilentPassage))


def _disjoint(facts: _Facts, ontology: Ontology) -> Iterator[Misuse]:
    for s, all_types in facts.types.items():
        types = sorted(set(all_types) - _TOLD_BY_A_SHAPE) if len(all_types) > 1 else []
        pairs = [(a, b) for a in types for b in types if a < b and ontology.are_disjoint(a, b)]
        for a, b in pairs:
            yield Misuse(s, RDF.type, a, "DisjointShape", f"They are {short(a)} and {short(b)}.")


def _several(facts: _Facts, functional: Collection[URIRef], name: Name) -> Iterator[Misuse]:
    for p in functional:
        pairs = facts.on.get(p, ())
        for s in dict.fromkeys(s for s, _ in pairs) if len(pairs) > 1 else ():
            if len(values := facts.of[s][p]) > 1:
                told = " and ".join(sorted(map(name, values)))
                yield Misuse(s, p, None, "FunctionalShape", f"{short(p)} is {told}.")


# ---------------------------------------------------------------------------------------------------------------
# What the build works out
# ---------------------------------------------------------------------------------------------------------------


def _not_derived(facts: _Facts) -> Iterator[Misuse]:
    """Bounds that are not those of the dates, and durations and texts that are not those of the bounds.

    Bounds that are missing, malformed or exchanged are other rules' to tell.
    """
    for s, _ in facts.on.get(_EARLIEST, ()):
        if (days := _days(facts, s, *_OF_EVENT)) is not None:
            yield from _against(facts, s, _DATE, days, _EARLIEST)
            yield from _unlike(facts, s, {_DATE_TEXT: bounds.shown(days, "unknown")})
    for s, _ in facts.on.get(_EARLIEST_BEGIN, ()):
        if (span := _span(facts, s)) is not None:
            yield from _against(facts, s, _BEGINS, span.begin, _EARLIEST_BEGIN)
            yield from _against(facts, s, _ENDS, span.end, _OF_SITUATION[2])
            yield from _unattested(facts, s, span)
            shortest, longest = span.duration
            worked_out = {
                _SHORTEST: str(shortest),
                _LONGEST: str(longest),
                _BEGIN_TEXT: bounds.shown(span.begin, "unknown"),
                _END_TEXT: bounds.end_shown(span),
            }
            yield from _unlike(facts, s, worked_out)
            if span.ending is not Ending.STATED and span.end.latest != LAST_DAY:
                detail = f"The end is bounded by {span.end.latest}, and yet {span.ending.value}."
                yield Misuse(s, _END_STATUS, facts.one(s, _END_STATUS), "DerivedShape", detail)


def _days(facts: _Facts, subject: IdentifiedNode, first: URIRef, last: URIRef) -> Days | None:
    told = [facts.one(subject, p) for p in (first, last)]
    try:
        earliest, latest = (from_xsd(str(bound)) for bound in told)
        return Days(earliest, latest) if earliest <= latest else None
    except DateError:
        return None


def _span(facts: _Facts, subject: IdentifiedNode) -> Span | None:
    begin, end = _days(facts, subject, *_OF_SITUATION[:2]), _days(facts, subject, *_OF_SITUATION[2:])
    try:
        ending = Ending(str(facts.one(subject, _END_STATUS)).rpartition("/")[2])
        return Span(begin, end, ending) if begin is not None and end is not None else None
    except ValueError:  # DateError, too: bounds in no order
        return None


def _against(facts: _Facts, subject: IdentifiedNode, prop: URIRef, days: Days, bound: URIRef) -> Iterator[Misuse]:
    """Bounds that reach beyond a date that is held."""
    told = facts.one(subject, prop)
    try:
        is_within = told is None or bounds.days_of(parse(str(told))).covers(days)
    except DateError:
        return
    if not is_within:
        detail = f"{short(prop)} is {told}, and the bounds are {days.earliest} and {days.latest}."
        yield Misuse(subject, bound, facts.one(subject, bound), "DerivedShape", detail)


def _attestations(facts: _Facts, subject: IdentifiedNode) -> list[tuple[Identifier, Edtf]]:
    """The times at which a situation is attested, each as it is told; one that is no date is for another rule to tell."""
    read = []
    for told in sorted(facts.of[subject].get(_HOLDS, ())):
        with suppress(DateError):
            read.append((told, parse(str(told))))
    return read


def _unattested(facts: _Facts, subject: IdentifiedNode, span: Span) -> Iterator[Misuse]:
    """Bounds that leave it open whether a situation held when it is attested, and other first or last attestations."""
    attestations = _attestations(facts, subject)
    for told, value in attestations:
        begun, held = attested(value)
        if span.begin.latest > max(begun, span.begin.earliest) or span.end.earliest < held:
            detail = f"csto:holds is {told}, and the bounds do not follow from it."
            yield Misuse(subject, _HOLDS, told, "DerivedShape", detail)
    if len(attestations) < len(facts.of[subject].get(_HOLDS, ())):
        return  # which is the first or last nobody can tell
    due = bounds.attested_range(value for _, value in attestations) or (None, None)
    for prop, text in zip(_ATTESTED, due, strict=True):
        stated = facts.one(subject, prop)
        if (stated and str(stated)) != text:
            detail = f"{short(prop)} is {stated or 'missing'}, and {text or 'nothing'} follows from csto:holds."
            yield Misuse(subject, prop, stated, "DerivedShape", detail)


def _unlike(facts: _Facts, subject: IdentifiedNode, worked_out: Mapping[URIRef, str]) -> Iterator[Misuse]:
    for prop, due in worked_out.items():
        told = facts.one(subject, prop)
        if told is not None and str(told) != due:
            yield Misuse(subject, prop, told, "DerivedShape", f"{short(prop)} is {told}, and {due} follows.")


_HELD: Final = ID["finding-status/held"]


def _not_held(facts: _Facts, name: Name) -> Iterator[Misuse]:
    """Held findings on something that the graph has, whose statement it has not."""
    statement = (RDF.subject, RDF.predicate, RDF.object)
    for finding, status in facts.on.get(CSTO.status, ()):
        if status != _HELD:
            continue
        subject, prop, value = (facts.one(finding, p) for p in statement)
        if not isinstance(subject, IdentifiedNode) or not isinstance(prop, URIRef) or subject not in facts.types:
            continue  # a view leaves out what is not held to be at all, and what points to it
        is_there = value in facts.of[subject].get(prop, ())
        if not is_there and not _is_left_out(facts, value):
            detail = f"It is {name(subject)} {short(prop)} {name(value) if value is not None else ''}."
            yield Misuse(finding, RDF.object, value, "HeldShape", detail)


# ---------------------------------------------------------------------------------------------------------------
# What a view rests on
# ---------------------------------------------------------------------------------------------------------------

_OF_A_VIEW: Final = (CSTO.Endurant, CSTO.Situation, CSTO.Event, CSTO.Observation, CSTO.Concept)
_WORKED_OUT: Final = frozenset(
    (
        *(*_OF_EVENT, *_OF_SITUATION),
        *(_DATE_TEXT, _BEGIN_TEXT, _END_TEXT, _SHORTEST, _LONGEST, _END_STATUS, *_ATTESTED),
        *(CSTO.attestedBy, CSTO.contestedBy),
    )
)

_OF_AN_EPISODE: Final = (CSTO.begunBy, CSTO.endedBy)


def _not_grounded(facts: _Facts, ontology: Ontology, grounds: Grounds, name: Name) -> Iterator[Misuse]:
    """Where view, findings, claims and register do not tell the same; nothing where there are no findings."""
    if CSTO.supportedBy in facts.on:
        yield from _not_as_declared(facts, ontology, frozenset(grounds.declared), name)
        yield from _not_as_said(facts, grounds, name)


def _not_as_declared(facts: _Facts, ontology: Ontology, declared: Collection[Triple], name: Name) -> Iterator[Misuse]:
    """Statements that nothing declares or holds, and declared ones that are missing; nothing without a register."""
    statement = (RDF.subject, RDF.predicate, RDF.object)
    held = {
        tuple(facts.one(f, p) for p in statement) for f, status in facts.on.get(CSTO.status, ()) if status == _HELD
    }
    things = {t for t in facts.classes if _fits((t,), _OF_A_VIEW, ontology)} if declared else set()
    for thing in [s for s, types in facts.types.items() if not things.isdisjoint(types)]:
        told = [(p, o) for p in facts.of[thing].keys() - _WORKED_OUT for o in facts.of[thing][p]]
        for prop, value in told:
            if (thing, prop, value) not in held and (thing, prop, value) not in declared:
                yield Misuse(thing, prop, value, "StatedShape", f"It is {name(thing)} {short(prop)} {name(value)}.")
    for s, p, o in declared:
        if not isinstance(s, IdentifiedNode) or not isinstance(p, URIRef) or not isinstance(o, Identifier):
            continue
        if s in facts.types and o not in facts.of[s].get(p, ()) and not _is_left_out(facts, o):
            yield Misuse(s, p, o, "DeclaredShape", f"It is {name(s)} {short(p)} {name(o)}.")


def _is_left_out(facts: _Facts, value: Node | None) -> bool:
    """Whether a thing is not in the view, since it is not held to be at all; then what points to it is not there either."""
    return isinstance(value, URIRef) and value.startswith(str(ID)) and value not in facts.types


def _not_as_said(facts: _Facts, grounds: Grounds, name: Name) -> Iterator[Misuse]:
    """Claims that say nothing or speak of something else than they support, and what they say and no finding has."""
    # What is said of an episode can date the event that begins or ends it, and the other way round.
    near: dict[Node, set[Node]] = {}
    links: list[tuple[Node, Node]] = [(s, o) for s, p, o in grounds.declared if p in _OF_AN_EPISODE]
    links += [pair for p in _OF_AN_EPISODE for pair in facts.on.get(p, ())]
    for one, other in links:
        near.setdefault(one, {one}).add(other)
        near.setdefault(other, {other}).add(one)
    weighed: dict[Node, set[tuple[Node | None, Node | None]]] = {}
    for finding, claim in (*facts.on.get(CSTO.supportedBy, ()), *facts.on.get(CSTO.dissentedBy, ())):
        weighed.setdefault(claim, set()).add((facts.one(finding, RDF.subject), facts.one(finding, RDF.predicate)))
    for finding, claim in facts.on[CSTO.supportedBy] if grounds.spoken else ():
        subject = facts.one(finding, RDF.subject)
        if subject is None or not isinstance(claim, URIRef) or claim not in facts.types:
            continue  # other rules' to tell
        if near.get(subject, {subject}).isdisjoint(s for s, _ in grounds.spoken.get(claim, ())):
            detail = f"It is {name(claim)}, on {name(subject)}."
            yield Misuse(finding, CSTO.supportedBy, claim, "SpokenShape", detail)
    for claim, o in facts.on.get(_TYPE, ()) if grounds.spoken else ():
        if o == CSTO.Claim and claim not in grounds.spoken:
            yield Misuse(claim, None, None, "SayingShape", f"It is {name(claim)}.")
    for claim, said in grounds.spoken.items():
        for s, p in said if claim in facts.types else ():
            dates = {(n, _DATE) for n in near.get(s, ())} if p in (_BEGINS, _ENDS) else set()
            if isinstance(s, Identifier) and weighed.get(claim, set()).isdisjoint({(s, p), *dates}):
                yield Misuse(claim, URIRef(str(p)), s, "WeighedShape", f"It is on {name(s)} {short(str(p))}.")
