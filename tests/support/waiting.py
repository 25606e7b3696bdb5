"""Waits for a condition instead of for a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# Seconds within which anything that a test waits for has happened, on a machine with all cores busy too.
DEADLINE = 600.0


def wait_for(condition: Callable[[], T], what: str, deadline: float = DEADLINE) -> T:
    """What a condition gives once it is true. Raises TimeoutError that names what has not happened by the deadline."""
    end = time.monotonic() + deadline
    while not (given := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"not within {deadline:.0f} s: {what}")
        time.sleep(0.01)
    return given
