"""What callers of the Python interface pass: anything but a text or a day is refused by the name of the argument."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from os import PathLike
from pathlib import Path

from csto_kg.ask.answers import Answer
from csto_kg.ask.labels import ENGLISH
from csto_kg.errors import Fault, UsageError
from csto_kg.project import Project
from csto_kg.queries.days import day

__all__ = ["answer_given", "day_given", "language_given", "path_given", "text_given", "values_given"]


def text_given(name: str, value: object) -> str:
    """The text that an argument is. Raises UsageError for a value of another type."""
    if isinstance(value, str) and _is_encodable(value):
        return value
    fix = "leave out its lone surrogates" if isinstance(value, str) else "give a str"
    raise UsageError(Fault(f"{reprlib.repr(value)} is not text", name, fix=fix))


def path_given(name: str, value: object) -> Path | None:
    """The path that an argument is, None where it is left out.

    Raises TypeError for a value of another type, and UsageError for an empty text, which would be the working folder.
    """
    if value is None:
        return None
    if not isinstance(value, str | PathLike):
        raise TypeError(
            f"{name}: {reprlib.repr(value)} is not a path — give a str or a pathlib.Path, or leave it out"
        )
    if not str(value).strip():
        raise UsageError(Fault("the path is empty", name, fix="give one, or leave it out"))
    return Path(value)


def language_given(language: object, project: Project) -> str:
    """The language that an argument is, of those in which a project has names. Raises UsageError for any other."""
    languages = (ENGLISH,) if language == ENGLISH else project.configuration.languages
    if language in languages:
        return text_given("language", language)
    message = f"the project has no names in {reprlib.repr(language)}"
    raise UsageError(Fault(message, "language", fix=f"give one of {', '.join(languages)}"))


def answer_given(name: str, value: object) -> Answer:
    """The answer that an argument is. Raises UsageError for a value of another type."""
    if isinstance(value, Answer):
        return value
    raise UsageError(Fault(f"{reprlib.repr(value)} is not an answer", name, fix="give what query or ask returned"))


def day_given(name: str, value: object, read: Callable[[str, str], date] = day) -> date:
    """The day that an argument is, or that its text names, as `read` reads it. Raises UsageError for anything else."""
    if isinstance(value, str):
        return read(value, name)
    if isinstance(value, date) and (found := _day_of(value)):
        return found
    fix = "give a datetime.date, or a text such as 2003-06-30"
    raise UsageError(Fault(f"{reprlib.repr(value)} is not a day", name, fix=fix))


def values_given(query: str, values: Mapping[str, object]) -> dict[str, str | list[str]]:
    """The values of a query's parameters as texts. Raises UsageError with a fault for each that holds anything else."""
    found: dict[str, str | list[str]] = {}
    faults = []
    for name, value in values.items():
        is_list = isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)
        items = list(value) if is_list else [value]  # type: ignore[call-overload]
        given = [text for item in items if (text := _text(item)) is not None]
        if len(given) < len(items):
            message, fix = _why_not(next(item for item in items if _text(item) is None))
            faults.append(Fault(f"{reprlib.repr(value)} {message}", f"{query} {name}", fix=fix))
        found[name] = given if is_list else "".join(given)
    if faults:
        raise UsageError(*faults)
    return found


def _text(value: object) -> str | None:
    if isinstance(value, date):
        found = _day_of(value)
        return None if found is None else found.isoformat()
    return value if isinstance(value, str) and _is_encodable(value) else None


def _is_encodable(text: str) -> bool:
    """Whether a text can be written as UTF-8: half of a pair of surrogates, as a broken file name has it, cannot."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _why_not(value: object) -> tuple[str, str]:
    """What is wrong with a value, and what to give instead."""
    if isinstance(value, datetime) and value == value:  # noqa: PLR0124
        return "has a time of day", "give its day: value.date()"
    return "is not a value", "give a str, a datetime.date, or a list of these; leave it out for the default"


def _day_of(value: date) -> date | None:
    """The day of a date, or of a datetime at midnight, whatever its time zone; None where it has another time of day.

    A pandas.Timestamp is a datetime, with nanoseconds besides; pandas.NaT is one that is not equal to itself.
    """
    if not isinstance(value, datetime):
        return value
    if value != value or value.time() != time() or getattr(value, "nanosecond", False):  # noqa: PLR0124
        return None
    return value.date()
