"""Answers for people: labels, claims by source, cells that say what an empty one means, and sentences."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
import pytest

from csto_kg.ask.display import NOT_STATED, abbreviated, readable, verbatim
from csto_kg.ask.evidence import with_paraphrases
from csto_kg.ask.labels import Labels
from csto_kg.ask.names import Names
from csto_kg.ask.run import run_query
from csto_kg.ask.sentences import asked_of, sentences_of
from csto_kg.queries.header import SentenceTemplates
from csto_kg.queries.stored import Values
from csto_kg.queries.templates import numbered
from csto_kg.rdf.results import Table
from csto_kg.vocab import CLAIM, ID
from tests.support.mini import Mini
from tests.support.queries import QUERIES

QUERY = replace(
    QUERIES["members-as-of"],
    sentences=SentenceTemplates(
        row="{{ state }} was {{ role | a }} of {{ asked.organization | the }} {{ asked.date | at }}.",
        unknown="{{ state }} is {{ certainty }}.",
        many="{{ rows | column('state') | names }}: {{ rows | counted('state') }}.",
        none="Nobody {{ asked.date | at }}, {{ asked.role }}.",
    ),
    blanks={"presumed": "-"},
)
LEAGUE = {"organization": "league", "date": "1999-01-01", "role": "any"}


def iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(str(ID) + name)


def claims(*names: str) -> ox.Literal:
    return ox.Literal(" ".join(str(CLAIM) + name for name in names))


TABLE = Table(
    ("state", "label", "role", "presumed", "ends", "claims"),
    (
        (
            iri("eastland"),
            ox.Literal("Eastland"),
            iri("role/member"),
            None,
            ox.Literal("2012"),
            claims("a-b-1", "a-b-2", "c-7"),
        ),
        (iri("nowhere"), ox.Literal("nowhere"), None, None, None, claims()),
    ),
)


def test_a_table_for_people_has_labels_and_no_empty_cell(whole: Mini) -> None:
    """Labels stand for identifiers, a column that repeats them is left out, and claims are counted by source."""
    shown = readable(TABLE, QUERY, frozenset({"claims"}), Labels(whole.store))
    assert ("state", "role", "ends", "claims") == shown.columns
    assert (
        ("Eastland", "member", "2012", ("a-b 2", "c 1")),
        ("nowhere", NOT_STATED, NOT_STATED, ()),
    ) == shown.rows


def test_a_table_has_names_in_a_language(whole: Mini) -> None:
    """With a language a thing has its name in it, else its English one; a column of its English names is left out too."""
    shown = readable(TABLE, QUERY, frozenset({"claims"}), Labels(whole.store, "fr"))
    assert ("state", "role", "ends", "claims") == shown.columns
    assert ["Paysdelest", "nowhere"] == [row[0] for row in shown.rows]
    assert "member" == shown.rows[0][1]


def test_a_column_that_is_not_always_empty_says_what_empty_means(whole: Mini) -> None:
    """Where one row has a value, the others show what the header says of an empty cell."""
    table = Table(("presumed",), ((ox.Literal("yes"),), (None,)))
    assert (("yes",), ("-",)) == readable(table, QUERY, frozenset(), Labels(whole.store)).rows


def test_identifiers_are_shown_on_request() -> None:
    """The same table with its identifiers, in their short form, and for programs as texts."""
    shown = verbatim(TABLE, frozenset({"claims"}))
    assert (
        "eastland",
        "Eastland",
        "role/member",
        "",
        "2012",
        ("claim:a-b-1", "claim:a-b-2", "claim:c-7"),
    ) == shown.rows[0]
    assert (ox.Literal("eastland"), ox.Literal("claim:a-b-1 claim:a-b-2 claim:c-7")) == tuple(
        abbreviated(TABLE).rows[0][i] for i in (0, 5)
    )


def said(whole: Mini, values: Values) -> tuple[str, ...]:
    names, labels = Names(whole.store), Labels(whole.store)
    return sentences_of(QUERY, asked_of(QUERY, values, names, labels), run_query(names, QUERY, values), labels)


@pytest.mark.parametrize(
    ("values", "first"),
    [
        ({"date": "1980-01-01"}, "Nobody on 1 January 1980, member."),
        (
            {"date": "1980-01-01", "role": ["role/member", "role/observer"]},
            "Nobody on 1 January 1980, member or observer.",
        ),
        ({"date": "1980-01-01", "role": "any"}, "Nobody on 1 January 1980, any."),
    ],
)
def test_an_empty_answer_has_its_sentence(whole: Mini, values: Values, first: str) -> None:
    """What was asked is in the sentence: labels of what was given, and of defaults that were not."""
    assert (first,) == said(whole, values)


def test_rows_have_a_sentence_together_and_their_claims_counted(whole: Mini) -> None:
    """Several rows are one sentence where the header has one for many; the claims behind them are counted by source."""
    rows = run_query(whole.store, QUERY, LEAGUE).rows
    sentences = said(whole, LEAGUE)
    assert 1 < len(rows)
    assert f"{numbered(len(rows), 'state')}." == sentences[0].partition(": ")[2]
    assert "claim" in sentences[1]
    assert "source" in sentences[1]


def test_paraphrases_stand_by_their_claims(whole: Mini) -> None:
    """With evidence each claim of a row is a line with its paraphrase, those for it first."""
    (first, *_) = with_paraphrases(whole.store, run_query(whole.store, QUERY, LEAGUE)).rows
    assert isinstance(first[-1], ox.Literal)
    lines = first[-1].value.splitlines()
    assert lines
    assert all((line.startswith("claim:") and " (for): " in line) or " (against): " in line for line in lines)


def test_the_part_of_a_period_is_a_clause(whole: Mini) -> None:
    """A part of a period stands after the verdict, or last in the sentence; that a row holds throughout goes unsaid."""
    query = replace(QUERY, sentences=SentenceTemplates(row="{{ certainty | verdict }}: {{ state }}.", none="-"))
    flat = replace(QUERY, sentences=SentenceTemplates(row="{{ state }} was there.", none="-"))
    labels = Labels(whole.store)
    columns = ("state", "certainty", "during")
    for during, verdict, last in (
        ("until 2012-06-27", "Certain until 27 June 2012: Eastland.", "Eastland was there; so until 27 June 2012."),
        ("throughout", "Certain: Eastland.", "Eastland was there."),
    ):
        table = Table(columns, ((iri("eastland"), ox.Literal("certain"), ox.Literal(during)),))
        assert (verdict,) == sentences_of(query, {}, table, labels)
        assert (last,) == sentences_of(flat, {}, table, labels)
    place = replace(
        QUERY, sentences=SentenceTemplates(row="{{ state }}{% if during %}, {{ during }}{% endif %}.", none="-")
    )
    assert ("Eastland.",) == sentences_of(place, {}, table, labels)


def test_what_else_was_said_follows_without_the_speaker_again(whole: Mini) -> None:
    """Of one statement the words on it stand once; another statement has its own."""
    query = replace(QUERY, sentences=SentenceTemplates(row="{{ state }}: {{ says }}", none="-"))
    rows = (("eastland", "First."), ("eastland", "Second."), ("northland", "Third."))
    table = Table(("state", "says"), tuple((iri(state), ox.Literal(says)) for state, says in rows))
    assert ("Eastland: First.", "Second.", "Northland: Third.") == sentences_of(query, {}, table, Labels(whole.store))


def test_words_of_the_project_are_shown_by_plain_ones(whole: Mini) -> None:
    """What is held is shown as asserted, and a column whose name is a key by its words; the values stay as they are."""
    table = Table(("standing", "begunBy"), ((ox.Literal("held"), ox.Literal("x")),))
    shown = readable(table, QUERY, frozenset(("begunBy",)), Labels(whole.store))
    assert ("standing", "begun by") == shown.columns
    assert frozenset(("begun by",)) == shown.below
    assert "asserted" == shown.rows[0][0]
