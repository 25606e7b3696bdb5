"""Values that are neither texts nor days are refused by name, whatever they are."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from csto_kg.ask.arguments import answer_given, day_given, text_given, values_given
from csto_kg.ask.changes import changes_between
from csto_kg.ask.graph import Graph
from csto_kg.errors import UsageError
from csto_kg.project import Project

NOT_TEXTS = (5, 1.5, None, True, b"x", {"a": "b"}, object())


@pytest.mark.parametrize("value", NOT_TEXTS, ids=lambda value: type(value).__name__)
def test_what_is_not_a_text_is_refused(value: object) -> None:
    """A number, a mapping, nothing or bytes for a text, a day or a value is an error that names the argument."""
    with pytest.raises(UsageError, match=r"^policy: .* is not text — give a str$"):
        text_given("policy", value)
    with pytest.raises(UsageError, match=r"^known_by: .* is not a day — give a datetime.date, or a text such as"):
        day_given("known_by", value)
    for given in (value, ["a", value]):
        with pytest.raises(UsageError, match=r"^members-as-of date: .* is not a value — give a str, a datetime"):
            values_given("members-as-of", {"date": given})


def test_a_lone_surrogate_is_refused() -> None:
    """A text that no file could hold is refused by name, and does not fail where it is first written."""
    with pytest.raises(UsageError, match=r"^text: .* is not text — leave out its lone surrogates$"):
        text_given("text", "SELECT \ud800")
    with pytest.raises(UsageError, match=r"^members-as-of organization: .* is not a value"):
        values_given("members-as-of", {"organization": "\udcff"})


def test_texts_and_days_are_taken() -> None:
    """Texts, days and lists of either are values; a day is a date or its text, without a time."""
    day = date(2012, 6, 28)
    assert {"a": "x", "b": ["x", "2012-06-28"], "c": "2012-06-28", "d": ["y"]} == values_given(
        "q", {"a": "x", "b": ["x", day], "c": day, "d": {"y"}}
    )
    assert day == day_given("known_by", "2012-06-28") == day_given("known_by", day)
    for wrong in ("2012-13-01", datetime(2012, 6, 28, 12)):
        with pytest.raises(UsageError, match=r"^known_by: "):
            day_given("known_by", wrong)


def test_every_wrong_value_is_reported_at_once() -> None:
    """Two wrong values are two faults."""
    with pytest.raises(UsageError) as caught:
        values_given("q", {"a": 1, "b": 2, "c": "x"})
    assert ["q a", "q b"] == [fault.subject for fault in caught.value.faults]


def test_a_file_is_not_compared_with_nothing(mini: Project) -> None:
    """Where nothing was built, a file cannot be compared with the current release."""
    with pytest.raises(UsageError, match="nothing has been built to compare — run: csto-kg build"):
        changes_between(mini, str(mini.context), None)


@pytest.mark.parametrize("value", ["x", None, 5, []])
def test_what_is_not_an_answer_is_refused(value: object) -> None:
    """What is asked of an answer is refused in words for anything else."""
    with pytest.raises(UsageError, match=r"^answer: .* is not an answer — give what query or ask returned$"):
        answer_given("answer", value)


@pytest.mark.parametrize("value", [5, 5.0, b"lake", ["lake"], Ellipsis], ids=repr)
def test_what_is_no_path_is_refused_with_what_is_taken(value: object) -> None:
    """`open` and `build` name the argument and what it may be."""
    for name, opened in (("project", Graph.open), ("folder", Graph.build)):
        with pytest.raises(
            TypeError, match=f"^{name}: .* is not a path — give a str or a pathlib.Path, or leave it out"
        ):
            opened(value)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="build: the path is empty"):
        Graph.open(build="")
