"""The canonical layout of stored queries: stable, within its width, and of the same meaning."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib.plugins.sparql import prepareQuery

from csto_kg.errors import UsageError
from csto_kg.queries.layout import WIDTH, formatted_query
from tests.support.paths import QUESTION_FILES

FILES = list(QUESTION_FILES)
PREFIXES = "PREFIX b: <urn:b#> PREFIX a: <urn:a#> "


def algebra(text: str) -> str:
    """What a query asks, as rdflib reads it; nodes without a name have none."""
    return re.sub(r"BNode\('[^']*'\)", "BNode", repr(prepareQuery(text).algebra))


def test_there_are_stored_queries() -> None:
    """The layout is tried on all stored queries, of which there are many."""
    assert 50 < len(FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_stored_queries_are_laid_out(path: Path) -> None:
    """Each stored query stands in the canonical layout, no line longer than the width."""
    text = path.read_text(encoding="utf-8")
    assert formatted_query(text) == text, "run: csto-kg format"
    assert [] == [line for line in text.splitlines() if len(line) > WIDTH]


@pytest.mark.parametrize(
    "body",
    [
        "SELECT ?x{?x a a:C;a:p ?y,?z.FILTER(?y>1&&?z<2)}",
        "SELECT ?x WHERE { ?x a:p|a:q/a:r* ?y . } ORDER BY DESC(?x) LIMIT 3 OFFSET 1",
        "SELECT (COUNT(?x) AS ?n) { { ?x a:p 1.5 } UNION { ?x a:q 'a # b' } } GROUP BY ?x HAVING(COUNT(?x) > 1)",
        "ASK { FILTER NOT EXISTS { ?x a:p ?y . ?y a:q ?z } FILTER(EXISTS { ?a a:p ?b } || regex('x', 'y')) }",
        "CONSTRUCT { ?x a:p ?y } WHERE { GRAPH ?g { OPTIONAL { ?x a:p ?y } } MINUS { ?x a:q ?y } }",
        "SELECT * { VALUES (?a ?b) { (1 'x'@en) (UNDEF '2'^^b:t) } VALUES ?c { a:x UNDEF 'y'@de } }",
        "SELECT * { { SELECT DISTINCT ?x { ?x a a:C } } BIND(IF(?x = 1 && ?x < 2, ?x + 3, -4) AS ?y) }",
        "SELECT * { { # why\n # so\n SELECT DISTINCT ?x WHERE { ?x a a:C } } }",
        "SELECT * FROM <urn:g> { BIND(" + " + ".join(f"?variable{i}" for i in range(20)) + " AS ?sum) }",
    ],
)
def test_the_layout_keeps_the_meaning(body: str) -> None:
    """A query laid out asks the same, is stable under another layout, and sorts its prefixes."""
    out = formatted_query(PREFIXES + body)
    assert algebra(PREFIXES + body) == algebra(out)
    assert out == formatted_query(out)
    assert ["PREFIX a: <urn:a#>", "PREFIX b: <urn:b#>"] == out.splitlines()[:2]


def test_comments_and_the_header_are_kept() -> None:
    """Header lines stand first as they were, comments on lines of their own before what they speak of."""
    out = formatted_query("#+ question: Why?\nSELECT ?x { # the class\n ?x a <urn:C> # the end\n}")
    assert "#+ question: Why?\nSELECT ?x\nWHERE {\n  # the class\n  ?x a <urn:C> .\n  # the end\n}\n" == out


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x { ?x a <urn:C> ",
        "SELECT ?x { [] a ?x }",
        "SELECT ?x { ?x a ?y } }",
        "SELECT ?x { ?x a ?y . SELECT ?z { ?z a ?x } }",
    ],
)
def test_what_cannot_be_laid_out_is_refused(text: str) -> None:
    """Braces that do not match, and nodes in brackets, are errors with a fix."""
    with pytest.raises(UsageError) as raised:
        formatted_query(text)
    assert raised.value.faults[0].fix
