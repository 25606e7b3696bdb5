"""Writes graphs: the same quads always give the same bytes, and reading these gives the same quads.

Quads are written in a fixed order. A format that holds one graph is refused for claims and for what is only reported: each
claim is a graph of its own, and merging these would turn what sources say into facts.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import pyoxigraph as ox
from pyld import jsonld
from rdflib import Literal, URIRef
from rdflib.term import Identifier

from csto_kg.errors import Fault, UsageError
from csto_kg.vocab import (
    G_CHRONOLOGY,
    G_FINDINGS,
    G_INFERRED,
    G_METADATA,
    G_ONTOLOGY,
    G_QUERIES,
    G_REGISTER,
    G_REPORTED,
    G_VIEW,
    PREFIXES,
)


class Part(StrEnum):
    """The part of a release to export."""

    FINDINGS = "findings"  # the view and its findings
    CLAIMS = "claims"  # the claims, what they report, and where they stand in the sources
    INFERRED = "inferred"
    REPORTED = "reported"  # what is only spoken of, never asserted
    CHRONOLOGY = "chronology"  # the bounds that follow from order, with the steps to them
    ONTOLOGY = "ontology"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, media type, file ending, and whether it can hold more than one graph."""

    name: str
    media_type: str
    suffix: str
    holds_graphs: bool


FORMATS: Mapping[str, Format] = {
    f.name: f
    for f in (
        Format("turtle", "text/turtle", "ttl", False),
        Format("trig", "application/trig", "trig", True),
        Format("ntriples", "application/n-triples", "nt", False),
        Format("nquads", "application/n-quads", "nq", True),
        Format("rdfxml", "application/rdf+xml", "rdf", False),
        Format("jsonld", "application/ld+json", "jsonld", True),
    )
}

_PARTS: Mapping[Part, frozenset[str]] = {
    Part.FINDINGS: frozenset((str(G_VIEW), str(G_FINDINGS))),
    Part.INFERRED: frozenset((str(G_INFERRED),)),
    Part.REPORTED: frozenset((str(G_REPORTED),)),
    Part.CHRONOLOGY: frozenset((str(G_CHRONOLOGY),)),
    Part.ONTOLOGY: frozenset((str(G_ONTOLOGY),)),
}
_NOT_CLAIMS = frozenset(
    map(
        str, (G_VIEW, G_REPORTED, G_FINDINGS, G_INFERRED, G_CHRONOLOGY, G_ONTOLOGY, G_QUERIES, G_REGISTER, G_METADATA)
    )
)
_NEVER_ASSERTED = {
    Part.CLAIMS: "merging the graphs of claims would turn them into facts",
    Part.ALL: "merging the graphs of claims would turn them into facts",
    Part.REPORTED: "outside its own graph what is only reported would look like a fact",
}
"""The parts that need formats with named graphs, and why."""


def quads_of_part(quads: Iterable[ox.Quad], part: Part) -> list[ox.Quad]:
    """The quads of a part of a release, in canonical order."""
    if part is Part.CLAIMS:
        chosen = [q for q in quads if _graph(q) not in _NOT_CLAIMS]
    elif part is Part.ALL:
        chosen = list(quads)
    else:
        chosen = [q for q in quads if _graph(q) in _PARTS[part]]
    return sorted(chosen, key=_order)


_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def _order(quad: ox.Quad) -> tuple[str, str, bool, str, str]:
    # The class of a thing comes first.
    is_other = quad.predicate.value != _TYPE
    return _graph(quad), str(quad.subject), is_other, str(quad.predicate), str(quad.object)


def _graph(quad: ox.Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


def export(quads: Iterable[ox.Quad], part: Part, format_name: str, context: Mapping[str, object]) -> bytes:
    """Serialize a part of a release. `context` is the JSON-LD context (the object under `@context`).

    Raises UsageError for an unknown format, and for claims or what is only reported in a format that holds one
    graph.
    """
    format_ = FORMATS.get(format_name)
    if format_ is None:
        raise UsageError(Fault(f"there is no format '{format_name}'", fix=f"choose one of {', '.join(FORMATS)}"))
    if not format_.holds_graphs and part in _NEVER_ASSERTED:
        can = ", ".join(f.name for f in FORMATS.values() if f.holds_graphs)
        message = f"{format_name} holds one graph, and {_NEVER_ASSERTED[part]}"
        raise UsageError(Fault(message, fix=f"choose {can}, or --graph findings"))
    chosen = quads_of_part(quads, part)
    if not format_.holds_graphs:
        # The union of the part's graphs, each triple once.
        triples = {_order(q)[1:]: q.triple for q in chosen}
        return _serialize([t for _, t in sorted(triples.items())], format_name, context)
    if format_name == "nquads":
        return b"".join(sorted({f"{q} .\n".encode() for q in chosen}))
    if format_name == "trig":
        return _serialize(chosen, format_name, context)
    return to_jsonld(chosen, context)


def write(triples: Iterable[ox.Triple], format_name: str, context: Mapping[str, object]) -> bytes:
    """Serialize triples as one unnamed graph. `context` as for `export`."""
    quads = sorted({ox.Quad(t.subject, t.predicate, t.object) for t in triples}, key=_order)
    return (
        to_jsonld(quads, context)
        if format_name == "jsonld"
        else _serialize([q.triple for q in quads], format_name, context)
    )


_OXIGRAPH = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


def _serialize(
    items: Iterable[ox.Quad] | Iterable[ox.Triple], format_name: str, context: Mapping[str, object]
) -> bytes:
    out = ox.serialize(items, format=_OXIGRAPH[format_name], prefixes=_prefixes_in(context))
    assert out is not None
    if format_name not in ("turtle", "trig"):
        return out
    # Oxigraph writes prefixes in the order of a hash table, which differs between runs.
    lines = out.splitlines(keepends=True)
    head = sum(1 for _ in itertools.takewhile(lambda line: line.startswith(b"@prefix "), lines))
    return b"".join([*sorted(lines[:head]), b"\n", *lines[head:]])


def _prefixes_in(context: Mapping[str, object]) -> dict[str, str]:
    """The prefixes that a JSON-LD context declares, with their namespaces; those of the core where it declares none."""
    declared = {name: str(of["@id"]) for name, of in context.items() if isinstance(of, Mapping) and "@prefix" in of}
    # The key `id` is that of JSON-LD itself: identifiers are relative to the base.
    base = str(context.get("@base", ""))
    return {**declared, "id": base if base.endswith("/id/") else f"{base}#id/"} if declared else PREFIXES


PLAIN_LOCAL_NAME = re.compile(r"[A-Za-z][\w-]*(?:\.[\w-]+)*")
"""The local names that can stand in a prefixed name of Turtle without an escape."""

_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r"})


def term_as_turtle(term: Identifier, prefixes: Mapping[str, str]) -> str:
    """A term of rdflib as Turtle: a prefixed name where its local part is plain, else as N-Triples writes it.

    `prefixes` maps a prefix to its namespace; the first that fits is taken. Unlike rdflib's `n3`, it writes every literal
    on one line, in quotes and with its datatype.
    """
    if isinstance(term, URIRef):
        for prefix, namespace in prefixes.items():
            if term.startswith(namespace) and PLAIN_LOCAL_NAME.fullmatch(term[len(namespace) :]):
                return f"{prefix}:{term[len(namespace) :]}"
        return f"<{term}>"
    if isinstance(term, Literal):
        datatype = f"^^{term_as_turtle(term.datatype, prefixes)}" if term.datatype else ""
        return f'"{term.translate(_ESCAPES)}"' + (f"@{term.language}" if term.language else datatype)
    return term.n3()


def to_jsonld(quads: Iterable[ox.Quad], context: Mapping[str, object]) -> bytes:
    """Quads as JSON-LD, compacted with the project's context, one node for each subject of each graph."""
    graphs: dict[str, dict[str, dict[str, list[object]]]] = {}
    for q in quads:
        nodes = graphs.setdefault(_graph(q), {})
        assert isinstance(q.subject, ox.NamedNode)
        node = nodes.setdefault(q.subject.value, {})
        if q.predicate.value == _TYPE and isinstance(q.object, ox.NamedNode):
            node.setdefault("@type", []).append(q.object.value)
        else:
            node.setdefault(q.predicate.value, []).append(_value(q.object))
    expanded: list[dict[str, object]] = []
    for name, nodes in graphs.items():
        listed: list[dict[str, object]] = [{"@id": s, **properties} for s, properties in nodes.items()]
        # The nodes of the default graph are at the top level.
        expanded.extend([{"@id": name, "@graph": listed}] if name else listed)
    compacted = _Compactor().compact(
        expanded, {"@context": context}, {"graph": True, "documentLoader": _no_network, "skipExpansion": True}
    )
    return (json.dumps(_readable(compacted), ensure_ascii=False, indent=1) + "\n").encode()


class _Compactor(jsonld.JsonLdProcessor):  # type: ignore[misc]  # PyLD has no types
    """PyLD's processor, which remembers what an IRI is compacted to where that depends on the context alone.

    PyLD compares each IRI with every term of the context each time, which is nine tenths of the work on a release.
    """

    def __init__(self) -> None:
        super().__init__()
        self._short: dict[int, tuple[object, dict[tuple[str, bool], object]]] = {}

    def _compact_iri(
        self, active_ctx: object, iri: str, value: object = None, vocab: bool = False, *more: object, **named: object
    ) -> object:
        if value is not None or more or named or not isinstance(iri, str):
            return super()._compact_iri(active_ctx, iri, value, vocab, *more, **named)
        # The context is kept beside its answers, so that no other one can have its identity meanwhile.
        _, known = self._short.setdefault(id(active_ctx), (active_ctx, {}))
        key = (iri, vocab)
        if key not in known:
            known[key] = super()._compact_iri(active_ctx, iri, value, vocab)
        return known[key]


def _readable(value: object) -> object:
    """The same JSON with the identifier and the type of each node first."""
    if isinstance(value, list):
        return [_readable(v) for v in value]
    if isinstance(value, dict):
        first = [k for k in ("@context", "id", "type") if k in value]
        return {
            k: value[k] if k == "@context" else _readable(value[k])
            for k in (*first, *sorted(value.keys() - set(first)))
        }
    return value


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> dict[str, str]:
    if isinstance(term, ox.Literal):
        if term.language:
            return {"@value": term.value, "@language": term.language}
        if term.datatype.value == "http://www.w3.org/2001/XMLSchema#string":
            return {"@value": term.value}
        return {"@value": term.value, "@type": term.datatype.value}
    assert not isinstance(term, ox.Triple)
    return {"@id": str(term) if isinstance(term, ox.BlankNode) else term.value}


def _no_network(url: str, _options: object) -> dict[str, object]:
    raise UsageError(Fault(f"a JSON-LD context must not be fetched: {url}"))
