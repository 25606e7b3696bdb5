"""The lanes as values: who may wait, and who goes to the long ones."""

from __future__ import annotations

import asyncio

import pytest

from csto_kg.web.jobs import Job, RefusedRequestError, Sparql, Stored
from csto_kg.web.lanes import Ended, Lane, Ticket, ended, is_long
from csto_kg.web.limits import MIB, LaneLimits, lanes_for
from csto_kg.web.queues import Use
from csto_kg.web.views import IriData, Page, SiteView

QUERY = Sparql("ASK {}", "http://localhost/", None, None)


def ticket(client: str) -> Ticket:
    return Ticket(QUERY, client, asyncio.new_event_loop().create_future())


def lane(**more: float) -> Lane:
    limits = {"places": 1, "slice": 0.2, "light": 1.0, "client_waiting": 2, "memory": MIB, **more}
    return Lane("quick", LaneLimits(**limits), Use())  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def closed_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    """Futures need a loop; one that is closed will do."""
    loop = asyncio.new_event_loop()
    loop.close()
    monkeypatch.setattr(asyncio, "new_event_loop", lambda: loop)


def test_a_client_may_have_so_many_waiting() -> None:
    """More are refused with 429, and with when to come again."""
    quick = lane()
    quick.admit(ticket("a"), most=10)
    quick.admit(ticket("a"), most=10)
    with pytest.raises(RefusedRequestError, match="2 of your requests are waiting") as refused:
        quick.admit(ticket("a"), most=10)
    assert (429, "5") == (refused.value.status, (refused.value.reply().headers or {})["Retry-After"])
    quick.admit(ticket("b"), most=10)


def test_who_has_most_waiting_makes_room() -> None:
    """Where no more may wait, the newest of whoever has most is refused instead of a newcomer."""
    quick = lane(client_waiting=5)
    of_a = [ticket("a") for _ in range(3)]
    for one in of_a:
        quick.admit(one, most=3)
    quick.admit(ticket("b"), most=3)
    assert [False, False, True] == [one.answer.done() for one in of_a]
    with pytest.raises(RefusedRequestError, match="too many requests are waiting"):
        quick.admit(ticket("a"), most=3)


def test_heavy_clients_go_to_the_long_ones_where_others_ask() -> None:
    """One whose jobs take long is heavy beside others, and never where it is alone; many small jobs make nobody heavy."""
    quick = lane()
    for _ in range(10):
        quick.use.add("heavy", 0.2, now=0.0)
    for _ in range(400):
        quick.use.add("busy", 0.005, now=0.0)
    assert not quick.is_heavy("heavy", now=0.0)
    quick.running.add(ticket("other"))
    assert (True, False, False) == tuple(quick.is_heavy(c, now=0.0) for c in ("heavy", "busy", "new"))


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        (Stored("x", {"date": ["2000"]}, None), False),
        (Stored("x", {"policy": ["majority"]}, None), True),
        (Stored("x", {"known-by": ["2000"]}, None), True),
        (Page("index.html", SiteView(as_of="2012-06-28")), False),
        (Page("index.html", SiteView(policy="majority")), True),
        (IriData("id/x", "text/turtle", SiteView(known_by="2000-01-01")), True),
        (QUERY, False),
    ],
)
def test_weighing_again_is_long(job: Job, expected: bool) -> None:
    """What weighs the claims again never holds up pages."""
    assert expected is is_long(job)


@pytest.mark.parametrize("why", [Ended.LATE, Ended.SHARE, Ended.MEMORY, Ended.STOPPING])
def test_refusals_say_when_to_come_again(why: Ended) -> None:
    """Each reason to end a query is a 503 with Retry-After, in words of its own."""
    reply = ended(why, 30.0).reply()
    assert 503 == reply.status
    assert (reply.headers or {})["Retry-After"].isdigit()
    assert 1 == sum(ended(other, 30.0).reply().body == reply.body for other in Ended if other is not Ended.GONE)


def test_lanes_fit_into_the_memory_of_all() -> None:
    """The long lane gets what the others leave, and no more than a query may have."""
    lanes = lanes_for(2, None, 950 * MIB)
    assert (2, 1, 1) == (lanes.stored.places, lanes.quick.places, lanes.long.places)
    assert lanes.stored.memory < lanes.long.memory < 700 * MIB
    assert (100 * MIB, 100 * MIB) == (lanes_for(2, 100 * MIB).long.memory, lanes_for(2, 100 * MIB).stored.memory)
