"""The timeline of a thing as rows of a chart: what happened to it or held of it, with the bounds before and after order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final, TypeAlias

from csto_kg.ask.answers import Answer
from csto_kg.charts import Bar, ChartRow, Mark
from csto_kg.errors import Fault
from csto_kg.rdf.results import text_of
from csto_kg.time.days import FIRST_DAY, LAST_DAY, Days, Ending, Span, from_xsd
from csto_kg.vocab import CSTO, G_CHRONOLOGY, G_FINDINGS, G_ONTOLOGY, G_VIEW, short

__all__ = ["claim_fault", "timeline_rows"]

_Record: TypeAlias = Mapping[str, str]

# The thing itself, if it has a time, and everything with a time that concerns it or points to it, without works that are
# only cited.
_THINGS: Final = f"""
PREFIX csto: <{CSTO}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?what ?label ?status ?b1 ?b2 ?e1 ?e2 ?p1 ?p2 ?p3 ?p4 WHERE {{
  {{ GRAPH <{G_VIEW}> {{ ?what ?link <%s> }} }} UNION {{ GRAPH <{G_FINDINGS}> {{ ?what csto:concerns <%s> }} }}
  GRAPH <{G_VIEW}> {{
    {{ ?what csto:earliestBegin ?b1 ; csto:latestBegin ?b2 ; csto:earliestEnd ?e1 ; csto:latestEnd ?e2 ;
        csto:endStatus ?status }}
    UNION {{ ?what csto:earliest ?b1 ; csto:latest ?b2 }}
    ?what rdfs:label ?label . FILTER(LANG(?label) = "en")
    FILTER NOT EXISTS {{ ?work csto:cites ?what FILTER NOT EXISTS {{ ?what csto:content ?inside }} }}
  }}
  OPTIONAL {{ GRAPH <{G_CHRONOLOGY}> {{
    {{ ?what csto:presumedEarliestBegin ?p1 ; csto:presumedLatestBegin ?p2 ;
      csto:presumedEarliestEnd ?p3 ; csto:presumedLatestEnd ?p4 }}
    UNION {{ ?what csto:presumedEarliest ?p1 ; csto:presumedLatest ?p2 }} }} }}
}}"""

# The bounds that order has tightened, and the assumptions of the presumed ones.
_BOUNDS: Final = f"""
PREFIX csto: <{CSTO}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?what ?side ?stated ?assumed WHERE {{
  GRAPH <{G_CHRONOLOGY}> {{
    ?bound csto:boundOf ?what ; csto:boundProperty ?side .
    OPTIONAL {{ ?bound csto:statedDay ?stated }}
  }}
  OPTIONAL {{
    GRAPH <{G_CHRONOLOGY}> {{ ?bound csto:assumes ?rule }}
    GRAPH <{G_ONTOLOGY}> {{ ?rule rdfs:label ?assumed }}
  }}
}}"""

_SIDES: Final = (CSTO.earliestBegin, CSTO.latestBegin, CSTO.earliestEnd, CSTO.latestEnd)
_OF_EVENT: Final = (CSTO.earliest, CSTO.latest)


# What a claim says something of; the claim is the name of the graph that holds what it says.
_SPOKEN_OF: Final = "SELECT DISTINCT ?thing WHERE { GRAPH <%s> { ?thing ?property ?value } } ORDER BY ?thing"


def claim_fault(claim: str, iri: str, sparql: Callable[[str], Answer]) -> Fault:
    """Why a claim, by its identifier and its IRI, has no timeline, with the things that it speaks of."""
    things = [short(record["thing"]) for record in _records(sparql(_SPOKEN_OF % iri))]
    spoken = f"; it speaks of {', '.join(things)}" if things else ""
    fix = f"csto-kg timeline {things[0]}, or csto-kg explain {claim}" if things else f"csto-kg explain {claim}"
    return Fault(f"{claim} is a claim, which has no timeline{spoken}", fix=fix)


def timeline_rows(iri: str, sparql: Callable[[str], Answer]) -> tuple[ChartRow, ...]:
    """What happened to a thing or held of it, by its IRI, in order of time; what has no bound at all comes last.

    Each row has the bounds before order tightened them, where it did, and those that follow with assumptions.
    """
    bounds: dict[str, list[_Record]] = {}
    for record in _records(sparql(_BOUNDS)):
        bounds.setdefault(record["what"], []).append(record)
    things = [r for r in _records(sparql(_THINGS % (iri, iri))) if r["b1"]]
    rows = [_row(record, bounds.get(record["what"], ())) for record in things]
    return tuple(sorted(rows, key=_when))


def _records(answer: Answer) -> list[_Record]:
    return [dict(zip(answer.columns, map(text_of, row), strict=True)) for row in answer.table.rows]


def _when(row: ChartRow) -> tuple[date, date, str]:
    days = row.span.begin if isinstance(row, Bar) else row.days
    known = days.latest if days.earliest == FIRST_DAY else days.earliest
    return known, days.latest, row.label


def _row(record: _Record, bounds: Iterable[_Record]) -> ChartRow:
    # A strict bound and a presumed one can be on the same side: only the strict one replaced what was stated.
    stated = {b["side"]: b["stated"] for b in bounds if not b["assumed"]}
    assumed = tuple(sorted({b["assumed"] for b in bounds if b["assumed"]}))
    if not record["status"]:
        return _mark(record, stated, assumed)
    ending = Ending(record["status"].rpartition("/")[2])
    now = (record["b1"], record["b2"], record["e1"], record["e2"])
    span = _span(now, ending)
    looser = _span(_before(now, _SIDES, stated), Ending.UNKNOWN if ending is Ending.DERIVED else ending)
    presumed = _span((record["p1"], record["p2"], record["p3"], record["p4"]), ending) if record["p1"] else span
    is_same = (presumed.begin, presumed.end) == (span.begin, span.end)
    return Bar(
        record["label"],
        span,
        looser if (looser.begin, looser.end) != (span.begin, span.end) else None,
        None if is_same else presumed,
        () if is_same else assumed,
    )


def _mark(record: _Record, stated: Mapping[str, str], assumed: tuple[str, ...]) -> Mark:
    days = _days(record["b1"], record["b2"])
    before = _days(*_before((record["b1"], record["b2"]), _OF_EVENT, stated))
    presumed = _days(record["p1"], record["p2"]) if record["p1"] else days
    is_same = presumed == days
    return Mark(
        record["label"],
        days,
        before if before != days else None,
        None if is_same else presumed,
        () if is_same else assumed,
    )


def _before(now: tuple[str, ...], sides: Iterable[object], stated: Mapping[str, str]) -> tuple[str, ...]:
    """The bounds before order tightened them: a day that claims gave, or no bound."""
    return tuple(stated.get(str(side), day) for side, day in zip(sides, now, strict=True))


def _days(first: str, last: str) -> Days:
    return Days(from_xsd(first) if first else FIRST_DAY, from_xsd(last) if last else LAST_DAY)


def _span(bounds: tuple[str, ...], ending: Ending) -> Span:
    begin, end = _days(*bounds[:2]), _days(*bounds[2:])
    if end.latest != LAST_DAY and ending in (Ending.UNKNOWN, Ending.OPEN):
        ending = Ending.DERIVED
    return Span(begin, end, ending)
