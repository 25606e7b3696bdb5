"""The store on disk that queries run on."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from csto_kg.errors import Fault, MachineError, UsageError


def write_store(canonical: bytes, folder: Path) -> int:
    """Write a new store from N-Quads and return the number of quads in it."""
    store = ox.Store(str(folder))
    store.bulk_load(canonical, format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    return len(store)


def open_store(folder: Path) -> ox.Store:
    """Open a store for reading only. Raises UsageError where there is none."""
    if not folder.is_dir():
        raise UsageError(Fault(f"no graph has been built in {folder.parent}", mend="run: csto-kg build"))
    try:
        return ox.Store.read_only(str(folder))
    except OSError as error:
        raise MachineError(
            Fault(f"the store {folder} cannot be opened: {error}", mend="run: csto-kg build --force")
        ) from error
