"""The store that queries run on: on disk, or copied to memory for a process that asks more than one question."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
from rdflib.namespace import VANN

from csto_kg.errors import Fault, MachineError, UsageError
from csto_kg.ontology import URI_SPACE
from csto_kg.project import Release, core_identifiers
from csto_kg.rdf.packed import release_lines
from csto_kg.rdf.results import text_of
from csto_kg.vocab import G_ONTOLOGY, Namespaces


def write_store(canonical: bytes, folder: Path) -> int:
    """Write a new store from N-Quads and return the number of quads in it."""
    store = ox.Store(str(folder))
    store.bulk_load(canonical, format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    return len(store)


def open_store(folder: Path) -> ox.Store:
    """Open a store for reading only. The store of a packed release is one in memory, which a process has once.

    Raises UsageError where there is none, MachineError where it cannot be opened.
    """
    if not folder.is_dir():
        if (release := Release(folder.parent)).packed.is_file():
            return _unpacked(release)
        raise UsageError(Fault(f"no graph has been built in {folder.parent}", fix="run: csto-kg build"))
    try:
        return ox.Store.read_only(str(folder))
    except (OSError, RuntimeError) as error:  # Oxigraph raises RuntimeError for a damaged store
        raise MachineError(
            Fault(f"the store {folder} cannot be opened: {error}", fix="run: csto-kg build --force")
        ) from error


@lru_cache(maxsize=1)
def _unpacked(release: Release) -> ox.Store:
    """The store of a packed release: 100,000 quads are in memory within half a second, and nothing is written."""
    store = ox.Store()
    store.bulk_load(release_lines(release), format=ox.RdfFormat.N_QUADS)
    return store


def namespaces_of(store: ox.Store) -> Namespaces:
    """The namespaces of the project whose release is in a store: those of its ontology's header, or the core's."""
    graph = ox.NamedNode(str(G_ONTOLOGY))
    for quad in store.quads_for_pattern(None, ox.NamedNode(str(URI_SPACE)), None, graph):
        prefixes = store.quads_for_pattern(
            quad.subject, ox.NamedNode(str(VANN.preferredNamespacePrefix)), None, graph
        )
        return Namespaces(text_of(quad.object), next((text_of(q.object) for q in prefixes), ""), core_identifiers())
    return Namespaces(of_core=core_identifiers())


def load_store(folder: Path) -> ox.Store:
    """A copy in memory of a store, which answers in half to a fifth of the time.

    Copying 60,000 quads takes a fifth of a second and 30 MB, so a process that asks one question is quicker with
    `open_store`. Raises UsageError where there is no store.
    """
    kept = open_store(folder)
    if not folder.is_dir():
        return kept  # it is in memory
    store = ox.Store()
    written = Release(folder.parent).nquads
    if written.is_file():
        store.bulk_load(path=str(written), format=ox.RdfFormat.N_QUADS)
    else:
        store.bulk_extend(kept)
    return store
