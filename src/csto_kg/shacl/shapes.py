"""The shapes of a shapes graph as values, and of each that is not understood the reason why.

It follows the SHACL recommendation (W3C, 20 July 2017): SHACL Core and SPARQL-based constraints. A shape that uses anything
else, or is not well-formed, is never read in part: whoever compiles shapes leaves it to the reference engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH, XSD
from rdflib.term import Node

from csto_kg.vocab import ROOT, short

__all__ = [
    "SHAPES",
    "Constraint",
    "Path",
    "Rule",
    "Shape",
    "Shapes",
    "Sweep",
    "Targets",
    "UnsupportedError",
    "read_shapes",
]

SHAPES: Final = ROOT + "shapes#"


class UnsupportedError(ValueError):
    """What a shape holds that is not compiled, in words that follow "since"."""


@dataclass(frozen=True, slots=True)
class Path:
    """A property path: as SPARQL writes it, and the node that stands for it.

    `predicates` are its properties where it is a single step, that is one of them in one direction; else there are none.
    """

    sparql: str
    node: Node
    predicates: tuple[URIRef, ...] = ()

    @property
    def is_property(self) -> bool:
        """Whether it is no more than one property."""
        return isinstance(self.node, URIRef)


@dataclass(frozen=True, slots=True)
class Targets:
    """What tells the focus nodes of a shape (SHACL, section 2.1.3), implicit class targets among the classes."""

    nodes: tuple[Node, ...] = ()
    classes: tuple[URIRef, ...] = ()
    subjects_of: tuple[URIRef, ...] = ()
    objects_of: tuple[URIRef, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.classes or self.subjects_of or self.objects_of)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint of SHACL Core: its component, and its parameters in an order that the component gives.

    Of lists these are the members: the allowed values of sh:in, the shapes of sh:or, the properties that sh:closed allows;
    of sh:pattern the pattern and the flags; of a qualified count the number, the shape and the sibling shapes.
    """

    component: URIRef
    values: tuple[Node, ...]

    @property
    def words(self) -> str:
        """What it demands, for shapes that have no message of their own."""
        name = self.component.removeprefix(str(SH)).removesuffix("ConstraintComponent")
        values = [_name(v) for v in self.values if not isinstance(v, BNode)]
        return f"{' '.join((f'sh:{name[0].lower()}{name[1:]}', *values))} does not hold."


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a rule over pairs of things says, in other words than its query (see `shapes:sweep` in the shapes).

    Two things break it that agree in a value of each property of `group_by`, differ in a value of each of `differ_by`, and
    hold at one time: each from its `begin` until before its `end`. The other one must be in the class `among`, and the
    value of the first property of `group_by` in the class `group_class`, where these are given.
    """

    group_by: tuple[URIRef, ...]
    begin: URIRef
    end: URIRef
    differ_by: tuple[URIRef, ...] = ()
    among: URIRef | None = None
    group_class: URIRef | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A SPARQL-based constraint: its query with all prefixes written out before it, and its own messages."""

    node: Node
    select: str
    messages: tuple[str, ...] = ()
    sweep: Sweep | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape, or a property shape where there is a path. `properties` are the shapes that sh:property names."""

    node: Node
    path: Path | None = None
    targets: Targets = Targets()
    severity: Node = SH.Violation
    messages: tuple[str, ...] = ()
    is_active: bool = True
    constraints: tuple[Constraint, ...] = ()
    rules: tuple[Rule, ...] = ()
    properties: tuple[Node, ...] = ()

    @property
    def parts(self) -> Iterator[Node]:
        """The shapes that it refers to."""
        yield from self.properties
        for constraint in self.constraints:
            if constraint.component in _OF_SHAPES:
                yield from constraint.values[1 if constraint.component in _QUALIFIED else 0 :]


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes with targets that are understood, with all they refer to, and of each other one the reasons why not."""

    roots: tuple[Shape, ...]
    by_node: Mapping[Node, Shape] = field(repr=False)
    left: Mapping[Node, str]


def read_shapes(graph: Graph) -> Shapes:
    """The shapes of a graph. Nothing is raised: what is not well-formed is among those that are left."""
    reader = _Reader(graph)
    roots, left = [], {}
    for node in sorted(reader.targeted(), key=str):
        reasons = sorted(set(reader.reasons(node, ())))
        if reasons:
            left[node] = "; ".join(reasons)
        else:
            roots.append(reader.read(node))
    by_node = {n: s for n, s in reader.found.items() if isinstance(s, Shape)}
    return Shapes(tuple(roots), MappingProxyType(by_node), MappingProxyType(left))


def read_path(graph: Graph, node: Node) -> Path:
    """The property path that a node of a graph stands for. Raises UnsupportedError where it is not well-formed."""
    return _Reader(graph).path(node)


_QUALIFIED: Final = (SH.QualifiedMinCountConstraintComponent, SH.QualifiedMaxCountConstraintComponent)
_OF_SHAPES: Final = frozenset(
    (
        *_QUALIFIED,
        SH.NodeConstraintComponent,
        SH.NotConstraintComponent,
        SH.AndConstraintComponent,
        SH.OrConstraintComponent,
        SH.XoneConstraintComponent,
    )
)
_TARGETS: Final = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
_WHOLE: Final = frozenset((XSD.integer, XSD.nonNegativeInteger, XSD.positiveInteger, XSD.int, XSD.long))
_KINDS: Final = frozenset(
    (SH.IRI, SH.BlankNode, SH.Literal, SH.BlankNodeOrIRI, SH.BlankNodeOrLiteral, SH.IRIOrLiteral)
)

# The parameters of SHACL Core, by how their values are read.
_ONE_IRI: Final[tuple[URIRef, ...]] = (SH.datatype,)
_EACH_IRI: Final[tuple[URIRef, ...]] = (SH["class"], SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)
_EACH_BOUND: Final[tuple[URIRef, ...]] = (SH.minInclusive, SH.maxInclusive, SH.minExclusive, SH.maxExclusive)
_EACH_SHAPE: Final[tuple[URIRef, ...]] = (SH.node, SH["not"])
_EACH_LIST: Final[tuple[URIRef, ...]] = (SH["and"], SH["or"], SH.xone)
_ONE_NUMBER: Final[tuple[URIRef, ...]] = (SH.minCount, SH.maxCount, SH.minLength, SH.maxLength)
_ONE_LIST: Final[tuple[URIRef, ...]] = (SH["in"], SH.languageIn)
_ON_PROPERTIES: Final = (*(SH.minCount, SH.maxCount, SH.uniqueLang, SH.lessThan, SH.lessThanOrEquals),)
_OTHERS: Final = (
    *(SH.nodeKind, SH.pattern, SH.flags, SH.hasValue, SH.uniqueLang, SH.closed, SH.ignoredProperties),
    *(SH.qualifiedValueShape, SH.qualifiedMinCount, SH.qualifiedMaxCount, SH.qualifiedValueShapesDisjoint),
    *(SH.property, SH.sparql),
)
_PARAMETERS: Final = frozenset(
    (*_ONE_IRI, *_EACH_IRI, *_EACH_BOUND, *_EACH_SHAPE, *_EACH_LIST, *_ONE_NUMBER, *_ONE_LIST, *_OTHERS)
)
# What a shape may say of itself besides.
_TOLD: Final = frozenset(
    (
        *_TARGETS,
        *(SH.path, SH.severity, SH.message, SH.deactivated),
        *(SH.name, SH.description, SH.order, SH.group, SH.defaultValue, SH.declare),
        *(SH.select, SH.prefixes),  # a shape may be its own SPARQL-based constraint
    )
)


def _component(parameter: URIRef) -> URIRef:
    local = parameter.removeprefix(str(SH))
    return URIRef(f"{SH}{local[0].upper()}{local[1:]}ConstraintComponent")


class _Reader:
    """Reads each shape of a graph once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.found: dict[Node, Shape | str] = {}
        classes = {*graph.subjects(RDFS.subClassOf, RDFS.Class), RDFS.Class, OWL.Class}
        self.classes = {s for cls in classes for s in graph.subjects(RDF.type, cls)}
        components = set(graph.subjects(RDF.type, SH.ConstraintComponent)) | set(graph.subjects(SH.validator, None))
        components |= {s for p in (SH.nodeValidator, SH.propertyValidator) for s in graph.subjects(p, None)}
        parameters = (p for c in components for p in graph.objects(c, SH.parameter))
        self.custom = {path for p in parameters for path in graph.objects(p, SH.path)}

    def targeted(self) -> set[Node]:
        """The shapes that have targets, those in words that are not understood too."""
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
            yield f"{_name(node)} refers to itself"
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
            self.found[node] = f"{_name(node)}: {error}"
        return self.found[node]

    def _shape(self, node: Node) -> Shape:
        if isinstance(node, Literal):
            raise UnsupportedError("a shape is no literal")
        used = set(self.graph.predicates(node))
        if strange := sorted(str(p) for p in used if p in self.custom or self._is_strange(p)):
            raise UnsupportedError(f"it uses {', '.join(_name(URIRef(p)) for p in strange)}")
        paths = list(self.graph.objects(node, SH.path))
        kinds = [kind for kind in (SH.NodeShape, SH.PropertyShape) if (node, RDF.type, kind) in self.graph]
        if len(paths) > 1 or len(kinds) > 1 or (kinds == [SH.NodeShape] and paths):
            raise UnsupportedError("it is both a node shape and a property shape, or has several paths")
        if kinds == [SH.PropertyShape] and not paths:
            raise UnsupportedError("it is a property shape without a path")
        path = self.path(paths[0]) if paths else None
        if path is None and (wrong := sorted(p for p in _ON_PROPERTIES if p in used)):
            raise UnsupportedError(f"it is a node shape with {', '.join(map(_name, wrong))}")
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

    def _is_strange(self, predicate: Node) -> bool:
        return str(predicate).startswith(str(SH)) and predicate not in _PARAMETERS and predicate not in _TOLD

    def _messages(self, node: Node) -> tuple[str, ...]:
        return tuple(sorted(str(m) for m in self.graph.objects(node, SH.message)))

    def _targets(self, node: Node) -> Targets:
        of = {p: sorted(set(self.graph.objects(node, p)), key=str) for p in _TARGETS}
        if any(isinstance(n, BNode) for n in of[SH.targetNode]):
            raise UnsupportedError("a node without a name is its target")
        classes = [*of[SH.targetClass], *([node] if node in self.classes else [])]
        return Targets(
            tuple(of[SH.targetNode]),
            _iris(classes, SH.targetClass),
            _iris(of[SH.targetSubjectsOf], SH.targetSubjectsOf),
            _iris(of[SH.targetObjectsOf], SH.targetObjectsOf),
        )

    def _shapes_in(self, node: Node) -> tuple[Node, ...]:
        properties = sorted(self.graph.objects(node, SH.property), key=str)
        if bare := [p for p in properties if (p, SH.path, None) not in self.graph]:
            raise UnsupportedError(f"{_name(bare[0])}, its sh:property, has no path")
        return tuple(properties)

    # -- constraints

    def _constraints(self, node: Node) -> Iterator[Constraint]:
        for parameter in (*_ONE_IRI, *_EACH_IRI):
            for iri in _iris(self._values(node, parameter, parameter in _ONE_IRI), parameter):
                yield Constraint(_component(parameter), (iri,))
        for parameter in _EACH_BOUND:
            for value in self._values(node, parameter):
                if not isinstance(value, Literal) or value.ill_typed:
                    raise UnsupportedError(f"{_name(parameter)} is no literal")
                yield Constraint(_component(parameter), (value,))
        for parameter in _EACH_SHAPE:
            for value in self._values(node, parameter):
                if parameter == SH.node and (value, SH.path, None) in self.graph:
                    raise UnsupportedError("its sh:node is a property shape")
                yield Constraint(_component(parameter), (value,))
        for parameter in _EACH_LIST:
            for value in self._values(node, parameter):
                yield Constraint(_component(parameter), self._list(value, parameter))
        for parameter in _ONE_NUMBER:
            for value in self._values(node, parameter, is_single=True):
                yield Constraint(_component(parameter), (_number(value, parameter),))
        for parameter in _ONE_LIST:
            for value in self._values(node, parameter, is_single=True):
                yield Constraint(_component(parameter), self._list(value, parameter, may_be_empty=True))
        yield from self._other_constraints(node)
        if (node, SH.path, None) in self.graph:  # elsewhere they say nothing
            yield from self._qualified(node)

    def _other_constraints(self, node: Node) -> Iterator[Constraint]:
        for kind in self._values(node, SH.nodeKind, is_single=True):
            if kind not in _KINDS:
                raise UnsupportedError(f"{_name(kind)} is no kind of node")
            yield Constraint(SH.NodeKindConstraintComponent, (kind,))
        flags = self._values(node, SH.flags, is_single=True)
        for pattern in self._values(node, SH.pattern):
            if not isinstance(pattern, Literal):
                raise UnsupportedError("its sh:pattern is no text")
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
        counts = [(c, self._values(node, p, True)) for c, p in zip(_QUALIFIED, _COUNTS, strict=True)]
        if bool(shapes) != any(values for _, values in counts):
            raise UnsupportedError("sh:qualifiedValueShape and its counts go together")
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
                    yield Constraint(component, (_number(value, SH.qualifiedMinCount), shape, *others))

    # -- SPARQL-based constraints

    def _rules(self, node: Node) -> Iterator[Rule]:
        for rule in sorted(self.graph.objects(node, SH.sparql), key=str):
            if self._flag(rule, SH.deactivated):
                continue
            selects = self._values(rule, SH.select, is_single=True)
            if not selects or not isinstance(selects[0], Literal):
                raise UnsupportedError("a SPARQL-based constraint has no sh:select")
            text = "".join(f"PREFIX {p}: <{n}>\n" for p, n in sorted(self._prefixes(rule).items())) + str(selects[0])
            yield Rule(rule, text, self._messages(rule), self._sweep(rule))

    def _prefixes(self, rule: Node) -> dict[str, str]:
        found = {"owl": str(OWL), "rdf": str(RDF), "rdfs": str(RDFS)}
        for start in self.graph.objects(rule, SH.prefixes):
            for ontology in self.graph.transitive_objects(start, OWL.imports):
                for declared in self.graph.objects(ontology, SH.declare):
                    prefix, namespace = (self.graph.value(declared, p) for p in (SH.prefix, SH.namespace))
                    if prefix is None or namespace is None:
                        raise UnsupportedError("a prefix is not wholly declared")
                    found[str(prefix)] = str(namespace)
        return found

    def _sweep(self, rule: Node) -> Sweep | None:
        node = self.graph.value(rule, URIRef(SHAPES + "sweep"))
        if node is None:
            return None
        said = {p: list(self.graph.objects(node, URIRef(SHAPES + p))) for p in _OF_SWEEPS}
        lists = [
            _iris([i for start in said[p] for i in self._list(start, RDF.List)], RDF.List) for p in _OF_SWEEPS[:2]
        ]
        begin, end, among, group_class = (_iris(said[p], URIRef(SHAPES + p)) for p in _OF_SWEEPS[2:])
        if not lists[0] or (len(begin), len(end)) != (1, 1) or len(among) > 1 or len(group_class) > 1:
            raise UnsupportedError(
                "its shapes:sweep lacks shapes:groupBy, shapes:from or shapes:to, or has one too many"
            )
        return Sweep(lists[0], begin[0], end[0], lists[1], next(iter(among), None), next(iter(group_class), None))

    # -- values

    def _values(self, node: Node, parameter: Node, is_single: bool = False) -> list[Node]:
        values = sorted(self.graph.objects(node, parameter), key=str)
        if is_single and len(values) > 1:
            raise UnsupportedError(f"it has {_name(parameter)} more than once")
        return values

    def _flag(self, node: Node, parameter: Node) -> bool:
        for value in self._values(node, parameter, is_single=True):
            if not isinstance(value, Literal) or not isinstance(value.value, bool):
                raise UnsupportedError(f"{_name(parameter)} is neither true nor false")
            return str(value) == "true"  # "1" is another term
        return False

    def _list(self, start: Node, parameter: Node, may_be_empty: bool = False) -> tuple[Node, ...]:
        items, seen = [], set()
        while start != RDF.nil:
            first, rest = (list(self.graph.objects(start, p)) for p in (RDF.first, RDF.rest))
            if start in seen or len(first) != 1 or len(rest) != 1:
                raise UnsupportedError(f"the value of {_name(parameter)} is no list")
            seen.add(start)
            items.append(first[0])
            start = rest[0]
        if not items and not may_be_empty:
            raise UnsupportedError(f"the list of {_name(parameter)} is empty")
        return tuple(items)

    def path(self, node: Node) -> Path:
        if isinstance(node, URIRef):
            return Path(f"<{node}>", node, (node,))
        sparql = self._steps(node, ())
        alternatives = self.graph.value(node, SH.alternativePath)
        inverse = self.graph.value(node, SH.inversePath)
        steps = self._list(alternatives, SH.path) if alternatives is not None else (inverse,)
        predicates = tuple(step for step in steps if isinstance(step, URIRef))
        return Path(sparql, node, predicates if len(predicates) == len(steps) else ())

    def _steps(self, node: Node, above: tuple[Node, ...]) -> str:
        if isinstance(node, URIRef):
            return f"<{node}>"
        if not isinstance(node, BNode) or node in above:
            raise UnsupportedError("its path is not well-formed")
        above = (*above, node)
        if (node, RDF.first, None) in self.graph:
            return self._joined(node, "/", above)
        said = [(p, o) for p, o in self.graph.predicate_objects(node) if str(p).startswith(str(SH))]
        if len(said) != 1:
            raise UnsupportedError("its path is not well-formed")
        kind, inner = said[0]
        if kind == SH.alternativePath:
            return self._joined(inner, "|", above)
        if kind == SH.inversePath:
            return f"(^{self._steps(inner, above)})"
        if kind in _REPEATED:
            return f"({self._steps(inner, above)}){_REPEATED[kind]}"
        raise UnsupportedError(f"its path uses {_name(kind)}")

    def _joined(self, start: Node, sign: str, above: tuple[Node, ...]) -> str:
        steps = [self._steps(step, above) for step in self._list(start, SH.path)]
        if len(steps) < 2:
            raise UnsupportedError("a list in its path has one member only")
        return f"({sign.join(steps)})"


_REPEATED: Final[Mapping[Node, str]] = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
_COUNTS: Final = (SH.qualifiedMinCount, SH.qualifiedMaxCount)
_OF_SWEEPS: Final = ("groupBy", "differBy", "from", "to", "among", "groupClass")


def _iris(nodes: Iterable[Node], parameter: Node) -> tuple[URIRef, ...]:
    found = tuple(n for n in nodes if isinstance(n, URIRef))
    if len(found) != len(tuple(nodes)):
        raise UnsupportedError(f"a value of {_name(parameter)} is no IRI")
    return found


def _number(value: Node, parameter: Node) -> Literal:
    if not isinstance(value, Literal) or value.datatype not in _WHOLE or value.ill_typed or int(value) < 0:
        raise UnsupportedError(f"{_name(parameter)} is no whole number from 0 on")
    return value


def _name(node: Node) -> str:
    if isinstance(node, BNode):
        return "a shape without a name"
    is_text = isinstance(node, Literal) and node.datatype in (None, XSD.string)
    return f'"{node}"' if is_text else short(str(node))
