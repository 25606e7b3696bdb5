"""Reads RDF files by Oxigraph, which gives the line and column of every fault and changes no literal."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from rdflib import Graph

from csto_kg.errors import DataError, Fault, UsageError, Where
from csto_kg.rdf.serialize import FORMATS
from csto_kg.rdf.terms import to_triple

__all__ = ["format_of", "read_quads", "read_turtle", "subject_line"]

_BYTE_ORDER_MARK: Final = "\ufeff".encode()


def format_of(path: Path) -> ox.RdfFormat | None:
    """The format that the ending of a file's name stands for: `.owl` for RDF/XML, or Turtle where no tag is at its start."""
    ending = path.suffix.removeprefix(".").lower()
    if ending != "owl":
        return ox.RdfFormat.from_extension(ending)
    with path.open("rb") as file:
        start = file.read(200).removeprefix(_BYTE_ORDER_MARK).lstrip()
    return ox.RdfFormat.RDF_XML if start.startswith((b"<?xml", b"<!", b"<rdf:")) else ox.RdfFormat.TURTLE


def read_quads(path: Path, base: str | None = None, format_: ox.RdfFormat | None = None) -> list[ox.Quad]:
    """The quads of an RDF file, whose format follows from the ending of its name unless it is given.

    Relative IRIs are resolved against the `base`; without it they are refused. A byte order mark is passed over.
    Raises UsageError for an unknown ending, and DataError with line and column where the file cannot be read.
    """
    format_ = format_ or format_of(path)
    if format_ is None:
        endings = ", ".join(f".{f.suffix}" for f in FORMATS.values())
        raise UsageError(Fault(f"{path} has no ending of an RDF format", fix=f"name it one of {endings}"))
    try:
        with path.open("rb") as file:
            if file.read(len(_BYTE_ORDER_MARK)) != _BYTE_ORDER_MARK:
                file.seek(0)
            return list(ox.parse(file, format=format_, base_iri=base, rename_blank_nodes=True))
    except SyntaxError as error:
        where = Where(str(path), error.lineno or 0, error.offset or 0)
        raise DataError(Fault(f"is not {format_.name}: {error.msg}", where=where)) from None
    except (OSError, ValueError) as error:
        raise DataError(Fault(f"cannot be read: {error}", where=Where(str(path)))) from None


def read_turtle(*paths: Path) -> Graph:
    """Turtle files as one graph. Raises DataError with file, line and column of every file that cannot be read."""
    graph = Graph()
    faults = []
    for path in paths:
        try:
            for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
                graph.add(to_triple(quad))
        except OSError as error:
            faults.append(Fault(f"cannot be read: {error.strerror}", where=Where(str(path))))
        except SyntaxError as error:
            where = Where(str(path), error.lineno or 0, error.offset or 0)
            faults.append(Fault("is not Turtle", where=where, fix=str(error.msg)))
        except ValueError as error:
            faults.append(Fault(f"is not Turtle: {error}", where=Where(str(path))))
    if faults:
        raise DataError(*faults)
    return graph


def subject_line(text: str, iri: str) -> int:
    """The line of a Turtle text on which the statements about an identifier first start; 0 where none is found."""
    parser = ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)
    next(iter(parser), None)  # the prefixes are known once the first triple is read
    names = [f"<{iri}>"]
    for prefix, namespace in parser.prefixes.items():
        if namespace and iri.startswith(namespace):
            names.append(f"{prefix}:{iri.removeprefix(namespace)}")
    # A subject stands at the start of a line or after a full stop; an object is followed by punctuation.
    pattern = rf"(?:^|\.)[ \t]*(?:{'|'.join(map(re.escape, names))})(?=\s+[^\s;,.\])])"
    found = re.search(pattern, text, re.MULTILINE)
    return 0 if found is None else text.count("\n", 0, found.start()) + 1
