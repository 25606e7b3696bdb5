"""Notes on answers: assumptions left out, and dates that contradict each other."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from rdflib import URIRef
from rdflib.term import Node

from csto_kg.ask.notes import notes_on
from csto_kg.errors import Where
from csto_kg.order.conflicts import TEMPORAL
from csto_kg.rdf.results import Table
from csto_kg.read.records import CuratedConflict
from csto_kg.release.quads import named_quad
from csto_kg.vocab import CLAIM, G_FINDINGS, ID
from csto_kg.weigh.policy import CURATED, Policy, Rule
from csto_kg.weigh.resolve import LEFT_OPEN, PREFERRED
from csto_kg.weigh.triples import conflict_triples

ASSUMPTIONS = ("one-chair", "reported")


def table(*iris: URIRef) -> Table:
    """A table of one column, with a row for each thing."""
    return Table(("x",), tuple((ox.NamedNode(str(iri)),) for iri in iris))


def contradiction(outcome: URIRef = LEFT_OPEN, kind: URIRef = TEMPORAL) -> ox.Store:
    """A store with one conflict about two tenures."""
    things, claims = (ID["tenure/a-1"], ID["tenure/b-1"]), (CLAIM["notes-1"], CLAIM["notes-2"])
    conflict, decision = ID["conflict/c"], ID["decision/c"]
    record = CuratedConflict(
        conflict, "Which?", things, None, kind, claims, decision, outcome, (), "Nobody knows.", Where("here")
    )
    triples: list[tuple[Node, Node, Node]] = list(conflict_triples(record, claims))
    store = ox.Store()
    store.bulk_extend([named_quad((s, p, o, G_FINDINGS)) for s, p, o in triples])
    return store


@pytest.mark.parametrize("shown", [ID["tenure/a-1"], ID["tenure/b-1"], CLAIM["notes-2"]])
def test_dates_that_contradict_each_other_are_noted(shown: URIRef) -> None:
    """An answer with a thing or a claim of an open contradiction in time has a note with all of its things."""
    said = "dates of tenure/a-1, tenure/b-1 contradict each other, and no decision says which are right"
    latest = Policy(Rule.LATEST)
    assert (f"under the policy latest, {said}",) == notes_on(table(shown), contradiction(), latest, ASSUMPTIONS)
    assert (said,) == notes_on(table(ID["csto"], shown), contradiction(), CURATED, ASSUMPTIONS)


def test_what_is_asked_about_counts() -> None:
    """An answer that shows nothing of a contradiction has its note where the question is about one of its things."""
    other, asked = table(ID["tenure/c-1"]), [str(ID["tenure/b-1"])]
    assert notes_on(other, contradiction(), CURATED, ASSUMPTIONS, asked)
    assert () == notes_on(other, contradiction(), CURATED, ASSUMPTIONS, [str(ID["tenure/c-1"])])
    assert notes_on(table(ID["conflict/c"]), contradiction(), CURATED, ASSUMPTIONS)


def test_claims_in_a_list_count() -> None:
    """Claims stand in one cell, separated by spaces."""
    cell = ox.Literal(f"{CLAIM['notes-7']} {CLAIM['notes-1']}")
    assert notes_on(Table(("claims",), ((cell,), (None,))), contradiction(), CURATED, ASSUMPTIONS)


def test_other_answers_have_no_note() -> None:
    """No note is on what no contradiction touches, on what is decided, and on conflicts of other types."""
    touched = table(ID["tenure/a-1"])
    assert () == notes_on(table(ID["tenure/c-1"]), contradiction(), CURATED, ASSUMPTIONS)
    assert () == notes_on(touched, contradiction(PREFERRED), CURATED, ASSUMPTIONS)
    assert () == notes_on(touched, contradiction(kind=ID["conflict-type/value"]), CURATED, ASSUMPTIONS)
    assert () == notes_on(touched, ox.Store(), CURATED, ASSUMPTIONS)


def test_assumptions_that_are_left_out_are_noted() -> None:
    """Of the assumptions that an answer shows, those that the policy leaves out are named."""
    shown, store = table(ID["rule/one-chair"], ID["rule/reported"], ID["rule/response"]), ox.Store()
    (note,) = notes_on(shown, store, Policy(assume=frozenset(["reported"])), ASSUMPTIONS)
    assert (
        "rule/one-chair is an assumption that the policy assume:reported leaves out: nothing is derived by it" == note
    )
    (note,) = notes_on(shown, store, Policy(assume=frozenset()), ASSUMPTIONS)
    assert note.startswith("rule/one-chair, rule/reported are assumptions that the policy assume:none leaves out")
    assert () == notes_on(shown, store, CURATED, ASSUMPTIONS)
    assert () == notes_on(table(ID["rule/response"]), store, Policy(assume=frozenset()), ASSUMPTIONS)
