"""The whole order of work: from the files that people write to a release that queries run on.

A build is atomic: everything is written beside the current release, and one rename of a link switches to it. Killed at
any moment it leaves the earlier release as it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from csto_kg.errors import DataError, Fault, FindingsError, UsageError, Where
from csto_kg.ontology import Ontology, context_text, read_ontology, read_turtle
from csto_kg.project import PACKAGE, Project
from csto_kg.queries import catalogue
from csto_kg.queries.stored import read_queries
from csto_kg.rdf import serialize as export
from csto_kg.read.claims import Dataset, read_dataset, read_sources
from csto_kg.read.texts import ChangedTextsError, digest, read_texts
from csto_kg.reason.consistency import Inference, check_and_infer
from csto_kg.reason.java import java_of_machine
from csto_kg.release import folder as builds
from csto_kg.release import quads as release
from csto_kg.release import store
from csto_kg.shacl import validate
from csto_kg.vocab import CSTO, G_FINDINGS
from csto_kg.weigh import HELD, OPEN, View, Weighed, make_view, weigh

# The libraries whose version can change what a build gives.
_LIBRARIES = ("rdflib", "pyoxigraph", "owlready2", "pyshacl", "PyLD", "PyYAML")


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a build that has ended: its name, and what went in and came out, in words and numbers."""

    name: str
    told: str


@dataclass(frozen=True, slots=True)
class Built:
    """The outcome of a build: the folder of the release, its manifest, whether anything had to be done."""

    folder: Path
    manifest: Mapping[str, object]
    is_new: bool


Progress = Callable[[Stage], None]

STAGES = ("ontology", "sources", "claims", "gate 1", "weigh", "view", "reason", "gate 2", "store", "exports")


def build(project: Project, environment: Mapping[str, str], progress: Progress, force: bool = False) -> Built:
    """Build a release, or tell that the current one is built from the same inputs.

    Raises DataError (files wrong), FindingsError (undecided conflicts, violated shapes, an inconsistency) or
    MachineError (no Java, a folder that cannot be written, another build running). The current release is then
    as it was.
    """
    with builds.locked(project):
        inputs, texts = _inputs(project), _texts(project)
        current = builds.read_manifest(project)
        if not force and current is not None and builds.is_whole(project.release, current):
            # Texts that are not at hand cannot have changed anything: their digests were checked, or could not be.
            is_same = current.get("inputs") == inputs and texts in (None, current.get("texts"))
            if is_same:
                return Built(project.release, current, False)
        return _build(project, environment, progress, {"inputs": inputs, "texts": texts or "not at hand"})


def _build(project: Project, environment: Mapping[str, str], progress: Progress, inputs: Mapping[str, str]) -> Built:
    java = java_of_machine(environment)
    ontology, dataset = read(project, progress)
    shapes = read_turtle(project.shapes / "claims.ttl")
    first = check_claims(dataset, ontology, shapes)
    progress(Stage("gate 1", f"{len(dataset.claims)} claims each by itself; {_told(first)}"))
    _refuse(first, dataset)
    weighed = weigh(dataset, ontology)
    progress(Stage("weigh", _weighed(weighed)))
    view = make_view(dataset, weighed, ontology)
    progress(Stage("view", f"{len(view.graph)} triples; {view.left_out} on what is not held left out"))
    reasoned = check_and_infer(ontology.graph, view.graph, java)
    stored = read_queries((project.queries / "questions").glob("*.rq"))
    left = sum(reasoned.left_out.values())
    told = (
        f"{reasoned.given} triples, {reasoned.passed_to_hermit} to HermiT and {left} dates and notes not; consistent"
    )
    progress(Stage("reason", f"{told}; {len(reasoned.inferred)} triples follow"))
    quads = list(
        release.quads_of(dataset, weighed, view.graph, reasoned.inferred, ontology.graph, catalogue.triples(stored))
    )
    second = check_view(view, dataset, quads, ontology, read_turtle(project.shapes / "view.ttl"))
    progress(Stage("gate 2", f"{len(view.graph)} triples of the view; {_told(second)}"))
    _refuse(second, dataset)
    canonical = release.canonical(map(release.named_quad, quads))
    named = release.release_hash(canonical)
    counts = _counts(dataset, weighed, view, reasoned, canonical)
    manifest: dict[str, object] = {
        "release": named,
        **inputs,
        "csto-kg": own_version(),
        "reasoner": reasoned.reasoner,
        "counts": counts,
    }
    reports = {"validation.ttl": _report(first, second).encode()}
    folder = _write(project, canonical, manifest, reports, progress)
    return Built(folder, manifest, True)


def read(project: Project, progress: Progress) -> tuple[Ontology, Dataset]:
    """Read ontology, source texts (where they are at hand) and data files, and tell of each stage."""
    ontology = read_ontology(project.ontology, project.alignments)
    if project.context.read_text(encoding="utf-8") != context_text(ontology):
        raise DataError(
            Fault(f"{project.shown(project.context)} does not follow from the ontology", fix="run: csto-kg format")
        )
    progress(
        Stage(
            "ontology", f"{len(ontology.classes)} classes, {len(ontology.keys)} keys, {len(ontology.graph)} triples"
        )
    )
    texts: Mapping[str, str] | None = None
    if project.texts is not None:
        try:
            texts = read_texts(read_sources(project, ontology), project.texts)
        except ChangedTextsError as changed:
            raise DataError(*changed.faults, *_moved(project, ontology, changed)) from None
    dataset = read_dataset(project, ontology, texts)
    files = len({s.file_name for s in dataset.sources})
    checked = f"in {files} texts, {len(dataset.claims)} passages: every digest right"
    unchecked = "; texts not at hand, digests not checked (--sources)"
    progress(Stage("sources", f"{len(dataset.sources)} sources" + (unchecked if texts is None else f" {checked}")))
    facts = sum(len(c.triples) for c in dataset.claims)
    reported = sum(len(t) for c in dataset.claims for _, t in c.reported)
    told = (
        f"{dataset.files} files: {len(dataset.claims)} claims with {facts} facts, {reported} more as reported speech"
    )
    progress(Stage("claims", told))
    return ontology, dataset


def _moved(project: Project, ontology: Ontology, changed: ChangedTextsError) -> tuple[Fault, ...]:
    """The passages that a change of a text hits."""
    try:
        read_dataset(project, ontology, changed.texts)
    except DataError as error:
        return error.faults
    return ()


def check_claims(
    dataset: Dataset, ontology: Ontology, shapes: Graph, engine: validate.Engine = validate.Engine.FAST
) -> validate.Report:
    """Gate 1: each claim by itself, with register, provenance, conflicts and decisions."""
    contents = [validate.ClaimContent(c.iri, c.triples) for c in dataset.claims]
    contents += [validate.ClaimContent(iri, triples) for c in dataset.claims for iri, triples in c.reported]
    data = validate.gate1_graph(contents, dataset.register, dataset.provenance)
    for conflict in dataset.conflicts:
        data.update(release.conflict_triples(conflict, conflict.between))
    return validate.validate(data, shapes, ontology.graph, engine=engine)


def check_view(
    view: View, dataset: Dataset, quads: list[release.Quad], ontology: Ontology, shapes: Graph
) -> validate.Report:
    """Gate 2: the view with the findings, conflicts and claims it rests on."""
    data = checked_of(view, dataset, ((s, p, o) for s, p, o, g in quads if g == G_FINDINGS))
    known = frozenset(URIRef(str(s)) for s in dataset.register.subjects(RDF.type, None))
    return validate.validate(data, shapes, ontology.graph, known, grounds=grounds_of(dataset))


def checked_of(view: View, dataset: Dataset, findings: Iterable[validate.Triple]) -> set[validate.Triple]:
    """What gate 2 checks: what is held, with its claims and their sources. Passages and readings are gate 1's alone."""
    rests_on = {s for c in (CSTO.Claim, CSTO.Source) for s in dataset.provenance.subjects(RDF.type, c)}
    return {*view.graph, *(t for t in dataset.provenance if t[0] in rests_on), *findings}


def grounds_of(dataset: Dataset) -> validate.Grounds:
    """What a view of the data rests on."""
    return validate.Grounds(frozenset(dataset.register), validate.spoken((c.iri, c.triples) for c in dataset.claims))


def _refuse(report: validate.Report, dataset: Dataset) -> None:
    if not report.conforms:
        raise FindingsError(*report.faults(dataset.where))


def _told(report: validate.Report) -> str:
    found = ", ".join(f"{n} {severity.value}" for severity, n in report.counts.items() if n)
    verdict = "conforms" if report.conforms else "does not conform"
    return f"{verdict} ({found})" if found else verdict


def _report(first: validate.Report, second: validate.Report) -> str:
    return validate.Report(tuple(sorted({*first.results, *second.results}, key=lambda r: r.iri))).as_turtle()


def _weighed(weighed: Weighed) -> str:
    held = sum(f.status == HELD for f in weighed.findings)
    left = sum(f.status == OPEN for f in weighed.findings)
    rejected = len(weighed.findings) - held - left
    found = f"{held} held, {left} open, {rejected} rejected; {len(weighed.conflicts)} conflicts, all with a decision"
    return f"{weighed.statements} facts on {len(weighed.findings)} findings: {found}"


def _counts(dataset: Dataset, weighed: Weighed, view: View, reasoned: Inference, canonical: bytes) -> dict[str, int]:
    return {
        "sources": len(dataset.sources),
        "claims": len(dataset.claims),
        "facts": sum(len(c.triples) for c in dataset.claims),
        "reported": sum(len(t) for c in dataset.claims for _, t in c.reported),
        "findings": len(weighed.findings),
        "conflicts": len(weighed.conflicts),
        "view": len(view.graph),
        "inferred": len(reasoned.inferred),
        "quads": canonical.count(b"\n"),
    }


def own_version() -> str:
    """The version of this package, as installed."""
    try:
        return version("csto-kg")
    except PackageNotFoundError:  # run from a folder of sources
        return "0+unknown"


def read_quads(path: Path) -> list[ox.Quad]:
    """The quads of an RDF file. Raises DataError that names line and column where it is broken."""
    format_ = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if format_ is None:
        endings = ", ".join(f".{f.suffix}" for f in export.FORMATS.values())
        raise UsageError(Fault(f"{path} has no ending of an RDF format", fix=f"name it one of {endings}"))
    try:
        return list(ox.parse(path=str(path), format=format_))
    except SyntaxError as error:
        where = Where(str(path), error.lineno or 0, error.offset or 0)
        raise DataError(Fault(f"is not {format_.name}: {error.msg}", where=where)) from None
    except (OSError, ValueError) as error:
        raise DataError(Fault(f"cannot be read: {error}", where=Where(str(path)))) from None


def _inputs(project: Project) -> str:
    """A digest of everything that a build is made from: data, ontology, this program, its libraries."""
    parts = [f"{name} {version(name)}" for name in _LIBRARIES]
    folders = [project.root / "ontology", project.data, project.queries, PACKAGE]
    for folder in folders:
        for path in sorted(
            p for p in folder.rglob("*") if p.is_file() and p.suffix in (".ttl", ".yaml", ".jsonld", ".py", ".rq")
        ):
            parts.append(f"{path.relative_to(folder.parent)} {digest(path.read_bytes())}")
    return digest("\n".join(parts).encode())


def _texts(project: Project) -> str | None:
    """A digest of the source texts, or None where they are not at hand."""
    if project.texts is None:
        return None
    return digest(
        "\n".join(f"{p.name} {digest(p.read_bytes())}" for p in sorted(project.texts.glob("*.txt"))).encode()
    )


def _write(
    project: Project, canonical: bytes, manifest: dict[str, object], reports: Mapping[str, bytes], progress: Progress
) -> Path:
    """Write store and exports beside the current release, then switch to them."""
    with builds.fresh(project) as building:
        stored = store.write_store(canonical, building / "store")
        lines = canonical.count(b"\n")
        if stored != lines:
            raise DataError(Fault(f"the store holds {stored} quads of {lines}"))
        progress(Stage("store", f"{stored} quads"))
        quads = list(ox.parse(canonical, ox.RdfFormat.N_QUADS))
        context = json.loads(project.context.read_text(encoding="utf-8"))["@context"]
        files = {
            "csto-kg.nq": canonical,
            "findings.ttl": export.export(quads, export.Part.FINDINGS, "turtle", context),
            "csto-kg.jsonld": export.export(quads, export.Part.ALL, "jsonld", context),
            **reports,
        }
        back = release.release_hash(release.canonical(ox.parse(files["csto-kg.jsonld"], ox.RdfFormat.JSON_LD)))
        if back != manifest["release"]:
            raise DataError(Fault("the JSON-LD does not read back as the same graph"))
        for name, content in files.items():
            (building / name).write_bytes(content)
        manifest["files"] = {name: digest(content) for name, content in sorted(files.items())}
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        (building / "manifest.json").write_text(text, encoding="utf-8")
        told = ", ".join(f"{name} {len(content) / 1e6:.2f} MB" for name, content in files.items())
        progress(Stage("exports", f"{told}; JSON-LD reads back as the same graph"))
        return builds.switch(project, building, str(manifest["release"]))
