"""The data of each page as files beside it: Turtle and N-Triples of what is held, JSON-LD of every graph.

The formats of one graph leave out the contents of claims, what is only reported and what follows by inference: merged with
what is held, these would read as facts. JSON-LD keeps each in its named graph.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import urljoin

import pyoxigraph as ox

from csto_kg.rdf.serialize import write
from csto_kg.site.addresses import ONTOLOGY_PAGE, Addresses, page_of, relative
from csto_kg.vocab import G_INFERRED, G_REPORTED, GRAPH, Namespaces

__all__ = ["CONTEXT_FILE", "data_files"]

CONTEXT_FILE: Final = "context.jsonld"
_APART: Final = frozenset(map(str, (G_INFERRED, G_REPORTED)))
_GRAPHS: Final = str(GRAPH)


def data_files(
    quads: Iterable[ox.Quad],
    addresses: Addresses,
    namespaces: Namespaces,
    jsonld: bytes,
    context: Mapping[str, object],
) -> Iterator[tuple[str, bytes]]:
    """The files with the data of pages, by their paths. `jsonld` is the release in that format."""
    triples: dict[str, set[ox.Triple]] = {}
    for quad in quads:
        if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.graph_name, ox.NamedNode):
            continue
        graph = quad.graph_name.value
        if graph.startswith(_GRAPHS) and graph not in _APART:
            page = page_of(addresses.of(quad.subject.value)) or ONTOLOGY_PAGE
            triples.setdefault(page, set()).add(quad.triple)
    for page, of_page in sorted(triples.items()):
        stem = page.removesuffix(".html")
        yield f"{stem}.nt", b"".join(sorted(f"{triple} .\n".encode() for triple in of_page))
        yield f"{stem}.ttl", write(of_page, "turtle", context)
    yield from _json_files(jsonld, addresses, namespaces)


def _json_files(jsonld: bytes, addresses: Addresses, namespaces: Namespaces) -> Iterator[tuple[str, bytes]]:
    """The nodes of the release by page. The context stands beside the pages; its `@base` holds only where it is written."""
    release = json.loads(jsonld)
    context = release["@context"]
    yield CONTEXT_FILE, _lines({"@context": context})
    graphs = next(value for key, value in release.items() if key != "@context")
    nodes: dict[str, dict[str, list[str]]] = {}
    for graph in graphs:
        name, within = (
            graph["id"],
            next(value for key, value in graph.items() if isinstance(value, list) and key != "id"),
        )
        is_content = not namespaces.expanded(name).startswith(_GRAPHS)
        for node in within:
            place = addresses.of(_expanded(name if is_content else node["id"], context["@base"], namespaces))
            # What the ontology says of the terms of others stands with its own.
            page = page_of(place) or ONTOLOGY_PAGE
            nodes.setdefault(page, {}).setdefault(name, []).append(_line(node))
    key = next(key for key, value in graphs[0].items() if isinstance(value, list))
    for page, by_graph in sorted(nodes.items()):
        head = json.dumps([relative(CONTEXT_FILE, page), {"@base": context["@base"]}], ensure_ascii=False)
        parts = [f'{{"id":{json.dumps(name)},"{key}":{_listed(lines)}}}' for name, lines in sorted(by_graph.items())]
        yield f"{page.removesuffix('.html')}.jsonld", f'{{"@context":{head},\n"{key}":{_listed(parts)}}}\n'.encode()


def _expanded(name: str, base: str, namespaces: Namespaces) -> str:
    """The IRI of an identifier in JSON-LD: one with a prefix, or one that is relative to the base of the context."""
    prefix, colon, _ = name.partition(":")
    if colon and ("/" not in prefix):
        return namespaces.expanded(name)
    return namespaces.settled(urljoin(base, name))


def _listed(parts: list[str]) -> str:
    """Parts that are JSON as a list, one on a line."""
    return "[\n" + ",\n".join(parts) + "\n]"


def _line(node: object) -> str:
    return json.dumps(node, ensure_ascii=False, separators=(",", ":"))


def _lines(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
