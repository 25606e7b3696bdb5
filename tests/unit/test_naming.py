"""How reports write IRIs: in Turtle, in sentences, and back from a path to its property."""

from __future__ import annotations

import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import RDFS, XSD
from rdflib.term import Identifier

from csto_kg.shacl.naming import STANDARD_NAMING, Naming

EX = "http://example.org/"
NAMING = Naming({"ex": EX, "xsd": str(XSD)}, shorten=lambda iri: iri.removeprefix(EX))


@pytest.mark.parametrize(
    ("term", "turtle", "in_words"),
    [
        (URIRef(EX + "a.b-c"), "ex:a.b-c", "a.b-c"),
        (URIRef(EX + "a/b"), "<http://example.org/a/b>", "a/b"),
        (URIRef(EX + "a."), "<http://example.org/a.>", "a."),
        (URIRef("urn:x"), "<urn:x>", "urn:x"),
        (Literal('a"b\\\n\r'), '"a\\"b\\\\\\n\\r"', '"a\\"b\\\\\\n\\r"'),
        (Literal("a", lang="de-CH", normalize=False), '"a"@de-CH', '"a"@de-CH'),
        (Literal("01", datatype=XSD.integer, normalize=False), '"01"^^xsd:integer', '"01"^^xsd:integer'),
        (BNode("x"), "_:x", "_:x"),
    ],
)
def test_a_term_has_one_form_in_turtle_and_one_in_words(term: Identifier, turtle: str, in_words: str) -> None:
    """Prefixed names stand where their local part is plain; sentences have the short form of the project."""
    assert (turtle, in_words) == (NAMING.turtle(term), NAMING.in_words(term))


def test_without_a_project_the_prefixes_of_the_standards_are_used() -> None:
    """The short form of an IRI is then its prefixed name, or the IRI itself."""
    assert ["rdfs:label", "urn:x"] == [STANDARD_NAMING.short(iri) for iri in (str(RDFS.label), "urn:x")]


@pytest.mark.parametrize(
    ("path", "iri"),
    [
        ("ex:a", EX + "a"),
        ("<urn:x>", "urn:x"),
        ("^ex:a", None),
        ("ex:a/ex:b", None),
        ("ex:a*", None),
        ("<a>|<b>", None),
    ],
)
def test_only_a_path_of_one_property_is_one(path: str, iri: str | None) -> None:
    """A path with an operator has no IRI."""
    found = NAMING.property_of(path)
    assert iri == (None if found is None else str(found))
