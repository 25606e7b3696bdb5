"""What follows from a view: a small fixpoint over the rules that the ontology uses.

HermiT decides consistency and returns only part of what follows, so the new triples come from here. The fixpoint needs
no Java and takes hundredths of a second. A test compares it with owlrl and with HermiT.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias, TypeVar

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, XSD
from rdflib.term import Node

from csto_kg.rdf.terms import Triple

T = TypeVar("T")

# The OWL 2 datatype map (https://www.w3.org/TR/owl2-syntax/#Datatype_Maps), and the later rdf:langString: HermiT
# takes that for a class, so it gets rdf:PlainLiteral instead. A literal of any other datatype stops HermiT.
_XSD_NAMES = """
decimal integer nonNegativeInteger nonPositiveInteger positiveInteger negativeInteger long int short byte unsignedLong
unsignedInt unsignedShort unsignedByte double float string normalizedString token language Name NCName NMTOKEN boolean
hexBinary base64Binary anyURI dateTime dateTimeStamp
"""
DATATYPES: frozenset[Node] = frozenset(
    [
        RDF.PlainLiteral,
        RDF.XMLLiteral,
        RDF.langString,
        OWL.real,
        OWL.rational,
        *map(XSD.__getitem__, _XSD_NAMES.split()),
    ]
)

PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


@dataclass(frozen=True, slots=True)
class _Rules:
    """The ontology as the fixpoint needs it. Classes are named ones.

    `above`: all superclasses of each class, without itself; `rewrites`: for each property those that
    hold with it, and whether subject and object change places.
    """

    above: Mapping[Node, frozenset[Node]]
    rewrites: Mapping[Node, frozenset[tuple[Node, bool]]]
    domains: Mapping[Node, frozenset[Node]]
    ranges: Mapping[Node, frozenset[Node]]
    transitive: frozenset[Node]
    chains: tuple[tuple[tuple[Node, ...], Node], ...]
    terms: frozenset[Node]


def infer(ontology: Graph, view: Iterable[Triple]) -> frozenset[Triple]:
    """What follows from the view's triples by the ontology, and is in neither.

    OWL 2 RL rules (https://www.w3.org/TR/owl2-profiles/#OWL_2_RL) cax-sco, cax-eqc, scm-uni, scm-int, prp-spo1,
    prp-eqp, prp-inv, prp-symp, prp-trp, prp-spo2, prp-dom and prp-rng. Only individuals get new triples, terms of the
    ontology do not, and owl:Thing is left out. A union as domain or range types nothing. Raises nothing.
    """
    rules = _rules(ontology)
    # Terms as integers: rdflib's terms compare in Python, which alone would cost most of the time.
    numbers: defaultdict[Node, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    numbered = _numbered(rules, numbers)
    given = {(numbers[s], numbers[p], numbers[o]) for s, p, o in view}
    literals = frozenset(n for node, n in numbers.items() if isinstance(node, Literal))
    no_subjects = literals | {n for node, n in numbers.items() if node in rules.terms}
    nodes = list(numbers)
    found = _fixpoint(given, numbered, literals, no_subjects) - given
    return frozenset(t for s, p, o in found if (t := (nodes[s], nodes[p], nodes[o])) not in ontology)


_Numbers: TypeAlias = tuple[int, int, int]
_Index: TypeAlias = dict[tuple[int, int], list[int]]


class _Numbered(NamedTuple):
    """The rules with a number for each term. `places`: for each property the chains that it stands in, and where."""

    is_a: int
    above: Mapping[int, tuple[int, ...]]
    rewrites: Mapping[int, tuple[tuple[int, bool], ...]]
    domains: Mapping[int, tuple[int, ...]]
    ranges: Mapping[int, tuple[int, ...]]
    transitive: frozenset[int]
    places: Mapping[int, Sequence[tuple[tuple[int, ...], int, int]]]


def _numbered(rules: _Rules, numbers: Mapping[Node, int]) -> _Numbered:
    def each(terms: Mapping[Node, frozenset[Node]]) -> dict[int, tuple[int, ...]]:
        return {numbers[term]: tuple(numbers[c] for c in classes) for term, classes in terms.items()}

    places: dict[int, list[tuple[tuple[int, ...], int, int]]] = defaultdict(list)
    for chain, whole in rules.chains:
        parts = tuple(numbers[p] for p in chain)
        for i, part in enumerate(parts):
            places[part].append((parts, i, numbers[whole]))
    return _Numbered(
        is_a=numbers[RDF.type],
        above=each(rules.above),
        rewrites={numbers[p]: tuple((numbers[q], flip) for q, flip in qs) for p, qs in rules.rewrites.items()},
        domains=each(rules.domains),
        ranges=each(rules.ranges),
        transitive=frozenset(numbers[p] for p in rules.transitive),
        places=dict(places),
    )


def _fixpoint(
    given: set[_Numbers], rules: _Numbered, literals: frozenset[int], no_subjects: frozenset[int]
) -> set[_Numbers]:
    """The given triples with all that follows from them. What is in `no_subjects` gets no new triple."""
    joined = rules.transitive | rules.places.keys()
    out: _Index = defaultdict(list)
    into: _Index = defaultdict(list)
    seen = set(given)
    queue = deque(given)
    while queue:
        triple = queue.popleft()
        s, p, o = triple
        follows = _from_one(triple, rules, literals)
        if p in joined and o not in literals:
            # Indexed before it is joined: of any two triples the later one meets the earlier.
            out[p, s].append(o)
            into[p, o].append(s)
            follows += _from_joins(triple, rules, out, into)
        for new in follows:
            if new[0] not in no_subjects and new not in seen:
                seen.add(new)
                queue.append(new)
    return seen


def _from_one(triple: _Numbers, rules: _Numbered, literals: frozenset[int]) -> list[_Numbers]:
    """What follows from one triple alone."""
    s, p, o = triple
    is_a = rules.is_a
    if p == is_a:
        return [(s, is_a, c) for c in rules.above.get(o, ())]
    found = [(s, is_a, c) for c in rules.domains.get(p, ())]
    for q, flip in rules.rewrites.get(p, ()):
        if not flip:
            found.append((s, q, o))
        elif o not in literals:
            found.append((o, q, s))
    if o not in literals:
        found += [(o, is_a, c) for c in rules.ranges.get(p, ())]
    return found


def _from_joins(triple: _Numbers, rules: _Numbered, out: _Index, into: _Index) -> list[_Numbers]:
    """What follows from a triple with those before it, by transitive properties and chains."""
    s, p, o = triple
    found: list[_Numbers] = []
    if p in rules.transitive:
        found += [(s, p, end) for end in out.get((p, o), ())]
        found += [(start, p, o) for start in into.get((p, s), ())]
    for parts, i, whole in rules.places.get(p, ()):
        ends = _walk({o}, parts[i + 1 :], out)
        found += [(start, whole, end) for start in _walk({s}, reversed(parts[:i]), into) for end in ends]
    return found


def _walk(starts: set[int], parts: Iterable[int], index: _Index) -> set[int]:
    for part in parts:
        starts = {end for start in starts for end in index.get((part, start), ())}
    return starts


def _rules(ontology: Graph) -> _Rules:
    g = ontology
    datatypes = {*g.subjects(RDF.type, RDFS.Datatype), *DATATYPES}
    return _Rules(
        above=_superclasses(g),
        rewrites=_rewrites(g),
        domains=_typed_by(g, RDFS.domain),
        ranges={p: classes - datatypes for p, classes in _typed_by(g, RDFS.range).items()},
        transitive=frozenset(g.subjects(RDF.type, OWL.TransitiveProperty)),
        chains=tuple(sorted((tuple(Collection(g, c)), p) for p, c in g.subject_objects(OWL.propertyChainAxiom))),
        terms=terms_of(g),
    )


def _superclasses(g: Graph) -> dict[Node, frozenset[Node]]:
    """All superclasses of each class, without itself and owl:Thing."""
    sub: dict[Node, set[Node]] = defaultdict(set)
    equivalent = list(g.subject_objects(OWL.equivalentClass))
    for low, high in [*g.subject_objects(RDFS.subClassOf), *equivalent, *((b, a) for a, b in equivalent)]:
        for a in _members(g, low, OWL.unionOf):
            sub[a].update(_members(g, high, OWL.intersectionOf))
    return {c: frozenset(closure(c, lambda x: sub.get(x, ()))) - {c, OWL.Thing} for c in tuple(sub)}


def _rewrites(g: Graph) -> dict[Node, frozenset[tuple[Node, bool]]]:
    """The properties that hold with each property, and whether subject and object change places."""
    pairs: list[tuple[Node, Node, bool]] = [(p, q, False) for p, q in g.subject_objects(RDFS.subPropertyOf)]
    for predicate, flip in ((OWL.equivalentProperty, False), (OWL.inverseOf, True)):
        for p, q in g.subject_objects(predicate):
            pairs += [(p, q, flip), (q, p, flip)]
    pairs += [(p, p, True) for p in g.subjects(RDF.type, OWL.SymmetricProperty)]
    step: dict[tuple[Node, bool], set[tuple[Node, bool]]] = defaultdict(set)
    for p, q, flip in pairs:
        if isinstance(p, URIRef) and isinstance(q, URIRef):
            step[p, False].add((q, flip))
            step[p, True].add((q, not flip))
    return {
        p: frozenset(closure((p, False), lambda x: step.get(x, ()))) - {(p, False)}
        for p, flip in tuple(step)
        if not flip
    }


def _typed_by(g: Graph, predicate: URIRef) -> dict[Node, frozenset[Node]]:
    """The named classes of each property's domain or range."""
    return {
        p: frozenset(c for end in g.objects(p, predicate) for c in _members(g, end, OWL.intersectionOf)) - {OWL.Thing}
        for p in set(g.subjects(predicate))
    }


def _members(g: Graph, expression: Node, by: URIRef) -> tuple[Node, ...]:
    """The named class itself, or the named members of a union or intersection; of any other expression, none."""
    if isinstance(expression, URIRef):
        return (expression,)
    return tuple(m for inner in g.objects(expression, by) for c in Collection(g, inner) for m in _members(g, c, by))


def closure(start: T, onward: Callable[[T], Iterable[T]]) -> set[T]:
    """All that is reached from `start`, with it."""
    reached, queue = {start}, [start]
    while queue:
        for node in onward(queue.pop()):
            if node not in reached:
                reached.add(node)
                queue.append(node)
    return reached


def terms_of(ontology: Graph) -> frozenset[Node]:
    """What the ontology declares: classes, properties, datatypes, the ontology itself."""
    kinds = (OWL.Class, RDFS.Datatype, OWL.Ontology, *PROPERTY_KINDS)
    return frozenset(s for kind in kinds for s in ontology.subjects(RDF.type, kind))
