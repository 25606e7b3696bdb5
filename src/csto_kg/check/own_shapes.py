"""The shapes of a gate: those of the core, and beside them what a project adds; and shapes named in their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from csto_kg.check.naming import NAMING, SHAPES
from csto_kg.check.shape_mistakes import shape_mistakes
from csto_kg.errors import DataError, Fault, Where
from csto_kg.ontology import Ontology
from csto_kg.rdf.files import format_of, read_quads, read_turtle, subject_line
from csto_kg.rdf.terms import to_triple
from csto_kg.vocab import CSTO

__all__ = ["shapes_in", "shapes_of_gate"]


def shapes_of_gate(files: Sequence[Path], ontology: Ontology) -> Graph:
    """The shapes of a gate: in the first file those of the core, in the others those of a project.

    A project may say more of a shape of the core, such as a class that it is for too. Raises DataError for files that cannot
    be read, where a project declares a shape of the core itself (two of one name would be read as one), and for each mistake
    in the project's shapes.
    """
    core = read_turtle(*files[:1])
    if faults := [fault for path in files[1:] for fault in _declared_twice(core, path)]:
        raise DataError(*faults)
    if faults := [fault for path in files[1:] for fault in _mistakes(path, core, ontology)]:
        raise DataError(*faults)
    return core + read_turtle(*files[1:]) if files[1:] else core


def shapes_in(files: Sequence[Path], is_strict: bool = True) -> Graph:
    """The shapes in files of any RDF format that stand for those of a project. Raises DataError for each mistake in them.

    Terms that SHACL does not define are mistakes only if it `is_strict`: who uses the shapes of others cannot correct them.
    """
    shapes = Graph()
    for path in files:
        shapes += _others_shapes(path)
    if faults := [fault for path in files for fault in _mistakes_of_others(path, shapes, is_strict)]:
        raise DataError(*faults)
    return shapes


def _others_shapes(path: Path) -> Graph:
    """The shapes in a file in any RDF format, by its ending; Turtle where that is unknown."""
    format_ = format_of(path) or ox.RdfFormat.TURTLE
    graph = Graph()
    for quad in read_quads(path, path.resolve().as_uri(), format_):
        graph.add(to_triple(quad))
    return graph


def _mistakes_of_others(path: Path, shapes: Graph, is_strict: bool) -> Iterator[Fault]:
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    is_turtle = (format_of(path) or ox.RdfFormat.TURTLE) == ox.RdfFormat.TURTLE
    for found in shape_mistakes(_others_shapes(path), shapes):
        if found.is_of_term and not is_strict:
            continue
        line = subject_line(text, str(found.shape)) if found.shape is not None and is_turtle else 0
        yield Fault(found.message, _name(found.shape), Where(str(path), line), found.fix)


def _declared_twice(core: Graph, path: Path) -> Iterator[Fault]:
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    named = {shape for shape in read_turtle(path).subjects(RDF.type, None) if isinstance(shape, URIRef)}
    for shape in sorted(named):
        if (shape, RDF.type, None) in core:
            where = Where(str(path), subject_line(text, str(shape)))
            fix = "say only what you add to it, as sh:targetClass, or give your shape another name"
            yield Fault("is declared by the core", shape.replace(SHAPES, "shapes:"), where, fix)


def _mistakes(path: Path, others: Graph, ontology: Ontology) -> Iterator[Fault]:
    """The mistakes in a project's file of shapes, which may refer to the others."""
    text = path.read_text(encoding="utf-8")
    spaces = (str(CSTO), str(ontology.namespaces.terms))
    declared = frozenset(ontology.graph.subjects())
    for found in shape_mistakes(read_turtle(path), others, spaces, declared):
        line = subject_line(text, str(found.shape)) if found.shape is not None else 0
        yield Fault(found.message, _name(found.shape), Where(str(path), line), found.fix)


def _name(shape: URIRef | None) -> str:
    return NAMING.short(shape).replace(SHAPES, "shapes:") if shape is not None else "a shape"
