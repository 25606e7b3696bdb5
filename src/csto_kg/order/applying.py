"""Applies rules to what is held: finds the pairs of things that each rule is about, and says how their days must lie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, product

from rdflib import Graph, URIRef
from rdflib.namespace import RDF
from rdflib.term import Node

from csto_kg.chronology import ORIGIN, TemporalConstraint
from csto_kg.ontology import Ontology
from csto_kg.order.held import start_of
from csto_kg.order.moments import Moment, NetworkConstraint, Reason, Which, at_least, within_days
from csto_kg.order.rules import Form, Match, OrderRule
from csto_kg.order.things import Things, statements_by_property
from csto_kg.read.records import DENIES, Claim, Dataset, publications
from csto_kg.time.days import LAST_DAY, Days, day_after
from csto_kg.vocab import CSTO
from csto_kg.weigh.policy import Policy
from csto_kg.weigh.resolve import HELD
from csto_kg.weigh.statements import Entities, counted_claims, entities_of, source_name
from csto_kg.weigh.weighing import Weighed

__all__ = ["Held", "RelatedPair", "applied", "held_of", "is_shared", "matched", "related_pairs", "things_by_values"]


@dataclass(frozen=True)
class Held(Things):
    """What is held of the claims of a data set.

    `counted` are the claims that count, `published` the days on which each source can have appeared, `authors` who wrote it.
    """

    counted: Sequence[Claim]
    published: Mapping[str, Days | None]
    authors: Mapping[URIRef, set[Node]]


@dataclass(frozen=True, slots=True)
class RelatedPair:
    """Two things that a rule relates, with the claims by which they match."""

    focus: URIRef
    other: URIRef
    claims: tuple[URIRef, ...]


def held_of(graph: Graph, dataset: Dataset, weighed: Weighed, ontology: Ontology, policy: Policy) -> Held:
    """What rules are applied to, with the claims for each held statement. `graph` is what is held."""
    published = publications((c.source for c in dataset.claims), dataset.provenance)
    authors: dict[URIRef, set[Node]] = defaultdict(set)
    for source, author in dataset.provenance.subject_objects(CSTO.author):
        authors[URIRef(str(source))].add(author)
    supports: dict[tuple[Node, Node, Node], tuple[URIRef, ...]] = {
        (f.subject, f.property, f.value): f.supports for f in weighed.findings if f.status == HELD
    }
    entities = entities_of(dataset.register, ontology)
    appeared = {source: _known_by(days, policy.known_by) for source, days in published.items()}
    return Held(
        weighed=weighed,
        said=statements_by_property((*graph, *dataset.register)),
        supports=supports,
        classes=_classes_of(graph, entities),
        counted=counted_claims(dataset.claims, policy, published),
        published=appeared,
        authors=authors,
    )


def _known_by(days: Days | None, day: date | None) -> Days | None:
    """The days on which a source can have appeared, if it is taken to have appeared by the day that a reader asks about."""
    if days is None or day is None or days.earliest > day:
        return days
    return Days(days.earliest, min(days.latest, day))


def _classes_of(graph: Graph, entities: Entities) -> dict[URIRef, frozenset[URIRef]]:
    """The classes of each thing that is declared or held, with those above them."""
    own: dict[URIRef, set[URIRef]] = {thing: set(classes) for thing, classes in entities.classes.items()}
    for thing, cls in graph.subject_objects(RDF.type):
        own.setdefault(URIRef(str(thing)), set()).add(URIRef(str(cls)))
    supers = entities.ontology.supers
    return {thing: frozenset(c for cls in own[thing] for c in (cls, *supers.get(cls, ()))) for thing in own}


def applied(rules: Iterable[OrderRule], held: Things) -> Iterator[NetworkConstraint]:
    """The constraints that rules give at once. Those that wait for an order to be decided come from `decided`.

    Rules on what sources report apply to what is held of claims.
    """
    for rule in rules:
        if rule.form in _OF_PAIR:
            for pair in related_pairs(rule, held):
                yield from _OF_PAIR[rule.form](rule, pair, held)
        elif rule.form is Form.EPISODES:
            yield from _episodes(rule, held)
        elif rule.form is Form.REPORTED and isinstance(held, Held):
            yield from _reported(rule, held)
        elif rule.form is Form.OWN_STATEMENT and isinstance(held, Held):
            yield from _own_statements(rule, held)


# --------------------------------------------------------------------------------------------------------------------
# Pairs


def related_pairs(rule: OrderRule, held: Things) -> Iterator[RelatedPair]:
    """The pairs of things that a rule relates, in order."""
    of_value = things_by_values(rule, held)
    for focus in held.members(rule.focus, rule.exceptions, rule.matches[0].of_focus):
        for values in product(*(held.values(focus, m.of_focus) for m in rule.matches)):
            others = of_value.get(values, ()) if of_value is not None else _themselves(values)
            matching = [o for o in others if o != focus and _is_other(o, rule, held)]
            if rule.is_unique and len(matching) > 1:
                continue
            for other in matching:
                if start_of(other, held.weighed) and is_shared(rule, values, held):
                    yield RelatedPair(focus, other, held.claims(*matched(rule.matches, focus, other, values)))


def _is_other(thing: URIRef, rule: OrderRule, held: Things) -> bool:
    """Whether a thing is of the classes that a rule asks of the other side, and of none that it leaves out there."""
    if rule.other_exceptions and held.is_one_of(thing, rule.other_exceptions):
        return False
    return held.is_one_of(thing, rule.other)


def matched(
    matches: Sequence[Match], focus: URIRef, other: URIRef, values: Sequence[Node]
) -> Iterator[tuple[Node, Node, Node]]:
    """The statements by which two things match."""
    for match, value in zip(matches, values, strict=True):
        yield focus, match.of_focus, value
        if match.of_other is not None:
            yield other, match.of_other, value


def _themselves(values: Sequence[Node]) -> tuple[URIRef, ...]:
    """The other thing where it is itself the value of each match."""
    found = set(values)
    return tuple(URIRef(str(v)) for v in found) if len(found) == 1 else ()


def things_by_values(rule: OrderRule, held: Things) -> Mapping[tuple[Node, ...], Sequence[URIRef]] | None:
    """The things that can match, by their values; None where the value is the thing itself.

    They come from the register too, so that a rule for unique matches knows of things that are not held.
    """
    if all(match.of_other is None for match in rule.matches):
        return None
    found: dict[tuple[Node, ...], list[URIRef]] = defaultdict(list)
    for other in held.all_of(rule.other):
        for values in product(*(_values(other, m.of_other, held) for m in rule.matches)):
            found[values].append(other)
    return found


def _values(thing: URIRef, predicate: URIRef | None, held: Things) -> Sequence[Node]:
    return [thing] if predicate is None else held.values(thing, predicate)


def is_shared(rule: OrderRule, values: Sequence[Node], held: Things) -> bool:
    """Whether what two things have in common is of the class that a rule asks for."""
    return rule.shared is None or all(held.is_one_of(URIRef(str(v)), (rule.shared,)) for v in values)


# --------------------------------------------------------------------------------------------------------------------
# What each form says of a pair


def _other_first(rule: OrderRule, pair: RelatedPair, held: Things) -> Iterator[NetworkConstraint]:
    yield from _in_order(rule, pair.other, pair.focus, pair.claims, held)


def _focus_first(rule: OrderRule, pair: RelatedPair, held: Things) -> Iterator[NetworkConstraint]:
    yield from _in_order(rule, pair.focus, pair.other, pair.claims, held)


def _in_order(
    rule: OrderRule, earlier: URIRef, later: URIRef, claims: tuple[URIRef, ...], held: Things
) -> Iterator[NetworkConstraint]:
    first, second = start_of(earlier, held.weighed), start_of(later, held.weighed)
    if first is not None and second is not None:
        yield at_least(0, first, second, Reason(rule.iri, claims))


def _after_end(rule: OrderRule, pair: RelatedPair, held: Things) -> Iterator[NetworkConstraint]:
    """The focus starts when the other has ended, or on the last day of the other, and not before the other starts."""
    reason = Reason(rule.iri, pair.claims)
    if {pair.focus, pair.other} <= held.weighed.held_times.keys():
        begin = Moment(pair.focus, Which.BEGIN)
        yield at_least(-1, Moment(pair.other, Which.END), begin, reason)
        yield at_least(0, Moment(pair.other, Which.BEGIN), begin, reason)


def _within(rule: OrderRule, pair: RelatedPair, held: Things) -> Iterator[NetworkConstraint]:
    yield from _inside(pair.focus, pair.other, Reason(rule.iri, pair.claims), held)


def _contains(rule: OrderRule, pair: RelatedPair, held: Things) -> Iterator[NetworkConstraint]:
    yield from _inside(pair.other, pair.focus, Reason(rule.iri, pair.claims), held)


def _inside(inner: URIRef, outer: URIRef, reason: Reason, held: Things) -> Iterator[NetworkConstraint]:
    """What lies within a situation lies between its start and its end.

    An event can go on for several days, so what lies within it lies on the days that the claims on its date leave, and
    need not lie on the one day that the network has for it.
    """
    start = start_of(inner, held.weighed)
    is_event = inner in held.weighed.events
    if start is None:
        return
    if outer in held.weighed.held_times:
        begin, end = Moment(outer, Which.BEGIN), Moment(outer, Which.END)
        yield at_least(0, begin, start, reason)
        last = start if is_event else Moment(inner, Which.END)
        yield at_least(1 if is_event else 0, last, end, reason)
    elif outer in held.weighed.events:
        days = held.weighed.events[outer]
        dated = Reason(reason.rule, tuple(sorted({*reason.claims, *_date_claims(outer, held)})))
        yield from within_days(start, days, dated)
        if not is_event and days.latest != LAST_DAY:
            last_end = day_after(days.latest).toordinal()
            yield TemporalConstraint(Moment(inner, Which.END), ORIGIN, last_end, dated)


def _date_claims(event: URIRef, held: Things) -> set[URIRef]:
    dates = ((event, CSTO.date, value) for value in held.values(event, CSTO.date))
    return set(held.claims(*dates))


def _same_day(rule: OrderRule, pair: RelatedPair, held: Things) -> Iterator[NetworkConstraint]:
    if {pair.focus, pair.other} <= held.weighed.events.keys():
        yield from _together(
            Moment(pair.focus, Which.DAY), Moment(pair.other, Which.DAY), Reason(rule.iri, pair.claims)
        )


def _follows_on(rule: OrderRule, pair: RelatedPair, held: Things) -> Iterator[NetworkConstraint]:
    if {pair.focus, pair.other} <= held.weighed.held_times.keys():
        begin, end = Moment(pair.focus, Which.BEGIN), Moment(pair.other, Which.END)
        yield from _together(begin, end, Reason(rule.iri, pair.claims))


def _together(one: Moment, other: Moment, reason: Reason) -> Iterator[NetworkConstraint]:
    yield at_least(0, one, other, reason)
    yield at_least(0, other, one, reason)


_OF_PAIR = {
    Form.OTHER_FIRST: _other_first,
    Form.FOCUS_FIRST: _focus_first,
    Form.AFTER_END: _after_end,
    Form.WITHIN: _within,
    Form.CONTAINS: _contains,
    Form.SAME_DAY: _same_day,
    Form.FOLLOWS_ON: _follows_on,
}


# --------------------------------------------------------------------------------------------------------------------
# Forms that the build applies itself


def _episodes(rule: OrderRule, held: Things) -> Iterator[NetworkConstraint]:
    """Each numbered episode ends before the next one that is held starts."""
    numbered: dict[str, dict[int, URIRef]] = defaultdict(dict)
    for thing in held.members(rule.focus, rule.exceptions):
        stem, _, number = str(thing).rpartition("-")
        if number.isdigit() and thing in held.weighed.held_times:
            numbered[stem][int(number)] = thing
    for episodes in numbered.values():
        for earlier, later in pairwise(episodes[number] for number in sorted(episodes)):
            yield at_least(0, Moment(earlier, Which.END), Moment(later, Which.BEGIN), Reason(rule.iri))


def _reported(rule: OrderRule, held: Held) -> Iterator[NetworkConstraint]:
    """Each event, and the start of each situation, lies before the days on which the sources that assert it appeared."""
    covered = set(held.members(rule.focus, rule.exceptions))
    asserting: dict[tuple[URIRef, str], set[URIRef]] = defaultdict(set)
    kept = {(f.subject, claim) for f in held.weighed.findings if f.status == HELD for claim in f.supports}
    for claim in held.counted:
        if claim.stance == DENIES:
            continue
        for subject in {URIRef(str(s)) for s, _, _ in claim.triples} & covered:
            if (subject, claim.iri) in kept:
                asserting[subject, source_name(claim)].add(claim.iri)
    for (subject, source), claims in sorted(asserting.items()):
        days, start = held.published.get(source), start_of(subject, held.weighed)
        if days is not None and days.latest != LAST_DAY and start is not None and not _is_later(subject, days, held):
            # One claim is enough to show that the source reports it.
            reason = Reason(rule.iri, (min(claims),))
            yield TemporalConstraint(start, ORIGIN, days.latest.toordinal(), reason)


def _is_later(subject: URIRef, published: Days, held: Held) -> bool:
    """Whether its own date puts a thing after the day on which a source appeared, as of something planned."""
    if subject in held.weighed.events:
        return held.weighed.events[subject].earliest > published.latest
    return held.weighed.situations[subject].begin.earliest > published.latest


def _own_statements(rule: OrderRule, held: Held) -> Iterator[NetworkConstraint]:
    """A statement by the author of a source, which the source makes in its own voice, is of the day of the source."""
    covered = set(held.members(rule.focus, rule.exceptions))
    for claim in held.counted:
        source = source_name(claim)
        days = held.published.get(source)
        if days is None or claim.stance == DENIES:
            continue
        for s, p, o in claim.triples:
            subject = URIRef(str(s))
            if p == CSTO.by and o in held.authors.get(claim.source, ()) and subject in covered:
                dated = held.weighed.events.get(subject)
                if dated is not None and dated.overlaps(days):
                    yield from within_days(Moment(subject, Which.DAY), days, Reason(rule.iri, (claim.iri,)))
