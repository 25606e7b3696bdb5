"""What is published explains itself, and what is generated has not drifted."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from rdflib import URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from csto_kg.cli import COMMANDS
from csto_kg.ontology import read_ontology
from csto_kg.queries.stored import read_queries
from csto_kg.vocab import CSTO
from tests.support.graphs import graph_in

ROOT = Path(__file__).parents[2]
CLI = [sys.executable, "-c", "from csto_kg.cli import run; run()"]
ONTOLOGY = graph_in(ROOT / "ontology" / "csto.ttl")
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
TERMS = sorted(
    {
        s
        for kind in KINDS
        for s in ONTOLOGY.subjects(RDF.type, kind)
        if isinstance(s, URIRef) and s.startswith(str(CSTO))
    }
)
QUERIES = read_queries((ROOT / "queries" / "questions").glob("*.rq"))
CLAIMS = [
    claim
    for path in sorted((ROOT / "data" / "claims").glob("*.yaml"))
    for claim in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["claims"]
]


def test_nothing_collected_is_empty() -> None:
    """The lists that the tests of this file go through hold what they are about."""
    assert len(TERMS) >= 150
    assert len(QUERIES) >= 14
    assert len(CLAIMS) >= 300


@pytest.mark.parametrize("term", TERMS)
def test_each_term_is_documented(term: URIRef) -> None:
    """A term of the ontology has a label, a definition and an example, each once."""
    found = {p: len(list(ONTOLOGY.objects(term, p))) for p in (RDFS.label, SKOS.definition, SKOS.example)}
    assert {RDFS.label: 1, SKOS.definition: 1, SKOS.example: 1} == found


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_each_query_is_documented(name: str) -> None:
    """A stored query asks a question, says what a row is, and tells of each parameter and each column it gives."""
    query = QUERIES[name]
    assert query.question.endswith("?")
    assert query.row
    assert all(p.about for p in query.parameters)
    given = re.findall(r"(?:AS \?(\w+)\))", query.text.split("WHERE")[0])
    plain = re.sub(
        r"\([^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)*\)",
        " ",
        query.text.split("SELECT", 1)[1].split("WHERE")[0],
    )
    assert sorted(query.columns) == sorted({*given, *re.findall(r"\?(\w+)", plain)})


def test_each_claim_is_documented() -> None:
    """A claim has a passage with a digest and a paraphrase that is a sentence."""
    bad = [
        c["id"]
        for c in CLAIMS
        if not re.fullmatch(r"[0-9a-f]{64}", c["passage"]["sha256"]) or not re.search(r"[.?!]$", c["paraphrase"])
    ]
    assert [] == bad


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_each_command_shows_an_example(command: str) -> None:
    """`--help` of a command shows how it is called."""
    done = subprocess.run([*CLI, command, "--help"], capture_output=True, text=True, check=True)
    assert re.search(rf"(?m)^\s*(Examples?:\s+)?csto-kg {command}\b|csto-kg {command} ", done.stdout)
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_what_is_generated_has_not_drifted() -> None:
    """Data files are in canonical form; context, dictionary and catalogue follow from ontology and queries."""
    done = subprocess.run([*CLI, "--project", str(ROOT), "format", "--check"], capture_output=True, text=True)
    assert "" == done.stderr
    assert 0 == done.returncode


def test_the_context_has_every_key_and_class() -> None:
    """The published JSON-LD context defines each word that the data files may use."""
    context = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    ontology = read_ontology(ROOT / "ontology" / "csto.ttl", ROOT / "ontology" / "alignments.ttl")
    assert [] == sorted((set(ontology.keys) | set(ontology.classes)) - set(context))
    assert [] == sorted(k for k, key in ontology.keys.items() if context[k]["@id"] != str(key.iri))


def test_readme_names_every_command() -> None:
    """The README or the help text that it points to names each command."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"csto-kg ([a-z]+)", text))
    assert [] == sorted(named - set(COMMANDS))
    assert {"query", "conflicts", "evidence", "explain", "export", "sparql", "serve", "queries"} <= named


def test_the_hooks_are_commands() -> None:
    """Each hook for pre-commit runs a command that there is, and the examples for others name hooks that there are."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {("csto-kg", True)} == {(h["entry"].split()[0], h["entry"].split()[1] in COMMANDS) for h in hooks}
    examples = [yaml.safe_load(p.read_text(encoding="utf-8")) for p in sorted((ROOT / "docs" / "examples").iterdir())]
    named = {hook["id"] for example in examples for repo in example.get("repos", ()) for hook in repo["hooks"]}
    assert named
    assert named <= {h["id"] for h in hooks}
    steps = [
        step.get("run", "")
        for example in examples
        for step in example.get("jobs", {}).get("validate", {}).get("steps", ())
    ]
    assert any("csto-kg validate" in step for step in steps)
