"""What stands before the routes: who may ask how much, bodies and answers in time, and what is known of each request.

It knows nothing of the graph, and works with any ASGI server. `/health`, `/ready` and `/metrics` are answered here,
so that they are answered whatever the routes do.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from csto_kg.rdf.media import content_type
from csto_kg.web.jobs import RefusedRequestError, as_json
from csto_kg.web.lanes import stopping
from csto_kg.web.limits import Limits
from csto_kg.web.metrics import CONTENT_TYPE, Metrics, Seen
from csto_kg.web.pool import CLIENT
from csto_kg.web.queues import Rates, client_of

HEADERS: Final[Mapping[str, str]] = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""The headers of every response that does not have its own."""
PIECE: Final = 64 * 1024  # bytes of an answer that are sent at once; each must be taken in time
_WATCH_AFTER: Final = 0.05  # seconds after which a request is worth a look at whether its client is still there
_LARGE: Final = 64 * 1024  # what is smaller never counts towards the bounds on all together


@dataclass(slots=True)
class InHand:
    """What is held for clients at present: requests of each, and bytes of all."""

    requests: dict[str, int] = field(default_factory=dict)
    bodies: int = 0
    answers: int = 0


class Guard:
    """An ASGI app around another. `status` says whether requests are answered, and by which release."""

    def __init__(
        self,
        app: ASGIApp,
        limits: Limits,
        metrics: Metrics,
        status: Callable[[], tuple[bool, str]],
        log: Callable[[Seen], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app = app
        self.limits = limits
        self.metrics = metrics
        self.status = status
        self.log = log
        self.clock = clock
        self.held = InHand()
        self._rates = Rates(limits.per_second, limits.burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass on what is none."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        client = client_of(scope["client"][0]) if scope.get("client") else ""
        exchange = _Exchange(self, scope, receive, send, client)
        self.held.requests[client] = self.held.requests.get(client, 0) + 1
        try:
            await self._answer(exchange, scope, client)
        except RefusedRequestError as refused:
            await exchange.refuse(refused)
        finally:
            exchange.close()
            left = self.held.requests[client] - 1
            if left:
                self.held.requests[client] = left
            else:
                del self.held.requests[client]
            seen = exchange.seen()
            self.metrics.count(seen)
            if self.log is not None:
                self.log(seen)

    async def _answer(self, exchange: _Exchange, scope: Scope, client: str) -> None:
        if (made := self._own(scope["path"])) is not None:
            await made(scope, exchange.receive, exchange.send)
            return
        await self._admit(client)
        if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            await exchange.read_body()
        token = CLIENT.set(client)
        exchange.watch()
        try:
            await self.app(scope, exchange.receive, exchange.send)
        except asyncio.CancelledError:
            if not exchange.is_gone:  # the server stops, and waits no longer
                await exchange.refuse(stopping())
                raise
        finally:
            CLIENT.reset(token)
        if exchange.refused is not None:
            refused, exchange.refused = exchange.refused, None
            raise refused

    async def _admit(self, client: str) -> None:
        """Raise RefusedRequestError, after a delay, for a client that asks for too much at once or too fast."""
        if self.held.requests[client] > self.limits.client_requests:
            message = f"you have {self.limits.client_requests} requests open: let them be answered first"
            retry = 5.0
        elif (retry := self._rates.wait(client, self.clock())) > 0:
            message = f"you ask too often: {self.limits.per_second:g} requests a second are answered in the long run"
        else:
            return
        await asyncio.sleep(self.limits.refusal_delay)
        raise RefusedRequestError(429, message, headers={"Retry-After": str(max(1, round(retry)))})

    def _own(self, path: str) -> Response | None:
        """The response to a path that is for operators."""
        if path not in ("/health", "/ready", "/metrics"):
            return None
        is_ready, release = self.status()
        no_store = {"Cache-Control": "no-store"}
        if path == "/metrics":
            return Response(self.metrics.text(), headers={"Content-Type": CONTENT_TYPE, **no_store})
        if path == "/health":
            return Response(
                as_json({"status": "alive"}), headers={"Content-Type": content_type("application/json"), **no_store}
            )
        state = {"status": "ready" if is_ready else "not ready", "release": release}
        status = 200 if is_ready else 503
        retry = {} if is_ready else {"Retry-After": "5"}
        headers = {"Content-Type": content_type("application/json"), **no_store, **retry}
        return Response(as_json(state), status, headers)


class _Exchange:
    """One request and its answer: the body read in time, the answer sent in pieces, the client watched."""

    def __init__(self, guard: Guard, scope: Scope, receive: Receive, send: Send, client: str) -> None:
        self._guard = guard
        self._scope = scope
        self._receive = receive
        self._send = send
        self._client = client
        self._started = guard.clock()
        self._body: bytes | None = b""
        self._body_is_whole = True
        self._counted = 0  # bytes of the body that count towards the bound on all
        self._answer_bytes = 0
        self._head: Message | None = None
        self._status = 0
        self._sent = 0
        self.is_gone = False
        self.refused: RefusedRequestError | None = None  # why the answer that there is cannot be sent
        self._gone = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._watcher: asyncio.Task[None] | None = None

    async def read_body(self) -> None:
        """Read the whole body. Raises RefusedRequestError where it is too long, too slow, or one too many, or cut off."""
        limits, held, parts, size = self._guard.limits, self._guard.held, [], 0
        self._body_is_whole = False
        declared = dict(self._scope["headers"]).get(b"content-length", b"0")
        too_long = RefusedRequestError(413, f"the request is longer than {limits.query_bytes} bytes")
        if declared.isdigit() and int(declared) > limits.query_bytes:
            raise too_long
        try:
            async with asyncio.timeout(limits.body):
                while True:
                    message = await self._receive()
                    if message["type"] == "http.disconnect":
                        self.is_gone = True
                        raise RefusedRequestError(400, "the request was cut off")
                    part = message.get("body", b"")
                    size += len(part)
                    if size > limits.query_bytes:
                        raise too_long
                    if size > _LARGE and held.bodies + len(part) > limits.bodies:
                        why = "too many long requests are being read: try again later"
                        raise RefusedRequestError(503, why, headers={"Retry-After": "5"})
                    held.bodies += len(part)
                    self._counted += len(part)
                    parts.append(part)
                    if not message.get("more_body", False):
                        break
        except TimeoutError:
            why = f"the body of the request did not arrive within {limits.body:g} seconds"
            raise RefusedRequestError(408, why) from None
        self._body, self._body_is_whole = b"".join(parts), True

    async def receive(self) -> Message:
        """The body, once; after that, that the client has gone, once it has."""
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    def watch(self) -> None:
        """Cancel the task that calls this, if the client goes before its answer has been sent."""
        task = asyncio.current_task()
        assert task is not None
        loop = asyncio.get_running_loop()

        async def until_gone() -> None:
            while (await self._receive())["type"] != "http.disconnect":
                pass
            self.is_gone = True
            self._gone.set()
            task.cancel()

        def begin() -> None:
            self._watcher = loop.create_task(until_gone())

        self._timer = loop.call_later(_WATCH_AFTER, begin)

    def close(self) -> None:
        """Watch no longer, and hold nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
        if self._watcher is not None:
            self._watcher.cancel()
        self._guard.held.bodies -= self._counted
        self._guard.held.answers -= self._answer_bytes
        self._counted = self._answer_bytes = 0

    async def refuse(self, refused: RefusedRequestError) -> None:
        """Send a refusal, unless an answer has been begun or nobody is there."""
        if self._status or self.is_gone:
            return
        self._head = None
        reply = refused.reply()
        headers = {"Content-Type": content_type(reply.media_type), **(reply.headers or {})}
        await Response(reply.body, reply.status, headers)(self._scope, self.receive, self.send)

    async def send(self, message: Message) -> None:
        """Send a part of the answer, in pieces that must be taken in time; its start goes with its first part."""
        if message["type"] == "http.response.start":
            self._head = message
            return
        body = message.get("body", b"")
        if self._head is not None and not self._may_start(len(body)):
            return
        if self.refused is not None:
            return
        if self._head is not None:
            head, self._head = self._head, None
            self._complete(head)
            await self._send(head)
        self._sent += len(body)
        if len(body) <= PIECE:
            await self._in_time(message)
            return
        for start in range(0, len(body), PIECE):
            piece = body[start : start + PIECE]
            more = message.get("more_body", False) or start + PIECE < len(body)
            await self._in_time({"type": "http.response.body", "body": piece, "more_body": more})

    async def _in_time(self, message: Message) -> None:
        try:
            async with asyncio.timeout(self._guard.limits.send):
                await self._send(message)
        except TimeoutError:
            self.is_gone = True
            raise asyncio.CancelledError from None

    def _may_start(self, size: int) -> bool:
        """Whether an answer may be sent: a large one is counted until it has been, and one too many is refused."""
        held, limits = self._guard.held, self._guard.limits
        if size <= PIECE:
            return True
        if held.answers and held.answers + size > limits.answers:
            message = "too many large answers are being sent: try again later"
            self._head, self.refused = None, RefusedRequestError(503, message, headers={"Retry-After": "5"})
            return False
        self._answer_bytes = size
        held.answers += size
        return True

    def _complete(self, head: Message) -> None:
        self._status = head["status"]
        headers = MutableHeaders(scope=head)
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if self._scope.get("scheme") == "https":
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if not self._body_is_whole:  # what is left of the body is not read
            headers["Connection"] = "close"

    def seen(self) -> Seen:
        """What is known of the request now."""
        return Seen(
            self._client,
            self._scope["method"],
            self._scope["path"],
            # 499 is what nginx writes for a client that went before it had an answer.
            499 if self.is_gone else self._status or 500,
            self._sent,
            self._guard.clock() - self._started,
        )
