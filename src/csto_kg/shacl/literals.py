"""Lossless literals: a store that keeps every literal as it is written.

Of a literal whose datatype it knows, Oxigraph stores the value and not the text: "1.50" comes back as "1.5", and
"1"^^xsd:int as an xsd:integer. In SHACL these are different terms. They count as two values, match different patterns and
have different datatypes. A literal that would come back changed is therefore stored as it is written under a datatype that
marks it, and `Data.to_rdflib` restores it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox
from rdflib import Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Identifier, Node

from csto_kg.errors import DataError, Fault
from csto_kg.rdf.terms import Term, Triple, Value, to_oxigraph, to_rdflib, to_subject

__all__ = ["MARK", "Data", "from_quads", "from_triples", "marked", "unmarked"]

MARK: Final = "urn:as-written:"
"""The start of the datatype of a marked literal. The IRI of its own datatype follows."""


@dataclass(frozen=True, slots=True)
class Data:
    """The data to check: the triples in the default graph of a store. Any filled store can be used.

    `marked` are the datatypes of the marked literals, and `marked_in` the properties that have them as values. `tags` gives
    the original form of a language tag with capital letters, by the text and the tag in lower case.
    """

    store: ox.Store
    marked: frozenset[str] = frozenset()
    marked_in: frozenset[str] = frozenset()
    tags: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))

    def select(self, query: str) -> ox.QuerySolutions:
        """The solutions of a SELECT query on the store."""
        answer = self.store.query(query)
        assert isinstance(answer, ox.QuerySolutions)
        return answer

    def ask(self, query: str) -> bool:
        """The answer to an ASK query on the store."""
        return bool(self.store.query(query))

    def triples(self) -> Iterator[Triple]:
        """Every triple, with its literals as they were written."""
        term = cache(self.to_rdflib)
        for quad in self.store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
            yield term(quad.subject), term(quad.predicate), term(quad.object)

    def to_rdflib(self, term: Term) -> Identifier:
        """A term of the store as it was written. Raises DataError for a triple term, which SHACL does not define."""
        if isinstance(term, ox.Literal):
            if term.language:
                tag = self.tags.get((term.value, term.language), term.language)
                return Literal(term.value, lang=tag, normalize=False)
            if term.datatype.value.startswith(MARK):
                return Literal(term.value, datatype=URIRef(unmarked(term.datatype.value)), normalize=False)
        if isinstance(term, ox.Triple):
            raise DataError(Fault(f"a triple within a triple cannot be checked: {term}"))
        return to_rdflib(term)


def from_triples(graph: Iterable[tuple[Node, Node, Node]]) -> Data:
    """Data from triples of rdflib. Raises DataError with every triple that RDF does not allow."""
    faults: list[Fault] = []
    tags: dict[tuple[str, str], str] = {}
    once, prop = cache(to_subject), cache(ox.NamedNode)  # most terms occur many times

    def quads() -> Iterator[ox.Quad]:
        for s, p, o in graph:
            try:
                if isinstance(o, Literal):
                    value: Value = to_oxigraph(o)
                    if o.language and not o.language.islower():
                        tags[str(o), o.language.lower()] = o.language
                else:
                    value = once(o)
                yield ox.Quad(once(s), prop(str(p)), value)
            except ValueError as error:
                faults.append(
                    Fault(f"is not RDF: {error}", " ".join(t.n3() for t in (s, p, o)), fix="correct this statement")
                )

    data = from_quads(quads())
    if faults:
        raise DataError(*faults)
    return Data(data.store, data.marked, data.marked_in, MappingProxyType(tags))


def from_quads(quads: Iterable[ox.Quad]) -> Data:
    """Data from the triples of quads, in any graphs. Oxigraph's parsers change no text, so they can be the source."""
    store = ox.Store()
    found: set[tuple[str, str]] = set()

    def triples() -> Iterator[ox.Quad]:
        default = ox.DefaultGraph()
        for quad in quads:
            value = quad.object
            if isinstance(value, ox.Literal) and _is_changed(value):
                found.add((value.datatype.value, quad.predicate.value))
                yield ox.Quad(quad.subject, quad.predicate, _mark(value))
            else:
                yield quad if quad.graph_name == default else ox.Quad(quad.subject, quad.predicate, value)

    store.bulk_extend(triples())
    return Data(store, frozenset(d for d, _ in found), frozenset(p for _, p in found))


def marked(term: Value) -> Value:
    """The form of a term in a store filled by `from_quads`."""
    return _mark(term) if isinstance(term, ox.Literal) and _is_changed(term) else term


def unmarked(datatype: str) -> str:
    """The datatype of a literal as it was written, given its datatype in the store."""
    return datatype.removeprefix(MARK)


def _mark(literal: ox.Literal) -> ox.Literal:
    return ox.Literal(literal.value, datatype=ox.NamedNode(MARK + literal.datatype.value))


# The datatypes whose values Oxigraph stores, with the forms that are known to come back unchanged.
_NEVER: Final = re.compile(r"(?!)")
_KEPT: Final = {
    **{
        str(XSD[name]): _NEVER
        for name in ("long", "int", "short", "byte", "dateTimeStamp", "time", "float", "double")
    },
    **{str(XSD["unsigned" + name]): _NEVER for name in ("Long", "Int", "Short", "Byte")},
    **{str(XSD[sign + "Integer"]): _NEVER for sign in ("negative", "nonNegative", "positive", "nonPositive")},
    **{str(XSD[name]): _NEVER for name in ("duration", "dayTimeDuration", "yearMonthDuration")},
    **{str(XSD[name]): _NEVER for name in ("gYearMonth", "gMonthDay", "gMonth", "gDay")},
    str(XSD.integer): re.compile(r"0|-?[1-9][0-9]{0,17}"),
    str(XSD.decimal): re.compile(r"(?:0|-?[1-9][0-9]{0,14})(?:\.[0-9]{0,3}[1-9])?"),
    str(XSD.boolean): re.compile(r"true|false"),
    str(XSD.gYear): re.compile(r"[1-9][0-9]{3}"),
    str(XSD.date): re.compile(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}"),
    str(XSD.dateTime): re.compile(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}T(?!24)[0-9]{2}:[0-9]{2}:[0-9]{2}Z"),
}


def _is_changed(literal: ox.Literal) -> bool:
    kept = _KEPT.get(literal.datatype.value)
    return kept is not None and kept.fullmatch(literal.value) is None and _comes_back_changed(literal)


_S: Final = ox.NamedNode("urn:x")


@lru_cache(maxsize=10_000)
def _comes_back_changed(literal: ox.Literal) -> bool:
    store = ox.Store()
    store.add(ox.Quad(_S, _S, literal))
    return bool(next(iter(store)).object != literal)
