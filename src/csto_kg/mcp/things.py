"""Things, claims and sources as values of plain types, each with the claims and sources that what is said of it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pyoxigraph as ox
from rdflib import RDF

from csto_kg.ask.answers import Answer
from csto_kg.ask.card import card_of, last_attested
from csto_kg.ask.documents import Opened, PlainObject, cells, claims_and_sources, standing, thing_cell
from csto_kg.ask.evidence import AGAINST, FOR, Quoted, with_claims
from csto_kg.ask.explain import Explanation
from csto_kg.ask.graph import Graph
from csto_kg.errors import UsageError
from csto_kg.rdf.results import Row, text_of
from csto_kg.vocab import G_PROVENANCE, short, within

__all__ = [
    "claim_document",
    "evidence_document",
    "explanation_document",
    "opened_release",
    "source_document",
    "thing_document",
]


def opened_release(graph: Graph) -> Opened:
    """The release of a graph as it is weighed there."""
    title = graph.project.configuration.title
    return Opened(graph.names, graph.labels, graph.policy, graph.assumptions(), graph.release, title)


def thing_document(graph: Graph, name: str, as_of: date | None = None) -> PlainObject:
    """The card of a thing as of a day, by default the last that is attested, with its conflicts; or a claim, or a source.

    Raises UsageError for an unknown name.
    """
    if name.startswith("claim:") or within(name, "claim"):
        return claim_document(graph, name)
    if name.startswith("source:") or within(name, "source"):
        return source_document(graph, name)
    iri = _iri(graph, name)
    day = as_of or last_attested(graph.sparql)
    is_default = as_of is None and day is not None
    card = card_of(
        short(iri),
        iri,
        day or date.today(),
        is_default_day=is_default,
        query=graph.sparql,
        ask=graph.answer,
        labels=graph.labels,
    )
    table = with_claims(graph.store, card.facts.table, ("what",))
    conflicts = graph.answer("conflicts", {"thing": short(iri)})
    since = ", the last day for which the sources attest anything" if is_default else ""
    return {
        "thing": thing_cell(iri, graph.labels),
        "kinds": list(card.kinds),
        "sentences": [f"{card.heading}.", *card.says, f"What follows is as of {card.day}{since}."],
        "as_of": card.day.isoformat(),
        "facts": [cells(graph.labels, table.columns, row, (FOR, AGAINST)) for row in table.rows],
        "conflicts": _conflicts(conflicts),
        # The words of a command, `query NAME …` or `NAME …`, name the tool.
        "further": [
            {"tool": words[words[0] == "query"], "arguments": {"thing": short(iri)}, "rows": n, "of": what}
            for words, n, what in card.further
        ],
        **_grounded(graph, f"{short(iri)} as of {card.day}", [*table.rows, *conflicts.table.rows]),
    }


def claim_document(graph: Graph, name: str) -> PlainObject:
    """What a claim says, where it stands in its source, and what it supports or contests. Raises UsageError for no claim."""
    claim = short(graph.names.namespaces.expanded(name))
    found, evidence = graph.explain(claim), graph.evidence(claim)
    assert found.claim is not None
    row = found.claim.rows[0]
    iri = text_of(found.claim.table.rows[0][found.claim.columns.index("claim")])
    return {
        "claim": thing_cell(iri, graph.labels),
        "sentences": [*graph.said(found.claim)],
        "stance": row["stance"],
        "paraphrase": row["paraphrase"],
        "passage": {"start": row["start"], "end": row["end"], **_quoted(evidence.quoted.get(iri))},
        "bears_on": [part for on in found.findings for part in _rows(graph, on.answer)],
        "notes": list(found.notes),
        **_grounded(graph, claim, found.claim.table.rows),
    }


def source_document(graph: Graph, name: str) -> PlainObject:
    """What a source is, as the provenance has it, and how many claims are from it. Raises UsageError for no source."""
    iri = _iri(graph, name)
    node, where = ox.NamedNode(iri), ox.NamedNode(str(G_PROVENANCE))
    said: dict[str, list[str]] = {}
    for quad in graph.store.quads_for_pattern(node, None, None, where):
        if quad.predicate.value != str(RDF.type):
            said.setdefault(graph.labels.of(quad.predicate.value), []).append(short(text_of(quad.object)))
    claims = (
        graph.answer("what-a-source-says", {"source": short(iri)}) if "what-a-source-says" in graph.queries else None
    )
    cell: Row = (node,)
    return {
        "source": thing_cell(iri, graph.labels),
        "sentences": [f"{graph.labels.of(iri)} is one of the sources."],
        "about": {name: sorted(texts) for name, texts in sorted(said.items())},
        "rows_of_what_a_source_says": None if claims is None else len(claims),
        **_grounded(graph, short(iri), [cell]),
    }


def evidence_document(graph: Graph, name: str) -> PlainObject:
    """The claims for and against what is held of a thing, with their passages where the source texts are there.

    Raises UsageError for an unknown name.
    """
    evidence = graph.evidence(name)
    return {
        "subject": name,
        "is_claim": evidence.is_claim,
        "sentences": list(graph.said(evidence.answer)),
        "rows": _rows(graph, evidence.answer),
        "passages": {short(iri): _quoted(quoted) for iri, quoted in sorted(evidence.quoted.items())},
        "notes": list(graph.notes(evidence.answer)),
        **_grounded(graph, f"evidence for {name}", evidence.answer.table.rows),
    }


def explanation_document(graph: Graph, name: str) -> PlainObject:
    """How what is held of a thing follows: facts, findings, steps, conflicts. Raises UsageError for an unknown name."""
    found = graph.explain(name)
    if found.claim is not None:
        return claim_document(graph, found.subject)
    evidence = graph.answer("evidence", {"thing": found.subject})
    rows = [row for on in found.findings for row in on.answer.table.rows]
    return {
        "thing": thing_cell(_iri(graph, found.subject), graph.labels),
        "sentences": [*graph.said(evidence), *(derivation.sentence for derivation in found.derivations)],
        "facts": [{"property": f.property, "value": f.value, "text": f.text, "label": f.label} for f in found.facts],
        "findings": [
            {"on": on.subject, "are_mentions": on.are_mentions, "rows": _rows(graph, on.answer)}
            for on in found.findings
        ],
        "follows": _derivations(found),
        "conflicts": [{"conflict": c.conflict, "question": c.label, "outcome": c.outcome} for c in found.conflicts],
        "belonging": list(found.belonging),
        "notes": list(found.notes),
        **_grounded(graph, f"explanation of {found.subject}", rows),
    }


def _derivations(found: Explanation) -> list[PlainObject]:
    return [
        {
            "sentence": derivation.sentence,
            "steps": [{"sentence": s.sentence, "rule": s.rule, "claims": list(s.claims)} for s in derivation.steps],
            "assumptions": list(derivation.assumptions),
        }
        for derivation in found.derivations
    ]


def _conflicts(answer: Answer) -> list[PlainObject]:
    return [
        {
            "conflict": str(row["conflict"]),
            "question": str(row["label"]),
            "outcome": str(row["outcome"]).rpartition("/")[2],
        }
        for row in answer.rows
    ]


def _rows(graph: Graph, answer: Answer) -> list[dict[str, object]]:
    return [cells(graph.labels, answer.columns, row, answer.lists) for row in answer.table.rows]


def _quoted(quoted: Quoted | None) -> PlainObject:
    """A passage in the source's own words; nothing where the text is not there."""
    if quoted is None:
        return {}
    return {"file": quoted.file, "line": quoted.line, "text": quoted.text}


def _grounded(graph: Graph, what: str, rows: Iterable[Row]) -> PlainObject:
    """What every document has: the claims and sources that its rows name, and how it is cited."""
    known = opened_release(graph)
    claims, sources = claims_and_sources(known, rows)
    return {"claims": claims, "sources": sources, **standing(known, what)}


def _iri(graph: Graph, name: str) -> str:
    """The IRI of a thing by any of its names. Raises UsageError for an unknown one."""
    (parameter,) = graph.stored("entity-card").parameters
    try:
        return graph.names.entity(parameter, name).value
    except ValueError as error:
        raise UsageError(str(error)) from None
