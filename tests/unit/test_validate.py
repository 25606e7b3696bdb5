"""Validation by either engine: broken shapes, odd values, and nodes without identifiers."""

from __future__ import annotations

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH, XSD

from csto_kg.check.gates import check_graph
from csto_kg.errors import DataError
from csto_kg.shacl.validate import Engine, prepare, validate
from csto_kg.vocab import CSTO, ID
from tests.support.drawn import EX, ex
from tests.support.graphs import graph_of
from tests.support.shapes import BACKGROUND, PREPARED, READ, local, turtle

SHAPE = "shapes:X a sh:NodeShape ; sh:targetClass csto:Treaty ; "


@pytest.mark.parametrize(
    ("shapes", "reason"),
    [
        (SHAPE + "sh:pattern '(' .", "shapes cannot be run"),
        (SHAPE + "sh:property <p> . <p> sh:minCount 1 .", "shapes cannot be run"),
        (
            SHAPE + "sh:property <p> . <p> a sh:PropertyShape ; sh:path rdfs:label ; sh:minCount 'one' .",
            "cannot be run",
        ),
        (SHAPE + "sh:or shapes:Y .", "shapes cannot be run"),
        (SHAPE + "sh:nodeKind sh:Iri .", "sh:Iri is not a term of SHACL"),
        (SHAPE + "sh:minCont 1 ; sh:maxLenght 7 .", "sh:maxLenght, sh:minCont are not terms of SHACL"),
    ],
)
def test_broken_shapes_are_an_error_with_a_reason(shapes: str, reason: str) -> None:
    """Shapes that cannot be run raise a DataError of one line that says so and how to fix it."""
    with pytest.raises(DataError, match=reason) as raised:
        validate(BACKGROUND, prepare(turtle(shapes)))
    assert (1, True) == (len(str(raised.value).splitlines()), "correct the shapes" in str(raised.value))


@pytest.mark.parametrize(
    "number", ['"many"^^xsd:decimal', '"many"', '"1994"^^xsd:gYear', "<many>", '"many"@en', '"1999-01-01"^^xsd:date']
)
def test_a_value_that_cannot_be_compared_is_a_result_and_no_failure(number: str) -> None:
    """A bound that is not a number is reported as it was written, with everything else."""
    data = BACKGROUND + turtle(
        f"<observation/x> a csto:Observation ; csto:minValue {number} ; csto:maxValue 1.5 , 2 ."
    )
    results = check_graph(data, PREPARED["claims"], READ).results
    (written,) = data.objects(ID["observation/x"], CSTO.minValue)
    assert {"ObservationShape-min", "ObservationShape-max"} <= {local(r.shape) for r in results}
    assert {written} == {r.value for r in results if r.path == "csto:minValue"}


def test_two_values_of_no_datatype_can_be_compared() -> None:
    """Bounds that are all ill-typed are results, each as it was written."""
    data = turtle(
        '<observation/x> a csto:Observation ; csto:minValue "z"^^xsd:decimal ; csto:maxValue "a"^^xsd:decimal .'
    )
    results = check_graph(data, PREPARED["claims"], READ).results
    expected = {Literal(text, datatype=XSD.decimal, normalize=False) for text in "az"}
    assert expected == {
        r.value for r in results if local(r.shape) in ("ObservationShape-min", "ObservationShape-max")
    }


@pytest.mark.parametrize("engine", Engine)
def test_blank_nodes_are_reported_by_their_labels(engine: Engine) -> None:
    """Other people's shapes and data may be without identifiers: a result has the data's label, a shape always the same."""
    shapes = "[ a sh:NodeShape ; sh:targetClass csto:Treaty ; sh:property [ sh:path rdfs:label ; sh:minCount 1 ] ] ."
    data = turtle("_:treaty a csto:Treaty .")
    reports = [validate(data, prepare(turtle(shapes)), engine=engine) for _ in range(2)]
    (treaty,) = data.subjects()
    assert [treaty] == [r.focus for r in reports[0].results]
    assert reports[0].as_turtle() == reports[1].as_turtle()
    assert isinstance(reports[0].results[0].shape, BNode)
    assert f"sh:focusNode _:{treaty} ;" in reports[0].as_turtle()
    assert f"_:{treaty}" in str(reports[0].faults()[0])


@pytest.mark.parametrize("engine", Engine)
def test_a_literal_can_be_a_focus_node(engine: Engine) -> None:
    """A result on a literal has the literal as its focus node."""
    shapes = "shapes:X a sh:NodeShape ; sh:targetObjectsOf rdfs:label ; sh:maxLength 1 ."
    (result,) = validate(turtle("<cst> rdfs:label 'ab'@en ."), prepare(turtle(shapes)), engine=engine).results
    assert Literal("ab", lang="en") == result.focus


@pytest.mark.parametrize("engine", Engine)
def test_an_ill_typed_literal_is_found_as_it_is_written(engine: Engine) -> None:
    """A literal whose text is no value of its datatype is found by shapes that name it, in any place."""
    shapes = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
      @prefix : <http://example.org/> .
      :listed a sh:NodeShape ; sh:targetObjectsOf :p ; sh:in ( "many"^^xsd:integer ) .
      :has a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:property [ sh:path :p ; sh:hasValue "many"^^xsd:integer ] .
      :named a sh:NodeShape ; sh:targetNode "many"^^xsd:integer ; sh:nodeKind sh:IRI ."""
    data = Graph()
    data.add((ex("a"), ex("p"), Literal("many", datatype=XSD.integer, normalize=False)))
    found = validate(data, prepare(graph_of(shapes)), engine=engine).results
    assert [("many", Literal("many", datatype=XSD.integer, normalize=False), ex("named"))] == [
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
    found = validate(graph_of(f"{start} :a a :C . {facts}"), prepare(shapes), engine=engine).results
    assert components == [r.component for r in found]
