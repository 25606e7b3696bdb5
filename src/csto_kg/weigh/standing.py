"""Checks of a weighing: whether any statement or thing was lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rdflib import URIRef
from rdflib.term import Identifier

from csto_kg.errors import Fault
from csto_kg.read.records import Dataset
from csto_kg.vocab import CSTO, short
from csto_kg.weigh.findings import Finding
from csto_kg.weigh.statements import Entities, Point, Statement


def lost_statements(statements: Iterable[Statement], findings: Iterable[Finding]) -> tuple[Fault, ...]:
    """A fault for each statement whose claim is neither for nor against a finding on its point.

    Such a fault means that the weighing itself is wrong.
    """
    accounted: dict[Point, set[URIRef]] = {}
    for f in findings:
        accounted.setdefault((f.subject, f.property), set()).update((*f.supports, *f.dissents))
    lost = sorted({s for s in statements if s.claim not in accounted.get(s.point, set())})
    return tuple(
        Fault(f"what it says of {short(s.subject)} {short(s.predicate)} was lost in weighing", short(s.claim))
        for s in lost
    )


def without_claims(
    dataset: Dataset, entities: Entities, findings: Sequence[Finding], unsettled: frozenset[URIRef]
) -> tuple[Fault, ...]:
    """A fault for each event, situation and observation in the register without a claim about it.

    Reported content counts as a claim about it. A situation that one of the `unsettled` subjects starts or ends may follow
    once these are settled, so it is not a fault yet.
    """
    spoken: set[Identifier] = {f.subject for f in findings}
    for claim in dataset.claims:
        spoken.update(o for _, _, o in claim.triples)
        for _, triples in claim.reported:
            spoken.update(node for s, _, o in triples for node in (s, o))
    fix = "write a claim about it, or remove it from the register"
    return tuple(
        Fault("no claim is about it", short(s), dataset.where.get(s), fix)
        for s in sorted(entities.classes)
        if s not in spoken
        and entities.is_occurrent(s)
        and unsettled.isdisjoint((*entities.linked(s, CSTO.begunBy), *entities.linked(s, CSTO.endedBy)))
    )
