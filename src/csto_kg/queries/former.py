"""Warnings of former names, at the line of the caller's own code."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeVar

from csto_kg.errors import Fault, UsageError

__all__ = ["takes_former", "warn_of_former_names"]

P = ParamSpec("P")
R = TypeVar("R")

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


def takes_former(former: str, present: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a function take a keyword by its former name, with a FutureWarning. Raises UsageError where both are given."""

    def of(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def taking(*args: P.args, **kwargs: P.kwargs) -> R:
            if former in kwargs:
                if present in kwargs:
                    raise UsageError(
                        Fault(f"is given twice, as {present} and as {former}", present, fix=f"keep {present}")
                    )
                warn_of_former_names([f"argument '{former}' of {function.__name__} is called '{present}' now"])
                kwargs[present] = kwargs.pop(former)
            return function(*args, **kwargs)

        return taking

    return of
