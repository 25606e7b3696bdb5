"""Runs the app on a port of this machine until it is stopped."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette

from csto_kg.errors import Fault, MachineError


def serve(app: Starlette, port: int, host: str = "127.0.0.1", on_start: Callable[[str], None] | None = None) -> None:
    """Serve until SIGINT or SIGTERM. Port 0 takes a free one; `on_start` is called with the address once it answers.

    Raises MachineError where the port cannot be had or the workers do not start.
    """
    listening = _listen(host, port)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, lifespan="on", ws="none", timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    with listening:
        if on_start is not None:
            shown = f"[{host}]" if ":" in host else host
            on_start(f"http://{shown}:{listening.getsockname()[1]}/")
        # uvicorn ends the whole program where the start fails; but only the command line ends it.
        with contextlib.suppress(KeyboardInterrupt, SystemExit):
            server.run(sockets=[listening])
    if not server.started:
        raise app.state.pool.fault or MachineError("the server could not start")


def _listen(host: str, port: int) -> socket.socket:
    # Named as TCP, or asyncio leaves Nagle's algorithm on, and each answer waits 40 ms for the client.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except (OSError, OverflowError) as error:
        listening.close()
        message = f"cannot listen on {host}, port {port}: {getattr(error, 'strerror', None) or error}"
        raise MachineError(Fault(message, fix="choose another with --port")) from error
    return listening
