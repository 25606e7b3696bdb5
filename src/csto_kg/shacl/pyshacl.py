"""The only door to pySHACL, the reference engine: what it is given, how it is run, and what it finds.

pySHACL stops at literals that it cannot compare, and looks at the property shapes in a node shape once for each focus node.
So it gets data in which such literals are renamed, and rearranged shapes. Neither changes a result.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

from pyshacl import Validator
from pyshacl.errors import ReportableRuntimeError, ShapeRecursionWarning
from pyshacl.graph_abstraction import DataGraph
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH
from rdflib.term import Identifier, Node

from csto_kg.shacl.errors import NotEvaluatedError, UnsupportedError, broken_shapes
from csto_kg.shacl.literals import Data
from csto_kg.shacl.naming import Naming
from csto_kg.shacl.paths import PropertyPath, property_path, read_path
from csto_kg.shacl.report import Result, severity_of
from csto_kg.shacl.shapes import Constraint, best_first

__all__ = ["find_results", "only_with_targets", "renamed_if_ill_typed", "run_pyshacl"]

_TARGETS: Final = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
# Where shapes name terms that are looked for in the data, in which ill-typed literals are renamed.
_COMPARED: Final = frozenset((RDF.first, SH.hasValue, SH.targetNode))
# Terms of SHACL Advanced Features that pySHACL would ignore silently if these features were not switched on.
_ADVANCED: Final = frozenset((SH.target, SH.expression, SH.rule))
_ILL_TYPED: Final = "urn:ill-typed:"


def find_results(
    data: Data, shapes: Graph, subclasses: Iterable[tuple[URIRef, URIRef]], naming: Naming
) -> Iterator[Result]:
    """The results of pySHACL on some data. Raises DataError if the shapes cannot be run."""
    graph = Graph()
    for s, p, o in data.triples():
        graph.add((s, p, renamed_if_ill_typed(o)))
    for cls, above in subclasses:
        graph.add((cls, RDFS.subClassOf, above))
    report = run_pyshacl(graph, shapes)
    for node in report.objects(None, SH.result):
        yield _result(report, node, shapes, naming)


def run_pyshacl(data: Graph, shapes: Graph) -> Graph:
    """pySHACL's own report on `data`, which it may change. Raises DataError if the shapes cannot be run."""
    # Its `validate` function would switch rdflib.NORMALIZE_LITERALS back on for the whole process and add a handler
    # to a logger with each call; the class beneath it does neither. It adds triples to the shapes: give it a copy.
    has_functions = (None, RDF.type, SH.SPARQLFunction) in shapes
    is_advanced = has_functions or any(p in _ADVANCED for p in shapes.predicates())
    options = {"inplace": True, "advanced": is_advanced, "inference": "none"}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)  # its warnings on constraints that it cannot load
            validator = Validator(DataGraph.from_rdflib(data), shacl_graph=_flat(shapes), options=options)
            _, report, _ = validator.run()  # type: ignore[no-untyped-call]  # pySHACL is typed in part
    except (ShapeRecursionWarning, TypeError) as error:
        # Shapes that refer to themselves, and values that it cannot compare; both depend on the data.
        is_circle = isinstance(error, ShapeRecursionWarning)
        reason = (
            "it refers to itself, which SHACL leaves open" if is_circle else f"a value cannot be compared: {error}"
        )
        raise NotEvaluatedError(*broken_shapes(reason).faults) from error
    except (ReportableRuntimeError, RuntimeWarning) as error:
        raise broken_shapes(getattr(error, "message", "") or str(error)) from error
    except Exception as error:
        # pySHACL tests shapes only in part before it runs them: a wrong pattern, list or prefix raises anything.
        raise broken_shapes(f"{type(error).__name__}: {error}") from error
    if not isinstance(report, Graph):
        raise broken_shapes(str(report))
    return report


def only_with_targets(shapes: Graph, kept: Iterable[Node]) -> Graph:
    """The shapes graph without the targets of all shapes but some."""
    found = Graph()
    wanted = set(kept)
    classes = {RDFS.Class, OWL.Class, *shapes.subjects(RDFS.subClassOf, RDFS.Class)}
    for s, p, o in shapes:
        is_target = p in _TARGETS or p == SH.target or (p == RDF.type and o in classes)
        if s in wanted or not is_target:
            found.add((s, p, o))
    return found


def _flat(shapes: Graph) -> Graph:
    """A copy of the shapes in which property shapes have the targets of their node shapes. The results are the same.

    pySHACL evaluates a property shape inside a node shape once for each focus node, and one with targets once for all of
    them: twice as fast on a thousand claims.
    """
    flat = Graph("SimpleMemory")
    for s, p, o in shapes:
        flat.add((s, p, renamed_if_ill_typed(o) if p in _COMPARED else o))
    for shape in {s for p in _TARGETS for s in shapes.subjects(p, None)}:
        if not _can_be_flat(shapes, shape):
            continue
        targets = [(p, o) for p, o in shapes.predicate_objects(shape) if p in _TARGETS]
        for prop in shapes.objects(shape, SH.property):
            flat.remove((shape, SH.property, prop))
            for kind, target in targets:
                flat.add((prop, kind, target))
    return flat


def _can_be_flat(shapes: Graph, shape: Node) -> bool:
    """Whether the property shapes of a shape find the same outside of it."""
    is_class = any((shape, RDF.type, cls) in shapes for cls in (RDFS.Class, OWL.Class))  # then it targets itself
    is_property = (shape, SH.path, None) in shapes  # its constraints apply to the ends of its path
    # A closed shape allows the paths of its property shapes, and disjoint qualified values are counted with those of the
    # siblings: there it matters to which shape a property shape belongs.
    is_closed = (shape, SH.closed, None) in shapes
    properties = shapes.objects(shape, SH.property)
    has_siblings = any((prop, SH.qualifiedValueShapesDisjoint, None) in shapes for prop in properties)
    is_off_or_part = (shape, SH.deactivated, None) in shapes or (None, None, shape) in shapes
    return not (is_class or is_property or is_closed or has_siblings or is_off_or_part)


def renamed_if_ill_typed(node: Node) -> Node:
    """An ill-typed literal ("many"^^xsd:decimal) under a datatype that no other literal has; any other node as it is.

    No sh:datatype accepts it there, which is right, and it can be compared: pySHACL would stop at the first such literal
    that sh:lessThan meets.
    """
    if not isinstance(node, Literal) or not node.ill_typed:
        return node
    datatype = URIRef(f"{_ILL_TYPED}{quote(node, safe='')}/{node.datatype}")
    return Literal(str(node), datatype=datatype, normalize=False)


def _as_written(term: Identifier) -> Identifier:
    """A term under its name in the data."""
    datatype = term.datatype if isinstance(term, Literal) else None
    if datatype is None or not datatype.startswith(_ILL_TYPED):
        return term
    return Literal(str(term), datatype=URIRef(datatype.removeprefix(_ILL_TYPED).partition("/")[2]), normalize=False)


def _result(report: Graph, node: Node, shapes: Graph, naming: Naming) -> Result:
    value = report.value(node, SH.value)
    shape = _one(report, node, SH.sourceShape)
    path = _path(report, node, shape, shapes)
    component = URIRef(_one(report, node, SH.sourceConstraintComponent))
    messages = _messages(report, node, shape, shapes) if _has_messages(component, shape, shapes) else ()
    text = None if path is None else path.text(naming.turtle)
    return Result(
        focus=_as_written(_one(report, node, SH.focusNode)),
        path=text,
        value=_as_written(value) if isinstance(value, Identifier) else None,
        shape=shape,
        component=component,
        severity=severity_of(_one(report, node, SH.resultSeverity)),
        message=str(messages[0]) if messages else _own_message(component, shape, shapes, text, naming),
        messages=messages,
    )


def _has_messages(component: URIRef, shape: Node, shapes: Graph) -> bool:
    return component == SH.SPARQLConstraintComponent or (shape, SH.message, None) in shapes


def _messages(report: Graph, node: Node, shape: Node, shapes: Graph) -> tuple[Literal, ...]:
    """The messages that the shapes give; that of a SPARQL-based constraint says more than that of its shape."""
    found = sorted((m for m in report.objects(node, SH.resultMessage) if isinstance(m, Literal)), key=best_first)
    of_shape = {str(m) for m in shapes.objects(shape, SH.message)}  # pySHACL leaves out the language of some
    return tuple([m for m in found if str(m) not in of_shape] or found)


def _own_message(component: URIRef, shape: Node, shapes: Graph, path: str | None, naming: Naming) -> str:
    """The message of a shape that has none: pySHACL's own lists things in another order in each run."""
    name = component.removeprefix(str(SH)).removesuffix("ConstraintComponent")
    values = sorted(shapes.objects(shape, URIRef(f"{SH}{name[:1].lower()}{name[1:]}")), key=str)
    message = Constraint(component, tuple(values)).message(naming)
    return message if path is None else f"{path}: {message}"


def _path(report: Graph, node: Node, shape: Node, shapes: Graph) -> PropertyPath | None:
    reported = report.value(node, SH.resultPath)
    if isinstance(reported, URIRef):
        return property_path(reported)
    path = shapes.value(shape, SH.path)
    try:
        return None if path is None else read_path(shapes, path)
    except UnsupportedError:
        return None


def _one(report: Graph, node: Node, prop: URIRef) -> Identifier:
    value = report.value(node, prop)
    assert isinstance(value, Identifier), f"pySHACL reports no {prop}"
    return value
