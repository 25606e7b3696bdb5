"""Times: the days of events and the bounds of situations, and what contradicts them."""

from __future__ import annotations

from datetime import date

import pytest

from csto_kg.errors import DataError, FindingsError
from csto_kg.read.records import DENIES
from csto_kg.time.days import Days
from csto_kg.time.edtf import parse
from csto_kg.vocab import ID
from tests.support.mini import Mini
from tests.support.weighing import EPISODE, TREATY, Case, findings_on, refused


def test_a_start_is_weighed_on_the_event_that_starts(whole: Mini) -> None:
    """A claim on the start of a membership is weighed with those on the day of joining, and disagrees once."""
    case = Case(whole, EPISODE).claim("a", ("membership/x", "begins", "1991"), ("membership/x", "ends", "2000"))
    case.claim("b", ("joining/x", "date", "1991-06-01"), ("departure/x", "date", "2000-05-05"))
    found = case.weigh()
    assert ["1991-06-01 held +a,b -"] == findings_on(found.findings, "joining/x")
    assert ["2000-05-05 held +a,b -"] == findings_on(found.findings, "departure/x")
    assert [] == findings_on(found.findings, "membership/x", "begins") + findings_on(
        found.findings, "membership/x", "ends"
    )
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
def test_two_starting_events_start_at_the_later(joined: str, in_force: str, begin: str, whole: Mini) -> None:
    """A state is a party from the later of its joining and the treaty's entry into force."""
    case = Case(whole, TREATY).claim("a", ("joining/x", "date", joined), ("entry-into-force/x", "date", in_force))
    found = case.claim("b", ("participation/x", "type", "TreatyParticipation")).weigh()
    span = found.situations[ID["participation/x"]]
    expected = Days(date(1991, 6, 1), date(1991, 12, 31)) if begin == "1991" else parse(begin).days
    assert expected == span.begin


def in_two_steps(whole: Mini, start: str) -> Case:
    """A participation begun by two events in 1991, of which a claim states the start directly."""
    case = Case(whole, TREATY).claim("a", ("joining/x", "date", "1990"), ("entry-into-force/x", "date", "1991"))
    return case.claim("b", ("participation/x", "begins", start))


def test_a_start_with_two_events_is_weighed_on_its_own(whole: Mini) -> None:
    """Where two events start a situation, a claim on its start is about neither alone, and narrows both together."""
    found = in_two_steps(whole, "1991-06").weigh()
    assert ["1991-06 held +b -"] == findings_on(found.findings, "participation/x", "begins")
    assert ["1990 held +a -"] == findings_on(found.findings, "joining/x")
    assert parse("1991-06").days == found.situations[ID["participation/x"]].begin


@pytest.mark.parametrize(
    ("outcome", "prefers", "status", "expected"),
    [
        ("preferred", ["a"], "rejected", parse("1991").days),
        ("preferred", ["b"], "held", parse("1993").days),
        ("open", [], "open", Days(date(1991, 1, 1), date(1993, 12, 31))),
    ],
)
def test_a_start_against_its_events_is_decided(
    outcome: str, prefers: list[str], status: str, expected: Days, whole: Mini
) -> None:
    """A start that its events exclude needs a decision; it is held only if preferred, and if open the bounds cover both."""
    case = in_two_steps(whole, "1993")
    (fault,) = refused(case, FindingsError)
    assert "participation/x: claims disagree on csto:begins: 1993 by claim:b | 1991 by claim:a" in fault
    found = case.conflict("participation/x", "begins", outcome, prefers).weigh()
    assert expected == found.situations[ID["participation/x"]].begin
    assert [f"1993 {status} +b -a"] == findings_on(found.findings, "participation/x", "begins")


def test_a_stale_attestation_is_a_conflict(whole: Mini) -> None:
    """A claim that attests a membership after its end needs a decision; the fault names it and the claims on the end."""
    case = Case(whole, EPISODE).claim("a", ("joining/x", "date", "1991")).claim("b", ("departure/x", "date", "2000"))
    case.claim("c", ("membership/x", "holds", "2005-06-01"))
    (fault,) = refused(case, FindingsError)
    assert "membership/x: claims disagree on csto:holds: 2005-06-01 by claim:c | its start and end by" in fault
    assert "claim:a, claim:b" in fault
    found = case.conflict("membership/x", "holds", "preferred", ["b"]).weigh()
    assert ["2005-06-01 rejected +c -a,b"] == findings_on(found.findings, "membership/x", "holds")
    assert date(2000, 12, 31) == found.situations[ID["membership/x"]].end.latest


def test_an_attestation_within_bounds_tightens(whole: Mini) -> None:
    """An attestation on a day shows that the membership had started by then and not yet ended."""
    case = (
        Case(whole, EPISODE)
        .claim("a", ("joining/x", "date", "1991"))
        .claim("c", ("membership/x", "holds", "1991-03-01"))
    )
    span = case.claim("b", ("departure/x", "date", "1991")).weigh().situations[ID["membership/x"]]
    assert (date(1991, 3, 1), date(1991, 3, 2)) == (span.begin.latest, span.end.earliest)


def test_an_end_before_the_start_is_refused(whole: Mini) -> None:
    """An end before the start stops the build and says at which claims to look."""
    case = Case(whole, EPISODE).claim("a", ("joining/x", "date", "1995")).claim("b", ("departure/x", "date", "1991"))
    (fault,) = refused(case.claim("c", ("membership/x", "type", "Membership")), FindingsError)
    assert "membership/x: ends (1991) before it starts (1995) — look at claim:a" == fault


def test_a_situation_follows_from_the_events_that_start_it(whole: Mini) -> None:
    """A situation that no claim mentions is held if all events that start it are, and rests on their claims."""
    found = (
        Case(whole, TREATY)
        .claim("a", ("joining/x", "date", "1990"))
        .claim("b", ("entry-into-force/x", "date", "1991"))
        .weigh()
    )
    assert ["TreatyParticipation held +a,b -"] == findings_on(found.findings, "participation/x", "type")
    assert parse("1991").days == found.situations[ID["participation/x"]].begin


def test_a_situation_follows_from_the_event_that_ends_it(whole: Mini) -> None:
    """A departure alone shows that there was a membership."""
    case = Case(whole, [fact for fact in EPISODE if fact[0] != "joining/x" and fact[1] != "begunBy"])
    found = case.claim("a", ("departure/x", "date", "2000")).weigh()
    assert ["Membership held +a -"] == findings_on(found.findings, "membership/x", "type")


def test_a_situation_does_not_follow_from_half_its_start(whole: Mini) -> None:
    """Where one of two starting events is not held, nothing follows, and the situation is reported as without claims."""
    case = Case(whole, TREATY).claim("a", ("joining/x", "date", "1990"))
    case.claim("b", ("entry-into-force/x", "type", "EntryIntoForce"), stance=DENIES)
    (fault,) = refused(case, DataError)
    assert "participation/x: no claim is about it" in fault
