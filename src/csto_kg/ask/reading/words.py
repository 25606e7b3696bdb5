"""The words of a question or a name, in a form in which spellings of one word are equal.

Case, diacritics, hyphens, possessives, number, common endings, British and American spelling and the Cyrillic script make no
difference: `Uzbekistan’s`, `UZBEKISTAN` and `Узбекистан` have one form, as have `recognised` and `recognize`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from csto_kg.advice import nearest

__all__ = [
    "ASKING",
    "LONG",
    "SOFT",
    "STOPWORDS",
    "PhraseGroups",
    "Word",
    "content",
    "joined",
    "latin",
    "plain",
    "spelt_as",
    "stem",
    "stems_of",
    "words_of",
]

LONG: Final = 5
"""The least length of a word to be taken for a misspelling of another, and of that one."""

# How similar the two must be.
_SIMILAR: Final = 0.83

_WORD: Final = re.compile(r"\w+")
_POSSESSIVE: Final = re.compile(r"(?<=\w)['’ʼ`´]s?\b(?!\w)")
_NOT: Final = re.compile(r"n['’]t\b", re.IGNORECASE)
_INITIALS: Final = re.compile(r"\b(?:\w\.){2,}")

# As the labels of the graph write Russian names; the longest first.
_CYRILLIC: Final = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюя",
        re.findall(r"\w+", "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya"),
        strict=True,
    )
)

_SMALL: Final = re.findall(
    r"\w+",
    """
    a an the of in on at to for from by with as and or is are was were be been being do does did has have had it its no
    that this these those there their they them he she his her him which what s not if than then so such any all also
    please me us about exactly whole own each every during under over into out up i can could would should may might
    will shall let know want whether while same done certain certainly certainty sure ever
    """,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is written, where it stands, and its stem."""

    text: str
    stem: str
    start: int
    end: int


def plain(text: str) -> str:
    """A text in lower case without diacritics, typographic marks and Cyrillic letters."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", latin(text.casefold()))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def latin(text: str) -> str:
    """A text in lower case with its Cyrillic letters in Latin ones: `узбекистан` is `uzbekistan`."""
    if text.isascii():
        return text
    return "".join(_CYRILLIC.get(c, c).replace("_", "") for c in unicodedata.normalize("NFC", text))


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order. A possessive ending is no part of its word, and initials (`U.N.`) are one word."""
    found = _WORD.finditer(_spaced(text))
    return tuple(Word(text[m.start() : m.end()], stem(plain(m[0])), m.start(), m.end()) for m in found)


def _spaced(text: str) -> str:
    """A text of the same length with spaces for what belongs to no word."""
    spaced = _POSSESSIVE.sub(lambda m: " " * len(m[0]), _NOT.sub(" no", text))
    return _INITIALS.sub(lambda m: m[0].replace(".", "").ljust(len(m[0])), spaced)


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A word in lower case without the endings of number, tense and derived nouns that matter little in a question."""
    if word.isdigit() or len(word) <= 3:
        return word
    word = _singular(word)
    word = re.sub(r"is(e|ed|ing|er|ation)$", r"iz\1", word) if len(word) > 6 else word
    for ending in ("ization", "ation", "ition", "ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 3 and re.search(r"[aeiouy]", rest):
            word = rest + ("iz" if ending == "ization" else "")
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(ss|sh|ch|x)es$", word):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


class PhraseGroups:
    """Sequences of stems, each with what stands for it."""

    def __init__(self, groups: Mapping[tuple[str, ...], str]) -> None:
        self.groups = groups
        self._lengths: dict[str, set[int]] = {}
        for stems in groups:
            self._lengths.setdefault(stems[0], set()).add(len(stems))

    def longest(self, stems: Sequence[str], at: int) -> tuple[int, str | None]:
        """The length of the longest sequence at a place and what stands for it; 1 and None where there is none."""
        for length in sorted(self._lengths.get(stems[at], ()), reverse=True):
            stands_for = self.groups.get(tuple(stems[at : at + length]))
            if stands_for is not None and at + length <= len(stems):
                return length, stands_for
        return 1, None


def joined(stems: Sequence[str], groups: PhraseGroups) -> list[tuple[str, tuple[int, ...]]]:
    """The stems with each sequence of `groups` replaced by what stands for it, the longest first; with their places."""
    found = []
    at = 0
    while at < len(stems):
        length, stands_for = groups.longest(stems, at)
        found.append((stands_for or stems[at], tuple(range(at, at + length))))
        at += length
    return found


@lru_cache(maxsize=16384)
def stems_of(text: str) -> tuple[str, ...]:
    """The stems of the words of a text."""
    return tuple(map(stem, _WORD.findall(plain(_spaced(text)))))


def spelt_as(stem: str, known: Iterable[str]) -> str:
    """A stem, or the known one that it is a misspelling of: both are long, are much alike and start alike."""
    if len(stem) < LONG:
        return stem
    near = nearest(stem, (s for s in known if len(s) >= LONG), _SIMILAR, 1)
    return near[0] if near and near[0][0] == stem[0] else stem


def content(stems: Iterable[str]) -> list[str]:
    """The stems that are not stop words."""
    return [s for s in stems if s not in STOPWORDS]


STOPWORDS: Final = frozenset((*_SMALL, *map(stem, _SMALL)))
"""Stems of words that say little of what is asked."""

SOFT: Final = frozenset(
    map(
        stem,
        re.findall(
            r"\w+",
            """
            still already really actually just only even yet take taken get got make made give given happen become became
            come came kind sort name full new also too there here time able try tried work together once
            year month day date period soil territory
            """,
        ),
    )
)
"""Stems of words that a reading may leave out without answering another question."""

ASKING: Final = frozenset(map(stem, ["who", "what", "which", "when", "where", "why", "how", "many", "much", "long"]))
"""Stems of words that ask, and describe nothing."""
