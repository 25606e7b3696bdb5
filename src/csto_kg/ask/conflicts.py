"""Where the sources disagree: each conflict with its sides, its type, and how it was decided and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from csto_kg.ask.answers import Answer

__all__ = ["Conflict", "ConflictingClaim", "conflicts_about"]


@dataclass(frozen=True, slots=True)
class ConflictingClaim:
    """One claim in a conflict: its `property` and `value` (empty where it does not take exactly one side), and its status.

    `status` is held, rejected, open, preferred, not preferred, or empty.
    """

    property: str
    value: str
    status: str
    claim: str
    paraphrase: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflict: its identifier, its type, its sides, and the outcome of the decision on it with the reason.

    `label` is the question that the sides answer differently, `meaning` what the type means, and `subjects` are the things
    that the conflict is about.
    """

    id: str
    type: str
    sides: tuple[ConflictingClaim, ...]
    outcome: str
    reason: str
    label: str = ""
    meaning: str = ""
    subjects: tuple[str, ...] = ()


def conflicts_about(about: str | None, ask: Callable[[str, Mapping[str, str]], Answer]) -> tuple[Conflict, ...]:
    """The conflicts that concern a thing, or all of them. Raises UsageError where there is no such thing."""
    listed = ask("conflicts", {} if about is None else {"thing": about})
    return tuple(
        Conflict(
            str(row["conflict"]),
            str(row["type"]).rpartition("/")[2],
            tuple(map(_side, ask("conflict-sides", {"conflict": str(row["conflict"])}))),
            str(row["outcome"]).rpartition("/")[2],
            str(row["reason"]),
            str(row["label"]),
            str(row["meaning"]),
            tuple(row["subjects"] or ()),
        )
        for row in listed
    )


def _side(row: Mapping[str, object]) -> ConflictingClaim:
    prop, value, status, claim, paraphrase = (
        str(row[name] or "") for name in ("property", "value", "status", "claim", "paraphrase")
    )
    return ConflictingClaim(prop, value, status, claim, paraphrase)
