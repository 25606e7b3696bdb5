"""What assistants can read by its IRI or short form: things, claims and sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from csto_kg.ask.documents import PlainObject
from csto_kg.ask.graph import Graph
from csto_kg.errors import Fault, UsageError
from csto_kg.mcp.things import thing_document
from csto_kg.rdf.results import text_of
from csto_kg.vocab import CSTO, G_PROVENANCE, G_REGISTER, ID, short, within

__all__ = ["PAGE", "Readable", "Template", "listed", "read", "templates"]

PAGE: Final = 100
"""How many resources one part of the list has."""

_KINDS: Final = {"id": "a thing", "claim": "a claim", "source": "a source"}
_LISTED: Final = f"""SELECT DISTINCT ?order ?x WHERE {{
  {{ GRAPH <{G_PROVENANCE}> {{ ?x a <{CSTO.Source}> }} BIND(0 AS ?order) }}
  UNION {{ GRAPH <{G_REGISTER}> {{ ?x a ?class }} BIND(1 AS ?order) }} }} ORDER BY ?order ?x"""


@dataclass(frozen=True, slots=True)
class Readable:
    """A resource: its IRI, its short name, and what it is called."""

    iri: str
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Template:
    """The form of the addresses of some resources (RFC 6570), with what they are."""

    form: str
    about: str


def templates(graph: Graph) -> tuple[Template, ...]:
    """The forms of addresses: full IRIs in the namespaces of core and project, and short forms."""
    namespaces = graph.names.namespaces
    roots = [namespaces.root] if namespaces.is_core else [namespaces.root, str(ID).removesuffix("id/")]
    return tuple(
        Template(f"{start}{{+name}}", f"{about}, by its {how}")
        for kind, about in _KINDS.items()
        for start, how in (
            *((f"{root}{kind}/", "IRI") for root in roots if kind == "id" or root == namespaces.root),
            (f"{kind}:", "short form"),
        )
    )


def listed(graph: Graph, start: int) -> tuple[tuple[Readable, ...], int | None]:
    """A part of the list of sources and things, from `start` on, and where the next part starts; None at its end."""
    iris = [text_of(row[1]) for row in graph.sparql(_LISTED).table.rows if isinstance(row[1], ox.NamedNode)]
    kept = [iri for iri in iris if within(iri, "id") or within(iri, "source")]
    end = start + PAGE
    found = tuple(Readable(iri, short(iri), graph.labels.of(iri)) for iri in kept[start:end])
    return found, end if end < len(kept) else None


def read(graph: Graph, address: str) -> PlainObject:
    """The thing, claim or source with this address. Raises UsageError for any other, with those that resemble it."""
    iri = graph.names.namespaces.expanded(address) if address.startswith(tuple(f"{k}:" for k in _KINDS)) else address
    name = next(_names(iri), None)
    if name is None:
        forms = ", ".join(template.form for template in templates(graph))
        raise UsageError(Fault(f"'{address}' is not the address of a thing", fix=f"the forms are {forms}"))
    return thing_document(graph, iri)


def _names(iri: str) -> Iterator[str]:
    return (name for kind in _KINDS if (name := within(iri, kind)))
