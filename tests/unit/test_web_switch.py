"""A new release is taken up without dropping a request."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message

from csto_kg.errors import MachineError
from csto_kg.web.switch import Served, Switch


class Made:
    """An app that answers with its name once it may, and notes when it starts and stops."""

    def __init__(self, name: str, fault: bool = False) -> None:
        self.name = name
        self.may_answer = asyncio.Event()
        self.is_asked = asyncio.Event()
        self.notes: list[str] = []

        @contextlib.asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            if fault:
                raise MachineError("its files are damaged")
            self.notes.append("starts")
            yield
            self.notes.append("stops")

        async def answer(_: Request) -> PlainTextResponse:
            self.is_asked.set()
            await self.may_answer.wait()
            return PlainTextResponse(name)

        self.app = Starlette(routes=[Route("/", answer)], lifespan=lifespan)
        self.app.state.pool = SimpleNamespace(is_open=True)
        self.app.state.release = name


async def asked(switch: Switch) -> bytes:
    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
    got: list[Message] = []

    async def send(message: Message) -> None:
        got.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    await switch(scope, receive, send)
    return bytes(got[1]["body"])


async def started(first: Made, switch: Switch) -> None:
    switch.current = Served(first.app)
    await switch.current.start()


async def finished(switch: Switch) -> None:
    await asyncio.gather(*switch._leaving)


def test_requests_are_answered_by_the_release_that_they_asked() -> None:
    """A request that is being answered is, by the release it asked; the next is by the new one; then the old one stops."""

    async def trial() -> None:
        first, second = Made("first"), Made("second")
        newest = ["1"]
        switch = Switch(first.app, lambda: second.app, lambda: newest[0])
        await started(first, switch)
        pending = asyncio.ensure_future(asked(switch))
        await first.is_asked.wait()
        newest[0] = "2"
        await switch.look()
        assert (True, "second") == switch.status()
        second.may_answer.set()
        assert b"second" == await asked(switch)
        assert ["starts"] == first.notes
        first.may_answer.set()
        assert b"first" == await pending
        await finished(switch)
        assert (["starts", "stops"], ["starts"], 1) == (first.notes, second.notes, switch.taken_up)

    asyncio.run(trial())


def test_a_release_that_cannot_be_served_is_passed_over() -> None:
    """The present release goes on, and the damaged one is tried once."""

    async def trial() -> None:
        first = Made("first")
        newest, tries = ["1"], []

        def make() -> Starlette:
            tries.append(newest[0])
            return Made("second", fault=True).app

        switch = Switch(first.app, make, lambda: newest[0])
        await started(first, switch)
        newest[0] = "2"
        await switch.look()
        await switch.look()
        first.may_answer.set()
        assert (b"first", ["2"], 0) == (await asked(switch), tries, switch.taken_up)

    asyncio.run(trial())


def test_nothing_happens_where_nothing_is_new() -> None:
    """The same release, or none while a build replaces it, changes nothing."""

    async def trial() -> None:
        first = Made("first")
        newest: list[str | None] = ["1"]
        switch = Switch(first.app, lambda: Made("never").app, lambda: newest[0])
        await started(first, switch)
        await switch.look()
        newest[0] = None
        await switch.look()
        assert (True, "first") == switch.status()

    asyncio.run(trial())


def test_the_first_release_starts_and_stops_with_the_server() -> None:
    """The server says when it has started, and stops all that it started; a fault at the start is reported."""

    async def trial(made: Made) -> list[str]:
        switch = Switch(made.app)
        said: list[str] = []
        stop = asyncio.Event()
        sent = iter([{"type": "lifespan.startup"}])

        async def receive() -> Message:
            message = next(sent, None)
            if message is None:
                await stop.wait()
            return message or {"type": "lifespan.shutdown"}

        async def send(message: Message) -> None:
            said.append(message["type"].rpartition(".")[2])
            stop.set()

        await switch({"type": "lifespan"}, receive, send)
        return said

    made = Made("first")
    assert ["complete", "complete"] == asyncio.run(trial(made))
    assert ["starts", "stops"] == made.notes
    assert ["failed"] == asyncio.run(trial(Made("broken", fault=True)))
