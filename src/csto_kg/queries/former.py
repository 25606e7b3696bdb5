"""Warnings of former names, at the line of the caller's own code."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable

__all__ = ["warn_of_former_names"]

_PACKAGE = __name__.partition(".")[0]


def warn_of_former_names(notes: Iterable[str]) -> None:
    """Give each note as a FutureWarning that points to the nearest caller outside this package."""
    # Some callers are a method of `Graph` away, others a typed function and what it calls.
    level = 1
    frame = sys._getframe()  # noqa: SLF001 - as `warnings` and `inspect` find the caller
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).partition(".")[0] == _PACKAGE:
        frame = frame.f_back
        level += 1
    for note in notes:
        warnings.warn(note, FutureWarning, stacklevel=level)
