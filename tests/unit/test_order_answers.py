"""What stored queries answer on small data sets, against all solutions, which are found by trying every day."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import numpy.typing as npt
import pytest
import rdflib
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from csto_kg.errors import CstoKgError
from csto_kg.order.moments import BOUNDS, Moment
from csto_kg.rdf.nquads import canonical_nquads
from csto_kg.time.allen import POINT_IN, POINT_OF, POINTS, SIGNS
from csto_kg.vocab import short
from csto_kg.weigh import Policy
from tests.support.answers import Asked, of_two, on
from tests.support.mini import Mini
from tests.support.ordering import OrderCase, names_of
from tests.support.queries import QUERIES, compared
from tests.support.timelines import (
    LENGTH,
    Happening,
    History,
    Lasting,
    Relation,
    Solutions,
    histories,
    size_of,
    solutions,
)

pytestmark = pytest.mark.slow

MOST = 1_500_000
CHECKED = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow],
)
# A request that comes after an event of the same days, and two situations of which one succeeds the other.
IN_ORDER = History((Happening((1, 9)), Happening((1, 9))), (), (Relation("after", "e1", "e0"),), False, False)
SUCCESSORS = History(
    (),
    (Lasting((), (), (1, 6), (5, 9), None), Lasting((), (), (4, 9), (8, 12), None)),
    (Relation("succeeds", "s1", "s0"),),
    False,
    False,
)
ONE_WEEK = History(
    (Happening((1, 8)), Happening(None, (0, (5, 7)))), (Lasting((0,), (1,), None, None, None),), (), False, False
)
Axis = npt.NDArray[np.int_]


def without_choices() -> st.SearchStrategy[History]:
    """Histories whose bounds and distances are exact, and in which nothing goes on for ever."""
    return histories(with_choices=False).filter(lambda h: not any(s.is_open for s in h.situations))


def asked_of(history: History, whole: Mini, more: str = "") -> tuple[Asked, Solutions]:
    """A history in a store with all its solutions; other histories are tried where it has none."""
    assume(size_of(history) <= MOST)
    try:
        asked = Asked(history.case(whole), more)
    except CstoKgError:
        assume(False)
    assume(not asked.found.ordered.contradictions)
    return asked, solutions(history)


def axes_of(tried: Solutions, *points: str) -> tuple[list[Axis], npt.NDArray[np.bool_]]:
    """The days of some points, each along its axis of a grid, and which of them are in a solution."""
    wanted = list(dict.fromkeys(points))
    others = tuple(axis for point, axis in tried.axes.items() if point not in wanted)
    fits = np.asarray(tried.fits.any(axis=others))
    kept = sorted(wanted, key=lambda point: tried.axes[point])
    grids = dict(zip(kept, np.ix_(*(tried.days[tried.axes[point]] for point in kept)), strict=True))
    return [grids[point] for point in points], fits


def decided(held: npt.NDArray[np.bool_], fits: npt.NDArray[np.bool_]) -> tuple[bool, bool]:
    """Whether something is so in all solutions, and whether it is in some."""
    of_solutions = np.broadcast_to(held, fits.shape)[fits]
    return bool(of_solutions.all()), bool(of_solutions.any())


def things_of(history: History) -> dict[str, tuple[str, str]]:
    """The points at which each thing of a history starts and ends, by its identifier."""
    found = {history.name("e", i): (f"e{i}", f"e{i}") for i in range(len(history.events))}
    return found | {history.name("s", i): (f"s{i}", f"s{i}-end") for i in range(len(history.situations))}


@CHECKED
@given(history=without_choices())
@example(history=IN_ORDER)
@example(history=SUCCESSORS)
@example(history=ONE_WEEK)
def test_days_between_are_those_of_all_solutions(history: History, whole: Mini) -> None:
    """The least and the most days between two events or starts are those in any solution; without a bound there is none."""
    asked, tried = asked_of(history, whole)
    things = things_of(history)
    listed = " ".join(things)
    rows = {(r["first"], r["other"]): r for r in asked.rows("days-between", first=listed, other=listed)}
    assert set(rows) == set(product(things, things))
    for first, other in permutations(things, 2):
        row = rows[first, other]
        one, two = things[first][0], things[other][0]
        (a, b), fits = axes_of(tried, one, two)
        between = np.broadcast_to(b - a, fits.shape)[fits]
        assert row["most"] == str(between.max()) or (not row["most"] and is_far(tried, one, two))
        assert row["least"] == str(between.min()) or (not row["least"] and is_far(tried, two, one))
        exact = row["least"] if row["least"] == row["most"] else ""
        assert row["known"] == ("exactly" if exact else "between" if row["least"] and row["most"] else "no bound")


def is_far(tried: Solutions, one: str, two: str) -> bool:
    """Whether one point can lie far before all others, or another far after them."""
    return tried.limits(one)[0] is None or tried.limits(two)[1] is None


@CHECKED
@given(history=without_choices())
@example(history=IN_ORDER)
@example(history=SUCCESSORS)
def test_relations_are_those_of_all_solutions(history: History, whole: Mini) -> None:
    """Two events have the relations that they have in any solution; of situations none of these is left out."""
    asked, tried = asked_of(history, whole)
    things = things_of(history)
    listed = " ".join(things)
    found: dict[tuple[str, str], dict[str, str]] = {(a, b): {} for a, b in product(things, things)}
    for row in asked.rows("relations", first=listed, other=listed):
        found[row["subject"], row["object"]][row["relation"]] = row["certainty"]
    for first, other in permutations(things, 2):
        answered = found[first, other]
        real = relations_in(tried, things[first], things[other])
        is_of_events = "s" not in things[first][0] + things[other][0]
        assert real <= set(answered)
        assert real == set(answered) or not is_of_events
        assert ("certain" in answered.values()) == (len(answered) == 1)


def relations_in(tried: Solutions, first: tuple[str, str], other: tuple[str, str]) -> set[str]:
    """The relations that two things have in some solution."""
    is_event, is_other_event = first[0] == first[1], other[0] == other[1]
    tables = {(True, True): POINTS, (True, False): POINT_IN, (False, True): POINT_OF, (False, False): SIGNS}
    (a, b, c, d), fits = axes_of(tried, *first, *other)
    found = set()
    for relation, signs in tables[is_event, is_other_event].items():
        holds = fits
        for sign, (x, y) in zip(signs, product((a, b), (c, d)), strict=True):
            holds = holds & ({"<": x < y, "=": x == y, ">": x > y}[sign])
        if holds.any():
            found.add(str(relation))
    return found


OF_TWO = without_choices().filter(lambda h: len(h.situations) == 2)


@CHECKED
@given(history=OF_TWO)
@example(history=SUCCESSORS)
def test_co_members_are_those_of_all_solutions(history: History, whole: Mini) -> None:
    """Two memberships overlap certainly if they do in every solution; if in none, there is no row. So on each day."""
    asked, tried = asked_of(history, whole, of_two(history.name("s", 0), history.name("s", 1)))
    (a, b, c, d), fits = axes_of(tried, "s0", "s0-end", "s1", "s1-end")
    bodies = {"first": "league-0", "other": "league-1"}
    assert decided((a < d) & (c < b), fits) == said(asked.rows("co-members", **bodies))
    for n in range(1, LENGTH + 1, 2):
        rows = asked.rows("co-members-as-of", **bodies, date=on(n), unattested="yes")
        assert decided((a <= n) & (c <= n) & (n < b) & (n < d), fits) == said(rows)


def said(rows: list[dict[str, str]]) -> tuple[bool, bool]:
    """Whether an answer of at most one row says that something is certain, and that it is not excluded."""
    assert len(rows) <= 1
    return [row["certainty"] for row in rows] == ["certain"], bool(rows)


@CHECKED
@given(history=without_choices().filter(lambda h: bool(h.situations)))
@example(history=ONE_WEEK)
@example(history=SUCCESSORS)
def test_durations_are_those_of_all_solutions(history: History, whole: Mini) -> None:
    """An episode lasts as few and as many days as in any solution, and covers a period if it does so in every one."""
    thing = history.name("s", 0)
    asked, tried = asked_of(history, whole, of_two(thing, "membership/none"))
    (a, b), fits = axes_of(tried, "s0", "s0-end")
    (row,) = (r for r in asked.rows("durations", agent="eastland", body="any") if r["episode"] == thing)
    lasted = np.broadcast_to(b - a, fits.shape)[fits]
    assert str(lasted.min()) == row["shortest"]
    assert row["longest"] == str(lasted.max()) or (not row["longest"] and is_far(tried, "s0", "s0-end"))
    for first, after in ((3, 5), (2, 9), (6, 12)):
        rows = asked.rows("unbroken-members", body="league-0", from_=on(first), to=on(after), unattested="yes")
        assert decided((a <= first) & (after <= b), fits) == said(rows)


@CHECKED
@given(history=without_choices())
@example(history=SUCCESSORS)
def test_why_then_gives_the_steps_of_the_solution(history: History, whole: Mini) -> None:
    """The steps to a tightened bound are those of the solved network, and their days add up to the bound."""
    asked, _ = asked_of(history, whole)
    ordered = asked.found.ordered
    for moment in ordered.strict.solution.points:
        for prop, is_latest in zip(BOUNDS[moment.which], (False, True), strict=True):
            rows = asked.rows("why-then", thing=short(moment.thing), side=short(prop).removeprefix("csto:"))
            rows = [r for r in rows if (r["bound"], r["basis"]) == (short(prop), "strict")]
            solution = ordered.strict.solution
            steps = solution.why_latest(moment) if is_latest else solution.why_earliest(moment)
            number = solution.latest(moment) if is_latest else solution.earliest(moment)
            if is_same(asked, moment, is_latest=is_latest):
                assert [] == rows
                continue
            assert number == sum(s.days for s in steps) * (1 if is_latest else -1)
            assert [short(s.reason.rule) for s in steps] == [r["rule"] for r in rows]
            assert [names_of(s.reason.claims) for s in steps] == [
                {c.removeprefix("claim:") for c in r["claims"].split()} for r in rows
            ]
            assert [str(n + 1) for n in range(len(steps))] == [r["step"] for r in rows]


def is_same(asked: Asked, moment: Moment, *, is_latest: bool) -> bool:
    """Whether order makes a bound no tighter than the claims on the thing's own times do."""
    own, strict = asked.found.ordered.own.solution, asked.found.ordered.strict.solution
    if moment not in own:
        return (strict.latest(moment) if is_latest else strict.earliest(moment)) is None
    return (
        own.latest(moment) == strict.latest(moment) if is_latest else own.earliest(moment) == strict.earliest(moment)
    )


# --------------------------------------------------------------------------------------------------------------------
# Each word

LEAGUE = "; ".join(
    f"chairmanship/{s} type Chairmanship; chairmanship/{s} organization league; chairmanship/{s} member state-{s};"
    f"chairmanship/{s} role role/chair"
    for s in ("a", "b", "c", "d")
)


def league(whole: Mini) -> OrderCase:
    """A chair that ends when the next starts, one of coarse dates in a text of a known day, two without dates."""
    case = OrderCase(whole, LEAGUE).published("paper", "2010-06-10")
    case.says("a", "chairmanship/a begins 2008-06-01; chairmanship/a holds 2008-07-01")
    case.says("b", "chairmanship/b begins [2010-06-01..2010-06-30]; chairmanship/b holds 2010-07-05", "paper")
    case.says("c", "chairmanship/c holds 2010-08-01; chairmanship/c ends 2010-08-05")
    return case.says("d", "chairmanship/d type Chairmanship")


WORDS = {
    "certain": ("a", "2008-06-20", "certain", "", ""),
    "unknown, and over if there is one chair": ("a", "2010-07-02", "unknown", "no", "rule/one-chair rule/reported"),
    "unknown, and open if there is one chair": ("a", "2009-01-01", "unknown", "", ""),
    "possible, and so if sources report the past": ("b", "2010-06-20", "possible", "yes", "rule/reported"),
    "possible": ("b", "2010-06-05", "possible", "", ""),
    "not attested yet": ("c", "2007-01-01", "not attested yet", "no", "rule/one-chair rule/reported"),
    "unknown without any day": ("d", "2007-01-01", "unknown", "", ""),
}


@pytest.mark.parametrize("case", WORDS)
def test_each_word_with_what_the_assumptions_make_of_it(case: str, whole: Mini) -> None:
    """A row has the word of its bounds, and beside it what the assumptions make of it and which of them that needs."""
    state, date, *expected = WORDS[case]
    rows = Asked(league(whole)).rows("members-as-of", organization="league", role="any", date=date, unattested="yes")
    (row,) = (r for r in rows if r["state"] == f"state-{state}")
    assert expected == [row["certainty"], row["presumed"], row["assuming"]]


def test_what_is_attested_only_later_is_shown_on_request(whole: Mini) -> None:
    """What has an unknown start is no row before its first attestation, unless it is asked for; what has no day is one."""
    asked = Asked(league(whole))
    values = {"organization": "league", "role": "any", "date": "2007-01-01"}
    assert ["state-d"] == [r["state"] for r in asked.rows("members-as-of", **values)]
    assert ["state-c", "state-d"] == [r["state"] for r in asked.rows("members-as-of", **values, unattested="yes")]


def test_an_assumption_that_is_left_out_presumes_nothing(whole: Mini) -> None:
    """Without assumptions the words are the same, and nothing is presumed."""
    asked = Asked(league(whole), policy=Policy(assume=frozenset()))
    for state, date, certainty, *_ in WORDS.values():
        rows = asked.rows("members-as-of", organization="league", role="any", date=date, unattested="yes")
        (row,) = (r for r in rows if r["state"] == f"state-{state}")
        assert [certainty, "", ""] == [row["certainty"], row["presumed"], row["assuming"]]


def test_of_two_successors_never_both_are_certain(whole: Mini) -> None:
    """On each day but that of the change one of two holders at most is certain, and each may be possible."""
    case = OrderCase(
        whole,
        "post/p type SingleHolderPost; tenure/a type Tenure; tenure/a post post/p; tenure/a member one;"
        "tenure/b type Tenure; tenure/b post post/p; tenure/b member two",
    )
    case.says("a", "tenure/a begins 2010-06-01; tenure/a holds 2010-06-04")
    case.says("b", "tenure/b holds 2010-06-10; tenure/b ends 2010-06-14; tenure/b succeeds tenure/a")
    asked = Asked(case)
    words = {}
    for n in range(1, LENGTH + 1):
        words[n] = {r["person"]: r["certainty"] for r in asked.rows("holders-as-of", post="post/p", date=on(n))}
    assert {"one": "certain"} == words[4]
    assert {"one": "possible", "two": "possible"} == words[7]
    assert {"two": "certain"} == words[10]
    assert {} == words[14]
    assert all(list(said.values()).count("certain") <= 1 for said in words.values())


def test_both_engines_answer_alike_on_distances(whole: Mini) -> None:
    """Where order excludes what bounds allow, rdflib answers as Oxigraph does.

    Who was in both on a day is asked of one history only: rdflib takes half a minute for it.
    """
    for history in (IN_ORDER, SUCCESSORS, ONE_WEEK):
        names = [history.name("s", i) for i in range(len(history.situations))]
        asked = Asked(history.case(whole), of_two(*names) if len(names) == 2 else "")
        other = rdflib.Dataset(default_union=False)
        other.parse(data=canonical_nquads(asked.store), format="nquads")
        listed = " ".join(things_of(history))
        bodies = {"first": "league-0", "other": "league-1"}
        for name, values in (
            ("days-between", {"first": listed, "other": listed}),
            ("relations", {"first": listed, "other": listed}),
            ("durations", {"agent": "any", "body": "any"}),
            ("co-members", bodies),
            *([("co-members-as-of", {**bodies, "date": on(7)})] if history is IN_ORDER else []),
            ("unbroken-members", {"body": "league-0", "from": on(4), "to": on(8)}),
            ("why-then", {"thing": listed.split()[-1]}),
        ):
            compared(asked.store, other, QUERIES[name], asked.text(name, **values))
