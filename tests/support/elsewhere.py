"""A copy of this repository's project under another namespace, with whatever its files spell out changed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from csto_kg.project import core_identifiers
from csto_kg.vocab import ROOT as CORE_NAMESPACE
from tests.support.paths import ROOT

NAMESPACE, PREFIX = "https://elsewhere.example/kg/", "else"
DOMAIN = (ROOT / "ontology" / "domain.ttl").read_text(encoding="utf-8")
# The terms of the project's own, which the domain module declares.
TERMS = re.findall(r"^csto:(\w+) a owl:", DOMAIN, re.MULTILINE)
_TERM = re.compile(rf"\bcsto:({'|'.join(TERMS)})\b")
_TERM_IRI = re.compile(rf"{re.escape(CORE_NAMESPACE)}ontology#({'|'.join(TERMS)})\b")
_THING = re.compile(rf"{re.escape(CORE_NAMESPACE)}(id|claim|source|finding|bound|query)/([\w.~/-]*)")


def elsewhere(text: str) -> str:
    """A text with the project's own things and terms in the other namespace, and what is the core's as it was."""

    def thing(found: re.Match[str]) -> str:
        kind, name = found.groups()
        is_of_core = kind == "id" and (name in core_identifiers() or f"{name}" in ("finding-status/", "end-status/"))
        name = re.sub(rf"/csto/({'|'.join(TERMS)})$", rf"/{PREFIX}/\1", name)
        return found[0] if is_of_core else f"{NAMESPACE}{kind}/{name}"

    text = _TERM.sub(rf"{PREFIX}:\1", text)
    text = _TERM_IRI.sub(rf"{NAMESPACE}ontology#\1", text)
    return _THING.sub(thing, text)


def copy_elsewhere(folder: Path) -> Path:
    """A copy of the project: data as they are, and the namespace changed in its configuration, ontology and queries."""
    root = folder / "elsewhere"
    shutil.copytree(ROOT / "data", root / "data")
    shutil.copytree(ROOT / "ontology", root / "ontology", ignore=shutil.ignore_patterns("examples", "context.jsonld"))
    shutil.copytree(ROOT / "queries", root / "queries")
    about = (ROOT / "graph.yaml").read_text(encoding="utf-8")
    about = about.replace(f"namespace: {CORE_NAMESPACE}", f"namespace: {NAMESPACE}").replace(
        "prefix: csto", f"prefix: {PREFIX}"
    )
    (root / "graph.yaml").write_text(about, encoding="utf-8")
    for path in (*root.glob("ontology/**/*.ttl"), *root.glob("queries/questions/*.rq")):
        text = elsewhere(path.read_text(encoding="utf-8"))
        if path.suffix == ".ttl":
            text = f"@prefix {PREFIX}: <{NAMESPACE}ontology#> .\n" + text
            text = text.replace(f"isDefinedBy <{CORE_NAMESPACE}ontology>", f"isDefinedBy <{NAMESPACE}ontology>")
        elif f"{PREFIX}:" in text:
            text = text.replace("PREFIX csto:", f"PREFIX {PREFIX}: <{NAMESPACE}ontology#>\nPREFIX csto:")
        path.write_text(text, encoding="utf-8")
    return root
