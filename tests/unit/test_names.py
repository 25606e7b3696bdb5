"""What people may call things, and the messages for a value that means nothing, too much or something else."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox
import pytest

from csto_kg.ask.names import expand
from csto_kg.ask.run import run_sparql
from csto_kg.errors import UsageError
from csto_kg.rdf.results import text_of
from csto_kg.time.periods import PERIOD_FORMS
from csto_kg.vocab import ID
from tests.support.mini import Mini
from tests.support.queries import QUERIES, bound, rows

LANDS = "did you mean eastland or westland or southland?"


def test_an_entity_with_a_hostile_name_is_found_by_it() -> None:
    """A label full of syntax is looked up as the text it is, and its entity put in as an IRI."""
    label = "O'Brien \"} SELECT * { ?s ?p ?o } # <x>"
    node, graph = ox.NamedNode(f"{ID}a'b(c)"), ox.NamedNode("https://w3id.org/csto-kg/graph/register")
    store = ox.Store()
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    state = ox.NamedNode("https://w3id.org/csto-kg/ontology#State")
    store.add(ox.Quad(node, kind, state, graph))
    store.add(ox.Quad(state, kind, state, ox.NamedNode("https://w3id.org/csto-kg/graph/ontology")))
    store.add(ox.Quad(node, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), ox.Literal(label), graph))
    query = QUERIES["entity-card"]
    text = bound(store, query, {"thing": label})
    assert bound(store, query, {"thing": node.value}) == text
    assert {node.value} == {value for [value] in rows(text, "thing")}


@pytest.mark.parametrize(
    ("name", "values", "faults"),
    [
        (
            "members-as-of",
            {"day": "2000-01-01"},
            ["query members-as-of has no parameter 'day' — it has: organization, date, role, unattested, agent"],
        ),
        ("sources", {"day": "2000-01-01"}, ["query sources has no parameter 'day' — it has: none"]),
        (
            "members-as-of",
            {"date": "2011-02-30"},
            ["members-as-of date: '2011-02-30' is not a day of the calendar: look at its month and its day"],
        ),
        (
            "members-as-of",
            {"date": "28.6.2012"},
            [f"members-as-of date: '28.6.2012' is not a date; use {PERIOD_FORMS}"],
        ),
        (
            "members-as-of",
            {"date": "2012"},
            ["members-as-of date: '2012' is more than a day, and stands alone: give one period, or days"],
        ),
        ("members-as-of", {"date": "any"}, [f"members-as-of date: 'any' is not a date; use {PERIOD_FORMS}"]),
        (
            "members-as-of",
            {"date": "20120628"},
            [f"members-as-of date: '20120628' is not a date; use {PERIOD_FORMS}"],
        ),
        (
            "members-as-of",
            {"date": "٢٠١٢-٠٦-٢٨"},
            [f"members-as-of date: '٢٠١٢-٠٦-٢٨' is not a date; use {PERIOD_FORMS}"],
        ),
        (
            "membership-history",
            {"agent": "eastlund"},
            [f"membership-history agent: there is no Agent 'eastlund' in the graph: {LANDS}"],
        ),
        (
            "entity-card",
            {"thing": "eastlund"},
            [
                "entity-card thing: there is no entity 'eastlund' in the graph:"
                " did you mean eastland or westland or southland?"
            ],
        ),
        (
            "members-as-of",
            {"organization": "eastland"},
            [
                "members-as-of organization: 'eastland' is not of class Organization but Agent, Endurant, Polity, State"
            ],
        ),
        (
            "entity-card",
            {"thing": "pact-1"},
            ["entity-card thing: 'pact-1' is ambiguous: entry-into-force/pact-1 or in-force/pact-1"],
        ),
        ("entity-card", {"thing": ""}, ["entity-card thing: there is no entity '' in the graph"]),
        (
            "members-as-of",
            {"organization": "any"},
            ["members-as-of organization: there is no Organization 'any' in the graph"],
        ),
        (
            "claim",
            {"claim": "source:annals"},
            [
                "claim claim: 'source:annals' is not of class Claim but Source:"
                " did you mean claim:annals-1 or claim:annals-2 or claim:annals-3?"
            ],
        ),
        (
            "claim",
            {"claim": "claim:annals-99"},
            [
                "claim claim: there is no Claim 'claim:annals-99' in the graph:"
                " did you mean claim:annals-9 or claim:annals-1 or claim:annals-2?"
            ],
        ),
        (
            "entity-card",
            {"thing": "a\\b"},
            ["entity-card thing: a name must not hold backslashes or control characters"],
        ),
        (
            "members-as-of",
            {"role": "nobody", "date": "x", "when": "y"},
            [
                "members-as-of role: there is no Role 'nobody' in the graph",
                f"members-as-of date: 'x' is not a date; use {PERIOD_FORMS}",
                "query members-as-of has no parameter 'when' — it has: organization, date, role, unattested, agent",
            ],
        ),
    ],
)
def test_a_wrong_value_is_named(name: str, values: Mapping[str, str], faults: list[str], whole: Mini) -> None:
    """A wrong parameter is named with its value and what may have been meant, all of them at once."""
    with pytest.raises(UsageError) as caught:
        bound(whole.store, QUERIES[name], values)
    assert faults == [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("eastland", "eastland"),
        ("id:eastland", "eastland"),
        ("https://w3id.org/csto-kg/id/eastland", "eastland"),
        ("Eastland", "eastland"),
        ("EASTLAND", "eastland"),
        ("Paysdelest", "eastland"),
        ("membership/eastland-league-1", "membership/eastland-league-1"),
        ("eastland-minister", "person/eastland-minister"),
        ("The Pact", "pact"),
        ("claim:annals-1", "claim:annals-1"),
        ("conflict/pact-entry-into-force", "conflict/pact-entry-into-force"),
    ],
)
def test_an_entity_may_be_written_in_many_ways(written: str, meant: str, whole: Mini) -> None:
    """An identifier, prefixed name, IRI, label in any language or case, or last part means the entity."""
    text = bound(whole.store, QUERIES["entity-card"], {"thing": written})
    assert {expand(meant)} == {value for [value] in rows(text, "thing")}


def test_the_class_distinguishes_namesakes(whole: Mini) -> None:
    """A last part that several identifiers share means the one whose class the parameter takes."""
    text = bound(whole.store, QUERIES["members-as-of"], {"role": "member"})
    assert [[f"{ID}role/member"]] == rows(text, "role")


@pytest.mark.parametrize("name", ["conflict/pact-entry-into-force", "When did the Pact enter into force?"])
def test_a_conflict_is_found_by_its_own_name(whole: Mini, name: str) -> None:
    """The question on conflicts takes a conflict by its identifier and by its question."""
    text = bound(whole.store, QUERIES["conflicts"], {"thing": name})
    assert [[f"{ID}conflict/pact-entry-into-force"]] == rows(text, "thing")
    found = run_sparql(whole.store, text).rows
    assert [f"{ID}conflict/pact-entry-into-force"] == [text_of(row[0]) for row in found]
