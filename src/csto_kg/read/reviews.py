"""Which claims somebody else has read, and which have changed since: a reading is of a claim as it stood then."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from csto_kg.read.layout import Value
from csto_kg.read.texts import digest


def claim_digest(claim: Value) -> str:
    """SHA-256 of a claim as it stands in its file, whatever its layout."""
    return digest(json.dumps(claim, sort_keys=True, ensure_ascii=False).encode())


def last_read(reviews: Iterable[Value]) -> dict[str, str]:
    """The digest of each claim as it was last read, from the entries of the files of reviews in their order."""
    return {str(r["of"]): str(r["sha256"]) for r in reviews if isinstance(r, dict)}


def changed_since(claims: Iterable[Mapping[str, Value]], read: Mapping[str, str]) -> list[str]:
    """The claims that were read and do not stand as they did."""
    return [str(c["id"]) for c in claims if str(c["id"]) in read and read[str(c["id"])] != claim_digest(dict(c))]
