"""Fills the parameters of a stored query with the things and dates that a question names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from csto_kg.ask.reading.dates import When, WrittenDate
from csto_kg.ask.reading.mentions import Mention
from csto_kg.ask.reading.names import NameIndex, Thing
from csto_kg.queries.stored import FROM, TO, Parameter, ParameterType, StoredQuery
from csto_kg.time.days import FIRST_DAY, LAST_DAY, ONE_DAY

__all__ = [
    "LOCATION",
    "Filling",
    "classes_named",
    "owners_of",
    "parameters_filled",
    "speaks_of",
    "takes",
    "takes_a_state",
]

Between: TypeAlias = Callable[[Mention, Mention], str]
"""Gives the text between two mentions of a question."""

Order: TypeAlias = Callable[[Parameter, Mention], float]
"""Gives how well the place of a mention agrees with that of a parameter's value, from 0 to 1."""

_IN_PLACE: Final = 0.6
LOCATION: Final = "place"
"""The parameter that takes a place: what a question names so, as in "held in Eastland"."""
_LISTED: Final = re.compile(r"\s*(?:,|/|and|or|&|, and|, or)\s*(?:the\s*)?", re.IGNORECASE)
# How well a thing fits a parameter that takes things of any class, and one that takes what the thing belongs to.
_LOOSE: Final = 0.5
_OWNED: Final = 0.5
_STATE: Final = frozenset(("Polity",))
_NAMED: Final = re.compile(r"\b[a-z][\w-]*:([A-Z]\w+)")
_CLASS: Final = re.compile(r"\ba\s+[a-z][\w-]*:([A-Z]\w*)")


@dataclass(frozen=True, slots=True)
class Filling:
    """Values of a query's parameters, with the mentions and dates that gave them, and how well they fit, up to 1 for each."""

    values: dict[str, str]
    mentions: tuple[Mention, ...]
    moments: tuple[WrittenDate, ...]
    fit: float

    @property
    def words(self) -> frozenset[int]:
        """The numbers of the words of the mentions."""
        return frozenset().union(*(m.words for m in self.mentions))


def parameters_filled(
    query: StoredQuery,
    mentions: Sequence[Mention],
    moments: Sequence[WrittenDate],
    index: NameIndex,
    text: Between,
    order: Order,
) -> Filling:
    """The parameters of a query filled as well as the mentions and dates allow; the first mentions come first.

    `text` gives what stands between two mentions, `order` how well a mention stands where a parameter's value does.
    """
    chosen: dict[str, Mention] = {}
    values: dict[str, str] = {}
    fit = 0.0
    taken: frozenset[int] = frozenset()
    # A parameter that takes few kinds of things chooses before one that takes any.
    for parameter in sorted(_entities(query), key=lambda p: p.cls is None):
        for mention in _candidates(query, parameter, mentions, index, order):
            value, how_well = _value(parameter, mention, index)
            if value is None or mention.words & taken or value in values.values() or mention.is_context:
                continue
            values[parameter.name] = value
            chosen[parameter.name] = mention
            taken |= mention.words
            fit += how_well
            break
    listed: list[Mention] = []
    for parameter in _entities(query):
        if parameter.name in chosen and parameter.cls is not None:
            more = tuple(_joined(parameter, chosen[parameter.name], mentions, index, text, taken))
            values[parameter.name] = ",".join((values[parameter.name], *(m.thing for m in more)))
            taken = taken.union(*(m.words for m in more))
            listed += more
    given, used_moments = _days(query, moments)
    return Filling(_in_order(query, values | given), (*chosen.values(), *listed), used_moments, fit)


def _candidates(
    query: StoredQuery, parameter: Parameter, mentions: Sequence[Mention], index: NameIndex, order: Order
) -> Sequence[Mention]:
    """The mentions in the order in which a parameter takes them.

    Where it takes things of any kind, the place decides: who asked stands elsewhere than who was asked. So does it
    for a state, which is not the one that "which states …" asks for. The
    organization that the graph is about goes without saying, so another one is meant where only one is taken.
    """
    if parameter.cls is None and parameter.allows_any and any(p.name == FROM for p in query.parameters):
        # "The exercises of the League" in 2020 are all of them.
        mentions = [m for m in mentions if m.thing != index.organization]
    if parameter.name == LOCATION or (parameter.allows_any and takes_a_state(parameter)):
        return [m for m in mentions if order(parameter, m) >= _IN_PLACE]
    if parameter.allows_any and parameter.cls is not None and not parameter.kinds:
        placed = [(order(parameter, m), m) for m in mentions]
        return [m for agrees, m in sorted(placed, key=lambda p: -p[0]) if agrees >= _IN_PLACE]
    own = index.things.get(index.organization)
    if own is None or sum(takes(p, own) for p in _entities(query)) != 1:
        return mentions
    return sorted(mentions, key=lambda m: m.thing == index.organization)


def _joined(
    parameter: Parameter,
    first: Mention,
    mentions: Sequence[Mention],
    index: NameIndex,
    text: Between,
    taken: frozenset[int],
) -> Iterator[Mention]:
    """The mentions after one that are listed with it: `the Treaty and the League`, `Belarus/Russia`."""
    others = [p for p in mentions if p.is_hard and p.words and min(p.words) > max(first.words, default=0)]
    last = first
    for mention in sorted(others, key=lambda m: (min(m.words), -m.weight)):
        thing = index.things.get(mention.thing)
        if thing is None or mention.words & taken or not takes(parameter, thing):
            continue
        if _LISTED.fullmatch(text(last, mention)):
            yield mention
            last = mention


def _entities(query: StoredQuery) -> list[Parameter]:
    return [p for p in query.parameters if p.type is ParameterType.ENTITY]


def _in_order(query: StoredQuery, values: dict[str, str]) -> dict[str, str]:
    return {p.name: values[p.name] for p in query.parameters if p.name in values}


def _value(parameter: Parameter, mention: Mention, index: NameIndex) -> tuple[str | None, float]:
    """The value that a mention gives a parameter, and how well it fits; None where it gives none."""
    thing = index.things.get(mention.thing)
    if thing is None:
        return (
            (mention.thing, 1.0)
            if parameter.cls in ("Claim", None) and mention.thing.startswith("claim:")
            else (None, 0)
        )
    if takes(parameter, thing):
        return thing.id, 1.0 if parameter.cls is not None else _LOOSE
    owner = next(owners_of(thing, parameter, index), None)
    return (None, 0.0) if owner is None or parameter.cls is None else (owner, _OWNED)


def takes_a_state(parameter: Parameter) -> bool:
    """Whether a parameter takes states alone."""
    return parameter.kinds == _STATE


def takes(parameter: Parameter, thing: Thing) -> bool:
    """Whether a thing is of the class of a parameter, and of its kinds, where it has any."""
    if parameter.cls is not None and parameter.cls not in thing.classes:
        return False
    return not parameter.kinds or not parameter.kinds.isdisjoint(thing.classes)


def owners_of(thing: Thing, parameter: Parameter, index: NameIndex) -> Iterator[str]:
    """What a thing belongs to, directly or above, that a parameter takes."""
    seen = {thing.id}
    level = [thing]
    while level:
        above = [index.things[o] for t in level for o in t.belongs_to if o in index.things and o not in seen]
        yield from (t.id for t in above if takes(parameter, t))
        seen |= {t.id for t in above}
        level = above


# ---------------------------------------------------------------------------------------------------------------
# Dates
# ---------------------------------------------------------------------------------------------------------------


def _days(query: StoredQuery, moments: Sequence[WrittenDate]) -> tuple[dict[str, str], tuple[WrittenDate, ...]]:
    """The values of the parameters that take days, and the dates that gave them."""
    names = [p.name for p in query.parameters if p.type is ParameterType.DAY]
    if not moments or not names:
        return {}, ()
    if {FROM, TO} <= set(names):
        return _period(moments), tuple(moments)
    # The last date that is given decides: "signed in 1993 … in March 2022" asks about 2022.
    moment = moments[-1] if len(moments) > 1 else moments[0]
    return {names[0]: _as_of(moment)}, (moment,)


def _period(moments: Sequence[WrittenDate]) -> dict[str, str]:
    first = min(m.first for m in moments)
    last = max(m.last for m in moments)
    if all(m.when is When.UNTIL for m in moments):
        first = FIRST_DAY
    after = LAST_DAY if last >= LAST_DAY else last + ONE_DAY
    return {FROM: first.isoformat(), TO: after.isoformat()}


def _as_of(moment: WrittenDate) -> str:
    if moment.when is When.FROM:
        return moment.first.isoformat()
    if moment.when is When.UNTIL:
        return moment.last.isoformat()
    return moment.text


# ---------------------------------------------------------------------------------------------------------------
# What the rows speak of
# ---------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _classes_of(text: str) -> frozenset[str]:
    return frozenset(_CLASS.findall(text))


def classes_named(query: StoredQuery) -> frozenset[str]:
    """The names of the project's own that a query has, those of classes among them."""
    return frozenset(_NAMED.findall(query.text))


def speaks_of(query: StoredQuery, classes: Iterable[str]) -> bool:
    """Whether the pattern of a query has things of one of the classes, so that its rows can have them."""
    return not _classes_of(query.text).isdisjoint(classes)
