"""The order of things on the real data: bounds, reasons, policies, and who held what on some days."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import pytest
from rdflib import URIRef
from rdflib.namespace import ORG, RDF

from csto_kg.ontology import Ontology
from csto_kg.order import OrderedView, ordered_view
from csto_kg.order.ordering import spans_of
from csto_kg.project import Project
from csto_kg.read.files import read_dataset
from csto_kg.read.records import Dataset
from csto_kg.time.days import FIRST_DAY, LAST_DAY, ONE_DAY, Certainty, Days, Span, holds_on
from csto_kg.vocab import CSTO, ID, short
from csto_kg.weigh import Policy, Rule, Weighed, weigh
from tests.support.chronology import faults_in_chronology
from tests.support.cli import Run
from tests.support.ordering import tighter
from tests.support.paths import ROOT

POLICIES = {
    "curated": Policy(),
    "majority": Policy(Rule.MAJORITY),
    "most precise": Policy(Rule.MOST_PRECISE),
    "latest": Policy(Rule.LATEST),
    "without the encyclopedia": Policy(without=frozenset(["wikipedia-csto"])),
    "one source": Policy(only=frozenset(["minsk-dialogue-2021"])),
    "known by 2021": Policy(known_by=date(2021, 12, 31)),
    "no assumption": Policy(assume=frozenset()),
}
DAYS = [date(1990, 1, 1), date(2007, 5, 15), date(2010, 6, 15), date(2013, 1, 1), date(2020, 1, 1)]


@dataclass(frozen=True, slots=True)
class Real:
    """The real data, read and weighed once; nothing of it may be changed."""

    ontology: Ontology
    dataset: Dataset
    weighed: Weighed
    found: OrderedView

    def one_of(self, *names: str) -> Iterator[URIRef]:
        """The situations held that are of some classes."""
        for thing in sorted(self.found.ordered.weighed.situations):
            classes = [URIRef(str(cls)) for cls in self.found.view.graph.objects(thing, RDF.type)]
            if any(self.ontology.is_a(cls, CSTO[name]) for cls in classes for name in names):
                yield thing

    def value(self, thing: URIRef, prop: URIRef) -> URIRef | None:
        """The value of a property in the view."""
        found = self.found.view.graph.value(thing, prop)
        return None if found is None else URIRef(str(found))

    def on(self, thing: URIRef, day: date) -> Certainty:
        """Whether a situation held on a day."""
        return holds_on(self.found.ordered.weighed.situations[thing], day)


@pytest.fixture(scope="module")
def real(ontology: Ontology) -> Real:
    """The real data with the bounds that follow."""
    dataset = read_dataset(Project(ROOT, ROOT / "build"), ontology)
    weighed = weigh(dataset, ontology)
    return Real(ontology, dataset, weighed, ordered_view(dataset, weighed, ontology))


@pytest.mark.slow
@pytest.mark.parametrize("name", POLICIES)
def test_derived_bounds_are_those_of_the_policy(name: str, real: Real) -> None:
    """Under each policy the derived bounds are those of its view, rest on claims that count, and lead to a first step."""
    policy = POLICIES[name]
    found = ordered_view(real.dataset, weigh(real.dataset, real.ontology, policy), real.ontology, policy)
    assert [] == faults_in_chronology(found, real.dataset, policy)
    assert tighter(found.ordered.strict.solution, found.ordered.own.solution)
    assert [] == tighter(found.ordered.own.solution, found.ordered.strict.solution)
    assert [] == tighter(found.ordered.strict.solution, found.ordered.presumed.solution)
    assert bool(policy.assume is None) == bool(
        tighter(found.ordered.presumed.solution, found.ordered.strict.solution)
    )


@pytest.mark.slow
def test_without_order_the_bounds_are_those_of_weighing(real: Real) -> None:
    """By the claims on its own times each situation has the bounds that weighing gives.

    They are tighter only where weighing lets a situation start on the last possible day of its end.
    """
    own = spans_of(real.weighed, real.found.ordered.own.solution)
    assert 120 <= len(own)
    differing = {s for s, span in own.items() if real.weighed.situations[s] != span}
    expected = {s for s, span in real.weighed.situations.items() if span.begin.latest == span.end.latest != LAST_DAY}
    assert expected == differing
    for situation in differing:
        assert own[situation] == ended_a_day_before(real.weighed.situations[situation]), short(situation)


def ended_a_day_before(span: Span) -> Span:
    """A situation that starts a day before the last possible day of its end at the latest."""
    return Span(Days(span.begin.earliest, span.end.latest - ONE_DAY), span.end, span.ending)


@pytest.mark.slow
def test_the_data_contradict_nothing(real: Real) -> None:
    """No claims contradict each other in time, neither by strict rules nor by the assumptions."""
    assert () == real.found.ordered.contradictions
    assert real.found.ordered.strict.constraints


@pytest.mark.slow
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_nobody_belongs_to_what_does_not_exist_yet(day: date, real: Real) -> None:
    """No membership, chair or tenure at a body holds, certainly or possibly, before the body was founded."""
    view, weighed = real.found.view.graph, real.found.ordered.weighed
    founded = {
        URIRef(str(body)): weighed.events[URIRef(str(event))].earliest
        for event, body in view.subject_objects(CSTO["of"])
        if event in weighed.events and (event, RDF.type, CSTO.Establishment) in view
    }
    assert ID["csto"] in founded
    for thing in real.one_of("Membership", "ObserverStatus", "Chairmanship", "Tenure"):
        body = real.value(thing, ORG.organization)
        if body in founded and day < founded[body]:
            assert Certainty.NO == real.on(thing, day), short(thing)


@pytest.mark.slow
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_one_person_holds_a_post_of_one_holder(day: date, real: Real) -> None:
    """No two persons certainly hold one post of one holder, and where one does, who came before or after does not."""
    view = real.found.view.graph
    holders: dict[URIRef, list[URIRef]] = defaultdict(list)
    for tenure in real.one_of("Tenure"):
        post = real.value(tenure, CSTO.post)
        if post is not None and (post, RDF.type, CSTO.SingleHolderPost) in view:
            holders[post].append(tenure)
    assert 3 <= len(holders)
    for tenures in holders.values():
        for one, other in combinations(tenures, 2):
            assert {Certainty.CERTAIN} != {real.on(one, day), real.on(other, day)}, (short(one), short(other))


@pytest.mark.slow
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_who_is_attested_only_later_is_not_unknown(day: date, real: Real) -> None:
    """Unknown means that something had started and its end is unknown, never that it is attested later only."""
    for thing, span in real.found.ordered.weighed.situations.items():
        if day < span.begin.latest != LAST_DAY:  # of what nothing dates nothing else can be said
            assert Certainty.UNKNOWN != holds_on(span, day), short(thing)


# Some answers, of which no source gives the days: they follow from the order of things.
HELD = {
    ("tenure/vladimir-putin-russia-president-2", date(2007, 5, 15)): Certainty.NO,
    ("tenure/vladimir-putin-russia-president-1", date(2010, 6, 15)): Certainty.NO,
    ("tenure/vladimir-putin-russia-president-1", date(2013, 1, 1)): Certainty.NO,
    ("tenure/nikolai-bordyuzha-csto-secretary-general-1", date(1990, 1, 1)): Certainty.NO,
    ("tenure/nikolai-bordyuzha-csto-secretary-general-1", date(2010, 6, 15)): Certainty.CERTAIN,
    ("tenure/stanislav-zas-csto-secretary-general-1", date(2010, 6, 15)): Certainty.NO,
    ("tenure/stanislav-zas-csto-secretary-general-1", date(2013, 1, 1)): Certainty.NO,
    ("chairmanship/belarus-csto-1", date(1990, 1, 1)): Certainty.NO,
    ("chairmanship/belarus-csto-1", date(2013, 1, 1)): Certainty.NO,
    ("chairmanship/armenia-csto-2", date(2007, 5, 15)): Certainty.NO,
    ("membership/uzbekistan-csto-1", date(2010, 6, 15)): Certainty.CERTAIN,
    ("membership/uzbekistan-csto-1", date(2013, 1, 1)): Certainty.NO,
    ("membership/armenia-csto-1", date(1990, 1, 1)): Certainty.NO,
    ("membership/armenia-csto-1", date(2020, 1, 1)): Certainty.CERTAIN,
}


@pytest.mark.slow
@pytest.mark.parametrize(("thing", "day"), HELD, ids=str)
def test_some_answers(thing: str, day: date, real: Real) -> None:
    """Who held a post, a chair or a membership on some days."""
    assert HELD[thing, day] == real.on(ID[thing], day)


MEMBERS = {"armenia", "belarus", "kazakhstan", "kyrgyzstan", "russia", "tajikistan"}


@pytest.mark.slow
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_members_on_a_day(day: date, ask: Run) -> None:
    """The stored query lists nobody before there was an organization, and then its members, all of them certain."""
    done = ask("query", "members-as-of", "organization=csto", f"date={day}", "role=any", "--format", "csv")
    assert 0 == done.returncode, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert bool(rows) == (day > date(2002, 10, 7))
    of_members = {
        r["state"].rpartition("/")[2] for r in rows if r["certainty"] == "certain" and "member" in r["role"]
    }
    expected = MEMBERS | ({"uzbekistan"} if date(2007, 1, 1) < day < date(2012, 6, 28) else set())
    assert (expected if rows else set()) == of_members
    assert {"not attested yet"}.isdisjoint({r["certainty"] for r in rows})


@pytest.mark.slow
def test_nothing_starts_on_the_first_day_of_the_calendar(real: Real) -> None:
    """A day that nothing bounds stays a sentinel, and no bound that follows is one."""
    for thing, days in real.found.ordered.weighed.events.items():
        assert (days.earliest == FIRST_DAY) or days.earliest.year > 1000, short(thing)
        assert (days.latest == LAST_DAY) or days.latest.year < 3000, short(thing)


def test_a_policy_changes_what_is_explained(ask: Run) -> None:
    """`explain` has the bounds of the policy, and names it; without assumptions nothing is presumed."""
    question = ("explain", "chairmanship/armenia-csto-1")
    with_all, without, latest = (
        ask(*question),
        ask(*question, "--assume", "none"),
        ask(*question, "--policy", "latest"),
    )
    assert [0, 0, 0] == [done.returncode for done in (with_all, without, latest)]
    assert not with_all.stdout.startswith("Under")
    assert without.stdout.startswith("Under the policy assume:none.\n")
    assert latest.stdout.startswith("Under the policy latest.\n")
    assert ("presumed by" in with_all.stdout, "presumed by" in without.stdout) == (True, False)
    known = ask(*question, "--known-by", "2021-12-31")
    assert known.stdout.startswith("Under the policy curated, as known by 2021-12-31.\n")
    assert "wikipedia-csto" in known.stderr
    assert "there is no assumption" in ask(*question, "--assume", "nothing").stderr


def test_a_claim_that_does_not_count_is_not_explained(ask: Run) -> None:
    """A claim whose source the policy leaves out is refused with the reason."""
    done = ask("explain", "claim:minsk-015", "--policy", "without:minsk-dialogue-2021")
    assert 2 == done.returncode
    assert "claim:minsk-015 does not count under the policy without:minsk-dialogue-2021" in done.stderr


@pytest.mark.parametrize("more", [(), ("--plot",), ("--format", "table")])
def test_a_claim_has_no_timeline(more: tuple[str, ...], ask: Run) -> None:
    """The timeline of a claim is refused with what it speaks of."""
    for name in ("claim:minsk-015", "minsk-015"):
        done = ask("timeline", name, *more)
        assert (2, "") == (done.returncode, done.stdout)
        assert "claim:minsk-015 is a claim, which has no timeline; it speaks of entry-into-force/cst-1" in done.stderr
        assert "csto-kg timeline entry-into-force/cst-1" in done.stderr
    assert "there is no Claim 'claim:minsk-9999'" in ask("timeline", "claim:minsk-9999").stderr


def test_rules_that_are_left_out_are_marked(ask: Run) -> None:
    """The answer on the rules stays the same; a note names the assumptions that the policy leaves out."""
    with_all, one = ask("query", "rules"), ask("query", "rules", "--assume", "one-chair")
    assert "" == with_all.stderr
    assert one.stderr.startswith("Note: rule/actor-exists, rule/chair-is-member, ")
    assert "rule/one-chair" not in one.stderr


def test_a_chart_has_the_presumed_days_of_an_event(ask: Run) -> None:
    """An event that only an assumption bounds is drawn with no bound, and its presumed days are given in words."""
    question = ("timeline", "refusal/csto-belarus-troops-1", "--plot")
    words = "presumed: 2002-10-07 or later (an agent acts only while it exists)"
    assert words in " ".join(ask(*question, env={"COLUMNS": "200"}).stdout.split())
    assert "presumed" not in ask(*question, "--assume", "none").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", "membership/azerbaijan-csto-1"),
        ("explain", "azerbaijan"),
        ("explain", "claim:wikipedia-046"),
        ("timeline", "azerbaijan"),
        ("timeline", "membership/azerbaijan-csto-1"),
        ("timeline", "azerbaijan", "--plot"),
        ("query", "findings-on", "thing=membership/azerbaijan-csto-1"),
        ("query", "why-then", "thing=membership/azerbaijan-csto-1"),
    ],
    ids=" ".join,
)
def test_a_contradiction_in_time_is_noted_where_it_bears_on_the_thing(arguments: tuple[str, ...], ask: Run) -> None:
    """Under a policy by which dates contradict each other, what is said of their things says so, on standard error."""
    shown = ask(*arguments, "--policy", "latest")
    assert "adoption/csto-legal-status-agreement" in shown.stderr
    assert "contradict each other, and no decision says which are right." in shown.stderr
    assert "contradict each other" not in ask(*arguments).stderr
