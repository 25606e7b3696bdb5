"""What can be checked and how: the data files, a release, RDF of anybody's, an endpoint; whole, or as of one day.

Each gives a report of the shapes, and where what it speaks of can be fixed. Nothing here is written to disk.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from csto_kg.ask.evidence import Quoted
from csto_kg.errors import DataError, Fault, MachineError, UsageError, Where
from csto_kg.ontology import Ontology
from csto_kg.project import Project
from csto_kg.rdf.endpoints import Endpoint, rows_of
from csto_kg.rdf.files import read_quads, read_turtle
from csto_kg.rdf.nquads import canonical, release_hash
from csto_kg.rdf.terms import to_triple
from csto_kg.read.files import declared_in_register, read_dataset
from csto_kg.read.project import read_project
from csto_kg.read.texts import cut, line_of, read_texts
from csto_kg.reason import hermit as reason
from csto_kg.reason.rules import infer
from csto_kg.release.folder import manifest_in, release_quads
from csto_kg.release.gates import check_claims, checked_of, grounds_of
from csto_kg.release.quads import findings_triples
from csto_kg.shacl.literals import Data, from_quads
from csto_kg.shacl.validate import ClaimContent, Engine, Grounds, Report, Triple, gate1_graph, spoken, validate
from csto_kg.vocab import CSTO, G_FINDINGS, G_INFERRED, G_ONTOLOGY, G_PROVENANCE, G_QUERIES, G_REGISTER, G_VIEW
from csto_kg.weigh import snapshots
from csto_kg.weigh.findings import weigh
from csto_kg.weigh.view import make_view

# The endings of the files that a folder is searched for.
_ENDINGS = frozenset(("ttl", "nt", "nq", "trig", "rdf", "owl", "xml", "jsonld", "n3"))
# A literal this long is no fact; reading on would only fill the memory.
MAX_LITERAL = 1_000_000
# What XML entities may grow to, in bytes.
MAX_GROWN = 10_000_000


@dataclass(frozen=True, slots=True)
class How:
    """How to check: as of a day or whole, by other shapes than the project's, by which engine."""

    day: date | None = None
    shapes: Sequence[Path] = ()
    engine: Engine = Engine.FAST


@dataclass(frozen=True, slots=True)
class Checked:
    """What the shapes found, and where claims, entries and focus nodes stand; `view` is what was checked for gate 2."""

    report: Report
    where: Mapping[URIRef, Where] = field(default_factory=lambda: MappingProxyType({}))
    passages: Mapping[str, Quoted] = field(default_factory=lambda: MappingProxyType({}))
    view: Iterable[Triple] = field(default=(), repr=False)


def merged(reports: Iterable[Report]) -> Report:
    """The results and notes of several reports as one, each once."""
    every = list(reports)
    results = {r for report in every for r in report.results}
    notes = dict.fromkeys(note for report in every for note in report.notes)
    return Report(tuple(sorted(results, key=lambda r: r._key)), tuple(notes))


def check_data(project: Project, how: How) -> Checked:
    """Check the data files as a build does: each claim by itself, then what is held, whole or as of a day.

    Other shapes take the place of those of the view. Raises DataError for files that are not as they must be, and
    FindingsError for conflicts without a decision.
    """
    ontology, dataset = read_project(project)
    first = check_claims(dataset, ontology, read_turtle(project.claim_shapes), how.engine)
    reports, held = [first], Graph()
    if first.conforms:
        weighed = weigh(dataset, ontology)
        view = make_view(dataset, weighed, ontology)
        held = view.graph
        data = checked_of(view, dataset, findings_triples(weighed))
        known = frozenset(URIRef(str(s)) for s in dataset.register.subjects(RDF.type, None))
        reports.append(_by_shapes(data, how, project, ontology, known, grounds_of(dataset)))
    report = merged(reports)
    passages: dict[str, Quoted] = {}
    if project.texts is not None:
        texts = read_texts(dataset.sources, project.texts)
        files = {s.id: s.file_name for s in dataset.sources}
        at_fault = {r.claim for r in report.results}
        for claim in (c for c in dataset.claims if c.iri in at_fault):
            p, text = claim.passage, texts[claim.passage.source]
            line = line_of(text, p.start)
            passages[str(claim.iri)] = Quoted(str(claim.iri), files[p.source], line, p.start, p.end, cut(p, text))
    return Checked(report, dataset.where, passages, held)


def check_release(folder: Path, project: Project, ontology: Ontology, how: How) -> Checked:
    """Check a release: both gates, whole or as of a day. Raises DataError where it is not what it is named after."""
    manifest, quads = manifest_in(folder), release_quads(folder)
    named = release_hash(canonical(quads))
    if manifest is not None and manifest.get("release") != named:
        message = (
            f"csto-kg.nq is not what was built: its hash is {named}, and the manifest has {manifest.get('release')}"
        )
        raise DataError(Fault(message, where=Where(str(folder)), fix="run: csto-kg build --force"))
    parts = parts_of(quads)
    return Checked(check_parts(parts, project, ontology, how), view=triples(parts.view))


def check_rdf(paths: Sequence[Path], project: Project, ontology: Ontology, how: How) -> Checked:
    """Check RDF files together; a result tells the file in which its focus, or the claim, first stands.

    Raises DataError with every file that cannot be read.
    """
    quads: list[ox.Quad] = []
    where: dict[URIRef, Where] = {}
    faults: list[Fault] = []
    for number, path in enumerate(paths):
        try:
            read = _relabelled(read_rdf(path), f"f{number}b")
        except DataError as error:
            faults += error.faults
            continue
        quads += read
        stands = Where(str(path))
        for name in dict.fromkeys(named(quad) for quad in read):
            where.setdefault(URIRef(name), stands)
    if faults:
        raise DataError(*faults)
    if not quads:
        raise DataError(Fault("holds no triple: there is nothing to check", where=Where(", ".join(map(str, paths)))))
    parts = parts_of(quads)
    return Checked(check_parts(parts, project, ontology, how), where, view=triples(parts.view))


def _relabelled(quads: Iterable[ox.Quad], prefix: str) -> list[ox.Quad]:
    """The quads, their blank nodes numbered as they come: a parser gives them other labels in each run."""
    labels: dict[ox.BlankNode, ox.BlankNode] = {}

    def label(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Any:
        return (
            labels.setdefault(term, ox.BlankNode(f"{prefix}{len(labels)}"))
            if isinstance(term, ox.BlankNode)
            else term
        )

    def renamed(quad: ox.Quad) -> ox.Quad:
        subject, value = quad.subject, quad.object
        if not isinstance(subject, ox.BlankNode) and not isinstance(value, ox.BlankNode):
            return quad
        return ox.Quad(label(subject), quad.predicate, label(value), quad.graph_name)

    return list(map(renamed, quads))


@dataclass(frozen=True, slots=True)
class Parts:
    """RDF by what it is for: the graphs of claims, what these are checked against, and what is held.

    Where nothing is told apart, as in a file of one graph, all of it is `view`.
    """

    claims: Mapping[str, Sequence[ox.Quad]]
    register: Sequence[ox.Quad]
    provenance: Sequence[ox.Quad]
    findings: Sequence[ox.Quad]
    view: Sequence[ox.Quad]


# What follows from the data, and what is no data.
_NOT_CHECKED = frozenset(map(str, (G_INFERRED, G_ONTOLOGY, G_QUERIES)))


def parts_of(quads: Iterable[ox.Quad]) -> Parts:
    """Take a data set apart. The graph of a claim, or of what somebody is reported to have said, is by itself.

    Raises DataError for a triple within a triple.
    """
    graphs: dict[str, list[ox.Quad]] = {}
    said = set()
    for quad in quads:
        graph, prop, value = quad.graph_name, quad.predicate, quad.object
        if isinstance(value, ox.Triple):
            raise DataError(Fault(f"a triple within a triple cannot be checked: {value}"))
        graphs.setdefault(graph.value if isinstance(graph, ox.NamedNode) else "", []).append(quad)
        if prop == _TYPE and value == _CLAIM:
            said.add(named(quad))
        elif prop == _CONTENT:
            said.add(value.value)
    claims = {g: graphs[g] for g in sorted(graphs.keys() & said)}
    apart = {str(G_REGISTER), str(G_PROVENANCE), str(G_FINDINGS)}
    held = [q for g in sorted(graphs.keys() - said - apart - _NOT_CHECKED) for q in graphs[g]]
    register, provenance, findings = (graphs.get(str(g), []) for g in (G_REGISTER, G_PROVENANCE, G_FINDINGS))
    return Parts(claims, register, provenance, findings, held)


def named(quad: ox.Quad) -> str:
    """The IRI of a quad's subject, or the label of a blank node."""
    assert isinstance(quad.subject, ox.NamedNode | ox.BlankNode), "RDF has no other subjects"
    return quad.subject.value


_TYPE, _CLAIM, _CONTENT = (ox.NamedNode(str(term)) for term in (RDF.type, CSTO.Claim, CSTO.content))


def triples(quads: Iterable[ox.Quad]) -> Iterator[Triple]:
    """The triples of quads in rdflib's terms."""
    return map(to_triple, quads)


def _graph(*parts: Iterable[Triple]) -> Graph:
    graph = Graph()
    for part in parts:
        for triple in part:
            graph.add(triple)
    return graph


def check_parts(parts: Parts, project: Project, ontology: Ontology, how: How = How()) -> Report:
    """Check RDF by both gates: each claim by itself where there are claims, and what is held, whole or as of a day.

    What the project's own register declares is known. Other shapes take the place of those of both gates.
    """
    register = _graph(triples(parts.register))
    known = {*(URIRef(str(s)) for s in register.subjects(RDF.type, None)), *declared_in_register(project)}
    held = from_quads((*parts.view, *parts.provenance, *parts.findings))
    claims = [ClaimContent(URIRef(name), list(triples(quads))) for name, quads in parts.claims.items()]
    grounds = Grounds(frozenset(register), spoken(claims))
    reports = [_by_shapes(held, how, project, ontology, known, grounds)]
    if not how.shapes and (parts.claims or next(held.store.quads_for_pattern(None, _TYPE, _CLAIM), None) is not None):
        register = register if len(register) else _graph(triples(parts.view))
        if any((s, RDF.type, None) not in register for claim in claims for s, _, _ in claim.triples):
            # Claims that come without a register speak of what the project's own declares.
            register = register + read_dataset(project, ontology).register
        findings = _graph(triples(parts.findings))
        curated = {s for c in (CSTO.Conflict, CSTO.Decision) for s in findings.subjects(RDF.type, c)}
        decided = (t for t in findings if t[0] in curated)
        data = gate1_graph(claims, register, {*triples(parts.provenance), *decided})
        reports.append(validate(data, read_turtle(project.claim_shapes), ontology.graph, known, how.engine))
    return merged(reports)


def read_rdf(path: Path) -> list[ox.Quad]:
    """The quads of an RDF file, as `rdf.files.read_quads`.

    Raises DataError also for literals too long to be facts, and for XML entities that would grow beyond all bounds.
    """
    if path.suffix in (".rdf", ".owl", ".xml") and (grown := _grown(path.read_bytes())) > MAX_GROWN:
        told = f"its XML entities would grow to {'more than ' if grown >= _BEYOND else ''}{min(grown, _BEYOND)} bytes"
        raise DataError(Fault(told, where=Where(str(path)), fix="write out what the entities stand for"))
    quads = read_quads(path)
    for quad in quads:
        length = len(quad.object.value) if isinstance(quad.object, ox.Literal) else 0
        if length > MAX_LITERAL:
            told = f"a literal of {length} characters; none longer than {MAX_LITERAL} is taken"
            raise DataError(Fault(told, str(quad.subject), Where(str(path)), f"look at {quad.predicate.value}"))
    return quads


_ENTITY = re.compile(rb"<!ENTITY\s+(?:%\s+)?([^\s%]+)\s+(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(rb"[&%]([^#;\s][^;\s]*);")
_BEYOND = 10**12


def _grown(text: bytes) -> int:
    """How many bytes the entities that XML declares take where they are used, each in the ones before it, too."""
    sizes: dict[bytes, int] = {}
    for name, double, single in _ENTITY.findall(text):
        value = double or single
        sizes[name] = min(_BEYOND, len(value) + sum(sizes.get(r, 0) for r in _REFERENCE.findall(value)))
    body = text.rpartition(b"]>")[2] if sizes else b""
    return min(_BEYOND, sum(sizes.get(name, 0) for name in _REFERENCE.findall(body)))


def rdf_files(path: Path) -> list[Path]:
    """A file, or the RDF files in a folder and below it. Raises UsageError where there is none."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise UsageError(
            Fault(
                f"there is no file or folder {path}", fix="name an RDF file, or leave it out to check the data files"
            )
        )
    found = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.removeprefix(".") in _ENDINGS)
    if not found:
        fix = f"name one that ends in {', '.join(sorted(_ENDINGS))}"
        raise UsageError(Fault(f"{path} holds no RDF file", fix=fix))
    return found


def check_days(view: Iterable[Triple], ontology: Ontology, java: str) -> int:
    """Check with HermiT that a view can be true, without its times and on each day on which something changes.

    Returns the number of those days. Raises FindingsError with the day and the statements and axioms in conflict.
    """
    plain = _graph(view)
    reason.check_and_infer(ontology.graph, plain, java)
    whole = _graph(plain, infer(ontology.graph, plain))
    days = snapshots.change_days(whole)
    reason.check_days(ontology.graph, {day: snapshots.relations(whole, day) for day in days}, java)
    return len(days)


def check_endpoint(endpoint: Endpoint, project: Project, ontology: Ontology, how: How) -> Checked:
    """Check what a SPARQL endpoint holds of the graphs of a release: view, findings, provenance, register.

    Where it has none of these graphs its default graph is checked. Raises MachineError where it cannot be asked, and
    DataError where it holds nothing.
    """
    graphs = (G_VIEW, G_FINDINGS, G_PROVENANCE, G_REGISTER)
    quads = [
        ox.Quad(*t, ox.NamedNode(str(g))) for g in graphs for t in _triples(endpoint, f"GRAPH <{g}> {{ ?s ?p ?o }}")
    ]
    quads = quads or [ox.Quad(*t) for t in _triples(endpoint, "?s ?p ?o")]
    if not quads:
        raise DataError(Fault(f"{endpoint.url} holds no triple: there is nothing to check"))
    parts = parts_of(quads)
    return Checked(check_parts(parts, project, ontology, how), view=triples(parts.view))


# Rows asked for at once, fewer than servers give at most.
_PAGE = 5_000
_NODE = ox.NamedNode | ox.BlankNode
_Triple: TypeAlias = "tuple[ox.NamedNode | ox.BlankNode, ox.NamedNode, ox.NamedNode | ox.BlankNode | ox.Literal]"


def _triples(endpoint: Endpoint, pattern: str) -> list[_Triple]:
    """The triples of a pattern, page by page. Raises MachineError where they are not as many as the endpoint counts."""
    data: list[_Triple] = []
    # The order stands in a query within the query, since Virtuoso 7 refuses to sort for a page beyond 10,000 rows.
    every = f"{{ SELECT DISTINCT ?s ?p ?o WHERE {{ {pattern} }} ORDER BY ?s ?p ?o }}"
    for offset in count(0, _PAGE):
        rows = rows_of(endpoint, f"SELECT ?s ?p ?o WHERE {{ {every} }} LIMIT {_PAGE} OFFSET {offset}", "s", "p", "o")
        for s, p, o in rows:
            if not isinstance(s, _NODE) or not isinstance(p, ox.NamedNode) or not isinstance(o, _NODE | ox.Literal):
                raise DataError(
                    Fault(f"{endpoint.url} holds what is no triple of RDF 1.1, and is not checked", str(s))
                )
            data.append((s, p, o))
        if len(rows) < _PAGE:
            break
    if rows_of(endpoint, f"SELECT (COUNT(*) AS ?n) WHERE {{ {every} }}", "n") != ((ox.Literal(len(data)),),):
        fix = "ask again: it may have changed meanwhile"
        raise MachineError(Fault(f"{endpoint.url} gave {len(data)} triples, and counts another number", fix=fix))
    return data


def _by_shapes(
    data: Collection[Triple] | Data,
    how: How,
    project: Project,
    ontology: Ontology,
    known: Collection[URIRef],
    grounds: Grounds,
) -> Report:
    held: Collection[Triple] | Graph | Data = data
    if how.day is not None:
        held = snapshots.snapshot(_graph(data.triples() if isinstance(data, Data) else data), how.day)
    # As of a day is stated what no finding holds by itself: who was a member then.
    rests_on = grounds if how.day is None else None
    chosen = how.shapes or [project.view_shapes]
    try:
        return validate(
            held, read_turtle(*chosen), ontology.graph, None if how.shapes else known, how.engine, rests_on
        )
    except DataError as error:
        where = Where(", ".join(map(project.shown, chosen)))
        raise DataError(*(replace(fault, where=fault.where or where) for fault in error.faults)) from None
