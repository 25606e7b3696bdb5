"""A report: its order, its counts, its faults, and the report as a graph and as Turtle."""

from __future__ import annotations

from functools import cache

from rdflib import BNode, Graph, Literal
from rdflib.namespace import RDFS, SH, XSD

from csto_kg.check.gates import ClaimContent, check_graph
from csto_kg.check.naming import NAMING
from csto_kg.check.undeclared import UNDECLARED
from csto_kg.errors import Where
from csto_kg.shacl.report import Report, Result, Severity, merged_report
from csto_kg.vocab import CSTO, ID, PROV
from tests.support.graphs import graph_of
from tests.support.shapes import (
    ANNALS,
    ENTRY,
    IN_FORCE,
    INVALID,
    PREPARED,
    READ,
    edtf,
    gate1,
    report_on,
    turtle,
)

BROKEN_DATA = """<cst> csto:begunBy <x> ; csto:nmae "a\\"b\\nc" .
<assessment/1> a csto:Assessment ; csto:earliest "1999-01-01T00:00:00Z"^^xsd:dateTime .
<place/x> a csto:Place ; rdfs:label "X"@en , "Y"@en-GB , 7 .
<state/x> a csto:State ; rdfs:label "X"@en ; csto:iso3166alpha2 "x\\\\y" , "É" ."""


@cache
def broken() -> Report:
    """A report with results of every kind: violations, a warning, undeclared terms, odd values."""
    return check_graph(turtle(BROKEN_DATA), PREPARED["view"], READ)


def test_results_are_counted_by_severity() -> None:
    """The counts name each severity, with zeros, and add up to the results."""
    report = broken()
    assert {"violation": len(report.results) - 1, "warning": 1, "info": 0} == dict(report.counts)
    assert sum(report.counts.values()) == len(report.results)


def test_an_empty_report_conforms() -> None:
    """Where nothing is wrong the report conforms, counts zeros and is valid Turtle."""
    report = check_graph(Graph(), PREPARED["view"], READ)
    assert (True, {"violation": 0, "warning": 0, "info": 0}, ()) == (
        report.conforms,
        dict(report.counts),
        report.faults(),
    )
    parsed = graph_of(report.as_turtle())
    assert [Literal("true", datatype=XSD.boolean, normalize=False)] == list(parsed.objects(None, SH.conforms))


def test_the_most_serious_results_come_first() -> None:
    """Results are sorted by severity, then by thing."""
    results = broken().results
    order = list(Severity)
    assert sorted(results, key=lambda r: (order.index(r.severity), r.focus)) == list(results)


def test_the_turtle_says_what_the_graph_says_without_blank_nodes() -> None:
    """The Turtle of a report parses to the report's graph, in which each result has an IRI and all its parts."""
    report = broken()
    parsed = graph_of(report.as_turtle())
    assert set(report.graph) == set(parsed)
    assert [] == [t for triple in parsed for t in triple if isinstance(t, BNode)]
    results = set(parsed.objects(None, SH.result))
    assert len(report.results) == len(results)
    for prop in (SH.focusNode, SH.resultMessage, SH.resultSeverity, SH.sourceShape, SH.sourceConstraintComponent):
        assert results == set(parsed.subjects(prop, None))


def test_a_path_of_one_property_is_reported_as_such() -> None:
    """sh:resultPath is the property where the path is one, declared or not; other paths stand in the text only."""
    report = broken()
    paths = set(report.graph.objects(None, SH.resultPath))
    assert {RDFS.label, CSTO.nmae, CSTO.iso3166alpha2, CSTO.latest} <= paths
    shapes = ("FindingShape", "PassageShape", "AnswersToItselfShape")
    others = {r.path for f in INVALID if f.stem.split("--")[0] in shapes for r in report_on(f).results}
    assert {"csto:supportedBy|csto:dissentedBy", "^prov:wasQuotedFrom/prov:hadPrimarySource", None} <= others
    claimed = gate1(ClaimContent(ANNALS, [(ENTRY, CSTO.nmae, ID.cst)]))
    assert [ANNALS] == list(claimed.graph.objects(None, PROV.wasDerivedFrom))


def test_faults_have_the_place_of_the_claim() -> None:
    """The violations become faults for the curator, with the message and the place of the claim; warnings do not."""
    place = Where("data/claims/annals.yaml", 3, 5)
    (fault,) = gate1(ClaimContent(ANNALS, [(IN_FORCE, CSTO.date, edtf("1994"))])).faults({ANNALS: place})
    assert ("in-force/cst-1 in claim:annals-1", place) == (fault.subject, fault.where)
    assert fault.message.startswith("`date` is for events")
    assert broken().counts["violation"] == len(broken().faults())  # type: ignore[index]  # a StrEnum's key is its text


def test_the_same_result_has_the_same_name_in_each_report() -> None:
    """The IRI of a result follows from what it says."""
    first, second = (Result(ID.a, "b", None, UNDECLARED, UNDECLARED, Severity.INFO, "c") for _ in range(2))
    assert Report((first,), naming=NAMING).iri_of(first) == Report((second,), naming=NAMING).iri_of(second)


def test_merged_reports_have_each_result_and_note_once() -> None:
    """Reports of several gates become one report in the same order."""
    mild = Result(ID.a, "b", None, UNDECLARED, UNDECLARED, Severity.INFO, "c")
    grave = Result(ID.z, "b", None, UNDECLARED, UNDECLARED, Severity.VIOLATION, "c")
    report = merged_report([Report((mild,), ("x",)), Report((grave, mild), ("y", "x"))], NAMING)
    assert ((grave, mild), ("x", "y")) == (report.results, report.notes)
