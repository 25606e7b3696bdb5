"""A claim that is for one part of a row and against another is against the row, and against no other row."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from csto_kg.ask.run import run_sparql
from csto_kg.queries.stored import queries_of
from csto_kg.rdf.results import text_of
from csto_kg.vocab import ID
from tests.support.paths import PROJECT

QUERIES = queries_of(PROJECT)
HEAD = """
PREFIX : <https://w3id.org/csto-kg/id/>
PREFIX csto: <https://w3id.org/csto-kg/ontology#>
PREFIX graph: <https://w3id.org/csto-kg/graph/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
# Of each query two rows, `a` and `b`, each with a thing of its own: the claim `mixed` is for that of `a` and against that of
# `b`, `both` for the thing of `b` and against `b` itself, `plain` for the thing of `b`.
VIEWS = {
    "instruments": """
        :a a csto:Treaty ; rdfs:label "A"@en . :b a csto:Treaty ; rdfs:label "B"@en .
        :of-a a csto:Signature ; csto:of :a ; csto:dateText "1994" .
        :of-b a csto:Signature ; csto:of :b ; csto:dateText "1995" .""",
    "organs": """
        :a org:unitOf :csto ; rdfs:label "A"@en . :b org:unitOf :csto ; rdfs:label "B"@en .
        :of-a a csto:Establishment ; csto:of :a ; csto:dateText "1994" .
        :of-b a csto:Establishment ; csto:of :b ; csto:dateText "1995" .""",
    "contributors": """
        :csto a csto:InternationalOrganization ; rdfs:label "C"@en . :x rdfs:label "X"@en . :y rdfs:label "Y"@en .
        :a a csto:Contribution ; csto:of :csto ; csto:contributor :x .
        :b a csto:Contribution ; csto:of :csto ; csto:contributor :y .
        :of-a csto:of :a ; csto:unit "troops" ; csto:value 1 .
        :of-b csto:of :b ; csto:unit "troops" ; csto:value 2 .""",
}
FINDINGS = """
    :of-a csto:attestedBy :mixed . :of-b csto:contestedBy :mixed .
    :of-b csto:attestedBy :both , :plain . :b csto:contestedBy :both ."""
ROW = {"instruments": "subject", "organs": "body", "contributors": "thing"}


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_a_claim_is_on_one_side_of_its_own_row_only(name: str) -> None:
    """What a claim says against one row takes nothing from it in another."""
    store = ox.Store()
    store.update(
        f"{HEAD} INSERT DATA {{ GRAPH graph:view {{ {VIEWS[name]} }} GRAPH graph:findings {{ {FINDINGS} }} }}"
    )
    table = run_sparql(store, QUERIES[name].text)
    at = [table.columns.index(column) for column in (ROW[name], "claims", "dissents")]
    found = [[sorted(text_of(row[n]).replace(str(ID), "").split()) for n in at] for row in table.rows]
    assert [[["a"], ["mixed"], []], [["b"], ["plain"], ["both", "mixed"]]] == found
