"""The canonical form of a graph without blank nodes, and the hash that names it.

Without blank nodes, sorted N-Quads are canonical: their SHA-256 equals that of RDFC-1.0 (W3C, 2024).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pyoxigraph as ox

__all__ = ["canonical_nquads", "release_hash"]


def canonical_nquads(quads: Iterable[ox.Quad]) -> bytes:
    """The canonical form of quads: N-Quads in UTF-8, one a line, in the order of their bytes, each once."""
    lines = sorted({f"{quad} .\n".encode() for quad in quads})
    return b"".join(lines)


def release_hash(canonical_form: bytes) -> str:
    """SHA-256 of the canonical form in hexadecimal, which names a release."""
    return hashlib.sha256(canonical_form).hexdigest()
