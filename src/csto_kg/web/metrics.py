"""What operators see of the server: metrics for Prometheus, and a line of JSON for each request."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TextIO

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


@dataclass(frozen=True, slots=True)
class Seen:
    """A request and its answer: who asked what, the status, the bytes of the answer, and the seconds that it took."""

    client: str
    method: str
    path: str
    status: int
    size: int
    seconds: float


def kind_of(path: str) -> str:
    """What a path asks for, in a word: clients can think of any path, and a metric for each would fill the memory."""
    first, _, rest = path.lstrip("/").partition("/")
    if first in ("sparql", "query", "dump", "health", "ready", "metrics") or (first and rest):
        known = ("sparql", "query", "dump", "health", "ready", "metrics")
        return first if first in known else "thing"
    return "page"


class Metrics:
    """Counts and times of requests, and what `state` gives when it is asked: gauges by name, with a text and a value.

    Names that end in `_total` are counters.
    """

    def __init__(self, state: Callable[[], Iterable[tuple[str, str, float]]]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "csto_kg_requests", "Requests by kind and status.", ("kind", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "csto_kg_request_seconds",
            "Seconds from a request to the end of its answer.",
            ("kind",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._bytes = Counter("csto_kg_sent_bytes", "Bytes of answers.", registry=self._registry)
        self._registry.register(_State(state))

    def count(self, seen: Seen) -> None:
        """Count a request."""
        kind = kind_of(seen.path)
        self._requests.labels(kind, str(seen.status)).inc()
        self._seconds.labels(kind).observe(seen.seconds)
        self._bytes.inc(seen.size)

    def text(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return bytes(generate_latest(self._registry))


class _State(Collector):
    """What is read only when somebody asks."""

    def __init__(self, state: Callable[[], Iterable[tuple[str, str, float]]]) -> None:
        self._state = state

    def collect(self) -> Iterable[Metric]:
        """The gauges and counters, each with its value now."""
        for name, about, value in self._state():
            if name.endswith("_total"):
                yield CounterMetricFamily(name.removesuffix("_total"), about, value=value)
            else:
                yield GaugeMetricFamily(name, about, value=value)


def access_line(seen: Seen, when: datetime) -> str:
    """A request as a line of JSON. What was asked for is left out but for the path: a query is the client's own affair."""
    return json.dumps(
        {
            "time": when.isoformat(timespec="milliseconds"),
            "client": seen.client,
            "method": seen.method,
            "path": seen.path[:500],
            "status": seen.status,
            "bytes": seen.size,
            "ms": round(seen.seconds * 1000, 1),
        },
        ensure_ascii=True,
    )


def access_log(stream: TextIO | None = None) -> Callable[[Seen], None]:
    """Writes each request to a stream, by default to standard output; without it once that is gone."""
    out = stream or sys.stdout

    def write(seen: Seen) -> None:
        try:
            print(access_line(seen, datetime.now(UTC)), file=out, flush=True)
        except (OSError, ValueError):  # whoever read the log has gone, which is no reason to stop
            return

    return write
