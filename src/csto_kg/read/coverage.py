"""How much of each source its claims cover, and which parts no passage covers.

An uncovered part (a `Gap`) is a part of a source with a letter or digit that is in no passage: neither in that of a claim
nor in one listed as a passage without claims. White space, punctuation, reference marks and one or two joining words
("and", "of which") between passages do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from csto_kg.read.records import Dataset, SourceText

# What a reader could miss: something to read.
_READABLE = re.compile(r"[^\W_]")
# What joins two passages: a reference mark, or at most two words in lower case.
_JOINT = re.compile(r"[^\w]*(?:\[?\d{1,2}\]?|[a-zé’']+(?:[^\w]+[a-zé’']+)?)?[^\w]*")


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of a source that no passage covers: code points `start` to `end` (exclusive)."""

    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The number of letters and digits of a source, and its gaps.

    `readable` counts all, `claimed` those in passages of claims, `without_claims` those in passages without claims only.
    """

    source: SourceText
    readable: int
    claimed: int
    without_claims: int
    gaps: tuple[Gap, ...]


def cover(dataset: Dataset, texts: Mapping[str, str]) -> list[Coverage]:
    """The coverage of each source whose text there is, in the order of their list. `texts` has these by identifier.

    Where a part of a source is another source (a text that it reprints), that part counts for the other source only.
    """
    return [_cover(source, dataset, texts[source.id]) for source in dataset.sources if source.id in texts]


def _cover(source: SourceText, dataset: Dataset, text: str) -> Coverage:
    end = len(text) if source.end is None else source.end
    inner = [
        (s.start, s.end)
        for s in dataset.sources
        if s.id != source.id
        and s.file_name == source.file_name
        and s.end is not None
        and (s.start, s.end) != (0, end)
        if source.end is None or (source.start <= s.start and s.end <= source.end)
    ]
    claimed = [(c.passage.start, c.passage.end) for c in dataset.claims if c.passage.source == source.id]
    without_claims = [(p.start, p.end) for p, _ in dataset.without_claims if p.source == source.id]
    own = _points(text, [(source.start, end)]) - _points(text, inner)
    by_claims = _points(text, claimed) & own
    others = (_points(text, without_claims) & own) - by_claims
    return Coverage(source, len(own), len(by_claims), len(others), _gaps(source.id, text, own - by_claims - others))


def _points(text: str, parts: Iterable[tuple[int, int]]) -> set[int]:
    """The offsets of the letters and digits in parts of a text."""
    return {start + m.start() for start, end in parts for m in _READABLE.finditer(text[start:end])}


def _gaps(source: str, text: str, points: set[int]) -> tuple[Gap, ...]:
    """The gaps that uncovered points form, with nothing covered in between."""
    gaps: list[Gap] = []
    for point in sorted(points):
        last = gaps[-1] if gaps else None
        if last is not None and all(p in points for p in _points(text, [(last.end, point)])):
            gaps[-1] = Gap(source, last.start, point + 1)
        else:
            gaps.append(Gap(source, point, point + 1))
    return tuple(g for g in gaps if not _JOINT.fullmatch(text[g.start : g.end]))
