"""The kinds of fault in RDF that others hand to `csto-kg validate`: each a small function from a quad to what is changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from csto_kg.rdf.terms import GraphQuad
from csto_kg.time import bounds
from csto_kg.time.days import as_xsd, from_xsd
from csto_kg.time.edtf import parse
from csto_kg.vocab import CLAIM, CSTO, DCTERMS, EDTF, ID, OA, ORG, PROV, short
from tests.mutation.built import (
    CLAIMS,
    FINDINGS,
    PROVENANCE,
    REGISTER,
    VIEW,
    Built,
    GraphMutant,
    names_of,
    shuffled,
)
from tests.mutation.data_files import letters_changed
from tests.mutation.kinds import year_shifted


@dataclass(frozen=True, slots=True)
class Edit:
    """The quads that a fault takes out and puts in, and the names by which a check may report it."""

    removed: tuple[GraphQuad, ...]
    added: tuple[GraphQuad, ...]
    names: frozenset[str]


Fault: TypeAlias = Callable[[GraphQuad, Built, Random], "Edit | None"]


@dataclass(frozen=True, slots=True)
class GraphKind:
    """A kind of fault: what is done, to which quads, and, where nobody can see it from the graph, why not."""

    name: str
    description: str
    parts: tuple[str, ...]
    props: frozenset[Node]
    fault: Fault
    unseen: str = ""

    def mutants(self, built: Built, places: int, seed: int) -> list[GraphMutant]:
        """The fault at up to so many places, each on things of its own, chosen by the seed."""
        rng = Random(f"{seed} {self.name}")
        quads = [q for part in self.parts for q in built.of(part) if not self.props or q[1] in self.props]
        return list(self._mutants(shuffled(quads, rng), built, places, rng))

    def _mutants(self, quads: Iterable[GraphQuad], built: Built, places: int, rng: Random) -> Iterator[GraphMutant]:
        taken: set[str] = set()
        for quad in quads:
            if places == 0:
                return
            edit = self.fault(quad, built, rng)
            if edit is None or not taken.isdisjoint(edit.names):
                continue
            taken |= edit.names
            places -= 1
            at = f"{short(str(quad[0]))} {short(str(quad[1]))}"
            yield GraphMutant(self.name, at, frozenset(edit.removed), frozenset(edit.added), edit.names)


GRAPH_KINDS: dict[str, GraphKind] = {}


def kind(
    name: str, description: str, *parts: str, on: Iterable[Node] = (), unseen: str = ""
) -> Callable[[Fault], Fault]:
    """Register a kind of fault in the quads of some parts, with some properties or with any."""

    def register(fault: Fault) -> Fault:
        assert name not in GRAPH_KINDS
        GRAPH_KINDS[name] = GraphKind(name, description, parts, frozenset(on), fault, unseen)
        return fault

    return register


# -- changing quads ------------------------------------------------------------------------------------------------


def edit(removed: Iterable[GraphQuad], added: Iterable[GraphQuad], *things: Node) -> Edit:
    """Quads taken out and put in, which checks report by their subjects and some other things."""
    out, put = tuple(removed), tuple(added)
    return Edit(out, put, names_of((*out, *put)) | {short(str(t)) for t in things})


def without(*quads: GraphQuad) -> Edit:
    """Quads taken out."""
    return edit(quads, ())


def other(q: GraphQuad, value: Node, *things: Node) -> Edit:
    """A quad with another value."""
    return edit([q], [(q[0], q[1], value, q[3])], *things)


def more(q: GraphQuad, value: Node) -> Edit:
    """A second value beside that of a quad."""
    return edit([], [(q[0], q[1], value, q[3])])


def misspelt(iri: Node, rng: Random) -> URIRef:
    """An IRI with a slip in its last part."""
    head, last = re.fullmatch(r"(.*[/#:])([^/#:]+)", str(iri)).groups()  # type: ignore[union-attr]
    return URIRef(head + letters_changed(last, rng))


def shifted(bound: Node, years: int) -> Literal:
    """A bound so many years later."""
    day = from_xsd(str(bound))
    return Literal(as_xsd(day.replace(year=day.year + years, day=min(day.day, 28))), datatype=XSD.dateTime)


# -- reading quads -------------------------------------------------------------------------------------------------

_OF_EVENT = (CSTO.earliest, CSTO.latest)
_OF_SITUATION = (CSTO.earliestBegin, CSTO.latestBegin, CSTO.earliestEnd, CSTO.latestEnd)
_BOUNDS = (*_OF_EVENT, *_OF_SITUATION)
_DATES = (CSTO.date, CSTO.begins, CSTO.ends)
_NUMBERS = (CSTO.value, CSTO.minValue, CSTO.maxValue)
_CODES = (CSTO.iso3166alpha2, CSTO.iso3166alpha3, CSTO.unM49, CSTO.cowCode, SKOS.exactMatch)


def is_known(bound: Node) -> bool:
    """Whether a bound is a day that is known."""
    return not str(bound).startswith(("0001", "9999"))


def is_id(node: Node) -> bool:
    """Whether a node is an identifier of a thing."""
    return isinstance(node, URIRef) and str(node).startswith(str(ID))


def one(b: Built, subject: Node, prop: Node, part: str = VIEW) -> Node | None:
    """The value of a property where there is one."""
    values = b.values(part, subject, prop)
    return values[0] if len(values) == 1 else None


def certainly_holds(b: Built, thing: Node) -> bool:
    """Whether a situation certainly holds over some time."""
    begin, end = one(b, thing, CSTO.latestBegin), one(b, thing, CSTO.earliestEnd)
    return begin is not None and end is not None and str(begin) < str(end)


def cloned(b: Built, thing: Node, changed: dict[Node, Node]) -> Edit:
    """A second thing of which the same is said, but for some properties."""
    new = URIRef(f"{str(thing).rpartition('-')[0]}-77")
    return edit([], [(new, p, changed.get(p, o), g) for _, p, o, g in b.about(VIEW, thing)], thing)


# ---------------------------------------------------------------------------------------------------------------
# Classes, properties, identifiers
# ---------------------------------------------------------------------------------------------------------------


@kind("RDF: class left out", "leave out the only class of a thing", VIEW, PROVENANCE, FINDINGS, on=[RDF.type])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    part = next(p for p in (VIEW, PROVENANCE, FINDINGS) if b.values(p, q[0], RDF.type))
    is_only = len(b.values(part, q[0], RDF.type)) == 1
    return edit([q], [], *(s for s, _, _, _ in b.pointing.get(q[0], []))) if is_only else None


@kind("RDF: class misspelt", "misspell a class", VIEW, PROVENANCE, FINDINGS, CLAIMS, on=[RDF.type])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return other(q, misspelt(q[2], rng))


@kind("RDF: classes that clash", "give a thing a second class that excludes its own", VIEW, on=[RDF.type])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    chosen = ["Person", "Treaty", "Withdrawal", "Membership", "Observation", "State"]
    own = URIRef(str(q[2]))
    clash = [CSTO[c] for c in chosen if b.ontology.are_disjoint(own, CSTO[c])]
    return more(q, rng.choice(clash)) if clash else None


@kind("RDF: property misspelt", "misspell a property", VIEW, PROVENANCE, FINDINGS, CLAIMS)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    wrong = misspelt(q[1], rng)
    return edit([q], [(q[0], wrong, q[2], q[3])], wrong) if q[1] != RDF.type else None


@kind("RDF: reference misspelt", "misspell a thing that is named", VIEW, PROVENANCE, FINDINGS, CLAIMS)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    wrong = misspelt(q[2], rng) if isinstance(q[2], URIRef) and is_id(q[2]) else None
    return other(q, wrong, wrong) if wrong is not None and wrong not in b.subjects else None


@kind(
    "RDF: claim misspelt",
    "misspell a claim that is named",
    FINDINGS,
    on=[CSTO.supportedBy, CSTO.attestedBy, CSTO.between],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    wrong = misspelt(q[2], rng)
    return other(q, wrong, wrong) if wrong not in b.subjects else None


@kind("RDF: subject misspelt", "misspell of what something is said", VIEW, CLAIMS)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    wrong = misspelt(q[0], rng)
    is_new = q[1] != RDF.type and is_id(q[0]) and wrong not in b.subjects
    return edit([q], [(wrong, q[1], q[2], q[3])], wrong) if is_new else None


@kind("RDF: text for a thing", "write the name of a thing where the thing is expected", VIEW, CLAIMS)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return other(q, Literal(short(str(q[2])))) if is_id(q[2]) and q[1] != RDF.type else None


@kind("RDF: thing for a text", "write a thing where a text or number is expected", VIEW, PROVENANCE, CLAIMS)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return other(q, ID.csto) if isinstance(q[2], Literal) else None


@kind(
    "RDF: thing of the wrong kind",
    "name a treaty where somebody acts, a state where a treaty is expected",
    VIEW,
    CLAIMS,
    on=[
        CSTO.by,
        ORG.member,
        ORG.organization,
        CSTO.party,
        CSTO.instrument,
        CSTO.post,
        CSTO.begunBy,
        CSTO.measure,
        ORG.role,
    ],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    agents = (CSTO.by, ORG.member, ORG.organization, CSTO.party)
    classes = ("Treaty",) if q[1] in agents else ("State",)
    wrong = b.all_of(*classes)
    return other(q, rng.choice(wrong)) if wrong else None


@kind("RDF: member and organization exchanged", "exchange who is in what", VIEW, on=[ORG.member])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    body = one(b, q[0], ORG.organization)
    if body is None or b.is_a(q[0], "Tenure"):
        return None
    old, g = (q[0], ORG.organization, body, q[3]), q[3]
    return edit([q, old], [(q[0], ORG.member, body, g), (q[0], ORG.organization, q[2], g)])


# ---------------------------------------------------------------------------------------------------------------
# Parts and values
# ---------------------------------------------------------------------------------------------------------------


@kind(
    "RDF: part left out",
    "leave out who, of what, in which role, a label, a bound",
    VIEW,
    on=[*_BOUNDS, CSTO.endStatus, ORG.member, ORG.role, CSTO.party, CSTO.post, CSTO.number, CSTO.measure, RDFS.label],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    is_needed = q[1] != RDFS.label or b.is_a(q[0], "Agent", "Instrument", "Topic", "Concept", "Place")
    return without(q) if is_needed and len(b.values(VIEW, q[0], q[1])) == 1 else None


@kind(
    "RDF: value twice", "give a thing a second bound, date, number or member", VIEW, on=[*_BOUNDS, *_DATES, *_NUMBERS]
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    if q[1] in _BOUNDS:
        return more(q, shifted(q[2], 1)) if is_known(q[2]) else None
    if q[1] in _NUMBERS:
        return more(q, Literal(f"{q[2]}1", datatype=XSD.decimal))
    return more(q, Literal(year_shifted(str(q[2]), 1), datatype=EDTF.EDTF))


@kind("RDF: label twice", "give a thing a second label in a language", VIEW, on=[RDFS.label])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    is_shown = b.is_a(q[0], "Agent", "Instrument", "Topic", "Concept", "Place", "Post", "Plan")
    return more(q, Literal("another name", lang=q[2].language)) if is_shown and isinstance(q[2], Literal) else None


@kind(
    "RDF: language lost",
    "leave out the language of a text",
    VIEW,
    PROVENANCE,
    on=[RDFS.label, DCTERMS.title, SKOS.note],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return other(q, Literal(str(q[2])))


@kind("RDF: namesake", "give a thing the label of another of its class", VIEW, on=[RDFS.label])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    if not b.is_a(q[0], "Agent", "Instrument", "Topic", "Concept", "Place", "Post", "Plan"):
        return None
    cls = one(b, q[0], RDF.type)
    twins = [x for x in b.of(VIEW) if x[1] == RDFS.label and x[0] != q[0] and one(b, x[0], RDF.type) == cls]
    twin = rng.choice(twins) if twins else None
    return other(q, twin[2], twin[0]) if twin is not None else None


@kind("RDF: code of another", "copy a code or identity link from another thing", VIEW, on=_CODES)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    others = [x for x in b.of(VIEW) if x[1] == q[1] and x[0] != q[0]]
    return other(q, (x := rng.choice(others))[2], x[0]) if others else None


@kind(
    "RDF: date that is none", "write the 30th of February, or a date in words", VIEW, CLAIMS, on=[*_DATES, CSTO.holds]
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return other(q, Literal(rng.choice(["2010-02-30", "2010-13", "spring 2010", "20.04.1994"]), datatype=EDTF.EDTF))


@kind(
    "RDF: date of another datatype",
    "write a date as a plain text, or a bound as a day",
    VIEW,
    CLAIMS,
    on=[*_DATES, *_BOUNDS],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    is_bound = q[1] in _BOUNDS
    return other(q, Literal(str(q[2])[:10], datatype=XSD.date) if is_bound else Literal(str(q[2])))


@kind("RDF: datatype misspelt", "misspell the datatype of a value", VIEW, PROVENANCE, CLAIMS)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    if not isinstance(q[2], Literal) or q[2].datatype is None:
        return None
    return other(q, Literal(str(q[2]), datatype=misspelt(q[2].datatype, rng)))


@kind("RDF: number in words", "write words where a number is expected", VIEW, CLAIMS, on=_NUMBERS)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return other(q, Literal(rng.choice(["many", f"{q[2]} men", f"{q[2]},5"]), datatype=XSD.decimal))


@kind("RDF: neither true nor false", "write a word where true or false is expected", VIEW, CLAIMS)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    is_boolean = isinstance(q[2], Literal) and q[2].datatype == XSD.boolean
    return other(q, Literal("perhaps", datatype=XSD.boolean)) if is_boolean else None


# ---------------------------------------------------------------------------------------------------------------
# Times and numbers
# ---------------------------------------------------------------------------------------------------------------


@kind(
    "RDF: bounds exchanged",
    "exchange the earliest and the latest day",
    VIEW,
    on=[CSTO.earliest, CSTO.earliestBegin, CSTO.earliestEnd],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    partner = URIRef(str(q[1]).replace("earliest", "latest"))
    late = one(b, q[0], partner)
    if late is None or str(late) == str(q[2]):
        return None
    s, p, early, g = q
    return edit([q, (s, partner, late, g)], [(s, p, late, g), (s, partner, early, g)])


@kind("RDF: bound shifted", "shift a bound of an event by a year, away from its date", VIEW, on=_OF_EVENT)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    is_dated = one(b, q[0], CSTO.date) is not None and is_known(q[2])
    return other(q, shifted(q[2], 1 if q[1] == CSTO.latest else -1)) if is_dated else None


@kind(
    "RDF: start shifted",
    "shift the start of an episode by ten years, away from the event that starts it",
    VIEW,
    on=[CSTO.latestBegin],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    event = one(b, q[0], CSTO.begunBy)
    first = one(b, q[0], CSTO.earliestBegin)
    if event is None or first is None or not is_known(q[2]) or not is_known(first):
        return None
    is_dated = any(is_known(x) for x in b.values(VIEW, event, CSTO.earliest))
    s, p, last, g = q
    early, late = (s, CSTO.earliestBegin, first, g), (s, p, last, g)
    moved = [(s, CSTO.earliestBegin, shifted(first, -10), g), (s, p, shifted(last, -10), g)]
    return edit([early, late], moved, event) if is_dated else None


@kind("RDF: ended before it began", "let a situation end years before it starts", VIEW, on=[CSTO.earliestEnd])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    begin, end = one(b, q[0], CSTO.earliestBegin), one(b, q[0], CSTO.latestEnd)
    if begin is None or end is None or not is_known(begin):
        return None
    s, p, _first, g = q
    before = shifted(begin, -2)
    return edit([q, (s, CSTO.latestEnd, end, g)], [(s, p, before, g), (s, CSTO.latestEnd, before, g)])


@kind("RDF: date altered", "shift by years a date that is held", VIEW, on=_DATES)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return other(q, Literal(year_shifted(str(q[2]), -7), datatype=EDTF.EDTF), *b.findings.get((q[0], q[1]), ()))


@kind("RDF: number altered", "alter a digit of a number that is held", VIEW, on=_NUMBERS)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return other(q, Literal(f"{q[2]}1", datatype=XSD.decimal), *b.findings.get((q[0], q[1]), ()))


@kind("RDF: duration altered", "alter a duration, or the words for a time", VIEW)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    if q[1] in (CSTO.shortestDays, CSTO.longestDays):
        return other(q, Literal(f"{int(str(q[2])) + 1}", datatype=XSD.integer))
    if q[1] in (CSTO.dateText, CSTO.beginText, CSTO.endText, CSTO.firstAttested, CSTO.lastAttested):
        return other(q, Literal(f"{q[2]}?"))
    return None


@kind(
    "RDF: slip of the pen in a sum",
    "alter a figure of a row with a total, in the view and its finding",
    VIEW,
    on=[CSTO.value],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    summed = [ID[f"measure/{m}"] for m in ("active-military", "reserve-military", "paramilitary", "military-total")]
    of = one(b, q[0], CSTO.of)
    row = [
        s
        for s, p, _, _ in (b.pointing.get(of, []) if of is not None else ())
        if p == CSTO.of and one(b, s, CSTO.measure) in summed
    ]
    if one(b, q[0], CSTO.measure) not in summed or len(row) != len(summed):
        return None
    new = Literal(f"{int(str(q[2])) + rng.choice([1, 10, 900])}", datatype=XSD.decimal)
    found = [x for f in b.findings.get((q[0], q[1]), ()) for x in b.about(FINDINGS, f) if x[1] == RDF.object]
    return edit([q, *found], [(q[0], q[1], new, q[3]), *((x[0], x[1], new, x[3]) for x in found)], *row)


@kind(
    "RDF: effect before its cause",
    "date what comes after something years before it, bounds and all",
    VIEW,
    on=[CSTO.after, CSTO.respondsTo],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    first = one(b, q[2], CSTO.earliest)
    own = [x for x in b.about(VIEW, q[0]) if x[1] in (*_OF_EVENT, CSTO.date, CSTO.dateText)]
    if first is None or not is_known(first) or not all(b.values(VIEW, q[0], p) for p in _OF_EVENT):
        return None
    early = shifted(first, -3)
    text = str(early)[:10]
    found = [x for f in b.findings.get((q[0], CSTO.date), ()) for x in b.about(FINDINGS, f) if x[1] == RDF.object]
    new: dict[Node, Node] = dict.fromkeys(_OF_EVENT, early)
    new |= {
        CSTO.date: Literal(text, datatype=EDTF.EDTF),
        CSTO.dateText: Literal(bounds.shown(bounds.days_of(parse(text)), "")),
    }
    moved = [(s, p, new[p], g) for s, p, _, g in own] + [(s, p, new[CSTO.date], g) for s, p, _, g in found]
    return edit([*own, *found], moved, q[2])


# ---------------------------------------------------------------------------------------------------------------
# Episodes and chains
# ---------------------------------------------------------------------------------------------------------------


@kind("RDF: episode twice", "copy a membership under another number", VIEW, on=[ORG.member])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return cloned(b, q[0], {}) if b.is_a(q[0], "Membership") and certainly_holds(b, q[0]) else None


@kind("RDF: observer and member", "make a member an observer over the same time", VIEW, on=[ORG.member])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    is_member = b.is_a(q[0], "Membership") and certainly_holds(b, q[0])
    changed: dict[Node, Node] = {RDF.type: CSTO.ObserverStatus, ORG.role: ID["role/observer"]}
    return cloned(b, q[0], changed) if is_member else None


@kind(
    "RDF: two in one chair",
    "let another hold a post of one holder, or the chair, over the same time",
    VIEW,
    on=[ORG.member],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    post = one(b, q[0], CSTO.post)
    is_alone = (post is not None and b.is_a(post, "SingleHolderPost")) or b.is_a(q[0], "Chairmanship")
    others = [x for x in b.all_of("Person" if b.is_a(q[2], "Person") else "State") if x != q[2]]
    return (
        cloned(b, q[0], {ORG.member: rng.choice(others)})
        if is_alone and certainly_holds(b, q[0]) and others
        else None
    )


@kind(
    "RDF: circle",
    "let a whole be a part of its part, or a body answer to one that answers to it",
    VIEW,
    on=[CSTO.accountableTo, DCTERMS.isPartOf, ORG.unitOf, ORG.subOrganizationOf],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return edit([], [(q[2], q[1], q[0], q[3])], q[0])


@kind("RDF: departure that ends nothing", "leave out what a departure ends", VIEW, on=[CSTO.endedBy])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return edit([q], [], q[2]) if b.is_a(q[2], "Departure") else None


@kind("RDF: speaker left out", "leave out who said something", VIEW, on=[CSTO.by])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    is_sole = b.is_a(q[0], "Statement") and len(b.values(VIEW, q[0], CSTO.by)) == 1
    return edit([q], [], *b.findings.get((q[0], q[1]), ())) if is_sole else None


# ---------------------------------------------------------------------------------------------------------------
# What is held, and on what it rests
# ---------------------------------------------------------------------------------------------------------------


@kind("RDF: held and not stated", "leave out of the view what a finding holds", VIEW)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    found = [f for f in b.findings.get((q[0], q[1]), ()) if q[2] in b.values(FINDINGS, f, RDF.object)]
    is_declared = (q[0], q[1], q[2], REGISTER) in b.quads or q[1] == RDF.type
    return edit([q], [], *found) if found and not is_declared else None


@kind(
    "RDF: stated and not held",
    "state in the view what no finding holds and no register declares",
    VIEW,
    on=[CSTO.about, CSTO.participant, CSTO.by],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    others = [x for x in b.all_of("State") if x not in b.values(VIEW, q[0], q[1])]
    return (
        edit([], [(q[0], CSTO.about, rng.choice(others), q[3])])
        if b.is_a(q[0], "Statement", "Exercise") and others
        else None
    )


@kind(
    "RDF: register and view at odds",
    "name another state in the register than in the view",
    REGISTER,
    on=[ORG.member, CSTO.party, CSTO.by],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    is_shown = q[2] in b.values(VIEW, q[0], q[1]) and b.is_a(q[2], "State")
    others = [x for x in b.all_of("State") if x != q[2]]
    return other(q, rng.choice(others)) if is_shown and others else None


@kind(
    "RDF: event without a claim",
    "leave out the claims on which an event or situation rests",
    FINDINGS,
    on=[CSTO.attestedBy],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    attested = [x for x in b.about(FINDINGS, q[0]) if x[1] == CSTO.attestedBy]
    return edit(attested, []) if b.is_a(q[0], "Event", "Situation") else None


@kind("RDF: claim on both sides", "count a claim for a thing and against it", FINDINGS, on=[CSTO.contestedBy])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return edit([], [(q[0], CSTO.attestedBy, q[2], q[3])])


@kind(
    "RDF: part of a period left out",
    "leave out of which situation a period is, its first day or its end",
    FINDINGS,
    on=[CSTO.periodOf, CSTO.periodFrom, CSTO.periodUntil],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return edit([q], [])


@kind("RDF: finding without claims", "leave out the claims that support a finding", FINDINGS, on=[CSTO.supportedBy])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return edit([x for x in b.about(FINDINGS, q[0]) if x[1] in (CSTO.supportedBy, CSTO.dissentedBy)], [])


@kind(
    "RDF: finding supported by a source",
    "name a source where a claim is expected",
    FINDINGS,
    on=[CSTO.supportedBy, CSTO.dissentedBy],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    sources = {x[2] for x in b.of(PROVENANCE) if x[1] == PROV.hadPrimarySource}
    return other(q, min(sources, key=str))


@kind(
    "RDF: part of a finding left out",
    "leave out of a finding its subject, property, value or status",
    FINDINGS,
    on=[RDF.subject, RDF.predicate, RDF.object, CSTO.status],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return without(q)


@kind("RDF: finding altered", "let a held finding hold another value", FINDINGS, on=[RDF.object])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    is_held = ID["finding-status/held"] in b.values(FINDINGS, q[0], CSTO.status)
    if not is_held or not isinstance(q[2], Literal) or one(b, q[0], RDF.subject, FINDINGS) not in b.subjects:
        return None
    subject, prop = (one(b, q[0], p, FINDINGS) for p in (RDF.subject, RDF.predicate))
    is_seen = subject is not None and prop is not None and q[2] in b.values(VIEW, subject, prop)
    return other(q, Literal(f"{q[2]} more", lang=q[2].language)) if is_seen else None


@kind("RDF: conflict of one side", "leave one claim in a conflict", FINDINGS, on=[CSTO.between])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return edit([x for x in b.about(FINDINGS, q[0]) if x[1] == CSTO.between and x != q], [])


@kind(
    "RDF: part of a conflict left out",
    "leave out of a conflict its decision, type or what it is about",
    FINDINGS,
    on=[CSTO.decision, CSTO.conflictType, CSTO.outcome, CSTO.reason],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return edit([q], [], q[2])


@kind("RDF: decision for no side", "prefer a claim that takes no side", FINDINGS, on=[CSTO.prefers])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    conflict = next(s for s, p, _, _ in b.pointing[q[0]] if p == CSTO.decision)
    sides = b.values(FINDINGS, conflict, CSTO.between)
    strangers = [s for s, p, _, _ in b.of(PROVENANCE) if p == CSTO.stance and s not in sides]
    return edit(
        [x for x in b.about(FINDINGS, q[0]) if x[1] == CSTO.prefers],
        [(q[0], q[1], rng.choice(strangers), q[3])],
        conflict,
    )


@kind(
    "RDF: outcome without its side",
    "leave out what a decision prefers, or prefer and leave open",
    FINDINGS,
    on=[CSTO.prefers],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    if rng.random() < 0.5:
        return edit([x for x in b.about(FINDINGS, q[0]) if x[1] == CSTO.prefers], [])
    outcome = next(x for x in b.about(FINDINGS, q[0]) if x[1] == CSTO.outcome)
    return other(outcome, ID["outcome/open"])


@kind(
    "RDF: term of another scheme",
    "give a term that is none of its scheme",
    FINDINGS,
    PROVENANCE,
    on=[CSTO.outcome, CSTO.conflictType, CSTO.stance, CSTO.status],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return other(q, ID["role/member"])


@kind(
    "RDF: text emptied",
    "leave a paraphrase or reason empty",
    FINDINGS,
    PROVENANCE,
    on=[CSTO.reason, CSTO.paraphrase, CSTO.inference],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return other(q, Literal(" "))


# ---------------------------------------------------------------------------------------------------------------
# Claims, passages, sources
# ---------------------------------------------------------------------------------------------------------------


@kind(
    "RDF: part of a claim left out",
    "leave out a claim's passage, source, stance or words, or what places a passage",
    PROVENANCE,
    on=[
        PROV.wasQuotedFrom,
        PROV.hadPrimarySource,
        CSTO.stance,
        CSTO.paraphrase,
        OA.hasSource,
        OA.hasSelector,
        OA.start,
        OA.end,
        CSTO.sha256,
        CSTO.fileName,
    ],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return without(q)


@kind(
    "RDF: part of a reading left out",
    "leave out who read a claim, which, when, or what came of it",
    PROVENANCE,
    on=[CSTO.of, CSTO.reader, CSTO.readOn, CSTO.verdict],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return without(q)


@kind(
    "RDF: part of a claim twice",
    "give a claim two passages, stances or paraphrases",
    PROVENANCE,
    on=[PROV.wasQuotedFrom, CSTO.stance, CSTO.paraphrase],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    if q[1] == CSTO.paraphrase:
        return more(q, Literal("It says something else."))
    if q[1] == CSTO.stance:
        return more(q, ID["stance/denies"])
    values = sorted({x[2] for x in b.of(PROVENANCE) if x[1] == q[1] and x[2] != q[2]}, key=str)
    return more(q, rng.choice(values))


@kind("RDF: digest cut short", "leave out a digit of a digest, or write it in capitals", PROVENANCE, on=[CSTO.sha256])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    digest = str(q[2])
    wrong = rng.choice([digest[1:], digest.upper(), f"{digest}0"])
    # As it is written: rdflib would turn capitals back, and there would be no fault.
    return other(q, Literal(wrong, datatype=XSD.hexBinary, normalize=False))


@kind("RDF: offsets exchanged", "exchange where a passage starts and where it ends", PROVENANCE, on=[OA.start])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    end = one(b, q[0], OA.end, PROVENANCE)
    s, p, start, g = q
    return edit([q, (s, OA.end, end, g)], [(s, p, end, g), (s, OA.end, start, g)]) if end is not None else None


@kind("RDF: offset altered", "shift where a passage starts or ends", PROVENANCE, on=[OA.start, OA.end])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    shift = 1 if q[1] == OA.end else -1
    whole = [s for s, _, _, _ in b.pointing.get(q[0], [])]
    is_passage = any("#char=" in str(s) for s in whole) and int(str(q[2])) > 0
    return other(q, Literal(f"{int(str(q[2])) + shift}", datatype=XSD.integer), *whole) if is_passage else None


@kind(
    "RDF: passage of another source",
    "let a passage lie in another source than its claim",
    PROVENANCE,
    on=[OA.hasSource],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    sources = sorted({x[2] for x in b.of(PROVENANCE) if x[1] == OA.hasSource and x[2] != q[2]}, key=str)
    return other(q, rng.choice(sources), *(s for s, _, _, _ in b.pointing.get(q[0], []))) if sources else None


@kind(
    "RDF: claim of another source",
    "credit a claim to another source than its passage lies in",
    PROVENANCE,
    on=[PROV.hadPrimarySource],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    sources = sorted({x[2] for x in b.of(PROVENANCE) if x[1] == q[1] and x[2] != q[2]}, key=str)
    passage = one(b, q[0], PROV.wasQuotedFrom, PROVENANCE)
    return other(q, rng.choice(sources), passage) if sources and passage is not None else None


@kind(
    "RDF: implied without inference",
    "call a claim implied and do not say why, or leave out that it is",
    PROVENANCE,
    on=[CSTO.stance],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    is_implied = bool(b.values(PROVENANCE, q[0], CSTO.inference))
    return other(q, ID["stance/asserts" if is_implied else "stance/implies"])


@kind("RDF: claim left out", "leave out all that is said about a claim", PROVENANCE, on=[PROV.wasQuotedFrom])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    resting = [s for s, _, _, _ in b.pointing.get(q[0], [])]
    return edit(b.about(PROVENANCE, q[0]), [], q[2], *resting)


@kind("RDF: claim that says nothing", "leave out the graph of a claim", PROVENANCE, on=[PROV.wasQuotedFrom])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    said = [x for x in b.of(CLAIMS) if x[3] == q[0]]
    return edit(said, [], q[0]) if said else None


@kind("RDF: two dates in one claim", "give one thing two dates in one claim", CLAIMS, on=[CSTO.date, CSTO.begins])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return edit([], [(q[0], q[1], Literal(year_shifted(str(q[2]), -1), datatype=EDTF.EDTF), q[3])], q[3])


@kind("RDF: content misnamed", "call the graph of reported content after no claim", CLAIMS, on=[CSTO.content])
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return edit([q], [(q[0], q[1], ID["content/made-up"], q[3])], q[3])


@kind(
    "RDF: claim speaks of something else",
    "let a claim speak of another thing of the class than its findings",
    CLAIMS,
    on=[CSTO.date],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    cls = one(b, q[0], RDF.type)
    others = [x for x in b.all_of("Event") if x != q[0] and one(b, x, RDF.type) == cls]
    if not others or not str(q[3]).startswith(str(CLAIM)):
        return None
    return edit([q], [(rng.choice(others), q[1], q[2], q[3])], q[3])


# ---------------------------------------------------------------------------------------------------------------
# What nobody can see
# ---------------------------------------------------------------------------------------------------------------


@kind(
    "RDF: digest altered",
    "alter a digit of the digest of a passage",
    PROVENANCE,
    on=[CSTO.sha256],
    unseen="A digest is checked against the source's words, which are in no RDF; a build with the texts checks it.",
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    digest, at = str(q[2]), rng.randrange(64)
    return other(
        q, Literal(digest[:at] + ("0" if digest[at] != "0" else "1") + digest[at + 1 :], datatype=XSD.hexBinary)
    )


@kind(
    "RDF: paraphrase that says something else",
    "alter the paraphrase of a claim",
    PROVENANCE,
    on=[CSTO.paraphrase],
    unseen="No program understands a sentence. In a release, whose name is its hash, any change shows.",
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    return other(q, Literal("It says something else."))


@kind(
    "RDF: fact left out for good",
    "leave out a fact everywhere: of view, finding and claim",
    VIEW,
    on=[CSTO.about, CSTO.participant],
    unseen="A graph that says less says nothing false. In a release, whose name is its hash, any change shows.",
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    found = [f for f in b.findings.get((q[0], q[1]), ()) if q[2] in b.values(FINDINGS, f, RDF.object)]
    said = [x for x in b.of(CLAIMS) if x[:3] == q[:3]]
    declared = [x for x in b.of(REGISTER) if x[:3] == q[:3]]
    if len(b.values(VIEW, q[0], q[1])) < 2 or any(len([x for x in b.of(CLAIMS) if x[3] == c[3]]) < 2 for c in said):
        return None
    return edit([q, *said, *declared, *(x for f in found for x in b.about(FINDINGS, f))], [])
