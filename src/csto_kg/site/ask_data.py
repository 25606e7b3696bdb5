"""What a browser needs to ask the stored queries itself: the queries from their headers, and the names of things.

The browser puts terms into the blocks of a query, as `queries.stored` does, and finds the thing that a name means by the
same queries as `ask.names`. The rows are then those of the same query here.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

import pyoxigraph as ox

from csto_kg.ask.graph import Graph
from csto_kg.ask.periods import bounds_query
from csto_kg.ask.restrictions import NO_EDGES
from csto_kg.queries.adapting import is_open
from csto_kg.queries.blocks import blocks
from csto_kg.queries.catalogue import defaults
from csto_kg.queries.header import without_header
from csto_kg.queries.stored import ANY, FROM, TO, Parameter, ParameterType, StoredQuery
from csto_kg.queries.templates import ASKED, DURING, TAKE_THE
from csto_kg.queries.trees import tree_of_template
from csto_kg.rdf.serialize import Part, export
from csto_kg.site.addresses import page_name
from csto_kg.site.material import Material
from csto_kg.time.days import FIRST_DAY, LAST_DAY, as_xsd
from csto_kg.time.written import written
from csto_kg.vocab import (
    CSTO,
    G_FINDINGS,
    G_INFERRED,
    G_ONTOLOGY,
    G_PROVENANCE,
    G_REGISTER,
    G_VIEW,
    ID,
    short,
    term_name,
    within,
)
from csto_kg.weigh.resolve import LEFT_OPEN

__all__ = ["DATA_FILE", "DEFAULT_GRAPHS", "DUMP_FILE", "asking_files"]

DATA_FILE: Final = "ask/queries.json"
"""The queries and the names, for the page that asks."""
DUMP_FILE: Final = "csto-kg.trig.gz"
"""The release as the page that asks loads it."""
DEFAULT_GRAPHS: Final = tuple(map(str, (G_VIEW, G_FINDINGS, G_PROVENANCE, G_INFERRED, G_ONTOLOGY)))
"""The graphs whose union a query without `FROM` and `GRAPH` asks, as at the endpoint."""

# Two days that no query names, in whose place the page puts the first and the last day of a period.
_FIRST, _LAST = date(1111, 1, 1), date(2222, 2, 2)
_IS_CLASS: Final = re.compile(r"(?:[A-Z][a-z]+)+").fullmatch
_IS_NAMING: Final = str(CSTO.isNaming)


def asking_files(
    material: Material, graph: Graph, quads: Iterable[ox.Quad], context: Mapping[str, object]
) -> dict[str, Callable[[], bytes]]:
    """The files that a browser needs to ask, by their paths, each with what makes it; a release gives the same bytes."""
    return {
        DUMP_FILE: lambda: gzip.compress(export(quads, Part.ALL, "trig", context), mtime=0),
        DATA_FILE: lambda: _data(material, graph),
    }


def _data(material: Material, graph: Graph) -> bytes:
    """The queries, the things by their classes and the places of things, as JSON."""
    queries = [graph.queries[name] for name in sorted(graph.queries)]
    classes = sorted({p.cls or "" for query in queries for p in query.parameters if p.type is ParameterType.ENTITY})
    members = {cls: _members(cls, material, graph) for cls in classes}
    things = sorted({iri for listed in members.values() for iri in listed})
    at = {iri: number for number, iri in enumerate(things)}
    found: Mapping[str, object] = {
        "release": graph.release,
        "day": material.day.isoformat() if material.day else "",
        "root": material.namespaces.root,
        "prefixes": material.namespaces.prefixes,
        "core": str(CSTO),
        "terms": sorted({str(CSTO), str(material.namespaces.terms)}),
        "coreId": str(ID),
        "ofCore": sorted(material.namespaces.of_core),
        "defaultGraphs": DEFAULT_GRAPHS,
        "leftOpen": LEFT_OPEN,
        "graphs": {name: str(graph) for name, graph in _GRAPHS.items()},
        "naming": sorted(_naming(material)),
        "bounds": _bounds(),
        "unbounded": [as_xsd(FIRST_DAY), as_xsd(LAST_DAY)],
        "things": [[short(iri), _name(material, iri)] for iri in things],
        "classes": {cls: [at[iri] for iri in listed] for cls, listed in members.items()},
        "places": _odd_places(material),
        "queries": [_query(query, graph, material) for query in queries],
        "words": _words(material),
        "takesThe": sorted(TAKE_THE),
        "examples": [{"title": title, "text": text} for title, text in _EXAMPLES],
    }
    return (json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


_GRAPHS: Final = {
    "view": G_VIEW,
    "findings": G_FINDINGS,
    "provenance": G_PROVENANCE,
    "register": G_REGISTER,
    "ontology": G_ONTOLOGY,
}


def _members(cls: str, material: Material, graph: Graph) -> tuple[str, ...]:
    """The things of a class; those of none are all that have a name of their own. Conflicts are not in the register."""
    return tuple(sorted(material.conflicts)) if cls == "Conflict" else graph.names.members(cls)


def _name(material: Material, iri: str) -> str:
    """The label of a thing; empty where that is its identifier."""
    name = material.labels.of(iri)
    return "" if name == short(iri) else name


def _naming(material: Material) -> Iterable[str]:
    graph = str(G_ONTOLOGY)
    return (iri for iri in material.contents.subjects(graph) if material.contents.values(iri, _IS_NAMING, graph))


def _bounds() -> list[str]:
    """The query for the days on which an answer can change, in parts: `first` and `last` stand where its days do."""
    text = bounds_query(_FIRST, _LAST)
    for name, day in (("first", _FIRST), ("last", _LAST)):
        text = text.replace(f'"{as_xsd(day)}"', f"\0{name}\0")
    return text.split("\0")


def _odd_places(material: Material) -> dict[str, str]:
    """Where those things lie that are not at their usual place, such as decisions; bounds and findings not."""
    places = {}
    for iri in sorted(material.contents.iris):
        for kind in ("id", "claim", "source"):
            name = within(iri, kind)
            place = material.addresses.of(iri)
            if name and place and place != _usual_place(kind, name):
                places[short(iri)] = place
    return places


def _usual_place(kind: str, name: str) -> str:
    """The place of a thing by its name alone, as ask/names.js has it too."""
    page, mark, anchor = name.partition("#")
    if kind == "claim" and page.endswith("/content"):
        page, mark, anchor = page.removesuffix("/content"), "#", "content"
    return f"{page_name(kind, page)}{mark}{anchor.removesuffix('/selector')}"


def _words(material: Material) -> dict[str, str]:
    """What classes and properties are called, by the name or the key that stands for them in lists."""
    graph = str(G_ONTOLOGY)
    words: dict[str, str] = {}
    for iri in sorted(material.contents.iris):
        name = term_name(iri)
        if name and _IS_CLASS(name) and not (label := material.labels.of(iri)).endswith(f":{name}"):
            words.setdefault(name, label)
        for key in material.contents.texts(iri, str(CSTO.key), graph):
            words.setdefault(key, material.labels.of(iri))
    return words


# ---------------------------------------------------------------------------------------------------------------
# Queries
# ---------------------------------------------------------------------------------------------------------------


def _query(query: StoredQuery, graph: Graph, material: Material) -> dict[str, object]:
    return {
        "name": query.name,
        "question": query.question,
        "row": query.row,
        "parameters": [_parameter(parameter, graph, material) for parameter in query.parameters],
        "parts": _parts(query),
        "columns": dict(query.columns),
        "titles": dict(query.titles),
        "blanks": dict(query.blanks),
        "lists": sorted(query.lists),
        "programs": sorted(query.programs),
        "sentences": _sentences(query),
    }


def _sentences(query: StoredQuery) -> dict[str, object] | None:
    """The templates of the sentences that answer a query, as trees."""
    of = query.sentences
    if of is None:
        return None
    written = {"row": of.row, "none": of.none, "many": of.many, "unknown": of.unknown}
    trees: dict[str, object] = {name: tree_of_template(text) for name, text in written.items() if text}
    # What speaks of a day can be said of a part of a period.
    days = {name: _days_at(query, text) for name, text in written.items()}
    names_during = sorted(name for name, text in written.items() if DURING in text)
    return trees | {"each": of.each, "during": names_during, "days": days}


def _days_at(query: StoredQuery, template: str) -> list[str]:
    days = (p.name for p in query.parameters if p.type is ParameterType.DAY)
    return [name for name in days if re.search(rf"\b{ASKED}\.{name}\s*\|\s*at\b", template)]


def _parts(query: StoredQuery) -> list[str]:
    """The text of a query, and between its pieces the names of the parameters whose rows stand there."""
    text = without_header(query.text)
    names = {parameter.name for parameter in query.parameters}
    parts, last = [], 0
    for block in blocks(text):
        if block.variable in names:
            parts += [text[last : block.start], block.variable]
            last = block.end
    return [*parts, text[last:]]


def _parameter(parameter: Parameter, graph: Graph, material: Material) -> dict[str, object]:
    return {
        "name": parameter.name,
        "type": parameter.type.value,
        "about": parameter.about,
        "class": parameter.cls or "",
        "any": parameter.allows_any,
        "values": list(parameter.values),
        "aliases": list(parameter.aliases),
        # Left to the project, which has none: it must be given.
        "rows": "" if is_open(parameter.default) else parameter.default,
        "default": _default(parameter, graph, material),
        "said": _said(parameter, graph, material),
        "isToday": _takes_last_day(parameter) and material.day is not None,
    }


def _takes_last_day(parameter: Parameter) -> bool:
    return parameter.type is ParameterType.DAY and parameter.name not in (FROM, TO)


def _default(parameter: Parameter, graph: Graph, material: Material) -> str:
    """What is asked unless a value is given, for people."""
    if _takes_last_day(parameter) and material.day is not None:
        return f"{written(material.day.isoformat())}, the last day of which the sources speak"
    said = []
    for value in defaults(parameter):
        if (parameter.name, value) in NO_EDGES:
            said.append("no bound")
        elif value == ANY or parameter.type is ParameterType.TEXT:
            said.append(value)
        elif parameter.type is ParameterType.DAY:
            said.append(written(value))
        else:
            said.append(material.labels.of(graph.names.namespaces.expanded(value)))
    return " or ".join(said)


def _said(parameter: Parameter, graph: Graph, material: Material) -> list[str]:
    """What sentences say was asked unless a value is given; all time is nothing to speak of."""
    values = [value for value in defaults(parameter) if (parameter.name, value) not in NO_EDGES]
    if parameter.type is not ParameterType.ENTITY:
        return values
    return [v if v == ANY else material.labels.of(graph.names.namespaces.expanded(v)) for v in values]


_EXAMPLES: Final = (
    (
        "The graphs of the release, by their size",
        """SELECT ?graph (COUNT(*) AS ?triples)
WHERE { GRAPH ?graph { ?thing ?property ?value } }
GROUP BY ?graph
ORDER BY DESC(?triples)
LIMIT 20
""",
    ),
    (
        "What kinds of things are held, and how many of each",
        """SELECT ?class (COUNT(DISTINCT ?thing) AS ?things)
WHERE { GRAPH graph:view { ?thing a ?class } }
GROUP BY ?class
ORDER BY DESC(?things) ?class
""",
    ),
    (
        "The questions on which the sources disagree, with the number of claims on each",
        """SELECT ?conflict ?question (COUNT(?claim) AS ?claims)
WHERE {
  GRAPH graph:findings {
    ?conflict a csto:Conflict ;
      rdfs:label ?question ;
      csto:between ?claim .
  }
}
GROUP BY ?conflict ?question
ORDER BY DESC(?claims) ?question
LIMIT 25
""",
    ),
    (
        "How many claims each source makes",
        """SELECT ?source ?title (COUNT(?claim) AS ?claims)
WHERE {
  GRAPH graph:provenance {
    ?claim a csto:Claim ;
      prov:hadPrimarySource ?source .
    ?source dcterms:title ?title .
  }
}
GROUP BY ?source ?title
ORDER BY DESC(?claims)
""",
    ),
)
"""Queries to begin with, in the terms of every project."""
