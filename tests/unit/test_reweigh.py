"""A release under another policy is made from the release alone, and under the default policy it is the release itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.project import Release
from csto_kg.rdf.nquads import canonical_nquads, release_hash
from csto_kg.reason.rules import infer
from csto_kg.release.cache import Cache
from csto_kg.release.folder import release_quads
from csto_kg.release.quads import named_quad, quads_of
from csto_kg.release.reweigh import open_release, publication_days, reweighed_quads
from csto_kg.release.store import open_store, write_store
from csto_kg.vocab import CLAIM, CSTO, G_PROVENANCE, G_VIEW
from csto_kg.weigh.policy import CURATED, Policy, Rule
from tests.support.mini import Mini

MAJORITY = Policy(Rule.MAJORITY)


@pytest.fixture
def release(whole: Mini, tmp_path: Path) -> Release:
    """A release of the mini project in a folder of its own."""
    inferred = infer(whole.ontology.graph, whole.view.graph)
    quads = quads_of(
        whole.dataset, whole.weighed, whole.view.graph, inferred, whole.ontology.graph, (), whole.derived
    )
    written = canonical_nquads(map(named_quad, quads))
    found = Release(tmp_path / "release")
    found.folder.mkdir()
    found.nquads.write_bytes(written)
    found.manifest.write_text(json.dumps({"release": release_hash(written)}))
    write_store(written, found.store)
    return found


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """An empty cache."""
    return Cache(tmp_path / "cache")


def lines(quads: Iterator[ox.Quad]) -> set[bytes]:
    """Quads as lines."""
    return set(canonical_nquads(quads).splitlines())


def test_the_default_policy_gives_the_release(release: Release) -> None:
    """What the curators decided, weighed again from the release, is the release quad by quad."""
    assert set(release.nquads.read_bytes().splitlines()) == lines(
        reweighed_quads(release_quads(release.folder), CURATED)
    )


def test_an_older_release_is_reweighed_too(release: Release) -> None:
    """A release from before the class csto:Occurrent has the same view when it is weighed again."""
    at = (ox.NamedNode(str(p)) for p in (CSTO.ruleFocus, CSTO.ruleOther))
    rules = [q for p in at for q in release_quads(release.folder) if q.predicate == p]
    older = [q for q in release_quads(release.folder) if str(CSTO.Occurrent) not in str(q) or q in rules]
    assert len(older) < len(release_quads(release.folder))
    view = {line for line in release.nquads.read_bytes().splitlines() if f"<{G_VIEW}> .".encode() in line}
    assert view == {line for line in lines(reweighed_quads(older, CURATED)) if f"<{G_VIEW}> .".encode() in line}


def test_a_release_without_rules_is_reweighed_too(release: Release) -> None:
    """A release from before there were rules on time has bounds from the claims on each thing alone."""
    older = [q for q in release_quads(release.folder) if "/id/rule/" not in str(q.subject)]
    assert len(older) < len(release_quads(release.folder))
    found = lines(reweighed_quads(older, CURATED))
    assert [line for line in found if str(CSTO.earliestBegin).encode() in line]
    assert not [line for line in found if b"/id/rule/after>" in line]


def test_claims_that_do_not_count_are_gone(release: Release) -> None:
    """Without a source neither the graphs of its claims nor statements about them are in the reweighed release."""
    found = lines(reweighed_quads(release_quads(release.folder), Policy(without=frozenset(["notes"]))))
    assert not [line for line in found if f"<{CLAIM}notes-".encode() in line]
    kept = {line for line in release.nquads.read_bytes().splitlines() if f"<{CLAIM}annals-1>".encode() in line}
    # The periods of situations move with their days.
    assert {line for line in kept if b"/from/" not in line} <= found


def test_the_days_of_publication_come_from_the_release(release: Release) -> None:
    """Each source that claims rest on has the days on which it can have been published."""
    sources = publication_days(ox.Store.read_only(str(release.store)))
    assert {"annals", "notes"} == set(sources)
    assert date(2005, 6, 1) == (sources["annals"].latest if sources["annals"] else None)


def test_a_reweighed_release_is_made_once(release: Release, cache: Cache) -> None:
    """The store of a policy is kept in the cache, named by the release, and opened from there; the release is untouched."""
    before = sorted(release.folder.iterdir())
    first = open_release(release.folder, MAJORITY, cache)
    (kept,) = cache.folder.iterdir()
    made = (kept / "CURRENT").stat().st_mtime_ns
    second = open_release(release.folder, MAJORITY, cache)
    assert (len(first), made) == (len(second), (kept / "CURRENT").stat().st_mtime_ns)
    assert [kept] == list(cache.folder.iterdir())
    assert json.loads(release.manifest.read_text())["release"][:16] == kept.name.split("-")[0]
    assert before == sorted(release.folder.iterdir())


def test_another_version_of_the_code_makes_its_own(
    release: Release, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that another version of the package has made is never taken for this one's."""
    open_release(release.folder, MAJORITY, cache)
    monkeypatch.setattr("csto_kg.release.reweigh.package_digest", lambda: "0" * 64)
    open_release(release.folder, MAJORITY, cache)
    assert 2 == len(list(cache.folder.iterdir()))


@pytest.mark.parametrize(
    "policy", [CURATED, Policy(known_by=date(2030, 1, 1)), Policy(only=frozenset(["annals", "notes"]))]
)
def test_a_policy_that_changes_nothing_opens_the_release(release: Release, cache: Cache, policy: Policy) -> None:
    """Where every source counts and the curators decide, nothing is weighed again."""
    assert release.nquads.read_bytes().count(b"\n") == len(open_release(release.folder, policy, cache))
    assert not cache.folder.exists()


def test_without_a_cache_it_is_made_in_memory(release: Release, cache: Cache) -> None:
    """Where the cache cannot be written, or the manifest names no release, the answer is the same."""
    kept = len(open_release(release.folder, MAJORITY, cache))
    (release.folder / "a file").write_text("in the way")
    unwritable = open_release(release.folder, MAJORITY, Cache(release.folder / "a file"))
    release.manifest.write_text("{}")
    unnamed = open_release(release.folder, MAJORITY, cache)
    assert [kept, kept] == [len(unwritable), len(unnamed)]
    assert 1 == len(list(cache.folder.iterdir()))
    graph = ox.NamedNode(str(G_PROVENANCE))
    of_release = ox.Store.read_only(str(release.store)).quads_for_pattern(None, None, None, graph)
    assert set(of_release) == set(unwritable.quads_for_pattern(None, None, None, graph))


def test_a_damaged_store_is_made_again(release: Release, cache: Cache) -> None:
    """A store in the cache that cannot be opened is dropped, and the release is reweighed."""
    first = {str(quad) for quad in open_release(release.folder, MAJORITY, cache)}
    (kept,) = cache.folder.iterdir()
    for file in kept.iterdir():
        file.write_bytes(b"damaged")
    assert first == {str(quad) for quad in open_release(release.folder, MAJORITY, cache)}
    (again,) = cache.folder.iterdir()
    assert first == {str(quad) for quad in open_store(again)}
