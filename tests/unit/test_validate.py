"""The SHACL shapes, their examples, and the report: what gate 1 and gate 2 refuse, and how they tell it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from importlib import resources
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH, XSD
from rdflib.term import Node

from csto_kg.check.conformance import MESSAGES
from csto_kg.errors import DataError, Where
from csto_kg.shacl.validate import (
    SHAPES,
    UNDECLARED,
    UNDECLARED_MESSAGE,
    ClaimContent,
    Engine,
    Grounds,
    Report,
    Result,
    Severity,
    gate1_graph,
    undeclared,
    validate,
)
from csto_kg.vocab import CLAIM, CSTO, EDTF, ID, PREFIXES, PROV, SOURCE
from tests.support.graphs import graph_in, graph_of

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "ontology" / "examples"
ONTOLOGY = graph_in(ROOT / "ontology" / "csto.ttl")
GATES = {name: graph_in(ROOT / "ontology" / "shapes" / f"{name}.ttl") for name in ("claims", "view")}
BACKGROUND = graph_in(EXAMPLES / "background.ttl")
# What the examples rest on where that is asked for: the background as the register, and a claim that gives a date.
DATED = {CLAIM["annals-1"]: {(ID["entry-into-force/cst-1"], CSTO.date)}, CLAIM["gazette-1"]: set()}
RESTS_ON = Grounds(frozenset(BACKGROUND), DATED)
ABOUT = (ID["statement/minister-1"], CSTO.about)
GROUNDS = {
    "StatedShape": RESTS_ON,
    "SpokenShape": RESTS_ON,
    "SayingShape": RESTS_ON,
    "DeclaredShape": RESTS_ON._replace(declared=frozenset((*BACKGROUND, (*ABOUT, ID.cst)))),
    "WeighedShape": RESTS_ON._replace(spoken={**DATED, CLAIM["gazette-1"]: {ABOUT}}),
}

VALID = sorted((EXAMPLES / "valid").glob("*.ttl"))
INVALID = sorted((EXAMPLES / "invalid").glob("*.ttl"))

TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
HEAD += f"@prefix shapes: <{SHAPES}> .\n@base <{ID}> .\n"


def turtle(text: str) -> Graph:
    """A graph from Turtle with the project's prefixes; relative IRIs are identifiers."""
    return graph_of(HEAD + text)


def local(shape: Node) -> str:
    """The name of a shape without the namespace."""
    return str(shape).removeprefix(SHAPES)


def shapes_of(gate: str, kind: URIRef) -> list[URIRef]:
    """The node shapes or the property shapes of a gate."""
    return sorted(s for s in GATES[gate].subjects(RDF.type, kind) if isinstance(s, URIRef))


def gate_of(shape: str) -> str:
    """The gate whose file holds a node shape."""
    return next(gate for gate in GATES if URIRef(SHAPES + shape) in shapes_of(gate, SH.NodeShape))


def targeted(gate: str) -> list[URIRef]:
    """The node shapes that find their own focus nodes; the others are parts of these."""
    return [s for s in shapes_of(gate, SH.NodeShape) if any((s, p, None) in GATES[gate] for p in TARGETS)]


def focus_nodes(shapes: Graph, shape: Node, data: Graph) -> set[Node]:
    """The focus nodes of a shape by the SHACL standard, section 2.1.3."""
    found = set(shapes.objects(shape, SH.targetNode))
    for cls in shapes.objects(shape, SH.targetClass):
        for below in ONTOLOGY.transitive_subjects(RDFS.subClassOf, cls):
            found.update(data.subjects(RDF.type, below))
    for prop in shapes.objects(shape, SH.targetSubjectsOf):
        found.update(data.subjects(prop, None))
    for prop in shapes.objects(shape, SH.targetObjectsOf):
        found.update(data.objects(None, prop))
    return found


@cache
def report_on(example: Path) -> Report:
    """The report of the gate that an example belongs to, on the example together with the background."""
    data = graph_in(example) + BACKGROUND
    shape = example.stem.split("--")[0]
    return validate(data, GATES[gate_of(shape)], ONTOLOGY, grounds=GROUNDS.get(shape))


ALL_SHAPES = [(gate, s) for gate in GATES for kind in (SH.NodeShape, SH.PropertyShape) for s in shapes_of(gate, kind)]
# The rules that a program holds stand beside the shapes, deactivated.
PROGRAMMED = sorted({s for shapes in GATES.values() for s in shapes.subjects(SH.deactivated, None)}, key=str)
TARGETED = [s for gate in GATES for s in targeted(gate)] + PROGRAMMED

CONSTRAINTS = (
    *(SH["class"], SH["or"], SH["not"], SH.sparql),
    *(SH.pattern, SH.nodeKind, SH.minCount, SH.maxCount, SH.datatype, SH.hasValue, SH.uniqueLang),
    *(SH.lessThan, SH.lessThanOrEquals, SH.equals, SH.qualifiedValueShape),
)


def reporting() -> set[str]:
    """The shapes that can stand in a report: those with a target and a constraint of their own, and their parts."""
    found = {local(s) for s in PROGRAMMED}
    for gate, shapes in GATES.items():
        for shape in targeted(gate):
            parts = (shape, *shapes.objects(shape, SH.property))
            found |= {local(s) for s in parts if any((s, c, None) in shapes for c in CONSTRAINTS)}
    return found


# ---------------------------------------------------------------------------------------------------------------
# The shapes themselves
# ---------------------------------------------------------------------------------------------------------------


def test_there_are_shapes_for_both_gates() -> None:
    """Gate 1 has at least twenty node shapes, and gate 2 at least as many."""
    assert {gate: len(shapes_of(gate, SH.NodeShape)) >= 20 for gate in GATES} == {"claims": True, "view": True}


@pytest.mark.parametrize(("gate", "shape"), ALL_SHAPES, ids=lambda v: local(v))
def test_each_shape_tells_what_is_wrong_how_grave_it_is_and_why(gate: str, shape: URIRef) -> None:
    """Each shape has one message and one reason in English, and one severity of SHACL."""
    shapes = GATES[gate]
    texts = [list(shapes.objects(shape, p)) for p in (SH.message, RDFS.comment)]
    assert [["en"], ["en"]] == [
        [t.language for t in found if isinstance(t, Literal) and t.strip()] for found in texts
    ]
    assert 1 == len(set(shapes.objects(shape, SH.severity)) & {SH.Violation, SH.Warning, SH.Info})


@pytest.mark.parametrize("gate", GATES)
def test_no_shape_is_nameless_or_untyped(gate: str) -> None:
    """Whatever is used as a shape has an IRI and is typed as a node or property shape."""
    shapes = GATES[gate]
    used = set(shapes.subjects(SH.path, None))
    used |= {o for p in (SH.property, SH.node, SH["not"], SH.qualifiedValueShape) for o in shapes.objects(None, p)}
    used |= {item for start in shapes.objects(None, SH["or"]) for item in shapes.items(start)}
    assert used
    assert set() == used - {s for _, s in ALL_SHAPES}


@pytest.mark.parametrize("gate", GATES)
def test_a_part_is_called_after_its_node_shape(gate: str) -> None:
    """A property shape is called `<node shape>-<part>`, so a reader of a report finds its place."""
    parts = [(local(s), local(o)) for s, o in GATES[gate].subject_objects(SH.property)]
    assert len(parts) > 20
    assert [] == [(s, o) for s, o in parts if o.split("-")[0] != s]


@pytest.mark.parametrize("gate", GATES)
def test_the_shapes_are_themselves_valid(gate: str) -> None:
    """The shapes graph conforms to the SHACL standard's shapes for shapes."""
    standard = graph_in(Path(str(resources.files("pyshacl"))) / "assets" / "shacl-shacl.ttl")
    conforms, _, told = pyshacl.validate(GATES[gate], shacl_graph=standard, max_validation_depth=30)
    assert (True, "") == (conforms, "" if conforms else told)


@pytest.mark.parametrize("gate", GATES)
def test_shapes_speak_of_declared_terms_only(gate: str) -> None:
    """Every class and property that a shape names is declared in the ontology."""
    shapes = GATES[gate]
    classes = {o for p in (SH.targetClass, SH["class"]) for o in shapes.objects(None, p)}
    known = set(ONTOLOGY.subjects(RDF.type, OWL.Class))
    assert set() == classes - known
    named = {t for triple in shapes for t in triple if isinstance(t, URIRef) and t.startswith(str(CSTO))}
    for query in shapes.objects(None, SH.select):
        named |= {CSTO[name] for name in re.findall(r"\bcsto:(\w+)", query)}
    assert set() == named - set(ONTOLOGY.subjects())


# ---------------------------------------------------------------------------------------------------------------
# The examples
# ---------------------------------------------------------------------------------------------------------------


def test_there_are_many_examples() -> None:
    """The folders hold the examples that the tests below run on: a floor, so that none is lost in silence."""
    assert (True, True) == (len(VALID) >= 60, len(INVALID) >= 185)


@pytest.mark.parametrize("gate", GATES)
def test_the_background_of_the_examples_conforms(gate: str) -> None:
    """What the examples are checked together with passes both gates by itself."""
    assert () == validate(BACKGROUND, GATES[gate], ONTOLOGY).results


@pytest.mark.parametrize("shape", TARGETED, ids=local)
def test_each_shape_has_a_valid_and_an_invalid_example(shape: URIRef) -> None:
    """For each node shape there is a file that it accepts and one that it rejects."""
    accepted = [f.stem for f in VALID if f.stem == local(shape)]
    rejected = [f.stem for f in INVALID if f.stem.startswith(local(shape) + "--")]
    assert (1, True) == (len(accepted), len(rejected) > 0)


@pytest.mark.parametrize("example", VALID, ids=lambda f: f.stem)
def test_a_valid_example_passes(example: Path) -> None:
    """A valid example gives no result at all, of no severity."""
    assert () == report_on(example).results


@pytest.mark.parametrize(
    "example", [f for f in VALID if URIRef(SHAPES + f.stem) not in PROGRAMMED], ids=lambda f: f.stem
)
def test_a_valid_example_is_looked_at_by_its_shape(example: Path) -> None:
    """A valid example holds a focus node of its shape, so it does not pass for lack of one."""
    data = graph_in(example)
    found = focus_nodes(GATES[gate_of(example.stem)], URIRef(SHAPES + example.stem), data + BACKGROUND)
    assert set() != found & set(data.subjects())


@pytest.mark.parametrize("example", INVALID, ids=lambda f: f.stem)
def test_an_invalid_example_is_rejected_by_its_shape_only(example: Path) -> None:
    """An invalid example is rejected, and by no other shape than the one in its name."""
    assert {example.stem.split("--")[0]} == {local(r.shape).split("-")[0] for r in report_on(example).results}


def test_each_part_of_a_shape_rejects_some_example() -> None:
    """Each shape that can stand in a report does so for an invalid example."""
    told = {local(r.shape) for example in INVALID for r in report_on(example).results}
    assert len(told) > 100
    assert reporting() == told


@pytest.mark.parametrize("example", [*VALID, *INVALID, EXAMPLES / "background.ttl"], ids=lambda f: f.stem)
def test_an_example_says_what_it_shows(example: Path) -> None:
    """The first line of an example is a comment that says what it shows."""
    first = example.read_text(encoding="utf-8").splitlines()[0]
    assert (True, True) == (first.startswith("# "), first.endswith("."))


def test_only_assessments_of_nobody_are_warnings() -> None:
    """Of all examples only the assessment without `by` is a mere warning, and it conforms."""
    mild = {f.stem for f in INVALID if report_on(f).conforms}
    assert {"AssessmentShape--nobody"} == mild


# What must be rejected where it is done to a value in the valid example of the node shape. `none`: the value is left
# out; `twice`: there is another like it; `thing`: it is an identifier of nothing known; `text`: it is a text (of another
# kind, where a text is due); `blank`: it is an empty text.
REQUIRED = """
ClaimShape-paraphrase                none twice thing text blank
ClaimShape-passage                   none twice thing text
ClaimShape-source                    none twice thing text
ClaimShape-stance                    none twice thing text
ConflictShape-about                  none text
ConflictShape-claims                 thing text
ConflictShape-decision               none twice thing text
ConflictShape-sides                  none text
ConflictShape-type                   none twice thing text
ContentShape-graph                   thing text
DateShape-single                     twice
DateShape-value                      thing text blank
DecisionShape-outcome                none twice thing text
DecisionShape-reason                 none twice thing text blank
InferenceShape-stance                none thing text
InferenceShape-text                  twice thing text blank
ObservationShape-max                 twice thing text blank
ObservationShape-min                 twice thing text blank
ObservationShape-something           none
ObservationShape-value               twice thing text blank
PassageShape-digest                  none twice thing text blank
PassageShape-selector                none twice thing text
PassageShape-source                  none twice thing text
PreferenceShape-claims               thing text
PreferenceShape-outcome              none thing text
ReprintShape-place                   none twice thing text
ReprintShape-whole                   twice thing text
ReviewShape-claim                    none twice thing text
ReviewShape-day                      none twice thing text
ReviewShape-digest                   none twice thing text blank
ReviewShape-reader                   none twice thing text blank
ReviewShape-verdict                  none twice thing text
SelectorShape-end                    none twice thing text blank
SelectorShape-start                  none twice thing text blank
SilentPassageShape-digest            none twice thing text blank
SilentPassageShape-selector          none twice thing text
SourceShape-digest                   none twice thing text blank
SourceShape-file                     none twice thing text blank
SourceShape-maker                    thing text
SourceShape-published                none twice thing text blank
SourceShape-title                    none twice thing text blank
SpanShape-begins                     twice
SpanShape-ends                       twice
SpanShape-value                      thing text blank
AssessmentShape-by                   none
BoundsShape-earliest-begin           none twice thing text blank
BoundsShape-earliest-end             none twice thing text blank
BoundsShape-latest-begin             none twice thing text blank
BoundsShape-latest-end               none twice thing text blank
BoundsShape-status                   none twice thing text
ChairmanshipShape-kind               thing text
ChairmanshipShape-member             none twice thing text
ChairmanshipShape-organization       none twice
ConflictSidesShape-between           none thing text
EpisodeShape-begun                   thing text
EpisodeShape-ended                   twice thing text
EventActorShape-actor                none
EventActorShape-agent                thing text
EventActorShape-of                   none text
EventBoundsShape-earliest            none twice thing text blank
EventBoundsShape-latest              none twice thing text blank
FindingShape-claim                   thing text
FindingShape-claims                  none
FindingShape-object                  none twice
FindingShape-predicate               none twice text
FindingShape-subject                 none twice text
InForceShape-instrument              none twice thing text
InstrumentShape-label                none thing text
LabelShape-single                    twice
LabelShape-some                      none thing text blank
MeasureShape-measure                 none twice thing text
MeasureShape-of                      none text
MeasureShape-unit                    none twice thing text
MemberActShape-by                    none
MembershipShape-kind                 thing text
MembershipShape-member               none twice thing text
MembershipShape-organization         none twice
MembershipShape-role                 none twice thing text
OrganShape-whole                     none
PostShape-where                      none thing text
ProvisionShape-instrument            none twice thing text
ProvisionShape-number                none twice thing text blank
SingleValueShape-begins              twice thing text
SingleValueShape-date                twice thing text
StateShape-cow                       twice thing text blank
StateShape-iso2                      twice thing text blank
StateShape-iso3                      twice thing text blank
StateShape-label                     none thing text
StateShape-m49                       twice thing text blank
TenureShape-member                   none twice thing text
TenureShape-post                     none twice thing text
TreatyParticipationShape-instrument  none twice thing text
TreatyParticipationShape-party       none twice thing text
"""
BREAKAGES = [
    (shape, how) for shape, *ways in (line.split() for line in REQUIRED.strip().splitlines()) for how in ways
]


def broken_example(shape: str, how: str) -> Graph:
    """The valid example of a shape with one thing done to the values that one of its parts looks at."""
    node, gate = shape.split("-")[0], gate_of(shape.split("-")[0])
    shapes, example = GATES[gate], graph_in(EXAMPLES / "valid" / f"{node}.ttl")
    path = shapes.value(URIRef(SHAPES + shape), SH.path)
    alternatives = shapes.value(path, SH.alternativePath)
    paths = [path] if alternatives is None else list(shapes.items(alternatives))
    properties = [p for p in paths if isinstance(p, URIRef)]
    data = example + BACKGROUND
    found = focus_nodes(shapes, URIRef(SHAPES + node), data)
    # Things that the example itself speaks of come first.
    order = sorted(found, key=lambda n: ((n, None, None) not in example, str(n)))
    triple = next((f, p, o) for f in order for p in properties for o in sorted(data.objects(f, p), key=str))
    focus, prop, value = triple
    if how == "none":
        for p in properties:
            data.remove((focus, p, None))
    elif how == "twice":
        data.add((focus, prop, another(value, data)))
    else:
        data.remove(triple)
        is_plain = isinstance(value, Literal) and value.datatype in (None, XSD.string) and value.language is None
        instead = {
            "thing": ID["thing/unknown"],
            "text": Literal(str(value), lang="en" if is_plain else None),
            "blank": Literal(" ", lang=value.language, datatype=value.datatype)
            if isinstance(value, Literal)
            else value,
        }
        data.add((focus, prop, instead[how]))
    return data


def another(value: Node, data: Graph) -> Node:
    """A value of the same kind: for an identifier one of which the same is said."""
    if isinstance(value, Literal):
        first = next((n for n, c in enumerate(value) if c.isalnum()), 0)
        following = dict(zip("09zZ", "11aA", strict=True)).get(value[first], chr(ord(value[first]) + 1))
        text = value[:first] + following + value[first + 1 :]
        return Literal(text, lang=value.language, datatype=value.datatype)
    copy = URIRef(f"{value}0")
    for p, o in data.predicate_objects(value):
        data.add((copy, p, o))
    return copy


def test_many_requirements_are_held() -> None:
    """The table names most parts of the shapes."""
    assert len(BREAKAGES) > 150


@pytest.mark.parametrize(("shape", "how"), BREAKAGES, ids=lambda v: v)
def test_a_value_that_is_missing_doubled_or_of_another_kind_is_rejected(shape: str, how: str) -> None:
    """What the table of requirements names is rejected by the part of the shape that it names."""
    report = validate(broken_example(shape, how), GATES[gate_of(shape.split("-")[0])], ONTOLOGY)
    assert shape in {local(r.shape) for r in report.results}


# What each shape looks at: nodes of these classes, or nodes that have these properties.
LOOKED_AT = """
LabelShape          Agent Post Instrument Place ExerciseSeries Topic Plan Concept State Organ Treaty Role
EventActorShape     Signature Joining Departure Ratification
MemberActShape      Joining Accession Departure Withdrawal
MembershipShape     Membership ObserverStatus
BoundsShape         Situation Membership Condition
EventBoundsShape    Event Accession Occurrence
ObservationShape    Observation
NumberShape         value minValue maxValue
DateShape           date
SpanShape           begins ends holds
EpisodeShape        begunBy endedBy
"""
TERMS = [(shape, term) for shape, *terms in map(str.split, LOOKED_AT.strip().splitlines()) for term in terms]


@pytest.mark.parametrize(("shape", "term"), TERMS)
def test_a_shape_looks_at_everything_it_is_for(shape: str, term: str) -> None:
    """An empty entry of each class that a shape is for is rejected by it, and so is a treaty with each property."""
    statement = f"<x> a csto:{term} ." if term[0].isupper() else f'<cst> csto:{term} "1994"^^edtf:EDTF .'
    report = validate(BACKGROUND + turtle(statement), GATES[gate_of(shape)], ONTOLOGY)
    assert shape in {local(r.shape).split("-")[0] for r in report.results}


BOUNDS = {
    "BoundsShape-earliest-begin": "earliestBegin",
    "BoundsShape-latest-begin": "latestBegin",
    "BoundsShape-earliest-end": "earliestEnd",
    "BoundsShape-latest-end": "latestEnd",
    "EventBoundsShape-earliest": "earliest",
    "EventBoundsShape-latest": "latest",
}


@pytest.mark.parametrize("time", ["12:00:00Z", "00:00:00+00:00", "00:00:00"])
@pytest.mark.parametrize("shape", BOUNDS)
def test_a_bound_is_at_midnight_utc_in_one_form(shape: str, time: str) -> None:
    """A bound at another hour, or at midnight written in another way, is rejected."""
    cls = "Condition" if shape.startswith("Bounds") else "Occurrence"
    data = turtle(f'<x> a csto:{cls} ; csto:{BOUNDS[shape]} "1994-04-20T{time}"^^xsd:dateTime .')
    told = {local(r.shape): str(r.value) for r in validate(data, GATES["view"], ONTOLOGY).results}
    assert f"1994-04-20T{time}" == told[shape]


@pytest.mark.parametrize(
    ("shape", "statement"),
    [
        ("SpanShape-value", '<in-force/cst-1> csto:holds "since spring"^^edtf:EDTF .'),
        ("SingleValueShape-ends", '<in-force/cst-1> csto:ends "2012" .'),
        ("ConflictSidesShape-between", "<c> a csto:Conflict ; csto:between <cst> , claim:annals-1 ."),
    ],
)
def test_a_value_of_the_wrong_form_is_rejected(shape: str, statement: str) -> None:
    """A value whose form is not the one due is rejected by the part of the shape that looks at it."""
    report = validate(BACKGROUND + turtle(statement), GATES[gate_of(shape.split("-")[0])], ONTOLOGY)
    assert shape in {local(r.shape) for r in report.results}


# ---------------------------------------------------------------------------------------------------------------
# Gate 1: each claim by itself
# ---------------------------------------------------------------------------------------------------------------

ENTRY = ID["entry-into-force/cst-1"]
IN_FORCE = ID["in-force/cst-1"]
ANNALS, GAZETTE = CLAIM["annals-1"], CLAIM["gazette-1"]


def edtf(text: str) -> Literal:
    """A date as the data holds it."""
    return Literal(text, datatype=EDTF.EDTF)


def gate1(*claims: ClaimContent) -> Report:
    """The report of gate 1 on claims about the things of the background."""
    return validate(gate1_graph(claims, BACKGROUND, Graph()), GATES["claims"], ONTOLOGY)


def test_honest_disagreement_passes_gate_1() -> None:
    """Two claims that give one event different dates pass gate 1, each by itself."""
    report = gate1(
        ClaimContent(ANNALS, [(ENTRY, CSTO.date, edtf("1994-04-20"))]),
        ClaimContent(GAZETTE, [(ENTRY, CSTO.date, edtf("1995"))]),
    )
    assert () == report.results


def test_the_same_disagreement_does_not_pass_where_claims_are_merged() -> None:
    """Without renaming, the same two claims look like one event with two dates: renaming is what lets them pass."""
    merged = BACKGROUND + turtle('<entry-into-force/cst-1> csto:date "1994-04-20"^^edtf:EDTF , "1995"^^edtf:EDTF .')
    assert ["DateShape-single"] == [local(r.shape) for r in validate(merged, GATES["claims"], ONTOLOGY).results]


def test_a_claim_with_two_dates_fails_and_is_named() -> None:
    """A claim that gives one event two dates fails gate 1, and the result names event, property and claim."""
    report = gate1(
        ClaimContent(ANNALS, [(ENTRY, CSTO.date, edtf("1994"))]),
        ClaimContent(GAZETTE, [(ENTRY, CSTO.date, edtf("1994")), (ENTRY, CSTO.date, edtf("1995"))]),
    )
    told = [(r.focus, r.path, r.claim, local(r.shape), r.severity) for r in report.results]
    assert [(ENTRY, "csto:date", GAZETTE, "DateShape-single", Severity.VIOLATION)] == told
    assert (False, False) == (report.conforms, "?claim=" in report.as_turtle())


def test_what_a_claim_speaks_of_is_renamed_wherever_it_stands_in_the_claim() -> None:
    """A claim's subjects are renamed as subjects and as objects, have the register's classes, and nothing else is."""
    statement = ID["statement/minister-1"]
    content = [(ENTRY, CSTO.date, edtf("1994")), (statement, CSTO.about, ENTRY), (statement, CSTO.by, ID.armenia)]
    graph = gate1_graph([ClaimContent(ANNALS, content)], BACKGROUND, Graph())
    entry, said = URIRef(f"{ENTRY}?claim=annals-1"), URIRef(f"{statement}?claim=annals-1")
    expected = {
        (entry, CSTO.date, edtf("1994")),
        (entry, RDF.type, CSTO.EntryIntoForce),
        (said, CSTO.about, entry),
        (said, CSTO.by, ID.armenia),
        (said, RDF.type, CSTO.Statement),
    }
    assert expected == set(graph) - set(BACKGROUND)
    assert set() == set(BACKGROUND) - set(graph)


@pytest.mark.parametrize(
    "claim",
    [
        ANNALS,
        CLAIM["annals-1/content"],
        CLAIM["a?b=c"],
        CLAIM["été 1"],
        URIRef("https://example.org/tables/cow#3"),
    ],
)
def test_a_result_names_the_claim_whatever_it_is_called(claim: URIRef) -> None:
    """The claim of a result is the claim that was passed, also with characters that mean something in an IRI."""
    report = gate1(ClaimContent(claim, [(IN_FORCE, CSTO.date, edtf("1994"))]))
    assert [(IN_FORCE, claim)] == [(r.focus, r.claim) for r in report.results]


def test_a_value_that_was_renamed_is_told_by_its_own_name() -> None:
    """A result's value is what the claim wrote, not the name under which it was checked."""
    content = [(ID["decision/x"], CSTO.prefers, ENTRY), (ENTRY, CSTO.date, edtf("1994"))]
    results = gate1(ClaimContent(ANNALS, content)).results
    values = {r.value for r in results if r.path in ("csto:prefers", "csto:date") and r.value is not None}
    assert {ENTRY} == values


def test_a_fault_in_a_passage_names_the_claim_that_rests_on_it() -> None:
    """Results on a claim's passage and its selector name the claim, which is what the curator edits."""
    wrong = turtle(
        """claim:annals-2 a csto:Claim ; prov:wasQuotedFrom <https://w3id.org/csto-kg/source/annals#char=9,8> ;
          prov:hadPrimarySource source:annals ; csto:stance <stance/asserts> ; csto:paraphrase "" .
        <https://w3id.org/csto-kg/source/annals#char=9,8> a csto:Passage ; oa:hasSource source:annals ;
          oa:hasSelector <https://w3id.org/csto-kg/source/annals#char=9,8/selector> .
        <https://w3id.org/csto-kg/source/annals#char=9,8/selector> a csto:Selector ; oa:start 9 ; oa:end 8 ."""
    )
    report = validate(gate1_graph([], BACKGROUND, wrong), GATES["claims"], ONTOLOGY)
    expected = {"ClaimShape-paraphrase", "PassageShape-digest", "SelectorShape-order"}
    assert (expected, {CLAIM["annals-2"]}) == (
        {local(r.shape) for r in report.results},
        {r.claim for r in report.results},
    )


def test_gate_1_demands_of_a_claim_nothing_that_the_register_knows() -> None:
    """A claim that tells only a date of a thing passes, for every class of events and situations."""
    for kind, prop in ((CSTO.Event, CSTO.date), (CSTO.Situation, CSTO.holds)):
        classes = sorted({c for c in ONTOLOGY.transitive_subjects(RDFS.subClassOf, kind) if isinstance(c, URIRef)})
        assert len(classes) > 10
        things = [(ID[f"made-up/{n}"], cls) for n, cls in enumerate(classes)]
        content = [t for thing, cls in things for t in ((thing, RDF.type, cls), (thing, prop, edtf("1994")))]
        assert () == gate1(ClaimContent(ANNALS, content)).results


# ---------------------------------------------------------------------------------------------------------------
# Undeclared terms
# ---------------------------------------------------------------------------------------------------------------


def test_a_misspelt_term_is_found_within_its_claim_with_advice() -> None:
    """A misspelt property in a claim is a violation that names thing, claim and term, and what may be meant."""
    (result,) = gate1(ClaimContent(ANNALS, [(ENTRY, CSTO.dates, edtf("1994"))])).results
    assert (ENTRY, ANNALS, UNDECLARED, CSTO.dates) == (result.focus, result.claim, result.shape, result.value)
    assert f"{UNDECLARED_MESSAGE} It is csto:dates; did you mean csto:date?" == result.message


@pytest.mark.parametrize("rule", PROGRAMMED, ids=local)
def test_a_rule_of_the_program_is_documented_where_the_shapes_are(rule: URIRef) -> None:
    """The shapes files document each rule that a program holds, with the same message and severity, deactivated."""
    told = {local(UNDECLARED): UNDECLARED_MESSAGE, **MESSAGES}
    assert len(told) == len(PROGRAMMED)
    shapes = GATES[gate_of(local(rule))]
    (message,) = shapes.objects(rule, SH.message)
    expected = (told[local(rule)], Literal("true", datatype=XSD.boolean), SH.Violation)
    assert expected == (str(message), shapes.value(rule, SH.deactivated), shapes.value(rule, SH.severity))


@pytest.mark.parametrize(
    ("statement", "stray"),
    [
        ("<cst> csto:nmae <csto> .", CSTO.nmae),
        ("<cst> a csto:Traety .", CSTO.Traety),
        ("<cst> a csto:date .", CSTO.date),  # a property is no class
        ("<cst> csto:Treaty <csto> .", CSTO.Treaty),  # nor a class a property
        ('<cst> csto:number "4"^^xsd:strnig .', URIRef(str(XSD) + "strnig")),
        ("<finding/1> rdf:predicate csto:dat .", CSTO.dat),
        ("<conflict/1> csto:onProperty csto:Treaty .", CSTO.Treaty),
    ],
)
def test_every_place_of_a_term_is_looked_at(statement: str, stray: URIRef) -> None:
    """Properties, classes, datatypes and properties that are named as values must be declared, each as what it is."""
    assert [stray] == [r.value for r in undeclared(turtle(statement), ONTOLOGY)]


def test_the_terms_of_the_ontology_are_all_declared() -> None:
    """Every key that the ontology offers to the data files may be used as a property."""
    keys = set(ONTOLOGY.subjects(CSTO.key, None)) - {RDF.type, CSTO.onProperty}
    assert len(keys) > 50
    data = Graph()
    for key in keys:
        data.add((ID.cst, key, ID.csto))
    assert [] == undeclared(data, ONTOLOGY)


def test_without_an_ontology_terms_are_not_looked_at() -> None:
    """`validate` without an ontology checks the shapes only."""
    assert () == validate(turtle("<cst> csto:nmae <csto> ."), GATES["claims"], None).results


# ---------------------------------------------------------------------------------------------------------------
# The report
# ---------------------------------------------------------------------------------------------------------------

BROKEN_DATA = """<cst> csto:begunBy <x> ; csto:nmae "a\\"b\\nc" .
<assessment/1> a csto:Assessment ; csto:earliest "1999-01-01T00:00:00Z"^^xsd:dateTime .
<place/x> a csto:Place ; rdfs:label "X"@en , "Y"@en-GB , 7 .
<state/x> a csto:State ; rdfs:label "X"@en ; csto:iso3166alpha2 "x\\\\y" , "É" ."""


def broken() -> Report:
    """A report with results of every kind: violations, a warning, undeclared terms, odd values."""
    return validate(turtle(BROKEN_DATA), GATES["view"], ONTOLOGY)


def test_results_are_counted_by_severity() -> None:
    """The counts name each severity, with zeros, and add up to the results."""
    report = broken()
    assert {"violation": len(report.results) - 1, "warning": 1, "info": 0} == dict(report.counts)
    assert sum(report.counts.values()) == len(report.results)


def test_an_empty_report_conforms() -> None:
    """Where nothing is wrong the report conforms, counts zeros and is valid Turtle."""
    report = validate(Graph(), GATES["view"], ONTOLOGY)
    assert (True, {"violation": 0, "warning": 0, "info": 0}, ()) == (
        report.conforms,
        dict(report.counts),
        report.faults(),
    )
    parsed = graph_of(report.as_turtle())
    assert [Literal("true", datatype=XSD.boolean)] == list(parsed.objects(None, SH.conforms))


def test_the_gravest_results_come_first() -> None:
    """Results are sorted by severity, then by thing."""
    results = broken().results
    gravity = list(Severity)
    assert sorted(results, key=lambda r: (gravity.index(r.severity), r.focus)) == list(results)


def test_the_turtle_says_what_the_graph_says_without_blank_nodes() -> None:
    """The Turtle of a report parses to the report's graph, in which each result has an IRI and all its parts."""
    report = broken()
    parsed = graph_of(report.as_turtle())
    assert set(report.graph) == set(parsed)
    assert [] == [t for triple in parsed for t in triple if isinstance(t, BNode)]
    results = set(parsed.objects(None, SH.result))
    assert len(report.results) == len(results)
    for prop in (SH.focusNode, SH.resultMessage, SH.resultSeverity, SH.sourceShape, SH.sourceConstraintComponent):
        assert results == set(parsed.subjects(prop, None))


def test_a_path_of_one_property_is_told_as_such() -> None:
    """sh:resultPath is the property where the path is one, declared or not; other paths are told to people only."""
    report = broken()
    paths = set(report.graph.objects(None, SH.resultPath))
    assert {RDFS.label, CSTO.nmae, CSTO.iso3166alpha2, CSTO.latest} <= paths
    told = [r.path for f in INVALID for r in report_on(f).results]
    assert {"csto:supportedBy|csto:dissentedBy", "^prov:wasQuotedFrom/prov:hadPrimarySource", None} <= set(told)
    claimed = gate1(ClaimContent(ANNALS, [(ENTRY, CSTO.nmae, ID.cst)]))
    assert [ANNALS] == list(claimed.graph.objects(None, PROV.wasDerivedFrom))


def test_faults_tell_where_the_claim_stands() -> None:
    """The violations become faults for the curator, with the message and the place of the claim; warnings do not."""
    place = Where("data/claims/annals.yaml", 3, 5)
    (fault,) = gate1(ClaimContent(ANNALS, [(IN_FORCE, CSTO.date, edtf("1994"))])).faults({ANNALS: place})
    assert ("in-force/cst-1 in claim:annals-1", place) == (fault.subject, fault.where)
    assert fault.message.startswith("`date` stands on events")
    assert broken().counts["violation"] == len(broken().faults())  # type: ignore[index]  # a StrEnum's key is its text


SCRIPT = """
import sys
from pathlib import Path
from csto_kg.rdf.files import read_turtle
from csto_kg.shacl.validate import validate
ontology, shapes, *data = map(Path, sys.argv[1:])
sys.stdout.write(validate(read_turtle(*data), read_turtle(shapes), read_turtle(ontology)).as_turtle())
"""


def test_the_turtle_is_the_same_in_every_process() -> None:
    """The report on all faulty examples of the view together is byte-identical under two hash seeds."""
    faulty = [f for f in INVALID if gate_of(f.stem.split("--")[0]) == "view"]
    paths = [ROOT / "ontology/csto.ttl", ROOT / "ontology/shapes/view.ttl", EXAMPLES / "background.ttl", *faulty]
    runs = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-c", SCRIPT, *map(str, paths)]
        runs.append(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    assert runs[0] == runs[1]
    assert runs[0].count(b"a sh:ValidationResult") > 40


def test_different_results_have_different_names() -> None:
    """No two results of all examples share an IRI, and the same result has the same IRI in each report."""
    results = {r for example in INVALID for r in report_on(example).results}
    assert len(results) > 100
    assert len(results) == len({r.iri for r in results})
    first = Result(ID.a, "b", None, UNDECLARED, UNDECLARED, Severity.INFO, "c", None)
    assert first.iri == Result(ID.a, "b", None, UNDECLARED, UNDECLARED, Severity.INFO, "c", None).iri


# ---------------------------------------------------------------------------------------------------------------
# pySHACL behind the door
# ---------------------------------------------------------------------------------------------------------------


def tells(graph: Graph) -> set[tuple[Node | str | None, ...]]:
    """What a SHACL report says of each result, apart from messages and names; things by the names they have."""
    parts = (SH.value, SH.sourceShape, SH.sourceConstraintComponent, SH.resultSeverity)
    return {
        (str(graph.value(r, SH.focusNode)).split("?claim=")[0], *(graph.value(r, p) for p in parts))
        for r in graph.objects(None, SH.result)
    }


@pytest.mark.parametrize("gate", GATES)
def test_the_fast_path_tells_what_pyshacl_tells(gate: str) -> None:
    """Giving property shapes their node shape's targets changes no result: pySHACL's own report says the same."""
    data = Graph() + BACKGROUND
    for example in INVALID:
        if gate_of(example.stem.split("--")[0]) == gate:
            data += graph_in(example)
    _, plain, _ = pyshacl.validate(data, shacl_graph=GATES[gate], ont_graph=ONTOLOGY)
    ours = {told for told in tells(validate(data, GATES[gate], ONTOLOGY).graph) if not set(PROGRAMMED) & set(told)}
    assert len(ours) > 40
    assert tells(plain) == ours


def test_validation_changes_nothing_but_what_it_returns() -> None:
    """Data, shapes and ontology are as before, and rdflib is set as before."""
    data, shapes, ontology = turtle(BROKEN_DATA), GATES["view"], ONTOLOGY
    before = [set(g) for g in (data, shapes, ontology)]
    setting = rdflib.NORMALIZE_LITERALS
    validate(data, shapes, ontology)
    assert before == [set(g) for g in (data, shapes, ontology)]
    assert setting is rdflib.NORMALIZE_LITERALS


def test_an_import_in_the_data_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """owl:imports in data, shapes or ontology opens no connection."""

    def refuse(*args: object, **options: object) -> None:
        raise AssertionError(f"opened {args}")

    monkeypatch.setattr("urllib.request.urlopen", refuse)
    monkeypatch.setattr("socket.socket.connect", refuse)
    imports = turtle("<urn:x> owl:imports <http://127.0.0.1:9/none.ttl> .")
    report = validate(imports, GATES["view"] + imports, ONTOLOGY + imports)
    assert [(UNDECLARED, OWL.imports)] == [(r.shape, r.value) for r in report.results]


SHAPE = "shapes:X a sh:NodeShape ; sh:targetClass csto:Treaty ; "


@pytest.mark.parametrize(
    ("shapes", "reason"),
    [
        (SHAPE + "sh:pattern '(' .", "shapes cannot be run"),
        (SHAPE + "sh:property <p> . <p> sh:minCount 1 .", "shapes cannot be run"),
        (
            SHAPE + "sh:property <p> . <p> a sh:PropertyShape ; sh:path rdfs:label ; sh:minCount 'one' .",
            "cannot be run",
        ),
        (SHAPE + "sh:or shapes:Y .", "shapes cannot be run"),
        (SHAPE + "sh:nodeKind sh:Iri .", "sh:Iri is no term of SHACL"),
        (SHAPE + "sh:minCont 1 ; sh:maxLenght 7 .", "sh:maxLenght, sh:minCont is no term of SHACL"),
    ],
)
def test_broken_shapes_are_an_error_with_a_reason(shapes: str, reason: str) -> None:
    """Shapes that cannot be run raise a DataError of one line that says so and how to fix it."""
    with pytest.raises(DataError, match=reason) as raised:
        validate(BACKGROUND, turtle(shapes), ONTOLOGY)
    assert (1, True) == (len(str(raised.value).splitlines()), "correct the shapes" in str(raised.value))


@pytest.mark.parametrize(
    "number", ['"many"^^xsd:decimal', '"many"', '"1994"^^xsd:gYear', "<many>", '"many"@en', '"1999-01-01"^^xsd:date']
)
def test_a_value_that_cannot_be_compared_is_a_result_and_no_failure(number: str) -> None:
    """A bound that is no number is told as it was written, and everything else is told too."""
    data = BACKGROUND + turtle(
        f"<observation/x> a csto:Observation ; csto:minValue {number} ; csto:maxValue 1.5 , 2 ."
    )
    results = validate(data, GATES["claims"], ONTOLOGY).results
    (written,) = data.objects(ID["observation/x"], CSTO.minValue)
    assert {"ObservationShape-min", "ObservationShape-max"} <= {local(r.shape) for r in results}
    assert {written} == {r.value for r in results if r.path == "csto:minValue"}


def test_two_values_of_no_datatype_can_be_compared() -> None:
    """Bounds that are all ill-typed are results, each as it was written."""
    data = turtle(
        '<observation/x> a csto:Observation ; csto:minValue "z"^^xsd:decimal ; csto:maxValue "a"^^xsd:decimal .'
    )
    results = validate(data, GATES["claims"], ONTOLOGY).results
    expected = {Literal(text, datatype=XSD.decimal) for text in "az"}
    assert expected == {
        r.value for r in results if local(r.shape) in ("ObservationShape-min", "ObservationShape-max")
    }


@pytest.mark.parametrize("engine", Engine)
def test_what_has_no_identifier_is_told_by_its_label(engine: Engine) -> None:
    """Other people's shapes and data may be without identifiers: a result has the data's label, a shape always the same."""
    shapes = "[ a sh:NodeShape ; sh:targetClass csto:Treaty ; sh:property [ sh:path rdfs:label ; sh:minCount 1 ] ] ."
    data = turtle("_:treaty a csto:Treaty .")
    reports = [validate(data, turtle(shapes), None, engine=engine) for _ in range(2)]
    (treaty,) = data.subjects()
    assert [treaty] == [r.focus for r in reports[0].results]
    assert reports[0].as_turtle() == reports[1].as_turtle()
    assert isinstance(reports[0].results[0].shape, BNode)
    assert f"sh:focusNode _:{treaty} ;" in reports[0].as_turtle()
    assert f"_:{treaty}" in str(reports[0].faults()[0])


@pytest.mark.parametrize("engine", Engine)
def test_a_literal_can_be_a_focus_node(engine: Engine) -> None:
    """A result on a literal has the literal as its focus node."""
    shapes = "shapes:X a sh:NodeShape ; sh:targetObjectsOf rdfs:label ; sh:maxLength 1 ."
    (result,) = validate(turtle("<cst> rdfs:label 'ab'@en ."), turtle(shapes), None, engine=engine).results
    assert Literal("ab", lang="en") == result.focus


def test_subclasses_are_known_from_the_ontology() -> None:
    """A shape on a class holds for instances of its subclasses, though the data does not say what is one."""
    data = turtle("<withdrawal/x> a csto:Withdrawal .")
    found = [local(r.shape) for r in validate(data, GATES["view"], ONTOLOGY).results]
    assert "EventActorShape-of" in found
    assert [] == [local(r.shape) for r in validate(data, GATES["view"], None).results]


def test_sources_are_agents_of_the_register() -> None:
    """The example of a source by a treaty names the value that is no agent, and the property in words of SPARQL."""
    (result,) = report_on(EXAMPLES / "invalid" / "SourceShape--author-no-agent.ttl").results
    assert (SOURCE.almanac, "csto:author|csto:publisher", ID.cst) == (result.focus, result.path, result.value)
