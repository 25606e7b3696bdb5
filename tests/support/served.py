"""A small release to serve, a query that takes for ever on it, and what tests ask of its server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyoxigraph as ox
from rdflib.namespace import RDF, RDFS
from starlette.applications import Starlette

from csto_kg.configuration import Configuration
from csto_kg.queries.stored import StoredQuery, read_queries
from csto_kg.release.store import write_store
from csto_kg.web import make_app

RELEASE = "5" * 64
ABOUT = Configuration("csto-kg", "A graph", "Some things.", "csto", "https://w3id.org/csto-kg/", "csto")
QUERY = """#+ question: Which states are there?
#+ row: one state
#+ parameters:
#+   state: {type: entity, class: State, any: "true", about: the state}
#+ columns:
#+   state: the state
#+   label: its name
#+ sentences: {row: "{{ state }} is a state.", none: "No state is known as {{ asked.state }}."}
PREFIX graph: <https://w3id.org/csto-kg/graph/>
PREFIX csto: <https://w3id.org/csto-kg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?state ?label
WHERE { GRAPH graph:view { VALUES ?state { <https://w3id.org/csto-kg/id/state-1> } ?state a csto:State ; rdfs:label ?label } }
ORDER BY ?state
"""
# Counts every way to take seven of 40 triples.
SLOW = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?s{i} ?p{i} ?o{i} .' for i in range(7))} }}"


@dataclass(frozen=True)
class Made:
    """A release's folder and its stored queries."""

    folder: Path
    queries: Mapping[str, StoredQuery]

    def app(self, **limits: float) -> Starlette:
        """The server over it."""
        return make_app(self.folder, self.queries, {}, ABOUT, **limits)  # type: ignore[arg-type]


def made_release(folder: Path) -> Made:
    """A release of twenty states, in a folder that is there."""
    ontology, root = "https://w3id.org/csto-kg/ontology#", "https://w3id.org/csto-kg/"
    lines = [
        line
        for n in range(20)
        for state in [f"<{root}id/state-{n}>"]
        for line in (
            f"{state} <{RDF.type}> <{ontology}State> <{root}graph/GRAPH> .",
            f'{state} <{RDFS.label}> "State {n}"@en <{root}graph/GRAPH> .',
        )
    ]
    of_class = f"<{ontology}State> <{RDFS.subClassOf}> <{ontology}Polity> <{root}graph/ontology> ."
    both = [line.replace("GRAPH", graph) for line in lines for graph in ("view", "register")]
    canonical = "\n".join(sorted([*both, of_class])) + "\n"
    quads = write_store(canonical.encode(), folder / "store")
    assert 81 == quads == len(list(ox.parse(canonical, ox.RdfFormat.N_QUADS)))
    (folder / "csto-kg.nq").write_text(canonical, encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps({"release": RELEASE}), encoding="utf-8")
    (folder / "states.rq").write_text(QUERY, encoding="utf-8")
    return Made(folder, read_queries([folder / "states.rq"]))


def ask(client: httpx.Client, query: str) -> httpx.Response:
    """The answer to a SPARQL query."""
    return client.get("/sparql", params={"query": query})


def refused(response: httpx.Response) -> str:
    """The message of an error."""
    return str(response.json()["error"]["message"])
