"""What stored queries take, as JSON Schema: the values that it allows are those that a query takes."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from csto_kg.ask.documents import ASIDES, MOST_ROWS, RowRange, rows_asked
from csto_kg.errors import UsageError
from csto_kg.queries.header import ParameterType
from csto_kg.queries.schemas import input_schema, is_required, query_in_words, value_schema
from csto_kg.queries.stored import Parameter, StoredQuery
from csto_kg.time.days import DateError
from csto_kg.time.periods import read_period
from tests.support.queries import NAMES, QUERIES

DAY = Parameter("date", ParameterType.DAY, "the day", None, False, '"2012-06-28T00:00:00Z"')
WORDS = Parameter("all", ParameterType.TEXT, "whether", None, True, '"no"', values=("yes", "no"))


def is_valid(schema: dict[str, Any], value: object) -> bool:
    """Whether a value fits a schema, formats too."""
    return bool(Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid(value))


@pytest.mark.parametrize("name", NAMES)
def test_each_query_has_a_schema(name: str) -> None:
    """It is valid, has every parameter with its meaning, and refuses what the query does not take."""
    query = QUERIES[name]
    schema = input_schema(query, ASIDES)
    Draft202012Validator.check_schema(schema)
    assert {*ASIDES, *(p.name for p in query.parameters)} == set(schema["properties"])
    assert all(p.about in schema["properties"][p.name]["description"] for p in query.parameters)
    assert schema["required"] == [p.name for p in query.parameters if is_required(p)]
    needed = dict.fromkeys(schema["required"], "x")
    assert is_valid(schema, needed)
    assert not is_valid(schema, {**needed, "what-is-not-there": "x"})
    assert query.question in query_in_words(query)


@pytest.mark.parametrize(
    "written",
    ["2012-06-28", "2012-06", "2012", "2010..2012-06", "12", "2012-6", "June 2012", "2012..", "", "2010..2011..2012"],
)
def test_days_are_written_as_they_are_read(written: str) -> None:
    """The schema takes the forms of a day, month, year and period, and no other."""
    try:
        read_period(written)
        is_read = True
    except DateError:
        is_read = False
    assert is_read == is_valid(value_schema(DAY), written)


def test_one_value_or_several() -> None:
    """A parameter takes a text or a list of texts; where its header lists values, only these, and `any` where it may."""
    query = StoredQuery("q", "Q?", "a row", (DAY, WORDS), {}, frozenset(), (), {}, "")
    schema = input_schema(query, {})
    for good in ({"all": "yes"}, {"all": ["yes", "any"]}, {"date": ["2012", "2013-01-01"]}, {}):
        assert is_valid(schema, good), good
    for bad in ({"all": "maybe"}, {"all": ["yes", "maybe"]}, {"all": 1}, {"date": "soon"}, {"date": [2012]}):
        assert not is_valid(schema, bad), bad
    assert "default" not in schema["properties"]["date"]
    assert "the last day for which the sources attest anything" in schema["properties"]["date"]["description"]
    assert "no" == schema["properties"]["all"]["default"]


def test_the_rows_that_are_asked_for() -> None:
    """A page by its texts; every wrong one is refused at once."""
    assert RowRange() == rows_asked(None, "")
    assert RowRange(MOST_ROWS, 7) == rows_asked(str(MOST_ROWS), "7")
    for wrong in (("0", "-1"), (str(MOST_ROWS + 1), "x"), ("²", "9" * 13)):
        with pytest.raises(UsageError) as error:
            rows_asked(*wrong)
        assert ["limit", "offset"] == [fault.subject for fault in error.value.faults]
