"""Finds the words that turn a question round, such as "not", "former" and "cancelled".

A reading that leaves one of them out would answer the opposite. A negation belongs to the word that it stands before, so
that a query which is asked with "did not renew" does not answer who did not join.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final

from csto_kg.ask.reading.words import ASKING, STOPWORDS, stem

__all__ = ["Turn", "is_asked_back", "is_yes_or_no", "turns_in"]

_NEGATIONS: Final = frozenset(
    map(stem, ["not", "no", "never", "nobody", "none", "neither", "nor", "without", "nowhere"])
)
_LONGER: Final = stem("longer")
_NO_LONGER: Final = "no longer"
_PAST: Final = frozenset((stem("former"),))
# What may stand between a negation and its word.
_BETWEEN: Final = (
    ASKING | STOPWORDS | frozenset(map(stem, ["yet", "even", "actually", "really", "longer", "take", "taken"]))
)
_OR_NOT: Final = frozenset(map(stem, ["or", "whether"]))
# "Didn't it sign?" asks whether it did.
_YES_OR_NO: Final = re.compile(r"\s*(?:is|are|was|were|has|have|had|did|does|do)(?:n['’]t)?\b", re.IGNORECASE)
_ASKED_BACK: Final = re.compile(r"\s*(?:is|are|was|were|has|have|had|did|does|do)n['’]t\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Turn:
    """A word that turns a question round: what it is, with the word that a negation belongs to, and where it stands.

    `places` are the numbers of its own words. `is_negation` says that it merely negates, as "not" does.
    """

    key: str
    places: tuple[int, ...]
    is_negation: bool

    @property
    def is_past(self) -> bool:
        """Whether it says that something was so at any time before: "former", "no longer"."""
        return self.key in _PAST or self.key.startswith(_NO_LONGER)


def turns_in(
    parts: Sequence[tuple[str, tuple[int, ...]]],
    turning: frozenset[str],
    named: Set[int] = frozenset(),
) -> tuple[Turn, ...]:
    """The turning words among stems with their places; `turning` are those that do more than negate.

    `named` are the places of names and dates, which turn nothing.
    """
    found: list[Turn] = []
    for number, (own, places) in enumerate(parts):
        if set(places) <= named:
            continue
        if own in turning:
            found.append(Turn(own, places, False))
        elif own in _NEGATIONS and len(places) == 1 and not _is_alternative(parts, number):
            after = [(s, at) for s, at in parts[number + 1 :] if not set(at) <= named]
            is_over = bool(after) and after[0][0] == _LONGER
            own_word = next((s for s, _ in after if s not in _BETWEEN), "")
            found.append(Turn(f"{_NO_LONGER if is_over else 'not'} {own_word}".strip(), places, True))
    return tuple(found)


def _is_alternative(parts: Sequence[tuple[str, tuple[int, ...]]], number: int) -> bool:
    """Whether a negation only closes a question, as in "or not", or is short for "number", as in "No 14"."""
    before = parts[number - 1][0] if number else ""
    after = parts[number + 1][0] if number + 1 < len(parts) else ""
    return before in _OR_NOT or after.isdigit()


def is_yes_or_no(text: str) -> bool:
    """Whether a question can be answered by yes or no."""
    return _YES_OR_NO.match(text) is not None


def is_asked_back(text: str) -> bool:
    """Whether a question starts with a negation that asks the same as without it: "wasn't Georgia a member"."""
    return _ASKED_BACK.match(text) is not None
