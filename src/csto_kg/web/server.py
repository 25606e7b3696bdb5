"""Runs the app on a port of this machine until it is stopped."""

from __future__ import annotations

import contextlib
import resource
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import uvicorn
from starlette.applications import Starlette

from csto_kg.errors import Fault, MachineError
from csto_kg.web.connections import Connections, protocol_for
from csto_kg.web.guard import HEADERS, Guard
from csto_kg.web.limits import Limits
from csto_kg.web.metrics import Metrics, Seen
from csto_kg.web.switch import Switch

App: TypeAlias = Starlette
"""The server of one release, as `make_app` gives it."""


@dataclass(frozen=True, slots=True)
class Operation:
    """How a server is operated.

    `trusted` are the addresses or networks of proxies whose `X-Forwarded-For` is believed. `log` is called with each request.
    Where `newest` gives another value, the app that `make` gives takes over (`Switch`). `grace` is how many seconds requests
    may take to be answered once the server is to stop.
    """

    limits: Limits = field(default_factory=Limits)
    trusted: Sequence[str] = ()
    log: Callable[[Seen], None] | None = None
    make: Callable[[], Starlette] | None = None
    newest: Callable[[], object] | None = None
    grace: int = 10


def serve(
    app: Starlette,
    port: int,
    host: str = "127.0.0.1",
    on_start: Callable[[str], None] | None = None,
    operation: Operation | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM. Port 0 takes a free one; `on_start` is called with the address once it answers.

    Raises MachineError where the port cannot be had or the workers do not start.
    """
    listening = _listen(host, port)
    _raise_open_files()
    server = uvicorn.Server(configuration(app, operation or Operation()))
    with listening:
        if on_start is not None:
            shown = f"[{host}]" if ":" in host else host
            on_start(f"http://{shown}:{listening.getsockname()[1]}/")
        # uvicorn ends the whole program where the start fails; but only the command line ends it.
        with contextlib.suppress(KeyboardInterrupt, SystemExit):
            server.run(sockets=[listening])
    if not server.started:
        raise app.state.pool.fault or MachineError("the server could not start")


def configuration(app: Starlette, operation: Operation) -> uvicorn.Config:
    """The configuration of uvicorn for an app with all that stands before it."""
    limits, trusted = operation.limits, operation.trusted
    switch = Switch(app, operation.make, operation.newest)
    connections = Connections(limits, trusted)
    guard: Guard

    def state() -> Iterable[tuple[str, str, float]]:
        return _state(switch, connections, guard)

    guard = Guard(switch, limits, Metrics(state), switch.status, operation.log)
    return uvicorn.Config(
        guard,
        http=protocol_for(connections, HEADERS),
        log_level="error",  # what clients do wrong is in the access log and in the metrics
        access_log=False,
        server_header=False,
        lifespan="on",
        ws="none",
        proxy_headers=bool(trusted),
        forwarded_allow_ips=list(trusted),
        timeout_keep_alive=round(limits.idle),
        timeout_graceful_shutdown=operation.grace,
        backlog=512,
    )


def _state(switch: Switch, connections: Connections, guard: Guard) -> Iterator[tuple[str, str, float]]:
    """What is measured only when somebody asks for the metrics."""
    yield "csto_kg_connections", "Open connections.", connections.total
    yield "csto_kg_body_bytes", "Bytes of request bodies that are held.", guard.held.bodies
    yield "csto_kg_answer_bytes", "Bytes of large answers that are being sent.", guard.held.answers
    yield "csto_kg_releases_taken_up_total", "New releases since the start.", switch.taken_up
    if switch.current is None:
        return
    pool = switch.current.pool
    yield "csto_kg_resident_bytes", "Memory of all processes; what they share counts once.", pool.resident()
    yield "csto_kg_reweighed_releases", "Reweighed releases that are kept.", len(pool.kept)
    yield "csto_kg_kept_answers", "Answers that are kept.", len(pool.answers)
    for lane in pool.lanes:
        yield f"csto_kg_{lane.name}_waiting", f"Jobs that wait in the lane {lane.name}.", len(lane.queue)
        yield f"csto_kg_{lane.name}_running", f"Jobs that are answered in the lane {lane.name}.", len(lane.running)
    for name, count in pool.counts.items():
        yield f"csto_kg_jobs_{name}_total", f"Jobs that were {name}; for replaced, workers.", count


def _raise_open_files() -> None:
    """Allow as many open files, and so connections, as the system lets this process have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4096 if hard == resource.RLIM_INFINITY else min(hard, 4096)
    if soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _listen(host: str, port: int) -> socket.socket:
    # Named as TCP, or asyncio leaves Nagle's algorithm on, and each answer waits 40 ms for the client.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(512)
    except (OSError, OverflowError) as error:
        listening.close()
        message = f"cannot listen on {host}, port {port}: {getattr(error, 'strerror', None) or error}"
        raise MachineError(Fault(message, fix="choose another with --port")) from error
    return listening
