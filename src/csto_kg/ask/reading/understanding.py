"""Sorts the words of a question: dates, names, and the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from csto_kg.ask.reading.dates import WrittenDate, moments_in
from csto_kg.ask.reading.lexicon import Lexicon
from csto_kg.ask.reading.mentions import Mention, mentions_in
from csto_kg.ask.reading.turning import Turn, is_asked_back
from csto_kg.ask.reading.words import STOPWORDS, Word, stem, words_of

__all__ = ["Understood", "understood"]

_DIFFER: Final = stem("differ")
_COMPARE: Final = stem("compare")


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question's words are.

    `names` are names that do not overlap, in their order, `others` what else its words may name, the best first. `rest` has
    the other content stems with the numbers of their words; `turns` are words that turn the question round; `spelt` what
    misspelt words were taken for.
    """

    text: str
    words: tuple[Word, ...]
    moments: tuple[WrittenDate, ...]
    names: tuple[Mention, ...]
    others: tuple[Mention, ...]
    rest: tuple[tuple[str, tuple[int, ...]], ...]
    spelt: Mapping[str, str]
    turns: tuple[Turn, ...] = ()

    def between(self, first: Mention, other: Mention) -> str:
        """The text between two mentions."""
        return self.text[self.words[max(first.words)].end : self.words[min(other.words)].start]

    def written(self, numbers: Sequence[int]) -> str:
        """Some of the words as they are written."""
        return " ".join(self.words[n].text for n in numbers)

    def stems(self, mention: Mention) -> list[str]:
        """The stems of the words of a mention."""
        return [self.words[n].stem for n in sorted(mention.words)]


def understood(text: str, today: date, lexicon: Lexicon) -> Understood:
    """What the words of a question are; `today` is what "now" stands for."""
    moments = moments_in(text, today)
    words, spelt = _spelt(words_of(text), moments, lexicon)
    mentions = mentions_in(text, words, lexicon.index)
    names: list[Mention] = []
    for mention in mentions:
        is_free = mention.words and not any(mention.words & other.words for other in names)
        if mention.is_hard and is_free and not _is_of_several(mention, mentions, words, lexicon):
            names.append(mention)
    names.sort(key=lambda m: min(m.words))
    named = frozenset().union(*(m.words for m in names))
    taken = named | {n for n, w in enumerate(words) if _is_dated(w, moments)}
    stems = [w.stem for w in words]
    placed = lexicon.phrasings.placed(stems)
    turns = lexicon.phrasings.turns(stems, taken)
    return Understood(
        text,
        words,
        # A name whose words are a date, as in `the 1999 protocol`, uses the date up.
        tuple(m for m in moments if not _is_within(m, words, named)),
        tuple(names),
        tuple(m for m in mentions if m not in names),
        tuple((_of_times(s, at, words, moments), at) for s, at in placed if not set(at) <= taken),
        spelt,
        () if is_asked_back(text) else turns,
    )


def _of_times(meant: str, at: Sequence[int], words: Sequence[Word], moments: Sequence[WrittenDate]) -> str:
    """A stem, or that of a comparison where things differ between two dates: there no sources disagree."""
    return _COMPARE if len(at) == 1 and len(moments) > 1 and words[at[0]].stem == _DIFFER else meant


def _is_of_several(mention: Mention, others: Sequence[Mention], words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether words ask for all things of a kind between two named ones: `agreements of … with …` names no single one."""
    thing = lexicon.index.things.get(mention.thing)
    within = [o for o in others if o.is_hard and o.words < mention.words]
    if thing is None or len({min(o.words) for o in within}) < 2:
        return False
    own = mention.words.difference(*(o.words for o in within))
    label = thing.label.casefold()
    plurals = (words[n].text.casefold() for n in own)
    return any(w.endswith("s") and not w.endswith("ss") and w not in label for w in plurals)


def _is_dated(word: Word, moments: Sequence[WrittenDate]) -> bool:
    return any(m.start <= word.start < m.end for m in moments)


def _is_within(moment: WrittenDate, words: Sequence[Word], numbers: frozenset[int]) -> bool:
    own = {n for n, w in enumerate(words) if _is_dated(w, (moment,)) and w.stem not in STOPWORDS}
    return bool(own) and own <= numbers


def _spelt(
    words: Sequence[Word], moments: Sequence[WrittenDate], lexicon: Lexicon
) -> tuple[tuple[Word, ...], dict[str, str]]:
    """The words with misspelt ones replaced, and what each of these was taken for."""
    done = [w if _is_dated(w, moments) else replace(w, stem=lexicon.spelt(w.stem)) for w in words]
    changed = {w.text: new.stem for w, new in zip(words, done, strict=True) if w.stem != new.stem}
    return tuple(done), changed
