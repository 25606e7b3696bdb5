"""Weighing as a whole on the mini project, and all of its faults at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from csto_kg.errors import DataError, FindingsError
from csto_kg.read.records import DENIES
from csto_kg.vocab import CSTO, ID, short
from csto_kg.weigh import HELD, OPEN, REJECTED, weigh
from tests.support.mini import Mini
from tests.support.weighing import DATES, EVENT, TREATY, Case, refused


@given(values=st.lists(DATES, min_size=1, max_size=6))
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


def test_all_faults_are_raised_together(whole: Mini) -> None:
    """Wrong decisions, events without claims and missing decisions are reported at once, as wrong data."""
    case = Case(whole, [*EVENT, ("exercise/y", "type", "Exercise"), ("exercise/z", "type", "Exercise")])
    case.claim("a", ("exercise/x", "date", "1991"), ("exercise/y", "date", "1991"))
    case.claim("b", ("exercise/x", "date", "1992")).conflict("exercise/y", "date", "open")
    faults = refused(case, DataError)
    assert ["decides nothing", "no claim is about it", "claims disagree on csto:date"] == [
        next(
            part for part in ("decides nothing", "no claim is about it", "claims disagree on csto:date") if part in f
        )
        for f in faults
    ]


def test_what_may_follow_from_a_decision_is_not_reported(whole: Mini) -> None:
    """A situation whose starting event is in an undecided conflict is not reported as one without claims."""
    case = Case(whole, TREATY).claim("a", ("joining/x", "date", "1990"), ("entry-into-force/x", "date", "1991"))
    case.claim("b", ("joining/x", "type", "Joining"), stance=DENIES)
    (fault,) = refused(case, FindingsError)
    assert fault.startswith("joining/x: claims disagree on rdf:type")
