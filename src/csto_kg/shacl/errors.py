"""Errors for shapes that cannot be compiled, and for shapes that no engine can evaluate."""

from __future__ import annotations

from csto_kg.errors import DataError, Fault

__all__ = ["NotEvaluatedError", "UnsupportedError", "broken_shapes"]


class UnsupportedError(ValueError):
    """A shape that cannot be compiled to queries. The message gives the reason and follows the word "since"."""


class NotEvaluatedError(DataError):
    """Shapes that are well-formed, and that pySHACL cannot evaluate on the data in question."""


def broken_shapes(reason: str) -> DataError:
    """The error for shapes that no engine can evaluate. `reason` becomes one line."""
    return DataError(Fault(f"the shapes cannot be run: {' '.join(reason.split())}", fix="correct the shapes"))
