"""Reads RDF files to quads."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from csto_kg.errors import DataError, Fault, UsageError, Where
from csto_kg.rdf.serialize import FORMATS

__all__ = ["read_quads"]


def read_quads(path: Path) -> list[ox.Quad]:
    """The quads of an RDF file. Raises DataError that names line and column where it is broken."""
    format_ = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if format_ is None:
        endings = ", ".join(f".{f.suffix}" for f in FORMATS.values())
        raise UsageError(Fault(f"{path} has no ending of an RDF format", fix=f"name it one of {endings}"))
    try:
        return list(ox.parse(path=str(path), format=format_))
    except SyntaxError as error:
        where = Where(str(path), error.lineno or 0, error.offset or 0)
        raise DataError(Fault(f"is not {format_.name}: {error.msg}", where=where)) from None
    except (OSError, ValueError) as error:
        raise DataError(Fault(f"cannot be read: {error}", where=Where(str(path)))) from None
