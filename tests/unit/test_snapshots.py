"""Snapshots hold what is certain on a day, and what an ontology can say of one day bites."""

from __future__ import annotations

import os
from datetime import date

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, XSD

from csto_kg.errors import FindingsError
from csto_kg.ontology import Ontology
from csto_kg.reason import hermit as reason
from csto_kg.time.days import as_xsd
from csto_kg.vocab import CSTO, ID, ORG
from csto_kg.weigh import snapshots
from tests.conftest import Mini

FIRST, LAST = "0001-01-01", "9999-12-31"
PLAIN = {
    "Membership": (ORG.member, ORG.organization),
    "ObserverStatus": (ORG.member, ORG.organization),
    "Chairmanship": (ORG.member, ORG.organization),
    "TreatyParticipation": (CSTO.party, CSTO.instrument),
    "Tenure": (ORG.member, CSTO.post),
}


def situation(graph: Graph, cls: str, who: str, what: str, begin: str, end: str, status: str = "stated") -> URIRef:
    """Add a situation with begin and end, each a day or the first and last possible, as in 2000-01-01..2000-12-31."""
    node = ID[f"{cls.lower()}/{who.replace('/', '-')}-{what.replace('/', '-')}-{len(graph)}"]
    bounds = [*(begin.split("..") * 2)[:2], *(end.split("..") * 2)[:2]]
    graph.add((node, RDF.type, CSTO[cls]))
    for prop, day in zip(("earliestBegin", "latestBegin", "earliestEnd", "latestEnd"), bounds, strict=True):
        graph.add((node, CSTO[prop], Literal(as_xsd(date.fromisoformat(day)), datatype=XSD.dateTime)))
    graph.add((node, CSTO.endStatus, ID[f"end-status/{status}"]))
    for prop, value in zip(PLAIN[cls], (who, what), strict=True):
        graph.add((node, prop, ID[value]))
    return node


@pytest.fixture
def world() -> Graph:
    """Two states, an organization, a treaty, a person and a post."""
    graph = Graph()
    for name, cls in (
        ("northland", "State"),
        ("southland", "State"),
        ("league", "Organization"),
        ("pact", "Instrument"),
        ("person/a", "Person"),
        ("person/b", "Person"),
        ("post/head", "SingleHolderPost"),
        ("post/clerk", "Post"),
    ):
        graph.add((ID[name], RDF.type, CSTO[cls]))
    return graph


def on(world: Graph, day: str) -> set[tuple[str, str, str]]:
    """The relations of a day, in short."""
    found = snapshots.relations(world, date.fromisoformat(day))
    return {
        (s.removeprefix(str(ID)), p.removeprefix(str(CSTO)), o.removeprefix(str(ID)))  # type: ignore[attr-defined]
        for s, p, o in found
        if p != RDF.type
    }


def test_a_day_has_what_is_certain_on_it(world: Graph) -> None:
    """A membership is a relation of the days between its latest begin and its earliest end, the end not counted."""
    situation(world, "Membership", "northland", "league", "2000-01-01..2000-12-31", "2010-01-01..2010-12-31")
    membership = {("northland", "isMemberOf", "league")}
    assert [set(), membership, membership, set()] == [
        on(world, d) for d in ("2000-12-30", "2000-12-31", "2009-12-31", "2010-01-01")
    ]
    assert (date(2000, 12, 31), date(2010, 1, 1)) == snapshots.change_days(world)


def test_each_kind_of_situation_is_a_relation(world: Graph) -> None:
    """Observers, parties, holders and chairs are told by relations of their own."""
    for cls, who, what in (
        ("ObserverStatus", "southland", "league"),
        ("TreatyParticipation", "northland", "pact"),
        ("Tenure", "person/a", "post/head"),
        ("Chairmanship", "northland", "league"),
    ):
        situation(world, cls, who, what, "2000-01-01", "2001-01-01")
    assert {
        ("southland", "isObserverOf", "league"),
        ("northland", "isPartyTo", "pact"),
        ("person/a", "holdsPost", "post/head"),
        ("northland", "isChairOf", "league"),
    } == on(world, "2000-06-01")


def test_sentinels_are_no_days_of_change(world: Graph) -> None:
    """What has no known begin or end changes nothing on the first and last day there are."""
    situation(world, "Membership", "northland", "league", f"{FIRST}..2000-01-01", f"2005-01-01..{LAST}", "unknown")
    assert (date(2000, 1, 1), date(2005, 1, 1)) == snapshots.change_days(world)


CLASHES = {
    "member and observer": (("Membership", "northland", "league"), ("ObserverStatus", "northland", "league")),
    "two chairs": (("Chairmanship", "northland", "league"), ("Chairmanship", "southland", "league")),
    "two heads": (("Tenure", "person/a", "post/head"), ("Tenure", "person/b", "post/head")),
    "a state that is a person": (("Tenure", "northland", "post/head"),),
    "party to an organization": (("TreatyParticipation", "northland", "league"),),
}
FITTING = {
    "two members": (("Membership", "northland", "league"), ("Membership", "southland", "league")),
    "two clerks": (("Tenure", "person/a", "post/clerk"), ("Tenure", "person/b", "post/clerk")),
    "a chair that is a member": (("Chairmanship", "northland", "league"), ("Membership", "northland", "league")),
}


def check(world: Graph, ontology: Ontology) -> None:
    """Ask HermiT on every day of a change."""
    days = {d: snapshots.relations(world, d) for d in snapshots.change_days(world)}
    reason.check_days(ontology.graph, days, reason.java_of_machine(os.environ))


@pytest.mark.parametrize("name", CLASHES)
def test_what_cannot_be_at_once_is_found(name: str, world: Graph, ontology: Ontology) -> None:
    """What cannot be true on one day is found, with the first such day and the things in it."""
    for begin, (cls, who, what) in zip(("2000-01-01", "2001-01-01"), CLASHES[name], strict=False):
        situation(world, cls, who, what, begin, "2005-01-01")
    with pytest.raises(FindingsError) as caught:
        check(world, ontology)
    first = "2001-01-01" if len(CLASHES[name]) > 1 else "2000-01-01"
    assert f"on {first}: cannot be true together" in str(caught.value)
    assert "league" in str(caught.value) or "post/head" in str(caught.value)


@pytest.mark.parametrize("name", CLASHES)
def test_what_is_one_after_the_other_fits(name: str, world: Graph, ontology: Ontology) -> None:
    """The same is consistent where the second begins on the day on which the first ends."""
    if len(CLASHES[name]) > 1:
        for days, (cls, who, what) in zip(
            (("2000-01-01", "2001-01-01"), ("2001-01-01", "2005-01-01")), CLASHES[name], strict=True
        ):
            situation(world, cls, who, what, *days)
        check(world, ontology)


@pytest.mark.parametrize("name", CLASHES)
def test_what_is_only_possible_contradicts_nothing(name: str, world: Graph, ontology: Ontology) -> None:
    """Where the bounds only allow that two things were at once, nothing is found."""
    if len(CLASHES[name]) > 1:
        for cls, who, what in CLASHES[name]:
            situation(world, cls, who, what, "2000-01-01..2004-12-31", "2001-01-01..2005-12-31")
        check(world, ontology)


@pytest.mark.parametrize("name", FITTING)
def test_what_can_be_at_once_fits(name: str, world: Graph, ontology: Ontology) -> None:
    """What can be true on one day is not found."""
    for cls, who, what in FITTING[name]:
        situation(world, cls, who, what, "2000-01-01", "2005-01-01")
    check(world, ontology)


def test_a_snapshot_leaves_out_what_is_not_there(world: Graph) -> None:
    """A situation that does not hold, what is of it, and events that may come later are not in the snapshot."""
    membership = situation(world, "Membership", "northland", "league", "2000-01-01", "2005-01-01")
    for name, of, latest in (("ratification/x", membership, "2001-01-01"), ("exercise/y", ID.league, "2006-12-31")):
        world.add((ID[name], RDF.type, CSTO.Event))
        world.add((ID[name], CSTO.of, of))
        world.add((ID[name], CSTO.latest, Literal(as_xsd(date.fromisoformat(latest)), datatype=XSD.dateTime)))

    def there(day: str) -> set[str]:
        subjects = set(snapshots.snapshot(world, date.fromisoformat(day)).subjects(RDF.type, None))
        return {s.rpartition("/")[2] for s in subjects & {membership, ID["ratification/x"], ID["exercise/y"]}}  # type: ignore[attr-defined]

    of_membership = membership.rpartition("/")[2]
    assert [set(), {of_membership}, {of_membership, "x"}, set(), {"y"}] == [
        there(d) for d in ("1999-12-31", "2000-01-01", "2001-01-01", "2005-01-01", "2006-12-31")
    ]


def test_the_mini_project_is_consistent_on_every_day(whole: Mini) -> None:
    """A data set that passes passes on every day too, and some days are asked."""
    assert 3 <= len(snapshots.change_days(whole.view.graph))
    check(whole.view.graph, whole.ontology)
