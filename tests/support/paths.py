"""Folders that tests read."""

from __future__ import annotations

import os
from pathlib import Path

from csto_kg.project import Project

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
# The modules of the ontology, which are read as one, and its relations to other vocabularies.
ONTOLOGY_FILES = Project(ROOT, ROOT / "build").ontology
ALIGNMENTS = ROOT / "ontology" / "alignments.ttl"


def texts_of_sources() -> Path | None:
    """The folder of the real source texts (CSTO_KG_SOURCES), or None where there is none."""
    folder = Path(os.environ.get("CSTO_KG_SOURCES", ROOT.parent / "shared" / "sources"))
    return folder if folder.is_dir() else None
