"""The shapes files of both gates: each shape has a name, a message, a severity and a reason, and uses declared terms."""

from __future__ import annotations

import re

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH, XSD

from csto_kg.check.conformance import RULES
from csto_kg.check.undeclared import UNDECLARED, UNDECLARED_MESSAGE
from csto_kg.vocab import CSTO
from tests.support.shapes import GATES, ONTOLOGY, PROGRAMMED, gate_of, local, shapes_of

ALL_SHAPES = [(gate, s) for gate in GATES for kind in (SH.NodeShape, SH.PropertyShape) for s in shapes_of(gate, kind)]


def test_there_are_shapes_for_both_gates() -> None:
    """Gate 1 has at least twenty node shapes, and gate 2 at least as many."""
    assert {gate: len(shapes_of(gate, SH.NodeShape)) >= 20 for gate in GATES} == {"claims": True, "view": True}


@pytest.mark.parametrize(("gate", "shape"), ALL_SHAPES, ids=lambda v: local(v))
def test_each_shape_has_a_message_a_severity_and_a_reason(gate: str, shape: URIRef) -> None:
    """Each shape has one message and one reason in English, and one severity of SHACL."""
    shapes = GATES[gate]
    texts = [list(shapes.objects(shape, p)) for p in (SH.message, RDFS.comment)]
    assert [["en"], ["en"]] == [
        [t.language for t in found if isinstance(t, Literal) and t.strip()] for found in texts
    ]
    assert 1 == len(set(shapes.objects(shape, SH.severity)) & {SH.Violation, SH.Warning, SH.Info})


@pytest.mark.parametrize("gate", GATES)
def test_no_shape_is_nameless_or_untyped(gate: str) -> None:
    """Whatever is used as a shape has an IRI and is typed as a node or property shape."""
    shapes = GATES[gate]
    used = set(shapes.subjects(SH.path, None))
    used |= {o for p in (SH.property, SH.node, SH["not"], SH.qualifiedValueShape) for o in shapes.objects(None, p)}
    used |= {item for start in shapes.objects(None, SH["or"]) for item in shapes.items(start)}
    assert used
    assert set() == used - {s for _, s in ALL_SHAPES}


@pytest.mark.parametrize("gate", GATES)
def test_a_part_is_called_after_its_node_shape(gate: str) -> None:
    """A property shape is called `<node shape>-<part>`, so a reader of a report finds its place."""
    parts = [(local(s), local(o)) for s, o in GATES[gate].subject_objects(SH.property)]
    assert len(parts) > 20
    assert [] == [(s, o) for s, o in parts if o.split("-")[0] != s]


@pytest.mark.parametrize("gate", GATES)
def test_shapes_speak_of_declared_terms_only(gate: str) -> None:
    """Every class and property that a shape names is declared in the ontology."""
    shapes = GATES[gate]
    classes = {o for p in (SH.targetClass, SH["class"]) for o in shapes.objects(None, p)}
    known = set(ONTOLOGY.subjects(RDF.type, OWL.Class))
    assert set() == classes - known
    named = {t for triple in shapes for t in triple if isinstance(t, URIRef) and t.startswith(str(CSTO))}
    for query in shapes.objects(None, SH.select):
        named |= {CSTO[name] for name in re.findall(r"\bcsto:(\w+)", str(query))}
    assert set() == named - set(ONTOLOGY.subjects())


@pytest.mark.parametrize("rule", PROGRAMMED, ids=local)
def test_a_rule_in_python_is_documented_with_the_shapes(rule: URIRef) -> None:
    """The shapes files document each rule that a program holds, with the same message and severity, deactivated."""
    messages = {local(UNDECLARED): UNDECLARED_MESSAGE, **{name: r.message for name, r in RULES.items()}}
    assert len(messages) == len(PROGRAMMED)
    shapes = GATES[gate_of(local(rule))]
    (message,) = shapes.objects(rule, SH.message)
    expected = (messages[local(rule)], Literal("true", datatype=XSD.boolean, normalize=False), SH.Violation)
    assert expected == (str(message), shapes.value(rule, SH.deactivated), shapes.value(rule, SH.severity))
