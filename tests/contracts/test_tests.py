"""The tests themselves: what they share stands in tests/support."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.paths import ROOT

FILES = sorted((ROOT / "tests").rglob("*.py"))
# Where test modules stand; nothing may be imported from there.
OF_TESTS = ("tests.unit", "tests.contracts", "tests.e2e")


def test_files_are_collected() -> None:
    """The folder of tests is not empty by mistake."""
    assert 50 <= len(FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_test_imports_another(path: Path) -> None:
    """Nothing is imported from a test module."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = [
        f"{node.module}.{alias.name}" for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names
    ]
    names += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    assert [] == [name for name in names if f"{name}.".startswith(tuple(f"{folder}." for folder in OF_TESTS))]
