"""Why a bound holds: the steps from the sources' dates to the bounds of a thing that follow from order, as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from csto_kg.ask.answers import Answer
from csto_kg.rdf.results import text_of
from csto_kg.vocab import CSTO, G_CHRONOLOGY, G_ONTOLOGY, short

__all__ = ["Derivation", "DerivedStep", "derivations_of"]


@dataclass(frozen=True, slots=True)
class DerivedStep:
    """One step to a bound: the bound that it reaches as a sentence, the rule in words, and the claims behind it."""

    sentence: str
    rule: str
    claims: tuple[str, ...]

    def __str__(self) -> str:
        """The step as one clause, with its ground in brackets."""
        because = "; ".join(part for part in (self.rule, ", ".join(self.claims)) if part)
        return f"{self.sentence} ({because})"


@dataclass(frozen=True, slots=True)
class Derivation:
    """A bound that is tighter than the claims on the thing's own date, with the steps to it, the first step first.

    `assumptions` are what it needs beyond the strict rules: a bound with any is presumed.
    """

    sentence: str
    steps: tuple[DerivedStep, ...]
    assumptions: tuple[str, ...]


# Every bound of a thing that is tighter than the one its own dates give, with all that it follows from.
_STEPS: Final = f"""
PREFIX csto: <{CSTO}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?bound ?node ?label ?rule ?said ?claim ?premise ?assumed WHERE {{
  GRAPH <{G_CHRONOLOGY}> {{
    ?bound csto:boundOf <%s> ; csto:day ?day .
    OPTIONAL {{ ?bound csto:statedDay ?stated }}
    FILTER(!BOUND(?stated) || ?stated != ?day)
    ?bound csto:premise* ?node .
    ?node rdfs:label ?label ; csto:byRule ?rule .
    OPTIONAL {{ ?node csto:restsOn ?claim }}
    OPTIONAL {{ ?node csto:premise ?premise }}
    OPTIONAL {{ ?bound csto:assumes ?assumed }}
  }}
  OPTIONAL {{ GRAPH <{G_ONTOLOGY}> {{ ?rule rdfs:label ?said }} }}
}}"""


def derivations_of(thing: str, sparql: Callable[[str], Answer]) -> tuple[Derivation, ...]:
    """The derived bounds of a thing, given by its IRI: the strict ones first, then the presumed ones."""
    table = sparql(_STEPS % thing).table
    rows = [dict(zip(table.columns, map(text_of, row), strict=True)) for row in table.rows]
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        found.setdefault(row["bound"], []).append(row)
    derived = (_derivation(bound, rows) for bound, rows in sorted(found.items()))
    return tuple(sorted(derived, key=lambda d: bool(d.assumptions)))


def _derivation(bound: str, rows: list[Mapping[str, str]]) -> Derivation:
    by_node: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        by_node.setdefault(row["node"], []).append(row)
    steps = tuple(_step(by_node[node]) for node in reversed(list(_back_from(bound, by_node))))
    assumptions = tuple(sorted({short(row["assumed"]) for row in rows if row["assumed"]}))
    return Derivation(steps[-1].sentence, steps, assumptions)


def _back_from(bound: str, by_node: Mapping[str, list[Mapping[str, str]]]) -> Iterator[str]:
    """The bounds from one back to the first, each following from the next."""
    at, seen = bound, set[str]()
    while at in by_node and at not in seen:
        yield at
        seen.add(at)
        at = by_node[at][0]["premise"]


def _step(rows: list[Mapping[str, str]]) -> DerivedStep:
    first = rows[0]
    claims = sorted({short(row["claim"]).removeprefix("claim:") for row in rows if row["claim"]})
    return DerivedStep(first["label"], first["said"] or short(first["rule"]), tuple(claims))
