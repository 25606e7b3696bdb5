"""The mutation score: for each kind of fault how many places it was put in, and how many of these the checks tell of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from tests.mutation.judge import Verdict


class Fault(Protocol):
    """A mutant, of the files or of a graph: of which kind it is, and at what."""

    @property
    def kind(self) -> str:
        """The name of its kind."""
        ...

    @property
    def at(self) -> str:
        """What it was done to."""
        ...


M = TypeVar("M", bound=Fault)


@dataclass(frozen=True, slots=True)
class Score:
    """What became of the mutants of one kind: caught by which checks, how many of these by name, and what the rest is at."""

    kind: str
    applied: int
    by: Mapping[str, int]
    named: int
    survivors: tuple[str, ...]

    @property
    def caught(self) -> int:
        """How many were caught."""
        return sum(self.by.values())

    @property
    def row(self) -> str:
        """A row of the table."""
        share = f"{self.caught / self.applied:.0%}" if self.applied else "–"
        by = ", ".join(f"{check} {n}" for check, n in self.by.items())
        return f"{self.kind:<50}{self.applied:>7}{self.caught:>8}{share:>8}{self.named:>8}  {by}"


HEAD = f"{'kind of fault':<50}{'places':>7}{'caught':>8}{'score':>8}{'named':>8}  by"


def scores(verdicts: Mapping[M, Verdict | None]) -> Iterator[Score]:
    """The score of each kind, from the verdicts on its mutants."""
    for kind in dict.fromkeys(m.kind for m in verdicts):
        of_kind = {m: v for m, v in verdicts.items() if m.kind == kind}
        caught = [v for v in of_kind.values() if v is not None]
        by = dict(Counter(v.check for v in caught).most_common())
        survivors = tuple(m.at for m, v in of_kind.items() if v is None)
        yield Score(kind, len(of_kind), by, sum(v.is_named for v in caught), survivors)
