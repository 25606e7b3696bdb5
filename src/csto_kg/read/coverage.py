"""How much of a source its claims stand on, and which stretches nothing accounts for.

A gap is a stretch with a letter or digit that neither a claim's passage nor a silent passage covers. White space,
punctuation, reference marks and a joining word or two ("and", "of which") between passages are no gaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from csto_kg.read.claims import Dataset
from csto_kg.read.texts import SourceText

# What a reader could miss: something to read.
_READABLE = re.compile(r"[^\W_]")
# What joins two passages: a reference mark, or at most two words in lower case.
_JOINT = re.compile(r"[^\w]*(?:\[?\d{1,2}\]?|[a-zé’']+(?:[^\w]+[a-zé’']+)?)?[^\w]*")


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of a source, code points `start` to `end` (exclusive), of which nothing is said."""

    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The readable characters of a source: all, those in claims' passages, those in silent ones only; and the gaps."""

    source: SourceText
    readable: int
    claimed: int
    silent: int
    gaps: tuple[Gap, ...]


def cover(dataset: Dataset, texts: Mapping[str, str]) -> list[Coverage]:
    """The coverage of each source, in the order of their list. `texts` are the source texts by identifier.

    A stretch of a source that is another source of its own (a text that it reprints) is that source's to cover.
    """
    return [_cover(source, dataset, texts[source.id]) for source in dataset.sources]


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
    silent = [(p.start, p.end) for p, _ in dataset.silent if p.source == source.id]
    own = _points(text, [(source.start, end)]) - _points(text, inner)
    by_claims = _points(text, claimed) & own
    by_silence = (_points(text, silent) & own) - by_claims
    return Coverage(
        source, len(own), len(by_claims), len(by_silence), _gaps(source.id, text, own - by_claims - by_silence)
    )


def _points(text: str, stretches: Iterable[tuple[int, int]]) -> set[int]:
    return {start + m.start() for start, end in stretches for m in _READABLE.finditer(text[start:end])}


def _gaps(source: str, text: str, points: set[int]) -> tuple[Gap, ...]:
    """Runs of points with nothing readable between them that is accounted for."""
    gaps: list[Gap] = []
    for point in sorted(points):
        last = gaps[-1] if gaps else None
        if last is not None and all(p in points for p in _points(text, [(last.end, point)])):
            gaps[-1] = Gap(source, last.start, point + 1)
        else:
            gaps.append(Gap(source, point, point + 1))
    return tuple(g for g in gaps if not _JOINT.fullmatch(text[g.start : g.end]))
