"""Property pair constraints (SHACL, section 4.5): sh:equals, sh:disjoint, sh:lessThan, sh:lessThanOrEquals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rdflib.namespace import SH

from csto_kg.shacl.components.compilation import Compilation, Component, Components, negated
from csto_kg.shacl.paths import PropertyPath
from csto_kg.shacl.patterns import ViolationPattern, step
from csto_kg.shacl.shapes import Constraint

__all__ = ["PROPERTY_PAIR"]


def _equals(
    compilation: Compilation, constraint: Constraint, this: str, path: PropertyPath | None
) -> Iterator[ViolationPattern]:
    value = this if path is None else compilation.variable()
    there, other = f"{this} <{constraint.values[0]}>", compilation.variable()
    is_of_path = f"sameTerm({other}, {this})" if path is None else f"EXISTS {{ {this} {path.sparql} {other} }}"
    missing = f"NOT EXISTS {{ {there} {value} }}"
    yield ViolationPattern(constraint.component, step(this, path, value), missing, value, path=path)
    yield ViolationPattern(constraint.component, f"{there} {other} .", f"!{is_of_path}", other)


def _disjoint(
    compilation: Compilation, constraint: Constraint, this: str, path: PropertyPath | None
) -> Iterator[ViolationPattern]:
    value = this if path is None else compilation.variable()
    both = f"EXISTS {{ {this} <{constraint.values[0]}> {value} }}"
    yield ViolationPattern(constraint.component, step(this, path, value), both, value, path=path)


def _less(sign: str) -> Component:
    def patterns(
        compilation: Compilation, constraint: Constraint, this: str, path: PropertyPath | None
    ) -> Iterator[ViolationPattern]:
        value, other = compilation.variable(), compilation.variable()
        pattern = f"{step(this, path, value)} {this} <{constraint.values[0]}> {other} ."
        condition = negated(f"{compilation.comparable(value)} {sign} {compilation.comparable(other)}")
        compilation.refuse_beyond_oxigraph(pattern, condition, (value, other))
        yield ViolationPattern(constraint.component, pattern, condition, value, group=other, path=path)

    return patterns


PROPERTY_PAIR: Final[Components] = {
    SH.EqualsConstraintComponent: _equals,
    SH.DisjointConstraintComponent: _disjoint,
    SH.LessThanConstraintComponent: _less("<"),
    SH.LessThanOrEqualsConstraintComponent: _less("<="),
}
