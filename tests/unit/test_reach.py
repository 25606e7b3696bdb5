"""How far a question about a thing reaches: parts, what happens, what is said, and the conflicts about each."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rdflib import URIRef
from rdflib.namespace import OWL, RDF

from csto_kg.ontology import Ontology
from csto_kg.vocab import CLAIM, CSTO, ID, short
from csto_kg.weigh import WeighedConflict, reach_triples
from csto_kg.weigh.view import held_graph
from tests.support.mini import Mini
from tests.support.weighing import Case, Fact

# An alliance with an organ, a force and its unit, a charter with a provision, two states and what they do in it.
REGISTER: list[Fact] = [
    ("alliance", "type", "InternationalOrganization"),
    ("organ/council", "type", "Organ"),
    ("organ/council", "unitOf", "alliance"),
    ("organ/office", "type", "Organ"),
    ("organ/office", "unitOf", "organ/council"),
    ("force/guards", "type", "MilitaryFormation"),
    ("force/guards", "unitOf", "alliance"),
    ("force/guards", "component", "force/riders"),
    ("force/riders", "type", "MilitaryFormation"),
    ("observation/riders", "type", "Observation"),
    ("observation/riders", "of", "force/riders"),
    ("charter", "type", "Treaty"),
    ("provision/charter-4", "type", "Provision"),
    ("provision/charter-4", "instrument", "charter"),
    ("alliance", "basedOn", "charter"),
    ("eastland", "type", "State"),
    ("westland", "type", "State"),
    ("establishment/alliance", "type", "Establishment"),
    ("establishment/alliance", "of", "alliance"),
    ("membership/eastland", "type", "Membership"),
    ("membership/eastland", "member", "eastland"),
    ("membership/eastland", "organization", "alliance"),
    ("membership/eastland", "begunBy", "establishment/alliance"),
    ("membership/eastland", "endedBy", "departure/eastland"),
    ("membership/westland", "type", "Membership"),
    ("membership/westland", "member", "westland"),
    ("membership/westland", "organization", "alliance"),
    ("membership/westland", "begunBy", "establishment/alliance"),
    ("departure/eastland", "type", "Departure"),
    ("departure/eastland", "by", "eastland"),
    ("departure/eastland", "of", "alliance"),
    ("invocation/westland", "type", "Invocation"),
    ("invocation/westland", "by", "westland"),
    ("invocation/westland", "of", "provision/charter-4"),
    ("policy-decision/guards", "type", "PolicyDecision"),
    ("policy-decision/guards", "about", "deployment/guards"),
    ("deployment/guards", "type", "Deployment"),
    ("deployment/guards", "participant", "force/guards"),
    ("deployment/guards", "location", "westland"),
    ("assessment/departure", "type", "Assessment"),
    ("assessment/departure", "about", "departure/eastland"),
    ("statement/westland", "type", "Statement"),
    ("statement/westland", "by", "westland"),
]

THINGS = sorted({subject for subject, _, _ in REGISTER})


def linked(case: Case, ontology: Ontology, *conflicts: WeighedConflict) -> set[tuple[str, str, str]]:
    """What is worked out for a case, in short names."""
    triples = reach_triples(case.register, case.claims, conflicts, ontology)
    return {(short(str(s)), short(str(p)), short(str(o))) for s, p, o in triples}


def reached(found: set[tuple[str, str, str]], prop: str, thing: str) -> list[str]:
    """The things of the register from which a thing is reached."""
    return sorted(s for s, p, o in found if (p, o) == (f"csto:{prop}", thing) and s in THINGS)


@pytest.fixture
def case(whole: Mini) -> Case:
    """The register, and a statement in which Westland speaks of the departure."""
    made = Case(whole, REGISTER)
    made.claim("a", ("statement/westland", "description", "Words."))
    said = (made.triple(("departure/eastland", "by", "eastland")),)
    content = CLAIM["a/content"]
    spoken = (*made.claims[0].triples, (ID["statement/westland"], CSTO.content, content))
    made.claims = [replace(made.claims[0], triples=spoken, reported=((content, said),))]
    return made


def conflict(case: Case, prop: str | None, *about: str) -> WeighedConflict:
    """A conflict about some things."""
    case.conflict(about[0], prop, "open")
    return WeighedConflict(replace(case.conflicts[-1], about=tuple(ID[a] for a in about)), (), prop is not None)


@pytest.mark.parametrize(
    ("thing", "belonging"),
    [
        (
            "alliance",
            "alliance departure/eastland deployment/guards establishment/alliance force/guards force/riders"
            " membership/eastland membership/westland observation/riders organ/council organ/office"
            " policy-decision/guards",
        ),
        ("force/guards", "deployment/guards force/guards force/riders observation/riders policy-decision/guards"),
        ("charter", "charter invocation/westland provision/charter-4"),
        ("eastland", "departure/eastland eastland membership/eastland"),
        (
            "westland",
            "deployment/guards invocation/westland membership/westland policy-decision/guards statement/westland"
            " westland",
        ),
        ("membership/eastland", "departure/eastland establishment/alliance membership/eastland"),
        ("deployment/guards", "deployment/guards policy-decision/guards"),
    ],
)
def test_what_belongs_to_a_thing(case: Case, whole: Mini, thing: str, belonging: str) -> None:
    """Its parts and theirs, what happens to it or to them, the numbers that measure them; nothing of its members' own."""
    assert belonging.split() == reached(linked(case, whole.ontology), "belongsTo", thing)


def test_what_is_said_concerns_a_thing_and_does_not_belong_to_it(case: Case, whole: Mini) -> None:
    """A judgement on a departure, and a statement that speaks of it, concern the state that left."""
    found = linked(case, whole.ontology)
    said = ["assessment/departure", "statement/westland"]
    assert said == sorted({*reached(found, "concerns", "eastland")} - {*reached(found, "belongsTo", "eastland")})
    assert {*said} <= {*reached(found, "concerns", "departure/eastland")}
    assert ("statement/westland", "csto:speaksOf", "departure/eastland") in found


def test_a_claim_and_what_it_reports_speak_of_what_they_name(case: Case, whole: Mini) -> None:
    """The graph of a claim and that of the speech that it reports each speak of what is named there."""
    found = linked(case, whole.ontology)
    assert {"statement/westland"} == {o for s, p, o in found if (s, p) == ("claim:a", "csto:speaksOf")}
    said = {o for s, p, o in found if (s, p) == ("claim:a/content", "csto:speaksOf")}
    assert {"departure/eastland", "eastland"} == said


def test_a_denial_reaches_as_far_as_an_assertion(whole: Mini) -> None:
    """What only a denied claim says reaches the things that it names."""
    denied = Case(whole, [fact for fact in REGISTER if fact != ("departure/eastland", "by", "eastland")])
    denied.claim("no", ("departure/eastland", "by", "eastland"), stance=ID["stance/denies"])
    assert "departure/eastland" in reached(linked(denied, whole.ontology), "belongsTo", "eastland")


def test_a_conflict_concerns_itself_and_what_its_subjects_concern(case: Case, whole: Mini) -> None:
    """It is found by its own name, by its subject, and by what that belongs to."""
    found = linked(case, whole.ontology, conflict(case, None, "observation/riders"))
    concerned = {o for s, p, o in found if (s, p) == ("conflict/c", "csto:concerns")}
    assert {"conflict/c", "observation/riders", "force/riders", "force/guards", "alliance"} == concerned


@pytest.mark.parametrize(
    ("prop", "about", "disputed"),
    [
        (None, "departure/eastland", "departure/eastland membership/eastland"),
        ("date", "establishment/alliance", "establishment/alliance membership/eastland membership/westland"),
        (None, "establishment/alliance", "establishment/alliance"),
        ("value", "observation/riders", "force/riders observation/riders"),
        (None, "policy-decision/guards", "deployment/guards policy-decision/guards"),
        (None, "assessment/departure", "assessment/departure"),
        (None, "organ/council", "organ/council"),
    ],
)
def test_what_a_conflict_disputes(case: Case, whole: Mini, prop: str | None, about: str, disputed: str) -> None:
    """Its subject; what that starts or ends, alone or by its day; what it counts, and what it deals with."""
    found = linked(case, whole.ontology, conflict(case, prop, about))
    assert disputed.split() == sorted(s for s, p, _ in found if p == "csto:disputedIn")


def test_marks_name_classes_that_the_ontology_has(whole: Mini) -> None:
    """Each mark is used, is on a property, and names a class of ours."""
    graph = whole.ontology.graph
    kinds = (CSTO.reachAsPart, CSTO.reachAsWhole, CSTO.reachAsRole, CSTO.reachAsMatter, CSTO.reachAsTime)
    marks = [mark for kind in kinds for mark in graph.subject_objects(kind)]
    assert 30 <= len(marks)
    assert [] == [str(kind) for kind in kinds if (None, kind, None) not in graph]
    assert [] == [str(p) for p, _ in marks if (p, RDF.type, OWL.ObjectProperty) not in graph]
    assert [] == [str(cls) for _, cls in marks if not isinstance(cls, URIRef) or cls not in whole.ontology.supers]


def test_every_thing_of_the_view_belongs_to_itself(whole: Mini) -> None:
    """One pattern finds a thing and all that belongs to it."""
    view = held_graph(whole.dataset, whole.weighed, whole.ontology).graph
    triples = set(reach_triples(view, whole.dataset.claims, (), whole.ontology))
    things = {s for s in view.subjects() if str(s).startswith(str(ID))}
    assert 40 <= len(things)
    assert set() == {s for s in things if (s, CSTO.belongsTo, s) not in triples}
