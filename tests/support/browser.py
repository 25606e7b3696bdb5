"""Pages in a real browser: Debian's Chromium on a site that this machine serves, watched for what a page must never do."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

__all__ = ["AXE", "CHROMIUM", "axe_violations", "chromium", "served", "watched"]

CHROMIUM = shutil.which("chromium")
AXE = Path(sys.prefix) / "npm" / "node_modules" / "axe-core" / "axe.min.js"
"""What looks for barriers; `make .venv/npm` fetches it."""
_BASE = "/some/where/"
"""A site works below any address, so it is served below one that is not the root."""
_WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
_KINDS = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".gz": "application/gzip"}
# A violation of the policy of a page is reported to the page alone; said as an error it is seen from outside.
_REPORTER = """addEventListener('securitypolicyviolation', event =>
    console.error(`against the policy of the page: ${event.violatedDirective} ${event.blockedURI}`))"""
_RUN_AXE = """only => axe.run(document, {runOnly: only, resultTypes: ['violations'], preload: false}).then(found =>
    found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)}`)))"""


@contextmanager
def served(files: Mapping[str, bytes]) -> Iterator[str]:
    """The address on this machine at which the files of a site are served, by their paths."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path).removeprefix(_BASE) or "index.html"
            content = files.get(path, b"")
            # A browser asks for an icon of this name by itself, where a page names none.
            self.send_response(200 if path in files else 204 if path == "/favicon.ico" else 404)
            kind = _KINDS.get(Path(path).suffix) or guess_type(path)[0] or "application/octet-stream"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{_BASE}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium that knows no other machine; the test is skipped where there is none.

    While it is open no other event loop can run in this thread: open it for one file of tests, not for all.
    """
    if CHROMIUM is None:
        pytest.skip("no Chromium here; install Debian's package: apt-get install chromium")
    with sync_playwright() as playwright:
        # Tests may run as root, and where the memory that processes share is small.
        arguments = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments, chromium_sandbox=False)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def watched(
    browser: Browser, address: str, *, width: int = 1280, is_dark: bool = False, has_scripts: bool = True
) -> Iterator[Page]:
    """A page of a context of its own, relative to an address.

    Raises AssertionError in the end where something was said as an error, broke the policy of the page, was not found, or
    asked another machine.
    """
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if is_dark else "light",
        java_script_enabled=has_scripts,
    )
    try:
        problems = _watch(context, address)
        context.add_init_script(_REPORTER)
        page = context.new_page()
        yield page
        assert [] == problems
    finally:
        context.close()


def _watch(context: BrowserContext, address: str) -> list[str]:
    """The problems of a context, a list that grows while it is used."""
    problems: list[str] = []
    host = urlsplit(address).netloc

    def requested(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss", "ftp") and parts.netloc != host:
            problems.append(f"asked another machine: {request.url}")

    def responded(response: Response) -> None:
        if response.status >= 400:
            problems.append(f"{response.status}: {response.url}")

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(message.text)

    context.on("request", requested)
    context.on("response", responded)
    context.on("console", said)
    context.on("weberror", lambda error: problems.append(f"an error that no script caught: {error.error}"))
    return problems


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def axe_violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What breaks WCAG 2.2 AA on a page, everything unfolded, or some of its rules alone.

    The test is skipped where axe-core is not there.
    """
    if not AXE.is_file():
        pytest.skip(f"no axe-core at {AXE}; fetch it with: make .venv/npm")
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    # Rows beyond these are like those before, and take most of the time.
    page.evaluate("document.querySelectorAll('tr:nth-child(n+40), li:nth-child(n+40)').forEach(row => row.remove())")
    page.evaluate(_axe())
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": _WCAG}
    found: list[str] = page.evaluate(_RUN_AXE, only)
    return found
