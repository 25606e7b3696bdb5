"""Finds the one-variable VALUES blocks of a query, which hold the values of its parameters, and replaces their rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from csto_kg.rdf.tokens import tokens

__all__ = ["Block", "blocks", "substitute"]


@dataclass(frozen=True, slots=True)
class Block:
    """A one-variable VALUES block: the variable, and where in the text its rows stand (between the braces)."""

    variable: str
    start: int
    end: int


@lru_cache(maxsize=256)
def blocks(text: str) -> tuple[Block, ...]:
    """The one-variable VALUES blocks of a query, in order. Comments, strings and IRIs that look like one do not count."""
    found_tokens = tokens(text)
    found = []
    for i, token in enumerate(found_tokens[:-2]):
        variable, opening = found_tokens[i + 1 : i + 3]
        if not (token.word == "VALUES" and variable.text[0] in "?$" and opening.text == "{"):
            continue
        close = next((t for t in found_tokens[i + 3 :] if t.text == "}" and t.kind == "mark"), None)
        if close is not None:
            found.append(Block(variable.text[1:], opening.end, close.start))
    return tuple(found)


def substitute(text: str, rows: Mapping[str, str]) -> str:
    """The query with the rows of the blocks of the given variables replaced."""
    for block in reversed(blocks(text)):
        if block.variable in rows:
            text = f"{text[: block.start]} {rows[block.variable]} {text[block.end :]}"
    return text
