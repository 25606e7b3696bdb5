"""Rules for what SHACL cannot check, since its shapes know neither the whole ontology nor EDTF.

`RULES` is the table of the rules. Each has the name of a deactivated shape in `ontology/shapes`, which documents its reason
and its message.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final, NamedTuple

from rdflib import URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.term import IdentifiedNode, Identifier

from csto_kg.check.derived import bounds_without_steps, not_derived
from csto_kg.check.facts import Breach, Context, Facts, Support, facts_of
from csto_kg.check.in_time import contradictions_in_time
from csto_kg.check.references import undeclared_references
from csto_kg.check.reported import wrongly_reported
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
from csto_kg.ontology import Ontology
from csto_kg.rdf.terms import Triple
from csto_kg.vocab import CSTO

__all__ = ["CONTRADICTED", "RULES", "ConformanceRule", "Nonconformance", "find_nonconformances"]


class ConformanceRule(NamedTuple):
    """A rule: the name of its shape, the first sentence of its message, and the function that finds breaches."""

    name: str
    message: str
    find: Callable[[Facts, Context], Iterator[Breach]]


CONTRADICTED: Final = "Dates and orders contradict each other: correct one of the statements."
"""The first sentence of the message on a contradiction in time; the steps follow."""

RULES: Final = {
    rule.name: rule
    for rule in (
        ConformanceRule(
            "ReferenceShape",
            "Nothing declares this identifier: correct its spelling, or declare it with its class.",
            undeclared_references,
        ),
        ConformanceRule(
            "DomainShape",
            "The property is not for things of this class: correct the property, or the class of the thing.",
            not_in_domain,
        ),
        ConformanceRule(
            "RangeShape",
            "The value is not of the kind that the property takes: name what is meant, or correct the property.",
            not_in_range,
        ),
        ConformanceRule(
            "LexicalShape",
            "The value is not written as its datatype asks: correct it.",
            malformed,
        ),
        ConformanceRule(
            "DisjointShape",
            "Nothing is of both these classes: correct one of them, or record and decide the conflict.",
            disjoint_classes,
        ),
        ConformanceRule(
            "FunctionalShape",
            "There are several values where one is expected: keep one, or write a claim for each and decide.",
            several_values,
        ),
        ConformanceRule(
            "DerivedShape",
            "A value that the build derives disagrees with the values it is derived from: build again, or correct it.",
            not_derived,
        ),
        ConformanceRule(
            "BoundStepsShape",
            "A bound of the view and the derived bounds disagree: build again.",
            bounds_without_steps,
        ),
        ConformanceRule(
            "ContradictionInTimeShape",
            CONTRADICTED,
            contradictions_in_time,
        ),
        ConformanceRule(
            "HeldShape",
            "A held finding is missing from the view: build again, or correct the finding.",
            held_and_missing,
        ),
        ConformanceRule(
            "StatedShape",
            "Neither the register nor a held finding has this statement: write a claim that says it, or build again.",
            stated_without_support,
        ),
        ConformanceRule(
            "DeclaredShape",
            "The register declares this, and the view does not state it: build again, or correct the register.",
            declared_and_missing,
        ),
        ConformanceRule(
            "SayingShape",
            "The claim has no graph and so says nothing: write what its passage says, or build again.",
            silent_claims,
        ),
        ConformanceRule(
            "WeighedShape",
            "No finding names the claim for something that it says: build again, or correct the claim.",
            unweighed_statements,
        ),
        ConformanceRule(
            "SpokenShape",
            "The claim supports a finding and says nothing about its subject: build again, or name a claim that does.",
            claims_on_nothing_else,
        ),
        ConformanceRule(
            "ReportedShape",
            "The graph of what is only reported has a statement that cannot stand in it: build again.",
            wrongly_reported,
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
    about: frozenset[IdentifiedNode] = frozenset()

    @property
    def message(self) -> str:
        """What the rule says, and what it found."""
        return f"{RULES[self.rule].message} {self.detail}"


def find_nonconformances(
    data: Iterable[Triple],
    ontology: Ontology,
    known: Collection[URIRef],
    name: Callable[[Identifier], str],
    support: Support | None = None,
) -> list[Nonconformance]:
    """The breaches of all rules in a graph, sorted by focus node.

    `known` are identifiers that are declared elsewhere, besides the rules on time of the ontology; `name` gives the name of a
    node for people. Only with `support` do the rules check that every statement of a view is declared or held, and that
    every held finding has a claim.
    """
    facts, graph = facts_of(data), ontology.graph
    of_ontology = {s for cls in (CSTO.StrictRule, CSTO.Assumption) for s in graph.subjects(RDF.type, cls)}
    context = Context(
        ontology=ontology,
        domains=classes_of(graph, RDFS.domain, CSTO.subjectType),
        ranges=classes_of(graph, RDFS.range, CSTO.valueType),
        known=frozenset((*known, *(URIRef(str(rule)) for rule in of_ontology))),
        name=name,
        support=support,
    )
    found = [Nonconformance(rule.name, *breach) for rule in RULES.values() for breach in rule.find(facts, context)]
    return sorted(found, key=lambda n: (n.focus, n.rule, n.predicate or "", str(n.value)))
