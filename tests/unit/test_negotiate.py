"""Which media type answers which `Accept` header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csto_kg.rdf.media import GRAPHS, RESULTS, SUFFIXES, best_offer, content_type
from csto_kg.rdf.serialize import FORMATS

TURTLE, JSONLD, RDFXML = "text/turtle", "application/ld+json", "application/rdf+xml"
OFFERS = (TURTLE, JSONLD, "application/n-triples", RDFXML, "text/html")
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
RDFLIB = "application/rdf+xml, text/rdf+n3;q=0.5, text/turtle;q=0.9, application/ld+json;q=0.9"

CASES = [
    # no wish
    (None, TURTLE),
    ("", TURTLE),
    ("  ", TURTLE),
    ("*/*", TURTLE),
    # a plain wish
    ("application/ld+json", JSONLD),
    ("Application/LD+JSON", JSONLD),
    ("image/png", None),
    ("image/png, application/ld+json", JSONLD),
    # qualities
    ("text/turtle;q=0.5, application/ld+json", JSONLD),
    ("text/turtle;q=0.5, application/ld+json;q=0.4", TURTLE),
    ("text/turtle;Q=0.5,application/ld+json;Q=0.6", JSONLD),
    ("text/turtle ; q=0.1 , application/ld+json ; q=0.123", JSONLD),
    ("text/turtle;q=1.000, application/ld+json;q=1", TURTLE),
    ("text/turtle;q=0", None),
    ("text/turtle;q=0, */*", JSONLD),
    ("*/*;q=0", None),
    ("text/turtle;q=0., application/ld+json;q=0.001", JSONLD),
    # wildcards and specificity
    ("application/*", JSONLD),
    ("text/*;q=0.9, text/html", "text/html"),
    ("text/*, text/turtle;q=0.3", "text/html"),
    ("*/*, text/*;q=0.2, text/turtle;q=0.1", JSONLD),
    ("*/*;q=0.1, application/rdf+xml;q=0.2", RDFXML),
    ("application/*;q=0, */*;q=0.5", TURTLE),
    # equals: the server's order
    ("application/ld+json, text/turtle", TURTLE),
    # parameters do not hide a type
    ("text/turtle;charset=utf-8", TURTLE),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted, x;q=0"', JSONLD),
    ('text/html;level="a\\"b";q=0.2, application/ld+json;q=0.3', JSONLD),
    # empty elements of a list are allowed
    (",application/ld+json,,", JSONLD),
    ("image/png, , application/ld+json", JSONLD),
    # malformed: as if anything were accepted
    ("*", TURTLE),
    ("text/html, image/gif, *; q=.2, */*; q=.2", TURTLE),
    ("json", TURTLE),
    ("application/ld+json;q=2", TURTLE),
    ("application/ld+json;q=-1", TURTLE),
    ("application/ld+json;q=abc", TURTLE),
    ("application/ld+json;q=0.1234", TURTLE),
    ("*/json", TURTLE),
    ("application/ld+json text/html", TURTLE),
    ('application/ld+json;profile="open', TURTLE),
    # real clients
    (FIREFOX, "text/html"),
    (RDFLIB, RDFXML),
]


@pytest.mark.parametrize(("accept", "expected"), CASES)
def test_choice(accept: str | None, expected: str | None) -> None:
    """The offer of the highest quality wins, by the most specific range, and the first among equals."""
    assert expected == best_offer(accept, OFFERS)


def test_table_is_not_empty() -> None:
    """The table of cases is there."""
    assert len(CASES) >= 40


def test_nothing_offered() -> None:
    """Where nothing is offered nothing is chosen."""
    assert best_offer("*/*", ()) is None


@given(st.text(max_size=60))
def test_any_header_is_answered(accept: str) -> None:
    """No header, however odd, makes the choice fail or choose what was not offered."""
    assert best_offer(accept, OFFERS) in (*OFFERS, None)


@given(st.permutations(["text/turtle;q=0.2", "application/ld+json;q=0.7", "text/*;q=0.4", "*/*;q=0.1"]))
def test_order_of_the_header_is_nothing(parts: list[str]) -> None:
    """The order of the ranges in a header does not matter."""
    assert best_offer(", ".join(parts), OFFERS) == JSONLD


@pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_types_are_those_of_exports(name: str) -> None:
    """A format has the same media type and ending over HTTP as in exports."""
    format_ = FORMATS[name]
    assert (name, format_.media_type) == (GRAPHS[format_.media_type], SUFFIXES[format_.suffix])


def test_results_have_the_registered_types() -> None:
    """SPARQL results go by the media types that their recommendations register."""
    registered = {
        "json": "application/sparql-results+json",
        "xml": "application/sparql-results+xml",
        "csv": "text/csv",
        "tsv": "text/tab-separated-values",
    }
    assert registered == {RESULTS[media_type]: media_type for media_type in list(RESULTS)[:4]}


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [("text/turtle", "text/turtle; charset=utf-8"), ("application/json", "application/json")],
)
def test_content_type(media_type: str, expected: str) -> None:
    """Text types say that they are UTF-8; the others define it themselves."""
    assert expected == content_type(media_type)


def test_hostile_header_is_read_at_once() -> None:
    """A header of thousands of spaces and semicolons is read in one go: a pattern that goes back would take hours."""
    assert best_offer("text/turtle" + ";   " * 5000 + '"', OFFERS) == "text/turtle"
