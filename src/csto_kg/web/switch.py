"""Passes requests to the app of the current release, and takes up a new one without dropping a request."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from csto_kg.errors import CstoKgError
from csto_kg.web.pool import Pool

log = logging.getLogger("csto_kg.web")
LOOK_SECONDS: Final = 2.0
"""Seconds between two looks at whether there is a new release."""
LEAVE_SECONDS: Final = 60.0
"""Seconds that requests may take to be answered from a release that is no longer current."""


class Served:
    """The app of one release while it runs, and how many requests it is answering."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        self.pool: Pool = app.state.pool
        self.release = str(getattr(app.state, "release", ""))
        self.requests = 0
        self.is_done = asyncio.Event()
        self._stack = contextlib.AsyncExitStack()

    async def start(self) -> None:
        """Start the app. Raises MachineError where its workers do not start."""
        await self._stack.enter_async_context(self.app.router.lifespan_context(self.app))

    async def stop(self) -> None:
        """Stop the app."""
        await self._stack.aclose()

    async def leave(self) -> None:
        """Stop the app once its requests are answered, or after a minute."""
        if self.requests:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.is_done.wait(), LEAVE_SECONDS)
        await self.stop()


class Switch:
    """An ASGI app. `newest` gives a value that changes with each release, `make` the app of the current one."""

    def __init__(
        self,
        app: Starlette,
        make: Callable[[], Starlette] | None = None,
        newest: Callable[[], object] | None = None,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._first = app
        self._make = make
        self._newest = newest or (lambda: None)
        self._look_seconds = look_seconds
        self._seen = self._newest()
        self.current: Served | None = None
        self.taken_up = 0
        self._leaving: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to the app of the current release."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        served = self.current
        assert served is not None, "the server has started"
        served.requests += 1
        try:
            await served.app(scope, receive, send)
        finally:
            served.requests -= 1
            if not served.requests and served is not self.current:
                served.is_done.set()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with self._running():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except CstoKgError as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.shutdown.complete"})

    @contextlib.asynccontextmanager
    async def _running(self) -> AsyncIterator[None]:
        first = Served(self._first)
        await first.start()
        self.current = first
        watch = asyncio.get_running_loop().create_task(self._watch())
        try:
            yield
        finally:
            watch.cancel()
            for leaving in self._leaving:
                leaving.cancel()
            await self.current.stop()
            await asyncio.gather(watch, *self._leaving, return_exceptions=True)

    async def _watch(self) -> None:
        while self._make is not None:
            await asyncio.sleep(self._look_seconds)
            await self.look()

    async def look(self) -> None:
        """Take up the newest release, if that is another; where it cannot be served, go on with the present one."""
        newest: Any = await asyncio.to_thread(self._newest)
        if newest == self._seen or newest is None or self._make is None:
            return
        self._seen = newest  # a release that cannot be served is not tried again
        try:
            served = Served(await asyncio.to_thread(self._make))
            await served.start()
        except CstoKgError:
            log.exception("the new release is not served")
            return
        before, self.current = self.current, served
        self.taken_up += 1
        log.warning("release %s is served now", served.release)
        if before is not None:
            leaving = asyncio.get_running_loop().create_task(before.leave())
            self._leaving.add(leaving)
            leaving.add_done_callback(self._leaving.discard)

    def status(self) -> tuple[bool, str]:
        """Whether requests are answered, and the hash of the release that answers."""
        served = self.current
        return served is not None and served.pool.is_open, served.release if served is not None else ""
