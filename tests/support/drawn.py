"""Shapes and data of any kind, drawn by Hypothesis."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH, XSD
from rdflib.term import Node

from csto_kg.shacl.report import Report

EX = "http://example.org/"


def ex(name: str) -> URIRef:
    """A made-up IRI."""
    return URIRef(EX + name)


def at_least(count: int) -> int:
    """How many examples a test draws: a number, or that of the profile where it is larger (`make thorough`)."""
    return max(count, settings().max_examples)


def agreed(report: Report) -> set[tuple[object, ...]]:
    """What the engines must agree on: all of a result but its message, which each engine writes itself."""
    return {(str(r.focus), r.path, r.value, r.shape, r.component, r.severity, r.claim) for r in report.results}


THINGS = [ex(name) for name in "abcd"]

PROPERTIES = [ex(name) for name in ("p", "q", "r")]

CLASSES = [ex("C"), ex("D")]

NUMBERS = [
    *(Literal(text, datatype=XSD.integer, normalize=False) for text in ("1", "01", "3", "+7")),
    *(Literal(text, datatype=XSD.decimal, normalize=False) for text in ("1.5", "1.50", "3.0")),
    Literal("3", datatype=XSD.int, normalize=False),
]

DAYS = [Literal(f"{year}-01-01T00:00:00Z", datatype=XSD.dateTime, normalize=False) for year in (1999, 2002)]

TEXTS = [Literal(text) for text in ("", "x", "xy", "a-b", "X y")]

TAGGED = [Literal("x", lang="en"), Literal("y", lang="en"), Literal("x", lang="de-CH"), Literal("z", lang="en-GB")]

# A number out of the range of its datatype is left out: pySHACL, to which it has no value, finds it in every range.
ODD = [
    Literal("many", datatype=XSD.integer, normalize=False),
    Literal("1999-02-31", datatype=XSD.date, normalize=False),
    Literal("1999-02-28", datatype=XSD.date, normalize=False),
    Literal("true", datatype=XSD.boolean, normalize=False),
    Literal("1", datatype=XSD.boolean, normalize=False),
    Literal("ab", datatype=XSD.hexBinary, normalize=False),
    Literal("abc", datatype=XSD.hexBinary, normalize=False),
    Literal("x", datatype=ex("datatype"), normalize=False),
]

VALUES = [*THINGS, *NUMBERS, *DAYS, *TEXTS, *TAGGED, *ODD]

triples = st.tuples(st.sampled_from(THINGS), st.sampled_from(PROPERTIES), st.sampled_from(VALUES))

types = st.tuples(st.sampled_from(THINGS), st.just(RDF.type), st.sampled_from(CLASSES))

SUBCLASS = (ex("D"), RDFS.subClassOf, ex("C"))


class Drawn:
    """A shapes graph that grows as shapes are drawn."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.graph = Graph()
        self.names = (ex(f"shape-{n}") for n in count())

    def one_of(self, values: Sequence[Node]) -> Node:
        """One of some values."""
        return self.draw(st.sampled_from(values))

    def list_of(self, items: list[Node]) -> Node:
        """An RDF list of some nodes."""
        return Collection(self.graph, BNode(), items).uri if items else RDF.nil

    def path(self) -> Node:
        """A path of any kind."""
        kind = self.draw(
            st.sampled_from(["one", "one", "one", "inverse", "either", "sequence", "any", "some", "maybe"])
        )
        steps = [self.one_of(PROPERTIES) for _ in range(2)]
        if kind == "one":
            return steps[0]
        if kind == "sequence":
            return self.list_of(steps)
        node = BNode()
        inner = self.list_of([*dict.fromkeys(steps), ex("s")]) if kind == "either" else steps[0]
        words = {"inverse": SH.inversePath, "either": SH.alternativePath, "any": SH.zeroOrMorePath}
        words |= {"some": SH.oneOrMorePath, "maybe": SH.zeroOrOnePath}
        self.graph.add((node, words[kind], inner))
        return node

    def shape(self, depth: int, is_property: bool | None = None) -> URIRef:
        """A shape with constraints, of shapes that are a number of steps deep."""
        node = next(self.names)
        is_property = self.draw(st.booleans()) if is_property is None else is_property
        self.graph.add((node, RDF.type, SH.PropertyShape if is_property else SH.NodeShape))
        if is_property:
            self.graph.add((node, SH.path, self.path()))
        if self.draw(st.integers(0, 9)) == 0:
            self.graph.add((node, SH.deactivated, Literal(True)))
        if self.draw(st.integers(0, 5)) == 0:
            self.graph.add((node, SH.severity, self.one_of([SH.Warning, SH.Info])))
        for _ in range(self.draw(st.integers(1, 2))):
            self.constraint(node, is_property, depth)
        return node

    def constraint(self, node: URIRef, is_property: bool, depth: int) -> None:  # noqa: C901, PLR0912 - a case a kind
        """A constraint of any kind on a shape."""
        simple = ["class", "datatype", "nodeKind", "length", "pattern", "in", "hasValue", "languageIn"]
        simple += ["equals", "disjoint", "closed"]
        counted = ["minCount", "maxCount", "uniqueLang"] if is_property else []
        deep = ["not", "and", "or", "xone", "node", "property", *(["qualified"] if is_property else [])]
        kind = self.draw(st.sampled_from([*simple, *counted, *counted, *(deep * 2 if depth else [])]))
        add = self.graph.add
        number = Literal(self.draw(st.integers(0, 3)))
        if kind == "class":
            add((node, SH["class"], self.one_of(CLASSES)))
        elif kind == "datatype":
            add(
                (node, SH.datatype, self.one_of([v.datatype or XSD.string for v in VALUES if isinstance(v, Literal)]))
            )
        elif kind == "nodeKind":
            add(
                (
                    node,
                    SH.nodeKind,
                    self.one_of([SH.IRI, SH.Literal, SH.BlankNode, SH.BlankNodeOrIRI, SH.IRIOrLiteral]),
                )
            )
        elif kind == "length":
            add((node, self.one_of([SH.minLength, SH.maxLength]), number))
        elif kind == "pattern":
            add(
                (
                    node,
                    SH.pattern,
                    Literal(self.draw(st.sampled_from(["x", "^[a-z]+$", "^0?1", "(?:a|b)-?", "\\d{2}"]))),
                )
            )
            if self.draw(st.booleans()):
                add((node, SH.flags, Literal("i")))
        elif kind == "in":
            add((node, SH["in"], self.list_of([self.one_of(VALUES) for _ in range(3)])))
        elif kind == "hasValue":
            add((node, SH.hasValue, self.one_of(VALUES)))
        elif kind == "languageIn":
            add((node, SH.languageIn, self.list_of([self.one_of([Literal("en"), Literal("de"), Literal("*")])])))
        elif kind in ("equals", "disjoint"):
            add((node, SH[kind], self.one_of(PROPERTIES)))
        elif kind == "closed":
            add((node, SH.closed, Literal(True)))
            add((node, SH.ignoredProperties, self.list_of([RDF.type, self.one_of(PROPERTIES)])))
        elif kind in ("minCount", "maxCount"):
            self.graph.set((node, SH[kind], number))
        elif kind == "uniqueLang":
            add((node, SH.uniqueLang, Literal(True)))
        elif kind == "not":
            add((node, SH["not"], self.shape(depth - 1)))
        elif kind == "node":
            add((node, SH.node, self.shape(depth - 1, is_property=False)))
        elif kind == "property":
            add((node, SH.property, self.shape(depth - 1, is_property=True)))
        elif kind == "qualified":
            self.graph.remove((node, SH.qualifiedValueShape, None))
            add((node, SH.qualifiedValueShape, self.shape(depth - 1)))
            self.graph.set((node, self.one_of([SH.qualifiedMinCount, SH.qualifiedMaxCount]), number))
        else:
            items: list[Node] = [self.shape(depth - 1) for _ in range(self.draw(st.integers(1, 2)))]
            add((node, SH[kind], self.list_of(items)))

    def target(self, node: URIRef) -> None:
        """A target or two of any kind."""
        kinds: list[Node] = [SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf]
        for _ in range(self.draw(st.integers(1, 2))):
            kind = self.one_of(kinds)
            values = {SH.targetClass: CLASSES, SH.targetNode: [*THINGS, ex("nowhere")]}.get(
                URIRef(str(kind)), PROPERTIES
            )
            self.graph.add((node, kind, self.one_of(list(values))))


@st.composite
def shapes_graphs(draw: st.DrawFn) -> Graph:
    """Shapes of any kind within shapes of any kind, with targets of any kind."""
    drawn = Drawn(draw)
    for _ in range(draw(st.integers(1, 2))):
        drawn.target(drawn.shape(2))
    return drawn.graph


def yaml_scraps() -> st.SearchStrategy[str]:
    """Short texts to break a YAML file with, most of them made of the signs that mean something in YAML."""
    return st.one_of(st.text(alphabet="{}[]:,-#'\"\n &*!|>x1", max_size=6), st.text(max_size=3))
