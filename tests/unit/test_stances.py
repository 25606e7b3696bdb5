"""A claim has one stance on a thing, per value, and on a situation it depends on the day."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from rdflib.namespace import RDF

from csto_kg.errors import FindingsError
from csto_kg.read.records import ASSERTS, DENIES
from csto_kg.vocab import CLAIM, CSTO, ID, short
from csto_kg.weigh import Weighed
from csto_kg.weigh.periods import StancePeriod, periods_of
from csto_kg.weigh.triples import findings_triples
from tests.support.mini import Mini
from tests.support.weighing import DATES, EPISODE, EVENT, Case, Fact

# Two states that the founding of an organization makes members.
FOUNDERS: list[Fact] = [
    ("membership/a", "type", "Membership"),
    ("membership/b", "type", "Membership"),
    ("membership/a", "begunBy", "establishment/x"),
    ("membership/b", "begunBy", "establishment/x"),
    ("establishment/x", "type", "Establishment"),
]


def periods(found: Weighed, situation: str) -> tuple[StancePeriod, ...]:
    """The periods of a situation."""
    assert found.spoke is not None
    return periods_of(ID[situation], found.situations[ID[situation]], found.spoke).periods


def named(claims: Sequence[object] | frozenset[object]) -> list[str]:
    """The names of some claims, in order."""
    return sorted(short(str(c)).removeprefix("claim:") for c in claims)


def lines(found: Weighed, situation: str) -> list[tuple[str, list[str], list[str]]]:
    """The first day of each period of a situation, with the claims for and against it."""
    return [(p.first.isoformat(), named(p.attested), named(p.contested)) for p in periods(found, situation)]


def founding(whole: Mini) -> Weighed:
    """Two founders; one claim gives the start of the membership of each, another the year of the founding."""
    case = Case(whole, FOUNDERS)
    case.claim("day", ("establishment/x", "date", "2002-10-07"))
    case.claim("year", ("establishment/x", "date", "2002"))
    for state in "ab":
        case.claim(f"of-{state}", (f"membership/{state}", "begins", "1994"))
        case.claim(f"in-{state}", (f"membership/{state}", "holds", "2012"))
    return case.conflict("establishment/x", "date", "preferred", ["day"]).weigh()


def test_a_claim_on_one_start_says_nothing_of_another(whole: Mini) -> None:
    """A claim that one state has been a member since 1994 is not against the membership of another."""
    found = founding(whole)
    for state in "ab":
        assert [f"of-{state}"] == named(found.contested[ID[f"membership/{state}"]])
        assert ["day", f"in-{state}"] == named(found.attested[ID[f"membership/{state}"]])
        assert {"start"} == found.differ[ID[f"membership/{state}"]]
    assert ["of-a", "of-b"] == named(found.contested[ID["establishment/x"]])
    assert {"date"} == found.differ[ID["establishment/x"]]


def test_a_year_supports_the_year_and_not_the_day(whole: Mini) -> None:
    """A claim that gives only the year is not among those for the day, and its finding says so."""
    found = founding(whole)
    assert ["day"] == named(found.attested[ID["establishment/x"]])
    (on_date,) = [f for f in found.findings if f.subject == ID["establishment/x"] and str(f.value) == "2002-10-07"]
    assert (["day", "year"], ["year"]) == (named(on_date.supports), named(on_date.rough))
    assert (on_date.iri, CSTO.roughlySupportedBy, CLAIM["year"]) in set(findings_triples(found))


def test_a_dissent_stands_only_on_days_that_it_touches(whole: Mini) -> None:
    """A later start is against the days before it and for those after; a year is for the days after it."""
    case = Case(whole, EPISODE)
    case.claim("early", ("joining/x", "date", "1991-06-01"))
    case.claim("late", ("joining/x", "date", "1992-06-01"))
    case.claim("year", ("joining/x", "date", "1991"))
    case.claim("gone", ("departure/x", "date", "1995-01-01"))
    found = case.conflict("joining/x", "date", "preferred", ["early"]).weigh()
    expected = [
        ("1991-06-01", ["early", "gone"], ["late"]),
        ("1991-12-31", ["early", "gone", "year"], ["late"]),
        ("1992-06-01", ["early", "gone", "late", "year"], []),
    ]
    assert expected == lines(found, "membership/x")


def test_of_an_open_conflict_each_side_is_for_what_it_says(whole: Mini) -> None:
    """Where a conflict is open, both sides are for the whole, and the row says that it is open; by day they differ."""
    case = Case(whole, EPISODE)
    case.claim("early", ("joining/x", "date", "1991-06-01"))
    case.claim("late", ("joining/x", "date", "1992-06-01"))
    case.claim("gone", ("departure/x", "date", "1995-01-01"))
    found = case.conflict("joining/x", "date", "open").weigh()
    assert ["early", "gone", "late"] == named(found.attested[ID["membership/x"]])
    assert [] == named(found.contested[ID["membership/x"]])
    assert {"start (open)"} == found.differ[ID["membership/x"]]
    assert [
        ("1991-06-01", ["early", "gone"], ["late"]),
        ("1992-06-01", ["early", "gone", "late"], []),
    ] == lines(found, "membership/x")


def test_the_mini_project(whole: Mini) -> None:
    """Claims on two days of an entry into force, between which nothing is chosen, are both for it; a year is for no day."""
    force = ID["in-force/pact-1"]
    assert {CLAIM["annals-3"], CLAIM["notes-1"]} == whole.weighed.attested[force]
    assert frozenset() == whole.weighed.contested[force]
    assert {"start (open)"} == whole.weighed.differ[force]
    membership = ID["membership/eastland-league-1"]
    assert {CLAIM[f"annals-{n}"] for n in (4, 6)} | {CLAIM["notes-2"]} == whole.weighed.attested[membership]
    assert frozenset() == whole.weighed.contested[membership]


@given(
    values=st.lists(st.tuples(DATES, st.booleans()), min_size=1, max_size=6), key=st.sampled_from(["start", "date"])
)
def test_no_claim_is_on_both_sides(values: list[tuple[str, bool]], key: str, whole: Mini) -> None:
    """Whatever is asserted and denied, no claim is for and against the same thing or the same period of it."""
    case = Case(whole, EPISODE if key == "start" else EVENT)
    thing, name = ("membership/x", "begins") if key == "start" else ("exercise/x", "date")
    for n, (value, is_denied) in enumerate(values):
        case.claim(f"c{n}", (thing, name, value), stance=DENIES if is_denied else ASSERTS)
    if key == "start":
        case.claim("ends", ("departure/x", "date", "1993"))
    try:
        found = case.weigh()
    except FindingsError:
        point = ("joining/x", "date") if key == "start" else (thing, name)
        found = case.conflict(*point, "open").weigh()
    sides = [(found.attested[t], found.contested[t]) for t in found.attested]
    sides += [(p.attested, p.contested) for s in found.situations for p in periods(found, short(s))]
    assert [] == [both for both in sides if both[0] & both[1]]
    real = {f.subject for f in found.findings if f.property == RDF.type and f.supports}
    assert all(found.attested[t] for t in found.attested if t in real)
