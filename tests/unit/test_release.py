"""The canonical form of a release, and the hash that names it."""

from __future__ import annotations

import hashlib
import random
import re
from dataclasses import replace

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, RDFS, XSD

from csto_kg.errors import DataError
from csto_kg.ontology import read_ontology
from csto_kg.rdf.files import read_turtle
from csto_kg.rdf.nquads import canonical_nquads, release_hash
from csto_kg.rdf.terms import to_triple
from csto_kg.release.quads import named_quad, quads_of, skolemized
from csto_kg.vocab import CLAIM, CSTO, EDTF, G_FINDINGS, G_REGISTER, G_REPORTED, G_VIEW, ID
from csto_kg.weigh.triples import findings_triples
from tests.support.mini import Mini
from tests.support.paths import ALIGNMENTS, ONTOLOGY_FILES

IRIS = st.integers(0, 30).map(lambda n: URIRef(f"https://example.org/é{n}#x"))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
LITERALS = st.one_of(
    TEXTS.map(Literal),
    st.builds(lambda text, tag: Literal(text, lang=tag), TEXTS, st.sampled_from(["en", "en-GB", "zh-Hant"])),
    st.builds(
        lambda text, kind: Literal(text, datatype=kind, normalize=False),
        st.sampled_from(["1", "01", "1.50", "2012-06-28T00:00:00Z", "true", "x"]),
        st.sampled_from([XSD.decimal, XSD.dateTime, XSD.boolean, EDTF.EDTF]),
    ),
)
QUADS = st.lists(st.tuples(IRIS, IRIS, st.one_of(IRIS, LITERALS), IRIS), max_size=12)

# RDFC-1.0, section 5: these are escaped by name, other controls by number, everything else stands for itself.
_NAMED = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}


def by_the_standard(quad: ox.Quad) -> str:
    """A quad as a line of canonical N-Quads, written from RDFC-1.0 for comparison."""

    def term(value: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple | ox.DefaultGraph) -> str:
        if isinstance(value, ox.NamedNode):
            return f"<{value.value}>"
        assert isinstance(value, ox.Literal)
        controls = {n: f"\\u{n:04X}" for n in (*range(32), 127)} | _NAMED
        text = '"' + value.value.translate(controls) + '"'
        if value.language:
            return f"{text}@{value.language}"
        return text if value.datatype.value == str(XSD.string) else f"{text}^^<{value.datatype.value}>"

    return " ".join(term(t) for t in (quad.subject, quad.predicate, quad.object, quad.graph_name)) + " .\n"


def test_the_canonical_form_is_that_of_rdfc(whole: Mini) -> None:
    """The release's form and hash are those of RDFC-1.0, by pyoxigraph's canonicalization and by the standard's text."""
    form = canonical_nquads(whole.quads)
    dataset = ox.Dataset(whole.quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert len(whole.quads) >= 2_000
    assert release_hash(canonical_nquads(dataset)) == release_hash(form)
    assert "".join(sorted({by_the_standard(q) for q in dataset})).encode() == form


@given(QUADS)
def test_any_quads_have_the_form_of_rdfc(quads: list[tuple[URIRef, URIRef, URIRef | Literal, URIRef]]) -> None:
    """Whatever the texts hold, without blank nodes the form is that of RDFC-1.0."""
    ours = [named_quad(quad) for quad in quads]
    # RDF 1.2 escapes noncharacters by number too; RDFC-1.0, which is of RDF 1.1, writes them as they are.
    form = re.sub("\\\\u(FFF[EF])", lambda m: chr(int(m[1], 16)), canonical_nquads(ours).decode(), flags=re.ASCII)
    expected = "".join(sorted({by_the_standard(quad) for quad in ours}, key=str.encode))
    assert expected == form


@given(QUADS)
def test_the_form_is_read_back(quads: list[tuple[URIRef, URIRef, URIRef | Literal, URIRef]]) -> None:
    """Reading the canonical form gives the same quads, and so the same form."""
    form = canonical_nquads(map(named_quad, quads))
    assert form == canonical_nquads(ox.parse(form, ox.RdfFormat.N_QUADS))


@given(QUADS)
def test_terms_survive_the_store_and_back(quads: list[tuple[URIRef, URIRef, URIRef | Literal, URIRef]]) -> None:
    """A triple in the store's terms and back is the same, but for the case of language tags."""

    def lowered(term: URIRef | Literal) -> URIRef | Literal:
        return Literal(term, lang=term.language.lower()) if isinstance(term, Literal) and term.language else term

    for s, p, o, g in quads:
        assert (s, p, lowered(o)) == to_triple(named_quad((s, p, o, g)))


def test_order_and_repetition_do_not_matter(whole: Mini) -> None:
    """The same quads in another order, some of them twice, have the same form, sorted by bytes, each once."""
    shuffled = [*whole.quads, *whole.quads[:100]]
    random.Random(7).shuffle(shuffled)
    form = canonical_nquads(shuffled)
    assert canonical_nquads(whole.quads) == form
    lines = form.splitlines(keepends=True)
    assert sorted(set(lines)) == lines


def test_one_letter_changes_the_hash() -> None:
    """Two releases that differ in one letter have two names, each the SHA-256 of its form."""
    one = canonical_nquads([named_quad((ID.a, RDF.type, Literal("x"), G_VIEW))])
    other = canonical_nquads([named_quad((ID.a, RDF.type, Literal("y"), G_VIEW))])
    assert hashlib.sha256(one).hexdigest() == release_hash(one)
    assert release_hash(one) != release_hash(other)


@pytest.mark.parametrize(
    "quad",
    [
        (BNode("b"), RDF.type, CSTO.State, G_VIEW),
        (ID.a, BNode("b"), CSTO.State, G_VIEW),
        (ID.a, RDF.type, BNode("b"), G_VIEW),
        (ID.a, RDF.type, CSTO.State, BNode("b")),
        (Literal("a"), RDF.type, CSTO.State, G_VIEW),
    ],
)
def test_a_blank_node_is_refused(quad: tuple[URIRef, URIRef, URIRef, URIRef]) -> None:
    """Nothing without an identifier comes into a release, in no place of a quad."""
    with pytest.raises(DataError, match="a node without an identifier: "):
        named_quad(quad)


def test_the_ontology_has_the_same_names_when_read_again() -> None:
    """The anonymous classes and lists of the ontology get the same names in every reading."""
    paths = (*ONTOLOGY_FILES, ALIGNMENTS)
    graph = read_ontology(*paths).graph
    unnamed = {node for triple in graph for node in triple if isinstance(node, BNode)}
    assert len(unnamed) >= 5
    first = set(skolemized(graph))
    assert first == set(skolemized(read_turtle(*paths)))
    assert first == set(skolemized(read_turtle(*reversed(paths))))
    assert [] == [node for triple in first for node in triple if isinstance(node, BNode)]


def test_names_for_the_anonymous_lose_nothing() -> None:
    """Putting blank nodes back for the names gives the ontology that was read."""
    graph = read_turtle(*ONTOLOGY_FILES)
    mark = "/.well-known/genid/"
    back = Graph()
    for triple in skolemized(graph):
        s, p, o = (BNode(str(t).rsplit("/", 1)[-1]) if mark in str(t) else t for t in triple)
        back.add((s, p, o))
    assert len(graph) >= 900
    assert isomorphic(graph, back)


def graph_of_quad(quad: ox.Quad) -> str:
    assert isinstance(quad.graph_name, ox.NamedNode)
    return quad.graph_name.value


def test_each_claim_keeps_its_own_graph(whole: Mini) -> None:
    """A claim's statements are in the graph of its name, and reported content in its own and in what is only reported."""
    counts: dict[str, int] = {}
    for quad in whole.quads:
        counts[graph_of_quad(quad)] = counts.get(graph_of_quad(quad), 0) + 1
    for claim in whole.dataset.claims:
        assert len(claim.triples) == counts[str(claim.iri)]
    assert 1 == counts[str(CLAIM["annals-8/content"])]
    reach = {str(prop) for prop in (CSTO.belongsTo, CSTO.concerns)}
    about = [q for q in whole.quads if q.subject == ox.NamedNode(str(ID["joining/westland-league-1"]))]
    reported = [q for q in about if q.predicate.value not in reach]
    assert {str(CLAIM["annals-8/content"]), str(G_REGISTER), str(G_REPORTED)} == {graph_of_quad(q) for q in reported}


def test_every_quad_is_accounted_for(whole: Mini) -> None:
    """The release has the quads of its parts, none more and none less."""
    quads = list(quads_of(whole.dataset, whole.weighed, whole.view.graph, (), whole.ontology.graph))
    of = {name: sum(1 for quad in quads if quad[3] == name) for name in (G_VIEW, G_REGISTER)}
    assert {G_VIEW: len(whole.view.graph), G_REGISTER: len(whole.dataset.register)} == of
    findings = [quad for quad in quads if quad[3] == G_FINDINGS and quad[2] == CSTO.Finding]
    assert len(whole.weighed.findings) == len(findings)
    supports = sum(len(f.supports) for f in whole.weighed.findings)
    assert supports == len([quad for quad in quads if quad[1] == CSTO.supportedBy])


def test_a_conflict_names_the_findings_that_it_is_about(whole: Mini) -> None:
    """A conflict is on the findings on its subjects for or against which its claims speak, and never on another's."""
    triples = set(findings_triples(whole.weighed))
    named = {(s, o) for s, p, o in triples if p == CSTO.onFinding}
    assert {(s, o) for o, p, s in triples if p == CSTO.inConflict} <= named
    assert [] == sorted({c.curated.iri for c in whole.weighed.conflicts} - {s for s, _ in named})
    findings = {f.iri: f for f in whole.weighed.findings}
    for conflict in whole.weighed.conflicts:
        for found in (findings[URIRef(str(o))] for s, o in named if s == conflict.curated.iri):
            assert found.subject in conflict.curated.about
            assert set(conflict.between) & {*found.supports, *found.dissents}
            assert conflict.curated.property in (None, found.property)


def test_a_conflict_is_not_about_what_all_its_claims_take_for_granted(whole: Mini) -> None:
    """That there is such an event is left out where the claims agree on it and say more."""
    (conflict,) = (c for c in whole.weighed.conflicts if c.curated.iri == ID["conflict/pact-entry-into-force"])
    worded = replace(conflict, curated=replace(conflict.curated, property=None))
    weighed = replace(whole.weighed, conflicts=(worded,))
    on = {f.iri: f.property for f in weighed.findings}
    named = [on[URIRef(str(o))] for _, p, o in findings_triples(weighed) if p == CSTO.onFinding]
    assert {CSTO.date} == set(named)


def test_a_decision_is_named_by_the_question_that_it_decides(whole: Mini) -> None:
    """Conflict and decision have a label in English, the decision's made from the conflict's."""
    labels = {s: o for s, p, o in findings_triples(whole.weighed) if p == RDFS.label}
    decided = {c.curated.decision: c.curated.iri for c in whole.weighed.conflicts}
    assert {*decided, *decided.values()} == set(labels)
    assert Literal("When did the Pact enter into force?", lang="en") == labels[ID["conflict/pact-entry-into-force"]]
    assert [] == [d for d, c in decided.items() if labels[d] != Literal(f"Decision: {labels[c]}", lang="en")]
