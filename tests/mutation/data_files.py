"""The data files as entries that can be changed one by one, in a copy of the project."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random

import yaml

from csto_kg.chronology import Solution
from csto_kg.ontology import Ontology
from csto_kg.order import ordered_view
from csto_kg.order.moments import Moment, Reason
from csto_kg.project import Project
from csto_kg.read.files import read_dataset
from csto_kg.read.layout import PlainValue, data_file_text
from csto_kg.weigh import weigh

Node = dict[str, PlainValue]

# An entry of a file starts at its first column; so does a key of a file of claims.
_ENTRY = re.compile(r"^(?=- |[a-z]+:)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: the file, from the folder of the data, and which piece of it."""

    file: str
    piece: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a data file: of which sort, its identifier, its value, its text.

    The sorts are `register`, `claim`, `silent`, `conflict`, `review`, `source`.
    """

    place: Place
    sort: str
    id: str
    value: Node = field(hash=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault at one place: the new texts of the pieces it changes, and the names by which a check may report it."""

    kind: str
    at: str
    texts: Mapping[Place, str] = field(hash=False, repr=False)
    names: frozenset[str]


@dataclass(frozen=True)
class DataFiles:
    """The data of a project as entries, and what kinds of fault look up in them."""

    project: Project
    ontology: Ontology
    pieces: Mapping[str, tuple[str, ...]]
    entries: tuple[Entry, ...]

    def of(self, *sorts: str) -> list[Entry]:
        """The entries of some sorts, in the order of the files."""
        return [e for e in self.entries if e.sort in sorts]

    @cached_property
    def register(self) -> Mapping[str, Entry]:
        """The entries of the register, by identifier."""
        return {e.id: e for e in self.of("register")}

    @cached_property
    def claims(self) -> Mapping[str, Entry]:
        """The claims, by identifier."""
        return {e.id: e for e in self.of("claim")}

    @cached_property
    def values(self) -> Mapping[tuple[str, str], list[tuple[Entry, str]]]:
        """For a thing and a key the claims that state a value and do not deny it, each with the value; lists one by one."""
        found: dict[tuple[str, str], list[tuple[Entry, str]]] = defaultdict(list)
        for claim in self.of("claim"):
            for said in says(claim.value):
                for key, value in said.items():
                    if isinstance(value, str | list) and claim.value.get("stance") != "stance/denies":
                        found[str(said["id"]), key] += [(claim, v) for v in many(value)]
        return dict(found)

    def values_of(self, thing: str, key: str) -> list[tuple[Entry, str]]:
        """The claims that state a value of a key of a thing and do not deny it, each with the value."""
        return self.values.get((thing, key), [])

    @cached_property
    def asserted(self) -> frozenset[str]:
        """The things that some claim speaks of without denying it."""
        return frozenset(
            str(s["id"]) for c in self.of("claim") if c.value.get("stance") != "stance/denies" for s in says(c.value)
        )

    @cached_property
    def references(self) -> Mapping[str, list[tuple[Entry, str]]]:
        """For an identifier the entries that name it, with the key under which they do."""
        found: dict[str, list[tuple[Entry, str]]] = defaultdict(list)
        for entry in self.entries:
            for key, text in scalars(entry.value):
                if text != entry.id:
                    found[text].append((entry, key))
        return dict(found)

    @cached_property
    def reviews(self) -> Mapping[str, list[Entry]]:
        """For a claim its reviews, the last one last."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for review in self.of("review"):
            found[str(review.value.get("of"))].append(review)
        return dict(found)

    @cached_property
    def at(self) -> Mapping[Place, Entry]:
        """The entries by where they stand."""
        return {e.place: e for e in self.entries}

    @cached_property
    def decided(self) -> frozenset[str]:
        """The things that some conflict is about."""
        return frozenset(t for c in self.of("conflict") for t in many(c.value.get("about", [])))

    @cached_property
    def strict(self) -> Solution[Moment, Reason]:
        """The days of everything as the data stand, by the strict rules."""
        dataset = read_dataset(self.project, self.ontology)
        return ordered_view(dataset, weigh(dataset, self.ontology), self.ontology).ordered.strict.solution

    def types(self, name: str) -> list[str]:
        """The classes that the register gives a thing."""
        return many(self.register[name].value.get("type", [])) if name in self.register else []

    def is_a(self, name: str, *classes: str) -> bool:
        """Whether the register gives a thing one of these classes or a subclass of it."""
        terms = self.ontology.classes
        return any(
            self.ontology.is_a(terms[t].iri, terms[c].iri) for t in self.types(name) if t in terms for c in classes
        )

    def written(self, value: PlainValue) -> str:
        """An entry in the canonical form."""
        return data_file_text([value], self.ontology.quoted_keys.__contains__)


def read_data_files(project: Project, ontology: Ontology) -> DataFiles:
    """The entries of all data files of a project."""
    pieces: dict[str, tuple[str, ...]] = {}
    entries: list[Entry] = []
    for path in sorted(project.data.rglob("*.yaml")):
        file = str(path.relative_to(project.data))
        pieces[file] = tuple(_ENTRY.split(path.read_text(encoding="utf-8")))
        entries += _entries(file, pieces[file])
    return DataFiles(project, ontology, pieces, tuple(entries))


_SORTS = {"entities": "register", "decisions": "conflict", "reviews": "review", "sources.yaml": "source"}


def _entries(file: str, pieces: Iterable[str]) -> Iterator[Entry]:
    sort = _SORTS.get(file.split("/")[0], "")
    for number, text in enumerate(pieces):
        if not text.startswith("- "):
            sort = {"claims": "claim", "silent": "silent"}.get(text.partition(":")[0], sort)
            continue
        (value,) = yaml.load(text, Loader=yaml.CBaseLoader)
        name = str(value.get("id", f"source:{Path(file).stem}"))
        yield Entry(Place(file, number), sort, name, value, text)


def many(value: PlainValue) -> list[str]:
    """A value, or the values of a list, as texts."""
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]


def says(claim: Node) -> list[Node]:
    """What a claim says, node by node."""
    said = claim.get("says", [])
    return [s for s in (said if isinstance(said, list) else [said]) if isinstance(s, dict)]


def scalars(value: PlainValue, key: str = "") -> Iterator[tuple[str, str]]:
    """Every scalar within a value, with the key it stands under."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from scalars(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from scalars(inner, key)
    else:
        yield key, value


@dataclass(frozen=True)
class Copy:
    """A copy of a project in which data files are written again for each trial, and put back."""

    files: DataFiles
    project: Project

    @classmethod
    def of(cls, files: DataFiles, folder: Path) -> Copy:
        """Copy what the data files need to be read."""
        root = folder / "copy"
        shutil.copytree(files.project.data, root / "data", ignore=shutil.ignore_patterns("tables"))
        for name in ("ontology", "queries"):
            (root / name).symlink_to(files.project.root / name)
        return cls(files, Project(root, root / "build", files.project.texts))

    def write(self, mutants: Iterable[Mutant]) -> Mapping[Place, range]:
        """Write the data with some faults; the lines on which each changed piece then stands."""
        changed = {place: text for m in mutants for place, text in m.texts.items()}
        lines: dict[Place, range] = {}
        for file, pieces in self.files.pieces.items():
            texts = [changed.get(Place(file, i), text) for i, text in enumerate(pieces)]
            self._put(file, "".join(texts))
            start = 1
            for i, text in enumerate(texts):
                end = start + text.count("\n")
                if Place(file, i) in changed:
                    lines[Place(file, i)] = range(start, end)
                start = end
        return lines

    def _put(self, file: str, text: str) -> None:
        path = self.project.data / file
        data = text.encode("utf-8", errors="surrogateescape")
        if path.read_bytes() != data:
            path.write_bytes(data)


def letters_changed(word: str, rng: Random) -> str:
    """A slip of the fingers: two letters exchanged, one left out, or one doubled."""
    inner = range(1, len(word))
    slips = [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in inner[:-1]]
    slips += [word[:i] + word[i + 1 :] for i in inner]
    slips += [word[:i] + word[i] + word[i:] for i in inner if word[i].isalpha()]
    return rng.choice([s for s in slips if s != word])
