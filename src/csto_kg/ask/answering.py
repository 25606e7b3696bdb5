"""Answers a stored query: its rows, its sentences, and the claims for and against each row."""

from __future__ import annotations

from csto_kg.ask.answers import Answer, answer_of
from csto_kg.ask.days import asked_query
from csto_kg.ask.emptiness import under_policy
from csto_kg.ask.evidence import AGAINST, FOR, with_claims
from csto_kg.ask.labels import Labels
from csto_kg.ask.names import Names
from csto_kg.ask.run import run_query, run_sparql
from csto_kg.ask.sentences import asked_of, sentences_of
from csto_kg.queries.stored import StoredQuery, Values
from csto_kg.weigh.policy import Policy

__all__ = ["answered"]


def answered(
    names: Names, labels: Labels, policy: Policy, query: StoredQuery, values: Values, *, evidence: bool
) -> Answer:
    """The answer to a stored query, with values of its parameters by their own names; with `evidence`, with the claims.

    Raises UsageError with every value that does not fit.
    """
    store = names.store
    asked = asked_query(query, values, policy, lambda text: answer_of(run_sparql(store, text)))
    table = run_query(names, query, asked.values)
    said: tuple[str, ...] = ()
    if query.sentences is not None:
        of = asked_of(query, asked.values, names, labels, bool(table.rows))
        said = under_policy(sentences_of(query, of, table, labels), policy)
    if evidence:
        table = with_claims(store, table, query.evidence)
    return answer_of(table, query.lists | {FOR, AGAINST}, said, asked)
