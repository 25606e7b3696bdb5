"""Each rule on time in the ontology with its example, which it tightens, and its counter-example, which it leaves alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pytest

from csto_kg.chronology.constraints import Origin
from csto_kg.ontology import Ontology
from csto_kg.order import rules_of
from csto_kg.order.moments import NetworkConstraint
from csto_kg.vocab import ID
from tests.support.mini import Mini
from tests.support.ordering import UNDATED, OrderCase, all_bounds, bound, names_of, steps_to

# Rules that the build applies whether or not the ontology has them.
OF_THE_BUILD = frozenset(("dated", "attested", "lasts", "begun-by", "ended-by", "distance"))


@dataclass(frozen=True, slots=True)
class Said:
    """A small data set: the register, and claims by name. A claim is of an undated source, or has `source: facts`."""

    register: str
    claims: Mapping[str, str]
    reported: Mapping[str, str] = field(default_factory=dict)
    prefers: tuple[str, str, str] | None = None

    def case(self, whole: Mini) -> OrderCase:
        """The data set, with its conflict decided."""
        case = OrderCase(whole, self.register)
        case.published("paper", "2021-03-01", "person/author")
        for name, text in self.claims.items():
            source, colon, said = text.rpartition(": ")
            case.says(name, said, source if colon else UNDATED, self.reported.get(name, ""))
        if self.prefers:
            about, prop, preferred = self.prefers
            case.conflict(about, prop, "preferred", [preferred])
        return case


@dataclass(frozen=True, slots=True)
class Example:
    """What a rule tightens: a bound, its day, and the claims behind the step."""

    said: Said
    bound: str
    day: str
    claims: frozenset[str]


@dataclass(frozen=True, slots=True)
class Counter:
    """What a rule leaves alone: it constrains nothing, or none of `spares`; `keeps` are bounds that stay as they are.

    An assumption that the claims refute (`is_refuted`) is left out where it contradicts them.
    """

    said: Said
    keeps: Mapping[str, str | None] = field(default_factory=dict)
    spares: frozenset[str] = frozenset()
    is_refuted: bool = False


def of(*names: str) -> frozenset[str]:
    """Some names."""
    return frozenset(names)


CSTO_FOUNDED = "csto type InternationalOrganization; establishment/c type Establishment; establishment/c of csto;"
MEETING = "statement/s type Statement; meeting/m type Meeting; occurrence/o type Occurrence;"
ACT = "signature/s type Signature; person/m type Person; post/p type Post; signature/s by person/m; " + (
    "signature/s actingAs post/p; tenure/m-1 type Tenure; tenure/m-1 member person/m; tenure/m-1 post post/p;"
)
TENURES = "post/p type SingleHolderPost; tenure/a type Tenure; tenure/b type Tenure;" + (
    "tenure/a post post/p; tenure/b post post/p"
)
CHAIRS = (
    "csto type InternationalOrganization; chairmanship/a type Chairmanship; chairmanship/b type Chairmanship;"
    + ("chairmanship/a organization csto; chairmanship/b organization csto")
)
EPISODE = "membership/x type Membership; membership/x begunBy joining/x; membership/x endedBy departure/x;" + (
    "joining/x type Joining; departure/x type Departure"
)
ARMENIA = "csto type InternationalOrganization; armenia type State; chairmanship/a type Chairmanship;" + (
    "chairmanship/a organization csto; chairmanship/a member armenia; membership/a-1 type Membership;"
    "membership/a-1 member armenia; membership/a-1 organization csto;"
)

EXAMPLES: dict[str, Example] = {
    "dated": Example(
        Said("exercise/x type Exercise", {"a": "exercise/x date 1991"}), "exercise/x latest", "1991-12-31", of("a")
    ),
    "attested": Example(
        Said("membership/x type Membership", {"a": "membership/x holds 1991-03-01"}),
        "membership/x latest-begin",
        "1991-03-01",
        of("a"),
    ),
    "lasts": Example(
        Said("membership/x type Membership", {"a": "membership/x ends 2012-06-28"}),
        "membership/x latest-begin",
        "2012-06-27",
        of(),
    ),
    "begun-by": Example(
        Said(EPISODE, {"a": "joining/x date 1991", "b": "departure/x type Departure"}),
        "membership/x latest-begin",
        "1991-12-31",
        of(),
    ),
    "ended-by": Example(
        Said(EPISODE, {"a": "departure/x date 2000", "b": "joining/x type Joining"}),
        "membership/x earliest-end",
        "2000-01-01",
        of(),
    ),
    "distance": Example(
        Said(
            "request/r type Request; statement/s type Statement",
            {
                "a": "request/r date 1991-06",
                "b": "statement/s reckonedFrom request/r; statement/s distance P7D",
                "c": "statement/s date 1991-06-20",
            },
        ),
        "request/r latest",
        "1991-06-13",
        of("b"),
    ),
    "episodes": Example(
        Said(
            "membership/u-1 type Membership; membership/u-2 type Membership",
            {"a": "membership/u-1 type Membership", "b": "membership/u-2 begins 2006-06-23"},
        ),
        "membership/u-1 latest-end",
        "2006-06-23",
        of(),
    ),
    "after": Example(
        Said(
            "occurrence/u type Occurrence; request/r type Request",
            {"a": "occurrence/u date 2010-04-06", "b": "request/r after occurrence/u"},
        ),
        "request/r earliest",
        "2010-04-06",
        of("b"),
    ),
    "response": Example(
        Said(
            "deployment/d type Deployment; request/r type Request",
            {"a": "request/r date 2022-01-05", "b": "deployment/d respondsTo request/r"},
        ),
        "deployment/d earliest-begin",
        "2022-01-05",
        of("b"),
    ),
    "effect": Example(
        Said(
            "adoption/c type Adoption; establishment/c type Establishment",
            {
                "a": "adoption/c date 2002-10-07; establishment/c type Establishment",
                "b": "adoption/c resultedIn establishment/c",
            },
        ),
        "establishment/c earliest",
        "2002-10-07",
        of("b"),
    ),
    "reported-in": Example(
        Said(
            "statement/s type Statement; statement/ref type Statement",
            {"a": "statement/ref date 2022-05-16", "b": "statement/s reportedIn statement/ref"},
        ),
        "statement/s latest",
        "2022-05-16",
        of("b"),
    ),
    "holds-at": Example(
        Said(
            "participation/g type TreatyParticipation; refusal/r type Refusal",
            {"a": "refusal/r date 1999-04-02", "b": "participation/g holdsAt refusal/r"},
        ),
        "participation/g earliest-end",
        "1999-04-03",
        of("b"),
    ),
    "succession": Example(
        Said(CHAIRS, {"a": "chairmanship/a ends 2021-01-01", "b": "chairmanship/b succeeds chairmanship/a"}),
        "chairmanship/b earliest-begin",
        "2020-12-31",
        of("b"),
    ),
    "part": Example(
        Said(
            MEETING,
            {"a": "meeting/m date 2010-06-14", "b": "statement/s partOf meeting/m"} | {"c": "occurrence/o date 1990"},
        ),
        "statement/s latest",
        "2010-06-14",
        of("a", "b"),
    ),
    "body-exists": Example(
        Said(
            CSTO_FOUNDED + "chairmanship/x type Chairmanship; chairmanship/x organization csto",
            {"a": "establishment/c date 2002-10-07", "b": "chairmanship/x type Chairmanship"},
        ),
        "chairmanship/x earliest-begin",
        "2002-10-07",
        of(),
    ),
    "one-holder": Example(
        Said(TENURES, {"a": "tenure/a holds 2000-05-01", "b": "tenure/b holds 2008-05-07"}),
        "tenure/a latest-end",
        "2008-05-08",
        of("a", "b"),
    ),
    "act-in-post": Example(
        Said(ACT, {"a": "signature/s date 2010-06-02", "b": "tenure/m-1 type Tenure"}),
        "tenure/m-1 latest-begin",
        "2010-06-02",
        of(),
    ),
    "adopted-first": Example(
        Said(
            "charter type Instrument; adoption/c type Adoption; adoption/c of charter;"
            "entry-into-force/c type EntryIntoForce; entry-into-force/c of charter",
            {"a": "adoption/c date 2002-10-07", "b": "entry-into-force/c type EntryIntoForce"},
        ),
        "entry-into-force/c earliest",
        "2002-10-07",
        of(),
    ),
    "reported": Example(
        Said("meeting/m type Meeting", {"a": "paper: meeting/m type Meeting"}),
        "meeting/m latest",
        "2021-03-01",
        of("a"),
    ),
    "own-statement": Example(
        Said("person/author type Person; statement/s type Statement", {"a": "paper: statement/s by person/author"}),
        "statement/s earliest",
        "2021-03-01",
        of("a"),
    ),
    "actor-exists": Example(
        Said(
            CSTO_FOUNDED + "exercise/x type Exercise",
            {"a": "establishment/c date 2002-10-07", "b": "exercise/x by csto"},
        ),
        "exercise/x earliest",
        "2002-10-07",
        of("b"),
    ),
    "one-chair": Example(
        Said(CHAIRS, {"a": "chairmanship/a holds 2010-05-01", "b": "chairmanship/b holds 2012-05-07"}),
        "chairmanship/b earliest-begin",
        "2010-05-01",
        of("a", "b"),
    ),
    "chair-is-member": Example(
        Said(ARMENIA, {"a": "chairmanship/a holds 2015-01-01", "b": "membership/a-1 type Membership"}),
        "membership/a-1 latest-begin",
        "2015-01-01",
        of(),
    ),
    "decided-at-meeting": Example(
        Said(
            "adoption/s type Adoption; meeting/m type Meeting",
            {"a": "adoption/s date 2010-12-10; meeting/m date 2010-12", "b": "adoption/s partOf meeting/m"},
        ),
        "meeting/m earliest",
        "2010-12-10",
        of("b"),
    ),
    "handover": Example(
        Said(CHAIRS, {"a": "chairmanship/a ends 2021-01-01", "b": "chairmanship/b succeeds chairmanship/a"}),
        "chairmanship/b latest-begin",
        "2021-01-01",
        of("b"),
    ),
}

COUNTERS: dict[str, Counter] = {
    "dated": Counter(
        Said(
            "exercise/x type Exercise",
            {"a": "exercise/x date 1991-06-01", "b": "exercise/x date 1992-07-01"},
            prefers=("exercise/x", "date", "a"),
        ),
        spares=of("b"),
        keeps={"exercise/x latest": "1991-06-01"},
    ),
    "attested": Counter(
        Said("membership/x type Membership", {"a": "membership/x type Membership"}),
        keeps={"membership/x latest-begin": None},
    ),
    "lasts": Counter(Said("exercise/x type Exercise", {"a": "exercise/x date 1991"})),
    "begun-by": Counter(
        Said(
            f"{EPISODE}; ratification/x type Ratification",
            {"a": "ratification/x date 1991", "b": "joining/x type Joining; departure/x type Departure"},
        ),
        spares=of("ratification/x"),
        keeps={"membership/x earliest-begin": None},
    ),
    "ended-by": Counter(
        Said(
            f"{EPISODE}; statement/notice type Statement",
            {"a": "statement/notice date 1991", "b": "joining/x type Joining; departure/x type Departure"},
        ),
        spares=of("statement/notice"),
        keeps={"membership/x latest-end": None},
    ),
    "distance": Counter(
        Said(
            "request/r type Request; statement/s type Statement",
            {
                "a": "request/r date 1991-06",
                "b": "statement/s reckonedFrom request/r; statement/s distance P7D",
                "c": "statement/s date 1991-12-20",
            },
            prefers=("statement/s", "date", "c"),
        ),
        keeps={"request/r latest": "1991-06-30", "statement/s latest": "1991-12-20"},
    ),
    "episodes": Counter(
        Said(
            "armed-conflict/k-1 type ArmedConflict; armed-conflict/k-2 type ArmedConflict;"
            "condition/k-1 type Condition; condition/k-2 type Condition",
            {
                "a": "armed-conflict/k-1 type ArmedConflict; condition/k-1 type Condition",
                "b": "armed-conflict/k-2 begins 2006; condition/k-2 begins 2006",
            },
        ),
        keeps={"armed-conflict/k-1 latest-end": None, "condition/k-1 latest-end": None},
    ),
    "after": Counter(
        Said(
            "occurrence/u type Occurrence; request/r type Request",
            {"a": "occurrence/u date 2010-04-06; request/r type Request"},
        ),
        keeps={"request/r earliest": None},
    ),
    "response": Counter(
        Said(
            "statement/s type Statement; request/r type Request",
            {"a": "request/r date 2022-01-05", "b": "statement/s about request/r"},
        ),
        keeps={"statement/s earliest": None},
    ),
    "effect": Counter(
        Said(
            "adoption/c type Adoption; establishment/c type Establishment; statement/s type Statement",
            {
                "a": "adoption/c date 2002-10-07",
                "b": "establishment/c type Establishment",
                "c": "statement/s about adoption/c",
            },
            {"c": "adoption/c resultedIn establishment/c"},
        ),
        keeps={"establishment/c earliest": None},
    ),
    "reported-in": Counter(
        Said(
            "announcement/a type Announcement; exercise/e type Exercise",
            {"a": "announcement/a date 2022-05-16; announcement/a about exercise/e", "b": "exercise/e type Exercise"},
        ),
        keeps={"exercise/e latest": None},
    ),
    "holds-at": Counter(
        Said(EPISODE, {"a": "joining/x date 1991-05-05", "b": "departure/x date 2000-05-05"}),
        keeps={"membership/x earliest-end": "2000-05-05", "membership/x latest-begin": "1991-05-05"},
    ),
    "succession": Counter(
        Said(CHAIRS, {"a": "chairmanship/a ends 2021-01-01", "b": "chairmanship/b type Chairmanship"}),
        keeps={"chairmanship/b earliest-begin": None},
    ),
    "part": Counter(
        Said(
            MEETING,
            {
                "a": "occurrence/o date 2010",
                "b": "statement/s partOf occurrence/o; meeting/m partOf occurrence/o",
                "c": "meeting/m date 2010-03-01",
            },
        ),
        spares=of("c"),
        keeps={"statement/s earliest": "2010-01-01", "statement/s latest": "2010-12-31"},
    ),
    "body-exists": Counter(
        Said(
            CSTO_FOUNDED + "cst type Treaty; csto basedOn cst; participation/p type TreatyParticipation;"
            "participation/p instrument cst",
            {"a": "establishment/c date 2002-10-07", "b": "participation/p begins 1994-04-20"},
        ),
        keeps={"participation/p earliest-begin": "1994-04-20"},
    ),
    "one-holder": Counter(
        Said(TENURES, {"a": "tenure/a type Tenure", "b": "tenure/b holds 2008-05-07"}),
        keeps={"tenure/a latest-end": None, "tenure/b earliest-begin": None},
    ),
    "act-in-post": Counter(
        Said(
            ACT + "tenure/m-2 type Tenure; tenure/m-2 member person/m; tenure/m-2 post post/p",
            {"a": "signature/s date 2010-06-02", "b": "tenure/m-1 type Tenure", "c": "tenure/m-2 type Tenure"},
        ),
        keeps={"tenure/m-1 latest-begin": None, "tenure/m-2 earliest-end": None},
    ),
    "adopted-first": Counter(
        Said(
            "charter type Instrument; signature/c type Signature; signature/c of charter;"
            "entry-into-force/c type EntryIntoForce; entry-into-force/c of charter",
            {"a": "signature/c date 2005-10-07", "b": "entry-into-force/c date 2003"},
        ),
        keeps={"entry-into-force/c latest": "2003-12-31"},
    ),
    "reported": Counter(
        Said(
            "statement/s type Statement; exercise/e type Exercise; exercise/f type Exercise",
            {
                "a": "paper: statement/s date 2020",
                "b": "exercise/e type Exercise",
                "c": "paper: exercise/f date 2022",
            },
            {"a": "exercise/e type Exercise"},
        ),
        spares=of("exercise/e", "exercise/f"),
        keeps={"exercise/e latest": None, "exercise/f latest": "2022-12-31"},
    ),
    "own-statement": Counter(
        Said(
            "person/author type Person; statement/s type Statement",
            {"a": "paper: statement/s by person/author; statement/s date 2019"},
        ),
        keeps={"statement/s earliest": "2019-01-01", "statement/s latest": "2019-12-31"},
    ),
    "actor-exists": Counter(
        Said(
            CSTO_FOUNDED + "exercise/x type Exercise",
            {"a": "establishment/c date 2002-10-07", "b": "exercise/x by csto; exercise/x date 1999"},
        ),
        keeps={"exercise/x earliest": "1999-01-01", "establishment/c latest": "2002-10-07"},
        is_refuted=True,
    ),
    "one-chair": Counter(
        Said(CHAIRS, {"a": "chairmanship/a type Chairmanship", "b": "chairmanship/b holds 2012-05-07"}),
        keeps={"chairmanship/a latest-end": None, "chairmanship/b earliest-begin": None},
    ),
    "chair-is-member": Counter(
        Said(
            ARMENIA
            + "membership/a-2 type Membership; membership/a-2 member armenia; membership/a-2 organization csto",
            {
                "a": "chairmanship/a holds 2015-01-01",
                "b": "membership/a-1 type Membership",
                "c": "membership/a-2 type Membership",
            },
        ),
        keeps={"membership/a-1 latest-begin": None, "membership/a-2 latest-begin": None},
    ),
    "decided-at-meeting": Counter(
        Said(
            "adoption/s type Adoption; occurrence/o type Occurrence",
            {"a": "adoption/s date 2010-12-10; occurrence/o date 2010-12", "b": "adoption/s partOf occurrence/o"},
        ),
        keeps={"occurrence/o earliest": "2010-12-01"},
    ),
    "handover": Counter(
        Said(
            CHAIRS,
            {
                "a": "chairmanship/a ends 2020-06-01",
                "b": "chairmanship/b succeeds chairmanship/a; chairmanship/b begins 2021-01-01",
            },
        ),
        keeps={"chairmanship/a latest-end": "2020-06-01", "chairmanship/b earliest-begin": "2021-01-01"},
        is_refuted=True,
    ),
}


def test_every_rule_has_its_cases(ontology: Ontology) -> None:
    """The rules of the ontology, those with an example here and those with a counter-example are the same."""
    names = {rule.name for rule in rules_of(ontology).values()}
    assert 20 <= len(names)
    assert (names, names) == (set(EXAMPLES), set(COUNTERS))


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_rule_tightens_its_example(name: str, whole: Mini) -> None:
    """The rule gives the bound, with its claims behind the step; without the rule the bound is another."""
    example = EXAMPLES[name]
    case = example.said.case(whole)
    ordered = case.order()
    solution = (ordered.presumed if ordered.rules[ID[f"rule/{name}"]].is_assumption else ordered.strict).solution
    assert date.fromisoformat(example.day) == bound(solution, example.bound)
    of_rule = [s.reason for s in steps_to(solution, example.bound) if s.reason.rule == ID[f"rule/{name}"]]
    assert [example.claims] == [names_of(reason.claims) for reason in of_rule]
    if name not in OF_THE_BUILD:
        without = case.order(without=[name])
        assert date.fromisoformat(example.day) != bound(without.presumed.solution, example.bound)


@pytest.mark.parametrize("name", [name for name, example in EXAMPLES.items() if name not in OF_THE_BUILD])
def test_an_assumption_leaves_strict_bounds_alone(name: str, whole: Mini) -> None:
    """What an assumption gives is presumed only; what a strict rule gives does not need the assumptions."""
    example = EXAMPLES[name]
    ordered = example.said.case(whole).order()
    strict = bound(ordered.strict.solution, example.bound)
    is_assumption = ordered.rules[ID[f"rule/{name}"]].is_assumption
    assert is_assumption == (date.fromisoformat(example.day) != strict)


@pytest.mark.parametrize("name", COUNTERS)
def test_a_rule_leaves_its_counter_example_alone(name: str, whole: Mini) -> None:
    """The rule constrains nothing of what it must not touch, and bounds stay as they are."""
    counter = COUNTERS[name]
    case = counter.said.case(whole)
    ordered = case.order()
    assert () == ordered.contradictions
    assert counter.is_refuted == bool(ordered.presumed.contradictions)
    used = [c for c in ordered.presumed.solution.constraints if c.reason.rule == ID[f"rule/{name}"]]
    assert counter.is_refuted or [] == [c for c in used if not counter.spares or names_in(c) & counter.spares]
    kept = {text: bound(ordered.presumed.solution, text) for text in counter.keeps}
    assert {text: date.fromisoformat(day) if day else None for text, day in counter.keeps.items()} == kept
    if name not in OF_THE_BUILD and not counter.spares:
        without = case.order(without=[name]).presumed.solution
        assert all_bounds(without) == all_bounds(ordered.presumed.solution)


def names_in(constraint: NetworkConstraint) -> set[str]:
    """The things and claims that a constraint names."""
    things = [m.thing for m in (constraint.point, constraint.other) if not isinstance(m, Origin)]
    return names_of([*things, *constraint.reason.claims])
