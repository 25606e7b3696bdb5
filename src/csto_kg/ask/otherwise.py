"""What sources say against an answer without rows: claims that were weighed and are not held, and claims that deny it.

An empty answer means that nothing of the kind is held. That is not yet that no source says it: where claims were rejected,
the question is asked once more of a small store in which they are held, with the bounds in time that follow from them. Rows
there are what these claims say instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
from rdflib import URIRef
from rdflib.namespace import RDF

from csto_kg.ask.labels import Labels
from csto_kg.ask.run import run_sparql
from csto_kg.queries.stored import StoredQuery
from csto_kg.queries.templates import in_a_list, numbered
from csto_kg.rdf.results import Table, text_of
from csto_kg.rdf.spans import Property, day_literal, day_properties, span_properties
from csto_kg.rdf.terms import Term
from csto_kg.time import bounds
from csto_kg.time.days import FIRST_DAY, LAST_DAY, DateError, Days
from csto_kg.time.edtf import Edtf, parse
from csto_kg.vocab import CSTO, G_CHRONOLOGY, G_FINDINGS, G_PROVENANCE, G_REGISTER, G_VIEW, ID, short

__all__ = ["Contrary", "contrary_to"]

_MOST: Final = 3
_CONFLICTS: Final = "conflicts"
_PREFERRED: Final = "preferred"
_TYPE: Final = str(RDF.type)
_REJECTED: Final = f"""
SELECT ?subject ?property ?value ?claim ?conflict ?denies WHERE {{ GRAPH <{G_FINDINGS}> {{
  ?finding <{CSTO.status}> <{ID}finding-status/rejected> ; <{RDF.subject}> ?subject ; <{RDF.predicate}> ?property ;
    <{RDF.object}> ?value .
  OPTIONAL {{ ?finding <{CSTO.inConflict}> ?conflict }}
  {{ ?finding <{CSTO.supportedBy}> ?claim . BIND(false AS ?denies) }}
  UNION {{ ?finding <{CSTO.dissentedBy}> ?claim . BIND(true AS ?denies) }}
}} }}"""
_OUTCOMES: Final = f"""
SELECT ?outcome WHERE {{ GRAPH <{G_FINDINGS}> {{ <%s> <{CSTO.decision}> ?d . ?d <{CSTO.outcome}> ?outcome }} }}"""
_DATES: Final = frozenset(map(str, (CSTO.begins, CSTO.ends, CSTO.date)))
_PRESUMED: Final[Mapping[str, URIRef]] = {
    str(CSTO.earliest): CSTO.presumedEarliest,
    str(CSTO.latest): CSTO.presumedLatest,
    str(CSTO.earliestBegin): CSTO.presumedEarliestBegin,
    str(CSTO.latestBegin): CSTO.presumedLatestBegin,
    str(CSTO.earliestEnd): CSTO.presumedEarliestEnd,
    str(CSTO.latestEnd): CSTO.presumedLatestEnd,
}
_LINKS: Final[tuple[URIRef, ...]] = (CSTO.begunBy, CSTO.endedBy)


@dataclass(frozen=True, slots=True)
class Contrary:
    """What sources say against an empty answer: claims that say it was so, claims that say it was not, and conflicts.

    All are identifiers; a claim that says that it was not so is for the answer, and shows that a source speaks of it.
    """

    claims: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()

    def sentences(self, labels: Labels) -> Iterator[str]:
        """The sentences that say it, with the words of the project for each claim, and the conflicts with their outcome."""
        for claims, (one, more) in ((self.claims, _OTHERWISE), (self.denials, _DENIES)):
            if claims:
                said = [_quoted(labels, claim) for claim in claims[:_MOST]]
                over = len(claims) - len(said)
                listed = [*said, *([f"{numbered(over, 'more claim')}"] if over else [])]
                say = one if len(claims) == 1 else more
                yield f"{numbered(len(claims), 'claim').capitalize()} {say}: {'; '.join(listed)}."
        for conflict in self.conflicts[:_MOST]:
            yield f"It is weighed in the conflict “{labels.of(conflict)}” ({_outcome(labels, conflict)})."


_OTHERWISE: Final = ("says otherwise", "say otherwise")
_DENIES: Final = ("says so outright", "say so outright")


@dataclass(frozen=True, slots=True)
class _Rejected:
    """A finding that is not held: its value, the claims for it, those that deny it, and the conflicts that decided it."""

    property: str
    value: Term
    claims: frozenset[str]
    denials: frozenset[str]
    conflicts: frozenset[str]


def contrary_to(store: ox.Store, text: str, asked: Sequence[frozenset[str]]) -> Contrary:
    """What sources say against an answer without rows.

    `text` is the query as it was asked, with its values; `asked` are the things that it was asked of, by parameter. What
    does not concern one thing of each is not looked at.
    """
    if not asked:
        return Contrary()
    rejected = _rejected(store)
    near = {s: found for s, found in rejected.items() if _concerns(store, s, asked)}
    others = {thing for things in asked for thing in things}
    said, denied = (
        {
            s: tuple(r for r in found if (r.claims if is_said else r.denials and not r.claims))
            for s, found in near.items()
        }
        for is_said in (True, False)
    )
    against = {s: found for s, found in said.items() if found and _gives_rows(store, text, s, found, others)}
    for_ = {} if against else {s: f for s, f in denied.items() if f and _gives_rows(store, text, s, f, others)}
    if not against and not for_ and len(asked) > 1:
        # A denial that there is such a thing speaks of the matter, as of joining where membership is asked.
        for_ = {s: found for s, found in denied.items() if any(r.property == _TYPE for r in found)}
    return Contrary(
        tuple(sorted({claim for found in against.values() for r in found for claim in r.claims})),
        tuple(sorted({claim for found in for_.values() for r in found for claim in r.denials})),
        tuple(sorted({conflict for found in against.values() for r in found for conflict in r.conflicts})),
    )


def disputed(store: ox.Store, labels: Labels, query: StoredQuery, tables: Sequence[Table]) -> Iterator[str]:
    """Where the sources disagree on what answers a question at another time: on that itself, its start or its end."""
    if _CONFLICTS not in query.columns:
        return
    found: dict[str, None] = {}
    for table in tables:
        at = {column: i for i, column in enumerate(table.columns)}
        for row in table.rows:
            own = {text_of(row[at[column]]) for column in query.evidence}
            own |= {event for thing in own for link in _LINKS for event in _objects(store, G_VIEW, thing, link)}
            conflicts = text_of(row[at[_CONFLICTS]]).split()
            found |= dict.fromkeys(c for c in conflicts if own.issuperset(_objects(store, G_FINDINGS, c, CSTO.about)))
    if found:
        listed = in_a_list([f"“{labels.of(iri)}”" for iri in sorted(found)])
        yield f"On what is held at another time the sources disagree: {listed}."


def _rejected(store: ox.Store) -> Mapping[str, list[_Rejected]]:
    """The findings that are not held, by their subject."""
    denying = {q.subject for q in store.quads_for_pattern(None, _node(CSTO.stance), _node(ID["stance/denies"]), None)}
    grouped: defaultdict[tuple[str, str, Term], list[tuple[str, str, bool]]] = defaultdict(list)
    for subject, prop, value, claim, conflict, denies in run_sparql(store, _REJECTED).rows:
        assert value is not None
        grouped[text_of(subject), text_of(prop), value].append(
            (text_of(claim), text_of(conflict), text_of(denies) == "true")
        )
    found: defaultdict[str, list[_Rejected]] = defaultdict(list)
    for (of, on, stated), rows in grouped.items():
        for_ = frozenset(claim for claim, _, denies in rows if not denies)
        against = frozenset(c for c, _, denies in rows if denies and ox.NamedNode(c) in denying)
        found[of].append(_Rejected(on, stated, for_, against, frozenset(c for _, c, _ in rows if c)))
    return found


def _concerns(store: ox.Store, subject: str, asked: Sequence[frozenset[str]]) -> bool:
    """Whether something is, names, or belongs to one thing of each that is asked of."""
    named = {subject}
    for graph, prop in ((G_REGISTER, None), (G_VIEW, None), (G_FINDINGS, CSTO.belongsTo)):
        named |= set(_objects(store, graph, subject, prop))
    return all(things & named for things in asked)


# ---------------------------------------------------------------------------------------------------------------
# A store in which the rejected findings are held


def _gives_rows(
    store: ox.Store, text: str, subject: str, rejected: Sequence[_Rejected], others: Collection[str]
) -> bool:
    """Whether the question has rows on a thing, or on a situation that it starts or ends, where the findings are held."""
    things = (subject, *_situations_of(store, subject))
    made = ((thing, _Store(store, subject, rejected, thing).made(others)) for thing in things)
    return any(_names(run_sparql(other, text), {thing, subject}) for thing, other in made)


def _names(table: Table, things: Collection[str]) -> bool:
    return any(part in things for row in table.rows for cell in row for part in text_of(cell).split())


def _situations_of(store: ox.Store, event: str) -> set[str]:
    """The situations that an event starts or ends."""
    links = [store.quads_for_pattern(None, _node(link), ox.NamedNode(event), _node(G_VIEW)) for link in _LINKS]
    return {q.subject.value for found in links for q in found if isinstance(q.subject, ox.NamedNode)}


@dataclass(frozen=True, slots=True)
class _Store:
    """What makes the small store: the rejected findings on a subject, and the thing whose bounds follow from them."""

    store: ox.Store
    subject: str
    rejected: Sequence[_Rejected]
    thing: str

    def made(self, others: Iterable[str]) -> ox.Store:
        """A store of the thing as the rejected findings have it, and of what it and the question name as it is held."""
        triples, made = self._triples(self.thing), ox.Store()
        around = {o.value for _, o in triples if isinstance(o, ox.NamedNode)} | {self.subject, *others}
        for other in around - {self.thing}:
            made.extend(self.store.quads_for_pattern(ox.NamedNode(other), None, None, None))
        thing, view, chronology = ox.NamedNode(self.thing), _node(G_VIEW), _node(G_CHRONOLOGY)
        quads = self.store.quads_for_pattern(thing, None, None, None)
        made.extend(quad for quad in quads if not _is_worked_out(quad))
        made.extend(ox.Quad(thing, ox.NamedNode(key), value, view) for key, value in triples)
        for prop, bound in self._times(triples):
            made.add(ox.Quad(thing, _node(prop), bound, view))
            if str(prop) in _PRESUMED:
                made.add(ox.Quad(thing, _node(_PRESUMED[str(prop)]), bound, chronology))
        made.extend(self._support(thing))
        return made

    def _triples(self, thing: str) -> list[tuple[str, ox.NamedNode | ox.Literal]]:
        """What is said of a thing where the rejected findings on it are held: their dates stand instead of others."""
        graph = G_VIEW if _objects(self.store, G_VIEW, thing, RDF.type) else G_REGISTER
        quads = list(self.store.quads_for_pattern(ox.NamedNode(thing), None, None, _node(graph)))
        rejected = self.rejected if thing == self.subject else ()
        instead = {r.property for r in rejected} & _DATES
        if any(r.property == str(CSTO.holds) for r in rejected):
            instead |= {str(prop) for prop in (CSTO.holds, CSTO.begins, CSTO.ends, *_LINKS)}
        kept = [
            (q.predicate.value, q.object)
            for q in quads
            if not _is_worked_out(q)
            and q.predicate.value not in instead
            and not isinstance(q.object, ox.BlankNode | ox.Triple)
        ]
        return [
            *kept,
            *((r.property, r.value) for r in rejected if not isinstance(r.value, ox.BlankNode | ox.Triple)),
        ]

    def _times(self, triples: Sequence[tuple[str, ox.NamedNode | ox.Literal]]) -> Iterator[Property]:
        """The bounds in time that follow from what is said of the thing."""
        dates, starts, stops, held = (
            _read(_of(triples, prop)) for prop in (CSTO.date, CSTO.begins, CSTO.ends, CSTO.holds)
        )
        if not self._is_situation():
            yield from day_properties(_left(dates))
            return
        # What is only attested at a time is not said to have been so before.
        starts = starts or self._days_of_events(triples, CSTO.begunBy) or held[:1]
        stops = stops or self._days_of_events(triples, CSTO.endedBy)
        begin, end = _left(starts), _left(stops)
        fitting = [value for value in held if not bounds.contradicts(value, begin, end)]
        with suppress(DateError):  # an end before the start
            yield from span_properties(bounds.span(begin, end, fitting, bool(stops)))

    def _is_situation(self) -> bool:
        known = self.store.quads_for_pattern(ox.NamedNode(self.thing), _node(CSTO.earliestBegin), None, None)
        classes = [o for g in (G_REGISTER, G_VIEW) for o in _objects(self.store, g, self.thing, RDF.type)]
        classes += [
            text_of(r.value) for r in self.rejected if r.property == str(RDF.type) and self.thing == self.subject
        ]
        above = {c for cls in classes for c in (cls, *_above(self.store, cls))}
        return any(True for _ in known) or str(CSTO.Situation) in above

    def _days_of_events(self, triples: Sequence[tuple[str, ox.NamedNode | ox.Literal]], link: URIRef) -> list[Edtf]:
        """The dates of the events that start or end the thing, those of the subject as its rejected findings have them."""
        found = []
        for event in _of(triples, link):
            found += _read(_of(self._triples(event), CSTO.date))
        return found

    def _support(self, node: ox.NamedNode) -> Iterator[ox.Quad]:
        """That the claims for the rejected findings attest the thing, at any time."""
        findings, period = _node(G_FINDINGS), ox.BlankNode()
        yield ox.Quad(period, _node(CSTO.periodOf), node, findings)
        yield ox.Quad(period, _node(CSTO.periodFrom), day_literal(FIRST_DAY), findings)
        yield ox.Quad(period, _node(CSTO.periodUntil), day_literal(LAST_DAY), findings)
        for claim in sorted({claim for r in self.rejected for claim in r.claims | r.denials}):
            yield from (ox.Quad(s, _node(CSTO.attestedBy), ox.NamedNode(claim), findings) for s in (period, node))


_WORKED_OUT: Final = frozenset(
    map(
        str,
        (
            *(CSTO.earliest, CSTO.latest, CSTO.earliestBegin, CSTO.latestBegin, CSTO.earliestEnd, CSTO.latestEnd),
            *(CSTO.dateText, CSTO.beginText, CSTO.endText, CSTO.endStatus, CSTO.shortestDays, CSTO.longestDays),
            *(CSTO.firstAttested, CSTO.lastAttested, *_PRESUMED.values()),
        ),
    )
)


def _is_worked_out(quad: ox.Quad) -> bool:
    """Whether a quad is a bound that follows from what is held."""
    return quad.predicate.value in _WORKED_OUT


def _of(triples: Iterable[tuple[str, ox.NamedNode | ox.Literal]], prop: URIRef) -> list[str]:
    return [value.value for predicate, value in triples if predicate == str(prop)]


def _read(texts: Iterable[str]) -> list[Edtf]:
    """The dates among texts."""
    found = []
    for text in texts:
        with suppress(DateError):
            found.append(parse(text))
    return found


def _left(dates: Sequence[Edtf]) -> Days:
    """The days that any of several dates leaves; all where there is none."""
    days = [bounds.days_of(value) for value in dates]
    found = days[0] if days else bounds.ANY_DAY
    for more in days[1:]:
        found = found.hull(more)
    return found


# ---------------------------------------------------------------------------------------------------------------
# Reading the store


def _node(name: object) -> ox.NamedNode:
    return ox.NamedNode(str(name))


def _objects(store: ox.Store, graph: URIRef, subject: str, prop: URIRef | None) -> list[str]:
    predicate = None if prop is None else _node(prop)
    found = store.quads_for_pattern(ox.NamedNode(subject), predicate, None, _node(graph))
    return [q.object.value for q in found if isinstance(q.object, ox.NamedNode)]


def _above(store: ox.Store, cls: str) -> set[str]:
    """The classes above one."""
    found = run_sparql(store, f"SELECT ?c WHERE {{ GRAPH ?g {{ <{cls}> rdfs:subClassOf+ ?c }} }}")
    return {text_of(row[0]) for row in found.rows}


def _quoted(labels: Labels, claim: str) -> str:
    """What a claim says, in the words of the project, with its source."""
    found = labels.store.quads_for_pattern(ox.NamedNode(claim), _node(CSTO.paraphrase), None, _node(G_PROVENANCE))
    words = " ".join(q.object.value for q in found if isinstance(q.object, ox.Literal))
    sources = in_a_list([labels.of(source) for source in labels.sources_of([claim])])
    return f"“{words}” ({', '.join(part for part in (sources, short(claim)) if part)})"


def _outcome(labels: Labels, conflict: str) -> str:
    """How a conflict was decided."""
    found = [labels.of(text_of(row[0])) for row in run_sparql(labels.store, _OUTCOMES % conflict).rows]
    return (
        in_a_list(["other claims are preferred" if text == _PREFERRED else text for text in found]) or "not decided"
    )
