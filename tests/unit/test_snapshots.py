"""Snapshots hold what is certain on a day, and what cannot be true on one day is found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF

from csto_kg.check.targets import check_consistency
from csto_kg.errors import FindingsError
from csto_kg.ontology import Ontology
from csto_kg.order.conflicts import left_open_among
from csto_kg.rdf.files import read_turtle
from csto_kg.reason.consistency import check_snapshots, first_inconsistent_day
from csto_kg.vocab import CSTO, EDTF, ID, ORG
from csto_kg.weigh.snapshots import change_days, relations_by_day, relations_on, snapshot, snapshot_relations
from csto_kg.weigh.view import attested_triples
from tests.support.graphs import midnight
from tests.support.mini import Mini
from tests.support.paths import ONTOLOGY_FILES
from tests.support.reasoning import java

FIRST, LAST = "0001-01-01", "9999-12-31"
PLAIN = {
    "Membership": (ORG.member, ORG.organization),
    "ObserverStatus": (ORG.member, ORG.organization),
    "Chairmanship": (ORG.member, ORG.organization),
    "TreatyParticipation": (CSTO.party, CSTO.instrument),
    "Tenure": (ORG.member, CSTO.post),
}
DECLARED = snapshot_relations(read_turtle(*ONTOLOGY_FILES))


def situation(graph: Graph, cls: str, who: str, what: str, begin: str, end: str, status: str = "stated") -> URIRef:
    """Add a situation with a start and an end, each a day or the first and last possible, as in 2000-01-01..2000-12-31."""
    node = ID[f"{cls.lower()}/{who.replace('/', '-')}-{what.replace('/', '-')}-{len(graph)}"]
    bounds = [*(begin.split("..") * 2)[:2], *(end.split("..") * 2)[:2]]
    graph.add((node, RDF.type, CSTO[cls]))
    for prop, day in zip(("earliestBegin", "latestBegin", "earliestEnd", "latestEnd"), bounds, strict=True):
        graph.add((node, CSTO[prop], midnight(day)))
    graph.add((node, CSTO.endStatus, ID[f"end-status/{status}"]))
    for prop, value in zip(PLAIN[cls], (who, what), strict=True):
        graph.add((node, prop, ID[value]))
    return node


def things() -> Graph:
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


def on(graph: Graph, day: str) -> set[tuple[str, str, str]]:
    """The relations of a day, in short."""
    found = relations_on(graph, date.fromisoformat(day), DECLARED)
    return {
        (s.removeprefix(str(ID)), p.removeprefix(str(CSTO)), o.removeprefix(str(ID)))  # type: ignore[attr-defined]
        for s, p, o in found
        if p != RDF.type
    }


def test_a_day_has_what_is_certain_on_it() -> None:
    """A membership is a relation on the days from its latest start to the day before its earliest end."""
    graph = things()
    situation(graph, "Membership", "northland", "league", "2000-01-01..2000-12-31", "2010-01-01..2010-12-31")
    membership = {("northland", "isMemberOf", "league")}
    assert [set(), membership, membership, set()] == [
        on(graph, d) for d in ("2000-12-30", "2000-12-31", "2009-12-31", "2010-01-01")
    ]
    assert (date(2000, 12, 31), date(2010, 1, 1)) == change_days(graph)


def test_each_kind_of_situation_is_a_relation() -> None:
    """Observers, parties, holders and chairs have relations of their own."""
    graph = things()
    for cls, who, what in (
        ("ObserverStatus", "southland", "league"),
        ("TreatyParticipation", "northland", "pact"),
        ("Tenure", "person/a", "post/head"),
        ("Chairmanship", "northland", "league"),
    ):
        situation(graph, cls, who, what, "2000-01-01", "2001-01-01")
    assert {
        ("southland", "isObserverOf", "league"),
        ("northland", "isPartyTo", "pact"),
        ("person/a", "holdsPost", "post/head"),
        ("northland", "isChairOf", "league"),
    } == on(graph, "2000-06-01")


def test_the_ontology_declares_the_relations() -> None:
    """Five classes of situations stand for a relation, each with the properties that give who and what."""
    assert sorted((CSTO[cls], *properties) for cls, properties in PLAIN.items()) == sorted(
        (each.cls, each.who, each.what) for each in DECLARED
    )


def test_sentinels_are_not_days_of_change() -> None:
    """A situation without a known start or end changes nothing on the sentinels."""
    graph = things()
    situation(graph, "Membership", "northland", "league", f"{FIRST}..2000-01-01", f"2005-01-01..{LAST}", "unknown")
    assert (date(2000, 1, 1), date(2005, 1, 1)) == change_days(graph)


Stands = tuple[str, str, str]  # the class of a situation, who, what

PAIRS: dict[str, tuple[Stands, ...]] = {
    "member and observer": (("Membership", "northland", "league"), ("ObserverStatus", "northland", "league")),
    "two chairs": (("Chairmanship", "northland", "league"), ("Chairmanship", "southland", "league")),
    "two heads": (("Tenure", "person/a", "post/head"), ("Tenure", "person/b", "post/head")),
}
CLASHES: dict[str, tuple[Stands, ...]] = {
    **PAIRS,
    "a state that is a person": (("Tenure", "northland", "post/head"),),
    "party to an organization": (("TreatyParticipation", "northland", "league"),),
}
FITTING: dict[str, tuple[Stands, ...]] = {
    "two members": (("Membership", "northland", "league"), ("Membership", "southland", "league")),
    "two clerks": (("Tenure", "person/a", "post/clerk"), ("Tenure", "person/b", "post/clerk")),
    "a chair that is a member": (("Chairmanship", "northland", "league"), ("Membership", "northland", "league")),
}


def clash(name: str) -> dict[date, Graph]:
    """The relations of each day of a clash: the second situation starts a year after the first."""
    graph = things()
    for start, stands in zip(("2000-01-01", "2001-01-01"), CLASHES[name], strict=False):
        situation(graph, *stands, start, "2005-01-01")
    return relations_by_day(graph, DECLARED)


# Each costs a start of Java; the slow test below asks for all of them.
@pytest.mark.parametrize("name", ["two chairs", "party to an organization"])
def test_the_first_day_of_a_clash_is_found(name: str, ontology: Ontology) -> None:
    """What cannot be true on one day is found on the first such day."""
    expected = date(2001, 1, 1) if name in PAIRS else date(2000, 1, 1)
    assert expected == first_inconsistent_day(ontology.graph, clash(name), java())


@pytest.mark.parametrize("name", PAIRS)
def test_what_is_left_open_is_not_certain(name: str) -> None:
    """Of two situations whose contradiction is left open neither counts while both would hold; one alone does."""
    graph = things()
    first, second = (
        situation(graph, *stands, start, "2005-01-01")
        for start, stands in zip(("2000-01-01", "2001-01-01"), PAIRS[name], strict=True)
    )
    days = relations_by_day(graph, DECLARED, [frozenset((first, second, ID["league"]))])
    assert [1, 0] == [sum(p != RDF.type for _, p, _ in days[date(year, 1, 1)]) for year in (2000, 2001)]
    assert clash(name)[date(2001, 1, 1)] != days[date(2001, 1, 1)]
    for other in ([frozenset((first,))], [frozenset((first, ID["league"])), frozenset((second,))]):
        assert clash(name).keys() == relations_by_day(graph, DECLARED, other).keys()
        assert 2 == sum(p != RDF.type for _, p, _ in relations_by_day(graph, DECLARED, other)[date(2001, 1, 1)])


@pytest.mark.slow
@pytest.mark.parametrize("name", CLASHES)
def test_a_clash_is_explained(name: str, ontology: Ontology) -> None:
    """What cannot be true on one day is refused with the day and the things in it."""
    with pytest.raises(FindingsError) as caught:
        check_snapshots(ontology.graph, clash(name), java())
    first = "2001-01-01" if name in PAIRS else "2000-01-01"
    assert f"on {first}: cannot be true together" in str(caught.value)
    assert "league" in str(caught.value) or "post/head" in str(caught.value)


def consistent(whole: Mini) -> Iterator[tuple[str, Graph]]:
    """Relations of days that can be true together, each with what it shows."""
    for name, pair in PAIRS.items():
        graph = things()
        for days, stands in zip((("2000-01-01", "2001-01-01"), ("2001-01-01", "2005-01-01")), pair, strict=True):
            situation(graph, *stands, *days)
        yield from ((f"{name}, one after the other, on {d}", g) for d, g in relations_by_day(graph, DECLARED).items())
    for name, together in FITTING.items():
        graph = things()
        for stands in together:
            situation(graph, *stands, "2000-01-01", "2005-01-01")
        yield from ((f"{name} on {d}", g) for d, g in relations_by_day(graph, DECLARED).items())
    days_of_mini = relations_by_day(whole.view.graph, DECLARED)
    assert 3 <= len(days_of_mini)
    yield from ((f"the mini project on {d}", g) for d, g in days_of_mini.items())


@pytest.mark.slow
def test_what_fits_is_not_refused(whole: Mini, ontology: Ontology) -> None:
    """One run finds no clash in compatible relations, in successive ones, and in the mini project on each day."""
    cases = dict(enumerate(consistent(whole), start=1))
    assert 12 <= len(cases)
    numbered = {date.fromordinal(n): graph for n, (_, graph) in cases.items()}
    refused = first_inconsistent_day(ontology.graph, numbered, java())
    assert "" == ("" if refused is None else cases[refused.toordinal()][0])


@pytest.mark.parametrize("name", CLASHES)
def test_what_is_only_possible_is_on_no_day(name: str) -> None:
    """What the bounds only allow is in no snapshot, so that it cannot contradict anything."""
    graph = things()
    for stands in CLASHES[name]:
        situation(graph, *stands, "2000-01-01..2004-12-31", "2001-01-01..2005-12-31")
    assert {} == relations_by_day(graph, DECLARED)
    assert set() == on(graph, "2003-01-01")


def test_a_snapshot_leaves_out_what_is_not_there() -> None:
    """A situation that does not hold, what is of it, and events that may come later are not in the snapshot."""
    graph = things()
    membership = situation(graph, "Membership", "northland", "league", "2000-01-01", "2005-01-01")
    for name, of, latest in (("ratification/x", membership, "2001-01-01"), ("exercise/y", ID.league, "2006-12-31")):
        graph.add((ID[name], RDF.type, CSTO.Event))
        graph.add((ID[name], CSTO.of, of))
        graph.add((ID[name], CSTO.latest, midnight(latest)))

    def there(day: str) -> set[str]:
        subjects = set(snapshot(graph, date.fromisoformat(day)).subjects(RDF.type, None))
        return {s.rpartition("/")[2] for s in subjects & {membership, ID["ratification/x"], ID["exercise/y"]}}  # type: ignore[attr-defined]

    of_membership = membership.rpartition("/")[2]
    assert [set(), {of_membership}, {of_membership, "x"}, set(), {"y"}] == [
        there(d) for d in ("1999-12-31", "2000-01-01", "2001-01-01", "2005-01-01", "2006-12-31")
    ]


def test_an_event_that_is_left_out_attests_nothing() -> None:
    """The first and the last attestation of a situation are worked out from those of the snapshot."""
    graph = things()
    membership = situation(graph, "Membership", "northland", "league", "2000-01-01", "2009-01-01")
    graph.add((membership, CSTO.holds, Literal("2002", datatype=EDTF.EDTF)))
    for day in ("2001-05-01", "2004-05-01"):
        graph.add((ID[f"meeting/{day}"], RDF.type, CSTO.Event))
        graph.add((ID[f"meeting/{day}"], CSTO.latest, midnight(day)))
        graph.add((ID[f"meeting/{day}"], CSTO.dateText, Literal(day, datatype=EDTF.EDTF)))
        graph.add((membership, CSTO.holdsAt, ID[f"meeting/{day}"]))
    for triple in attested_triples(graph):
        graph.add(triple)

    def attested(day: str) -> list[str]:
        held = snapshot(graph, date.fromisoformat(day))
        return [str(o) for p in (CSTO.firstAttested, CSTO.lastAttested) for o in held.objects(membership, p)]

    assert [["2002", "2002"], ["2001-05-01", "2002"], ["2001-05-01", "2004-05-01"]] == [
        attested(d) for d in ("2000-06-01", "2002-06-01", "2004-06-01")
    ]


def test_two_holders_that_a_decision_leaves_open_are_consistent(ontology: Ontology) -> None:
    """The reasoner takes two holders of a post of one holder where a record of type temporal leaves that open."""
    graph = things()
    stands = (("person/a", "2000-01-01"), ("person/b", "2001-01-01"))
    tenures = [situation(graph, "Tenure", who, "post/head", start, "2005-01-01") for who, start in stands]
    assert 3 == check_consistency(graph, ontology, java(), record("open", tenures))
    assert (frozenset(tenures),) == left_open_among(record("open", tenures))
    assert () == left_open_among(record("preferred", tenures))


def record(outcome: str, things: list[URIRef]) -> Graph:
    """A conflict of type temporal about some things, with the outcome of its decision."""
    findings = Graph()
    findings.add((ID["conflict/x"], CSTO.conflictType, ID["conflict-type/temporal"]))
    findings.add((ID["conflict/x"], CSTO.decision, ID["decision/x"]))
    findings.add((ID["decision/x"], CSTO.outcome, ID[f"outcome/{outcome}"]))
    for thing in things:
        findings.add((ID["conflict/x"], CSTO.about, thing))
    return findings
