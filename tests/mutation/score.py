"""The mutation score: for each kind of fault how many places it was put in, and how many of these the checks report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tests.mutation.judge import Verdict


class Fault(Protocol):
    """A mutant, of the files or of a graph: what it was done to."""

    @property
    def at(self) -> str:
        """What it was done to."""
        ...


@dataclass(frozen=True, slots=True)
class Score:
    """What became of the mutants of one kind: caught by which checks, how many of these by name, and what the rest is at."""

    kind: str
    applied: int
    by: Mapping[str, int]
    named: int
    survivors: tuple[str, ...]

    def __add__(self, other: Score) -> Score:
        by = dict((Counter(self.by) + Counter(other.by)).most_common())
        survivors = (*self.survivors, *other.survivors)
        return Score(self.kind, self.applied + other.applied, by, self.named + other.named, survivors)

    @property
    def caught(self) -> int:
        """How many were caught."""
        return sum(self.by.values())

    @property
    def row(self) -> str:
        """A row of the table."""
        share = f"{self.caught / self.applied:.0%}" if self.applied else "–"
        by = ", ".join(f"{check} {n}" for check, n in self.by.items())
        return f"{self.kind:<44}{self.applied:>8}{self.caught:>8}{share:>8}{self.named:>8}  {by}".rstrip()


HEAD = f"{'kind of fault':<44}{'applied':>8}{'caught':>8}{'score':>8}{'named':>8}  by"


def score(kind: str, name: str, verdicts: Mapping[Fault, Verdict | None]) -> Score:
    """The score of a kind in the project of a name, from the verdicts on its mutants."""
    caught = [v for v in verdicts.values() if v is not None]
    by = dict(Counter(v.check for v in caught).most_common())
    survivors = tuple(f"{name}: {m.at}" for m, v in verdicts.items() if v is None)
    return Score(kind, len(verdicts), by, sum(v.is_named for v in caught), survivors)


def total(name: str, scores: Sequence[Score]) -> Score:
    """Several scores as one, under a name."""
    return sum(scores, Score(name, 0, {}, 0, ()))
