"""A store that keeps every literal as it is written.

Oxigraph stores the value of a literal of a datatype that it knows, not its text: "1.50" comes back as "1.5", and
"1"^^xsd:int as an xsd:integer. To SHACL these are different terms: two values and not one, matched by other patterns, of
another datatype. So a literal that would come back changed goes in under a datatype that marks it, with its text as it
was; `Data.to_rdflib` gives it back as it was written.
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
from csto_kg.vocab import ROOT

__all__ = ["MARK", "Data", "from_quads", "from_triples", "marked"]

MARK: Final = ROOT + "report/as-written/"
"""What the datatypes of marked literals begin with; their own datatype follows."""


@dataclass(frozen=True, slots=True)
class Data:
    """Triples in the default graph of a store. A store that others have filled may be given as it is.

    `marked` are the datatypes of which there are marked literals, `marked_in` the properties whose values these are.
    `spelled` tells how language tags are written that are not in lower case, by text and tag.
    """

    store: ox.Store
    marked: frozenset[str] = frozenset()
    marked_in: frozenset[str] = frozenset()
    spelled: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))

    def triples(self) -> Iterator[Triple]:
        """Every triple, as it was written."""
        term = cache(self.to_rdflib)
        for quad in self.store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
            yield term(quad.subject), term(quad.predicate), term(quad.object)

    def to_rdflib(self, term: Term) -> Identifier:
        """A term of the store as it was written. Raises DataError for a triple term, which SHACL does not know."""
        if isinstance(term, ox.Literal):
            if term.language:
                spelled = self.spelled.get((term.value, term.language), term.language)
                return Literal(term.value, lang=spelled, normalize=False)
            if term.datatype.value.startswith(MARK):
                return Literal(term.value, datatype=URIRef(term.datatype.value.removeprefix(MARK)), normalize=False)
        if isinstance(term, ox.Triple):
            raise DataError(Fault(f"a triple within a triple cannot be checked: {term}"))
        return to_rdflib(term)


def from_triples(graph: Iterable[tuple[Node, Node, Node]]) -> Data:
    """Triples in the terms of rdflib. Raises DataError with every triple of it that RDF does not allow."""
    faults: list[Fault] = []
    spelled: dict[tuple[str, str], str] = {}

    once, prop = cache(to_subject), cache(ox.NamedNode)  # most terms come many times

    def quads() -> Iterator[ox.Quad]:
        for s, p, o in graph:
            try:
                if isinstance(o, Literal):
                    value: Value = to_oxigraph(o)
                    if o.language and not o.language.islower():
                        spelled[str(o), o.language.lower()] = o.language
                else:
                    value = once(o)
                yield ox.Quad(once(s), prop(str(p)), value)
            except ValueError as error:
                faults.append(Fault(f"is no RDF: {error}", " ".join(t.n3() for t in (s, p, o))))

    data = from_quads(quads())
    if faults:
        raise DataError(*faults)
    return Data(data.store, data.marked, data.marked_in, MappingProxyType(spelled))


def from_quads(quads: Iterable[ox.Quad]) -> Data:
    """The triples of quads, whatever graphs they stand in, as Oxigraph's parsers give them: they change no text."""
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
    """The term by which `from_quads` has a term in the store."""
    return _mark(term) if isinstance(term, ox.Literal) and _is_changed(term) else term


def _mark(literal: ox.Literal) -> ox.Literal:
    return ox.Literal(literal.value, datatype=ox.NamedNode(MARK + literal.datatype.value))


# The datatypes whose values Oxigraph stores, with the forms that surely come back as they are.
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
