"""Notes on answers: what the rows do not show, as sentences without a full stop.

* The rows name assumptions that the policy leaves out.
* Dates of what the rows show contradict each other, and no decision says which are right.
* A range of days is inferred: no source gives it.
* A stored query was asked with defaults, or its answer has no rows.
* A SPARQL query names no graph, so that it reads the empty default graph, or it names what is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import pyoxigraph as ox

from csto_kg.advice import nearest
from csto_kg.ask.labels import Labels
from csto_kg.ask.names import Names
from csto_kg.ask.relax import why_empty
from csto_kg.ask.restrictions import defaults_used
from csto_kg.ask.windows import notes_on_windows
from csto_kg.order.conflicts import TEMPORAL
from csto_kg.queries.stored import ANY, ParameterType, StoredQuery, Values
from csto_kg.rdf.results import Table, table_of, text_of, words_in
from csto_kg.rdf.tokens import iris, names_a_graph
from csto_kg.release.store import namespaces_of
from csto_kg.vocab import CSTO, G_FINDINGS, G_ONTOLOGY, G_PROVENANCE, G_REGISTER, GRAPH, ROOT, root_of, short
from csto_kg.weigh.policy import Policy
from csto_kg.weigh.resolve import LEFT_OPEN

__all__ = ["notes_on", "notes_on_defaults", "notes_on_nothing", "notes_on_sparql", "things_asked"]

# Contradictions in time that are left open: the things whose dates they are, and the claims.
_CONTRADICTIONS: Final = f"""
SELECT ?conflict ?thing ?claim WHERE {{ GRAPH <{G_FINDINGS}> {{
  ?conflict <{CSTO.conflictType}> <{TEMPORAL}> ; <{CSTO.decision}> ?decision .
  ?decision <{CSTO.outcome}> <{LEFT_OPEN}> .
  {{ ?conflict <{CSTO.about}> ?thing }} UNION {{ ?conflict <{CSTO.between}> ?claim }}
}} }}"""


def notes_on(
    table: Table, store: ox.Store, policy: Policy, assumptions: Collection[str], asked: Collection[str] = ()
) -> tuple[str, ...]:
    """The notes on an answer from a store under a policy.

    `assumptions` are the names of all that there are, `asked` the IRIs of the things that the question is about.
    """
    parts = words_in(table)
    shown = parts.union(asked)
    left_out = [
        f"rule/{name}" for name in sorted(assumptions) if not policy.assumes(name) and _rule(name, store) in shown
    ]
    notes = []
    if left_out:
        are, them = ("is an assumption", "it") if len(left_out) == 1 else ("are assumptions", "them")
        notes.append(f"{', '.join(left_out)} {are} that the policy {policy} leaves out: nothing is derived by {them}")
    if things := _contradicting(store, shown):
        under = "" if policy.is_default else f"under the policy {policy}, "
        notes.append(
            f"{under}dates of {', '.join(map(short, things))} contradict each other, and no decision says which are right"
        )
    return (*notes, *notes_on_windows(parts, store))


def things_asked(query: StoredQuery, values: Values, names: Names) -> tuple[str, ...]:
    """The IRIs of the things that a question names; `values` are by the present names of the parameters."""
    by_name = {p.name: p for p in query.parameters if p.type is ParameterType.ENTITY}
    listed = (
        (by_name[name], [given] if isinstance(given, str) else given)
        for name, given in values.items()
        if name in by_name
    )
    return tuple(names.entity(parameter, value).value for parameter, many in listed for value in many if value != ANY)


def notes_on_defaults(query: StoredQuery, values: Values, days_added: Sequence[str] = ()) -> tuple[str, ...]:
    """The notes on the defaults that were used; `values` are by the present names of the parameters.

    The parameters in `days_added` have the last day for which the sources attest anything.
    """
    days = tuple(
        f"{name}={values[name]} was not given: it is the last day for which the sources attest anything"
        for name in days_added
    )
    used = defaults_used(query, values)
    if not used:
        return days
    were, them = ("was", "the default was") if len(used) == 1 else ("were", "the defaults were")
    return (*days, f"{', '.join(used)} {were} not given: {them} used")


def notes_on_nothing(names: Names, labels: Labels, query: StoredQuery, values: Values) -> tuple[str, ...]:
    """The notes on why an answer has no rows, and what would give some."""
    return tuple(s.removesuffix(".") for s in why_empty(names, labels, query, values).sentences)


def _rule(name: str, store: ox.Store) -> str:
    return str(namespaces_of(store).id(f"rule/{name}"))


def _contradicting(store: ox.Store, shown: frozenset[str]) -> list[str]:
    """The things of the contradictions in time left open that have one of the things or claims shown, by their IRIs."""
    results = store.query(_CONTRADICTIONS)
    assert isinstance(results, ox.QuerySolutions)
    things: dict[str, set[str]] = {}
    met = set[str]()
    for conflict, thing, claim in (map(text_of, row) for row in table_of(results).rows):
        things.setdefault(conflict, set()).update([thing] if thing else [])
        if not shown.isdisjoint((conflict, thing, claim)):
            met.add(conflict)
    return sorted(set[str]().union(*(things[conflict] for conflict in met)))


def notes_on_sparql(text: str, store: ox.Store) -> tuple[str, ...]:
    """The notes on a SPARQL query that somebody wrote: no graph is named, or something that is not in the store."""
    notes = []
    if not names_a_graph(text):
        notes.append(
            "the query names no graph, and the default graph is empty: write GRAPH graph:view { … } around its pattern, "
            "or FROM graph:view before WHERE"
        )
    prefixes = namespaces_of(store).prefixes
    for iri in sorted(iris(text, prefixes)):
        if root_of(iri) and iri not in prefixes.values() and not _is_there(store, ox.NamedNode(iri)):
            near = nearest(short(iri), map(short, _like(store, iri)))
            notes.append(f"nothing is called {short(iri)} in the graph{f'; there is {_or(near)}' if near else ''}")
    return tuple(notes)


def _or(names: Sequence[str]) -> str:
    return " or ".join(names)


def _is_there(store: ox.Store, node: ox.NamedNode) -> bool:
    places = ((node, None, None, None), (None, node, None, None), (None, None, node, None), (None, None, None, node))
    return any(True for place in places for _ in store.quads_for_pattern(*place))


def _like(store: ox.Store, iri: str) -> set[str]:
    """The graphs, or the subjects of the register, the ontology and the provenance, in the namespace of an IRI."""
    namespace = iri[: max(iri.rfind("#"), iri.find("/", len(root_of(iri) or ROOT))) + 1]
    if namespace == str(GRAPH):
        return {graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)}
    graphs = (G_REGISTER, G_ONTOLOGY, G_PROVENANCE)
    quads = (q for graph in graphs for q in store.quads_for_pattern(None, None, None, ox.NamedNode(str(graph))))
    return {
        q.subject.value
        for q in quads
        if isinstance(q.subject, ox.NamedNode) and q.subject.value.startswith(namespace)
    }
