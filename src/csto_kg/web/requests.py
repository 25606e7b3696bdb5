"""Reads requests: the query, the parameters, and the format of the answer."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import Message
from typing import Final, TypeAlias
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.requests import ClientDisconnect, Request

from csto_kg.rdf.media import SUFFIXES
from csto_kg.web.jobs import RefusedRequestError, Sparql

MAX_QUERY: Final = 2**20
"""The size of the longest request that is read, in bytes."""

_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_FORM: Final = "application/x-www-form-urlencoded"

Pairs: TypeAlias = list[tuple[str, str]]


_SHOWN: Final = 100


def shortened(path: str) -> str:
    """A path as a message shows it: of a very long one its start alone."""
    return path if len(path) <= _SHOWN else f"{path[:_SHOWN]}…"


def accepted(request: Request) -> str | None:
    """What the client accepts: its `Accept` headers as one, None where there is none."""
    return ", ".join(request.headers.getlist("accept")) or None


def pairs_of(text: bytes, what: str) -> Pairs:
    """The names and values of a query string or form (`what`). Raises RefusedError where it cannot be read."""
    try:
        return parse_qsl(text.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError as error:
        raise RefusedRequestError(400, f"the {what} cannot be read: {error}") from None


async def _body(request: Request) -> bytes:
    parts = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > MAX_QUERY:
                raise RefusedRequestError(413, f"the request is longer than {MAX_QUERY} bytes")
            parts.append(part)
    except ClientDisconnect:
        raise RefusedRequestError(400, "the request was cut off") from None
    return b"".join(parts)


def without_suffix(path: str, offers: Iterable[str], accept: str | None) -> tuple[str, str | None]:
    """A path without an ending that names one of the media types offered, and what is accepted then.

    A path without such an ending is returned as it is, with `accept` as it was.
    """
    stem, _, suffix = path.rpartition(".")
    media_type = SUFFIXES.get(suffix)
    return (stem, media_type) if stem and media_type in set(offers) else (path, accept)


def _content_type(request: Request) -> str:
    """The media type of a request's body. Raises RefusedError for one that is not read here."""
    declared = request.headers.get("content-type")
    if declared is None:
        raise RefusedRequestError(415, "the request has no Content-Type")
    header = Message()
    header["Content-Type"] = declared
    media_type, charset = header.get_content_type(), header.get_content_charset() or "utf-8"
    if media_type == _UPDATE:
        raise _read_only()
    if media_type not in (_QUERY, _FORM):
        raise RefusedRequestError(415, f"{media_type} is not accepted; these are: {_QUERY}, {_FORM}")
    if charset not in ("utf-8", "us-ascii"):
        raise RefusedRequestError(415, f"{charset} is not accepted: use UTF-8")
    return media_type


async def _posted(request: Request) -> Pairs:
    """The names and values in the body of a request; a query that is the body itself has the name `query`."""
    media_type = _content_type(request)
    body = await _body(request)
    if media_type == _FORM:
        return pairs_of(body, "form")
    try:
        return [("query", body.decode("utf-8"))]
    except UnicodeDecodeError:
        raise RefusedRequestError(400, "the query is not in UTF-8") from None


async def sparql_job(request: Request) -> Sparql | None:
    """The query of a request by SPARQL 1.1 Protocol, 2.1; None for a request of the service description.

    Raises RefusedError for anything but a query, updates included.
    """
    pairs = pairs_of(request.scope["query_string"], "query string")
    if request.method == "POST":
        pairs += await _posted(request)
    elif not pairs:
        return None
    if any(name == "update" for name, _ in pairs):
        raise _read_only()
    texts = [value for name, value in pairs if name == "query"]
    if len(texts) != 1:
        raise RefusedRequestError(
            400, "the request has no query" if not texts else f"the request has {len(texts)} queries; one is expected"
        )
    default = tuple(value for name, value in pairs if name == "default-graph-uri")
    named = tuple(value for name, value in pairs if name == "named-graph-uri")
    dataset = (default, named) if default or named else None
    return Sparql(texts[0], endpoint_of(request), dataset, accepted(request))


def endpoint_of(request: Request) -> str:
    """The endpoint's own address, from the Host header, which may be anything. Raises RefusedError where it is not an IRI."""
    return _address(str(request.url.replace(query="")))


def base_of(request: Request) -> str:
    """The address of this server, which ends in `/`, from the Host header. Raises RefusedError where it is not an IRI."""
    return _address(str(request.base_url))


def _address(text: str) -> str:
    try:
        return ox.NamedNode(text).value
    except ValueError:
        raise RefusedRequestError(400, f"'{text}' is not an address") from None


def _read_only() -> RefusedRequestError:
    return RefusedRequestError(403, "this endpoint is read only: updates are refused")
