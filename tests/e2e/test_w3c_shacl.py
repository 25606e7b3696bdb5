"""The W3C's test suite for SHACL: compiled shapes find what the standard says, and the others say why they are not."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox
import pyshacl
import pytest
from pyshacl.errors import ValidationFailure
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import RDF, SH, Namespace
from rdflib.term import Node

from csto_kg.rdf.terms import to_graph
from csto_kg.shacl.engine import check
from csto_kg.shacl.literals import from_triples
from csto_kg.shacl.paths import read_path
from csto_kg.shacl.reader import read_shapes

pytestmark = pytest.mark.slow

Comparable: TypeAlias = tuple[object, ...]

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
ROOT = Path(__file__).parents[2]
SUITE = Path(os.environ.get("CSTO_KG_W3C", ROOT / ".venv" / "w3c")) / "sht_tests"

# What is left to pySHACL, and a word of the reason that is given.
LEFT = {
    "sparql/component/nodeValidator-001": "requiredParam",
    "sparql/component/optional-001": "requiredParam",
    "sparql/component/propertyValidator-select-001": "lang",
    "sparql/component/validator-001": "test1",
    **{f"sparql/pre-binding/pre-binding-00{n}": "without a triple pattern" for n in (2, 3, 5, 7)},
}
# What neither engine does.
FAILURES = {
    "sparql/pre-binding/shapesGraph-001": "pySHACL knows no $shapesGraph, and says so",
}


@dataclass(frozen=True)
class Case:
    """A test of the suite: its name, its graphs, and the results it demands; None where validation must fail."""

    name: str
    data: Graph = field(repr=False)
    shapes: Graph = field(repr=False)
    expected: set[Comparable] | None = field(repr=False)


def comparable(node: Node | None) -> object:
    """A node as it can be compared between graphs: blank nodes are all alike."""
    return "_:" if isinstance(node, BNode) else node


def results(report: Graph, start: Node) -> set[Comparable]:
    """What a validation report says of each result."""
    found: set[Comparable] = set()
    for result in report.objects(start, SH.result):
        path = report.value(result, SH.resultPath)
        parts = (SH.focusNode, SH.value, SH.sourceConstraintComponent, SH.resultSeverity, SH.sourceShape)
        sparql = None if path is None else read_path(report, path).sparql
        found.add((sparql, *(comparable(report.value(result, p)) for p in parts)))
    return found


def _read(path: Path) -> Graph:
    """A Turtle file; its relative IRIs are relative to its own address."""
    base = path.as_uri()
    return to_graph(ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=base, rename_blank_nodes=True))


def cases(manifest: Path) -> Iterator[Case]:
    """The tests of a manifest and of those that it includes."""
    graph = _read(manifest)
    start = URIRef(manifest.as_uri())
    for included in sorted(graph.objects(start, MF.include), key=str):
        yield from cases(Path(str(included).removeprefix("file://")))
    for entries in graph.objects(start, MF.entries):
        for entry in graph.items(entries):
            action, result = graph.value(entry, MF.action), graph.value(entry, MF.result)
            data, shapes = (graph.value(action, p) for p in (SHT.dataGraph, SHT.shapesGraph))
            others = {data, shapes} - {start}
            read = {start: graph, **{g: _read(Path(str(g).removeprefix("file://"))) for g in others}}
            assert result is not None
            name = f"{manifest.parent.relative_to(SUITE)}/{str(entry).rpartition('/')[2]}"
            assert result is not None, name
            yield Case(name, read[data], read[shapes], None if result == SHT.Failure else results(graph, result))


CASES = list(cases(SUITE / "manifest.ttl")) if SUITE.is_dir() else []


def test_the_suite_is_there() -> None:
    """All of the suite's core and SPARQL tests are there."""
    if not CASES and "CI" not in os.environ:
        pytest.skip("the suite is not available: make w3c")
    assert {"core": 98, "sparql": 23} == Counter(case.name.split("/")[0] for case in CASES)
    assert {*LEFT, *FAILURES} <= {case.name for case in CASES}


def test_the_suite_is_that_of_the_reference() -> None:
    """The suite comes with the same version of pySHACL that is the reference."""
    pinned = [
        re.findall(r"^pyshacl==\S+", (ROOT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE)
        for name in ("run", "w3c")
    ]
    assert pinned[0] == pinned[1]


def by_pyshacl(case: Case) -> set[Comparable] | None:
    """What pySHACL finds; None where it fails."""
    _, report, _ = pyshacl.validate(case.data, shacl_graph=case.shapes)
    if isinstance(report, ValidationFailure):
        return None
    (start,) = report.subjects(RDF.type, SH.ValidationReport)
    return results(report, start)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_test_of_the_w3c_passes(case: Case) -> None:
    """Compiled shapes give the results that the suite demands, no more and no fewer; the others are left, with a reason."""
    outcome = check(from_triples(case.data), read_shapes(case.shapes))
    reasons = " ".join(outcome.left.values())
    if case.name in FAILURES:
        assert reasons
    elif case.name in LEFT or case.expected is None:
        assert reasons
        assert LEFT.get(case.name, "") in reasons
        assert case.expected == by_pyshacl(case)
    else:
        found: set[Comparable] = set()
        for f in outcome.violations:
            path = None if f.path is None else f.path.sparql
            found.add((path, *map(comparable, (f.focus, f.value, f.component, f.severity, f.shape))))
        assert ("", case.expected) == (reasons, found)
