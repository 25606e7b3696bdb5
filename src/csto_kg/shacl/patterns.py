"""The parts of a query of the compiled engine: patterns that find focus nodes, and patterns that find violations."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rdflib import URIRef

from csto_kg.shacl.paths import PropertyPath

__all__ = ["Count", "FocusPattern", "ViolationPattern", "step"]


@dataclass(frozen=True, slots=True)
class FocusPattern:
    """One way to find focus nodes as ?this.

    `finds` is a pattern whose solutions are the focus nodes, `tests` one that holds for them where ?this is bound. `size` is
    about how many there are.
    """

    finds: str
    tests: str
    size: int

    def along(self, path: PropertyPath, level: int) -> FocusPattern:
        """The value nodes of a path from these focus nodes, as focus nodes themselves."""
        outer = f"?this{level}"
        finds, tests = (re.sub(r"\?this\b", outer, pattern) for pattern in (self.finds, self.tests))
        last = f"{outer} {path.sparql} ?this ."
        return FocusPattern(f"{finds} {last}", f"{last} {tests}", self.size)


@dataclass(frozen=True, slots=True)
class Count:
    """The number of different values of a variable that is too high (`>`) or too low (`<`)."""

    variable: str
    sign: str
    number: int

    @property
    def is_at_most(self) -> bool:
        """Whether the constraint sets a maximum."""
        return self.sign == ">"

    def grouped(self, is_distinct: bool = True) -> str:
        """The clauses that keep each ?this with such a number."""
        distinct = "DISTINCT " if is_distinct else ""
        return f"GROUP BY ?this HAVING(COUNT({distinct}{self.variable}) {self.sign} {self.number})"


@dataclass(frozen=True, slots=True)
class ViolationPattern:
    """What violates a constraint at ?this: a pattern that starts at ?this, and the condition on its solutions.

    `value` and `predicate` are the variables that a result reports, if it does. `group` is an expression that separates
    results with the same variables. `path` is the path with which the pattern starts. Where there is a `count`, it decides
    instead of the condition; the condition then says the same of a single ?this, and is empty if it would be too long.

    `only_if` is an ASK query that is false if there can be no violation, whatever the focus nodes. `is_expensive` means that
    the condition looks up other triples. `message` is for shapes without messages of their own.
    """

    component: URIRef
    pattern: str
    condition: str
    value: str = ""
    predicate: str = ""
    group: str = ""
    path: PropertyPath | None = None
    count: Count | None = None
    only_if: str = ""
    is_expensive: bool = False
    message: str = ""


def step(this: str, path: PropertyPath | None, value: str) -> str:
    """The triple pattern from a focus node to its values; empty for a node shape, where the focus node is the value."""
    return "" if path is None else f"{this} {path.sparql} {value} ."
