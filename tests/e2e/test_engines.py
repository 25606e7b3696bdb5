"""Same answer everywhere: each stored query against its golden and on four engines, with equal rows in equal order.

The engines are pyoxigraph and rdflib in every run, and a live `oxigraph serve` and Virtuoso 7 in the slow tests, which CI
runs. Where an engine deviates, the tables here name it with the reason, and what can be compared is.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from csto_kg import vocab
from csto_kg.ask.run import run_query, run_sparql
from csto_kg.cli.layout import AnswerFormat, answer_text
from csto_kg.queries.stored import StoredQuery, queries_of, substitute, tidy
from csto_kg.rdf import endpoints
from csto_kg.rdf.endpoints import Endpoint, EndpointError, Login
from csto_kg.rdf.results import Table, text_of
from csto_kg.rdf.terms import Term
from csto_kg.release.store import open_store
from tests.support.cli import Run
from tests.support.paths import PROJECT, ROOT
from tests.support.servers import DBA, VIRTUOSO, oxigraph, virtuoso

QUERIES = queries_of(PROJECT)
NAMES = sorted(QUERIES)
GOLDEN = ROOT / "tests" / "golden" / "queries"
FOR_ANY = " for any"
ANY = {
    name: {p.name: "UNDEF" for p in query.parameters if p.allows_any and p.default != "UNDEF"}
    for name, query in QUERIES.items()
}
# Each query as its file stands, and where more can be asked for, for any value.
TEXTS = {name: query.text for name, query in QUERIES.items()} | {
    f"{name}{FOR_ANY}": substitute(QUERIES[name].text, rows) for name, rows in ANY.items() if rows
}

XSD = "http://www.w3.org/2001/XMLSchema#"
# How an engine writes a term of ours, where it has another form for the same value.
WRITTEN: Mapping[str, Mapping[Term, Term]] = {
    # Oxigraph keeps every kind of integer as xsd:integer.
    "oxigraph": {ox.Literal("1", datatype=ox.NamedNode(f"{XSD}nonNegativeInteger")): ox.Literal(1)},
    # Virtuoso 7 keeps a boolean as a number, and gives it back in the other form that XML Schema has for it.
    "virtuoso": {
        ox.Literal(True): ox.Literal("1", datatype=ox.NamedNode(f"{XSD}boolean")),
        ox.Literal(False): ox.Literal("0", datatype=ox.NamedNode(f"{XSD}boolean")),
    },
}
# Where an engine gives the rows in another order: the engine and the query, the reason.
ORDERED: Mapping[tuple[str, str], str] = {
    ("rdflib", name): "rdflib 7 orders groups by the columns that are selected, and by nothing else"
    for name, query in QUERIES.items()
    if set(re.findall(r"[?$](\w+)", query.text.rpartition("ORDER BY")[2])) - set(query.columns)
} | {
    ("virtuoso", name): "Virtuoso 7 sorts long texts that begin alike in no order"
    for name in ("statements", "statements-about")
}

# Seconds that a server may take for an answer. The dearest takes Virtuoso 17 on a quiet machine, far more on a busy one.
PATIENCE = 300


@pytest.fixture(scope="module")
def store(built: Path) -> ox.Store:
    """The build of the real data in pyoxigraph."""
    return open_store(built / "current" / "store")


@pytest.fixture(scope="module")
def in_rdflib(built: Path) -> rdflib.Dataset:
    """The same in rdflib, whose default graph holds nothing, as it is in Oxigraph."""
    dataset = rdflib.Dataset(default_union=False)
    dataset.parse(built / "current" / "csto-kg.nq", format="nquads")
    return dataset


@pytest.fixture(scope="module")
def on_oxigraph(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """A live `oxigraph serve` with the same."""
    with oxigraph(tmp_path_factory.mktemp("oxigraph"), built) as url:
        yield Endpoint(url, timeout=PATIENCE)


@pytest.fixture(scope="module")
def virtuoso_alive(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Endpoint]]:
    """What gives a live Virtuoso 7 with the same: the one that runs, or a new one where that answers nothing any more."""
    if VIRTUOSO is None:
        pytest.skip("NOT TESTED ON VIRTUOSO: no virtuoso-t here; as root: apt-get install virtuoso-opensource-7-bin")
    started: list[Endpoint] = []
    with ExitStack() as stack:

        def alive() -> Endpoint:
            try:
                endpoints.ask(replace(started[-1], timeout=60), "ASK {}")
            except (EndpointError, IndexError):
                stack.close()
                url = stack.enter_context(virtuoso(tmp_path_factory.mktemp("virtuoso"), built))
                started.append(Endpoint(url, timeout=PATIENCE, retries=0))
            return started[-1]

        yield alive


@pytest.fixture
def on_virtuoso(virtuoso_alive: Callable[[], Endpoint]) -> Endpoint:
    """A live Virtuoso 7 with the same. A query can hang it for good; then the next test has a new one."""
    return virtuoso_alive()


def by_rdflib(dataset: rdflib.Dataset, text: str) -> Table:
    """The answer of rdflib, its terms as pyoxigraph's."""
    result = dataset.query(text)
    rows = tuple(tuple(in_oxigraph(term) for term in row) for row in result)  # type: ignore[union-attr]
    return Table(tuple(str(v) for v in result.vars or ()), rows)


def in_oxigraph(term: rdflib.term.Node | None) -> Term | None:
    """A term of rdflib as pyoxigraph has it."""
    if isinstance(term, rdflib.Literal):
        datatype = ox.NamedNode(str(term.datatype)) if term.datatype else None
        return ox.Literal(str(term), language=term.language, datatype=None if term.language else datatype)
    return None if term is None else ox.NamedNode(str(term))


def in_text(rows: Iterable[Sequence[Term | None]], engine: str = "") -> list[list[str | None]]:
    """Rows as text, as an engine writes them."""
    same = WRITTEN.get(engine, {})
    return [[None if cell is None else str(same.get(cell, cell)) for cell in row] for row in rows]


Expected = Callable[[str], Table]


@pytest.fixture(scope="module")
def expected(store: ox.Store) -> Expected:
    """The answer of pyoxigraph in a case, asked once for all engines that are held against it."""
    return cache(lambda case: tidy(QUERIES[case.removesuffix(FOR_ANY)], run_sparql(store, TEXTS[case])))


def alike(engine: str, case: str, expected: Expected, asked: Callable[[str], Table]) -> None:
    """Hold that an engine gives the columns and rows of pyoxigraph, in the same order but for the known deviations."""
    given = asked(TEXTS[case])
    query = QUERIES[case.removesuffix(FOR_ANY)]
    due = expected(case)
    known, actual = in_text(due.rows, engine), in_text(tidy(query, given).rows)
    assert due.columns == given.columns
    assert sorted(known, key=str) == sorted(actual, key=str)
    assert (engine, query.name) in ORDERED or known == actual, (
        f"{engine} has another order: leave no ties, or name it"
    )


def test_queries_are_collected() -> None:
    """The folder of queries is not empty by mistake, and each golden and deviation belongs to a query that exists."""
    assert len(NAMES) >= 22
    kept = {path.stem for path in GOLDEN.glob("*.csv")}
    assert 22 <= len(kept)
    assert kept <= set(NAMES), "remove the goldens of queries that no longer exist"


@pytest.mark.parametrize("name", NAMES)
def test_a_query_has_its_golden_answer(name: str, store: ox.Store, golden_answer: Callable[[str, str], None]) -> None:
    """The answer of a stored query as it stands has a row at least, and is the one that a person has read and accepted."""
    query = QUERIES[name]
    table = run_query(store, query)
    assert len(table.rows) >= 1
    golden_answer(f"{name}.csv", answer_text(table, AnswerFormat.CSV, query.lists))


def test_the_command_gives_the_same(ask: Run) -> None:
    """The command line gives, byte for byte, what the goldens hold; a day that is not given is not that of the example."""
    for name, *given in (("members-as-of", "date=2012-06-27"), ("figures",)):
        done = ask("query", name, *given, "--format", "csv")
        assert (0, (GOLDEN / f"{name}.csv").read_text(encoding="utf-8")) == (done.returncode, done.stdout)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_of_the_answer(name: str, store: ox.Store) -> None:
    """The example in the header of a query, where it has one, is part of a row of its answer, as people read it."""
    query = QUERIES[name]
    table = run_query(store, query)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert any(
        all(shows(query, column, row[column], value) for column, value in query.example.items()) for row in rows
    )


def shows(query: StoredQuery, column: str, cell: Term | None, expected: str) -> bool:
    """Whether a cell has the expected text; of a list, whether it has all expected members."""
    if column in query.lists:
        return set(expected.split()) <= {vocab.short(part) for part in text_of(cell).split()}
    return (vocab.short(cell.value) if isinstance(cell, ox.NamedNode) else text_of(cell)) == expected


# What rdflib takes more than six seconds for on the real data: it answers these on the mini project in each run of CI
# (tests/unit/test_run.py), and on the real data where somebody asks for it.
SLOW_IN_RDFLIB = frozenset(
    (
        "attested-range",
        "co-members",
        "co-members-as-of",
        "conflicts",
        "contributors",
        "days-between",
        "durations",
        "exercises",
        "figures-table",
        "gaps",
        "instruments-between",
        "parties-as-of",
        "plans",
        "references",
        "refusals",
        "relations",
        "search",
        "statements",
        "statements-about",
        "timeline",
        "unbroken-members",
    )
)
ON_REQUEST = pytest.mark.skipif("CSTO_KG_THOROUGH" not in os.environ, reason="slow in rdflib: make thorough")


def test_the_slow_cases_are_cases() -> None:
    """Each query that is passed over is there, and most are not passed over."""
    assert SLOW_IN_RDFLIB <= QUERIES.keys()
    assert 2 * len(SLOW_IN_RDFLIB) < len(QUERIES)


@pytest.mark.parametrize(
    "case", [pytest.param(c, marks=[ON_REQUEST] * (c.removesuffix(FOR_ANY) in SLOW_IN_RDFLIB)) for c in TEXTS]
)
def test_rdflib_answers_alike(case: str, expected: Expected, in_rdflib: rdflib.Dataset) -> None:
    """The file of a stored query has the same rows in rdflib as in pyoxigraph."""
    alike("rdflib", case, expected, partial(by_rdflib, in_rdflib))


@pytest.mark.slow
@pytest.mark.parametrize("case", TEXTS)
def test_a_live_oxigraph_answers_alike(case: str, expected: Expected, on_oxigraph: Endpoint) -> None:
    """The file of a stored query has the same rows on a live Oxigraph server as in pyoxigraph."""
    alike("oxigraph", case, expected, partial(endpoints.ask, on_oxigraph))


@pytest.mark.slow
@pytest.mark.parametrize("case", TEXTS)
def test_a_live_virtuoso_answers_alike(case: str, expected: Expected, on_virtuoso: Endpoint) -> None:
    """The file of a stored query has the same rows on a live Virtuoso as in pyoxigraph."""
    alike("virtuoso", case, expected, partial(endpoints.ask, on_virtuoso))


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["oxigraph", "virtuoso"])
def test_a_server_keeps_every_quad(engine: str, built: Path, request: pytest.FixtureRequest) -> None:
    """What was loaded into a server comes back from it quad by quad, the dates at the ends of time too."""
    endpoint = request.getfixturevalue(f"on_{engine}")
    ours = f"STRSTARTS(STR(?g), '{vocab.ROOT}')"
    given = endpoints.ask(endpoint, f"SELECT ?s ?p ?o ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER({ours}) }}")
    due = [tuple(quad) for quad in ox.parse(path=str(built / "current" / "csto-kg.nq"))]
    assert len(due) >= 50_000
    assert sorted(in_text(due, engine), key=str) == sorted(in_text(given.rows), key=str)


@pytest.mark.slow
def test_a_server_is_checked_by_the_shapes(ask: Run, built: Path, on_virtuoso: Endpoint) -> None:
    """The shapes find on a server, which gives its triples page by page, what they find in the build.

    Virtuoso writes the values of booleans as 1 and 0, so a rule that compares any values goes to pySHACL.
    """
    done = ask("validate", "--endpoint", on_virtuoso.url, "--timeout", str(PATIENCE), "--format", "json")
    assert (0, "conforms\n") == (done.returncode, done.stderr)
    there = json.loads(done.stdout)
    here = json.loads(ask("validate", str(built / "current"), "--format", "json").stdout)
    assert here.pop("notes") == []
    assert all("would not keep as they are written" in note for note in there.pop("notes"))
    assert here == there


@pytest.mark.slow
def test_a_part_of_an_answer_is_no_answer(on_virtuoso: Endpoint) -> None:
    """Where Virtuoso stops at its limit of rows or of time, an error says so and no rows are given."""
    every = "SELECT ?s WHERE { GRAPH ?g { ?s ?p ?o } }"
    pairs = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?a ?p ?o . ?b ?p ?o . ?c ?p ?o . ?d ?p ?o } }"
    part = "gives a part of the answer only"
    # What it says of its time hangs on whether it has a row by then.
    for more, text, message in (
        ("maxrows=10", every, part),
        ("timeout=1000", pairs, f"{part}|stops at a limit of time"),
    ):
        with pytest.raises(EndpointError, match=message):
            endpoints.ask(replace(on_virtuoso, url=f"{on_virtuoso.url}?{more}"), text)


@pytest.mark.slow
def test_a_wrong_password_is_refused(on_virtuoso: Endpoint) -> None:
    """Virtuoso refuses no login, Basic and a wrong password, and each message says which."""
    locked = replace(on_virtuoso, url=f"{on_virtuoso.url}-auth")
    assert 1 == len(endpoints.ask(replace(locked, login=Login(DBA, DBA, is_digest=True)), "ASK {}").rows)
    for login, message in (
        (None, "asks for a login .* --digest"),
        (Login(DBA, DBA), "refuses the login of 'dba' .* --digest"),
        (Login(DBA, "wrong", is_digest=True), "refuses the login of 'dba' .* is the password right"),
    ):
        with pytest.raises(EndpointError, match=message):
            endpoints.ask(replace(locked, login=login), "ASK {}")
