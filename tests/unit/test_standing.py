"""Every statement of a claim stands for or against a finding, and every declared event has a claim."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from rdflib import URIRef

from csto_kg.errors import DataError, FindingsError
from csto_kg.read.records import ASSERTS, DENIES, Dataset
from csto_kg.vocab import ID
from csto_kg.weigh import Weighed
from tests.support.mini import Mini
from tests.support.weighing import DATES, EVENT, Case, refused


def test_an_event_without_claims_is_refused(whole: Mini) -> None:
    """Every event that the register declares and no claim mentions is reported."""
    case = Case(whole, [*EVENT, ("exercise/y", "type", "Exercise"), ("a", "type", "State")])
    fix = "write a claim about it, or remove it from the register"
    expected = [f"exercise/{name}: no claim is about it — {fix}" for name in "xy"]
    assert expected == refused(case, DataError)


def accounted(dataset: Dataset, found: Weighed) -> bool:
    """Whether every statement of every claim stands for or against a finding on its point."""
    claims: dict[tuple[URIRef, URIRef], set[URIRef]] = {}
    for f in found.findings:
        claims.setdefault((f.subject, f.property), set()).update((*f.supports, *f.dissents))
    points = [(claim.iri, (URIRef(str(s)), URIRef(str(p)))) for claim in dataset.claims for s, p, _ in claim.triples]
    return all(iri in claims.get(point, ()) for iri, point in points)


@given(values=st.lists(st.tuples(DATES, st.booleans()), min_size=1, max_size=6), seed=st.integers(0, 99))
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


def test_the_mini_project_is_accounted_for(whole: Mini) -> None:
    """Every statement of the mini project is weighed, reported speech is not, and every finding has a claim."""
    assert accounted(whole.dataset, whole.weighed)
    assert 28 == whole.weighed.statements
    assert [] == [f.iri for f in whole.weighed.findings if not (f.supports or f.dissents)]
    assert ID["joining/westland-league-1"] not in {f.subject for f in whole.weighed.findings}
    assert len(whole.weighed.findings) == len({f.iri for f in whole.weighed.findings})
