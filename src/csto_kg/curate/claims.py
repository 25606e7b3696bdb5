"""Starts a claim from a quotation: its offsets, its digest and its place in the file. The author writes what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from csto_kg.curate.documents import load_document, save
from csto_kg.curate.sources import find_source, source_text
from csto_kg.curate.typed import records
from csto_kg.project import Project
from csto_kg.read.layout import PlainValue
from csto_kg.read.texts import find

_NUMBERED = re.compile(r"(claim:.+-)(\d+)")
TO_WRITE = "TODO: what it says, in your own words."


@dataclass(frozen=True, slots=True)
class Offsets:
    """Where a passage stands: code points `start` to `end` (exclusive)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlacedPassage:
    """The place of a passage."""

    at: Offsets


@dataclass(frozen=True, slots=True)
class PlacedClaim:
    """The identifier and the place of a claim, which may be unfinished."""

    id: str
    passage: PlacedPassage


@dataclass(frozen=True, slots=True)
class PlacedClaims:
    """A file of claims."""

    claims: tuple[PlacedClaim, ...]


@dataclass(frozen=True, slots=True)
class StartedClaim:
    """A claim that was laid out and not written yet: its value, the file that it belongs in, and that file's claims."""

    value: dict[str, PlainValue]
    path: Path
    others: tuple[PlacedClaim, ...]


def start_claim(
    project: Project,
    source: str,
    quotation: str,
    nth: int = 0,
    paraphrase: str = TO_WRITE,
    says: Sequence[PlainValue] = (),
) -> StartedClaim:
    """Lay out a claim on the passage of a source that a quotation names; `nth` (from 1) chooses among several.

    `says` is the skeleton of what it says, to be finished by the author.

    Raises UsageError for an unknown source and for a quotation that does not name one passage, and DataError where the
    text or the data files are not as they must be.
    """
    text_source = find_source(project, source)
    passage = find(quotation, source_text(project, text_source), text_source, nth)
    name = text_source.id.removeprefix("source:")
    path = project.claims / f"{name}.yaml"
    (others,) = records(PlacedClaims, load_document(project, path))
    value: dict[str, PlainValue] = {
        "id": next_id([claim.id for claim in others.claims], name),
        "passage": {"at": {"start": str(passage.start), "end": str(passage.end)}, "sha256": passage.sha256},
        "paraphrase": paraphrase,
        "says": list(says) or [{"id": "TODO", "type": "TODO"}],
    }
    return StartedClaim(value, path, others.claims)


def write_claim(project: Project, claim: StartedClaim) -> list[Path]:
    """Put a claim into its file, in the order of the text, and return the files written."""
    document = load_document(project, claim.path)
    assert isinstance(document.value, dict)
    claims = document.value["claims"]
    assert isinstance(claims, list)
    value = {**document.value, "claims": sorted([*claims, claim.value], key=_place)}
    return save(project, {claim.path: value})


def next_id(ids: Iterable[str], source: str) -> str:
    """The identifier after the highest: claim:annals-163 after claim:annals-162; the first is claim:SOURCE-001."""
    numbered = [m for m in map(_NUMBERED.fullmatch, ids) if m]
    if not numbered:
        return f"claim:{source}-001"
    highest = max(numbered, key=lambda m: int(m[2]))
    return f"{highest[1]}{int(highest[2]) + 1:03d}"


def _place(claim: PlainValue) -> tuple[int, int]:
    assert isinstance(claim, dict)
    passage = claim["passage"]
    assert isinstance(passage, dict)
    at = passage["at"]
    assert isinstance(at, dict)
    return int(str(at["start"])), int(str(at["end"]))
