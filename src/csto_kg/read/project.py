"""Reads a project's ontology, source texts and data files, and reports each stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rdflib import URIRef
from rdflib.namespace import RDF

from csto_kg.errors import DataError, Fault
from csto_kg.ontology import Ontology, context_text, ontology_of
from csto_kg.project import Project
from csto_kg.read.files import configured, read_dataset, read_source_list
from csto_kg.read.records import Dataset
from csto_kg.read.texts import ChangedTextsError, missing_fault, present_and_missing, read_texts
from csto_kg.read.unread import unread_files
from csto_kg.vocab import short

__all__ = ["Progress", "Stage", "no_progress", "read_project"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A completed stage: its name, a summary of its input and output, and what to look at although the build goes on."""

    name: str
    summary: str
    warnings: tuple[Fault, ...] = ()


Progress: TypeAlias = Callable[[Stage], None]
"""A function that is called after each stage."""


def no_progress(_: Stage) -> None:
    """Report nothing."""


def read_project(
    project: Project, progress: Progress = no_progress, left_out: frozenset[str] = frozenset()
) -> tuple[Ontology, Dataset]:
    """The ontology and the data of a project. Where the source texts are available, every passage's digest is checked.

    The entries of `left_out` are read as if they were not there. Raises DataError with every fault of the files.
    """
    ontology = _read_ontology(project, progress)
    return ontology, _read_data(project, ontology, progress, left_out)


def _read_ontology(project: Project, progress: Progress) -> Ontology:
    _ = project.configuration  # raises DataError where graph.yaml is malformed
    ontology = ontology_of(project)
    warnings = []
    if project.context.is_file() and project.context.read_bytes() != context_text(ontology).encode():
        # As after an upgrade of the core. Nothing here goes by the file, which is for those who publish the graph.
        message = "does not follow from the ontology as it is now"
        warnings.append(Fault(message, project.shown(project.context), fix="write it again: csto-kg format"))
    summary = f"{len(ontology.classes)} classes, {len(ontology.keys)} keys, {len(ontology.graph)} triples"
    progress(Stage("ontology", summary, tuple(warnings)))
    return ontology


def _read_data(project: Project, ontology: Ontology, progress: Progress, left_out: frozenset[str]) -> Dataset:
    texts, missing = _read_texts(project, ontology)
    dataset = read_dataset(project, ontology, texts, left_out)
    if faults := configured(project, ontology, _classes(dataset)):
        raise DataError(*faults)
    summary = _sources_summary(dataset, texts)
    progress(Stage("sources", summary, missing))
    facts = sum(len(c.triples) for c in dataset.claims)
    reported = sum(len(t) for c in dataset.claims for _, t in c.reported)
    claims = f"{len(dataset.claims)} claims with {facts} facts, {reported} more as reported speech"
    progress(Stage("claims", f"{dataset.files} files: {claims}", tuple(unread_files(project))))
    return dataset


def _classes(dataset: Dataset) -> dict[str, list[URIRef]]:
    """The classes of each entry of the register by its identifier."""
    found: dict[str, list[URIRef]] = {}
    for entry, cls in dataset.register.subject_objects(RDF.type):
        if isinstance(cls, URIRef) and isinstance(entry, URIRef):
            found.setdefault(short(entry), []).append(cls)
    return found


def _read_texts(project: Project, ontology: Ontology) -> tuple[Mapping[str, str] | None, tuple[Fault, ...]]:
    """The texts that are available, None without a folder of them; and which are missing there."""
    if project.texts is None:
        named = project.configuration.texts
        fix = "make the folder, or correct the key"
        message = f"there is no folder '{named}', so passages are not checked"
        lost = Fault(message, "texts", project.configured_at("texts"), fix)
        return None, (lost,) if named else ()
    there, missing = present_and_missing(read_source_list(project, ontology), project.texts)
    try:
        return read_texts(there, project.texts), tuple(missing_fault(source, project.texts) for source in missing)
    except ChangedTextsError as changed:
        raise DataError(*changed.faults, *_moved(project, ontology, changed)) from None


def _moved(project: Project, ontology: Ontology, changed: ChangedTextsError) -> tuple[Fault, ...]:
    """The faults of passages in texts that have changed."""
    try:
        read_dataset(project, ontology, changed.texts)
    except DataError as error:
        return error.faults
    return ()


def _sources_summary(dataset: Dataset, texts: Mapping[str, str] | None) -> str:
    number = f"{len(dataset.sources)} sources"
    if texts is None:
        return f"{number}; the texts are not available, digests not checked (--sources)"
    files = len({s.file_name for s in dataset.sources if s.id in texts})
    checked = sum(short(claim.source) in texts for claim in dataset.claims)
    missing = len({s.file_name for s in dataset.sources if s.id not in texts})
    texts_missing = "1 text is missing" if missing == 1 else f"{missing} texts are missing"
    rest = f"; {texts_missing}, {len(dataset.claims) - checked} passages not checked" if missing else ""
    return f"{number} in {files} texts, {checked} passages: every digest right{rest}"
