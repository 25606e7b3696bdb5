"""Checks that a view is consistent, as a whole and on every day, and infers what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rdflib import Graph, URIRef

from csto_kg.errors import Fault, FindingsError
from csto_kg.rdf.terms import Triple
from csto_kg.reason.handover import hand_over
from csto_kg.reason.hermit import REASONER, first_inconsistent, run_hermit
from csto_kg.reason.justify import Question, faults_of_classes, faults_of_view
from csto_kg.reason.rules import infer


@dataclass(frozen=True, slots=True)
class Inference:
    """What HermiT infers from a view (everything held, as one plain graph), which it found consistent.

    `inferred`: the triples that follow and are in neither the view nor the ontology; subjects are individuals.
    `given` = `passed_to_hermit` + the sum of `left_out`: distinct triples of the ontology and the view. `left_out` counts
    by reason what HermiT did not get. The triples that declare all individuals different from each other are not counted.
    """

    inferred: frozenset[Triple]
    reasoner: str
    given: int
    passed_to_hermit: int
    left_out: Mapping[str, int]


def check_and_infer(
    ontology: Graph, view: Graph, java: str, different: Iterable[URIRef] | None = None, conflicts: int = 3
) -> Inference:
    """Check that the view can be true under the ontology and return what follows from it.

    `ontology` holds the axioms, `view` statements on individuals that hold together (timeless, or as of one day): OWL
    knows no time. `java` is the program to run HermiT with (`java_of_machine`). `different` are the individuals that are
    held apart, by default all of them. Standard: OWL 2 DL, direct semantics.

    Raises FindingsError where the view is inconsistent, with a fault for each of up to `conflicts` minimal conflicts that
    share no statement, or where a class can have no instance; DataError for malformed literals and where HermiT does not
    take the ontology; MachineError where Java does not run.
    """
    question = Question(hand_over(ontology, view), java, None if different is None else frozenset(different))
    handover = question.handover
    verdict = run_hermit(question.lines(handover.facts), java)
    if not verdict.is_consistent:
        raise FindingsError(*faults_of_view(question, ontology, conflicts))
    if verdict.unsatisfiable:
        raise FindingsError(*faults_of_classes(question, ontology, verdict.unsatisfiable, conflicts))
    passed = len(handover.axioms) + len(handover.facts)
    return Inference(
        inferred=infer(ontology, view),
        reasoner=REASONER,
        given=passed + sum(handover.left_out.values()),
        passed_to_hermit=passed,
        left_out=handover.left_out,
    )


def first_inconsistent_day(ontology: Graph, snapshots: Mapping[date, Graph], java: str) -> date | None:
    """The first day whose statements cannot be true together under the ontology, or None.

    HermiT is started once for all days. Raises DataError and MachineError as `check_and_infer` does.
    """
    days = sorted(snapshots)
    questions = [Question(hand_over(ontology, snapshots[day]), java, None) for day in days]
    first = first_inconsistent([q.lines(q.handover.facts) for q in questions], java) if questions else None
    return None if first is None else days[first]


def check_snapshots(ontology: Graph, snapshots: Mapping[date, Graph], java: str, conflicts: int = 3) -> None:
    """Check that the statements of each day can be true together under the ontology.

    `snapshots` holds for each day the relations of that day (`weigh.relations_by_day`). Raises FindingsError for the first
    day that is inconsistent, with a fault for each of up to `conflicts` minimal conflicts on it; other errors as in
    `check_and_infer`.
    """
    day = first_inconsistent_day(ontology, snapshots, java)
    if day is None:
        return
    question = Question(hand_over(ontology, snapshots[day]), java, None)
    faults = faults_of_view(question, ontology, conflicts)
    raise FindingsError(*(Fault(f"on {day}: {f.message}", f.subject, f.where, f.fix) for f in faults))
