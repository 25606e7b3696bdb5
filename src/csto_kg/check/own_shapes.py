"""The shapes of a gate: those of the core, and beside them what a project adds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from csto_kg.check.naming import SHAPES
from csto_kg.errors import DataError, Fault, Where
from csto_kg.rdf.files import read_turtle, subject_line

__all__ = ["shapes_of_gate"]


def shapes_of_gate(files: Sequence[Path]) -> Graph:
    """The shapes of a gate: in the first file those of the core, in the others those of a project.

    A project may say more of a shape of the core, such as a class that it is for too. Raises DataError for files that cannot
    be read, and where a project declares a shape of the core itself: two of one name would be read as one.
    """
    core = read_turtle(*files[:1])
    if faults := [fault for path in files[1:] for fault in _declared_twice(core, path)]:
        raise DataError(*faults)
    return core + read_turtle(*files[1:]) if files[1:] else core


def _declared_twice(core: Graph, path: Path) -> Iterator[Fault]:
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    named = {shape for shape in read_turtle(path).subjects(RDF.type, None) if isinstance(shape, URIRef)}
    for shape in sorted(named):
        if (shape, RDF.type, None) in core:
            where = Where(str(path), subject_line(text, str(shape)))
            fix = "say only what you add to it, as sh:targetClass, or give your shape another name"
            yield Fault("is declared by the core", shape.replace(SHAPES, "shapes:"), where, fix)
