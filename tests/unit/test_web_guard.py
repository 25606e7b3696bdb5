"""What stands before the routes, with apps and clients made up for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any

import pytest
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from csto_kg.web.guard import PIECE, Guard
from csto_kg.web.limits import Limits
from csto_kg.web.metrics import Metrics, Seen


class Client:
    """A client that sends messages and takes what comes; `gone` says that it has gone, `stuck` that it takes nothing."""

    def __init__(self, *sent: Message, method: str = "GET", path: str = "/", address: str = "203.0.113.1") -> None:
        self.scope: Scope = {
            "type": "http",
            "method": method,
            "path": path,
            "headers": [],
            "client": (address, 1),
            "scheme": "http",
        }
        self._sent = list(sent) or [{"type": "http.request", "body": b"", "more_body": False}]
        self.gone = asyncio.Event()
        self.stuck = False
        self.got: list[Message] = []

    async def receive(self) -> Message:
        """The next message from the client."""
        if self._sent:
            return self._sent.pop(0)
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Take a message, unless the client is stuck."""
        if self.stuck and message["type"] == "http.response.body":
            await asyncio.Event().wait()
        self.got.append(message)

    @property
    def status(self) -> int:
        """The status that came."""
        return int(self.got[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        """The headers that came, by their names in small letters."""
        return {name.decode().lower(): value.decode() for name, value in self.got[0]["headers"]}

    @property
    def body(self) -> bytes:
        """The whole body that came."""
        return b"".join(m["body"] for m in self.got[1:])


def part(body: bytes, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def guard(app: ASGIApp, clock: Iterable[float] = (), **limits: Any) -> tuple[Guard, list[Seen]]:
    """A guard with limits, which refuses without delay, and the requests that it has seen."""
    seen: list[Seen] = []
    times = iter(clock)
    limits = {"refusal_delay": 0.0, **limits}
    metrics = Metrics(lambda: [("csto_kg_connections", "Open.", 3.0), ("csto_kg_jobs_cached_total", "Kept.", 7.0)])
    made = Guard(app, Limits(**limits), metrics, lambda: (True, "abc"), seen.append, lambda: next(times, 0.0))
    return made, seen


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    await Response("hello")(scope, receive, send)


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    await Response((await receive())["body"])(scope, receive, send)


def run(made: Guard, *clients: Client) -> None:
    async def all_of_them() -> None:
        await asyncio.gather(*(made(c.scope, c.receive, c.send) for c in clients))

    asyncio.run(all_of_them())


def test_answers_have_the_headers_of_security() -> None:
    """An answer gets each header that it does not have; over TLS it demands TLS."""
    made, seen = guard(hello)
    plain, secure = Client(), Client()
    secure.scope["scheme"] = "https"
    run(made, plain, secure)
    assert (200, b"hello", "DENY", "nosniff") == (
        plain.status,
        plain.body,
        plain.headers["x-frame-options"],
        plain.headers["x-content-type-options"],
    )
    assert (False, True) == tuple("strict-transport-security" in c.headers for c in (plain, secure))
    assert [("203.0.113.1", "GET", 200, 5)] * 2 == [(s.client, s.method, s.status, s.size) for s in seen]


def test_too_many_requests_at_once_are_refused() -> None:
    """One client may have so many open; others are answered."""
    first, second, other = Client(), Client(), Client(address="203.0.113.2")

    async def waits(scope: Scope, receive: Receive, send: Send) -> None:
        while not second.got:
            await asyncio.sleep(0)
        await hello(scope, receive, send)

    made, _ = guard(waits, client_requests=1)
    run(made, first, second, other)
    assert [200, 429, 200] == [c.status for c in (first, second, other)]
    assert "5" == second.headers["retry-after"]
    assert {} == made.held.requests


def test_too_many_requests_in_time_are_refused() -> None:
    """After a burst the pace counts, and the refusal says after how many seconds to come again."""
    made, _ = guard(hello, per_second=0.25, burst=1.0)
    first, second = Client(), Client()
    run(made, first)
    run(made, second)
    assert (200, 429, "4") == (first.status, second.status, second.headers["retry-after"])
    assert "you ask too often" in json.loads(second.body)["error"]["message"]


@pytest.mark.parametrize(
    ("sent", "limits", "status", "message"),
    [
        ([part(b"x" * 11)], {"query_bytes": 10}, 413, "longer than 10 bytes"),
        ([part(b"x" * 6, more=True), part(b"x" * 6)], {"query_bytes": 10}, 413, "longer than 10 bytes"),
        ([part(b"x", more=True)], {"body": 0.01}, 408, "did not arrive within 0.01 seconds"),
        ([part(b"x" * 70_000)], {"bodies": 10}, 503, "too many long requests are being read"),
    ],
)
def test_bodies_are_bounded(sent: list[Message], limits: dict[str, Any], status: int, message: str) -> None:
    """A body that is too long, too slow or one too many is refused with the reason, and the connection ends with it."""
    made, _ = guard(echo, **limits)
    client = Client(*sent, method="POST")
    run(made, client)
    assert (status, "close") == (client.status, client.headers["connection"])
    assert message in json.loads(client.body)["error"]["message"]
    assert 0 == made.held.bodies


def test_a_declared_length_is_believed() -> None:
    """Nothing is read of a body that says it is too long."""
    made, _ = guard(echo, query_bytes=10)
    client = Client(part(b"never read"), method="POST")
    client.scope["headers"] = [(b"content-length", b"11")]
    run(made, client)
    assert (413, 1) == (client.status, len(client._sent))


def test_a_body_comes_whole() -> None:
    """The routes get the body in one part, after which only the end of the connection can come."""
    made, _ = guard(echo)
    client = Client(part(b"a", more=True), part(b"b"), method="POST")
    run(made, client)
    assert (200, b"ab") == (client.status, client.body)


def test_work_for_a_client_that_has_gone_is_cancelled() -> None:
    """The route is cancelled where it waits, and the request is counted as one without an answer."""
    cancelled: list[bool] = []

    async def forever(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.append(True)

    made, seen = guard(forever)
    client = Client()
    client.gone.set()
    run(made, client)
    assert ([True], [], [499]) == (cancelled, client.got, [s.status for s in seen])


def test_a_route_can_wait_for_the_end_of_the_client() -> None:
    """What the routes receive after the body is that the client has gone."""
    heard: list[str] = []

    async def listens(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        try:
            heard.append((await receive())["type"])
        except asyncio.CancelledError:
            heard.append("cancelled")
            raise

    made, _ = guard(listens)
    client = Client()
    client.gone.set()
    run(made, client)
    assert 1 == len(heard)


def test_a_request_that_is_cut_off_hears_that_the_server_stops() -> None:
    """Where the server stops and waits no longer, who has no answer yet gets 503, with a time to come again."""

    async def forever(scope: Scope, receive: Receive, send: Send) -> None:
        is_asked.set()
        await asyncio.Event().wait()

    async def trial() -> None:
        task = asyncio.ensure_future(made(client.scope, client.receive, client.send))
        await is_asked.wait()
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()

    made, _ = guard(forever)
    client, is_asked = Client(), asyncio.Event()
    asyncio.run(trial())
    assert (503, "5") == (client.status, client.headers["retry-after"])
    assert "the server is stopping" in json.loads(client.body)["error"]["message"]


async def large(scope: Scope, receive: Receive, send: Send) -> None:
    await Response(b"x" * (2 * PIECE + 1))(scope, receive, send)


def test_large_answers_go_in_pieces() -> None:
    """Each piece must be taken; what comes is the whole."""
    made, seen = guard(large)
    client = Client()
    run(made, client)
    assert [PIECE, PIECE, 1] == [len(m["body"]) for m in client.got[1:]]
    assert [True, True, False] == [m["more_body"] for m in client.got[1:]]
    assert ([2 * PIECE + 1], 0) == ([s.size for s in seen], made.held.answers)


def test_a_client_that_takes_nothing_is_let_go_of() -> None:
    """An answer that is not taken in time ends, and is held no longer."""
    made, seen = guard(large, send=0.01)
    client = Client()
    client.stuck = True
    run(made, client)
    assert ([499], 0) == ([s.status for s in seen], made.held.answers)


def test_large_answers_are_bounded_together() -> None:
    """While as many bytes are being sent as may be, a large answer is refused, and a small one is not."""
    made, _ = guard(large, answers=2 * PIECE)
    client = Client()
    run(made, client)
    assert 200 == client.status  # one alone is always sent
    made.held.answers = 1
    refused = Client()
    run(made, refused)
    assert (503, "5", 1) == (refused.status, refused.headers["retry-after"], made.held.answers)


@pytest.mark.parametrize(
    ("path", "expected"), [("/health", {"status": "alive"}), ("/ready", {"status": "ready", "release": "abc"})]
)
def test_operators_are_answered_whatever_the_routes_do(path: str, expected: dict[str, str]) -> None:
    """Health and readiness need no route, and are not for caches."""

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("never called")

    made, _ = guard(broken)
    client = Client(path=path)
    run(made, client)
    assert (200, expected, "no-store") == (client.status, json.loads(client.body), client.headers["cache-control"])


def test_a_server_that_is_not_ready_says_so() -> None:
    """Before the start and while it stops, /ready is 503."""
    made, _ = guard(hello)
    made.status = lambda: (False, "")
    client = Client(path="/ready")
    run(made, client)
    assert (503, "5") == (client.status, client.headers["retry-after"])


def test_metrics_count_requests_by_kind() -> None:
    """Prometheus gets counts by kind and status, and what is measured when it asks."""
    made, _ = guard(hello)
    run(made, Client(path="/query/x"), Client(path="/id/a/b"), Client(path="/id/c"), Client(path="/anything"))
    client = Client(path="/metrics")
    run(made, client)
    assert client.headers["content-type"].startswith("text/plain")
    lines = client.body.decode().splitlines()
    for expected in (
        'csto_kg_requests_total{kind="query",status="200"} 1.0',
        'csto_kg_requests_total{kind="thing",status="200"} 2.0',
        'csto_kg_requests_total{kind="page",status="200"} 1.0',
        'csto_kg_request_seconds_count{kind="thing"} 2.0',
        "csto_kg_connections 3.0",
        "csto_kg_jobs_cached_total 7.0",
    ):
        assert expected in lines
