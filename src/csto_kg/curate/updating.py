"""Follows a text that was changed: where its passages stand now, and which claims are left without theirs.

The words of a passage are known by their digest alone. They are looked for where they stood, as far from there as the passage
before them has moved, and then anywhere in the text. What is found in one place is followed; what is not is left as it was,
for somebody to read, since offsets into another text say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from csto_kg.curate.documents import load_document, load_documents
from csto_kg.curate.placing import id_in
from csto_kg.curate.sources import find_source, listed_sources, read_text
from csto_kg.errors import Fault, UsageError
from csto_kg.project import Project
from csto_kg.read.layout import PlainValue
from csto_kg.read.reviews import claim_digest
from csto_kg.read.texts import digest, line_of

__all__ = ["LeftPassage", "UpdatedSource", "update_source"]


@dataclass(frozen=True, slots=True)
class LeftPassage:
    """A passage that was not found again: its claim, where it stood, and why."""

    claim: str
    start: int
    why: str


@dataclass(frozen=True, slots=True)
class UpdatedSource:
    """The data files of a source whose text has changed, and what became of its passages.

    `stands` and `moved` count those that stand where they stood and elsewhere; `followed` counts the reviews and decisions
    that name a claim that has only moved.
    """

    id: str
    values: Mapping[Path, PlainValue] = field(repr=False)
    stands: int
    moved: int
    left: tuple[LeftPassage, ...]
    followed: int


def update_source(project: Project, name: str, file: Path) -> UpdatedSource:
    """Follow the text of a source to the one in a file; nothing is written.

    Raises UsageError where there is no such source or text, where nothing has changed, and where several sources are parts of
    one file, whose extents nobody can know; DataError for files that cannot be read.
    """
    data = read_text(file)
    source = find_source(project, name)
    _refuse_parts(project, source.id, source.file_name)
    if digest(data) == source.sha256 and file.name == source.file_name:
        raise UsageError(Fault("the text is the one that is listed", source.id, fix="there is nothing to follow"))
    claims = project.claims / f"{source.id.removeprefix('source:')}.yaml"
    before = load_document(project, claims).value if claims.is_file() else {}
    follower = _Follower(data.decode("utf-8"))
    after = follower.follow(before)
    digests = dict(_new_digests(before, after))
    others, followed = _renamed_digests(project, digests)
    listed = load_document(project, project.sources).value
    new = {"fileName": file.name, "sha256": digest(data)}
    entries = [{**e, **new} if isinstance(e, dict) and id_in(e) == source.id else e for e in listed]
    values = {project.sources: entries, **({claims: after} if after != before else {}), **others}
    return UpdatedSource(source.id, values, follower.stands, follower.moved, tuple(follower.left), followed)


def _refuse_parts(project: Project, source: str, file_name: str) -> None:
    sharing = [s.id for s in listed_sources(project) if s.file_name == file_name]
    if len(sharing) > 1:
        message = f"{', '.join(sharing)} are parts of {file_name}: where each starts and ends now cannot be known"
        raise UsageError(Fault(message, source, fix="correct `at` and the digests in data/sources.yaml by hand"))


class _Follower:
    """Follows the passages of one file of claims, in their order in the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.stands = self.moved = self._shift = 0
        self.left: list[LeftPassage] = []

    def follow(self, value: PlainValue) -> PlainValue:
        """A file of claims with the passages where they stand now; those that are not found stay as they are."""
        if not isinstance(value, dict):
            return value
        found = dict(value)
        for key in ("claims", "silent"):
            entries = value.get(key)
            if isinstance(entries, list):
                self._shift = 0
                found[key] = [self._entry(entry) for entry in entries]
        return found

    def _entry(self, entry: PlainValue) -> PlainValue:
        if not isinstance(entry, dict):
            return entry
        if not isinstance(passage := entry.get("passage"), dict):
            return self._passage(entry, "a passage without claims")
        return {**entry, "passage": self._passage(passage, id_in(entry))}

    def _passage(self, passage: dict[str, PlainValue], claim: str) -> dict[str, PlainValue]:
        at, sha = passage.get("at"), passage.get("sha256")
        if not (isinstance(at, dict) and str(at.get("start")).isdecimal() and str(at.get("end")).isdecimal()):
            return passage
        start, end = int(str(at["start"])), int(str(at["end"]))
        place = self._place(start, end - start, str(sha))
        if isinstance(place, str):
            self.left.append(LeftPassage(claim, start, place))
            return passage
        self._shift = place - start
        if place == start:
            self.stands += 1
            return passage
        self.moved += 1
        return {**passage, "at": {"start": str(place), "end": str(place + end - start)}}

    def _place(self, start: int, length: int, sha: str) -> int | str:
        """Where words stand now, or why nobody can know it."""
        for shift in (self._shift, 0):
            if self._has(start + shift, length, sha):
                return start + shift
        found = [i for i in range(len(self.text) - length + 1) if self._has(i, length, sha)]
        if not found:
            return "its words are not in the text any more"
        lines = ", ".join(str(line_of(self.text, i)) for i in found[:5])
        return found[0] if len(found) == 1 else f"its words stand there {len(found)} times, on the lines {lines}"

    def _has(self, start: int, length: int, sha: str) -> bool:
        return start >= 0 and length > 0 and digest(self.text[start : start + length].encode()) == sha


def _new_digests(before: PlainValue, after: PlainValue) -> Iterator[tuple[tuple[str, str], str]]:
    """Of each claim that has moved, its name and its digest as it stood, and the digest as it stands now."""
    old, new = (
        v["claims"] if isinstance(v, dict) and isinstance(v.get("claims"), list) else [] for v in (before, after)
    )
    for was, now in zip(old, new, strict=True):
        if was != now:
            yield (id_in(was), claim_digest(was)), claim_digest(now)


def _renamed_digests(project: Project, digests: Mapping[tuple[str, str], str]) -> tuple[dict[Path, PlainValue], int]:
    """The files of reviews and decisions that name claims as they stood, with the new digests, and how many these are."""
    values: dict[Path, PlainValue] = {}
    followed = 0
    paths = [path for folder in (project.reviews, project.decisions) for path in sorted(folder.glob("*.yaml"))]
    for document in load_documents(project, paths if digests else []):
        found = _Renamer(digests)
        after = found.renamed(document.value)
        if found.number:
            values[document.path] = after
            followed += found.number
    return values, followed


@dataclass
class _Renamer:
    """Puts new digests in the place of old ones, wherever a claim is named with its digest, and counts them."""

    digests: Mapping[tuple[str, str], str]
    number: int = 0

    def renamed(self, value: PlainValue) -> PlainValue:
        if isinstance(value, list):
            return [self.renamed(item) for item in value]
        if not isinstance(value, dict):
            return value
        inner = {key: self.renamed(item) for key, item in value.items()}
        name, sha = str(value.get("of", value.get("id"))), str(value.get("sha256"))
        if (name, sha) in self.digests:
            self.number += 1
            inner["sha256"] = self.digests[name, sha]
        return inner
