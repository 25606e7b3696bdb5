"""Describes the data set in its own graph (`graph:metadata`), in DCAT 3 and VoID: what it is, whose, and how much.

Every number is counted from the quads, without those of this graph. Nothing depends on the hour or the place of a build; the
server adds addresses where it serves the data set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox
from rdflib import Literal, URIRef
from rdflib.namespace import RDF, RDFS

from csto_kg.configuration import Configuration
from csto_kg.rdf.results import text_of
from csto_kg.rdf.terms import TermTriple
from csto_kg.vocab import (
    DCAT,
    DCTERMS,
    FOAF,
    G_CHRONOLOGY,
    G_FINDINGS,
    G_INFERRED,
    G_METADATA,
    G_ONTOLOGY,
    G_PROVENANCE,
    G_QUERIES,
    G_REGISTER,
    G_REPORTED,
    G_VIEW,
    VOID,
    Namespaces,
    root_of,
)

__all__ = ["DISTRIBUTIONS", "dataset_iri", "distribution_iri", "metadata_triples", "release_name"]

DISTRIBUTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "nquads": ("csto-kg.nq", "application/n-quads"),
    "jsonld": ("csto-kg.jsonld", "application/ld+json"),
}
"""The files of a release that hold the whole data set, by format, with their media types."""

_GRAPHS: Final[Mapping[URIRef, str]] = {
    G_VIEW: "what is held, with its bounds in time",
    G_FINDINGS: "findings with the claims for and against them, conflicts and decisions",
    G_REPORTED: "what is only reported, of which nothing is asserted",
    G_INFERRED: "what follows from the view by the ontology",
    G_CHRONOLOGY: "bounds that follow from the order of things, with the steps to them",
    G_REGISTER: "what each identifier means",
    G_PROVENANCE: "sources, passages, claims and reviews",
    G_ONTOLOGY: "the ontology",
    G_QUERIES: "the stored queries",
}
_TYPE: Final = str(RDF.type)
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_LANGUAGES: Final = "http://id.loc.gov/vocabulary/iso639-"


@dataclass(frozen=True, slots=True)
class _Counts:
    """What is counted in the quads of a data set, each by IRI: triples by graph, things by class and by graph."""

    triples: Mapping[str, int]
    by_class: Mapping[str, int]
    by_graph: Mapping[str, int]
    things: frozenset[str]
    properties: frozenset[str]
    languages: frozenset[str]

    def triples_of_claims(self) -> int:
        """How many triples the claims and what they report have, each in a graph of its own."""
        return sum(n for graph, n in self.triples.items() if URIRef(graph) not in _GRAPHS)


def dataset_iri(namespaces: Namespaces) -> URIRef:
    """The data set of a project."""
    return URIRef(f"{namespaces.root}dataset")


def distribution_iri(namespaces: Namespaces, part: str) -> URIRef:
    """The file that holds a data set in a format of `DISTRIBUTIONS`."""
    return namespaces.of("dataset", part)


def release_name(namespaces: Namespaces, release: str) -> TermTriple:
    """The statement of the release's hash, which is the only one that the hash leaves out."""
    return dataset_iri(namespaces), DCTERMS.identifier, Literal(release)


def metadata_triples(about: Configuration, namespaces: Namespaces, quads: Iterable[ox.Quad]) -> Iterator[TermTriple]:
    """The description of the data set that has these quads, without the hash of the release."""
    counts = _counted(quads)
    dataset = dataset_iri(namespaces)
    yield from _dataset(about, namespaces, counts)
    yield from _graphs(dataset, namespaces, counts)
    yield from _classes(dataset, namespaces, counts)
    for part, (name, media_type) in DISTRIBUTIONS.items():
        file = distribution_iri(namespaces, part)
        yield dataset, DCAT.distribution, file
        yield file, RDF.type, DCAT.Distribution
        yield file, RDFS.label, _english(f"{about.name}, all of it as {name}")
        yield file, DCTERMS.title, Literal(name)
        yield file, DCAT.mediaType, URIRef(_MEDIA_TYPES + media_type)
        if about.licence:
            yield file, DCTERMS.license, URIRef(about.licence)
    yield G_METADATA, RDF.type, VOID.DatasetDescription
    yield G_METADATA, RDFS.label, _english("description of the data set")
    yield G_METADATA, FOAF.primaryTopic, dataset


def _dataset(about: Configuration, namespaces: Namespaces, counts: _Counts) -> Iterator[TermTriple]:
    """What the project says of itself, and what is counted in all of it."""
    dataset, language = dataset_iri(namespaces), about.languages[0]
    yield dataset, RDF.type, DCAT.Dataset
    yield dataset, RDF.type, VOID.Dataset
    yield dataset, RDFS.label, Literal(about.name)
    yield dataset, DCTERMS.title, Literal(about.title, lang=language)
    yield dataset, DCTERMS.description, Literal(about.description, lang=language)
    if about.licence:
        yield dataset, DCTERMS.license, URIRef(about.licence)
    if about.version:
        yield dataset, DCAT.version, Literal(about.version)
    if about.publisher:
        publisher = namespaces.of("dataset", "publisher")
        yield dataset, DCTERMS.publisher, publisher
        yield publisher, RDF.type, FOAF.Agent
        yield publisher, FOAF.name, Literal(about.publisher)
        yield publisher, RDFS.label, Literal(about.publisher)
    for tag in sorted({*about.languages, *counts.languages}):
        yield dataset, DCTERMS.language, _language(tag)
    yield dataset, VOID.uriSpace, Literal(namespaces.root)
    yield dataset, VOID.exampleResource, namespaces.id(about.organization)
    for vocabulary in sorted(set(map(_vocabulary, (*counts.properties, *counts.by_class)))):
        yield dataset, VOID.vocabulary, URIRef(vocabulary)
    yield dataset, VOID.triples, Literal(sum(counts.triples.values()))
    entities = sum(thing.startswith(namespaces.root) for thing in counts.things)
    for prop, number in (
        (VOID.entities, entities),
        (VOID.distinctSubjects, len(counts.things)),
        (VOID.classes, len(counts.by_class)),
        (VOID.properties, len(counts.properties)),
    ):
        yield dataset, prop, Literal(number)


def _graphs(dataset: URIRef, namespaces: Namespaces, counts: _Counts) -> Iterator[TermTriple]:
    """The named graphs that every data set has, each as a part of it, and the graphs of claims as one part."""
    for graph, label in _GRAPHS.items():
        yield dataset, VOID.subset, graph
        yield graph, RDF.type, VOID.Dataset
        yield graph, RDFS.label, _english(label)
        yield graph, VOID.triples, Literal(counts.triples.get(str(graph), 0))
        yield graph, VOID.distinctSubjects, Literal(counts.by_graph.get(str(graph), 0))
    claims = namespaces.of("dataset", "claims")
    yield dataset, VOID.subset, claims
    yield claims, RDF.type, VOID.Dataset
    yield claims, RDFS.label, _english("what the claims say and report, each in a graph of its own")
    yield claims, VOID.triples, Literal(counts.triples_of_claims())


def _curie(iri: str, namespaces: Namespaces) -> str:
    """An IRI by a prefix of the project or of the core, with a slash for the colon; the IRI itself where none fits.

    `short` will not do: it knows the prefixes of all projects that the process has met, and two may have the same one.
    """
    fitting = {ns: prefix for prefix, ns in namespaces.prefixes.items() if iri.startswith(ns) and len(iri) > len(ns)}
    longest = max(fitting, key=len, default="")
    return f"{fitting[longest]}/{iri[len(longest) :]}" if longest else iri


def _classes(dataset: URIRef, namespaces: Namespaces, counts: _Counts) -> Iterator[TermTriple]:
    """How many things have each class."""
    for cls, number in sorted(counts.by_class.items()):
        name = _curie(cls, namespaces)
        part = namespaces.of("dataset", f"class/{quote(name, safe='/') if '//' not in name else quote(cls, safe='')}")
        yield dataset, VOID.classPartition, part
        yield part, RDF.type, VOID.Dataset
        yield part, RDFS.label, _english(f"things of the class {name.replace('/', ':', 1)}")
        yield part, VOID["class"], URIRef(cls)
        yield part, VOID.entities, Literal(number)


def _counted(quads: Iterable[ox.Quad]) -> _Counts:
    triples, of_graph = Counter[str](), dict[str, set[str]]()
    by_class, properties, languages = dict[str, set[str]](), set[str](), set[str]()
    for quad in quads:
        subject, graph = text_of(quad.subject), _graph_of(quad)
        prop, value = quad.predicate.value, quad.object
        triples[graph] += 1
        of_graph.setdefault(graph, set()).add(subject)
        properties.add(prop)
        if prop == _TYPE:
            by_class.setdefault(text_of(value), set()).add(subject)
        elif isinstance(value, ox.Literal) and value.language:
            languages.add(value.language)
    things = frozenset[str]().union(*of_graph.values())
    return _Counts(
        triples,
        {cls: len(of) for cls, of in by_class.items()},
        {graph: len(of) for graph, of in of_graph.items()},
        things,
        frozenset(properties),
        frozenset(languages),
    )


def _graph_of(quad: ox.Quad) -> str:
    assert isinstance(quad.graph_name, ox.NamedNode), "a release has named graphs only"
    return quad.graph_name.value


def _vocabulary(term: str) -> str:
    """The vocabulary of a term: the ontology of a core or a project, which has no `#`, else the term's namespace."""
    namespace = term[: max(term.rfind("#"), term.rfind("/")) + 1]
    return namespace if root_of(term) is None else namespace.rstrip("#")


def _language(tag: str) -> URIRef:
    """A language by the IRI that DCAT asks for: that of ISO 639-1 where its code has two letters, else of ISO 639-2."""
    code = tag.partition("-")[0].lower()
    return URIRef(f"{_LANGUAGES}{len(code) - 1}/{code}")


def _english(text: str) -> Literal:
    return Literal(text, lang="en")
