"""Shapes as queries: for each constraint one SELECT that gives everything wrong at once, run on Oxigraph.

The reference engine looks at each focus node by itself; here a constraint is a set query. Where its property has few
triples the query looks for what is wrong there first and then asks whether that is a focus node; otherwise it begins with
the focus nodes. Conformance to other shapes (sh:not, sh:or, sh:node, …) is an expression of EXISTS within EXISTS. Rules
over pairs that say so are swept (see `csto_kg.shacl.overlaps`).

What a query cannot say as SHACL means it is not said: the whole shape is left, with the reason, to the reference engine.
Where that departs from the standard this module follows the standard:

- language ranges with a region (sh:languageIn ("de-CH")) match as in SPARQL's langMatches;
- IRIs and blank nodes are not comparable, so sh:lessThan finds them;
- a dateTime without a zone is compared with one that has a zone where the order is the same in all zones (XML Schema);
- sh:flags may be s, x and q too, and `$` in a pattern is the end of the text, not a line break before it;
- a blank node has no length, not even one of at least 0;
- of sh:uniqueLang, sh:closed and sh:deactivated "true" is true, and "1" is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations, count
from types import MappingProxyType
from typing import Final, TypeAlias

import pyoxigraph as ox
from rdflib import BNode, URIRef
from rdflib.namespace import RDF, RDFS, SH, XSD
from rdflib.term import Identifier, Node

from csto_kg.rdf.terms import Value, to_oxigraph
from csto_kg.rdf.tokens import has_open_property, iris, tokens, with_pattern
from csto_kg.shacl import overlaps as sweep
from csto_kg.shacl.at_once import not_at_once
from csto_kg.shacl.literals import MARK, Data, marked
from csto_kg.shacl.shapes import Constraint, Path, Rule, Shape, Shapes, UnsupportedError

__all__ = ["Found", "Outcome", "check"]

Solution: TypeAlias = ox.QuerySolution


@dataclass(frozen=True, slots=True)
class Found:
    """One validation result, as SHACL describes it (section 3.6.2). The best of the `messages` is the first."""

    focus: Identifier
    path: Node | None
    value: Identifier | None
    shape: Node
    component: URIRef
    severity: Node
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found, each result once for each time that SHACL counts it, and the shapes that were left, with reasons."""

    found: tuple[Found, ...]
    left: Mapping[Node, str]


def check(data: Data, shapes: Shapes, subclasses: Iterable[tuple[str, str]] = ()) -> Outcome:
    """Check data against shapes. `subclasses` are pairs of a class and one above it that hold besides those of the data.

    A shape with targets is checked whole or not at all. The data are not changed.
    """
    run = _Run(data, shapes, frozenset(subclasses))
    found: list[Found] = []
    left = dict(shapes.left)
    for root in shapes.roots:
        try:
            found += run.root(root)
        except UnsupportedError as error:
            left[root.node] = str(error)
    return Outcome(tuple(found), MappingProxyType(left))


# ---------------------------------------------------------------------------------------------------------------
# What the data hold
# ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Sizes:
    """How many triples each property and how many instances each class has, counted when they are first wanted."""

    store: ox.Store

    @cached_property
    def of_properties(self) -> Mapping[str, int]:
        return self._counted("SELECT ?k (COUNT(*) AS ?n) { ?s ?k ?o } GROUP BY ?k")

    @cached_property
    def of_classes(self) -> Mapping[str, int]:
        return self._counted(f"SELECT ?k (COUNT(*) AS ?n) {{ ?s <{RDF.type}> ?k }} GROUP BY ?k")

    def _counted(self, query: str) -> Mapping[str, int]:
        return {row["k"].value: int(row["n"].value) for row in _rows(self.store, query)}


def _rows(store: ox.Store, query: str) -> Iterator[Solution]:
    answer = store.query(query)
    assert isinstance(answer, ox.QuerySolutions)
    return iter(answer)


# ---------------------------------------------------------------------------------------------------------------
# Focus nodes
# ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Focus:
    """One way in which focus nodes are found.

    `first` is a pattern that gives ?this each of them, `held` one that holds of them where ?this is given, and `size`
    about how many they are.
    """

    first: str
    held: str
    size: int

    def along(self, path: Path, level: int) -> _Focus:
        """The value nodes of a path from these focus nodes, as focus nodes of their own."""
        outer = f"?this{level}"
        first, held = (re.sub(r"\?this\b", outer, pattern) for pattern in (self.first, self.held))
        step = f"{outer} {path.sparql} ?this ."
        return _Focus(f"{first} {step}", f"{step} {held}", self.size)


# ---------------------------------------------------------------------------------------------------------------
# Faults
# ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Count:
    """How many different values of a variable are too many, or too few."""

    variable: str
    sign: str
    number: int

    @property
    def is_at_most(self) -> bool:
        return self.sign == ">"

    def grouped(self, distinct: str = "DISTINCT ") -> str:
        return f"GROUP BY ?this HAVING(COUNT({distinct}{self.variable}) {self.sign} {self.number})"


@dataclass(frozen=True, slots=True)
class _Fault:
    """What breaks a constraint at ?this: a pattern from ?this on, and the condition on what it finds.

    `value` and `path` are the variables that a result tells, where it does; `apart` is what else tells one result from
    another. `path_of` is the path on which the pattern begins. Where there is a count, that decides and not the condition;
    the condition says the same of ?this alone, and is empty where that cannot be said. `only_if` is an ASK that
    is false where there is nothing to find, whatever the focus nodes; `is_dear` says that the condition looks things up.
    """

    component: URIRef
    pattern: str
    condition: str
    value: str = ""
    path: str = ""
    apart: str = ""
    path_of: Path | None = None
    count: _Count | None = None
    only_if: str = ""
    is_dear: bool = False
    words: str = ""


# A path, without the IRIs in it, that may have no steps.
_MAY_BE_EMPTY: Final = re.compile(r"\*|\?(?![A-Za-z_])")
# Comparisons of so many values with each other are still written out; more are left to the reference engine.
_WRITTEN_OUT: Final = 8
# A property with more triples than so many for each focus node is looked up from the focus nodes.
_TRIPLES_A_NODE: Final = 4


@dataclass(frozen=True)
class _Run:
    """A check of some data: writes the queries and runs them."""

    data: Data
    shapes: Shapes
    subclasses: frozenset[tuple[str, str]]
    numbers: Iterator[int] = field(default_factory=count)
    known: dict[str, bool | tuple[Value, ...]] = field(default_factory=dict)

    @cached_property
    def sizes(self) -> _Sizes:
        return _Sizes(self.data.store)

    @cached_property
    def below(self) -> Mapping[str, frozenset[str]]:
        """The direct subclasses of each class."""
        query = f"SELECT ?a ?b {{ ?a <{RDFS.subClassOf}> ?b FILTER(isIRI(?a) && isIRI(?b)) }}"
        known = {(row["a"].value, row["b"].value) for row in _rows(self.data.store, query)}
        found: dict[str, set[str]] = {}
        for cls, above in known | self.subclasses:
            found.setdefault(above, set()).add(cls)
        return {above: frozenset(classes) for above, classes in found.items()}

    @cached_property
    def knows_more_classes(self) -> bool:
        """Whether there are subclasses that a query on the data would not see."""
        sub = ox.NamedNode(str(RDFS.subClassOf))
        quads = (ox.Quad(ox.NamedNode(a), sub, ox.NamedNode(b)) for a, b in self.subclasses)
        return any(quad not in self.data.store for quad in quads)

    def new(self) -> str:
        return f"?v{next(self.numbers)}"

    def holds(self, ask: str) -> bool:
        """The answer to an ASK, which is asked once for all shapes that need it."""
        if ask not in self.known:
            self.known[ask] = bool(self.data.store.query(ask))
        return bool(self.known[ask])

    def wrong_values(self, fault: _Fault) -> tuple[Value, ...]:
        """The values of a property that meet the condition of a fault, whoever has them."""
        # The names of the variables differ from shape to shape.
        names: dict[str, str] = {}
        inner = f"SELECT DISTINCT {fault.value} {{ {fault.pattern} }}"
        text = f"SELECT {fault.value} {{ {{ {inner} }} FILTER({fault.condition}) }}"
        query = re.sub(r"\?v[0-9]+\b", lambda m: names.setdefault(m[0], f"?w{len(names)}"), text)
        if query not in self.known:
            self.known[query] = tuple(row[0] for row in _rows(self.data.store, query))
        found = self.known[query]
        assert isinstance(found, tuple)
        return found

    def has(self, term: str) -> bool:
        """Whether any triple has a term, in the syntax of SPARQL, as its subject or object."""
        as_subject = "" if term.startswith('"') else f"{{ {term} ?p ?o }} UNION "
        return self.holds(f"ASK {{ {as_subject}{{ ?s ?p {term} }} }}")

    # -- a shape with targets

    def root(self, shape: Shape) -> list[Found]:
        """All results of a shape and of the property shapes in it. Raises UnsupportedError before anything is run."""
        parts = list(self._parts(shape, tuple(self._focuses(shape)), 0))
        faults = [(part, fault, focuses) for part, focuses in parts for fault in self.faults(part, "?this")]
        rules = [(part, rule, self._rule(part, rule), focuses) for part, focuses in parts for rule in part.rules]
        texts = [f.first for _, focuses in parts for f in focuses] + [text for _, _, text, _ in rules]
        texts += [text for _, fault, _ in faults for text in (fault.pattern, fault.condition)]
        if self.knows_more_classes and any(str(RDFS.subClassOf) in text for text in texts):
            raise UnsupportedError("it asks for rdfs:subClassOf, of which the ontology knows more than the data")
        # From a term that the data do not have, SPARQL finds the end of an empty path only where the term is written.
        absent = [t for t in map(self.term, shape.targets.nodes) if not self.has(t)]
        if absent and any(_MAY_BE_EMPTY.search(re.sub("<[^>]*>", "", text)) for text in texts):
            raise UnsupportedError(f"the data do not have its target {absent[0]}, from which its path may be empty")
        found = [result for part, fault, focuses in faults for result in self._results(part, fault, focuses)]
        for part, rule, text, focuses in rules:
            found += self._of_rule(part, rule, text, focuses)
        return found

    def _parts(
        self, shape: Shape, focuses: tuple[_Focus, ...], level: int
    ) -> Iterator[tuple[Shape, tuple[_Focus, ...]]]:
        """A shape and the property shapes in it, each with its focus nodes."""
        if not shape.is_active:
            return
        yield shape, focuses
        path = shape.path
        inner = focuses if path is None else tuple(focus.along(path, level) for focus in focuses)
        for node in shape.properties:
            yield from self._parts(self.shapes.by_node[node], inner, level + (path is not None))

    def _focuses(self, shape: Shape) -> Iterator[_Focus]:
        targets = shape.targets
        if targets.nodes:
            values = f"VALUES ?this {{ {' '.join(map(self.term, targets.nodes))} }}"
            yield _Focus(values, values, len(targets.nodes))
        if targets.classes:
            classes = sorted({c for cls in targets.classes for c in self.classes(cls)})
            size = sum(self.sizes.of_classes.get(c, 0) for c in classes)
            names = [f"<{c}>" for c in classes]
            yield _Focus(
                f"?this a ?this_class . VALUES ?this_class {{ {' '.join(names)} }}"
                if len(names) > 1
                else f"?this a {names[0]} .",
                f"?this a ?this_class FILTER(?this_class IN ({', '.join(names)}))",
                size,
            )
        for prop in targets.subjects_of:
            pattern = f"?this <{prop}> ?this_object ."
            yield _Focus(pattern, pattern, self.sizes.of_properties.get(str(prop), 0))
        for prop in targets.objects_of:
            pattern = f"?this_subject <{prop}> ?this ."
            first = f"{{ SELECT DISTINCT ?this {{ {pattern} }} }}"
            yield _Focus(first, pattern, self.sizes.of_properties.get(str(prop), 0))

    def classes(self, cls: Node) -> frozenset[str]:
        """A class and all below it."""
        found, new = {str(cls)}, {str(cls)}
        while new:
            new = {c for above in new for c in self.below.get(above, ())} - found
            found |= new
        return frozenset(found)

    # -- queries

    def _solutions(self, fault: _Fault, focus: _Focus) -> Iterator[Solution]:
        if fault.only_if and not self.holds(fault.only_if):
            return
        if fault.is_dear and self._begins_with_faults(fault, focus):
            # Many things have few values between them.
            wrong = self.wrong_values(fault)
            if not wrong:
                return
            if not any(isinstance(term, ox.BlankNode) for term in wrong):
                values = f"VALUES {fault.value} {{ {' '.join(map(str, wrong))} }}"
                names = f"SELECT DISTINCT ?this {fault.value}"
                query = f"{names} {{ {values} {fault.pattern} FILTER EXISTS {{ {focus.held} }} }}"
                yield from _rows(self.data.store, query)
                return
        yield from _rows(self.data.store, self._query(fault, focus))

    def _query(self, fault: _Fault, focus: _Focus) -> str:
        """The SELECT that gives ?this, and the value, the path and what else there is, of everything that is wrong."""
        names = " ".join(name for name in dict.fromkeys(("?this", fault.value, fault.path)) if name)
        apart = f" ({fault.apart} AS ?apart)" if fault.apart else ""
        if fault.count is not None:
            if not fault.count.is_at_most:
                return f"SELECT ?this {{ {focus.first} OPTIONAL {{ {fault.pattern} }} }} {fault.count.grouped()}"
            if self._begins_with_faults(fault, focus):
                # A property has each value once, and counting is faster than telling values apart.
                is_property = fault.path_of is not None and fault.path_of.is_property
                inner = f"{{ SELECT ?this {{ {fault.pattern} }} {fault.count.grouped('' if is_property else 'DISTINCT ')} }}"
                return f"SELECT ?this {{ {inner} FILTER EXISTS {{ {focus.held} }} }}"
            return f"SELECT ?this {{ {focus.first} {fault.pattern} }} {fault.count.grouped()}"
        if self._begins_with_faults(fault, focus):
            inner = f"SELECT {names}{apart} {{ {fault.pattern} FILTER({fault.condition}) }}"
            return f"SELECT DISTINCT * {{ {{ {inner} }} FILTER EXISTS {{ {focus.held} }} }}"
        return f"SELECT DISTINCT {names}{apart} {{ {focus.first} {fault.pattern} FILTER({fault.condition}) }}"

    def _begins_with_faults(self, fault: _Fault, focus: _Focus) -> bool:
        path = fault.path_of
        if path is None or not path.predicates or not fault.pattern:
            return False
        triples = sum(self.sizes.of_properties.get(str(p), 0) for p in path.predicates)
        return triples <= _TRIPLES_A_NODE * focus.size

    def _results(self, shape: Shape, fault: _Fault, focuses: Sequence[_Focus]) -> Iterator[Found]:
        rows = {
            tuple(
                row[name] if name else None
                for name in ("this", fault.value[1:], fault.path[1:], "apart" if fault.apart else "")
            )
            for focus in focuses
            for row in self._solutions(fault, focus)
        }
        for this, value, path, _ in rows:
            assert this is not None
            yield Found(
                self.data.to_rdflib(this),
                self.data.to_rdflib(path) if path is not None else shape.path.node if shape.path else None,
                None if value is None else self.data.to_rdflib(value),
                shape.node,
                fault.component,
                shape.severity,
                shape.messages or (fault.words,),
            )

    # -- the faults of a shape

    def faults(self, shape: Shape, this: str) -> Iterator[_Fault]:
        """What breaks the constraints of a shape itself at a variable."""
        for constraint in shape.constraints:
            for fault in self._faults(shape, constraint, this):
                yield replace(fault, words=constraint.words)

    def _faults(self, shape: Shape, constraint: Constraint, this: str) -> Iterator[_Fault]:
        component, values, path = constraint.component, constraint.values, shape.path
        if component in _OF_VALUES:
            value = this if path is None else self.new()
            step = "" if path is None else f"{this} {path.sparql} {value} ."
            condition = _OF_VALUES[component](self, value, values)
            yield _Fault(component, step, condition, value, path_of=path, is_dear="EXISTS" in condition)
        elif component in _OF_PAIRS:
            yield from _OF_PAIRS[component](self, component, this, path, values)
        else:
            assert path is not None, f"{component} on a node shape"
            yield _OF_PATHS[component](self, component, this, path, values)

    def broken(self, node: Node, this: str) -> str:
        """The condition that a variable does not conform to a shape. It is never an error."""
        shape = self.shapes.by_node[node]
        if not shape.is_active:
            return "false"
        if shape.rules:
            raise UnsupportedError("a shape that others refer to has a SPARQL-based constraint")
        conditions = [self._within(fault) for fault in self.faults(shape, this)]
        value = this if shape.path is None else self.new()
        inner = [c for c in (self.broken(part, value) for part in shape.properties) if c != "false"]
        if shape.path is None:
            conditions += inner
        elif inner:
            conditions.append(f"EXISTS {{ {this} {shape.path.sparql} {value} FILTER({' || '.join(inner)}) }}")
        return f"({' || '.join(conditions)})" if conditions else "false"

    def _within(self, fault: _Fault) -> str:
        """A fault as a condition on ?this alone."""
        if fault.count is not None and not fault.condition:
            raise UnsupportedError(f"a count of more than {_WRITTEN_OUT} stands in a shape that others refer to")
        if not fault.pattern or fault.count is not None:
            return fault.condition
        return f"EXISTS {{ {fault.pattern} FILTER({fault.condition}) }}"

    def at_least(self, number: int, this: str, path: Path, condition: Callable[[str], str] | None = None) -> str:
        """The condition that a path has so many different values, of which some condition holds; empty where too many."""
        if number > _WRITTEN_OUT:
            return ""
        names = [self.new() for _ in range(number)]
        steps = " ".join(f"{this} {path.sparql} {name} ." for name in names)
        conditions = [f"!sameTerm({a}, {b})" for a, b in combinations(names, 2)]
        conditions += [condition(name) for name in names] if condition else []
        condition_of_all = f"FILTER({' && '.join(conditions)})" if conditions else ""
        return f"EXISTS {{ {steps} {condition_of_all} }}"

    # -- terms

    def term(self, node: Node) -> str:
        """A constant as the store has it."""
        if isinstance(node, BNode):
            raise UnsupportedError("a node without a name is a value in it")
        try:
            return str(marked(to_oxigraph(node)))
        except ValueError as error:
            raise UnsupportedError(f"{node} is no RDF: {error}") from None

    def worth(self, variable: str) -> str:
        """The expression of a variable's value, whether or not its literal is marked."""
        if not self.data.marked:
            return variable
        datatype = f"STR(DATATYPE({variable}))"
        plain = f'STRDT(STR({variable}), IRI(STRAFTER({datatype}, "{MARK}")))'
        return f'IF(STRSTARTS({datatype}, "{MARK}"), {plain}, {variable})'

    # -- SPARQL-based constraints

    def _rule(self, shape: Shape, rule: Rule) -> str:
        """The query of a rule with its path written out. Raises UnsupportedError where it cannot be asked at once."""
        text = rule.select
        for token in reversed(tokens(text)):
            if token.word == "?PATH":
                if shape.path is None:
                    raise UnsupportedError("$PATH stands in a node shape")
                text = text[: token.start] + shape.path.sparql + text[token.end :]
        if reason := not_at_once(text):
            raise UnsupportedError(f"its query cannot be asked for all nodes at once: {reason}")
        named = iris(text)
        if self.data.marked_in and (named & self.data.marked_in or has_open_property(text)):
            raise UnsupportedError("its query compares values that Oxigraph would write in another way")
        try:
            ox.Store().query(text)
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            raise UnsupportedError(f"its query is not read: {' '.join(str(error).split())}") from None
        return text

    def _of_rule(self, shape: Shape, rule: Rule, text: str, focuses: Sequence[_Focus]) -> Iterator[Found]:
        pairs = None
        if rule.sweep is not None:
            pairs = sweep.broken(self.data.store, rule.sweep, [focus.first for focus in focuses])
        if pairs is not None:
            for this, value in pairs:
                yield self._told_by(shape, rule, {"this": this, "value": value})
            return
        rows = {
            tuple((name, row[name]) for name in names if row[name] is not None)
            for focus in focuses
            for names, answer in [_named(self.data.store, with_pattern(text, focus.first))]
            for row in answer
        }
        for row in rows:
            yield self._told_by(shape, rule, dict(row))

    def _told_by(
        self, shape: Shape, rule: Rule, row: Mapping[str, ox.NamedNode | ox.BlankNode | ox.Literal]
    ) -> Found:
        terms = {name: self.data.to_rdflib(term) for name, term in row.items()}
        focus, value, path = terms["this"], terms.get("value"), terms.get("path")
        if path is None and shape.path is not None:
            path = shape.path.node  # type: ignore[assignment]  # a path of several steps is a blank node
        if value is None and shape.path is None:
            value = focus
        own = terms.get("message")
        messages = ((str(own),) if own is not None else ()) + rule.messages + shape.messages
        messages = messages or ("A rule of the shape does not hold.",)
        told = tuple(re.sub(r"\{[?$](\w+)\}", lambda m: str(terms.get(m[1], m[0])), message) for message in messages)
        return Found(focus, path, value, shape.node, SH.SPARQLConstraintComponent, shape.severity, told)


def _named(store: ox.Store, query: str) -> tuple[list[str], Iterator[Solution]]:
    answer = store.query(query)
    assert isinstance(answer, ox.QuerySolutions)
    names = [v.value for v in answer.variables]
    return [n for n in names if not n.startswith("this_")], iter(answer)


# ---------------------------------------------------------------------------------------------------------------
# The components
# ---------------------------------------------------------------------------------------------------------------

Values: TypeAlias = tuple[Node, ...]


def _class(run: _Run, value: str, values: Values) -> str:
    names = ", ".join(f"<{c}>" for c in sorted(run.classes(values[0])))
    kind = run.new()
    return f"NOT EXISTS {{ {value} a {kind} FILTER({kind} IN ({names})) }}"


def _not_total(condition: str) -> str:
    return f"!COALESCE({condition}, false)"


# How the text of a literal must look where Oxigraph's own reading does not tell: numbers beyond its range, and datatypes
# that it does not read (XML Schema Datatypes 1.1).
_FORM: Final = {
    XSD.integer: r"^[+-]?[0-9]+$",
    XSD.decimal: r"^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)$",
    XSD.nonNegativeInteger: r"^([+]?[0-9]+|-0+)$",
    XSD.positiveInteger: r"^[+]?0*[1-9][0-9]*$",
    XSD.nonPositiveInteger: r"^(-[0-9]+|[+]?0+)$",
    XSD.negativeInteger: r"^-0*[1-9][0-9]*$",
    XSD.hexBinary: r"^([0-9a-fA-F]{2})*$",
}
_RANGE: Final = {
    **{
        XSD[name]: (-(2**bits), 2**bits - 1) for name, bits in (("long", 63), ("int", 31), ("short", 15), ("byte", 7))
    },
    **{
        XSD[f"unsigned{name}"]: (0, 2**bits - 1)
        for name, bits in (("Long", 64), ("Int", 32), ("Short", 16), ("Byte", 8))
    },
}
_READ: Final = frozenset(
    (
        *(XSD.integer, XSD.decimal, XSD.float, XSD.double, XSD.boolean, XSD.dateTime, XSD.date, XSD.time),
        *(XSD.gYear, XSD.gYearMonth, XSD.gMonthDay, XSD.gMonth, XSD.gDay),
        *(XSD.duration, XSD.dayTimeDuration, XSD.yearMonthDuration),
    )
)


def _datatype(run: _Run, value: str, values: Values) -> str:
    datatype = URIRef(str(values[0]))
    if datatype in (RDFS.Literal, RDFS.Datatype):
        raise UnsupportedError("its sh:datatype is no datatype")
    is_marked = str(datatype) in run.data.marked
    names = f"<{datatype}>" + (f", <{MARK}{datatype}>" if is_marked else "")
    conditions = [f"DATATYPE({value}) IN ({names})"]
    if datatype in _READ:
        form = f"DATATYPE(<{datatype}>({f'STR({value})' if is_marked else value})) = <{datatype}>"
        if datatype in _FORM:
            form = f'({form} || REGEX(STR({value}), "{_FORM[datatype]}"))'
        conditions.append(form)
    elif datatype in _FORM:
        conditions.append(f'REGEX(STR({value}), "{_FORM[datatype]}")')
    elif datatype in _RANGE:
        low, high = _RANGE[datatype]
        number = f"<{XSD.decimal}>(STR({value}))"
        conditions += [f'REGEX(STR({value}), "{_FORM[XSD.integer]}")', f"{number} >= {low}", f"{number} <= {high}"]
    return _not_total(" && ".join(conditions))


_KIND: Final = {
    SH.IRI: "isIRI({0})",
    SH.BlankNode: "isBlank({0})",
    SH.Literal: "isLiteral({0})",
    SH.BlankNodeOrIRI: "!isLiteral({0})",
    SH.BlankNodeOrLiteral: "!isIRI({0})",
    SH.IRIOrLiteral: "!isBlank({0})",
}


def _node_kind(run: _Run, value: str, values: Values) -> str:
    return f"!({_KIND[URIRef(str(values[0]))].format(value)})"


def _compared(sign: str) -> Callable[[_Run, str, Values], str]:
    def condition(run: _Run, value: str, values: Values) -> str:
        return _not_total(f"{run.worth(value)} {sign} {to_oxigraph(values[0])}")

    return condition


def _length(sign: str) -> Callable[[_Run, str, Values], str]:
    def condition(run: _Run, value: str, values: Values) -> str:
        return _not_total(f"STRLEN(STR({value})) {sign} {values[0]}")

    return condition


# What the regular expressions of Python (the reference engine) and of Rust (Oxigraph) read alike.
_ESCAPED: Final = r"\\[dDwWsSnrtbB\\.\-\[\](){}|*+?^$/#@!\"'=:;,_~%&]"
_SHARED_SYNTAX: Final = re.compile(
    rf"""(?: [^\\\[\](){{}}|*+?^$.]            # a character that means itself
           | {_ESCAPED}
           | \[ \^? (?: [^\\\[\]&~-] | {_ESCAPED.replace("bB", "")} | &(?!&) | ~(?!~) | -(?!-) )+ \]
           | \( (?: \?: )? | [)|^$.]
           | (?: [*+?] | \{{[0-9]+(?:,[0-9]*)?\}} ) (?![*+]) )*""",
    re.VERBOSE,
)


def _pattern(run: _Run, value: str, values: Values) -> str:
    pattern, flags = str(values[0]), str(values[1]) if len(values) > 1 else ""
    if not set(flags) <= set("imsxq"):
        raise UnsupportedError(f"its sh:flags are {flags}")
    if "q" not in flags:
        if not _SHARED_SYNTAX.fullmatch(pattern):
            raise UnsupportedError(f"its sh:pattern {pattern} may be read in more than one way")
        try:
            re.compile(pattern)
        except re.error as error:
            raise UnsupportedError(f"its sh:pattern {pattern} is broken: {error}") from None
    arguments = ", ".join(str(ox.Literal(text)) for text in (pattern, flags))
    return _not_total(f"REGEX(STR({value}), {arguments})")


def _language_in(run: _Run, value: str, values: Values) -> str:
    ranges = [str(ox.Literal(str(v))) for v in values]
    return _not_total(" || ".join(f"LANGMATCHES(LANG({value}), {r})" for r in ranges) or "false")


def _in(run: _Run, value: str, values: Values) -> str:
    return f"NOT EXISTS {{ VALUES {value} {{ {' '.join(map(run.term, values))} }} }}"


def _node(run: _Run, value: str, values: Values) -> str:
    return run.broken(values[0], value)


def _not(run: _Run, value: str, values: Values) -> str:
    return f"!({run.broken(values[0], value)})"


def _and(run: _Run, value: str, values: Values) -> str:
    return f"({' || '.join(run.broken(v, value) for v in dict.fromkeys(values))})"


def _or(run: _Run, value: str, values: Values) -> str:
    return f"({' && '.join(run.broken(v, value) for v in dict.fromkeys(values))})"


def _xone(run: _Run, value: str, values: Values) -> str:
    return f"({' + '.join(f'IF({run.broken(v, value)}, 0, 1)' for v in values)}) != 1"


_OF_VALUES: Final[Mapping[Node, Callable[[_Run, str, Values], str]]] = {
    SH.ClassConstraintComponent: _class,
    SH.DatatypeConstraintComponent: _datatype,
    SH.NodeKindConstraintComponent: _node_kind,
    SH.MinInclusiveConstraintComponent: _compared(">="),
    SH.MaxInclusiveConstraintComponent: _compared("<="),
    SH.MinExclusiveConstraintComponent: _compared(">"),
    SH.MaxExclusiveConstraintComponent: _compared("<"),
    SH.MinLengthConstraintComponent: _length(">="),
    SH.MaxLengthConstraintComponent: _length("<="),
    SH.PatternConstraintComponent: _pattern,
    SH.LanguageInConstraintComponent: _language_in,
    SH.InConstraintComponent: _in,
    SH.NodeConstraintComponent: _node,
    SH.NotConstraintComponent: _not,
    SH.AndConstraintComponent: _and,
    SH.OrConstraintComponent: _or,
    SH.XoneConstraintComponent: _xone,
}
"""Constraints on each value by itself: the condition that a value breaks them. It is never an error."""


def _step(this: str, path: Path | None, value: str) -> str:
    return "" if path is None else f"{this} {path.sparql} {value} ."


def _equals(run: _Run, component: URIRef, this: str, path: Path | None, values: Values) -> Iterator[_Fault]:
    value = this if path is None else run.new()
    there, other = f"{this} <{values[0]}>", run.new()
    is_of_path = f"sameTerm({other}, {this})" if path is None else f"EXISTS {{ {this} {path.sparql} {other} }}"
    yield _Fault(component, _step(this, path, value), f"NOT EXISTS {{ {there} {value} }}", value, path_of=path)
    yield _Fault(component, f"{there} {other} .", f"!{is_of_path}", other)


def _disjoint(run: _Run, component: URIRef, this: str, path: Path | None, values: Values) -> Iterator[_Fault]:
    value = this if path is None else run.new()
    both = f"EXISTS {{ {this} <{values[0]}> {value} }}"
    yield _Fault(component, _step(this, path, value), both, value, path_of=path)


def _has_value(run: _Run, component: URIRef, this: str, path: Path | None, values: Values) -> Iterator[_Fault]:
    term = run.term(values[0])
    is_there = f"sameTerm({this}, {term})" if path is None else f"EXISTS {{ {this} {path.sparql} {term} }}"
    yield _Fault(component, "", f"!{is_there}")


def _closed(run: _Run, component: URIRef, this: str, path: Path | None, values: Values) -> Iterator[_Fault]:
    node = this if path is None else run.new()
    prop, value = run.new(), run.new()
    allowed = ", ".join(f"<{v}>" for v in values)
    # Where RDFS is applied everything is an rdfs:Resource, which says nothing.
    condition = f"!({prop} = <{RDF.type}> && {value} = <{RDFS.Resource}>)"
    condition += f" && {prop} NOT IN ({allowed})" if allowed else ""
    yield _Fault(component, f"{_step(this, path, node)} {node} {prop} {value} .", condition, value, prop)


_OF_PAIRS: Final[Mapping[Node, Callable[[_Run, URIRef, str, Path | None, Values], Iterator[_Fault]]]] = {
    SH.EqualsConstraintComponent: _equals,
    SH.DisjointConstraintComponent: _disjoint,
    SH.HasValueConstraintComponent: _has_value,
    SH.ClosedConstraintComponent: _closed,
}
"""Constraints on the values together, or with other values, on shapes of both kinds."""


def _less(sign: str) -> Callable[[_Run, URIRef, str, Path, Values], _Fault]:
    def fault(run: _Run, component: URIRef, this: str, path: Path, values: Values) -> _Fault:
        value, other = run.new(), run.new()
        pattern = f"{_step(this, path, value)} {this} <{values[0]}> {other} ."
        condition = _not_total(f"{run.worth(value)} {sign} {run.worth(other)}")
        return _Fault(component, pattern, condition, value, apart=other, path_of=path)

    return fault


def _several(path: Path) -> str:
    """Whether anything has two values of a property; nothing where the path is no property."""
    if not path.is_property:
        return ""
    counted = "(COUNT(?s) AS ?all) (COUNT(DISTINCT ?s) AS ?each)"
    return f"ASK {{ {{ SELECT {counted} {{ ?s {path.sparql} ?o }} }} FILTER(?all > ?each) }}"


def _unique_lang(run: _Run, component: URIRef, this: str, path: Path, values: Values) -> _Fault:
    value, other = run.new(), run.new()
    pattern = f"{_step(this, path, value)} {_step(this, path, other)}"
    condition = f'LANG({value}) = LANG({other}) && LANG({value}) != "" && !sameTerm({value}, {other})'
    return _Fault(
        component,
        pattern,
        f"COALESCE({condition}, false)",
        apart=f"LANG({value})",
        path_of=path,
        only_if=_several(path),
    )


def _min_count(run: _Run, component: URIRef, this: str, path: Path, values: Values) -> _Fault:
    return _counted(run, component, this, path, int(str(values[0])), None, is_at_most=False)


def _max_count(run: _Run, component: URIRef, this: str, path: Path, values: Values) -> _Fault:
    return _counted(run, component, this, path, int(str(values[0])), None, is_at_most=True)


def _qualified(run: _Run, component: URIRef, this: str, path: Path, values: Values) -> _Fault:
    def conforms(value: str) -> str:
        siblings = [run.broken(sibling, value) for sibling in values[2:]]
        return " && ".join((f"!({run.broken(values[1], value)})", *siblings))

    is_at_most = component == SH.QualifiedMaxCountConstraintComponent
    return _counted(run, component, this, path, int(str(values[0])), conforms, is_at_most)


def _counted(
    run: _Run,
    component: URIRef,
    this: str,
    path: Path,
    number: int,
    counts: Callable[[str], str] | None,
    is_at_most: bool,
) -> _Fault:
    """The fault of a path with too many or too few values, of which some condition holds."""
    if number == 0 and not is_at_most:
        return _Fault(component, "", "false")
    enough = run.at_least(number + is_at_most, this, path, counts)
    condition = enough if is_at_most or not enough else f"!{enough}"
    if condition and number + is_at_most == 1:
        return _Fault(component, "", condition)
    value = run.new()
    pattern = _step(this, path, value) + (f" FILTER({counts(value)})" if counts else "")
    found = _Count(value, ">" if is_at_most else "<", number)
    only_if = _several(path) if is_at_most else ""
    return _Fault(component, pattern, condition, path_of=path, count=found, only_if=only_if)


_OF_PATHS: Final[Mapping[Node, Callable[[_Run, URIRef, str, Path, Values], _Fault]]] = {
    SH.LessThanConstraintComponent: _less("<"),
    SH.LessThanOrEqualsConstraintComponent: _less("<="),
    SH.UniqueLangConstraintComponent: _unique_lang,
    SH.MinCountConstraintComponent: _min_count,
    SH.MaxCountConstraintComponent: _max_count,
    SH.QualifiedMinCountConstraintComponent: _qualified,
    SH.QualifiedMaxCountConstraintComponent: _qualified,
}
"""Constraints that only property shapes have."""
