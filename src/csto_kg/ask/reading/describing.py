"""Fills parameters that take things of any class with what free words describe: "the ratification by its parliament"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from csto_kg.ask.reading.dates import WrittenDate
from csto_kg.ask.reading.dating import is_of
from csto_kg.ask.reading.lexicon import Lexicon
from csto_kg.ask.reading.mentions import IDENTIFIED, Mention
from csto_kg.ask.reading.splitting import Sides, places_of_two
from csto_kg.ask.reading.understanding import Understood
from csto_kg.ask.reading.words import ASKING, joined
from csto_kg.queries.stored import Parameter, ParameterType, StoredQuery

__all__ = [
    "all_about",
    "free_values",
    "moments_of_values",
    "outside",
    "stems_of_occurrents",
    "stems_of_questions",
    "stems_of_things",
]

# How much of the words a thing must have in its names.
_DESCRIBES: Final = 0.66


def free_values(known: Understood, query: StoredQuery, left: frozenset[str], lexicon: Lexicon) -> dict[str, str]:
    """What free words describe, by parameter; `left` are the stems that the query's phrasings do not have."""
    open_ = [p for p in query.parameters if p.type is ParameterType.ENTITY and p.cls is None]
    if len(open_) == 2:
        sides = places_of_two(known.text, lexicon.phrasings.of_query[query.name])
        found = _both(known, sides, open_[0], lexicon) if sides else ()
        return dict(zip((p.name for p in open_), found, strict=True)) if len(found) == 2 else {}
    wanted = left - ASKING
    if len(open_) != 1 or not wanted:
        return {}
    named = frozenset(s for m in known.names for s in _whole_name(known, m, lexicon))
    best = lexicon.descriptions.best(wanted | named, frozenset(), open_[0], moments=known.moments)
    weight = lexicon.descriptions.weight
    if best is None or weight(best.stems & wanted) < _DESCRIBES * weight(wanted):
        return {}
    return {open_[0].name: best.thing}


def stems_of_things(things: Iterable[str], lexicon: Lexicon) -> frozenset[str]:
    """The stems of the labels of things."""
    found = (lexicon.index.things.get(part) for thing in things for part in thing.split(","))
    return frozenset(s for t in found if t is not None for s in lexicon.descriptions.stems_in(t.label))


def stems_of_occurrents(values: Iterable[str], lexicon: Lexicon) -> frozenset[str]:
    """The stems of the labels of those of the things whose names are ordinary words: `departure of Uzbekistan`."""
    soft = (part for value in values for part in value.split(",") if not _is_hard(part, lexicon))
    return stems_of_things(soft, lexicon)


def all_about(known: Understood, lexicon: Lexicon) -> Understood | None:
    """A question as one about a thing whose name has all its words, where no stored query lists things of that kind.

    `When did Armenia freeze its participation?` asks about `Armenia's frozen participation`, and not about any other of
    Armenia's memberships. None where there is no such thing, and where reasons are asked for, which other things have.
    """
    asking = frozenset(lexicon.phrasings.canonical(sorted(ASKING))) | ASKING
    if any(s == "why" for s, _ in known.rest):
        return None
    asked = {s for s, _ in known.rest} - asking
    asked.update(s for m in known.names for s in lexicon.phrasings.canonical(known.stems(m)))
    found = lexicon.unlisted(frozenset(asked) - lexicon.index.implied, known.moments) if known.rest else None
    if found is None:
        return None
    places = frozenset(n for s, at in known.rest if s not in asking for n in at)
    mention = Mention(found, places.union(*(m.words for m in known.names)), IDENTIFIED, True, 1.0)
    return replace(known, names=(mention,), others=(), rest=())


def stems_of_questions(values: Iterable[str], lexicon: Lexicon) -> frozenset[str]:
    """The stems of the labels of conflicts, which are questions."""
    things = (lexicon.index.things.get(value) for value in values)
    return stems_of_things((t.id for t in things if t is not None and "Conflict" in t.classes), lexicon)


def _is_hard(thing: str, lexicon: Lexicon) -> bool:
    found = lexicon.index.things.get(thing)
    return found is None or found.is_hard


def moments_of_values(known: Understood, values: Iterable[str], lexicon: Lexicon) -> tuple[WrittenDate, ...]:
    """The dates of a question that are those of an event or situation that it names: "the withdrawal in 1999"."""
    things = [lexicon.index.things.get(part) for value in values for part in value.split(",")]
    dated = [thing for thing in things if thing is not None and not thing.is_hard]
    return tuple(moment for moment in known.moments if any(is_of(thing, moment) for thing in dated))


def outside(known: Understood, query: StoredQuery, lexicon: Lexicon) -> frozenset[str]:
    """The stems of the words that stand in neither of the two places of a question about two things."""
    sides = places_of_two(known.text, lexicon.phrasings.of_query[query.name]) or ()
    within = {n for n, w in enumerate(known.words) for start, end in sides if start <= w.start < end}
    return frozenset(s for s, at in known.rest if not set(at) & within)


def _both(known: Understood, sides: Sides, parameter: Parameter, lexicon: Lexicon) -> tuple[str, ...]:
    """The things that the two sides of a question describe; the names of the first are understood with the other too."""
    found: list[str] = []
    names: frozenset[str] = frozenset()
    around = frozenset(s for m in known.names for s in _whole_name(known, m, lexicon))
    # "between the signing and the entry into force of the treaty": the first has the names of the other.
    first = frozenset(n for n, w in enumerate(known.words) if sides[0][0] <= w.start < sides[0][1])
    if not any(m.words <= first for m in known.names):
        names = around
    for start, end in sides:
        inner = {n for n, w in enumerate(known.words) if start <= w.start < end}
        within = [known.words[n].stem for n in sorted(inner)]
        stems = frozenset(lexicon.phrasings.canonical([s for s, _ in joined(within, lexicon.index.groups)]))
        own = frozenset(s for m in known.names if m.words <= inner for s in _whole_name(known, m, lexicon))
        names = own or names
        best = lexicon.descriptions.best(stems | names, names, parameter, around)
        if best is not None and best.thing not in found:
            found.append(best.thing)
    return tuple(found)


def _whole_name(known: Understood, mention: Mention, lexicon: Lexicon) -> list[str]:
    """The stems of a name: of the label, where the question has a part of it only."""
    thing = lexicon.index.things.get(mention.thing)
    if thing is not None and mention.coverage < 1:
        return lexicon.descriptions.stems_in(thing.label)
    return lexicon.phrasings.canonical(lexicon.index.content(known.stems(mention)))
