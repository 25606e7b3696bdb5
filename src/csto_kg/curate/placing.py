"""Where a new entry goes: into which file of a folder, and at which place in it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import count
from pathlib import Path

from csto_kg.errors import Fault, UsageError
from csto_kg.read.layout import PlainValue

__all__ = ["file_in", "id_in", "placed", "unused"]


def placed(entries: Sequence[PlainValue], new: PlainValue) -> list[PlainValue]:
    """The entries with a new one: by its identifier where the file is in the order of these, else at the end."""
    before = list(entries)
    ids = [id_in(entry) for entry in before]
    at = next((n for n, name in enumerate(ids) if name > id_in(new)), len(ids)) if ids == sorted(ids) else len(ids)
    return [*before[:at], new, *before[at:]]


def id_in(entry: PlainValue) -> str:
    """The identifier of an entry; empty where it has none."""
    return str(entry.get("id", "")) if isinstance(entry, dict) else ""


def file_in(folder: Path, name: str, option: str = "--into") -> Path:
    """The file of a folder that a person named, with or without `.yaml`. Raises UsageError for a path to elsewhere."""
    stem = name.removesuffix(".yaml")
    if not stem or Path(stem).name != stem or stem.startswith("."):
        raise UsageError(Fault(f"'{name}' is not the name of a file in {folder.name}", fix=f"write {option} NAME"))
    return folder / f"{stem}.yaml"


def unused(name: str, taken: Container[str], base: str = "") -> str:
    """A name, or the first of BASE-2, BASE-3, … that is not taken; `base` is the name itself by default."""
    if name not in taken:
        return name
    return next(new for n in count(2) if (new := f"{base or name}-{n}") not in taken)
