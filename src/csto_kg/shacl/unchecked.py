"""What shapes ask for that neither engine does: a shape that is not evaluated never counts as one that holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, SH
from rdflib.term import Node

from csto_kg.shacl.naming import Naming

__all__ = ["is_term_unknown", "not_evaluated"]

_SHAPES: Final = (SH.NodeShape, SH.PropertyShape)
_SCRIPTS: Final = ("js", "jsFunctionName", "jsLibrary")
_SCRIPT_KINDS: Final = ("JSConstraint", "JSTarget", "JSTargetType", "JSFunction", "JSRule", "JSValidator")


def is_term_unknown(term: Node) -> bool:
    """Whether a node is in the namespace of SHACL and no term of it; the namespace itself is no term that must be known."""
    return isinstance(term, URIRef) and term.startswith(str(SH)) and term != URIRef(str(SH)) and term not in SH


def not_evaluated(shapes: Graph, targeted: set[Node], naming: Naming) -> tuple[str, ...]:
    """A sentence for each thing in the shapes that is not evaluated; `targeted` are the shapes with targets."""
    active = {n for n in targeted if not _is_off(shapes, n)}
    found = {*_imports(shapes, naming), *_features(shapes, naming), *_unattached(shapes, targeted, naming)}
    if not targeted and not found:
        found.add("the shapes hold no shape with a target")
    if targeted and not active and not found:
        found.add("every shape with a target is deactivated")
    return tuple(sorted(found))


def _imports(shapes: Graph, naming: Naming) -> Iterator[str]:
    for importer, imported in shapes.subject_objects(OWL.imports):
        is_read = (imported, RDF.type, None) in shapes or (imported, SH.declare, None) in shapes
        if not is_read and str(imported) not in (str(SH), str(SH).removesuffix("#")):
            yield f"{naming.in_shapes(importer)} imports {naming.in_shapes(imported)}, which was not read"


def _features(shapes: Graph, naming: Naming) -> Iterator[str]:
    for subject, regime in shapes.subject_objects(SH.entailment):
        yield f"{naming.in_shapes(subject)} asks for the entailment {naming.in_shapes(regime)}, which is not done"
    scripted = {s for name in _SCRIPTS for s in shapes.subjects(SH[name], None)}
    scripted |= {s for name in _SCRIPT_KINDS for s in shapes.subjects(RDF.type, SH[name])}
    for subject in scripted:
        yield f"{naming.in_shapes(subject)} is in JavaScript, which is not run"
    for subject, prop, value in shapes:
        for term in filter(is_term_unknown, (prop,) if prop == SH.entailment else (prop, value)):
            yield f"{naming.in_shapes(subject)} uses {naming.in_shapes(term)}, which is not a term of SHACL"


def _unattached(shapes: Graph, targeted: set[Node], naming: Naming) -> Iterator[str]:
    """The shapes that have no target and that nothing refers to."""
    declared = {s for kind in _SHAPES for s in shapes.subjects(RDF.type, kind)} | set(shapes.subjects(SH.path, None))
    parameters = {*shapes.objects(None, SH.parameter), *shapes.subjects(RDF.type, SH.Parameter)}
    for shape in declared - targeted - parameters:
        if (None, None, shape) not in shapes and not _is_off(shapes, shape):
            yield f"{naming.in_shapes(shape)} has no target, and no shape refers to it"


def _is_off(shapes: Graph, shape: Node) -> bool:
    return any(isinstance(v, Literal) and str(v) == "true" for v in shapes.objects(shape, SH.deactivated))
