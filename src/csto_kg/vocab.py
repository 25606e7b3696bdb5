"""Namespaces, prefixes, and the names of the graphs of a release. The terms are in `ontology`."""

from __future__ import annotations

from rdflib import Namespace, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS, XSD


class _Terms(Namespace):
    """A namespace that keeps its terms, since rdflib checks the characters of every new IRI."""

    def __getattr__(self, name: str) -> URIRef:
        term = super().__getattr__(name)
        setattr(self, name, term)
        return term


ROOT = "https://w3id.org/csto-kg/"
CSTO = _Terms(ROOT + "ontology#")
ID = Namespace(ROOT + "id/")
CLAIM = Namespace(ROOT + "claim/")
SOURCE = Namespace(ROOT + "source/")
GRAPH = Namespace(ROOT + "graph/")
QUERY = Namespace(ROOT + "query/")
BOUND = Namespace(ROOT + "bound/")
FINDING = Namespace(ROOT + "finding/")

BIBO = _Terms("http://purl.org/ontology/bibo/")
DCTERMS = _Terms("http://purl.org/dc/terms/")
EDTF = _Terms("http://id.loc.gov/datatypes/edtf/")
FOAF = _Terms("http://xmlns.com/foaf/0.1/")
OA = _Terms("http://www.w3.org/ns/oa#")
ORG = _Terms("http://www.w3.org/ns/org#")
PROV = _Terms("http://www.w3.org/ns/prov#")
QB = _Terms("http://purl.org/linked-data/cube#")

PREFIXES: dict[str, str] = {
    "bibo": str(BIBO),
    "bound": str(BOUND),
    "claim": str(CLAIM),
    "csto": str(CSTO),
    "dcterms": str(DCTERMS),
    "edtf": str(EDTF),
    "finding": str(FINDING),
    "foaf": str(FOAF),
    "graph": str(GRAPH),
    "id": str(ID),
    "oa": str(OA),
    "org": str(ORG),
    "owl": str(OWL),
    "prov": str(PROV),
    "qb": str(QB),
    "query": str(QUERY),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "sh": str(SH),
    "skos": str(SKOS),
    "source": str(SOURCE),
    "vann": "http://purl.org/vocab/vann/",
    "xsd": str(XSD),
}

# The graphs of a release, besides one for each claim.
G_PROVENANCE = GRAPH.provenance
G_REGISTER = GRAPH.register
G_FINDINGS = GRAPH.findings
G_VIEW = GRAPH.view
G_REPORTED = GRAPH.reported
G_INFERRED = GRAPH.inferred
G_CHRONOLOGY = GRAPH.chronology
G_ONTOLOGY = GRAPH.ontology
G_QUERIES = GRAPH.queries


def short(iri: str) -> str:
    """An IRI as people write it: an identifier (`armenia`) under `id/`, else a CURIE (`claim:x`), else the IRI itself."""
    if iri.startswith(str(ID)):
        return iri[len(ID) :]
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
