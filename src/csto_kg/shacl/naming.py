"""How reports and messages write IRIs: the prefixes of a project, and the short form in which its people know an IRI."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from rdflib import BNode, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH, XSD
from rdflib.term import Identifier, Node

from csto_kg.rdf.serialize import PLAIN_LOCAL_NAME, term_as_turtle

__all__ = ["STANDARD_NAMING", "STANDARD_PREFIXES", "Naming"]

STANDARD_PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {"owl": str(OWL), "rdf": str(RDF), "rdfs": str(RDFS), "sh": str(SH), "xsd": str(XSD)}
)
"""The prefixes that every SHACL report can use."""

_FULL_IRI: Final = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True, slots=True)
class Naming:
    """How a project writes IRIs.

    `prefixes` are used in Turtle and in property paths. `reports` is the namespace in which reports and their results
    get IRIs. `shorten` gives the form of an IRI in sentences; without it this is the prefixed name.
    """

    prefixes: Mapping[str, str] = field(default_factory=lambda: STANDARD_PREFIXES)
    reports: str = "urn:shacl-report:"
    shorten: Callable[[str], str] | None = None

    def turtle(self, term: Identifier) -> str:
        """A term in Turtle: a prefixed name if it has a plain local part, else the form of N-Triples."""
        return term_as_turtle(term, self.prefixes)

    def in_words(self, node: Identifier) -> str:
        """A node in a sentence: an IRI in its short form, anything else as in Turtle."""
        return self.short(node) if isinstance(node, URIRef) else self.turtle(node)

    def short(self, iri: str) -> str:
        """The short form of an IRI, or the IRI itself if there is none."""
        return self.shorten(iri) if self.shorten is not None else self.turtle(URIRef(iri)).strip("<>")

    def in_shapes(self, node: Node) -> str:
        """A node of a shapes graph in a sentence: blank nodes have no name there, and plain texts stand in quotes."""
        if isinstance(node, BNode):
            return "a shape without a name"
        is_text = isinstance(node, Literal) and node.datatype in (None, XSD.string)
        return f'"{node}"' if is_text else self.short(str(node))

    def property_of(self, path: str) -> URIRef | None:
        """The property that a path written by `turtle` consists of; None if the path has an operator."""
        if full := _FULL_IRI.fullmatch(path):
            return URIRef(full[1])
        prefix, _, local = path.partition(":")
        is_one = prefix in self.prefixes and PLAIN_LOCAL_NAME.fullmatch(local) is not None
        return URIRef(self.prefixes[prefix] + local) if is_one else None


STANDARD_NAMING: Final = Naming()
"""The naming of a project that brings none of its own."""
