"""Gate 1 looks at each claim by itself, and names the claim that is at fault."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS

from csto_kg.check.gates import ClaimContent, check_graph, gate1_graph
from csto_kg.check.undeclared import UNDECLARED
from csto_kg.ontology import from_graph
from csto_kg.shacl.report import Severity
from csto_kg.vocab import CLAIM, CSTO, ID
from tests.support.graphs import graph_in
from tests.support.shapes import (
    ANNALS,
    BACKGROUND,
    ENTRY,
    EXAMPLES,
    GATES,
    GAZETTE,
    IN_FORCE,
    ONTOLOGY,
    PREPARED,
    READ,
    edtf,
    gate1,
    local,
    turtle,
)


def test_honest_disagreement_passes_gate_1() -> None:
    """Two claims that give one event different dates pass gate 1, each by itself."""
    report = gate1(
        ClaimContent(ANNALS, [(ENTRY, CSTO.date, edtf("1994-04-20"))]),
        ClaimContent(GAZETTE, [(ENTRY, CSTO.date, edtf("1995"))]),
    )
    assert () == report.results


def test_the_same_disagreement_does_not_pass_where_claims_are_merged() -> None:
    """Without renaming, the same two claims look like one event with two dates: renaming is what lets them pass."""
    merged = BACKGROUND + turtle('<entry-into-force/cst-1> csto:date "1994-04-20"^^edtf:EDTF , "1995"^^edtf:EDTF .')
    assert ["DateShape-single"] == [local(r.shape) for r in check_graph(merged, PREPARED["claims"], READ).results]


def test_a_claim_with_two_dates_fails_and_is_named() -> None:
    """A claim that gives one event two dates fails gate 1, and the result names event, property and claim."""
    report = gate1(
        ClaimContent(ANNALS, [(ENTRY, CSTO.date, edtf("1994"))]),
        ClaimContent(GAZETTE, [(ENTRY, CSTO.date, edtf("1994")), (ENTRY, CSTO.date, edtf("1995"))]),
    )
    found = [(r.focus, r.path, r.claim, local(r.shape), r.severity) for r in report.results]
    assert [(ENTRY, "csto:date", GAZETTE, "DateShape-single", Severity.VIOLATION)] == found
    assert (False, False) == (report.conforms, "?claim=" in report.as_turtle())


def test_what_a_claim_speaks_of_is_renamed_wherever_it_stands_in_the_claim() -> None:
    """A claim's subjects are renamed as subjects and as objects, have the register's classes, and nothing else is."""
    statement = ID["statement/minister-1"]
    content = [(ENTRY, CSTO.date, edtf("1994")), (statement, CSTO.about, ENTRY), (statement, CSTO.by, ID.armenia)]
    graph = gate1_graph([ClaimContent(ANNALS, content)], BACKGROUND, Graph())
    entry, said = URIRef(f"{ENTRY}?claim=annals-1"), URIRef(f"{statement}?claim=annals-1")
    expected = {
        (entry, CSTO.date, edtf("1994")),
        (entry, RDF.type, CSTO.EntryIntoForce),
        (said, CSTO.about, entry),
        (said, CSTO.by, ID.armenia),
        (said, RDF.type, CSTO.Statement),
    }
    assert expected == set(graph) - set(BACKGROUND)
    assert set() == set(BACKGROUND) - set(graph)


@pytest.mark.parametrize(
    "claim",
    [
        ANNALS,
        CLAIM["annals-1/content"],
        CLAIM["a?b=c"],
        CLAIM["été 1"],
        URIRef("https://example.org/tables/cow#3"),
    ],
)
def test_a_result_names_the_claim_whatever_it_is_called(claim: URIRef) -> None:
    """The claim of a result is the claim that was checked, also with characters that have a meaning in an IRI."""
    report = gate1(ClaimContent(claim, [(IN_FORCE, CSTO.date, edtf("1994"))]))
    assert [(IN_FORCE, claim)] == [(r.focus, r.claim) for r in report.results]


def test_a_value_that_was_renamed_is_reported_by_its_own_name() -> None:
    """A result's value is what the claim wrote, not the name under which it was checked."""
    content = [(ID["decision/x"], CSTO.prefers, ENTRY), (ENTRY, CSTO.date, edtf("1994"))]
    results = gate1(ClaimContent(ANNALS, content)).results
    values = {r.value for r in results if r.path in ("csto:prefers", "csto:date") and r.value is not None}
    assert {ENTRY} == values


def test_a_fault_in_a_passage_names_the_claim_that_rests_on_it() -> None:
    """Results on a claim's passage and its selector name the claim, which is what the curator edits."""
    wrong = turtle(
        """claim:annals-2 a csto:Claim ; prov:wasQuotedFrom <https://w3id.org/csto-kg/source/annals#char=9,8> ;
          prov:hadPrimarySource source:annals ; csto:stance <stance/asserts> ; csto:paraphrase "" .
        <https://w3id.org/csto-kg/source/annals#char=9,8> a csto:Passage ; oa:hasSource source:annals ;
          oa:hasSelector <https://w3id.org/csto-kg/source/annals#char=9,8/selector> .
        <https://w3id.org/csto-kg/source/annals#char=9,8/selector> a csto:Selector ; oa:start 9 ; oa:end 8 ."""
    )
    report = check_graph(gate1_graph([], BACKGROUND, wrong), PREPARED["claims"], READ)
    expected = {"ClaimShape-paraphrase", "PassageShape-digest", "SelectorShape-order"}
    assert (expected, {CLAIM["annals-2"]}) == (
        {local(r.shape) for r in report.results},
        {r.claim for r in report.results},
    )


def test_gate_1_requires_nothing_of_a_claim_that_the_register_has() -> None:
    """A claim that gives only a date of a thing passes, for every class of events and situations."""
    for kind, prop in ((CSTO.Event, CSTO.date), (CSTO.Situation, CSTO.holds)):
        classes = sorted({c for c in ONTOLOGY.transitive_subjects(RDFS.subClassOf, kind) if isinstance(c, URIRef)})
        assert len(classes) > 10
        things = [(ID[f"made-up/{n}"], cls) for n, cls in enumerate(classes)]
        content = [t for thing, cls in things for t in ((thing, RDF.type, cls), (thing, prop, edtf("1994")))]
        assert () == gate1(ClaimContent(ANNALS, content)).results


def test_subclasses_are_known_from_the_ontology() -> None:
    """A shape on a class holds for instances of its subclasses, though the data does not state the hierarchy."""
    data = turtle("<withdrawal/x> a csto:Withdrawal .")
    found = [local(r.shape) for r in check_graph(data, PREPARED["view"], READ).results]
    assert "EventActorShape-of" in found
    assert [] == [local(r.shape) for r in check_graph(data, PREPARED["view"], None).results]


def test_validation_changes_nothing_but_what_it_returns() -> None:
    """Data, shapes and ontology are as before, and so is how rdflib treats literals."""
    data, shapes, ontology = (
        turtle("<cst> csto:nmae <x> . <x> a csto:State ; csto:cowCode 01 ."),
        GATES["view"],
        ONTOLOGY,
    )
    setting = rdflib.NORMALIZE_LITERALS
    before = [set(g) for g in (data, shapes, ontology)]
    assert check_graph(data, shapes, from_graph(ontology)).results
    assert before == [set(g) for g in (data, shapes, ontology)]
    assert setting is rdflib.NORMALIZE_LITERALS


def test_an_import_in_the_data_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """owl:imports in data, shapes or ontology opens no connection."""

    def refuse(*args: object, **options: object) -> None:
        raise AssertionError(f"opened {args}")

    monkeypatch.setattr("urllib.request.urlopen", refuse)
    monkeypatch.setattr("socket.socket.connect", refuse)
    imports = turtle("<urn:x> owl:imports <http://127.0.0.1:9/none.ttl> .")
    report = check_graph(imports, GATES["view"] + imports, from_graph(ONTOLOGY + imports))
    assert [(UNDECLARED, OWL.imports)] == [(r.shape, r.value) for r in report.results]


@pytest.mark.parametrize(
    "example",
    [
        "SingleHolderShape--two-heads",
        "SingleChairShape--two-chairs",
        "MembershipOverlapShape--at-once",
        "ObserverShape--member-too",
        "BeforeItsCauseShape--after",
        "ActsInOrderShape--in-force-first",
        "InstrumentExistsShape--too-early",
        "EpisodeTimesShape--ends-too-early",
    ],
)
def test_what_curators_leave_open_is_a_warning(example: str) -> None:
    """Two things that contradict each other in time are a warning where a record of type temporal leaves them open."""
    data = BACKGROUND + graph_in(EXAMPLES / "invalid" / f"{example}.ttl")
    results = check_graph(data, PREPARED["view"], READ).results
    assert {Severity.VIOLATION} == {r.severity for r in results}
    about = " , ".join(sorted({f"<{thing}>" for r in results for thing in (r.focus, r.value)}))
    for outcome, severity in (("open", Severity.WARNING), ("preferred", Severity.VIOLATION)):
        record = turtle(
            f"""
            <conflict/x> csto:conflictType <conflict-type/temporal> ; csto:about {about} ; csto:decision <decision/x> .
            <decision/x> csto:outcome <outcome/{outcome}> .
            """
        )
        found = check_graph(data + record, PREPARED["view"], READ).results
        again = [r for r in found if local(r.shape).split("-")[0] == example.split("-")[0]]
        assert (len(results), {severity}) == (len(again), {r.severity for r in again})
        assert (outcome == "open") == all(r.message.endswith(" conflict/x leaves this open.") for r in again)


CIRCLE = """
<request/a> a csto:Request ; csto:about <csto> ; csto:date "{0}"^^edtf:EDTF ; csto:after <refusal/b> .
<refusal/b> a csto:Refusal ; csto:about <csto> ; csto:date "2000"^^edtf:EDTF ; csto:respondsTo <request/a> .
"""


@pytest.mark.parametrize(
    ("year", "shape", "number"), [("2000", "OrderCircleShape", 2), ("2001", "ContradictionInTimeShape", 1)]
)
def test_a_circle_that_dates_contradict_is_reported_once(year: str, shape: str, number: int) -> None:
    """A circle of links of order is a warning, unless the dates of its things show more."""
    results = check_graph(turtle(CIRCLE.format(year)) + BACKGROUND, PREPARED["view"], READ).results
    found = [local(r.shape) for r in results if "Circle" in r.shape or "Contradiction" in r.shape]
    assert [shape] * number == found


@pytest.mark.parametrize(("outcome", "number"), [("open", 0), ("preferred", 1)])
def test_only_a_contradiction_that_is_left_open_is_not_reported(outcome: str, number: int) -> None:
    """Where a record prefers a side and the data still say both, the contradiction in time is reported."""
    record = turtle(
        f"""
        <conflict/x> csto:conflictType <conflict-type/temporal> ; csto:decision <decision/x> ;
          csto:about <request/a> , <refusal/b> .
        <decision/x> csto:outcome <outcome/{outcome}> .
        """
    )
    results = check_graph(turtle(CIRCLE.format("2001")) + BACKGROUND + record, PREPARED["view"], READ).results
    assert number == len([r for r in results if "ContradictionInTime" in r.shape])
