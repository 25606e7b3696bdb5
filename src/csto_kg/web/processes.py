"""What runs in the processes beside the server: one that opens the release once, and its copies, which answer.

A copy shares the memory of the release with the process that it is made from, and is there within milliseconds. So a
query is ended with its process, and another takes its place at once. Messages go through sockets, as pickled values
with their length before them; only the server's own processes are at their ends.
"""

from __future__ import annotations

import contextlib
import gc
import math
import os
import pickle
import resource
import signal
import socket
import struct
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from typing import Any, Final

import pyoxigraph as ox

from csto_kg.errors import CstoKgError
from csto_kg.web.answers import Desk, reply_to
from csto_kg.web.jobs import Job, Reply, Setup
from csto_kg.web.live import LiveSite
from csto_kg.web.releases import release_store

LENGTH: Final = struct.Struct("!Q")


@dataclass(frozen=True, slots=True)
class Fork:
    """The order for a copy: a bound on its memory in bytes, and what it adds to its niceness. A socket follows."""

    memory: int
    nice: int


@dataclass(frozen=True, slots=True)
class Stop:
    """The order to end a copy. The answer is how it ended, as `os.waitpid` gives it."""

    pid: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A copy's reply to a job, and the seconds of computing that it took."""

    reply: Reply
    seconds: float


@dataclass(frozen=True, slots=True)
class Find:
    """A copy asks for what the server keeps under a key."""

    key: str


@dataclass(frozen=True, slots=True)
class Keep:
    """A copy gives the server something to keep under a key."""

    key: str
    packed: bytes


@dataclass(frozen=True, slots=True)
class NoMemory:
    """A copy has no memory left for its job; it is of no more use."""


def framed(message: object) -> bytes:
    """A message as it is sent."""
    body = pickle.dumps(message, protocol=5)
    return LENGTH.pack(len(body)) + body


def run_source(control: Connection, setup: Setup) -> None:
    """The process that opens the release, and makes and ends copies of itself as it is ordered, until the server has gone.

    Its first message is None once the release is open, or why it is not.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the server decides
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        store = release_store(setup.store.parent)
    except CstoKgError as error:
        control.send(str(error))
        return
    site = LiveSite(store, setup)
    site.prepare()  # once for all copies
    gc.collect()
    gc.freeze()  # what is never collected is never written to, and stays shared
    control.send(None)
    copies: set[int] = set()
    try:
        while True:
            order = control.recv()
            if isinstance(order, Fork):
                copies.add(_copy(control, order, store, site, setup))
            elif isinstance(order, Stop):
                control.send(_ended(order.pid))
                copies.discard(order.pid)
    except (EOFError, OSError):
        return
    finally:
        for pid in copies:
            _ended(pid)


def _copy(control: Connection, order: Fork, store: ox.Store, site: LiveSite, setup: Setup) -> int:
    """Make a copy that answers jobs on the socket that follows the order; sends its process identifier, and returns it."""
    end = recv_handle(control)
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            control.close()
            answer_jobs(socket.socket(fileno=end), order, store, site, setup)
            status = 0
        finally:
            os._exit(status)
    os.close(end)
    control.send(pid)
    return pid


def _ended(pid: int) -> int:
    """End a copy and return how it has ended: by itself before, or now."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    try:
        return os.waitpid(pid, 0)[1]
    except ChildProcessError:
        return 0


class _Exchange:
    """What a copy asks the server for while it answers: reweighed releases, which the server keeps."""

    def __init__(self, send: Callable[[object], None], receive: Callable[[], Any]) -> None:
        self._send = send
        self._receive = receive

    def lines(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The N-Quads that are kept under a key; where there are none, what `make` gives, which is kept from then on."""
        self._send(Find(key))
        packed = self._receive()
        if packed is not None:
            return zlib.decompress(packed)
        lines = make()
        self._send(Keep(key, zlib.compress(lines, 1)))
        return lines


def answer_jobs(end: socket.socket, order: Fork, store: ox.Store, site: LiveSite, setup: Setup) -> None:
    """Answer jobs until the other end of a socket is closed."""
    os.nice(order.nice)
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    # Only the soft limit: the server raises it where the job goes on among the long ones.
    memory = order.memory if hard == resource.RLIM_INFINITY else min(hard, order.memory)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, hard))
    received = end.makefile("rb")

    def send(message: object) -> None:
        end.sendall(framed(message))

    def receive() -> Any:
        head = received.read(LENGTH.size)
        if len(head) < LENGTH.size:
            raise EOFError
        return pickle.loads(received.read(LENGTH.unpack(head)[0]))

    desk = Desk(store, site, _Exchange(send, receive).lines)
    with contextlib.suppress(EOFError, OSError):
        while True:
            job: Job = receive()
            # If the server is killed, only this signal ends a query that still runs.
            signal.alarm(math.ceil(setup.timeout) + 20)
            started = time.process_time()
            try:
                reply = reply_to(job, desk, setup)
            except MemoryError:
                send(NoMemory())
                return
            signal.alarm(0)
            send(Answered(reply, time.process_time() - started))
