"""Output in the encoding of the terminal: a character that it lacks is replaced, and the user is told so.

Names and passages come in many scripts; a terminal in Latin-1 or ASCII shows what it can.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TextIO

__all__ = ["replacing"]

_HANDLER: Final = "csto-kg-replace"
# What typography has in place of what every encoding has.
_PLAIN: Final = {
    "“": '"',
    "”": '"',
    "„": '"',
    "‘": "'",
    "’": "'",
    "–": "-",
    "—": "-",
    "−": "-",
    "…": "...",
    "→": "->",
}
_UNKNOWN: Final = "?"


@contextmanager
def replacing(out: TextIO, err: TextIO) -> Iterator[None]:
    """While it lasts, characters that the streams cannot encode are replaced; afterwards a note on `err` says so."""
    lost = False

    def replace(error: UnicodeError) -> tuple[str, int]:
        nonlocal lost
        if not isinstance(error, UnicodeEncodeError):
            raise error
        text = "".join(_PLAIN.get(char, _UNKNOWN) for char in error.object[error.start : error.end])
        lost = lost or _UNKNOWN in text
        return text, error.end

    codecs.register_error(_HANDLER, replace)
    for stream in (out, err):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)
    yield
    if lost:
        fix = "set PYTHONIOENCODING=utf-8 to have them whole"
        err.write(f"Characters that {out.encoding} does not have stand as {_UNKNOWN}; {fix}.\n")
