"""The build folder: the kept releases, the link to the current one, and the switch to a new one.

The switch to a new release is one rename of a link: a reader finds either the earlier release or the new one, whole.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from csto_kg.errors import Fault, MachineError
from csto_kg.project import Project, Release, refuse_package
from csto_kg.rdf.packed import release_lines

KEPT: Final = 3
"""How many releases are kept beside the current one, for `csto-kg diff`."""


def read_manifest(project: Project) -> dict[str, object] | None:
    """The manifest of the current release, or None where there is none that can be read."""
    return manifest_in(project.release.folder)


def manifest_in(folder: Path) -> dict[str, object] | None:
    """The manifest of a release, or None where there is none that can be read."""
    try:
        manifest = json.loads(Release(folder).manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) else None


def release_quads(folder: Path) -> list[ox.Quad]:
    """The quads of a release's canonical file. Raises UsageError where there is none."""
    return list(ox.parse(release_lines(Release(folder)), format=ox.RdfFormat.N_QUADS))


def answering_release(project: Project) -> Release:
    """The release that answers: the current one, or the one that comes with the package.

    Of the project of an installed package one that was built answers only where it was made from the same files: an earlier
    version of the package may have built it.
    """
    if project.carried is None:
        return project.release
    built, carried = ((manifest_in(r.folder) or {}).get("made_from") for r in (project.release, project.carried))
    return project.release if built == carried is not None else project.carried


def readable_releases(project: Project) -> list[Path]:
    """The folders of the kept releases, the newest first, and that of the release that comes with the package."""
    kept = releases(project)
    carried = [] if project.carried is None else [project.carried.folder]
    return kept + [folder for folder in carried if folder.name not in {p.name for p in kept}]


def releases(project: Project) -> list[Path]:
    """The folders of the kept releases, the newest first."""
    kept = [p for p in project.releases.glob("*") if Release(p).manifest.is_file()]
    return sorted(kept, key=lambda p: Release(p).manifest.stat().st_mtime, reverse=True)


def is_whole(folder: Path, manifest: Mapping[str, object]) -> bool:
    """Whether everything that the manifest names is there."""
    files = manifest.get("files")
    return isinstance(files, dict) and Release(folder).store.exists() and all((folder / f).exists() for f in files)


@contextmanager
def locked(project: Project) -> Iterator[None]:
    """Allow one build at a time. The lock ends with the process, even if that is killed."""
    refuse_package(project.build)
    try:
        project.build.mkdir(parents=True, exist_ok=True)
        lock = (project.build / ".lock").open("w")
    except OSError as error:
        fix = "name another folder with --build or CSTO_KG_BUILD"
        raise MachineError(Fault(f"cannot write to {project.build}: {error.strerror}", fix=fix)) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise MachineError(
                Fault(f"another build is running in {project.build}", fix="wait until it has ended")
            ) from None
        for left_over in project.build.glob(".building-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        yield


@contextmanager
def fresh(project: Project) -> Iterator[Path]:
    """A new folder beside the releases to build in; it is removed afterwards unless `switch` has moved it.

    Raises MachineError where something cannot be written.
    """
    building = project.build / f".building-{os.getpid()}"
    try:
        building.mkdir()
        yield building
    except OSError as error:
        raise MachineError(Fault(f"cannot write to {project.build}: {error.strerror or error}")) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def switch(project: Project, building: Path, named: str) -> Path:
    """Make what was built the current release. Until the last rename the earlier release stays in place."""
    folder = project.releases / named[:16]
    folder.parent.mkdir(exist_ok=True)
    if folder.exists() and project.release.folder.resolve() == folder.resolve():
        # The same release from other inputs (a changed comment, say): only the manifest differs.
        Release(building).manifest.replace(Release(folder).manifest)
        shutil.rmtree(building)
    else:
        if folder.exists():
            shutil.rmtree(folder)
        building.rename(folder)
        link = project.build / f".current-{os.getpid()}"
        link.unlink(missing_ok=True)
        link.symlink_to(Path(project.releases.name) / named[:16])
        link.replace(project.release.folder)
    for old in releases(project)[KEPT + 1 :]:
        if old.resolve() != project.release.folder.resolve():
            shutil.rmtree(old, ignore_errors=True)
    return project.release.folder
