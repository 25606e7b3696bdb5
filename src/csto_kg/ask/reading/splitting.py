"""Splits a question about two things: "how many days lie between … and …"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

from csto_kg.ask.reading.phrasings import Phrasing
from csto_kg.queries.header import SLOT

__all__ = ["Sides", "places_of_two"]

Sides: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""Where two things stand in a text."""


def places_of_two(text: str, phrasings: Iterable[Phrasing]) -> Sides | None:
    """Where the two things of a question stand, by the words around the slots of a phrasing with two; None if by none."""
    for phrasing in phrasings:
        pattern = _pattern(phrasing.text)
        match = pattern.search(text) if pattern is not None else None
        if match is not None:
            return match.span(1), match.span(2)
    return None


@lru_cache(maxsize=512)
def _pattern(phrasing: str) -> re.Pattern[str] | None:
    """The word before the first slot and the words between the two, with anything in the places of the slots."""
    if len(SLOT.findall(phrasing)) != 2:
        return None
    before, _, between, _, _ = SLOT.split(phrasing)
    first = before.split()[-1:]
    middle = between.split()
    if not first or not middle:
        return None
    head, inner = re.escape(first[0]), r"\s+".join(map(re.escape, middle))
    return re.compile(rf"\b{head}\s+(.+?)\s+{inner}\s+(.+)", re.IGNORECASE)
