"""The day of a question that names none: the last one for which the sources attest anything, not that of an example."""

from __future__ import annotations

from collections.abc import Callable

from csto_kg.ask.answers import Answer, AskedQuery
from csto_kg.ask.card import last_attested
from csto_kg.queries.stored import FROM, TO, ParameterType, StoredQuery, Values
from csto_kg.weigh.policy import Policy

__all__ = ["asked_query", "with_days"]


def with_days(query: StoredQuery, values: Values, sparql: Callable[[str], Answer]) -> tuple[Values, tuple[str, ...]]:
    """The values of a question with a day where it needs one and has none, and the parameters that got it.

    What the question lacks it gets from the release that `sparql` asks; a release that attests no day leaves the default.
    """
    lacking = tuple(
        p.name
        for p in query.parameters
        if p.type is ParameterType.DAY and p.name not in (FROM, TO) and values.keys().isdisjoint((p.name, *p.aliases))
    )
    day = last_attested(sparql) if lacking else None
    if day is None:
        return values, ()
    return {**values, **dict.fromkeys(lacking, day.isoformat())}, lacking


def asked_query(query: StoredQuery, values: Values, policy: Policy, sparql: Callable[[str], Answer]) -> AskedQuery:
    """What is asked of a release under a policy, with the day that the question lacks."""
    filled, lacking = with_days(query, values, sparql)
    return AskedQuery(query.name, filled, policy, lacking)
