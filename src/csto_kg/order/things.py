"""What rules on time are applied to: events and situations that are held, and what is said of them and of other things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from rdflib import URIRef
from rdflib.term import Node

from csto_kg.weigh.weighing import Weighed

__all__ = ["Said", "Things", "statements_by_property"]

Said: TypeAlias = Mapping[URIRef, Mapping[URIRef, Sequence[Node]]]
"""The values of each property of each thing, in order."""


@dataclass(frozen=True)
class Things:
    """What is held: the times in `weighed`, what is said of all things, the claims for each statement, and all classes.

    `classes` are the classes of each thing with those above them, also of things that are declared and not held.
    """

    weighed: Weighed
    said: Said
    supports: Mapping[tuple[Node, Node, Node], tuple[URIRef, ...]]
    classes: Mapping[URIRef, frozenset[URIRef]]

    def is_one_of(self, thing: URIRef, classes: Sequence[URIRef]) -> bool:
        """Whether a thing is of one of some classes; of any class where none is named."""
        return not classes or not self.classes.get(thing, frozenset()).isdisjoint(classes)

    def claims(self, *statements: tuple[Node, Node, Node]) -> tuple[URIRef, ...]:
        """The claims for some held statements; those of the register have none."""
        return tuple(sorted({claim for s in statements for claim in self.supports.get(s, ())}))

    def values(self, thing: URIRef, predicate: URIRef) -> Sequence[Node]:
        """The values of a property of a thing."""
        return self.said.get(predicate, {}).get(thing, ())

    def all_of(self, classes: Sequence[URIRef]) -> Sequence[URIRef]:
        """The things of some classes, in order; all where none is named."""
        if not classes:
            return sorted(self.classes, key=str)
        return sorted({thing for cls in classes for thing in self._by_class.get(cls, ())}, key=str)

    def members(
        self, classes: Sequence[URIRef], exceptions: Sequence[URIRef], saying: URIRef | None = None
    ) -> Iterator[URIRef]:
        """The events and situations held that are of some classes and of none of the exceptions, in order.

        With `saying` only those of which something is said by this property.
        """
        found = self.all_of(classes) if saying is None else sorted(self.said.get(saying, ()), key=str)
        for thing in found:
            is_held = thing in self.weighed.events or thing in self.weighed.held_times
            if is_held and self.is_one_of(thing, classes) and not (exceptions and self.is_one_of(thing, exceptions)):
                yield thing

    @cached_property
    def _by_class(self) -> Mapping[URIRef, Sequence[URIRef]]:
        found: dict[URIRef, list[URIRef]] = defaultdict(list)
        for thing, classes in self.classes.items():
            for cls in classes:
                found[cls].append(thing)
        return found


def statements_by_property(triples: Iterable[tuple[Node, Node, Node]]) -> Said:
    """What triples say, by property."""
    found: dict[URIRef, dict[URIRef, set[Node]]] = {}
    for s, p, o in triples:
        found.setdefault(URIRef(str(p)), {}).setdefault(URIRef(str(s)), set()).add(o)
    return {p: {s: sorted(values, key=str) for s, values in of.items()} for p, of in found.items()}
