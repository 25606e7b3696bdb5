"""Days that follow from order: bounds that the claims on a thing's own date leave open, but the order of things does not.

* `moments`: the day of an event, the start and end of a situation, and constraints between them with their reasons.
* `rules`: the rules on time, read from the ontology.
* `things`: what rules are applied to: events and situations, and what is said of them.
* `held`: constraints from what is held on the times of each thing.
* `applying`: the pairs of things that each rule relates, and the constraints that follow.
* `decided`: orders that wait until bounds decide them.
* `ordering`: solves the network with the strict rules, and with the assumptions; leaves out what contradicts itself.
* `conflicts`: contradictions in time as conflicts, decided or left open.
* `idle`: decisions on contradictions that are not, or no longer, there.
* `plain`: the events and situations of a plain graph, without the claims behind it.
* `contradicting`: all contradictions in a plain graph, part by part.
* `wording`: bounds, steps and contradictions in words.
* `triples`: what follows, as RDF.
* `views`: the view with the bounds that follow.
"""

from __future__ import annotations

from csto_kg.order.ordering import Ordered, tightened_bounds
from csto_kg.order.rules import OrderRule, rules_of
from csto_kg.order.views import OrderedView, derived_triples, ordered_view
from csto_kg.order.wording import contradiction_fault, contradiction_text, things_in

__all__ = [
    "OrderRule",
    "Ordered",
    "OrderedView",
    "contradiction_fault",
    "contradiction_text",
    "derived_triples",
    "ordered_view",
    "rules_of",
    "things_in",
    "tightened_bounds",
]
