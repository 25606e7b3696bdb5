"""The examples of the shapes: what each shape accepts and rejects."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import URIRef
from rdflib.namespace import SH

from csto_kg.check.gates import check_graph
from csto_kg.check.naming import NAMING, SHAPES
from csto_kg.shacl.report import report_of
from csto_kg.vocab import ID, SOURCE
from tests.support.graphs import graph_in
from tests.support.shapes import (
    BACKGROUND,
    EXAMPLES,
    GATES,
    INVALID,
    PREPARED,
    PROGRAMMED,
    READ,
    VALID,
    focus_nodes,
    gate_of,
    local,
    report_on,
    targeted,
)

TARGETED = [s for gate in GATES for s in targeted(gate)] + PROGRAMMED

CONSTRAINTS = (
    *(SH["class"], SH["or"], SH["not"], SH.sparql),
    *(SH.pattern, SH.nodeKind, SH.minCount, SH.maxCount, SH.datatype, SH.hasValue, SH.uniqueLang),
    *(SH.lessThan, SH.lessThanOrEquals, SH.equals, SH.disjoint, SH.qualifiedValueShape),
)


def reporting() -> set[str]:
    """The shapes that can stand in a report: those with a target and a constraint of their own, and their parts."""
    found = {local(s) for s in PROGRAMMED}
    for gate, shapes in GATES.items():
        for shape in targeted(gate):
            parts = (shape, *shapes.objects(shape, SH.property))
            found |= {local(s) for s in parts if any((s, c, None) in shapes for c in CONSTRAINTS)}
    return found


def test_there_are_many_examples() -> None:
    """The folders hold at least as many examples as the tests below need."""
    assert (True, True) == (len(VALID) >= 60, len(INVALID) >= 185)


@pytest.mark.parametrize("gate", GATES)
def test_the_background_of_the_examples_conforms(gate: str) -> None:
    """The background of the examples passes both gates by itself."""
    assert () == check_graph(BACKGROUND, PREPARED[gate], READ).results


@pytest.mark.parametrize("shape", TARGETED, ids=local)
def test_each_shape_has_a_valid_and_an_invalid_example(shape: URIRef) -> None:
    """For each node shape there is a file that it accepts and one that it rejects."""
    accepted = [f.stem for f in VALID if f.stem == local(shape)]
    rejected = [f.stem for f in INVALID if f.stem.startswith(local(shape) + "--")]
    assert (1, True) == (len(accepted), len(rejected) > 0)


@pytest.mark.parametrize("example", VALID, ids=lambda f: f.stem)
def test_a_valid_example_passes(example: Path) -> None:
    """A valid example gives no result of any severity."""
    assert () == report_on(example).results


@pytest.mark.parametrize(
    "example", [f for f in VALID if URIRef(SHAPES + f.stem) not in PROGRAMMED], ids=lambda f: f.stem
)
def test_a_valid_example_has_a_focus_node_of_its_shape(example: Path) -> None:
    """A valid example has a focus node of its shape, so that it cannot pass for lack of one."""
    data = graph_in(example)
    found = focus_nodes(GATES[gate_of(example.stem)], URIRef(SHAPES + example.stem), data + BACKGROUND)
    assert set() != found & set(data.subjects())


@pytest.mark.parametrize("example", INVALID, ids=lambda f: f.stem)
def test_an_invalid_example_is_rejected_by_its_shape_only(example: Path) -> None:
    """An invalid example is rejected, and by no other shape than the one in its name."""
    assert {example.stem.split("--")[0]} == {local(r.shape).split("-")[0] for r in report_on(example).results}


def test_each_part_of_a_shape_rejects_some_example() -> None:
    """Each shape that can be in a report is in the report of an invalid example."""
    found = {local(r.shape) for example in INVALID for r in report_on(example).results}
    assert len(found) > 100
    assert reporting() == found


@pytest.mark.parametrize("example", [*VALID, *INVALID, EXAMPLES / "background.ttl"], ids=lambda f: f.stem)
def test_an_example_says_what_it_shows(example: Path) -> None:
    """The first line of an example is a comment that says what it shows."""
    first = example.read_text(encoding="utf-8").splitlines()[0]
    assert (True, True) == (first.startswith("# "), first.endswith("."))


def test_only_assessments_of_nobody_and_circles_are_warnings() -> None:
    """Only the examples of an assessment without `by` and of circles are mere warnings, and they conform."""
    mild = {f.stem for f in INVALID if report_on(f).conforms}
    assert {"AssessmentShape--nobody", "OrderCircleShape--three", "OrderCircleShape--cause"} == mild


def test_sources_are_agents_of_the_register() -> None:
    """The example of a source by a treaty names the value that is no agent, and the property in words of SPARQL."""
    (result,) = report_on(EXAMPLES / "invalid" / "SourceShape--author-no-agent.ttl").results
    assert (SOURCE.almanac, "csto:author|csto:publisher", ID.cst) == (result.focus, result.path, result.value)


def test_different_results_have_different_names() -> None:
    """No two results of all examples share an IRI."""
    results = {r for example in INVALID for r in report_on(example).results}
    assert len(results) > 100
    report = report_of(results, naming=NAMING)
    assert len(results) == len({report.iri_of(r) for r in results})
