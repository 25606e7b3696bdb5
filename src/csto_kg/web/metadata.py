"""The description of the data set as it is served: that of the release, with the addresses that only a server knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox
from rdflib import URIRef
from rdflib.namespace import RDF, RDFS

from csto_kg.release.metadata import DISTRIBUTIONS, dataset_iri, distribution_iri
from csto_kg.vocab import DCAT, FOAF, G_METADATA, VOID, Namespaces

__all__ = ["dumps_in", "metadata_of", "of_dataset", "with_addresses"]


def metadata_of(store: ox.Store) -> tuple[ox.Triple, ...]:
    """The description of the data set in a store, as the build wrote it; nothing of a release from before there was one."""
    return tuple(quad.triple for quad in store.quads_for_pattern(None, None, None, _node(G_METADATA)))


def dumps_in(folder: Path) -> dict[str, str]:
    """The files in the folder of a release that hold all of it, with their media types."""
    return {name: media_type for name, media_type in DISTRIBUTIONS.values() if (folder / name).is_file()}


def with_addresses(
    described: Sequence[ox.Triple], namespaces: Namespaces, base: str, dumps: Sequence[str]
) -> list[ox.Triple]:
    """The description with the addresses of the endpoint, the pages and the files, below `base`, which ends in `/`."""
    return [*described, *_addresses(namespaces, base, dumps)]


def of_dataset(described: Sequence[ox.Triple], namespaces: Namespaces) -> list[ox.Triple]:
    """What a description says of the data set itself, but for the classes of its things."""
    dataset, by_class = _node(dataset_iri(namespaces)), _node(VOID.classPartition)
    return [t for t in described if t.subject == dataset and t.predicate != by_class]


def _addresses(namespaces: Namespaces, base: str, dumps: Sequence[str]) -> Iterator[ox.Triple]:
    dataset, service = dataset_iri(namespaces), namespaces.of("dataset", "service")
    endpoint = f"{base}sparql"
    yield _triple(dataset, VOID.sparqlEndpoint, endpoint)
    yield _triple(dataset, FOAF.homepage, base)
    yield _triple(dataset, DCAT.landingPage, base)
    yield _triple(service, RDF.type, DCAT.DataService)
    yield ox.Triple(_node(service), _node(RDFS.label), ox.Literal("SPARQL endpoint", language="en"))
    yield _triple(service, DCAT.endpointURL, endpoint)
    yield _triple(service, DCAT.endpointDescription, endpoint)
    yield _triple(service, DCAT.servesDataset, dataset)
    # The stored queries, with what each asks and takes.
    yield _triple(dataset, RDFS.seeAlso, f"{base}query/")
    for part, (name, _) in DISTRIBUTIONS.items():
        if name in dumps:
            file = f"{base}dump/{name}"
            yield _triple(dataset, VOID.dataDump, file)
            yield _triple(distribution_iri(namespaces, part), DCAT.downloadURL, file)
            yield _triple(distribution_iri(namespaces, part), DCAT.accessURL, file)


def _triple(subject: URIRef, predicate: URIRef, value: str) -> ox.Triple:
    return ox.Triple(_node(subject), _node(predicate), _node(value))


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(str(iri))
