"""The view: what is held, with its bounds, and nothing of what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDF, XSD

from csto_kg.ontology import Ontology
from csto_kg.project import Project
from csto_kg.read.files import read_dataset
from csto_kg.time.days import Ending
from csto_kg.vocab import CSTO, ID
from csto_kg.weigh import HELD, View, weigh
from tests.support.edits import ANNALS, NOTES, REGISTER
from tests.support.graphs import midnight
from tests.support.mini import Mini, view_of

OF_SITUATIONS = (CSTO.earliestBegin, CSTO.latestBegin, CSTO.earliestEnd, CSTO.latestEnd)
OF_EVENTS = (CSTO.earliest, CSTO.latest)


def day(text: str) -> Literal:
    """A bound as it stands in the graph."""
    return midnight(text)


def viewed(project: Project, ontology: Ontology, *edits: tuple[str, str, str]) -> View:
    """The view of a mini project after some edits."""
    for file, old, new in edits:
        path = project.data / file
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, new, 1), encoding="utf-8")
    dataset = read_dataset(project, ontology)
    return view_of(dataset, weigh(dataset, ontology), ontology)


def test_what_is_not_held_is_left_out(whole: Mini) -> None:
    """An event that is only denied, or only reported, is not in the view, neither as subject nor as object."""
    nodes = {node for s, _, o in whole.view.graph for node in (s, o)}
    assert {ID["departure/eastland-league-1"], ID["statement/minister-westland-1"]} <= nodes
    assert frozenset() == nodes & {ID["exercise/league-1"], ID["joining/westland-league-1"]}


def test_nothing_is_left_out_uncounted(whole: Mini) -> None:
    """Every statement of the register and every held finding is in the view or counted as left out."""
    held = {(f.subject, f.property, f.value) for f in whole.weighed.findings if f.status == HELD}
    given = [*whole.dataset.register, *(f for f in whole.weighed.findings if f.status == HELD)]
    inside = {triple for triple in {*whole.dataset.register, *held} if triple in whole.view.graph}
    twice = len(given) - len({*whole.dataset.register, *held})
    # Of the exercise its class and label, of the joining its class and two more: nothing of them is held.
    assert 5 == whole.view.left_out
    assert len(given) == len(inside) + twice + whole.view.left_out


def test_what_points_to_the_unreal_is_left_out(mini: Project, ontology: Ontology, whole: Mini) -> None:
    """A register's statement that points to an event that is not held is left out with it, and counted."""
    pointing = "type: Exercise, label: {en: Another}, after: exercise/league-1}"
    new = f"- {{id: exercise/league-2, {pointing}\n- {{id: league, type"
    view = viewed(
        mini,
        ontology,
        (REGISTER, "- {id: league, type", new),
        (
            NOTES,
            "- id: claim:notes-3",
            '- id: claim:notes-4\n  passage:\n    at: {start: 0, end: 5}\n    sha256: "'
            + "0" * 64
            + '"\n  paraphrase: Another.\n  says: {id: exercise/league-2, type: Exercise}\n- id: claim:notes-3',
        ),
    )
    assert (ID["exercise/league-2"], RDF.type, CSTO.Exercise) in view.graph
    assert (None, CSTO.after, None) not in view.graph
    assert whole.view.left_out + 1 == view.left_out


def test_bounds_are_always_there(whole: Mini) -> None:
    """Every situation in the view has its four bounds and every event its two, each once, at midnight UTC."""
    graph = whole.view.graph
    assert len(whole.weighed.situations) == 6
    assert len(whole.weighed.events) == 7
    for things, predicates in ((whole.weighed.situations, OF_SITUATIONS), (whole.weighed.events, OF_EVENTS)):
        for thing in things:
            for predicate in predicates:
                (bound,) = graph.objects(thing, predicate)
                assert isinstance(bound, Literal)
                assert XSD.dateTime == bound.datatype
                assert str(bound).endswith("T00:00:00Z")
                assert 20 == len(str(bound))


def test_everything_that_happens_in_the_view_has_bounds(whole: Mini) -> None:
    """No situation or event is in the view without bounds, and nothing else has any."""
    happening = {
        s
        for s, cls in whole.view.graph.subject_objects(RDF.type)
        if any(whole.ontology.is_a(URIRef(str(cls)), kind) for kind in (CSTO.Event, CSTO.Situation))
    }
    bounded = {s for p in (*OF_EVENTS, *OF_SITUATIONS) for s in whole.view.graph.subjects(p, None)}
    assert len(happening) == 13
    assert happening == bounded


@pytest.mark.parametrize(
    ("thing", "predicate", "expected"),
    [
        ("membership/eastland-league-1", CSTO.earliestBegin, day("1995-01-02")),
        ("membership/eastland-league-1", CSTO.latestEnd, day("2000-05-05")),
        ("membership/eastland-league-1", CSTO.endStatus, ID["end-status/stated"]),
        ("membership/eastland-league-1", CSTO.endText, Literal("2000-05-05")),
        ("membership/northland-league-1", CSTO.earliestEnd, day("2005-06-02")),
        ("membership/northland-league-1", CSTO.latestEnd, day("9999-12-31")),
        ("membership/northland-league-1", CSTO.endStatus, ID["end-status/unknown"]),
        ("membership/northland-league-1", CSTO.endText, Literal("unknown")),
        ("in-force/pact-1", CSTO.earliestBegin, day("1991-06-01")),
        ("in-force/pact-1", CSTO.latestBegin, day("1991-07-01")),
        ("in-force/pact-1", CSTO.beginText, Literal("[1991-06-01..1991-07-01]")),
        ("joining/eastland-pact-1", CSTO.dateText, Literal("1991")),
        ("statement/minister-westland-1", CSTO.earliest, day("0001-01-01")),
        ("statement/minister-westland-1", CSTO.latest, day("9999-12-31")),
        ("statement/minister-westland-1", CSTO.dateText, Literal("unknown")),
    ],
)
def test_bounds_are_those_of_the_claims(thing: str, predicate: URIRef, expected: Literal, whole: Mini) -> None:
    """Bounds, the state of the end and the words for people follow from what the claims say."""
    assert [expected] == list(whole.view.graph.objects(ID[thing], predicate))


@pytest.mark.parametrize(
    ("ending", "text"), [(Ending.OPEN, "open"), (Ending.UNKNOWN, "unknown"), (Ending.STATED, "stated, undated")]
)
def test_an_end_without_a_day_says_why(ending: Ending, text: str, whole: Mini) -> None:
    """An end that has no day is open, unknown, or stated without a date."""
    membership = ID["membership/northland-league-1"]
    span = whole.weighed.situations[membership]
    end = replace(span.end, earliest=span.end.latest if ending is Ending.OPEN else span.begin.earliest.min)
    changed = {**whole.weighed.situations, membership: replace(span, end=end, ending=ending)}
    view = view_of(whole.dataset, replace(whole.weighed, situations=changed), whole.ontology)
    assert [Literal(text)] == list(view.graph.objects(membership, CSTO.endText))


def test_an_open_question_is_in_no_view(whole: Mini) -> None:
    """What is left open on a day stands in the view as bounds only, without a value."""
    assert [] == list(whole.view.graph.objects(ID["entry-into-force/pact-1"], CSTO.date))


def test_a_rejected_value_is_in_no_view(whole: Mini) -> None:
    """The winning side of a decided conflict is in the view, and the losing side is not."""
    types = set(whole.view.graph.objects(ID["departure/eastland-league-1"], RDF.type))
    assert {CSTO.Departure, CSTO.Suspension} == types


def test_an_open_end_reaches_the_sentinel(mini: Project, ontology: Ontology) -> None:
    """A situation that a source calls ongoing is open, and certain up to the last day there is."""
    view = viewed(
        mini, ontology, (ANNALS, 'northland-league-1, holds: "2005-06-01"', 'northland-league-1, holds: "1995/.."')
    )
    membership = ID["membership/northland-league-1"]
    assert [day("9999-12-31")] * 2 == [view.graph.value(membership, p) for p in (CSTO.earliestEnd, CSTO.latestEnd)]
    assert ID["end-status/open"] == view.graph.value(membership, CSTO.endStatus)
