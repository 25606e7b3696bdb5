"""What is only spoken of, in the real data: nothing of it is lost, nothing of it is held, and every row of it is marked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.ask.names import Names
from csto_kg.ask.run import run_query, run_sparql
from csto_kg.queries.stored import queries_of
from csto_kg.rdf.results import Table, text_of
from csto_kg.release.folder import release_quads
from csto_kg.release.reweigh import reweighed_quads
from csto_kg.release.store import open_store
from csto_kg.vocab import (
    CSTO,
    G_CHRONOLOGY,
    G_INFERRED,
    G_REGISTER,
    G_REPORTED,
    G_VIEW,
    ID,
    PREFIXES,
    PROV,
    SOURCE,
)
from csto_kg.weigh import read_policy
from tests.support.paths import PROJECT

QUERIES = queries_of(PROJECT)
HEAD = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())

Triples = frozenset[tuple[str, str, str]]


@pytest.fixture(scope="module")
def store(built: Path) -> ox.Store:
    """The build of the real data."""
    return open_store(built / "current" / "store")


def rows(store: ox.Store, text: str) -> list[tuple[str, ...]]:
    """The rows of a query with the project's prefixes, as text."""
    return [tuple(text_of(cell) for cell in row) for row in run_sparql(store, HEAD + text).rows]


def asked(store: ox.Store, name: str, **values: str) -> list[dict[str, str]]:
    """The rows of a stored query, as text."""
    table: Table = run_query(Names(store), QUERIES[name], {k: [v] for k, v in values.items()})
    return [dict(zip(table.columns, map(text_of, row), strict=True)) for row in table.rows]


def graph(store: ox.Store, name: str) -> Triples:
    """The triples of a graph, as text."""
    quads = store.quads_for_pattern(None, None, None, ox.NamedNode(name))
    return frozenset((str(q.subject), str(q.predicate), str(q.object)) for q in quads)


@pytest.fixture(scope="module")
def spoken(store: ox.Store) -> frozenset[str]:
    """The things that are only spoken of."""
    found = rows(store, "SELECT DISTINCT ?x { GRAPH graph:reported { ?x csto:reportedBy ?claim } }")
    assert len(found) > 30
    return frozenset(x for (x,) in found)


def test_nothing_is_lost(store: ox.Store) -> None:
    """Of what the view leaves out, each held finding is in the graph of what is only reported, and so is each statement of
    the register but for those on things that findings reject.
    """
    view, reported, register = (graph(store, str(g)) for g in (G_VIEW, G_REPORTED, G_REGISTER))
    held = frozenset(
        (f"{s}", f"{p}", f"{o}")
        for s, p, o in run_sparql(
            store,
            HEAD
            + "SELECT ?s ?p ?o { GRAPH graph:findings { ?f csto:status ?status ; rdf:subject ?s ; rdf:predicate ?p ;"
            f" rdf:object ?o . FILTER(?status = <{ID}finding-status/held>) }} }}",
        ).rows
    )
    missing = held - view
    rejected = {
        f"<{s}>"
        for (s,) in rows(
            store,
            "SELECT DISTINCT ?s { GRAPH graph:findings { ?f rdf:subject ?s ; csto:status ?status ."
            f" FILTER(?status = <{ID}finding-status/rejected>) }} }}",
        )
    }
    # What a claim denies is held not to be; whatever else the view leaves out is spoken of.
    elsewhere = {t for t in (missing | register - view) - reported if rejected.isdisjoint((t[0], t[2]))}
    assert set() == elsewhere
    assert 44 <= len(missing & reported)
    assert 100 <= len((register - view) & reported)


@pytest.mark.parametrize("name", [G_VIEW, G_INFERRED, G_CHRONOLOGY])
def test_nothing_of_it_is_held(name: str, store: ox.Store, spoken: frozenset[str]) -> None:
    """Nothing of the graph is in the view, nor in what follows from it; and no thing that is only spoken of is."""
    held, reported = graph(store, name), graph(store, str(G_REPORTED))
    assert len(held) > 100
    assert frozenset() == held & reported
    assert set() == {f"<{x}>" for x in spoken} & {end for s, _, o in held for end in (s, o)}


AS_OF: Mapping[str, Mapping[str, str]] = {
    "members-as-of": {"role": "any"},
    "parties-as-of": {},
    "holders-as-of": {},
    "co-members-as-of": {},
    "treaty-status": {},
}


@pytest.mark.parametrize("name", AS_OF)
def test_no_answer_as_of_a_day_has_it(name: str, store: ox.Store, spoken: frozenset[str]) -> None:
    """No row of what held on a day, on one of which at least something did, names a thing that is only spoken of."""
    days = ("1999-06-01", "2010-06-15", "2022-02-16", "2024-01-01")
    found = [row for day in days for row in asked(store, name, date=day, **AS_OF[name])]
    assert found
    assert set() == {part for row in found for cell in row.values() for part in cell.split()} & spoken


@pytest.mark.parametrize("name", ["plans", "meetings", "requests", "statements"])
def test_each_row_of_it_is_marked(name: str, store: ox.Store, spoken: frozenset[str]) -> None:
    """A row is on a thing that is only spoken of if, and only if, it is marked as only reported."""
    key = {"plans": "plan", "meetings": "meeting", "requests": "request", "statements": "statement"}[name]
    found = {(row[key], row["standing"]) for row in asked(store, name)}
    assert {"held"} <= {standing for _, standing in found} <= {"held", "only reported", "only cited"}
    assert {thing for thing, _ in found} & spoken == {
        thing for thing, standing in found if standing == "only reported"
    }


def test_each_thing_is_reachable(store: ox.Store, spoken: frozenset[str]) -> None:
    """Everything that is only spoken of has a card with its label and its claims, whose rows are all marked."""
    for thing in sorted(spoken):
        card = asked(store, "entity-card", thing=thing)
        assert {"only reported"} == {row["standing"] for row in card}, thing
        assert any(row["property"] == str(CSTO.reportedBy) for row in card), thing
        # What the project calls a thing is its label.
        assert any(row["property"].endswith("#label") for row in card), thing


def test_each_of_the_held_findings_is_marked(store: ox.Store, spoken: frozenset[str]) -> None:
    """Each held finding on what is only spoken of stands among the findings on its subject, marked."""
    pointing = rows(
        store,
        "SELECT DISTINCT ?s { GRAPH graph:findings { ?f rdf:subject ?s ; rdf:object ?o ; csto:status ?status ."
        f" FILTER(?status = <{ID}finding-status/held>) }} GRAPH graph:reported {{ ?o csto:reportedBy ?claim }} }}",
    )
    marked = 0
    for (subject,) in pointing:
        for row in asked(store, "findings-on", thing=subject):
            assert (row["value"] in spoken) == (row["standing"] == "only reported")
            marked += row["standing"] == "only reported"
    assert 44 <= marked


def test_the_announced_debate_is_in_the_timeline(store: ox.Store) -> None:
    """The debate of February 2022, which a source announces, stands in the timeline of the Council and of Russia, marked."""
    debate = f"{ID}meeting/unsc-csto-debate-3"
    for thing in ("organ/un-security-council", "russia"):
        (row,) = (row for row in asked(store, "timeline", thing=thing) if row["what"] == debate)
        assert ("2022-02-16", "only reported") == (row["date"], row["standing"])
        assert f"{PREFIXES['claim']}wib-105" in row["claims"].split()


def test_who_declined_to_recognize(store: ox.Store) -> None:
    """The refusals of recognition in the data are rows, and so are the recognitions that a source denies."""
    refusals = rows(
        store,
        "SELECT DISTINCT ?x { GRAPH graph:view { ?x a csto:Refusal }"
        " GRAPH graph:register { ?x csto:of ?what . ?what a csto:Recognition } }",
    )
    denied = rows(
        store,
        f"SELECT DISTINCT ?x {{ GRAPH graph:findings {{ ?f rdf:subject ?x ; rdf:object csto:Recognition ;"
        f" csto:status <{ID}finding-status/rejected> }} }}",
    )
    answer = asked(store, "recognitions")
    by = {kind: {row["recognition"] for row in answer if row["told"] == kind} for kind in ("refused", "denied")}
    assert len(refusals) >= 2
    assert len(denied) >= 3
    assert {"refused": {x for (x,) in refusals}, "denied": {x for (x,) in denied}} == by
    assert all(row["dissents"] for row in answer if row["told"] == "denied")


def test_a_request_says_where_it_is_known_from(store: ox.Store) -> None:
    """A request that one side alone reports names the statement in which it is spoken of."""
    only = [row for row in asked(store, "requests") if row["standing"] == "only reported"]
    assert len(only) >= 4
    assert all(row["reported_in"] for row in only)


def test_no_statement_is_without_words(store: ox.Store) -> None:
    """Each row of `statements` and `statements-about` says something in words, or what a citation has of a work."""
    for found in (asked(store, "statements"), asked(store, "statements-about", thing="csto")):
        assert len(found) > 50
        texts = {row["statement"]: row["says"].strip() or row["details"].strip() for row in found}
        assert [] == [statement for statement, text in texts.items() if not text or text.startswith("http")]


def test_a_policy_has_the_reports_that_count(built: Path) -> None:
    """Under a policy that counts one source, only its claims report anything, and nothing of that is held."""
    quads = release_quads(built / "current")
    known = {q.subject.value: q.object.value for q in quads if q.predicate.value == str(PROV.hadPrimarySource)}  # type: ignore[union-attr]
    sources = dict.fromkeys(sorted(source.removeprefix(str(SOURCE)) for source in set(known.values())))
    policy = read_policy("only:whats-in-blue-2022", None, sources, ())
    again = list(reweighed_quads(quads, policy))
    graphs = {
        name: {q.triple for q in again if q.graph_name == ox.NamedNode(str(name))} for name in (G_VIEW, G_REPORTED)
    }
    reports = {text_of(t.object) for t in graphs[G_REPORTED] if t.predicate.value == str(CSTO.reportedBy)}
    assert len(reports) > 10
    assert {f"{SOURCE}whats-in-blue-2022"} == {known[claim] for claim in reports}
    assert len(graphs[G_VIEW]) > 500
    assert set() == graphs[G_VIEW] & graphs[G_REPORTED]
