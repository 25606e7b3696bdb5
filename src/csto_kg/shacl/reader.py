"""Reads the shapes of a shapes graph into values, or gives the reason why a shape is not supported.

A shape that is not well-formed, or that uses anything but SHACL Core and SPARQL-based constraints, is never read in part: it
is left, as a whole, to an engine that supports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Final

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH, XSD
from rdflib.term import Node

from csto_kg.shacl.errors import UnsupportedError
from csto_kg.shacl.lists import read_list
from csto_kg.shacl.naming import STANDARD_NAMING, Naming
from csto_kg.shacl.paths import read_path
from csto_kg.shacl.shapes import (
    QUALIFIED_COUNTS,
    Constraint,
    IntervalJoin,
    Shape,
    Shapes,
    SparqlConstraint,
    Targets,
    best_first,
)

__all__ = ["read_shapes"]


def read_shapes(graph: Graph, naming: Naming = STANDARD_NAMING, extension: str | None = None) -> Shapes:
    """The shapes of a graph. Nothing is raised: shapes that are not well-formed are among those that are left.

    `extension` is the namespace of the terms that declare an interval join: `sweep` on a SPARQL-based constraint, and on its
    value `groupBy`, `differBy`, `from`, `to`, `among` and `groupClass`. Without it none is declared.
    """
    reader = _Reader(graph, naming, extension)
    roots: list[Shape] = []
    left: dict[Node, str] = {}
    for node in sorted(reader.targeted(), key=str):
        reasons = sorted(set(reader.reasons(node, ())))
        if reasons:
            left[node] = "; ".join(reasons)
        else:
            roots.append(reader.read(node))
    by_node = {n: s for n, s in reader.found.items() if isinstance(s, Shape)}
    return Shapes(tuple(roots), MappingProxyType(by_node), MappingProxyType(left))


_TARGETS: Final = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
_WHOLE_NUMBERS: Final = frozenset((XSD.integer, XSD.nonNegativeInteger, XSD.positiveInteger, XSD.int, XSD.long))
_NODE_KINDS: Final = frozenset(
    (SH.IRI, SH.BlankNode, SH.Literal, SH.BlankNodeOrIRI, SH.BlankNodeOrLiteral, SH.IRIOrLiteral)
)

# The parameters of SHACL Core, grouped by how their values are read.
_ONE_IRI: Final[tuple[URIRef, ...]] = (SH.datatype,)
_EACH_IRI: Final[tuple[URIRef, ...]] = (SH["class"], SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)
_EACH_BOUND: Final[tuple[URIRef, ...]] = (SH.minInclusive, SH.maxInclusive, SH.minExclusive, SH.maxExclusive)
_EACH_SHAPE: Final[tuple[URIRef, ...]] = (SH.node, SH["not"])
_EACH_LIST: Final[tuple[URIRef, ...]] = (SH["and"], SH["or"], SH.xone)
_ONE_NUMBER: Final[tuple[URIRef, ...]] = (SH.minCount, SH.maxCount, SH.minLength, SH.maxLength)
_ONE_LIST: Final[tuple[URIRef, ...]] = (SH["in"], SH.languageIn)
_ON_PROPERTY_SHAPES: Final = (*(SH.minCount, SH.maxCount, SH.uniqueLang, SH.lessThan, SH.lessThanOrEquals),)
_OTHERS: Final = (
    *(SH.nodeKind, SH.pattern, SH.flags, SH.hasValue, SH.uniqueLang, SH.closed, SH.ignoredProperties),
    *(SH.qualifiedValueShape, SH.qualifiedMinCount, SH.qualifiedMaxCount, SH.qualifiedValueShapesDisjoint),
    *(SH.property, SH.sparql),
)
_PARAMETERS: Final = frozenset(
    (*_ONE_IRI, *_EACH_IRI, *_EACH_BOUND, *_EACH_SHAPE, *_EACH_LIST, *_ONE_NUMBER, *_ONE_LIST, *_OTHERS)
)
# The other properties that a shape can have.
_DESCRIBING: Final = frozenset(
    (
        *_TARGETS,
        *(SH.path, SH.severity, SH.message, SH.deactivated),
        *(SH.name, SH.description, SH.order, SH.group, SH.defaultValue, SH.declare),
        *(SH.select, SH.prefixes),  # a shape may be its own SPARQL-based constraint
    )
)


_COUNTS: Final = (SH.qualifiedMinCount, SH.qualifiedMaxCount)
_OF_INTERVAL_JOINS: Final = ("groupBy", "differBy", "from", "to", "among", "groupClass")


def _component(parameter: URIRef) -> URIRef:
    local = parameter.removeprefix(str(SH))
    return URIRef(f"{SH}{local[0].upper()}{local[1:]}ConstraintComponent")


class _Reader:
    """Reads each shape of a graph once."""

    def __init__(self, graph: Graph, naming: Naming, extension: str | None) -> None:
        self.graph = graph
        self.naming = naming
        self.name = naming.in_shapes
        self.extension = extension
        self.found: dict[Node, Shape | str] = {}
        classes = {*graph.subjects(RDFS.subClassOf, RDFS.Class), RDFS.Class, OWL.Class}
        self.classes = {s for cls in classes for s in graph.subjects(RDF.type, cls)}
        components = set(graph.subjects(RDF.type, SH.ConstraintComponent)) | set(graph.subjects(SH.validator, None))
        components |= {s for p in (SH.nodeValidator, SH.propertyValidator) for s in graph.subjects(p, None)}
        parameters = (p for c in components for p in graph.objects(c, SH.parameter))
        self.custom = {path for p in parameters for path in graph.objects(p, SH.path)}

    def targeted(self) -> set[Node]:
        """The shapes that have targets, also in vocabularies that are not supported."""
        found = {s for p in (*_TARGETS, SH.target) for s in self.graph.subjects(p, None)}
        kinds = (SH.NodeShape, SH.PropertyShape)
        for node in self.classes:
            is_typed = any((node, RDF.type, kind) in self.graph for kind in kinds)
            if is_typed or any(p in _PARAMETERS or p in self.custom for p in self.graph.predicates(node)):
                found.add(node)
        return found

    def reasons(self, node: Node, above: tuple[Node, ...]) -> Iterator[str]:
        """Why a shape cannot be compiled, or a shape that it refers to."""
        if node in above:
            yield f"{self.name(node)} refers to itself"
            return
        shape = self.found.get(node) or self._try(node)
        if isinstance(shape, str):
            yield shape
            return
        for part in shape.parts:
            yield from self.reasons(part, (*above, node))

    def read(self, node: Node) -> Shape:
        shape = self.found[node]
        assert isinstance(shape, Shape)
        return shape

    def _try(self, node: Node) -> Shape | str:
        try:
            self.found[node] = self._shape(node)
        except UnsupportedError as error:
            self.found[node] = f"{self.name(node)}: {error}"
        return self.found[node]

    def _shape(self, node: Node) -> Shape:
        if isinstance(node, Literal):
            raise UnsupportedError("a literal is not a shape")
        used = set(self.graph.predicates(node))
        if unknown := sorted(str(p) for p in used if p in self.custom or self._is_unknown(p)):
            raise UnsupportedError(f"it uses {', '.join(self.name(URIRef(p)) for p in unknown)}")
        paths = list(self.graph.objects(node, SH.path))
        kinds = [kind for kind in (SH.NodeShape, SH.PropertyShape) if (node, RDF.type, kind) in self.graph]
        if len(paths) > 1 or len(kinds) > 1 or (kinds == [SH.NodeShape] and paths):
            raise UnsupportedError("it is both a node shape and a property shape, or has several paths")
        if kinds == [SH.PropertyShape] and not paths:
            raise UnsupportedError("it is a property shape without a path")
        path = read_path(self.graph, paths[0], self.naming) if paths else None
        if path is None and (wrong := sorted(p for p in _ON_PROPERTY_SHAPES if p in used)):
            raise UnsupportedError(f"it is a node shape with {', '.join(map(self.name, wrong))}")
        severities = list(self.graph.objects(node, SH.severity))
        if len(severities) > 1:
            raise UnsupportedError("it has several severities")
        return Shape(
            node,
            path,
            self._targets(node),
            severities[0] if severities else SH.Violation,
            self._messages(node),
            not self._flag(node, SH.deactivated),
            tuple(self._constraints(node)),
            tuple(self._rules(node)),
            self._shapes_in(node),
        )

    def _is_unknown(self, predicate: Node) -> bool:
        return str(predicate).startswith(str(SH)) and predicate not in _PARAMETERS and predicate not in _DESCRIBING

    def _messages(self, node: Node) -> tuple[Literal, ...]:
        found = (m for m in self.graph.objects(node, SH.message) if isinstance(m, Literal))
        return tuple(sorted(found, key=best_first))

    def _targets(self, node: Node) -> Targets:
        of = {p: sorted(set(self.graph.objects(node, p)), key=str) for p in _TARGETS}
        if any(isinstance(n, BNode) for n in of[SH.targetNode]):
            raise UnsupportedError("its target is a blank node")
        classes = [*of[SH.targetClass], *([node] if node in self.classes else [])]
        return Targets(
            tuple(of[SH.targetNode]),
            self._iris(classes, SH.targetClass),
            self._iris(of[SH.targetSubjectsOf], SH.targetSubjectsOf),
            self._iris(of[SH.targetObjectsOf], SH.targetObjectsOf),
        )

    def _shapes_in(self, node: Node) -> tuple[Node, ...]:
        properties = sorted(self.graph.objects(node, SH.property), key=str)
        if bare := [p for p in properties if (p, SH.path, None) not in self.graph]:
            raise UnsupportedError(f"{self.name(bare[0])}, its sh:property, has no path")
        return tuple(properties)

    # -- constraints

    def _constraints(self, node: Node) -> Iterator[Constraint]:
        yield from self._with_terms(node)
        yield from self._with_shapes(node)
        yield from self._with_numbers_or_lists(node)
        yield from self._other_constraints(node)
        if (node, SH.path, None) in self.graph:  # they have no meaning on node shapes
            yield from self._qualified(node)

    def _with_terms(self, node: Node) -> Iterator[Constraint]:
        for parameter in (*_ONE_IRI, *_EACH_IRI):
            for iri in self._iris(self._values(node, parameter, parameter in _ONE_IRI), parameter):
                yield Constraint(_component(parameter), (iri,))
        for parameter in _EACH_BOUND:
            for value in self._values(node, parameter):
                if not isinstance(value, Literal) or value.ill_typed:
                    raise UnsupportedError(f"{self.name(parameter)} is not a literal")
                yield Constraint(_component(parameter), (value,))

    def _with_shapes(self, node: Node) -> Iterator[Constraint]:
        for parameter in _EACH_SHAPE:
            for value in self._values(node, parameter):
                if parameter == SH.node and (value, SH.path, None) in self.graph:
                    raise UnsupportedError("its sh:node is a property shape")
                yield Constraint(_component(parameter), (value,))
        for parameter in _EACH_LIST:
            for value in self._values(node, parameter):
                yield Constraint(_component(parameter), self._list(value, parameter))

    def _with_numbers_or_lists(self, node: Node) -> Iterator[Constraint]:
        for parameter in _ONE_NUMBER:
            for value in self._values(node, parameter, is_single=True):
                yield Constraint(_component(parameter), (self._number(value, parameter),))
        for parameter in _ONE_LIST:
            for value in self._values(node, parameter, is_single=True):
                yield Constraint(_component(parameter), self._list(value, parameter, may_be_empty=True))

    def _other_constraints(self, node: Node) -> Iterator[Constraint]:
        for kind in self._values(node, SH.nodeKind, is_single=True):
            if kind not in _NODE_KINDS:
                raise UnsupportedError(f"{self.name(kind)} is not a node kind")
            yield Constraint(SH.NodeKindConstraintComponent, (kind,))
        flags = self._values(node, SH.flags, is_single=True)
        for pattern in self._values(node, SH.pattern):
            if not isinstance(pattern, Literal):
                raise UnsupportedError("its sh:pattern is not a literal")
            yield Constraint(SH.PatternConstraintComponent, (pattern, *flags))
        for value in self._values(node, SH.hasValue):
            yield Constraint(SH.HasValueConstraintComponent, (value,))
        if self._flag(node, SH.uniqueLang):
            yield Constraint(SH.UniqueLangConstraintComponent, ())
        if self._flag(node, SH.closed):
            ignored = [
                i for start in self._values(node, SH.ignoredProperties) for i in self._list(start, SH.closed, True)
            ]
            paths = [p for s in self.graph.objects(node, SH.property) for p in self.graph.objects(s, SH.path)]
            allowed = {p for p in (*ignored, *paths) if isinstance(p, URIRef)}
            yield Constraint(SH.ClosedConstraintComponent, tuple(sorted(allowed)))
        elif (node, SH.ignoredProperties, None) in self.graph:
            raise UnsupportedError("it has sh:ignoredProperties and is not closed")

    def _qualified(self, node: Node) -> Iterator[Constraint]:
        shapes = self._values(node, SH.qualifiedValueShape)
        counts = [(c, self._values(node, p, True)) for c, p in zip(QUALIFIED_COUNTS, _COUNTS, strict=True)]
        if bool(shapes) != any(values for _, values in counts):
            raise UnsupportedError("sh:qualifiedValueShape and its counts must stand together")
        is_disjoint = self._flag(node, SH.qualifiedValueShapesDisjoint)
        siblings = {
            sibling
            for parent in (self.graph.subjects(SH.property, node) if is_disjoint else ())
            for other in self.graph.objects(parent, SH.property)
            for sibling in self.graph.objects(other, SH.qualifiedValueShape)
        }
        for shape in shapes:
            others = sorted(siblings - {shape}, key=str)
            for component, values in counts:
                for value in values:
                    yield Constraint(component, (self._number(value, SH.qualifiedMinCount), shape, *others))

    # -- SPARQL-based constraints

    def _rules(self, node: Node) -> Iterator[SparqlConstraint]:
        for rule in sorted(self.graph.objects(node, SH.sparql), key=str):
            if self._flag(rule, SH.deactivated):
                continue
            selects = self._values(rule, SH.select, is_single=True)
            if not selects or not isinstance(selects[0], Literal):
                raise UnsupportedError("a SPARQL-based constraint has no sh:select")
            text = "".join(f"PREFIX {p}: <{n}>\n" for p, n in sorted(self._prefixes(rule).items())) + str(selects[0])
            yield SparqlConstraint(rule, text, self._messages(rule), self._interval_join(rule))

    def _prefixes(self, rule: Node) -> dict[str, str]:
        found = {"owl": str(OWL), "rdf": str(RDF), "rdfs": str(RDFS)}
        for start in self.graph.objects(rule, SH.prefixes):
            for ontology in self.graph.transitive_objects(start, OWL.imports):
                for declared in self.graph.objects(ontology, SH.declare):
                    prefix, namespace = (self.graph.value(declared, p) for p in (SH.prefix, SH.namespace))
                    if prefix is None or namespace is None:
                        raise UnsupportedError("a prefix is declared without its name or its namespace")
                    found[str(prefix)] = str(namespace)
        return found

    def _interval_join(self, rule: Node) -> IntervalJoin | None:
        node = None if self.extension is None else self.graph.value(rule, URIRef(self.extension + "sweep"))
        if node is None:
            return None
        terms = {name: URIRef(f"{self.extension}{name}") for name in _OF_INTERVAL_JOINS}
        given = {name: list(self.graph.objects(node, term)) for name, term in terms.items()}
        group_by, differ_by = (
            self._iris([i for start in given[name] for i in self._list(start, terms[name])], terms[name])
            for name in _OF_INTERVAL_JOINS[:2]
        )
        start, end, among, group_class = (self._iris(given[name], terms[name]) for name in _OF_INTERVAL_JOINS[2:])
        if not group_by or (len(start), len(end)) != (1, 1) or len(among) > 1 or len(group_class) > 1:
            required = ", ".join(self.name(terms[name]) for name in ("groupBy", "from", "to"))
            raise UnsupportedError(f"its {self.name(URIRef(f'{self.extension}sweep'))} needs one each of {required}")
        return IntervalJoin(
            group_by, start[0], end[0], differ_by, next(iter(among), None), next(iter(group_class), None)
        )

    # -- values

    def _values(self, node: Node, parameter: Node, is_single: bool = False) -> list[Node]:
        values = sorted(self.graph.objects(node, parameter), key=str)
        if is_single and len(values) > 1:
            raise UnsupportedError(f"it has {self.name(parameter)} more than once")
        return values

    def _flag(self, node: Node, parameter: Node) -> bool:
        for value in self._values(node, parameter, is_single=True):
            if not isinstance(value, Literal) or not isinstance(value.value, bool):
                raise UnsupportedError(f"{self.name(parameter)} is neither true nor false")
            return str(value) == "true"  # "1" is another term
        return False

    def _iris(self, nodes: Iterable[Node], parameter: Node) -> tuple[URIRef, ...]:
        given = tuple(nodes)
        found = tuple(n for n in given if isinstance(n, URIRef))
        if len(found) != len(given):
            raise UnsupportedError(f"a value of {self.name(parameter)} is not an IRI")
        return found

    def _number(self, value: Node, parameter: Node) -> Literal:
        if (
            isinstance(value, Literal)
            and value.datatype in _WHOLE_NUMBERS
            and not value.ill_typed
            and int(value) >= 0
        ):
            return value
        raise UnsupportedError(f"{self.name(parameter)} is not a whole number of at least 0")

    def _list(self, start: Node, parameter: Node, may_be_empty: bool = False) -> tuple[Node, ...]:
        return read_list(self.graph, start, self.name(parameter), may_be_empty)
