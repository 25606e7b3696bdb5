"""The plan of a check: the shapes compiled to queries, with their patterns, and the shapes left to pySHACL, with the reasons.

A constraint becomes a set query, which finds all violations at once. Conformance to other shapes (sh:not, sh:or, sh:node …)
is an expression of EXISTS within EXISTS. If a query cannot express a part of a shape as SHACL defines it, the whole shape is
left to the reference engine, with the reason. In these points the compiled engine follows the standard and pySHACL does not:

- language ranges with a region (sh:languageIn ("de-CH")) match as in SPARQL's langMatches;
- IRIs and blank nodes are not comparable, so sh:lessThan finds them;
- a dateTime without a zone is compared with one that has a zone if the order is the same in all zones (XML Schema);
- sh:flags may also be s, x and q, and `$` in a pattern is the end of the text, not the line break before it;
- a blank node has no length, not even one of at least 0;
- of sh:uniqueLang, sh:closed and sh:deactivated "true" is true, and "1" is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Final

from rdflib.namespace import RDFS
from rdflib.term import Node

from csto_kg.shacl.classes import ClassTree, Sizes
from csto_kg.shacl.components import COMPONENTS, Compilation, query_of
from csto_kg.shacl.components.cardinality import MAX_COMPARED
from csto_kg.shacl.errors import UnsupportedError
from csto_kg.shacl.literals import Data
from csto_kg.shacl.naming import STANDARD_NAMING, Naming
from csto_kg.shacl.patterns import FocusPattern, ViolationPattern
from csto_kg.shacl.shapes import Shape, Shapes, SparqlConstraint

__all__ = ["Plan", "PlannedQuery", "PlannedShape", "make_plan"]

# A path, without the IRIs in it, that may have no steps.
_MAY_BE_EMPTY: Final = re.compile(r"\*|\?(?![A-Za-z_])")


@dataclass(frozen=True, slots=True)
class PlannedQuery:
    """A SPARQL-based constraint and its query, which is joined with the focus nodes."""

    rule: SparqlConstraint
    query: str


@dataclass(frozen=True, slots=True)
class PlannedShape:
    """A shape, or a property shape in one, with the patterns that find its focus nodes and its violations."""

    shape: Shape
    focuses: tuple[FocusPattern, ...]
    violations: tuple[ViolationPattern, ...]
    rules: tuple[PlannedQuery, ...]

    @property
    def texts(self) -> Iterator[str]:
        """Everything in it that is SPARQL."""
        yield from (focus.finds for focus in self.focuses)
        yield from (planned.query for planned in self.rules)
        for pattern in self.violations:
            yield from (pattern.pattern, pattern.condition)


@dataclass(frozen=True, slots=True)
class Plan:
    """The compiled shapes, and the shapes with targets that are `left` with the reason. `sizes` are those of the data."""

    shapes: tuple[PlannedShape, ...]
    left: Mapping[Node, str]
    sizes: Sizes = field(repr=False)


def make_plan(
    data: Data, shapes: Shapes, subclasses: Iterable[tuple[str, str]] = (), naming: Naming = STANDARD_NAMING
) -> Plan:
    """Compile shapes for some data. `subclasses` are further pairs (class, superclass), besides those in the data.

    A shape with targets is compiled as a whole or not at all.
    """
    compiler = _Compiler(data, shapes, ClassTree(data, frozenset(subclasses)), naming)
    planned: list[PlannedShape] = []
    left = dict(shapes.left)
    for root in shapes.roots:
        try:
            planned += compiler.root(root)
        except UnsupportedError as error:
            left[root.node] = str(error)
    return Plan(tuple(planned), MappingProxyType(left), compiler.sizes)


@dataclass(frozen=True)
class _Compiler:
    """Compiles the shapes of a graph for some data."""

    data: Data
    shapes: Shapes
    classes: ClassTree
    naming: Naming

    @cached_property
    def compilation(self) -> Compilation:
        return Compilation(self.data, self.classes, self.nonconformance)

    @cached_property
    def sizes(self) -> Sizes:
        return Sizes(self.data)

    def root(self, shape: Shape) -> list[PlannedShape]:
        """A shape with targets and the property shapes in it. Raises UnsupportedError."""
        planned = [
            PlannedShape(
                part,
                focuses,
                tuple(self._violations(part, "?this")),
                tuple(PlannedQuery(rule, query_of(self.data, part, rule)) for rule in part.rules),
            )
            for part, focuses in self._parts(shape, tuple(self._focuses(shape)), 0)
        ]
        texts = [text for part in planned for text in part.texts]
        if self.classes.has_more_than_the_data and any(str(RDFS.subClassOf) in text for text in texts):
            raise UnsupportedError("it asks for rdfs:subClassOf, of which the ontology has more than the data")
        # SPARQL gives a term that is not in the data as the end of an empty path only if the term stands in the query.
        absent = [term for term in map(self.compilation.term, shape.targets.nodes) if not self._is_in_data(term)]
        if absent and any(_MAY_BE_EMPTY.search(re.sub("<[^>]*>", "", text)) for text in texts):
            raise UnsupportedError(f"its target {absent[0]} is not in the data, and a path from it may be empty")
        return planned

    def _is_in_data(self, term: str) -> bool:
        """Whether any triple has a term of SPARQL as its subject or object."""
        as_subject = "" if term.startswith('"') else f"{{ {term} ?p ?o }} UNION "
        return self.data.ask(f"ASK {{ {as_subject}{{ ?s ?p {term} }} }}")

    def _parts(
        self, shape: Shape, focuses: tuple[FocusPattern, ...], level: int
    ) -> Iterator[tuple[Shape, tuple[FocusPattern, ...]]]:
        """A shape and the property shapes in it, each with its focus nodes."""
        if not shape.is_active:
            return
        yield shape, focuses
        path = shape.path
        inner = focuses if path is None else tuple(focus.along(path, level) for focus in focuses)
        for node in shape.properties:
            yield from self._parts(self.shapes.by_node[node], inner, level + (path is not None))

    def _focuses(self, shape: Shape) -> Iterator[FocusPattern]:
        targets = shape.targets
        if targets.nodes:
            values = f"VALUES ?this {{ {' '.join(map(self.compilation.term, targets.nodes))} }}"
            yield FocusPattern(values, values, len(targets.nodes))
        if targets.classes:
            yield self._instances({c for cls in targets.classes for c in self.classes.with_subclasses(cls)})
        for prop in targets.subjects_of:
            pattern = f"?this <{prop}> ?this_object ."
            yield FocusPattern(pattern, pattern, self.sizes.of_properties.get(str(prop), 0))
        for prop in targets.objects_of:
            pattern = f"?this_subject <{prop}> ?this ."
            finds = f"{{ SELECT DISTINCT ?this {{ {pattern} }} }}"
            yield FocusPattern(finds, pattern, self.sizes.of_properties.get(str(prop), 0))

    def _instances(self, classes: Iterable[str]) -> FocusPattern:
        """The instances of some classes, without those of their subclasses."""
        names = [f"<{c}>" for c in sorted(classes)]
        one_of_several = f"?this a ?this_class . VALUES ?this_class {{ {' '.join(names)} }}"
        finds = one_of_several if len(names) > 1 else f"?this a {names[0]} ."
        tests = f"?this a ?this_class FILTER(?this_class IN ({', '.join(names)}))"
        return FocusPattern(finds, tests, sum(self.sizes.of_classes.get(name[1:-1], 0) for name in names))

    def _violations(self, shape: Shape, this: str) -> Iterator[ViolationPattern]:
        """What violates the constraints of a shape itself at a variable."""
        for constraint in shape.constraints:
            for pattern in COMPONENTS[constraint.component](self.compilation, constraint, this, shape.path):
                yield replace(pattern, message=constraint.message(self.naming))

    def nonconformance(self, node: Node, this: str) -> str:
        """The condition that a variable does not conform to a shape. It is never an error."""
        shape = self.shapes.by_node[node]
        if not shape.is_active:
            return "false"
        if shape.rules:
            raise UnsupportedError("a shape that others refer to has a SPARQL-based constraint")
        conditions = [_as_condition(pattern) for pattern in self._violations(shape, this)]
        value = this if shape.path is None else self.compilation.variable()
        inner = [c for c in (self.nonconformance(part, value) for part in shape.properties) if c != "false"]
        if shape.path is None:
            conditions += inner
        elif inner:
            conditions.append(f"EXISTS {{ {this} {shape.path.sparql} {value} FILTER({' || '.join(inner)}) }}")
        return f"({' || '.join(conditions)})" if conditions else "false"


def _as_condition(pattern: ViolationPattern) -> str:
    """A violation as a condition on one focus node."""
    if pattern.count is not None and not pattern.condition:
        raise UnsupportedError(f"a shape that others refer to has a count of more than {MAX_COMPARED}")
    if not pattern.pattern or pattern.count is not None:
        return pattern.condition
    return f"EXISTS {{ {pattern.pattern} FILTER({pattern.condition}) }}"
