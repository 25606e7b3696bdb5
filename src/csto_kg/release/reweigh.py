"""A release under another policy: the same claims weighed again, as a store that every stored query runs on.

Everything comes from the release itself, so the answer can be cited with its hash, even where the data files have changed
since. Reweighed releases are kept in the user's cache.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import Node

from csto_kg.errors import CstoKgError
from csto_kg.ontology import from_graph
from csto_kg.order import derived_triples, ordered_view
from csto_kg.project import Release
from csto_kg.rdf.nquads import canonical_nquads
from csto_kg.rdf.terms import to_triple
from csto_kg.read.records import Dataset, publications
from csto_kg.reason.rules import infer
from csto_kg.release.cache import Cache
from csto_kg.release.dataset import dataset_of, graph_of, is_of_decision
from csto_kg.release.folder import manifest_in, release_quads
from csto_kg.release.inputs import package_digest
from csto_kg.release.labels import finding_labels, names_of
from csto_kg.release.quads import named_quad, unskolemized
from csto_kg.release.store import load_store, open_store, write_store
from csto_kg.time.days import Days
from csto_kg.vocab import (
    CSTO,
    G_CHRONOLOGY,
    G_FINDINGS,
    G_INFERRED,
    G_METADATA,
    G_ONTOLOGY,
    G_PROVENANCE,
    G_QUERIES,
    G_REPORTED,
    G_VIEW,
    PROV,
    short,
)
from csto_kg.weigh import reach_triples, weigh
from csto_kg.weigh.policy import Policy, Rule
from csto_kg.weigh.triples import findings_triples
from csto_kg.weigh.view import without_unheard

__all__ = ["assumption_names", "open_release", "publication_days", "reweighed_quads", "weighing_of"]

_REPLACED = frozenset(map(str, (G_FINDINGS, G_VIEW, G_REPORTED, G_INFERRED, G_CHRONOLOGY)))
# The findings hold the curators' decisions, which weighing reads; the other graphs that are made again it does not.
_UNREAD = frozenset(map(str, (G_VIEW, G_REPORTED, G_INFERRED, G_CHRONOLOGY, G_QUERIES, G_METADATA)))


def publication_days(store: ox.Store) -> dict[str, Days | None]:
    """The days on which each source of a release can have been published, by short identifier; None where nothing says."""
    graph = Graph()
    provenance = ox.NamedNode(str(G_PROVENANCE))
    for prop in (CSTO.published, PROV.hadPrimarySource):
        for quad in store.quads_for_pattern(None, ox.NamedNode(str(prop)), None, provenance):
            graph.add(to_triple(quad))
    cited = {URIRef(str(s)) for s in graph.objects(None, PROV.hadPrimarySource)}
    return publications(cited, graph)


def assumption_names(store: ox.Store) -> tuple[str, ...]:
    """The names of the assumptions on time in the ontology of a release, as in `one-chair`."""
    assumption, ontology = ox.NamedNode(str(CSTO.Assumption)), ox.NamedNode(str(G_ONTOLOGY))
    quads = store.quads_for_pattern(None, ox.NamedNode(str(RDF.type)), assumption, ontology)
    return tuple(sorted(str(quad.subject.value).rpartition("/")[2] for quad in quads))  # type: ignore[union-attr]


def open_release(folder: Path, policy: Policy, cache: Cache, *, in_memory: bool = False) -> ox.Store:
    """The store of a release under a policy, read-only. A reweighed release is made when it is first asked for.

    Raises UsageError where there is no release in `folder`.
    """
    opened = load_store if in_memory else open_store
    if policy.is_default:
        return opened(Release(folder).store)
    weighing = weighing_of(open_store(Release(folder).store), policy)
    if not weighing:
        return opened(Release(folder).store)
    name = _name(folder, weighing)
    kept = cache.find(name) if name else None
    if kept is not None:
        with suppress(CstoKgError):  # another process may have dropped it meanwhile, or it is damaged
            return opened(kept)
        cache.drop(name)
    lines = canonical_nquads(reweighed_quads(release_quads(folder), policy))
    if name and (kept := cache.keep(name, lambda building: write_store(lines, building))) is not None:
        with suppress(CstoKgError):
            return opened(kept)
    store = ox.Store()
    store.bulk_load(lines, format=ox.RdfFormat.N_QUADS)
    return store


def weighing_of(store: ox.Store, policy: Policy) -> str:
    """How a policy weighs a release, the same for policies that weigh it alike; empty where that is as its curators do.

    Days and sources can be written in many ways; only the rule, the resulting sources and the assumptions change the release.
    """
    published = publication_days(store)
    counted = sorted(s for s, days in published.items() if policy.counts(s, days))
    if policy.rule is Rule.CURATED and len(counted) == len(published) and policy.assume is None:
        return ""
    assumed = "all" if policy.assume is None else " ".join(sorted(policy.assume))
    return f"{policy.rule} {' '.join(counted)} / {assumed}"


def _name(folder: Path, weighing: str) -> str:
    """The name of a reweighed release in the cache; empty where the manifest names no release, as then nothing is kept."""
    release = (manifest_in(folder) or {}).get("release")
    digest = hashlib.sha256(weighing.encode()).hexdigest()
    return "-".join((release[:16], package_digest()[:16], digest[:16])) if isinstance(release, str) else ""


def reweighed_quads(quads: Sequence[ox.Quad], policy: Policy) -> Iterator[ox.Quad]:
    """The quads of a release under a policy: without the claims that do not count, and with the others weighed again.

    Under the default policy they are those of the release. Under another the description of the data set is left out: its
    hash and its counts are those of the release.
    """
    by_graph: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        by_graph.setdefault(_graph_name(quad), []).append(quad)
    # To turn terms into rdflib's takes most of the time, so only what weighing reads is turned.
    read = {
        name: [to_triple(q) for q in of if name != str(G_FINDINGS) or is_of_decision(q)]
        for name, of in by_graph.items()
        if name not in _UNREAD
    }
    dataset = dataset_of(read)
    ontology = from_graph(_with_occurrents(graph_of(unskolemized(read[str(G_ONTOLOGY)]))))
    found = ordered_view(dataset, weigh(dataset, ontology, policy), ontology, policy)
    gone = _gone(dataset, policy) | (set() if policy.is_default else {str(G_METADATA)})
    for name, of in by_graph.items():
        if name not in _REPLACED and name not in gone:
            yield from (q for q in of if name != str(G_PROVENANCE) or _subject(q) not in gone)
    weighed = found.ordered.weighed
    counted = [claim for claim in dataset.claims if str(claim.iri) not in gone]
    view = without_unheard(found.view.graph, dataset.claims, {claim.iri for claim in counted})
    reach = reach_triples({*dataset.register, *view}, counted, weighed.conflicts, ontology)
    findings = list(findings_triples(weighed))
    labels = finding_labels(findings, names_of(dataset.register, ontology.graph))
    made: dict[URIRef, Iterable[tuple[Node, Node, Node]]] = {
        G_VIEW: view,
        G_REPORTED: found.reported.graph,
        G_INFERRED: infer(ontology.graph, view),
        G_FINDINGS: chain(findings, labels, reach),
        G_CHRONOLOGY: derived_triples(found),
    }
    for graph, triples in made.items():
        yield from (named_quad((s, p, o, graph)) for s, p, o in triples)


def _gone(dataset: Dataset, policy: Policy) -> set[str]:
    """The claims that do not count under a policy, and the contents that they report, by their IRIs."""
    published = publications([c.source for c in dataset.claims], dataset.provenance)
    gone = set()
    for claim in dataset.claims:
        source = short(claim.source).removeprefix("source:")
        if not policy.counts(source, published[source]):
            gone |= {str(claim.iri), *(str(iri) for iri, _ in claim.reported)}
    return gone


def _subject(quad: ox.Quad) -> str:
    return quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""


def _with_occurrents(ontology: Graph) -> Graph:
    """The ontology of a release. A release from before csto:Occurrent gets that class, which weighing needs."""
    if (None, RDFS.subClassOf, CSTO.Occurrent) not in ontology:
        ontology.add((CSTO.Occurrent, RDF.type, OWL.Class))
        for cls in (CSTO.Event, CSTO.Situation, CSTO.Observation):
            ontology.add((cls, RDFS.subClassOf, CSTO.Occurrent))
    return ontology


def _graph_name(quad: ox.Quad) -> str:
    assert isinstance(quad.graph_name, ox.NamedNode), "a release has named graphs only"
    return quad.graph_name.value
