"""Arguments and output in the encoding of the terminal: a character that it lacks is replaced, and a note says so.

Names and passages come in many scripts; a terminal in Latin-1 or ASCII shows what it can.
"""

from __future__ import annotations

import codecs
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TextIO

__all__ = ["as_utf8", "replacing"]

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


def as_utf8(argument: str) -> str:
    """An argument of the command line read as UTF-8, whatever the locale; as it is where it is not UTF-8."""
    if argument.isascii():
        return argument
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeError:
        return argument


@contextmanager
def replacing(out: TextIO, err: TextIO) -> Iterator[None]:
    """Within this context, characters that the streams cannot encode are replaced; at its end a note on `err` says so."""
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
