"""The server of this project in a thread, with a client."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette

from csto_kg.web.limits import Limits
from csto_kg.web.server import Operation, configuration
from tests.support.waiting import DEADLINE

FREE = Limits(per_second=1e9, burst=1e9)
"""The limits for tests that are not about them: one client may ask as fast as it can."""


@contextmanager
def serving(app: Starlette, limits: Limits = FREE, **more: Any) -> Iterator[httpx.Client]:
    """A client of a server that runs in a thread of this process, on a free port; see `Operation` for `more`."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(configuration(app, Operation(limits, grace=2, **more)))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            address = f"http://127.0.0.1:{listening.getsockname()[1]}"
            with httpx.Client(base_url=address, timeout=DEADLINE) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(DEADLINE)
            assert not thread.is_alive()
