"""Folders as values, to compare what a command left."""

from __future__ import annotations

from pathlib import Path


def contents(folder: Path) -> dict[str, str]:
    """The text of each file below a folder, by its path in it; folders without files have `/` at the end and no text."""
    paths = sorted(folder.rglob("*"))
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8", "replace")
        for path in paths
        if path.is_file()
    }
    empty = (path for path in paths if path.is_dir() and not any(path.iterdir()))
    return {**files, **{f"{path.relative_to(folder).as_posix()}/": "" for path in empty}}
