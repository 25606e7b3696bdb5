"""Reading the data files: what is right becomes records and named graphs."""

from __future__ import annotations

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD

from csto_kg.errors import Where
from csto_kg.ontology import Ontology
from csto_kg.project import Project
from csto_kg.read.files import read_dataset
from csto_kg.read.records import ASSERTS, DENIES, IMPLIES
from csto_kg.vocab import CLAIM, CSTO, EDTF, ID, OA, PROV, SOURCE
from tests.support.edits import ANNALS, NOTES, REGISTER, read_with
from tests.support.mini import Mini
from tests.support.paths import ROOT


def test_the_mini_project_is_read_whole(whole: Mini) -> None:
    """Every file, source, claim and conflict of the mini project is read."""
    assert whole.dataset.files == 6
    assert ["source:annals", "source:notes"] == [source.id for source in whole.dataset.sources]
    assert [f"annals-{n}" for n in range(1, 10)] + [f"notes-{n}" for n in range(1, 4)] == [
        claim.iri.removeprefix(str(CLAIM)) for claim in whole.dataset.claims
    ]
    assert ["conflict/eastland-departure", "conflict/pact-entry-into-force"] == [
        conflict.iri.removeprefix(str(ID)) for conflict in whole.dataset.conflicts
    ]


def test_a_claim_has_its_triples(whole: Mini) -> None:
    """A claim's graph holds what stands under `says`, each date as a typed literal, and nothing else."""
    claim = whole.dataset.claims[0]
    expected = {
        (ID[f"joining/{state}-pact-1"], predicate, value)
        for state in ("northland", "southland")
        for predicate, value in (
            (RDF.type, CSTO.Signature),
            (CSTO.date, Literal("1990-03-03", datatype=EDTF.EDTF, normalize=False)),
        )
    }
    assert expected == set(claim.triples)
    assert (SOURCE.annals, ASSERTS, 11, 66) == (claim.source, claim.stance, claim.passage.start, claim.passage.end)
    assert Where("data/claims/annals.yaml", 3, 3) == claim.where


def test_stances_are_read(whole: Mini) -> None:
    """A claim asserts unless it says that it denies or implies."""
    stances = {claim.iri: claim.stance for claim in whole.dataset.claims}
    others = {CLAIM["notes-3"]: DENIES, CLAIM["annals-6"]: IMPLIES}
    assert {iri: others.get(iri, ASSERTS) for iri in stances} == stances


def test_reported_content_is_a_graph_of_its_own(whole: Mini) -> None:
    """What somebody is reported to have said is in no claim's graph, in no register, and in the graph named for it."""
    claim = next(c for c in whole.dataset.claims if c.iri == CLAIM["annals-8"])
    reported = (ID["joining/westland-league-1"], CSTO.date, Literal("2010", datatype=EDTF.EDTF, normalize=False))
    assert ((CLAIM["annals-8/content"], (reported,)),) == claim.reported
    said = [triple for c in whole.dataset.claims for triple in c.triples]
    assert reported not in said
    assert reported not in whole.dataset.register
    assert reported not in whole.dataset.provenance
    assert (ID["statement/minister-westland-1"], CSTO.content, CLAIM["annals-8/content"]) in said


def test_only_that_claim_reports(whole: Mini) -> None:
    """Claims without reported speech have no nested graph."""
    assert [CLAIM["annals-8"]] == [claim.iri for claim in whole.dataset.claims if claim.reported]


def test_no_statement_is_lost(whole: Mini) -> None:
    """There are as many statements in the claims' graphs as facts in their files, and one reported."""
    assert 28 == sum(len(claim.triples) for claim in whole.dataset.claims)
    assert 1 == sum(len(triples) for claim in whole.dataset.claims for _, triples in claim.reported)


def test_statements_about_claims_stand_in_provenance(whole: Mini) -> None:
    """Source, passage, stance and paraphrase of a claim are said in the graph of provenance, in the standards' terms."""
    graph, claim = whole.dataset.provenance, CLAIM["notes-1"]
    passage = SOURCE["notes#char=20,59"]
    selector = SOURCE["notes#char=20,59/selector"]
    expected = [
        (claim, RDF.type, CSTO.Claim),
        (claim, PROV.hadPrimarySource, SOURCE.notes),
        (claim, PROV.wasQuotedFrom, passage),
        (claim, CSTO.stance, ASSERTS),
        (claim, CSTO.paraphrase, Literal("The Pact began to bind in July.")),
        (passage, RDF.type, OA.SpecificResource),
        (passage, OA.hasSource, SOURCE.notes),
        (passage, OA.hasSelector, selector),
        (selector, RDF.type, OA.TextPositionSelector),
        (selector, OA.start, Literal("20", datatype=XSD.integer, normalize=False)),
        (selector, OA.end, Literal("59", datatype=XSD.integer, normalize=False)),
        (SOURCE.notes, CSTO.fileName, Literal("notes.txt")),
    ]
    assert [] == [triple for triple in expected if triple not in graph]


def test_the_register_is_read(whole: Mini) -> None:
    """The register holds what its entries say, and every entry's place is known."""
    membership = ID["membership/eastland-league-1"]
    links = {(p, o) for p, o in whole.dataset.register.predicate_objects(membership)}
    assert (CSTO.begunBy, ID["establishment/league"]) in links
    assert (CSTO.endedBy, ID["departure/eastland-league-1"]) in links
    assert Where("data/entities/register.yaml", 13, 7) == whole.dataset.where[membership]
    assert {Literal("Eastland", lang="en"), Literal("Paysdelest", lang="fr")} == set(
        whole.dataset.register.objects(ID.eastland, RDFS.label)
    )


def test_a_conflict_is_read(whole: Mini) -> None:
    """A conflict has its subject, property, type, outcome, preferred claims, reason and place."""
    departure, force = whole.dataset.conflicts
    assert (RDF.type, ID["outcome/preferred"], (CLAIM["notes-2"],)) == (
        departure.property,
        departure.outcome,
        departure.prefers,
    )
    assert ((ID["entry-into-force/pact-1"],), CSTO.date, ID["conflict-type/value"], ()) == (
        force.about,
        force.property,
        force.kind,
        force.prefers,
    )
    assert "Nothing decides between the two months." == force.reason
    assert "When did the Pact enter into force?" == force.label
    assert Where("data/decisions/league.yaml", 12, 7) == force.where


def test_nothing_is_without_a_name(whole: Mini) -> None:
    """No blank node comes out of the data files."""
    triples = [
        *whole.dataset.register,
        *whole.dataset.provenance,
        *(triple for claim in whole.dataset.claims for triple in claim.triples),
    ]
    assert len(triples) >= 350
    assert [] == [t for t in triples if not all(isinstance(part, URIRef | Literal) for part in t)]


RETYPED = [
    "no",
    "yes",
    "on",
    "null",
    "~",
    "true",
    "1994-04-20",
    "010",
    "0x1F",
    "1e3",
    "12:30:45",
    ".inf",
    "1_000",
    "=",
]


@pytest.mark.parametrize("text", RETYPED)
def test_scalars_are_never_retyped(text: str, mini: Project, ontology: Ontology) -> None:
    """What other YAML readers take for a boolean, number, date or null stays the text in the file."""
    dataset = read_with(mini, ontology, (REGISTER, "{en: Westland}", "{en: " + text + "}"))
    assert [Literal(text, lang="en")] == list(dataset.register.objects(ID.westland, RDFS.label))


def test_norwegian_is_a_language(mini: Project, ontology: Ontology) -> None:
    """The language tag `no` is a tag and not a boolean."""
    dataset = read_with(mini, ontology, (REGISTER, "{en: Westland}", "{no: Vestland}"))
    assert [Literal("Vestland", lang="no")] == list(dataset.register.objects(ID.westland, RDFS.label))


@pytest.mark.parametrize(
    ("key", "value", "datatype"),
    [("value", "010", XSD.decimal), ("value", "0.50", XSD.decimal), ("date", "2005-06", EDTF.EDTF)],
)
def test_typed_values_keep_their_form(
    key: str, value: str, datatype: URIRef, mini: Project, ontology: Ontology
) -> None:
    """A number or date is written to the graph in the digits of the file, with the type of its key."""
    old = {"value": 'value: "500"', "date": 'date: "2005-06-01"'}[key]
    dataset = read_with(mini, ontology, (ANNALS, old, f'{key}: "{value}"'))
    claim = next(c for c in dataset.claims if c.iri == CLAIM["annals-9"])
    found = [o for _, p, o in claim.triples if p == CSTO[key]]
    assert [Literal(value, datatype=datatype, normalize=False)] == found
    assert [value] == [str(o) for o in found]


def test_a_hash_in_quotes_is_no_comment(mini: Project, ontology: Ontology) -> None:
    """A number sign within quotes, or without a space before it, is text."""
    text = "Resolution #7 of the League's council, map#3"
    dataset = read_with(mini, ontology, (NOTES, "There was no exercise.", f'"{text}"'))
    assert text == next(c.paraphrase for c in dataset.claims if c.iri == CLAIM["notes-3"])


def test_links_elsewhere_are_kept(mini: Project, ontology: Ontology) -> None:
    """An address of another data set is an IRI and needs no declaration."""
    link = "http://www.wikidata.org/entity/Q1"
    dataset = read_with(mini, ontology, (REGISTER, "type: Treaty,", f'type: Treaty, exactMatch: "{link}",'))
    assert [URIRef(link)] == list(dataset.register.objects(ID.pact, SKOS.exactMatch))
    assert (None, OWL.sameAs, None) not in dataset.register


def test_digests_are_not_needed(whole: Mini, ontology: Ontology) -> None:
    """Without the texts the data reads as the same claims."""
    assert whole.dataset.claims == read_dataset(whole.project, ontology).claims


@pytest.mark.slow
def test_the_order_of_files_is_the_order_of_names(ontology: Ontology) -> None:
    """Claims of the real data come in the order of file names and of lines, whatever the file system gives first."""
    claims = read_dataset(Project(ROOT, ROOT / "build"), ontology).claims
    places = [(claim.where.file, claim.where.line) for claim in claims]
    assert len(places) >= 300
    assert sorted(places) == places
