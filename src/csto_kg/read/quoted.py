"""A passage in the words of its source, with its place in the file of the text."""

from __future__ import annotations

from dataclasses import dataclass

from csto_kg.vocab import short

__all__ = ["Quoted"]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage in the words of its source.

    `claim` is the IRI of the claim made from it, `line` its line in the file (from 1), `start` and `end` (exclusive)
    its code points.
    """

    claim: str
    file: str
    line: int
    start: int
    end: int
    text: str

    def __str__(self) -> str:
        return f"{short(self.claim)} ({self.file}:{self.line}) “{' '.join(self.text.split())}”"
