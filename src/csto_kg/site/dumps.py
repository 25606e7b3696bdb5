"""The whole release in its formats: as a build wrote them, or made again, for a package carries packed N-Quads alone."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from csto_kg.project import Release
from csto_kg.rdf.packed import release_lines
from csto_kg.rdf.serialize import Part, export

__all__ = ["dumps", "packed_dumps"]


def dumps(release: Release, quads: Iterable[ox.Quad], context: Mapping[str, object]) -> dict[str, bytes]:
    """The files with all data of a release, by their names; `quads` are those of the release."""
    made = {release.jsonld: (Part.ALL, "jsonld"), release.findings: (Part.FINDINGS, "turtle")}
    files = {release.nquads.name: release_lines(release)}
    for path, (part, format_name) in made.items():
        files[path.name] = path.read_bytes() if path.is_file() else export(quads, part, format_name, context)
    return files


def packed_dumps(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """These files packed; without the time in the head of the file, which would differ each time."""
    return {f"{name}.gz": gzip.compress(content, mtime=0) for name, content in files.items()}
