"""The lanes as values: what waits in each, who may wait, and where a job goes. Nothing runs here, and no clock is read."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from csto_kg.web.jobs import Job, RefusedRequestError, Reply, Stored
from csto_kg.web.limits import LaneLimits
from csto_kg.web.queues import FairQueue, Use
from csto_kg.web.views import IriData, Page
from csto_kg.web.workers import Worker

_SOON: Final = {"Retry-After": "5"}
_LATER: Final = {"Retry-After": "30"}


class Ended(Enum):
    """Why the server has ended a job."""

    GONE = "the client has gone"
    LATE = "it took too long"
    SHARE = "others had a right to its place"
    MEMORY = "the processes together held too much memory"
    STOPPING = "the server stops"


@dataclass(eq=False, slots=True)
class Ticket:
    """A job that waits or is answered, and for whom. `started` is when it was first begun, `tries` how often it was begun."""

    job: Job
    client: str
    answer: asyncio.Future[Reply]
    started: float | None = None
    tries: int = 0
    worker: Worker | None = None
    ended: Ended | None = None

    def end(self, why: Ended) -> None:
        """End the job where it is being answered: its process is let go of."""
        if self.ended is None:
            self.ended = why
        if self.worker is not None:
            self.worker.close()

    def refuse(self, error: Exception) -> None:
        """Give the client an error instead of an answer."""
        if not self.answer.done():
            self.answer.set_exception(error)


@dataclass(slots=True)
class Lane:
    """A lane: its limits, what waits, what is being answered, and the workers that do nothing."""

    name: str
    limits: LaneLimits
    use: Use
    queue: FairQueue[Ticket] = field(init=False)
    running: set[Ticket] = field(default_factory=set)
    idle: deque[Worker] = field(default_factory=deque)
    starting: int = 0

    def __post_init__(self) -> None:
        self.queue = FairQueue(self.use)

    @property
    def has_place(self) -> bool:
        """Whether another job can be begun."""
        return len(self.running) + self.starting < self.limits.places

    def is_alone(self, client: str) -> bool:
        """Whether no other client has a job here."""
        return all(t.client == client for t in self.running) and self.queue.clients in ([], [client])

    def is_heavy(self, client: str, now: float) -> bool:
        """Whether a client's jobs take so long, of late, that they would hold up those of others here."""
        if self.limits.slice is None or self.is_alone(client):
            return False
        return self.use.of(client, now) > self.limits.light and self.use.each(client) > self.limits.slice / 4

    def admit(self, ticket: Ticket, most: int) -> None:
        """Let a job wait. Where `most` wait already, one of whoever has most waiting makes room, if that is another.

        Raises RefusedRequestError where the client has too many waiting, or there is no room.
        """
        if self.queue.waiting(ticket.client) >= self.limits.client_waiting:
            message = f"{self.limits.client_waiting} of your requests are waiting already: let them be answered first"
            raise RefusedRequestError(429, message, headers=_SOON)
        if len(self.queue) >= most:
            displaced = self.queue.displaced_by(ticket.client)
            if displaced is None:
                raise crowded()
            displaced.refuse(crowded())
        self.queue.push(ticket.client, ticket)


def crowded() -> RefusedRequestError:
    """The refusal of a request where too many wait."""
    return RefusedRequestError(503, "too many requests are waiting: try again later", headers=_SOON)


def stopping() -> RefusedRequestError:
    """The refusal of a request where the server stops."""
    return RefusedRequestError(503, "the server is stopping: try again later", headers=_SOON)


def died() -> RefusedRequestError:
    """The refusal of a query whose processes have ended, each, without a reason that the server knows."""
    message = "the query was ended: two processes that should have answered it were killed from outside"
    return RefusedRequestError(503, message, headers=_SOON)


def ended(why: Ended, timeout: float) -> RefusedRequestError:
    """The refusal of a query that the server has ended."""
    if why is Ended.SHARE:
        message = "the query was ended so that others who had used less could be answered: try again later"
        return RefusedRequestError(503, message, headers=_LATER)
    if why is Ended.MEMORY:
        message = (
            "the query was ended: all queries together held more memory than the server may have; try again later"
        )
        return RefusedRequestError(503, message, headers=_LATER)
    if why is Ended.LATE:
        return RefusedRequestError(
            503,
            f"the query was ended: it took longer than {timeout:g} seconds; ask for less, or try when fewer ask",
            headers=_LATER,
        )
    return stopping()


def is_long(job: Job) -> bool:
    """Whether a job is sure to take long: it weighs the claims again."""
    if isinstance(job, Stored):
        return any(job.values.get(name) for name in ("policy", "known-by"))
    return isinstance(job, Page | IriData) and job.view.is_reweighed
