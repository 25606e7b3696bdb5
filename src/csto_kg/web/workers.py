"""The processes beside the server, as the event loop sees them: the source of copies, and each copy as a worker."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import pickle
import resource
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import send_handle
from typing import Any, Final

from csto_kg.errors import MachineError
from csto_kg.web.jobs import Job, Setup
from csto_kg.web.kept import Kept
from csto_kg.web.limits import LaneLimits
from csto_kg.web.processes import LENGTH, Answered, Find, Fork, Keep, NoMemory, Stop, framed, run_source

# The source imports this package and opens the release: a second or two, more on a busy machine.
START_SECONDS: Final = 120.0
_TICKS: Final = os.sysconf("SC_CLK_TCK")


class Worker:
    """A process that answers one job at a time."""

    def __init__(self, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kept: Kept) -> None:
        self.pid = pid
        self._reader = reader
        self._writer = writer
        self._kept = kept

    async def ask(self, job: Job) -> Answered | NoMemory:
        """The answer to a job. Raises EOFError or OSError where the process ends before it has answered."""
        self._writer.write(framed(job))
        while True:
            (length,) = LENGTH.unpack(await self._reader.readexactly(LENGTH.size))
            message: Any = pickle.loads(await self._reader.readexactly(length))
            if isinstance(message, Find):
                self._writer.write(framed(self._kept.find(message.key)))
            elif isinstance(message, Keep):
                self._kept.keep(message.key, message.packed)
            else:
                assert isinstance(message, Answered | NoMemory)
                return message

    @property
    def is_gone(self) -> bool:
        """Whether the process is known to have ended."""
        return self._reader.at_eof() or self._writer.is_closing()

    def computed(self) -> float:
        """The seconds that the process has computed; where the system does not say, those that have passed."""
        try:
            with open(f"/proc/{self.pid}/stat", encoding="ascii") as file:  # noqa: PTH123 - read often
                fields = file.read().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / _TICKS
        except (OSError, ValueError, IndexError):
            return time.monotonic()

    def promote(self, limits: LaneLimits) -> None:
        """Let the process go on under the limits of another lane."""
        try:
            hard = resource.prlimit(self.pid, resource.RLIMIT_DATA)[1]
            resource.prlimit(self.pid, resource.RLIMIT_DATA, (limits.memory, hard))
            os.setpriority(os.PRIO_PROCESS, self.pid, limits.nice)
        except (
            OSError,
            ValueError,
        ):  # it has just ended, or this system has no such calls: then it keeps its own limits
            return

    def kill(self) -> None:
        """End the process at once. Its number is its own until the source has been ordered to stop it."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(self.pid, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """Let go of the process; whoever waits for its answer gets an error."""
        self._writer.transport.abort()


class Source:
    """The process that has opened the release, and makes and ends its copies."""

    def __init__(self, setup: Setup, kept: Kept) -> None:
        self.setup = setup
        self._kept = kept
        self._control: Connection | None = None
        self._process: BaseProcess | None = None
        # Orders go one by one, and each waits for its answer.
        self._orders = ThreadPoolExecutor(1, "orders")

    @property
    def pid(self) -> int | None:
        """The process identifier, None where it has not started."""
        return self._process.pid if self._process is not None else None

    async def start(self) -> None:
        """Start the process. Raises MachineError where the release cannot be opened."""
        await asyncio.get_running_loop().run_in_executor(self._orders, self._start)

    def _start(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._control, theirs = spawn.Pipe()
        self._process = spawn.Process(target=run_source, args=(theirs, self.setup), daemon=True)
        self._process.start()
        theirs.close()
        if not self._control.poll(START_SECONDS):
            raise MachineError("the process that opens the release did not start")
        try:
            fault = self._control.recv()
        except EOFError:
            raise MachineError("the process that opens the release ended at its start") from None
        if fault is not None:
            raise MachineError(fault)

    async def copy(self, limits: LaneLimits) -> Worker:
        """A new worker. Where the source itself has been killed, it is started again first."""
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                pid = await loop.run_in_executor(self._orders, self._copy, theirs, limits)
            except BaseException:
                ours.close()
                raise
        reader, writer = await asyncio.open_connection(sock=ours, limit=2**20)
        return Worker(pid, reader, writer, self._kept)

    def _copy(self, theirs: socket.socket, limits: LaneLimits) -> int:
        try:
            return self._ordered_copy(theirs, limits)
        except (EOFError, OSError):
            self._end()
            self._start()
            return self._ordered_copy(theirs, limits)

    def _ordered_copy(self, theirs: socket.socket, limits: LaneLimits) -> int:
        assert self._control is not None
        self._control.send(Fork(limits.memory, limits.nice))
        send_handle(self._control, theirs.fileno(), self.pid)
        return int(self._control.recv())

    async def stop(self, worker: Worker) -> bool:
        """End a worker; whether it had ended by itself, for want of memory."""
        worker.close()
        status = await asyncio.get_running_loop().run_in_executor(self._orders, self._stop, worker.pid)
        # Rust aborts where it gets no memory.
        return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGABRT

    def _stop(self, pid: int) -> int:
        try:
            assert self._control is not None
            self._control.send(Stop(pid))
            return int(self._control.recv())
        except (EOFError, OSError):  # the source has gone; its copies end when their sockets close
            return 0

    async def close(self) -> None:
        """End the source and all its copies."""
        await asyncio.get_running_loop().run_in_executor(self._orders, self._end)
        self._orders.shutdown(wait=False)

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()  # the source ends its copies, and then itself
        if self._process is not None:
            self._process.join(5)
            self._process.kill()
            self._process.join()


def resident(pid: int) -> int:
    """The memory that a process holds, in bytes, with its share of what it has in common with others (PSS).

    0 where it has gone, or the system does not say.
    """
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:  # noqa: PTH123 - read often
            return next((int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:")), 0)
    except (OSError, ValueError, IndexError):
        return 0
