"""The limits of the server, in one place: what one client and all together may have, in number, bytes and seconds.

Each has a default for a server that anybody may ask. Tests give their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MIB: Final = 2**20
MAX_BYTES: Final = 32 * MIB
"""The default bound on the size of an answer; a whole release in one format has some 25 MB."""
TOTAL_MEMORY: Final = 850 * MIB
"""The default bound on the memory of all processes together; the server itself has some 70 MB before it starts."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What clients may have.

    Connections: `connections` in total, `client_connections` for one client. Requests that are answered or wait at
    once: `client_requests` for one client, and at most `waiting` in each lane. A client may send `burst` requests at
    once and `per_second` in the long run; `refusal_delay` seconds pass before one that is refused for that hears of
    it.

    Seconds: `header` until the head of a request is there, `body` until its body is, `send` until a client has taken
    the next piece of an answer, `idle` for a connection without a request.

    `query_bytes` is the size of the longest request, `bodies` that of all request bodies that are held at once,
    `answers` that of all answers that are being sent, `memory` that of all processes together, `cached` that of the
    kept answers, of which none is larger than `cached_each`.
    """

    connections: int = 900
    client_connections: int = 40
    client_requests: int = 32
    waiting: int = 300
    per_second: float = 100.0
    burst: float = 400.0
    refusal_delay: float = 1.0
    header: float = 10.0
    body: float = 20.0
    send: float = 20.0
    idle: float = 15.0
    query_bytes: int = MIB
    bodies: int = 48 * MIB
    answers: int = 64 * MIB
    memory: int = TOTAL_MEMORY
    cached: int = 32 * MIB
    cached_each: int = MIB


@dataclass(frozen=True, slots=True)
class LaneLimits:
    """How a lane works off its requests.

    `places` requests are answered at once. One that is not done after `slice` seconds of computing goes on among the
    long ones (None: it stays). A client that has used more than `light` seconds of late, with jobs of a quarter of the
    slice or more on average, goes to the long ones at once where others ask too. `client_waiting` of a client's requests
    may wait. `memory` bounds each process, in bytes; `nice` is what it adds to its niceness.
    """

    places: int
    slice: float | None
    light: float
    client_waiting: int
    memory: int
    nice: int = 0


@dataclass(frozen=True, slots=True)
class Lanes:
    """The three lanes: `stored` for pages and stored queries, `quick` for a first try of other queries, `long` for the rest.

    A request of the long lane that has run for `share` seconds is ended once a client that has used less waits for
    its place.
    """

    stored: LaneLimits
    quick: LaneLimits
    long: LaneLimits
    share: float = 10.0


def lanes_for(workers: int, max_memory: int | None, total: int = TOTAL_MEMORY) -> Lanes:
    """The lanes for so many workers within a bound on the memory of all processes.

    The processes that answer share most of their memory with the one that they are copies of. The bound of each counts
    what is shared too (`RLIMIT_DATA`); the long lane gets what is left (at most `max_memory`).
    """
    small = 400 * MIB
    left = max(total - (workers + 1) * 60 * MIB - 120 * MIB, 400 * MIB)
    long = min(left, max_memory) if max_memory is not None else left
    small = min(small, max_memory) if max_memory is not None else small
    return Lanes(
        stored=LaneLimits(workers, 2.0, 20.0, 32, small),
        quick=LaneLimits(1, 0.1, 0.05, 32, small),
        long=LaneLimits(1, None, float("inf"), 8, long, nice=19),
    )
