"""Writes a release: store, exports, reports and manifest beside the current release, then the switch to them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from csto_kg.errors import DataError, Fault
from csto_kg.project import Project, Release
from csto_kg.rdf.nquads import canonical_nquads
from csto_kg.rdf.serialize import Part, export
from csto_kg.read.project import Progress, Stage
from csto_kg.read.texts import digest
from csto_kg.release.folder import fresh, switch
from csto_kg.release.store import write_store

__all__ = ["write_release"]


def write_release(
    project: Project,
    lines: bytes,
    manifest: Mapping[str, object],
    reports: Mapping[str, bytes],
    context: Mapping[str, Any],
    progress: Progress,
) -> tuple[Path, Mapping[str, object]]:
    """Write a release and make it the current one; returns the link to it, and the manifest with the digests of all files.

    `lines` are its quads in canonical form, `reports` further files by name, `context` that of its JSON-LD.
    Raises DataError where the store or the JSON-LD does not hold what was written.
    """
    with fresh(project) as building:
        release = Release(building)
        stored = write_store(lines, release.store)
        if stored != (number := lines.count(b"\n")):
            raise DataError(Fault(f"the store holds {stored} quads of {number}"))
        progress(Stage("store", f"{stored} quads"))
        files = {**_exports(project.release, lines, context), **reports}
        for name, content in files.items():
            (building / name).write_bytes(content)
        complete = {**manifest, "files": {name: digest(content) for name, content in sorted(files.items())}}
        text = json.dumps(complete, indent=2, ensure_ascii=False) + "\n"
        release.manifest.write_text(text, encoding="utf-8")
        sizes = ", ".join(f"{name} {len(content) / 1e6:.2f} MB" for name, content in files.items())
        progress(Stage("exports", f"{sizes}; JSON-LD reads back as the same graph"))
        return switch(project, building, str(manifest["release"])), complete


def _exports(names: Release, lines: bytes, context: Mapping[str, Any]) -> dict[str, bytes]:
    """The exports of a release by name. Raises DataError where the JSON-LD reads back as another graph."""
    quads = list(ox.parse(lines, ox.RdfFormat.N_QUADS))
    whole = export(quads, Part.ALL, "jsonld", context)
    if canonical_nquads(ox.parse(whole, ox.RdfFormat.JSON_LD)) != lines:
        raise DataError(Fault("the JSON-LD does not read back as the same graph"))
    findings = export(quads, Part.FINDINGS, "turtle", context)
    return {names.nquads.name: lines, names.findings.name: findings, names.jsonld.name: whole}
