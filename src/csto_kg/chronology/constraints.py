"""Constraints between points in time, and contradictions among them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

__all__ = ["ORIGIN", "Contradiction", "Origin", "TemporalConstraint"]

P = TypeVar("P", bound=Hashable)
R = TypeVar("R")


class Origin:
    """The point from which days are counted."""

    def __repr__(self) -> str:
        return "ORIGIN"


ORIGIN: Final = Origin()
"""The point from which days are counted: a constraint between it and another point bounds the day of that point."""


@dataclass(frozen=True, slots=True)
class TemporalConstraint(Generic[P, R]):
    """`point` lies at most `days` days after `other`; where `days` is negative, at least so many days before it.

    `reason` is any value with which the caller explains why it holds. With `ORIGIN` as `other` it gives a latest day of
    `point`; with `ORIGIN` as `point`, `-days` is an earliest day of `other`.
    """

    point: P | Origin
    other: P | Origin
    days: int
    reason: R


@dataclass(frozen=True, slots=True)
class Contradiction(Generic[P, R]):
    """Constraints that cannot all hold, as a circle: each counts from the point that the next is about."""

    steps: tuple[TemporalConstraint[P, R], ...]

    @property
    def days(self) -> int:
        """By how many days they contradict each other: the sum of their days, always negative."""
        return sum(step.days for step in self.steps)
