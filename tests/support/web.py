"""The server of this project in a thread, with a client."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from starlette.applications import Starlette

from tests.support.waiting import DEADLINE


@contextmanager
def serving(app: Starlette) -> Iterator[httpx.Client]:
    """A client of a server that runs in a thread of this process, on a free port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        config = uvicorn.Config(app, log_level="warning", lifespan="on", ws="none", timeout_graceful_shutdown=2)
        server = uvicorn.Server(config)
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
