"""Labels for the blank nodes of a shapes graph that follow from what is said of them: reports are the same in each run."""

from __future__ import annotations

import hashlib
from collections import defaultdict

from rdflib import BNode, Graph
from rdflib.term import Node

__all__ = ["with_stable_labels"]


def with_stable_labels(graph: Graph) -> Graph:
    """The graph, its blank nodes under labels made from what they are linked to.

    Colours are refined until no two more nodes differ, in time that grows with the triples and the depth of the
    nesting. Nodes that remain alike are numbered: they say the same.
    """
    links: dict[Node, list[tuple[str, str, Node]]] = defaultdict(list)
    for s, p, o in graph:
        if isinstance(s, BNode):
            links[s].append((">", p.n3(), o))
        if isinstance(o, BNode):
            links[o].append(("<", p.n3(), s))
    colours: dict[Node, str] = dict.fromkeys(links, "")
    different = 0
    while (now := len(set(colours.values()))) > different:
        different = now
        colours = {node: _colour(colours, node, links[node]) for node in colours}
    labels: dict[Node, BNode] = {}
    numbers: dict[str, int] = defaultdict(int)
    for node, colour in sorted(colours.items(), key=lambda item: item[1]):
        labels[node] = BNode(f"s{colour[:24]}n{numbers[colour]}")
        numbers[colour] += 1
    found = Graph()
    for s, p, o in graph:
        found.add((labels.get(s, s), p, labels.get(o, o)))
    return found


def _colour(colours: dict[Node, str], node: Node, links: list[tuple[str, str, Node]]) -> str:
    said = sorted(f"{way} {prop} {colours[other] if other in colours else other.n3()}" for way, prop, other in links)
    return hashlib.sha256("\n".join((colours[node], *said)).encode()).hexdigest()
