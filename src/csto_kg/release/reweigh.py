"""A release under another policy: the same claims weighed anew, as a store that every stored query runs on.

Everything comes from the release itself, so the answer can be cited with its hash; the data files may have changed since.
A world is kept in the folder of its release, where it can be written, and dies with it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import RDF
from rdflib.term import Identifier, Node

from csto_kg.errors import Where
from csto_kg.ontology import from_graph
from csto_kg.project import PACKAGE
from csto_kg.rdf.terms import to_triple
from csto_kg.read.claims import Claim, CuratedConflict, Dataset, publications
from csto_kg.read.texts import Passage
from csto_kg.reason.rules import infer
from csto_kg.release import folder as builds
from csto_kg.release import quads as release
from csto_kg.release.quads import Quad
from csto_kg.release.store import load_store, open_store, write_store
from csto_kg.time.edtf import Days
from csto_kg.vocab import (
    CSTO,
    G_FINDINGS,
    G_INFERRED,
    G_ONTOLOGY,
    G_PROVENANCE,
    G_REGISTER,
    G_VIEW,
    OA,
    PROV,
    SOURCE,
    short,
)
from csto_kg.weigh import Policy, Rule, make_view, weigh

_REPLACED = frozenset((G_FINDINGS, G_VIEW, G_INFERRED))


def read_sources(store: ox.Store) -> dict[str, Days | None]:
    """The days on which each source of a release can have been published, by short identifier."""
    graph = Graph()
    for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(str(G_PROVENANCE))):
        if quad.predicate.value in (str(CSTO.published), str(PROV.hadPrimarySource)):
            graph.add(to_triple(quad))
    cited = {URIRef(str(s)) for s in graph.objects(None, PROV.hadPrimarySource)}
    return publications(cited, graph)


def open_world(folder: Path, policy: Policy, *, in_memory: bool = False) -> ox.Store:
    """The store of a release under a policy, read-only; made where it is asked for the first time.

    Raises UsageError where there is no release in `folder`.
    """
    opened = load_store if in_memory else open_store
    if policy.is_default:
        return opened(folder / "store")
    store = open_store(folder / "store")
    # Days and sources are written in many ways: only which sources count makes a world, so that there are few of them.
    published = read_sources(store)
    counted = sorted(s for s, days in published.items() if policy.counts(s, days))
    if policy.rule is Rule.CURATED and len(counted) == len(published):
        return opened(folder / "store")
    named = hashlib.sha256(f"{policy.rule} {' '.join(counted)} {_CODE}".encode()).hexdigest()[:16]
    kept = folder.resolve() / "worlds" / named
    if not kept.is_dir():
        canonical = release.canonical(map(release.named_quad, quads_under(builds.release_quads(folder), policy)))
        making = kept.with_name(f".{named}-{os.getpid()}")
        try:
            kept.parent.mkdir(exist_ok=True)
            write_store(canonical, making)
            making.rename(kept)
        except OSError:  # somebody else has made it, or nothing can be written here
            shutil.rmtree(making, ignore_errors=True)
        if not kept.is_dir():
            store = ox.Store()
            store.bulk_load(canonical, format=ox.RdfFormat.N_QUADS)
            return store
    return opened(kept)


def quads_under(quads: Sequence[ox.Quad], policy: Policy) -> Iterator[Quad]:
    """The quads of a release under a policy: without the claims that do not count, and with what is held weighed anew.

    Under the default policy they are those of the release.
    """
    by_graph: dict[str, list[tuple[Node, Node, Node]]] = {}
    for quad in quads:
        by_graph.setdefault(_name(quad), []).append(to_triple(quad))
    dataset, ontology = _dataset(by_graph), from_graph(_graph(release.unskolemized(by_graph[str(G_ONTOLOGY)])))
    weighed = weigh(dataset, ontology, policy)
    view = make_view(dataset, weighed, ontology)
    published = publications([c.source for c in dataset.claims], dataset.provenance)
    gone: set[Node] = set()
    for claim in dataset.claims:
        source = claim.source.removeprefix(str(SOURCE))
        if not policy.counts(source, published[source]):
            gone |= {claim.iri, *(iri for iri, _ in claim.reported)}
    for name, triples in by_graph.items():
        graph = URIRef(name)
        if graph in _REPLACED or graph in gone:
            continue
        yield from ((s, p, o, graph) for s, p, o in triples if graph != G_PROVENANCE or s not in gone)
    yield from ((s, p, o, G_VIEW) for s, p, o in view.graph)
    yield from ((s, p, o, G_INFERRED) for s, p, o in infer(ontology.graph, view.graph))
    yield from ((s, p, o, G_FINDINGS) for s, p, o in release.findings_triples(weighed))


# Worlds made by another version of the weighing are not taken for this one's.
_CODE = hashlib.sha256(
    b"".join(
        path.read_bytes()
        for pattern in ("time/bounds.py", "time/edtf.py", "weigh/*.py", "release/reweigh.py")
        for path in sorted(PACKAGE.glob(pattern))
    )
).hexdigest()


def _name(quad: ox.Quad) -> str:
    assert isinstance(quad.graph_name, ox.NamedNode)
    return quad.graph_name.value


def _graph(triples: Iterable[tuple[Node, Node, Node]]) -> Graph:
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    return graph


_HERE = Where("the release")


def _dataset(by_graph: Mapping[str, Sequence[tuple[Node, Node, Node]]]) -> Dataset:
    """The data set that a release was built from, as far as weighing needs it."""
    provenance, findings = _graph(by_graph[str(G_PROVENANCE)]), _graph(by_graph[str(G_FINDINGS)])
    content = {
        URIRef(name): tuple((_term(s), _term(p), _term(o)) for s, p, o in triples)
        for name, triples in by_graph.items()
    }
    claims = tuple(_claim(c, provenance, content) for c in _of_class(provenance, CSTO.Claim))
    conflicts = tuple(_conflict(c, findings) for c in _of_class(findings, CSTO.Conflict))
    return Dataset(claims, conflicts, (), (), _graph(by_graph[str(G_REGISTER)]), provenance, 0, {})


def _term(node: Node) -> Identifier:
    assert isinstance(node, Identifier)
    return node


def _claim(
    iri: URIRef, provenance: Graph, content: Mapping[URIRef, tuple[tuple[Identifier, Identifier, Identifier], ...]]
) -> Claim:
    passage = _one(provenance, iri, PROV.wasQuotedFrom)
    source = _one(provenance, passage, OA.hasSource)
    selector = _one(provenance, passage, OA.hasSelector)
    start, end = (int(str(provenance.value(selector, p))) for p in (OA.start, OA.end))
    stretch = Passage(short(source), start, end, str(provenance.value(passage, CSTO.sha256)))
    triples = content.get(iri, ())
    reported = tuple((URIRef(str(o)), content.get(URIRef(str(o)), ())) for _, p, o in triples if p == CSTO.content)
    stance, paraphrase = _one(provenance, iri, CSTO.stance), str(provenance.value(iri, CSTO.paraphrase))
    return Claim(
        iri, _one(provenance, iri, PROV.hadPrimarySource), stretch, stance, paraphrase, triples, reported, _HERE
    )


def _conflict(iri: URIRef, findings: Graph) -> CuratedConflict:
    decision = _one(findings, iri, CSTO.decision)
    on = findings.value(iri, CSTO.onProperty)
    return CuratedConflict(
        iri,
        _many(findings, iri, CSTO.about),
        URIRef(str(on)) if on else None,
        _one(findings, iri, CSTO.conflictType),
        () if on else _many(findings, iri, CSTO.between),
        decision,
        _one(findings, decision, CSTO.outcome),
        _many(findings, decision, CSTO.prefers),
        str(findings.value(decision, CSTO.reason)),
        _HERE,
    )


def _of_class(graph: Graph, cls: URIRef) -> list[URIRef]:
    return sorted(URIRef(str(s)) for s in graph.subjects(RDF.type, cls))


def _many(graph: Graph, subject: URIRef, predicate: URIRef) -> tuple[URIRef, ...]:
    return tuple(sorted(URIRef(str(o)) for o in graph.objects(subject, predicate)))


def _one(graph: Graph, subject: URIRef, predicate: URIRef) -> URIRef:
    (found,) = _many(graph, subject, predicate)
    return found
