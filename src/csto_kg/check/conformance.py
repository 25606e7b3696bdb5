"""Whether a graph conforms to the ontology where SHACL cannot see it, since it knows neither the whole ontology nor EDTF.

`RULES` is the table of the rules. Each is named as a shape, which `ontology/shapes` documents, deactivated, with its reason
and message.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final, NamedTuple

from rdflib import Graph, URIRef
from rdflib.namespace import RDFS
from rdflib.term import IdentifiedNode, Identifier

from csto_kg.check.derived import not_derived
from csto_kg.check.facts import Breach, Context, Facts, Support, Triple, facts_of
from csto_kg.check.references import undeclared_references
from csto_kg.check.support import (
    claims_on_nothing_else,
    declared_and_missing,
    held_and_missing,
    silent_claims,
    stated_without_support,
    unweighed_statements,
)
from csto_kg.check.values import (
    classes_of,
    disjoint_classes,
    malformed,
    not_in_domain,
    not_in_range,
    several_values,
)
from csto_kg.ontology import from_graph
from csto_kg.vocab import CSTO

__all__ = ["RULES", "Nonconformance", "Rule", "find_nonconformances"]


class Rule(NamedTuple):
    """A rule: the name of its shape, what it says first to the curator, and the function that finds what breaks it."""

    name: str
    message: str
    find: Callable[[Facts, Context], Iterator[Breach]]


RULES: Final = {
    rule.name: rule
    for rule in (
        Rule(
            "ReferenceShape",
            "Nothing declares this identifier: correct its spelling, or declare it with its class.",
            undeclared_references,
        ),
        Rule(
            "DomainShape",
            "The property is not for things of this class: correct the property, or the class of the thing.",
            not_in_domain,
        ),
        Rule(
            "RangeShape",
            "The value is not of the kind that the property takes: name what is meant, or correct the property.",
            not_in_range,
        ),
        Rule(
            "LexicalShape",
            "The value is not written as its datatype asks: correct it.",
            malformed,
        ),
        Rule(
            "DisjointShape",
            "Nothing is of both these classes: correct one of them, or record and decide the conflict.",
            disjoint_classes,
        ),
        Rule(
            "FunctionalShape",
            "There are several values where one is expected: keep one, or write a claim for each and decide.",
            several_values,
        ),
        Rule(
            "DerivedShape",
            "What the build derives disagrees with what it is derived from: build again, or correct it.",
            not_derived,
        ),
        Rule(
            "HeldShape",
            "A finding is held, and what it holds is not stated: build again, or correct the finding.",
            held_and_missing,
        ),
        Rule(
            "StatedShape",
            "Neither the register nor a held finding has this statement: write a claim that says it, or build again.",
            stated_without_support,
        ),
        Rule(
            "DeclaredShape",
            "The register declares this, and the view does not state it: build again, or correct the register.",
            declared_and_missing,
        ),
        Rule(
            "SayingShape",
            "The claim has no graph and so says nothing: write what its passage says, or build again.",
            silent_claims,
        ),
        Rule(
            "WeighedShape",
            "A claim says something on which no finding names it: build again, or correct the claim.",
            unweighed_statements,
        ),
        Rule(
            "SpokenShape",
            "The claim supports a finding and does not speak of its subject: build again, or name a claim that does.",
            claims_on_nothing_else,
        ),
    )
}
"""The rules by name."""


class Nonconformance(NamedTuple):
    """A breach of a rule: the name of the rule in `RULES`, and what broke it."""

    rule: str
    focus: IdentifiedNode
    predicate: URIRef | None
    value: Identifier | None
    detail: str

    @property
    def message(self) -> str:
        """What the rule says, and what it found."""
        return f"{RULES[self.rule].message} {self.detail}"


def find_nonconformances(
    data: Iterable[Triple],
    ontology: Graph,
    known: Collection[URIRef],
    name: Callable[[Identifier], str],
    support: Support | None = None,
) -> list[Nonconformance]:
    """What each rule finds in a graph, in the order of things.

    `known` are identifiers that are declared elsewhere; `name` says how people call a node. Only with `support` is it asked
    whether everything that a view states is declared or held, and everything held is claimed.
    """
    facts, read = facts_of(data), from_graph(ontology)
    context = Context(
        ontology=read,
        domains=classes_of(read.graph, RDFS.domain, CSTO.subjectType),
        ranges=classes_of(read.graph, RDFS.range, CSTO.valueType),
        known=known,
        name=name,
        support=support,
    )
    found = [Nonconformance(rule.name, *breach) for rule in RULES.values() for breach in rule.find(facts, context)]
    return sorted(found, key=lambda n: (n.focus, n.rule, n.predicate or "", str(n.value)))
