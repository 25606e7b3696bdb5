"""The names by which a question can call things: labels in every language, further names, codes and short names.

Names are compared word by word, in any order, so `Charter of the League` and `League Charter` are one. A long name with
a short one (`North Atlantic Treaty Organization`, `NATO`) counts as the short one within other names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Final

from csto_kg.ask.reading.words import LONG, PhraseGroups, content, joined, spelt_as, stem, stems_of

__all__ = ["HARD", "Name", "NameIndex", "Thing"]

HARD: Final = frozenset(
    ["Agent", "Instrument", "Provision", "Post", "Place", "Exercise", "ExerciseSeries", "Source", "Claim"]
)
"""Classes whose names are names in a question too. Those of others are ordinary words, such as `sanctions`."""

# Endings of names of states, and what people of the state, or things of it, are called by.
_DEMONYMS: Final = (
    ("istan", ("", "i")),
    ("ia", ("ian",)),
    ("us", ("usian", "usan")),
    ("ine", ("inian",)),
    ("aijan", ("aijani", "eri")),
    ("an", ("anian",)),
    ("va", ("van",)),
    ("den", ("dish", "de")),
    ("land", ("nish",)),
)
_PRESIDENT: Final = stem("president")
_PRESIDENCY: Final = stem("presidency")
# What everybody writes of the organization that the graph is about goes without saying.
_IMPLIED: Final = 0.5


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that a question may name: its identifier, label, classes with those above them, and further names.

    `kind` is its own class; `belongs_to` are the things whose part it is; `codes` count in capital letters only. `dates` are
    its date, its start and its end, in EDTF, as far as they are known.
    """

    id: str
    label: str
    classes: frozenset[str]
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    belongs_to: tuple[str, ...] = ()
    kind: str = ""
    dates: tuple[str, ...] = ()

    @property
    def is_hard(self) -> bool:
        """Whether its names are names in a question, and no ordinary words."""
        return not HARD.isdisjoint(self.classes)


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a thing, as its content stems.

    `is_whole` says that it is a label or a further name, and no part of one such as a surname; `is_hard` that it is a
    name in a question, and no ordinary words.
    """

    thing: str
    stems: tuple[str, ...]
    is_whole: bool = True
    is_hard: bool = True


class NameIndex:
    """The names of the things of a release, by their words."""

    def __init__(self, things: Sequence[Thing], names: Mapping[str, str], organization: str) -> None:
        """`names` maps short names to identifiers; `organization` is the one that the graph is about."""
        self.things = {thing.id: thing for thing in things}
        self.organization = organization
        self.short_names = PhraseGroups({stems_of(name): id_ for name, id_ in names.items() if id_ in self.things})
        self.groups = PhraseGroups({**_short_groups(names, self.things), **dict(_groups(things))})

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Every name of every thing."""
        found = dict.fromkeys(n for thing in self.things.values() for n in self._names_of(thing))
        return tuple(found)

    def _names_of(self, thing: Thing) -> Iterator[Name]:
        # Exercises have names such as Search.
        is_odd = not {"Exercise", "ExerciseSeries"}.isdisjoint(thing.classes)
        for text in (thing.label, *thing.names):
            if stems := self.content(stems_of(text)):
                yield Name(thing.id, stems, is_hard=thing.is_hard and not (is_odd and len(stems) == 1))
                if "Post" in thing.classes and _PRESIDENT in stems:  # who holds the presidency is the president
                    yield Name(thing.id, tuple(_PRESIDENCY if s == _PRESIDENT else s for s in stems))
        if "Person" in thing.classes:
            yield Name(thing.id, self.content(stems_of(thing.label))[-1:], is_whole=False)
        elif thing.is_hard and not is_odd:
            own = stems_of(re.split("[/:]", thing.id)[-1])
            if len(stems := self.content(own)) > 1:
                yield Name(thing.id, stems, is_whole=False)

    def content(self, stems: Sequence[str]) -> tuple[str, ...]:
        """The stems of a name in order, without stop words, with long names of organizations as their short ones."""
        return tuple(content(s for s, _ in joined(stems, self.groups)))

    @cached_property
    def of_stem(self) -> Mapping[str, tuple[int, ...]]:
        """The numbers of the names that have a stem."""
        found: dict[str, list[int]] = {}
        for number, name in enumerate(self.names):
            for s in dict.fromkeys(name.stems):
                found.setdefault(s, []).append(number)
        return {s: tuple(numbers) for s, numbers in found.items()}

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """How much each stem distinguishes: the more, the fewer things have it in a name."""
        having = Counter(s for name in {(n.thing, s) for n in self.names for s in n.stems} for s in (name[1],))
        return {s: log(1 + len(self.things) / n) for s, n in having.items()}

    @cached_property
    def distinguishing(self) -> frozenset[str]:
        """The stems that name a state, an organization, a person or a place: a name without its own is another name."""
        apart = ("Polity", "Organization", "Person", "Place")
        return frozenset(
            n.stems[0]
            for n in self.names
            if len(n.stems) == 1 and any(c in self.things[n.thing].classes for c in apart)
        )

    @cached_property
    def implied(self) -> frozenset[str]:
        """The stems that stand for the organization that the graph is about."""
        thing = self.things.get(self.organization)
        return frozenset() if thing is None else frozenset(s for n in self._names_of(thing) for s in n.stems)

    def spelt(self, stem: str) -> str:
        """A stem, or the one of a name that it is a misspelling of."""
        return spelt_as(stem, self._long)

    @cached_property
    def _long(self) -> tuple[str, ...]:
        hard = {s for n in self.names if n.is_hard for s in n.stems} | {s for g in self.groups.groups for s in g}
        return tuple(sorted(s for s in hard if len(s) >= LONG))

    def coverage(self, name: Name, present: frozenset[str]) -> float:
        """The part of a name that a question has, by weight, from 0 to 1."""
        if any(s in self.distinguishing and s not in present and s not in self.implied for s in name.stems):
            return 0.0
        whole = sum(self.weights[s] for s in name.stems)
        own = sum(self.weights[s] for s in name.stems if s in present)
        implied = sum(self.weights[s] for s in name.stems if s not in present and s in self.implied)
        return (own + _IMPLIED * implied) / whole if whole else 0.0


def _short_groups(names: Mapping[str, str], things: Mapping[str, Thing]) -> dict[tuple[str, ...], str]:
    """Short names of several words, each with the short name of one word that the thing has too."""
    found = {}
    for name, id_ in names.items():
        short = next((n for n in things[id_].names if _is_short(n)), None) if id_ in things else None
        if short is not None and len(stems := stems_of(name)) > 1:
            found[stems] = stems_of(short)[0]
    return found


def _is_short(name: str) -> bool:
    return name.isupper() and len(stems_of(name)) == 1


def _groups(things: Iterable[Thing]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What stands for another name within names: what people of a state are called by, and long names beside short ones."""
    for thing in things:
        if "Polity" in thing.classes:
            yield from (((form,), of) for form, of in _demonyms(thing))
        if not thing.is_hard:
            continue
        short = next((n for n in thing.names if _is_short(n)), None)
        if short is not None:
            for name in (thing.label, *thing.names):
                if len(stems := stems_of(name)) > 1 or (_is_short(name) and name != short):
                    yield stems, stems_of(short)[0]


def _demonyms(thing: Thing) -> Iterator[tuple[str, str]]:
    """What people and things of a state are called by, each with the stem of its name."""
    (name, *more) = stems_of(thing.label) or ("",)
    written = thing.label.lower()
    if more:
        return
    for ending, forms in _DEMONYMS:
        if written.endswith(ending):
            for form in forms:
                yield from ((s, name) for s in stems_of(written.removesuffix(ending) + form))
            return
