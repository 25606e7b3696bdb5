"""Texts measured in columns of a terminal: Cyrillic letters take one, wide characters two, combining ones none."""

from __future__ import annotations

from collections.abc import Iterator

import wcwidth

__all__ = ["columns_of", "filled", "fitted", "folded"]


def columns_of(text: str) -> int:
    """How many columns a text takes that has no control characters."""
    return max(0, wcwidth.wcswidth(text))


def fitted(text: str, columns: int, ellipsis: str = "…") -> str:
    """A text that takes so many columns at the most; what is cut off leaves an ellipsis.

    It is cut between graphemes, so that a letter keeps its accents.
    """
    if columns_of(text) <= columns:
        return text
    kept = ""
    for grapheme in wcwidth.iter_graphemes(text):
        if columns_of(kept + grapheme) + len(ellipsis) > columns:
            break
        kept += grapheme
    return kept.rstrip() + ellipsis[:columns]


def filled(text: str, columns: int) -> str:
    """A text with spaces after it up to so many columns; one that takes more is left as it is."""
    return text + " " * (columns - columns_of(text))


def folded(text: str, columns: int, most: int | None = None, ellipsis: str = "…") -> tuple[str, ...]:
    """A text in lines of so many columns, broken at spaces; what goes beyond `most` lines is cut from the last one.

    A word that is longer than a line is cut where lines are limited, and broken otherwise.
    """
    lines: list[str] = []
    rest = text
    while rest and (most is None or len(lines) < most - 1):
        line = _first_line(rest, columns)
        lines.append(line.rstrip())
        rest = rest[len(line) :].lstrip()
    if rest:
        lines.append(fitted(rest, columns, ellipsis))
    return tuple(lines)


def _first_line(text: str, columns: int) -> str:
    """The first words that fit into a line; a part of the first word where not even that one fits."""
    if columns_of(text) <= columns:
        return text
    line = ""
    for word in _words(text):
        if columns_of((line + word).rstrip()) > columns:
            break
        line += word
    if line.strip():
        return line
    for grapheme in wcwidth.iter_graphemes(text):
        if line and columns_of(line + grapheme) > columns:
            break
        line += grapheme
    return line


def _words(text: str) -> Iterator[str]:
    """The words of a text, each with the spaces after it."""
    at = 0
    while at < len(text):
        space = text.find(" ", at)
        end = len(text) if space < 0 else space + 1
        yield text[at:end]
        at = end
