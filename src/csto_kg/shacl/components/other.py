"""Other constraints (SHACL, section 4.8): sh:closed, sh:hasValue, sh:in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rdflib.namespace import RDF, RDFS, SH

from csto_kg.shacl.components.compilation import Compilation, Components, Parameters, on_each_value
from csto_kg.shacl.paths import PropertyPath
from csto_kg.shacl.patterns import ViolationPattern, step
from csto_kg.shacl.shapes import Constraint

__all__ = ["OTHER"]


def _closed(
    compilation: Compilation, constraint: Constraint, this: str, path: PropertyPath | None
) -> Iterator[ViolationPattern]:
    node = this if path is None else compilation.variable()
    prop, value = compilation.variable(), compilation.variable()
    allowed = ", ".join(f"<{v}>" for v in constraint.values)
    # Under RDFS everything is an rdfs:Resource, which adds nothing.
    condition = f"!({prop} = <{RDF.type}> && {value} = <{RDFS.Resource}>)"
    condition += f" && {prop} NOT IN ({allowed})" if allowed else ""
    pattern = f"{step(this, path, node)} {node} {prop} {value} ."
    yield ViolationPattern(constraint.component, pattern, condition, value, prop)


def _has_value(
    compilation: Compilation, constraint: Constraint, this: str, path: PropertyPath | None
) -> Iterator[ViolationPattern]:
    term = compilation.term(constraint.values[0])
    has_it = f"sameTerm({this}, {term})" if path is None else f"EXISTS {{ {this} {path.sparql} {term} }}"
    yield ViolationPattern(constraint.component, "", f"!{has_it}")


def _in(compilation: Compilation, value: str, values: Parameters) -> str:
    return f"NOT EXISTS {{ VALUES {value} {{ {' '.join(map(compilation.term, values))} }} }}"


OTHER: Final[Components] = {
    SH.ClosedConstraintComponent: _closed,
    SH.HasValueConstraintComponent: _has_value,
    SH.InConstraintComponent: on_each_value(_in),
}
