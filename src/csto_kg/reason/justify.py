"""Explains an inconsistency by a minimal set of statements and axioms that conflict.

The word "inconsistent" alone does not help to fix the data. The search treats HermiT as a black box: it asks about growing
parts of the statements, then of the axioms, until every remaining one is needed for the conflict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import Node

from csto_kg.errors import Fault
from csto_kg.rdf.terms import Triple
from csto_kg.reason.handover import RESERVED, Handover, apart_lines, hand_over, individuals_of, line
from csto_kg.reason.hermit import first_inconsistent
from csto_kg.reason.rules import PROPERTY_KINDS, closure, infer
from csto_kg.reason.wording import axiom_text, name_of, statement_text, unnamed_axiom_text
from csto_kg.vocab import short

T = TypeVar("T")

_DECLARATIONS = frozenset(
    [OWL.Class, RDFS.Datatype, OWL.Ontology, OWL.NamedIndividual, OWL.Restriction, *PROPERTY_KINDS]
)
_SOME = URIRef("urn:csto-kg:some")
# Up to so many sizes the search asks about each of them at once.
_FEW = 12


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """A minimal conflict: leave out any one of `triples` or `axioms` and the rest can be true together.

    `axioms` are those of the ontology, in words; `triples` those of the view; `individuals` what they are about.
    """

    axioms: tuple[str, ...]
    triples: tuple[Triple, ...]
    individuals: tuple[URIRef, ...]

    def __str__(self) -> str:
        stated = "; ".join(statement_text(t) for t in self.triples)
        return stated + (" — but " if stated else "") + "; ".join(self.axioms)


@dataclass(frozen=True, slots=True)
class Question:
    """A handover, parts of which HermiT can be asked about; `different` are held apart, by default all individuals."""

    handover: Handover
    java: str
    different: frozenset[URIRef] | None

    def apart(self, facts: Iterable[Triple]) -> list[URIRef]:
        """The individuals of some facts that are held apart, in order."""
        individuals = individuals_of(facts) - self.handover.terms
        return sorted(individuals if self.different is None else individuals & self.different)

    def lines(self, facts: Sequence[Triple]) -> list[str]:
        """The whole ontology with these facts, individuals held apart, as N-Triples."""
        return [*map(line, self.handover.axioms), *map(line, facts), *apart_lines(self.apart(facts))]

    def first_conflicting(self, parts: Sequence[Sequence[Triple]]) -> int | None:
        """The position of the first part that conflicts with the ontology, or None."""
        return first_inconsistent([self.lines(facts) for facts in parts], self.java)

    def is_conflicting(self, facts: Sequence[Triple]) -> bool:
        """Whether these facts conflict with the ontology."""
        return self.first_conflicting([facts]) is not None


def find_conflict(
    ontology: Graph, view: Graph, java: str, different: Iterable[URIRef] | None = None
) -> Inconsistency | None:
    """A minimal conflict between statements of the view and axioms of the ontology, or None where there is none.

    Arguments and errors as in `check_and_infer`, which makes the same search; it starts HermiT 5 to 15 times.
    """
    question = Question(hand_over(ontology, view), java, None if different is None else frozenset(different))
    facts = question.handover.facts
    return _conflict(question, ontology, facts) if question.is_conflicting(facts) else None


def faults_of_view(question: Question, ontology: Graph, most: int) -> Iterator[Fault]:
    """A fault for each of up to `most` minimal conflicts of an inconsistent view, which share no statement."""
    facts = question.handover.facts
    for found in range(most):
        if found and not question.is_conflicting(facts):
            return
        conflict = _conflict(question, ontology, facts)
        subject = short(str(conflict.individuals[0])) if conflict.individuals else "the ontology"
        fix = "correct a statement in data/, or the axiom in ontology/"
        yield Fault(f"cannot be true together: {conflict}", subject=subject, fix=fix)
        if not conflict.triples:
            return  # the ontology contradicts itself: nothing in the view can help
        facts = tuple(t for t in facts if t not in set(conflict.triples))
    if question.is_conflicting(facts):
        yield Fault("there are more conflicts", fix="fix these first and check again")


def faults_of_classes(question: Question, ontology: Graph, classes: Sequence[URIRef], most: int) -> Iterator[Fault]:
    """A fault for each class that can have no instance; up to `most` of them are explained."""
    fix = "change one of these axioms in ontology/"
    for i, unsatisfiable in enumerate(classes):
        name = name_of(unsatisfiable)
        if i >= most:
            yield Fault("can have no instance", subject=name, fix="fix the classes explained above first")
            continue
        conflict = _conflict(question, ontology, ((_SOME, RDF.type, unsatisfiable),))
        yield Fault("can have no instance: " + "; ".join(conflict.axioms), subject=name, fix=fix)


def _conflict(question: Question, ontology: Graph, facts: Sequence[Triple]) -> Inconsistency:
    """A minimal conflict within `facts`, which must be in conflict: facts first, under all axioms, then axioms.

    The result is minimal in both: facts that are consistent under all axioms are consistent under some of them.
    """
    seed = _suspect(ontology, facts)

    def near(found: Sequence[Triple], rest: Sequence[Triple]) -> list[Triple]:
        start: set[Node] = {*individuals_of(found)} or {n for n in (seed,) if n is not None}
        return _by_distance(start, rest)

    kept = _minimal(facts, question.first_conflicting, near)
    axioms, declared = _axioms(ontology, question.handover.axioms)
    apart = question.apart(kept)
    if len(apart) > 1:
        names = ", ".join(short(str(i)) for i in apart[:-1])
        different = f"{names} and {short(str(apart[-1]))} are different"
        axioms = [_Axiom(tuple(apart_lines(apart)), different, frozenset(), frozenset()), *axioms]
    fixed = [*declared, *map(line, kept)]
    mentioned = {node for triple in kept for node in triple}

    def first_conflicting(parts: Sequence[Sequence[_Axiom]]) -> int | None:
        return first_inconsistent(
            [[*fixed, *(text for a in part for text in a.lines)] for part in parts], question.java
        )

    def relevant(found: Sequence[_Axiom], rest: Sequence[_Axiom]) -> list[_Axiom]:
        return _by_relevance(mentioned.union(*(a.signature for a in found)), rest)

    reasons = _minimal(axioms, first_conflicting, relevant)
    subjects = {s for s, _, _ in kept if isinstance(s, URIRef)}
    others = individuals_of(kept) - subjects
    return Inconsistency(
        axioms=tuple(sorted(a.text for a in reasons)),
        triples=tuple(sorted(kept, key=line)),
        individuals=(*sorted(subjects), *sorted(others)),
    )


def _minimal(
    items: Sequence[T],
    first_conflicting: Callable[[Sequence[Sequence[T]]], int | None],
    order: Callable[[Sequence[T], Sequence[T]], list[T]],
) -> list[T]:
    """A minimal part of `items` that is still in conflict, as all of them are.

    The shortest conflicting prefix ends in a needed item; keep it, and look for the next before it. `order(found, rest)`
    puts first what likely belongs to the conflict, since the search starts there. A good order needs few, small questions;
    a bad one needs more and still finds a minimal conflict. `first_conflicting` gets parts that grow, and
    returns the position of the first one in conflict, None where there is none.
    """
    found: list[T] = []
    rest = list(items)
    while True:
        rest = order(found, rest)
        low, high = -1, len(rest)  # rest[:low] is not in conflict, rest[:high] is
        while high - low > 1:
            sizes = _between(low, high)
            hit = first_conflicting([found + rest[:size] for size in sizes])
            if hit is None:
                low = sizes[-1]
            else:
                low, high = (sizes[hit - 1] if hit else low), sizes[hit]
        if high == 0:
            return found
        found.append(rest[high - 1])
        rest = rest[: high - 1]


def _between(low: int, high: int) -> list[int]:
    """Some sizes between two: all of a few, at first ever larger ones, later a dozen at even distances."""
    if high - low <= _FEW:
        return list(range(low + 1, high))
    if low < 0:
        return [0, *(size for power in range(high.bit_length()) if (size := 2**power) < high)]
    return sorted({low + (high - low) * step // _FEW for step in range(1, _FEW)})


# --------------------------------------------------------------------------------------------------------------------
# What to ask about first


def _suspect(ontology: Graph, facts: Sequence[Triple]) -> Node | None:
    """An individual that looks wrong: in two disjoint classes, or with two values of a single-valued property.

    Only a hint where to start.
    """
    types: dict[Node, set[Node]] = defaultdict(set)
    values: dict[tuple[Node, Node], set[Node]] = defaultdict(set)
    single = _single_valued(ontology)
    for s, p, o in (*facts, *infer(ontology, facts)):
        if p == RDF.type:
            types[s].add(o)
        elif p in single:
            values[s, p].add(o)
    disjoint = _disjoint_pairs(ontology)
    suspects = {s for s, classes in types.items() if any(a in classes and b in classes for a, b in disjoint)}
    return min(suspects or {s for (s, _), found in values.items() if len(found) > 1}, key=str, default=None)


def _single_valued(ontology: Graph) -> set[Node]:
    single: set[Node] = {*ontology.subjects(RDF.type, OWL.FunctionalProperty)}
    for bound in (OWL.maxCardinality, OWL.cardinality, OWL.maxQualifiedCardinality, OWL.qualifiedCardinality):
        single |= {p for r in ontology.subjects(bound) for p in ontology.objects(r, OWL.onProperty)}
    return single


def _disjoint_pairs(ontology: Graph) -> list[tuple[Node, Node]]:
    pairs = list(ontology.subject_objects(OWL.disjointWith))
    for group in ontology.subjects(RDF.type, OWL.AllDisjointClasses):
        members = [c for m in ontology.objects(group, OWL.members) for c in Collection(ontology, m)]
        pairs += [(a, b) for a in members for b in members if a != b]
    return pairs


def _by_distance(start: Iterable[Node], facts: Sequence[Triple]) -> list[Triple]:
    """The facts, nearest to `start` first; those about an individual before those that only name it."""
    about: dict[Node, list[Triple]] = defaultdict(list)
    for triple in facts:
        about[triple[0]].append(triple)
        if triple[1] != RDF.type and not isinstance(triple[2], Literal):
            about[triple[2]].append(triple)
    ordered: dict[Triple, None] = {}
    reached = set(start)
    layer = sorted(reached, key=str)
    while layer:
        ordered.update((t, None) for node in layer for t in about[node] if t[0] == node)
        ordered.update((t, None) for node in layer for t in about[node])
        ends = {end for node in layer for s, p, o in about[node] for end in ((s, o) if p != RDF.type else (s,))}
        layer = sorted((e for e in ends - reached if not isinstance(e, Literal)), key=str)
        reached.update(layer)
    ordered.update((t, None) for t in facts)
    return list(ordered)


# --------------------------------------------------------------------------------------------------------------------
# Axioms


@dataclass(frozen=True, slots=True)
class _Axiom:
    """Triples that only make sense together (an expression with its blank nodes), and what they say.

    `triggers`: the terms of which any one must be mentioned for the axiom to matter; `signature`: all its terms.
    """

    lines: tuple[str, ...]
    text: str
    triggers: frozenset[Node]
    signature: frozenset[Node]


def _by_relevance(mentioned: set[Node], axioms: Sequence[_Axiom]) -> list[_Axiom]:
    """The axioms that the mentioned terms trigger come first, then those that these trigger, and so on."""
    reached = set(mentioned)
    rest = list(axioms)
    ordered: list[_Axiom] = []
    while True:
        layer = [a for a in rest if not a.triggers or a.triggers & reached]
        if not layer:
            return ordered + rest
        rest = [a for a in rest if a.triggers and not a.triggers & reached]
        ordered += layer
        reached |= {node for a in layer for node in a.signature}


def _axioms(ontology: Graph, triples: Iterable[Triple]) -> tuple[list[_Axiom], list[str]]:
    """The ontology's axioms, each with its blank nodes, and the lines of its declarations."""
    about: dict[Node, list[Triple]] = defaultdict(list)
    for triple in triples:
        about[triple[0]].append(triple)
    every = [triple for whole in about.values() for triple in whole]
    axioms: list[_Axiom] = []
    declared: list[str] = []
    for triple in every:
        s, p, o = triple
        if not isinstance(s, URIRef):
            continue
        if p == RDF.type and o in _DECLARATIONS:
            declared.append(line(triple))
            continue
        # From a subclass axiom nothing follows for what is not an instance of the subclass. Of a disjointness or an
        # equivalence either side may be mentioned.
        is_one_way = p in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range)
        axioms.append(_axiom(_with_blanks(triple, about), axiom_text(ontology, triple), (s,) if is_one_way else ()))
    inner = {o for _, _, o in every if isinstance(o, BNode)}
    for root in sorted((s for s in about if isinstance(s, BNode) and s not in inner), key=str):
        whole = [part for triple in about[root] for part in _with_blanks(triple, about)]
        axioms.append(_axiom(whole, unnamed_axiom_text(ontology, root), ()))
    # By their words, since the labels of blank nodes change with each parse.
    return sorted(axioms, key=lambda a: a.text), declared


def _axiom(whole: Sequence[Triple], text: str, triggers: Iterable[Node]) -> _Axiom:
    terms = frozenset(n for t in whole for n in t if isinstance(n, URIRef) and not str(n).startswith(RESERVED))
    return _Axiom(tuple(map(line, whole)), text, frozenset(triggers) & terms or terms, terms)


def _with_blanks(triple: Triple, about: dict[Node, list[Triple]]) -> list[Triple]:
    """A triple with all that its blank nodes say."""
    reached = closure(triple[2], lambda n: [t[2] for t in about[n]] if isinstance(n, BNode) else [])
    blanks = sorted((node for node in reached if isinstance(node, BNode)), key=str)
    return [triple, *(t for node in blanks for t in about[node])]
