"""Reviews of claims: chooses the claims, shows each beside its passage, and records the review.

A review counts as long as the claim stands as it stood then: the record holds the claim's digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csto_kg.advice import did_you_mean
from csto_kg.curate.claims import Offsets
from csto_kg.curate.documents import load_documents, save
from csto_kg.curate.sources import find_source, source_text
from csto_kg.curate.typed import records
from csto_kg.errors import Fault, UsageError
from csto_kg.project import Project
from csto_kg.read.layout import PlainValue
from csto_kg.read.reviews import changed_since, claim_digest, last_reviewed
from csto_kg.time.days import DateError
from csto_kg.time.edtf import parse

VERDICTS = ("stands", "corrected", "doubted")
# How many code points of context are shown on either side of a passage.
_CONTEXT = 60


@dataclass(frozen=True, slots=True)
class WrittenPassage:
    """The passage of a claim."""

    at: Offsets


@dataclass(frozen=True, slots=True)
class WrittenClaim:
    """A claim as it is shown to a reviewer; `says` is one statement or a list of them."""

    id: str
    passage: WrittenPassage
    paraphrase: str
    says: Any
    stance: str = "stance/asserts"
    inference: str = ""


@dataclass(frozen=True, slots=True)
class WrittenClaims:
    """A file of claims."""

    claims: tuple[WrittenClaim, ...]


@dataclass(frozen=True, slots=True)
class WrittenReview:
    """An entry of a file of reviews: of which claim, by whom, the verdict, and the digest of the claim as it stood."""

    id: str
    of: str
    sha256: str
    reader: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Reviewable:
    """A claim that can be reviewed: its source's name, its record, and its value as it stands in the file."""

    source: str
    claim: WrittenClaim
    value: dict[str, PlainValue]


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """How far the review of a source is: claims in all, reviewed as they stand, and changed since their review."""

    source: str
    claims: int
    reviewed: int
    changed: int


@dataclass(frozen=True, slots=True)
class InContext:
    """The passage of a claim with some of the text before and after it, white space folded."""

    claim: WrittenClaim
    file_name: str
    before: str
    passage: str
    after: str


@dataclass(frozen=True, slots=True)
class Review:
    """The outcome of a review: the verdict, who read the claim, the day in EDTF, and perhaps a note."""

    verdict: str
    reader: str
    day: str
    note: str = ""


def progress(project: Project) -> list[ReviewProgress]:
    """How far the review of each source is, in the order of names. Raises DataError for malformed files."""
    reviewed = _reviewed(project)
    found = []
    for source, claims in _by_source(project).items():
        values = [c.value for c in claims]
        changed = len(changed_since(values, reviewed))
        found.append(
            ReviewProgress(source, len(claims), sum(c.claim.id in reviewed for c in claims) - changed, changed)
        )
    return found


def choose_claims(project: Project, claims: Sequence[str], source: str | None, only_open: bool) -> list[Reviewable]:
    """The claims of these identifiers and all of a source, each once; with `only_open` those not reviewed as they stand.

    `claim:` and `source:` may be left out. Raises UsageError for unknown names, and DataError for malformed files.
    """
    by_source = _by_source(project)
    name = source.removeprefix("source:") if source is not None else None
    if name is not None and name not in by_source:
        raise UsageError(Fault(f"'{source}' has no claims", fix=f"there are: {', '.join(by_source)}"))
    by_id = {c.claim.id: c for listed in by_source.values() for c in listed}
    wanted = [c if c.startswith("claim:") else f"claim:{c}" for c in claims]
    if unknown := [c for c in wanted if c not in by_id]:
        raise UsageError(*(Fault("there is no such claim", c, fix=did_you_mean(c, by_id)) for c in unknown))
    of_source = [c.claim.id for c in by_source[name]] if name is not None else []
    chosen = [by_id[c] for c in dict.fromkeys((*wanted, *of_source))]
    reviewed = _reviewed(project) if only_open else {}
    return [c for c in chosen if not only_open or reviewed.get(c.claim.id) != claim_digest(c.value)]


def in_context(project: Project, chosen: Iterable[Reviewable]) -> list[InContext]:
    """Each claim with its passage. Raises UsageError without the source texts, and DataError for changed ones."""
    shown: list[InContext] = []
    texts: dict[str, tuple[str, str]] = {}
    for item in chosen:
        if item.source not in texts:
            source = find_source(project, item.source)
            texts[item.source] = source.file_name, source_text(project, source)
        file_name, text = texts[item.source]
        start, end = item.claim.passage.at.start, item.claim.passage.at.end
        parts = text[max(0, start - _CONTEXT) : start], text[start:end], text[end : end + _CONTEXT]
        before, passage, after = (" ".join(part.split()) for part in parts)
        shown.append(InContext(item.claim, file_name, before, passage, after))
    return shown


def record(project: Project, chosen: Sequence[Reviewable], review: Review) -> list[Path]:
    """Record a review of claims in the files of `data/reviews`, and return the files written.

    Raises UsageError for a review that is not complete, and DataError for malformed files.
    """
    _refuse(review)
    by_source: dict[str, list[Reviewable]] = {}
    for item in chosen:
        by_source.setdefault(item.source, []).append(item)
    paths = {source: project.reviews / f"{source}.yaml" for source in by_source}
    documents = {d.path: d for d in load_documents(project, [p for p in paths.values() if p.exists()])}
    old = dict(zip(documents, records(tuple[WrittenReview, ...], *documents.values()), strict=True))
    values: dict[Path, PlainValue] = {}
    for source, items in by_source.items():
        path = paths[source]
        taken = {r.id for r in old.get(path, ())}
        before = documents[path].value if path in documents else []
        assert isinstance(before, list)
        new = [_entry(item, review, taken) for item in items]
        values[path] = sorted([*before, *new], key=lambda r: str(r["id"]) if isinstance(r, dict) else "")
    return save(project, values)


def recorded_already(project: Project, chosen: Sequence[Reviewable], review: Review) -> list[str]:
    """The reviews that are there of these claims as they stand, by the same reader with the same verdict."""
    found = []
    wanted = {item.claim.id: claim_digest(item.value) for item in chosen}
    documents = load_documents(project, sorted(project.reviews.glob("*.yaml")))
    for entries in records(tuple[WrittenReview, ...], *documents):
        found += [
            entry.id
            for entry in entries
            if wanted.get(entry.of) == entry.sha256
            and (entry.reader, entry.verdict) == (review.reader, f"verdict/{review.verdict}")
        ]
    return found


def _refuse(review: Review) -> None:
    faults = []
    if not review.reader or not review.day:
        faults.append(Fault("a review has a reader and a day", fix="name them with --reader and --day"))
    if review.verdict not in VERDICTS:
        faults.append(Fault(f"there is no verdict '{review.verdict}'", fix=f"choose one of: {', '.join(VERDICTS)}"))
    if review.day:
        try:
            parse(review.day)
        except DateError as error:
            faults.append(Fault(f"day: {error}"))
    if faults:
        raise UsageError(*faults)


def _entry(item: Reviewable, review: Review, taken: set[str]) -> PlainValue:
    local = item.claim.id.removeprefix("claim:")
    number = next(n for n in range(1, len(taken) + 2) if f"review/{local}-{n}" not in taken)
    entry: dict[str, PlainValue] = {
        "id": f"review/{local}-{number}",
        "of": item.claim.id,
        "reader": review.reader,
        "readOn": review.day,
        "verdict": f"verdict/{review.verdict}",
        "sha256": claim_digest(item.value),
    }
    return entry | ({"note": {"en": review.note}} if review.note else {})


def _by_source(project: Project) -> Mapping[str, list[Reviewable]]:
    documents = load_documents(project, sorted(project.claims.glob("*.yaml")))
    found: dict[str, list[Reviewable]] = {}
    for document, file in zip(documents, records(WrittenClaims, *documents), strict=True):
        assert isinstance(document.value, dict)
        values = document.value["claims"]
        assert isinstance(values, list)
        pairs = zip(file.claims, values, strict=True)
        source = document.path.stem
        found[source] = [Reviewable(source, claim, value) for claim, value in pairs if isinstance(value, dict)]
    return found


def _reviewed(project: Project) -> dict[str, str]:
    """The digest of each claim at its last review."""
    documents = load_documents(project, sorted(project.reviews.glob("*.yaml")))
    records(tuple[WrittenReview, ...], *documents)
    return last_reviewed(entry for d in documents if isinstance(d.value, list) for entry in d.value)
