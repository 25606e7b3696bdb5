"""The shapes of both gates under pySHACL: they are valid, and its plain report says what the engines here say."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import resources

import pyshacl
import pytest
import rdflib
from rdflib import Graph
from rdflib.namespace import SH
from rdflib.term import Node

from csto_kg.check.gates import check_graph
from csto_kg.shacl.validate import Engine
from tests.support.drawn import agreed
from tests.support.paths import ONTOLOGY_FILES, VIEW_SHAPES
from tests.support.shapes import (
    BACKGROUND,
    EXAMPLES,
    GATES,
    INVALID,
    ONTOLOGY,
    PREPARED,
    PROGRAMMED,
    READ,
    ROOT,
    gate_of,
)

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("gate", GATES)
def test_the_shapes_are_themselves_valid(gate: str) -> None:
    """The shapes graph conforms to the SHACL standard's shapes for shapes."""
    standard = Graph().parse(str(resources.files("pyshacl") / "assets" / "shacl-shacl.ttl"))
    try:
        conforms, _, text = pyshacl.validate(GATES[gate], shacl_graph=standard, max_validation_depth=30)
    finally:
        rdflib.NORMALIZE_LITERALS = False  # pySHACL's function switches it on
    assert (True, "") == (conforms, "" if conforms else text)


SCRIPT = """
import sys
from pathlib import Path
from rdflib import Graph
from csto_kg.check.gates import check_graph
from csto_kg.ontology import from_graph
from csto_kg.rdf.files import read_turtle
shapes, modules, *data = sys.argv[1:]
merged = Graph()
for path in data:
    merged.parse(path)
ontology = Graph()
for path in modules.split(","):
    ontology.parse(path)
sys.stdout.write(check_graph(merged, read_turtle(*map(Path, shapes.split(","))), from_graph(ontology)).as_turtle())
"""


def test_the_turtle_is_the_same_in_every_process() -> None:
    """The report on all faulty examples of the view together is byte-identical under two hash seeds."""
    faulty = [f for f in INVALID if gate_of(f.stem.split("--")[0]) == "view"]
    paths = [
        ",".join(map(str, VIEW_SHAPES)),
        ",".join(map(str, ONTOLOGY_FILES)),
        EXAMPLES / "background.ttl",
        *faulty,
    ]
    runs = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-c", SCRIPT, *map(str, paths)]
        runs.append(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    assert runs[0] == runs[1]
    assert runs[0].count(b"a sh:ValidationResult") > 40


def results_in(graph: Graph) -> set[tuple[Node | str | None, ...]]:
    """Each result of a SHACL report without its message and its IRI; things under the names of the data."""
    parts = (SH.value, SH.sourceShape, SH.sourceConstraintComponent, SH.resultSeverity)
    return {
        (str(graph.value(r, SH.focusNode)).split("?claim=")[0], *(graph.value(r, p) for p in parts))
        for r in graph.objects(None, SH.result)
    }


@pytest.mark.parametrize("gate", GATES)
def test_rearranged_shapes_find_what_pyshacl_finds(gate: str) -> None:
    """Giving property shapes their node shape's targets changes no result: pySHACL's own report says the same."""
    data = Graph() + BACKGROUND
    for example in INVALID:
        if gate_of(example.stem.split("--")[0]) == gate:
            data.parse(example)
    try:
        _, plain, _ = pyshacl.validate(data, shacl_graph=GATES[gate], ont_graph=ONTOLOGY)
    finally:
        rdflib.NORMALIZE_LITERALS = False
    ours = {
        result
        for result in results_in(check_graph(data, PREPARED[gate], READ).graph)
        if not set(PROGRAMMED) & set(result)
    }
    assert len(ours) > 40
    assert results_in(plain) == ours


@pytest.mark.slow
@pytest.mark.parametrize("gate", ["claims", "view"])
def test_the_engines_agree_on_all_examples_together(gate: str) -> None:
    """In one graph of all examples both engines find the same, and nothing is left to pySHACL."""
    data = Graph()
    for file in sorted((ROOT / "ontology" / "examples").rglob("*.ttl")):
        data.parse(file)
    fast, slow = (check_graph(data, PREPARED[gate], READ, engine=engine) for engine in Engine)
    assert () == fast.notes
    assert agreed(fast) == agreed(slow)
    assert {r.message for r in fast.results} == {r.message for r in slow.results}
    assert len(fast.results) >= 50
