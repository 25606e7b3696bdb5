"""Reads a question in free words as a stored query with parameters: every query is scored, the best is taken.

Pure: a `QuestionReader` is made from the names of things, the stored queries and the synonyms, and has no store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from csto_kg.ask.reading.dates import WrittenDate
from csto_kg.ask.reading.describing import all_about, moments_of_values, stems_of_occurrents, stems_of_things
from csto_kg.ask.reading.lexicon import ALL_TIME, Lexicon
from csto_kg.ask.reading.mentions import IDENTIFIED, Mention
from csto_kg.ask.reading.names import Thing
from csto_kg.ask.reading.places import is_place
from csto_kg.ask.reading.scoring import Scored, scored
from csto_kg.ask.reading.turning import Turn, is_yes_or_no
from csto_kg.ask.reading.understanding import Understood, understood
from csto_kg.ask.reading.words import ASKING, SOFT, stem, stems_of
from csto_kg.queries.stored import ANY, FROM, TO, ParameterType, StoredQuery
from csto_kg.queries.synonyms import Synonyms
from csto_kg.time.days import FIRST_DAY, LAST_DAY

__all__ = ["QuestionReader", "Reading"]

# The least score of a reading that is answered.
_LEAST: Final = 0.3
_UNLIKELY: Final = 0.25
# How many words, names and dates a reading may leave out for each that it uses.
_MOST_UNUSED: Final = 2
# Stems that ask, and say nothing of what is asked; those that ask for a place.
_PLACES: Final = frozenset(map(stem, ("where", "located")))
_KIND_FOLLOWS: Final = frozenset(map(stem, ("which", "what", "list", "show")))
_NOT_SEARCHED: Final = (
    ASKING
    | SOFT
    | frozenset(map(stem, ("where", "located", "until", "since", "before", "after", "stop", "until_when")))
)
_MERELY_ASKING: Final = ASKING | _PLACES | frozenset(map(stem, ("show", "state", "how_many", "how_long")))
# A question that has one of these twice is two.
_ASKED_TWICE: Final = frozenset(map(stem, ("who", "when", "where", "why"))) | {"how_many", "how_long"}
# What it counts that a thing has every word of a question in its name.
_EVERY_WORD: Final = 0.4
# What may be left out without answering another question; it is one where reasons or places are asked for.
_SOFT: Final = (SOFT | ASKING) - frozenset(map(stem, ("why", "where")))
# What may stand beside a name that is asked for, and the most words of it.
_LEADS: Final = frozenset(["what", "who", "which", "show", "card", "information", "fact"])
_MOST_LEADS: Final = 3
_BESIDE_DAYS: Final = frozenset(["in", "on", "at", "as", "of", "the"])


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to read a question: a stored query and values of its parameters, or the card of a thing where `query` is empty.

    A card has the value `thing`, and `as-of` where a day is named. `score` is from 0 to about 1. `unused` are names,
    dates and words of the question that the reading leaves out; `spelt` has each misspelt word with the word it was
    read as. `left_out` are the things whose names are among the unused, by what is written. `has_words` says whether
    it uses any word of the question that says what is asked: one that is no name, no date and does not merely ask, as
    "who" does. `ignored` are those of the unused without which another question is answered, and `turned` the words
    such as "not" among them; `left_dates` are the dates among the unused, `places` the things of `left_out` that are
    named as a place, and `phrases` words among the unused that are written like names.
    """

    query: str
    values: Mapping[str, str]
    score: float
    unused: tuple[str, ...]
    spelt: Mapping[str, str]
    left_out: Mapping[str, str] = field(default_factory=dict)
    has_words: bool = True
    ignored: tuple[str, ...] = ()
    turned: tuple[str, ...] = ()
    left_dates: Mapping[str, WrittenDate] = field(default_factory=dict)
    places: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()

    @property
    def is_likely(self) -> bool:
        """Whether it fits well enough to be answered."""
        return self.score >= _LEAST

    def with_values(self, values: Mapping[str, str]) -> Reading:
        """The same reading with other values."""
        return replace(self, values=values)

    def about(self, parameter: str, text: str) -> Reading:
        """The same reading with a thing that it leaves out, by what is written, as the value of a parameter."""
        return replace(
            self,
            values={**self.values, parameter: self.left_out[text]},
            unused=tuple(t for t in self.unused if t != text),
            ignored=tuple(t for t in self.ignored if t != text),
            left_out={t: thing for t, thing in self.left_out.items() if t != text},
        )

    @property
    def command(self) -> tuple[str, ...]:
        """The words of the command that asks this."""
        if not self.query:
            as_of = self.values.get("as-of")
            return ("ask", self.values["thing"], *(() if as_of is None else ("--as-of", as_of)))
        return ("query", self.query, *(f"{name}={value}" for name, value in self.values.items()))


class QuestionReader:
    """Reads questions for one release."""

    def __init__(
        self, queries: Mapping[str, StoredQuery], things: Sequence[Thing], synonyms: Synonyms, organization: str
    ) -> None:
        """`organization` is the one that the graph is about, which goes without saying in a question."""
        self.lexicon = Lexicon(queries, things, synonyms, organization)

    def readings(self, text: str, today: date) -> tuple[Reading, ...]:
        """The ways to read a question, the best first, likely or not. `today` is what "now" stands for."""
        known = understood(text, today, self.lexicon)
        found = [_reading(known, scored(known, q, self.lexicon), self.lexicon) for q in self.lexicon.queries.values()]
        card = _card(known, self.lexicon)
        found += self._of_one_thing(known)
        return (*(() if card is None else (card,)), *sorted(found, key=lambda r: (-r.score, r.query)))

    def _of_one_thing(self, known: Understood) -> list[Reading]:
        """The readings of a question whose words are the name of an event or situation.

        It is answered by the query that is asked with the name of any thing alone.
        """
        about = all_about(known, self.lexicon)
        if about is None:
            return []
        queries = (
            query
            for name, query in self.lexicon.queries.items()
            if any(p.cls is None for p in query.parameters)
            and any(not p.stems for p in self.lexicon.phrasings.of_query[name])
        )
        found = (_reading(about, scored(about, q, self.lexicon), self.lexicon) for q in queries)
        return [replace(r, score=r.score + _EVERY_WORD) for r in found if r.values]

    def words_to_search(self, text: str, today: date) -> tuple[str, ...]:
        """What to search for where a question is not answered: words that say what is asked, with names and without."""
        known = understood(text, today, self.lexicon)
        own = [known.written(at) for s, at in known.rest if s not in _NOT_SEARCHED]
        named = [known.written(sorted(m.words)) for m in known.names if m.thing != self.lexicon.index.organization]
        # Where something is named, what only has the other words is about something else.
        searches = ((*own, *named), named) if named else (own,)
        return tuple(dict.fromkeys(" ".join(words) for words in searches if words))


def _reading(known: Understood, found: Scored, lexicon: Lexicon) -> Reading:
    turned = tuple(t for t in known.turns if t.key not in lexicon.phrasings.turns_of[found.query.name])
    unused = tuple(dict.fromkeys((*(_turn(known, t) for t in turned), *_unused(known, found, lexicon))))
    used = len(found.fit.known) + len(found.filling.mentions) + len(found.filling.moments) + len(found.described)
    # What leaves out far more than it uses is no reading of the question.
    is_far = (
        len(unused) > _MOST_UNUSED * used
        or _puts_another(known, found, lexicon)
        or _is_opposite(known.text, turned)
        or _is_turned(known, found.query, lexicon)
    )
    score = min(found.score, _UNLIKELY) if is_far else found.score
    values = _completed(known, found, lexicon)
    owned = _owned(known, found, lexicon)
    left_out = {**_unused_names(known, found, lexicon), **owned}
    named = tuple(dict.fromkeys((*owned, *unused)))
    return Reading(
        found.query.name,
        values,
        score,
        named,
        known.spelt,
        left_out,
        _has_words(known, found),
        tuple(text for text in named if text in left_out or not _SOFT.issuperset(stems_of(text))),
        tuple(_turn(known, t) for t in turned),
        _unused_dates(known, found, lexicon),
        frozenset(known.written(sorted(m.words)) for m in known.names if is_place(known, m)),
        tuple(text for text in unused if text not in left_out and _is_like_a_name(known, text)),
    )


def _is_like_a_name(known: Understood, text: str) -> bool:
    """Whether words are written with capitals, and do not start the question."""
    words = text.split()
    return all(w[:1].isupper() for w in words) and not known.text.strip().startswith(text)


def _turn(known: Understood, turn: Turn) -> str:
    """A word that turns the question round, as it is written; "not" for the end of "didn't"."""
    written = known.written(turn.places)
    return written if written[:1].isalpha() else "not"


def _is_opposite(text: str, turned: Sequence[Turn]) -> bool:
    """Whether leaving out these words answers the opposite.

    "Did it not sign?" is settled by what is said of its signing; "who did not sign?" is not settled by who signed.
    """
    return any(not (turn.is_negation and is_yes_or_no(text)) for turn in turned)


def _is_turned(known: Understood, query: StoredQuery, lexicon: Lexicon) -> bool:
    """Whether a query is only asked with words that turn a question round, and the question has none of them."""
    own = {turn.key for turn in known.turns}
    return all(turns and own.isdisjoint(turns) for turns in lexicon.phrasings.turns_of_each[query.name])


def _has_words(known: Understood, found: Scored) -> bool:
    """Whether a reading uses a word that says what is asked, or the question has none."""
    rest = [(s, at) for s, at in known.rest if not set(at) <= found.filling.words]
    own = [s for s, _ in rest if s not in _MERELY_ASKING]
    if not own and any(s in _PLACES for s, _ in rest):
        return any(s in found.fit.known for s, _ in rest) and "location" in found.query.columns
    # A role such as "observer" is a word, too, as is a name after "which".
    asked_for = (known.words[min(m.words) - 1].stem for m in known.names if min(m.words) > 0)
    is_kind = any(not m.is_hard for m in found.filling.mentions) or not _KIND_FOLLOWS.isdisjoint(asked_for)
    return not own or is_kind or bool(found.described) or not found.fit.known.isdisjoint(own)


def _puts_another(known: Understood, found: Scored, lexicon: Lexicon) -> bool:
    """Whether a thing that the question names is left out, and the default of a parameter stands where it may belong.

    Who led NATO is not answered by who led the organization that goes without saying.
    """
    defaults = (
        p
        for p in found.query.parameters
        if p.type is ParameterType.ENTITY
        and p.name not in found.values
        and lexicon.default_of[found.query.name, p.name] != ANY
    )
    return bool(_unused_names(known, found, lexicon)) and any(True for _ in defaults)


def _completed(known: Understood, found: Scored, lexicon: Lexicon) -> dict[str, str]:
    """The values in the order of the parameters; a question without dates is about all time."""
    values = dict(found.values) | _chosen_texts(known, found.query, lexicon)
    all_time = {FROM: FIRST_DAY.isoformat(), TO: LAST_DAY.isoformat()}
    for parameter in found.query.parameters:
        name = parameter.name
        if name in all_time and name not in values and lexicon.default_of[found.query.name, name] not in ALL_TIME:
            values[name] = all_time[name]
    return {p.name: values[p.name] for p in found.query.parameters if p.name in values}


def _chosen_texts(known: Understood, query: StoredQuery, lexicon: Lexicon) -> dict[str, str]:
    """The texts that the words of a question choose among those that a parameter can have: `left` in "who has left"."""
    stems = frozenset(s for s, _ in known.rest)
    chosen = {}
    for parameter in query.parameters:
        said = [v for v in parameter.values if not stems.isdisjoint(lexicon.phrasings.canonical([stem(v)]))]
        if len(said) == 1:
            chosen[parameter.name] = said[0]
    return chosen


def _unused(known: Understood, found: Scored, lexicon: Lexicon) -> Iterator[str]:
    """The names, dates and words that a reading leaves out, as they are written."""
    used = found.filling.words
    has = stems_of_things(found.described.values(), lexicon)
    yield from _unused_names(known, found, lexicon)
    yield from _unused_dates(known, found, lexicon)
    second = _second_question(known)
    end = second[0] if second else len(known.words)
    left = [at for s, at in known.rest if s not in found.fit.known | has | _LEADS and not set(at) <= used]
    yield from (known.written(at) for at in _names_joined(known, left) if at[0] < end)
    if second:
        yield known.text[known.words[end].start :].rstrip(" ?.!")


def _second_question(known: Understood) -> tuple[int, ...]:
    """The places of a question word that stands there again: "and how many of them left", which no query answers too."""
    met = set[str]()
    for s, at in known.rest:
        if s in met and s in _ASKED_TWICE:
            return at
        met.add(s)
    return ()


def _names_joined(known: Understood, left: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The places of words, those beside each other that are written with capitals as one: `Cyber Shield`."""
    done: list[tuple[int, ...]] = []
    for at in left:
        is_next = done and done[-1][-1] + 1 == at[0] and done[-1][0] > 0
        if is_next and all(known.words[n].text[:1].isupper() for n in (*done[-1], *at)):
            done[-1] = (*done[-1], *at)
        else:
            done.append(at)
    return done


def _unused_dates(known: Understood, found: Scored, lexicon: Lexicon) -> dict[str, WrittenDate]:
    """The dates that a reading leaves out, by what is written: neither values nor those of the things that are."""
    used = (*found.filling.moments, *moments_of_values(known, found.values.values(), lexicon))
    return {known.text[m.start : m.end]: m for m in known.moments if m not in used}


def _unused_names(known: Understood, found: Scored, lexicon: Lexicon) -> dict[str, str]:
    """The names of things that a reading leaves out, as they are written, with the things."""
    has = stems_of_things(found.described.values(), lexicon) | stems_of_occurrents(found.values.values(), lexicon)
    left: dict[str, str] = {}
    for name in known.names:
        is_described = set(lexicon.phrasings.canonical(known.stems(name))) <= has
        if not (name.words & found.filling.words or is_described or name.thing == lexicon.index.organization):
            left[known.written(sorted(name.words))] = name.thing
    return left


def _owned(known: Understood, found: Scored, lexicon: Lexicon) -> dict[str, str]:
    """The names that gave only what their things belong to, as "Article 2 of the Treaty" gives the treaty."""
    values = {part for value in found.values.values() for part in value.split(",")}
    has = stems_of_occurrents(found.values.values(), lexicon)
    gave = (m for m in found.filling.mentions if m.is_hard and m.words and m.thing not in values)
    apart = (m for m in gave if not set(lexicon.phrasings.canonical(known.stems(m))) <= has)
    return {known.written(sorted(m.words)): m.thing for m in apart}


# ---------------------------------------------------------------------------------------------------------------
# The card of a thing
# ---------------------------------------------------------------------------------------------------------------


def _card(known: Understood, lexicon: Lexicon) -> Reading | None:
    """The card of a thing, where a question is its name and nothing else."""
    named = (m for m in (*known.names, *known.others) if m.words and _is_bare(known, m, lexicon))
    best = next(named, None)
    if best is None or len(known.moments) > 1 or is_yes_or_no(known.text):
        return None
    values = {"thing": best.thing}
    if known.moments:
        values["as-of"] = known.moments[0].last.isoformat()
    return Reading("", values, 1.0, (), known.spelt)


def _is_bare(known: Understood, mention: Mention, lexicon: Lexicon) -> bool:
    """Whether nothing but a lead such as "what is" stands beside a name; "who was" asks for a card of persons only."""
    dated = {n for n, w in enumerate(known.words) for m in known.moments if m.start <= w.start < m.end}
    beside = [w.stem for n, w in enumerate(known.words) if n not in mention.words | dated]
    lead = lexicon.phrasings.canonical(beside)
    thing = lexicon.index.things.get(mention.thing)
    classes = frozenset[str]() if thing is None else thing.classes
    # Conflicts and topics have labels that are questions and phrases.
    if known.names and not classes.isdisjoint(("Conflict", "Topic")) and mention.weight < IDENTIFIED:
        return False
    # `President of Russia on 1 May 2010` asks who it was.
    if known.moments and (lead or not mention.is_hard or "Post" in classes or not _BESIDE_DAYS.issuperset(beside)):
        return False
    if "who" in lead and "Person" not in classes:
        return False
    return set(lead) <= _LEADS and len(beside) <= _MOST_LEADS and not (lead and "in" in beside)
