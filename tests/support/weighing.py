"""Small data sets made of a few facts, and what weighing them gives, in lines that people read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF
from rdflib.term import Identifier

from csto_kg.errors import DataError, FindingsError, Where
from csto_kg.ontology import ValueKind
from csto_kg.rdf.terms import TermTriple
from csto_kg.read.records import ASSERTS, Claim, CuratedConflict, Dataset
from csto_kg.vocab import CLAIM, CSTO, ID, short
from csto_kg.weigh import Finding, Weighed, weigh
from tests.support.mini import Mini

# A register or a claim as people think of it: thing, key, value.
Fact = tuple[str, str, str]

# Dates of which some fit and some exclude each other.
DATES = st.sampled_from(
    [
        "1991",
        "1991-06",
        "1991-06-01",
        "1991-06-02",
        "1991-07",
        "1992",
        "199X",
        "[1990..1992]",
        "1991-06~",
        "1990-12-31",
    ]
)

EVENT: list[Fact] = [("exercise/x", "type", "Exercise")]
EPISODE: list[Fact] = [
    ("membership/x", "type", "Membership"),
    ("membership/x", "begunBy", "joining/x"),
    ("membership/x", "endedBy", "departure/x"),
    ("joining/x", "type", "Joining"),
    ("departure/x", "type", "Departure"),
]
TREATY: list[Fact] = [
    ("participation/x", "type", "TreatyParticipation"),
    ("participation/x", "begunBy", "joining/x"),
    ("participation/x", "begunBy", "entry-into-force/x"),
    ("joining/x", "type", "Joining"),
    ("entry-into-force/x", "type", "EntryIntoForce"),
]


class Case:
    """A data set made of a few facts, in the ontology of this repository."""

    def __init__(self, whole: Mini, register: Sequence[Fact]) -> None:
        self.whole = whole
        self.register = Graph()
        self.claims: list[Claim] = []
        self.conflicts: list[CuratedConflict] = []
        for fact in register:
            self.register.add(self.triple(fact))

    def triple(self, fact: Fact) -> TermTriple:
        """A fact in RDF, its value typed as the key says."""
        subject, name, value = fact
        if name == "type":
            return ID[subject], RDF.type, CSTO[value]
        key = self.whole.ontology.keys[name]
        typed: Identifier = (
            Literal(value, datatype=key.datatype, normalize=False) if key.kind is ValueKind.LITERAL else ID[value]
        )
        return ID[subject], key.iri, typed

    def claim(self, name: str, *facts: Fact, stance: URIRef = ASSERTS) -> Case:
        """Add a claim."""
        triples = tuple(self.triple(fact) for fact in facts)
        like = self.whole.dataset.claims[0]
        self.claims.append(replace(like, iri=CLAIM[name], stance=stance, triples=triples, reported=()))
        return self

    def conflict(
        self,
        about: str,
        prop: str | None,
        outcome: str,
        prefers: Sequence[str] = (),
        between: Sequence[str] = (),
        name: str = "c",
    ) -> Case:
        """Add a conflict with its decision; without a property it is one of terminology."""
        on = None if prop is None else RDF.type if prop == "class" else self.whole.ontology.keys[prop].iri
        self.conflicts.append(
            CuratedConflict(
                ID[f"conflict/{name}"],
                "What is so?",
                (ID[about],),
                on,
                ID["conflict-type/value"],
                tuple(CLAIM[c] for c in between),
                ID[f"decision/{name}"],
                ID[f"outcome/{outcome}"],
                tuple(CLAIM[c] for c in prefers),
                "because",
                Where("data/decisions/x.yaml", 1, 3),
            )
        )
        return self

    @property
    def dataset(self) -> Dataset:
        """The data set so far."""
        return replace(
            self.whole.dataset,
            claims=tuple(self.claims),
            conflicts=tuple(self.conflicts),
            register=self.register,
            where={},
        )

    def weigh(self) -> Weighed:
        """Weigh it."""
        return weigh(self.dataset, self.whole.ontology)


def findings_on(findings: Sequence[Finding], subject: str, name: str = "date") -> list[str]:
    """The findings on a point in a line each: value, status, claims for, claims against."""
    lines = []
    for f in findings:
        if f.subject == ID[subject] and f.property == (RDF.type if name == "type" else CSTO[name]):
            claims = [",".join(sorted(c.removeprefix(str(CLAIM)) for c in cs)) for cs in (f.supports, f.dissents)]
            status = f.status.rsplit("/", 1)[-1]
            lines.append(f"{short(str(f.value)).removeprefix('csto:')} {status} +{claims[0]} -{claims[1]}")
    return sorted(lines)


def refused(case: Case, error: type[DataError] | type[FindingsError]) -> list[str]:
    """The faults of a data set that is refused."""
    with pytest.raises(error) as caught:
        case.weigh()
    return [str(fault) for fault in caught.value.faults]


def disagreeing(whole: Mini) -> Case:
    """Two days that exclude each other, and a year that fits both."""
    case = Case(whole, EVENT)
    for name, value in (("a", "1991-06-01"), ("b", "1991-07-01"), ("c", "1991")):
        case.claim(name, ("exercise/x", "date", value))
    return case
