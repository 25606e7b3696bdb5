"""Digests of the inputs of a build, which show whether anything has changed since the last one.

All digests are SHA-256 in lower-case hexadecimal.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from typing import Final

from csto_kg.project import PACKAGE, Project
from csto_kg.read.texts import digest

__all__ = ["inputs_digest", "own_version", "package_digest", "texts_digest"]

# The libraries whose version can change what a build gives.
_LIBRARIES: Final = ("rdflib", "pyoxigraph", "owlready2", "pyshacl", "PyLD", "PyYAML")
_ENDINGS: Final = frozenset((".ttl", ".yaml", ".jsonld", ".py", ".rq"))


def own_version() -> str:
    """The version of this package, as installed."""
    try:
        return version("csto-kg")
    except PackageNotFoundError:  # run from a folder of sources
        return "0+unknown"


def inputs_digest(project: Project) -> str:
    """A digest of everything that a build is made from but the texts: the project's files, this program, its libraries."""
    folders = (project.own_ontology, project.data, project.queries)
    inside = [sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in _ENDINGS) for folder in folders]
    files = [path for path in (project.configured_in, *chain(*inside)) if path.is_file()]
    parts = [f"{path.relative_to(project.root)} {digest(path.read_bytes())}" for path in files]
    return digest("\n".join([package_digest(), *parts]).encode())


@lru_cache(maxsize=1)
def package_digest() -> str:
    """A digest of the code of this package, of the core that it carries, and of the versions of its libraries."""
    carried = (p for p in PACKAGE.rglob("*") if p.suffix in _ENDINGS and p.is_file())
    files = sorted(p for p in carried if "_project" not in p.relative_to(PACKAGE).parts)
    parts = [f"{name} {version(name)}" for name in _LIBRARIES]
    parts += [f"{path.relative_to(PACKAGE)} {digest(path.read_bytes())}" for path in files]
    return digest("\n".join(parts).encode())


def texts_digest(project: Project) -> str | None:
    """A digest of the source texts, or None where they are not available."""
    if project.texts is None:
        return None
    lines = [f"{p.name} {digest(p.read_bytes())}" for p in sorted(project.texts.glob("*.txt"))]
    return digest("\n".join(lines).encode())
