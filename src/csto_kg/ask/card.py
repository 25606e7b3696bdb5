"""The card of a thing: what it is, and what is dated of it, as of a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

import pyoxigraph as ox
from rdflib.namespace import RDFS

from csto_kg.ask.answers import Answer, answer_of
from csto_kg.ask.display import Display
from csto_kg.ask.labels import Labels
from csto_kg.rdf.results import Table, text_of
from csto_kg.time.bounds import last_stated
from csto_kg.time.days import FIRST_DAY, Certainty, Days, Ending, Span, from_xsd, holds_on
from csto_kg.time.edtf import parse
from csto_kg.vocab import CSTO, DCTERMS, G_ONTOLOGY, G_VIEW, short, spaced

__all__ = ["Card", "card_of", "last_attested"]

Query: TypeAlias = Callable[[str], Answer]
CountedQuery: TypeAlias = Callable[[str, Mapping[str, str]], Answer]

# Of what happened before the day, the last few; the timeline has all.
_MOST_EVENTS: Final = 5
_AND: Final = "; "
_COLUMNS: Final = ("what", "label", "role", "status", "when")
_STATUS: Final = {
    Certainty.CERTAIN: "holds",
    Certainty.POSSIBLE: "may hold",
    Certainty.UNKNOWN: "may hold: no source states its end",
    Certainty.NOT_ATTESTED_YET: "may hold: attested only later",
}
_OVER: Final = "held before"
# Where to read on: the words of the command, the query that counts its rows, and what they are.
_FURTHER: Final = (
    (("timeline",), "timeline", "dated facts"),
    (("conflicts",), "conflicts", "conflicts"),
    (("query", "statements-about"), "statements-about", "statements about it"),
    (("query", "claims-of"), "claims-of", "claims"),
)

# The times at which situations held; where no source gives any, the times of all that is dated.
_ATTESTED: Final = tuple(
    f"""PREFIX csto: <{CSTO}>
SELECT DISTINCT ?time WHERE {{ GRAPH <{G_VIEW}> {{ ?thing {path} ?time }} }}"""
    for path in ("csto:holds", "csto:date|csto:begins|csto:ends")
)
_DATED: Final = f"""PREFIX csto: <{CSTO}>
SELECT DISTINCT ?what ?label ?words ?text ?ends ?status ?b1 ?b2 ?e1 ?e2 WHERE {{ GRAPH <{G_VIEW}> {{
  {{ ?what ?link <%s> }} UNION {{ VALUES ?what {{ <%s> }} }}
  {{ ?what csto:beginText ?text ; csto:endText ?ends ; csto:endStatus ?status ; csto:earliestBegin ?b1 ;
       csto:latestBegin ?b2 ; csto:earliestEnd ?e1 ; csto:latestEnd ?e2 }}
  UNION {{ ?what csto:dateText ?text ; csto:earliest ?b1 ; csto:latest ?b2 }}
  ?what <{RDFS.label}> ?label . FILTER(LANG(?label) = "en")
  FILTER NOT EXISTS {{ ?work csto:cites ?what FILTER NOT EXISTS {{ ?what csto:content ?inside }} }} }}
  OPTIONAL {{ GRAPH <{G_ONTOLOGY}> {{ ?link csto:inversePhrase ?words }} }} }}
ORDER BY ?b1 ?what ?words"""
_ABOUT: Final = f"""PREFIX csto: <{CSTO}>
SELECT ?kind ?value WHERE {{ GRAPH <{G_VIEW}> {{
  {{ <%s> a ?value BIND("class" AS ?kind) }} UNION {{ <%s> <{DCTERMS.type}> ?value BIND("kind" AS ?kind) }}
  UNION {{ <%s> csto:description|csto:provides|csto:content ?value BIND("says" AS ?kind) }} }} }}
ORDER BY ?kind ?value"""


@dataclass(frozen=True, slots=True)
class Card:
    """What a thing is, and what is dated of it.

    `facts` has the situations that hold or may hold as of `day`, the last that held before, and the last events up to it;
    `is_default_day` says that the day is the last for which the sources attest anything. `further` are commands, each with
    the number of its rows and what they are.
    """

    thing: str
    label: str
    kinds: tuple[str, ...]
    says: tuple[str, ...]
    day: date
    is_default_day: bool
    facts: Answer
    further: tuple[tuple[tuple[str, ...], int, str], ...]

    @property
    def display(self) -> Display:
        """The facts as a table for people, by their labels."""
        rows = tuple(tuple(map(text_of, row[1:])) for row in self.facts.table.rows)
        return Display(("what", *self.facts.columns[2:]), rows)

    @property
    def heading(self) -> str:
        """The name of the thing and what it is."""
        kinds = f": {', '.join(self.kinds)}" if self.kinds else ""
        return f"{self.label} ({self.thing}){kinds}"


def last_attested(query: Query) -> date | None:
    """The last day for which the sources attest that something held; of a month or a year, its first day.

    A month is one of its days, and all that is certain is until the first of them (`attested`). A time without an end,
    as in `[2022..]`, names no day. Where no source says that anything held, it is the last day of what is dated at all;
    None where nothing is.
    """
    for text in _ATTESTED:
        times = (parse(text_of(row[0])) for row in query(text).table.rows)
        if found := [last for last in map(last_stated, times) if last is not None]:
            return max(found)
    return None


def card_of(
    thing: str, iri: str, day: date, *, is_default_day: bool, query: Query, ask: CountedQuery, labels: Labels
) -> Card:
    """The card of a thing as of a day; `ask` counts the rows of stored queries where there are any to read on with."""
    about = [tuple(map(text_of, row)) for row in query(_ABOUT % (iri, iri, iri)).table.rows]
    kinds = [labels.of(v) if k == "kind" else _in_words(short(v)) for k, v in about if k != "says"]
    counted = ((words, len(ask(name, {"thing": thing})), what) for words, name, what in _FURTHER)
    return Card(
        thing,
        labels.of(iri),
        tuple(dict.fromkeys(kinds)),
        tuple(v for k, v in about if k == "says" and not v.startswith("http")),
        day,
        is_default_day,
        answer_of(Table(_COLUMNS, tuple(_facts(query(_DATED % (iri, iri)), iri, day)))),
        tuple((_command(words, thing), n, what) for words, n, what in counted if n),
    )


def _command(words: tuple[str, ...], thing: str) -> tuple[str, ...]:
    return (*words, f"thing={thing}") if words[0] == "query" else (*words, thing)


def _in_words(cls: str) -> str:
    """The name of a class as people write it: `csto:MilitaryFormation` is "military formation"."""
    return spaced(cls.rpartition(":")[2]).lower()


def _facts(dated: Answer, iri: str, day: date) -> Iterator[tuple[ox.NamedNode | ox.Literal, ...]]:
    """The rows of what is dated: what holds or may hold on the day, then the last that held before, and the last events."""
    situations, over, events = [], [], []
    for record in _records(dated):
        if record["e1"]:
            status = _STATUS.get(holds_on(_span(record), day))
            if status is not None:
                situations.append(_row(record, iri, status, _period(record)))
            elif from_xsd(record["e2"]) <= day:
                over.append(_row(record, iri, _OVER, _period(record)))
        elif from_xsd(record["b1"]) <= day or record["what"] == iri:
            events.append(
                _row(
                    record, iri, "happened" if from_xsd(record["b2"]) <= day else "may have happened", record["text"]
                )
            )
    order = list(_STATUS.values())
    yield from sorted(situations, key=lambda row: order.index(text_of(row[3])))
    yield from over[-_MOST_EVENTS:]
    yield from events[-_MOST_EVENTS:]


def _records(dated: Answer) -> Iterable[Mapping[str, str]]:
    """The rows by column, one for each event or situation, with all that the thing is in it as one text."""
    found: dict[str, dict[str, str]] = {}
    for row in dated.table.rows:
        record = {c: text_of(cell) for c, cell in zip(dated.columns, row, strict=True)}
        known = found.setdefault(record["what"], record)
        if record["words"] not in known["words"].split(_AND):
            known["words"] = _AND.join(filter(None, (known["words"], record["words"])))
    return found.values()


def _row(record: Mapping[str, str], iri: str, status: str, when: str) -> tuple[ox.NamedNode | ox.Literal, ...]:
    role = record["words"] if record["what"] != iri else "itself"
    texts = (ox.Literal(t) for t in (record["label"], role, status, when))
    return (ox.NamedNode(record["what"]), *texts)


def _span(record: Mapping[str, str]) -> Span:
    begin = Days(from_xsd(record["b1"]), from_xsd(record["b2"]))
    end = Days(from_xsd(record["e1"]), from_xsd(record["e2"]))
    status = short(record["status"]).rpartition("/")[2]
    return Span(begin, end, Ending.UNKNOWN if status == "unknown" else Ending.STATED)


def _period(record: Mapping[str, str]) -> str:
    start = "unknown" if from_xsd(record["b1"]) == FIRST_DAY and record["text"] == "unknown" else record["text"]
    return f"{start} to {record['ends']}" if record["ends"] != start else start
