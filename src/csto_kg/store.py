"""The store on disk that queries run on, and SPARQL endpoints elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError

import pyoxigraph as ox
from SPARQLWrapper import JSON, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointNotFound, QueryBadFormed, SPARQLWrapperException, Unauthorized

from csto_kg.errors import Fault, MachineError, UsageError

# Inserting this many quads a request keeps each well under the limits that common servers set on a request's size.
BATCH = 500


def write_store(canonical: bytes, folder: Path) -> int:
    """Write a new store from N-Quads and return the number of quads in it."""
    store = ox.Store(str(folder))
    store.bulk_load(canonical, format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    return len(store)


def open_store(folder: Path) -> ox.Store:
    """Open a store for reading only. Raises UsageError where there is none."""
    if not folder.is_dir():
        raise UsageError(Fault(f"no graph has been built in {folder.parent}", mend="run: csto-kg build"))
    try:
        return ox.Store.read_only(str(folder))
    except OSError as error:
        raise MachineError(
            Fault(f"the store {folder} cannot be opened: {error}", mend="run: csto-kg build --force")
        ) from error


def ask_endpoint(endpoint: str, query: str, timeout: int) -> dict[str, object]:
    """SPARQL JSON results of a query on an endpoint. `timeout` in seconds; raises MachineError in plain words."""
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(query)
    wrapper.setReturnFormat(JSON)
    wrapper.setMethod(POST)
    wrapper.setTimeout(timeout)
    try:
        answer = wrapper.queryAndConvert()
    except (HTTPError, URLError, SPARQLWrapperException, TimeoutError, json.JSONDecodeError, OSError) as error:
        raise MachineError(_unreachable(endpoint, error)) from error
    if not isinstance(answer, dict):
        raise MachineError(Fault(f"{endpoint} did not answer with SPARQL results", mend="is it a SPARQL endpoint?"))
    return answer


def load_endpoint(endpoint: str, lines: list[bytes], timeout: int) -> Iterator[int]:
    """Insert N-Quads into an endpoint that takes SPARQL updates, and yield the number sent after each request."""
    for start in range(0, len(lines), BATCH):
        batch = lines[start : start + BATCH]
        wrapper = SPARQLWrapper(endpoint)
        wrapper.setMethod(POST)
        wrapper.setTimeout(timeout)
        wrapper.setQuery(insert(batch))
        try:
            wrapper.query()
        except (HTTPError, URLError, SPARQLWrapperException, TimeoutError, OSError) as error:
            fault = _unreachable(endpoint, error)
            sent = Fault(f"{fault.message}; {start} of {len(lines)} quads had been sent", mend=fault.mend)
            raise MachineError(sent) from error
        yield min(start + BATCH, len(lines))


def insert(lines: list[bytes]) -> str:
    """A SPARQL update that inserts quads given as N-Quads lines."""
    by_graph: dict[str, list[str]] = {}
    for quad in ox.parse(b"".join(lines), ox.RdfFormat.N_QUADS):
        by_graph.setdefault(str(quad.graph_name), []).append(f"{quad.triple} .")
    return (
        "INSERT DATA {\n" + "\n".join(f"GRAPH {g} {{\n" + "\n".join(t) + "\n}" for g, t in by_graph.items()) + "\n}"
    )


# SPARQLWrapper turns some answers into exceptions of its own, without their code.
_CODES: dict[type[Exception], int] = {QueryBadFormed: 400, Unauthorized: 401, EndPointNotFound: 404}


def _unreachable(endpoint: str, error: Exception) -> Fault:
    code = _CODES.get(type(error), getattr(error, "code", None))
    if code == 400:
        return Fault(f"{endpoint} does not take the query (HTTP 400)", mend="does the server speak SPARQL 1.1?")
    if code in (401, 403):
        return Fault(f"{endpoint} refuses access (HTTP {code})", mend="does it allow this without a login?")
    if code == 404:
        return Fault(
            f"there is nothing at {endpoint} (HTTP 404)", mend="name the endpoint itself, for instance …/query"
        )
    if isinstance(error, json.JSONDecodeError):
        return Fault(f"{endpoint} did not answer with SPARQL results", mend="is it a SPARQL endpoint?")
    reason = getattr(error, "reason", None) or str(error).split("\n")[0] or type(error).__name__
    return Fault(f"{endpoint} could not be asked: {reason}", mend="is the server running, and the address right?")
