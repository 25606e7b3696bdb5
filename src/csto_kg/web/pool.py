"""The worker processes, seen from the server: each answers one job at a time and is replaced when it ends."""

from __future__ import annotations

import math
import multiprocessing
import resource
import signal
from collections import deque
from multiprocessing.connection import Connection

import anyio
import anyio.to_thread

from csto_kg.errors import CstoKgError, Fault, MachineError
from csto_kg.release.store import load_store
from csto_kg.web.answers import reply_to
from csto_kg.web.jobs import Job, RefusedRequestError, Reply, Setup, too_much

# More requests than this would wait too long for a worker.
MAX_WAITING = 100
# A new worker imports this package and opens the store: well under a second, more on a busy machine.
START_SECONDS = 60.0


def _work(connection: Connection, setup: Setup) -> None:
    """Answer jobs until the other end is closed. The first message is None once the store is open, or why it is not."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the server decides
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    memory = setup.max_memory if hard == resource.RLIM_INFINITY else min(hard, setup.max_memory)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    try:
        store = load_store(setup.store)
    except CstoKgError as error:
        connection.send(str(error))
        return
    connection.send(None)
    while True:
        try:
            job: Job = connection.recv()
        except EOFError:
            return
        # If the server is killed, only this signal ends a query that still runs.
        signal.alarm(math.ceil(setup.timeout) + 10)
        found = reply_to(job, store, setup)
        signal.alarm(0)
        try:
            connection.send(found)
        except BrokenPipeError:
            return


class _LateError(Exception):
    """A worker has not answered in time."""


class _Worker:
    """A process that answers one job at a time. Used by one thread at a time."""

    def __init__(self, setup: Setup) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.connection, theirs = spawn.Pipe()
        self.process = spawn.Process(target=_work, args=(theirs, setup), daemon=True)
        self.process.start()
        theirs.close()
        self.is_ready = False

    def wait(self) -> None:
        """Wait until the store is open. Raises MachineError where it cannot be opened, EOFError on its death."""
        if self.is_ready:
            return
        if not self.connection.poll(START_SECONDS):
            raise MachineError("a worker process did not start")
        fault = self.connection.recv()
        if fault is not None:
            raise MachineError(fault)
        self.is_ready = True

    def ask(self, job: Job, timeout: float) -> Reply:
        """The reply to a job. Raises _LateError after `timeout` seconds, EOFError or OSError if the process died."""
        self.wait()
        self.connection.send(job)
        if not self.connection.poll(timeout):
            raise _LateError
        found = self.connection.recv()
        assert isinstance(found, Reply)
        return found

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class Pool:
    """The workers. Requests wait for one in the order in which they came, without holding up the event loop.

    `size` workers start when the pool is entered, and end when it is left. Entering raises MachineError where they
    cannot start.
    """

    def __init__(self, setup: Setup, size: int) -> None:
        self.setup = setup
        self.size = size
        self._idle: deque[_Worker] = deque()
        self._busy: set[_Worker] = set()
        self._is_open = False
        self._limiter: anyio.CapacityLimiter | None = None
        self.fault: MachineError | None = (
            None  # why the workers did not start, for the thread that waits outside the loop
        )

    async def __aenter__(self) -> Pool:
        self._limiter = anyio.CapacityLimiter(self.size)
        await anyio.to_thread.run_sync(self._start)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._is_open = False
        for worker in list(self._busy):
            worker.process.kill()  # the thread that waits for this worker notices its end, and cleans up
        while self._idle:
            self._idle.popleft().stop()

    def _start(self) -> None:
        self._is_open = True
        self._idle.extend(_Worker(self.setup) for _ in range(self.size))
        try:
            for worker in self._idle:
                worker.wait()
        except (EOFError, OSError, MachineError) as error:
            while self._idle:
                self._idle.popleft().stop()
            self.fault = MachineError(Fault(f"the workers could not start: {error}"))
            raise self.fault from error

    async def ask(self, job: Job) -> Reply:
        """The reply to a job, errors included. Raises RefusedError where too many wait, or a query took too much."""
        if self._limiter is None:
            raise RefusedRequestError(503, "the server has not started")
        if self._limiter.statistics().tasks_waiting >= MAX_WAITING:
            raise RefusedRequestError(
                503, "too many requests are waiting: try again later", headers={"Retry-After": "5"}
            )
        return await anyio.to_thread.run_sync(self._ask, job, limiter=self._limiter)

    def _ask(self, job: Job) -> Reply:
        worker = self._idle.popleft() if self._is_open else None
        if worker is None:
            raise RefusedRequestError(503, "the server is stopping")
        self._busy.add(worker)
        is_well = False
        try:
            found = worker.ask(job, self.setup.timeout)
            is_well = True
            return found
        except _LateError:
            raise RefusedRequestError(
                503, f"the query was ended: it took longer than {self.setup.timeout:g} seconds"
            ) from None
        except (EOFError, OSError):
            raise (
                too_much(self.setup) if self._is_open else RefusedRequestError(503, "the server is stopping")
            ) from None
        except MachineError as error:
            raise RefusedRequestError(503, str(error), error.faults) from None
        finally:
            self._busy.discard(worker)
            if not is_well:
                worker.stop()
            if self._is_open:
                self._idle.append(worker if is_well else _Worker(self.setup))
            elif is_well:
                worker.stop()
