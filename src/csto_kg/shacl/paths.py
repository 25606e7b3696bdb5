"""SHACL property paths (section 2.3.1): one reader from a graph, and one writer in the syntax of SPARQL 1.1."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import BNode, Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from csto_kg.shacl.errors import UnsupportedError
from csto_kg.shacl.lists import read_list
from csto_kg.shacl.naming import STANDARD_NAMING, Naming

__all__ = ["PropertyPath", "property_path", "read_path"]

_INVERSE, _ALTERNATIVE, _SEQUENCE = "^", "|", "/"
_REPEATED: Final[Mapping[Node, str]] = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
# The operators whose paths need no parentheses within a path of another operator; the empty one is a property.
_BARE_IN_A_LIST: Final = frozenset(("", _INVERSE, *_REPEATED.values()))
_BARE_WITHIN: Final[Mapping[str, frozenset[str]]] = {
    _ALTERNATIVE: _BARE_IN_A_LIST,
    _SEQUENCE: _BARE_IN_A_LIST,
    _INVERSE: frozenset(("", *_REPEATED.values())),
    **{sign: frozenset(("",)) for sign in _REPEATED.values()},
}


@dataclass(frozen=True, slots=True)
class PropertyPath:
    """A property path: one property, or an operator of SPARQL and the paths that it takes.

    The operator is `^`, `|`, `/`, `*`, `+` or `?`. A path that is one property has an empty operator and no parts.
    """

    operator: str
    parts: tuple[PropertyPath, ...] = ()
    iri: URIRef | None = None

    @property
    def predicates(self) -> tuple[URIRef, ...]:
        """The properties of a path that is one step in one direction: a property, its inverse, or a choice of some."""
        if self.iri is not None:
            return (self.iri,)
        found = tuple(part.iri for part in self.parts if part.iri is not None)
        is_one_step = self.operator in (_INVERSE, _ALTERNATIVE) and len(found) == len(self.parts)
        return found if is_one_step else ()

    @property
    def is_property(self) -> bool:
        """Whether the path is one property."""
        return self.iri is not None

    @property
    def sparql(self) -> str:
        """The path with IRIs written in full."""
        return self.text(lambda iri: f"<{iri}>")

    def text(self, write: Callable[[URIRef], str]) -> str:
        """The path in the syntax of SPARQL. `write` writes an IRI."""
        if self.iri is not None:
            return write(self.iri)
        texts = [
            p.text(write) if p.operator in _BARE_WITHIN[self.operator] else f"({p.text(write)})" for p in self.parts
        ]
        if self.operator in (_ALTERNATIVE, _SEQUENCE):
            return self.operator.join(texts)
        return f"^{texts[0]}" if self.operator == _INVERSE else texts[0] + self.operator


def property_path(iri: URIRef) -> PropertyPath:
    """The path that is one property."""
    return PropertyPath("", (), iri)


def read_path(graph: Graph, node: Node, naming: Naming = STANDARD_NAMING) -> PropertyPath:
    """The property path at a node of a graph. Raises UnsupportedError if it is not well-formed."""
    return _read(graph, node, naming, ())


def _read(graph: Graph, node: Node, naming: Naming, above: tuple[Node, ...]) -> PropertyPath:
    if isinstance(node, URIRef):
        return property_path(node)
    if not isinstance(node, BNode) or node in above:
        raise UnsupportedError("its path is not well-formed")
    above = (*above, node)
    if (node, RDF.first, None) in graph:
        return PropertyPath(_SEQUENCE, _members(graph, node, naming, above))
    said = [(p, o) for p, o in graph.predicate_objects(node) if str(p).startswith(str(SH))]
    if len(said) != 1:
        raise UnsupportedError("its path is not well-formed")
    kind, inner = said[0]
    if kind == SH.alternativePath:
        return PropertyPath(_ALTERNATIVE, _members(graph, inner, naming, above))
    if kind == SH.inversePath or kind in _REPEATED:
        return PropertyPath(_REPEATED.get(kind, _INVERSE), (_read(graph, inner, naming, above),))
    raise UnsupportedError(f"its path uses {naming.in_shapes(kind)}")


def _members(graph: Graph, start: Node, naming: Naming, above: tuple[Node, ...]) -> tuple[PropertyPath, ...]:
    members = read_list(graph, start, naming.short(str(SH.path)))
    if len(members) < 2:
        raise UnsupportedError("a list in its path has only one member")
    return tuple(_read(graph, member, naming, above) for member in members)
