"""Folders that tests read."""

from __future__ import annotations

import os
from pathlib import Path

from csto_kg.project import CORE, Project

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
PROJECT = Project(ROOT, ROOT / "build")
"""The project of this repository."""
# The modules of the ontology, which are read as one, and its relations to other vocabularies.
ONTOLOGY_FILES = PROJECT.ontology
ALIGNMENTS = CORE.alignments
# The shapes of each gate, and the stored queries.
CLAIM_SHAPES, VIEW_SHAPES = PROJECT.claim_shapes, PROJECT.view_shapes
QUESTION_FILES = PROJECT.question_files


def texts_of_sources() -> Path | None:
    """The folder of the real source texts (CSTO_KG_SOURCES), or None where there is none."""
    folder = Path(os.environ.get("CSTO_KG_SOURCES", ROOT.parent / "shared" / "sources"))
    return folder if folder.is_dir() else None
