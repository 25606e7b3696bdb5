"""The SPARQL 1.1 Service Description of the endpoint."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox
from rdflib.namespace import RDF, RDFS

from csto_kg.vocab import DCTERMS

_SD = "http://www.w3.org/ns/sparql-service-description#"
DEFAULT_GRAPH_NOTE: Final = (
    "Where a request names no graphs, the default graph is the union of graph/view, graph/findings, graph/provenance, "
    "graph/inferred and graph/ontology. What single claims say or report is never in it, since claims are not facts, nor is "
    "graph/reported, which holds what is only spoken of; every graph, one for each claim too, can be reached with GRAPH. "
    "Read only; SERVICE is refused."
)
"""A note for people and for the description, on what a program cannot find out by itself."""


def service_description(endpoint: str, described: str, graphs: Iterable[str]) -> list[ox.Triple]:
    """The triples that describe the endpoint: its address (`endpoint`, an IRI), its formats, and its graphs by name.

    `described` is the data set that it serves, of which the release has a description; `graphs` are the names of all graphs,
    one for each claim too.
    """
    service, dataset, default = (ox.NamedNode(endpoint + part) for part in ("#service", "#dataset", "#default"))
    node = ox.NamedNode
    formats = ("Turtle", "JSON-LD", "N-Triples", "RDF_XML")
    results = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
    comment = node(str(RDFS.comment))
    type_ = node(str(RDF.type))
    return [
        ox.Triple(service, type_, node(_SD + "Service")),
        ox.Triple(service, node(_SD + "endpoint"), node(endpoint)),
        ox.Triple(service, node(_SD + "supportedLanguage"), node(_SD + "SPARQL11Query")),
        *(
            ox.Triple(service, node(_SD + "resultFormat"), node(f"http://www.w3.org/ns/formats/{f}"))
            for f in (*formats, *results)
        ),
        ox.Triple(service, node(_SD + "defaultDataset"), dataset),
        ox.Triple(dataset, type_, node(_SD + "Dataset")),
        ox.Triple(dataset, node(str(DCTERMS.source)), node(described)),
        ox.Triple(dataset, node(_SD + "defaultGraph"), default),
        ox.Triple(default, type_, node(_SD + "Graph")),
        ox.Triple(default, comment, ox.Literal(DEFAULT_GRAPH_NOTE, language="en")),
        *(
            triple
            for graph in graphs
            for named in [node(f"{endpoint}#{quote(graph, safe='')}")]
            for triple in (
                ox.Triple(dataset, node(_SD + "namedGraph"), named),
                ox.Triple(named, type_, node(_SD + "NamedGraph")),
                ox.Triple(named, node(_SD + "name"), node(graph)),
            )
        ),
    ]
