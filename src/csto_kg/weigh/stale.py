"""Decisions whose claims have changed since they were made, or were joined by others.

A decision names the claims that it was made on, each with its digest as it stood then, as a review does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rdflib import URIRef

from csto_kg.errors import Fault
from csto_kg.vocab import short
from csto_kg.weigh.resolve import WeighedConflict

__all__ = ["StaleDecision", "stale_decisions", "stale_fault"]


@dataclass(frozen=True, slots=True)
class StaleDecision:
    """A decision with the claims that have changed since it was made, those that joined the conflict and those that left."""

    conflict: WeighedConflict
    changed: tuple[URIRef, ...]
    joined: tuple[URIRef, ...]
    gone: tuple[URIRef, ...]

    @property
    def what(self) -> str:
        """What is different now, in words."""
        parts = (("changed", self.changed), ("joined", self.joined), ("no longer in it", self.gone))
        return "; ".join(f"{word}: {', '.join(map(short, claims))}" for word, claims in parts if claims)


def stale_decisions(conflicts: Iterable[WeighedConflict], digests: Mapping[URIRef, str]) -> tuple[StaleDecision, ...]:
    """The decisions that were made on other claims than there are now; `digests` are those of the claims as they stand.

    A decision that names no claims was never confirmed, and is not among them.
    """
    return tuple(_stale(conflicts, digests))


def _stale(conflicts: Iterable[WeighedConflict], digests: Mapping[URIRef, str]) -> Iterator[StaleDecision]:
    for conflict in conflicts:
        before, now = dict(conflict.curated.on_claims), frozenset(conflict.between)
        if not before:
            continue
        changed = tuple(sorted(c for c in now & before.keys() if digests.get(c) != before[c]))
        joined, gone = tuple(sorted(now - before.keys())), tuple(sorted(before.keys() - now))
        if changed or joined or gone:
            yield StaleDecision(conflict, changed, joined, gone)


def stale_fault(stale: StaleDecision) -> Fault:
    """What is different since a decision was made, at its place, as a warning says it."""
    curated = stale.conflict.curated
    name = short(curated.iri)
    fix = f"read it again: csto-kg decide {name}; if it stands: csto-kg decide {name} --confirm"
    return Fault(f"the claims are not those of the decision ({stale.what})", name, curated.where, fix)
