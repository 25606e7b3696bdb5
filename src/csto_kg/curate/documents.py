"""Reads data files to change them and write them again without losing anything.

A file that is not YAML, or that has comments within the data, duplicate keys or YAML tags, is refused with every fault,
since writing it again would lose something. The meaning of the content is not checked, so that an unfinished claim does not
prevent the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import yaml

from csto_kg.errors import DataError, Fault, MachineError
from csto_kg.ontology import Ontology, ontology_of
from csto_kg.project import Project
from csto_kg.read.layout import PlainValue, data_file_text
from csto_kg.read.yaml_nodes import read_yaml, value_of, where_of


@dataclass(frozen=True, slots=True)
class Document:
    """A data file: `name` is how messages call it, `root` its YAML nodes, `value` the same as plain values."""

    path: Path
    name: str
    root: yaml.Node
    value: PlainValue


def load_document(project: Project, path: Path) -> Document:
    """Read a data file. Raises DataError with every fault of the file."""
    (document,) = load_documents(project, [path])
    return document


def load_documents(project: Project, paths: Iterable[Path]) -> list[Document]:
    """Read data files. Raises DataError with every fault of every file."""
    documents: list[Document] = []
    faults: list[Fault] = []
    for path in paths:
        file = read_yaml(path, project.shown(path))
        faults += file.faults
        if file.root is not None:
            faults += _losses(file.root, file.name)
            documents.append(Document(path, file.name, file.root, value_of(file.root)))
    if faults:
        raise DataError(*faults)
    return documents


def save(project: Project, values: Mapping[Path, PlainValue]) -> list[Path]:
    """Write data files in canonical form, all or none, and return their paths.

    The comment at the head of a file stays. Raises UsageError outside a project, and
    MachineError where a file cannot be written.
    """
    project.require_writable()
    ontology = ontology_of(project)
    before = {path: path.read_bytes() if path.exists() else None for path in values}
    for path, value in values.items():
        try:
            path.parent.mkdir(exist_ok=True)
            path.write_text(data_file_text(value, ontology.quoted_keys.__contains__, _head(path)), encoding="utf-8")
        except OSError as error:
            _restore(before)
            raise MachineError(Fault(f"{project.shown(path)} cannot be written: {error.strerror}")) from None
    return list(values)


def _restore(before: Mapping[Path, bytes | None]) -> None:
    """Give files the bytes that they had; those that were not there go."""
    for path, data in before.items():
        with suppress(OSError):
            path.unlink(missing_ok=True) if data is None else path.write_bytes(data)


def canonical_texts(project: Project, ontology: Ontology) -> dict[Path, str]:
    """The canonical text of each data file of a project. Raises DataError with every fault of every file."""
    is_typed = ontology.quoted_keys.__contains__
    documents = load_documents(project, sorted(project.data.rglob("*.yaml")))
    return {d.path: data_file_text(d.value, is_typed, _head(d.path)) for d in documents}


def _head(path: Path) -> str:
    """The comment lines of a file that was read without faults, or nothing where there is no file yet."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return "".join(line + "\n" for line in text.splitlines() if line.startswith("#"))


def _losses(node: yaml.Node, name: str) -> Iterator[Fault]:
    """What plain values cannot hold: duplicate keys, keys that are not texts, and tags."""
    if node.tag.startswith("!"):
        yield Fault(f"YAML tag {node.tag} is not used here", "", where_of(node, name))
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _losses(item, name)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                yield Fault("a key must be a text", "", where_of(key, name))
            elif key.value in seen:
                fix = "keep one, with a list of values if needed"
                yield Fault(f"key '{key.value}' is written twice", "", where_of(key, name), fix)
            else:
                seen.add(str(key.value))
            yield from _losses(value, name)
