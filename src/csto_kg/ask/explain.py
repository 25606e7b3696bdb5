"""Explains things and claims.

The explanation of a thing has its facts, and the findings on it and on the events that date it. The explanation of a claim
has what it says, and the findings that it supports or contests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import pyoxigraph as ox

from csto_kg.ask.answers import Answer, answer_of
from csto_kg.ask.limits import END_OPEN, in_words
from csto_kg.ask.why import Derivation, derivations_of
from csto_kg.rdf.results import Table, text_of
from csto_kg.rdf.terms import Term
from csto_kg.vocab import CSTO, G_FINDINGS, G_PROVENANCE, G_VIEW, short

__all__ = ["Bearing", "Explanation", "Fact", "FindingsOn", "explain_claim", "explain_thing"]

Ask: TypeAlias = Callable[[str, Mapping[str, str]], Answer]
"""Asks a stored query by its name, with values of its parameters."""

NotesOn: TypeAlias = Callable[[Answer], tuple[str, ...]]
"""What an answer does not show, as sentences without a full stop."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of a property of a thing: property and value by their short names, the value's label where it has one.

    `text` is the value as people read it: a bound in time without its midnight, and `unknown` where nothing bounds it.
    """

    property: str
    value: str
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class FindingsOn:
    """The findings on a thing; or, if `are_mentions`, the claims that mention a thing without findings."""

    subject: str
    answer: Answer
    are_mentions: bool = False


@dataclass(frozen=True, slots=True)
class Bearing:
    """A conflict that concerns a thing: its identifier, the question that its sides answer differently, its outcome."""

    conflict: str
    label: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The facts of a thing with the bounds that follow from order, or the content of a claim; and the findings.

    `conflicts` are those that concern the thing, `belonging` the identifiers of what belongs to it, and `notes` say which
    contradictions in time bear on it, as sentences without a full stop.
    """

    subject: str
    claim: Answer | None
    facts: tuple[Fact, ...]
    findings: tuple[FindingsOn, ...]
    derivations: tuple[Derivation, ...] = ()
    conflicts: tuple[Bearing, ...] = ()
    belonging: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


_SIDES: Final = f"""
PREFIX csto: <{CSTO}>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?side ?on ?property ?value ?status WHERE {{ GRAPH <{G_FINDINGS}> {{
  VALUES (?how ?side) {{ (csto:supportedBy "for") (csto:roughlySupportedBy "fits") (csto:dissentedBy "against") }}
  ?finding ?how %s ; rdf:subject ?on ; rdf:predicate ?property ; rdf:object ?value ; csto:status ?status .
  FILTER(?side != "for" || NOT EXISTS {{ ?finding csto:roughlySupportedBy %s }})
}} }} ORDER BY DESC(?side) ?on ?property STR(?value)"""


# The claims that name a thing, as rows of `claims-of`, without those on what belongs to it.
_MENTIONS: Final = f"""
PREFIX csto: <{CSTO}>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?claim ?source ?stance ?voice ?paraphrase WHERE {{
  GRAPH <{G_FINDINGS}> {{ ?graph csto:speaksOf <%s> }}
  BIND(IF(STRENDS(STR(?graph), "/content"), "reported", "own") AS ?voice)
  BIND(IRI(REPLACE(STR(?graph), "/content$", "")) AS ?claim)
  GRAPH <{G_PROVENANCE}> {{
    ?claim prov:hadPrimarySource ?source ; csto:stance ?term ; csto:paraphrase ?paraphrase .
  }}
  BIND(REPLACE(STR(?term), "^.*/", "") AS ?stance)
}} ORDER BY ?claim ?voice"""

_BELONGING: Final = f"""
PREFIX csto: <{CSTO}>
SELECT ?thing WHERE {{
  GRAPH <{G_FINDINGS}> {{ ?thing csto:belongsTo <%s> . FILTER(?thing != <%s>) }}
  FILTER EXISTS {{ GRAPH <{G_VIEW}> {{ ?thing a ?class }} }}
}} ORDER BY ?thing"""


def explain_claim(claim: str, ask: Ask, sparql: Callable[[str], Answer], notes_on: NotesOn) -> Explanation:
    """What a claim says, and the findings that it supports or contests. Raises UsageError where there is no such claim."""
    answer = ask("claim", {"claim": claim})
    findings = tuple(FindingsOn(claim, sparql(_SIDES % (row[0], row[0]))) for row in answer.table.rows)
    return Explanation(claim, answer, (), findings, notes=notes_on(answer))


def explain_thing(
    iri: str, ask: Ask, sparql: Callable[[str], Answer], notes_on: NotesOn, expand: Callable[[str], str]
) -> Explanation:
    """The facts of a thing, the findings behind them, the bounds that follow from order with the steps to each.

    `expand` gives the IRI of an identifier. The conflicts that concern the thing, and what belongs to it, are named too.
    """
    subject = short(iri)
    card = ask("entity-card", {"thing": subject})
    facts = _facts(card)
    events = [f.value for f in facts if f.property in ("csto:begunBy", "csto:endedBy")]
    findings = tuple(_findings_on(part, ask, sparql, expand) for part in (subject, *events))
    # Those about the thing itself come first.
    rows = sorted(ask("conflicts", {"thing": subject}).rows, key=lambda row: subject not in (row["subjects"] or ()))
    conflicts = tuple(
        Bearing(str(row["conflict"]), str(row["label"]), str(row["outcome"]).rpartition("/")[2]) for row in rows
    )
    belonging = tuple(short(text_of(row[0])) for row in sparql(_BELONGING % (iri, iri)).table.rows)
    # A contradiction bears on the thing by its claims, those of the events that date it, or what belongs to it.
    parts = (card, *(found.answer for found in findings), _identifiers([expand(c.conflict) for c in conflicts]))
    notes = tuple(dict.fromkeys(note for part in parts for note in notes_on(part)))
    return Explanation(subject, None, facts, findings, derivations_of(iri, sparql), conflicts, belonging, notes)


def _identifiers(iris: Sequence[str]) -> Answer:
    return answer_of(Table(("thing",), tuple((ox.NamedNode(iri),) for iri in iris)))


def _findings_on(subject: str, ask: Ask, sparql: Callable[[str], Answer], expand: Callable[[str], str]) -> FindingsOn:
    answer = ask("findings-on", {"thing": subject})
    if answer.rows:
        return FindingsOn(subject, answer)
    return FindingsOn(subject, sparql(_MENTIONS % expand(subject)), are_mentions=True)


def _facts(card: Answer) -> tuple[Fact, ...]:
    outwards = [
        (text_of(row["property"]), plain)
        for row, plain in zip(_by_column(card), card.rows, strict=True)
        if plain["direction"] == "is"
    ]
    is_open = any(prop == str(CSTO.endStatus) and plain["value"] == END_OPEN for prop, plain in outwards)
    return tuple(
        Fact(
            str(plain["property"]),
            str(plain["value"]),
            in_words(prop, str(plain["value"]), is_open=is_open),
            str(plain["label"] or ""),
        )
        for prop, plain in outwards
    )


def _by_column(answer: Answer) -> list[Mapping[str, Term | None]]:
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.table.rows]
