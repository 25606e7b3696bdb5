"""The shapes of a shapes graph as values (SHACL, W3C recommendation of 20 July 2017: Core and SPARQL-based constraints)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from rdflib import BNode, Literal, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from csto_kg.shacl.naming import Naming
from csto_kg.shacl.paths import PropertyPath

__all__ = ["QUALIFIED_COUNTS", "Constraint", "IntervalJoin", "Shape", "Shapes", "SparqlConstraint", "Targets"]

QUALIFIED_COUNTS: Final = (SH.QualifiedMinCountConstraintComponent, SH.QualifiedMaxCountConstraintComponent)
"""The components whose values are a number and then shapes."""
_WITH_SHAPES: Final = frozenset(
    (
        *QUALIFIED_COUNTS,
        SH.NodeConstraintComponent,
        SH.NotConstraintComponent,
        SH.AndConstraintComponent,
        SH.OrConstraintComponent,
        SH.XoneConstraintComponent,
    )
)


@dataclass(frozen=True, slots=True)
class Targets:
    """The targets of a shape (SHACL, section 2.1.3). A shape that is a class is one of its own `classes`."""

    nodes: tuple[Node, ...] = ()
    classes: tuple[URIRef, ...] = ()
    subjects_of: tuple[URIRef, ...] = ()
    objects_of: tuple[URIRef, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.classes or self.subjects_of or self.objects_of)


def best_first(message: Node) -> tuple[bool, bool, str, str]:
    """How messages are put in order: those in English, those without a language, those in others."""
    language = (message.language or "") if isinstance(message, Literal) else ""
    return not language.startswith("en"), language != "", language, str(message)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint of SHACL Core: its component, and the values of its parameters in an order that the component defines.

    A list is given by its members: the allowed values of sh:in, the shapes of sh:or, the properties that sh:closed allows.
    For sh:pattern the values are the pattern and its flags, for a qualified count the number, the shape and its siblings.
    """

    component: URIRef
    values: tuple[Node, ...]

    def message(self, naming: Naming) -> str:
        """The message of a shape that has none of its own."""
        name = self.component.removeprefix(str(SH)).removesuffix("ConstraintComponent")
        values = [naming.in_shapes(v) for v in self.values if not isinstance(v, BNode)]
        return f"{' '.join((f'sh:{name[0].lower()}{name[1:]}', *values))} does not hold."


@dataclass(frozen=True, slots=True)
class IntervalJoin:
    """A rule over pairs of things, declared besides its query so that it can be evaluated without comparing all pairs.

    Two things violate it if they have a common value of each property of `group_by`, have different values of each of
    `differ_by`, and overlap: each holds from its `start` until before its `end`. The other thing must be in the class
    `among`, and the value of the first property of `group_by` in the class `group_class`, where these are given.
    """

    group_by: tuple[URIRef, ...]
    start: URIRef
    end: URIRef
    differ_by: tuple[URIRef, ...] = ()
    among: URIRef | None = None
    group_class: URIRef | None = None


@dataclass(frozen=True, slots=True)
class SparqlConstraint:
    """A SPARQL-based constraint: its query, preceded by all prefixes that it declares, and its own messages."""

    node: Node
    select: str
    messages: tuple[Literal, ...] = ()
    interval_join: IntervalJoin | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape, or a property shape if it has a path. `properties` are the values of sh:property."""

    node: Node
    path: PropertyPath | None = None
    targets: Targets = Targets()
    severity: Node = SH.Violation
    messages: tuple[Literal, ...] = ()
    is_active: bool = True
    constraints: tuple[Constraint, ...] = ()
    rules: tuple[SparqlConstraint, ...] = ()
    properties: tuple[Node, ...] = ()

    @property
    def parts(self) -> Iterator[Node]:
        """The shapes that it refers to."""
        yield from self.properties
        for constraint in self.constraints:
            if constraint.component in _WITH_SHAPES:
                yield from constraint.values[1 if constraint.component in QUALIFIED_COUNTS else 0 :]


@dataclass(frozen=True, slots=True)
class Shapes:
    """The supported shapes of a graph.

    `roots` are those with targets, and `by_node` has every shape that they refer to. `left` gives the reasons for each shape
    with targets that is not supported.
    """

    roots: tuple[Shape, ...]
    by_node: Mapping[Node, Shape] = field(repr=False)
    left: Mapping[Node, str]
