"""The rule on the graph of what is only reported: what may stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rdflib import URIRef
from rdflib.term import IdentifiedNode, Identifier

from csto_kg.check.derived import WORKED_OUT
from csto_kg.check.facts import Breach, Context, Facts
from csto_kg.check.support import held_statements
from csto_kg.rdf.terms import Triple
from csto_kg.vocab import CSTO, short

__all__ = ["wrongly_reported"]

_EVIDENCE: Final = (CSTO.reportedBy, CSTO.spokenOfIn)


def wrongly_reported(facts: Facts, context: Context) -> Iterator[Breach]:
    """Statements of the graph of what is only reported that are held, are on nothing but held things, or nobody makes.

    Who makes them is checked only where there are a register, findings and reported speech.
    """
    support, name = context.support, context.name
    if support is None or not support.reported:
        return
    made = {*support.declared, *support.said, *held_statements(facts)}
    is_whole = bool(support.declared and support.said and CSTO.supportedBy in facts.on)
    for triple in support.reported:
        s, p, o = triple
        if not isinstance(s, IdentifiedNode) or not isinstance(p, URIRef) or not isinstance(o, Identifier):
            continue
        if o in facts.of.get(s, {}).get(p, ()):
            wrong = "the view states it too"
        elif not (facts.is_left_out(s) or (p not in _EVIDENCE and facts.is_left_out(o))):
            wrong = "it is about things that are held"
        elif is_whole and triple not in made and not _is_worked_out(triple):
            wrong = "neither the register, a held finding nor reported speech has it"
        else:
            continue
        yield Breach(s, p, o, f"It is {name(s)} {short(p)} {name(o)}: {wrong}.")


def _is_worked_out(triple: Triple) -> bool:
    return triple[1] in WORKED_OUT or triple[1] in _EVIDENCE
