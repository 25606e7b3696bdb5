"""Parts of the live site that need no server: what is kept, what is sent in parts, views, days of pages, errors."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.requests import Request

from csto_kg.configuration import Configuration
from csto_kg.errors import UsageError
from csto_kg.rdf.media import HTML
from csto_kg.site.model import SiteLink, SitePage
from csto_kg.site.render import SiteHeader
from csto_kg.web.answers import Desk, reply_to
from csto_kg.web.jobs import RefusedRequestError, Reply, Setup, refusal_of
from csto_kg.web.live import LiveSite
from csto_kg.web.memento import day_accepted, http_day
from csto_kg.web.respond import KeptReplies, KeptReply, kept_reply, response_of
from csto_kg.web.shown import controls_of, html_of, live_renderer
from csto_kg.web.views import PLAIN, Page, SiteView, view_of

MODIFIED = "Mon, 30 Nov 2026 21:03:56 GMT"


def request(**headers: str) -> Request:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "headers": named})


def kept(size: int) -> KeptReply:
    return KeptReply(Reply(b"x" * size, HTML), "tag")


def test_what_is_kept_is_bounded() -> None:
    """What was not asked for longest makes room; what is asked for again stays; what is too large is not kept at all."""
    replies = KeptReplies(10_000)
    for name in "abc":
        replies.keep(name, kept(2_000))
    assert replies.find("a") is not None
    replies.keep("d", kept(2_000))
    assert [True, False, True, True] == [replies.find(name) is not None for name in "abcd"]
    replies.keep("d", kept(10))
    replies.keep("e", kept(20_000))
    assert replies.find("e") is None
    assert 3_000 * 2 + 1_010 == replies.size


@pytest.mark.parametrize(
    ("wanted", "status", "body", "content_range"),
    [
        ("bytes=0-0", 206, b"0", "bytes 0-0/10"),
        ("bytes=7-99", 206, b"789", "bytes 7-9/10"),
        ("bytes=-4", 206, b"6789", "bytes 6-9/10"),
        ("bytes=-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=5-2", 416, b"", "bytes */10"),
        ("bytes=0-1,4-5", 200, b"0123456789", None),
        ("lines=0-1", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
    ],
)
def test_parts(wanted: str, status: int, body: bytes, content_range: str | None) -> None:
    """One part is given as RFC 9110 has it, all where several are wanted or none can be read."""
    reply = asyncio.run(kept_reply(Reply(b"0123456789", "application/n-quads")))
    response = response_of(request(range=wanted), reply, MODIFIED)
    assert (status, body, content_range) == (
        response.status_code,
        response.body,
        response.headers.get("content-range"),
    )


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ((), PLAIN),
        ((("policy", "curated"), ("as-of", "")), PLAIN),
        ((("as-of", "2012"), ("utm", "x")), SiteView("2012-12-31")),
        ((("known-by", "2021"), ("policy", "majority")), SiteView("", "2021-12-31", "majority")),
    ],
)
def test_views(pairs: tuple[tuple[str, str], ...], expected: SiteView) -> None:
    """One view has one value, however it is written; other parameters do not matter."""
    assert expected == view_of(pairs)


@pytest.mark.parametrize(
    "pairs",
    [
        [("as-of", "9999-12-31")],
        [("as-of", "1999"), ("as-of", "2012-02")],
        [("known-by", "x")],
        [("policy", "x" * 501)],
    ],
)
def test_wrong_views(pairs: list[tuple[str, str]]) -> None:
    """A day that cannot be read or is too far ahead is refused; so is a policy that is too long."""
    with pytest.raises(UsageError):
        view_of(pairs)


def test_links_keep_the_view() -> None:
    """Links to pages have the view, those to the page of a day without the day; links elsewhere stay as they are."""
    links = (
        SiteLink("a", "id/a.html#x"),
        SiteLink("b", "day/2012-06-28.html"),
        SiteLink("c", url="https://example.org/a.html"),
    )
    page = SitePage("id/b.html", "B", links, data=(SiteLink("Turtle", "id/b.ttl"),))
    render = live_renderer(SiteHeader("g", "G", "1" * 64, ""))
    html = html_of(render, page, None, SiteView("1999-12-31", "", "only:a&b")).decode()
    assert 'href="../id/a.html?as-of=1999-12-31&amp;policy=only%3Aa%26b#x"' in html
    assert 'href="../day/2012-06-28.html?policy=only%3Aa%26b"' in html
    assert 'href="https://example.org/a.html"' in html
    assert 'href="../id/b.ttl?policy=only%3Aa%26b"' in html
    assert 'href="../site.css"' in html
    assert "policy=" not in html_of(render, page, None, PLAIN).decode()


def test_days_of_http() -> None:
    """Days are written as HTTP has them, also those before 1000; what cannot be read counts as none."""
    assert "Thu, 28 Jun 2012 00:00:00 GMT" == http_day(date(2012, 6, 28))
    assert "Sun, 01 Mar 0911 00:00:00 GMT" == http_day(date(911, 3, 1))
    assert date(2012, 6, 28) == day_accepted("Thu, 28 Jun 2012 23:59:59 GMT")
    assert [None] * 4 == [day_accepted(text) for text in (None, "", "2012-06-28", "Thu, 28 Jun 99999 00:00:00 GMT")]


def test_errors_of_a_worker_hold_no_path(tmp_path: Path) -> None:
    """Where a release cannot be read, the client learns that it failed, and nothing of this machine."""
    about = Configuration("g", "G", "Things.", "", "https://example.org/", "ex")
    setup, store = Setup(tmp_path / "store", {}, {}, 1.0, 1000, about), ox.Store()
    desk = Desk(store, LiveSite(store, setup), lambda _, make: make())
    reply = reply_to(Page("index.html"), desk, setup)
    assert (500, False) == (reply.status, str(tmp_path).encode() in reply.body)
    refusal = refusal_of(reply)
    assert isinstance(refusal, RefusedRequestError)
    assert "log" in refusal.message


def test_a_page_that_is_the_same_in_every_view_offers_none() -> None:
    """Who asks by the forms of the page that asks, or reads the ontology, does not read that a day would matter there."""
    of_thing, of_asking = (SitePage(path, "X") for path in ("id/x.html", "ask.html"))
    assert controls_of(of_asking, PLAIN, "2012-06-28", ()) is None
    controls = controls_of(of_thing, PLAIN, "2012-06-28", ())
    assert controls is not None
    assert "id/x.html" == controls.action
