"""How a graph uses the vocabulary: what SHACL cannot see, since it knows neither the whole ontology nor EDTF.

An ontology's domains, ranges and disjoint classes let a reasoner conclude; here they are demanded of what is stated, as a
curator means them: whoever writes a treaty as the actor of an act has made a mistake, and has not found out that treaties
act. Each rule is named as a shape, which `ontology/shapes` documents, deactivated, with its reason and message.

The rules take a graph in which each claim is renamed (gate 1) as well as a view (gate 2), and tell things by the names
that the graph has.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Final, NamedTuple, TypeAlias

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection as RdfList
from rdflib.namespace import OWL, RDF, RDFS, XSD
from rdflib.term import Identifier, Node

from csto_kg import bounds
from csto_kg.dates import LAST_DAY, DateError, Days, Ending, Span, attested, from_xsd, parse
from csto_kg.ontology import Kind, Ontology, from_graph
from csto_kg.reckoning import parse_reckoning
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
}
"""The rules, and what each says first to the curator; then it names what it found."""


class Misuse(NamedTuple):
    """One thing that a rule finds: on what (`focus`), on which property (`on`), at which value.

    `rule` is a key of MESSAGES; `detail` names what was found.
    """

    focus: URIRef
    on: URIRef | None
    value: Identifier | None
    rule: str
    detail: str

    @property
    def message(self) -> str:
        """What the rule says, and what it found."""
        return f"{MESSAGES[self.rule]} {self.detail}"


Triple: TypeAlias = tuple[Node, Node, Node]
Name: TypeAlias = Callable[[Identifier], str]


class _Facts(NamedTuple):
    """The triples of a graph by subject and property, and the classes of each thing."""

    of: Mapping[URIRef, Mapping[URIRef, Collection[Identifier]]]
    types: Mapping[URIRef, Collection[URIRef]]

    def one(self, subject: URIRef, prop: URIRef) -> Identifier | None:
        """The value of a property where there is one; of several none."""
        values = self.of.get(subject, {}).get(prop, ())
        return next(iter(values)) if len(values) == 1 else None


def misuses(data: Iterable[Triple], ontology: Graph, known: Collection[URIRef], name: Name) -> list[Misuse]:
    """What each rule finds in a graph, in the order of things.

    `known` are identifiers that are declared elsewhere; `name` tells how to call a node to people.
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
    ]
    return sorted(found, key=lambda m: (m.focus, m.rule, m.on or "", str(m.value)))


def _facts(data: Iterable[Triple]) -> _Facts:
    of: dict[URIRef, dict[URIRef, set[Identifier]]] = defaultdict(lambda: defaultdict(set))
    for s, p, o in data:
        if isinstance(s, URIRef) and isinstance(p, URIRef) and isinstance(o, Identifier):
            of[s][p].add(o)
    types = {s: {t for t in said[RDF.type] if isinstance(t, URIRef)} for s, said in of.items() if RDF.type in said}
    return _Facts(of, types)


def _triples(facts: _Facts) -> Iterator[tuple[URIRef, URIRef, Identifier]]:
    return ((s, p, o) for s, said in facts.of.items() for p, values in said.items() for o in values)


# ---------------------------------------------------------------------------------------------------------------
# References, domains, ranges
# ---------------------------------------------------------------------------------------------------------------


# The graph of what somebody is reported to have said is called after a claim, with a slash, and is no claim.
_IDENTIFIERS: Final = re.compile(re.escape(str(ID)))
_CLAIMS_TOO: Final = re.compile(f"{re.escape(str(ID))}|{re.escape(str(CLAIM))}[^/]*$")


def _unresolved(facts: _Facts, known: Collection[URIRef], name: Name) -> Iterator[Misuse]:
    """Identifiers that nothing declares; claims too, where the graph tells of claims at all."""
    has_claims = any(CSTO.Claim in types for types in facts.types.values())
    names = _CLAIMS_TOO if has_claims else _IDENTIFIERS
    advice = _Advice(sorted({name(s) for s in facts.types} | {name(k) for k in known}))
    for s in facts.of:
        if s.startswith(str(ID)) and s not in facts.types and s not in known:
            yield Misuse(s, None, s, "ReferenceShape", advice.on(name(s)))
    for s, p, o in _triples(facts):
        is_reference = isinstance(o, URIRef) and names.match(o) and p != RDF.type
        if is_reference and isinstance(o, URIRef) and o not in facts.types and o not in facts.of and o not in known:
            yield Misuse(s, p, o, "ReferenceShape", advice.on(name(o)))


class _Advice:
    """What may have been meant by an identifier, found once for each."""

    def __init__(self, names: list[str]) -> None:
        self._names = names
        self._found: dict[str, str] = {}

    def on(self, told: str) -> str:
        if told not in self._found:
            near = get_close_matches(told, self._names, n=1, cutoff=0.75)
            self._found[told] = f"It is {told}" + (f"; did you mean {near[0]}?" if near else ".")
        return self._found[told]


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
    for s, types in facts.types.items():
        for p in facts.of[s]:
            if p in domains and not _fits(types, domains[p], ontology):
                yield Misuse(
                    s, p, s, "DomainShape", f"{short(p)} is for a {_told(domains[p])}; this is a {_told(types)}."
                )


def _not_in_range(facts: _Facts, ontology: Ontology) -> Iterator[Misuse]:
    ranges = _classes(ontology.graph, RDFS.range)
    kinds = {key.iri: key.kind for key in ontology.keys.values()}
    for s, p, o in _triples(facts):
        due, kind = ranges.get(p, []), kinds.get(p)
        takes, is_given = _told(due), ""
        if isinstance(o, Literal):
            datatype = RDF.langString if o.language else o.datatype or XSD.string
            if kind in (Kind.ENTITY, Kind.TERM):
                takes, is_given = takes or "an identifier", f"a {short(datatype)}"
            elif kind is Kind.TEXT and datatype != RDF.langString:
                takes, is_given = "a text with its language", f"a {short(datatype)}"
            elif kind is Kind.LITERAL and due and datatype not in due:
                is_given = f"a {short(datatype)}"
        elif kind in (Kind.LITERAL, Kind.TEXT):
            takes, is_given = takes or "a text with its language", "an identifier"
        elif due and isinstance(o, URIRef) and o in facts.types and not _fits(facts.types[o], due, ontology):
            is_given = f"a {_told(facts.types[o])}"
        if is_given:
            yield Misuse(s, p, o, "RangeShape", f"{short(p)} takes {takes}; this is {is_given}.")


# ---------------------------------------------------------------------------------------------------------------
# Values, classes
# ---------------------------------------------------------------------------------------------------------------


def _ill_written(facts: _Facts) -> Iterator[Misuse]:
    for s, p, o in _triples(facts):
        if not isinstance(o, Literal):
            continue
        try:
            if o.datatype == EDTF.EDTF:
                parse(str(o))
            elif p == CSTO.reckoned:
                parse_reckoning(str(o))
        except DateError as error:
            yield Misuse(s, p, o, "LexicalShape", f"{error}.")
        if o.ill_typed:
            yield Misuse(s, p, o, "LexicalShape", f"It is no {short(str(o.datatype))}.")


# A passage that is both has a shape of its own, which tells what to do.
_TOLD_BY_A_SHAPE: Final = frozenset((CSTO.Passage, CSTO.SilentPassage))


def _disjoint(facts: _Facts, ontology: Ontology) -> Iterator[Misuse]:
    for s, all_types in facts.types.items():
        types = sorted(set(all_types) - _TOLD_BY_A_SHAPE)
        pairs = [(a, b) for a in types for b in types if a < b and ontology.are_disjoint(a, b)]
        for a, b in pairs:
            yield Misuse(s, RDF.type, a, "DisjointShape", f"They are {short(a)} and {short(b)}.")


def _several(facts: _Facts, functional: Collection[URIRef], name: Name) -> Iterator[Misuse]:
    for s, said in facts.of.items():
        for p, values in said.items():
            if p in functional and len(values) > 1:
                told = " and ".join(sorted(map(name, values)))
                yield Misuse(s, p, None, "FunctionalShape", f"{short(p)} is {told}.")


# ---------------------------------------------------------------------------------------------------------------
# What the build works out
# ---------------------------------------------------------------------------------------------------------------

_OF_EVENT: Final = (CSTO.earliest, CSTO.latest)
_OF_SITUATION: Final = (CSTO.earliestBegin, CSTO.latestBegin, CSTO.earliestEnd, CSTO.latestEnd)


def _not_derived(facts: _Facts) -> Iterator[Misuse]:
    """Bounds that are not those of the dates, and durations and texts that are not those of the bounds.

    Bounds that are missing, malformed or exchanged are other rules' to tell.
    """
    for s in facts.of:
        if (days := _days(facts, s, *_OF_EVENT)) is not None:
            yield from _against(facts, s, CSTO.date, days, CSTO.earliest)
            yield from _unlike(facts, s, {CSTO.dateText: bounds.shown(days, "unknown")})
        span = _span(facts, s)
        if span is not None:
            yield from _against(facts, s, CSTO.begins, span.begin, CSTO.earliestBegin)
            yield from _against(facts, s, CSTO.ends, span.end, CSTO.earliestEnd)
            yield from _unattested(facts, s, span)
            shortest, longest = span.duration
            worked_out = {
                CSTO.shortestDays: str(shortest),
                CSTO.longestDays: str(longest),
                CSTO.beginText: bounds.shown(span.begin, "unknown"),
                CSTO.endText: bounds.end_shown(span),
            }
            yield from _unlike(facts, s, worked_out)
            if span.ending is not Ending.STATED and span.end.latest != LAST_DAY:
                detail = f"The end is bounded by {span.end.latest}, and yet {span.ending.value}."
                yield Misuse(s, CSTO.endStatus, facts.one(s, CSTO.endStatus), "DerivedShape", detail)


def _days(facts: _Facts, subject: URIRef, first: URIRef, last: URIRef) -> Days | None:
    told = [facts.one(subject, p) for p in (first, last)]
    try:
        earliest, latest = (from_xsd(str(bound)) for bound in told)
        return Days(earliest, latest) if earliest <= latest else None
    except DateError:
        return None


def _span(facts: _Facts, subject: URIRef) -> Span | None:
    begin, end = _days(facts, subject, *_OF_SITUATION[:2]), _days(facts, subject, *_OF_SITUATION[2:])
    try:
        ending = Ending(str(facts.one(subject, CSTO.endStatus)).rpartition("/")[2])
        return Span(begin, end, ending) if begin is not None and end is not None else None
    except ValueError:  # DateError, too: bounds in no order
        return None


def _against(facts: _Facts, subject: URIRef, prop: URIRef, days: Days, bound: URIRef) -> Iterator[Misuse]:
    """Bounds that reach beyond a date that is held."""
    told = facts.one(subject, prop)
    try:
        is_within = told is None or bounds.days_of(parse(str(told))).covers(days)
    except DateError:
        return
    if not is_within:
        detail = f"{short(prop)} is {told}, and the bounds are {days.earliest} and {days.latest}."
        yield Misuse(subject, bound, facts.one(subject, bound), "DerivedShape", detail)


def _unattested(facts: _Facts, subject: URIRef, span: Span) -> Iterator[Misuse]:
    """Bounds that leave it open whether a situation held when it is attested."""
    for told in sorted(facts.of[subject].get(CSTO.holds, ())):
        try:
            begun, held = attested(parse(str(told)))
        except DateError:
            continue
        if span.begin.latest > max(begun, span.begin.earliest) or span.end.earliest < held:
            detail = f"csto:holds is {told}, and the bounds do not follow from it."
            yield Misuse(subject, CSTO.holds, told, "DerivedShape", detail)


def _unlike(facts: _Facts, subject: URIRef, worked_out: Mapping[URIRef, str]) -> Iterator[Misuse]:
    for prop, due in worked_out.items():
        told = facts.one(subject, prop)
        if told is not None and str(told) != due:
            yield Misuse(subject, prop, told, "DerivedShape", f"{short(prop)} is {told}, and {due} follows.")


_HELD: Final = ID["finding-status/held"]


def _not_held(facts: _Facts, name: Name) -> Iterator[Misuse]:
    """Held findings on something that the graph has, whose statement it has not."""
    for finding, said in facts.of.items():
        if facts.one(finding, CSTO.status) != _HELD:
            continue
        subject, prop, value = (facts.one(finding, p) for p in (RDF.subject, RDF.predicate, RDF.object))
        if not isinstance(subject, URIRef) or not isinstance(prop, URIRef) or subject not in facts.types:
            continue  # a view leaves out what is not held to be at all, and what points to it
        is_there = value in facts.of[subject].get(prop, ())
        is_left_out = isinstance(value, URIRef) and value.startswith(str(ID)) and value not in facts.types
        if not is_there and not is_left_out and said:
            detail = f"It is {name(subject)} {short(prop)} {name(value) if value is not None else ''}."
            yield Misuse(finding, RDF.object, value, "HeldShape", detail)
