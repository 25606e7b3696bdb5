"""The mini project of the tests: a copy to change, or read, weighed and viewed once."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
from hypothesis.vendor.pretty import RepresentationPrinter

from csto_kg.ontology import Ontology
from csto_kg.order import derived_triples, ordered_view
from csto_kg.project import Project
from csto_kg.rdf.terms import TermTriple
from csto_kg.read.files import read_dataset
from csto_kg.read.records import Dataset
from csto_kg.read.texts import read_texts
from csto_kg.release.quads import WorkedOut, named_quad, quads_of
from csto_kg.weigh import Reported, View, Weighed, held_graph, reach_triples, weigh, with_times
from tests.support.paths import ROOT

# Examples and frozen imports are most of what would be copied, and the data do not use them.
_NOT_COPIED = shutil.ignore_patterns("examples", "imports")


@dataclass(frozen=True, slots=True)
class Mini:
    """The mini project read, weighed and viewed once for the whole session; nothing of it may be changed."""

    project: Project
    ontology: Ontology = field(repr=False)
    texts: dict[str, str] = field(repr=False)
    dataset: Dataset = field(repr=False)
    weighed: Weighed = field(repr=False)
    view: View = field(repr=False)
    reported: Reported = field(repr=False)
    quads: Sequence[ox.Quad] = field(repr=False)
    derived: Sequence[TermTriple] = field(repr=False)
    store: ox.Store = field(repr=False)

    def _repr_pretty_(self, printer: RepresentationPrinter, is_cycle: bool) -> None:
        """How Hypothesis shows it, which would otherwise print all of it."""
        printer.text("whole")


def copy_mini(folder: Path) -> Project:
    """A copy of the mini project with the ontology and the stored queries of this repository."""
    root = folder / "mini"
    shutil.copytree(ROOT / "tests" / "mini", root)
    for name in ("ontology", "queries"):
        shutil.copytree(ROOT / name, root / name, ignore=_NOT_COPIED)
    return Project(root, root / "build", root / "texts")


def read_mini(folder: Path, ontology: Ontology) -> Mini:
    """The mini project, copied into a folder, from its files to a store in memory."""
    project = copy_mini(folder)
    assert project.texts is not None
    texts = read_texts(read_dataset(project, ontology).sources, project.texts)
    dataset = read_dataset(project, ontology, texts)
    weighed = weigh(dataset, ontology)
    found = ordered_view(dataset, weighed, ontology)
    weighed, view, reported = found.ordered.weighed, found.view, found.reported
    derived = derived_triples(found)
    reach = reach_triples({*dataset.register, *view.graph}, dataset.claims, weighed.conflicts, ontology)
    graphs = (view.graph, (), ontology.graph, (), WorkedOut(derived, reported.graph, reach))
    quads = [named_quad(q) for q in quads_of(dataset, weighed, *graphs)]
    store = ox.Store()
    store.bulk_extend(quads)
    return Mini(project, ontology, texts, dataset, weighed, view, reported, quads, derived, store)


def view_of(dataset: Dataset, weighed: Weighed, ontology: Ontology) -> View:
    """The view with the bounds that are weighed, before any order tightens them."""
    return with_times(held_graph(dataset, weighed, ontology), weighed)
