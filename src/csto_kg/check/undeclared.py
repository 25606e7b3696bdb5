"""Undeclared terms: classes, properties and datatypes that the data use and the ontology does not declare.

No shape has a misspelt term as its target, so all of them would let it pass.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple, TypeAlias

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, XSD
from rdflib.term import Identifier, Node

from csto_kg.advice import nearest
from csto_kg.check.naming import NAMING, SHAPES, with_claim
from csto_kg.rdf.terms import Value
from csto_kg.shacl.literals import Data, unmarked
from csto_kg.shacl.report import Result, Severity, report_of
from csto_kg.vocab import CSTO, short

__all__ = ["UNDECLARED", "UNDECLARED_MESSAGE", "undeclared_terms"]

UNDECLARED: Final = URIRef(SHAPES + "UndeclaredTermShape")
"""The shape that results of `undeclared_terms` name; `ontology/shapes/claims.ttl` documents it."""

UNDECLARED_MESSAGE: Final = (
    "The ontology does not declare this class, property or datatype: correct its spelling, or add it to the ontology."
)
"""The start of their messages; the term follows."""

_COMPONENT: Final = URIRef(SHAPES + "DeclaredTermConstraintComponent")
_PROPERTY_KINDS: Final = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property)
_OF_XSD: Final = frozenset(XSD[name] for name in XSD.__annotations__ if not name.startswith("_"))
# The terms of RDF itself that the data use; the ontology need not declare them.
_OF_RDF: Final = frozenset((RDF.type, RDF.subject, RDF.predicate, RDF.object, RDFS.label))
# Properties whose values are properties of the ontology.
_NAMES_A_PROPERTY: Final = (RDF.predicate, CSTO.onProperty)

_WITH_VALUE: Final = "VALUES ?t { $ } BIND(<@> AS ?p) ?s ?p ?t"
_WITH_PROPERTY: Final = "VALUES ?p { $ } ?s ?p ?o BIND(?p AS ?t)"
_WITH_DATATYPE: Final = "VALUES ?t { $ } ?s ?p ?o FILTER(DATATYPE(?o) = ?t)"

Terms: TypeAlias = frozenset[Node]


class _Use(NamedTuple):
    """A use of an undeclared term by a triple, and the terms of its kind that are declared."""

    subject: Identifier
    prop: Identifier
    term: Identifier
    declared: Terms


def undeclared_terms(data: Data, ontology: Graph) -> tuple[Result, ...]:
    """A violation for each use of a class, property or datatype that `ontology` does not declare.

    A property is declared by its type or by a csto:key, a class as owl:Class, a datatype as rdfs:Datatype. The datatypes of
    XML Schema and rdf:langString are always declared.
    """
    uses = [*_uses(data, ontology)]
    used = {(use.term, use.declared) for use in uses}
    names = {declared: sorted(short(str(t)) for t in declared) for declared in {use.declared for use in uses}}
    advice = {(term, declared): _advice(term, names[declared]) for term, declared in used}
    results = (
        Result(
            use.subject,
            NAMING.turtle(use.prop),
            use.term,
            UNDECLARED,
            _COMPONENT,
            Severity.VIOLATION,
            f"{UNDECLARED_MESSAGE} {advice[use.term, use.declared]}",
        )
        for use in uses
    )
    return report_of((with_claim(result, data) for result in results), naming=NAMING).results


def _uses(data: Data, ontology: Graph) -> Iterator[_Use]:
    properties = frozenset(
        (
            *(s for kind in _PROPERTY_KINDS for s in ontology.subjects(RDF.type, kind)),
            *ontology.subjects(CSTO.key, None),
            *_OF_RDF,
        )
    )
    classes = frozenset(s for kind in (OWL.Class, RDFS.Class) for s in ontology.subjects(RDF.type, kind))
    datatypes = frozenset((RDF.langString, *ontology.subjects(RDF.type, RDFS.Datatype), *_OF_XSD))
    yield from _strays(data, "SELECT DISTINCT ?t { ?s ?t ?o }", _WITH_PROPERTY, properties)
    yield from _strays(data, "SELECT DISTINCT ?t { ?s ?p ?o BIND(DATATYPE(?o) AS ?t) }", _WITH_DATATYPE, datatypes)
    for prop, declared in ((RDF.type, classes), *((p, properties) for p in _NAMES_A_PROPERTY)):
        used = f"SELECT DISTINCT ?t {{ ?s <{prop}> ?t }}"
        yield from _strays(data, used, _WITH_VALUE.replace("@", str(prop)), declared)


def _strays(data: Data, used: str, where: str, declared: Terms) -> Iterator[_Use]:
    """Every use of a term that is not declared. The query `used` gives the terms, `where` their uses."""
    # Few terms are used very often, so the terms are asked for first.
    terms: Collection[Value] = [row[0] for row in data.select(used) if _is_named(row[0])]
    strays = [term for term in terms if _as_written(data, term) not in declared]
    if not strays:
        return
    values = where.replace("$", " ".join(map(str, strays)))
    for s, p, t in data.select(f"SELECT DISTINCT ?s ?p ?t {{ {values} }}"):
        yield _Use(data.to_rdflib(s), data.to_rdflib(p), _as_written(data, t), declared)


def _is_named(term: Value | None) -> bool:
    return term is not None and not isinstance(term, ox.BlankNode)


def _as_written(data: Data, term: Value) -> Identifier:
    return URIRef(unmarked(term.value)) if isinstance(term, ox.NamedNode) else data.to_rdflib(term)


def _advice(term: Identifier, declared: Iterable[str]) -> str:
    near = nearest(short(term), declared, limit=1)
    return f"It is {short(term)}" + (f"; did you mean {near[0]}?" if near else ".")
