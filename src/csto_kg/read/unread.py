"""Files of a project that nothing reads, since their name or folder is not one of those that are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from csto_kg.advice import did_you_mean
from csto_kg.errors import Fault
from csto_kg.project import Project

__all__ = ["unread_files"]

_FOLDERS: Final = ("ontology", "data", "queries")
_READ: Final = (
    *("ontology/*.ttl", "ontology/context.jsonld", "ontology/shapes/claims.ttl", "ontology/shapes/view.ttl"),
    *("data/sources.yaml", "data/entities/*.yaml", "data/claims/*.yaml", "data/decisions/*.yaml"),
    *("data/reviews/*.yaml", "data/tables/*.sql", "queries/questions/*.rq", "queries/core.yaml"),
    "queries/synonyms.yaml",
)
# Pages for people, and the examples of shapes, which tests read.
_LEFT_ALONE: Final = ("*.md", "ontology/examples/*.ttl", "ontology/examples/*/*.ttl")


def unread_files(project: Project) -> Iterator[Fault]:
    """A warning for each file in the folders of a project that no build reads; hidden files are left alone."""
    for folder in _FOLDERS:
        for path in sorted((project.root / folder).rglob("*")):
            name = PurePosixPath(path.relative_to(project.root).as_posix())
            is_hidden = any(part.startswith(".") for part in name.parts)
            if path.is_file() and not is_hidden and not _is_known(name):
                yield Fault("is not read", str(name), fix=_advice(name))


def _is_known(name: PurePosixPath) -> bool:
    return any(len(PurePosixPath(p).parts) in (1, len(name.parts)) and name.match(p) for p in (*_READ, *_LEFT_ALONE))


def _advice(name: PurePosixPath) -> str:
    """The name that would be read in its folder, or the folders that are."""
    here = [p for p in map(PurePosixPath, _READ) if p.parent == name.parent]
    for pattern in here:
        if pattern.stem == "*" and name.suffix != pattern.suffix:
            return f"call it {name.stem}{pattern.suffix}, or take it away"
    return did_you_mean(name.name, [p.name for p in here], f"what is read: {', '.join(_READ)}")
