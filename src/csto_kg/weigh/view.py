"""What is held, as one plain graph: the register of what is real, the held findings, and the bounds in time.

An event, situation or observation is in the view only if a finding holds that there is one. A statement that points to
one that is not held is left out too, and counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, XSD
from rdflib.term import Node

from csto_kg.ontology import Ontology
from csto_kg.read.records import Dataset
from csto_kg.time import bounds
from csto_kg.time.days import Days, Span, as_xsd
from csto_kg.time.edtf import Edtf, parse
from csto_kg.vocab import CSTO, EDTF, ID
from csto_kg.weigh.findings import HELD, Weighed


@dataclass(frozen=True, slots=True)
class View:
    """The plain graph, and how many of the register's statements and of the held findings did not go into it."""

    graph: Graph
    left_out: int


def make_view(dataset: Dataset, weighed: Weighed, ontology: Ontology) -> View:
    """The view of everything held, over all time."""
    happening = _happening(dataset.register, ontology)
    held = {f.subject for f in weighed.findings if f.property == RDF.type and f.status == HELD}
    unreal = happening - held
    graph = Graph()
    left_out = 0
    for triple in [*dataset.register, *_held(weighed)]:
        s, _, o = triple
        if s in unreal or o in unreal:
            left_out += 1
        else:
            graph.add(triple)
    for triple in [*_times(weighed), *_attested(graph)]:
        graph.add(triple)
    return View(graph, left_out)


def _happening(register: Graph, ontology: Ontology) -> set[Node]:
    return {s for s, t in register.subject_objects(RDF.type) if ontology.is_occurrent(URIRef(str(t)))}


def _held(weighed: Weighed) -> Iterator[tuple[URIRef, URIRef, Node]]:
    return ((f.subject, f.property, f.value) for f in weighed.findings if f.status == HELD)


def _day(days: Days, is_earliest: bool) -> Literal:
    return Literal(as_xsd(days.earliest if is_earliest else days.latest), datatype=XSD.dateTime, normalize=False)


def _times(weighed: Weighed) -> Iterator[tuple[URIRef, URIRef, Node]]:
    for event, days in weighed.events.items():
        yield event, CSTO.earliest, _day(days, True)
        yield event, CSTO.latest, _day(days, False)
        yield event, CSTO.dateText, Literal(bounds.shown(days, "unknown"))
    for situation, span in weighed.situations.items():
        yield from _span(situation, span)


def _attested(view: Graph) -> list[tuple[Node, URIRef, Node]]:
    """The first and last attestation of each situation that is attested at a time of its own."""
    held: defaultdict[Node, list[Edtf]] = defaultdict(list)
    for situation, value in view.subject_objects(CSTO.holds):
        held[situation].append(parse(str(value)))
    return [
        (situation, prop, Literal(text, datatype=EDTF.EDTF, normalize=False))
        for situation, values in held.items()
        if (told := bounds.attested_range(values)) is not None
        for prop, text in zip((CSTO.firstAttested, CSTO.lastAttested), told, strict=True)
    ]


def _span(situation: URIRef, span: Span) -> Iterator[tuple[URIRef, URIRef, Node]]:
    yield situation, CSTO.earliestBegin, _day(span.begin, True)
    yield situation, CSTO.latestBegin, _day(span.begin, False)
    yield situation, CSTO.earliestEnd, _day(span.end, True)
    yield situation, CSTO.latestEnd, _day(span.end, False)
    shortest, longest = span.duration
    yield situation, CSTO.shortestDays, Literal(str(shortest), datatype=XSD.integer, normalize=False)
    yield situation, CSTO.longestDays, Literal(str(longest), datatype=XSD.integer, normalize=False)
    yield situation, CSTO.endStatus, ID[f"end-status/{span.ending.value}"]
    yield situation, CSTO.beginText, Literal(bounds.shown(span.begin, "unknown"))
    yield situation, CSTO.endText, Literal(bounds.end_shown(span))
