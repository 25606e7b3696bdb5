"""From claims to findings, and from findings to the view.

* `policy`: whose claims count, and which rule settles conflicts.
* `statements`: the statements of the claims that count, each on the point where it is weighed.
* `sides`: which values of a point can be true together.
* `resolve`: how a disagreement is settled, as a `Resolution`.
* `findings`: what is held, left open or rejected on each point.
* `times`: the days of events and the bounds of situations.
* `stances`: the claims for and against each thing, and what they differ on.
* `periods`: the claims for and against a situation, day by day.
* `standing`: whether anything was lost.
* `stale`: decisions whose claims have changed since, or were joined by others.
* `weighing`: the chain of all these, `weigh`; it refuses conflicts without a decision.
* `reach`: how far a question about a thing reaches: what concerns it, and the conflicts about it.
* `triples`: findings, conflicts and decisions as RDF.
* `view`: everything held as one plain graph.
* `reported`: what is only spoken of, as a graph of its own; why the view leaves out what it leaves out.
* `snapshots`: the view as of one day.
"""

from __future__ import annotations

from csto_kg.weigh.findings import Finding
from csto_kg.weigh.policy import CURATED, Policy, Rule, read_policy, undated
from csto_kg.weigh.reach import reach_triples
from csto_kg.weigh.reported import LeftOut, Reported, reported_of
from csto_kg.weigh.resolve import HELD, OPEN, REJECTED, WeighedConflict
from csto_kg.weigh.snapshots import SnapshotRelation, change_days, relations_by_day, snapshot, snapshot_relations
from csto_kg.weigh.stale import StaleDecision, stale_decisions, stale_fault
from csto_kg.weigh.view import View, held_graph, with_times
from csto_kg.weigh.weighing import Disagreements, Weighed, disagreements, weigh

__all__ = [
    "CURATED",
    "HELD",
    "OPEN",
    "REJECTED",
    "Disagreements",
    "Finding",
    "LeftOut",
    "Policy",
    "Reported",
    "Rule",
    "SnapshotRelation",
    "StaleDecision",
    "View",
    "Weighed",
    "WeighedConflict",
    "change_days",
    "disagreements",
    "held_graph",
    "reach_triples",
    "read_policy",
    "relations_by_day",
    "reported_of",
    "snapshot",
    "snapshot_relations",
    "stale_decisions",
    "stale_fault",
    "undated",
    "weigh",
    "with_times",
]
