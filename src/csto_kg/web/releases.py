"""Opens the release that is served: its files are what its manifest says they are, or it is not served."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from csto_kg.errors import Fault, MachineError
from csto_kg.project import Release
from csto_kg.rdf.packed import release_lines
from csto_kg.release.folder import manifest_in
from csto_kg.release.store import load_store

__all__ = ["check_files", "release_store"]


def _digests(folder: Path) -> Mapping[str, str]:
    """The digests of a release's files, by their names; a release from before these were written down has none."""
    files = (manifest_in(folder) or {}).get("files")
    return files if isinstance(files, dict) else {}


def check_files(folder: Path) -> None:
    """Raise MachineError for files of a release whose digests are not those in its manifest, each named.

    A file that is not there is not served either, and is no fault: a wheel carries one of them.
    """
    there = {name: folder / name for name in _digests(folder) if (folder / name).is_file()}
    changed = [name for name, path in sorted(there.items()) if _digest(path) != _digests(folder)[name]]
    if changed:
        raise MachineError(*(_changed(folder, name) for name in changed))


def release_store(folder: Path) -> ox.Store:
    """A store in memory with the quads of a release. Raises MachineError where its file is not what the manifest says.

    The store on disk is not opened where the file is there: its threads would be missing in copies of the process.
    """
    release = Release(folder)
    if not release.nquads.is_file() and not release.packed.is_file():
        return load_store(release.store)
    lines = release_lines(release)
    expected = _digests(folder).get(release.nquads.name)
    if expected is not None and hashlib.sha256(lines).hexdigest() != expected:
        raise MachineError(_changed(folder, release.nquads.name))
    store = ox.Store()
    store.load(lines, format=ox.RdfFormat.N_QUADS)  # needs 200 MB less than `bulk_load`, and as long
    return store


def _changed(folder: Path, name: str) -> Fault:
    return Fault(
        "the file does not have the digest that the manifest of its release names: it is damaged, or was changed",
        str(folder / name),
        fix="run: csto-kg build --force",
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
