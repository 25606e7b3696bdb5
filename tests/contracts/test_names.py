"""One name means one thing: no two modules define a class, a function or a type under the same public name.

Whoever meets a name in an import or a message can look it up once. A name that two modules may define stands in `DOUBLES`
with the reason.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "csto_kg"
# Generated modules repeat the names of what they are made from.
GENERATED = {PACKAGE / "queries" / "functions.py"}
MODULES = sorted(set(PACKAGE.rglob("*.py")) - GENERATED)

# Names that several modules may define, and why.
DOUBLES: dict[str, str] = {}


def public_names(text: str) -> Iterator[tuple[int, str]]:
    """The public classes, functions and types that a module defines at its top, with their lines.

    A type is an annotated `TypeAlias`. Constants and type variables are not looked up by others, and do not count.
    """
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            name = node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and is_alias(node.annotation):
            name = node.target.id
        else:
            continue
        if not name.startswith("_"):
            yield node.lineno, name


def is_alias(annotation: ast.expr) -> bool:
    return isinstance(annotation, ast.Name) and annotation.id == "TypeAlias"


def definitions() -> dict[str, list[str]]:
    places = defaultdict(list)
    for path in MODULES:
        for line, name in public_names(path.read_text(encoding="utf-8")):
            places[name].append(f"{path.relative_to(PACKAGE)}:{line}")
    return places


PLACES = definitions()


def test_there_is_something_to_check() -> None:
    """Modules and names have been found, of each kind."""
    assert 120 < len(MODULES)
    assert 500 < len(PLACES)
    assert {"Graph", "weigh", "Triple"} <= PLACES.keys()


def test_each_name_is_defined_once() -> None:
    """No public class, function or type has the name of another one."""
    doubles = {name: places for name, places in PLACES.items() if len(places) > 1 and name not in DOUBLES}
    assert {} == doubles, "rename one of each, or give the reason in DOUBLES"


def test_each_exception_is_needed() -> None:
    """A name in DOUBLES is still defined twice."""
    assert [] == [name for name in DOUBLES if len(PLACES.get(name, ())) < 2]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("class A: ...\ndef b(): ...\nasync def c(): ...", ["A", "b", "c"]),
        ("D: TypeAlias = str | None", ["D"]),
        ("class _A: ...\ndef _b(): ...\n_D: TypeAlias = str", []),
        ("E = 1\nF: int = 1\nT = TypeVar('T')", []),
        ("class A:\n    def method(self): ...", ["A"]),
    ],
)
def test_what_counts_as_a_name(text: str, names: list[str]) -> None:
    """Classes, functions and types at the top of a module count; private names, constants and methods do not."""
    assert names == [name for _, name in public_names(text)]
