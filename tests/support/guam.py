"""The example in `examples/guam`: a project with a namespace of its own, from two texts in two languages."""

from __future__ import annotations

from pathlib import Path

from csto_kg.project import Project
from tests.support.paths import ROOT

NAMESPACE = "https://example.org/guam/"
GUAM = ROOT / "examples" / "guam"
TEXTS = GUAM / "texts"


def guam_project(build: Path) -> Project:
    """The example, with its build in another folder."""
    return Project(GUAM, build, TEXTS)
