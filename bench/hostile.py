"""`make bench-hostile`: ten clients who ask for pages, beside thirty who do what they can to stop the server.

The server is started on a free port of this machine and stopped again. Each client has an address of its own, 127.0.0.x,
and no request leaves the machine. The ten ask at a fixed pace: first alone, then beside the others, then alone again.
Numbers are bounded: thirty hostile clients, each with a few connections at once, for so many seconds. Options:
--seconds=150, --quick (15 s).

It exits with 1 where a bound is not kept: all normal requests are answered with 200; the 95th percentile of their times
is at most 3 times that of the ten alone; all processes together stay below 1 GB; 5 seconds after the end the times are
back; no file is left.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlencode

import psutil

from csto_kg.ask.graph import Graph
from csto_kg.queries.catalogue import defaults

ROOT = Path(__file__).parent.parent
SECONDS = next((float(a.removeprefix("--seconds=")) for a in sys.argv if a.startswith("--seconds=")), 150.0)
if "--quick" in sys.argv:
    SECONDS = 15.0
NORMAL, HOSTILE = 10, 30
PACE = 0.25  # seconds between two requests of a normal client
GB = 10**9
KINDS = ("pages and stored queries", "a day each", "small queries")
SELECT = "SELECT ?s ?label WHERE { GRAPH ?g { ?s rdfs:label ?label } } LIMIT 10"


# Requests of three kinds, of which clients ask for each as often.
Asked: TypeAlias = tuple[Sequence[bytes], Sequence[bytes], Sequence[bytes]]


@dataclass(frozen=True)
class Server:
    """The server that is tried: its port and its process."""

    port: int
    process: psutil.Process


@dataclass
class Heard:
    """What the normal clients heard: the seconds of each request, and the statuses that were not 200."""

    seconds: list[float] = field(default_factory=list)
    by_kind: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    other: Counter[str] = field(default_factory=Counter)


async def connected(server: Server, address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", server.port, local_addr=(address, 0))


async def exchanged(server: Server, address: str, request: bytes, seconds: float = 60.0) -> tuple[int, int]:
    """The status of the answer to a request on a connection of its own, and the bytes of its body."""
    async with asyncio.timeout(seconds):
        reader, writer = await connected(server, address)
        try:
            writer.write(request)
            await writer.drain()
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.read()
            while part := await reader.read(2**16):
                body += part
            return int(head.split(b" ", 2)[1]), len(body)
        finally:
            writer.close()


def get(path: str, accept: str = "*/*") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\nConnection: close\r\n\r\n".encode()


def post(body: bytes, kind: str = "application/sparql-query", length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n"
    return head.encode() + b"Connection: close\r\n\r\n" + body


# ---------------------------------------------------------------------------------------------------------------
# Those who only want to know
# ---------------------------------------------------------------------------------------------------------------


def wanted(graph: Graph) -> Asked:
    """What normal clients ask for: pages and stored queries in two formats; one query with many days; small queries."""
    names = sorted(graph.queries)
    requests = [get("/"), get("/query/", "text/html"), get("/health")]
    requests += [
        get(f"/id/{name}.html", "text/html") for name in ("csto", "armenia", "membership/uzbekistan-csto-1", "cst")
    ]
    for name in names:
        given = [(p.name, value) for p in graph.queries[name].parameters for value in defaults(p)[:1]]
        requests.append(get(f"/query/{name}.json?{urlencode(given)}"))
        requests.append(get(f"/query/{name}?{urlencode(given)}", "text/html"))
    # Most of these days are asked for once, so their answers are not among those that are kept.
    days = [
        f"{year}-{month:02}-{day:02}" for year in range(2003, 2022) for month in range(1, 13) for day in range(1, 29)
    ]
    of_days = [get(f"/query/members-as-of.json?date={day}") for day in days]
    return (
        requests,
        of_days,
        [get("/sparql?" + urlencode({"query": SELECT.replace("10", str(n))})) for n in range(1, 30)],
    )


def drawn(asked: Asked, chosen: random.Random) -> tuple[str, bytes]:
    """One request: of three, one is for a page or a stored query, one for a day, one a small query."""
    kind = chosen.randrange(len(asked))
    return KINDS[kind], chosen.choice(asked[kind])


async def normal(server: Server, address: str, asked: Asked, until: float, heard: Heard) -> None:
    """A client that asks at its pace, whatever the answers take."""
    chosen = random.Random(f"{address} {until}")  # no phase repeats what another asked
    await asyncio.sleep(chosen.random() * PACE)
    following = time.monotonic()
    while following < until:
        kind, request = drawn(asked, chosen)
        start = time.perf_counter()
        try:
            status, _ = await exchanged(server, address, request)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            heard.other[type(error).__name__] += 1
        else:
            heard.seconds.append(time.perf_counter() - start)
            heard.by_kind[kind].append(heard.seconds[-1])
            if status != 200:
                heard.other[f"{status} {request.split(b' ', 2)[1][:60].decode()}"] += 1
        following = max(following + PACE, time.monotonic() - PACE)
        await asyncio.sleep(max(0.0, following - time.monotonic()))


async def once(server: Server, asked: Asked) -> None:
    for request in (*asked[0], *asked[2]):
        await exchanged(server, "127.0.0.1", request)


async def ten(server: Server, asked: Asked, seconds: float) -> Heard:
    heard = Heard()
    until = time.monotonic() + seconds
    await asyncio.gather(*(normal(server, f"127.0.0.{10 + n}", asked, until, heard) for n in range(NORMAL)))
    return heard


# ---------------------------------------------------------------------------------------------------------------
# Those who want nobody else to know
# ---------------------------------------------------------------------------------------------------------------

Attack = Callable[[Server, str, random.Random], Awaitable[object]]
CROSS = "SELECT (COUNT(*) AS ?n) { GRAPH ?a { ?s ?p ?o } GRAPH ?b { ?t ?q ?r } GRAPH ?c { ?u ?v ?w } }"


async def cross_join(server: Server, address: str, chosen: random.Random) -> object:
    text = (
        CROSS
        if chosen.random() < 0.5
        else CROSS.replace("(COUNT(*) AS ?n)", "*") + f" ORDER BY ?o ?r LIMIT {chosen.randrange(99)}"
    )
    return await exchanged(server, address, get("/sparql?" + urlencode({"query": text})))


async def giant_values(server: Server, address: str, chosen: random.Random) -> object:
    values = " ".join(f"<http://example.org/{chosen.random()}>" for _ in range(20_000))
    text = f"SELECT * {{ VALUES ?s {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} ?o ?q ?r }}"
    return await exchanged(server, address, post(text.encode()[: 2**20]))


async def deep_nesting(server: Server, address: str, chosen: random.Random) -> object:
    depth = chosen.choice((100, 2_000, 50_000))
    opening, closing = chosen.choice((("{ ", "} "), ("FILTER(", ")"), ("OPTIONAL { ", "} ")))
    return await exchanged(
        server, address, post(f"ASK {{ {opening * depth} 1 {closing * depth} }}".encode()[: 2**20])
    )


async def ten_megabytes(server: Server, address: str, chosen: random.Random) -> object:
    return await exchanged(server, address, post(chosen.randbytes(10 * 2**20)))


async def dropped(server: Server, address: str, chosen: random.Random) -> object:
    _, writer = await connected(server, address)
    writer.write(get("/sparql?" + urlencode({"query": CROSS + f" # {chosen.random()}"})))
    await asyncio.sleep(chosen.random() * 0.5)
    writer.transport.abort()
    return None


async def slow_writer(server: Server, address: str, chosen: random.Random) -> object:
    reader, writer = await connected(server, address)
    request = chosen.choice((get("/query/members-as-of.json"), post(b"ASK {} " + b" " * 1000)))
    try:
        async with asyncio.timeout(60):
            for n in range(len(request)):
                writer.write(request[n : n + 1])
                await writer.drain()
                await asyncio.sleep(0.5)
            return await reader.read(100)
    finally:
        writer.transport.abort()


async def slow_reader(server: Server, address: str, chosen: random.Random) -> object:
    reader, writer = await connected(server, address)
    text = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
    path = chosen.choice(("/dump/csto-kg.nq", "/sparql?" + urlencode({"query": text})))
    writer.write(get(path, "application/n-triples" if "sparql" in path else "*/*"))
    try:
        async with asyncio.timeout(60):
            while await reader.read(100):
                await asyncio.sleep(0.5)
    finally:
        writer.transport.abort()
    return None


async def fresh_policy(server: Server, address: str, chosen: random.Random) -> object:
    day = f"{chosen.randrange(1990, 2026)}-{chosen.randrange(1, 13):02}-{chosen.randrange(1, 29):02}"
    rule = chosen.choice(("curated", "majority", "most-precise", "latest", "without:wikipedia-csto", "assume:none"))
    path = "/query/members-as-of.json?" + urlencode({"policy": rule, "known-by": day, "date": day})
    return await exchanged(server, address, get(path))


ATTACKS: Sequence[Attack] = (
    cross_join,
    giant_values,
    deep_nesting,
    ten_megabytes,
    dropped,
    slow_writer,
    slow_reader,
    fresh_policy,
)
AT_ONCE = 4  # connections of each hostile client


async def hostile(server: Server, number: int, until: float, heard: Counter[str]) -> None:
    """A client that does one thing, again and again, on several connections at once."""
    attack, address = ATTACKS[number % len(ATTACKS)], f"127.0.0.{100 + number}"

    async def again_and_again(connection: int) -> None:
        chosen = random.Random(f"{address} {connection}")
        while time.monotonic() < until:
            try:
                async with asyncio.timeout(max(0.1, until - time.monotonic())):
                    found = await attack(server, address, chosen)
                heard[f"{attack.__name__} {found[0] if isinstance(found, tuple) else 'done'}"] += 1
            except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
                heard[f"{attack.__name__} {type(error).__name__}"] += 1
                await asyncio.sleep(0.01)

    await asyncio.gather(*(again_and_again(n) for n in range(AT_ONCE)))


def attack_from_elsewhere(server: Server, seconds: float) -> None:
    """The hostile clients, in a process of their own, so that they do not slow down those whose times are taken."""
    heard: Counter[str] = Counter()
    os.nice(10)  # they stand for machines of their own, which do not take this one's time

    async def all_of_them() -> None:
        until = time.monotonic() + seconds
        await asyncio.gather(*(hostile(server, n, until, heard) for n in range(HOSTILE)))

    asyncio.run(all_of_them())
    for name, count in sorted(heard.items()):
        print(f"  {name:36} {count:6}", flush=True)


# ---------------------------------------------------------------------------------------------------------------
# The trial
# ---------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def serving(home: Path) -> Iterator[Server]:
    """The server of the built graph, on a free port, with a home of its own."""
    places = {"HOME": str(home), "TMPDIR": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    command = [sys.executable, "-c", "from csto_kg.cli import run; run()", "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **places}, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            address = process.stderr.readline()
            port = int(address.partition("127.0.0.1:")[2].partition("/")[0])
            server = Server(port, psutil.Process(process.pid))
            asyncio.run(until_ready(server))
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


async def until_ready(server: Server) -> None:
    while True:
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
            if (await exchanged(server, "127.0.0.1", get("/ready")))[0] == 200:
                return
        await asyncio.sleep(0.05)


def memory(server: Server) -> tuple[int, int]:
    """What all processes hold, in bytes: shared parts counted for each, and counted once."""
    resident = proportional = 0
    for process in (server.process, *server.process.children(recursive=True)):
        with contextlib.suppress(psutil.Error):
            found = process.memory_full_info()
            resident, proportional = resident + found.rss, proportional + found.pss
    return resident, proportional


def files(home: Path) -> dict[str, int]:
    """The sizes of all files that the server could have written: the build, the home of its user, and what is temporary."""
    listed = (p for folder in (ROOT / "build", home) for p in folder.rglob("*") if p.is_file())
    return {str(p): p.stat().st_size for p in listed}


async def largest_memory(server: Server, done: asyncio.Event) -> tuple[int, int]:
    largest = (0, 0)
    while not done.is_set():
        found = await asyncio.to_thread(memory, server)
        largest = max(largest[0], found[0]), max(largest[1], found[1])
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), 0.5)
    return largest


async def beside_the_others(server: Server, asked: Asked) -> tuple[Heard, tuple[int, int]]:
    done = asyncio.Event()
    watching = asyncio.ensure_future(largest_memory(server, done))
    command = [sys.executable, __file__, f"--attack={server.port}", f"--seconds={SECONDS}"]
    attackers = await asyncio.create_subprocess_exec(*command)
    heard = await ten(server, asked, SECONDS)
    done.set()
    largest = await watching
    await attackers.wait()
    return heard, largest


def at(seconds: Sequence[float], part: float) -> float:
    """So large a part of the requests took at most so many milliseconds."""
    ordered = sorted(seconds) or [0.0]
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1e3


def line(name: str, heard: Heard) -> str:
    times = ", ".join(f"{kind} {at(of, 0.5):.1f} and {at(of, 0.95):.1f}" for kind, of in heard.by_kind.items())
    return (
        f"{name:20} {len(heard.seconds):5} requests; median and p95 {at(heard.seconds, 0.5):.1f} and "
        f"{at(heard.seconds, 0.95):.1f} ms ({times})"
    )


def main() -> None:
    """Print what was measured, and exit with 1 where a bound is not kept."""
    for argument in sys.argv:
        if argument.startswith("--attack="):
            attack_from_elsewhere(Server(int(argument.removeprefix("--attack=")), psutil.Process()), SECONDS)
            return
    asked = wanted(Graph.open(ROOT))
    with tempfile.TemporaryDirectory() as home:
        before = files(Path(home))
        with serving(Path(home)) as server:
            kept = trial(server, asked)
        is_same = before == files(Path(home))
    print(f"files {'unchanged' if is_same else 'changed'}")
    sys.exit(0 if kept and is_same else 1)


def trial(server: Server, asked: Asked) -> bool:
    """Print what was measured, and return whether every bound is kept."""
    asyncio.run(once(server, asked))  # what is looked up once is looked up
    alone = asyncio.run(ten(server, asked, max(10.0, SECONDS / 5)))
    print(line("alone", alone), flush=True)
    beside, (resident, proportional) = asyncio.run(beside_the_others(server, asked))
    print(line("beside thirty others", beside), *beside.other.most_common(5), flush=True)
    time.sleep(5)
    after = asyncio.run(ten(server, asked, 10))
    print(line("5 s after", after), *after.other.most_common(5))
    ratio = at(beside.seconds, 0.95) / at(alone.seconds, 0.95)
    back = at(after.seconds, 0.95) / at(alone.seconds, 0.95)
    print(f"p95 beside the others {ratio:.2f} times that alone (at most 3), 5 s after the end {back:.2f} times")
    print(
        f"largest memory of all processes {resident / 1e6:.0f} MB (below 1000); what they share counted once "
        f"{proportional / 1e6:.0f} MB"
    )
    return not beside.other and not after.other and ratio <= 3 and back <= 3 and resident < GB


if __name__ == "__main__":
    main()
