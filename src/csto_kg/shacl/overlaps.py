"""Rules over pairs of things, checked as one looks through a calendar: sorted by when they begin, each against those that
still hold.

"No two overlapping episodes of one state in one body" compares each with each where a query engine does it. Here one SELECT
gives every thing with its group and its bounds, and a sweep over each group meets only the pairs that do overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final, TypeAlias

import pyoxigraph as ox

from csto_kg.shacl.shapes import Sweep

__all__ = ["Pair", "Spell", "broken", "overlaps"]

Node: TypeAlias = ox.NamedNode | ox.BlankNode
Pair: TypeAlias = tuple[Node, Node]

# Terms stay the texts that they are in the answer, which is five times as fast as making objects of them. These are the
# dateTimes of whole seconds at UTC in years of four digits: their texts are in the order of time.
_WHOLE: Final = re.compile(
    r'"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"\^\^<http://www\.w3\.org/2001/XMLSchema#dateTime>'
)


@dataclass(frozen=True, slots=True)
class Spell:
    """A thing, what it must differ in, and the time for which it holds: from `begin` until before `end`, as texts."""

    node: str
    apart: tuple[str, ...]
    begin: str
    end: str


Groups: TypeAlias = dict[tuple[str, ...], list[Spell]]


def broken(store: ox.Store, sweep: Sweep, focuses: Sequence[str]) -> set[Pair] | None:
    """The pairs of a focus node and another thing that break a rule. `focuses` are patterns that bind ?this.

    None where a bound is not a whole second of UTC, or where literals would have to differ: then the rule's query must tell.
    """
    those = "" if sweep.among is None else f"?this a <{sweep.among}> ."
    these, others = _groups(store, sweep, focuses), _groups(store, sweep, [those])
    if these is None or others is None:
        return None
    return {
        (_node(one.node), _node(other.node))
        for key, spells in these.items()
        for one, other in overlaps(spells, others.get(key, []))
        if one.node != other.node and all(a != b for a, b in zip(one.apart, other.apart, strict=True))
    }


def _node(text: str) -> Node:
    return ox.BlankNode(text[2:]) if text.startswith("_:") else ox.NamedNode(text[1:-1])


def _groups(store: ox.Store, sweep: Sweep, patterns: Sequence[str]) -> Groups | None:
    """The spells of each group; None as for `broken`."""
    keys = [f"?key{i}" for i in range(len(sweep.group_by))]
    names = ["?this", *keys, *(f"?apart{i}" for i in range(len(sweep.differ_by))), "?begin", "?end"]
    properties = (*sweep.group_by, *sweep.differ_by, sweep.begin, sweep.end)
    steps = " ".join(f"?this <{p}> {name} ." for p, name in zip(properties, names[1:], strict=True))
    if sweep.group_class is not None:
        steps += f" ?key0 a <{sweep.group_class}> ."
    rows = set()
    for pattern in patterns:
        answer = store.query(f"SELECT {' '.join(names)} {{ {pattern} {steps} }}")
        assert isinstance(answer, ox.QuerySolutions)
        text = answer.serialize(format=ox.QueryResultsFormat.TSV)
        assert text is not None
        rows |= {*text.decode().split("\n")[1:-1]}
    groups: Groups = {}
    for row in rows:
        this, *rest, begin, end = row.split("\t")
        key, apart = tuple(rest[: len(keys)]), tuple(rest[len(keys) :])
        if not (_WHOLE.fullmatch(begin) and _WHOLE.fullmatch(end)) or any(a[0] not in "<_" for a in apart):
            return None
        if begin < end:
            groups.setdefault(key, []).append(Spell(this, apart, begin, end))
    return groups


def overlaps(ones: Sequence[Spell], others: Sequence[Spell]) -> Iterator[tuple[Spell, Spell]]:
    """Every pair of one and another that hold at some one time. Each must begin before it ends.

    It takes n log n steps, and one for each pair.
    """
    coming = sorted([(s.begin, 0, i) for i, s in enumerate(ones)] + [(s.begin, 1, i) for i, s in enumerate(others)])
    sides = (ones, others)
    # Of those that have begun on either side, by their ends, the ones that had not ended when last looked at.
    open_: tuple[list[tuple[str, int]], list[tuple[str, int]]] = ([], [])
    for begin, side, i in coming:
        spell, facing = sides[side][i], open_[1 - side]
        while facing and facing[0][0] <= begin:
            heappop(facing)
        for _, j in facing:
            yield (spell, others[j]) if side == 0 else (ones[j], spell)
        heappush(open_[side], (spell.end, i))
