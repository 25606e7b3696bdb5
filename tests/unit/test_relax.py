"""Why an answer has no rows, on the mini project: what leaves nothing, and what would give rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from csto_kg.ask.alternatives import first_of
from csto_kg.ask.labels import Labels
from csto_kg.ask.names import Names
from csto_kg.ask.notes import notes_on_defaults, notes_on_nothing
from csto_kg.ask.relax import EmptyReason, why_empty
from csto_kg.ask.restrictions import RestrictionKind, defaults_used, period_of, restrictions_of
from csto_kg.ask.run import run_query
from csto_kg.time.periods import Period
from tests.support.mini import Mini
from tests.support.queries import QUERIES

LEAGUE = {"organization": "league"}


def explained(whole: Mini, name: str, values: Mapping[str, str]) -> EmptyReason:
    names = Names(whole.store)
    assert not run_query(names, QUERIES[name], values).rows
    return why_empty(names, Labels(whole.store), QUERIES[name], values)


@pytest.mark.parametrize(
    ("name", "values", "unmet", "sentences"),
    [
        (
            "members-as-of",
            {},
            ("organization",),
            [
                "Nothing is recorded under this reading for organization=csto (the default), "
                "for any date, role and unattested.",
                "With another organization there is an answer: The League.",
            ],
        ),
        (
            "members-as-of",
            {**LEAGUE, "date": "1999-01-01", "role": "role/observer"},
            ("role",),
            [
                "Nothing is recorded under this reading for role=observer, "
                "for any organization, date and unattested.",
                "With role=any there is an answer: member.",
            ],
        ),
        (
            "members-as-of",
            {**LEAGUE, "agent": "eastland", "date": "1950"},
            ("date",),
            [
                "Nothing here fits date=1950, for any organization, role, unattested and agent.",
                "On what is held at another time the sources disagree: “How did Eastland leave the League?”.",
                "The first day with an answer is 1995-01-02.",
            ],
        ),
        (
            "parties-as-of",
            {"instrument": "pact", "agent": "league"},
            ("agent",),
            [
                "Nothing is recorded under this reading for agent=The League, "
                "for any instrument, date and unattested.",
                "With agent=any there are answers: Eastland and Northland.",
            ],
        ),
        (
            "changes-between",
            {**LEAGUE, "role": "any", "from": "1950", "to": "1951"},
            ("from", "to"),
            [
                "Nothing here fits both from=1950 and to=1951, for any organization.",
                "With to=1995-01-03 there is an answer.",
            ],
        ),
        (
            "unbroken-members",
            {"body": "league", "from": "1950", "to": "2020"},
            ("from", "to"),
            [
                "Nothing here fits both from=1950 and to=2020, for any body and unattested.",
                "With from=1995-01-02 there is an answer.",
            ],
        ),
        (
            "search",
            {"text": "eastlandia"},
            ("text",),
            ["Nothing here fits text=eastlandia.", "With text=eastland there are 2 rows."],
        ),
        (
            "body-hierarchy",
            LEAGUE,
            (),
            ["This query has no rows here, whatever its parameters are."],
        ),
        (
            "why-then",
            {"thing": "eastland", "side": "zzz"},
            ("thing",),
            ["Nothing is recorded under this reading for thing=Eastland, for any side."],
        ),
    ],
)
def test_an_empty_answer_is_explained(
    name: str, values: Mapping[str, str], unmet: tuple[str, ...], sentences: Sequence[str], whole: Mini
) -> None:
    """The parameters that leave nothing are named, and the values that would give rows."""
    reason = explained(whole, name, values)
    assert (unmet, sentences) == (reason.unmet, list(reason.sentences))
    for relaxation in reason.relaxations:
        for other in relaxation.values:
            assert run_query(whole.store, QUERIES[name], {**values, **other}).rows


@pytest.mark.parametrize(
    ("name", "values", "is_covered"),
    [
        ("members-as-of", {}, False),
        ("members-as-of", {**LEAGUE, "date": "1950-01-01"}, True),
        ("parties-as-of", {"instrument": "pact", "date": "1950-01-01"}, True),
    ],
)
def test_no_and_not_covered_are_two_answers(
    name: str, values: Mapping[str, str], is_covered: bool, whole: Mini
) -> None:
    """What no source speaks of is not covered; what does not hold on a day is a no."""
    assert is_covered == explained(whole, name, values).is_covered


def test_defaults_that_leave_something_out_are_named() -> None:
    """A default is named where it was used and leaves something out; `any` and the whole of time leave nothing out."""
    query = QUERIES["members-as-of"]
    used = ("organization=csto", "date=2012-06-27", "role=role/member", "unattested=no")
    assert used == defaults_used(query, {})
    assert used[1:] == defaults_used(query, LEAGUE)
    assert () == defaults_used(QUERIES["meetings"], {})


def test_defaults_are_noted(whole: Mini) -> None:
    """The note on an answer names one default, or several; an empty answer is explained besides."""
    names, labels = Names(whole.store), Labels(whole.store)
    query = QUERIES["parties-as-of"]
    given = {"instrument": "pact", "date": "1999-01-01"}
    assert ("unattested=no was not given: the default was used",) == notes_on_defaults(query, given)
    several = "date=1999-06-01, unattested=no were not given: the defaults were used"
    assert (several,) == notes_on_defaults(query, {"instrument": "pact"})
    empty = notes_on_nothing(names, labels, query, {**given, "date": "1950", "unattested": "no"})
    assert empty[-1] == "The first day with an answer is 1991-06-01"


def test_what_leaves_nothing_out_is_no_restriction() -> None:
    """`any` and the whole of time restrict nothing; the details come first, a thing that was given last."""
    query = QUERIES["changes-between"]
    members = {"Agent": ("x:a",), "Role": ("x:r",)}
    whole_time = {"role": "any", "from": "0001-01-01", "to": "9999-12-31"}
    rows = dict.fromkeys((*whole_time, "organization"), "x:a")
    found = restrictions_of(query, {**whole_time, "organization": "csto"}, rows, members, ())
    assert [("organization",)] == [r.names for r in found]
    kinds = [r.kind for r in restrictions_of(query, {}, {}, members, (date(2000, 1, 1),))]
    assert [RestrictionKind.PERIOD, RestrictionKind.ENTITY, RestrictionKind.ENTITY] == kinds


@pytest.mark.parametrize("wanted", [*range(12), 40])
def test_the_first_that_fits_is_found(wanted: int) -> None:
    """Of items in order the first that fits is found, though several are asked about at once."""
    asked: list[int] = []

    def gives(items: Sequence[int]) -> bool:
        asked.append(len(items))
        return any(item >= wanted for item in items)

    assert (wanted if wanted < 30 else None) == first_of(range(30), gives)
    assert len(asked) <= 10


def test_several_days_are_asked_from_the_first_to_the_last() -> None:
    """Of several days the earlier and later ones are looked for outside of them."""
    assert Period(date(2001, 1, 1), date(2003, 12, 31)) == period_of("2003,2001-01-01")
