"""The whole release in its formats, packed: as a build wrote them, or made again where only N-Quads are carried."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Mapping
from functools import partial

import pyoxigraph as ox

from csto_kg.project import Release
from csto_kg.rdf.packed import release_lines
from csto_kg.rdf.serialize import Part, export

__all__ = ["dumps"]


def dumps(
    release: Release, quads: Iterable[ox.Quad], context: Mapping[str, object]
) -> dict[str, Callable[[], bytes]]:
    """The packed files with all data of a release, by their names, each with what makes it; `quads` are its quads."""

    def made(part: Part, format_name: str) -> bytes:
        return export(quads, part, format_name, context)

    makers: dict[str, Callable[[], bytes]] = {release.nquads.name: lambda: release_lines(release)}
    for path, part, format_name in (
        (release.jsonld, Part.ALL, "jsonld"),
        (release.findings, Part.FINDINGS, "turtle"),
    ):
        makers[path.name] = path.read_bytes if path.is_file() else partial(made, part, format_name)
    return {f"{name}.gz": partial(_packed, make) for name, make in makers.items()}


def _packed(make: Callable[[], bytes]) -> bytes:
    # Without the time in the head of the file, which would differ each time.
    return gzip.compress(make(), mtime=0)
