"""A report has every result in every format, with its place, and the formats are what their standards ask."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDF, SH

from csto_kg.check.formats import ReportContext, ReportFormat, format_report
from csto_kg.check.naming import NAMING, SHAPES
from csto_kg.errors import Fault, Where
from csto_kg.read.quoted import Quoted
from csto_kg.shacl.report import Report, Result, Severity
from csto_kg.vocab import CLAIM, ID, short
from tests.support.graphs import graph_of

MINIMUM, PATTERN = SH.MinCountConstraintComponent, SH.PatternConstraintComponent
ONE, TWO = URIRef(SHAPES + "OneShape"), URIRef(SHAPES + "TwoShape")


def result(name: str, claim: str | None, shape: URIRef, severity: Severity, message: str) -> Result:
    """A result on a thing."""
    value = Literal("x \x00 <&> \U0001f600")
    return Result(ID[name], "rdfs:label", value, shape, MINIMUM, severity, message, CLAIM[claim] if claim else None)


RESULTS = (
    result("armenia", "a-2", ONE, Severity.VIOLATION, "Name it <&> \x01 now."),
    result("armenia", "a-1", ONE, Severity.VIOLATION, "Name it."),
    result("belarus", None, TWO, Severity.WARNING, "Perhaps."),
    result("csto", None, TWO, Severity.INFO, "Only so."),
)
WHERE = {
    CLAIM["a-1"]: Where("data/claims/a.yaml", 3, 7),
    CLAIM["a-2"]: Where("data/claims/a.yaml", 9, 7),
    ID.belarus: Where("data/entities/b.yaml", 5, 3),
}
FAULTS = (Fault("is not YAML", "data", Where("data/x.yaml", 2, 1), "fix it"), Fault("undecided", "armenia"))
PASSAGE = Quoted(str(CLAIM["a-1"]), "a.txt", 4, 10, 20, "the  words")
ABOUT = ReportContext(
    Report(RESULTS, naming=NAMING),
    WHERE,
    {str(CLAIM["a-1"]): PASSAGE},
    {},
    FAULTS,
    ("one shape was left out",),
    "1.2",
)


@pytest.mark.parametrize("format_", list(ReportFormat))
def test_every_format_has_every_result(format_: ReportFormat) -> None:
    """Each thing, and each message, is in every format; the same report gives the same bytes."""
    text = format_report(ABOUT, format_)
    assert text == format_report(ABOUT, format_)
    for name in ("armenia", "belarus", "csto"):
        assert name in text
    for message in ("Name it.", "Perhaps.", "Only so."):
        assert message in text


def test_text_is_grouped_by_file_and_claim() -> None:
    """For people the results stand under their file and claim, in the order of lines, with the passage and all faults."""
    lines = format_report(ABOUT, ReportFormat.TEXT).splitlines()
    order = [
        "data/claims/a.yaml",
        "  3: claim:a-1",
        "      “the words”",
        "  9: claim:a-2",
        "data/entities/b.yaml",
        "  5: belarus",
    ]
    assert order == [line for line in lines if line in order]
    assert lines.index("    violation: armenia: Name it.") == lines.index("      “the words”") + 1
    assert "data/x.yaml:2:1: data: is not YAML — fix it" in lines
    assert "note: one shape was left out" == lines[-1]


def test_json_has_every_field() -> None:
    """In JSON each result has its place, and a report with faults does not conform."""
    found = json.loads(format_report(ABOUT, ReportFormat.JSON))
    assert (False, 4, 2) == (found["conforms"], len(found["results"]), len(found["faults"]))
    by_claim = {r["claim"]: r for r in found["results"] if r["claim"]}
    assert ("data/claims/a.yaml", 3, 7, "the  words") == tuple(
        by_claim[str(CLAIM["a-1"])][k] for k in ("file", "line", "column", "passage")
    )
    assert {"violation", "warning", "info"} == {r["severity"] for r in found["results"]}


def test_junit_is_read_by_others() -> None:
    """JUnit XML is well-formed whatever the messages hold; only violations and faults fail, and the counts agree."""
    suite = ElementTree.fromstring(format_report(ABOUT, ReportFormat.JUNIT).encode())
    cases = suite.findall("testcase")
    failed = [c for c in cases if c.find("failure") is not None]
    assert (str(len(cases)), str(len(failed))) == (suite.get("tests"), suite.get("failures"))
    assert 3 == len(failed)
    assert {short(str(ONE)), short(str(TWO)), "data", "armenia"} == {c.get("name") for c in cases}
    (of_one,) = [c for c in cases if c.get("name") == short(str(ONE))]
    assert "data/claims/a.yaml:3:7" in str(of_one.findtext("failure"))


def test_a_clean_report_is_a_passing_test() -> None:
    """Without results JUnit has one test, which passes."""
    suite = ElementTree.fromstring(
        format_report(ReportContext(Report((), naming=NAMING)), ReportFormat.JUNIT).encode()
    )
    assert ("1", "0") == (suite.get("tests"), suite.get("failures"))
    assert suite.find("testcase/failure") is None


def test_sarif_is_what_its_standard_asks() -> None:
    """SARIF 2.1.0: version, driver, rules that results refer to by index, levels, places, and messages as text."""
    log = json.loads(format_report(ABOUT, ReportFormat.SARIF))
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert ("2.1.0", "csto-kg", "1.2") == (
        log["version"],
        run["tool"]["driver"]["name"],
        run["tool"]["driver"]["version"],
    )
    assert 6 == len(run["results"])
    for found in run["results"]:
        assert found["level"] in ("error", "warning", "note", "none")
        assert found["message"]["text"]
        if "ruleIndex" in found:
            assert rules[found["ruleIndex"]]["id"] == found["ruleId"]
        for location in found.get("locations", []):
            physical = location.get("physicalLocation", {})
            assert physical.get("region", {"startLine": 1})["startLine"] >= 1
            assert not str(physical.get("artifactLocation", {}).get("uri", "")).startswith("/")
    prints = [f["partialFingerprints"]["result/v1"] for f in run["results"] if "partialFingerprints" in f]
    assert 4 == len(set(prints))


def test_rdf_is_a_shacl_report() -> None:
    """Turtle and JSON-LD are the same SHACL validation report."""
    turtle = graph_of(format_report(ABOUT, ReportFormat.TURTLE))
    (report,) = turtle.subjects(RDF.type, SH.ValidationReport)
    assert 4 == len(list(turtle.objects(report, SH.result)))
    other = {q.triple for q in ox.parse(format_report(ABOUT, ReportFormat.JSONLD).encode(), ox.RdfFormat.JSON_LD)}
    assert {t.subject.value for t in other} == {str(s) for s in turtle.subjects()}


@pytest.mark.parametrize(
    "head", ["Dates and orders contradict each other: correct one of the statements.", "These cannot all be true:"]
)
def test_a_contradiction_has_a_line_for_each_step(head: str) -> None:
    """In the text each step of a contradiction in time stands on a line of its own; for programs the message is whole."""
    steps = ["A was first (a rule; its second half: claim:a)", "B was second (rule: claim:b)", "correct one."]
    message = f"{head} {'; '.join(steps)}"
    shape = URIRef(SHAPES + "ContradictionInTimeShape")
    context = ReportContext(
        Report((result("armenia", None, shape, Severity.VIOLATION, message),), naming=NAMING), version="1"
    )
    expected = [f"    violation: {head}", *(f"        {step}" for step in steps)]
    assert expected == format_report(context, ReportFormat.TEXT).splitlines()[1:]
    assert message in format_report(context, ReportFormat.SARIF)
