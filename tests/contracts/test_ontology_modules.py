"""The ontology in modules: what stands in which file, what its header says, and how the files are laid out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, VANN
from rdflib.term import Node

from csto_kg.project import CORE
from csto_kg.rdf.files import read_turtle
from csto_kg.vocab import CSTO
from tests.support.paths import ONTOLOGY_FILES, ROOT

MODULES = {path.stem: read_turtle(path) for path in ONTOLOGY_FILES}
WHOLE = read_turtle(*ONTOLOGY_FILES)
# Which modules each one may use the terms of, besides its own.
USES = {
    "core": set[str](),
    "claims": {"core"},
    "derived": {"core", "claims"},
    "chronology": {"core", "claims", "derived"},
    "dictionary": {"core", "claims", "derived", "chronology"},
    "domain": {"core", "dictionary"},
}
HEADER = URIRef("https://w3id.org/csto-kg/ontology")
# What comes first in the block of a term; its axioms and annotations follow.
FIRST = ["a", "rdfs:label", "skos:definition", "skos:example"]


def is_ours(term: Node) -> bool:
    return isinstance(term, URIRef) and term.startswith(str(CSTO))


def declared(graph: Graph) -> set[Node]:
    """The terms of ours that have a type in a graph."""
    return {term for term in graph.subjects(RDF.type, None) if is_ours(term)}


def blocks_of(path: Path) -> list[list[str]]:
    """The lines of each block of statements in a Turtle file, without prefixes and comments."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(("@", "#"))]
    return [block.splitlines() for block in re.split(r"\n{2,}", "\n".join(lines).strip())]


def test_the_modules_are_those_of_the_decision() -> None:
    """The files are the modules that are listed here, each with a comment at its head that says what belongs in it."""
    assert list(USES) == list(MODULES)
    folders = (CORE.modules[0].parent, ROOT / "ontology")
    files = {path.name for folder in folders for path in folder.glob("*.ttl")}
    assert {f"{name}.ttl" for name in USES} == files - {CORE.alignments.name}
    heads = [path.read_text(encoding="utf-8").partition("\n\n")[2] for path in ONTOLOGY_FILES]
    assert [] == [head[:80] for head in heads if not head.startswith("# ")]


def test_each_term_stands_in_one_module() -> None:
    """No term is declared in two modules, and each says which ontology defines it."""
    terms = [term for graph in MODULES.values() for term in declared(graph)]
    assert 150 <= len(terms)
    assert len(set(terms)) == len(terms)
    assert set(terms) == set(WHOLE.subjects(RDFS.isDefinedBy, HEADER))


@pytest.mark.parametrize("name", USES)
def test_a_module_uses_terms_of_the_modules_it_may(name: str) -> None:
    """The core does not depend on the domain, nor any module on a later one."""
    known = declared(MODULES[name]).union(*(declared(MODULES[other]) for other in USES[name]))
    used = {term for triple in MODULES[name] for term in triple if is_ours(term)}
    assert [] == sorted(map(str, used - known))


def test_the_header_names_version_maker_and_days() -> None:
    """The ontology has one header, with all that catalogues of vocabularies ask for."""
    assert [HEADER] == list(WHOLE.subjects(RDF.type, OWL.Ontology))
    asked = (DCTERMS.title, DCTERMS.description, DCTERMS.creator, DCTERMS.issued, DCTERMS.modified, DCTERMS.license)
    of_owl = (OWL.versionInfo, OWL.versionIRI, VANN.preferredNamespacePrefix, VANN.preferredNamespaceUri)
    assert [] == [prop for prop in (*asked, *of_owl) if len(list(WHOLE.objects(HEADER, prop))) != 1]
    assert Literal(str(CSTO)) == WHOLE.value(HEADER, VANN.preferredNamespaceUri)


@pytest.mark.parametrize("path", ONTOLOGY_FILES, ids=lambda p: p.stem)
def test_one_predicate_a_line(path: Path) -> None:
    """Each line has one predicate with all its values; label, definition and example come first, in this order."""
    for block in blocks_of(path):
        subject, _, first = block[0].partition(" ")
        lines = [first, *(line.strip() for line in block[1:])]
        assert [] == [line for line in lines[:-1] if not line.endswith(" ;")], subject
        assert lines[-1].endswith(" ."), subject
        bare = [re.sub(r'"(?:[^"\\]|\\.)*"|\[[^]]*\]', "", line[:-2]) for line in lines]
        assert [] == [line for line in bare if ";" in line], subject
        predicates = [line.split()[0] for line in lines]
        assert len(set(predicates)) == len(predicates), subject
        assert [p for p in FIRST if p in predicates] == [p for p in predicates if p in FIRST], subject
        assert {*predicates[: len(set(FIRST) & set(predicates))]} == set(FIRST) & set(predicates), subject


def test_nothing_anonymous_stands_alone() -> None:
    """Every anonymous class or list is part of a statement on a term with a name."""
    assert [] == [s for s in WHOLE.subjects() if isinstance(s, BNode) and (None, None, s) not in WHOLE]


def test_nothing_is_concluded_about_terms_of_other_vocabularies() -> None:
    """Properties of other vocabularies have no domain or range here, only conditions for checks."""
    links = (RDFS.domain, RDFS.range)
    assert [] == [str(s) for link in links for s in WHOLE.subjects(link, None) if not is_ours(s)]


def test_a_domain_is_one_class() -> None:
    """A property has one domain with a name, or conditions for checks, or neither; ranges are alike."""
    for link, condition in ((RDFS.domain, CSTO.subjectType), (RDFS.range, CSTO.valueType)):
        stated = list(WHOLE.subjects(link, None))
        assert len(set(stated)) == len(stated)
        assert [] == [s for s in stated if not isinstance(WHOLE.value(s, link), URIRef)]
        assert set() == set(stated) & set(WHOLE.subjects(condition, None))


def test_properties_without_a_domain_or_range_are_listed() -> None:
    """The decision record names each property of ours that has no domain, or no range, and says why."""
    text = (ROOT / "docs" / "decisions" / "0014-ontology-in-modules.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| no (\w+) \| ([^|]*) \| [A-Z]", text, re.MULTILINE)
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    ours = {s for kind in kinds for s in WHOLE.subjects(RDF.type, kind) if is_ours(s)}
    for name, links in (("domain", (RDFS.domain, CSTO.subjectType)), ("range", (RDFS.range, CSTO.valueType))):
        bare = {str(s).removeprefix(str(CSTO)) for s in ours if not any((s, link, None) in WHOLE for link in links)}
        assert bare == {prop for of, listed in rows for prop in re.findall(r"`(\w+)`", listed) if of == name}
