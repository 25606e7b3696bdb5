"""Other people's SPARQL endpoints: the same answers, and plain words when something is wrong."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest

from tests.e2e.conftest import Run

ANSWERS = {
    "/401": (401, "text/plain", b"no"),
    "/403": (403, "text/plain", b"no"),
    "/404": (404, "text/plain", b"no"),
    "/400": (400, "text/plain", b"bad query"),
    "/500": (500, "text/plain", b"broken"),
    "/html": (200, "text/html", b"<html>hello</html>"),
    "/cut": (200, "application/sparql-results+json", b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x"'),
    "/ok": (200, "application/sparql-results+json", b'{"head": {}, "boolean": true}'),
}


class Odd(http.server.BaseHTTPRequestHandler):
    """A server that answers by the path alone."""

    def do_POST(self) -> None:
        """Answer as the table says."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, media_type, body = ANSWERS[self.path]
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def odd() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_endpoint_is_asked(ask: Run, odd: str) -> None:
    """An endpoint's answer is shown like the build's own."""
    done = ask("sparql", "ASK {}", "--endpoint", f"{odd}/ok", "--format", "csv")
    assert (0, "answer\ntrue\n") == (done.returncode, done.stdout)


WRONG = {
    "/401": "refuses access",
    "/403": "refuses access",
    "/404": "there is nothing at",
    "/400": "does not take the query",
    "/500": "could not be asked",
    "/html": "did not answer with SPARQL results",
    "/cut": "did not answer with SPARQL results",
}


@pytest.mark.parametrize("path", WRONG)
def test_a_wrong_endpoint_is_told_in_plain_words(ask: Run, odd: str, path: str) -> None:
    """Refusal, absence, HTML and a truncated result each have their words, exit code 2 and no traceback."""
    done = ask("query", "members-as-of", "--endpoint", f"{odd}{path}")
    assert 2 == done.returncode
    assert WRONG[path] in done.stderr
    assert "Traceback" not in done.stderr
    assert "" == done.stdout


@pytest.mark.parametrize("path", ["/401", "/404", "/500"])
def test_a_load_that_fails_tells_how_far_it_came(ask: Run, odd: str, path: str) -> None:
    """A load that is refused says so and how many quads had been sent."""
    done = ask("load", "--endpoint", f"{odd}{path}")
    assert 2 == done.returncode
    assert "0 of " in done.stderr
    assert "Traceback" not in done.stderr
