"""What is published explains itself, and what is generated has not drifted."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from rdflib import Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from csto_kg.cli import COMMANDS
from csto_kg.ontology import read_ontology
from csto_kg.queries.stored import queries_of
from csto_kg.rdf.files import read_turtle
from csto_kg.vocab import CSTO
from tests.support.cli import call
from tests.support.paths import ALIGNMENTS, ONTOLOGY_FILES, PROJECT

ROOT = Path(__file__).parents[2]
ONTOLOGY = read_turtle(*ONTOLOGY_FILES)
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
TERMS = sorted(
    {
        s
        for kind in KINDS
        for s in ONTOLOGY.subjects(RDF.type, kind)
        if isinstance(s, URIRef) and s.startswith(str(CSTO))
    }
)
QUERIES = queries_of(PROJECT)
CLAIMS = [
    claim
    for path in sorted((ROOT / "data" / "claims").glob("*.yaml"))
    for claim in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)["claims"]
]
CONFLICTS = [
    conflict
    for path in sorted((ROOT / "data" / "decisions").glob("*.yaml"))
    for conflict in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
]


def test_nothing_collected_is_empty() -> None:
    """The lists that the tests of this file go through hold what they are about."""
    assert len(TERMS) >= 150
    assert len(QUERIES) >= 14
    assert len(CLAIMS) >= 300
    assert len(CONFLICTS) >= 250
    assert len(OURS[OWL.ObjectProperty]) >= 60
    assert len(OURS[OWL.DatatypeProperty]) >= 35


@pytest.mark.parametrize("term", TERMS)
def test_each_term_is_documented(term: URIRef) -> None:
    """A term of the ontology has a label, a definition and an example, each once."""
    found = {p: len(list(ONTOLOGY.objects(term, p))) for p in (RDFS.label, SKOS.definition, SKOS.example)}
    assert {RDFS.label: 1, SKOS.definition: 1, SKOS.example: 1} == found


OURS = {
    kind: [s for s in TERMS if (s, RDF.type, kind) in ONTOLOGY] for kind in (OWL.ObjectProperty, OWL.DatatypeProperty)
}


@pytest.mark.parametrize("term", OURS[OWL.ObjectProperty])
def test_each_object_property_reads_both_ways(term: URIRef) -> None:
    """A property between things has the words that stand between subject and value, and those for the way back."""
    for annotation in (CSTO.phrase, CSTO.inversePhrase):
        (phrase,) = ONTOLOGY.objects(term, annotation)
        assert isinstance(phrase, Literal)
        assert "en" == phrase.language
        assert re.fullmatch(r"[a-z][a-z ]*[a-z]", phrase)


@pytest.mark.parametrize("term", OURS[OWL.DatatypeProperty])
def test_each_datatype_property_reads_as_a_sentence(term: URIRef) -> None:
    """A property with a literal for its value has the words that stand before it, and no way back."""
    (phrase,) = ONTOLOGY.objects(term, CSTO.phrase)
    assert isinstance(phrase, Literal)
    assert "en" == phrase.language
    assert re.fullmatch(r"[a-z][A-Za-z0-9 ,-]*[a-z0-9]:?", phrase)
    assert [] == list(ONTOLOGY.objects(term, CSTO.inversePhrase))


def test_inverse_properties_have_each_others_phrases() -> None:
    """The words of a property are those of its inverse for the way back."""
    pairs = [(s, o) for s, o in ONTOLOGY.subject_objects(OWL.inverseOf) if {s, o} <= set(OURS[OWL.ObjectProperty])]
    assert pairs
    for one, other in pairs:
        assert ONTOLOGY.value(one, CSTO.phrase) == ONTOLOGY.value(other, CSTO.inversePhrase)
        assert ONTOLOGY.value(one, CSTO.inversePhrase) == ONTOLOGY.value(other, CSTO.phrase)


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_each_query_is_documented(name: str) -> None:
    """A stored query asks a question, says what a row is, and explains each parameter and each column."""
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


def test_each_conflict_asks_a_question_of_its_own() -> None:
    """The label of a conflict is one short question in English, without identifiers, that no other conflict asks."""
    labels = [c["label"]["en"] for c in CONFLICTS]
    assert [] == [c["id"] for c in CONFLICTS if set(c["label"]) != {"en"}]
    assert [] == [label for label in labels if not re.fullmatch(r"[A-Z][^?!:/_]{10,108}\?", label)]
    assert [] == sorted(label for label, count in Counter(map(str.casefold, labels)).items() if count > 1)


def test_each_source_has_a_short_name_and_one_line() -> None:
    """Each source has a short name of its own and one line in English that is a phrase of words, with a full stop."""
    sources = yaml.load((ROOT / "data" / "sources.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    names, lines = [s["shortName"]["en"] for s in sources], [s["summary"]["en"] for s in sources]
    assert len(names) >= 7
    assert len(set(names)) == len(names)
    assert [] == [line for line in lines if not re.fullmatch(r"[A-Z].{30,150}\.", line)]


def test_names_are_in_the_script_of_their_language() -> None:
    """Every Russian name is in Cyrillic letters, and there are such names."""
    found = 0
    for path in (ROOT / "data" / "entities").glob("*.yaml"):
        for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader):
            named = [entry.get(key, {}).get("ru", []) for key in ("label", "altLabel")]
            texts = [t for some in named for t in ([some] if isinstance(some, str) else some)]
            found += len(texts)
            assert [] == [t for t in texts if re.search("[A-Za-z]", t) or not re.search("[А-я]", t)]
    assert found >= 28


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_each_command_shows_an_example(command: str) -> None:
    """`--help` of a command shows how it is called."""
    done = call(command, "--help")
    assert 0 == done.returncode
    assert re.search(rf"(?m)^\s*(Examples?:\s+)?csto-kg {command}\b|csto-kg {command} ", done.stdout)
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_what_is_generated_has_not_drifted() -> None:
    """Data files are in canonical form; context, dictionary and catalogue follow from ontology and queries."""
    done = call("--project", str(ROOT), "format", "--check")
    assert "" == done.stderr
    assert 0 == done.returncode


def test_the_context_has_every_key_and_class() -> None:
    """The published JSON-LD context defines each word that the data files may use."""
    context = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    ontology = read_ontology(*ONTOLOGY_FILES, ALIGNMENTS)
    assert [] == sorted((set(ontology.keys) | set(ontology.classes)) - set(context))
    assert [] == sorted(k for k, key in ontology.keys.items() if context[k]["@id"] != str(key.iri))


def test_readme_names_every_command() -> None:
    """README or CONTRIBUTING show each command, and only commands that exist."""
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md"))
    shown = set(re.findall(r"csto-kg (?:--[a-z-]+ \S+ )*([a-z]+)", text))
    assert set(COMMANDS) == shown


def test_the_hooks_are_commands() -> None:
    """Each hook for pre-commit runs a command that exists, and the examples for others name hooks that exist."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {("csto-kg", True)} == {(h["entry"].split()[0], h["entry"].split()[1] in COMMANDS) for h in hooks}
    examples = [yaml.safe_load(p.read_text(encoding="utf-8")) for p in sorted((ROOT / "docs" / "examples").iterdir())]
    named = {hook["id"] for example in examples for repo in example.get("repos", ()) for hook in repo["hooks"]}
    assert named
    assert named <= {h["id"] for h in hooks}
    own = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert ["local"] == [repo["repo"] for repo in own]
    called = [hook["entry"].split()[:2] for repo in own for hook in repo["hooks"]]
    assert {"format", "validate"} == {words[1] for words in called if words[0] == ".venv/bin/csto-kg"}
    steps = [
        step.get("run", "")
        for example in examples
        for step in example.get("jobs", {}).get("validate", {}).get("steps", ())
    ]
    assert any("csto-kg validate" in step for step in steps)
