"""Reads the rules on time from the ontology: each says how the days of two things must lie to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SKOS

from csto_kg.advice import did_you_mean
from csto_kg.errors import DataError, Fault
from csto_kg.ontology import Ontology, ValueKind
from csto_kg.vocab import CSTO, ID, short

__all__ = ["Form", "Match", "OrderRule", "rule_iri", "rules_of"]


class Form(StrEnum):
    """What a rule says of a thing in focus and each other thing that matches it, or how the build applies it."""

    OTHER_FIRST = "other-first"
    FOCUS_FIRST = "focus-first"
    AFTER_END = "after-end"
    WITHIN = "within"
    CONTAINS = "contains"
    SAME_DAY = "same-day"
    ONE_AT_A_TIME = "one-at-a-time"
    FOLLOWS_ON = "follows-on"
    # Applied by the build itself, once each.
    DATED = "dated"
    ATTESTED = "attested"
    LASTS = "lasts"
    BEGUN_BY = "begun-by"
    ENDED_BY = "ended-by"
    DISTANCE = "distance"
    EPISODES = "episodes"
    REPORTED = "reported"
    OWN_STATEMENT = "own-statement"


_MATCHED: Final = frozenset(list(Form)[: list(Form).index(Form.DATED)])
_OWN_FORMS: Final = frozenset(Form) - _MATCHED - {Form.EPISODES, Form.REPORTED, Form.OWN_STATEMENT}
_THIS: Final = "this"
# What the two sides of a form must be; other forms are for events and situations alike.
_SITUATIONS: Final = frozenset((Form.ONE_AT_A_TIME, Form.AFTER_END, Form.FOLLOWS_ON, Form.EPISODES))
_EVENTS: Final = frozenset((Form.SAME_DAY, Form.OWN_STATEMENT))


@dataclass(frozen=True, slots=True)
class Match:
    """What relates the other thing to the focus: both have the same value of these properties.

    None for `of_other` means that the other thing is itself the value.
    """

    of_other: URIRef | None
    of_focus: URIRef


@dataclass(frozen=True, slots=True)
class OrderRule:
    """A rule on time, as the ontology has it.

    `focus` are the classes that it applies to, `other` those of the other thing (any, if empty), `exceptions` the classes
    that it does not touch, `other_exceptions` those that it does not take as the other thing. `shared` is a class that
    what they share must be in. With `is_unique` it applies only where one other thing in the register matches.
    """

    iri: URIRef
    label: str
    is_assumption: bool
    form: Form
    focus: tuple[URIRef, ...]
    other: tuple[URIRef, ...]
    matches: tuple[Match, ...]
    shared: URIRef | None
    exceptions: tuple[URIRef, ...]
    other_exceptions: tuple[URIRef, ...]
    is_unique: bool

    @property
    def name(self) -> str:
        """The short name, as in `one-chair`."""
        return self.iri.rpartition("/")[2]


@cache
def rule_iri(form: Form) -> URIRef:
    """The identifier of a rule that the build applies itself."""
    return ID[f"rule/{form}"]


def rules_of(ontology: Ontology) -> Mapping[URIRef, OrderRule]:
    """The rules on time, by identifier, in order. Raises DataError with everything that is wrong in all of them.

    A fault names the file and the line of its rule, where the ontology was read from files.
    """
    graph = ontology.graph
    found = {
        URIRef(str(rule)): is_assumption
        for kind, is_assumption in ((CSTO.StrictRule, False), (CSTO.Assumption, True))
        for rule in graph.subjects(RDF.type, kind)
    }
    meant = {
        URIRef(str(rule))
        for rule in (*graph.subjects(RDF.type, CSTO.TemporalRule), *graph.subjects(CSTO.ruleForm, None))
    }
    faults = {rule: list(_faults(graph, rule, ontology)) for rule in found}
    faults |= {rule: [_neither(rule)] for rule in meant - found.keys()}
    for iri, form in ((rule_iri(form), form) for form in sorted(_OWN_FORMS)):
        if (iri, CSTO.ruleForm, Literal(form)) not in graph:
            faults.setdefault(iri, []).append(Fault("no rule has this form, which the build applies", short(iri)))
    placed = [_placed(fault, rule, ontology) for rule in sorted(faults) for fault in faults[rule]]
    if meant and placed:
        raise DataError(*placed)
    return {rule: _rule(graph, rule, ontology, is_assumption=found[rule]) for rule in sorted(found)}


def _neither(rule: URIRef) -> Fault:
    fix = "write a csto:StrictRule, or a csto:Assumption"
    return Fault("is neither a strict rule nor an assumption, so that nothing applies it", short(rule), fix=fix)


def _placed(fault: Fault, rule: URIRef, ontology: Ontology) -> Fault:
    return replace(fault, where=ontology.place_of(rule))


def _rule(graph: Graph, iri: URIRef, ontology: Ontology, *, is_assumption: bool) -> OrderRule:
    shared = graph.value(iri, CSTO.ruleShared)
    return OrderRule(
        iri,
        str(graph.value(iri, RDFS.label)),
        is_assumption,
        Form(str(graph.value(iri, CSTO.ruleForm))),
        _classes(graph, iri, CSTO.ruleFocus),
        _classes(graph, iri, CSTO.ruleOther),
        tuple(_match(text, ontology) for text in sorted(map(str, graph.objects(iri, CSTO.ruleMatch)))),
        None if shared is None else URIRef(str(shared)),
        _classes(graph, iri, CSTO.ruleExcept),
        _classes(graph, iri, CSTO.ruleOtherExcept),
        str(graph.value(iri, CSTO.ruleUnique)) == "true",
    )


def _match(text: str, ontology: Ontology) -> Match:
    other, focus = (part.strip() for part in text.split("="))
    return Match(None if other == _THIS else ontology.keys[other].iri, ontology.keys[focus].iri)


def _classes(graph: Graph, iri: URIRef, predicate: URIRef) -> tuple[URIRef, ...]:
    return tuple(sorted(URIRef(str(cls)) for cls in graph.objects(iri, predicate)))


def _faults(graph: Graph, iri: URIRef, ontology: Ontology) -> Iterator[Fault]:
    name = short(iri)
    if {CSTO.StrictRule, CSTO.Assumption} <= set(graph.objects(iri, RDF.type)):
        yield Fault("is both strict and an assumption", name, fix="keep one of the two")
    for needed in (RDFS.label, SKOS.definition, SKOS.example, CSTO.counterExample, CSTO.ground, CSTO.ruleForm):
        if len(set(graph.objects(iri, needed))) != 1:
            yield Fault(f"needs one {short(needed)}", name)
    form = str(graph.value(iri, CSTO.ruleForm))
    if form not in list(Form):
        yield Fault(f"has an unknown form: {form}", name, fix=did_you_mean(form, list(Form)))
        return
    yield from _form_faults(graph, iri, Form(form))
    yield from _side_faults(graph, iri, Form(form), ontology)
    yield from _value_faults(graph, iri, ontology)


def _value_faults(graph: Graph, iri: URIRef, ontology: Ontology) -> Iterator[Fault]:
    """What is wrong with the matches and classes of a rule."""
    name = short(iri)
    for text in sorted(map(str, graph.objects(iri, CSTO.ruleMatch))):
        yield from _match_faults(text, name, ontology)
    if len(set(graph.objects(iri, CSTO.ruleShared))) > 1:
        yield Fault("has several csto:ruleShared", name, fix="keep one")
    if not {str(value) for value in graph.objects(iri, CSTO.ruleUnique)} <= {"true", "false"}:
        yield Fault("has a csto:ruleUnique that is neither true nor false", name)
    for predicate in (CSTO.ruleFocus, CSTO.ruleOther, CSTO.ruleShared, CSTO.ruleExcept, CSTO.ruleOtherExcept):
        for cls in sorted(graph.objects(iri, predicate), key=str):
            if URIRef(str(cls)) not in ontology.supers:
                yield Fault(f"{short(predicate)} is not a class: {short(str(cls))}", name)


def _form_faults(graph: Graph, iri: URIRef, form: Form) -> Iterator[Fault]:
    name = short(iri)
    if form in _OWN_FORMS and iri != rule_iri(form):
        yield Fault(f"has the form {form}, which is for {short(rule_iri(form))} alone", name)
    if form in _MATCHED and not all(any(graph.objects(iri, p)) for p in (CSTO.ruleFocus, CSTO.ruleMatch)):
        yield Fault("needs csto:ruleFocus and csto:ruleMatch", name, fix='write csto:ruleMatch "this = after"')


def _side_faults(graph: Graph, iri: URIRef, form: Form, ontology: Ontology) -> Iterator[Fault]:
    """Classes to which the form can never apply: of neither events nor situations, or not of what the form needs."""
    needed = [CSTO.Situation] if form in _SITUATIONS else [CSTO.Event] if form in _EVENTS else []
    for predicate in (CSTO.ruleFocus, CSTO.ruleOther):
        for cls in _classes(graph, iri, predicate):
            if cls in ontology.supers and all(
                ontology.are_disjoint(cls, kind) for kind in needed or (CSTO.Event, CSTO.Situation)
            ):
                kinds = f"{short(needed[0])}s" if needed else "csto:Events and csto:Situations"
                message = f"has the form {form}, which is for {kinds}, and {short(predicate)} {short(cls)}"
                yield Fault(f"{message}: it never applies", short(iri), fix="name another class, or another form")


def _match_faults(text: str, name: str, ontology: Ontology) -> Iterator[Fault]:
    parts = [part.strip() for part in text.split("=")]
    if len(parts) != 2:
        yield Fault(f"cannot be read as a match: {text}", name, fix='write it as "member = by"')
        return
    unknown = [key for i, key in enumerate(parts) if not (i == 0 and key == _THIS) and key not in ontology.keys]
    for key in unknown:
        yield Fault(f"matches by an unknown key: {key}", name, fix=did_you_mean(key, list(ontology.keys)))
    if not unknown:
        yield from _never_equal(text, name, parts[0], parts[1], ontology)


def _never_equal(text: str, name: str, other: str, focus: str, ontology: Ontology) -> Iterator[Fault]:
    """A match whose two sides can never have a value in common."""
    key = ontology.keys[focus]
    if other == _THIS:
        ranges = [cls for cls in ontology.graph.objects(key.iri, RDFS.range) if isinstance(cls, URIRef)]
        kinds = (CSTO.Event, CSTO.Situation)
        if key.kind is not ValueKind.ENTITY:
            fix = "take a key whose value is an event or situation, such as after"
            yield Fault(f"matches by values of {focus}, which are not things: {text}", name, fix=fix)
        elif any(all(ontology.are_disjoint(cls, kind) for kind in kinds) for cls in ranges):
            fix = f'name a key of the other thing in the place of "this", as in "member = {focus}"'
            yield Fault(
                f"matches by values of {focus}, which are neither events nor situations: {text}", name, fix=fix
            )
    elif (ontology.keys[other].kind, ontology.keys[other].datatype) != (key.kind, key.datatype):
        fix = "take two keys with values of one kind"
        yield Fault(f"matches by values of {other} and {focus}, which are never equal: {text}", name, fix=fix)
