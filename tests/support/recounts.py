"""Counts again by SPARQL what the description of a data set says of it."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from csto_kg.rdf.results import text_of
from csto_kg.vocab import G_METADATA

_PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "graph": "https://w3id.org/csto-kg/graph/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "void": "http://rdfs.org/ns/void#",
}
_OTHERS = "FILTER(?g != graph:metadata)"
_COUNTED: Mapping[str, str] = {
    "triples": f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} {_OTHERS} }}",
    "distinctSubjects": f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} {_OTHERS} }}",
    "properties": f"SELECT (COUNT(DISTINCT ?p) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} {_OTHERS} }}",
    "classes": f"SELECT (COUNT(DISTINCT ?o) AS ?n) {{ GRAPH ?g {{ ?s rdf:type ?o }} {_OTHERS} }}",
    "entities": f"""SELECT (COUNT(DISTINCT ?s) AS ?n) {{
      GRAPH graph:metadata {{ ?set a dcat:Dataset ; void:uriSpace ?space }}
      GRAPH ?g {{ ?s ?p ?o }} {_OTHERS} FILTER(STRSTARTS(STR(?s), ?space)) }}""",
}


def said_and_counted(store: ox.Store) -> tuple[dict[str, str], dict[str, str]]:
    """The counts that a release states of its graphs, classes and whole, and the same counted in it."""
    said, counted = dict[str, str](), dict[str, str]()
    for name, query in _COUNTED.items():
        said[name] = _one(store, f"SELECT ?n {{ GRAPH graph:metadata {{ ?d a dcat:Dataset ; void:{name} ?n }} }}")
        counted[name] = _one(store, query)
    for graph, triples, subjects in _rows(
        store,
        """SELECT ?part ?n ?m { GRAPH graph:metadata {
             ?d void:subset ?part . ?part void:triples ?n ; void:distinctSubjects ?m } }""",
    ):
        said[graph] = f"{triples} {subjects}"
        query = f"SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        counted[graph] = " ".join(_rows(store, query)[0])
    graphs = set(said) - set(_COUNTED)
    for part, triples in _rows(
        store, "SELECT ?part ?n { GRAPH graph:metadata { ?d void:subset ?part . ?part void:triples ?n } }"
    ):
        if part not in graphs:  # the claims, whose graphs are all others
            said[part] = triples
            left_out = ", ".join(f"<{graph}>" for graph in (*graphs, str(G_METADATA)))
            query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g NOT IN ({left_out})) }}"
            counted[part] = _one(store, query)
    for cls, number in _rows(
        store,
        "SELECT ?c ?n { GRAPH graph:metadata { ?d void:classPartition ?p . ?p void:class ?c ; void:entities ?n } }",
    ):
        said[cls] = number
    for cls, number in _rows(
        store,
        f"SELECT ?c (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH ?g {{ ?s rdf:type ?c }} {_OTHERS} }} GROUP BY ?c",
    ):
        counted[cls] = number
    return said, counted


def _rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    found = store.query(query, prefixes=_PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(text_of(term) for term in row) for row in found]


def _one(store: ox.Store, query: str) -> str:
    ((found,),) = _rows(store, query)
    return found
