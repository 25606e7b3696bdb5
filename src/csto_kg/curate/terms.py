"""The classes and keys that data files may use, with what they mean, as people look them up when they write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH, SKOS, XSD
from rdflib.term import Node

from csto_kg.advice import did_you_mean
from csto_kg.errors import Fault, UsageError
from csto_kg.ontology import ClassName, Key, Ontology, ValueKind
from csto_kg.project import Project
from csto_kg.rdf.files import read_turtle
from csto_kg.read.keys import REGISTER_ENTRY, STATEMENT
from csto_kg.vocab import CSTO, EDTF, spaced

__all__ = ["ClassTerms", "KeyTerms", "class_terms", "key_terms", "listed_classes", "needed_keys"]

_TAKES: Final = {
    EDTF.EDTF: 'a date in quotes: "2003-06-30", "2003-06" or "2003"',
    XSD.integer: "a whole number",
    XSD.decimal: "a number",
    XSD.boolean: "true or false",
    XSD.anyURI: "a web address",
}


@dataclass(frozen=True, slots=True)
class KeyTerms:
    """A key: what it takes, what it means, an example, and where it is written."""

    name: str
    takes: str
    means: str
    example: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassTerms:
    """A class: what it means, an example, the form of identifiers, and its keys.

    `needed` are the keys that a build asks for, with " or " between those of which one will do; `own` are the keys for
    things of the class or of one above it, and `general` those for anything. `command` adds an entry of it, where one does.
    """

    name: str
    label: str
    means: str
    example: str
    form: str
    command: str
    needed: tuple[str, ...]
    own: tuple[KeyTerms, ...]
    general: tuple[KeyTerms, ...]


def listed_classes(ontology: Ontology) -> dict[str, str]:
    """The classes of which the register has entries, in order, each with its label."""
    return {name: _label(ontology, c) for name, c in sorted(ontology.classes.items()) if _is_listed(c)}


def class_terms(project: Project, ontology: Ontology, name: str) -> ClassTerms:
    """What there is to know of a class. Raises UsageError for an unknown name, with those that resemble it."""
    cls = ontology.classes.get(name)
    if cls is None:
        known = [*ontology.classes, *ontology.keys]
        fix = did_you_mean(name, known, "csto-kg terms lists the classes", 0.6)
        raise UsageError(Fault(f"there is no class and no key '{name}'", fix=fix))
    names = sorted(n for n in ontology.keys if REGISTER_ENTRY.allows(n, ontology) or STATEMENT.allows(n, ontology))
    usable = [ontology.keys[n] for n in names]
    kinds = {key.name: _kinds(ontology.graph, key.iri) for key in usable}
    above = {cls.iri, *ontology.supers.get(cls.iri, ())}
    command = "event" if ontology.is_occurrent(cls.iri) else "entity"
    return ClassTerms(
        name,
        _label(ontology, cls),
        _said(ontology, cls.iri, SKOS.definition),
        _said(ontology, cls.iri, SKOS.example),
        "a bare name" if cls.segment == "" else f"{cls.segment}/…" if cls.segment else "",
        f"csto-kg {command} new {name}" if _is_listed(cls) else "",
        needed_keys(project, ontology, cls),
        tuple(key_terms(ontology, key) for key in usable if kinds[key.name] & above),
        tuple(key_terms(ontology, key) for key in usable if not kinds[key.name]),
    )


def key_terms(ontology: Ontology, key: Key) -> KeyTerms:
    """What there is to know of a key."""
    graph = ontology.graph
    values = sorted(
        _name(v) for p in (RDFS.range, CSTO.valueType) for v in graph.objects(key.iri, p) if isinstance(v, URIRef)
    )
    takes = {
        ValueKind.ENTITY: f"an identifier of: {', '.join(values)}" if values else "an identifier",
        ValueKind.TEXT: "texts by language: {en: …}",
        ValueKind.TERM: "a key",
        ValueKind.LITERAL: _TAKES.get(key.datatype or XSD.string, "a text"),
    }[key.kind]
    means = _said(ontology, key.iri, SKOS.definition) or _said(ontology, key.iri, CSTO.phrase)
    places = tuple(sorted(key.written_in)) or ("claims", "register")
    return KeyTerms(key.name, takes, means, _said(ontology, key.iri, SKOS.example), places)


def needed_keys(project: Project, ontology: Ontology, cls: ClassName) -> tuple[str, ...]:
    """The keys that the shapes ask for in things of a class; of several that do, all with " or " between them."""
    shapes = read_turtle(*project.view_shapes)
    names = {key.iri: name for name, key in ontology.keys.items() if REGISTER_ENTRY.allows(name, ontology)}
    above = {cls.iri, *ontology.supers.get(cls.iri, ())}
    found: dict[tuple[str, ...], None] = {}
    for shape in sorted({s for a in above for s in shapes.subjects(SH.targetClass, a)}, key=str):
        for part in shapes.objects(shape, SH.property):
            least = shapes.value(part, SH.minCount)
            if least is not None and int(str(least)) > 0 and (shapes.value(part, SH.severity) == SH.Violation):
                keys = [names[iri] for iri in _path(shapes, shapes.value(part, SH.path)) if iri in names]
                found |= {tuple(keys): None} if keys else {}
    single = {keys[0] for keys in found if len(keys) == 1}
    return tuple(" or ".join(keys) for keys in found if len(keys) == 1 or single.isdisjoint(keys))


def _path(shapes: Graph, path: Node | None) -> Iterator[URIRef]:
    """The properties of a path: it alone, or those of which one will do. The build writes the class and bounds."""
    if isinstance(path, URIRef):
        yield from () if path == RDF.type else (path,)
    elif (several := shapes.value(path, SH.alternativePath)) is not None:
        yield from (p for p in Collection(shapes, several) if isinstance(p, URIRef))


def _is_listed(cls: ClassName) -> bool:
    return cls.segment is not None and ":" not in cls.segment


def _kinds(graph: Graph, key: URIRef) -> set[Node]:
    """The classes of the things that a key is for; none where it is for anything."""
    return {cls for p in (RDFS.domain, CSTO.subjectType) for cls in graph.objects(key, p)}


def _label(ontology: Ontology, cls: ClassName) -> str:
    return _said(ontology, cls.iri, RDFS.label) or spaced(cls.name).lower()


def _said(ontology: Ontology, term: URIRef, annotation: URIRef) -> str:
    return str(ontology.graph.value(term, annotation) or "")


def _name(value: Node) -> str:
    return str(value).rsplit("#", 1)[-1].rsplit("/", 1)[-1]
