"""Makes the view: the register of what is held to exist, the held findings, and the bounds in time, as one plain graph.

An event, situation or observation is in the view only if a finding holds that there is one. A statement that points to
one that is not held is left out too; `reported` has it where it is only spoken of, and counts it where it is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node

from csto_kg.ontology import Ontology
from csto_kg.rdf.spans import day_properties, span_properties
from csto_kg.rdf.terms import TermTriple, to_rdflib
from csto_kg.read.records import Claim, Dataset
from csto_kg.time import bounds
from csto_kg.time.days import DateError
from csto_kg.time.edtf import Edtf, parse
from csto_kg.vocab import CSTO, EDTF, short
from csto_kg.weigh.resolve import HELD
from csto_kg.weigh.statements import entities_of
from csto_kg.weigh.weighing import Weighed


@dataclass(frozen=True, slots=True)
class View:
    """The plain graph, and the statements of the register and of held findings that were left out of it.

    `unreal` are the things that are not in it, since nothing holds that there is one.
    """

    graph: Graph
    missing: tuple[TermTriple, ...] = ()
    unreal: frozenset[URIRef] = frozenset()

    @property
    def left_out(self) -> int:
        """How many statements were left out."""
        return len(self.missing)


def held_graph(dataset: Dataset, weighed: Weighed, ontology: Ontology) -> View:
    """Everything held, without the bounds in time."""
    entities = entities_of(dataset.register, ontology)
    held = {f.subject for f in weighed.findings if f.property == RDF.type and f.status == HELD}
    unreal = frozenset(s for s in entities.classes if entities.is_occurrent(s)) - held
    graph, missing = Graph(), []
    for triple in [*dataset.register, *_held(weighed)]:
        s, _, o = triple
        if s in unreal or o in unreal:
            missing.append(triple)
        else:
            graph.add(triple)
    return View(graph, tuple(missing), unreal)


def without_unheard(view: Graph, claims: Iterable[Claim], counted: Collection[URIRef]) -> Graph:
    """A view without what only claims that do not count speak of; `counted` are the claims that do.

    What something that stays refers to stays too, and so does what no claim speaks of: the register alone has it.
    """
    heard: dict[bool, set[Node]] = {True: set(), False: set()}
    for claim in claims:
        contents = (claim.triples, *(triples for _, triples in claim.reported))
        heard[claim.iri in counted] |= {node for triples in contents for s, _, o in triples for node in (s, o)}
    unheard = heard[False] - heard[True]
    if not unheard:
        return view
    reached = [s for s in set(view.subjects()) if s not in unheard]
    kept = set(reached)
    while reached:
        found = {o for o in view.objects(reached.pop()) if o in unheard} - kept
        kept |= found
        reached += found
    graph = Graph()
    for triple in view:
        if triple[0] in kept:
            graph.add(triple)
    return graph


def with_times(held: View, weighed: Weighed) -> View:
    """A graph of everything held with its bounds in time, which are added to that graph."""
    for triple in list(_times(weighed, held.graph)):
        held.graph.add(triple)
    # The days of the events are in the graph by now.
    for attestation in attested_triples(held.graph):
        held.graph.add(attestation)
    return held


def names_in(view: Graph) -> Callable[[URIRef], str]:
    """The English names of things in a view, or their identifiers where they have none."""

    def name(thing: URIRef) -> str:
        labels = sorted(
            str(o) for o in view.objects(thing, RDFS.label) if isinstance(o, Literal) and o.language == "en"
        )
        return labels[0] if labels else short(thing)

    return name


def _held(weighed: Weighed) -> Iterator[tuple[URIRef, URIRef, Node]]:
    return ((f.subject, f.property, f.value) for f in weighed.findings if f.status == HELD)


def _times(weighed: Weighed, held: Graph) -> Iterator[tuple[URIRef, URIRef, Node]]:
    for event, days in weighed.events.items():
        dates = dates_given(held, event, CSTO.date)
        yield from ((event, predicate, to_rdflib(value)) for predicate, value in day_properties(days, dates))
    for situation, span in weighed.situations.items():
        starts = dates_given(held, situation, CSTO.begins, CSTO.begunBy)
        ends = dates_given(held, situation, CSTO.ends, CSTO.endedBy)
        found = span_properties(span, starts, ends)
        yield from ((situation, predicate, to_rdflib(value)) for predicate, value in found)


def dates_given(held: Graph, thing: URIRef, key: URIRef, link: URIRef | None = None) -> list[str]:
    """The dates that are held of a thing, with those of the events that start or end it."""
    events = () if link is None else held.objects(thing, link)
    dates = [*held.objects(thing, key), *(date for event in events for date in held.objects(event, CSTO.date))]
    return [str(date) for date in dates]


def attested_triples(view: Graph) -> list[tuple[Node, URIRef, Node]]:
    """The first and the last time at which each situation of a view is attested, by itself or on the day of an event.

    Events have their `csto:dateText`. What is not a date attests nothing: other rules report it.
    """
    texts = [*view.subject_objects(CSTO.holds)]
    for situation, event in view.subject_objects(CSTO.holdsAt):
        texts += ((situation, text) for text in view.objects(event, CSTO.dateText))
    held: defaultdict[Node, list[Edtf]] = defaultdict(list)
    for situation, text in texts:
        with suppress(DateError):
            held[situation].append(parse(str(text)))
    return [
        (situation, prop, Literal(text, datatype=EDTF.EDTF))
        for situation, values in held.items()
        if (attested := bounds.attested_range(values)) is not None
        for prop, text in zip((CSTO.firstAttested, CSTO.lastAttested), attested, strict=True)
    ]
