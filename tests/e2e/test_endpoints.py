"""Other people's SPARQL servers: asked and filled, and plain messages when something is wrong with them."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator

import pyoxigraph as ox
import pytest
from SPARQLWrapper import SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import Unauthorized

from csto_kg.cli import run
from csto_kg.errors import FindingsError, MachineError, UsageError
from csto_kg.queries.stored import queries_of
from csto_kg.rdf import endpoints
from csto_kg.rdf.endpoints import BATCH, Endpoint, EndpointError, Login
from tests.support.cli import Run, call
from tests.support.odd import KINDS, Server, odd_server
from tests.support.paths import PROJECT


@pytest.fixture
def odd() -> Iterator[Server]:
    with odd_server() as server:
        yield server


Done = tuple[int, str, str]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Exit code and words of `csto-kg` run within this process, without a terminal, which saves its start."""

    def speak(*arguments: str, **environment: str) -> Done:
        monkeypatch.delenv("CSTO_KG_PASSWORD", raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        try:
            run(arguments)
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, *capsys.readouterr()

    return speak


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries follow each other at once here."""
    monkeypatch.setattr(endpoints, "PAUSE", 0)


# ---------------------------------------------------------------------------------------------------------------
# Asking
# ---------------------------------------------------------------------------------------------------------------


def test_an_endpoint_is_asked(odd: Server) -> None:
    """An endpoint's answer is shown like the build's own, and a query as it stands needs no build."""
    done = call("sparql", "ASK {}", "--endpoint", f"{odd.url}/yes", "--format", "csv")
    assert (0, "answer\ntrue\n") == (done.returncode, done.stdout)
    done = call("--build", "/nowhere", "query", "forces", "--endpoint", f"{odd.url}/query", "--format", "csv")
    assert (0, 1) == (done.returncode, len(done.stdout.splitlines()))


def test_names_need_a_build(odd: Server) -> None:
    """Names are looked up in the build, so parameters without one are refused with the command that builds."""
    done = call("--build", "/nowhere", "query", "members-as-of", "role=any", "--endpoint", f"{odd.url}/query")
    assert 2 == done.returncode
    assert "csto-kg build" in done.stderr
    assert 0 == odd.seen.total()


WRONG = {
    "/400": "refuses the request (HTTP 400): no, [31msaid plainly — is the query right",
    "/401": "asks for a login (HTTP 401) — --user NAME",
    "/403": "refuses access (HTTP 403): no, [31msaid plainly",
    "/404": "there is nothing at http://127.0.0.1",
    "/405": "refuses the request (HTTP 405)",
    "/500": "fails (HTTP 500): no, [31msaid plainly",
    "/503": "fails (HTTP 503)",
    "/html": "answers with a web page, not with SPARQL results",
    "/html-as-json": "not with SPARQL results",
    "/xml": "answers with application/sparql-results+xml, not with SPARQL results",
    "/cut": "is cut off or broken",
    "/empty": "is cut off or broken",
    "/shape": "answers, but not with SPARQL results",
    "/list": "answers, but not with SPARQL results",
    "/variable": "answers, but not with SPARQL results",
    "/206": "gives a part of the answer only",
    "/rows": "gives a part of the answer only",
    "/time": "gives a part of the answer only",
    "/killed": "stops at its own time limit (HTTP 500): Virtuoso HY008",
    "/reset": "breaks off its answer",
    "/reset-halfway": "breaks off its answer",
    "/short": "breaks off its answer",
    "/chunks": "breaks off its answer",
    "/silent": "gives no complete answer within 1 s",
    "/endless": "gives no complete answer within 1 s",
    "/loop": "redirects to http://127.0.0.1",
    "/moved": "/elsewhere/[31m (HTTP 308) — name the endpoint itself",
}


@pytest.mark.parametrize("path", WRONG)
def test_a_wrong_endpoint_is_reported_in_plain_words(odd: Server, said: Callable[..., Done], path: str) -> None:
    """Each way in which a server can fail has its own message, exit code 2 and no traceback."""
    # Those that never end are given up after a second; the others have all the time that a busy machine may take.
    seconds = "1" if "within 1 s" in WRONG[path] else "60"
    endpoint = f"{odd.url}{path}"
    code, out, words = said("query", "forces", "--endpoint", endpoint, "--timeout", seconds, "--retry", "0")
    assert (2, "") == (code, out)
    assert words.startswith("csto-kg: ")
    assert endpoint in words
    assert WRONG[path] in words
    assert 1 == len(words.splitlines())
    assert "\x1b" not in words
    assert 1 == odd.seen[path]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://127.0.0.1:9/x", "http://127.0.0.1:9/x cannot be reached: Connection refused"),
        ("http://nowhere.invalid/x", "http://nowhere.invalid/x cannot be reached"),
        ("nonsense", "'nonsense' is not the address of a server"),
        ("ftp://127.0.0.1/x", "is not the address of a server"),
        ("file:///etc/passwd", "is not the address of a server"),
        ("http://127.0.0.1:99999/x", "is not the address of a server"),
        ("http://127.0.0.1/a b", "is not the address of a server"),
        ("http://reader:secret@127.0.0.1/x", "an address must not hold a login"),
    ],
)
def test_a_wrong_address_is_reported(said: Callable[..., Done], url: str, message: str) -> None:
    """A server that cannot be reached and a text that is not an address get a message without the password in it."""
    code, out, words = said("sparql", "ASK {}", "--endpoint", url, "--retry", "0")
    assert (2, "") == (code, out)
    assert message in words
    assert 1 == len(words.splitlines())
    assert "secret" not in words


@pytest.mark.parametrize(
    "text", ["", "hello", "INSERT DATA {}", "DELETE { ?s ?p ?o } WHERE { SELECT * { ?s ?p ?o } }"]
)
def test_only_queries_are_asked(odd: Server, text: str) -> None:
    """Neither an update nor a text that is not SPARQL is sent to an endpoint."""
    with pytest.raises(UsageError, match="is not SPARQL"):
        endpoints.ask(Endpoint(f"{odd.url}/query"), text)
    assert 0 == odd.seen.total()


@pytest.mark.parametrize(
    "text",
    [
        "# The addressee\n# asked to LOAD\n# ADD, DROP\nASK {}",
        "PREFIX add: <http://example.org/load> ASK { FILTER('DELETE' != 'a') }",
        "define sql:log-enable 2 ASK {}",
    ],
)
def test_a_query_with_words_of_updates_is_a_query(odd: Server, text: str) -> None:
    """A query with the keywords of updates in comments, prefixes and strings is still sent as a query."""
    assert [(ox.Literal(True),)] == list(endpoints.ask(Endpoint(f"{odd.url}/yes"), text).rows)


def test_a_graph_is_asked_for(odd: Server) -> None:
    """CONSTRUCT and DESCRIBE give triples in order, as they do on the build."""
    odd.store.update("INSERT DATA { <urn:b> <urn:p> 1 . <urn:a> <urn:p> 'é'@en }")
    table = endpoints.ask(Endpoint(f"{odd.url}/query"), "CONSTRUCT WHERE { ?s ?p ?o }")
    assert ("subject", "predicate", "object") == table.columns
    assert [("<urn:a>", '"é"@en'), ("<urn:b>", str(ox.Literal(1)))] == [(str(s), str(o)) for s, _, o in table.rows]


def test_terms_of_every_kind_are_given_on(odd: Server, said: Callable[..., Done]) -> None:
    """What a server holds comes out as it came in: blank nodes, languages, datatypes, triples within triples, nothing."""
    ask = ("sparql", "SELECT * {}", "--endpoint", f"{odd.url}/kinds", "--format")
    code, out, words = said(*ask, "sparql-json")
    assert (0, "") == (code, words)
    assert json.loads(KINDS) == json.loads(out)
    for form in ("table", "csv", "tsv", "json"):
        code, out, words = said(*ask, form)
        assert (0, "") == (code, words)
        assert "urn:a" in out


def test_an_answer_too_large_is_refused(odd: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that is too large for the memory is broken off."""
    monkeypatch.setattr(endpoints, "LARGEST", 10)
    with pytest.raises(EndpointError, match="sends more than"):
        endpoints.ask(Endpoint(f"{odd.url}/yes"), "ASK {}")


# ---------------------------------------------------------------------------------------------------------------
# Trying again
# ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "retries", "asked"), [("/fail-twice", 2, 3), ("/reset-once", 1, 2), ("/yes", 2, 1)])
def test_what_may_pass_is_tried_again(odd: Server, path: str, retries: int, asked: int) -> None:
    """A server that fails, and one that breaks off, are asked again until they answer."""
    assert 1 == len(endpoints.ask(Endpoint(f"{odd.url}{path}", 60, retries), "ASK {}").rows)
    assert asked == odd.seen[path]


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/fail-twice", 2),
        ("/503", 2),
        ("/silent", 2),
        ("/401", 1),
        ("/403", 1),
        ("/404", 1),
        ("/400", 1),
        ("/killed", 1),
        ("/html", 1),
    ],
)
def test_what_will_not_pass_is_not_tried_again(odd: Server, path: str, asked: int) -> None:
    """A request is tried up to the given number of times, and not again after a refusal."""
    with pytest.raises(EndpointError):
        endpoints.ask(Endpoint(f"{odd.url}{path}", 1 if path == "/silent" else 60, 1), "ASK {}")
    assert asked == odd.seen[path]


def test_tries_are_further_and_further_apart(odd: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pause before each further try is twice the one before."""
    pauses: list[float] = []
    monkeypatch.setattr(endpoints, "PAUSE", 0.5)
    monkeypatch.setattr(time, "sleep", pauses.append)
    with pytest.raises(EndpointError):
        endpoints.ask(Endpoint(f"{odd.url}/503", 60, 3), "ASK {}")
    assert [0.5, 1, 2] == pauses


# ---------------------------------------------------------------------------------------------------------------
# Logging in
# ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "options", "password", "message"),
    [
        ("/basic", ["--user", "reader"], "häslig", ""),
        ("/digest", ["--user", "reader", "--digest"], "any", ""),
        ("/basic", [], None, "asks for a login (HTTP 401) — --user NAME, and the password in CSTO_KG_PASSWORD"),
        ("/digest", [], None, "asks for a login (HTTP 401) — --user NAME --digest, and the password"),
        ("/basic", ["--user", "reader"], None, "no password for reader — set the variable CSTO_KG_PASSWORD"),
        ("/basic", ["--user", "reader"], "wrong", "refuses the login of 'reader' (HTTP 401) — is the password right"),
        ("/basic", ["--user", "reader", "--digest"], "häslig", "refuses the login of 'reader'"),
        ("/digest", ["--user", "reader"], "any", "or is --digest wanted?"),
        ("/digest", ["--user", "writer", "--digest"], "any", "refuses the login of 'writer' (HTTP 401)"),
        ("/403", ["--user", "reader"], "häslig", "refuses access (HTTP 403)"),
        ("/basic", ["--digest"], None, "name one with --user"),
        ("/basic", ["--user", "reader:häslig"], None, "must not hold a colon"),
    ],
)
def test_logging_in(
    odd: Server, said: Callable[..., Done], path: str, options: list[str], password: str | None, message: str
) -> None:
    """A name with the password from the environment logs in, by Basic or Digest; every refusal says what is wrong."""
    environment = {"CSTO_KG_PASSWORD": password} if password else {}
    code, out, words = said(
        "sparql", "ASK {}", "--endpoint", f"{odd.url}{path}", "--format", "csv", *options, **environment
    )
    assert message in words
    assert ((2, "") if message else (0, "answer\ntrue\n")) == (code, out)
    assert "häslig" not in words


def test_a_login_without_an_endpoint_is_refused(said: Callable[..., Done]) -> None:
    """A login without an endpoint is refused."""
    code, _, words = said("sparql", "ASK {}", "--user", "reader")
    assert 2 == code
    assert "name it with --endpoint" in words


def test_a_login_goes_no_further(odd: Server) -> None:
    """A Digest login is not used by what the same process asks later, here or through SPARQLWrapper."""
    url = f"{odd.url}/digest"
    assert 1 == len(endpoints.ask(Endpoint(url, login=Login("reader", "any", is_digest=True)), "ASK {}").rows)
    with pytest.raises(EndpointError, match="asks for a login"):
        endpoints.ask(Endpoint(url), "ASK {}")
    other = SPARQLWrapper(url)
    other.setMethod("POST")
    with pytest.raises(Unauthorized):
        other.query()
    assert "any" not in repr(Endpoint(url, login=Login("reader", "any")))


# ---------------------------------------------------------------------------------------------------------------
# Filling
# ---------------------------------------------------------------------------------------------------------------

# Two batches and a half, in three graphs of which the second and the third lie in two batches each.
LINES = [
    f'<urn:s{i}> <urn:p> "{i} \\"é\\\\\\n" <urn:g{g}> .\n'.encode()
    for g, size in ((1, BATCH // 2), (2, BATCH), (3, BATCH))
    for i in range(size)
]


def filled(odd: Server, where: str = "/update") -> list[int]:
    """The numbers that a load reports."""
    return list(endpoints.load_nquads(Endpoint(f"{odd.url}{where}", 5, 1), LINES))


def counted(odd: Server) -> int:
    return endpoints.check_graph_sizes(Endpoint(f"{odd.url}/query"), LINES)


def test_quads_are_loaded_and_counted(odd: Server) -> None:
    """Every quad arrives as it is, the count agrees graph by graph, and a second load adds nothing."""
    assert [BATCH, 2 * BATCH, len(LINES)] == filled(odd)
    assert 3 == counted(odd)
    assert set(ox.parse(b"".join(LINES), ox.RdfFormat.N_QUADS)) == set(odd.store)
    filled(odd)
    assert 3 == counted(odd)


def test_a_batch_is_sent_again(odd: Server) -> None:
    """A batch that fails once is sent again, and all arrives."""
    odd.refused = {2: 503}
    assert len(LINES) == filled(odd)[-1]
    assert 4 == odd.seen["/update"]
    assert 3 == counted(odd)


def test_batches_that_are_refused_are_named(odd: Server) -> None:
    """The batches that a server refuses are named with their quads and its reason, and the others arrive."""
    odd.refused = {2: 413}
    with pytest.raises(MachineError) as caught:
        filled(odd)
    first, last = (str(fault) for fault in caught.value.faults)
    assert f"batch 2 of 3, quads {BATCH + 1} to {2 * BATCH}: {odd.url}/update refuses the request (HTTP 413)" in first
    assert "line too long" in first
    assert f"{len(LINES) - BATCH} of {len(LINES)} quads are inserted" in last
    assert len(LINES) - BATCH == len(odd.store)
    with pytest.raises(MachineError) as caught:
        counted(odd)
    assert ["<urn:g2> holds 250 of 500 quads", "<urn:g3> holds 250 of 500 quads"] == [
        f.message for f in caught.value.faults
    ]


@pytest.mark.parametrize(("refused", "asked"), [({1: 413}, 1), ({2: 403}, 2), ({2: 503, 3: 503}, 3)])
def test_a_load_ends_where_no_batch_will_pass(odd: Server, refused: dict[int, int], asked: int) -> None:
    """Where the first batch is refused, access ends or the server is gone, no further batch is sent."""
    odd.refused = refused
    with pytest.raises(MachineError, match="quads are inserted"):
        filled(odd)
    assert asked == odd.seen["/update"]


def test_more_than_the_release_is_reported(odd: Server) -> None:
    """A graph that holds more than the release is a finding."""
    odd.store.update("INSERT DATA { GRAPH <urn:g1> { <urn:old> <urn:p> 1 } GRAPH <urn:other> { <urn:x> <urn:p> 1 } }")
    filled(odd)
    with pytest.raises(FindingsError) as caught:
        counted(odd)
    (fault,) = caught.value.faults
    assert f"<urn:g1> holds {BATCH // 2 + 1} quads, not {BATCH // 2}" == fault.message


@pytest.mark.no_cover
@pytest.mark.parametrize("path", ["/401", "/404", "/500", "/reset"])
def test_a_load_that_fails_says_how_far_it_came(ask: Run, odd: Server, path: str) -> None:
    """A load that is refused names the batch and how many quads had arrived."""
    done = ask("load", "--endpoint", f"{odd.url}{path}", "--retry", "0")
    assert 2 == done.returncode
    assert "batch 1 of " in done.stderr
    assert "0 of " in done.stderr
    assert "Traceback" not in done.stderr
    assert "" == done.stdout


@pytest.mark.no_cover
def test_a_load_that_keeps_nothing_is_reported(ask: Run, odd: Server) -> None:
    """A server that accepts every batch and keeps nothing is detected by the count."""
    done = ask("load", "--endpoint", f"{odd.url}/page/update")
    assert 2 == done.returncode
    assert 11 == len(re.findall(r"holds 0 of \d+ quads", done.stderr)) + 1
    assert re.search(r"and \d+ more graphs", done.stderr)
    assert "" == done.stdout


@pytest.mark.no_cover
def test_a_load_is_reported(ask: Run, odd: Server) -> None:
    """A load reports how many quads and graphs are there; where it cannot count, it says so and how to let it."""
    done = ask("load", "--endpoint", f"{odd.url}/update")
    graphs = len(list(odd.store.named_graphs()))
    report = f"loaded {len(odd.store)} quads into {odd.url}/update; counted there: all, in {graphs} graphs\n"
    assert (0, report) == (done.returncode, done.stdout)
    assert 1_000 < len(odd.store)
    done = ask("load", "--endpoint", f"{odd.url}/update", "--query-endpoint", f"{odd.url}/404")
    assert 2 == done.returncode
    assert f"{len(odd.store)} quads were sent, not counted: there is nothing at {odd.url}/404" in done.stderr
    assert "--query-endpoint" in done.stderr


def test_other_clients_read_each_query_as_one() -> None:
    """SPARQLWrapper finds the form of a query by its words, also those in comments: what is printed for it is a SELECT."""
    queries = queries_of(PROJECT)
    assert len(queries) > 50
    for name, query in sorted(queries.items()):
        printed = call("queries", name, "--sparql").stdout
        asked = SPARQLWrapper("http://127.0.0.1:1/")
        asked.setQuery(printed)
        assert ("SELECT", f"# {name}: ") == (asked.queryType, printed[: len(name) + 4]), name
        assert query.text.endswith(printed.partition("\n")[2])
