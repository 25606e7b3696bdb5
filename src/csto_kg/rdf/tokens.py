"""Reads a SPARQL query as tokens, and finds its form and the IRIs that it names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

__all__ = [
    "UPDATES",
    "QueryForm",
    "Token",
    "form_of",
    "has_open_property",
    "iris",
    "names_a_graph",
    "tokens",
    "with_pattern",
]

_TOKEN: Final = re.compile(
    r"""(?P<comment>\#[^\n]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<word>[?$]\w+|(?:\w[\w.\-]*)?:(?:[\w:.\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*|\w+)
      | (?P<mark>[^\s])""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a query: its text, its kind (iri, string, word, mark), and where it stands."""

    text: str
    kind: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """A keyword in capitals, a variable as ?name; empty for all else."""
        if self.kind != "word":
            return ""
        return "?" + self.text[1:] if self.text[0] in "?$" else self.text.upper()


def tokens(text: str, comments: bool = False) -> tuple[Token, ...]:
    """The tokens of a query; its comments are left out, unless `comments` asks for them."""
    found = ((m, m.lastgroup or "") for m in _TOKEN.finditer(text))
    return tuple(Token(m[0], kind, m.start(), m.end()) for m, kind in found if comments or kind != "comment")


class QueryForm(StrEnum):
    """The forms of a SPARQL query."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


UPDATES: Final = frozenset(("INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"))
"""The words with which an update starts."""


def form_of(text: str) -> QueryForm | None:
    """The form of a query by its first keyword; None for an update, and for what is not SPARQL."""
    words = (t.word for t in tokens(text))
    first = next((word for word in words if word in QueryForm.__members__ or word in UPDATES), "")
    return QueryForm.__members__.get(first)


def with_pattern(text: str, pattern: str) -> str:
    """A SELECT query with a pattern as the first thing in its WHERE clause."""
    opening = next(t for t in tokens(text) if t.text == "{" and t.kind == "mark")
    return f"{text[: opening.end]} {pattern} {text[opening.end :]}"


_PREFIX: Final = re.compile(r"PREFIX\s+([^\s:]*):\s*<([^>]*)>", re.IGNORECASE)


def iris(text: str, known: Mapping[str, str] = MappingProxyType({})) -> frozenset[str]:
    """Every IRI that a query names, in full or with a prefix; `a` is rdf:type.

    `known` are prefixes that need no declaration.
    """
    declared = dict(_PREFIX.findall(text))
    prefixes = {**known, **declared}
    found = {t.text[1:-1] for t in tokens(text) if t.kind == "iri"} - set(declared.values())
    for token in tokens(text):
        prefix, colon, local = token.text.partition(":")
        if token.kind == "word" and colon and prefix in prefixes:
            found.add(prefixes[prefix] + re.sub(r"\\(.)", r"\1", local))
        elif token.text == "a" and token.kind == "word":
            found.add("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    return frozenset(found)


def has_open_property(text: str) -> bool:
    """Whether a query may have a variable as a property. True for some queries that have none."""
    words = [t.word or t.text for t in tokens(text)]
    ends = frozenset((".", "{", "}"))
    # The property is the second word of a triple, and the first one after a semicolon or a bracket.
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        if before in ends and word not in ends and after[0] == "?":
            return True
        if before in (";", "[") and word[0] == "?":
            return True
    return False


def names_a_graph(text: str) -> bool:
    """Whether a query names a graph or another server anywhere, by GRAPH, FROM or SERVICE."""
    return any(token.word in ("GRAPH", "FROM", "SERVICE") for token in tokens(text))
