"""The view with the bounds that follow from order: from what is weighed to the plain graph that questions are asked of."""

from __future__ import annotations

from typing import NamedTuple

from csto_kg.errors import DataError
from csto_kg.ontology import Ontology
from csto_kg.order.idle import idle_decisions
from csto_kg.order.ordering import Ordered, order
from csto_kg.order.rules import rules_of
from csto_kg.order.triples import chronology_triples
from csto_kg.order.wording import contradiction_fault
from csto_kg.rdf.terms import TermTriple
from csto_kg.read.records import Dataset, publications
from csto_kg.weigh.policy import CURATED, Policy
from csto_kg.weigh.reported import Reported, reported_of
from csto_kg.weigh.statements import counted_claims, entities_of
from csto_kg.weigh.view import View, held_graph, names_in, with_times
from csto_kg.weigh.weighing import Weighed

__all__ = ["OrderedView", "derived_triples", "ordered_view"]


class OrderedView(NamedTuple):
    """What is weighed, with the bounds that follow from order, the view that has them, and what is only reported."""

    ordered: Ordered
    view: View
    reported: Reported


def ordered_view(dataset: Dataset, weighed: Weighed, ontology: Ontology, policy: Policy = CURATED) -> OrderedView:
    """The view of everything held, with the tightest bounds that claims and strict rules allow.

    Raises DataError where a rule of the ontology is wrong, and under the curators' decisions where one of them is on a
    contradiction in time that is not there; then the contradictions that nobody has decided are raised with it.
    """
    held = held_graph(dataset, weighed, ontology)
    ordered = order(held.graph, dataset, weighed, ontology, rules_of(ontology), policy)
    if policy.is_default and (idle := idle_decisions(ordered, dataset, ontology)):
        undecided = (contradiction_fault(c, ordered.rules, dataset.where) for c in ordered.contradictions)
        raise DataError(*idle, *undecided)
    published = publications((c.source for c in dataset.claims), dataset.provenance)
    claims = counted_claims(dataset.claims, policy, published)
    entities = entities_of(dataset.register, ontology)
    reported = reported_of(held.missing, held.unreal, claims, ordered.weighed.findings, entities)
    return OrderedView(ordered, with_times(held, ordered.weighed), reported)


def derived_triples(found: OrderedView) -> list[TermTriple]:
    """The graph of what follows from order: the derived bounds with the steps to them, presumed bounds, distances."""
    return list(chronology_triples(found.ordered, names_in(found.view.graph)))
