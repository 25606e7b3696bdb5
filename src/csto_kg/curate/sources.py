"""Adding a source to the list of the texts that were read, and finding the text of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from csto_kg.advice import did_you_mean
from csto_kg.curate.documents import load_document, save
from csto_kg.curate.typed import records
from csto_kg.errors import Fault, MachineError, UsageError, Where
from csto_kg.project import Project
from csto_kg.read.layout import PlainValue
from csto_kg.read.records import SourceText
from csto_kg.read.texts import NEEDED, digest, read_texts
from csto_kg.time.days import DateError
from csto_kg.time.edtf import parse

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class TextRange:
    """The part of a file that is a source: code points `start` to `end` (exclusive), by default all of it."""

    start: int = 0
    end: int | None = None


@dataclass(frozen=True, slots=True)
class ListedSource:
    """The part of an entry of `data/sources.yaml` that is needed to find its text."""

    id: str
    file_name: str
    sha256: str
    at: TextRange = TextRange()


@dataclass(frozen=True, slots=True)
class NewSource:
    """The description of a source to be added; `published` is a date in EDTF."""

    name: str
    title: str
    published: str


def add_source(project: Project, file: Path, source: NewSource) -> list[Path]:
    """Add the text in a file to `data/sources.yaml`, start the file of its claims, and return the files written.

    A text that is not in the project's own folder of texts is copied there, where it has one. Raises UsageError with
    everything that is wrong about the new source, and DataError where the list is malformed.
    """
    data, faults = _utf8(file)
    faults += _clash(project, file, data)
    try:
        parse(source.published)
    except DateError as error:
        faults.append(Fault(f"published: {error}"))
    if not _NAME.fullmatch(source.name):
        fix = "write lower-case words and digits with hyphens"
        faults.append(Fault(f"'{source.name}' is not the name of a source", fix=fix))
    document, listed = _listed(project)
    if any(s.id == f"source:{source.name}" for s in listed):
        where = Where(project.shown(project.sources))
        faults.append(Fault(f"source:{source.name} is listed already", where=where))
    if not source.title.strip():
        faults.append(Fault("the title is empty", fix="name it with --title"))
    if faults:
        raise UsageError(*faults)
    entry: PlainValue = {
        "id": f"source:{source.name}",
        "type": "Source",
        "title": {"en": source.title},
        "fileName": file.name,
        "sha256": digest(data),
        "published": source.published,
    }
    values: dict[Path, PlainValue] = {project.sources: sorted([*document, entry], key=_id)}
    claims = project.claims / f"{source.name}.yaml"
    if not claims.exists():
        values[claims] = {"id": f"source:{source.name}", "claims": []}
    return [*keep_text(project, file, data), *save(project, values)]


def keep_text(project: Project, file: Path, data: bytes) -> list[Path]:
    """Copy a text into the project's own folder of texts, where it has one and the text is elsewhere; return what is written.

    Without it there a build could not check a passage. Raises MachineError where it cannot be written.
    """
    project.require_writable()
    kept = _kept_as(project, file)
    if kept is None or (kept.is_file() and kept.read_bytes() == data):
        return []
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(data)
    except OSError as error:
        raise MachineError(Fault(f"{project.shown(kept)} cannot be written: {error.strerror}")) from None
    return [kept]


def _kept_as(project: Project, file: Path) -> Path | None:
    """Where the project's own folder of texts has a file, or would have it; None where it has no such folder."""
    folder = project.configuration.texts
    return project.root / folder / file.name if folder else None


def _clash(project: Project, file: Path, data: bytes) -> list[Fault]:
    """That the project keeps another text of this name."""
    kept = _kept_as(project, file)
    if kept is None or not kept.is_file() or kept.read_bytes() == data or not data:
        return []
    return [Fault(f"{project.shown(kept)} is another text", fix=f"give {file} another name")]


def read_text(file: Path) -> bytes:
    """The bytes of a text. Raises UsageError where it cannot be read, is not UTF-8 or is empty."""
    data, faults = _utf8(file)
    if faults:
        raise UsageError(*faults)
    return data


def listed_sources(project: Project) -> tuple[ListedSource, ...]:
    """The sources that are listed. Raises DataError where the list is malformed."""
    return _listed(project)[1]


def find_source(project: Project, name: str) -> SourceText:
    """The source of a name, with or without `source:`. Raises UsageError where it is not listed."""
    wanted = f"source:{name.removeprefix('source:')}"
    _, listed = _listed(project)
    for source in listed:
        if source.id == wanted:
            where = Where(project.shown(project.sources))
            return SourceText(wanted, source.file_name, source.sha256, source.at.start, source.at.end, where)
    fix = did_you_mean(wanted, [s.id for s in listed], "add it with: csto-kg source add")
    raise UsageError(Fault(f"there is no {wanted}", fix=fix))


def source_text(project: Project, source: SourceText) -> str:
    """The text of a source's file.

    Raises UsageError where nothing names the folder of the texts, and DataError where the text is missing or changed:
    offsets into another text would be wrong.
    """
    if project.texts is None:
        raise UsageError(Fault(NEEDED, fix="name their folder with --sources"))
    return read_texts([source], project.texts)[source.id]


def _listed(project: Project) -> tuple[list[PlainValue], tuple[ListedSource, ...]]:
    """The entries of the list of sources, as they stand and as records."""
    document = load_document(project, project.sources)
    (listed,) = records(tuple[ListedSource, ...], document)
    assert isinstance(document.value, list)
    return document.value, listed


def _id(entry: PlainValue) -> str:
    return str(entry["id"]) if isinstance(entry, dict) else ""


def _utf8(file: Path) -> tuple[bytes, list[Fault]]:
    try:
        data = file.read_bytes()
        data.decode("utf-8")
    except OSError as error:
        return b"", [Fault(f"{file} cannot be read: {error.strerror}")]
    except UnicodeDecodeError as error:
        message = f"{file} is not UTF-8: the byte 0x{error.object[error.start]:02x} at {error.start}"
        return b"", [Fault(message, fix="save the text as UTF-8")]
    if not data.strip():
        return b"", [Fault(f"{file} is empty", fix="name a file with the text of the source")]
    return data, []
