"""Connections: how many there may be, and how long each may take to send a request and to take an answer.

uvicorn bounds the time between requests, and its hook for a protocol class of one's own is used for the rest.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, ClassVar, Final, Protocol

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from csto_kg.web.jobs import RefusedRequestError
from csto_kg.web.limits import Limits
from csto_kg.web.queues import client_of

_UPGRADE: Final = re.compile(rb"\r\nupgrade:", re.IGNORECASE)
HEAD_BYTES: Final = 64 * 1024
"""The size of the longest head of a request, with its address."""


class Closable(Protocol):
    """What can be closed at once, such as a connection."""

    def abort(self) -> None:
        """Close without sending what is left to send."""


class Connections:
    """The open connections by client. Those of trusted proxies are bounded in total only."""

    def __init__(self, limits: Limits, trusted: Iterable[str] = ()) -> None:
        self.limits = limits
        self._trusted = tuple(ipaddress.ip_network(t, strict=False) for t in trusted)
        self._by_client: dict[str, list[Closable]] = {}
        self.total = 0

    def is_trusted(self, address: str) -> bool:
        """Whether an address is that of a trusted proxy."""
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._trusted)

    def enter(self, address: str, connection: Closable) -> RefusedRequestError | None:
        """Count a connection from an address; why it is refused, if it is.

        Where there are as many as there may be, one of whoever has most is closed, if that is another.
        """
        client = client_of(address)
        has = len(self._by_client.get(client, ()))
        is_trusted = self.is_trusted(address)
        if has >= self.limits.client_connections and not is_trusted:
            message = f"you have {has} connections open: use these, or close some"
            return RefusedRequestError(429, message, headers={"Retry-After": "5"})
        if self.total >= self.limits.connections:
            most = max(self._by_client, key=lambda c: len(self._by_client[c]), default=client)
            if is_trusted or len(self._by_client.get(most, ())) <= has + 1:
                return RefusedRequestError(
                    503, "too many connections are open: try again later", headers={"Retry-After": "5"}
                )
            closed = self._by_client[most][-1]
            self.leave(most, closed)
            closed.abort()
        self._by_client.setdefault(client, []).append(connection)
        self.total += 1
        return None

    def leave(self, address: str, connection: Closable) -> None:
        """Count a connection no longer."""
        client = client_of(address)
        has = self._by_client.get(client, [])
        if connection in has:
            has.remove(connection)
            self.total -= 1
            if not has:
                del self._by_client[client]


def raw_response(refused: RefusedRequestError, headers: Mapping[str, str]) -> bytes:
    """A refusal as HTTP/1.1, for where no request has been read. The connection is closed after it."""
    reply = refused.reply()
    given = {
        **headers,
        **(reply.headers or {}),
        "Content-Type": reply.media_type,
        "Content-Length": str(len(reply.body)),
        "Connection": "close",
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}\r\n{head}\r\n".encode() + reply.body


def without_upgrade(data: bytes) -> bytes:
    """The head of a request that offers another protocol, as if it did not; a server may pass over such an offer.

    Java's client offers HTTP/2 with each first request, and the parser reads no body after an offer.
    """
    head, mark, rest = data.partition(b"\r\n\r\n")
    return _UPGRADE.sub(b"\r\nx-offer:", head) + mark + rest


class TimedProtocol(HttpToolsProtocol):
    """The protocol of connections that are counted and timed; `headers` are those of refusals."""

    counted: ClassVar[Connections]
    headers_of_refusals: ClassVar[Mapping[str, str]]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._limits = self.counted.limits
        self._address = ""
        self._head_timer: asyncio.TimerHandle | None = None
        self._send_timer: asyncio.TimerHandle | None = None
        self._head_bytes = 0
        self._part = 0
        self._is_in_body = False
        self._is_in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection; close it again where it is one too many."""
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        refused = self.counted.enter(self._address, self)
        if refused is not None:
            self._refuse(refused)
            return
        self._head_timer = self.loop.call_later(self._limits.header, self._late)

    def connection_lost(self, exc: Exception | None) -> None:
        """Count the connection no longer."""
        self._disarm()
        if self._send_timer is not None:
            self._send_timer.cancel()
        self.counted.leave(self._address, self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read a part of a request, unless its head is too long."""
        if self.transport.is_closing() or self.parser is None:
            return
        # What comes in one part with the end of a body is not counted.
        self._part = 0 if self._is_in_body else len(data)
        self._head_bytes += len(data)
        super().data_received(data if self._is_in_body else without_upgrade(data))
        if self._is_in_head and self._head_bytes > HEAD_BYTES:
            self._refuse(RefusedRequestError(431, f"the head of a request may have {HEAD_BYTES} bytes"))

    def on_message_begin(self) -> None:
        """A request begins: its head must come in time."""
        self._is_in_head, self._head_bytes, self._part = True, self._part, 0
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self._limits.header, self._late)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head of a request is there."""
        self._disarm()
        self._is_in_head, self._is_in_body = False, True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body of a request is there."""
        self._is_in_body = False
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - all that uvicorn knows is that it could not be read
        """Refuse what is not HTTP; uvicorn knows no more than that."""
        self._refuse(RefusedRequestError(400, "this is not a request in HTTP/1.1 that can be read"))

    def pause_writing(self) -> None:
        """The client takes nothing at present: it must go on in time."""
        super().pause_writing()
        if self._send_timer is None:
            self._send_timer = self.loop.call_later(self._limits.send, self.abort)

    def resume_writing(self) -> None:
        """The client has taken something."""
        super().resume_writing()
        if self._send_timer is not None:
            self._send_timer.cancel()
            self._send_timer = None

    def abort(self) -> None:
        """Close without sending what is left to send."""
        if self.transport is not None:
            self.transport.abort()

    def _late(self) -> None:
        self._head_timer = None
        message = f"the head of the request did not arrive within {self._limits.header:g} seconds"
        self._refuse(RefusedRequestError(408, message))

    def _disarm(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _refuse(self, refused: RefusedRequestError) -> None:
        self._disarm()
        if not self.transport.is_closing():
            self.transport.write(raw_response(refused, self.headers_of_refusals))
            self.transport.close()
            # What the client does not take is not kept for it.
            self.loop.call_later(self._limits.send, self.abort)


def protocol_for(connections: Connections, headers: Mapping[str, str]) -> type[asyncio.Protocol]:
    """The protocol of connections that are counted by `connections`; `headers` are those of refusals."""
    return type("Protocol", (TimedProtocol,), {"counted": connections, "headers_of_refusals": headers})
