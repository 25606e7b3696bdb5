"""Finds the names of things in the words of a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from csto_kg.ask.reading.names import Name, NameIndex
from csto_kg.ask.reading.words import STOPWORDS, Word, joined

__all__ = ["IDENTIFIED", "Mention", "QuestionPart", "mentions_in", "question_parts"]

_IDENTIFIER: Final = re.compile(r"(?<!\S)[A-Za-z][\w-]*[:/][\w./:-]*\w")
IDENTIFIED: Final = 100.0
"""The weight of a mention by an identifier."""

_CONTEXT: Final = re.compile(
    r"\b(?:after|before|since|until|following|despite|because of)\s+(?:the\s+)?$", re.IGNORECASE
)
# How much of a name a question must have.
_WHOLE: Final = 0.99
_PARTLY: Final = 0.6
# What each word of a name counts, besides how much it distinguishes.
_WORD: Final = 1.5


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """A stem of a question, or what stands for several, with the numbers of its words."""

    stem: str
    words: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing that a question names, by the numbers of the words that do so; the best has the greatest weight.

    `is_context` says that it only gives the time: `after the Taliban …`.
    """

    thing: str
    words: frozenset[int]
    weight: float
    is_hard: bool
    coverage: float
    is_context: bool = False


def question_parts(words: Sequence[Word], index: NameIndex) -> tuple[QuestionPart, ...]:
    """The stems of a question, with long names of organizations as their short ones."""
    groups = index.groups
    return tuple(QuestionPart(stem, numbers) for stem, numbers in joined([w.stem for w in words], groups))


def mentions_in(text: str, words: Sequence[Word], index: NameIndex) -> tuple[Mention, ...]:
    """Every thing that a question names, the best first: names may overlap, and one name may be that of several things."""
    found: dict[str, Mention] = {}
    for mention in (
        *_identified(text, words, index),
        *_coded(words, index),
        *_short_names(words, index),
        *_named(words, index),
    ):
        known = found.get(mention.thing)
        if known is None or _rank(mention) < _rank(known):
            found[mention.thing] = mention
    names = {m.words for m in found.values() if m.is_hard}
    kept = (m for m in found.values() if m.is_hard or m.words not in names)
    return tuple(sorted((_in_context(text, words, m) for m in kept), key=_rank))


def _in_context(text: str, words: Sequence[Word], mention: Mention) -> Mention:
    head = text[: words[min(mention.words)].start] if mention.words else ""
    return replace(mention, is_context=_CONTEXT.search(head) is not None)


def _rank(mention: Mention) -> tuple[float, float, int, str]:
    return (-mention.weight, -mention.coverage, len(mention.thing), mention.thing)


def _identified(text: str, words: Sequence[Word], index: NameIndex) -> Iterator[Mention]:
    """The things that are named by their identifiers."""
    for match in _IDENTIFIER.finditer(text):
        thing = index.things.get(match[0])
        if thing is not None or match[0].startswith("claim:"):
            within = frozenset(n for n, w in enumerate(words) if match.start() <= w.start < match.end())
            yield Mention(match[0], within, IDENTIFIED, True, 1.0)


def _coded(words: Sequence[Word], index: NameIndex) -> Iterator[Mention]:
    """The things that are named by a code; a text in capitals has no codes, unless it is one."""
    if len(words) > 1 and all(w.text.isupper() for w in words):
        return
    of_code = {code: thing.id for thing in index.things.values() for code in thing.codes}
    for number, word in enumerate(words):
        if word.text.isupper() and word.text in of_code:
            yield Mention(of_code[word.text], frozenset((number,)), 5.0, True, 1.0)


def _short_names(words: Sequence[Word], index: NameIndex) -> Iterator[Mention]:
    """The things that are named by a short name of the project's own."""
    for form in (
        [w.stem for w in words],
        [w.stem if w.stem not in STOPWORDS else "" for w in words],
    ):
        for stands_for, numbers in joined(form, index.short_names):
            if stands_for in index.things and tuple(form[n] for n in numbers) in index.short_names.groups:
                yield Mention(stands_for, frozenset(numbers), _WORD + _WORD * len(numbers), True, 0.9)


def _named(words: Sequence[Word], index: NameIndex) -> Iterator[Mention]:
    parts = [part for part in question_parts(words, index) if part.stem not in STOPWORDS]
    present = frozenset(part.stem for part in parts)
    numbers = sorted({n for s in present for n in index.of_stem.get(s, ())})
    for number in numbers:
        name = index.names[number]
        coverage = index.coverage(name, present)
        if coverage < _least(name):
            continue
        at = _places(name, parts)
        if at is None or not _names_itself(name, [parts[i] for i in at], coverage, index, words):
            continue
        own = sum(index.weights[s] for s in {parts[i].stem for i in at})
        within = frozenset(n for i in at for n in parts[i].words)
        weight = own * coverage * (1.0 if name.is_whole else 0.95) + _WORD * len(within)
        yield Mention(name.thing, within, weight, name.is_hard, coverage)


def _names_itself(
    name: Name, found: Sequence[QuestionPart], coverage: float, index: NameIndex, words: Sequence[Word]
) -> bool:
    """Whether the parts of a question name a thing, and do not merely name others that its name has.

    A part of a name must have a word of its own; a number must stand beside another word of the name, or after it and "of",
    so that `the treaty in 1999` is not the protocol of 1999.
    """
    numbers = frozenset(n for part in found for n in part.words)
    digits = [part.words[0] for part in found if part.stem.isdigit()]
    before = {n: n - 2 if n > 1 and words[n - 1].stem == "of" else n - 1 for n in digits}
    if any(before[n] not in numbers and n + 1 not in numbers for n in digits):
        return False
    own = [p.stem for p in found if not p.stem.isdigit() and p.stem not in index.distinguishing]
    return bool(own) or (coverage >= _WHOLE and len(digits) < len(name.stems))


def _least(name: Name) -> float:
    return _PARTLY if name.is_hard and len(name.stems) > 1 else _WHOLE


def _places(name: Name, parts: Sequence[QuestionPart]) -> tuple[int, ...] | None:
    """Where the stems of a name stand closest together; None where they stand too far apart."""
    wanted = frozenset(name.stems)
    places = [i for i, part in enumerate(parts) if part.stem in wanted]
    present = frozenset(parts[i].stem for i in places)
    best: tuple[int, ...] | None = None
    for start in range(len(places)):
        seen: dict[str, int] = {}
        for i in places[start:]:
            seen.setdefault(parts[i].stem, i)
            if len(seen) == len(present):
                break
        if len(seen) < len(present):
            break
        found = tuple(sorted(seen.values()))
        if best is None or found[-1] - found[0] < best[-1] - best[0]:
            best = found
    if best is None:
        return None
    # A name of three words or more may have another word within, unless it has a number.
    between = int(len(best) > 2 and not any(s.isdigit() for s in name.stems))
    return best if best[-1] - best[0] < len(best) + between else None
