"""The rule on references: an identifier of the project must be declared."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Final

from rdflib import URIRef
from rdflib.namespace import RDF

from csto_kg.advice import nearest
from csto_kg.check.facts import Breach, Context, Facts
from csto_kg.vocab import CSTO, within

__all__ = ["undeclared_references"]

_TYPE: Final = RDF.type
# Among more names than this, only the nearest in alphabetical order are compared, by the start or by the end of the name: a
# typing mistake leaves one of the two as it was.
_MANY: Final = 5_000
_NEAR: Final = 50


def undeclared_references(facts: Facts, context: Context) -> Iterator[Breach]:
    """Identifiers that nothing declares. Identifiers of claims are checked only in a graph that has claims."""
    known, name = context.known, context.name
    has_claims = any(CSTO.Claim in types for types in facts.types.values())
    advice = _advice(lambda: {*map(name, facts.types), *map(name, known)})
    for s in facts.of:
        if within(s, "id") is not None and s not in facts.types and s not in known:
            yield Breach(s, None, s, advice(name(s)))
    for p, pairs in facts.on.items():
        for s, o in pairs if p != _TYPE else ():
            if o in facts.of or o in known or not isinstance(o, URIRef):
                continue
            # The graph of reported content is named after its claim, with a slash, and is not a claim.
            is_claim = has_claims and "/" not in (within(o, "claim") or "/")
            if is_claim or within(o, "id") is not None:
                yield Breach(s, p, o, advice(name(o)))


def _advice(names: Callable[[], Collection[str]]) -> Callable[[str], str]:
    """The advice on an unknown name, found once for each. `names` is called only if there is an unknown name."""

    @cache
    def in_order() -> tuple[Sequence[str], Sequence[str]]:
        forwards = sorted(names())
        return forwards, sorted(name[::-1] for name in forwards)

    @cache
    def advise(unknown: str) -> str:
        forwards, backwards = in_order()
        compared: Collection[str] = forwards
        if len(forwards) > _MANY:
            compared = {*_around(forwards, unknown), *(n[::-1] for n in _around(backwards, unknown[::-1]))}
        near = nearest(unknown, compared, limit=1)
        return f"It is {unknown}" + (f"; did you mean {near[0]}?" if near else ".")

    return advise


def _around(names: Sequence[str], unknown: str) -> Sequence[str]:
    place = bisect(names, unknown)
    return names[max(0, place - _NEAR) : place + _NEAR]
