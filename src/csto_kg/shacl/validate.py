"""Checks data against SHACL shapes, with one of two engines that give the same report.

The compiled engine (`csto_kg.shacl.engine`) asks the store set queries. It leaves the shapes that it cannot compile to
pySHACL, the reference, with a note. Nothing here reads files or the network.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final, TypeAlias

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Identifier, Node

from csto_kg.errors import DataError, Fault
from csto_kg.shacl import pyshacl
from csto_kg.shacl.engine import ShapeViolation, check
from csto_kg.shacl.errors import NotEvaluatedError
from csto_kg.shacl.labels import with_stable_labels
from csto_kg.shacl.literals import Data, from_triples
from csto_kg.shacl.naming import STANDARD_NAMING, Naming
from csto_kg.shacl.reader import read_shapes
from csto_kg.shacl.report import Report, Result, report_of, severity_of
from csto_kg.shacl.shapes import Shapes
from csto_kg.shacl.unchecked import is_term_unknown, not_evaluated

__all__ = ["Engine", "PreparedShapes", "Triples", "data_of", "prepare", "validate"]

Triples: TypeAlias = Graph | Collection[tuple[Node, Node, Node]]

_REFERS_TO_SHAPE: Final = (SH.property, SH.node, SH["not"], SH.qualifiedValueShape)


class Engine(StrEnum):
    """What evaluates the shapes."""

    FAST = "fast"
    PYSHACL = "pyshacl"


def data_of(data: Triples | Data | ox.Store) -> Data:
    """Data from whatever holds triples; of a store it is the default graph. Raises DataError for what RDF does not allow."""
    if isinstance(data, Data):
        return data
    return Data(data) if isinstance(data, ox.Store) else from_triples(data)


@dataclass(frozen=True)
class PreparedShapes:
    """Shapes that can be used for many checks; make them by `prepare`."""

    graph: Graph
    naming: Naming
    extension: str | None

    @cached_property
    def read(self) -> Shapes:
        """The shapes as the compiled engine reads them. Raises DataError for shapes that pySHACL refuses."""
        pyshacl.run_pyshacl(Graph(), self.graph)
        return read_shapes(self.graph, self.naming, self.extension)

    @cached_property
    def targeted(self) -> frozenset[Node]:
        """The shapes with targets."""
        return frozenset((*(root.node for root in self.read.roots), *self.read.left))

    @cached_property
    def not_evaluated(self) -> tuple[str, ...]:
        """What neither engine evaluates, whatever the data."""
        return not_evaluated(self.graph, set(self.targeted), self.naming)


def prepare(
    shapes: Graph, naming: Naming = STANDARD_NAMING, extension: str | None = None, is_strict: bool = True
) -> PreparedShapes:
    """Prepare a shapes graph, which is not changed.

    `naming` says how reports write IRIs. `extension` is the namespace of the terms that declare interval joins (see
    `csto_kg.shacl.reader.read_shapes`). Raises DataError for terms that SHACL does not define; unless it `is_strict` they
    are among what is not checked.
    """
    known = _with_known_terms(shapes, naming) if is_strict else shapes
    return PreparedShapes(_with_stable_labels(known), naming, extension)


def validate(
    data: Triples | Data | ox.Store,
    shapes: PreparedShapes,
    subclasses: Iterable[tuple[URIRef, URIRef]] = (),
    engine: Engine = Engine.FAST,
) -> Report:
    """Check `data` against `shapes`. The data are not changed, and nothing is inferred.

    `subclasses` are pairs of a class and one above it, besides those in the data. A blank node of the data is reported under
    its label, and a shape without an IRI under a label that follows from its content. Raises DataError if the shapes cannot
    be run.
    """
    held, naming = data_of(data), shapes.naming
    above = _above_classes_of(held, subclasses)
    if engine is Engine.PYSHACL or (None, SH.rule, None) in shapes.graph:  # what rules add is for all shapes
        every, lost = _by_pyshacl(held, shapes, shapes.targeted, above)
        return report_of(every, (), naming, (*shapes.not_evaluated, *lost.values()))
    outcome = check(held, shapes.read, ((str(cls), str(sup)) for cls, sup in above), naming)
    results = {_result(violation, shapes) for violation in outcome.violations}
    found, failed = _by_pyshacl(held, shapes, outcome.left, above) if outcome.left else (set(), {})
    results |= found
    by_pyshacl = ((n, why) for n, why in outcome.left.items() if n not in failed)
    notes = sorted(f"{_shape_name(n, naming)} was checked by pySHACL, since {why}" for n, why in by_pyshacl)
    return report_of(results, notes, naming, (*shapes.not_evaluated, *failed.values()))


def _by_pyshacl(
    data: Data, shapes: PreparedShapes, chosen: Collection[Node], above: Collection[tuple[URIRef, URIRef]]
) -> tuple[set[Result], dict[Node, str]]:
    """What pySHACL finds by some shapes with targets, and those on which it fails, each with a sentence on the reason.

    It ends at the first value that it cannot compare, and at shapes that refer to themselves: the others are then asked for
    one by one, so that none is lost with it.
    """
    try:
        every = shapes.graph
        graph = every if len(chosen) == len(shapes.targeted) else pyshacl.only_with_targets(every, chosen)
        return set(pyshacl.find_results(data, graph, above, shapes.naming)), {}
    except NotEvaluatedError as error:
        if len(chosen) <= 1:
            reason = error.faults[0].message.removeprefix("the shapes cannot be run: ")
            return set(), {
                n: f"{_shape_name(n, shapes.naming)} cannot be evaluated by pySHACL: {reason}" for n in chosen
            }
    results: set[Result] = set()
    failed: dict[Node, str] = {}
    for node in sorted(chosen, key=str):
        found, why = _by_pyshacl(data, shapes, (node,), above)
        results |= found
        failed |= why
    return results, failed


def _above_classes_of(data: Data, subclasses: Iterable[tuple[URIRef, URIRef]]) -> list[tuple[URIRef, URIRef]]:
    """The pairs of a class and one above it that matter to the data: those that start from a class in them.

    The others would be focus nodes of shapes for classes, which the data do not have.
    """
    pairs = [*subclasses]
    if not pairs:
        return []
    names = "SELECT DISTINCT ?c { { ?s a ?c } UNION { ?c <%s> ?above } UNION { ?below <%s> ?c } }"
    known = {data.to_rdflib(term) for row in data.select(names % ((RDFS.subClassOf,) * 2)) if (term := row[0])}
    above: dict[URIRef, list[URIRef]] = {}
    for cls, sup in pairs:
        above.setdefault(cls, []).append(sup)
    waiting, found = [c for c in above if c in known], dict[tuple[URIRef, URIRef], None]()
    while waiting:
        cls = waiting.pop()
        for sup in above.get(cls, ()):
            if (cls, sup) not in found:
                found[cls, sup] = None
                waiting.append(sup)
    return list(found)


def _shape_name(node: Node, naming: Naming) -> str:
    return naming.short(node) if isinstance(node, URIRef) else "a shape without a name"


def _with_known_terms(shapes: Graph, naming: Naming) -> Graph:
    """The shapes. Raises DataError if they use terms that SHACL does not define: pySHACL would ignore them silently."""
    used = {t for triple in shapes for t in triple if isinstance(t, URIRef) and t.startswith(str(SH))}
    if unknown := sorted(naming.short(t) for t in used if is_term_unknown(t)):
        verb = "is not a term" if len(unknown) == 1 else "are not terms"
        raise DataError(Fault(f"{', '.join(unknown)} {verb} of SHACL", fix="correct the shapes"))
    return shapes


def _with_stable_labels(shapes: Graph) -> Graph:
    """The shapes, those without an IRI under labels that are the same in each run."""
    nodes = {*shapes.subjects(RDF.type, None), *(o for p in _REFERS_TO_SHAPE for o in shapes.objects(None, p))}
    return with_stable_labels(shapes) if any(isinstance(n, BNode) for n in nodes) else shapes


def _result(violation: ShapeViolation, shapes: PreparedShapes) -> Result:
    path = None if violation.path is None else violation.path.text(shapes.naming.turtle)
    has_no_message = (violation.shape, SH.message, None) not in shapes.graph
    needs_path = path is not None and violation.component != SH.SPARQLConstraintComponent and has_no_message
    shape = violation.shape
    return Result(
        focus=violation.focus,
        path=path,
        value=violation.value,
        shape=shape if isinstance(shape, Identifier) else URIRef(str(shape)),
        component=violation.component,
        severity=severity_of(violation.severity),
        message=f"{path}: {violation.messages[0]}" if needs_path else str(violation.messages[0]),
        messages=tuple(m for m in violation.messages if isinstance(m, Literal)),
    )
