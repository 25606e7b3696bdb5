"""What must be known of the text of a SPARQL query: its tokens, and whether it can be asked for many nodes at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

__all__ = ["Token", "has_open_property", "iris", "not_at_once", "tokens", "with_pattern"]

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


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a query, without its comments."""
    found = ((m, m.lastgroup or "") for m in _TOKEN.finditer(text))
    return tuple(Token(m[0], kind, m.start(), m.end()) for m, kind in found if kind != "comment")


def with_pattern(text: str, pattern: str) -> str:
    """A SELECT query with a pattern as the first thing in its WHERE clause."""
    opening = next(t for t in tokens(text) if t.text == "{" and t.kind == "mark")
    return f"{text[: opening.end]} {pattern} {text[opening.end :]}"


_PREFIX: Final = re.compile(r"PREFIX\s+([^\s:]*):\s*<([^>]*)>", re.IGNORECASE)


def iris(text: str) -> frozenset[str]:
    """Every IRI that a query names, in full or with a prefix; `a` is rdf:type."""
    prefixes = dict(_PREFIX.findall(text))
    found = {t.text[1:-1] for t in tokens(text) if t.kind == "iri"} - set(prefixes.values())
    for token in tokens(text):
        prefix, colon, local = token.text.partition(":")
        if token.kind == "word" and colon and prefix in prefixes:
            found.add(prefixes[prefix] + re.sub(r"\\(.)", r"\1", local))
        elif token.text == "a" and token.kind == "word":
            found.add("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    return frozenset(found)


def has_open_property(text: str) -> bool:
    """Whether a variable may stand for a property in a query; said of some others too."""
    words = [t.word or t.text for t in tokens(text)]
    ends = frozenset((".", "{", "}"))
    # The property is the second word of a triple, and the first one after a semicolon or a bracket.
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        if before in ends and word not in ends and after[0] == "?":
            return True
        if before in (";", "[") and word[0] == "?":
            return True
    return False


# ---------------------------------------------------------------------------------------------------------------
# Asked at once
# ---------------------------------------------------------------------------------------------------------------

# SHACL gives $this its value before a query is evaluated, in each of its parts; asked at once, the query is joined with
# all the values. The two agree where every part that speaks of $this has a triple pattern that binds it.
_FORBIDDEN: Final = {
    "MINUS": "it uses MINUS",
    "VALUES": "it uses VALUES",
    "SERVICE": "it uses SERVICE",
    "GRAPH": "it uses GRAPH",
    "FROM": "it uses FROM",
    "LIMIT": "it uses LIMIT",
    "OFFSET": "it uses OFFSET",
    "?shapesGraph": "it uses $shapesGraph",
    "?currentShape": "it uses $currentShape",
    "?failure": "it uses ?failure",
    "BNODE": "it makes blank nodes",
    "RAND": "it uses chance",
    "UUID": "it uses chance",
    "STRUUID": "it uses chance",
}
_AGGREGATES: Final = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "HAVING"))


@dataclass(slots=True)
class _Group:
    """A part of a query in braces, by what stands in it outside of the groups within it.

    `opened_by` is OPTIONAL, EXISTS or empty. A group that is a query has its SELECT clause as `head`, what follows its
    WHERE clause as `tail`, and no patterns.
    """

    opened_by: str = ""
    patterns: list[str] = field(default_factory=list)
    filters: list[str] = field(default_factory=list)
    binds: list[str] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=list)

    @property
    def speaks_of_this(self) -> bool:
        said = (self.patterns, self.filters, self.binds, self.head, self.tail)
        return any("?this" in words for words in said) or any(g.speaks_of_this for g in self.groups)


def not_at_once(text: str) -> str:
    """Why a SPARQL-based constraint cannot be asked for all focus nodes at once; empty where it can."""
    words = [t.word or t.text for t in tokens(text)]
    for i, word in enumerate(words):
        if word in _FORBIDDEN:
            return _FORBIDDEN[word]
        if word == "AS" and words[i + 1 : i + 2] == ["?this"]:
            return "it gives $this another value"
    query = _tree(words)
    if not query.head or len(query.groups) != 1:
        return "it is no SELECT"
    return _of_query(query) or next(filter(None, map(_unsafe, query.groups[0].groups)), "")


def _of_query(query: _Group) -> str:
    if _AGGREGATES.intersection((*query.head, *query.tail)) and not {"GROUP", "?this"}.issubset(query.tail):
        return "it counts or sums without GROUP BY $this"
    return ""


def _unsafe(group: _Group) -> str:
    """Why a group within the WHERE clause may not see $this as it would with a value given before."""
    if group.head:
        if "?this" not in group.head:
            return "a query within it does not select $this"
        return _of_query(group) or next(filter(None, map(_unsafe, group.groups)), "")
    is_seen = "?this" in group.patterns or group.opened_by == "EXISTS"
    if group.opened_by == "OPTIONAL" and not any(g.speaks_of_this for g in group.groups):
        is_seen = True  # its filters see what stands before it
    if group.speaks_of_this and (not is_seen or "?this" in group.binds):
        return "a part of it speaks of $this without a triple pattern that has it"
    return next(filter(None, map(_unsafe, group.groups)), "")


def _tree(words: Sequence[str]) -> _Group:
    """The groups of a query, as far as braces and the parentheses of expressions tell them."""
    whole = _Group()
    stack = [whole]
    # The expression that is open in each group of the stack, and its parentheses; -1 where none has been opened yet.
    expressions: list[tuple[list[str] | None, int]] = [(None, 0)]
    for i, word in enumerate(words):
        group, (expression, depth) = stack[-1], expressions[-1]
        if word == "{":
            before = words[i - 1] if i else ""
            inner = _Group(before if before in ("OPTIONAL", "EXISTS") else "")
            group.groups.append(inner)
            stack.append(inner)
            expressions[-1] = (None, 0) if depth < 0 else (expression, depth)
            expressions.append((None, 0))
        elif word == "}":
            stack.pop()
            expressions.pop()
            if not stack:
                return _Group()
        elif word == "SELECT" and not group.head and (len(stack) == 1 or not group.patterns):
            group.head.append(word)
            group.patterns.clear()  # the prefixes
        elif group.head:
            (group.tail if group.groups else group.head).append(word)
        elif word in ("FILTER", "BIND"):
            expressions[-1] = (group.filters if word == "FILTER" else group.binds, -1)
        elif expression is not None:
            depth = max(depth, 0) + 1 if word == "(" else depth - 1 if word == ")" else depth
            expression.append(word)
            expressions[-1] = (expression, depth) if depth else (None, 0)
        else:
            group.patterns.append(word)
    return whole
