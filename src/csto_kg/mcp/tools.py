"""What assistants can call: each stored query, questions in words, cards of things, evidence, explanations, and SPARQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final, TypeAlias

from csto_kg.advice import did_you_mean
from csto_kg.ask.asked import Asked
from csto_kg.ask.documents import (
    ASIDES,
    PlainObject,
    RowRange,
    answer_document,
    cells,
    claims_and_sources,
    faults_in,
    rows_asked,
    standing,
)
from csto_kg.ask.graph import Graph
from csto_kg.errors import Fault, UsageError
from csto_kg.mcp.things import (
    evidence_document,
    explanation_document,
    opened_release,
    thing_document,
)
from csto_kg.queries.days import day
from csto_kg.queries.schemas import Schema, input_schema, query_in_words
from csto_kg.queries.stored import StoredQuery, renamed
from csto_kg.rdf.results import Table

__all__ = ["Arguments", "AskSparql", "Tool", "tools_of"]

Arguments: TypeAlias = Mapping[str, Any]
"""What an assistant calls a tool with."""

AskSparql: TypeAlias = Callable[[str, int], Table]
"""Answers SPARQL of anybody with so many rows at most."""

_THING: Final[Schema] = {
    "type": "string",
    "minLength": 1,
    "description": "a thing by its identifier, IRI or name; a claim as claim:…, a source as source:…",
}
_DAY: Final[Schema] = {"type": "string", "format": "date", "description": "a day, as YYYY-MM-DD"}
_WEIGHED: Final[Mapping[str, Schema]] = {name: ASIDES[name] for name in ("policy", "known-by")}
_PAGED: Final[Mapping[str, Schema]] = {name: ASIDES[name] for name in ("limit", "offset")}


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: its name, a title, what it does in words, what it takes as JSON Schema, and what answers a call."""

    name: str
    title: str
    description: str
    schema: Schema
    answer: Callable[[Graph, Arguments], PlainObject]


def tools_of(graph: Graph, ask: AskSparql) -> dict[str, Tool]:
    """The tools over a graph, by name; a stored query that is called like one of the others has `query-` before it.

    `ask` answers SPARQL of anybody.
    """
    general = {tool.name: replace(tool, answer=partial(_checked, tool)) for tool in _general(ask)}
    stored = (_stored_tool(graph.stored(name), general) for name in sorted(graph.queries))
    return {**general, **{tool.name: tool for tool in stored}}


def _general(ask: AskSparql) -> Iterable[Tool]:
    thing = _object({"thing": _THING}, "thing")
    question = {
        "type": "string",
        "minLength": 1,
        "description": "the question in plain English, or the name of a thing",
    }
    yield Tool(
        "ask",
        "Ask in words",
        "Answer a question in free words: the stored query that fits best is named and answered, and it is said how the "
        "question was read. The name of a thing gives its card. What is not read as a question is not answered: what a "
        "search for its words finds is given, and the nearest questions.",
        _object({"question": question, "as_of": _DAY, **_WEIGHED, **_PAGED}, "question"),
        _ask,
    )
    yield Tool(
        "thing",
        "What a thing is",
        "The card of a thing: kind, names, what is dated of it as of a day with certainty, claims for and against, and the "
        "conflicts about it. Of a claim, what it says and where; of a source, what it is.",
        _object({"thing": _THING, "as_of": _DAY, **_WEIGHED}, "thing"),
        lambda graph, given: thing_document(_weighed(graph, given), _text(given, "thing"), _day(given)),
    )
    yield Tool(
        "evidence",
        "Evidence for a thing",
        "The claims for and against what is held of a thing, each with its source and what its passage says; or the passage "
        "of a claim. In the source's own words where the source texts are there.",
        thing,
        lambda graph, given: evidence_document(graph, _text(given, "thing")),
    )
    yield Tool(
        "explain",
        "How it follows",
        "How what is held of a thing follows: its facts, the findings behind them with the claims for and against, the steps "
        "to days that follow from the order of things, and the conflicts about it.",
        _object({"thing": _THING, **_WEIGHED}, "thing"),
        lambda graph, given: explanation_document(_weighed(graph, given), _text(given, "thing")),
    )
    yield _sparql_tool(ask)


def _sparql_tool(ask: AskSparql) -> Tool:
    about = (
        "Answer any SPARQL 1.1 query, read only, bounded in time and rows. The default graph is empty: name a graph, as in "
        "GRAPH graph:view { … } for what is held. Others: graph:findings, graph:provenance, graph:register, graph:reported, "
        "graph:inferred, graph:chronology, graph:ontology, and one for each claim. Prefixes need no declaration."
    )
    query = {"type": "string", "minLength": 1, "description": "the query"}
    schema = _object({"query": query, "limit": ASIDES["limit"]}, "query")
    return Tool("sparql", "SPARQL", about, schema, partial(_sparql, ask))


def _sparql(ask: AskSparql, graph: Graph, arguments: Arguments) -> PlainObject:
    faults = faults_in(lambda: _text(arguments, "query"), lambda: _page(arguments))
    if faults:
        raise UsageError(*faults)
    text, limit = _text(arguments, "query"), _page(arguments).limit
    table = ask(text, limit + 1)
    shown, known = table.rows[:limit], opened_release(graph)
    claims, sources = claims_and_sources(known, shown)
    return {
        "columns": list(table.columns),
        "rows": [cells(graph.labels, table.columns, row) for row in shown],
        "is_cut": len(table.rows) > limit,
        "notes": list(graph.notes_on_sparql(text)),
        "claims": claims,
        "sources": sources,
        **standing(known, "a SPARQL query"),
    }


def _stored_tool(query: StoredQuery, general: Iterable[str]) -> Tool:
    name = f"query-{query.name}" if query.name in general else query.name
    return Tool(
        name, query.question, query_in_words(query), input_schema(query, ASIDES), partial(_stored, query.name)
    )


def _stored(name: str, graph: Graph, arguments: Arguments) -> PlainObject:
    """The answer to a stored query. Raises UsageError with everything that is wrong with the arguments."""
    query = graph.stored(name)
    own = {part for p in query.parameters for part in (p.name, *p.aliases)}
    aside = {key: value for key, value in arguments.items() if key in ASIDES and key not in own}
    values, former = renamed(query, {key: _listed(value) for key, value in arguments.items() if key not in aside})
    faults = faults_in(lambda: _page(aside), lambda: _weighed(graph, aside))
    if faults:
        raise UsageError(*faults, *faults_in(lambda: graph.query(name, **values)))
    weighed = _weighed(graph, aside)
    answer = weighed.query(name, evidence=True, **values)
    return answer_document(opened_release(weighed), query, answer, _page(aside), former)


def _ask(graph: Graph, arguments: Arguments) -> PlainObject:
    faults = faults_in(
        lambda: _text(arguments, "question"),
        lambda: _page(arguments),
        lambda: _weighed(graph, arguments),
        lambda: _day(arguments),
    )
    if faults:
        raise UsageError(*faults)
    weighed = _weighed(graph, arguments)
    asked = weighed.ask(_text(arguments, "question"), as_of=_day(arguments), evidence=True)
    read = {"question": asked.question, "read_as": asked.read_as or None, "in_words": asked.in_words or None}
    also = [{"query": r.query, "parameters": dict(r.values)} for r in asked.following]
    if asked.card is not None:
        return {**read, "also": also, **thing_document(weighed, asked.card.thing, asked.card.day)}
    if asked.answer is None or asked.answer.asked is None:
        return {**read, **_not_read(weighed, asked)}
    query = weighed.stored(asked.answer.asked.name)
    found = answer_document(opened_release(weighed), query, asked.answer, _page(arguments), asked.notes)
    return {**found, **read, "also": also}


def _not_read(graph: Graph, asked: Asked) -> PlainObject:
    """What is said of a question that is not answered: that it is not, what its words find, and the nearest questions."""
    return {
        "sentences": [
            "This is not read as a question to this graph, so nothing is answered; that is no answer of the sources.",
            *asked.notes,
        ],
        "nearest": [{"query": q.name, "question": q.question} for q in asked.nearest],
        "found": [{"thing": h.thing, "label": h.label, "kind": h.kind, "when": h.when} for h in asked.hits],
        "rows": [],
        **standing(opened_release(graph), f"'{asked.question}', which is not read as a question"),
    }


def _object(properties: Mapping[str, Schema], *required: str) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _checked(tool: Tool, graph: Graph, arguments: Arguments) -> PlainObject:
    """The answer of a tool. Raises UsageError where it is called with what it does not take, or without what it needs."""
    known = tool.schema["properties"]
    faults = [
        Fault(f"{tool.name} takes no '{name}'", fix=did_you_mean(name, known) or f"it takes: {', '.join(known)}")
        for name in arguments
        if name not in known
    ]
    faults += [
        Fault(f"{tool.name} needs '{name}': {known[name]['description']}", fix=f"give {name}")
        for name in tool.schema["required"]
        if name not in arguments
    ]
    if faults:
        raise UsageError(*faults)
    return tool.answer(graph, arguments)


def _weighed(graph: Graph, arguments: Arguments) -> Graph:
    """The graph under the policy and as known by the day that the arguments name."""
    policy, known_by = arguments.get("policy"), arguments.get("known-by")
    return graph if not policy and not known_by else graph.under(policy, known_by)


def _page(arguments: Arguments) -> RowRange:
    return rows_asked(_number(arguments, "limit"), _number(arguments, "offset"))


def _number(arguments: Arguments, name: str) -> str | None:
    value = arguments.get(name)
    return None if value is None else str(value)


def _text(arguments: Arguments, name: str) -> str:
    value = arguments.get(name)
    if not isinstance(value, str) or not value.strip():
        raise UsageError(Fault("a text is needed here", name, fix=f"give {name} as a text that is not empty"))
    return value


def _day(arguments: Arguments) -> date | None:
    value = arguments.get("as_of")
    return None if value is None else day(str(value), "as_of")


def _listed(value: object) -> Any:
    """A value of a parameter as Python callers give it: a whole number is a year."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return [str(part) for part in value] if isinstance(value, list) else value
