"""Contradictions in time in graphs that others make, by the rules of the ontology, without claims."""

from __future__ import annotations

import pytest
from rdflib import RDFS

from csto_kg.check.facts import Context, facts_of
from csto_kg.check.in_time import contradictions_in_time
from csto_kg.check.values import classes_of
from csto_kg.ontology import from_graph
from tests.support.shapes import ONTOLOGY, turtle

READ = from_graph(ONTOLOGY)
CONTEXT = Context(READ, classes_of(ONTOLOGY, RDFS.domain), classes_of(ONTOLOGY, RDFS.range), frozenset(), str)

CHAIN = """
<request/a> a csto:Request ; csto:date "2001"^^edtf:EDTF .
<refusal/b> a csto:Refusal ; csto:respondsTo <request/a> .
<occurrence/c> a csto:Occurrence ; csto:after <refusal/b> ; csto:date "2000-05"^^edtf:EDTF .
"""
POST = "<post/p> a csto:SingleHolderPost .\n"
NEXT = """
<tenure/{0}> a csto:Tenure ; csto:post <post/p> ; csto:begins "{1}"^^edtf:EDTF .
"""


def found(text: str) -> list[str]:
    return [breach.detail for breach in contradictions_in_time(facts_of(turtle(text)), CONTEXT)]


def test_a_chain_through_an_undated_event() -> None:
    """A contradiction over an event without a date names every step, with the statement behind it."""
    (text,) = found(CHAIN)
    assert "refusal/b csto:respondsTo request/a" in text
    assert "occurrence/c csto:date 2000-05" in text


def test_all_independent_contradictions_are_found() -> None:
    """Two chains that share nothing are two contradictions."""
    other = CHAIN.replace("/a>", "/x>").replace("/b>", "/y>").replace("/c>", "/z>")
    assert 2 == len(found(CHAIN + other))


def test_nodes_without_identifiers_count() -> None:
    """What people leave without an identifier has its place in the order, too."""
    assert 1 == len(found(CHAIN.replace("<refusal/b>", "_:b")))


def test_a_circle_that_no_date_touches() -> None:
    """Each of two situations succeeds the other."""
    text = """
    <chairmanship/a> a csto:Chairmanship ; csto:succeeds <chairmanship/b> .
    <chairmanship/b> a csto:Chairmanship ; csto:succeeds <chairmanship/a> ; csto:resultedIn <chairmanship/c> .
    <chairmanship/c> a csto:Chairmanship ; csto:holds "2001"^^edtf:EDTF ; csto:begins "2003"^^edtf:EDTF .
    """
    assert 1 == len(found(text))


@pytest.mark.parametrize(("attested", "number"), [("2003", 0), ("2004-02-01", 0), ("2006", 1)])
def test_holders_whose_ends_nobody_gives(attested: str, number: int) -> None:
    """One holder at a time: who is attested after the next but one has come contradicts, also without any end."""
    holders = "".join(NEXT.format(n, f"200{n}-02-01") for n in range(1, 8))
    held = f'<tenure/3> csto:holds "{attested}"^^edtf:EDTF .'
    assert number == len(found(POST + holders + held))


def test_an_episode_that_ends_before_its_events_allow() -> None:
    """A membership whose starting event is later than the one that ends it."""
    text = """
    <accession/a> a csto:Accession ; csto:date "2005"^^edtf:EDTF .
    <withdrawal/a> a csto:Withdrawal ; csto:date "2003"^^edtf:EDTF .
    <membership/a> a csto:Membership ; csto:begunBy <accession/a> ; csto:endedBy <withdrawal/a> .
    """
    assert 1 == len(found(text))


def test_numbers_of_others_are_no_order() -> None:
    """Numbers at the end of identifiers order episodes of the project only."""
    text = """
    <{0}membership/a-1> a csto:Membership ; csto:begins "2005"^^edtf:EDTF .
    <{0}membership/a-2> a csto:Membership ; csto:ends "2003"^^edtf:EDTF .
    """
    assert (1, 0) == (len(found(text.format(""))), len(found(text.format("https://example.org/"))))
