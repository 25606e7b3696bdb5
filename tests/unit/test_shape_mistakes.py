"""Mistakes in shapes that somebody wrote: file, shape, line, what is wrong and what to write, in the words of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from csto_kg.check.own_shapes import shapes_in, shapes_of_gate
from csto_kg.errors import DataError
from csto_kg.ontology import Ontology
from csto_kg.project import CORE, Project
from csto_kg.shacl.validate import prepare
from tests.support.cli import call
from tests.support.paths import PROJECT

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix csto: <https://w3id.org/csto-kg/ontology#> .
@prefix shapes: <https://w3id.org/csto-kg/shapes#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <https://example.org/shapes#> .

"""
# What stands in the shape, and the message with what to write.
PART = "sh:property [ sh:path rdfs:label ; %s ]"
SPARQL = 'sh:sparql [ sh:message "x" ; %s ]'
WRONG = {
    "sh:property [ sh:minCount 1 ]": "says not of which property it is — add sh:path to it",
    "sh:propertyy [ sh:path rdfs:label ]": "sh:propertyy is not a term of SHACL — did you mean property",
    PART % "sh:nodeKind sh:Literals": "sh:Literals is not a term of SHACL — did you mean Literal",
    PART % "sh:nodeKind csto:key": "sh:nodeKind is csto:key, and it is no kind of node — write one of sh:BlankNode",
    PART % "sh:nodeKind sh:path": "sh:nodeKind is sh:path, and it is no kind of node — write one of sh:BlankNode",
    PART % 'sh:pattern "("': 'sh:pattern is "(", and it is no regular expression: missing ), unterminated subpattern',
    PART % "sh:pattern 5": 'sh:pattern is 5, and it takes a text — write sh:pattern "^…$"',
    PART
    % 'sh:minCount "one"': 'sh:minCount is "one", and it takes a whole number — write sh:minCount 1, without quotes',
    PART % "sh:minCount 1 , 2": "sh:minCount has 2 values: 1, 2 — keep one; for another write a shape of its own",
    PART % 'sh:in "a"': 'sh:in is "a", and it takes a list — write sh:in ( … ), with its values in round brackets',
    PART
    % 'sh:datatype "x"': 'sh:datatype is "x", and it takes an IRI — write sh:datatype prefix:name, without quotes',
    PART % 'sh:flags "i"': "sh:flags stands without a sh:pattern — add the pattern",
    "sh:property [ sh:path rdfs:label , rdfs:comment ]": "sh:path has 2 values: rdfs:comment, rdfs:label — keep one",
    'sh:property "x"': 'sh:property is "x", and there is no such shape — write a shape in square brackets',
    "sh:node :Missing": "sh:node is https://example.org/shapes#Missing, and there is no such shape",
    "sh:node :A": "it refers to itself in sh:node, which has no end — leave that out",
    "sh:or csto:State": "sh:or is csto:State, and it takes a list — write sh:or ( … )",
    "sh:path rdfs:label": "it is a sh:NodeShape and has a sh:path — call it a sh:PropertyShape",
    "sh:minCount 1": "sh:minCount stands in a shape of nodes, which have no values to count or compare — write sh:property [",
    'sh:severity "x"': 'sh:severity is "x", and it takes an IRI',
    'sh:targetClass "State"': 'sh:targetClass is "State", and it takes an IRI',
    SPARQL
    % 'sh:select "SELEC $this"': "its query is not SPARQL: line 1, character 1: a query does not start with 'SELEC'",
    SPARQL
    % 'sh:select "SELECT $this { $this foo:bar ?x }"': "its query uses 'foo:', which it does not declare — write PREFIX",
    SPARQL % 'sh:select "SELECT ?x { ?x a ?y }"': "its query does not speak of $this, the node that is checked",
    SPARQL % "sh:severity sh:Info": 'a rule of it, in sh:sparql, has no query — add sh:select "SELECT $this { … }"',
}
# Of terms of the core, which are known where a project adds shapes to those of the core.
UNDECLARED = {
    "sh:targetClass csto:Stat": "sh:targetClass is csto:Stat, and nobody declares it — did you mean csto:State",
    "sh:property [ sh:path csto:isoo ; sh:minCount 1 ]": "sh:path is csto:isoo, and nobody declares it — ",
}


def written(folder: Path, content: str) -> Path:
    """A file with one shape on its eighth line."""
    path = folder / "view.ttl"
    path.write_text(
        f"{HEAD}:A a sh:NodeShape ; sh:targetClass csto:Organization ;\n  {content} .\n", encoding="utf-8"
    )
    return path


@pytest.mark.parametrize("content", [*WRONG, *UNDECLARED])
def test_each_mistake_has_its_place_and_its_remedy(content: str, ontology: Ontology, tmp_path: Path) -> None:
    """The file, the line of the shape, its name, what is wrong and what to write, before any engine is asked."""
    path = written(tmp_path, content)
    with pytest.raises(DataError) as caught:
        shapes_of_gate((CORE.view_shapes, path), ontology)
    (fault,) = caught.value.faults
    assert str(fault).startswith(f"{path}:8: https://example.org/shapes#A: ")
    assert {**WRONG, **UNDECLARED}[content] in str(fault)
    if content in WRONG:
        with pytest.raises(DataError) as caught:
            shapes_in((path,))
        assert (str(fault),) == tuple(map(str, caught.value.faults))


@pytest.mark.parametrize(
    "content",
    [
        'sh:property [ sh:path ( csto:by rdfs:label ) ; sh:minCount 1 ; sh:pattern "^[A-Z]" ; sh:flags "i" ]',
        "sh:property [ sh:path rdfs:label ; sh:in ( 'a' 'b' ) ; sh:nodeKind sh:Literal ; sh:datatype xsd:string ]",
        "sh:node shapes:StateShape ; sh:or ( [ sh:class csto:State ] [ sh:not [ sh:class csto:Person ] ] )",
        SPARQL % 'sh:prefixes <https://w3id.org/csto-kg/shapes> ; sh:select "SELECT $this { $this csto:by ?x }"',
        SPARQL % 'sh:select "PREFIX foo: <urn:x:> SELECT $this { $this foo:bar ?x }"',
        SPARQL
        % 'sh:prefixes [ sh:declare [ sh:prefix "foo" ; sh:namespace "urn:x:" ] ] ; sh:select "ASK { $this foo:b 1 }"',
    ],
)
def test_what_is_right_is_let_through(content: str, ontology: Ontology, tmp_path: Path) -> None:
    """Lists, paths, shapes of the core and declared prefixes pass."""
    path = written(tmp_path, content)
    both = (CORE.view_shapes, path)
    assert len(shapes_of_gate(both, ontology)) == len(shapes_in(both))


def test_the_shapes_of_this_repository_have_none(ontology: Ontology) -> None:
    """Those of the core and of the project pass, and an engine reads them."""
    for files in (PROJECT.claim_shapes, PROJECT.view_shapes):
        prepare(shapes_of_gate(files, ontology))
        shapes_in(files)


def test_a_mistake_stops_the_check_in_words(mini: Project) -> None:
    """`validate` ends with code 2 and one line for each mistake: no traceback, and no word of an engine."""
    folder = mini.own_ontology / "shapes"
    folder.mkdir(exist_ok=True)
    path = folder / "view.ttl"
    path.write_text(f"{HEAD}:A a sh:NodeShape ; {SPARQL % 'sh:select 5'} .\n:B a sh:NodeShape ; sh:minCount 1 .\n")
    done = call("--project", str(mini.root), "validate")
    assert (2, "", 3) == (done.returncode, done.stdout, len(done.stderr.splitlines()))
    assert f"csto-kg: {path}:8: https://example.org/shapes#A: its query does not speak of $this" in done.stderr
    assert f"csto-kg: {path}:9: https://example.org/shapes#B: sh:minCount stands in a shape of nodes" in done.stderr
    named = call(
        "--project", str(mini.root), "validate", "--shapes", str(path), str(CORE.schemes.parent / "ontology")
    )
    assert (2, True) == (named.returncode, f"{path}:9: https://example.org/shapes#B" in named.stderr)
