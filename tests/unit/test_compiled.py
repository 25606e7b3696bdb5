"""The two engines: the same report on shapes and data of all kinds, on the project's own and on any that come by chance."""

from __future__ import annotations

from functools import cache
from itertools import count
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import ORG, RDF, RDFS, SH, XSD
from rdflib.term import Node

from csto_kg.errors import DataError
from csto_kg.shacl.validate import SHAPES, Engine, Report, validate
from csto_kg.vocab import CSTO
from tests.support.graphs import graph_in, graph_of

EX = "http://example.org/"
ROOT = Path(__file__).parents[2]


def ex(name: str) -> URIRef:
    """A made-up IRI."""
    return URIRef(EX + name)


def told(report: Report) -> set[tuple[object, ...]]:
    """What the engines must agree on: all of a result but its message, whose words each engine finds itself."""
    return {(str(r.focus), r.path, r.value, r.shape, r.component, r.severity, r.claim) for r in report.results}


# ---------------------------------------------------------------------------------------------------------------
# By chance
# ---------------------------------------------------------------------------------------------------------------

THINGS = [ex(name) for name in "abcd"]
PROPERTIES = [ex(name) for name in ("p", "q", "r")]
CLASSES = [ex("C"), ex("D")]
NUMBERS = [
    *(Literal(text, datatype=XSD.integer) for text in ("1", "01", "3", "+7")),
    *(Literal(text, datatype=XSD.decimal) for text in ("1.5", "1.50", "3.0")),
    Literal("3", datatype=XSD.int),
]
DAYS = [Literal(f"{year}-01-01T00:00:00Z", datatype=XSD.dateTime) for year in (1999, 2002)]
DAYS.append(Literal("1999-01-01T00:00:00.000Z", datatype=XSD.dateTime))
TEXTS = [Literal(text) for text in ("", "x", "xy", "a-b", "X y")]
TAGGED = [Literal("x", lang="en"), Literal("y", lang="en"), Literal("x", lang="de-CH"), Literal("z", lang="en-GB")]
# A number out of the range of its datatype is left out: pySHACL, to which it has no value, finds it in every range.
ODD = [
    Literal("many", datatype=XSD.integer),
    Literal("1999-02-31", datatype=XSD.date),
    Literal("1999-02-28", datatype=XSD.date),
    Literal("true", datatype=XSD.boolean),
    Literal("1", datatype=XSD.boolean),
    Literal("ab", datatype=XSD.hexBinary),
    Literal("abc", datatype=XSD.hexBinary),
    Literal("x", datatype=ex("datatype")),
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

    def one_of(self, values: list[Node]) -> Node:
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

    def constraint(self, node: URIRef, is_property: bool, depth: int) -> None:
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


# The rules on order are by themselves: of what cannot be compared the standard makes a result, and pySHACL does not always.
@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(
    component=st.sampled_from([SH.lessThan, SH.lessThanOrEquals]),
    bound=st.sampled_from([SH.minInclusive, SH.maxInclusive, SH.minExclusive, SH.maxExclusive]),
    drawn=st.one_of(
        *(
            st.tuples(
                st.lists(
                    st.tuples(st.sampled_from(THINGS), st.sampled_from(PROPERTIES[:2]), st.sampled_from(values))
                ),
                st.sampled_from(values),
            )
            for values in (NUMBERS, DAYS)
        )
    ),
)
def test_the_engines_agree_on_order(
    component: URIRef, bound: URIRef, drawn: tuple[list[tuple[Node, Node, Node]], Node]
) -> None:
    """Both engines find the same where numbers are compared with numbers, and days with days."""
    shapes, data = Graph(), Graph()
    pairs, limit = drawn
    said = ((RDF.type, SH.PropertyShape), (SH.path, PROPERTIES[0]), (component, PROPERTIES[1]), (bound, limit))
    for prop, value in said:
        shapes.add((ex("shape"), prop, value))
    shapes.add((ex("shape"), SH.targetSubjectsOf, PROPERTIES[0]))
    for triple in pairs:
        data.add(triple)
    found = [told(validate(data, shapes, None, engine=engine)) for engine in Engine]
    assert found[0] == found[1]


@pytest.mark.parametrize("engine", Engine)
def test_a_term_that_is_no_value_is_itself(engine: Engine) -> None:
    """A literal whose text is no value of its datatype is found by shapes that name it, in any place."""
    turtle = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
      @prefix : <http://example.org/> .
      :listed a sh:NodeShape ; sh:targetObjectsOf :p ; sh:in ( "many"^^xsd:integer ) .
      :has a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:property [ sh:path :p ; sh:hasValue "many"^^xsd:integer ] .
      :named a sh:NodeShape ; sh:targetNode "many"^^xsd:integer ; sh:nodeKind sh:IRI ."""
    data = Graph()
    data.add((ex("a"), ex("p"), Literal("many", datatype=XSD.integer)))
    found = validate(data, graph_of(turtle), None, engine=engine).results
    assert [("many", Literal("many", datatype=XSD.integer), ex("named"))] == [
        (str(r.focus), r.value, r.shape) for r in found
    ]


@pytest.mark.parametrize("engine", Engine)
@pytest.mark.parametrize(
    ("shape", "facts", "components"),
    [
        ("sh:closed true ; sh:ignoredProperties ( rdf:type ) ; sh:property [ sh:path :p ]", ":a :p 1 .", []),
        (
            "sh:closed true ; sh:ignoredProperties ( rdf:type ) ; sh:property [ sh:path :p ]",
            ":a :p 1 ; :q 1 .",
            [SH.ClosedConstraintComponent],
        ),
        (
            """sh:property [ sh:path :p ; sh:qualifiedValueShape [ sh:class :D ] ; sh:qualifiedMinCount 1 ;
                sh:qualifiedValueShapesDisjoint true ] ,
              [ sh:path :p ; sh:qualifiedValueShape [ sh:class :E ] ; sh:qualifiedMinCount 1 ;
                sh:qualifiedValueShapesDisjoint true ]""",
            ":a :p :b . :b a :D , :E .",
            [SH.QualifiedMinCountConstraintComponent] * 2,
        ),
    ],
)
def test_property_shapes_are_those_of_their_shape(
    shape: str, facts: str, components: list[URIRef], engine: Engine
) -> None:
    """A closed shape allows what its property shapes name, and disjoint qualified values are those of no sibling."""
    start = f"@prefix sh: <{SH}> . @prefix rdf: <{RDF}> . @prefix : <{EX}> . "
    shapes = graph_of(f"{start} :shape a sh:NodeShape ; sh:targetClass :C ; {shape} .")
    found = validate(graph_of(f"{start} :a a :C . {facts}"), shapes, None, None, engine).results
    assert components == [r.component for r in found]


@pytest.mark.slow
@settings(max_examples=2000, deadline=None)
@given(shapes=shapes_graphs(), facts=st.lists(triples, max_size=12), kinds=st.lists(types, max_size=4))
def test_the_engines_agree_on_whatever_comes(shapes: Graph, facts: list[Node], kinds: list[Node]) -> None:
    """Both engines find the same in any data by any shapes."""
    data = Graph()
    for triple in (*facts, *kinds, SUBCLASS):
        data.add(triple)
    try:
        expected = told(validate(data, shapes, None, engine=Engine.PYSHACL))
    except DataError:  # a list that ends nowhere, a constraint twice: neither engine runs what the other refuses
        with pytest.raises(DataError):
            validate(data, shapes, None, engine=Engine.FAST)
        return
    report = validate(data, shapes, None, engine=Engine.FAST)
    event("all compiled" if not report.notes else "some left to pySHACL")
    event("something found" if expected else "nothing found")
    assert expected == told(report), shapes.serialize() + data.serialize()


def bounds(numbers: tuple[int, int]) -> list[tuple[URIRef, Literal]]:
    """When something certainly holds: from a day until before another, if that is later."""
    days = [Literal(f"20{n:02d}-01-01T00:00:00Z", datatype=XSD.dateTime) for n in numbers]
    return [(CSTO.latestBegin, days[0]), (CSTO.earliestEnd, days[1])]


@cache
def swept_shapes(is_swept: bool) -> Graph:
    """The shapes of the view that are rules over pairs, and no others; to be swept, or to be asked by their queries."""
    shapes = graph_in(ROOT / "ontology" / "shapes" / "view.ttl")
    kept = shapes.cbd(URIRef(SHAPES + "Prefixes"))
    rules = set(shapes.subjects(SWEEP, None))
    assert len(rules) >= 4
    for rule in rules:
        for node in (rule, *shapes.subjects(SH.sparql, rule)):
            kept += shapes.cbd(node)
    if not is_swept:
        kept.remove((None, SWEEP, None))
    return kept


SWEEP = URIRef(SHAPES + "sweep")
# Whose episodes: few things, so that some have several values of a property.
episodes = st.tuples(
    st.integers(0, 9),
    st.sampled_from([CSTO.Membership, CSTO.ObserverStatus, CSTO.Tenure, CSTO.Chairmanship]),
    *(st.sampled_from(THINGS[:2]) for _ in range(3)),
    st.tuples(st.integers(10, 16), st.integers(10, 16)),
)
Episode: TypeAlias = tuple[int, URIRef, Node, Node, Node, tuple[int, int]]


def data_of(drawn: list[Episode]) -> Graph:
    """Episodes as data."""
    data = Graph()
    data.add((THINGS[0], RDF.type, CSTO.SingleHolderPost))
    for n, kind, member, body, role, numbers in drawn:
        said = [(RDF.type, kind), (ORG.member, member), (ORG.organization, body), (ORG.role, role), (CSTO.post, body)]
        for prop, value in (*said, *bounds(numbers)):
            data.add((ex(f"thing-{n}"), prop, value))
    return data


@pytest.mark.slow
@settings(max_examples=2000, deadline=None)
@given(drawn=st.lists(episodes, min_size=1, max_size=30))
def test_a_sweep_finds_what_its_query_finds(drawn: list[Episode]) -> None:
    """Of rules over pairs the sorted sweep finds the pairs that the query finds, overlaps of a day and empty spans too."""
    data = data_of(drawn)
    swept, asked = (validate(data, swept_shapes(is_swept), None) for is_swept in (True, False))
    event("something found" if swept.results else "nothing found")
    assert ((), ()) == (swept.notes, asked.notes)
    assert told(asked) == told(swept)


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(drawn=st.lists(episodes, min_size=4, max_size=8))
def test_a_sweep_finds_what_pyshacl_finds(drawn: list[Episode]) -> None:
    """Of rules over pairs the sorted sweep finds the pairs that pySHACL finds."""
    data, shapes = data_of(drawn), swept_shapes(True)
    assert told(validate(data, shapes, None, engine=Engine.PYSHACL)) == told(validate(data, shapes, None))


@pytest.mark.slow
@pytest.mark.parametrize("gate", ["claims", "view"])
def test_the_engines_agree_on_all_examples_together(gate: str) -> None:
    """In one graph of all examples both engines find the same, and nothing is left to pySHACL."""
    data = Graph()
    for file in sorted((ROOT / "ontology" / "examples").rglob("*.ttl")):
        data += graph_in(file)
    shapes, ontology = (
        graph_in(ROOT / "ontology" / "shapes" / f"{gate}.ttl"),
        graph_in(ROOT / "ontology" / "csto.ttl"),
    )
    fast, slow = (validate(data, shapes, ontology, engine=engine) for engine in Engine)
    assert () == fast.notes
    assert told(fast) == told(slow)
    assert {r.message for r in fast.results} == {r.message for r in slow.results}
    assert len(fast.results) >= 50
