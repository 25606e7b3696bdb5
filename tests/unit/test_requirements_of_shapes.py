"""What the shapes require of values: one at least, one at most, the right kind, and at the right hour."""

from __future__ import annotations

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SH, XSD
from rdflib.term import Node

from csto_kg.check.gates import check_graph
from csto_kg.check.naming import SHAPES
from csto_kg.shacl.report import Report
from csto_kg.vocab import ID
from tests.support.graphs import graph_in
from tests.support.shapes import (
    BACKGROUND,
    EXAMPLES,
    GATES,
    PREPARED,
    READ,
    focus_nodes,
    gate_of,
    local,
    turtle,
)

# What must be rejected where it is done to a value in the valid example of the node shape. `none`: the value is left
# out; `twice`: there is another like it; `thing`: it is an identifier of nothing known; `text`: it is a text (of another
# kind, where a text is required); `blank`: it is an empty text.
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


def by_shapes(data: Graph, gate: str) -> Report:
    """The report of a gate's shapes alone: what the ontology demands besides changes none of their results."""
    return check_graph(data, PREPARED[gate], READ, known=None)


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
            "blank": Literal(" ", lang=value.language, datatype=value.datatype, normalize=False)
            if isinstance(value, Literal)
            else value,
        }
        data.add((focus, prop, instead[how]))
    return data


def another(value: Node, data: Graph) -> Node:
    """A value of the same kind; for an identifier, another one with the same statements."""
    if isinstance(value, Literal):
        first = next((n for n, c in enumerate(value) if c.isalnum()), 0)
        following = dict(zip("09zZ", "11aA", strict=True)).get(value[first], chr(ord(value[first]) + 1))
        text = value[:first] + following + value[first + 1 :]
        return Literal(text, lang=value.language, datatype=value.datatype, normalize=False)
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
    report = by_shapes(broken_example(shape, how), gate_of(shape.split("-")[0]))
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
def test_a_shape_has_every_class_and_property_as_a_target(shape: str, term: str) -> None:
    """An empty entry of each class that a shape is for is rejected by it, and so is a treaty with each property."""
    statement = f"<x> a csto:{term} ." if term[0].isupper() else f'<cst> csto:{term} "1994"^^edtf:EDTF .'
    report = by_shapes(BACKGROUND + turtle(statement), gate_of(shape))
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
    found = {local(r.shape): str(r.value) for r in by_shapes(data, "view").results}
    assert f"1994-04-20T{time}" == found[shape]


@pytest.mark.parametrize(
    ("shape", "statement"),
    [
        ("SpanShape-value", '<in-force/cst-1> csto:holds "since spring"^^edtf:EDTF .'),
        ("SingleValueShape-ends", '<in-force/cst-1> csto:ends "2012" .'),
        ("ConflictSidesShape-between", "<c> a csto:Conflict ; csto:between <cst> , claim:annals-1 ."),
    ],
)
def test_a_value_of_the_wrong_form_is_rejected(shape: str, statement: str) -> None:
    """A value whose form is not the required one is rejected by the part of the shape that looks at it."""
    report = by_shapes(BACKGROUND + turtle(statement), gate_of(shape.split("-")[0]))
    assert shape in {local(r.shape) for r in report.results}
