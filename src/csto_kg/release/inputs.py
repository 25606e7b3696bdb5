"""Digests of the inputs of a build, which show whether anything has changed since the last one.

All digests are SHA-256 in lower-case hexadecimal.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from csto_kg.project import PACKAGE, Project
from csto_kg.read.texts import digest
from csto_kg.release.carrying import code_digest, files_digest

__all__ = ["files_of_build", "inputs_digest", "own_version", "package_digest", "texts_digest"]

# The libraries whose version can change what a build gives.
_LIBRARIES: Final = ("rdflib", "pyoxigraph", "owlready2", "pyshacl", "PyLD", "PyYAML")


def own_version() -> str:
    """The version of this package, as installed."""
    try:
        return version("csto-kg")
    except PackageNotFoundError:  # run from a folder of sources
        return "0+unknown"


def files_of_build(project: Project) -> str:
    """A digest of the files of the project and of this program; a release is carried only beside those it was made from."""
    return files_digest(PACKAGE, project.configured_in)


def inputs_digest(project: Project) -> str:
    """A digest of everything that a build is made from but the texts: the project's files, this program, its libraries."""
    return digest("\n".join([*_library_versions(), files_of_build(project)]).encode())


@lru_cache(maxsize=1)
def package_digest() -> str:
    """A digest of the code of this package, of the core that it carries, and of the versions of its libraries."""
    return digest("\n".join([*_library_versions(), code_digest(PACKAGE)]).encode())


def _library_versions() -> list[str]:
    return [f"{name} {version(name)}" for name in _LIBRARIES]


def texts_digest(project: Project) -> str | None:
    """A digest of the source texts, or None where they are not available."""
    if project.texts is None:
        return None
    # A link to nothing is a text that is not there, which whoever needs it says.
    paths = [path for path in sorted(project.texts.glob("*.txt")) if path.is_file()]
    lines = [f"{path.name} {digest(path.read_bytes())}" for path in paths]
    return digest("\n".join(lines).encode())
