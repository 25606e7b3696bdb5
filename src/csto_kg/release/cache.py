"""A cache of reweighed releases in the user's cache folder. It is bounded, and drops the least recently used stores.

The name of a store has the release's hash, the digest of this package and the policy, so another release or another version
of the program never uses it. Where the cache cannot be written, callers work without it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["MAX_BYTES", "MAX_STORES", "Cache", "user_cache"]

MAX_STORES: Final = 24
MAX_BYTES: Final = 2**30


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of stores, at most `max_stores` of them and `max_bytes` together."""

    folder: Path
    max_stores: int = MAX_STORES
    max_bytes: int = MAX_BYTES

    def find(self, name: str) -> Path | None:
        """The folder of a store that is kept, or None. It counts as used now."""
        kept = self.folder / name
        try:
            if not kept.is_dir():
                return None
        except OSError:  # a path that the file system cannot hold
            return None
        _touch(kept)
        return kept

    def drop(self, name: str) -> None:
        """Remove a store that cannot be opened."""
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def keep(self, name: str, write: Callable[[Path], object]) -> Path | None:
        """Have a store written and keep it; drops others until all that are left fit the bounds.

        Returns its folder, or None where nothing can be written or the store alone is too large.
        """
        kept, building = self.folder / name, self.folder / f".{name}-{os.getpid()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write(building)
            if _size(building) > self.max_bytes:
                return None
            building.rename(kept)
        except OSError:  # another process has written it meanwhile, or nothing can be written here
            return self.find(name)
        finally:
            shutil.rmtree(building, ignore_errors=True)
        self._drop(kept)
        return kept

    def _drop(self, newest: Path) -> None:
        others = [p for p in self.folder.iterdir() if p.is_dir() and p != newest]
        places, space = self.max_stores - 1, self.max_bytes - _size(newest)
        for store in sorted(others, key=_used, reverse=True):
            size = _size(store)
            if places > 0 and size <= space:
                places, space = places - 1, space - size
            else:
                places = 0  # what was used still longer ago goes too
                shutil.rmtree(store, ignore_errors=True)


def user_cache(environment: Mapping[str, str]) -> Cache:
    """The cache of the user: `csto-kg/reweighed` in `XDG_CACHE_HOME`, by default in `~/.cache`."""
    home = Path(environment.get("XDG_CACHE_HOME", ""))
    if not home.is_absolute():  # the specification has relative paths ignored
        home = _home(environment) / ".cache"
    return Cache(home / "csto-kg" / "reweighed")


def _home(environment: Mapping[str, str]) -> Path:
    """The home of the user; for a user without one, as in some containers, a folder that cannot be written."""
    if named := environment.get("HOME"):
        return Path(named)
    try:
        return Path.home()
    except RuntimeError:
        return Path(os.devnull)


def _touch(path: Path) -> None:
    try:
        os.utime(path)
    except OSError:  # a cache that can only be read still serves
        return


def _used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except OSError:  # dropped by another process meanwhile
            continue
    return total
