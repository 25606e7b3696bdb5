"""What a request asks: its query, its parameters, and the form in which it wants the answer."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import Message
from typing import TypeAlias
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.requests import ClientDisconnect, Request

from csto_kg.rdf.media import SUFFIXES
from csto_kg.web.jobs import RefusedError, Sparql

# In bytes; a query longer than this is no query.
MAX_QUERY = 2**20

Pairs: TypeAlias = list[tuple[str, str]]


def accepted(request: Request) -> str | None:
    """What the client accepts: its `Accept` headers as one, None where there is none."""
    return ", ".join(request.headers.getlist("accept")) or None


def pairs_of(text: bytes, what: str) -> Pairs:
    """The names and values of a query string or form (`what`). Raises RefusedError where it cannot be read."""
    try:
        return parse_qsl(text.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError as error:
        raise RefusedError(400, f"the {what} cannot be read: {error}") from None


async def _body(request: Request) -> bytes:
    parts = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > MAX_QUERY:
                raise RefusedError(413, f"the request is longer than {MAX_QUERY} bytes")
            parts.append(part)
    except ClientDisconnect:
        raise RefusedError(400, "the request was broken off") from None
    return b"".join(parts)


def without_suffix(path: str, offers: Iterable[str], accept: str | None) -> tuple[str, str | None]:
    """A path without an ending that names one of the media types offered, and what is accepted then.

    A path without such an ending is returned as it is, with `accept` as it was.
    """
    stem, _, suffix = path.rpartition(".")
    media_type = SUFFIXES.get(suffix)
    return (stem, media_type) if stem and media_type in set(offers) else (path, accept)


async def sparql_job(request: Request) -> Sparql | None:
    """The query of a request by SPARQL 1.1 Protocol, 2.1; None for a request of the service description.

    Raises RefusedError for what is no query, and for updates.
    """
    pairs = pairs_of(request.scope["query_string"], "query string")
    if request.method == "POST":
        told = request.headers.get("content-type")
        if told is None:
            raise RefusedError(415, "the request does not tell its Content-Type")
        header = Message()
        header["Content-Type"] = told
        kind, charset = header.get_content_type(), header.get_content_charset() or "utf-8"
        if kind == "application/sparql-update":
            raise _read_only()
        if kind not in ("application/sparql-query", "application/x-www-form-urlencoded"):
            can = "application/sparql-query, application/x-www-form-urlencoded"
            raise RefusedError(415, f"{kind} is not taken; there are: {can}")
        if charset not in ("utf-8", "us-ascii"):
            raise RefusedError(415, f"{charset} is not taken: write UTF-8")
        body = await _body(request)
        if kind == "application/x-www-form-urlencoded":
            pairs += pairs_of(body, "form")
        else:
            try:
                pairs.append(("query", body.decode("utf-8")))
            except UnicodeDecodeError:
                raise RefusedError(400, "the query is not in UTF-8") from None
    elif not pairs:
        return None
    if any(name == "update" for name, _ in pairs):
        raise _read_only()
    texts = [value for name, value in pairs if name == "query"]
    if len(texts) != 1:
        raise RefusedError(
            400, "the request has no query" if not texts else f"the request has {len(texts)} queries: one is due"
        )
    default = tuple(value for name, value in pairs if name == "default-graph-uri")
    named = tuple(value for name, value in pairs if name == "named-graph-uri")
    dataset = (default, named) if default or named else None
    return Sparql(texts[0], endpoint_of(request), dataset, accepted(request))


def endpoint_of(request: Request) -> str:
    """The endpoint's own address, made from the Host header, which may be anything. Raises RefusedError for no IRI."""
    address = str(request.url.replace(query=""))
    try:
        return ox.NamedNode(address).value
    except ValueError:
        raise RefusedError(400, f"'{address}' is no address") from None


def _read_only() -> RefusedError:
    return RefusedError(403, "this endpoint is read only: updates are refused")
