"""The pool: jobs go through lanes to worker processes, fairly to clients, and end with the client who waits for them.

A job of the lanes `stored` and `quick` that is not done within its slice goes on in the lane `long`, with its process
where there is a place, else from its beginning when its turn comes. So whoever asks for little never waits for those
who ask for much.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import Final

from csto_kg.errors import CstoKgError, Fault, MachineError
from csto_kg.web.jobs import Job, RefusedRequestError, Reply, Setup, Sparql, too_much
from csto_kg.web.kept import Answers, Kept
from csto_kg.web.lanes import Ended, Lane, Ticket, died, ended, is_long, stopping
from csto_kg.web.limits import Lanes, Limits
from csto_kg.web.processes import Answered, NoMemory
from csto_kg.web.queues import Use
from csto_kg.web.workers import Source, Worker, resident

CLIENT: ContextVar[str] = ContextVar("client", default="")
"""The client whose request is being answered."""
_WATCH_SECONDS: Final = 0.5  # between looks at memory, which cost a few milliseconds, and at who waits for a place


class Pool:
    """The lanes and their workers.

    They start when the pool is entered, and end when it is left. Entering raises MachineError where they cannot
    start. `clock` gives seconds that only grow.
    """

    def __init__(
        self,
        setup: Setup,
        lanes: Lanes,
        limits: Limits,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.setup = setup
        self.limits = limits
        self.share = lanes.share
        self.memory = limits.memory
        self.clock = clock
        self.kept = Kept()
        self.answers: Answers[Reply] = Answers(limits.cached, limits.cached_each)
        self.source = Source(setup, self.kept)
        pages, queries = Use(), Use()
        self.stored = Lane("stored", lanes.stored, pages)
        self.quick = Lane("quick", lanes.quick, queries)
        self.long = Lane("long", lanes.long, queries)
        self.workers: set[Worker] = set()
        self.counts: dict[str, int] = dict.fromkeys(("cached", "cancelled", "replaced", "promoted", "ended"), 0)
        self.is_open = False
        self._before = 0
        self._tasks: set[asyncio.Task[object]] = set()
        self.fault: MachineError | None = None  # why the workers did not start, for whoever waits outside the loop

    @property
    def lanes(self) -> tuple[Lane, Lane, Lane]:
        """All lanes."""
        return self.stored, self.quick, self.long

    async def __aenter__(self) -> Pool:
        self.is_open = True
        self._before = resident(os.getpid())
        try:
            await self.source.start()
            for lane in (self.stored, self.quick):
                for _ in range(lane.limits.places):
                    lane.idle.append(await self._copy(lane))
        except (CstoKgError, EOFError, OSError) as error:
            await self.source.close()
            self.fault = MachineError(Fault(f"the workers could not start: {error}"))
            raise self.fault from error
        self._spawn(self._watch())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.is_open = False
        for lane in self.lanes:
            for ticket in list(lane.queue):
                lane.queue.remove(ticket.client, ticket)
                ticket.refuse(stopping())
            for ticket in list(lane.running):
                ticket.end(Ended.STOPPING)
        await self.source.close()
        for task in list(self._tasks):
            task.cancel()
        for worker in self.workers:
            worker.close()

    async def ask(self, job: Job) -> Reply:
        """The reply to a job, errors included.

        Raises RefusedRequestError where too many wait, or a query took too much. Where the caller is cancelled, so is
        the job.
        """
        if not self.is_open:
            raise stopping()
        asked = None if isinstance(job, Sparql) else job.asked()
        if asked is not None and (known := self.answers.find(asked)) is not None:
            self.counts["cached"] += 1
            return known
        ticket = Ticket(job, CLIENT.get(), asyncio.get_running_loop().create_future())
        lane = self._lane_for(ticket)
        lane.admit(ticket, self.limits.waiting)
        self._pump(lane)
        try:
            reply = await ticket.answer
        except asyncio.CancelledError:
            self._cancel(ticket)
            raise
        if asked is not None and reply.status == 200:
            self.answers.keep(asked, reply, len(reply.body) + len(repr(asked)) + 1000)
        return reply

    def _lane_for(self, ticket: Ticket) -> Lane:
        if is_long(ticket.job):
            return self.long
        first = self.quick if isinstance(ticket.job, Sparql) else self.stored
        return self.long if first.is_heavy(ticket.client, self.clock()) else first

    def _cancel(self, ticket: Ticket) -> None:
        self.counts["cancelled"] += 1
        ticket.end(Ended.GONE)
        for lane in self.lanes:
            lane.queue.remove(ticket.client, ticket)

    def _spawn(self, work: Coroutine[None, None, object]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _pump(self, lane: Lane) -> None:
        """Begin jobs for as long as there are places."""
        while self.is_open and len(lane.queue) and lane.has_place:
            ticket = lane.queue.pop(self.clock())
            # What its client asked for since may have shown that this one will take long too.
            if lane.is_heavy(ticket.client, self.clock()):
                self._queue_again(ticket)
                continue
            lane.running.add(ticket)
            self._spawn(self._answer(lane, ticket))

    async def _copy(self, lane: Lane) -> Worker:
        worker = await self.source.copy(lane.limits)
        self.workers.add(worker)
        return worker

    def _idle(self, lane: Lane) -> Worker | None:
        """A worker of a lane that does nothing; those that have been killed meanwhile are passed over."""
        while lane.idle:
            worker = lane.idle.popleft()
            if not worker.is_gone:
                return worker
            self.counts["replaced"] += 1
            self._spawn(self._drop(worker, None))
        return None

    async def _answer(self, lane: Lane, ticket: Ticket) -> None:
        """Answer a job in a place of a lane, which is free again afterwards."""
        try:
            worker = self._idle(lane) or await self._copy(lane)
        except (CstoKgError, EOFError, OSError) as error:
            lane.running.discard(ticket)
            ticket.refuse(died() if self.is_open else stopping())
            self.fault = error if isinstance(error, MachineError) else None
            self._pump(lane)
            return
        ticket.worker = worker
        ticket.tries += 1
        ticket.started = self.clock() if ticket.started is None else ticket.started
        if ticket.ended is not None:  # its client went while the worker was being made
            await self._settle(lane, ticket, worker, None)
            return
        reading = asyncio.get_running_loop().create_task(worker.ask(ticket.job))
        left = await self._first_try(lane, worker, reading)
        if left > 0 and not reading.done() and ticket.ended is None:
            if not self.long.has_place or len(self.long.queue):
                await self._put_off(lane, ticket, worker, reading)
                return
            lane = self._promote(lane, ticket, worker)
            await asyncio.wait({reading}, timeout=left)
        if not reading.done() and ticket.ended is None:
            ticket.ended = Ended.LATE
        await self._settle(lane, ticket, worker, reading)

    async def _first_try(self, lane: Lane, worker: Worker, reading: asyncio.Task[Answered | NoMemory]) -> float:
        """Wait for an answer until the slice of a lane is used up, or the time of all queries; how much of that is left."""
        left, slice_ = self.setup.timeout, lane.limits.slice
        if slice_ is None:
            await asyncio.wait({reading}, timeout=left)
            return 0.0
        before, waits = worker.computed(), slice_
        while left > 0 and waits > 0.001 and not reading.done():
            waits = min(max(waits, 0.01), left)
            await asyncio.wait({reading}, timeout=waits)
            left -= waits
            # On a busy machine a job gets little of the time that passes; only what it got counts.
            waits = slice_ - (worker.computed() - before)
        return left

    def _promote(self, lane: Lane, ticket: Ticket, worker: Worker) -> Lane:
        """Let a job go on in the long lane with its worker; the place that it had gets another."""
        self.counts["promoted"] += 1
        lane.running.discard(ticket)
        self.long.running.add(ticket)
        ticket.started = self.clock()
        worker.promote(self.long.limits)
        self._spawn(self._refill(lane))
        return self.long

    async def _put_off(
        self, lane: Lane, ticket: Ticket, worker: Worker, reading: asyncio.Task[Answered | NoMemory]
    ) -> None:
        """Let a job that has used up its slice begin again in the long lane when its turn comes."""
        lane.use.add(ticket.client, lane.limits.slice or 0.0, self.clock())
        ticket.worker = None
        lane.running.discard(ticket)
        self._queue_again(ticket)
        self._let_go(worker, reading)
        await self._refill(lane)
        await self.source.stop(worker)

    def _queue_again(self, ticket: Ticket) -> None:
        ticket.started = None
        try:
            self.long.admit(ticket, self.limits.waiting)
        except RefusedRequestError as refusal:
            ticket.refuse(refusal)
        self._pump(self.long)

    async def _settle(
        self, lane: Lane, ticket: Ticket, worker: Worker, reading: asyncio.Task[Answered | NoMemory] | None
    ) -> None:
        """Give the client the answer, or the reason why there is none; keep the worker, or have another in its place."""
        found = self._read(reading)
        ticket.worker = None
        now = self.clock()
        if isinstance(found, Answered):
            lane.use.add(ticket.client, found.seconds, now)
            if not ticket.answer.done():
                ticket.answer.set_result(found.reply)
            lane.running.discard(ticket)
            if lane.limits.slice is not None and self.is_open:
                lane.idle.append(worker)
            else:
                await self._drop(worker, reading)
            self._pump(lane)
            return
        lane.use.add(ticket.client, now - (ticket.started or now), now)
        out_of_memory = await self._drop(worker, reading) or isinstance(found, NoMemory)
        lane.running.discard(ticket)
        self._fail(lane, ticket, out_of_memory)
        await self._refill(lane)

    def _read(self, reading: asyncio.Task[Answered | NoMemory] | None) -> Answered | NoMemory | None:
        """What a worker has answered; None where it has not, or has ended."""
        if reading is None or not reading.done() or reading.cancelled() or reading.exception() is not None:
            return None
        return reading.result()

    def _fail(self, lane: Lane, ticket: Ticket, out_of_memory: bool) -> None:
        """Say why there is no answer, or try again where nobody meant the worker to end."""
        if ticket.answer.done():
            return
        if not self.is_open:
            ticket.refuse(stopping())
        elif ticket.ended is not None:
            self.counts["ended"] += 1
            ticket.refuse(ended(ticket.ended, self.setup.timeout))
        elif out_of_memory and lane is not self.long:
            self._queue_again(ticket)  # there it has more
        elif out_of_memory:
            self.counts["ended"] += 1
            ticket.refuse(too_much(lane.limits.memory))
        elif ticket.tries < 2:
            self.counts["replaced"] += 1
            lane.queue.push(ticket.client, ticket)
        else:
            ticket.refuse(died())

    async def _drop(self, worker: Worker, reading: asyncio.Task[Answered | NoMemory] | None) -> bool:
        """End a worker; whether it had ended by itself for want of memory."""
        self._let_go(worker, reading)
        return await self.source.stop(worker)

    def _let_go(self, worker: Worker, reading: asyncio.Task[Answered | NoMemory] | None) -> None:
        """End a worker at once; the source still has to notice."""
        self.workers.discard(worker)
        if reading is not None and not reading.done():
            reading.cancel()
            worker.kill()

    async def _refill(self, lane: Lane) -> None:
        """Have a worker ready again in a lane whose workers stay."""
        if lane.limits.slice is not None and self.is_open and lane.has_place and not len(lane.queue):
            lane.starting += 1
            try:
                with contextlib.suppress(CstoKgError, EOFError, OSError):
                    lane.idle.append(await self._copy(lane))
            finally:
                lane.starting -= 1
        self._pump(lane)

    def resident(self) -> int:
        """The memory of the server and all its processes, in bytes; what they share counts once.

        What this process held before is not the server's: others may have it in a process of theirs, as tests do.
        """
        pids = [self.source.pid or 0, *(worker.pid for worker in self.workers)]
        return max(0, resident(os.getpid()) - self._before) + sum(map(resident, pids))

    async def _watch(self) -> None:
        while self.is_open:
            await asyncio.sleep(_WATCH_SECONDS)
            self.look()

    def look(self) -> None:
        """End long jobs whose places others may have, and the largest job where all processes hold too much memory."""
        now = self.clock()
        for ticket in list(self.long.running):
            ran = now - (ticket.started if ticket.started is not None else now)
            if ran > self.share and self.long.queue.least_used(now) < self.long.use.of(ticket.client, now) + ran:
                ticket.end(Ended.SHARE)
        if self.resident() > self.memory:
            busy = [t for lane in self.lanes for t in lane.running if t.worker is not None]
            largest = max(busy, key=lambda t: resident(t.worker.pid) if t.worker else 0, default=None)
            if largest is not None:
                largest.end(Ended.MEMORY)
