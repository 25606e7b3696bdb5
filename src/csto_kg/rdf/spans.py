"""Writes the bounds of situations and the days of events as RDF. Everything that has a time is written here.

Every situation has its four bounds, its shortest and longest duration, how it ended, and its start and end as people read
them, so that queries need no OPTIONAL. Bounds are `xsd:dateTime` at midnight UTC (architecture, decision 5).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TypeAlias

import pyoxigraph as ox
from rdflib import URIRef
from rdflib.namespace import XSD

from csto_kg.time.bounds import as_stated, end_shown, shown
from csto_kg.time.days import Days, Span, as_xsd
from csto_kg.vocab import CSTO, ID

Property: TypeAlias = tuple[URIRef, ox.NamedNode | ox.Literal]
"""A property and its value; the subject is the situation or event."""

_DATETIME, _INTEGER = ox.NamedNode(str(XSD.dateTime)), ox.NamedNode(str(XSD.integer))


def day_literal(day: date) -> ox.Literal:
    """A day as a bound: midnight UTC, as `2003-06-30T00:00:00Z`."""
    return ox.Literal(as_xsd(day), datatype=_DATETIME)


def span_properties(span: Span, starts: Collection[str] = (), ends: Collection[str] = ()) -> Iterator[Property]:
    """What a graph states of a situation with these bounds; `starts` and `ends` are the dates that its claims give."""
    yield CSTO.earliestBegin, day_literal(span.begin.earliest)
    yield CSTO.latestBegin, day_literal(span.begin.latest)
    yield CSTO.earliestEnd, day_literal(span.end.earliest)
    yield CSTO.latestEnd, day_literal(span.end.latest)
    shortest, longest = span.duration
    yield CSTO.shortestDays, ox.Literal(str(shortest), datatype=_INTEGER)
    yield CSTO.longestDays, ox.Literal(str(longest), datatype=_INTEGER)
    yield CSTO.endStatus, ox.NamedNode(f"{ID}end-status/{span.ending.value}")
    yield CSTO.beginText, ox.Literal(as_stated(span.begin, starts) or shown(span.begin, "unknown"))
    yield CSTO.endText, ox.Literal(as_stated(span.end, ends) or end_shown(span))


def day_properties(days: Days, dates: Collection[str] = ()) -> Iterator[Property]:
    """What a graph states of an event that happened on one of some days; `dates` are those that its claims give."""
    yield CSTO.earliest, day_literal(days.earliest)
    yield CSTO.latest, day_literal(days.latest)
    yield CSTO.dateText, ox.Literal(as_stated(days, dates) or shown(days, "unknown"))
