"""Reads the data files of a project in order (sources, register, claims, decisions, reviews) and turns them into RDF.

A JSON-LD processor silently drops an unknown key or class. So this reader knows each key, class and identifier, and reports
all faults of all files at once, each with file, line and column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import yaml
from rdflib import URIRef

from csto_kg.errors import DataError, Fault, Where
from csto_kg.ontology import Ontology, context
from csto_kg.project import CORE, Project, core_identifiers
from csto_kg.read.cursor import Cursor, Reader
from csto_kg.read.entries import JsonNode, claims_file, conflict_node, register_node, review_node, source_node
from csto_kg.read.jsonld import Nodes, iri_of, to_dataset
from csto_kg.read.lint import after_publication, orphans, repeated, undeclared_identifiers, unknown_organization
from csto_kg.read.records import Dataset, SourceText
from csto_kg.read.unfinished import STILL_TODO
from csto_kg.read.yaml_nodes import id_of, read_yaml


def read_dataset(
    project: Project,
    ontology: Ontology,
    texts: Mapping[str, str] | None = None,
    left_out: frozenset[str] = frozenset(),
) -> Dataset:
    """Read sources, register, claims, decisions and reviews.

    `texts` holds the source texts by identifier, where they are available: then the digest of each passage is checked.
    The entries of `left_out` are read as if they were not there. Raises DataError with every fault of every file.
    """
    reader, nodes = _read(project, ontology, texts or {}, left_out)
    _raise(reader)
    return to_dataset(nodes, context(ontology)["@context"], ontology.namespaces)


def faults_of(project: Project, ontology: Ontology) -> list[Fault]:
    """Every fault of `graph.yaml` and of every data file: what a build would refuse them for before it weighs anything."""
    reader, nodes = _read(project, ontology, {})
    classes = {str(node["id"]): _classes(node, ontology) for node in nodes.register}
    try:
        # What cannot be read may declare the organization.
        faults = () if reader.faults and project.configuration else configured(project, ontology, classes)
    except DataError as error:
        faults = error.faults
    return [*faults, *sorted(reader.faults, key=_place)]


def configured(project: Project, ontology: Ontology, classes: Mapping[str, Iterable[URIRef]]) -> tuple[Fault, ...]:
    """What `graph.yaml` says that the register does not bear out; `classes` are those of its entries by identifier.

    Raises DataError where `graph.yaml` itself is malformed.
    """
    organization = project.configuration.organization
    return tuple(unknown_organization(organization, project.configured_at("organization"), classes, ontology))


def _classes(node: JsonNode, ontology: Ontology) -> list[URIRef]:
    known = ontology.classes
    return [known[name].iri for name in node.get("type", ()) if isinstance(name, str) and name in known]


def _read(
    project: Project, ontology: Ontology, texts: Mapping[str, str], left_out: frozenset[str] = frozenset()
) -> tuple[Reader, Nodes]:
    """The content of all files, and the reader that has their faults."""
    reader = Reader(ontology, left_out)
    nodes = _nodes(reader, project, texts)
    if reader.is_whole:  # a file that cannot be read may declare an identifier
        reader.faults += undeclared_identifiers(reader.references, reader.declared)
    reader.faults += repeated(nodes.claims)
    reader.faults += after_publication(nodes.described, nodes.claims)
    if not reader.faults:  # what cannot be read may refer to an entry
        apart = {*core_identifiers(), *_configured_names(project)}
        own = [node for node in nodes.register if str(node["id"]) not in apart]
        reader.faults += orphans(own, reader.references, reader.declared, ontology)
    _keep_unfinished(reader)
    return reader, nodes


def _configured_names(project: Project) -> Iterator[str]:
    """What `graph.yaml` refers to; nothing where it is malformed, which whoever reads it says."""
    with suppress(DataError):
        yield project.configuration.organization


def _keep_unfinished(reader: Reader) -> None:
    """Of several faults of one value keep that it is unfinished: what else is wrong with it goes with that."""
    to_write = {fault.where for fault in reader.faults if fault.message.endswith(STILL_TODO)}
    reader.faults[:] = [
        fault for fault in reader.faults if fault.where not in to_write or fault.message.endswith(STILL_TODO)
    ]


def read_source_list(project: Project, ontology: Ontology) -> tuple[SourceText, ...]:
    """The list of sources alone, by which their texts are found. Raises DataError with every fault of the list."""
    reader = Reader(ontology)
    sources = {text.id: text for text, _ in map(source_node, _entries(reader, project, [project.sources]))}
    _raise(reader)
    return tuple(sources.values())


def declared_in_register(project: Project) -> frozenset[URIRef]:
    """The identifiers that the register declares, whatever else is wrong with its files."""
    found: set[URIRef] = set()
    namespaces = project.namespaces
    for path in sorted(project.entities.glob("*.yaml")):
        root = read_yaml(path, project.shown(path)).root
        entries = root.value if isinstance(root, yaml.SequenceNode) else []
        found |= {iri_of(name, namespaces) for name in map(id_of, entries) if name}
    return frozenset(found)


def _nodes(reader: Reader, project: Project, texts: Mapping[str, str]) -> Nodes:
    listed = [source_node(entry) for entry in _entries(reader, project, [project.sources])]
    sources = {text.id: text for text, _ in listed}
    entity_files, claim_files, decision_files, review_files = (
        sorted(folder.glob("*.yaml"))
        for folder in (project.entities, project.claims, project.decisions, project.reviews)
    )
    register = tuple(register_node(entry) for entry in _entries(reader, project, [CORE.schemes, *entity_files]))
    tops = [(path.stem, reader.open(path, project.shown(path))) for path in claim_files]
    read = [claims_file(top, stem, sources, texts) for stem, top in tops if top is not None]
    conflicts = tuple(conflict_node(entry) for entry in _entries(reader, project, decision_files))
    reviews = [review_node(entry) for entry in _entries(reader, project, review_files)]
    return Nodes(
        tuple(sources.values()),
        (*(node for _, node in listed), *reviews),
        register,
        tuple(claim for file in read for claim in file.claims),
        tuple(passage for file in read for passage in file.without_claims),
        conflicts,
        reader.declared,
        1 + len(entity_files) + len(claim_files) + len(decision_files) + len(review_files),
    )


def _entries(reader: Reader, project: Project, paths: list[Path]) -> list[Cursor]:
    return [entry for path in paths for entry in reader.entries(path, project.shown(path))]


def _raise(reader: Reader) -> None:
    if reader.faults:
        raise DataError(*sorted(reader.faults, key=_place))


def _place(fault: Fault) -> tuple[str, int, int]:
    where = fault.where or Where("")
    return where.file, where.line, where.column
