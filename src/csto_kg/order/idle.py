"""Decisions on contradictions in time that decide nothing: what they are about does not, or no longer, contradict itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from csto_kg.chronology import Contradiction
from csto_kg.errors import DataError, Fault, FindingsError
from csto_kg.ontology import Ontology
from csto_kg.order.conflicts import TEMPORAL, claims_in, is_left_open
from csto_kg.order.moments import Moment, Reason
from csto_kg.order.ordering import Ordered, order
from csto_kg.read.records import CuratedConflict, Dataset
from csto_kg.vocab import short
from csto_kg.weigh import weigh
from csto_kg.weigh.resolve import LEFT_OPEN, PREFERRED
from csto_kg.weigh.view import held_graph

__all__ = ["idle_decisions"]


def idle_decisions(ordered: Ordered, dataset: Dataset, ontology: Ontology) -> tuple[Fault, ...]:
    """The records of type temporal that decide nothing, as faults at their places.

    One that leaves a contradiction open needs it to be there. One that prefers a side has overruled the contradiction, so
    the data are ordered once more without it: then a claim of the other side has to contradict something. Records with a
    property decide what claims say of one thing, which weighing checks.
    """
    records = [c for c in dataset.conflicts if c.kind == TEMPORAL and c.property is None]
    return tuple(_fault(record) for record in records if not _decides(record, ordered, dataset, ontology))


def _decides(record: CuratedConflict, ordered: Ordered, dataset: Dataset, ontology: Ontology) -> bool:
    if record.outcome == LEFT_OPEN:
        return any(is_left_open(contradiction, (record,)) for contradiction in _met(ordered))
    return record.outcome == PREFERRED and _would_contradict(record, ordered, dataset, ontology)


def _would_contradict(record: CuratedConflict, ordered: Ordered, dataset: Dataset, ontology: Ontology) -> bool:
    """Whether claims that a record overrules contradict something in time when it is left out."""
    others: Collection[CuratedConflict] = [c for c in dataset.conflicts if c is not record]
    rest = replace(dataset, conflicts=tuple(others))
    try:
        weighed = weigh(rest, ontology)
    except (DataError, FindingsError):
        return True  # without it claims on one point disagree
    without = order(held_graph(rest, weighed, ontology).graph, rest, weighed, ontology, ordered.rules)
    overruled = {*record.between} - {*record.prefers}
    return any(overruled.intersection(claims_in(contradiction)) for contradiction in _met(without))


def _met(ordered: Ordered) -> Iterable[Contradiction[Moment, Reason]]:
    """All contradictions, decided or not, with those that an assumption has caused."""
    return (*ordered.own.contradictions, *ordered.strict.contradictions, *ordered.presumed.contradictions)


def _fault(record: CuratedConflict) -> Fault:
    claims = ", ".join(map(short, record.between))
    message = (
        f"decides nothing: {claims} do not contradict each other in time on {', '.join(map(short, record.about))}"
    )
    fix = "remove it, or correct its `about` and `between`"
    if record.outcome not in (LEFT_OPEN, PREFERRED):
        message, fix = (
            "both cannot stand where claims contradict each other in time",
            "prefer one side, or leave it open",
        )
    return Fault(message, short(record.iri), record.where, fix)
