"""Finds a stored query by its name."""

from __future__ import annotations

from collections.abc import Mapping

from csto_kg.advice import did_you_mean
from csto_kg.errors import Fault, UsageError
from csto_kg.queries.stored import StoredQuery

__all__ = ["stored_query"]


def stored_query(known: Mapping[str, StoredQuery], name: str) -> StoredQuery:
    """The stored query of a name. Raises UsageError, with the names that resemble it, where there is none."""
    if name not in known:
        fix = did_you_mean(name, known, "csto-kg queries lists them", 0.5)
        raise UsageError(Fault(f"there is no stored query '{name}'", fix=fix))
    return known[name]
