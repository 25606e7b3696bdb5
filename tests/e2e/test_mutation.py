"""The mutation score: checks report faults of every visible kind, and nothing where there are none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from csto_kg.check.targets import CheckOptions, check_data
from csto_kg.ontology import Ontology
from csto_kg.project import Project
from tests.mutation import judge
from tests.mutation.built_kinds import GRAPH_KINDS
from tests.mutation.kinds import KINDS
from tests.mutation.score import Score
from tests.mutation.trial import NAMES, UNSEEN, Trial, mini_project, run
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

VISIBLE = [name for name in NAMES if name not in UNSEEN]


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory, ontology: Ontology) -> list[Trial]:
    """The mini project, and the real data without the source texts."""
    folder = tmp_path_factory.mktemp("mutants")
    projects = {"mini": mini_project(folder, ontology), "real": Project(ROOT, ROOT / "build")}
    return [Trial(name, project, ontology, folder, 1, 1) for name, project in projects.items()]


@pytest.fixture(scope="module")
def scores(trials: list[Trial]) -> Mapping[str, Score]:
    """The score of each kind at one place, on the mini project or, where it has no place for one, on the real data.

    Kinds that nobody can see pass every check, which takes its time: these are tried on the mini project only.
    """
    visible, unseen = run(trials, VISIBLE, 2, is_first=True), run(trials[:1], list(UNSEEN), 2)
    return {s.kind: s for s in (*visible, *unseen)}


def test_there_are_many_kinds_of_fault() -> None:
    """There are at least forty visible kinds in the data files, and forty in built RDF."""
    floors = {len([k for k in kinds if k in VISIBLE]) >= 40 for kinds in (KINDS, GRAPH_KINDS)}
    assert {True} == floors


@pytest.mark.parametrize("kind", VISIBLE)
def test_a_fault_that_can_be_seen_is_reported(kind: str, scores: Mapping[str, Score]) -> None:
    """A visible kind finds places to be put in, and at each of them a check reports it."""
    assert (True, ()) == (scores[kind].applied > 0, scores[kind].survivors)


@pytest.mark.parametrize("kind", UNSEEN)
def test_what_nobody_can_see_has_a_reason_and_is_not_reported(kind: str, scores: Mapping[str, Score]) -> None:
    """No check reports a kind that is listed as unseen, and the kind has a reason."""
    assert ({}, True) == (scores[kind].by, UNSEEN[kind].endswith("."))


def test_each_check_reports_something_first(scores: Mapping[str, Score]) -> None:
    """Each check is the first to report some fault, but for the reasoner, which is asked when all others are silent."""
    first = {check for score in scores.values() for check in score.by}
    assert {*judge.CHECKS, "validate"} - {"reasoner"} == first


def test_what_is_right_is_not_reported(trials: list[Trial]) -> None:
    """The checks find nothing in the data and the graph as they are."""
    for trial in trials:
        report = check_data(trial.project, CheckOptions()).report
        assert ((), []) == (tuple(report.results), list(trial.graph_judge.before))
