"""Builds a release from the data files, stage by stage.

A build is atomic: everything is written beside the current release, and one rename of a link switches to it. A build that
is killed at any moment leaves the earlier release as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from csto_kg.check.dataset import check_claims, check_view
from csto_kg.check.own_shapes import shapes_of_gate
from csto_kg.errors import FindingsError
from csto_kg.ontology import Ontology, context
from csto_kg.order import (
    Ordered,
    OrderedView,
    contradiction_fault,
    derived_triples,
    ordered_view,
    rules_of,
    tightened_bounds,
)
from csto_kg.project import Project
from csto_kg.queries import catalogue
from csto_kg.queries.whole import whole_queries
from csto_kg.rdf.nquads import canonical_nquads, joined_forms, release_hash
from csto_kg.rdf.terms import GraphQuad, TermTriple
from csto_kg.read.project import Progress, Stage, read_project
from csto_kg.read.records import Dataset
from csto_kg.reason.consistency import Inference, check_and_infer
from csto_kg.reason.java import java_of_machine
from csto_kg.release.folder import is_whole, locked, manifest_in, read_manifest
from csto_kg.release.inputs import files_of_build, inputs_digest, own_version, texts_digest
from csto_kg.release.metadata import metadata_triples, release_name
from csto_kg.release.quads import WorkedOut, named_quad, quads_of
from csto_kg.release.write import write_release
from csto_kg.shacl.report import Report
from csto_kg.vocab import G_METADATA, Namespaces
from csto_kg.weigh import HELD, OPEN, Weighed, reach_triples, stale_decisions, stale_fault, weigh
from csto_kg.weigh.reported import Reported
from csto_kg.weigh.view import View

__all__ = ["STAGES", "Built", "build"]

STAGES: Final = (
    "ontology",
    "sources",
    "claims",
    "gate 1",
    "weigh",
    "order",
    "view",
    "reason",
    "gate 2",
    "store",
    "exports",
)
"""The names of the stages, in order."""


@dataclass(frozen=True, slots=True)
class Built:
    """The outcome of a build: the folder of the release, its manifest, and whether it was built or already up to date."""

    folder: Path
    manifest: Mapping[str, object]
    is_new: bool


def build(project: Project, environment: Mapping[str, str], progress: Progress, force: bool = False) -> Built:
    """Build a release, unless the current one was built from the same inputs. `environment` names the Java to use.

    Raises DataError (files wrong), FindingsError (undecided conflicts, violated shapes, an inconsistency) or
    MachineError (no Java, a folder that cannot be written, another build running). The current release is then
    as it was.
    """
    inputs, texts = inputs_digest(project), texts_digest(project)

    def is_same(manifest: Mapping[str, object]) -> bool:
        # Texts that are not available cannot have changed anything: their digests were checked, or could not be.
        return not force and manifest.get("inputs") == inputs and texts in (None, manifest.get("texts"))

    carried = None if project.carried is None else manifest_in(project.carried.folder)
    if project.carried is not None and carried is not None and is_same(carried):
        return Built(project.carried.folder, carried, False)
    with locked(project):
        current = read_manifest(project)
        if current is not None and is_same(current) and is_whole(project.release.folder, current):
            return Built(project.release.folder, current, False)
        made_from = {"inputs": inputs, "made_from": files_of_build(project), "texts": texts or "not available"}
        return _build(project, environment, progress, made_from)


def _build(project: Project, environment: Mapping[str, str], progress: Progress, inputs: Mapping[str, str]) -> Built:
    java = java_of_machine(environment)
    ontology, dataset = read_project(project, progress)
    rules_of(ontology)  # raises DataError before gate 1 applies them
    queries = whole_queries(project)
    first = _gate_1(project, ontology, dataset, progress)
    weighed = _weigh(dataset, ontology, progress)
    found = _order(dataset, weighed, ontology, progress)
    weighed, view = found.ordered.weighed, found.view
    reasoned = _reason(ontology, view, java, progress)
    questions = catalogue.triples(
        queries, ontology.namespaces, {name: cls.iri for name, cls in ontology.classes.items()}
    )
    derived, reported = derived_triples(found), found.reported.graph
    reach = reach_triples({*dataset.register, *view.graph}, dataset.claims, weighed.conflicts, ontology)
    made = (view.graph, reasoned.inferred, ontology.graph, questions, WorkedOut(derived, reported, reach))
    quads = list(quads_of(dataset, weighed, *made))
    second = _gate_2(project, ontology, dataset, view, quads, progress)
    lines, release = _described(project, ontology.namespaces, [named_quad(quad) for quad in quads])
    manifest = {
        "release": release,
        **inputs,
        "csto-kg": own_version(),
        "reasoner": reasoned.reasoner,
        "counts": _counts(dataset, found, reasoned, lines),
    }
    reports = {project.release.validation.name: _both(first, second).as_turtle().encode()}
    terms = context(ontology)["@context"]
    return Built(*write_release(project, lines, manifest, reports, terms, progress), is_new=True)


def _described(project: Project, namespaces: Namespaces, quads: Sequence[ox.Quad]) -> tuple[bytes, str]:
    """The quads with the description of the data set, in canonical form, and the hash that names them."""

    def form(triples: Iterable[TermTriple]) -> bytes:
        return canonical_nquads(named_quad((*triple, G_METADATA)) for triple in triples)

    lines = joined_forms(canonical_nquads(quads), form(metadata_triples(project.configuration, namespaces, quads)))
    release = release_hash(lines)
    return joined_forms(lines, form([release_name(namespaces, release)])), release


def _gate_1(project: Project, ontology: Ontology, dataset: Dataset, progress: Progress) -> Report:
    report = check_claims(dataset, ontology, shapes_of_gate(project.claim_shapes, ontology))
    progress(Stage("gate 1", f"{len(dataset.claims)} claims each by itself; {_verdict(report)}"))
    return _passed(report, dataset)


def _weigh(dataset: Dataset, ontology: Ontology, progress: Progress) -> Weighed:
    weighed = weigh(dataset, ontology)
    held = sum(f.status == HELD for f in weighed.findings)
    left = sum(f.status == OPEN for f in weighed.findings)
    rejected = len(weighed.findings) - held - left
    found = (
        f"{held} held, {left} left open, {rejected} rejected; {len(weighed.conflicts)} conflicts, all with a decision"
    )
    digests = {claim.iri: claim.content_sha256 for claim in dataset.claims}
    stale = tuple(stale_fault(s) for s in stale_decisions(weighed.conflicts, digests))
    progress(Stage("weigh", f"{weighed.statements} facts on {len(weighed.findings)} findings: {found}", stale))
    return weighed


def _order(dataset: Dataset, weighed: Weighed, ontology: Ontology, progress: Progress) -> OrderedView:
    found = ordered_view(dataset, weighed, ontology)
    contradictions = found.ordered.contradictions
    if contradictions:
        raise FindingsError(*(contradiction_fault(c, found.ordered.rules, dataset.where) for c in contradictions))
    progress(Stage("order", _order_text(found.ordered)))
    view = found.view
    progress(Stage("view", view_text(view, found.reported)))
    return found


def view_text(view: View, reported: Reported) -> str:
    """How much the view has, and how much was left out; nothing of the latter where it has all."""
    counts = ", ".join(f"{number} {reason.value}" for reason, number in reported.left_out.items())
    left_out = f"; {view.left_out} on what is not held left out ({counts})" if view.left_out else ""
    misfits = (
        f"; {reported.misfits} attestations contradict the dates reported of the same" if reported.misfits else ""
    )
    return f"{len(view.graph)} triples{left_out}{misfits}"


def _order_text(ordered: Ordered) -> str:
    points = len(ordered.strict.solution.points)
    strict, presumed = tightened_bounds(ordered)
    assumed = len(ordered.presumed.constraints)
    left_out = len(ordered.presumed.contradictions)
    said = f"{len(ordered.strict.constraints)} strict constraints on {points} points in time tighten {strict} bounds"
    more = f"{assumed} with assumptions tighten {presumed} more"
    return f"{said}; {more}" + (
        f"; {left_out} contradict claims, and their assumptions are left out" if left_out else ""
    )


def _reason(ontology: Ontology, view: View, java: str, progress: Progress) -> Inference:
    reasoned = check_and_infer(ontology.graph, view.graph, java)
    left = sum(reasoned.left_out.values())
    passed = f"{reasoned.passed_to_hermit} to HermiT and {left} dates and notes not; consistent"
    progress(Stage("reason", f"{reasoned.given} triples, {passed}; {len(reasoned.inferred)} triples follow"))
    return reasoned


def _gate_2(
    project: Project, ontology: Ontology, dataset: Dataset, view: View, quads: list[GraphQuad], progress: Progress
) -> Report:
    report = check_view(view, dataset, quads, ontology, shapes_of_gate(project.view_shapes, ontology))
    progress(Stage("gate 2", f"{len(view.graph)} triples of the view; {_verdict(report)}"))
    return _passed(report, dataset)


def _passed(report: Report, dataset: Dataset) -> Report:
    if not report.conforms:
        raise FindingsError(*report.faults(dataset.where))
    return report


def _verdict(report: Report) -> str:
    found = ", ".join(f"{n} {severity.value}" for severity, n in report.counts.items() if n)
    verdict = "conforms" if report.conforms else "does not conform"
    return f"{verdict} ({found})" if found else verdict


def _both(first: Report, second: Report) -> Report:
    results = sorted({*first.results, *second.results}, key=first.iri_of)
    return Report(tuple(results), naming=first.naming)


def _counts(dataset: Dataset, found: OrderedView, reasoned: Inference, lines: bytes) -> dict[str, int]:
    weighed = found.ordered.weighed
    return {
        "sources": len(dataset.sources),
        "claims": len(dataset.claims),
        "facts": sum(len(c.triples) for c in dataset.claims),
        "reported": sum(len(t) for c in dataset.claims for _, t in c.reported),
        "findings": len(weighed.findings),
        "conflicts": len(weighed.conflicts),
        "view": len(found.view.graph),
        "only_reported": len(found.reported.graph),
        "inferred": len(reasoned.inferred),
        "quads": lines.count(b"\n"),
    }
