"""Interval join: rules over pairs of things that hold at the same time.

A query engine checks "no two overlapping episodes of one state in one body" by comparing each thing with each other. Here
one SELECT gives every thing with its group and its interval. Each group is sorted by start, and only the pairs that overlap
are ever looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final, TypeAlias

import pyoxigraph as ox

from csto_kg.rdf.terms import Subject
from csto_kg.shacl.literals import Data
from csto_kg.shacl.shapes import IntervalJoin

__all__ = ["Interval", "Pair", "overlapping_pairs", "overlaps"]

Pair: TypeAlias = tuple[Subject, Subject]

# The terms are compared as the texts that the answer has: making objects of them takes five times as long. The dateTimes of
# whole seconds at UTC in years of four digits sort as texts in the order of time.
_WHOLE_SECOND: Final = re.compile(
    r'"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"\^\^<http://www\.w3\.org/2001/XMLSchema#dateTime>'
)


@dataclass(frozen=True, slots=True)
class Interval:
    """A thing and the time for which it holds: from `start` until before `end`, dateTimes as in N-Triples.

    `distinct` are its values of the properties in which two things of a pair must differ.
    """

    node: str
    distinct: tuple[str, ...]
    start: str
    end: str


Groups: TypeAlias = dict[tuple[str, ...], list[Interval]]


def overlapping_pairs(data: Data, join: IntervalJoin, focuses: Sequence[str]) -> set[Pair] | None:
    """The pairs of a focus node and another thing that violate a rule. `focuses` are patterns that bind ?this.

    None if a bound is not a whole second at UTC, or if literals would have to differ: only the query of the rule can decide
    then.
    """
    of_class = "" if join.among is None else f"?this a <{join.among}> ."
    these, others = _groups(data, join, focuses), _groups(data, join, [of_class])
    if these is None or others is None:
        return None
    return {
        (_node(one.node), _node(other.node))
        for key, intervals in these.items()
        for one, other in overlaps(intervals, others.get(key, []))
        if one.node != other.node and all(a != b for a, b in zip(one.distinct, other.distinct, strict=True))
    }


def _node(text: str) -> Subject:
    return ox.BlankNode(text[2:]) if text.startswith("_:") else ox.NamedNode(text[1:-1])


def _groups(data: Data, join: IntervalJoin, patterns: Sequence[str]) -> Groups | None:
    """The intervals of each group; None as for `overlapping_pairs`."""
    keys = [f"?key{i}" for i in range(len(join.group_by))]
    names = ["?this", *keys, *(f"?distinct{i}" for i in range(len(join.differ_by))), "?start", "?end"]
    properties = (*join.group_by, *join.differ_by, join.start, join.end)
    steps = " ".join(f"?this <{p}> {name} ." for p, name in zip(properties, names[1:], strict=True))
    if join.group_class is not None:
        steps += f" ?key0 a <{join.group_class}> ."
    rows: set[str] = set()
    for pattern in patterns:
        answer = data.select(f"SELECT {' '.join(names)} {{ {pattern} {steps} }}")
        text = answer.serialize(format=ox.QueryResultsFormat.TSV)
        assert text is not None
        rows |= {*text.decode().split("\n")[1:-1]}
    groups: Groups = {}
    for row in rows:
        this, *rest, start, end = row.split("\t")
        key, distinct = tuple(rest[: len(keys)]), tuple(rest[len(keys) :])
        is_comparable = _WHOLE_SECOND.fullmatch(start) and _WHOLE_SECOND.fullmatch(end)
        if not is_comparable or any(d[0] not in "<_" for d in distinct):
            return None
        if start < end:
            groups.setdefault(key, []).append(Interval(this, distinct, start, end))
    return groups


def overlaps(ones: Sequence[Interval], others: Sequence[Interval]) -> Iterator[tuple[Interval, Interval]]:
    """Every pair of one and another that overlap. Each interval must start before it ends.

    It takes n log n steps, and one for each pair.
    """
    starts = sorted([(s.start, 0, i) for i, s in enumerate(ones)] + [(s.start, 1, i) for i, s in enumerate(others)])
    sides = (ones, others)
    # On each side a heap by end of the intervals that have started. Those that have ended are removed when the other side
    # looks at them.
    open_: tuple[list[tuple[str, int]], list[tuple[str, int]]] = ([], [])
    for start, side, i in starts:
        interval, facing = sides[side][i], open_[1 - side]
        while facing and facing[0][0] <= start:
            heappop(facing)
        for _, j in facing:
            yield (interval, others[j]) if side == 0 else (ones[j], interval)
        heappush(open_[side], (interval.end, i))
