"""The cache of reweighed releases stays within its bounds, and never fails where it cannot be written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from csto_kg.release.cache import Cache, user_cache


def write(size: int, folder: Path) -> None:
    """A store of a size in bytes."""
    folder.mkdir()
    (folder / "data").write_bytes(b"x" * size)


def kept(cache: Cache) -> set[str]:
    """The names of the stores in a cache."""
    return {p.name for p in cache.folder.iterdir()}


def fill(cache: Cache, *names: str, size: int = 10) -> None:
    """Keep stores; the first was used longest ago."""
    for age, name in enumerate(reversed(names)):
        assert cache.keep(name, lambda folder: write(size, folder)) is not None
        os.utime(cache.folder / name, (1_000_000 - age, 1_000_000 - age))


def test_a_store_is_found_again(tmp_path: Path) -> None:
    """What was kept is found by its name, and nothing else is."""
    cache = Cache(tmp_path / "new" / "cache")
    assert cache.find("a") is None
    fill(cache, "a")
    assert cache.folder / "a" == cache.find("a")
    assert cache.find("b") is None


def test_too_many_stores(tmp_path: Path) -> None:
    """Where there are too many stores, those used longest ago are dropped; finding a store counts as use."""
    cache = Cache(tmp_path, max_stores=3)
    fill(cache, "a", "b", "c")
    assert cache.find("a") is not None
    cache.keep("d", lambda folder: write(10, folder))
    assert {"a", "c", "d"} == kept(cache)


def test_too_many_bytes(tmp_path: Path) -> None:
    """Where the stores have too many bytes, those used longest ago are dropped."""
    cache = Cache(tmp_path, max_bytes=60_000)
    fill(cache, "a", "b", "c", size=20_000)
    cache.keep("d", lambda folder: write(30_000, folder))
    assert {"c", "d"} == kept(cache)


def test_a_store_too_large_is_not_kept(tmp_path: Path) -> None:
    """A store that alone has too many bytes is not kept and displaces no other."""
    cache = Cache(tmp_path, max_bytes=100_000)
    fill(cache, "a")
    assert cache.keep("b", lambda folder: write(200_000, folder)) is None
    assert {"a"} == kept(cache)


def test_what_cannot_be_written_is_not_kept(tmp_path: Path) -> None:
    """Where the folder cannot be made, or the store not be written, nothing is kept and nothing raised."""
    (tmp_path / "file").write_text("in the way")
    assert Cache(tmp_path / "file").keep("a", lambda folder: write(1, folder)) is None
    cache = Cache(tmp_path / "cache")
    assert cache.keep("a", lambda folder: (folder / "no" / "such").write_text("x")) is None
    assert set() == kept(cache)


def test_a_store_that_another_process_has_kept_is_taken(tmp_path: Path) -> None:
    """Where another process has meanwhile kept the same store, that one is returned."""
    cache = Cache(tmp_path)

    def write_late(folder: Path) -> None:
        write(5, folder)
        write(5, cache.folder / "a")

    assert cache.folder / "a" == cache.keep("a", write_late)
    assert {"a"} == kept(cache)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"XDG_CACHE_HOME": "/c", "HOME": "/h"}, "/c/csto-kg/reweighed"),
        ({"HOME": "/h"}, "/h/.cache/csto-kg/reweighed"),
        ({"XDG_CACHE_HOME": "", "HOME": "/h"}, "/h/.cache/csto-kg/reweighed"),
    ],
)
def test_the_cache_of_the_user(environment: dict[str, str], expected: str) -> None:
    """The cache is where the XDG base directory specification has it."""
    assert Path(expected) == user_cache(environment).folder


def test_a_user_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user whom the machine does not know, as in some containers, has a cache that keeps nothing."""

    def unknown() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr(Path, "home", unknown)
    cache = user_cache({})
    assert cache.keep("a", lambda folder: write(1, folder)) is None
    assert cache.find("a") is None
