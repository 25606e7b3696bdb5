"""What callers of the Python interface pass: anything but a text or a day is refused by the name of the argument."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from csto_kg.errors import Fault, UsageError
from csto_kg.queries.stored import day

__all__ = ["day_given", "text_given", "values_given"]


def text_given(name: str, value: object) -> str:
    """The text that an argument is. Raises UsageError for a value of another type."""
    if isinstance(value, str):
        return value
    raise UsageError(Fault(f"{reprlib.repr(value)} is not a text", name, fix="give a str"))


def day_given(name: str, value: object) -> date:
    """The day that an argument is, or that its text names. Raises UsageError for anything else."""
    if isinstance(value, str):
        return day(value, name)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    fix = "give a datetime.date, or a text such as 2012-06-28"
    raise UsageError(Fault(f"{reprlib.repr(value)} is not a day", name, fix=fix))


def values_given(query: str, values: Mapping[str, object]) -> dict[str, str | list[str]]:
    """The values of a query's parameters as texts. Raises UsageError with a fault for each that holds anything else."""
    found: dict[str, str | list[str]] = {}
    faults = []
    for name, value in values.items():
        many = isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)
        texts = [_text(item) for item in (value if many else [value])]  # type: ignore[attr-defined]
        given = [text for text in texts if text is not None]
        if len(given) < len(texts):
            fix = "give a str, a datetime.date, or a list of these; leave it out for the default"
            faults.append(Fault(f"{reprlib.repr(value)} is not a value", f"{query} {name}", fix=fix))
        found[name] = given if many else "".join(given)
    if faults:
        raise UsageError(*faults)
    return found


def _text(value: object) -> str | None:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else None
