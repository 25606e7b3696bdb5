"""What cannot all be true in time is refused in words, can be decided, and is left open under another policy."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from rdflib import URIRef

from csto_kg.check.targets import CheckOptions, check_data
from csto_kg.errors import DataError
from csto_kg.order import contradiction_fault, ordered_view
from csto_kg.project import Project
from csto_kg.shacl.report import Severity
from csto_kg.vocab import CLAIM, ID
from csto_kg.weigh import Policy, Rule, weigh
from tests.support.chronology import bounds_in, faults_in_chronology
from tests.support.edits import ANNALS, edit
from tests.support.mini import Mini
from tests.support.ordering import OrderCase, all_bounds, names_of, tighter

EVENTS = "request/a type Request; response/b type Response; occurrence/c type Occurrence;"
TENURES = "post/p type SingleHolderPost; tenure/a type Tenure; tenure/a post post/p;" + (
    "tenure/b type Tenure; tenure/b post post/p"
)


@dataclass(frozen=True, slots=True)
class Conflicting:
    """Claims that cannot all be true: those in the contradiction with its rules, and what overruling one makes of it."""

    register: str
    claims: dict[str, str]
    others: dict[str, str]
    rules: frozenset[str]
    words: tuple[str, ...]
    preferred: str
    overruled: str
    about: str

    def case(self, whole: Mini) -> OrderCase:
        """The data set without a decision."""
        case = OrderCase(whole, self.register)
        for name, text in (self.claims | self.others).items():
            case.says(name, text)
        return case

    def decided(self, whole: Mini) -> OrderCase:
        """The data set with a decision against one claim on what it is about."""
        case = self.case(whole)
        between = [self.preferred, self.overruled]
        case.conflict(self.about, None, "preferred", [self.preferred], between)
        return case


CASES = {
    "two dates against an order": Conflicting(
        EVENTS,
        {
            "a": "request/a date 2010-06-10",
            "b": "response/b date 2010-06-05",
            "c": "response/b after request/a",
        },
        {"d": "occurrence/c date 2010", "e": "response/b type Response"},
        frozenset(("dated", "after")),
        (
            "response/b was on 5 June 2010 at the latest (the source gives the date: claim:b)",
            "request/a was on 10 June 2010 at the earliest (the source gives the date: claim:a)",
            "request/a was not after response/b (one came after the other: claim:c)",
        ),
        "a",
        "c",
        "response/b",
    ),
    "an answer before what it answers": Conflicting(
        EVENTS,
        {"a": "request/a date 2011", "b": "response/b respondsTo request/a; response/b date 2010"},
        {"c": "occurrence/c date 2010"},
        frozenset(("dated", "response")),
        (
            "response/b was on 31 December 2010 at the latest (the source gives the date: claim:b)",
            "request/a was on 1 January 2011 at the earliest (the source gives the date: claim:a)",
            "request/a was not after response/b (a response comes after what it answers: claim:b)",
        ),
        "b",
        "a",
        "request/a",
    ),
    "three in a circle": Conflicting(
        EVENTS,
        {
            "a": "request/a after occurrence/c",
            "b": "occurrence/c after response/b",
            "c": "response/b reckonedFrom request/a; response/b distance P1D",
        },
        {"d": "occurrence/c date 2010", "e": "request/a type Request; response/b type Response"},
        frozenset(("distance", "after")),
        (
            "occurrence/c was not after request/a (one came after the other: claim:a)",
            "response/b was not after occurrence/c (one came after the other: claim:b)",
            "request/a was 1 day or more before response/b (the source counts the days between: claim:c)",
        ),
        "b",
        "c",
        "response/b",
    ),
    "two holders on one day": Conflicting(
        TENURES,
        {
            "a": "tenure/a holds 2010-01-01/2010-12-31",
            "b": "tenure/b holds 2010-05-01/2010-05-31",
        },
        {"c": "tenure/a type Tenure", "d": "tenure/b type Tenure"},
        frozenset(("attested", "one-holder")),
        (
            "the end of tenure/a was on 1 January 2011 at the earliest (the source attests it: claim:a)",
            "the start of tenure/b was on 1 May 2010 at the latest (the source attests it: claim:b)",
            "(one holder at a time: claim:a, claim:b)",
        ),
        "a",
        "b",
        "tenure/b",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_contradiction_is_refused_in_words(name: str, whole: Mini) -> None:
    """The shortest chain is reported with each of its claims and rules, and with what to write to decide it."""
    case = CASES[name]
    ordered = case.case(whole).order()
    contradiction, *_ = ordered.contradictions
    assert 0 > contradiction.days
    reasons = [step.reason for step in contradiction.steps]
    assert case.rules == names_of(reason.rule for reason in reasons)
    assert set(case.claims) == names_of(claim for reason in reasons for claim in reason.claims)
    text = str(contradiction_fault(contradiction, ordered.rules))
    assert [] == [part for part in case.words if part not in text], text
    assert len(reasons) == text.count("; ") + 1
    assert "conflictType: conflict-type/temporal" in text
    assert [] == [rule for rule in case.rules if ordered.rules[rule_of(rule)].label not in text]


def rule_of(name: str) -> URIRef:
    """The identifier of a rule."""
    return ID[f"rule/{name}"]


@pytest.mark.parametrize("name", CASES)
def test_a_decision_settles_it(name: str, whole: Mini) -> None:
    """A conflict without a property that overrules the claim of one side leaves no contradiction."""
    assert () == CASES[name].decided(whole).order().contradictions


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("rule", [Rule.MAJORITY, Rule.MOST_PRECISE, Rule.LATEST])
def test_under_another_policy_it_stays_open(name: str, rule: Rule, whole: Mini) -> None:
    """Another policy answers all the same: what is contradicted bounds nothing beyond the claims on each thing."""
    case = CASES[name].case(whole)
    ordered = case.order(Policy(rule))
    assert ordered.contradictions
    assert [] == tighter(ordered.strict.solution, ordered.own.solution)
    assert all_bounds(ordered.own.solution) == all_bounds(ordered.strict.solution)
    found = ordered_view(
        case.dataset, weigh(case.dataset, whole.ontology, Policy(rule)), whole.ontology, Policy(rule)
    )
    assert bounds_in(ordered, ordered.strict) == bounds_in(found.ordered, found.ordered.strict)
    assert [] == faults_in_chronology(found, case.dataset, Policy(rule))


def test_no_half_of_what_is_contradicted_stays(whole: Mini) -> None:
    """A distance that an order contradicts bounds neither side, and a whole that a part precedes does not end it."""
    case = OrderCase(whole, EVENTS + "tenure/t type Tenure; tenure/u type Tenure")
    case.says("a", "request/a date 2010-06-10; tenure/t begins 2010-06-01; tenure/t ends 2010-07-01")
    case.says("b", "response/b after request/a").says("d", "occurrence/c date 2010")
    case.says("c", "request/a reckonedFrom response/b; request/a distance P1D")
    case.says("e", "tenure/u begins 2010-05-01").says("f", "tenure/u partOf tenure/t")
    ordered = case.order(Policy(Rule.MAJORITY))
    assert 2 == len(ordered.contradictions)
    left = {s.reason.rule for s in ordered.strict.constraints} - {s.reason.rule for s in ordered.own.constraints}
    assert set() == names_of(left)
    assert all_bounds(ordered.own.solution) == all_bounds(ordered.strict.solution)


def test_claims_on_single_things_can_contradict(whole: Mini) -> None:
    """An event that starts one situation and ends another is contradicted by what attests the two, which no value shows."""
    register = "joining/e type Joining; membership/x type Membership; membership/x begunBy joining/e;"
    case = OrderCase(whole, f"{register} observer/y type ObserverStatus; observer/y endedBy joining/e")
    case.says("a", "membership/x holds 2010-06-01").says("b", "observer/y holds 2010-08-01").says(
        "c", "joining/e date 2010"
    )
    ordered = case.order()
    (contradiction,) = ordered.contradictions
    assert {"attested", "begun-by", "ended-by"} == names_of(step.reason.rule for step in contradiction.steps)
    text = str(contradiction_fault(contradiction, ordered.rules))
    assert "the start of membership/x was on 1 June 2010 at the latest (the source attests it: claim:a)" in text
    assert "the event ends it" in text


def test_several_contradictions_are_refused_together(whole: Mini) -> None:
    """Contradictions that have nothing in common are all reported."""
    case = OrderCase(whole, EVENTS + "request/x type Request; response/y type Response")
    case.says("a", "request/a date 2011").says("b", "response/b respondsTo request/a; response/b date 2010")
    case.says("c", "request/x date 2011").says("d", "response/y respondsTo request/x; response/y date 2010")
    case.says("e", "occurrence/c date 2010")
    found = [names_of(r for s in c.steps for r in s.reason.claims) for c in case.order().contradictions]
    assert sorted([{"a", "b"}, {"c", "d"}], key=sorted) == sorted(found, key=sorted)


ORDERED = """
- id: claim:annals-10
  passage:
    at: {start: 72, end: 98}
    sha256: "83a6cd4dc90f05403398de63efad9454da9eee5e51fbb596de1bb30b005b6692"
  paraphrase: The third state joined when the League was there.
  says: {id: joining/eastland-pact-1, after: establishment/league}
"""
DECIDED = """
- id: conflict/eastland-joining
  label: {en: "Did Eastland join the Pact before the League was founded?"}
  about: joining/eastland-pact-1
  between: [claim:annals-2, claim:annals-10]
  conflictType: conflict-type/terminology
  decision:
    id: decision/eastland-joining
    outcome: outcome/preferred
    prefers: claim:annals-2
    reason: The year is given.
"""


def append(project: Project, file: str, text: str) -> None:
    """Add lines to a data file of the mini project."""
    path = project.data / file
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + text, encoding="utf-8")


def test_data_that_contradict_in_time_are_refused(mini: Project) -> None:
    """Checking data files reports a contradiction with each claim and its place; once it is decided, the data pass."""
    append(mini, "claims/annals.yaml", ORDERED)
    outcome = check_data(mini, CheckOptions())
    (fault,) = outcome.report.faults(outcome.where)
    assert fault.where is not None
    assert fault.where.file == "data/claims/annals.yaml"
    assert fault.where.line > 0
    for part in (
        "claim:annals-2",
        "claim:annals-4",
        "claim:annals-10",
        "one came after the other",
        "31 December 1991",
    ):
        assert part in fault.message
    assert f"claim:annals-10 in {outcome.where[CLAIM['annals-10']]}" in fault.message
    append(mini, "decisions/league.yaml", DECIDED)
    assert check_data(mini, CheckOptions()).report.conforms


TYPED = DECIDED.replace("conflict-type/terminology", "conflict-type/temporal")
LEFT = (
    TYPED.replace("outcome/preferred", "outcome/open")
    .replace("    prefers: claim:annals-2\n", "")
    .replace("about: joining/eastland-pact-1", "about: [joining/eastland-pact-1, establishment/league]")
    .replace("[claim:annals-2, claim:annals-10]", "[claim:annals-2, claim:annals-4, claim:annals-10]")
)


@pytest.mark.parametrize("record", [TYPED, LEFT], ids=["preferred", "left open"])
def test_a_decision_on_what_contradicts_itself_no_more_is_refused(record: str, mini: Project) -> None:
    """A record of type temporal passes as long as claims contradict each other in time, and then decides nothing."""
    append(mini, "claims/annals.yaml", ORDERED)
    append(mini, "decisions/league.yaml", record)
    assert check_data(mini, CheckOptions()).report.conforms
    edit(mini, ANNALS, "after: establishment/league", "after: joining/northland-pact-1")
    with pytest.raises(DataError) as caught:
        check_data(mini, CheckOptions())
    (fault,) = caught.value.faults
    assert "conflict/eastland-joining" == fault.subject
    assert fault.message.startswith("decides nothing: claim:annals-10, ")
    assert fault.where is not None
    assert fault.where.file == "data/decisions/league.yaml"


def test_what_is_left_open_is_a_warning(mini: Project) -> None:
    """What a shape sees of a contradiction that curators have left open is a warning that names their record."""
    append(mini, "claims/annals.yaml", ORDERED)
    append(mini, "decisions/league.yaml", LEFT)
    (result,) = check_data(mini, CheckOptions()).report.results
    assert Severity.WARNING == result.severity
    assert result.message.endswith("conflict/eastland-joining leaves this open.")


def test_a_decision_for_both_sides_of_a_contradiction_is_refused(mini: Project) -> None:
    """What contradicts itself in time cannot be true on both sides; the contradiction is raised with the decision."""
    append(mini, "claims/annals.yaml", ORDERED)
    append(mini, "decisions/league.yaml", LEFT.replace("outcome/open", "outcome/both"))
    with pytest.raises(DataError) as caught:
        check_data(mini, CheckOptions())
    first, second = (fault.message for fault in caught.value.faults)
    assert "both cannot stand where claims contradict each other in time" == first
    assert second.startswith("these cannot all be true in time: ")
