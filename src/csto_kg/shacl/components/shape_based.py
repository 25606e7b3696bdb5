"""Shape-based constraints (SHACL, section 4.7): sh:node, sh:qualifiedMinCount, sh:qualifiedMaxCount."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rdflib.namespace import SH

from csto_kg.shacl.components.cardinality import count_violations
from csto_kg.shacl.components.compilation import Compilation, Component, Components, Parameters, on_each_value
from csto_kg.shacl.paths import PropertyPath
from csto_kg.shacl.patterns import ViolationPattern
from csto_kg.shacl.shapes import Constraint

__all__ = ["SHAPE_BASED"]


def _node(compilation: Compilation, value: str, values: Parameters) -> str:
    return compilation.nonconformance(values[0], value)


def _qualified(is_at_most: bool) -> Component:
    def patterns(
        compilation: Compilation, constraint: Constraint, this: str, path: PropertyPath | None
    ) -> Iterator[ViolationPattern]:
        assert path is not None, "a qualified count on a node shape"
        shape, siblings = constraint.values[1], constraint.values[2:]

        def conforms(value: str) -> str:
            others = [compilation.nonconformance(sibling, value) for sibling in siblings]
            return " && ".join((f"!({compilation.nonconformance(shape, value)})", *others))

        return count_violations(compilation, constraint, this, path, is_at_most, conforms)

    return patterns


SHAPE_BASED: Final[Components] = {
    SH.NodeConstraintComponent: on_each_value(_node),
    SH.QualifiedMinCountConstraintComponent: _qualified(is_at_most=False),
    SH.QualifiedMaxCountConstraintComponent: _qualified(is_at_most=True),
}
