"""A server on this machine that misbehaves in every way that a client must put into words."""

from __future__ import annotations

import base64
import http.server
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import pyoxigraph as ox

JSON = "application/sparql-results+json"
YES = b'{"head": {}, "boolean": true}'
KINDS = b"""{"head": {"vars": ["a", "b", "c"]}, "results": {"bindings": [
  {"a": {"type": "uri", "value": "urn:a"}, "b": {"type": "bnode", "value": "b0"}},
  {"a": {"type": "literal", "value": "x", "xml:lang": "en"}, "c": {"type": "literal", "value": "x"}},
  {"a": {"type": "literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}},
  {"a": {"type": "triple", "value": {"subject": {"type": "uri", "value": "urn:s"},
    "predicate": {"type": "uri", "value": "urn:p"}, "object": {"type": "literal", "value": "o"}}}},
  {}]}}"""
HALF = b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x"'


@dataclass
class Server:
    """A server that does as its path says, what it was asked so far, and a store that it fills and asks."""

    url: str = ""
    seen: Counter[str] = field(default_factory=Counter)
    store: ox.Store = field(default_factory=ox.Store)
    # Which of its updates it refuses, by number from 1, and with which status.
    refused: dict[int, int] = field(default_factory=dict)


class Odd(http.server.BaseHTTPRequestHandler):
    """Behaves, well or badly, by the path alone."""

    server: OddServer

    def do_POST(self) -> None:
        """Find the behaviour: a status, a body or a method."""
        state = self.server.state
        state.seen[self.path] += 1
        self.form = parse_qs(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
        behaviour = BEHAVIOUR[self.path]
        if isinstance(behaviour, int):
            self.answer(b"no, \x1b[31msaid plainly\n", "text/plain", behaviour)
        elif isinstance(behaviour, tuple):
            self.answer(*behaviour)
        else:
            behaviour(self)

    def answer(self, body: bytes, media_type: str = JSON, status: int = 200, **headers: str) -> None:
        """Answer like a good server."""
        self.send_response(status)
        for name, value in {"Content_Type": media_type, "Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def start(self, **headers: str) -> None:
        """Start an answer that will not be a good one."""
        self.send_response(200)
        for name, value in {"Content_Type": JSON, **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def reset(self) -> None:
        """Break the connection, as a server that dies does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def reset_halfway(self) -> None:
        """Break the connection amid the body."""
        self.start(Content_Length="1000")
        self.wfile.write(HALF)
        self.wfile.flush()
        self.reset()

    def end_too_early(self) -> None:
        """Close after less than was promised."""
        self.start(Content_Length="1000")
        self.wfile.write(YES)
        self.close_connection = True

    def end_amid_chunks(self) -> None:
        """Close between two chunks."""
        self.start(Transfer_Encoding="chunked")
        self.wfile.write(b"%x\r\n%s\r\n" % (len(YES), YES))
        self.close_connection = True

    def never_answer(self) -> None:
        """Take the request and say nothing."""
        self.server.stopped.wait()

    def never_end(self) -> None:
        """Send a byte now and then, for ever."""
        self.start()
        try:
            while not self.server.stopped.wait(0.1):
                self.wfile.write(b" ")
        except OSError:
            return

    def redirect(self, status: int = 302) -> None:
        """Send the client to where it was, or elsewhere."""
        self.answer(b"", status=status, Location="/elsewhere/\x1b[31m" if status == 308 else self.path)

    def fail_twice(self) -> None:
        """Fail twice, then answer."""
        self.answer(YES) if self.server.state.seen[self.path] > 2 else self.answer(b"busy", status=503)

    def fail_once_by_reset(self) -> None:
        """Break the connection once, then answer."""
        self.answer(YES) if self.server.state.seen[self.path] > 1 else self.reset()

    def basic(self) -> None:
        """Answer to one name and password."""
        expected = "Basic " + base64.b64encode("reader:häslig".encode()).decode()
        if self.headers.get("Authorization") == expected:
            self.answer(YES)
        else:
            self.answer(b"", status=401, WWW_Authenticate='Basic realm="graph"')

    def digest(self) -> None:
        """Answer to one name; whoever logs in by Digest here has the password."""
        if 'Digest username="reader"' in (self.headers.get("Authorization") or ""):
            self.answer(YES)
        else:
            self.answer(b"", status=401, WWW_Authenticate='Digest realm="SPARQL", nonce="1", qop="auth"')

    def query(self) -> None:
        """Ask the store."""
        answer = self.server.state.store.query(self.form["query"][0])
        if isinstance(answer, ox.QueryTriples):
            self.answer(answer.serialize(format=ox.RdfFormat.TURTLE) or b"", "text/turtle")
        else:
            self.answer(answer.serialize(format=ox.QueryResultsFormat.JSON) or b"")

    def update(self) -> None:
        """Update the store, or refuse as agreed."""
        state = self.server.state
        if status := state.refused.get(state.seen[self.path]):
            self.answer(b"line too long", "text/plain", status)
            return
        state.store.update(self.form["update"][0])
        self.answer(b"", status=204)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


PAGE = b"<!DOCTYPE html><html>hello</html>"
Answer = tuple[bytes] | tuple[bytes, str] | tuple[bytes, str, int]
BEHAVIOUR: dict[str, int | Answer | Callable[[Odd], None]] = {
    **{f"/{status}": status for status in (400, 401, 403, 404, 405, 500, 503)},
    "/yes": (YES,),
    "/kinds": (KINDS,),
    "/206": (YES, JSON, 206),
    "/html": (PAGE, "text/html; charset=utf-8"),
    "/html-as-json": (PAGE,),
    "/xml": (b"<sparql/>", "application/sparql-results+xml"),
    "/cut": (HALF,),
    "/empty": (b"",),
    "/shape": (b'{"results": []}',),
    "/list": (b"[1, 2]",),
    "/variable": (b'{"head": {"vars": []}, "results": {"bindings": [{"x": {"type": "uri", "value": "a"}}]}}',),
    "/rows": lambda odd: odd.answer(YES, X_SPARQL_MaxRows="10000"),
    "/time": lambda odd: odd.answer(YES, X_SQL_State="S1TAT"),
    "/killed": (b"Virtuoso HY008 Error SR203: Async statement killed by SQLCancel.\n", "text/plain", 500),
    "/reset": Odd.reset,
    "/reset-halfway": Odd.reset_halfway,
    "/short": Odd.end_too_early,
    "/chunks": Odd.end_amid_chunks,
    "/silent": Odd.never_answer,
    "/endless": Odd.never_end,
    "/loop": Odd.redirect,
    "/moved": lambda odd: odd.redirect(308),
    "/fail-twice": Odd.fail_twice,
    "/reset-once": Odd.fail_once_by_reset,
    "/basic": Odd.basic,
    "/digest": Odd.digest,
    "/query": Odd.query,
    "/update": Odd.update,
    "/page/update": (PAGE, "text/html"),
    "/page/query": Odd.query,
}


class OddServer(http.server.ThreadingHTTPServer):
    """The server, with what its handlers share."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Odd)
        self.state = Server(f"http://127.0.0.1:{self.server_port}")
        self.stopped = threading.Event()


@contextmanager
def odd_server() -> Iterator[Server]:
    """The server while it runs."""
    server = OddServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.state
    finally:
        server.stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()
