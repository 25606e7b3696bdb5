"""A server that anybody may ask: it outlives its workers, its clients and its releases."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest
from click.testing import CliRunner

from csto_kg.cli import serve as cli_serve
from csto_kg.errors import MachineError, UsageError
from csto_kg.ontology import context_of
from csto_kg.project import Project
from csto_kg.queries.stored import queries_of
from csto_kg.web import App, make_app
from csto_kg.web.jobs import Stored
from csto_kg.web.limits import MIB, Limits
from csto_kg.web.metrics import Seen
from csto_kg.web.pool import Pool
from tests.support.paths import ROOT
from tests.support.served import ABOUT, SLOW, Made, ask, made_release, refused
from tests.support.waiting import DEADLINE, wait_for
from tests.support.web import FREE, serving


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A small release."""
    return made_release(tmp_path_factory.mktemp("release"))


@dataclass(frozen=True)
class Running:
    """A server in this process, with its pool."""

    client: httpx.Client
    pool: Pool

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self.client.base_url.port is not None
        return self.client.base_url.port

    def metric(self, name: str) -> float:
        """The value of a metric without labels."""
        lines = self.client.get("/metrics").text.splitlines()
        return float(next(line for line in lines if line.startswith(f"{name} ")).split()[1])

    def at_work(self, but: int = 0) -> psutil.Process:
        """The process that answers the one query that runs, once it computes; another than `but`."""

        def found() -> psutil.Process | None:
            workers = [t.worker for lane in self.pool.lanes for t in lane.running if t.worker is not None]
            process = psutil.Process(workers[0].pid) if workers and psutil.pid_exists(workers[0].pid) else None
            is_at_work = process is not None and process.pid != but and process.cpu_times().user > 0.1
            return process if is_at_work else None

        process = wait_for(found, "a worker computes")
        assert process is not None
        return process


@pytest.fixture
def running(release: Made) -> Iterator[Running]:
    """A server whose queries may take ten minutes."""
    app = release.app(timeout=600.0)
    with serving(app) as client:
        yield Running(client, app.state.pool)


def sent(port: int, request: bytes) -> socket.socket:
    """A connection with the start of a request on it."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=DEADLINE)
    connection.sendall(request)
    return connection


def answer_on(connection: socket.socket) -> bytes:
    """All that comes until the other end closes."""
    parts = []
    with connection:
        while part := connection.recv(2**16):
            parts.append(part)
    return b"".join(parts)


# ---------------------------------------------------------------------------------------------------------------
# Work that nobody waits for, and workers that end
# ---------------------------------------------------------------------------------------------------------------


def test_work_of_a_client_that_has_gone_is_cancelled(running: Running) -> None:
    """The process that answers ends when the client closes its connection, long before the query would end."""
    query = httpx.QueryParams({"query": SLOW})
    connection = sent(running.port, f"GET /sparql?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    process = running.at_work()
    connection.close()
    wait_for(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE, "the query has ended")
    assert ask(running.client, "ASK {}").json()["boolean"]
    assert 1.0 == running.metric("csto_kg_jobs_cancelled_total")


def test_a_killed_worker_loses_no_request(running: Running) -> None:
    """A query whose process is killed from outside begins again in another, and is answered."""
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask, running.client, SLOW)
        first = running.at_work()
        os.kill(first.pid, signal.SIGKILL)
        os.kill(running.at_work(but=first.pid).pid, signal.SIGKILL)
        assert "killed from outside" in refused(asked.result())
    assert 200 == ask(running.client, query).status_code
    assert 1.0 == running.metric("csto_kg_jobs_replaced_total")


def test_idle_workers_and_their_source_may_be_killed(running: Running) -> None:
    """Where every process beside the server is killed, the next requests are answered by new ones."""
    assert ask(running.client, "ASK {}").json()["boolean"]
    pids = [running.pool.source.pid, *(worker.pid for worker in running.pool.workers)]
    for pid in pids:
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(p) for p in pids if p and psutil.pid_exists(p)], timeout=0.1)
    assert ask(running.client, "ASK {}").json()["boolean"]
    assert 200 == running.client.get("/query/states.json").status_code
    assert running.pool.source.pid not in pids


def test_a_small_query_passes_a_long_one(running: Running) -> None:
    """While a query runs for as long as it may, small queries, pages and stored queries are answered."""
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(ask, running.client, SLOW)
        process = running.at_work()
        wait_for(lambda: running.metric("csto_kg_long_running") == 1, "it is among the long ones")
        assert ask(running.client, "ASK {}").json()["boolean"]
        assert 200 == running.client.get("/query/states.html").status_code
        assert not slow.done()
        assert 19 == process.nice(), "it yields to all others"
        for ticket in running.pool.long.running:
            ticket.worker.kill() if ticket.worker is not None else None
            ticket.tries = 9
        assert 503 == slow.result().status_code


def test_repeated_answers_are_kept(running: Running) -> None:
    """A stored query or page that was asked before is given again without a worker; the same bytes, with its headers."""
    first, again = (running.client.get("/query/states.json", params={"state": "state-2"}) for _ in range(2))
    assert 200 == first.status_code, first.text
    kept = ("content-type", "csto-kg-release", "access-control-allow-origin")
    assert (first.content, [first.headers[n] for n in kept]) == (again.content, [again.headers[n] for n in kept])
    assert 1.0 == running.metric("csto_kg_jobs_cached_total")
    running.client.get("/query/states.csv", params={"state": "state-2"})
    running.client.get("/query/states.json", params={"state": "state-3"})
    assert 1.0 == running.metric("csto_kg_jobs_cached_total")


# ---------------------------------------------------------------------------------------------------------------
# Slow clients
# ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "limits", "status", "message"),
    [
        (b"", {"header": 0.1}, b"408 Request Timeout", b"the head of the request did not arrive within 0.1 seconds"),
        (b"GET / HT", {"header": 0.1}, b"408 Request Timeout", b"did not arrive within 0.1 seconds"),
        (
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nContent-Type: application/sparql-query\r\n\r\nASK",
            {"body": 0.1},
            b"408 Request Timeout",
            b"the body of the request did not arrive within 0.1 seconds",
        ),
        (
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\nASK",
            {},
            b"413 Request Entity Too Large",
            b"the request is longer than 1048576 bytes",
        ),
        (
            b"GET / HTTP/1.1\r\nX: " + b"x" * (65_537 - 19),
            {},
            b"431 Request Header Fields Too Large",
            b"may have 65536 bytes",
        ),
        (b"nothing that anybody knows\r\n\r\n", {}, b"400 Bad Request", b"not a request in HTTP/1.1"),
    ],
)
def test_requests_come_in_time_and_size(
    release: Made, request_: bytes, limits: dict[str, float], status: bytes, message: bytes
) -> None:
    """A head or a body that is too slow or too large is refused with the reason, and the connection is closed."""
    with serving(release.app(), Limits(**limits)) as client:  # type: ignore[arg-type]
        assert client.base_url.port is not None
        answer = answer_on(sent(client.base_url.port, request_))
    status_line, _, rest = answer.partition(b"\r\n")
    # The words that belong to a status differ between versions of Python.
    assert b"HTTP/1.1 " + status[:3] == status_line[:12]
    assert message in rest
    assert b"\r\nconnection: close\r\n" in rest.lower()


def test_connections_of_one_client_are_bounded(release: Made) -> None:
    """One connection more than a client may have gets 429, and the others go on."""
    with serving(release.app(), Limits(client_connections=2)) as client:
        assert client.base_url.port is not None
        first, second = (sent(client.base_url.port, b"") for _ in range(2))
        assert b"HTTP/1.1 429 " in answer_on(sent(client.base_url.port, b""))
        second.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert b"HTTP/1.1 200 " in answer_on(second)
        first.close()


def test_a_client_that_does_not_read_is_let_go_of(release: Made) -> None:
    """An answer that nobody takes is held only for as long as a client may take for a piece of it."""
    app = release.app(max_bytes=64 * MIB)
    big = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with serving(app, Limits(send=0.2, burst=1e9, per_second=1e9)) as client:
        assert client.base_url.port is not None
        query = httpx.QueryParams({"query": big})
        connection = sent(client.base_url.port, f"GET /sparql?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        running = Running(client, app.state.pool)
        wait_for(lambda: running.metric("csto_kg_answer_bytes") > 0, "the answer is being sent")
        wait_for(lambda: running.metric("csto_kg_answer_bytes") == 0, "it is held no longer")
        connection.close()


@pytest.mark.parametrize(("trusted", "expected"), [((), "127.0.0.1"), (("127.0.0.0/8",), "203.0.113.9")])
def test_only_trusted_proxies_say_who_asks(release: Made, trusted: tuple[str, ...], expected: str) -> None:
    """The header of a proxy is believed where the proxy was named, and nowhere else."""
    seen: list[Seen] = []
    with serving(release.app(), FREE, trusted=trusted, log=seen.append) as client:
        client.get("/query/", headers={"X-Forwarded-For": "203.0.113.9"})
    assert [expected] == [one.client for one in seen]


# ---------------------------------------------------------------------------------------------------------------
# Releases
# ---------------------------------------------------------------------------------------------------------------


def copied(release: Made, folder: Path, name: str) -> Path:
    """A copy of a release under another name, whose manifest has the digests of its files."""
    shutil.copytree(release.folder, folder / name)
    digest = hashlib.sha256((folder / name / "csto-kg.nq").read_bytes()).hexdigest()
    manifest = {"release": name * 64, "files": {"csto-kg.nq": digest}}
    (folder / name / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder / name


def test_files_of_a_release_are_what_its_manifest_says(release: Made, tmp_path: Path) -> None:
    """A release whose file was changed is not served; the error names the file and what to do."""
    folder = copied(release, tmp_path, "a")
    make_app(folder, {}, {}, ABOUT)
    with (folder / "csto-kg.nq").open("ab") as file:
        file.write(b"<a:a> <a:a> <a:a> <a:a> .\n")
    with pytest.raises(MachineError, match=r"csto-kg.nq: the file does not have the digest .* csto-kg build --force"):
        make_app(folder, {}, {}, ABOUT)


def test_a_new_release_is_taken_up(release: Made, tmp_path: Path) -> None:
    """Once a link leads to another release the server answers from that; what was begun is answered by the first."""
    for name in "ab":
        copied(release, tmp_path, name)
    current = tmp_path / "current"
    current.symlink_to("a")

    def make() -> App:
        return make_app(current, release.queries, {}, ABOUT, timeout=600.0)

    app = make()
    with (
        serving(app, FREE, make=make, newest=lambda: current.readlink()) as client,
        ThreadPoolExecutor(1) as pool,
    ):
        slow = pool.submit(ask, client, SLOW)
        Running(client, app.state.pool).at_work()
        (tmp_path / "next").symlink_to("b")
        (tmp_path / "next").rename(current)
        wait_for(lambda: client.get("/ready").json()["release"] == "b" * 64, "the new release is served")
        assert "b" * 64 == ask(client, "ASK {}").headers["csto-kg-release"]
        assert not slow.done()
        for ticket in app.state.pool.long.running:
            ticket.tries = 9
            ticket.worker.kill() if ticket.worker is not None else None
        assert "a" * 64 == slow.result().headers["csto-kg-release"]


def test_other_policies_write_nothing(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reweighed releases are kept in memory: the second question finds the first one's, and no file is written."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    project = Project(ROOT, built)
    # Other tests take the lock beside the release in the meantime.
    folder = project.release.folder
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("*")}
    assert before
    app = make_app(folder, queries_of(project), context_of(project), project.configuration, timeout=600.0)
    with serving(app) as client:
        for name in ("members-as-of", "membership-history"):
            answer = client.get(f"/query/{name}.json", params={"policy": "majority"})
            assert 200 == answer.status_code, answer.text
        assert 1 == len(app.state.pool.kept)
    assert [] == list(tmp_path.iterdir())
    assert before == {p: p.stat().st_mtime_ns for p in folder.rglob("*")}


# ---------------------------------------------------------------------------------------------------------------
# Starting and stopping
# ---------------------------------------------------------------------------------------------------------------


def test_readiness_follows_the_pool(running: Running) -> None:
    """A server that stops says so to whoever asks whether it is ready, and refuses work with a time to come again."""
    assert "ready" == running.client.get("/ready").json()["status"]
    running.pool.is_open = False
    answers = running.client.get("/ready"), ask(running.client, "ASK {}")
    assert [(503, True)] * 2 == [(a.status_code, "retry-after" in a.headers) for a in answers]
    running.pool.is_open = True


def test_jobs_know_what_they_ask() -> None:
    """Two requests with the same parameters in another order ask the same."""
    first = Stored("x", {"a": ["1"], "b": ["2", "3"]}, None)
    assert first.asked() == Stored("x", {"b": ["2", "3"], "a": ["1"]}, None).asked()
    assert first.asked() != Stored("x", {"a": ["1"], "b": ["3", "2"]}, None).asked()


@pytest.fixture
def never_serving(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Runs the command without a server, and gives what it writes to standard error."""
    monkeypatch.setattr(cli_serve, "serve", lambda *_: None)
    monkeypatch.setattr(cli_serve, "make_app", lambda *_, **__: None)

    def run(built: Path, *arguments: str) -> str:
        project = Project(ROOT, built)
        done = CliRunner().invoke(cli_serve.serve_command, arguments, obj=project)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.stderr

    return run


@pytest.mark.parametrize(
    ("host", "warned"),
    [("127.0.0.1", False), ("localhost", False), ("::1", False), ("0.0.0.0", True), ("graph.example", True)],
)
def test_a_host_that_others_reach_is_warned_of(
    never_serving: Callable[..., str], tmp_path: Path, host: str, warned: bool
) -> None:
    """Whoever listens on more than this machine learns what that needs."""
    said = never_serving(tmp_path, "--host", host)
    assert warned is ("can be reached from other machines" in said)


def test_a_proxy_must_be_an_address(never_serving: Callable[..., str], tmp_path: Path) -> None:
    """A name of a proxy is refused, since clients would be believed by it."""
    with pytest.raises(UsageError, match=r"'proxy\.example' is not an address"):
        never_serving(tmp_path, "--proxy", "proxy.example")
    assert "" == never_serving(tmp_path, "--proxy", "10.0.0.0/8")
