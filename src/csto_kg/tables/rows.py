"""The typed rows that a table import yields, before they are episodes, and where a data set contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from csto_kg.tables.headers import EpisodeType

__all__ = ["WHAT", "WHO", "EpisodeRow", "Violation", "row_order"]

WHO: Final[Mapping[EpisodeType, str]] = {
    EpisodeType.MEMBERSHIP: "state",
    EpisodeType.PARTICIPATION: "state",
    EpisodeType.TENURE: "person",
}
"""The column with the member, party or holder; its name is also the word for it in messages and IRIs."""

WHAT: Final[Mapping[EpisodeType, str]] = {
    EpisodeType.MEMBERSHIP: "organization",
    EpisodeType.PARTICIPATION: "instrument",
    EpisodeType.TENURE: "state",
}
"""The column with the organization, agreement or body. For a tenure it is the state of the post."""


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """A typed row: who is in or of what, and since when.

    `start`, `end` and `holds` are EDTF (the columns `begins`, `ends` and `holds`). `row` is the place in the raw file as an
    RFC 7111 fragment; `units` are the raw rows or cells in the row. A row that `is_left_out` makes no episode, but is
    compared to find repetitions.
    """

    who: str
    who_name: str | None
    what: str
    what_name: str | None
    role: str | None
    start: str | None
    end: str | None
    holds: str | None
    row: str
    units: int
    is_left_out: bool

    @property
    def pair(self) -> str:
        """The state and the treaty or organization of the row, as messages name them: `ARM in T_1`."""
        return f"{self.who} in {self.what}"


@dataclass(frozen=True, slots=True)
class Violation:
    """Where the data set contradicts itself: the rule, the raw row (RFC 7111 fragment), and what stands there."""

    rule: str
    row: str
    message: str


def row_order(fragment: str) -> tuple[int, ...]:
    """The numbers in an RFC 7111 fragment, by which rows and cells are sorted as in the file."""
    return tuple(int(n) for n in re.findall(r"\d+", fragment))
