"""The templates of sentences: what they may hold, what is refused, and what their filters write."""

from __future__ import annotations

import pytest

from csto_kg.queries.templates import filled, in_a_list, numbered, template_faults

ROW = {"state": "Armenia", "begins": "2002-10-07", "ends": "unknown", "asked": {"date": "2012-06-28", "body": "CSTO"}}
ROWS = {
    "rows": [
        {"state": "Armenia", "certainty": "certain", "of": ["A", "B"]},
        {"state": "Belarus", "certainty": "certain", "of": ["B"]},
        {"state": "Georgia", "certainty": "possible", "of": []},
    ]
}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "{{ state }} belonged to {{ asked.body }} {{ asked.date | at }}.",
            "Armenia belonged to CSTO on 28 June 2012.",
        ),
        ("({{ begins | until(ends) }})", "(from 7 October 2002; no source gives an end)"),
        ("{% if ends == 'unknown' %}a{% else %}b{% endif %}\n  c", "a c"),
        ("{{ 'observer' | a }}, {{ 'member' | a }}", "an observer, a member"),
        ("{{ begins | day }}", "7 October 2002"),
    ],
)
def test_a_template_is_filled(text: str, words: str) -> None:
    """Values stand in their places, by the filters, on one line."""
    assert words == filled(text, ROW)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ rows | column('state') | names }}", "Armenia, Belarus and Georgia"),
        ("{{ rows | column('state') | names(2) }}", "Armenia, Belarus and one more"),
        ("{{ rows | having('certainty', 'certain') | counted('state') }}", "two states"),
        ("{{ rows | lacking('certainty', 'certain') | counted('body', 'bodies') }}", "one body"),
        ("{{ rows | column('of') | names }}", "A and B"),
    ],
)
def test_rows_are_put_together(text: str, words: str) -> None:
    """Filters choose among the rows, take a column, and count."""
    assert words == filled(text, ROWS)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ stat }}", "names 'stat', which is not a column; did you mean state?"),
        ("{{ asked.dat }}", "names 'asked.dat', which is not a parameter; did you mean date?"),
        ("{{ state.__class__ }}", "takes a part '__class__' of something that is not 'asked'"),
        ("{{ state | upper }}", "uses the filter 'upper', which there is not"),
        ("{% for x in state %}{{ x }}{% endfor %}", "uses for, which templates of sentences do not have"),
        ("{{ state.lower() }}", "uses call, which templates of sentences do not have"),
        ("{{ state", "is not a template: unexpected end of template, expected 'end of print statement'."),
        ("{{ ().__class__ }}", "uses tuple, which templates of sentences do not have"),
    ],
)
def test_anything_else_is_refused(text: str, fault: str) -> None:
    """A template can name columns and parameters and use the filters; it can neither loop nor call."""
    assert fault in list(template_faults(text, ("state",), ("date",)))


def test_a_missing_value_is_an_error() -> None:
    """A value that is missing is never left out in silence."""
    with pytest.raises(ValueError, match="cannot be filled"):
        filled("{{ state }}", {})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Armenia", "Armenia"),
        ("Collective Security Treaty", "the Collective Security Treaty"),
        ("signing of the Collective Security Treaty", "the signing of the Collective Security Treaty"),
        ("Nikolai Bordyuzha", "Nikolai Bordyuzha"),
        ("the Kremlin", "the Kremlin"),
    ],
)
def test_names_have_their_article(name: str, words: str) -> None:
    """Names of organizations and events take the definite article, those of states and persons do not."""
    assert words == filled("{{ name | the }}", {"name": name})


def test_numbers_are_words_up_to_twelve() -> None:
    """Small numbers are words, greater ones digits; one has the singular."""
    assert ["no claims", "one claim", "twelve claims", "13 claims"] == [numbered(n, "claim") for n in (0, 1, 12, 13)]
    assert ["", "A", "A and B", "A, B and C"] == [in_a_list(list("ABC")[:n]) for n in range(4)]
