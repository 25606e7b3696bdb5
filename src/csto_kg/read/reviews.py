"""Which claims have been reviewed, and which have changed since. A review covers a claim as it was on that day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from csto_kg.read.layout import PlainValue
from csto_kg.read.texts import digest


def claim_digest(claim: PlainValue) -> str:
    """SHA-256 of the content of a claim in its file. The layout makes no difference."""
    return digest(json.dumps(claim, sort_keys=True, ensure_ascii=False).encode())


def last_reviewed(reviews: Iterable[PlainValue]) -> dict[str, str]:
    """The digest of each claim at its last review, from the entries of the files of reviews in their order."""
    return {str(r["of"]): str(r["sha256"]) for r in reviews if isinstance(r, dict)}


def changed_since(claims: Iterable[Mapping[str, PlainValue]], reviewed: Mapping[str, str]) -> list[str]:
    """The claims that have been reviewed and have changed since."""
    return [
        str(c["id"]) for c in claims if str(c["id"]) in reviewed and reviewed[str(c["id"])] != claim_digest(dict(c))
    ]
