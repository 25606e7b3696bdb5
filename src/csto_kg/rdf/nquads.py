"""The canonical form of a graph without blank nodes, and the hash that names it.

Without blank nodes, sorted N-Quads are canonical: their SHA-256 equals that of RDFC-1.0 (W3C, 2024).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from csto_kg.vocab import DCTERMS, G_METADATA

__all__ = ["canonical_nquads", "joined_forms", "release_hash"]

_OF_METADATA: Final = f" <{G_METADATA}> .".encode()
_IDENTIFIER: Final = f"<{DCTERMS.identifier}>".encode()


def canonical_nquads(quads: Iterable[ox.Quad]) -> bytes:
    """The canonical form of quads: N-Quads in UTF-8, one a line, in the order of their bytes, each once."""
    lines = sorted({f"{quad} .\n".encode() for quad in quads})
    return b"".join(lines)


def joined_forms(*canonical_forms: bytes) -> bytes:
    """The canonical form of all quads of canonical forms."""
    lines = {line for form in canonical_forms for line in form.split(b"\n") if line}
    return b"".join(line + b"\n" for line in sorted(lines))


def release_hash(canonical_form: bytes) -> str:
    """SHA-256 of the canonical form in hexadecimal, which names a release.

    The line that states it, the `dcterms:identifier` in the description of the data set, is left out.
    """
    if _OF_METADATA in canonical_form:
        canonical_form = b"\n".join(line for line in canonical_form.split(b"\n") if not _states_hash(line))
    return hashlib.sha256(canonical_form).hexdigest()


def _states_hash(line: bytes) -> bool:
    return line.endswith(_OF_METADATA) and line.split(b" ", 2)[1] == _IDENTIFIER
