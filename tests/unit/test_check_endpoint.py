"""The triples of a SPARQL endpoint are read whole or not at all, whatever the endpoint refuses."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest

from csto_kg.ask.run import run_sparql
from csto_kg.check import endpoint as reading
from csto_kg.check.endpoint import triples_at
from csto_kg.errors import MachineError
from csto_kg.rdf.endpoints import Endpoint, EndpointError
from csto_kg.rdf.results import Row

SERVER = Endpoint("http://127.0.0.1:1/query")
TRIPLES = {
    ox.Triple(ox.NamedNode(f"http://t.example/{n}"), ox.NamedNode("http://t.example/p"), ox.Literal(n))
    for n in range(23)
}
Answer = Callable[[str], tuple[Row, ...]]


def stand_in(text: str) -> tuple[Row, ...]:
    """The answer of a server that refuses nothing."""
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in TRIPLES)
    return run_sparql(store, text).rows


def refusing_the_whole(text: str) -> tuple[Row, ...]:
    """The answer of a server that stops at a limit of rows."""
    if "LIMIT" not in text and "COUNT" not in text:
        raise EndpointError("gives a part of the answer only", "ask for less")
    return stand_in(text)


def cutting_short(text: str) -> tuple[Row, ...]:
    """The answer of a server that gives a part of it without a word."""
    return stand_in(text) if "LIMIT" in text or "COUNT" in text else stand_in(text)[:10]


def losing_rows(text: str) -> tuple[Row, ...]:
    """The answer of a server that counts more than it ever gives."""
    return stand_in(text) if "COUNT" in text else stand_in(text)[:-1]


@pytest.mark.parametrize("answer", [stand_in, refusing_the_whole, cutting_short])
@pytest.mark.parametrize("whole", [100, 23, 22])
def test_every_triple_is_read(answer: Answer, whole: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, or page by page where there are many or the server does not give them all."""
    monkeypatch.setattr(reading, "rows_of", lambda _server, text, *_columns: answer(text))
    monkeypatch.setattr(reading, "_WHOLE", whole)
    monkeypatch.setattr(reading, "_PAGE", 4)
    assert {ox.Triple(*found) for found in triples_at(SERVER, "?s ?p ?o")} == TRIPLES


def test_a_server_that_counts_more_than_it_gives_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is not passed over."""
    monkeypatch.setattr(reading, "rows_of", lambda _server, text, *_columns: losing_rows(text))
    with pytest.raises(MachineError, match="gave 22 triples but counts another number"):
        triples_at(SERVER, "?s ?p ?o")
