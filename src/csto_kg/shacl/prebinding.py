"""Pre-binding of $this (SHACL, section 5.3.1): whether a query can be joined with all focus nodes at once, or why not.

SHACL gives $this its value before a query is evaluated, in each part of the query. Asked once for all focus nodes, the
query is joined with their values. The two agree if every part that mentions $this has a triple pattern that binds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from csto_kg.rdf.tokens import tokens

__all__ = ["why_not_joined"]

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
    "RAND": "its result is random",
    "UUID": "its result is random",
    "STRUUID": "its result is random",
}
_AGGREGATES: Final = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "HAVING"))


@dataclass(slots=True)
class _Group:
    """A part of a query in braces: its words by where they occur, without those of the groups in it.

    `opened_by` is OPTIONAL, EXISTS or empty. In a group that is a query, `head` is the SELECT clause and `tail` what follows
    the WHERE clause; it has no patterns.
    """

    opened_by: str = ""
    patterns: list[str] = field(default_factory=list)
    filters: list[str] = field(default_factory=list)
    binds: list[str] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=list)

    @property
    def mentions_this(self) -> bool:
        parts = (self.patterns, self.filters, self.binds, self.head, self.tail)
        return any("?this" in words for words in parts) or any(g.mentions_this for g in self.groups)


def why_not_joined(text: str) -> str:
    """The reason why a query cannot be joined with all focus nodes at once; empty if it can."""
    words = [t.word or t.text for t in tokens(text)]
    for i, word in enumerate(words):
        if word in _FORBIDDEN:
            return _FORBIDDEN[word]
        if word == "AS" and words[i + 1 : i + 2] == ["?this"]:
            return "it gives $this another value"
    query = _tree(words)
    if not query.head or len(query.groups) != 1:
        return "it is not a SELECT query"
    return _of_query(query) or next(filter(None, map(_unsafe, query.groups[0].groups)), "")


def _of_query(query: _Group) -> str:
    if _AGGREGATES.intersection((*query.head, *query.tail)) and not {"GROUP", "?this"}.issubset(query.tail):
        return "it counts or sums without GROUP BY $this"
    return ""


def _unsafe(group: _Group) -> str:
    """Why $this may differ in a group of the WHERE clause from its pre-bound value; empty if it cannot."""
    if group.head:
        if "?this" not in group.head:
            return "a query within it does not select $this"
        return _of_query(group) or next(filter(None, map(_unsafe, group.groups)), "")
    is_seen = "?this" in group.patterns or group.opened_by == "EXISTS"
    if group.opened_by == "OPTIONAL" and not any(g.mentions_this for g in group.groups):
        is_seen = True  # its filters see what precedes it
    if group.mentions_this and (not is_seen or "?this" in group.binds):
        return "a part of it mentions $this without a triple pattern that has it"
    return next(filter(None, map(_unsafe, group.groups)), "")


def _tree(words: Sequence[str]) -> _Group:
    """The groups of a query, as far as braces and the parentheses of expressions show them."""
    whole = _Group()
    stack = [whole]
    # For each group of the stack, the expression that is open and its depth in parentheses; -1 before the first of them.
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
