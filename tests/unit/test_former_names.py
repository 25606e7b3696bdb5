"""Parameters that were renamed: the former names still work, with a warning."""

from __future__ import annotations

import warnings
from typing import Final

import pytest

from csto_kg.errors import UsageError
from csto_kg.queries.functions import Questions
from csto_kg.queries.stored import bind, renamed
from tests.support.mini import Mini
from tests.support.queries import QUERIES, bound

FORMER: Final = (
    ("chairs", "state", "agent"),
    ("changes-between", "state", "agent"),
    ("co-members-as-of", "state", "agent"),
    ("conflicts", "about", "thing"),
    ("contributors", "recipient", "organization"),
    ("entity-card", "entity", "thing"),
    ("evidence", "subject", "thing"),
    ("findings-on", "subject", "thing"),
    ("meetings", "participant", "agent"),
    ("members-as-of", "state", "agent"),
    ("membership-history", "state", "agent"),
    ("parties-as-of", "state", "agent"),
    ("party-changes-between", "state", "agent"),
    ("quarrels", "participant", "agent"),
    ("ratifications", "of", "thing"),
    ("ratifications", "state", "agent"),
    ("requests", "addressee", "agent"),
    ("signatories-by", "instrument", "body"),
    ("signatories-by", "state", "agent"),
    ("statements", "speaker", "agent"),
    ("statements-about", "topic", "thing"),
    ("timeline", "subject", "thing"),
    ("unbroken-members", "state", "agent"),
)
"""Each former name: query, former name, present name. A line may be removed only as the policy on deprecation allows."""

# What each present name takes in the mini project.
_VALUES: Final = {"thing": "eastland", "agent": "eastland", "organization": "league", "body": "pact"}


def test_every_former_name_is_listed() -> None:
    """The headers have the former names of the table, and no others."""
    found = {(q.name, alias, p.name) for q in QUERIES.values() for p in q.parameters for alias in p.aliases}
    assert set(FORMER) == found


@pytest.mark.parametrize(("name", "former", "present"), FORMER)
def test_a_former_name_means_the_present_one(name: str, former: str, present: str, whole: Mini) -> None:
    """A query asked by a former name is the same query, and a warning gives the present name."""
    query, value = QUERIES[name], _VALUES[present]
    with pytest.warns(FutureWarning, match=f"^parameter '{former}' of {name} is called '{present}' now$"):
        text = bound(whole.store, query, {former: value})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert bound(whole.store, query, {present: value}) == text
    assert query.text != text


@pytest.mark.parametrize(("name", "former", "present"), FORMER)
def test_both_names_at_once_are_refused(name: str, former: str, present: str, whole: Mini) -> None:
    """A parameter under its former and its present name is an error that says which to give."""
    query, value = QUERIES[name], _VALUES[present]
    for values in ({former: value, present: value}, {present: value, former: value}):
        with pytest.raises(
            UsageError, match=f"'{present}' of {name} is given twice.*'{former}'.*give '{present}' only"
        ):
            bound(whole.store, query, values)


@pytest.mark.parametrize(("name", "former", "present"), FORMER)
def test_typed_functions_pass_former_names_on(name: str, former: str, present: str) -> None:
    """A typed function takes the former name as a keyword; so does that of a query of a project, which passes on all."""
    function = getattr(Questions(lambda asked, /, **values: (asked, values)), name.replace("-", "_"))
    more = {"evidence": False} if name.replace("-", "_") in vars(Questions) else {}
    assert (name, {**more, former: "x"}) == function(**{former: "x"})
    assert (name, {**more, present: "x"}) == function(**{present: "x"})


def test_unknown_names_stay() -> None:
    """A name that a query never had is left to the check of the parameters."""
    query = QUERIES["entity-card"]
    assert ({"thing": "a", "stat": "b"}, ("parameter 'entity' of entity-card is called 'thing' now",)) == renamed(
        query, {"entity": "a", "stat": "b"}
    )
    with pytest.raises(UsageError, match="has no parameter 'stat'"):
        bind(query, {"stat": "b"}, lambda _parameter, _value: pytest.fail("nothing is looked up"))
