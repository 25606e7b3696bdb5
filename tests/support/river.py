"""The River Union of the tests: a made-up project with a namespace, terms, a query and labels of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.support.paths import ROOT

NAMESPACE = "https://example.org/river/"
RIVER = ROOT / "tests" / "data" / "river"


def copy_river(folder: Path, namespace: str = NAMESPACE) -> Path:
    """A copy of the project in a folder, under a namespace; one with `#` has its terms right below it."""
    root = folder / "river"
    shutil.copytree(RIVER, root)
    terms = namespace if namespace.endswith("#") else f"{namespace}ontology#"
    for path in (root / "graph.yaml", root / "ontology" / "river.ttl", root / "queries" / "questions" / "locks.rq"):
        text = path.read_text(encoding="utf-8").replace(f"{NAMESPACE}ontology#", terms)
        text = text.replace(f"<{NAMESPACE}ontology>", f"<{terms.rstrip('#')}>").replace(NAMESPACE, namespace)
        path.write_text(text, encoding="utf-8")
    return root
