"""Rules on values: domains and ranges, how literals are written, disjoint classes, single values.

A reasoner uses domains, ranges and disjoint classes to infer classes. These rules require them instead, as a curator means
them, together with the conditions that the ontology states for checks only (`csto:subjectType`, `csto:valueType`): a treaty
as the actor of an act is a mistake, not evidence that treaties act.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection as RdfList
from rdflib.namespace import OWL, RDF, XSD
from rdflib.term import IdentifiedNode, Identifier

from csto_kg.check.facts import Breach, Context, Facts
from csto_kg.ontology import Ontology, ValueKind
from csto_kg.time.days import DateError
from csto_kg.time.edtf import parse
from csto_kg.time.relative import parse_relative
from csto_kg.vocab import CSTO, EDTF, short

__all__ = ["classes_of", "disjoint_classes", "malformed", "not_in_domain", "not_in_range", "several_values"]

_TYPE: Final = RDF.type
_EDTF: Final = EDTF.EDTF
# A passage that is both has a shape of its own, which says what to do.
_HAVE_A_SHAPE: Final = frozenset((CSTO.Passage, CSTO.SilentPassage))


def classes_of(ontology: Graph, *links: URIRef) -> dict[URIRef, list[URIRef]]:
    """The classes that the links name for each property, as `rdfs:domain` and `csto:subjectType` do; of a union all."""
    found: dict[URIRef, list[URIRef]] = {}
    for link in links:
        for prop, cls in ontology.subject_objects(link):
            # A named class can be the same as a union, too.
            same = cls if isinstance(cls, BNode) else ontology.value(cls, OWL.equivalentClass)
            union = ontology.value(same, OWL.unionOf) if isinstance(same, BNode) else None
            listed = [cls] if union is None else list(RdfList(ontology, union))
            found.setdefault(URIRef(str(prop)), []).extend(c for c in listed if isinstance(c, URIRef))
    return found


def not_in_domain(facts: Facts, context: Context) -> Iterator[Breach]:
    """Properties of things that are not of the property's domain."""
    for p, expected in context.domains.items():
        fitting = {t for t in facts.classes if _fits((t,), expected, context.ontology)}
        for s in dict.fromkeys(s for s, _ in facts.on.get(p, ())):
            types = facts.types.get(s)
            if types is not None and fitting.isdisjoint(types):
                yield Breach(s, p, s, f"{short(p)} is for a {_or(expected)}; this is a {_or(types)}.")


def not_in_range(facts: Facts, context: Context) -> Iterator[Breach]:
    """Values that are not of the property's range, or not of the kind that its key takes."""
    kinds = {key.iri: key.kind for key in context.ontology.keys.values()}
    for p in facts.on.keys() & (context.ranges.keys() | kinds.keys()):
        expected, kind = context.ranges.get(p, []), kinds.get(p)
        fitting = {t for t in facts.classes if _fits((t,), expected, context.ontology)}
        takes = "a text with its language" if kind is ValueKind.TEXT else _or(expected) or "an identifier"
        for s, o in facts.on[p]:
            given = _misfit(o, kind, expected, fitting, facts)
            if given:
                yield Breach(s, p, o, f"{short(p)} takes {takes}; this is {given}.")


def _misfit(
    value: Identifier, kind: ValueKind | None, expected: Collection[URIRef], fitting: set[URIRef], facts: Facts
) -> str:
    """What a value is, where it is not what the property takes; else an empty text."""
    if isinstance(value, Literal):
        is_wrong = (
            kind in (ValueKind.ENTITY, ValueKind.TERM)
            or (kind is ValueKind.LITERAL and bool(expected) and _datatype(value) not in expected)
            or (kind is ValueKind.TEXT and not value.language)
        )
        return f"a {short(_datatype(value))}" if is_wrong else ""
    if kind in (ValueKind.LITERAL, ValueKind.TEXT):
        return "an identifier"
    if expected and isinstance(value, IdentifiedNode) and value in facts.types:
        types = facts.types[value]
        return f"a {_or(types)}" if fitting.isdisjoint(types) else ""
    return ""


def malformed(facts: Facts, _: Context) -> Iterator[Breach]:
    """Literals that are not written as their datatype or property asks."""
    for p, pairs in facts.on.items():
        reads: Callable[[str], object] | None = parse_relative if p == CSTO.reckoned else None
        for s, o in pairs:
            if not isinstance(o, Literal):
                continue
            try:
                if o.datatype == _EDTF:
                    parse(str(o))
                elif reads is not None:
                    reads(str(o))
            except DateError as error:
                yield Breach(s, p, o, f"{error}.")
            if o.ill_typed:
                yield Breach(s, p, o, f"It is not a valid {short(str(o.datatype))}.")


def disjoint_classes(facts: Facts, context: Context) -> Iterator[Breach]:
    """Things of two classes that the ontology declares disjoint."""
    for s, all_types in facts.types.items():
        types = sorted(set(all_types) - _HAVE_A_SHAPE) if len(all_types) > 1 else []
        pairs = [(a, b) for a in types for b in types if a < b and context.ontology.are_disjoint(a, b)]
        for a, b in pairs:
            yield Breach(s, _TYPE, a, f"They are {short(a)} and {short(b)}.")


def several_values(facts: Facts, context: Context) -> Iterator[Breach]:
    """Several values of a functional property."""
    for p in context.ontology.functional:
        pairs = facts.on.get(p, ())
        for s in dict.fromkeys(s for s, _ in pairs) if len(pairs) > 1 else ():
            if len(values := facts.of[s][p]) > 1:
                yield Breach(s, p, None, f"{short(p)} is {' and '.join(sorted(map(context.name, values)))}.")


def _fits(types: Iterable[URIRef], expected: Iterable[URIRef], ontology: Ontology) -> bool:
    return any(ontology.is_a(t, c) for t in types for c in expected)


def _or(terms: Iterable[URIRef]) -> str:
    return " or ".join(sorted(short(t) for t in terms))


def _datatype(literal: Literal) -> URIRef:
    return RDF.langString if literal.language else literal.datatype or XSD.string
