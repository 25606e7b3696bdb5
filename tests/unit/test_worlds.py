"""A release under another policy is made from the release alone, and under the default one is the release."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.reason.rules import infer
from csto_kg.release import quads as release
from csto_kg.release.folder import release_quads
from csto_kg.release.reweigh import open_world, quads_under, read_sources
from csto_kg.release.store import write_store
from csto_kg.vocab import CLAIM, G_PROVENANCE
from csto_kg.weigh import CURATED, Policy, Rule
from tests.conftest import Mini


@pytest.fixture
def folder(whole: Mini, tmp_path: Path) -> Path:
    """A folder with a release of the mini project in it."""
    inferred = infer(whole.ontology.graph, whole.view.graph)
    quads = release.quads_of(whole.dataset, whole.weighed, whole.view.graph, inferred, whole.ontology.graph)
    canonical = release.canonical(map(release.named_quad, quads))
    (tmp_path / "csto-kg.nq").write_bytes(canonical)
    (tmp_path / "manifest.json").write_text(json.dumps({"release": release.release_hash(canonical)}))
    write_store(canonical, tmp_path / "store")
    return tmp_path


def lines(quads: Iterator[release.Quad]) -> set[bytes]:
    """Quads as lines."""
    return set(release.canonical(map(release.named_quad, quads)).splitlines())


def test_the_default_policy_gives_the_release(folder: Path) -> None:
    """What the curators decided, weighed anew from the release, is the release quad by quad."""
    assert set((folder / "csto-kg.nq").read_bytes().splitlines()) == lines(
        quads_under(release_quads(folder), CURATED)
    )


def test_claims_that_do_not_count_are_gone(folder: Path) -> None:
    """Neither the graphs nor the statements about claims of a source that is left out are in its world."""
    found = lines(quads_under(release_quads(folder), Policy(without=frozenset(["notes"]))))
    assert not [line for line in found if f"<{CLAIM}notes-".encode() in line]
    kept = {
        line for line in (folder / "csto-kg.nq").read_bytes().splitlines() if f"<{CLAIM}annals-1>".encode() in line
    }
    assert kept <= found


def test_the_days_of_publication_come_from_the_release(folder: Path) -> None:
    """Each source that claims rest on is told with the days on which it can have been published."""
    sources = read_sources(ox.Store.read_only(str(folder / "store")))
    assert {"annals", "notes"} == set(sources)
    assert date(2005, 6, 1) == (sources["annals"].latest if sources["annals"] else None)


def test_a_world_is_made_once(folder: Path) -> None:
    """The store of a policy is kept beside its release and opened from there."""
    policy = Policy(Rule.MAJORITY)
    first = open_world(folder, policy)
    (kept,) = (folder / "worlds").iterdir()
    made = kept.stat().st_mtime_ns
    second = open_world(folder, policy)
    assert (len(first), made) == (len(second), kept.stat().st_mtime_ns)
    assert {kept} == set((folder / "worlds").iterdir())


def test_without_a_folder_to_write_a_world_is_made_in_memory(folder: Path) -> None:
    """Where nothing can be written the answer is the same."""
    (folder / "worlds").write_text("in the way")
    graph = ox.NamedNode(str(G_PROVENANCE))
    world = open_world(folder, Policy(Rule.MAJORITY))
    told = ox.Store.read_only(str(folder / "store")).quads_for_pattern(None, None, None, graph)
    assert set(told) == set(world.quads_for_pattern(None, None, None, graph))
