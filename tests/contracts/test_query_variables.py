"""A column that a query computes has a name that its patterns do not use, as SPARQL 1.1 (18.2.1) demands and Jena checks.

Oxigraph, rdflib and Virtuoso answer such a query, so nothing else shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from csto_kg.queries.header import without_header
from tests.support.queries import QUERIES

ALIAS = re.compile(r"\bAS\s+(\?\w+)\s*\)")


def groups(text: str) -> Iterator[str]:
    """What stands between each pair of braces."""
    opened: list[int] = []
    for found in re.finditer(r"[{}]", text):
        if found[0] == "{":
            opened.append(found.end())
        else:
            yield text[opened.pop() : found.start()]


def in_scope(body: str) -> set[str]:
    """The variables of a pattern; of a query within it those that it selects."""
    seen = set()
    for inner in sorted(groups(body), key=len, reverse=True):
        head, is_query, _ = inner.strip().partition("WHERE")
        if inner.strip().startswith("SELECT") and is_query and inner in body:
            selected = re.sub(r"\([^()]*(?:\([^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)*\)[^()]*)*\)", " ", head)
            seen |= set(re.findall(r"\?\w+", selected)) | set(ALIAS.findall(head))
            body = body.replace(inner, " ")
    return seen | set(re.findall(r"\?\w+", body))


def reused(text: str) -> set[str]:
    """The computed columns of a query whose names its patterns use too."""
    plain = re.sub(r'"[^"\n]*"|<[^>\s]*>|#[^\n]*', " ", without_header(text))
    head, _, body = plain[plain.index("SELECT") :].partition("WHERE")
    return set(ALIAS.findall(head)) & in_scope(body.rpartition("}")[0].partition("{")[2])


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_computed_column_has_a_name_of_its_own(name: str) -> None:
    """No pattern of a stored query binds a variable that its SELECT computes."""
    assert set() == reused(QUERIES[name].text)


def test_a_name_that_is_used_twice_is_found() -> None:
    """In a pattern it is found; within a query that does not select it, it is another variable."""
    assert {"?x"} == reused("SELECT (STR(?y) AS ?x) WHERE { ?y a ?x }")
    assert set() == reused("SELECT (STR(?y) AS ?x) WHERE { { SELECT ?y WHERE { ?y a ?x } } }")
    assert {"?x"} == reused("SELECT (STR(?y) AS ?x) WHERE { { SELECT ?x ?y WHERE { ?y a ?x } } }")
