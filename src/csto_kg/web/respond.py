"""Replies as HTTP gives them: kept, packed, in parts, and not at all to whoever has them already (RFC 9110)."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar

import anyio
from starlette.requests import Request
from starlette.responses import Response

from csto_kg.rdf.media import content_type
from csto_kg.web.jobs import RefusedRequestError, Reply

__all__ = [
    "KEPT_BYTES",
    "KeptReplies",
    "KeptReply",
    "has_already",
    "has_one_of",
    "kept_reply",
    "refuse_other_than",
    "response_of",
]

KEPT_BYTES: Final = 32 * 2**20
"""How much is kept of what was answered, in bytes, packed and unpacked."""
_LARGEST_KEPT: Final = 4 * 2**20
_SMALLEST_PACKED: Final = 600  # a packet holds more than twice as much
_PACKED_ALREADY: Final = ("image/png", "application/gzip", "application/wasm")
_PART: Final = re.compile(r"bytes=(\d*)-(\d*)")

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class KeptReply:
    """A reply with its tag, and packed with gzip where that makes it smaller."""

    reply: Reply
    tag: str
    packed: bytes = b""

    @property
    def size(self) -> int:
        """How much it holds, in bytes."""
        return len(self.reply.body) + len(self.packed) + 1000


async def kept_reply(reply: Reply) -> KeptReply:
    """A reply with its tag, packed."""
    return await anyio.to_thread.run_sync(_packed, reply)


def _packed(reply: Reply) -> KeptReply:
    digest = hashlib.sha256(reply.media_type.encode() + b"\n" + reply.body).hexdigest()[:32]
    body = b""
    if len(reply.body) >= _SMALLEST_PACKED and reply.media_type not in _PACKED_ALREADY:
        body = gzip.compress(reply.body, 6, mtime=0)
    return KeptReply(reply, digest, body if len(body) < len(reply.body) else b"")


class KeptReplies:
    """The replies that were asked for last, up to a number of bytes."""

    def __init__(self, most: int = KEPT_BYTES) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[object, KeptReply] = OrderedDict()

    def find(self, key: object) -> KeptReply | None:
        """The reply that is kept under a key."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: object, reply: KeptReply) -> None:
        """Keep a reply; those that were not asked for longest make room. One that is very large is not kept."""
        if reply.size > min(_LARGEST_KEPT, self._most):
            return
        before = self._kept.pop(key, None)
        self._size += reply.size - (before.size if before else 0)
        self._kept[key] = reply
        while self._size > self._most:
            self._size -= self._kept.popitem(last=False)[1].size

    @property
    def size(self) -> int:
        """How much is kept, in bytes."""
        return self._size


def has_one_of(request: Request, tags: Collection[str]) -> bool | None:
    """Whether the client has what has one of the tags (`If-None-Match`); None where it does not say what it has."""
    listed = _listed(request, "if-none-match")
    given = {text.removeprefix("W/").strip('"') for text in listed}
    return ("*" in given or bool(given & set(tags))) if listed else None


def refuse_other_than(request: Request, tags: Collection[str]) -> None:
    """Raise RefusedRequestError where the client wants what has a tag (`If-Match`) and there is none such any more."""
    given = _listed(request, "if-match")
    if given and not {"*", *(f'"{tag}"' for tag in tags)} & set(given):
        raise RefusedRequestError(412, "what is here now has none of the tags of If-Match: ask for it without them")


def _listed(request: Request, header: str) -> list[str]:
    parts = (part.strip() for text in request.headers.getlist(header) for part in text.split(","))
    return [part for part in parts if part]


def has_already(request: Request, tag: str, modified: str) -> bool:
    """Whether the client has what it asks for: what has one of its tags, or else what it had at a time."""
    if (has := has_one_of(request, (tag, f"{tag}-gz"))) is not None:
        return has
    since = request.headers.get("if-modified-since")
    try:
        return bool(since) and parsedate_to_datetime(modified) <= parsedate_to_datetime(since or "")
    except (ValueError, TypeError):
        return False


def response_of(request: Request, kept: KeptReply, modified: str) -> Response:
    """The response with a reply; `modified` is when the release was made, as HTTP writes it.

    Raises RefusedRequestError where the client wants another than there is.
    """
    reply = kept.reply
    headers = {"Content-Type": content_type(reply.media_type), **(reply.headers or {})}
    if reply.status != 200:
        return Response(reply.body, reply.status, headers)
    refuse_other_than(request, (kept.tag, f"{kept.tag}-gz"))
    part = request.headers.get("range")
    wants_packed = bool(kept.packed) and not part and _accepts_gzip(request)
    tag = f'"{kept.tag}-gz"' if wants_packed else f'"{kept.tag}"'
    headers |= {
        "ETag": tag,
        "Last-Modified": modified,
        "Cache-Control": "public, max-age=60",
        "Accept-Ranges": "bytes",
    }
    if has_already(request, kept.tag, modified):
        del headers["Content-Type"]
        return Response(status_code=304, headers=headers)
    if wants_packed:
        return Response(kept.packed, 200, {**headers, "Content-Encoding": "gzip"})
    if part and request.headers.get("if-range", tag) in (tag, modified):
        return _part(reply.body, part, headers)
    return Response(reply.body, 200, headers)


def _accepts_gzip(request: Request) -> bool:
    """Whether a client accepts gzip: it says so, and does not give it the quality 0."""
    for text in ", ".join(request.headers.getlist("accept-encoding")).split(","):
        name, _, parameters = text.strip().partition(";")
        if name.strip().lower() in ("gzip", "x-gzip", "*"):
            return not re.fullmatch(r"\s*q=0(\.0*)?\s*", parameters)
    return False


def _part(body: bytes, wanted: str, headers: dict[str, str]) -> Response:
    """One part of a body; all of it where several are wanted, or none that can be read (RFC 9110, 14.2)."""
    found = _PART.fullmatch(wanted.strip())
    if found is None or not (found[1] or found[2]):
        return Response(body, 200, headers)
    if found[1]:
        first, last = int(found[1]), min(int(found[2] or len(body)), len(body) - 1)
    else:
        first, last = max(0, len(body) - int(found[2])), len(body) - 1
    if first >= len(body) or first > last:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{len(body)}"})
    part = {"Content-Range": f"bytes {first}-{last}/{len(body)}"}
    return Response(body[first : last + 1], 206, headers | part)
