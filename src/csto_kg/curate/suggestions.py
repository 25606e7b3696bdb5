"""What a quotation speaks of, as far as the register knows: the things that it names, what happened to these, its dates.

Names are found as `csto-kg ask` finds them in a question: labels in every language, further names, codes and short names,
in either script, inflected or misspelt. Whether the passage says anything of what is suggested, the author decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from csto_kg.ask.reading.mentions import Mention, mentions_in
from csto_kg.ask.reading.names import NameIndex, Thing
from csto_kg.ask.reading.words import STOPWORDS, stems_of, words_of
from csto_kg.curate.dated import QuotedDate, dates_of
from csto_kg.curate.register import Register, read_register, things_of
from csto_kg.ontology import Ontology
from csto_kg.project import Project
from csto_kg.queries.synonyms import read_synonyms
from csto_kg.read.layout import PlainValue
from csto_kg.vocab import CSTO

__all__ = ["Suggestions", "suggest"]

_CODES: Final = ("iso3166alpha2", "iso3166alpha3")
# How many things, and how many events and situations, are listed and go into the skeleton.
_NAMED: Final = 12
_LISTED: Final = 8
_SAID: Final = 4


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What a quotation may speak of: things with their labels, events and situations with their classes, and dates.

    The likeliest come first. `says` is a skeleton, which a build refuses until its classes are written or removed. `left_out`
    are how many further things, and how many events and situations, are not listed; `unsaid` how many that are as likely as
    those of the skeleton are not in it.
    """

    named: tuple[tuple[str, str], ...]
    occurred: tuple[tuple[str, str], ...]
    dates: tuple[QuotedDate, ...]
    says: tuple[PlainValue, ...]
    left_out: tuple[int, int] = (0, 0)
    unsaid: int = 0

    @property
    def lines(self) -> tuple[str, ...]:
        """The suggestions for people, one kind a line."""
        things, occurred = self.left_out
        parts = (
            ("named", [f"{name} ({label})" for name, label in self.named], things),
            ("of these", [f"{name} ({cls})" for name, cls in self.occurred], occurred),
            ("dates", list(map(str, self.dates)), 0),
        )
        shown = ((head, ", ".join(found), f", and {more} more" if more else "") for head, found, more in parts)
        return tuple(f"{head}: {text}{more}" for head, text, more in shown if text)


def suggest(project: Project, ontology: Ontology, quotation: str) -> Suggestions:
    """What a quotation may speak of. Raises DataError where the register cannot be read."""
    register = read_register(project)
    names = read_synonyms(*project.synonyms).names
    index = NameIndex(_named_things(register, ontology), names, project.configuration.organization)
    mentioned = [m.thing for m in _kept(_mentions(quotation, index))]
    found = _occurred(quotation, mentioned, register, ontology)
    quoted = dates_of(quotation)
    dates = tuple(date.edtf for date in quoted)
    likeliest = [name for name, score in found.items() if score == max(found.values())]
    return Suggestions(
        tuple((name, index.things[name].label) for name in mentioned[:_NAMED]),
        tuple((name, _class_in(register, name)) for name in list(found)[:_LISTED]),
        quoted,
        tuple(_statement(name, dates, register, ontology) for name in likeliest[:_SAID]),
        (max(len(mentioned) - _NAMED, 0), max(len(found) - _LISTED, 0)),
        max(len(likeliest) - _SAID, 0),
    )


def _named_things(register: Register, ontology: Ontology) -> tuple[Thing, ...]:
    return tuple(
        thing
        for name, entry in register.entries.items()
        if entry not in register.core and (thing := _thing(name, entry, ontology)) is not None
    )


def _thing(name: str, entry: Mapping[str, PlainValue], ontology: Ontology) -> Thing | None:
    labels, further = _texts(entry.get("label")), _texts(entry.get("altLabel"))
    cls = ontology.classes.get(str(entry.get("type")))
    if not labels or cls is None:
        return None
    above = {c.name for c in ontology.classes.values() if ontology.is_a(cls.iri, c.iri)}
    codes = tuple(str(entry[key]) for key in _CODES if key in entry)
    return Thing(name, labels[0], frozenset(above), (*labels[1:], *further), codes, kind=cls.name)


def _texts(value: PlainValue | None) -> tuple[str, ...]:
    """The texts of all languages, the English ones first."""
    if not isinstance(value, dict):
        return ()
    ordered = sorted(value.items(), key=lambda pair: pair[0] != "en")
    return tuple(str(t) for _, texts in ordered for t in (texts if isinstance(texts, list) else [texts]))


def _mentions(quotation: str, index: NameIndex) -> Sequence[Mention]:
    known = index.of_stem.keys() | {stem for stems in index.groups.groups for stem in stems}
    words = [
        word if word.stem in known or word.stem in STOPWORDS else replace(word, stem=index.spelt(word.stem))
        for word in words_of(quotation)
    ]
    return mentions_in(quotation, words, index)


def _kept(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The mentions outside weightier ones: `Charter of the League` does not name the League."""
    kept: list[Mention] = []
    for mention in mentions:
        if any(mention.words <= other.words and mention.weight < other.weight for other in kept):
            continue
        kept.append(mention)
        yield mention


def _occurred(
    quotation: str, mentioned: Sequence[str], register: Register, ontology: Ontology
) -> dict[str, tuple[int, float]]:
    """The events and situations of things that a quotation names, the likeliest first, each with how likely it is."""
    named, stems = frozenset(mentioned), frozenset(stems_of(quotation))
    found: dict[str, tuple[int, float]] = {}
    for name, entry in register.entries.items():
        cls = ontology.classes.get(str(entry.get("type")))
        if cls is None or not ontology.is_occurrent(cls.iri):
            continue
        things = frozenset(things_of(entry, register, ontology))
        share = len(things & named) / len(things) if things else 0.0
        if name in named or share >= 0.5:
            said = bool(frozenset(_words_of_class(cls.name)) & stems)
            found[name] = (len(things & named) + said + 2 * (name in named), share)
    return dict(sorted(found.items(), key=lambda pair: (-pair[1][0], -pair[1][1], pair[0])))


def _words_of_class(name: str) -> Iterable[str]:
    return stems_of("".join(f" {c}" if c.isupper() else c for c in name))


def _class_in(register: Register, name: str) -> str:
    return str(register.entries[name].get("type"))


def _statement(name: str, dates: Sequence[str], register: Register, ontology: Ontology) -> PlainValue:
    """A statement to be finished: the class is left to be written, so that nothing is claimed unread."""
    cls = ontology.classes[_class_in(register, name)]
    key = "holds" if ontology.is_a(cls.iri, CSTO.Situation) else "date"
    return {"id": name, "type": "TODO", **({key: dates[0]} if len(dates) == 1 else {})}
