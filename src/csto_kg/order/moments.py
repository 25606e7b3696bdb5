"""The points in time of the network: the day of an event, the start and the end of a situation; constraints with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from rdflib import URIRef

from csto_kg.chronology import ORIGIN, TemporalConstraint
from csto_kg.time.days import FIRST_DAY, LAST_DAY, Days
from csto_kg.vocab import CSTO

__all__ = [
    "BOUNDS",
    "Moment",
    "NetworkConstraint",
    "Reason",
    "Which",
    "at_least",
    "bound_property",
    "day_of",
    "within_days",
]


class Which(StrEnum):
    """Which point in time of a thing is meant."""

    DAY = "day"
    BEGIN = "begin"
    END = "end"


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """The day of an event, or the start or end of a situation: the first day on which it holds, or no longer holds."""

    thing: URIRef
    which: Which


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """The rule by which a constraint holds, and the claims behind it; a rule on what the register says has none.

    Where an order had to be decided first, `claims` has those that decide it too, and `deciding` the rules that do.
    """

    rule: URIRef
    claims: tuple[URIRef, ...] = ()
    deciding: tuple[URIRef, ...] = ()

    def decided_by(self, steps: Iterable[NetworkConstraint]) -> Reason:
        """The same reason, where some steps decide that the rule applies."""
        reasons = [step.reason for step in steps]
        claims = {*self.claims, *(claim for reason in reasons for claim in reason.claims)}
        rules = {*self.deciding, *(rule for reason in reasons for rule in (reason.rule, *reason.deciding))}
        return Reason(self.rule, tuple(sorted(claims)), tuple(sorted(rules)))


NetworkConstraint: TypeAlias = TemporalConstraint[Moment, Reason]

# The property that has each bound in the view: of an earliest day, and of a latest.
BOUNDS: Final = {
    Which.DAY: (CSTO.earliest, CSTO.latest),
    Which.BEGIN: (CSTO.earliestBegin, CSTO.latestBegin),
    Which.END: (CSTO.earliestEnd, CSTO.latestEnd),
}


def bound_property(moment: Moment, *, is_latest: bool) -> URIRef:
    """The property of the view that has the earliest or the latest day of a moment."""
    return BOUNDS[moment.which][is_latest]


def day_of(number: int | None, unbounded: date) -> date:
    """The day with a number counted from the origin; `unbounded` where there is none or the calendar ends before it."""
    if number is None or not FIRST_DAY.toordinal() <= number <= LAST_DAY.toordinal():
        return unbounded
    return date.fromordinal(number)


def within_days(moment: Moment, days: Days, reason: Reason) -> Iterator[NetworkConstraint]:
    """The moment lies on one of some days. Sentinels bound nothing."""
    if days.latest != LAST_DAY:
        yield TemporalConstraint(moment, ORIGIN, days.latest.toordinal(), reason)
    if days.earliest != FIRST_DAY:
        yield TemporalConstraint(ORIGIN, moment, -days.earliest.toordinal(), reason)


def at_least(days: int, earlier: Moment, later: Moment, reason: Reason) -> NetworkConstraint:
    """One moment lies at least so many days after another; where `days` is negative, at most so many before it."""
    return TemporalConstraint(earlier, later, -days, reason)
