"""What can be checked: the data files, a release, anybody's RDF files, an endpoint; whole, or as of one day.

Each check gives a report, and the places of the things in it. Nothing is written to disk.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from csto_kg.check.dataset import check_claims, checked_triples, support_of
from csto_kg.check.endpoint import triples_at
from csto_kg.check.facts import Support
from csto_kg.check.files import read_rdf, relabelled
from csto_kg.check.gates import ClaimContent, check_graph, contradictions_report, gate1_graph, prepare_shapes
from csto_kg.check.naming import NAMING
from csto_kg.check.own_shapes import shapes_in, shapes_of_gate
from csto_kg.check.parts import Parts, has_claims, parts_of, subject_name
from csto_kg.check.profiles import Profile, TableThings, classes_of_named, table_things
from csto_kg.check.support import points_by_claim
from csto_kg.errors import DataError, Fault, Where
from csto_kg.ontology import Ontology
from csto_kg.order import derived_triples, ordered_view, rules_of
from csto_kg.order.conflicts import left_open_among
from csto_kg.project import CORE, Project, Release
from csto_kg.queries.whole import whole_queries
from csto_kg.rdf.endpoints import Endpoint
from csto_kg.rdf.nquads import canonical_nquads, release_hash
from csto_kg.rdf.packed import release_lines
from csto_kg.rdf.terms import Triple, to_graph, to_triple
from csto_kg.read.files import declared_in_register, read_dataset
from csto_kg.read.project import Progress, Stage, no_progress, read_project
from csto_kg.read.quoted import Quoted
from csto_kg.read.records import Dataset
from csto_kg.read.texts import cut, line_of, present_and_missing, read_texts
from csto_kg.reason.consistency import check_and_infer, check_snapshots
from csto_kg.reason.rules import infer
from csto_kg.shacl.literals import Data, from_quads
from csto_kg.shacl.report import Report, merged_report
from csto_kg.shacl.validate import Engine
from csto_kg.vocab import CSTO, G_CHRONOLOGY, G_FINDINGS, G_PROVENANCE, G_REGISTER, G_REPORTED, G_VIEW
from csto_kg.weigh import (
    Weighed,
    relations_by_day,
    snapshot,
    snapshot_relations,
    stale_decisions,
    stale_fault,
    weigh,
)
from csto_kg.weigh.triples import findings_triples

__all__ = [
    "CheckOptions",
    "CheckOutcome",
    "check_consistency",
    "check_data",
    "check_endpoint",
    "check_parts",
    "check_rdf",
    "check_release",
]


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """How to check: as of a day or whole, by other shapes than the project's, by which engine, as a view or as tables.

    Without a profile the data say themselves which of their graphs are made from tables. If it `is_strict`, terms that SHACL
    does not define are refused in other shapes; else what is said with them is named as not checked.
    """

    day: date | None = None
    shapes: Sequence[Path] = ()
    engine: Engine = Engine.FAST
    profile: Profile | None = None
    is_strict: bool = False


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What the shapes found, and where claims, entries and focus nodes stand; `view` is what gate 2 checked.

    `findings` say which contradictions curators have left open. `unread` are the faults of files that could not be read
    beside others that could.
    """

    report: Report
    where: Mapping[URIRef, Where] = field(default_factory=lambda: MappingProxyType({}))
    passages: Mapping[str, Quoted] = field(default_factory=lambda: MappingProxyType({}))
    view: Iterable[Triple] = field(default=(), repr=False)
    findings: Iterable[Triple] = field(default=(), repr=False)
    unread: tuple[Fault, ...] = ()


def check_data(project: Project, options: CheckOptions, progress: Progress = no_progress) -> CheckOutcome:
    """Check the data files as a build does: each claim by itself, then what is held, whole or as of a day.

    Other shapes replace those of the view, and where claims contradict each other in time there is no view to check.
    `progress` gets each stage of the reading, and the weighing, with its warnings. Raises DataError for files that cannot be
    read, wrong rules on time and faults of stored queries, and FindingsError for conflicts without a decision.
    """
    ontology, dataset = read_project(project, progress)
    rules_of(ontology)
    whole_queries(project)
    first = check_claims(dataset, ontology, shapes_of_gate(project.claim_shapes, ontology), options.engine)
    if not first.conforms:
        return CheckOutcome(first, dataset.where, _quoted(project, dataset, first))
    found = ordered_view(dataset, _weighed(dataset, ontology, progress), ontology)
    ordered, view, reported = found
    if ordered.contradictions:
        contradicted = contradictions_report(ordered, dataset.where)
        report = merged_report((first, contradicted), NAMING)
        return CheckOutcome(report, dataset.where, _quoted(project, dataset, report))
    # What follows from order does so over all time.
    derived = () if options.day is not None else derived_triples(found)
    findings = tuple(findings_triples(ordered.weighed))
    data = checked_triples(view, dataset, (*findings, *derived))
    known = frozenset(URIRef(str(s)) for s in dataset.register.subjects(RDF.type, None))
    second = _check_view(data, options, project, ontology, known, support_of(dataset, frozenset(reported.graph)))
    report = merged_report((first, second), NAMING)
    return CheckOutcome(report, dataset.where, _quoted(project, dataset, report), view.graph, findings)


def _weighed(dataset: Dataset, ontology: Ontology, progress: Progress) -> Weighed:
    """What is held, with a warning for each decision whose claims have changed since."""
    weighed = weigh(dataset, ontology)
    digests = {claim.iri: claim.content_sha256 for claim in dataset.claims}
    stale = tuple(map(stale_fault, stale_decisions(weighed.conflicts, digests)))
    progress(Stage("weigh", f"{len(weighed.findings)} findings", stale))
    return weighed


def _quoted(project: Project, dataset: Dataset, report: Report) -> dict[str, Quoted]:
    """The passages of the claims at fault, where the source texts are available."""
    if project.texts is None:
        return {}
    there, _ = present_and_missing(dataset.sources, project.texts)
    texts = read_texts(there, project.texts)
    files = {s.id: s.file_name for s in dataset.sources}
    at_fault = {r.claim for r in report.results}
    found = {}
    for claim in (c for c in dataset.claims if c.iri in at_fault and c.passage.source in texts):
        passage, iri = claim.passage, str(claim.iri)
        text = texts[passage.source]
        line = line_of(text, passage.start)
        found[iri] = Quoted(iri, files[passage.source], line, passage.start, passage.end, cut(passage, text))
    return found


def check_release(folder: Path, project: Project, ontology: Ontology, options: CheckOptions) -> CheckOutcome:
    """Check a release by both gates, whole or as of a day.

    Raises UsageError where there is none, and DataError where its hash is not the one in its manifest.
    """
    release = Release(folder)
    quads = list(ox.parse(release_lines(release), format=ox.RdfFormat.N_QUADS))
    hash_, expected = release_hash(canonical_nquads(quads)), _hash_in_manifest(release)
    if expected is not None and expected != hash_:
        message = f"{release.nquads.name} is not what was built: its hash is {hash_}, and the manifest has {expected}"
        raise DataError(Fault(message, where=Where(str(folder)), fix="run: csto-kg build --force"))
    return _outcome(parts_of(quads), project, ontology, options)


def _hash_in_manifest(release: Release) -> str | None:
    """The hash that the manifest has; None where there is no manifest that can be read."""
    try:
        manifest = json.loads(release.manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return str(manifest.get("release")) if isinstance(manifest, dict) else None


def check_rdf(paths: Sequence[Path], project: Project, ontology: Ontology, options: CheckOptions) -> CheckOutcome:
    """Check RDF files together; a result names the file in which its focus, or the claim, first stands.

    A file that cannot be read does not keep the others from being checked. Raises DataError where none can be read.
    """
    quads: list[ox.Quad] = []
    where: dict[URIRef, Where] = {}
    faults: list[Fault] = []
    for number, path in enumerate(paths):
        try:
            read = relabelled(read_rdf(path), f"f{number}b")
        except DataError as error:
            faults += error.faults
            continue
        quads += read
        stands = Where(str(path))
        for name in dict.fromkeys(subject_name(quad) for quad in read):
            where.setdefault(URIRef(name), stands)
    if faults and not quads:
        raise DataError(*faults)
    if not quads:
        raise DataError(Fault("holds no triple: there is nothing to check", where=Where(", ".join(map(str, paths)))))
    checked = _outcome(parts_of(quads), project, ontology, options)
    return replace(checked, where=where, unread=tuple(faults))


def check_endpoint(endpoint: Endpoint, project: Project, ontology: Ontology, options: CheckOptions) -> CheckOutcome:
    """Check what a SPARQL endpoint holds of the graphs of a release: view, findings, provenance, register, chronology and
    what is only reported.

    Where it has none of these graphs its default graph is checked. Raises MachineError where it cannot be asked, and
    DataError where it holds nothing.
    """
    graphs = (G_VIEW, G_FINDINGS, G_PROVENANCE, G_REGISTER, G_CHRONOLOGY, G_REPORTED)
    quads = [
        ox.Quad(*t, ox.NamedNode(str(g))) for g in graphs for t in triples_at(endpoint, f"GRAPH <{g}> {{ ?s ?p ?o }}")
    ]
    quads = quads or [ox.Quad(*t) for t in triples_at(endpoint, "?s ?p ?o")]
    if not quads:
        raise DataError(Fault(f"{endpoint.url} holds no triple: there is nothing to check"))
    return _outcome(parts_of(quads), project, ontology, options)


def _outcome(parts: Parts, project: Project, ontology: Ontology, options: CheckOptions) -> CheckOutcome:
    report = check_parts(parts, project, ontology, options)
    return CheckOutcome(report, view=map(to_triple, parts.view), findings=map(to_triple, parts.findings))


def check_parts(parts: Parts, project: Project, ontology: Ontology, options: CheckOptions = CheckOptions()) -> Report:
    """Check RDF by both gates: each claim by itself where there are claims, and what is held, whole or as of a day.

    Identifiers in the project's own register count as declared. Other shapes replace those of both gates. Raises DataError
    where a rule on time of the ontology is wrong.
    """
    rules_of(ontology)
    register = to_graph(parts.register)
    known = {*(URIRef(str(s)) for s in register.subjects(RDF.type, None)), *declared_in_register(project)}
    claims = [ClaimContent(URIRef(name), list(map(to_triple, quads))) for name, quads in parts.claims.items()]
    contents = {o for claim in claims for _, p, o in claim.triples if p == CSTO.content}
    said = frozenset(t for claim in claims if claim.claim in contents for t in claim.triples)
    reported = frozenset(map(to_triple, parts.reported))
    support = Support(frozenset(register), points_by_claim(claims), reported, said)
    # What follows from order does so over all time.
    derived = () if options.day is not None else parts.chronology
    held = (*parts.view, *parts.provenance, *parts.findings, *derived)
    tables = table_things(held, options.profile)
    if tables.things and not options.shapes:
        second = _check_tables(held, tables, options, project, ontology, known, support)
    else:
        second = _check_view(from_quads(held), options, project, ontology, known, support)
    if options.shapes or not has_claims(parts):
        return second
    background = register if len(register) else to_graph(parts.view)
    if any((s, RDF.type, None) not in background for claim in claims for s, _, _ in claim.triples):
        # Claims without a register of their own use the identifiers of the project's register.
        background = background + read_dataset(project, ontology).register
    findings = to_graph(parts.findings)
    curated = {s for c in (CSTO.Conflict, CSTO.Decision) for s in findings.subjects(RDF.type, c)}
    provenance = {*map(to_triple, parts.provenance), *(t for t in findings if t[0] in curated)}
    data = gate1_graph(claims, background, provenance)
    first = check_graph(data, shapes_of_gate(project.claim_shapes, ontology), ontology, known, options.engine)
    return merged_report((second, first), NAMING)


def _check_tables(
    held: Sequence[ox.Quad],
    tables: TableThings,
    options: CheckOptions,
    project: Project,
    ontology: Ontology,
    known: Collection[URIRef],
    support: Support,
) -> Report:
    """Check what is made from tables, by the shapes of the view and those of tables.

    What the data name and the project declares has its class; it is checked with the project.
    """
    declared = classes_of_named(held, read_dataset(project, ontology).register)
    data = from_quads((*held, *declared))
    report = _check_view(data, options, project, ontology, known, support, (CORE.table_shapes,))
    return replace(report, results=tuple(tables.of(report.results, {subject_name(quad) for quad in declared})))


def _check_view(
    data: Collection[Triple] | Data,
    options: CheckOptions,
    project: Project,
    ontology: Ontology,
    known: Collection[URIRef],
    support: Support,
    further: Sequence[Path] = (),
) -> Report:
    """Gate 2 with `further` shapes, or other shapes in its place.

    As of a day no support is checked, since findings hold over all time.
    """
    held: Collection[Triple] | Graph | Data = data
    if options.day is not None:
        held = snapshot(_graph(data.triples() if isinstance(data, Data) else data), options.day)
    chosen = options.shapes or (*project.view_shapes, *further)
    try:
        return check_graph(
            held,
            prepare_shapes(shapes_in(chosen, options.is_strict), options.is_strict)
            if options.shapes
            else shapes_of_gate(chosen, ontology),
            ontology,
            None if options.shapes else known,
            options.engine,
            support if options.day is None else None,
        )
    except DataError as error:
        where = Where(", ".join(map(project.shown, chosen)))
        raise DataError(*(replace(fault, where=fault.where or where) for fault in error.faults)) from None


def check_consistency(view: Iterable[Triple], ontology: Ontology, java: str, findings: Iterable[Triple] = ()) -> int:
    """Check with HermiT that a view is consistent, without its times and on each day on which something changes.

    Contradictions in time that the findings, or the view itself, leave open are not at fault: none of their sides is certain.
    Returns the number of those days. Raises FindingsError with the day and the statements and axioms in conflict.
    """
    plain = _graph(view)
    check_and_infer(ontology.graph, plain, java)
    whole = _graph(plain, infer(ontology.graph, plain))
    left_open = left_open_among(chain(plain, findings))
    days = relations_by_day(whole, snapshot_relations(ontology.graph), left_open)
    check_snapshots(ontology.graph, days, java)
    return len(days)


def _graph(*parts: Iterable[Triple]) -> Graph:
    graph = Graph()
    for part in parts:
        for triple in part:
            graph.add(triple)
    return graph
