"""What is only spoken of: a graph of its own, in which nothing is lost and of which nothing is asserted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rdflib import Graph, Literal
from rdflib.namespace import RDF, RDFS

from csto_kg.check.conformance import find_nonconformances
from csto_kg.check.facts import Support
from csto_kg.order import OrderedView, ordered_view
from csto_kg.rdf.terms import TermTriple
from csto_kg.read.records import DENIES
from csto_kg.release.build import view_text
from csto_kg.vocab import CLAIM, CSTO, ID, short
from csto_kg.weigh import CURATED, LeftOut, Policy, weigh
from csto_kg.weigh.reported import Reported
from csto_kg.weigh.view import View
from tests.support.mini import Mini
from tests.support.shapes import ANNALS, BACKGROUND, ENTRY, READ, turtle
from tests.support.weighing import Case, Fact

STATEMENT: list[Fact] = [("statement/x", "type", "Statement")]
DEBATE: list[Fact] = [("meeting/x", "type", "Meeting")]
SAYS = ("statement/x", "type", "Statement")
ABOUT = ("statement/x", "about", "meeting/x")


def reporting(case: Case, name: str, said: list[Fact], *facts: Fact) -> Case:
    """A case with a claim more, which reports something to be said in a statement."""
    content = CLAIM[f"{name}/content"]
    case.claim(name, SAYS, *facts)
    claim = case.claims.pop()
    triples = (*claim.triples, (ID["statement/x"], CSTO.content, content))
    case.claims.append(replace(claim, triples=triples, reported=((content, tuple(map(case.triple, said))),)))
    return case


def ordered(case: Case, policy: Policy = CURATED) -> OrderedView:
    """A case weighed and ordered."""
    return ordered_view(case.dataset, weigh(case.dataset, case.whole.ontology, policy), case.whole.ontology, policy)


def test_the_mini_project_loses_nothing(whole: Mini) -> None:
    """What the view leaves out is in the graph of what is only reported, or counted with its reason."""
    assert {LeftOut.REPORTED: 3, LeftOut.REJECTED: 2} == dict(whole.reported.left_out)
    assert whole.view.left_out == sum(whole.reported.left_out.values())
    inside = [triple for triple in whole.view.missing if triple in whole.reported.graph]
    assert whole.reported.left_out[LeftOut.REPORTED] == len(inside)


def test_what_is_reported_of_it_stands_with_it(whole: Mini) -> None:
    """The graph has the declaration of the thing, the day that is reported, its claim, and what speaks of it."""
    joining, graph = ID["joining/westland-league-1"], whole.reported.graph
    assert {joining} == set(graph.subjects())
    for predicate, value in (
        (RDF.type, CSTO.Joining),
        (CSTO.of, ID.league),
        (CSTO.dateText, Literal("2010")),
        (CSTO.reportedBy, CLAIM["annals-8"]),
        (CSTO.spokenOfIn, ID["statement/minister-westland-1"]),
    ):
        assert (joining, predicate, value) in graph


def test_nothing_of_it_is_held(whole: Mini) -> None:
    """No statement is both in the view and in the graph of what is only reported."""
    assert set() == set(whole.view.graph) & set(whole.reported.graph)
    assert set() == set(whole.view.graph.subjects()) & set(whole.reported.graph.subjects(CSTO.reportedBy, None))


def test_a_held_finding_on_it_is_reachable(whole: Mini) -> None:
    """What a held statement is about stands in the graph where no source asserts it, reported content or not."""
    case = Case(whole, STATEMENT + DEBATE).claim("a", SAYS, ABOUT)
    found = ordered(case)
    meeting = ID["meeting/x"]
    assert {LeftOut.REPORTED: 2} == dict(found.reported.left_out)
    assert case.triple(ABOUT) in found.reported.graph
    assert [CLAIM.a] == list(found.reported.graph.objects(meeting, CSTO.reportedBy))
    assert [Literal("unknown")] == list(found.reported.graph.objects(meeting, CSTO.dateText))


def test_what_is_denied_and_spoken_of_has_the_denial_against_it(whole: Mini) -> None:
    """A denial stands against what is only reported; what is denied and not spoken of is not in the graph."""
    case = Case(whole, STATEMENT + DEBATE).claim("no", DEBATE[0], stance=DENIES).claim("says", SAYS)
    assert {LeftOut.REJECTED: 1} == dict(ordered(case).reported.left_out)
    reporting(case, "yes", DEBATE)
    found = ordered(case).reported
    assert {LeftOut.REPORTED: 1} == dict(found.left_out)
    assert [CLAIM.no] == list(found.graph.objects(ID["meeting/x"], CSTO.contestedBy))


def test_what_a_source_asserts_is_not_only_reported(whole: Mini) -> None:
    """A thing that one source asserts is left open or rejected where another denies it, though somebody speaks of it."""
    case = Case(whole, STATEMENT + DEBATE).claim("yes", DEBATE[0]).claim("no", DEBATE[0], stance=DENIES)
    reporting(case, "said", DEBATE)
    case.conflict("meeting/x", "class", "open")
    found = ordered(case).reported
    assert ({LeftOut.OPEN: 1}, 0) == (dict(found.left_out), len(found.graph))


def test_claims_that_do_not_count_report_nothing(whole: Mini) -> None:
    """Under a policy that leaves a source out, what only that source reports is not in the graph, and is counted."""
    case = reporting(Case(whole, STATEMENT + DEBATE), "a", DEBATE, ABOUT)
    found = ordered(case, Policy(without=frozenset({"annals"}))).reported
    assert ({LeftOut.NOT_COUNTED: 2}, 0) == (dict(found.left_out), len(found.graph))


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ([("meeting/x", "date", "2022-02-16")], "2022-02-16", "2022-02-16"),
        ([("meeting/x", "date", "2022-02-16"), ("meeting/x", "date", "2022-03")], "2022-02-16", "2022-03-31"),
        ([], "0001-01-01", "9999-12-31"),
    ],
)
def test_reports_leave_every_day_that_one_of_them_leaves(
    said: list[Fact], first: str, last: str, whole: Mini
) -> None:
    """Reported days are not weighed: the bounds take in all of them, and without any they are open."""
    graph = ordered(reporting(Case(whole, STATEMENT + DEBATE), "a", DEBATE + said)).reported.graph
    stated = [str(graph.value(ID["meeting/x"], p))[:10] for p in (CSTO.earliest, CSTO.latest)]
    assert [first, last] == stated


def test_reports_that_contradict_each_other_leave_every_day(whole: Mini) -> None:
    """A situation that is reported to end before it starts has open bounds."""
    said = [("condition/x", "type", "Condition"), ("condition/x", "begins", "2020"), ("condition/x", "ends", "2010")]
    case = reporting(Case(whole, [*STATEMENT, ("condition/x", "type", "Condition")]), "a", said)
    graph = ordered(case).reported.graph
    assert [Literal("unknown")] == list(graph.objects(ID["condition/x"], CSTO.beginText))


def test_attestations_that_contradict_what_is_reported_are_counted(whole: Mini) -> None:
    """An attestation outside the reported start and end bounds nothing, and it is counted; one within is not."""
    said = [("condition/x", "type", "Condition"), ("condition/x", "begins", "2010"), ("condition/x", "ends", "2015")]
    held = [("condition/x", "holds", "2012"), ("condition/x", "holds", "2020")]
    case = reporting(Case(whole, [*STATEMENT, ("condition/x", "type", "Condition")]), "a", said + held)
    found = ordered(case).reported
    assert 1 == found.misfits
    assert "1 attestations contradict the dates reported of the same" in view_text(ordered(case).view, found)


def test_a_view_that_has_all_says_nothing_of_what_is_left_out(whole: Mini) -> None:
    """What a build prints of the view names what was left out, and only where something was."""
    assert "5 on what is not held left out (3 only spoken of, 2 held not to be)" in view_text(
        whole.view, whole.reported
    )
    whole_view = View(whole.view.graph, ())
    nothing = Reported(Graph(), {})
    assert f"{len(whole.view.graph)} triples" == view_text(whole_view, nothing)


def details(
    *reported: TermTriple, said: tuple[TermTriple, ...] = (), declared: tuple[TermTriple, ...] = ()
) -> list[str]:
    """What the rule on the graph of what is only reported finds in the background of the examples."""
    finding = turtle(
        "finding:f1 a csto:Finding ; rdf:subject <entry-into-force/cst-1> ; rdf:predicate csto:date ;"
        "rdf:object '1994-04-20'^^edtf:EDTF ; csto:status <finding-status/held> ; csto:supportedBy claim:annals-1 ."
    )
    support = Support(declared, {ANNALS: {(ENTRY, CSTO.date)}}, reported, said)
    found = find_nonconformances(BACKGROUND + finding, READ, frozenset(), lambda node: short(str(node)), support)
    return [n.detail for n in found if n.rule == "ReportedShape"]


def test_what_may_stand_in_the_graph() -> None:
    """The rule names a statement that the view has, one on held things alone, and one that nobody makes."""
    gone = ID["exercise/gone"]
    typed, labelled = (gone, RDF.type, CSTO.Exercise), (ID.csto, RDFS.label, Literal("CSTO"))
    said, bare = ((gone, CSTO.participant, ID.armenia),), ((ID.armenia, RDF.type, CSTO.State),)
    assert [] == details(typed, *said, said=said, declared=(*bare, typed))
    assert [] == details((gone, CSTO.reportedBy, ANNALS), (gone, CSTO.dateText, Literal("unknown")))
    assert ["It is armenia rdf:type csto:State: the view states it too."] == details(*bare)
    assert ["It is csto rdfs:label CSTO: it is about things that are held."] == details(labelled)
    nobody = "neither the register, a held finding nor reported speech has it"
    assert [f"It is exercise/gone rdf:type csto:Exercise: {nobody}."] == details(typed, said=said, declared=bare)


def test_each_reason_has_words() -> None:
    """Each reason is in words that a person reads."""
    assert len(LeftOut) == len({reason.value for reason in LeftOut}) == 4
