"""Who is next: fair to clients, by what they have used. Times are given, and no clock is read."""

from __future__ import annotations

import pytest

from csto_kg.web.queues import HALF_LIFE, FairQueue, Rates, Use, client_of


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("a socket", "a socket"),
    ],
)
def test_clients_are_addresses_or_networks(address: str, client: str) -> None:
    """One who has a network of IPv6 is one client, whichever of its addresses is used."""
    assert client == client_of(address)


def test_what_was_used_counts_half_later() -> None:
    """After a minute, what a client has used counts half; the average of its jobs stays."""
    use = Use()
    use.add("a", 4.0, now=0.0)
    use.add("a", 2.0, now=0.0)
    assert (6.0, 3.0, 0.0) == (use.of("a", HALF_LIFE * 0), use.of("a", HALF_LIFE), use.of("b", 0.0))
    assert (3.0, 0.0) == (use.each("a"), use.each("b"))


def test_many_clients_do_not_fill_the_memory() -> None:
    """Of many clients those who have used most are remembered."""
    use, rates = Use(), Rates(1.0, 2.0)
    for n in range(25_000):
        use.add(f"c{n}", 100.0 if n == 0 else 1.0, now=float(n) / 1e6)
        rates.wait(f"c{n}", now=0.0)
    assert 99 < use.of("c0", now=0.03)
    assert len(use._used) <= 10_001
    assert len(rates._left) <= 10_001


def test_rates_allow_a_burst_and_then_the_pace() -> None:
    """So many requests at once, then as fast as is allowed; each refusal says when to come again."""
    rates = Rates(per_second=2.0, burst=3.0)
    assert [0.0, 0.0, 0.0, 0.5] == [rates.wait("a", now=10.0) for _ in range(4)]
    assert 0.0 == rates.wait("b", now=10.0)
    assert [0.0, 0.5] == [rates.wait("a", now=10.5) for _ in range(2)]


def test_the_client_that_used_least_is_next() -> None:
    """Whoever has used less is before who came earlier; those who have used the same take turns."""
    use = Use()
    use.add("greedy", 5.0, now=0.0)
    queue: FairQueue[str] = FairQueue(use)
    for client, item in (("greedy", "g1"), ("a", "a1"), ("a", "a2"), ("b", "b1")):
        queue.push(client, item)
    assert ["a1", "b1", "a2", "g1"] == [queue.pop(now=1.0) for _ in range(4)]
    with pytest.raises(IndexError):
        queue.pop(now=1.0)


def test_items_can_be_taken_out() -> None:
    """A request whose client has gone is not next any more."""
    queue: FairQueue[str] = FairQueue(Use())
    queue.push("a", "a1")
    assert (True, False, False) == (queue.remove("a", "a1"), queue.remove("a", "a1"), queue.remove("b", "a1"))
    assert (0, [], float("inf")) == (len(queue), queue.clients, queue.least_used(0.0))


def test_whoever_has_most_waiting_makes_room() -> None:
    """The newest request of whoever has most is taken out for another client, and none for that client itself."""
    queue: FairQueue[str] = FairQueue(Use())
    for n in range(3):
        queue.push("greedy", f"g{n}")
    queue.push("a", "a0")
    assert (None, "g2") == (queue.displaced_by("greedy"), queue.displaced_by("b"))
    assert ["g0", "g1", "a0"] == list(queue)
    assert None is queue.displaced_by("a")
