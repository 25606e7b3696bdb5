"""Policies: how they are written, whose claims count, and which side of a conflict wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from rdflib import Graph, Literal, URIRef

from csto_kg.errors import UsageError
from csto_kg.read.records import Dataset
from csto_kg.time.edtf import parse
from csto_kg.vocab import CSTO, EDTF, SOURCE
from csto_kg.weigh import CURATED, Policy, Rule, Weighed, read_policy, undated, weigh
from tests.support.mini import Mini
from tests.support.weighing import EVENT, Case, findings_on

PUBLISHED = {name: parse(text).days for name, text in {"old": "1999", "mid": "2005-06-01", "new": "[2010..]"}.items()}


def read(text: str | None, known_by: str | None = None) -> Policy:
    """A policy for three sources."""
    return read_policy(text, date.fromisoformat(known_by) if known_by else None, PUBLISHED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, CURATED),
        ("curated", CURATED),
        ("majority", Policy(Rule.MAJORITY)),
        ("most-precise", Policy(Rule.MOST_PRECISE)),
        ("latest,without:old", Policy(Rule.LATEST, without=frozenset(["old"]))),
        ("only:old, only:source:new", Policy(only=frozenset(["old", "new"]))),
    ],
)
def test_reads_what_people_write(text: str | None, expected: Policy) -> None:
    """Rules and sources are read, in any order, and written back in one form that reads the same."""
    assert expected == read(text)
    assert expected == read(str(expected))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("best", "'best' is not a policy"),
        ("only:x", "there is no source 'x'"),
        ("majority,latest", "keep one of"),
        ("only:old,without:old", "no source is left"),
        ("", "is not a policy"),
    ],
)
def test_refuses_what_is_none(text: str, part: str) -> None:
    """An unknown rule, an unknown source and a policy without any source are refused with what to write."""
    with pytest.raises(UsageError, match=part):
        read(text) if text else read(",")


def test_before_the_first_source_nothing_is_known() -> None:
    """A day before any source was published is refused, with the day of the first."""
    with pytest.raises(UsageError, match="1999-01-01"):
        read(None, "1998-12-31")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("1999-01-01", {"old"}),
        ("2005-05-31", {"old"}),
        ("2005-06-01", {"old", "mid"}),
        ("2010-01-01", set(PUBLISHED)),
    ],
)
def test_sources_count_from_the_day_they_can_have_appeared(day: str, expected: set[str]) -> None:
    """A source counts as known from the first day on which it can have been published."""
    policy = read(None, day)
    assert expected == {s for s, d in PUBLISHED.items() if policy.counts(s, d)}


def test_undated_sources_are_named() -> None:
    """The sources that may have appeared after the day are named."""
    assert ("new",) == undated(read(None, "2011-01-01"), PUBLISHED)
    assert ("old",) == undated(read(None, "1999-03-01"), PUBLISHED)
    assert () == undated(read("majority"), PUBLISHED)


# -- weighing -----------------------------------------------------------------------------------------------------


def three_sources(whole: Mini, *dates: tuple[str, str, str]) -> Case:
    """Claims (name, source, date) on the day of one event, which a curator settled for the claim `a`."""
    case = Case(whole, EVENT)
    for name, _, day in dates:
        case.claim(name, ("exercise/x", "date", day))
    sources = {name: URIRef(SOURCE + source) for name, source, _ in dates}
    case.claims = [replace(c, source=sources[c.iri.rsplit("/", 1)[-1]]) for c in case.claims]
    return case.conflict("exercise/x", "date", "preferred", prefers=["a"])


def dated(case: Case) -> Dataset:
    """The data set with the days of publication of the three sources."""
    provenance = Graph()
    for name, text in (("old", "1999"), ("mid", "2005-06-01"), ("new", "[2010..]")):
        provenance.add((URIRef(SOURCE + name), CSTO.published, Literal(text, datatype=EDTF.EDTF)))
    return replace(case.dataset, provenance=provenance)


def weighed(whole: Mini, policy: Policy, *dates: tuple[str, str, str]) -> Weighed:
    """The claims weighed under a policy."""
    return weigh(dated(three_sources(whole, *dates)), whole.ontology, policy)


TWO_AGAINST_ONE = (("a", "old", "1991"), ("b", "mid", "1992-03"), ("c", "new", "1992-03-01"))


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (CURATED, ["1991 held +a -b,c", "1992-03-01 rejected +b,c -a"]),
        (Policy(Rule.MAJORITY), ["1991 rejected +a -b,c", "1992-03-01 held +b,c -a"]),
        (Policy(Rule.MOST_PRECISE), ["1991 rejected +a -b,c", "1992-03-01 held +b,c -a"]),
        (Policy(Rule.LATEST), ["1991 rejected +a -b,c", "1992-03-01 held +b,c -a"]),
        (Policy(only=frozenset(["old"])), ["1991 held +a -"]),
        (Policy(without=frozenset(["old"])), ["1992-03-01 held +b,c -"]),
        (Policy(known_by=date(2006, 1, 1)), ["1991 held +a -b", "1992-03 rejected +b -a"]),
        (Policy(Rule.MAJORITY, known_by=date(2006, 1, 1)), ["1991 open +a -b", "1992-03 open +b -a"]),
        (Policy(Rule.LATEST, known_by=date(2006, 1, 1)), ["1991 rejected +a -b", "1992-03 held +b -a"]),
    ],
    ids=lambda v: str(v) + (f" by {v.known_by}" if v.known_by else "") if isinstance(v, Policy) else "",
)
def test_each_policy_holds_its_side(whole: Mini, policy: Policy, expected: Sequence[str]) -> None:
    """The side that a policy prefers is held and the others dissent; what the policy cannot settle is left open."""
    assert list(expected) == findings_on(weighed(whole, policy, *TWO_AGAINST_ONE).findings, "exercise/x")


def test_claims_of_one_source_are_one_voice(whole: Mini) -> None:
    """Two claims of one source do not outvote one claim of another."""
    found = weighed(whole, Policy(Rule.MAJORITY), ("a", "old", "1991"), ("b", "mid", "1992"), ("c", "mid", "1992"))
    assert ["1991 open +a -b,c", "1992 open +b,c -a"] == findings_on(found.findings, "exercise/x")


@pytest.mark.parametrize("rule", [Rule.MAJORITY, Rule.LATEST])
def test_a_year_takes_no_side_between_two_days_of_it(whole: Mini, rule: Rule) -> None:
    """A source that also gives the year alone, which fits both days, is no voice for the day that it does not give."""
    claims = (
        ("a", "mid", "1991-06-01"),
        ("b", "new", "1991-06-01"),
        ("c", "old", "1991-07-01"),
        ("d", "new", "1991"),
    )
    found = weighed(whole, Policy(rule), *claims)
    assert ["1991-06-01 held +a,b,d -c", "1991-07-01 rejected +c,d -a,b"] == findings_on(found.findings, "exercise/x")


def test_the_latest_must_be_later_for_certain(whole: Mini) -> None:
    """Where the days of publication overlap, no source is the latest."""
    case = three_sources(whole, ("a", "mid", "1991"), ("b", "new", "1992"))
    dataset = dated(case)
    dataset.provenance.set((URIRef(SOURCE + "new"), CSTO.published, Literal("[2005..]", datatype=EDTF.EDTF)))
    found = weigh(dataset, whole.ontology, Policy(Rule.LATEST))
    assert ["1991 open +a -b", "1992 open +b -a"] == findings_on(found.findings, "exercise/x")


def test_a_decision_names_the_policy(whole: Mini) -> None:
    """Under another rule the conflict carries that rule's outcome, the claims it prefers, and says so."""
    (conflict,) = weighed(whole, Policy(Rule.MAJORITY), *TWO_AGAINST_ONE).conflicts
    assert {"b", "c"} == {c.rsplit("/", 1)[-1] for c in conflict.curated.prefers}
    assert "majority" in conflict.curated.reason


@pytest.mark.parametrize(("policy", "status"), [(CURATED, "rejected"), (Policy(Rule.MAJORITY), "held")])
def test_conflicts_of_terminology_follow_the_policy(whole: Mini, policy: Policy, status: str) -> None:
    """A claim that lost a terminology conflict by the curators' decision is held where a rule does not settle it."""
    case = (
        Case(whole, EVENT).claim("a", ("exercise/x", "date", "1991")).claim("b", ("exercise/x", "type", "Exercise"))
    )
    case.claim("b2", ("exercise/x", "location", "eastland"))
    case.claims = [
        replace(c, source=URIRef(SOURCE + n)) for c, n in zip(case.claims, ("old", "mid", "mid"), strict=True)
    ]
    case.conflict("exercise/x", None, "preferred", prefers=["a"], between=["a", "b2"])
    found = weigh(dated(case), whole.ontology, policy)
    (line,) = findings_on(found.findings, "exercise/x", "location")
    assert f"eastland {status}" in line


def test_nothing_is_lost_under_any_policy(whole: Mini) -> None:
    """Every counted statement of the mini project is weighed under each rule, and each source alone."""
    policies = [Policy(rule) for rule in Rule] + [Policy(only=frozenset([s])) for s in ("annals", "notes")]
    for policy in policies:
        of = {c.iri for c in whole.dataset.claims if policy.counts(c.source.removeprefix(str(SOURCE)), None)}
        found = weigh(whole.dataset, whole.ontology, policy)
        assert of == {c for f in found.findings for c in (*f.supports, *f.dissents)}
