"""Whether a query asks other servers: by the engine's own parser, which no string or IRI deceives."""

from __future__ import annotations

import pytest

from csto_kg.rdf.keywords import asks_others

PREFIXES = {"ex": "https://example.org/"}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { service silent ex:there { ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE ?s { ?s ?p ?o } } } }",
        "SELECT * { ?a ex:p ?b FILTER(?a <?b) SERVICE?s{ ?s ?p ?o } }",
    ],
)
def test_service_is_found(text: str) -> None:
    """In any spelling and at any depth."""
    assert asks_others(text, PREFIXES)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'SERVICE <http://127.0.0.1/> { }' }",
        "SELECT * { ?service ex:SERVICE <https://example.org/service> } # SERVICE",
        "SELECT * { ?s ?p ?o }",
        "SERVICE",
    ],
)
def test_words_are_no_keywords(text: str) -> None:
    """A string, a variable, a name, a comment, and what is no query."""
    assert not asks_others(text, PREFIXES)
