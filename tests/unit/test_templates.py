"""The templates of sentences: what they may hold, what is refused, and what their filters write."""

from __future__ import annotations

import pytest

from csto_kg.queries.templates import in_a_list, numbered, rendered, template_faults

ROW = {"state": "Armenia", "begins": "2002-10-07", "ends": "unknown", "asked": {"date": "2012-06-28", "body": "CSTO"}}
ROW |= {"dates": ["1999", "2001-05-02"], "bodies": ["Security Council", "Armenia"]}
ROWS = {
    "rows": [
        {"state": "Armenia", "certainty": "certain", "of": ["A", "B"], "begins": "1999", "ends": "2001"},
        {"state": "Belarus", "certainty": "certain", "of": ["B"], "begins": "2000-05", "ends": "unknown"},
        {"state": "Georgia", "certainty": "possible", "of": [], "begins": "unknown", "ends": "unknown"},
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
        ("{{ 'It ended.' }}.", "It ended."),
        ("{{ dates | at | names }}; {{ dates | day | names }}", "in 1999 and on 2 May 2001; 1999 and 2 May 2001"),
        (
            "{{ '~20000' | number }}, {{ '4.5' | number }}, {{ 'x' | number }}, {{ '2018' | number }}",
            "about 20,000, 4.5, x, 2018",
        ),
        ("{{ bodies | the | names }}", "the Security Council and Armenia"),
    ],
)
def test_a_template_is_filled(text: str, words: str) -> None:
    """Values stand in their places, by the filters, on one line."""
    assert words == rendered(text, ROW)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ rows | column('state') | names }}", "Armenia, Belarus and Georgia"),
        ("{{ rows | column('state') | names(2) }}", "Armenia, Belarus and one more"),
        ("{{ rows | having('certainty', 'certain') | counted('state') }}", "two states"),
        ("{{ rows | lacking('certainty', 'certain') | counted('body', 'bodies') }}", "one body"),
        ("{{ rows | column('of') | names }}", "A and B"),
        (
            "{{ rows | having('of', 'A') | counted('state') }}, {{ rows | lacking('of', 'B') | counted('state') }}",
            "one state, one state",
        ),
        ("{{ rows | dated('state', 'begins') | names }}", "Armenia (1999), Belarus (May 2000) and Georgia"),
        (
            "{{ rows | having('state', 'Armenia') | dated('state', 'begins', 'ends') | names }}",
            "Armenia (from 1999 until 2001)",
        ),
        ("{{ rows | stating('of') | column('state') | names }}", "Armenia and Belarus"),
        ("{{ rows | tally('state') }}", "two certain, one possible"),
        ("{{ rows | tally('of') }}", "two certain"),
        ("{{ rows | beside('state', 'of', 'certainty') | names(1) }}", "Armenia (A and B, certain) and two more"),
        (
            "{{ rows | beside('state', 'certainty begins', 'of') | names(1) }}",
            "Armenia (certain 1999, A and B) and two more",
        ),
    ],
)
def test_rows_are_put_together(text: str, words: str) -> None:
    """Filters choose among the rows, take a column, and count."""
    assert words == rendered(text, ROWS)


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


def test_any_row_can_say_for_which_part_of_a_period_it_holds() -> None:
    """The part of a period is no column of a query, since it comes with every question about a day."""
    rows = [{"state": "Armenia", "begins": "1999", "during": "throughout"}]
    assert "Armenia (1999; throughout)" == rendered("{{ rows | dated('state', 'begins') | names }}", {"rows": rows})
    assert [] == list(template_faults("{{ state }}{% if during %}, {{ during }}{% endif %}", ("state",), ()))


def test_a_missing_value_is_an_error() -> None:
    """A value that is missing is never left out in silence."""
    with pytest.raises(ValueError, match="cannot be filled"):
        rendered("{{ state }}", {})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Armenia", "Armenia"),
        ("Collective Security Treaty", "the Collective Security Treaty"),
        ("signing of the Collective Security Treaty", "the signing of the Collective Security Treaty"),
        ("Nikolai Bordyuzha", "Nikolai Bordyuzha"),
        ("the Kremlin", "the Kremlin"),
        ("Armenia joins the Collective Security Treaty", "Armenia joins the Collective Security Treaty"),
        ("Article 5 of the North Atlantic Treaty", "Article 5 of the North Atlantic Treaty"),
        ("Charter of the United Nations", "the Charter of the United Nations"),
        ("Vladimir Putin’s part of the plan", "Vladimir Putin’s part of the plan"),
        ("request of Kazakhstan’s president", "the request of Kazakhstan’s president"),
        ("Kremlin", "the Kremlin"),
        (
            "Organization for Security and Co-operation in Europe",
            "the Organization for Security and Co-operation in Europe",
        ),
        ("Armenia’s chairing of the CSTO", "Armenia’s chairing of the CSTO"),
        ("southern Kyrgyzstan", "southern Kyrgyzstan"),
        ("Article 4 of the Collective Security Treaty", "Article 4 of the Collective Security Treaty"),
        ("Armenia or Collective Security Council", "Armenia or the Collective Security Council"),
        ("request of arms or money", "the request of arms or money"),
    ],
)
def test_names_have_their_article(name: str, words: str) -> None:
    """Names of organizations and events take the definite article, those of states and persons do not."""
    assert words == rendered("{{ name | the }}", {"name": name})


def test_numbers_are_words_up_to_twelve() -> None:
    """Small numbers are words, greater ones digits; one has the singular."""
    assert ["no claims", "one claim", "twelve claims", "13 claims"] == [numbered(n, "claim") for n in (0, 1, 12, 13)]
    assert ["", "A", "A and B", "A, B and C"] == [in_a_list(list("ABC")[:n]) for n in range(4)]
    assert "A; B, of C; or D" == in_a_list(["A", "B, of C", "D"], "or")


def test_all_time_leaves_no_trace() -> None:
    """A value that says nothing leaves no space before the mark that follows it."""
    text = "Started {{ asked.from | within(asked.to) }}, certain."
    assert "Started, certain." == rendered(text, {"asked": {"from": "", "to": ""}})
    assert "Started in 2018, certain." == rendered(text, {"asked": {"from": "2018-01-01", "to": "2019-01-01"}})
