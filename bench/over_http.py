"""`make bench-http`: each stored query over HTTP, beside Oxigraph's own server in memory with the same query as SPARQL.

Three servers run on this machine while it lasts: this project's without kept answers, this project's as it is, and
`oxigraph serve` without a folder. Each gets the same questions in turn on one lasting connection, so that other load
on the machine affects all. Answers are read whole, as SPARQL results in JSON. Options: --times=N.

It exits with 1 where a bound is not kept: the sum of the medians is at most 1.3 times Oxigraph's, no query is more than a
millisecond slower, and kept answers are given faster than Oxigraph gives its own.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlencode

import psutil

from csto_kg.ask.graph import Graph
from csto_kg.project import Release
from csto_kg.queries.catalogue import defaults
from csto_kg.queries.stored import bind

ROOT = Path(__file__).parent.parent
TIMES = next((int(a.removeprefix("--times=")) for a in sys.argv if a.startswith("--times=")), 100)
Asked: TypeAlias = tuple[http.client.HTTPConnection, psutil.Process]
RESULTS = "application/sparql-results+json"
SERVER = """
import sys
from csto_kg.ontology import context_of
from csto_kg.project import find_project
from csto_kg.queries.stored import queries_of
from csto_kg.web import Limits, Operation, make_app, serve
from pathlib import Path

if __name__ == "__main__":
    project = find_project(Path(sys.argv[1]), {})
    limits = Limits(per_second=1e9, burst=1e9, idle=600, cached=int(sys.argv[2]))
    app = make_app(project.release.folder, queries_of(project), context_of(project), project.configuration, limits=limits)
    serve(app, 0, on_start=lambda address: print(address, flush=True), operation=Operation(limits))
"""


@contextlib.contextmanager
def own_server(folder: Path, kept: int) -> Iterator[Asked]:
    """A connection to this project's server, which keeps so many bytes of answers."""
    program = folder / f"server-{kept}.py"
    program.write_text(SERVER, encoding="utf-8")
    with subprocess.Popen([sys.executable, program, ROOT, str(kept)], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline().strip().rstrip("/").rpartition(":")[2])
            yield answering(port, "/ready"), psutil.Process(process.pid)
        finally:
            process.terminate()


@contextlib.contextmanager
def oxigraph(folder: Path, release: Release) -> Iterator[Asked]:
    """A connection to Oxigraph's server in memory, with the release in it."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert program, "no oxigraph beside this Python: install the requirements of the tests"
    port = 20_000 + os.getpid() % 10_000
    command = [program, "serve", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) as process:
        try:
            connection = answering(port, "/")
            connection.request("POST", "/store", release.nquads.read_bytes(), {"Content-Type": "application/n-quads"})
            loaded = connection.getresponse()
            loaded.read()
            assert loaded.status in (201, 204), loaded.status
            yield connection, psutil.Process(process.pid)
        finally:
            process.terminate()


def answering(port: int, path: str) -> http.client.HTTPConnection:
    """A connection to a server, once it answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while True:
        try:
            connection.request("GET", path)
            if asked(connection)[0] < 500:
                return connection
        except OSError:
            connection.close()
        time.sleep(0.05)


def asked(connection: http.client.HTTPConnection) -> tuple[int, bytes]:
    response = connection.getresponse()
    return response.status, response.read()


def seconds(connection: http.client.HTTPConnection, path: str, body: bytes | None = None) -> float:
    """How long an answer takes."""
    headers = {"Accept": RESULTS} | ({"Content-Type": "application/sparql-query"} if body is not None else {})
    start = time.perf_counter()
    connection.request("POST" if body is not None else "GET", path, body, headers)
    status, _ = asked(connection)
    took = time.perf_counter() - start
    assert status == 200, f"{status} for {path}"
    return took


def computed(server: psutil.Process) -> float:
    """The seconds that a server and its processes have computed; unlike time that passes, other load hardly changes it."""
    times = [p.cpu_times() for p in (server, *server.children(recursive=True))]
    return sum(t.user + t.system for t in times)


def main() -> None:
    """Print a table, and exit with 1 where a bound is not kept."""
    graph = Graph.open(ROOT)
    print(f"release {graph.release[:16]}; medians of {TIMES} calls each, in milliseconds")
    print(f"{'query':24} {'own':>7} {'kept':>7} {'oxigraph':>9} {'more':>7}")
    sums = [0.0, 0.0, 0.0]
    largest = ("", -1.0)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        own, own_process = stack.enter_context(own_server(folder, 0))
        keeping, _ = stack.enter_context(own_server(folder, 2**25))
        other, other_process = stack.enter_context(oxigraph(folder, Release(graph.folder)))
        before = computed(own_process), computed(other_process)
        for name, query in sorted(graph.queries.items()):
            values = {p.name: defaults(p) for p in query.parameters}
            text = bind(query, values, graph.names.entity).encode()
            path = f"/query/{name}?{urlencode([(n, v) for n, listed in values.items() for v in listed])}"
            seconds(keeping, path)
            triples = [
                (seconds(own, path), seconds(keeping, path), seconds(other, "/query", text)) for _ in range(TIMES)
            ]
            medians = [statistics.median(column) * 1e3 for column in zip(*triples, strict=True)]
            sums = [total + of for total, of in zip(sums, medians, strict=True)]
            largest = max(largest, (name, medians[0] - medians[2]), key=lambda pair: pair[1])
            print(
                f"{name:24} {medians[0]:7.2f} {medians[1]:7.2f} {medians[2]:9.2f} {medians[0] - medians[2]:+7.2f}",
                flush=True,
            )
        used = computed(own_process) - before[0], computed(other_process) - before[1]
    print(f"\nseconds of computing {used[0]:.1f}, Oxigraph's {used[1]:.1f}: {used[0] / used[1]:.2f} times")
    print(f"summed {sums[0]:.1f}, kept {sums[1]:.1f}, Oxigraph's server {sums[2]:.1f}")
    print(
        f"{sums[0] / sums[2]:.2f} times Oxigraph's (at most 1.3); most is added to {largest[0]}: "
        f"{largest[1]:.2f} ms (at most 1)"
    )
    print(f"kept answers {sums[1] / sums[2]:.2f} times Oxigraph's (below 1)")
    sys.exit(0 if sums[0] <= 1.3 * sums[2] and largest[1] <= 1 and sums[1] < sums[2] else 1)


if __name__ == "__main__":
    main()
