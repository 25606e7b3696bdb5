"""What is said of an answer without rows: why there are none, what claims say otherwise, and what would give some.

Where nothing is held of a matter that claims speak of, it is said that nothing is held, and not that no source speaks of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from csto_kg.weigh.policy import CURATED, Policy

__all__ = ["EmptyReason", "Relaxation", "as_weighed", "under_policy", "without_rows"]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Other values of some parameters that give rows: each of `values` has been asked with the rest as it was.

    `labels` are what people call these values, or the rows that they give; the sentence says it.
    """

    parameters: tuple[str, ...]
    values: tuple[Mapping[str, str], ...]
    labels: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class EmptyReason:
    """Why an answer has no rows.

    No row fits the values of the parameters `unmet` together, whatever the parameters `open` are; without any one of them
    there would be rows. `unmet` is empty where the query has no rows at all. `is_covered` is false where that is one
    thing, of which no source says what is asked. `relaxations` are what would give rows. `contrary` is what claims say
    that are not held, and `conflicts` says where the sources disagree on what is held at another time.
    """

    unmet: tuple[str, ...]
    open: tuple[str, ...]
    is_covered: bool
    sentence: str
    relaxations: tuple[Relaxation, ...]
    contrary: tuple[str, ...] = ()
    is_contested: bool = False

    @property
    def sentences(self) -> tuple[str, ...]:
        """All that it says: first what leaves nothing, then what claims say otherwise, and what would give rows."""
        return (self.sentence, *self.contrary, *(relaxation.sentence for relaxation in self.relaxations))


def without_rows(none: tuple[str, ...], reason: EmptyReason) -> tuple[str, ...]:
    """The answer in sentences where there are no rows: `none` of the query's header, then what would give some.

    Where no source speaks of the matter, that is said instead: it is not the same as no. Where claims say otherwise that
    are not held, it is not said that none does.
    """
    more = (*reason.contrary, *(relaxation.sentence for relaxation in reason.relaxations))
    if reason.is_contested:
        return (*map(as_weighed, none or (reason.sentence,)), *more)
    return (*(none if reason.is_covered and none else (reason.sentence,)), *more)


# What sentences say of all sources, and what is so where a source says otherwise that is not held.
_OF_ALL: Final = (
    ("In what the sources say under ", "As the sources are weighed under "),
    ("In what the sources say as known ", "As the sources are weighed as known "),
    (", in what the sources say,", ", as the sources are weighed here,"),
    ("in what the sources say,", "as the sources are weighed here,"),
    ("In what the sources say,", "As the sources are weighed here,"),
    ("No source here says that ", "As the sources are weighed here, it is not held that "),
    ("No source here ", "As the sources are weighed here, none that is held "),
    ("No claim of the sources ", "No claim that is held "),
    ("Nothing is recorded ", "Nothing is held "),
    ("Nothing here fits ", "Nothing that is held fits "),
)


def under_policy(said: tuple[str, ...], policy: Policy) -> tuple[str, ...]:
    """What is said of all sources, with the policy that it is said under, where that is not the one of the release."""
    if policy.is_default:
        return said
    rule = f" under the policy {policy}" if policy != replace(CURATED, known_by=policy.known_by) else ""
    by = f" as known by {policy.known_by}" if policy.known_by else ""
    return tuple(text.replace("In what the sources say,", f"In what the sources say{rule}{by},", 1) for text in said)


def as_weighed(sentence: str) -> str:
    """A sentence of all sources as one of what is held, where a claim that is not held says otherwise."""
    for of_all, of_held in _OF_ALL:
        if of_all in sentence:
            return sentence.replace(of_all, of_held, 1)
    return sentence
