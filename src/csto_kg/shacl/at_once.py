"""Whether a SPARQL-based constraint can be asked for all its focus nodes at once, and if not, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from csto_kg.rdf.tokens import tokens

__all__ = ["not_at_once"]

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
