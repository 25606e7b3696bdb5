"""Stored queries asked of small data sets, with the bounds that follow from order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import ORG, RDF, RDFS
from rdflib.term import Node

from csto_kg.ask.run import run_sparql
from csto_kg.order import OrderedView, derived_triples, ordered_view
from csto_kg.queries.stored import substitute, tidy
from csto_kg.rdf.results import text_of
from csto_kg.release.quads import WorkedOut, named_quad, quads_of
from csto_kg.vocab import ID, short
from csto_kg.weigh import reach_triples, weigh
from csto_kg.weigh.policy import CURATED, Policy
from tests.support.ordering import OrderCase, facts
from tests.support.queries import QUERIES
from tests.support.timelines import day

_XSD = "http://www.w3.org/2001/XMLSchema#"


class Asked:
    """A small data set in a store, and what the stored queries answer."""

    def __init__(self, case: OrderCase, more: str = "", policy: Policy = CURATED) -> None:
        """Weigh and order a data set; `more` are facts to add to its view, as memberships need them."""
        dataset, ontology = case.dataset, case.whole.ontology
        self.found: OrderedView = ordered_view(dataset, weigh(dataset, ontology, policy), ontology, policy)
        view = self.found.view.graph
        for triple in (*map(case.triple, facts(more)), *_labels(view, more)):
            view.add(triple)
        weighed = self.found.ordered.weighed
        # Of the ontology the queries read the names of rules only; the whole would be large.
        names = Graph()
        for rule in set(self.found.ordered.rules):
            names.add((rule, RDFS.label, Literal(short(rule), lang="en")))
        reach = reach_triples({*dataset.register, *view}, dataset.claims, weighed.conflicts, ontology)
        made = (view, (), names, (), WorkedOut(derived_triples(self.found), self.found.reported.graph, reach))
        quads = quads_of(dataset, weighed, *made)
        self.store = ox.Store()
        self.store.extend(map(named_quad, quads))

    def text(self, name: str, **values: str) -> str:
        """The text of a stored query with values: identifiers, days, or texts, as the parameter takes them."""
        query = QUERIES[name]
        types = {p.name: p.type.value for p in query.parameters}
        rows = {p: " ".join(_term(types[p], value) for value in text.split()) for p, text in _named(values)}
        return substitute(query.text, rows)

    def rows(self, name: str, **values: str) -> list[dict[str, str]]:
        """The answer of a stored query, with short names; an empty cell is an empty text."""
        table = tidy(QUERIES[name], run_sparql(self.store, self.text(name, **values)))
        return [
            {
                c: " ".join(map(short, (text_of(cell) or "").split()))
                for c, cell in zip(table.columns, row, strict=True)
            }
            for row in table.rows
        ]


def of_two(first: str, other: str) -> str:
    """Facts that make two situations memberships of one state in two organizations."""
    return "; ".join(
        f"{s} type Membership; {s} organization league-{i}; {s} member eastland; {s} role role/member"
        for i, s in enumerate((first, other))
    )


def on(number: int) -> str:
    """A day of the fortnight in which small histories lie."""
    return day(number).isoformat()


def _named(values: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    return ((name.rstrip("_"), value) for name, value in values.items())


def _term(kind: str, value: str) -> str:
    if value == "any":
        return "UNDEF" if kind == "entity" else '"any"'
    if kind == "entity":
        return f"<{ID[value]}>"
    return f'"{value}T00:00:00Z"^^<{_XSD}dateTime>' if kind == "day" else f'"{value}"'


def _labels(view: Graph, more: str) -> Iterator[tuple[Node, URIRef, Node]]:
    """Names for everything in the view, since the queries show what has one."""
    things = {*view.subjects(RDF.type), *view.objects(None, ORG.member), *(ID[s] for s, _, _ in facts(more))}
    things |= {ID[value] for _, key, value in facts(more) if key != "type"}
    for thing in sorted(map(str, things)):
        yield URIRef(thing), RDFS.label, Literal(short(URIRef(thing)), lang="en")
