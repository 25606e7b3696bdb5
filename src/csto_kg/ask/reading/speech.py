"""Finds who speaks in a question about what somebody said or thinks: the speaker is no topic, and a topic no speaker."""

from __future__ import annotations

import re
from typing import Final

from csto_kg.ask.reading.lexicon import Lexicon
from csto_kg.ask.reading.mentions import Mention
from csto_kg.ask.reading.understanding import Understood
from csto_kg.queries.stored import StoredQuery

__all__ = ["has_speaker", "has_topic", "speakers_in"]

# What the words for speaking and for opinions stand for in `queries/synonyms.yaml`.
_SPEECH: Final = frozenset(("say", "opinion"))
_ABOUT: Final = re.compile(
    r"\b(?:about|on|of|regarding|towards?|concerning|against|for)\s+(?:the\s+)?$", re.IGNORECASE
)
_BY: Final = re.compile(r"\s*(?:(?:made|voiced|given)\s+)?(?:by|of|from)\s+(?:the\s+)?", re.IGNORECASE)
_SPEAKER: Final = "speaker"
_TOPIC: Final = "topic"


def has_speaker(query: StoredQuery) -> bool:
    """Whether a query takes a speaker."""
    return any(_SPEAKER in p.aliases for p in query.parameters)


def has_topic(query: StoredQuery) -> bool:
    """Whether a query takes what a statement is about."""
    return any(_TOPIC in p.aliases for p in query.parameters)


def speakers_in(known: Understood, lexicon: Lexicon) -> tuple[Mention, ...]:
    """The one who speaks in a question: before the word for speaking, as in "did … say" and "…'s view", or "by" after it.

    Empty where the question is not about what somebody said.
    """
    places = [at for stem, at in known.rest if stem in _SPEECH]
    if not places:
        return ()
    start, end = known.words[places[0][0]].start, known.words[places[0][-1]].end
    agents = [m for m in known.names if m.words and _is_agent(m, lexicon)]
    before = [m for m in agents if _end(known, m) <= start and not _ABOUT.search(known.text[: _start(known, m)])]
    after = [m for m in agents if _start(known, m) >= end and _BY.fullmatch(known.text[end : _start(known, m)])]
    return tuple((before[-1:] or after)[:1])


def _is_agent(mention: Mention, lexicon: Lexicon) -> bool:
    thing = lexicon.index.things.get(mention.thing)
    return thing is not None and "Agent" in thing.classes


def _start(known: Understood, mention: Mention) -> int:
    return known.words[min(mention.words)].start


def _end(known: Understood, mention: Mention) -> int:
    return known.words[max(mention.words)].end
