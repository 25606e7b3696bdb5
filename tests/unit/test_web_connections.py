"""Connections are counted by client, and whoever has most makes room."""

from __future__ import annotations

from csto_kg.web.connections import Connections, raw_response, without_upgrade
from csto_kg.web.jobs import RefusedRequestError
from csto_kg.web.limits import Limits


class Line:
    """A connection that says whether it was closed."""

    def __init__(self) -> None:
        self.is_closed = False

    def abort(self) -> None:
        """Close."""
        self.is_closed = True


def test_a_client_may_have_so_many() -> None:
    """One more is refused with 429; one that has been closed makes room."""
    connections = Connections(Limits(client_connections=2))
    lines = [Line() for _ in range(3)]
    assert [None, None] == [connections.enter("203.0.113.1", line) for line in lines[:2]]
    refused = connections.enter("203.0.113.1", lines[2])
    assert refused is not None
    assert 429 == refused.status
    assert None is connections.enter("203.0.113.2", Line())
    connections.leave("203.0.113.1", lines[0])
    assert None is connections.enter("203.0.113.1", lines[2])
    assert 3 == connections.total


def test_a_trusted_proxy_may_have_more() -> None:
    """Many clients come through a proxy, so only the total bounds it."""
    connections = Connections(Limits(client_connections=1, connections=3), ["10.0.0.0/8"])
    assert [None] * 3 == [connections.enter("10.1.2.3", Line()) for _ in range(3)]
    refused = connections.enter("10.1.2.3", Line())
    assert refused is not None
    assert (503, True, False) == (refused.status, connections.is_trusted("10.1.2.3"), connections.is_trusted("?"))


def test_whoever_has_most_makes_room_for_others() -> None:
    """Where there are as many connections as there may be, a newcomer gets in, and the newest of the largest client goes."""
    connections = Connections(Limits(client_connections=9, connections=3))
    lines = [Line() for _ in range(3)]
    for line in lines:
        connections.enter("203.0.113.1", line)
    assert None is connections.enter("203.0.113.2", Line())
    assert [False, False, True] == [line.is_closed for line in lines]
    assert 3 == connections.total


def test_a_connection_leaves_once() -> None:
    """A connection that was made room with is not counted twice when it ends."""
    connections = Connections(Limits())
    line = Line()
    connections.enter("203.0.113.1", line)
    connections.leave("203.0.113.1", line)
    connections.leave("203.0.113.1", line)
    assert 0 == connections.total


def test_refusals_without_a_request_are_whole_responses() -> None:
    """They have the form of every error, and say that the connection ends."""
    response = raw_response(RefusedRequestError(408, "too slow"), {"X-Frame-Options": "DENY"})
    head, _, body = response.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 Request Timeout\r\nX-Frame-Options: DENY\r\n")
    assert f"Content-Length: {len(body)}\r\nConnection: close".encode() in head
    assert b"too slow" in body


def test_an_offer_of_another_protocol_is_passed_over() -> None:
    """Java's client offers HTTP/2 first; the parser would read no body after an offer. Bodies stay as they are."""
    head = b"POST /sparql HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUPGRADE: h2c\r\nContent-Length: 12"
    given = without_upgrade(head + b"\r\n\r\n\r\nUpgrade: x")
    assert b"upgrade:" not in given.partition(b"\r\n\r\n")[0].lower()
    assert given.endswith(b"\r\n\r\n\r\nUpgrade: x")
