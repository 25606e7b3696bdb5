"""What the ontology requires of a graph and SHACL does not see, and what is not reported twice."""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from csto_kg.check.conformance import RULES, Nonconformance, find_nonconformances
from csto_kg.check.facts import Support
from csto_kg.check.gates import ClaimContent, check_graph, gate1_graph
from csto_kg.vocab import CLAIM, CSTO, ID, short
from tests.support.shapes import BACKGROUND, PREPARED, READ, local, turtle

STATEMENT = ID["statement/minister-1"]


def found(data: Graph, *known: URIRef) -> list[Nonconformance]:
    """What the rules find in a graph that stands with the background of the examples."""
    return find_nonconformances(BACKGROUND + data, READ, frozenset(known), lambda node: short(str(node)))


def test_the_background_uses_the_vocabulary_well() -> None:
    """The rules find nothing in what the examples are checked together with."""
    assert len(RULES) >= 13
    assert [] == found(Graph())


def test_an_identifier_of_elsewhere_is_known() -> None:
    """What is declared elsewhere may be referred to and spoken of."""
    data = turtle("<statement/minister-1> csto:about <india> . <india> skos:note 'Made up.'@en .")
    assert {"ReferenceShape"} == {m.rule for m in found(data)}
    assert [] == found(data, ID.india)


def test_a_misspelt_identifier_is_named_with_what_may_be_meant() -> None:
    """The message names the identifier and the nearest one that is declared."""
    (breach,) = found(turtle("<statement/minister-1> csto:about <armenai> ."))
    assert (STATEMENT, CSTO.about, ID.armenai) == (breach.focus, breach.predicate, breach.value)
    assert f"{RULES['ReferenceShape'].message} It is armenai; did you mean armenia?" == breach.message


@pytest.mark.parametrize("slip", ["amrenia", "armenai", "arnenia", "armenias"])
def test_what_may_be_meant_is_found_among_very_many(slip: str) -> None:
    """A misspelling at the beginning, the middle or the end of an identifier is found among ten thousand others."""
    others = [ID[f"{name}/{n}"] for name in ("armament", "harmonia") for n in range(5_000)]
    (breach,) = found(turtle(f"<statement/minister-1> csto:about <{slip}> ."), *others)
    assert breach.detail.endswith("did you mean armenia?")


def test_other_namespaces_are_not_followed() -> None:
    """An identifier of Wikidata or of a passage need not be declared, nor the graph of reported content."""
    data = turtle(
        "<armenia> skos:exactMatch <http://www.wikidata.org/entity/Q399> ."
        "<statement/minister-1> csto:content claim:annals-1\\/content ."
    )
    assert [] == found(data)


def test_without_claims_references_to_claims_are_left_alone() -> None:
    """A graph of findings that comes without its claims is not a graph of broken references."""
    data = turtle("<cst> a csto:Treaty ; csto:attestedBy claim:annals-99 .")
    assert [] == find_nonconformances(data, READ, frozenset(), str)


@pytest.mark.parametrize(
    ("statement", "rule", "detail"),
    [
        (
            "<cst> csto:addressee <armenia> .",
            "DomainShape",
            "csto:addressee is for a csto:Event; this is a csto:Treaty.",
        ),
        (
            "<armenia> csto:provides 'x'@en .",
            "DomainShape",
            "csto:provides is for a csto:Instrument or csto:Provision; this is a csto:State.",
        ),
        (
            "<statement/minister-1> csto:by <cst> .",
            "RangeShape",
            "csto:by takes csto:Agent; this is a csto:Treaty.",
        ),
        (
            "<statement/minister-1> csto:about 7 .",
            "RangeShape",
            "csto:about takes an identifier; this is a xsd:integer.",
        ),
        (
            "<statement/minister-1> csto:description 'x' .",
            "RangeShape",
            "csto:description takes a text with its language; this is a xsd:string.",
        ),
        ("<armenia> a csto:Treaty .", "DisjointShape", "They are csto:State and csto:Treaty."),
        ("<armenia> csto:cowCode '1', '2' .", "FunctionalShape", "csto:cowCode is 1 and 2."),
        (
            "<in-force/cst-1> csto:longestDays '9'^^xsd:integer .",
            "DerivedShape",
            "csto:longestDays is 9, and 3652058 follows.",
        ),
        (
            "<in-force/cst-1> csto:firstAttested '1999'^^edtf:EDTF .",
            "DerivedShape",
            "csto:firstAttested is 1999, and nothing follows from csto:holds.",
        ),
    ],
)
def test_what_is_found_is_named(statement: str, rule: str, detail: str) -> None:
    """Each rule names what it found, in the terms of the ontology."""
    assert [(rule, detail)] == [(m.rule, m.detail) for m in found(turtle(statement))]


def test_malformed_bounds_are_left_to_the_shapes() -> None:
    """Bounds that are missing, doubled, exchanged or of another form give neither an error nor a result of these rules."""
    for bound in ("'soon'", "'1994-04-20'^^xsd:date", "'2030-01-01T00:00:00Z'^^xsd:dateTime"):
        data = turtle(
            f"<occurrence/x> a csto:Occurrence ; csto:dateText 'x' ; csto:earliest {bound} ;"
            "  csto:latest '2020-01-01T00:00:00Z'^^xsd:dateTime ."
        )
        assert {"DerivedShape"} & {m.rule for m in found(data)} == set()


def test_an_ill_written_attestation_hides_no_other() -> None:
    """Each readable attestation is checked; the first one is not looked for where one is unreadable."""
    early = (
        "<in-force/cst-1> csto:holds 'soon'^^edtf:EDTF , '2001'^^edtf:EDTF ; csto:firstAttested '1999'^^edtf:EDTF ."
    )
    details = [m.detail for m in found(turtle(early)) if m.rule == "DerivedShape"]
    assert [] == details
    late = "<in-force/cst-1> csto:holds 'soon'^^edtf:EDTF , '2030'^^edtf:EDTF ."
    details = [m.detail for m in found(turtle(late)) if m.rule == "DerivedShape"]
    assert ["csto:holds is 2030, and the bounds do not follow from it."] == details


def test_what_a_shape_reports_is_not_reported_again() -> None:
    """Where a shape rejects a value or a property, the general rule gives no result on it."""
    statement = "<occurrence/x> a csto:Occurrence ; csto:begins '1994'^^edtf:EDTF ; csto:value 'many'^^xsd:decimal ."
    data = turtle(statement)
    assert {"DomainShape", "LexicalShape"} == {m.rule for m in found(data)}
    report = check_graph(BACKGROUND + data, PREPARED["claims"], READ)
    reported = {local(r.shape) for r in report.results}
    assert {"SpanShape", "NumberShape"} <= reported
    assert set() == reported & {"DomainShape"}


def test_a_claim_is_called_by_its_own_name() -> None:
    """In gate 1 a result names the thing, the value and the claim, and never the name under which they were checked."""
    content = [(STATEMENT, CSTO.by, ID.cst), (ID.cst, RDF.type, CSTO.State)]
    data = gate1_graph([ClaimContent(CLAIM["annals-1"], content)], BACKGROUND, Graph())
    results = check_graph(data, PREPARED["claims"], READ).results
    rules = {local(r.shape): (r.focus, r.value, r.claim) for r in results}
    assert (ID.cst, CLAIM["annals-1"]) == (rules["DisjointShape"][0], rules["DisjointShape"][2])
    assert all("?claim=" not in f"{r.focus}{r.value}{r.message}" for r in results)


def test_a_finding_on_what_is_left_out_is_no_fault() -> None:
    """A held finding need not be in the view if the view leaves out its subject or value as not real."""
    held = f"csto:status <finding-status/held> ; rdf:predicate csto:about ; a <{CSTO.Finding}>"
    data = turtle(
        f"<finding-status/held> a csto:FindingStatus ."
        f"finding:a {held} ; rdf:subject <statement/gone> ; rdf:object <cst> ."
        f"finding:b {held} ; rdf:subject <statement/minister-1> ; rdf:object <exercise/gone> ."
    )
    assert set() == {m.rule for m in found(data)} & {"HeldShape"}
    there = turtle(f"finding:c {held} ; rdf:subject <statement/minister-1> ; rdf:object <cst> .")
    assert ["HeldShape"] == [m.rule for m in found(data + there) if m.rule == "HeldShape"]


def test_what_a_view_rests_on_is_asked_for_only_where_it_is_known() -> None:
    """Without findings nothing needs support, and without the graphs of claims no claim is reported as empty."""
    stated = turtle("<statement/minister-1> csto:about <cst> .")
    finding = turtle(
        "<https://w3id.org/csto-kg/finding/f1> a csto:Finding ; rdf:subject <cst> ; rdf:predicate rdfs:label ;"
        "rdf:object 'Collective Security Treaty'@en ; csto:status <finding-status/held> ; csto:supportedBy claim:annals-1 ."
    )

    def broken(data: Graph, support: Support) -> list[str]:
        found = find_nonconformances(BACKGROUND + data, READ, frozenset(), lambda node: short(str(node)), support)
        return [m.rule for m in found]

    support = Support(frozenset(BACKGROUND), {})
    assert [] == broken(stated, support)
    assert ["StatedShape"] == broken(stated + finding, support)
    assert [] == broken(stated + finding, Support(frozenset(), {}))
    silent = Support(frozenset(), {CLAIM["annals-1"]: {(ID.cst, CSTO.date)}, CLAIM["gazette-1"]: set()})
    assert ["WeighedShape"] == broken(finding, silent)
