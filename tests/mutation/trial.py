"""The kinds of fault tried on a project: on its data files, and on the graph that is built of them."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from multiprocessing import get_context
from pathlib import Path

from csto_kg.ontology import Ontology
from csto_kg.project import Project
from csto_kg.read.coverage import cover
from csto_kg.read.files import read_dataset, read_source_list
from csto_kg.read.texts import digest, read_texts
from csto_kg.reason.java import java_of_machine
from tests.mutation import order_kinds  # noqa: F401  # it registers its kinds
from tests.mutation.built import Built, GraphJudge, build
from tests.mutation.built_kinds import GRAPH_KINDS
from tests.mutation.data_files import Copy, DataFiles, read_data_files
from tests.mutation.judge import Judge, try_all, try_alone
from tests.mutation.kinds import KINDS
from tests.mutation.score import Score, score, total
from tests.support.mini import copy_mini

UNSEEN: Mapping[str, str] = {
    **{k.name: k.unseen for k in KINDS.values() if k.unseen},
    **{k.name: k.unseen for k in GRAPH_KINDS.values() if k.unseen},
}
"""The kinds that nobody can see, and why."""

NAMES: Sequence[str] = (*KINDS, *GRAPH_KINDS)
"""The kinds, those of the data files first."""


def mini_project(folder: Path, ontology: Ontology) -> Project:
    """A copy of the mini project in which the stretches of text that nothing accounts for are set aside as silent."""
    project = copy_mini(folder)
    assert project.texts is not None
    texts = read_texts(read_source_list(project, ontology), project.texts)
    for coverage in cover(read_dataset(project, ontology, texts), texts):
        name = coverage.source.id
        path = project.claims / f"{name.removeprefix('source:')}.yaml"
        # In two halves, so that one can be left out and the list is not empty.
        halves = [
            half
            for g in coverage.gaps
            for half in ((g.start, (g.start + g.end) // 2), ((g.start + g.end) // 2, g.end))
        ]
        entries = [
            f"- at: {{start: {start}, end: {end}}}\n  sha256: {digest(texts[name][start:end].encode())}\n"
            "  reason: It says nothing.\n"
            for start, end in halves
        ]
        path.write_text(path.read_text(encoding="utf-8") + "silent:\n" + "".join(entries), encoding="utf-8")
    return project


@dataclass(frozen=True)
class Trial:
    """A project under trial: at how many places each kind is put in, by which seed, whether each mutant is tried alone.

    In `folder` each process makes a copy of the data for itself.
    """

    name: str
    project: Project
    ontology: Ontology = field(repr=False)
    folder: Path
    places: int
    seed: int
    is_alone: bool = False

    def score(self, kind: str) -> Score:
        """The score of a kind. A mutant that leaves the graph as it was is not counted."""
        way = try_alone if self.is_alone else partial(try_all, is_thorough=kind not in UNSEEN)
        if kind in KINDS:
            in_files = way(KINDS[kind].mutants(self.files, self.places, self.seed), self.judge.say)
            # A review is in no graph, and what nobody can see need not be looked at twice.
            is_kept = KINDS[kind].of_review or kind in UNSEEN
            return score(
                kind, self.name, {m: v for m, v in in_files.items() if v or is_kept or not self.judge.is_same(m)}
            )
        verdicts = way(GRAPH_KINDS[kind].mutants(self.built, self.places, self.seed), self.graph_judge.say)
        return score(kind, self.name, {m: v for m, v in verdicts.items() if v or not self.graph_judge.is_same(m)})

    @cached_property
    def files(self) -> DataFiles:
        """The data files as entries."""
        return read_data_files(self.project, self.ontology)

    @cached_property
    def built(self) -> Built:
        """The graph that is built of the data files."""
        return build(self.project, self.ontology, read_dataset(self.project, self.ontology))

    @cached_property
    def judge(self) -> Judge:
        """The checks of the data files."""
        folder = self.folder / f"{self.name}-{os.getpid()}"
        return Judge.of(Copy.of(self.files, folder), java_of_machine(os.environ))

    @cached_property
    def graph_judge(self) -> GraphJudge:
        """The checks of RDF."""
        return GraphJudge(self.built, java_of_machine(os.environ))


_TRIALS: list[Trial] = []


def run(trials: Sequence[Trial], kinds: Sequence[str], processes: int, is_first: bool = False) -> Iterator[Score]:
    """The scores of some kinds in their order, worked out by several processes.

    Each is over all trials, or, with `is_first`, over the first one in which the kind finds a place.
    """
    for trial in trials:  # once for all processes
        _ = trial.files, trial.built
    _TRIALS[:] = trials
    gc.freeze()
    with get_context("fork").Pool(processes, _start) as pool:
        yield from pool.imap(_first_score if is_first else _score, kinds)


def _start() -> None:
    """Set up a process of the pool."""
    gc.disable()
    # Where the coverage of the tests is measured, the measuring is inherited; its result would be lost with the process.
    sys.settrace(None)


def _score(kind: str) -> Score:
    gc.collect()  # between kinds and not within: that saves a quarter of the time
    return total(kind, [trial.score(kind) for trial in _TRIALS])


def _first_score(kind: str) -> Score:
    gc.collect()
    found = Score(kind, 0, {}, 0, ())
    for trial in _TRIALS:
        found = found if found.applied else trial.score(kind)
    return found
