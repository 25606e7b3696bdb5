"""Cardinality constraints (SHACL, section 4.2): sh:minCount and sh:maxCount, and the counting that others use too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Final

from rdflib.namespace import SH

from csto_kg.shacl.components.compilation import Compilation, Component, Components
from csto_kg.shacl.paths import PropertyPath
from csto_kg.shacl.patterns import Count, ViolationPattern, step
from csto_kg.shacl.shapes import Constraint

__all__ = ["CARDINALITY", "MAX_COMPARED", "count_violations", "repeated_property"]

MAX_COMPARED: Final = 8
"""The highest number of values that are compared with each other in a condition; the reference engine takes more."""


def count_violations(
    compilation: Compilation,
    constraint: Constraint,
    this: str,
    path: PropertyPath,
    is_at_most: bool,
    is_counted: Callable[[str], str] | None = None,
) -> Iterator[ViolationPattern]:
    """The violation of a path that has too many or too few values, or too many or few that meet a condition.

    The number is the first value of the constraint. `is_counted` writes the condition on a variable.
    """
    number = int(str(constraint.values[0]))
    if number == 0 and not is_at_most:
        yield ViolationPattern(constraint.component, "", "false")
        return
    enough = _at_least(compilation, number + is_at_most, this, path, is_counted)
    condition = enough if is_at_most or not enough else f"!{enough}"
    if condition and number + is_at_most == 1:
        yield ViolationPattern(constraint.component, "", condition)
        return
    value = compilation.variable()
    pattern = step(this, path, value) + (f" FILTER({is_counted(value)})" if is_counted else "")
    count = Count(value, ">" if is_at_most else "<", number)
    only_if = repeated_property(path) if is_at_most else ""
    yield ViolationPattern(constraint.component, pattern, condition, path=path, count=count, only_if=only_if)


def _at_least(
    compilation: Compilation, number: int, this: str, path: PropertyPath, is_counted: Callable[[str], str] | None
) -> str:
    """The condition that a path has at least so many different values; empty if they are too many to compare."""
    if number > MAX_COMPARED:
        return ""
    names = [compilation.variable() for _ in range(number)]
    steps = " ".join(f"{this} {path.sparql} {name} ." for name in names)
    conditions = [f"!sameTerm({a}, {b})" for a, b in combinations(names, 2)]
    conditions += [is_counted(name) for name in names] if is_counted else []
    test = f"FILTER({' && '.join(conditions)})" if conditions else ""
    return f"EXISTS {{ {steps} {test} }}"


def repeated_property(path: PropertyPath) -> str:
    """The ASK query whether anything has two values of a property; empty if the path is not one property."""
    if not path.is_property:
        return ""
    counts = "(COUNT(?s) AS ?all) (COUNT(DISTINCT ?s) AS ?each)"
    return f"ASK {{ {{ SELECT {counts} {{ ?s {path.sparql} ?o }} }} FILTER(?all > ?each) }}"


def _count(is_at_most: bool) -> Component:
    def patterns(
        compilation: Compilation, constraint: Constraint, this: str, path: PropertyPath | None
    ) -> Iterator[ViolationPattern]:
        assert path is not None, "a count on a node shape"
        return count_violations(compilation, constraint, this, path, is_at_most)

    return patterns


CARDINALITY: Final[Components] = {
    SH.MinCountConstraintComponent: _count(is_at_most=False),
    SH.MaxCountConstraintComponent: _count(is_at_most=True),
}
