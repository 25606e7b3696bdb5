"""What must be so of the graph of derived bounds, whatever the data and the policy."""

from __future__ import annotations

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node

from csto_kg.order import OrderedView, derived_triples
from csto_kg.order.moments import BOUNDS, Moment, Which
from csto_kg.order.ordering import Ordered, Settlement, days_in, spans_of
from csto_kg.order.triples import bound_iri
from csto_kg.read.records import Dataset, publications
from csto_kg.time.days import LAST_DAY, as_xsd
from csto_kg.vocab import CSTO, short
from csto_kg.weigh.policy import Policy
from csto_kg.weigh.statements import counted_claims

PRESUMED = {
    CSTO.earliest: CSTO.presumedEarliest,
    CSTO.latest: CSTO.presumedLatest,
    CSTO.earliestBegin: CSTO.presumedEarliestBegin,
    CSTO.latestBegin: CSTO.presumedLatestBegin,
    CSTO.earliestEnd: CSTO.presumedEarliestEnd,
    CSTO.latestEnd: CSTO.presumedLatestEnd,
}
_ONE = (CSTO.boundOf, CSTO.boundProperty, CSTO.day, CSTO.byRule, RDFS.label)


def bounds_in(ordered: Ordered, settlement: Settlement) -> dict[tuple[URIRef, URIRef], str]:
    """Each bound of everything held in a solution, as the graph writes it."""
    found = {}
    for event in ordered.weighed.events:
        days = days_in(settlement.solution, Moment(event, Which.DAY))
        for prop, day in zip(BOUNDS[Which.DAY], (days.earliest, days.latest), strict=True):
            found[event, prop] = as_xsd(day)
    for situation, span in spans_of(ordered.weighed, settlement.solution).items():
        for which, days in ((Which.BEGIN, span.begin), (Which.END, span.end)):
            for prop, day in zip(BOUNDS[which], (days.earliest, days.latest), strict=True):
                found[situation, prop] = as_xsd(day)
    return found


def faults_in_chronology(found: OrderedView, dataset: Dataset, policy: Policy) -> list[str]:
    """What is wrong with the derived bounds of a view; nothing where they are whole."""
    graph = Graph()
    for triple in derived_triples(found):
        graph.add(triple)
    nodes = {
        URIRef(str(n)) for kind in (CSTO.DerivedBound, CSTO.PresumedBound) for n in graph.subjects(RDF.type, kind)
    }
    published = publications((c.source for c in dataset.claims), dataset.provenance)
    counted = {claim.iri for claim in counted_claims(dataset.claims, policy, published)}
    rested = {URIRef(str(claim)) for claim in graph.objects(None, CSTO.restsOn)}
    faults = [f"{short(claim)} does not count" for claim in rested - counted]
    faults += [
        f"{short(n)} has no single {short(p)}" for n in nodes for p in _ONE if len(set(graph.objects(n, p))) != 1
    ]
    faults += _missing(found, graph, nodes)
    for node in sorted(nodes):
        faults += _faults_of_node(node, found, graph, policy)
        faults += _faults_of_chain(node, graph, nodes)
    return faults


def _missing(found: OrderedView, graph: Graph, nodes: set[URIRef]) -> list[str]:
    """The bounds of the view, and the presumed ones, that no node explains though they differ from those before."""
    own, strict, presumed = (
        bounds_in(found.ordered, s) for s in (found.ordered.own, found.ordered.strict, found.ordered.presumed)
    )
    faults = []
    for (thing, prop), day in strict.items():
        name = f"{short(thing)} {short(prop)}"
        if str(found.view.graph.value(thing, prop)) != day:
            faults.append(f"{name}: the view has another day than the strict rules give")
        if str(graph.value(thing, PRESUMED[prop])) != presumed[thing, prop]:
            faults.append(f"{name}: the presumed bound is another than the assumptions give")
        # What goes on has no first possible end; where its end is bounded after all, the last possible end says why.
        if prop == CSTO.earliestEnd and as_xsd(LAST_DAY) in (own[thing, prop], day):
            continue
        if day != own[thing, prop] and bound_iri(thing, prop, is_presumed=False) not in nodes:
            faults.append(f"{name}: no node explains it")
        if day != presumed[thing, prop] and bound_iri(thing, prop, is_presumed=True) not in nodes:
            faults.append(f"{name}: no node explains what is presumed")
    return faults


def _faults_of_node(node: URIRef, found: OrderedView, graph: Graph, policy: Policy) -> list[str]:
    thing, prop = (URIRef(str(graph.value(node, p))) for p in (CSTO.boundOf, CSTO.boundProperty))
    is_presumed = (node, RDF.type, CSTO.PresumedBound) in graph
    shown = graph.value(thing, PRESUMED[prop]) if is_presumed else found.view.graph.value(thing, prop)
    assumed = {URIRef(str(rule)) for rule in graph.objects(node, CSTO.assumes)}
    rules = found.ordered.rules
    faults = []
    is_open = prop == CSTO.earliestEnd and str(shown) == as_xsd(LAST_DAY)
    is_premise = (None, CSTO.premise, node) in graph
    if str(graph.value(node, CSTO.day)) != str(shown) and not (is_open and is_premise):
        faults.append(f"{short(node)}: its day is {graph.value(node, CSTO.day)}, the bound is {shown}")
    if is_presumed != bool(assumed):
        faults.append(f"{short(node)}: assumes {sorted(map(short, assumed))}")
    if any(not rules[rule].is_assumption or not policy.assumes(rules[rule].name) for rule in assumed):
        faults.append(f"{short(node)}: assumes what is not an assumption that counts")
    if not is_presumed and rules[URIRef(str(graph.value(node, CSTO.byRule)))].is_assumption:
        faults.append(f"{short(node)}: is strict by an assumption")
    return faults


def _faults_of_chain(node: URIRef, graph: Graph, nodes: set[URIRef]) -> list[str]:
    """A node leads by its premises to one without, never back to itself, and only a presumed one starts from presumed."""
    seen: list[Node] = []
    at: Node | None = node
    while at is not None:
        if at in seen:
            return [f"{short(node)}: its premises lead in a circle"]
        if at not in nodes:
            return [f"{short(node)}: its premise {at} is not there"]
        seen.append(at)
        premises = list(graph.objects(at, CSTO.premise))
        if len(premises) > 1:
            return [f"{short(node)}: has several premises"]
        at = premises[0] if premises else None
    kinds = [(n, RDF.type, CSTO.PresumedBound) in graph for n in seen]
    return (
        [] if kinds == sorted(kinds, reverse=True) else [f"{short(node)}: is strict and starts from what is presumed"]
    )
