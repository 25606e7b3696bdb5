"""The ontology: the keys and classes that data files may use, and the JSON-LD context and dictionary made from it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS, VANN, VOID, XSD

from csto_kg.advice import did_you_mean
from csto_kg.errors import DataError, Fault, Where
from csto_kg.project import CORE, Project, core_identifiers
from csto_kg.rdf.files import read_turtle, subject_line
from csto_kg.vocab import BIBO, CORE_NAMESPACES, CSTO, DCTERMS, Namespaces, short

URI_SPACE: Final = VOID.uriSpace
"""What the namespace of a project is the value of, in the header of the project's ontology."""


class ValueKind(StrEnum):
    """The kind of values of a key."""

    ENTITY = "entity"  # an identifier, or several
    TERM = "term"  # a key of the ontology
    TEXT = "text"  # a map from language to text
    LITERAL = "literal"  # a typed literal


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the data files: its property, the kind of its values, and where it may be written."""

    name: str
    iri: URIRef
    kind: ValueKind
    datatype: URIRef | None
    written_in: frozenset[str]

    def allowed_in(self, place: str) -> bool:
        """Whether it may be written in a place: `register`, `claims`, `sources` or `decisions`."""
        return place in self.written_in if self.written_in else place in ("register", "claims")


@dataclass(frozen=True, slots=True)
class ClassName:
    """A class that may be written as `type`, and the first segment of the identifiers of its instances."""

    name: str
    iri: URIRef
    segment: str | None


@dataclass(frozen=True, slots=True)
class Ontology:
    """The graph of the ontology and what other modules ask of it.

    `namespaces` are those of the project whose ontology it is.
    `needs_no_claim` are the classes whose members the register may list though nothing refers to them.
    `identity_links` are the keys by whose values rows of outside tables are matched to entries of the register. `files` are
    those that it was read from, by their names for people.
    """

    graph: Graph
    keys: Mapping[str, Key]
    classes: Mapping[str, ClassName]
    functional: frozenset[URIRef]
    supers: Mapping[URIRef, frozenset[URIRef]]
    disjoint: frozenset[frozenset[URIRef]]
    needs_no_claim: frozenset[URIRef]
    identity_links: frozenset[str]
    namespaces: Namespaces = CORE_NAMESPACES
    files: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))

    def is_a(self, cls: URIRef, ancestor: URIRef) -> bool:
        """Whether `cls` is `ancestor` or a subclass of it."""
        return cls == ancestor or ancestor in self.supers.get(cls, frozenset())

    def is_occurrent(self, cls: URIRef) -> bool:
        """Whether a class is one of events, situations or observations, which need a claim to be in the view."""
        return self.is_a(cls, CSTO.Occurrent)

    def are_disjoint(self, a: URIRef, b: URIRef) -> bool:
        """Whether the classes or any of their superclasses are declared disjoint."""
        of_a, of_b = self.supers.get(a, frozenset()) | {a}, self.supers.get(b, frozenset()) | {b}
        return any(frozenset((x, y)) in self.disjoint for x in of_a for y in of_b)

    def place_of(self, term: URIRef) -> Where | None:
        """Where the files first say something about a term; None where none of them does."""
        for name, path in self.files.items():
            if line := subject_line(path.read_text(encoding="utf-8"), str(term)):
                return Where(name, line)
        return None

    @property
    def quoted_keys(self) -> frozenset[str]:
        """The keys whose values are quoted, since YAML readers would change their type."""
        plain = (XSD.string, XSD.integer)
        return frozenset(
            k.name for k in self.keys.values() if k.kind is ValueKind.LITERAL and k.datatype not in plain
        )


def read_ontology(*paths: Path) -> Ontology:
    """Read the ontology with its alignments from Turtle files."""
    files = {str(path): path for path in paths}
    return replace(from_graph(read_turtle(*paths)), files=files)


def ontology_of(project: Project) -> Ontology:
    """The ontology of a project with its alignments. Raises DataError as `read_turtle` does."""
    files = {project.shown(path): path for path in (*project.ontology, *project.alignments)}
    core, own = read_turtle(*CORE.modules), {n: p for n, p in files.items() if not CORE.has(p)}
    if faults := [*_clashes(core, own, project.namespaces), *_unknown_terms(core, own)]:
        raise DataError(*faults)
    graph = core
    graph += read_turtle(*(path for path in files.values() if path not in CORE.modules))
    for triple in header_of(project):
        graph.add(triple)
    return replace(from_graph(graph), files=files)


def _clashes(core: Graph, own: Mapping[str, Path], namespaces: Namespaces) -> Iterator[Fault]:
    """What a project's own files declare that is the core's: a term, its namespace, the name of a class, a key."""
    keys = {str(key): term for term, key in core.subject_objects(CSTO.key)}
    classes = {_local(cls): cls for cls in core.subjects(RDF.type, OWL.Class) if isinstance(cls, URIRef)}
    for name, path in own.items():
        graph = read_turtle(path)
        text = path.read_text(encoding="utf-8")

        def fault(message: str, term: URIRef, fix: str, name: str = name, text: str = text) -> Fault:
            return Fault(message, short(term), Where(name, subject_line(text, str(term)) or 0), fix)

        for term in sorted({t for t in graph.subjects(RDF.type, None) if isinstance(t, URIRef)}):
            if (term, RDF.type, None) in core:
                yield fault(
                    "is declared by the core", term, "say only what you add to it, or give your term another name"
                )
            elif not namespaces.is_core and term.startswith(str(CSTO)):
                fix = f"declare it as {namespaces.prefix}:{_local(term)}"
                yield fault("is in the namespace of the core, which does not have it", term, fix)
            elif (term, RDF.type, OWL.Class) in graph and _local(term) in classes:
                other = short(classes[_local(term)])
                yield fault(f"has the name of {other}, a class of the core", term, "give it another name")
        for node, key in sorted(graph.subject_objects(CSTO.key)):
            if isinstance(node, URIRef) and keys.get(str(key), node) != node:
                other = short(str(keys[str(key)]))
                yield fault(f"has the key '{key}', which is that of {other} in the core", node, "choose another key")


def _unknown_terms(core: Graph, own: Mapping[str, Path]) -> Iterator[Fault]:
    """What a project's own files name in the namespace of the core and nobody declares: most likely a slip of the pen."""
    graphs = {name: read_turtle(path) for name, path in own.items()}
    declared = {term for graph in (core, *graphs.values()) for term in graph.subjects(RDF.type, None)}
    names = [_local(term) for term in declared if isinstance(term, URIRef) and term.startswith(str(CSTO))]
    for name, graph in graphs.items():
        # What the file has as a subject with a type is reported as a clash.
        used = {t for triple in graph for t in triple if isinstance(t, URIRef) and t.startswith(str(CSTO))}
        for term in sorted(used - declared):
            fix = did_you_mean(_local(term), names, "see that its name is right: csto-kg terms lists them")
            yield Fault("is not declared by the core, nor here", short(term), Where(name), fix)


def header_of(project: Project) -> Iterator[tuple[URIRef, URIRef, URIRef | Literal]]:
    """The header of the ontology of a project's own terms, by which a release knows its namespace.

    Terms in the core's namespace have the core's header.
    """
    names, about = project.namespaces, project.configuration
    if names.is_core:
        return
    yield URI_SPACE, RDF.type, OWL.AnnotationProperty
    yield names.ontology, RDF.type, OWL.Ontology
    yield names.ontology, URI_SPACE, Literal(names.root)
    yield names.ontology, VANN.preferredNamespacePrefix, Literal(names.prefix)
    yield names.ontology, VANN.preferredNamespaceUri, Literal(str(names.terms))
    yield names.ontology, DCTERMS.title, Literal(about.title)


def _namespaces_in(graph: Graph) -> Namespaces:
    """The namespaces of the project whose ontology is in a graph: those of its header, or the core's."""
    for ontology, root in sorted(graph.subject_objects(URI_SPACE)):
        prefix = graph.value(ontology, VANN.preferredNamespacePrefix)
        return Namespaces(str(root), str(prefix), core_identifiers())
    return Namespaces(of_core=core_identifiers())


def context_of(project: Project) -> dict[str, Any]:
    """The JSON-LD context of a project as it is published: the object under `@context`.

    A project that has no file of it publishes the one that follows from its ontology. Raises DataError where the file
    holds no context.
    """
    if not project.context.exists():
        return context(ontology_of(project))["@context"]
    where = Where(str(project.context))
    try:
        published = json.loads(project.context.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(Fault(f"cannot be read: {error.strerror}", where=where)) from None
    except ValueError as error:
        raise DataError(Fault(f"is not JSON: {error}", where=where, fix="run: csto-kg format")) from None
    terms = published.get("@context") if isinstance(published, dict) else None
    if not isinstance(terms, dict):
        raise DataError(Fault("has no @context", where=where, fix="run: csto-kg format"))
    return terms


def from_graph(graph: Graph) -> Ontology:
    """The ontology in a graph."""
    namespaces = _namespaces_in(graph)
    named = [cls for cls in graph.subjects(RDF.type, OWL.Class) if isinstance(cls, URIRef)]
    supers = {cls: frozenset(_up(graph, cls) - {cls}) for cls in named}
    disjoint = frozenset(
        frozenset((a, b))
        for a, b in graph.subject_objects(OWL.disjointWith)
        if isinstance(a, URIRef) and isinstance(b, URIRef)
    )
    keys = {}
    for iri, name in graph.subject_objects(CSTO.key):
        assert isinstance(iri, URIRef)
        keys[str(name)] = _key(graph, iri, str(name))
    classes = {
        _local(cls): ClassName(_local(cls), cls, None if segment is None else str(segment))
        for cls in graph.subjects(RDF.type, OWL.Class)
        if isinstance(cls, URIRef) and str(cls).startswith((str(CSTO), str(namespaces.terms)))
        for segment in [graph.value(cls, CSTO.idSegment)]
    }
    functional = frozenset(p for p in graph.subjects(RDF.type, OWL.FunctionalProperty) if isinstance(p, URIRef))
    needs_no_claim = frozenset(c for c in named if _is_true(graph, c, CSTO.needsNoClaim))
    identity_links = frozenset(k.name for k in keys.values() if _is_true(graph, k.iri, CSTO.identityLink))
    return Ontology(graph, keys, classes, functional, supers, disjoint, needs_no_claim, identity_links, namespaces)


def _is_true(graph: Graph, term: URIRef, annotation: URIRef) -> bool:
    return str(graph.value(term, annotation)) == "true"


def _local(iri: URIRef) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _up(graph: Graph, cls: URIRef) -> set[URIRef]:
    return {c for c in graph.transitive_objects(cls, RDFS.subClassOf) if isinstance(c, URIRef)}


_TEXT_PROPERTIES = frozenset((RDFS.label, SKOS.altLabel, SKOS.note, DCTERMS.title, DCTERMS.abstract, BIBO.shortTitle))


def _key(graph: Graph, iri: URIRef, name: str) -> Key:
    written = frozenset(str(w) for w in graph.objects(iri, CSTO.writtenIn))
    # Nothing is concluded about properties of other vocabularies, so theirs is an annotation.
    datatype = graph.value(iri, RDFS.range) or graph.value(iri, CSTO.valueType)
    if iri in (CSTO.onProperty,):
        return Key(name, iri, ValueKind.TERM, None, written)
    if iri in _TEXT_PROPERTIES or datatype == RDF.langString:
        return Key(name, iri, ValueKind.TEXT, None, written)
    if (iri, RDF.type, OWL.DatatypeProperty) in graph:
        return Key(name, iri, ValueKind.LITERAL, datatype if isinstance(datatype, URIRef) else XSD.string, written)
    return Key(name, iri, ValueKind.ENTITY, None, written)


def context(ontology: Ontology) -> dict[str, dict[str, Any]]:
    """The JSON-LD 1.1 context through which data files and published JSON-LD are read as RDF."""
    root = ontology.namespaces.root
    terms: dict[str, Any] = {
        "@version": 1.1,
        # An identifier is relative to it; in a namespace with `#` it is a fragment, written `#id/x`.
        "@base": root.rstrip("#") if "#" in root else f"{root}id/",
        **{prefix: {"@id": iri, "@prefix": True} for prefix, iri in ontology.namespaces.prefixes.items()},
        "id": "@id",
        "type": "@type",
        "says": "@graph",
        "claims": {"@reverse": "http://www.w3.org/ns/prov#hadPrimarySource", "@type": "@id"},
        "silent": {"@reverse": "http://www.w3.org/ns/oa#hasSource", "@type": "@id"},
        "primarySource": {"@id": "http://www.w3.org/ns/prov#hadPrimarySource", "@type": "@id"},
        "ofSource": {"@id": "http://www.w3.org/ns/oa#hasSource", "@type": "@id"},
    }
    for key in sorted(ontology.keys.values(), key=lambda k: k.name):
        definition: dict[str, object] = {"@id": str(key.iri)}
        if key.kind is ValueKind.ENTITY:
            definition["@type"] = "@id"
        elif key.kind is ValueKind.TERM:
            definition["@type"] = "@vocab"
        elif key.kind is ValueKind.TEXT:
            definition["@container"] = "@language"
        elif key.datatype not in (None, XSD.string):
            definition["@type"] = str(key.datatype)
        terms[key.name] = definition
    for term in sorted(ontology.classes.values(), key=lambda t: t.name):
        terms[term.name] = {"@id": str(term.iri)}
    return {"@context": terms}


def context_text(ontology: Ontology) -> str:
    """The context as the text of `ontology/context.jsonld`, one term a line."""
    terms = context(ontology)["@context"]
    lines = [f"    {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in terms.items()]
    return '{\n  "@context": {\n' + ",\n".join(lines) + "\n  }\n}\n"


def dictionary(ontology: Ontology) -> str:
    """All keys and classes as tables in Markdown, for people who write data."""
    graph = ontology.graph
    lines = ["| key | value | written in | means |", "|---|---|---|---|"]
    for key in sorted(ontology.keys.values(), key=lambda k: k.name):
        if "build" in key.written_in:
            continue
        takes = (
            short(key.datatype)
            if key.datatype
            else {ValueKind.ENTITY: "identifier", ValueKind.TEXT: "text"}.get(key.kind, "key")
        )
        places = ", ".join(sorted(key.written_in)) or "register, claims"
        lines.append(f"| `{key.name}` | {takes} | {places} | {_about(graph, key.iri)} |")
    lines += ["", "| class | identifiers | means |", "|---|---|---|"]
    for term in sorted(ontology.classes.values(), key=lambda t: t.name):
        if term.segment is not None:
            form = (
                "a bare name"
                if not term.segment
                else f"`{term.segment}…`"
                if ":" in term.segment
                else f"`{term.segment}/…`"
            )
            lines.append(f"| `{term.name}` | {form} | {_about(graph, term.iri)} |")
    return "\n".join(lines) + "\n"


def _about(graph: Graph, iri: URIRef) -> str:
    return str(graph.value(iri, SKOS.definition) or f"as in {short(iri)}")
