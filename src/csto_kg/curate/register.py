"""The register as people write it, and a new entry of it: its identifier, its keys, its file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import yaml

from csto_kg.advice import did_you_mean
from csto_kg.ask.reading.words import plain
from csto_kg.curate.documents import load_documents, save
from csto_kg.curate.placing import file_in, id_in, placed, unused
from csto_kg.errors import Fault, UsageError
from csto_kg.ontology import ClassName, Ontology, ValueKind
from csto_kg.project import CORE, Project, core_identifiers
from csto_kg.read.cursor import Cursor, Reader
from csto_kg.read.entries import register_node
from csto_kg.read.keys import REGISTER_ENTRY
from csto_kg.read.layout import PlainValue, data_file_text

__all__ = [
    "Kind",
    "NewEntry",
    "Register",
    "StartedEntry",
    "read_register",
    "slug_of",
    "start_entry",
    "things_of",
    "write_entry",
]

_NEW_FILE: Final = "entities"
_ARTICLE: Final = re.compile(r"^(?:the|an?)-(?=.)")
_ASSIGNED: Final = re.compile(r"([A-Za-z]+)(?:@([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*))?=(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a command adds: entries of occurrent classes (events, situations, observations), or of all others."""

    is_occurrent: bool
    command: str


@dataclass(frozen=True)
class Register:
    """The entries of the register by file, those of the core's schemes last."""

    files: Mapping[Path, Sequence[PlainValue]]
    core: Sequence[PlainValue]

    @cached_property
    def entries(self) -> dict[str, dict[str, PlainValue]]:
        """Each entry by its identifier."""
        every = (*(e for entries in self.files.values() for e in entries), *self.core)
        return {id_in(entry): entry for entry in every if isinstance(entry, dict) and id_in(entry)}


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What is given of a new entry: its class, its label, its values as `KEY=VALUE`, and perhaps its identifier."""

    type: str
    label: str = ""
    values: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class StartedEntry:
    """An entry that was laid out and not written yet: its value, its file, and the entries that have its label too."""

    value: dict[str, PlainValue]
    path: Path
    namesakes: tuple[str, ...]


def read_register(project: Project) -> Register:
    """The register of a project with the schemes of the core. Raises DataError for files that cannot be read."""
    paths = sorted(project.entities.glob("*.yaml"))
    *own, core = load_documents(project, [*paths, CORE.schemes])
    return Register({d.path: _listed(d.value) for d in own}, _listed(core.value))


def start_entry(
    project: Project, ontology: Ontology, kind: Kind, new: NewEntry, file: str | None = None
) -> StartedEntry:
    """Lay out an entry of the register. Raises UsageError with everything that is wrong about it."""
    cls = _class_of(ontology, kind, new.type)
    register = read_register(project)
    values = _values(project, ontology, new)
    name = new.id or _name_of(cls, new.label, values, register, ontology)
    if not new.id and not ontology.is_occurrent(cls.iri) and not slug_of(new.label):
        message = f"no identifier can be made from '{new.label}'"
        raise UsageError(Fault(message, fix="give one with --id, in lower-case letters, digits and hyphens"))
    value: dict[str, PlainValue] = {"id": name, "type": cls.name, **values}
    faults = [*_faults(value, register, ontology)]
    if (there := register.entries.get(name)) is not None:
        where = next((project.shown(p) for p, es in register.files.items() if there in es), "the core")
        faults.append(Fault(f"is declared already, in {where}", name, fix="use it, or give another name with --id"))
    if faults:
        raise UsageError(*faults)
    path = file_in(project.entities, file) if file else _file_for(project, cls, register, ontology)
    return StartedEntry(value, path, tuple(_namesakes(new.label, register)))


def write_entry(project: Project, entry: StartedEntry) -> list[Path]:
    """Put an entry into its file, in its place, and return the files written."""
    before = read_register(project).files.get(entry.path, ())
    return save(project, {entry.path: placed(before, entry.value)})


def _listed(value: PlainValue) -> list[PlainValue]:
    return value if isinstance(value, list) else []


def _class_of(ontology: Ontology, kind: Kind, name: str) -> ClassName:
    """The class of a name. Raises UsageError where there is none, or where another command adds its entries."""
    usable = {n: c for n, c in ontology.classes.items() if c.segment is not None and ":" not in c.segment}
    right = [n for n, c in usable.items() if ontology.is_occurrent(c.iri) == kind.is_occurrent]
    if name not in ontology.classes:
        fix = did_you_mean(name, right, "csto-kg terms lists the classes", 0.6)
        raise UsageError(Fault(f"there is no class '{name}'", fix=fix))
    if name not in usable:
        below = [n for n in right if ontology.is_a(usable[n].iri, ontology.classes[name].iri)]
        fix = f"name one below it: {', '.join(sorted(below)[:8])}" if below else "the register has no entries of it"
        raise UsageError(Fault(f"the class {name} is not for entries of the register", fix=fix))
    if name not in right:
        what = "an event, a situation or an observation" if not kind.is_occurrent else "what endures"
        raise UsageError(Fault(f"{name} is {what}", fix=f"write: csto-kg {kind.command} new {name} …"))
    return usable[name]


def _values(project: Project, ontology: Ontology, new: NewEntry) -> dict[str, PlainValue]:
    """The values by key: texts by language, and a list where a key is given several times."""
    languages = project.configuration.languages
    first = "en" if "en" in languages or not languages else languages[0]
    given: list[tuple[str, str, str]] = [("label", first, new.label)] if new.label else []
    faults = []
    for text in new.values:
        if (parts := _ASSIGNED.fullmatch(text)) is None or not parts[3].strip():
            faults.append(Fault(f"'{text}' is not a value", fix="write KEY=VALUE, or KEY@LANGUAGE=TEXT"))
            continue
        key = ontology.keys.get(parts[1])
        if not REGISTER_ENTRY.allows(parts[1], ontology) or key is None:
            message, fix = f"an entry has no key '{parts[1]}'", REGISTER_ENTRY.advice_on(parts[1], ontology)
            faults.append(Fault(message, fix=fix))
        elif parts[2] and key.kind is not ValueKind.TEXT:
            faults.append(Fault(f"'{parts[1]}' takes no language", fix=f"write {parts[1]}={parts[3]}"))
        else:
            given.append((parts[1], (parts[2] or first) if key.kind is ValueKind.TEXT else "", parts[3]))
    if faults:
        raise UsageError(*faults)
    found: dict[str, PlainValue] = {}
    for name, language, text in given:
        if language:
            texts = found.setdefault(name, {})
            assert isinstance(texts, dict)
            texts[language] = _joined(texts.get(language), text)
        else:
            found[name] = _joined(found.get(name), text)
    return found


def _joined(before: PlainValue | None, text: str) -> PlainValue:
    if before is None:
        return text
    return [*before, text] if isinstance(before, list) else [before, text]


def _name_of(
    cls: ClassName, label: str, values: Mapping[str, PlainValue], register: Register, ontology: Ontology
) -> str:
    """The identifier of an entry: the label in lower-case words, or for what occurs those of its things and a number."""
    if not ontology.is_occurrent(cls.iri):
        return f"{cls.segment}/{slug_of(label)}" if cls.segment else slug_of(label)
    parts = [slug_of(part.rpartition("/")[2]) for part in things_of(values, register, ontology)]
    base = f"{cls.segment}/{'-'.join(parts) or slug_of(label) or 'unnamed'}"
    return unused(f"{base}-1", register.entries.keys(), base)


def things_of(values: Mapping[str, PlainValue], register: Register, ontology: Ontology) -> Iterator[str]:
    """The enduring things that the values of an entry name, by which events differ; concepts of the core do not."""
    for value in values.values():
        for name in value if isinstance(value, list) else [value]:
            entry = register.entries.get(name) if isinstance(name, str) else None
            if entry is None or name in core_identifiers():
                continue
            cls = ontology.classes.get(str(entry.get("type")))
            if cls is not None and not ontology.is_occurrent(cls.iri):
                yield str(name)


def slug_of(text: str) -> str:
    """A text as an identifier: its words in lower case, in Latin letters, without an article, joined by hyphens."""
    return _ARTICLE.sub("", re.sub(r"[^a-z0-9]+", "-", plain(text)).strip("-"))


def _faults(value: dict[str, PlainValue], register: Register, ontology: Ontology) -> Iterator[Fault]:
    """What a build would refuse about the entry by itself."""
    text = data_file_text([value], ontology.quoted_keys.__contains__)
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert isinstance(root, yaml.SequenceNode)
    reader = Reader(ontology)
    register_node(Cursor(root.value[0], "", "", reader))
    yield from (replace(fault, where=None) for fault in reader.faults)
    for reference in reader.references:
        if reference.identifier not in register.entries and reference.identifier != value["id"]:
            fix = did_you_mean(reference.identifier, register.entries, "add it first: csto-kg entity new")
            yield Fault(f"'{reference.identifier}' is not declared", str(value["id"]), fix=fix)


def _file_for(project: Project, cls: ClassName, register: Register, ontology: Ontology) -> Path:
    """The file whose entries are most alike: those of the class itself, else those with most above them in common."""
    own = ontology.supers.get(cls.iri, frozenset()) | {cls.iri}
    best: tuple[int, int] = (0, 0)
    chosen = project.entities / f"{_NEW_FILE}.yaml"
    for path, entries in register.files.items():
        common = [len(own & _above(entry, ontology)) for entry in entries]
        score = (max(common), common.count(max(common))) if common else (0, 0)
        if score > best:
            best, chosen = score, path
    return chosen


def _above(entry: PlainValue, ontology: Ontology) -> frozenset[object]:
    cls = ontology.classes.get(str(entry.get("type"))) if isinstance(entry, dict) else None
    return frozenset() if cls is None else frozenset((*ontology.supers.get(cls.iri, ()), cls.iri))


def _namesakes(label: str, register: Register) -> Iterable[str]:
    wanted = plain(label)
    for name, entry in register.entries.items():
        labels = entry.get("label")
        if wanted and isinstance(labels, dict) and wanted in {plain(str(text)) for text in labels.values()}:
            yield name
