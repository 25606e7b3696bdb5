"""Small data sets on the order of things, and the bounds that follow, in lines that people read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from rdflib import Graph, Literal, URIRef

from csto_kg.chronology import Solution
from csto_kg.order.moments import Moment, NetworkConstraint, Reason, Which
from csto_kg.order.ordering import Ordered, order
from csto_kg.order.rules import rules_of
from csto_kg.read.records import ASSERTS, Dataset
from csto_kg.vocab import CLAIM, CSTO, EDTF, ID, SOURCE, short
from csto_kg.weigh import held_graph, weigh
from csto_kg.weigh.policy import CURATED, Policy
from tests.support.mini import Mini
from tests.support.weighing import Case, Fact

# Keys that are not plain English, by the names that tests give them.
_KEYS = {"distance": "reckoned"}
# The source of claims where none is named: it can have appeared on any day from 2001 on, so no publication bounds anything.
UNDATED = "notes"


def facts(text: str) -> list[Fact]:
    """Facts as people write them: `request/r after occurrence/u; request/r date 2010-04-07`."""
    found = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        subject, name, value = part.split()
        found.append((subject, _KEYS.get(name, name), value))
    return found


class OrderCase(Case):
    """A small data set whose claims can come from several sources."""

    def __init__(self, whole: Mini, register: str) -> None:
        super().__init__(whole, facts(register))
        self.provenance = Graph()

    def says(
        self, name: str, text: str, source: str = UNDATED, reported: str = "", stance: URIRef = ASSERTS
    ) -> OrderCase:
        """Add a claim of a source; `reported` is what it reports somebody to have said."""
        self.claim(name, *facts(text), stance=stance)
        content = tuple(self.triple(fact) for fact in facts(reported))
        said = ((URIRef(f"{CLAIM[name]}/content"), content),) if content else ()
        self.claims[-1] = replace(self.claims[-1], source=SOURCE[source], reported=said)
        return self

    def published(self, source: str, day: str, author: str | None = None) -> OrderCase:
        """Say when a source appeared, and who wrote it."""
        self.provenance.add((SOURCE[source], CSTO.published, Literal(day, datatype=EDTF.EDTF)))
        if author is not None:
            self.provenance.add((SOURCE[source], CSTO.author, ID[author]))
        return self

    @property
    def dataset(self) -> Dataset:
        """The data set so far."""
        return replace(super().dataset, provenance=self.whole.dataset.provenance + self.provenance)

    def order(self, policy: Policy = CURATED, without: Collection[str] = ()) -> Ordered:
        """Weigh it, and apply the rules of this repository, but for some."""
        ontology = self.whole.ontology
        rules = {iri: rule for iri, rule in rules_of(ontology).items() if rule.name not in without}
        dataset = self.dataset
        weighed = weigh(dataset, ontology, policy)
        return order(held_graph(dataset, weighed, ontology).graph, dataset, weighed, ontology, rules, policy)


def moment_of(text: str) -> tuple[Moment, bool]:
    """The moment and the side that a text names: `tenure/x latest-end`, `request/r earliest`."""
    thing, side = text.split()
    bound, _, which = side.partition("-")
    return Moment(ID[thing], Which(which or "day")), bound == "latest"


def bound(solution: Solution[Moment, Reason], text: str) -> date | None:
    """A bound in a solution, None where there is none."""
    moment, is_latest = moment_of(text)
    if moment not in solution:
        return None
    number = solution.latest(moment) if is_latest else solution.earliest(moment)
    return None if number is None else date.fromordinal(number)


def steps_to(solution: Solution[Moment, Reason], text: str) -> tuple[NetworkConstraint, ...]:
    """The steps that lead to a bound."""
    moment, is_latest = moment_of(text)
    return solution.why_latest(moment) if is_latest else solution.why_earliest(moment)


def names_of(iris: Iterable[URIRef]) -> set[str]:
    """Claims, things and rules by their short names, without the word for their kind."""
    return {short(iri).removeprefix("claim:").removeprefix("rule/") for iri in iris}


def all_bounds(solution: Solution[Moment, Reason]) -> dict[tuple[Moment, bool], int]:
    """Every bound of a solution that is a day, by moment and side."""
    found = {}
    for moment in solution.points:
        for is_latest, day in ((False, solution.earliest(moment)), (True, solution.latest(moment))):
            if day is not None:
                found[moment, is_latest] = day
    return found


def tighter(one: Solution[Moment, Reason], other: Solution[Moment, Reason]) -> list[str]:
    """The bounds of one solution that are tighter than those of another, as texts."""
    before = all_bounds(other)
    return [
        f"{short(moment.thing)} {moment.which} {'latest' if is_latest else 'earliest'}"
        for (moment, is_latest), day in all_bounds(one).items()
        if (moment, is_latest) not in before
        or (day < before[moment, is_latest] if is_latest else day > before[moment, is_latest])
    ]
