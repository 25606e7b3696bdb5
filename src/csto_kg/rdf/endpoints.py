"""A client of SPARQL 1.1 servers, built on SPARQLWrapper: queries, loading, and a message for each kind of failure.

Every request is a form POST, which all servers take: Virtuoso 7 never answers a query that is sent as the body.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse, IncompleteRead
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    build_opener,
)

import pyoxigraph as ox
from SPARQLWrapper import INSERT, JSON, POST, TURTLE, SPARQLWrapper

from csto_kg.errors import Fault, FindingsError, MachineError, UsageError
from csto_kg.rdf.results import Row, Table, table_of
from csto_kg.rdf.tokens import QueryForm, form_of

# Quads for each request, well below the limits that common servers set on the size of one.
BATCH = 500
# Graphs that one query counts: Virtuoso 7 fails on VALUES with thousands of rows.
COUNTED = 200
# The largest answer that is read, in bytes: a thousand times the answer of the largest stored query.
LARGEST = 256 * 2**20
# Seconds before the first retry; doubled before each further one.
PAUSE = 0.5


@dataclass(frozen=True, slots=True)
class Login:
    """Name and password, for HTTP Digest where a server wants it (Virtuoso's /sparql-auth), else for HTTP Basic."""

    user: str
    password: str = field(repr=False)
    is_digest: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address of a server that speaks the SPARQL 1.1 protocol.

    `timeout` is the number of seconds that a complete answer may take. `retries` is how often a request is repeated where
    the server cannot be reached, fails (5xx) or is too late. Raises UsageError for a text that is not an address, and for
    an address with a login.
    """

    url: str
    timeout: int = 30
    retries: int = 2
    login: Login | None = None

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            is_address = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:  # a port beyond 65535
            is_address = False
        if not is_address or not self.url.isprintable() or " " in self.url:
            raise UsageError(
                Fault(f"'{self.url}' is not the address of a server", fix="write it as http://HOST:PORT/PATH")
            )
        if parts.username is not None:
            raise UsageError(Fault("an address must not hold a login", fix="give it with --user"))


class EndpointError(MachineError):
    """A request to an endpoint failed.

    `may_pass`: the same request may succeed if it is sent again. `is_request`: the server refuses this request, and may
    accept others.
    """

    def __init__(self, message: str, fix: str, *, may_pass: bool = False, is_request: bool = False) -> None:
        super().__init__(Fault(message, fix=fix))
        self.may_pass = may_pass
        self.is_request = is_request


# ---------------------------------------------------------------------------------------------------------------
# Queries
# ---------------------------------------------------------------------------------------------------------------


def ask(endpoint: Endpoint, text: str) -> Table:
    """The answer of an endpoint to a query. Raises UsageError for a text that is not a query, and EndpointError."""
    form = form_of(text)
    if form is None:
        raise UsageError(Fault("is not SPARQL: a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE"))
    is_graph = form in (QueryForm.CONSTRUCT, QueryForm.DESCRIBE)
    body, media_type = _send(endpoint, text, form.value, TURTLE if is_graph else JSON)
    try:
        if is_graph:
            return table_of(ox.parse(body, ox.RdfFormat.from_media_type(media_type) or ox.RdfFormat.TURTLE))
        return table_of(ox.parse_query_results(body, ox.QueryResultsFormat.JSON))
    except (SyntaxError, ValueError) as error:
        raise _not_an_answer(endpoint, body, media_type) from error


def rows_of(endpoint: Endpoint, text: str, *columns: str) -> tuple[Row, ...]:
    """The rows of an answer with these columns. Raises EndpointError where it has others."""
    table = ask(endpoint, text)
    if table.columns != columns:
        message = f"{endpoint.url} answers with other columns than {', '.join(columns)}"
        raise EndpointError(message, "is it a SPARQL endpoint?")
    return table.rows


def _not_an_answer(endpoint: Endpoint, body: bytes, media_type: str) -> EndpointError:
    """Why the body of a successful response is not an answer."""
    start = body.lstrip()[:1]
    if "html" in media_type or "xml" in media_type or start == b"<":
        what = "a web page" if "html" in media_type else media_type or "text"
        return EndpointError(
            f"{endpoint.url} answers with {what}, not with SPARQL results", "name the endpoint itself"
        )
    try:
        json.loads(body)
    except ValueError:
        return EndpointError(f"the answer of {endpoint.url} is cut off or broken", "ask again, or for less")
    return EndpointError(f"{endpoint.url} answers, but not with SPARQL results", "is it a SPARQL endpoint?")


# ---------------------------------------------------------------------------------------------------------------
# Loading
# ---------------------------------------------------------------------------------------------------------------


def load_nquads(endpoint: Endpoint, lines: Sequence[bytes]) -> Iterator[int]:
    """Insert N-Quads in batches, and yield the number of quads inserted so far after each batch.

    A batch is sent again where that may help: without blank nodes, inserting it twice changes nothing. A batch that the
    server refuses is left out. Raises MachineError at the end, with every batch that could not be inserted.
    """
    sent = 0
    refused: list[Fault] = []
    for start in range(0, len(lines), BATCH):
        batch = lines[start : start + BATCH]
        name = f"batch {start // BATCH + 1} of {-(-len(lines) // BATCH)}, quads {start + 1} to {start + len(batch)}"
        try:
            _send(endpoint, insert(batch), INSERT, JSON)
        except EndpointError as error:
            (fault,) = error.faults
            refused.append(Fault(fault.message, name, fix=fault.fix))
            if not (sent and error.is_request):
                break
        else:
            sent += len(batch)
            yield sent
    if refused:
        again = Fault(f"{sent} of {len(lines)} quads are inserted", fix="run it again: nothing is inserted twice")
        raise MachineError(*refused, again)


def insert(lines: Sequence[bytes]) -> str:
    """A SPARQL update that inserts quads given as N-Quads lines."""
    by_graph: dict[str, list[str]] = {}
    for quad in ox.parse(b"".join(lines), ox.RdfFormat.N_QUADS):
        by_graph.setdefault(str(quad.graph_name), []).append(f"{quad.triple} .")
    return (
        "INSERT DATA {\n" + "\n".join(f"GRAPH {g} {{\n" + "\n".join(t) + "\n}" for g, t in by_graph.items()) + "\n}"
    )


def check_graph_sizes(endpoint: Endpoint, lines: Sequence[bytes]) -> int:
    """Compare the size of each graph of these N-Quads with that on an endpoint, and return the number of graphs.

    Raises MachineError where a graph holds fewer quads than the lines have, FindingsError where it holds more.
    """
    expected = Counter(str(quad.graph_name) for quad in ox.parse(b"".join(lines), ox.RdfFormat.N_QUADS))
    there = _counted(endpoint, sorted(expected))
    short_of = [f"{graph} holds {there[graph]} of {n} quads" for graph, n in expected.items() if there[graph] < n]
    if short_of:
        raise MachineError(*_first(short_of, "run it again: nothing is inserted twice"))
    beyond = [f"{graph} holds {there[graph]} quads, not {n}" for graph, n in expected.items() if there[graph] > n]
    if beyond:
        raise FindingsError(*_first(beyond, "drop the graph and load again: it holds more than this release"))
    return len(expected)


def _counted(endpoint: Endpoint, graphs: Sequence[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for start in range(0, len(graphs), COUNTED):
        asked = " ".join(graphs[start : start + COUNTED])
        query = f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {asked} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"
        for graph, n in rows_of(endpoint, query, "g", "n"):
            if isinstance(n, ox.Literal) and n.value.isdecimal():
                found[str(graph)] = int(n.value)
    return found


def _first(messages: Sequence[str], fix: str) -> list[Fault]:
    """The first ten messages as faults, and the number of the others."""
    more = [Fault(f"and {len(messages) - 10} more graphs")] if len(messages) > 10 else []
    return [Fault(message, fix=fix) for message in messages[:10]] + more


# ---------------------------------------------------------------------------------------------------------------
# HTTP
# ---------------------------------------------------------------------------------------------------------------


class _Refusal(HTTPRedirectHandler):
    """Follows no redirect: the form would arrive at the other address without its query, but with the password."""

    def redirect_request(self, *request: object) -> None:
        """Make an error of the redirect."""


class _Wrapper(SPARQLWrapper):
    """SPARQLWrapper with an opener of its own.

    SPARQLWrapper would install a login for Digest in the opener of the whole process, for all later requests.
    """

    def __init__(self, endpoint: Endpoint, text: str, form: str, return_format: str) -> None:
        super().__init__(endpoint.url)
        self.setQuery(text)
        # SPARQLWrapper finds the type of a query by its words: "addressee" in a comment would be the update ADD.
        self.queryType = form
        self.setMethod(POST)
        self.setReturnFormat(return_format)
        self.setOnlyConneg(True)
        self.setTimeout(endpoint.timeout)
        self._opener = build_opener(_Refusal)
        login = endpoint.login
        if login is not None and login.is_digest:
            passwords = HTTPPasswordMgrWithDefaultRealm()
            passwords.add_password(None, endpoint.url, login.user, login.password)
            self._opener.add_handler(HTTPDigestAuthHandler(passwords))
        elif login is not None:
            self.setCredentials(login.user, login.password)

    def _query(self) -> tuple[HTTPResponse, str]:
        return self._opener.open(self._createRequest(), timeout=self.timeout), self.returnFormat


def _send(endpoint: Endpoint, text: str, form: str, return_format: str) -> tuple[bytes, str]:
    """Body and media type of the response to a query or update, which is sent again where that may help."""
    for tried in range(endpoint.retries):
        try:
            return _exchange(endpoint, _Wrapper(endpoint, text, form, return_format))
        except EndpointError as error:
            if not error.may_pass:
                raise
        time.sleep(PAUSE * 2**tried)
    return _exchange(endpoint, _Wrapper(endpoint, text, form, return_format))


def _exchange(endpoint: Endpoint, wrapper: _Wrapper) -> tuple[bytes, str]:
    deadline = time.monotonic() + endpoint.timeout
    try:
        with wrapper.query().response as response:
            body = _read(endpoint, response, deadline)
    except (HTTPException, OSError, ValueError) as error:
        raise _failed(endpoint, error) from error
    if _is_part(response):
        message = f"{endpoint.url} gives a part of the answer only, by its own limits"
        raise EndpointError(message, "ask for less, or load the graph into your own server")
    return body, response.headers.get_content_type()


def _read(endpoint: Endpoint, response: HTTPResponse, deadline: float) -> bytes:
    """The whole body. The time-out of the socket is for one read, and a slow server needs many."""
    parts = []
    size = 0
    while part := response.read1(2**16):
        parts.append(part)
        size += len(part)
        if time.monotonic() > deadline:
            raise TimeoutError
        if size > LARGEST:
            raise EndpointError(f"{endpoint.url} sends more than {LARGEST // 2**20} MiB", "ask for less")
    if response.length:
        raise IncompleteRead(b"", response.length)
    return b"".join(parts)


def _is_part(response: HTTPResponse) -> bool:
    """Whether the headers say that the answer is not complete: Virtuoso stops at a number of rows or a time."""
    headers = response.headers
    return response.status == 206 or "X-SPARQL-MaxRows" in headers or headers.get("X-SQL-State") == "S1TAT"


def _failed(endpoint: Endpoint, error: Exception) -> EndpointError:
    """The error to raise for what went wrong on the way."""
    if isinstance(error, HTTPError):
        with error:
            return _refused(endpoint, error)
    url = endpoint.url
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        message = f"{url} gives no complete answer within {endpoint.timeout} s"
        return EndpointError(message, "ask for less, or wait longer with --timeout", may_pass=True)
    if isinstance(error, URLError):
        reason = getattr(cause, "strerror", None) or cause
        return EndpointError(
            f"{url} cannot be reached: {reason}", "is the server running, and the address right?", may_pass=True
        )
    if isinstance(error, HTTPException | OSError):
        return EndpointError(f"{url} breaks off its answer", "ask again; the server's log may say why", may_pass=True)
    return EndpointError(f"{url} cannot be asked: {error}", "is it a SPARQL endpoint?")


# What Virtuoso answers when it stops a query before the first row; after that, it sends a part of the answer.
_OUT_OF_TIME = ("Virtuoso S1T00", "Virtuoso S1TAT", "killed by SQLCancel")


def _refused(endpoint: Endpoint, error: HTTPError) -> EndpointError:
    """The error to raise for a status other than 200."""
    url, code = endpoint.url, f"(HTTP {error.code})"
    said = _first_line(error)
    said = f": {said}" if said else ""
    if 300 <= error.code < 400:
        there = urljoin(url, error.headers.get("Location") or "")
        return EndpointError(f"{url} redirects to {_printable(there)} {code}", "name the endpoint itself")
    if error.code == 401:
        is_digest = (error.headers.get("WWW-Authenticate") or "").lower().startswith("digest")
        if endpoint.login is None:
            how = "--user NAME --digest" if is_digest else "--user NAME"
            return EndpointError(f"{url} asks for a login {code}", f"{how}, and the password in CSTO_KG_PASSWORD")
        fix = (
            "is the password right?" if endpoint.login.is_digest else "is the password right, or is --digest wanted?"
        )
        return EndpointError(f"{url} refuses the login of '{endpoint.login.user}' {code}", fix)
    if error.code == 403:
        return EndpointError(f"{url} refuses access {code}{said}", "ask its operator for access")
    if error.code in (404, 410):
        return EndpointError(f"there is nothing at {url} {code}", "name the endpoint itself, for instance …/query")
    if any(words in said for words in _OUT_OF_TIME):
        message = f"{url} stops at its own time limit {code}{said}"
        return EndpointError(message, "ask for less, or load the graph into your own server", is_request=True)
    is_request = error.code in (400, 413, 422, 500)
    if error.code >= 500:
        fix = "ask later, or for less"
        return EndpointError(f"{url} fails {code}{said}", fix, may_pass=True, is_request=is_request)
    fix = "is the query right, and does the server speak SPARQL 1.1?"
    return EndpointError(f"{url} refuses the request {code}{said}", fix, is_request=is_request)


def _first_line(error: HTTPError) -> str:
    """The reason that a server gives for its refusal, unless it is a web page."""
    if "html" in (error.headers.get("Content-Type") or ""):
        return ""
    try:
        text = error.read1(2**12).decode(errors="replace")
    except (HTTPException, OSError):
        return ""
    return _printable(next((line.strip() for line in text.splitlines() if line.strip()), ""))


def _printable(text: str) -> str:
    """A text from a server, safe to print on a terminal."""
    return "".join(c for c in text if c.isprintable())[:200]
