"""SPARQL of anybody, bounded in time, memory and rows: a query cannot be stopped from inside, so a process is ended."""

from __future__ import annotations

import os
import resource
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import anyio
import anyio.to_process
import pyoxigraph as ox

from csto_kg.ask.run import run_sparql
from csto_kg.errors import Fault, MachineError, UsageError
from csto_kg.rdf.keywords import asks_others
from csto_kg.rdf.results import Table
from csto_kg.release.cache import user_cache
from csto_kg.release.reweigh import open_release
from csto_kg.release.store import namespaces_of
from csto_kg.weigh.policy import CURATED

__all__ = ["Bounds", "bounded_sparql"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a SPARQL query may have: seconds, and bytes of memory."""

    seconds: float = 30.0
    memory: int = 2 * 2**30


_START: Final = 120.0
"""Seconds in which the process must have started and opened the release, on a busy machine too."""


async def bounded_sparql(folder: Path, text: str, most: int, bounds: Bounds) -> Table:
    """The answer to a SPARQL query over the release in a folder, up to `most` rows.

    Raises UsageError where the text is not a query or asks other servers, MachineError where it takes too long or too much.
    """
    try:
        with anyio.fail_after(_START):
            await anyio.to_process.run_sync(_open, folder, bounds.memory, cancellable=True)
        with anyio.fail_after(bounds.seconds):
            return await anyio.to_process.run_sync(_ask, folder, text, most, cancellable=True)
    except TimeoutError:
        message = f"the query was ended: it took longer than {bounds.seconds:g} seconds"
    except (anyio.BrokenWorkerProcess, MemoryError):
        message = f"the query was ended with its process: it may have {bounds.memory // 2**20} MiB of memory"
    raise MachineError(Fault(message, fix="ask for less: bind more of the pattern, or add a LIMIT"))


def _open(folder: Path, memory: int) -> None:
    """Open the release in the process that asks it, and bound the memory of that process."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    least = memory if hard == resource.RLIM_INFINITY else min(hard, memory)
    resource.setrlimit(resource.RLIMIT_DATA, (least, least))
    _store(folder)


@cache
def _store(folder: Path) -> ox.Store:
    return open_release(folder, CURATED, user_cache(os.environ))


def _ask(folder: Path, text: str, most: int) -> Table:
    store = _store(folder)
    if asks_others(text, namespaces_of(store).prefixes):
        raise UsageError(Fault("SERVICE is refused: no other servers are asked from here", fix="leave it out"))
    return run_sparql(store, text, most)
