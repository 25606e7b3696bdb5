"""How well a query fits a question: its words, and which of its names and dates the query uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from csto_kg.ask.reading.dating import is_at_another_time
from csto_kg.ask.reading.describing import (
    free_values,
    moments_of_values,
    outside,
    stems_of_questions,
    stems_of_things,
)
from csto_kg.ask.reading.filling import LOCATION, Filling, Order, parameters_filled, speaks_of, takes_a_state
from csto_kg.ask.reading.lexicon import ALL_TIME, Lexicon
from csto_kg.ask.reading.mentions import Mention
from csto_kg.ask.reading.phrasings import Fit
from csto_kg.ask.reading.places import is_place
from csto_kg.ask.reading.speech import has_speaker, has_topic, speakers_in
from csto_kg.ask.reading.understanding import Understood
from csto_kg.ask.reading.words import ASKING
from csto_kg.queries.stored import ANY, FROM, Parameter, ParameterType, StoredQuery
from csto_kg.time.days import FIRST_DAY

__all__ = ["Scored", "scored"]

# What the fit of the words counts, and what each name and date counts for or against a query.
_WORDS: Final = 0.68
_FILLED: Final = 0.06
_DATED: Final = 0.06
_UNUSED_NAME: Final = 0.06
_SPOKEN_OF: Final = 0.02
_UNUSED_DATE: Final = 0.07
_EXTRA_DATE: Final = 0.03
# What it costs to ignore a word that is the mark of another query, such as "disagree".
_IGNORED: Final = 0.12
# What it counts that the rows are about a thing that is named, and that only words describe a thing.
_ABOUT: Final = 0.08
_DESCRIBED: Final = 0.06
# What it counts that a query is about speech where the question names who spoke, and what it costs not to be.
_SPOKEN: Final = 0.1
_UNSPOKEN: Final = 0.25
# What it costs that a query does not give what a question asks for with these words: reasons, or how sources differ.
_KINDS_ASKED: Final = {"why": 0.2, "disagre": 0.2, "where": 0.1}
_OF_KIND: Final = 0.1
# What it counts that sources differ on the very question.
_SAME_QUESTION: Final = 0.4
# What a parameter costs that the question does not fill; little where the default is the graph's own organization.
_NO_DAY: Final = 0.03
_NO_THING: Final = 0.3
_OWN: Final = 0.0
_NEAR: Final = 0.08
_GOES_WITHOUT: Final = 0.04
_OTHER: Final = 0.25
# A question whose answer is a state, so that a state in it is another one.
_WHICH_STATE: Final = re.compile(
    r"\s*(?:who\b|(?:which|what)\s+(?:\w+\s+)?(?:states?|countr(?:y|ies)|members?)\b)", re.IGNORECASE
)
# Classes that say little of what a row is about.
_BROAD: Final = frozenset(
    ["Agent", "Endurant", "Occurrent", "Event", "Situation", "Statement", "Polity", "State", "Organization"]
)


@dataclass(frozen=True, slots=True)
class Scored:
    """A query with the values that a question gives its parameters, and how well it fits, from 0 to about 1.

    `described` are the values that only words describe.
    """

    query: StoredQuery
    values: Mapping[str, str]
    described: Mapping[str, str]
    filling: Filling
    fit: Fit
    score: float


def scored(known: Understood, query: StoredQuery, lexicon: Lexicon) -> Scored:
    """How well a query fits a question, with its parameters filled."""
    order = _order(known, query, lexicon)
    filling = parameters_filled(
        query, _mentions(known, query, lexicon), known.moments, lexicon.index, known.between, order
    )
    given = frozenset(filling.values)
    left = (_stems_left(known, query, filling, lexicon, of_names=of_names) for of_names in (False, True))
    stems, fit = max(((s, lexicon.phrasings.fit(query.name, s, given)) for s in left), key=lambda f: f[1].score)
    free = free_values(known, query, stems - fit.known, lexicon)
    values = {**filling.values, **free}
    values |= _without_saying(query, values, filling, lexicon)
    if FROM in values and any(turn.is_past for turn in known.turns):
        values[FROM] = FIRST_DAY.isoformat()  # the former members in 2015 left at any time before
    of_free = stems_of_things(free.values(), lexicon)
    filling = _without_replaced(known, filling, free, of_free, lexicon)
    if len(free) == 2:  # what they describe is no part of the question's own words
        fit = lexicon.phrasings.fit(query.name, outside(known, query, lexicon), frozenset(values))
    elif free:
        fit = lexicon.phrasings.fit(query.name, stems, frozenset(values), of_free)
    score = (
        _WORDS * fit.score
        + _FILLED * min(2.0, filling.fit)
        + _DATED * bool(filling.moments)
        + _ABOUT * any(_is_about(query, m, filling, lexicon) for m in known.names)
        - _DESCRIBED * bool(free)
        - _IGNORED * sum(lexicon.phrasings.keys.get(s, 0.0) for s in stems - fit.known - of_free - ASKING)
        - _unused(known, query, filling, lexicon)
        - sum(_left_open(query, p, lexicon) for p in query.parameters if p.name not in values)
        - _NO_DAY * (not filling.moments and _needs_days(query, lexicon))
        + _asked_for(known, query, values, lexicon)
        - _GOES_WITHOUT * (len(values) > len(filling.values) + len(free))
    )
    return Scored(query, values, free, filling, fit, score)


def _without_replaced(
    known: Understood, filling: Filling, free: Mapping[str, str], of_free: frozenset[str], lexicon: Lexicon
) -> Filling:
    """A filling without the names whose values gave way to what words describe better, and which that does not have.

    They are left out of the question: what is said at a meeting on sanctions is not what is said about the sanctions.
    """
    replaced = {filling.values[name] for name, thing in free.items() if filling.values.get(name) not in (None, thing)}
    gone = [
        m for m in filling.mentions if m.thing in replaced and not of_free.issuperset(_own_stems(known, m, lexicon))
    ]
    return replace(filling, mentions=tuple(m for m in filling.mentions if m not in gone)) if gone else filling


def _without_saying(
    query: StoredQuery, values: Mapping[str, str], filling: Filling, lexicon: Lexicon
) -> dict[str, str]:
    """The organization that the graph is about, where a question has a period and no thing: "what happened in 2010"."""
    open_ = [
        p.name for p in query.parameters if p.cls is None and p.type is ParameterType.ENTITY and not p.allows_any
    ]
    if len(open_) != 1 or open_[0] in values or not filling.moments or FROM not in values:
        return {}
    return {open_[0]: lexicon.index.organization}


# ---------------------------------------------------------------------------------------------------------------
# Names and words
# ---------------------------------------------------------------------------------------------------------------


def _order(known: Understood, query: StoredQuery, lexicon: Lexicon) -> Order:
    places = {stem: min(at) for stem, at in reversed(known.rest)}
    is_spoken = has_speaker(query) and bool(speakers_in(known, lexicon))

    has_location = any(p.name == LOCATION for p in query.parameters)

    def agrees(parameter: Parameter, mention: Mention) -> float:
        # "At the Tajik border" is not in Tajikistan.
        in_place = mention in known.names and is_place(known, mention)
        if has_location and (parameter.name == LOCATION) != in_place:
            return 0.0
        if parameter.name == LOCATION:
            return 1.0
        if is_spoken:
            return 1.0
        if takes_a_state(parameter):
            return 0.0 if _WHICH_STATE.match(known.text) else 1.0
        return lexicon.phrasings.in_order(query.name, parameter.name, min(mention.words, default=0), places)

    return agrees


def _mentions(known: Understood, query: StoredQuery, lexicon: Lexicon) -> list[Mention]:
    """The mentions that can fill a query's parameters: names first, in their order, then what they overlap with."""
    speakers = speakers_in(known, lexicon)
    if speakers and has_speaker(query):
        return list(speakers)
    others = [m for m in known.others if m.is_hard or _says_more(known, query, m, lexicon)]
    if speakers and has_topic(query):
        spoken = frozenset(n for m in speakers for n in m.words)
        return sorted((m for m in (*known.names, *others) if not m.words & spoken), key=lambda m: -m.weight)
    if any(p.type is ParameterType.ENTITY and p.cls is None for p in query.parameters):
        return sorted((*known.names, *others), key=lambda m: (_is_outdated(known, m, lexicon), -m.weight))
    rows = [m.words for m in others if not m.is_hard and _is_spoken_of(query, m, lexicon)]
    # `the session that approved the rapid reaction forces` is one of the rows; the forces in its name are not a value.
    return [m for m in (*known.names, *others) if not any(m.words < words for words in rows)]


def _is_outdated(known: Understood, mention: Mention, lexicon: Lexicon) -> bool:
    thing = lexicon.index.things.get(mention.thing)
    return thing is not None and not mention.is_hard and is_at_another_time(thing, known.moments)


def _says_more(known: Understood, query: StoredQuery, mention: Mention, lexicon: Lexicon) -> bool:
    """Whether ordinary words can be a name here: the query is not asked with them, or has a default to be replaced."""
    if not set(_own_stems(known, mention, lexicon)) <= lexicon.phrasings.known_of[query.name]:
        return True
    thing = lexicon.index.things.get(mention.thing)
    return thing is not None and any(
        p.cls == thing.kind and lexicon.default_of[query.name, p.name] != ANY for p in query.parameters
    )


def _stems_left(
    known: Understood, query: StoredQuery, filling: Filling, lexicon: Lexicon, *, of_names: bool
) -> frozenset[str]:
    """The stems of the words that are neither dates nor names that fill parameters as they are.

    With `of_names` names that the rows are about count as words too: `groups of forces` is a name and says what is asked.
    """
    asked_with = lexicon.phrasings.known_of[query.name]
    left = {s for s, at in known.rest if not set(at) <= filling.words}
    for mention in (*known.names, *filling.mentions):
        own = _own_stems(known, mention, lexicon)
        if mention not in filling.mentions:
            spoken_of = of_names and _is_spoken_of(query, mention, lexicon)
            left |= {s for s in own if s in asked_with and spoken_of}
        elif not mention.is_hard:
            left |= {s for s in own if s in asked_with}
        elif not any(mention.thing in value.split(",") for value in filling.values.values()):
            # It gave what it belongs to.
            spoken_of = _is_spoken_of(query, mention, lexicon)
            left |= {s for s in own if s in asked_with or not spoken_of}
    return frozenset(left)


def _own_stems(known: Understood, mention: Mention, lexicon: Lexicon) -> list[str]:
    return lexicon.phrasings.canonical(known.stems(mention))


def _is_spoken_of(query: StoredQuery, mention: Mention, lexicon: Lexicon) -> bool:
    """Whether the rows of a query can have things of the kind that a mention names."""
    thing = lexicon.index.things.get(mention.thing)
    return thing is not None and speaks_of(query, thing.classes - _BROAD)


def _is_about(query: StoredQuery, mention: Mention, filling: Filling, lexicon: Lexicon) -> bool:
    """Whether a query's rows are about a thing that is named, such as an article of the treaty that is given."""
    return mention.thing not in filling.values.values() and _is_spoken_of(query, mention, lexicon)


# ---------------------------------------------------------------------------------------------------------------
# What counts against a query
# ---------------------------------------------------------------------------------------------------------------


def _unused(known: Understood, query: StoredQuery, filling: Filling, lexicon: Lexicon) -> float:
    """What the names and dates that a query does not use count against it."""
    cost = 0.0
    for name in known.names:
        if not (name.words & filling.words or name.thing == lexicon.index.organization or name.is_context):
            cost += _SPOKEN_OF if _is_spoken_of(query, name, lexicon) else _UNUSED_NAME
    dated = moments_of_values(known, filling.values.values(), lexicon)
    left = sum(moment not in filling.moments and moment not in dated for moment in known.moments)
    return cost + left * (_EXTRA_DATE if filling.moments else _UNUSED_DATE)


def _asked_for(known: Understood, query: StoredQuery, values: Mapping[str, str], lexicon: Lexicon) -> float:
    """What counts for or against a query by what kind of answer is asked for: what somebody said, or reasons."""
    score = 0.0
    if speakers_in(known, lexicon):
        score += _SPOKEN if has_speaker(query) else 0.0 if has_topic(query) else -_UNSPOKEN
    own = lexicon.phrasings.known_of[query.name]
    asked = frozenset(stem for stem, _ in known.rest if stem in _KINDS_ASKED)
    # A conflict has a question as its label: "Why did Belarus stay away from the summit?"
    if asked and asked <= stems_of_questions(values.values(), lexicon) and "disagre" in own:
        return score + _SAME_QUESTION
    if "location" in query.columns:
        own |= {"where"}
    return score + _OF_KIND * len(asked & own) - sum(_KINDS_ASKED[stem] for stem in asked - own)


def _needs_days(query: StoredQuery, lexicon: Lexicon) -> bool:
    """Whether a query is about a day or a period unless it is asked about another; not where it is about all time."""
    days = [p.name for p in query.parameters if p.type is ParameterType.DAY]
    return any(lexicon.default_of[query.name, name] not in ALL_TIME for name in days)


def _left_open(query: StoredQuery, parameter: Parameter, lexicon: Lexicon) -> float:
    """What a parameter that a question does not fill counts against a query."""
    if parameter.type is not ParameterType.ENTITY or parameter.allows_any:
        return 0.0
    if parameter.cls is None:
        return _NO_THING
    default = lexicon.default_of[query.name, parameter.name]
    own = lexicon.index.organization
    if default == own:
        return _OWN
    thing = lexicon.index.things.get(default)
    is_near = thing is not None and (own in thing.belongs_to or own in default or default in own)
    return _NEAR if is_near else _OTHER
