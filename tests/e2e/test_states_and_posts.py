"""What the stored queries on shared membership, time, instruments, posts and forces mean, on the real data and by cases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any

import pyoxigraph as ox
import pytest

from csto_kg.ask.run import run_sparql
from csto_kg.queries.stored import StoredQuery, queries_of, substitute
from csto_kg.rdf.results import Table
from csto_kg.rdf.terms import Term
from csto_kg.time.allen import Allen, Extent, possible_relations
from csto_kg.time.days import Days, Ending, Span, as_xsd
from csto_kg.vocab import CSTO, G_FINDINGS, G_REGISTER, G_VIEW, ID
from tests.support.cli import Row, Rows, Run
from tests.support.paths import PROJECT

SIX = ["armenia", "belarus", "kazakhstan", "kyrgyzstan", "russia", "tajikistan"]
QUERIES = queries_of(PROJECT)


def text_of(cell: Term | None) -> str | None:
    """The text of a cell that holds no triple."""
    assert not isinstance(cell, ox.Triple)
    return cell and cell.value


def local(cell: Term | None) -> str:
    """The identifier that a cell holds."""
    return (text_of(cell) or "").removeprefix(str(ID))


def of(found: Sequence[Row], key: str, *values: str) -> dict[str, Any]:
    """The values of columns by the value of another."""
    return {row[key]: row[values[0]] if len(values) == 1 else tuple(row[v] for v in values) for row in found}


# ---------------------------------------------------------------------------------------------------------------
# Belonging
# ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "other"), [("cst", "guam"), ("guam", "cst")])
def test_belonging_to_two_bodies_at_some_time(rows: Rows, first: str, other: str) -> None:
    """Two parties were certainly members of GUAM at one time, Uzbekistan possibly, whichever body is named first."""
    found = rows("co-members", f"first={first}", f"other={other}")
    assert {"azerbaijan": "certain", "georgia": "certain", "uzbekistan": "possible"} == of(
        found, "state", "certainty"
    )


def test_an_overlap_that_hangs_on_an_unknown_end_is_unknown(rows: Rows) -> None:
    """Members of the CIS of 1992 were members of the CSTO of 2002 at one time only if they had stayed: that is unknown."""
    found = rows("co-members", "first=cis", "other=csto")
    assert {"unknown"} == {row["certainty"] for row in found}
    assert 5 <= len(found)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            ("first=cst", "other=guam", "date=1999-06-01"),
            {"azerbaijan": "unknown", "georgia": "unknown", "uzbekistan": "possible"},
        ),
        (("first=cst", "other=guam", "date=1996-12-31"), {}),
        (("first=csto", "other=organ/un-security-council", "date=2022-02-15"), {"russia": "certain"}),
    ],
)
def test_belonging_to_two_bodies_on_a_day(rows: Rows, values: Sequence[str], expected: Mapping[str, str]) -> None:
    """On a day it is certain where both are, unknown where one is, and no row where one is excluded."""
    assert expected == of(rows("co-members-as-of", *values), "state", "certainty")


@pytest.mark.parametrize(
    ("body", "first", "after", "expected"),
    [
        ("csto", "2003-01-01", "2022-01-01", dict.fromkeys(SIX, "certain")),
        ("csto", "2003-01-01", "2122-01-01", dict.fromkeys(SIX, "unknown")),
        ("csto", "2006-06-23", "2012-06-28", dict.fromkeys([*SIX, "uzbekistan"], "certain")),
        ("csto", "2006-06-22", "2012-06-28", dict.fromkeys(SIX, "certain")),
        ("csto", "2006-06-23", "2012-06-29", dict.fromkeys(SIX, "certain")),
        ("cst", "1994-04-20", "2000-01-01", dict.fromkeys(SIX, "certain")),
    ],
)
def test_belonging_without_a_break(
    rows: Rows, body: str, first: str, after: str, expected: Mapping[str, str]
) -> None:
    """An episode counts if it reaches from the first day to the day after the last, and a day more is too much."""
    found = rows("unbroken-members", f"body={body}", f"from={first}", f"to={after}")
    assert expected == of(found, "state", "certainty")


def test_those_that_left_within_the_year_perhaps_stayed_to_june(rows: Rows) -> None:
    """Three parties that left in 1999 are possible from 1995 to June 1999."""
    found = of(rows("unbroken-members", "body=cst", "from=1995-01-01", "to=1999-06-01"), "state", "certainty")
    assert ["azerbaijan", "georgia", "uzbekistan"] == sorted(s for s, c in found.items() if c == "possible")


def test_all_episodes_of_a_state(rows: Rows) -> None:
    """Uzbekistan's episodes are those in the CIS, the treaty, GUAM and the organization, with what began and ended them."""
    found = rows("episodes", "agent=uzbekistan")
    assert ["cis", "cst", "guam", "csto"] == [row["in"][0] for row in found]
    last = found[-1]
    assert ("2006-06-23", "2012-06-28") == (last["begins"], last["ends"])
    assert ["departure/uzbekistan-csto-1"] == last["endedBy"]
    assert "Suspension" in last["ended"]
    assert "unknown" == found[0]["ends"]
    assert [] == [row["episode"] for row in found if not row["claims"]]


def test_a_post_is_found_by_the_body_it_is_in(rows: Rows) -> None:
    """A person's tenure is an episode in the post and in the body to which the post belongs."""
    (row,) = rows("episodes", "agent=person/nikolai-bordyuzha")
    assert {"csto", "post/csto-secretary-general"} <= set(row["in"])
    (same,) = rows("episodes", "agent=person/nikolai-bordyuzha", "body=csto")
    assert row["episode"] == same["episode"]


def test_durations_show_what_bounds_them(rows: Rows) -> None:
    """A duration is exact, between two numbers of days, or without a bound, which is no number."""
    found = {row["episode"]: row for row in rows("durations", "body=any")}
    member = found["membership/uzbekistan-csto-1"]
    days = str((date(2012, 6, 28) - date(2006, 6, 23)).days)
    assert (days, days, "exactly") == (member["shortest"], member["longest"], member["known"])
    party = found["participation/georgia-cst-1"]
    least, most = (str((date(1999, m, d) - date(1994, 4, 20)).days) for m, d in ((4, 2), (12, 31)))
    assert (least, most, "between") == (party["shortest"], party["longest"], party["known"])
    assert {None} == {row["longest"] for row in found.values() if row["known"] == "no bound"}
    assert "no bound" == found["membership/armenia-csto-1"]["known"]


# ---------------------------------------------------------------------------------------------------------------
# Instruments
# ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("1992-05-14", {"adopted": "no", "signed": "no", "entered into force": "no", "in force": "no"}),
        ("1993-06-01", {"adopted": "certain", "signed": "certain", "entered into force": "no", "in force": "no"}),
        ("1994-04-20", {"entered into force": "certain", "in force": "certain", "renewed": "no"}),
        ("1999-04-02", {"in force": "certain", "renewed": "certain", "terminated": "not stated"}),
        ("2126-01-01", {"in force": "unknown", "ratified": "certain", "terminated": "not stated"}),
    ],
)
def test_the_status_of_the_treaty_on_a_day(rows: Rows, day: str, expected: Mapping[str, str]) -> None:
    """The treaty's status on a day shows what had happened, what had not, and what no source states."""
    found = of(rows("treaty-status", "instrument=cst", f"date={day}"), "status", "certainty")
    assert expected == {status: found[status] for status in expected}


def test_the_status_names_the_dissent(rows: Rows) -> None:
    """That the treaty was in force in June 1994 rests on two sources, and one claim for December dissents."""
    (row,) = [r for r in rows("treaty-status", "date=1994-06-01") if r["status"] == "in force"]
    assert ["https://w3id.org/csto-kg/claim/minsk-015"] == row["dissents"]


def test_what_is_not_stated_of_the_charter(rows: Rows) -> None:
    """Q052: the Charter's adoption and registration are certain, its entry into force is not stated, which is not no."""
    found = of(rows("treaty-status", "instrument=csto-charter", "date=2022-01-01"), "status", "certainty")
    assert {"adopted": "certain", "registered": "certain"} == {s: found[s] for s in ("adopted", "registered")}
    assert {"not stated"} == {
        found[s] for s in ("signed", "ratified", "entered into force", "in force", "terminated")
    }


@pytest.mark.parametrize(
    ("more", "day", "expected"),
    [
        ((), "1993-12-30", None),
        ((), "1993-12-31", "certain"),
        (("--policy", "only:minsk-dialogue-2021"), "1993-12-30", "possible"),
        (("--policy", "only:minsk-dialogue-2021"), "1994-01-01", "certain"),
    ],
)
def test_who_had_signed_by_a_day(rows: Rows, more: Sequence[str], day: str, expected: str | None) -> None:
    """Q004: Belarus had not signed on 30 December 1993 by one source's day; from a source with the year alone it may have."""
    found = of(rows("signatories-by", "body=cst", f"date={day}", *more), "agent", "certainty")
    assert expected == found.get("belarus")


def test_signatories_that_are_not_named(rows: Rows) -> None:
    """A signing whose signatories no source names has a row without an agent."""
    (row,) = rows("signatories-by", "body=csto-un-joint-declaration", "date=2011-01-01")
    assert (None, "certain", "2010-03-18") == (row["agent"], row["certainty"], row["date"])


def test_instruments_between_two_organizations(rows: Rows) -> None:
    """Q112: two instruments link CSTO and SCO; the organs that one names count for their organizations."""
    found = of(rows("instruments-between", "organization=csto", "other=sco"), "instrument", "dates")
    assert {"csto-sco-agreement": ["[2007-10-01..2007-10-06]"], "csto-cis-sco-memorandum": ["2018"]} == found
    (un,) = rows("instruments-between", "organization=un", "other=csto")
    assert ("csto-un-joint-declaration", True) == (un["instrument"], "organ/un-secretariat" in un["with"])


def test_instruments_of_one_organization(rows: Rows) -> None:
    """Without another organization every instrument of the first is named, those of it alone too."""
    found = {row["instrument"] for row in rows("instruments-between", "organization=csto", "other=any")}
    assert {"cst", "csto-charter", "csto-anti-drug-strategy", "csto-sco-agreement"} <= found
    assert "north-atlantic-treaty" not in found


def test_every_instrument_has_a_card(rows: Rows) -> None:
    """Each instrument has one card; what no source states of it stays empty."""
    found = {row["subject"]: row for row in rows("instruments")}
    assert 20 <= len(found)
    charter, treaty = found["csto-charter"], found["cst"]
    assert (["2002-10-07"], ["2003-12"], []) == (charter["adopted"], charter["registered"], charter["inForce"])
    assert (["1994-04-20"], 9) == (treaty["inForce"], len(treaty["parties"]))
    assert set(SIX) == set(found["cst-protocol-1999"]["signatories"])


def test_ratifications_have_the_day_that_is_stated(rows: Rows) -> None:
    """Uzbekistan's ratification has its day; the treaty's has only the bound that its entry into force sets."""
    found = of(rows("ratifications"), "ratified", "known", "date")
    assert ("told", "2008-03-28") == found["membership/uzbekistan-csto-1"]
    assert ("told", "[..1994-04-20]") == found["cst"]


# ---------------------------------------------------------------------------------------------------------------
# Posts and chairs
# ---------------------------------------------------------------------------------------------------------------


def test_posts_with_and_without_a_holder(rows: Rows) -> None:
    """A post has a row for each tenure, and a row says so where no source names a holder."""
    found = rows("posts", "organization=csto")
    holders = [row["person"] for row in found if row["post"] == "post/csto-secretary-general"]
    assert ["person/nikolai-bordyuzha", "person/stanislav-zas"] == holders
    (row,) = [row for row in found if row["post"] == "post/csto-special-representative-peacekeeping"]
    assert ("not stated", None) == (row["holder"], row["person"])


def test_the_posts_of_an_organ_are_those_of_its_body(rows: Rows) -> None:
    """A post in an organ of Ukraine is a post of Ukraine."""
    assert "organ/ukraine-nsdc" in {row["in"] for row in rows("posts", "organization=ukraine")}


def test_between_which_days_a_person_is_attested(rows: Rows) -> None:
    """Q036: Bordyuzha is attested from May 2007 to 19 March 2015, Zas from 15 February 2022."""
    found = of(rows("attested-range", "post=post/csto-secretary-general"), "holder", "first", "last", "ends")
    assert ("2007-05", "2015-03-19", "[2015-03-20..2022-02-16]") == found["person/nikolai-bordyuzha"]
    assert "2022-02-15" == found["person/stanislav-zas"][0]


def test_who_is_not_attested_has_no_range(rows: Rows) -> None:
    """A tenure that no source dates has neither a first nor a last attestation."""
    (row,) = rows("attested-range", "post=any", "person=person/jens-stoltenberg")
    assert (None, None, "unknown", "unknown") == (row["first"], row["last"], row["by"], row["until"])


def test_the_time_for_which_no_holder_is_named(rows: Rows) -> None:
    """From the day after the last attestation of one to the first of the next nobody is certain; around it one is."""
    (gap,) = rows("post-gaps", "post=post/csto-secretary-general")
    assert ("2015-03-20", "2022-02-15") == (gap["from"], gap["to"])
    first, after = date.fromisoformat(gap["from"]), date.fromisoformat(gap["to"])
    one_day = timedelta(days=1)
    certain = {
        day: "certain"
        in {r["certainty"] for r in rows("holders-as-of", "post=post/csto-secretary-general", f"date={day}")}
        for day in (first - one_day, first, after - one_day, after)
    }
    assert [True, False, False, True] == list(certain.values())


def test_one_holder_at_a_time(rows: Rows) -> None:
    """While one person certainly holds a post of one holder, nobody else may; at other times each is possible."""
    sure = rows("holders-as-of", "post=post/csto-secretary-general", "date=2010-06-15")
    assert [("person/nikolai-bordyuzha", "certain")] == [(row["person"], row["certainty"]) for row in sure]
    unsure = rows("holders-as-of", "post=post/csto-secretary-general", "date=2018-11-08")
    assert {"person/nikolai-bordyuzha", "person/stanislav-zas"} == {row["person"] for row in unsure}
    assert {"possible"} == {row["certainty"] for row in unsure}


def test_meetings_are_found_by_whose_they_are(rows: Rows) -> None:
    """A meeting of the organization is found by it, and one that a state called by that state."""
    assert {("csto",)} == {tuple(row["of"]) for row in rows("meetings", "agent=csto")}
    called = {row["meeting"]: row["by"] for row in rows("meetings", "agent=russia")}
    assert ["russia"] == called["meeting/unsc-csto-debate-1"]


def test_the_chair_before(rows: Rows) -> None:
    """Q044: Kazakhstan took the chair after Belarus, which has only an end; the Security Council's is only attested."""
    found = {row["chair"]: row for row in rows("chairs")}
    after = found["chairmanship/kazakhstan-csto-1"]
    assert ("begin", ["chairmanship/belarus-csto-1"]) == (after["told"], after["follows"])
    assert "end" == found["chairmanship/belarus-csto-1"]["told"]
    presided = rows("chairs", "organization=organ/un-security-council")
    assert {("russia", "attested only")} == {(row["state"], row["told"]) for row in presided}
    assert {"2016-10-28", "2019-09-25", "2022-02"} <= {day for row in presided for day in row["attested"]}


def test_of_possible_holders_the_one_who_is_known_nearest_to_the_day_stands_first(rows: Rows) -> None:
    """Certain holders stand first, then possible ones by how far from the day they are known; a row says which way."""
    post = "post=post/csto-secretary-general"
    for day, first, known in (
        ("2016-01-01", "nikolai-bordyuzha", "earlier"),
        ("2021-06-01", "stanislav-zas", "later"),
    ):
        found = rows("holders-as-of", post, f"date={day}")
        assert ["possible", "possible"] == [row["certainty"] for row in found]
        assert (f"person/{first}", known) == (found[0]["person"], found[0]["attested_only"])
    (held,) = rows("holders-as-of", post, "date=2010-01-01")
    assert ("certain", "") == (held["certainty"], held["attested_only"])
    away = rows("holders-as-of", "post=post/kyrgyzstan-president", "date=2010-08-01")
    assert [("person/sadyr-japarov", "possible", "later")] == [
        (r["person"], r["certainty"], r["attested_only"]) for r in away
    ]


def test_chairs_have_their_body_and_what_is_presumed(rows: Rows) -> None:
    """Chairs of several bodies stand body by body; that one state at a time chairs a body is an assumption, and named."""
    bodies = [row["of"] for row in rows("chairs")]
    assert ["csto", "organ/un-security-council"] == list(dict.fromkeys(bodies))
    assert bodies == sorted(bodies)
    in_2012 = {row["chair"]: row for row in rows("chairs", "organization=csto", "from=2012-06-01", "to=2013-01-01")}
    former = in_2012["chairmanship/kyrgyzstan-csto-1"]
    assert ("possible", "no", ["rule/one-chair"]) == tuple(
        former[column] for column in ("certainty", "presumed", "assuming")
    )
    certain = [row for row in rows("chairs") if row["certainty"] == "certain"]
    assert certain
    assert {("", ())} == {(row["presumed"], tuple(row["assuming"])) for row in certain}


# ---------------------------------------------------------------------------------------------------------------
# Forces and organs
# ---------------------------------------------------------------------------------------------------------------


def test_contributors_and_what_is_not_stated_of_them(rows: Rows) -> None:
    """Q072, Q116: who joins a group is named without numbers, for one group nobody is; of the budget one share is stated."""
    found = {(row["of"], row["contributor"], row["amount"]) for row in rows("contributors")}
    assert {
        ("force/caucasian-group", "armenia", "not stated"),
        ("force/caucasian-group", "russia", "not stated"),
        ("force/east-european-group", "belarus", "not stated"),
        ("force/east-european-group", "russia", "not stated"),
        ("force/crdf-car", None, "not stated"),
        ("csto", "russia", "50"),
    } == found


def test_organs_what_they_do_and_since_when(rows: Rows) -> None:
    """The peacekeeping forces have their day of founding; the Joint Staff's is not stated, but what it does is."""
    found = {row["body"]: row for row in rows("organs")}
    assert "2010-12-10" == found["force/collective-peacekeeping-forces"]["since"]
    staff = found["organ/csto-joint-staff"]
    assert ("not stated", True) == (staff["since"], "topic/use-of-collective-forces" in staff["does"])
    # A group of forces is a part of the organization through what it is a part of.
    assert ["force/csto-regional-groups"] == found["force/east-european-group"]["of"]


# ---------------------------------------------------------------------------------------------------------------
# Evidence and looks
# ---------------------------------------------------------------------------------------------------------------

WITH_EVIDENCE = [
    "attested-range",
    "body-hierarchy",
    "chairs",
    "changes-between",
    "co-members-as-of",
    "co-members",
    "contributors",
    "durations",
    "episodes",
    "forces",
    "holders-as-of",
    "instruments",
    "instruments-between",
    "members-as-of",
    "membership-history",
    "organs",
    "parties-as-of",
    "party-changes-between",
    "post-gaps",
    "posts",
    "provisions",
    "ratifications",
    "relations",
    "signatories-by",
    "treaty-status",
    "treaty-timeline",
    "unbroken-members",
]


@pytest.mark.parametrize("name", WITH_EVIDENCE)
def test_each_row_names_claims_and_what_they_are_of(name: str) -> None:
    """These queries have the claims for and against, and the things of which these are."""
    query = QUERIES[name]
    assert {"claims", "dissents"} <= set(query.lists) & set(query.columns)
    assert query.evidence
    assert 2 <= len(query.example) <= 4


def test_the_thing_of_a_row_does_not_make_it_too_wide(ask: Run) -> None:
    """Where a table would be too wide, columns after the lists stand below the row, as the lists do."""
    done = ask("query", "members-as-of", "--format", "table")
    lines = done.stdout.splitlines()
    assert ["state", "role", "certainty", "begins", "ends"] in [line.split()[:5] for line in lines]
    assert any("membership of Armenia" in line for line in lines)


# ---------------------------------------------------------------------------------------------------------------
# By cases
# ---------------------------------------------------------------------------------------------------------------

VIEW, FINDINGS = ox.NamedNode(str(G_VIEW)), ox.NamedNode(str(G_FINDINGS))
DAY_TYPE = ox.NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")


def node(name: str) -> ox.NamedNode:
    """A node of the project's identifiers."""
    return ox.NamedNode(f"{ID}{name}")


def put(store: ox.Store, thing: str, **values: date | str | ox.NamedNode) -> None:
    """Put values of a thing into the view, and a claim that supports it into the findings."""
    for name, value in values.items():
        if isinstance(value, date):
            o: ox.NamedNode | ox.Literal = ox.Literal(as_xsd(value), datatype=DAY_TYPE)
        else:
            o = value if isinstance(value, ox.NamedNode) else ox.Literal(value)
        predicates = {"member": "http://www.w3.org/ns/org#member"}
        store.add(ox.Quad(node(thing), ox.NamedNode(predicates.get(name, f"{CSTO}{name}")), o, VIEW))
    claim = ox.NamedNode("https://w3id.org/csto-kg/claim/x")
    store.add(ox.Quad(node(thing), ox.NamedNode(f"{CSTO}attestedBy"), claim, FINDINGS))


def answer(store: ox.Store, query: StoredQuery, **values: Sequence[str]) -> Table:
    """The answer of a stored query with identifiers for its parameters."""
    text = {name: " ".join(str(node(value)) for value in listed) for name, listed in values.items()}
    return run_sparql(store, substitute(query.text, text))


def ranges() -> Iterator[Days]:
    """Ranges of days within three days."""
    first = date(2000, 1, 1)
    days = [first + timedelta(days=n) for n in range(3)]
    yield from (Days(a, b) for a, b in product(days, days) if a <= b)


def things() -> dict[str, Span | Days]:
    """Every event and situation with bounds within three days, two that overlap, and some that nothing bounds on a side."""
    found: dict[str, Span | Days] = {f"event-{i}": days for i, days in enumerate(ranges())}
    spans = [(begin, end) for begin, end in product(ranges(), ranges()) if begin.earliest <= end.latest]
    found |= {f"situation-{i}": Span(begin, end, Ending.STATED) for i, (begin, end) in enumerate(spans)}
    one, two, three, four = (Days(d, d) for d in (date(2000, 1, n) for n in range(1, 5)))
    found |= {"early": Span(one, three, Ending.STATED), "late": Span(two, four, Ending.STATED)}
    day = date(2000, 1, 2)
    found["since-ever"] = Span(Days(date.min, day), Days(day, day), Ending.STATED)
    found["ever-since"] = Span(Days(day, day), Days(day, date.max), Ending.UNKNOWN)
    found["whenever"] = Days(date.min, date.max)
    return found


def test_relations_are_those_of_the_bounds() -> None:
    """For two things with bounds within a few days SPARQL and Python leave the same relations with the same certainty."""
    cases, store = things(), ox.Store()
    for name, thing in cases.items():
        if isinstance(thing, Days):
            put(store, name, earliest=thing.earliest, latest=thing.latest)
        else:
            bounds = {"earliestBegin": thing.begin.earliest, "latestBegin": thing.begin.latest}
            put(store, name, **bounds, earliestEnd=thing.end.earliest, latestEnd=thing.end.latest)
    table = answer(store, QUERIES["relations"], first=list(cases), other=list(cases))
    found: dict[tuple[str, str], dict[Allen, str]] = {}
    for subject, relation, object_, certainty, *_ in table.rows:
        key = (local(subject), local(object_))
        assert isinstance(relation, ox.NamedNode | ox.Literal)
        found.setdefault(key, {})[Allen(relation.value)] = text_of(certainty) or ""
    seen: set[tuple[Allen, str]] = set()
    for first, other in product(cases, cases):
        expected = possible_relations(Extent.of(cases[first]), Extent.of(cases[other]))
        assert dict(expected) == found.get((first, other), {}), (first, other)
        seen |= {(relation, str(answer)) for relation, answer in expected.items()}
    assert {(relation, certainty) for relation in Allen for certainty in ("certain", "possible")} == seen


@pytest.mark.parametrize("status", ["held", "rejected"])
def test_a_ratification_that_is_only_mentioned(status: str) -> None:
    """What the register has, and a held finding on something else points to, is mentioned; its day is not stated."""
    store, rdf = ox.Store(), "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    ratification, finding, claim = node("ratification/x"), node("finding/x"), node("claim/x")
    for prop, value in ((f"{rdf}type", f"{CSTO}Ratification"), (f"{CSTO}of", f"{ID}pact")):
        quad = (ratification, ox.NamedNode(prop), ox.NamedNode(value), ox.NamedNode(str(G_REGISTER)))
        store.add(ox.Quad(*quad))
    for prop, node_ in (
        (f"{rdf}object", ratification),
        (f"{CSTO}supportedBy", claim),
        (f"{CSTO}status", node(f"finding-status/{status}")),
    ):
        store.add(ox.Quad(finding, ox.NamedNode(prop), node_, FINDINGS))
    table = answer(store, QUERIES["ratifications"])
    found = [dict(zip(table.columns, (cell and cell.value for cell in row), strict=True)) for row in table.rows]  # type: ignore[union-attr]
    mentioned = [(ratification.value, node("pact").value, "not stated", "only mentioned", claim.value)]
    rows_of = [tuple(row[c] for c in ("ratification", "ratified", "date", "known", "claims")) for row in found]
    assert (mentioned if status == "held" else []) == rows_of


def test_days_between_are_those_of_the_calendar() -> None:
    """For every two events or starts the days between them are those that Python counts, leap days and all."""
    store = ox.Store()
    days = [
        date(1582, 10, 15),
        date(1899, 12, 31),
        date(1900, 3, 1),
        date(2000, 2, 28),
        date(2000, 2, 29),
        date(2024, 12, 31),
    ]
    cases = {f"event-{n}": Days(a, b) for n, (a, b) in enumerate(product(days, days)) if a <= b}
    cases |= {
        "since-ever": Days(date.min, days[3]),
        "ever-since": Days(days[3], date.max),
        "whenever": Days(date.min, date.max),
    }
    for n, (name, case) in enumerate(cases.items()):
        ends = ("earliest", "latest") if n % 2 else ("earliestBegin", "latestBegin")
        words = {"dateText" if n % 2 else "beginText": "x"}
        put(store, name, **dict(zip(ends, (case.earliest, case.latest), strict=True)), **words)
    table = answer(store, QUERIES["days-between"], first=list(cases), other=list(cases))
    of_column = {column: n for n, column in enumerate(table.columns)}
    found = {
        (local(row[of_column["first"]]), local(row[of_column["other"]])): tuple(
            text_of(row[of_column[c]]) for c in ("least", "most", "known")
        )
        for row in table.rows
    }
    assert set(product(cases, cases)) == set(found)
    for (first, a), (other, b) in product(cases.items(), cases.items()):
        least = None if a.latest == date.max or b.earliest == date.min else (b.earliest - a.latest).days
        most = None if a.earliest == date.min or b.latest == date.max else (b.latest - a.earliest).days
        known = "no bound" if None in (least, most) else "exactly" if least == most else "between"
        due = tuple(None if n is None else str(n) for n in (least, most))
        assert (*due, known) == found[first, other]


# ---------------------------------------------------------------------------------------------------------------
# Timelines
# ---------------------------------------------------------------------------------------------------------------


def test_a_part_in_what_happened_is_in_words(rows: Rows, ask: Run) -> None:
    """The part of a thing in what happened is said from the thing, in both directions; programs get the property too."""
    of = {row["what"]: row for row in rows("timeline", "thing=membership/uzbekistan-csto-1")}
    assert (["endedBy"], ["was_ended_by"]) == tuple(of["departure/uzbekistan-csto-1"][c] for c in ("role", "part"))
    back = {row["what"]: row for row in rows("timeline", "thing=departure/uzbekistan-csto-1")}
    assert (["endedBy"], ["ended"]) == tuple(back["membership/uzbekistan-csto-1"][c] for c in ("role", "part"))
    for command in (("timeline", "uzbekistan"), ("query", "timeline", "thing=uzbekistan"), ("ask", "uzbekistan")):
        shown = ask(*command, "--format", "table", env={"COLUMNS": "70"}).stdout
        assert "is the member in" in shown or "takes part in" in shown
        assert not re.search(r"^(part|role) +(of|by|member|participant|about|content|\w+_\w+)\b", shown, re.MULTILINE)


def test_works_that_are_only_cited_are_marked(rows: Rows, ask: Run) -> None:
    """A work of which nothing is known but its title is no event of a thing, and what a source says of another one is."""
    standings = {row["what"]: row["standing"] for row in rows("timeline", "thing=csto")}
    cited = {what for what, standing in standings.items() if standing == "only cited"}
    assert "statement/ref-wikipedia-csto-35" in cited
    assert 10 <= len(cited)
    assert all(what.startswith("statement/") for what in cited)
    said = {row["statement"]: row["standing"] for row in rows("statements")}
    assert {"only cited"} == {said[what] for what in cited}
    assert "held" == said["statement/gazette-uzbekistan-suspension"]
    assert "Cuts Gas Supplies" not in ask("timeline", "belarus", "--plot").stdout
