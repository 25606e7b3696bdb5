"""What constraint components use to write their patterns: variables, constants, values, and other shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final, TypeAlias

from rdflib import BNode
from rdflib.namespace import XSD
from rdflib.term import Node

from csto_kg.rdf.terms import to_oxigraph
from csto_kg.shacl.classes import ClassTree
from csto_kg.shacl.errors import UnsupportedError
from csto_kg.shacl.literals import MARK, Data, marked
from csto_kg.shacl.paths import PropertyPath
from csto_kg.shacl.patterns import ViolationPattern, step
from csto_kg.shacl.shapes import Constraint

__all__ = ["Compilation", "Component", "Components", "Parameters", "negated", "on_each_value"]

Parameters: TypeAlias = tuple[Node, ...]
"""The values of a constraint's parameters (see `csto_kg.shacl.shapes.Constraint`)."""
NUMERIC: Final = (XSD.integer, XSD.decimal, XSD.long, XSD.unsignedLong, XSD.nonNegativeInteger, XSD.positiveInteger)
"""The datatypes whose values can have more digits than Oxigraph keeps."""


@dataclass(frozen=True)
class Compilation:
    """The compilation that a component takes part in.

    `nonconformance` gives the condition that a variable does not conform to a shape. Like every condition here it is true or
    false and never an error.
    """

    data: Data
    classes: ClassTree
    nonconformance: Callable[[Node, str], str]
    _numbers: Iterator[int] = field(default_factory=count)

    def variable(self) -> str:
        """A variable that occurs nowhere else."""
        return f"?v{next(self._numbers)}"

    def term(self, node: Node) -> str:
        """A constant in the form that it has in the store. Raises UnsupportedError for a blank node."""
        if isinstance(node, BNode):
            raise UnsupportedError("a blank node is a value in it")
        try:
            return str(marked(to_oxigraph(node)))
        except ValueError as error:
            raise UnsupportedError(f"{node} is not RDF: {error}") from None

    def comparable(self, variable: str) -> str:
        """The expression that compares the value of a variable, for marked and unmarked literals."""
        if not self.data.marked:
            return variable
        datatype = f"STR(DATATYPE({variable}))"
        plain = f'STRDT(STR({variable}), IRI(STRAFTER({datatype}, "{MARK}")))'
        return f'IF(STRSTARTS({datatype}, "{MARK}"), {plain}, {variable})'

    def is_beyond_oxigraph(self, variable: str) -> str:
        """The condition that the value of a variable is one that Oxigraph cannot compare, though XML Schema orders it.

        These are booleans, the leap day without a year, and numbers of more digits than it keeps.
        """
        value = self.comparable(variable)
        number = f'REGEX(STR({value}), "^[+-]?[0-9]*[.]?[0-9]*$") && !COALESCE(isNumeric({value} + 0), false)'
        is_kind = f'DATATYPE({value}) = <{XSD.boolean}> || STRSTARTS(STR({value}), "--02-29")'
        is_numeric = f"DATATYPE({value}) IN ({', '.join(f'<{t}>' for t in NUMERIC)})"
        return f"COALESCE(isLiteral({value}) && ({is_kind} || ({is_numeric} && {number})), false)"

    def refuse_beyond_oxigraph(self, pattern: str, condition: str, variables: Sequence[str]) -> None:
        """Raise UnsupportedError where values that Oxigraph cannot compare are the reason why a condition holds."""
        odd = " || ".join(map(self.is_beyond_oxigraph, variables))
        if pattern and self.data.ask(f"ASK {{ {pattern} FILTER({condition} && ({odd})) }}"):
            raise UnsupportedError("Oxigraph cannot compare some of the values in question")


Component: TypeAlias = Callable[[Compilation, Constraint, str, PropertyPath | None], Iterator[ViolationPattern]]
"""Writes the patterns of a constraint at a variable, along the path of its shape if that is a property shape."""
Components: TypeAlias = Mapping[Node, Component]


def on_each_value(condition: Callable[[Compilation, str, Parameters], str]) -> Component:
    """The component of a constraint on each value by itself, given the condition that a value violates it."""

    def patterns(
        compilation: Compilation, constraint: Constraint, this: str, path: PropertyPath | None
    ) -> Iterator[ViolationPattern]:
        value = this if path is None else compilation.variable()
        text = condition(compilation, value, constraint.values)
        yield ViolationPattern(
            constraint.component,
            step(this, path, value),
            text,
            value,
            path=path,
            is_expensive="EXISTS" in text,
        )

    return patterns


def negated(condition: str) -> str:
    """The negation of a condition that may be an error, which counts as false."""
    return f"!COALESCE({condition}, false)"
