"""The compiled engine: runs a plan on Oxigraph, one SELECT for each constraint that finds all its violations at once.

The reference engine looks at each focus node by itself. Here, if a property has few triples, the query starts with what
violates the constraint and then tests whether that is a focus node; otherwise it starts with the focus nodes. Rules over
pairs that declare an interval join are evaluated by one (see `csto_kg.shacl.overlaps`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox
from rdflib import Literal, URIRef
from rdflib.namespace import SH
from rdflib.term import Identifier, Node

from csto_kg.rdf.terms import Value
from csto_kg.rdf.tokens import with_pattern
from csto_kg.shacl.classes import Sizes
from csto_kg.shacl.literals import Data
from csto_kg.shacl.naming import STANDARD_NAMING, Naming
from csto_kg.shacl.overlaps import overlapping_pairs
from csto_kg.shacl.paths import PropertyPath, property_path
from csto_kg.shacl.patterns import FocusPattern, ViolationPattern
from csto_kg.shacl.plan import Plan, PlannedQuery, PlannedShape, make_plan
from csto_kg.shacl.shapes import Shape, Shapes

__all__ = ["Outcome", "ShapeViolation", "check"]

# A property with more triples than so many for each focus node is looked up from the focus nodes.
_TRIPLES_A_NODE: Final = 4
_VARIABLE: Final = re.compile(r"\?v[0-9]+\b")
_PLACEHOLDER: Final = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True, slots=True)
class ShapeViolation:
    """One validation result (SHACL, section 3.6.2), of any severity. The first of the `messages` is the best."""

    focus: Identifier
    path: PropertyPath | None
    value: Identifier | None
    shape: Node
    component: URIRef
    severity: Node
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found, each result as often as SHACL counts it, and the shapes that were left, with the reasons."""

    violations: tuple[ShapeViolation, ...]
    left: Mapping[Node, str]


def check(
    data: Data, shapes: Shapes, subclasses: Iterable[tuple[str, str]] = (), naming: Naming = STANDARD_NAMING
) -> Outcome:
    """Check data against shapes. `subclasses` are pairs of a class and one above it, besides those in the data.

    A shape with targets is checked as a whole or not at all. The data are not changed.
    """
    plan = make_plan(data, shapes, subclasses, naming)
    return Outcome(tuple(_Run(data, plan.sizes).all_of(plan)), plan.left)


@dataclass(frozen=True)
class _Run:
    """The evaluation of a plan. Answers that several shapes need are kept in `answers`."""

    data: Data
    sizes: Sizes
    answers: dict[str, bool | tuple[Value, ...]] = field(default_factory=dict)

    def all_of(self, plan: Plan) -> Iterator[ShapeViolation]:
        """The violations of all shapes."""
        for planned in plan.shapes:
            for pattern in planned.violations:
                yield from self._of_pattern(planned, pattern)
            for rule in planned.rules:
                yield from self._of_rule(planned, rule)

    # -- SHACL Core

    def _of_pattern(self, planned: PlannedShape, pattern: ViolationPattern) -> Iterator[ShapeViolation]:
        shape = planned.shape
        names = ("this", pattern.value[1:], pattern.predicate[1:], "group" if pattern.group else "")
        rows = {
            tuple(row[name] if name else None for name in names)
            for focus in planned.focuses
            for row in self._solutions(pattern, focus)
        }
        for this, value, predicate, _ in rows:
            assert this is not None
            yield ShapeViolation(
                self.data.to_rdflib(this),
                property_path(URIRef(predicate.value)) if isinstance(predicate, ox.NamedNode) else shape.path,
                None if value is None else self.data.to_rdflib(value),
                shape.node,
                pattern.component,
                shape.severity,
                shape.messages or (pattern.message,),
            )

    def _solutions(self, pattern: ViolationPattern, focus: FocusPattern) -> Iterable[ox.QuerySolution]:
        if pattern.only_if and not self._is_true(pattern.only_if):
            return ()
        if pattern.is_expensive and self._starts_with_values(pattern, focus):
            # Many things have few different values: test each value once.
            wrong = self._violating_values(pattern)
            if not wrong:
                return ()
            if not any(isinstance(term, ox.BlankNode) for term in wrong):
                values = f"VALUES {pattern.value} {{ {' '.join(map(str, wrong))} }}"
                names = f"SELECT DISTINCT ?this {pattern.value}"
                query = f"{names} {{ {values} {pattern.pattern} FILTER EXISTS {{ {focus.tests} }} }}"
                return self.data.select(query)
        return self.data.select(self._query(pattern, focus))

    def _query(self, pattern: ViolationPattern, focus: FocusPattern) -> str:
        """The SELECT that gives ?this, and value, predicate and group where there are any, of every violation."""
        starts_with_values = self._starts_with_values(pattern, focus)
        if pattern.count is not None:
            if not pattern.count.is_at_most:
                return f"SELECT ?this {{ {focus.finds} OPTIONAL {{ {pattern.pattern} }} }} {pattern.count.grouped()}"
            if starts_with_values:
                # A property has each value once, and counting is faster than counting different values.
                is_property = pattern.path is not None and pattern.path.is_property
                inner = f"SELECT ?this {{ {pattern.pattern} }} {pattern.count.grouped(is_distinct=not is_property)}"
                return f"SELECT ?this {{ {{ {inner} }} FILTER EXISTS {{ {focus.tests} }} }}"
            return f"SELECT ?this {{ {focus.finds} {pattern.pattern} }} {pattern.count.grouped()}"
        names = " ".join(name for name in dict.fromkeys(("?this", pattern.value, pattern.predicate)) if name)
        names += f" ({pattern.group} AS ?group)" if pattern.group else ""
        if starts_with_values:
            inner = f"SELECT {names} {{ {pattern.pattern} FILTER({pattern.condition}) }}"
            return f"SELECT DISTINCT * {{ {{ {inner} }} FILTER EXISTS {{ {focus.tests} }} }}"
        return f"SELECT DISTINCT {names} {{ {focus.finds} {pattern.pattern} FILTER({pattern.condition}) }}"

    def _starts_with_values(self, pattern: ViolationPattern, focus: FocusPattern) -> bool:
        """Whether the query starts with the values of the path rather than with the focus nodes."""
        path = pattern.path
        if path is None or not path.predicates or not pattern.pattern:
            return False
        triples = sum(self.sizes.of_properties.get(str(p), 0) for p in path.predicates)
        return triples <= _TRIPLES_A_NODE * focus.size

    def _is_true(self, ask: str) -> bool:
        if ask not in self.answers:
            self.answers[ask] = self.data.ask(ask)
        return bool(self.answers[ask])

    def _violating_values(self, pattern: ViolationPattern) -> tuple[Value, ...]:
        """The values of a property that meet the condition of a pattern, on any subject."""
        inner = f"SELECT DISTINCT {pattern.value} {{ {pattern.pattern} }}"
        query = _renamed(f"SELECT {pattern.value} {{ {{ {inner} }} FILTER({pattern.condition}) }}")
        if query not in self.answers:
            self.answers[query] = tuple(row[0] for row in self.data.select(query))
        found = self.answers[query]
        assert isinstance(found, tuple)
        return found

    # -- SPARQL-based constraints

    def _of_rule(self, planned: PlannedShape, rule: PlannedQuery) -> Iterator[ShapeViolation]:
        join, finds = rule.rule.interval_join, [focus.finds for focus in planned.focuses]
        pairs = None if join is None else overlapping_pairs(self.data, join, finds)
        rows: set[tuple[tuple[str, Value], ...]]
        if pairs is not None:
            rows = {(("this", this), ("value", value)) for this, value in pairs}
        else:
            rows = {row for pattern in finds for row in self._rows(with_pattern(rule.query, pattern))}
        for row in rows:
            yield self._reported(planned.shape, rule, dict(row))

    def _rows(self, query: str) -> Iterator[tuple[tuple[str, Value], ...]]:
        """The solutions of a rule's query, without the variables of the patterns for focus nodes."""
        answer = self.data.select(query)
        names = [v.value for v in answer.variables if not v.value.startswith("this_")]
        for row in answer:
            yield tuple((name, row[name]) for name in names if row[name] is not None)

    def _reported(self, shape: Shape, planned: PlannedQuery, row: Mapping[str, Value]) -> ShapeViolation:
        """The result of one row, with the values of its variables in the messages (SHACL, section 5.3.2)."""
        terms = {name: self.data.to_rdflib(term) for name, term in row.items()}
        focus, value, path = terms["this"], terms.get("value"), terms.get("path")
        own = terms.get("message")
        # The message of a rule says more than that of its shape.
        messages: tuple[str, ...] = (own,) if own is not None else planned.rule.messages or shape.messages
        return ShapeViolation(
            focus,
            property_path(path) if isinstance(path, URIRef) else shape.path,
            focus if value is None and shape.path is None else value,
            shape.node,
            SH.SPARQLConstraintComponent,
            shape.severity,
            tuple(_filled(message, terms) for message in messages) or ("A rule of the shape does not hold.",),
        )


def _filled(message: str, terms: Mapping[str, Node]) -> str:
    """A message with the values of its variables, in its language."""
    text = _PLACEHOLDER.sub(lambda m: str(terms.get(m[1], m[0])), message)
    return Literal(text, lang=message.language) if isinstance(message, Literal) else text


def _renamed(query: str) -> str:
    """A query under names of variables that do not differ from shape to shape."""
    names: dict[str, str] = {}
    return _VARIABLE.sub(lambda m: names.setdefault(m[0], f"?w{len(names)}"), query)
