"""What HermiT gets: the axioms and facts that it can take, as N-Triples, and a count of what it does not get.

OWL makes no unique name assumption: from two values of a functional property it follows that both names mean one thing. So
individuals are kept distinct by a functional data property whose value is the individual's IRI. That does what
owl:AllDifferent does and is seven times faster (architecture, decision 11).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, XSD
from rdflib.term import Node

from csto_kg.errors import DataError, Fault
from csto_kg.rdf.terms import Triple
from csto_kg.reason.rules import DATATYPES, PROPERTY_KINDS, terms_of
from csto_kg.vocab import short

RESERVED = (str(OWL), str(RDF), str(RDFS))
"""The namespaces whose terms make axioms."""

_ANNOTATIONS = frozenset(
    [RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo, OWL.deprecated, OWL.imports]
)
_HELD_APART = URIRef("urn:csto-kg:held-apart-by-name")  # only HermiT ever sees it
_NOT_IN_IRIS = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}


@dataclass(frozen=True, slots=True)
class Handover:
    """What HermiT gets of the ontology and of the view, in a fixed order, and how much it does not get, by reason.

    `terms` are the terms that the ontology declares.
    """

    axioms: tuple[Triple, ...]
    facts: tuple[Triple, ...]
    left_out: Mapping[str, int]
    terms: frozenset[Node]


@dataclass(frozen=True, slots=True)
class _Declared:
    """What an ontology declares; `links` are its object properties, `values` its data properties."""

    terms: frozenset[Node]
    classes: frozenset[Node]
    links: frozenset[Node]
    values: frozenset[Node]
    annotations: frozenset[Node]

    def axiom_left_out(self, triple: Triple) -> str:
        """Why HermiT does not get a triple of the ontology; empty where it does."""
        p = triple[1]
        if p in self.annotations:
            return "annotation of the ontology"
        if p in self.links or p in self.values or str(p).startswith(RESERVED):
            return ""
        return f"property {short(str(p))} that the ontology does not declare"

    def fact_left_out(self, triple: Triple) -> str:
        """Why HermiT does not get a triple of the view; empty where it does."""
        s, p, o = triple
        if p in self.annotations:
            return "annotation"
        if s in self.terms:
            return "about a term of the ontology"
        if p == RDF.type:
            known = o in self.classes or o in (OWL.Thing, OWL.NamedIndividual)
            return "" if known else f"class {short(str(o))} that the ontology does not declare"
        if p in self.values:
            return _value_left_out(o)
        if p in self.links or p in (OWL.sameAs, OWL.differentFrom):
            if isinstance(o, Literal):
                return "literal for an object property"
            return "term of the ontology as a value" if o in self.terms else ""
        return f"property {short(str(p))} that the ontology does not declare"


def _declared(ontology: Graph) -> _Declared:
    classes, links, values, annotations = (
        frozenset(ontology.subjects(RDF.type, kind)) for kind in (OWL.Class, *PROPERTY_KINDS)
    )
    return _Declared(terms_of(ontology), classes, links, values, annotations | _ANNOTATIONS)


def _value_left_out(value: Node) -> str:
    if not isinstance(value, Literal):
        return "no literal for a data property"
    if value.datatype is not None and value.datatype not in DATATYPES:
        return f"literal of {short(str(value.datatype))}"
    return "" if value.datatype != XSD.decimal or _survives(str(value)) else "decimal that owlready2 cannot hold"


def hand_over(ontology: Graph, view: Graph) -> Handover:
    """Sort out what HermiT can take. Raises DataError with every literal and IRI that is not well-formed."""
    declared = _declared(ontology)
    left_out: Counter[str] = Counter()
    axioms: list[Triple] = []
    for triple in ontology:
        if reason := declared.axiom_left_out(triple):
            left_out[reason] += 1
        else:
            axioms.append(triple)
    facts: list[Triple] = []
    faults: list[Fault] = []
    for triple in view:
        if triple in ontology:  # a triple in both is counted once
            continue
        if (fault := _malformed(triple)) is not None:
            faults.append(fault)
        elif reason := declared.fact_left_out(triple):
            left_out[reason] += 1
        else:
            facts.append(triple)
    if faults:
        raise DataError(*sorted(faults, key=str))
    ordered = tuple(sorted(axioms, key=line)), tuple(sorted(facts, key=line))
    return Handover(*ordered, dict(sorted(left_out.items())), declared.terms)


def _malformed(triple: Triple) -> Fault | None:
    """The fault of an IRI with characters that no IRI has, or of a literal that is not a value of its datatype."""
    subject = short(str(triple[0]))
    for node in triple:
        if isinstance(node, URIRef) and _NOT_IN_IRIS.search(node):
            return Fault(f"{str(node)!r} is not an IRI", subject, fix="correct the identifier")
        if isinstance(node, Literal) and node.ill_typed:
            what = f"{str(node)!r} is not a value of {short(str(node.datatype))}"
            return Fault(f"{short(str(triple[1]))}: {what}", subject, fix="correct the value")
    return None


def _survives(decimal: str) -> bool:
    """Whether a decimal outlives owlready2, which holds it as a float and may write it with an exponent."""
    written = str(float(decimal))
    return "e" not in written and Decimal(written) == Decimal(decimal)


def line(triple: Triple) -> str:
    """One line of N-Triples (https://www.w3.org/TR/n-triples/), in the terms that HermiT knows."""
    return " ".join(map(_n_triples, triple)) + " ."


def _n_triples(node: Node) -> str:
    if isinstance(node, Literal):
        text = "".join(_ESCAPES.get(c, c) for c in node)
        if node.language:
            return f'"{text}"@{node.language}'
        return f'"{text}"^^<{node.datatype}>' if node.datatype else f'"{text}"'
    # HermiT takes rdf:langString for a class; rdf:PlainLiteral is the datatype that it knows.
    return f"_:{node}" if isinstance(node, BNode) else f"<{RDF.PlainLiteral if node == RDF.langString else node}>"


def individuals_of(facts: Iterable[Triple]) -> set[URIRef]:
    """What facts are about: their subjects, and their objects other than classes."""
    found: set[URIRef] = set()
    for s, p, o in facts:
        if isinstance(s, URIRef):
            found.add(s)
        if p != RDF.type and isinstance(o, URIRef):
            found.add(o)
    return found


def apart_lines(individuals: Iterable[URIRef]) -> list[str]:
    """The lines that hold individuals apart, with those that declare the property that does it."""
    kinds = (OWL.DatatypeProperty, OWL.FunctionalProperty)
    return [
        *(line((_HELD_APART, RDF.type, kind)) for kind in kinds),
        *(line((i, _HELD_APART, Literal(str(i)))) for i in sorted(individuals)),
    ]
