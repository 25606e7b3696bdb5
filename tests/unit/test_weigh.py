"""Weighing: what agrees supports one finding, what cannot be true together needs a decision, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF
from rdflib.term import Identifier

from csto_kg.errors import DataError, FindingsError, Where
from csto_kg.ontology import ValueKind
from csto_kg.read.records import ASSERTS, DENIES, Claim, CuratedConflict, Dataset, Triple
from csto_kg.time.days import LAST_DAY, Days
from csto_kg.time.edtf import parse
from csto_kg.vocab import CLAIM, CSTO, ID, short
from csto_kg.weigh.findings import HELD, OPEN, REJECTED, Finding, Weighed, cliques, weigh
from csto_kg.weigh.view import make_view
from tests.conftest import Mini

# A register or a claim as people think of it: thing, key, value.
Fact = tuple[str, str, str]

START = date(2000, 1, 1)
WINDOW = [START + timedelta(days=n) for n in range(7)]
SMALL = st.tuples(st.sampled_from(WINDOW), st.sampled_from(WINDOW)).map(lambda pair: Days(min(pair), max(pair)))
VALUES = st.sampled_from(
    [
        "1991",
        "1991-06",
        "1991-06-01",
        "1991-06-02",
        "1991-07",
        "1992",
        "199X",
        "[1990..1992]",
        "1991-06~",
        "1990-12-31",
    ]
)

EVENT: list[Fact] = [("exercise/x", "type", "Exercise")]
SPELL: list[Fact] = [
    ("membership/x", "type", "Membership"),
    ("membership/x", "begunBy", "joining/x"),
    ("membership/x", "endedBy", "departure/x"),
    ("joining/x", "type", "Joining"),
    ("departure/x", "type", "Departure"),
]
TREATY: list[Fact] = [
    ("participation/x", "type", "TreatyParticipation"),
    ("participation/x", "begunBy", "joining/x"),
    ("participation/x", "begunBy", "entry-into-force/x"),
    ("joining/x", "type", "Joining"),
    ("entry-into-force/x", "type", "EntryIntoForce"),
]


class Case:
    """A data set made of a few facts, in the ontology of this repository."""

    def __init__(self, whole: Mini, register: Sequence[Fact]) -> None:
        self.whole = whole
        self.register = Graph()
        self.claims: list[Claim] = []
        self.conflicts: list[CuratedConflict] = []
        for fact in register:
            self.register.add(self.triple(fact))

    def triple(self, fact: Fact) -> Triple:
        """A fact in RDF, its value typed as the key says."""
        subject, name, value = fact
        if name == "type":
            return ID[subject], RDF.type, CSTO[value]
        key = self.whole.ontology.keys[name]
        typed: Identifier = Literal(value, datatype=key.datatype) if key.kind is ValueKind.LITERAL else ID[value]
        return ID[subject], key.iri, typed

    def claim(self, name: str, *facts: Fact, stance: URIRef = ASSERTS) -> Case:
        """Add a claim."""
        triples = tuple(self.triple(fact) for fact in facts)
        like = self.whole.dataset.claims[0]
        self.claims.append(replace(like, iri=CLAIM[name], stance=stance, triples=triples, reported=()))
        return self

    def conflict(
        self,
        about: str,
        prop: str | None,
        outcome: str,
        prefers: Sequence[str] = (),
        between: Sequence[str] = (),
        name: str = "c",
    ) -> Case:
        """Add a conflict with its decision; without a property it is one of words."""
        on = None if prop is None else RDF.type if prop == "class" else self.whole.ontology.keys[prop].iri
        self.conflicts.append(
            CuratedConflict(
                ID[f"conflict/{name}"],
                (ID[about],),
                on,
                ID["conflict-type/value"],
                tuple(CLAIM[c] for c in between),
                ID[f"decision/{name}"],
                ID[f"outcome/{outcome}"],
                tuple(CLAIM[c] for c in prefers),
                "because",
                Where("data/decisions/x.yaml", 1, 3),
            )
        )
        return self

    @property
    def dataset(self) -> Dataset:
        """The data set so far."""
        return replace(
            self.whole.dataset,
            claims=tuple(self.claims),
            conflicts=tuple(self.conflicts),
            register=self.register,
            where={},
        )

    def weigh(self) -> Weighed:
        """Weigh it."""
        return weigh(self.dataset, self.whole.ontology)


Make = Callable[[Sequence[Fact]], Case]


@pytest.fixture
def make(whole: Mini) -> Make:
    """Make a small data set."""
    return lambda register: Case(whole, register)


def told(findings: Sequence[Finding], subject: str, name: str = "date") -> list[str]:
    """The findings on a point in a line each: value, status, claims for, claims against."""
    lines = []
    for f in findings:
        if f.subject == ID[subject] and f.property == (RDF.type if name == "type" else CSTO[name]):
            claims = [",".join(sorted(c.removeprefix(str(CLAIM)) for c in cs)) for cs in (f.supports, f.dissents)]
            status = f.status.rsplit("/", 1)[-1]
            lines.append(f"{short(str(f.value)).removeprefix('csto:')} {status} +{claims[0]} -{claims[1]}")
    return sorted(lines)


def refused(case: Case, error: type[DataError] | type[FindingsError]) -> list[str]:
    """What is told against a data set."""
    with pytest.raises(error) as caught:
        case.weigh()
    return [str(fault) for fault in caught.value.faults]


# ---------------------------------------------------------------------------------------------------------------
# Cliques
# ---------------------------------------------------------------------------------------------------------------


def by_brute_force(intervals: Sequence[Days]) -> set[tuple[int, ...]]:
    """The maximal sets of intervals that overlap pairwise, by looking at every set."""
    sets = [
        frozenset(chosen)
        for size in range(1, len(intervals) + 1)
        for chosen in combinations(range(len(intervals)), size)
        if all(intervals[i].overlaps(intervals[j]) for i, j in combinations(chosen, 2))
    ]
    return {tuple(sorted(s)) for s in sets if not any(s < other for other in sets)}


@given(st.lists(SMALL, max_size=8))
def test_cliques_are_the_maximal_sets_that_overlap(intervals: list[Days]) -> None:
    """The sweep finds just the maximal sets of pairwise overlapping intervals, each once."""
    found = cliques(intervals)
    assert by_brute_force(intervals) == set(found)
    assert len(found) == len(set(found))


@given(st.lists(SMALL, min_size=1, max_size=8))
def test_a_clique_shares_a_day(intervals: list[Days]) -> None:
    """The members of a clique have a day in common, and every interval is in a clique."""
    found = cliques(intervals)
    for clique in found:
        assert max(intervals[i].earliest for i in clique) <= min(intervals[i].latest for i in clique)
    assert set(range(len(intervals))) == {i for clique in found for i in clique}


# ---------------------------------------------------------------------------------------------------------------
# Single values
# ---------------------------------------------------------------------------------------------------------------


def test_coarse_and_fine_dates_support_one_finding(make: Make) -> None:
    """A year, a month and a day that fit are one finding at the finest precision, supported by all."""
    case = make(EVENT)
    for name, value in (("a", "1991"), ("b", "1991-06-01"), ("c", "1991-06")):
        case.claim(name, ("exercise/x", "date", value))
    found = case.weigh()
    assert ["1991-06-01 held +a,b,c -"] == told(found.findings, "exercise/x")
    assert Days(date(1991, 6, 1), date(1991, 6, 1)) == found.events[ID["exercise/x"]]


def test_overlapping_dates_leave_their_common_days(make: Make) -> None:
    """Ranges that overlap are held together, and the days of the event are those they share."""
    case = make(EVENT).claim("a", ("exercise/x", "date", "[1990-01-01..1991-06-30]"))
    found = case.claim("b", ("exercise/x", "date", "1991")).weigh()
    assert ["1991 held +a,b -"] == told(found.findings, "exercise/x")
    assert Days(date(1991, 1, 1), date(1991, 6, 30)) == found.events[ID["exercise/x"]]


def disagreeing(make: Make) -> Case:
    """Two days that exclude each other, and a year that fits both."""
    case = make(EVENT)
    for name, value in (("a", "1991-06-01"), ("b", "1991-07-01"), ("c", "1991")):
        case.claim(name, ("exercise/x", "date", value))
    return case


def test_dates_that_exclude_each_other_need_a_decision(make: Make) -> None:
    """Without a decision the build stops, names both claims with their values, and not the one that fits both."""
    (fault,) = refused(disagreeing(make), FindingsError)
    assert "exercise/x: claims disagree on csto:date: 1991-06-01 by claim:a | 1991-07-01 by claim:b" in fault
    assert "decide it in data/decisions: about: exercise/x, property: date" in fault


def test_the_preferred_side_is_held(make: Make) -> None:
    """The preferred value is held against the other, the other rejected against it; the coarse value supports both."""
    found = disagreeing(make).conflict("exercise/x", "date", "preferred", ["b"]).weigh()
    assert ["1991-06-01 rejected +a,c -b", "1991-07-01 held +b,c -a"] == told(found.findings, "exercise/x")
    (conflict,) = found.conflicts
    assert ((CLAIM.a, CLAIM.b), True) == (conflict.between, conflict.is_found)
    assert {ID["conflict/c"]} == {f.conflict for f in found.findings if f.property == CSTO.date}
    assert Days(date(1991, 7, 1), date(1991, 7, 1)) == found.events[ID["exercise/x"]]


def test_what_is_left_open_covers_every_side(make: Make) -> None:
    """Left open, both values are open against each other, and the bounds cover both."""
    found = disagreeing(make).conflict("exercise/x", "date", "open").weigh()
    assert ["1991-06-01 open +a,c -b", "1991-07-01 open +b,c -a"] == told(found.findings, "exercise/x")
    assert Days(date(1991, 6, 1), date(1991, 7, 1)) == found.events[ID["exercise/x"]]


def test_numbers_that_are_equal_agree(make: Make) -> None:
    """Numbers are compared as numbers: 500 and 500.0 are one value, 501 another."""
    case = make([("observation/x", "type", "Observation")]).claim("a", ("observation/x", "value", "500"))
    case.claim("b", ("observation/x", "value", "500.0"))
    assert 1 == len(told(case.weigh().findings, "observation/x", "value"))
    (fault,) = refused(case.claim("c", ("observation/x", "value", "501")), FindingsError)
    assert "by claim:a, claim:b | 501 by claim:c" in fault


def test_several_values_stand_side_by_side(make: Make) -> None:
    """A property that may have several values has a finding for each, and no conflict."""
    case = make([*EVENT, ("a", "type", "State"), ("b", "type", "State")])
    found = case.claim("one", ("exercise/x", "by", "a")).claim("two", ("exercise/x", "by", "b")).weigh()
    assert ["a held +one -", "b held +two -"] == told(found.findings, "exercise/x", "by")


# ---------------------------------------------------------------------------------------------------------------
# Decisions
# ---------------------------------------------------------------------------------------------------------------


def test_a_decision_that_decides_nothing_is_refused(make: Make) -> None:
    """A decision on a point where the claims agree is told with its place."""
    case = make(EVENT).claim("a", ("exercise/x", "date", "1991")).conflict("exercise/x", "date", "open")
    (fault,) = refused(case, DataError)
    assert (
        "data/decisions/x.yaml:1:3: conflict/c: decides nothing: the claims agree on exercise/x csto:date — "
        "remove it, or correct what it is about" == fault
    )


@pytest.mark.parametrize("prefers", [["a", "b"], ["c"], ["unheard"]])
def test_a_preference_must_single_out_a_side(prefers: list[str], make: Make) -> None:
    """A preference for claims of both sides, for one that fits both, or for none is refused with the sides."""
    case = disagreeing(make).conflict("exercise/x", "date", "preferred", prefers)
    (fault,) = refused(case, DataError)
    assert "conflict/c: prefers does not single out one side on exercise/x csto:date" in fault
    assert "name the claims of one side: 1991-06-01 by claim:a | 1991-07-01 by claim:b" in fault


def test_a_preference_may_name_who_fits_both(make: Make) -> None:
    """A preference for a side's claims may also name the coarse one that fits every side."""
    found = disagreeing(make).conflict("exercise/x", "date", "preferred", ["b", "c"]).weigh()
    assert ["1991-06-01 rejected +a,c -b", "1991-07-01 held +b,c -a"] == told(found.findings, "exercise/x")


def test_both_cannot_stand_where_one_value_is_due(make: Make) -> None:
    """That both stand is no decision on a single value."""
    (fault,) = refused(disagreeing(make).conflict("exercise/x", "date", "both"), DataError)
    assert "conflict/c: both cannot stand on exercise/x csto:date" in fault


def test_two_decisions_on_one_point_are_refused(make: Make) -> None:
    """A point is decided once: of a second decision the build could only drop one in silence."""
    case = disagreeing(make).conflict("exercise/x", "date", "open")
    (fault,) = refused(case.conflict("exercise/x", "date", "preferred", ["a"], name="d"), DataError)
    assert "conflict/d: decides exercise/x csto:date again, after conflict/c — keep one of the two" in fault


def test_every_undecided_conflict_is_told(make: Make) -> None:
    """Two conflicts without a decision are both told."""
    case = make([*EVENT, ("exercise/y", "type", "Exercise")])
    for name, value in (("a", "1991"), ("b", "1992")):
        case.claim(name, ("exercise/x", "date", value), ("exercise/y", "date", value))
    assert ["exercise/x", "exercise/y"] == [fault.split(":")[0] for fault in refused(case, FindingsError)]


# ---------------------------------------------------------------------------------------------------------------
# Denials and classes
# ---------------------------------------------------------------------------------------------------------------


def test_a_denial_against_an_assertion_is_a_conflict(make: Make) -> None:
    """That it happened and that it did not need a decision, which names both claims."""
    case = make(EVENT).claim("a", ("exercise/x", "type", "Exercise"))
    (fault,) = refused(case.claim("b", ("exercise/x", "type", "Exercise"), stance=DENIES), FindingsError)
    assert "exercise/x: claims disagree on rdf:type: it is so by claim:a | it is not so by claim:b" in fault
    assert fault.endswith("decide it in data/decisions: about: exercise/x, property: class")


@pytest.mark.parametrize(
    ("outcome", "prefers", "line", "is_real"),
    [
        ("preferred", ["a"], "Exercise held +a -b", True),
        ("preferred", ["b"], "Exercise rejected +a -b", False),
        ("open", [], "Exercise open +a -b", False),
    ],
)
def test_a_denial_is_decided(outcome: str, prefers: list[str], line: str, is_real: bool, make: Make) -> None:
    """The event is in the view only where the decision prefers the claim that it happened."""
    case = make(EVENT).claim("a", ("exercise/x", "type", "Exercise"), ("exercise/x", "date", "1991"))
    case.claim("b", ("exercise/x", "type", "Exercise"), stance=DENIES).conflict(
        "exercise/x", "class", outcome, prefers
    )
    found = case.weigh()
    assert [line] == told(found.findings, "exercise/x", "type")
    view = make_view(case.dataset, found, case.whole.ontology).graph
    assert is_real == ((ID["exercise/x"], RDF.type, CSTO.Exercise) in view)
    assert is_real == ((ID["exercise/x"], None, None) in view)


def test_a_pure_denial_is_a_rejected_finding(make: Make) -> None:
    """What is only denied is a finding that is rejected, and there is no such event in the view."""
    case = make(EVENT).claim("a", ("exercise/x", "type", "Exercise"), stance=DENIES)
    found = case.weigh()
    assert ["Exercise rejected + -a"] == told(found.findings, "exercise/x", "type")
    assert {} == found.events
    assert (ID["exercise/x"], None, None) not in make_view(case.dataset, found, case.whole.ontology).graph


def test_a_denied_day_is_a_conflict_with_that_day(make: Make) -> None:
    """Who denies a day or its year contradicts who asserts the day."""
    for denied in ("1991-06-01", "1991-06", "1991"):
        case = make(EVENT).claim("a", ("exercise/x", "date", "1991-06-01"))
        case.claim("b", ("exercise/x", "date", denied), stance=DENIES)
        (fault,) = refused(case, FindingsError)
        assert "1991-06-01 by claim:a | not so by claim:b" in fault
        found = case.conflict("exercise/x", "date", "preferred", ["a"]).weigh()
        assert "1991-06-01 held +a -b" in told(found.findings, "exercise/x")


def test_a_denied_day_leaves_its_year(make: Make) -> None:
    """Who denies one day does not contradict who says only the year, nor who says another day."""
    case = make(EVENT).claim("a", ("exercise/x", "date", "1991")).claim("b", ("exercise/x", "date", "1991-07-01"))
    found = case.claim("c", ("exercise/x", "date", "1991-06-01"), stance=DENIES).weigh()
    assert ["1991-06-01 rejected + -c", "1991-07-01 held +a,b -"] == told(found.findings, "exercise/x")
    assert Days(date(1991, 7, 1), date(1991, 7, 1)) == found.events[ID["exercise/x"]]


def test_a_denial_does_not_hide_a_disagreement(make: Make) -> None:
    """Two days that exclude each other need a decision, also where somebody denies a third."""
    case = disagreeing(make).claim("d", ("exercise/x", "date", "1995-01-01"), stance=DENIES)
    (fault,) = refused(case, FindingsError)
    assert "1991-06-01 by claim:a | 1991-07-01 by claim:b" in fault


def test_a_preferred_denial_rejects_the_day(make: Make) -> None:
    """Where the denial is preferred the day is rejected, and the event's day is not known."""
    case = make(EVENT).claim("a", ("exercise/x", "date", "1991-06-01"))
    case.claim("b", ("exercise/x", "date", "1991-06-01"), stance=DENIES)
    found = case.conflict("exercise/x", "date", "preferred", ["b"]).weigh()
    assert ["1991-06-01 rejected +a -b"] == told(found.findings, "exercise/x")
    assert LAST_DAY == found.events[ID["exercise/x"]].latest


def test_disjoint_classes_are_a_conflict(make: Make) -> None:
    """A withdrawal and a suspension cannot be one act: the claims' classes need a decision."""
    case = make([("departure/x", "type", "Departure")]).claim("a", ("departure/x", "type", "Withdrawal"))
    case.claim("b", ("departure/x", "type", "Suspension"))
    (fault,) = refused(case, FindingsError)
    assert (
        "departure/x: claims disagree on rdf:type: csto:Suspension by claim:b | csto:Withdrawal by claim:a" in fault
    )
    found = case.conflict("departure/x", "class", "preferred", ["a"]).weigh()
    expected = ["Departure held +a,b -", "Suspension rejected +b -a", "Withdrawal held +a -b"]
    assert expected == told(found.findings, "departure/x", "type")


def test_classes_that_go_together_are_all_held(make: Make) -> None:
    """A joining that one source calls a signature is both, without a conflict."""
    case = make([("joining/x", "type", "Joining")]).claim("a", ("joining/x", "type", "Signature"))
    found = case.claim("b", ("joining/x", "date", "1991")).weigh()
    assert ["Joining held +a,b -", "Signature held +a -"] == told(found.findings, "joining/x", "type")


# ---------------------------------------------------------------------------------------------------------------
# Times
# ---------------------------------------------------------------------------------------------------------------


def test_a_begin_is_weighed_on_the_event_that_begins(make: Make) -> None:
    """A claim on the begin of a membership is weighed with those on the day of joining, and disagrees once."""
    case = make(SPELL).claim("a", ("membership/x", "begins", "1991"), ("membership/x", "ends", "2000"))
    case.claim("b", ("joining/x", "date", "1991-06-01"), ("departure/x", "date", "2000-05-05"))
    found = case.weigh()
    assert ["1991-06-01 held +a,b -"] == told(found.findings, "joining/x")
    assert ["2000-05-05 held +a,b -"] == told(found.findings, "departure/x")
    assert [] == told(found.findings, "membership/x", "begins") + told(found.findings, "membership/x", "ends")
    span = found.situations[ID["membership/x"]]
    assert (date(1991, 6, 1), date(2000, 5, 5)) == (span.begin.latest, span.end.earliest)
    (fault,) = refused(case.claim("c", ("membership/x", "begins", "1993")), FindingsError)
    assert fault.startswith("joining/x: claims disagree on csto:date: ")


@pytest.mark.parametrize(
    ("joined", "in_force", "begin"),
    [
        ("1990-03-03", "1991-06-01", "1991-06-01"),
        ("1993-01-01", "1991-06-01", "1993-01-01"),
        ("1991", "1991-06", "1991"),
    ],
)
def test_two_beginning_events_begin_at_the_later(joined: str, in_force: str, begin: str, make: Make) -> None:
    """A state is a party from the later of its joining and the treaty's entry into force."""
    case = make(TREATY).claim("a", ("joining/x", "date", joined), ("entry-into-force/x", "date", in_force))
    found = case.claim("b", ("participation/x", "type", "TreatyParticipation")).weigh()
    span = found.situations[ID["participation/x"]]
    expected = Days(date(1991, 6, 1), date(1991, 12, 31)) if begin == "1991" else parse(begin).days
    assert expected == span.begin


def in_two_steps(make: Make, begins: str) -> Case:
    """A participation begun by two events in 1991, of which a claim tells the begin directly."""
    case = make(TREATY).claim("a", ("joining/x", "date", "1990"), ("entry-into-force/x", "date", "1991"))
    return case.claim("b", ("participation/x", "begins", begins))


def test_a_begin_with_two_events_is_weighed_on_its_own(make: Make) -> None:
    """Where two events begin a situation, a claim on its begin is about neither alone, and narrows both together."""
    found = in_two_steps(make, "1991-06").weigh()
    assert ["1991-06 held +b -"] == told(found.findings, "participation/x", "begins")
    assert ["1990 held +a -"] == told(found.findings, "joining/x")
    assert parse("1991-06").days == found.situations[ID["participation/x"]].begin


@pytest.mark.parametrize(
    ("outcome", "prefers", "status", "expected"),
    [
        ("preferred", ["a"], "rejected", parse("1991").days),
        ("preferred", ["b"], "held", parse("1993").days),
        ("open", [], "open", Days(date(1991, 1, 1), date(1993, 12, 31))),
    ],
)
def test_a_begin_against_its_events_is_decided(
    outcome: str, prefers: list[str], status: str, expected: Days, make: Make
) -> None:
    """A begin that its events exclude needs a decision, is held only where preferred; left open, bounds cover both."""
    case = in_two_steps(make, "1993")
    (fault,) = refused(case, FindingsError)
    assert "participation/x: claims disagree on csto:begins: 1993 by claim:b | 1991 by claim:a" in fault
    found = case.conflict("participation/x", "begins", outcome, prefers).weigh()
    assert expected == found.situations[ID["participation/x"]].begin
    assert [f"1993 {status} +b -a"] == told(found.findings, "participation/x", "begins")


def test_a_stale_attestation_is_a_conflict(make: Make) -> None:
    """Who still calls a member what left before needs a decision; it names that claim and the claims on the end."""
    case = make(SPELL).claim("a", ("joining/x", "date", "1991")).claim("b", ("departure/x", "date", "2000"))
    case.claim("c", ("membership/x", "holds", "2005-06-01"))
    (fault,) = refused(case, FindingsError)
    assert "membership/x: claims disagree on csto:holds: 2005-06-01 by claim:c | its begin and end by" in fault
    assert "claim:a, claim:b" in fault
    found = case.conflict("membership/x", "holds", "preferred", ["b"]).weigh()
    assert ["2005-06-01 rejected +c -a,b"] == told(found.findings, "membership/x", "holds")
    assert date(2000, 12, 31) == found.situations[ID["membership/x"]].end.latest


def test_an_attestation_within_bounds_tightens(make: Make) -> None:
    """Who calls it a member on a day shows that it had begun by then and not yet ended."""
    case = make(SPELL).claim("a", ("joining/x", "date", "1991")).claim("c", ("membership/x", "holds", "1991-03-01"))
    span = case.claim("b", ("departure/x", "date", "1991")).weigh().situations[ID["membership/x"]]
    assert (date(1991, 3, 1), date(1991, 3, 2)) == (span.begin.latest, span.end.earliest)


def test_what_ends_before_it_begins_is_told(make: Make) -> None:
    """An end before the begin stops the build and says at which claims to look."""
    case = make(SPELL).claim("a", ("joining/x", "date", "1995")).claim("b", ("departure/x", "date", "1991"))
    (fault,) = refused(case.claim("c", ("membership/x", "type", "Membership")), FindingsError)
    assert "membership/x: ends (1991) before it begins (1995) — look at claim:a" == fault


def test_a_situation_follows_from_the_events_that_begin_it(make: Make) -> None:
    """A situation of which no claim speaks is held where all its beginning events are, by their claims."""
    found = (
        make(TREATY)
        .claim("a", ("joining/x", "date", "1990"))
        .claim("b", ("entry-into-force/x", "date", "1991"))
        .weigh()
    )
    assert ["TreatyParticipation held +a,b -"] == told(found.findings, "participation/x", "type")
    assert parse("1991").days == found.situations[ID["participation/x"]].begin


def test_a_situation_follows_from_the_event_that_ends_it(make: Make) -> None:
    """What ended has been: the departure alone shows the membership."""
    case = make([fact for fact in SPELL if fact[0] != "joining/x" and fact[1] != "begunBy"])
    found = case.claim("a", ("departure/x", "date", "2000")).weigh()
    assert ["Membership held +a -"] == told(found.findings, "membership/x", "type")


def test_a_situation_does_not_follow_from_half_its_begin(make: Make) -> None:
    """Where one of two beginning events is not held, nothing follows, and the situation is told as silent."""
    case = make(TREATY).claim("a", ("joining/x", "date", "1990"))
    case.claim("b", ("entry-into-force/x", "type", "EntryIntoForce"), stance=DENIES)
    (fault,) = refused(case, DataError)
    assert "participation/x: no claim speaks of it" in fault


def test_a_silent_event_is_refused(make: Make) -> None:
    """An event that the register declares and no claim speaks of is told, every one of them."""
    case = make([*EVENT, ("exercise/y", "type", "Exercise"), ("a", "type", "State")])
    fix = "write the claim that tells of it, or remove it from the register"
    expected = [f"exercise/{name}: no claim speaks of it — {fix}" for name in "xy"]
    assert expected == refused(case, DataError)


# ---------------------------------------------------------------------------------------------------------------
# Conflicts of words
# ---------------------------------------------------------------------------------------------------------------


def test_a_conflict_of_words_rejects_what_lost(make: Make) -> None:
    """Who lost in a conflict of words is rejected on what it is about, and on nothing else."""
    case = make([*EVENT, ("exercise/y", "type", "Exercise")])
    case.claim("a", ("exercise/x", "date", "1991")).claim(
        "b", ("exercise/x", "date", "1992"), ("exercise/y", "date", "1993")
    )
    found = case.conflict("exercise/x", None, "preferred", ["a"], ["a", "b"]).weigh()
    assert ["1991 held +a -", "1992 rejected +b -a"] == told(found.findings, "exercise/x")
    assert ["Exercise held +a -"] == told(found.findings, "exercise/x", "type")
    assert ["1993 held +b -"] == told(found.findings, "exercise/y")
    (conflict,) = found.conflicts
    assert ((CLAIM.a, CLAIM.b), False) == (conflict.between, conflict.is_found)


def test_a_value_that_one_lost_and_another_keeps_is_one_finding(make: Make) -> None:
    """Where a claim loses in a conflict of words and another says the same, one finding has both."""
    case = make([*EVENT, ("s", "type", "State")])
    for name in ("a", "b", "c"):
        case.claim(name, ("exercise/x", "by", "s"))
    found = case.conflict("exercise/x", None, "preferred", ["a"], ["a", "b"]).weigh()
    assert ["s held +a,c -b"] == told(found.findings, "exercise/x", "by")


@pytest.mark.parametrize("outcome", ["open", "both"])
def test_an_undecided_conflict_of_words_rejects_nothing(outcome: str, make: Make) -> None:
    """Left open, or where both stand, all that the claims say is held."""
    case = make([*EVENT, ("s", "type", "State"), ("t", "type", "State")])
    case.claim("a", ("exercise/x", "by", "s")).claim("b", ("exercise/x", "by", "t"))
    found = case.conflict("exercise/x", None, outcome, [], ["a", "b"]).weigh()
    assert ["s held +a -", "t held +b -"] == told(found.findings, "exercise/x", "by")
    assert 1 == len(found.conflicts)


# ---------------------------------------------------------------------------------------------------------------
# Accounts
# ---------------------------------------------------------------------------------------------------------------


def accounted(dataset: Dataset, found: Weighed) -> bool:
    """Whether every statement of every claim stands for or against a finding on its point."""
    claims: dict[tuple[URIRef, URIRef], set[URIRef]] = {}
    for f in found.findings:
        claims.setdefault((f.subject, f.property), set()).update((*f.supports, *f.dissents))
    points = [(claim.iri, (URIRef(str(s)), URIRef(str(p)))) for claim in dataset.claims for s, p, _ in claim.triples]
    return all(iri in claims.get(point, ()) for iri, point in points)


@given(values=st.lists(st.tuples(VALUES, st.booleans()), min_size=1, max_size=6), seed=st.integers(0, 99))
def test_every_statement_is_accounted_for(values: list[tuple[str, bool]], seed: int, whole: Mini) -> None:
    """Whatever dates are asserted and denied, every claim ends up for or against a finding, in any order of claims."""
    outcomes = []
    for order in (None, seed):
        case = Case(whole, EVENT)
        for n, (value, is_denied) in enumerate(values):
            case.claim(f"c{n}", ("exercise/x", "date", value), stance=DENIES if is_denied else ASSERTS)
        if order is not None:
            Random(order).shuffle(case.claims)
        try:
            found = case.weigh()
        except FindingsError:
            found = case.conflict("exercise/x", "date", "open").weigh()
        assert accounted(case.dataset, found)
        assert len(values) == found.statements
        outcomes.append(found)
    assert outcomes[0] == outcomes[1]


@given(values=st.lists(VALUES, min_size=1, max_size=6))
def test_held_and_open_findings_cover_the_days(values: list[str], whole: Mini) -> None:
    """Left open, the days of an event are the hull of the sides; agreed, they are what every value leaves."""
    case = Case(whole, EVENT)
    for n, value in enumerate(values):
        case.claim(f"c{n}", ("exercise/x", "date", value))
    try:
        found = case.weigh()
    except FindingsError:
        found = case.conflict("exercise/x", "date", "open").weigh()
    dated = [f for f in found.findings if f.property == CSTO.date]
    days = found.events[ID["exercise/x"]]
    assert min(f.days.earliest for f in dated if f.days) == days.earliest
    assert max(f.days.latest for f in dated if f.days) == days.latest
    assert {HELD} == {f.status for f in dated} if len(dated) == 1 else {OPEN} == {f.status for f in dated}


@given(seed=st.integers(0, 10_000))
def test_the_order_of_claims_does_not_matter(seed: int, whole: Mini) -> None:
    """The mini project's claims and their facts in any other order give the same findings, events and situations."""
    shuffle = Random(seed)
    claims = [
        replace(claim, triples=tuple(shuffle.sample(claim.triples, len(claim.triples))))
        for claim in whole.dataset.claims
    ]
    shuffle.shuffle(claims)
    conflicts = shuffle.sample(whole.dataset.conflicts, len(whole.dataset.conflicts))
    found = weigh(replace(whole.dataset, claims=tuple(claims), conflicts=tuple(conflicts)), whole.ontology)
    assert whole.weighed == found


def test_the_mini_project_is_accounted_for(whole: Mini) -> None:
    """Every statement of the mini project is weighed, reported speech is not, and every finding has a claim."""
    assert accounted(whole.dataset, whole.weighed)
    assert 28 == whole.weighed.statements
    assert [] == [f.iri for f in whole.weighed.findings if not (f.supports or f.dissents)]
    assert ID["joining/westland-league-1"] not in {f.subject for f in whole.weighed.findings}
    assert len(whole.weighed.findings) == len({f.iri for f in whole.weighed.findings})


def test_claims_stand_for_and_against_what_happens(whole: Mini) -> None:
    """A situation is attested and contested also by the claims on the day of its begin and end."""
    membership, force = ID["membership/eastland-league-1"], ID["in-force/pact-1"]
    assert {CLAIM[f"annals-{n}"] for n in (4, 5, 6)} | {CLAIM["notes-2"]} == whole.weighed.attested[membership]
    assert {CLAIM["annals-3"], CLAIM["notes-1"]} == whole.weighed.attested[force]
    assert {CLAIM["annals-3"], CLAIM["notes-1"]} == whole.weighed.contested[force]
    assert frozenset() == whole.weighed.contested[membership]


def test_the_findings_of_the_mini_project(whole: Mini, golden: Callable[[str, str], None]) -> None:
    """The findings of the mini project are those that a person has read and accepted."""
    names = {HELD: "held", OPEN: "open", REJECTED: "rejected"}
    lines = ["subject\tproperty\tvalue\tstatus\tfor\tagainst\tconflict"]
    for f in sorted(whole.weighed.findings, key=lambda f: (f.subject, f.property, str(f.value))):
        claims = [" ".join(short(c) for c in cs) for cs in (f.supports, f.dissents)]
        conflict = short(f.conflict) if f.conflict else ""
        cells = [short(f.subject), short(f.property), short(str(f.value)), names[f.status], *claims, conflict]
        lines.append("\t".join(cells))
    assert len(lines) == 38
    golden("findings.tsv", "\n".join(lines) + "\n")
