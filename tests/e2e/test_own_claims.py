"""Each row's claims are its own, checked by hand over the claims: no finding and no query is trusted for it.

The queries are asked over all dates of change and over everything that claims differ on. What a dissenting claim says is read
from its own graph: it must speak of something in the row, and on a day that is asked for it must give another answer.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg import Graph
from csto_kg.ask.names import Names
from csto_kg.ask.run import run_query
from csto_kg.errors import UsageError
from csto_kg.project import find_project
from csto_kg.queries.stored import ParameterType, StoredQuery
from csto_kg.rdf.terms import Term
from csto_kg.release.store import open_store
from csto_kg.time.bounds import days_of
from csto_kg.time.days import FIRST_DAY, LAST_DAY, Days, from_xsd
from csto_kg.time.edtf import parse
from csto_kg.vocab import CLAIM, CSTO, G_FINDINGS, G_PROVENANCE, G_REGISTER, G_VIEW, ID
from tests.support.paths import ROOT
from tests.support.queries import QUERIES

WITH_CLAIMS = sorted(n for n, q in QUERIES.items() if {"claims", "dissents"} <= set(q.columns))
# The parameter of each question about one day over whose values it is asked, and the property that finds these.
AS_OF = {
    "members-as-of": ("organization", "http://www.w3.org/ns/org#organization"),
    "parties-as-of": ("instrument", f"{CSTO}instrument"),
    "holders-as-of": ("post", f"{CSTO}post"),
}
BOUNDS = [f"{CSTO}{name}" for name in ("earliestBegin", "latestBegin", "earliestEnd", "latestEnd")]
# What questions about two things are asked about, each with each.
PAIRED = [
    "csto",
    "cst",
    "establishment/csto",
    "membership/armenia-csto-1",
    "participation/armenia-cst-1",
    "signature/cst",
]
ONE_DAY = timedelta(days=1)


def text(term: Term | ox.Triple) -> str:
    """A name or a literal as text."""
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value


@dataclass(frozen=True, eq=False)
class Data:
    """A store, with what its claims and its register say as plain tables."""

    store: ox.Store
    known: dict[tuple[str, str], Mapping[str, list[Days]]] = field(default_factory=dict)

    def objects(self, graph: str, subject: str, predicate: str) -> list[str]:
        """The values of a property of a thing, in one graph."""
        found = self.store.quads_for_pattern(
            ox.NamedNode(subject), ox.NamedNode(predicate), None, ox.NamedNode(graph)
        )
        return [text(q.object) for q in found]

    def pairs(self, graph: str, predicate: str) -> list[tuple[str, str]]:
        """All subjects and values of a property, in one graph."""
        found = self.store.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.NamedNode(graph))
        return [(text(q.subject), text(q.object)) for q in found]

    @cached_property
    def says(self) -> Mapping[str, list[tuple[str, str, str]]]:
        """The statements of each claim."""
        return {
            claim: [
                (text(q.subject), text(q.predicate), text(q.object))
                for q in self.store.quads_for_pattern(None, None, None, ox.NamedNode(claim))
            ]
            for claim, _ in self.pairs(str(G_PROVENANCE), f"{CSTO}stance")
        }

    @cached_property
    def denying(self) -> set[str]:
        """The claims that deny what they say."""
        return {c for c, stance in self.pairs(str(G_PROVENANCE), f"{CSTO}stance") if stance == f"{ID}stance/denies"}

    def events(self, thing: str, link: str) -> list[str]:
        """The events that start or end a situation."""
        return self.objects(str(G_REGISTER), thing, f"{CSTO}{link}")

    def subjects(self, graph: str, predicate: str, value: str) -> list[str]:
        """What has a value of a property, in one graph."""
        found = self.store.quads_for_pattern(None, ox.NamedNode(predicate), ox.NamedNode(value), ox.NamedNode(graph))
        return [text(q.subject) for q in found]

    def spoken(self, thing: str) -> frozenset[str]:
        """What statements about a thing are on: itself, its events, for an event what it starts or ends, its own acts."""
        links = ("begunBy", "endedBy")
        events = {e for link in links for e in self.events(thing, link)}
        begun = {s for link in links for s in self.subjects(str(G_REGISTER), f"{CSTO}{link}", thing)}
        return frozenset({thing, *events, *begun, *self.subjects(str(G_VIEW), f"{CSTO}of", thing)})

    def days(self, thing: str, key: str, link: str) -> Mapping[str, list[Days]]:
        """By claim the days that it gives for the start or the end of a situation, or for an event that starts or ends it."""
        if (thing, link) in self.known:
            return self.known[thing, link]
        events = self.events(thing, link)
        found: dict[str, list[Days]] = {}
        for claim, statements in self.says.items():
            for subject, predicate, value in statements:
                is_own = subject == thing and predicate == f"{CSTO}{key}"
                if is_own or (subject in events and predicate == f"{CSTO}date"):
                    found.setdefault(claim, []).append(days_of(parse(value)))
        self.known[thing, link] = found
        return found

    def starts_said(self, thing: str) -> Mapping[str, list[Days]]:
        """By claim the days that it gives for the start."""
        return self.days(thing, "begins", "begunBy")

    def ends_said(self, thing: str) -> Mapping[str, list[Days]]:
        """By claim the days that it gives for the end."""
        return self.days(thing, "ends", "endedBy")


@pytest.fixture(scope="module")
def data(built: Path) -> Data:
    return Data(open_store(built / "current" / "store"))


def turning_days(data: Data, things: list[str]) -> list[date]:
    """The first day of each possible answer about some situations, with the days before and after it."""
    stated = {from_xsd(day) for t in things for p in BOUNDS for day in data.objects(str(G_VIEW), t, p)}
    said = {
        day
        for t in things
        for by_claim in (data.starts_said(t), data.ends_said(t))
        for said_days in by_claim.values()
        for d in said_days
        for day in (d.earliest, d.latest)
    }
    near = {d + n * ONE_DAY for d in {*stated, *said} - {FIRST_DAY, LAST_DAY} for n in (-1, 0, 1)}
    return sorted(near)


def asked_as_of(data: Data, query: str) -> Iterator[dict[str, str]]:
    """Every body or post with every day on which an answer about it can change."""
    name, predicate = AS_OF[query]
    of: dict[str, list[str]] = {}
    for situation, body in data.pairs(str(G_VIEW), predicate):
        if data.objects(str(G_VIEW), situation, BOUNDS[0]):
            of.setdefault(body, []).append(situation)
    for body, situations in sorted(of.items()):
        for day in turning_days(data, situations):
            more = {"role": "any"} if query == "members-as-of" else {}
            yield {name: body.removeprefix(str(ID)), "date": day.isoformat(), "unattested": "yes", **more}


def asked(data: Data, query: StoredQuery) -> Iterator[dict[str, str]]:
    """The defaults, `any` where it is allowed, and everything that claims differ on, as far as the query takes it."""
    free = {p.name: "any" for p in query.parameters if p.allows_any}
    yield {}
    yield free
    contested = {s for p in ("contestedBy", "contestedOn") for s, _ in data.pairs(str(G_FINDINGS), f"{CSTO}{p}")}
    values = sorted(c.removeprefix(str(ID)) for c in contested if c.startswith(str(ID)))
    values += ["armenia", "uzbekistan", "csto", "cst", "crrf-agreement"]
    entities = [p.name for p in query.parameters if p.name not in free and p.type is ParameterType.ENTITY]
    if len(entities) > 1:
        values = PAIRED
    for several in itertools.product(values, repeat=len(entities)):
        yield {**free, **dict(zip(entities, several, strict=True))}


def rows(data: Data, names: Names, query: StoredQuery, values: Mapping[str, str]) -> Iterator[dict[str, str]]:
    try:
        table = run_query(names, query, values)
    except UsageError:
        return
    for row in table.rows:
        yield {c: "" if cell is None else text(cell) for c, cell in zip(table.columns, row, strict=True)}


def things_of(row: Mapping[str, str]) -> set[str]:
    """Everything that a row names in its cells, claims aside."""
    cells = [v for c, v in row.items() if c not in ("claims", "dissents")]
    return {part for cell in cells for part in cell.split() if part.startswith(str(ID))}


def faults(row: Mapping[str, str], data: Data, query: StoredQuery, values: Mapping[str, str]) -> list[str]:
    """What is wrong with the claims of a row of the answer to a question."""
    supporting, dissenting = set(row["claims"].split()), set(row["dissents"].split())
    found = [f"{c} on both sides" for c in supporting & dissenting]
    # What is only reported, or denied, has no finding whose claims could differ on something.
    is_held = row.get("standing", "held") == "held" and row.get("told", "held") not in ("denied", "reported")
    if dissenting and is_held and not row.get("differ_on", "-").strip():
        found.append("a dissent about nothing")
    defaults = " ".join(p.default for p in query.parameters)
    things = things_of(row) | {f"{ID}{v}" for v in values.values()} | set(re.findall(rf"{ID}[^>\s]+", defaults))
    about = {t for thing in things for t in data.spoken(thing)}
    # A curator can prefer a claim to the words of another without a statement on the same thing.
    conflicts = {c for t in things for c in data.subjects(str(G_FINDINGS), f"{CSTO}about", t)}
    preferred = {c for conflict in conflicts for c in data.objects(str(G_FINDINGS), conflict, f"{CSTO}between")}
    for claim in dissenting - (preferred if query.name == "findings-on" else set()):
        if not any(s in about for s, _, _ in data.says[claim]):
            found.append(f"{claim} speaks of nothing in the row")
    return found


def faults_on_a_day(row: Mapping[str, str], situation: str, day: date, data: Data) -> list[str]:
    """What is wrong with the claims of a row about a situation on a day, by what each claim says of start and end."""
    starts, ends = data.starts_said(situation), data.ends_said(situation)

    def says_no(claim: str) -> bool:
        return any(d.earliest > day for d in starts.get(claim, ())) or any(
            d.latest <= day for d in ends.get(claim, ())
        )

    def leaves_open(claim: str) -> bool:
        return any(d.latest > day for d in starts.get(claim, ())) or any(
            d.earliest <= day for d in ends.get(claim, ())
        )

    supporting = [c for c in row["claims"].split() if c not in data.denying]
    found = [f"{c} says that it did not hold" for c in supporting if says_no(c)]
    if row["certainty"] == "certain":
        found += [f"{c} does not say that it held" for c in supporting if leaves_open(c)]
    for claim in row["dissents"].split():
        others = any(s == situation and p not in (f"{CSTO}begins", f"{CSTO}ends") for s, p, _ in data.says[claim])
        if not says_no(claim) and not others:
            found.append(f"{claim} does not touch the day")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(AS_OF))
def test_on_each_day_of_change_claims_are_those_of_the_day(data: Data, name: str) -> None:
    """On each day of change each claim for a row says that it held then, and each against it that it did not."""
    names, query, count = Names(data.store), QUERIES[name], 0
    (column,) = query.evidence
    for values in asked_as_of(data, name):
        for row in rows(data, names, query, values):
            count += 1
            day = date.fromisoformat(values["date"])
            assert [] == faults(row, data, query, values) + faults_on_a_day(row, row[column], day, data), (
                values,
                row,
            )
    assert 100 <= count


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_CLAIMS)
def test_no_claim_is_on_both_sides(data: Data, name: str) -> None:
    """No claim is on both sides of a row, each dissent is about something, and speaks of something in the row."""
    names, query, count = Names(data.store), QUERIES[name], 0
    for values in asked(data, query):
        for row in rows(data, names, query, values):
            count += 1
            assert [] == faults(row, data, query, values), (values, row)
    assert count


def test_many_queries_have_claims() -> None:
    """The queries that are asked here are those with columns for claims on both sides."""
    assert 40 <= len(WITH_CLAIMS)


@pytest.mark.slow
def test_the_founders_of_2002_have_their_own_dissents(data: Data) -> None:
    """A claim that a founder was a member since 1994 is for its membership in 2012, and stands against no other."""
    names = Names(data.store)
    found = {r["label"]: r for r in rows(data, names, QUERIES["members-as-of"], {"date": "2012-06-28"})}
    assert {""} == {r["dissents"] for r in found.values()}
    assert {"start"} == {r["differ_on"] for r in found.values()}
    by_table = {f"{CLAIM}wikipedia-{n:03}" for n in range(37, 43)}
    assert [1] * 6 == [len(by_table & set(r["claims"].split())) for r in found.values()]
    assert by_table == {c for r in found.values() for c in r["claims"].split()} & by_table


@pytest.mark.slow
@pytest.mark.parametrize("name", ["only:wikipedia-csto", "majority"])
def test_under_other_policies_too(built: Path, name: str) -> None:
    """Under another policy no claim is on both sides of a row either."""
    reweighed, count = Data(Graph(find_project(ROOT, {}, build=built)).under(name).store), 0
    for query in WITH_CLAIMS:
        for row in rows(reweighed, Names(reweighed.store), QUERIES[query], {}):
            count += 1
            assert not set(row["claims"].split()) & set(row["dissents"].split()), (query, row)
    assert 100 <= count
