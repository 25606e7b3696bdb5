"""The facts of a graph as the rules of conformance read them, and what such a rule finds.

The rules accept a graph in which the things of each claim are renamed (gate 1), and a view (gate 2). They report things
under the names in that graph.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, cast

from rdflib import URIRef
from rdflib.namespace import RDF
from rdflib.term import IdentifiedNode, Identifier, Node

from csto_kg.ontology import Ontology
from csto_kg.rdf.terms import Triple
from csto_kg.vocab import within

__all__ = ["Breach", "Context", "Facts", "Support", "facts_of"]

# Looked up once: rdflib makes a new term each time that a namespace is asked for one.
_TYPE: Final = RDF.type


class Breach(NamedTuple):
    """One thing that a rule finds: on what (`focus`), on which property (`predicate`), at which value.

    `detail` names what was found, `about` the things that it is about where these are several.
    """

    focus: IdentifiedNode
    predicate: URIRef | None
    value: Identifier | None
    detail: str
    about: frozenset[IdentifiedNode] = frozenset()


class Facts(NamedTuple):
    """The triples of a graph, each once: by subject and property, by property alone, and the classes of things."""

    of: Mapping[IdentifiedNode, Mapping[URIRef, Collection[Identifier]]]
    on: Mapping[URIRef, Sequence[tuple[IdentifiedNode, Identifier]]]
    types: Mapping[IdentifiedNode, Collection[URIRef]]
    classes: Collection[URIRef]

    def one(self, subject: IdentifiedNode, prop: URIRef) -> Identifier | None:
        """The value of a property where there is one; of several none."""
        values = self.of.get(subject, {}).get(prop, ())
        return next(iter(values)) if len(values) == 1 else None

    def is_left_out(self, value: Node | None) -> bool:
        """Whether a thing is missing from the view because its existence is not held; what points to it is missing too."""
        return isinstance(value, URIRef) and within(value, "id") is not None and value not in self.types


class Support(NamedTuple):
    """What supports a view with its findings.

    `declared` are the triples of the register; `stated` are the subjects and properties of each claim's statements.
    `reported` are the triples of the graph of what is only reported, `said` those of all reported speech.
    """

    declared: Collection[Triple]
    stated: Mapping[URIRef, Collection[tuple[Node, Node]]]
    reported: Collection[Triple] = ()
    said: Collection[Triple] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What rules use besides the facts: the ontology, identifiers declared elsewhere, and the names of nodes for people.

    `domains` and `ranges` are the classes that the subjects and values of each property may have. Without `support` the
    rules that need it find nothing.
    """

    ontology: Ontology
    domains: Mapping[URIRef, Collection[URIRef]]
    ranges: Mapping[URIRef, Collection[URIRef]]
    known: Collection[URIRef]
    name: Callable[[Identifier], str]
    support: Support | None = None


def facts_of(data: Iterable[Triple]) -> Facts:
    """The facts of a graph."""
    of: dict[IdentifiedNode, dict[URIRef, set[Identifier]]] = {}
    on: dict[URIRef, list[tuple[IdentifiedNode, Identifier]]] = {}
    for s, p, o in data:
        subject, prop, value = cast(IdentifiedNode, s), cast(URIRef, p), cast(Identifier, o)  # triples of RDF
        values = of.setdefault(subject, {}).setdefault(prop, set())
        if value not in values:
            values.add(value)
            on.setdefault(prop, []).append((subject, value))
    types: dict[IdentifiedNode, set[URIRef]] = {}
    for s, o in on.get(_TYPE, ()):
        if isinstance(o, URIRef):
            types.setdefault(s, set()).add(o)
    return Facts(of, on, types, frozenset().union(*types.values()))
