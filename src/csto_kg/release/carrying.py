"""What the wheel needs to carry a release: whether it belongs to the files beside it, and its packed form.

Only the standard library is imported, since `hatch_build.py` runs this where nothing else may be installed.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

__all__ = ["NAME", "ReleaseMismatchError", "carried_files", "code_digest", "files_digest", "packed"]

NAME: Final = "csto-kg.nq"
"""The name of the canonical file in a release; packed it has `.gz` after it."""
MANIFEST: Final = "manifest.json"
PROJECT_FOLDERS: Final = ("ontology", "data", "queries")
"""The folders of a project that a release is made from."""
_ENDINGS: Final = frozenset((".ttl", ".yaml", ".jsonld", ".py", ".rq"))


class ReleaseMismatchError(Exception):
    """A release is not the one of the files that are to carry it; the message says why."""


def files_digest(package: Path, configured_in: Path) -> str:
    """The digest of the files that a release is made from: the package, and the project with this `graph.yaml`."""
    root = configured_in.parent
    inside = [path for name in PROJECT_FOLDERS for path in _files(root / name)]
    project = [path for path in (configured_in, *inside) if path.is_file()]
    return _digest([code_digest(package), *_lines(project, root)])


def code_digest(package: Path) -> str:
    """The digest of the code of the package and of its core, without the project that it carries when it is installed."""
    return _digest(_lines((p for p in _files(package) if "_project" not in p.relative_to(package).parts), package))


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix in _ENDINGS and p.is_file())


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _lines(paths: Iterable[Path], root: Path) -> list[str]:
    return [f"{p.relative_to(root).as_posix()} {hashlib.sha256(p.read_bytes()).hexdigest()}" for p in paths]


def packed(lines: bytes) -> bytes:
    """N-Quads packed with gzip: the same bytes for the same lines."""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=out, mtime=0) as file:
        file.write(lines)
    return out.getvalue()


def carried_files(release: Path, made_from: str) -> tuple[str, Mapping[str, bytes]]:
    """The hash of a release, and the files that a wheel has of it, by their names.

    `release` is the folder of a built release, or one with its packed form. Raises ReleaseMismatchError where it was not made
    from the files with the digest `made_from`, or is not what it is named after.
    """
    try:
        text = (release / MANIFEST).read_bytes()
        manifest = json.loads(text)
        whole = release / NAME
        content = whole.read_bytes() if whole.is_file() else gzip.decompress((release / f"{NAME}.gz").read_bytes())
    except (OSError, ValueError, EOFError, zlib.error) as error:
        raise ReleaseMismatchError(f"the release in {release} cannot be read: {error}") from error
    if manifest.get("made_from") != made_from:
        raise ReleaseMismatchError(
            f"the release in {release} was not made from these files, but from others or earlier ones"
        )
    # The hash that names the release leaves out the line that states it; the manifest has the digest of the file besides.
    if manifest.get("files", {}).get(NAME) != hashlib.sha256(content).hexdigest():
        raise ReleaseMismatchError(f"{release / NAME} does not have the digest that its manifest names")
    return str(manifest["release"]), {f"{NAME}.gz": packed(content), MANIFEST: text}
