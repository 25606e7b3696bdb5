"""SHACL validation could be lifted out as a library of its own: it knows nothing of this project."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "csto_kg"
MODULES = sorted((PACKAGE / "shacl").rglob("*.py"))
# The general modules that it uses besides those of its own room.
ALLOWED = ("csto_kg.advice", "csto_kg.errors", "csto_kg.rdf", "csto_kg.shacl")


def imported(path: Path) -> list[str]:
    """The modules of this package that a module imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return [name for name in names if name.split(".")[0] == "csto_kg"]


def test_there_are_modules() -> None:
    """The room has at least twenty modules, so that the tests below look at something."""
    assert len(MODULES) >= 20


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.stem)
def test_it_imports_general_modules_only(path: Path) -> None:
    """A module of the room imports errors, advice and RDF, and nothing that belongs to the project."""
    assert [] == [n for n in imported(path) if not any(n == a or n.startswith(a + ".") for a in ALLOWED)]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.stem)
def test_it_names_no_term_of_the_project(path: Path) -> None:
    """No module of the room has an IRI or a term of the project in its text."""
    text = path.read_text(encoding="utf-8")
    assert [] == re.findall(r"w3id\.org\S*|\bcsto:\w+|\bCSTO\b", text)
