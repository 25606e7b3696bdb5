"""Reads RDF files of any origin to check them, with limits on their size."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from csto_kg.errors import DataError, Fault, UsageError, Where
from csto_kg.rdf.files import read_quads

__all__ = ["MAX_GROWN", "MAX_LITERAL", "rdf_files", "read_rdf", "relabelled"]

MAX_LITERAL: Final = 1_000_000
"""The longest literal that is read, in characters. A longer one is not a fact, and would only fill the memory."""

MAX_GROWN: Final = 10_000_000
"""The size to which XML entities may grow, in bytes."""

# The endings of the files that a folder is searched for.
_ENDINGS: Final = frozenset(("ttl", "nt", "nq", "trig", "rdf", "owl", "xml", "jsonld", "n3"))
_ENTITY: Final = re.compile(rb"<!ENTITY\s+(?:%\s+)?([^\s%]+)\s+(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE: Final = re.compile(rb"[&%]([^#;\s][^;\s]*);")
_BEYOND: Final = 10**12


def rdf_files(path: Path) -> list[Path]:
    """A file, or the RDF files in a folder and below it. Raises UsageError where there is none."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        fix = "name an RDF file, or leave it out to check the data files"
        raise UsageError(Fault(f"there is no file or folder {path}", fix=fix))
    found = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.removeprefix(".") in _ENDINGS)
    if not found:
        fix = f"name one that ends in {', '.join(sorted(_ENDINGS))}"
        raise UsageError(Fault(f"{path} holds no RDF file", fix=fix))
    return found


def read_rdf(path: Path) -> list[ox.Quad]:
    """The quads of an RDF file.

    Relative IRIs are resolved against the file.

    Raises UsageError for an unknown ending, and DataError where the file is broken, for literals too long to be facts, and
    for XML entities that would grow beyond all bounds.
    """
    if path.suffix in (".rdf", ".owl", ".xml") and (grown := _grown(path.read_bytes())) > MAX_GROWN:
        size = f"{'more than ' if grown >= _BEYOND else ''}{min(grown, _BEYOND)} bytes"
        message = f"its XML entities would grow to {size}"
        raise DataError(Fault(message, where=Where(str(path)), fix="replace the entities by their text"))
    quads = read_quads(path, path.resolve().as_uri())
    for quad in quads:
        length = len(quad.object.value) if isinstance(quad.object, ox.Literal) else 0
        if length > MAX_LITERAL:
            message = f"a literal of {length} characters; none longer than {MAX_LITERAL} is taken"
            raise DataError(Fault(message, str(quad.subject), Where(str(path)), f"look at {quad.predicate.value}"))
    return quads


def _grown(text: bytes) -> int:
    """How many bytes the entities that XML declares take where they are used, each in the ones before it, too."""
    sizes: dict[bytes, int] = {}
    for name, double, single in _ENTITY.findall(text):
        value = double or single
        sizes[name] = min(_BEYOND, len(value) + sum(sizes.get(r, 0) for r in _REFERENCE.findall(value)))
    body = text.rpartition(b"]>")[2] if sizes else b""
    return min(_BEYOND, sum(sizes.get(name, 0) for name in _REFERENCE.findall(body)))


def relabelled(quads: Iterable[ox.Quad], prefix: str) -> list[ox.Quad]:
    """The quads, their blank nodes numbered as they come: a parser gives them other labels in each run."""
    labels: dict[ox.BlankNode, ox.BlankNode] = {}

    def label(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Any:
        return (
            labels.setdefault(term, ox.BlankNode(f"{prefix}{len(labels)}"))
            if isinstance(term, ox.BlankNode)
            else term
        )

    def renamed(quad: ox.Quad) -> ox.Quad:
        subject, value = quad.subject, quad.object
        if not isinstance(subject, ox.BlankNode) and not isinstance(value, ox.BlankNode):
            return quad
        return ox.Quad(label(subject), quad.predicate, label(value), quad.graph_name)

    return list(map(renamed, quads))
