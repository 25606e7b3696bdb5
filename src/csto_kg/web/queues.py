"""Who is next: queues that are fair to clients, what clients have used of late, and how fast they may ask.

No clock is read here: whoever calls says what time it is, in seconds.
"""

from __future__ import annotations

import ipaddress
import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Generic, TypeVar

T = TypeVar("T")

HALF_LIFE: Final = 60.0
"""Seconds after which what a client has used counts half."""
_MANY: Final = 10_000  # clients that are remembered; the least of them are forgotten first


@lru_cache(maxsize=4096)
def client_of(address: str) -> str:
    """The client that an address belongs to: itself, or its network of 64 bits in IPv6, where one client has them all."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


class Use:
    """The seconds of work that each client has used, and for how many jobs; they count half after a minute."""

    def __init__(self) -> None:
        self._used: dict[str, tuple[float, float, float]] = {}  # seconds, jobs, and when these were counted

    def of(self, client: str, now: float) -> float:
        """The seconds that a client has used, as they count now."""
        seconds, _, when = self._used.get(client, (0.0, 0.0, now))
        return seconds * math.pow(0.5, (now - when) / HALF_LIFE)

    def each(self, client: str) -> float:
        """The seconds that each job of a client took of late, on average."""
        seconds, jobs, _ = self._used.get(client, (0.0, 0.0, 0.0))
        return seconds / jobs if jobs else 0.0

    def add(self, client: str, seconds: float, now: float) -> None:
        """Count a job for a client, with the seconds that it took."""
        before, jobs, when = self._used.get(client, (0.0, 0.0, now))
        left = math.pow(0.5, (now - when) / HALF_LIFE)
        self._used[client] = (before * left + seconds, jobs * left + 1, now)
        if len(self._used) > _MANY:
            kept = sorted(self._used, key=lambda c: self.of(c, now), reverse=True)[: _MANY // 2]
            self._used = {c: self._used[c] for c in kept}


class Rates:
    """How fast clients ask: each may send `burst` requests at once, and `per_second` in the long run."""

    def __init__(self, per_second: float, burst: float) -> None:
        self.per_second = per_second
        self.burst = burst
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, client: str, now: float) -> float:
        """Count a request; 0 where it may be answered, else the seconds after which the client may ask again."""
        left, when = self._left.get(client, (self.burst, now))
        left = min(self.burst, left + (now - when) * self.per_second)
        if left < 1:
            self._left[client] = (left, now)
            return (1 - left) / self.per_second
        self._left[client] = (left - 1, now)
        if len(self._left) > _MANY:  # a client that has all its requests left needs no entry
            full = [c for c, (n, at) in self._left.items() if n + (now - at) * self.per_second >= self.burst]
            for c in full or list(self._left)[: _MANY // 2]:
                del self._left[c]
        return 0.0


@dataclass(slots=True)
class FairQueue(Generic[T]):
    """Requests that wait, by client. The next is the oldest one of the client that has used least."""

    use: Use
    _by_client: dict[str, deque[T]] = field(default_factory=dict)
    _size: int = 0

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[T]:
        for waiting in self._by_client.values():
            yield from waiting

    def waiting(self, client: str) -> int:
        """How many requests of a client wait."""
        return len(self._by_client.get(client, ()))

    @property
    def clients(self) -> list[str]:
        """The clients whose requests wait."""
        return list(self._by_client)

    def push(self, client: str, item: T) -> None:
        """Add a request of a client."""
        self._by_client.setdefault(client, deque()).append(item)
        self._size += 1

    def pop(self, now: float) -> T:
        """Take the next request. Raises IndexError where none waits."""
        if not self._by_client:
            raise IndexError("nothing waits")
        client = min(self._by_client, key=lambda c: self.use.of(c, now))
        item = self._by_client[client].popleft()
        self._size -= 1
        waiting = self._by_client.pop(client)
        if waiting:  # at the end, so that clients who have used the same take turns
            self._by_client[client] = waiting
        return item

    def remove(self, client: str, item: T) -> bool:
        """Take a request out; whether it was there."""
        waiting = self._by_client.get(client)
        if waiting is None or item not in waiting:
            return False
        waiting.remove(item)
        self._size -= 1
        if not waiting:
            del self._by_client[client]
        return True

    def displaced_by(self, client: str) -> T | None:
        """The newest request of whoever has most waiting, taken out to make room; None where that is `client`."""
        most = max(self._by_client, key=lambda c: len(self._by_client[c]), default=None)
        if most is None or len(self._by_client[most]) <= self.waiting(client) + 1:
            return None
        item = self._by_client[most][-1]
        self.remove(most, item)
        return item

    def least_used(self, now: float) -> float:
        """What the client that is next has used; infinite where none waits."""
        return min((self.use.of(c, now) for c in self._by_client), default=float("inf"))
