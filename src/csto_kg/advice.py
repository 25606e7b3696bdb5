"""Suggestions for an unknown name."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

__all__ = ["did_you_mean", "nearest"]


def nearest(word: str, words: Iterable[str], cutoff: float = 0.75, limit: int = 3) -> list[str]:
    """Up to `limit` of `words` that are similar to `word`, most similar first, without regard to case.

    `cutoff` is the least similarity, from 0 (nothing in common) to 1 (equal).
    """
    known = sorted(set(words))
    found = process.extract(
        word, known, scorer=fuzz.ratio, processor=str.casefold, limit=limit, score_cutoff=100 * cutoff
    )
    return [name for name, _, _ in found]


def did_you_mean(word: str, words: Iterable[str], otherwise: str = "", cutoff: float = 0.75) -> str:
    """A fix for an unknown name: similar names as a question, or `otherwise` where there are none."""
    near = nearest(word, words, cutoff)
    return f"did you mean {' or '.join(near)}?" if near else otherwise
