"""Gate 1 and gate 2: graphs of this project against its shapes, its ontology and what they are supported by.

Gate 1 looks at each claim by itself. A SHACL engine sees one graph, in which two sources that disagree would look like one
thing with two values. So `gate1_graph` renames the things of a claim to `<iri>?claim=<claim>`, and a result names the thing
and the claim again. Gate 2 looks at the view, one plain graph in which single values are required.

`check_graph` reports three things: results of the shapes, undeclared terms, and what the ontology requires beyond the shapes
(`csto_kg.check.conformance`). The last are general rules, so they do not repeat what a shape reports in its own words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Identifier, Node

from csto_kg.check.conformance import Nonconformance, find_nonconformances
from csto_kg.check.facts import Support
from csto_kg.check.in_time import ON_TIME
from csto_kg.check.naming import NAMING, SHAPES, name_within_claim, original, with_claim
from csto_kg.check.undeclared import undeclared_terms
from csto_kg.errors import Where
from csto_kg.ontology import Ontology
from csto_kg.order import Ordered, contradiction_fault, things_in
from csto_kg.order.conflicts import TEMPORAL
from csto_kg.rdf.terms import Triple
from csto_kg.shacl.literals import Data
from csto_kg.shacl.report import Report, Result, Severity, report_of
from csto_kg.shacl.validate import Engine, PreparedShapes, Triples, data_of, prepare, validate
from csto_kg.vocab import CSTO, short
from csto_kg.weigh.resolve import LEFT_OPEN

__all__ = ["ClaimContent", "check_graph", "contradictions_report", "gate1_graph", "prepare_shapes"]

_CONFORMANCE: Final = URIRef(SHAPES + "UsageConstraintComponent")
_CIRCLE: Final = URIRef(SHAPES + "OrderCircleShape")
# The kinds of constraint that compare two values.
_COMPARING: Final = (SH.SPARQLConstraintComponent, SH.LessThanOrEqualsConstraintComponent, _CONFORMANCE)
_LEFT_OPEN: Final = f"""SELECT ?conflict ?thing {{
  ?conflict <{CSTO.conflictType}> <{TEMPORAL}> ; <{CSTO.about}> ?thing .
  ?conflict <{CSTO.decision}>/<{CSTO.outcome}> <{LEFT_OPEN}> }}"""
_STEPS: Final = re.compile(r"<[^>]*>|[^\s^/|()*+?]+")


class ClaimContent(NamedTuple):
    """The identifier of a claim, and the triples of its graph."""

    claim: URIRef
    triples: Iterable[Triple]


def gate1_graph(claims: Iterable[ClaimContent], register: Graph, provenance: Triples) -> set[Triple]:
    """One graph in which each claim can be checked by itself, in a single run.

    The subjects of a claim's triples are renamed to `<iri>?claim=<name of the claim>`, also where they are objects in the
    same claim, and have the classes of the register. All else stays as it is. Reported content is checked in the same way:
    pass it as a claim of its own, under the IRI of its graph.
    """
    graph: set[Triple] = {*register, *provenance}
    classes: dict[Node, list[Node]] = {}
    for subject, cls in register.subject_objects(RDF.type):
        classes.setdefault(subject, []).append(cls)
    for claim, content in claims:
        triples = list(content)
        renamed: dict[Node, URIRef] = {s: name_within_claim(s, claim) for s, _, _ in triples}
        for s, p, o in triples:
            graph.add((renamed[s], p, renamed.get(o, o)))
        for subject, name in renamed.items():
            graph.update((name, RDF.type, cls) for cls in classes.get(subject, ()))
    return graph


def prepare_shapes(shapes: Graph, is_strict: bool = True) -> PreparedShapes:
    """Shapes prepared for many checks. Raises DataError for terms that SHACL does not define if it `is_strict`."""
    return prepare(shapes, NAMING, SHAPES, is_strict)


def check_graph(
    data: Triples | Data | ox.Store,
    shapes: Graph | PreparedShapes,
    ontology: Ontology | None,
    known: Collection[URIRef] | None = frozenset(),
    engine: Engine = Engine.FAST,
    support: Support | None = None,
) -> Report:
    """Check `data` against `shapes`, and with an ontology for undeclared and misused terms.

    The shapes use of the ontology only which class is a subclass of which; nothing is inferred. `known` are identifiers that
    are declared elsewhere; None means that the data need not keep to the terms of the ontology. `support` is what supports a
    view with its findings; without it that is not checked. What two things contradict in time is a warning where a record of
    the data leaves it open. None of the graphs is changed. Raises DataError if the shapes cannot be run.
    """
    held = data_of(data)
    prepared = shapes if isinstance(shapes, PreparedShapes) else prepare_shapes(shapes)
    report = validate(held, prepared, _subclasses(ontology), engine)
    results = set(_without_left_open([with_claim(result, held) for result in report.results], held))
    if ontology is not None and known is not None:
        results.update(undeclared_terms(held, ontology.graph))
        given = held.triples() if isinstance(data, Data | ox.Store) else data
        found = find_nonconformances(given, ontology, known, lambda node: short(str(original(node)[0])), support)
        results.update(_not_reported([with_claim(_misuse(f), held) for f in found if not f.about], results))
        several = [f for f in found if f.about and not _is_seen(f.about, results)]
        results = _without_explained_circles(results, [f.about for f in several])
        results.update(with_claim(_misuse(f), held) for f in several)
    return report_of(results, report.notes, NAMING, report.unchecked)


def _without_left_open(results: Sequence[Result], data: Data) -> Iterator[Result]:
    """The results, as warnings where two things contradict each other in time and curators have left that open."""
    open_conflicts: dict[Identifier, set[Identifier]] = {}
    for conflict, thing in data.select(_LEFT_OPEN) if any(_is_on_time(r) for r in results) else ():
        if conflict is not None and thing is not None:
            open_conflicts.setdefault(data.to_rdflib(conflict), set()).add(data.to_rdflib(thing))
    for result in results:
        known = [c for c, about in open_conflicts.items() if {result.focus, result.value} <= about]
        if not known or not _is_on_time(result):
            yield result
            continue
        message = f"{result.message} {short(str(min(known)))} leaves this open."
        yield replace(result, severity=Severity.WARNING, message=message)


def _without_explained_circles(results: Iterable[Result], several: Iterable[Collection[Node]]) -> set[Result]:
    """The results, without circles of links of order among things of which a contradiction in time is reported."""
    found = set(results)
    contradicted = {thing for about in several for thing in about}
    contradicted.update(r.focus for r in found if _is_on_time(r) and isinstance(r.value, URIRef))
    return {r for r in found if r.shape != _CIRCLE or contradicted.isdisjoint((r.focus, r.value))}


def _is_on_time(result: Result) -> bool:
    """Whether a shape that compares two values in time has found something."""
    return result.component in _COMPARING and result.shape.removeprefix(SHAPES).split("-")[0] in ON_TIME


def _subclasses(ontology: Ontology | None) -> Iterator[tuple[URIRef, URIRef]]:
    """The classes of an ontology, each with the classes directly above it."""
    for cls, above in ontology.graph.subject_objects(RDFS.subClassOf) if ontology is not None else ():
        if isinstance(cls, URIRef) and isinstance(above, URIRef):
            yield cls, above


def _misuse(found: Nonconformance) -> Result:
    """The violation for what a rule of the ontology finds."""
    path = None if found.predicate is None else NAMING.turtle(found.predicate)
    shape = URIRef(SHAPES + found.rule)
    return Result(found.focus, path, found.value, shape, _CONFORMANCE, Severity.VIOLATION, found.message)


def contradictions_report(ordered: Ordered, where: Mapping[URIRef, Where]) -> Report:
    """What claims and strict rules contradict in time, each at the first claim whose place is known."""
    shape = URIRef(SHAPES + "ContradictionInTimeShape")
    results = []
    for contradiction in ordered.contradictions:
        claims = [claim for step in contradiction.steps for claim in step.reason.claims]
        fault = contradiction_fault(contradiction, ordered.rules, where)
        message = f"{fault.message[0].upper()}{fault.message[1:]}; {fault.fix}."
        focus, claim = things_in(contradiction)[0], next(iter(claims), None)
        results.append(Result(focus, None, None, shape, _CONFORMANCE, Severity.VIOLATION, message, claim))
    return report_of(results, (), NAMING)


def _is_seen(about: Collection[Node], results: Iterable[Result]) -> bool:
    """Whether a shape that compares two values has reported a contradiction among some things already."""
    return any(
        r.focus in about and (isinstance(r.value, Literal) or r.value in about) for r in results if _is_on_time(r)
    )


def _not_reported(found: Iterable[Result], reported: Iterable[Result]) -> list[Result]:
    """The results on values and properties that no other result is on already."""
    given = [*reported]
    values = {(r.focus, r.claim, r.value) for r in given if r.value is not None}
    steps = {(r.focus, r.claim, step) for r in given if r.path is not None for step in _STEPS.findall(r.path)}
    return [r for r in found if (r.focus, r.claim, r.value) not in values and (r.focus, r.claim, r.path) not in steps]
