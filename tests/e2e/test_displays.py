"""What answers show to people, as properties over all stored queries on the real data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg import Graph
from csto_kg.time.bounds import days_of
from csto_kg.time.edtf import parse
from csto_kg.time.written import written, written_at
from csto_kg.vocab import CSTO, G_VIEW, ID
from tests.support.paths import ROOT
from tests.support.queries import NAMES, QUERIES

TEXTS = {
    CSTO.dateText: (CSTO.date, None),
    CSTO.beginText: (CSTO.begins, CSTO.begunBy),
    CSTO.endText: (CSTO.ends, CSTO.endedBy),
}


@pytest.fixture(scope="module")
def graph(built: Path) -> Graph:
    """The build of the real data, in memory."""
    return Graph.open(ROOT, built)


def values(graph: Graph, thing: str, prop: str) -> list[str]:
    """The values of a property of a thing in the view."""
    found = graph.store.quads_for_pattern(ox.NamedNode(thing), ox.NamedNode(prop), None, ox.NamedNode(str(G_VIEW)))
    return [quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode | ox.Literal)]


def dated_about(graph: Graph) -> Iterator[tuple[str, str, str]]:
    """The things whose date, start or end is given as about a day, month or year: its text in the view, and the date."""
    for text, (key, link) in TEXTS.items():
        shown = graph.store.quads_for_pattern(None, ox.NamedNode(str(text)), None, ox.NamedNode(str(G_VIEW)))
        for quad in shown:
            assert isinstance(quad.subject, ox.NamedNode)
            assert isinstance(quad.object, ox.Literal)
            events = values(graph, quad.subject.value, str(link)) if link else []
            given = values(graph, quad.subject.value, str(key))
            given += [date for event in events for date in values(graph, event, str(CSTO.date))]
            yield from ((quad.subject.value, quad.object.value, date) for date in given if "~" in date)


def test_a_date_that_is_only_about_is_shown_so(graph: Graph) -> None:
    """What a source dates about April 1999 has no bounds of March and May, wherever nothing makes them narrower."""
    found = list(dated_about(graph))
    assert len(found) >= 4
    for thing, text, date in found:
        is_widened = not text.endswith("~") and days_of(parse(text)) == days_of(parse(date))
        assert not is_widened, f"{thing} is shown as {text} and dated {date}"
    said = " ".join(graph.answer("membership-history", {"agent": "uzbekistan", "organization": "guam"}).sentences)
    assert "from about April 1999" in said


def test_the_last_attestation_is_that_of_a_source(graph: Graph) -> None:
    """A situation is said to be attested last when a source attests it, not on the day after."""
    answer = graph.answer("unknown-ends")
    assert len(answer) >= 100
    shown = 0
    for row in answer:
        last = values(graph, f"{ID}{row['situation']}", str(CSTO.lastAttested))
        assert (last or [""]) == [str(row["last"] or "")]
        shown += bool(last)
    assert shown >= 20
    asked = graph.ask("What do the sources not say about the end of Bordyuzha's term?")
    assert asked.answer is not None
    assert "last attested on 19 March 2015" in " ".join(asked.answer.sentences)
    display = graph.display("unknown-ends", answer)
    assert "may have ended from" in display.columns
    assert "attested" not in display.columns


def first_rows_said(graph: Graph, name: str) -> tuple[str, list[str]]:
    """The sentences of a default answer, and the certainty of its rows in the order of the table."""
    answer = graph.answer(name)
    known = [str(row["certainty"]) for row in answer] if "certainty" in answer.columns else []
    return " ".join(answer.sentences), known


@pytest.mark.parametrize("name", [name for name in NAMES if "certainty" in QUERIES[name].columns])
def test_sentences_speak_of_what_is_certain_before_what_is_possible(graph: Graph, name: str) -> None:
    """No sentence on a row that is only possible stands before one on a row that is certain."""
    said, _ = first_rows_said(graph, name)
    possible = re.search(r"\bPossibl[ey]\b", said)
    after = said[possible.start() :] if possible else ""
    assert not re.search(r"\bCertain(?:ly)?\b(?! no longer)", after), said


def test_how_many_is_answered_in_the_first_sentence(graph: Graph) -> None:
    """The first sentence of a list says how many are certain and how many possible; none hides in the rest of the table."""
    asked = graph.answer("signatories-by", {"body": "crrf-agreement", "date": "2009"}).sentences
    assert "one certain" in asked[0]
    assert "five possible" in asked[0]
    assert "Certain: Belarus" in asked[0]
    for name in ("members-as-of", "parties-as-of", "unbroken-members"):
        assert re.search(r": \w+ (?:certain|possible|unknown)\b", graph.answer(name).sentences[0]), name
    cut = graph.answer("chairs", {"from": "2011-01-01", "to": "2012-01-01"}).sentences
    assert re.search(r" in 2011: \w+ possible", cut[0]), cut


def test_what_is_only_possibly_in_a_period_is_not_counted_as_in_it(graph: Graph) -> None:
    """A number over a period says how many of them fall into it only possibly, and gives its last day."""
    said = graph.answer("requests", {"from": "2010-06-01", "to": "2010-09-01"}).sentences[0]
    found = re.match(
        r"The sources speak of (\w+) requests \((\w+) of them only possibly from 1 June 2010 to 31 August", said
    )
    assert found, said


def test_dates_are_read_alike_by_those_who_write_them() -> None:
    """About a month is written so, alone and with its preposition."""
    assert (written("1999-04~"), written_at("1999-04~")) == ("about April 1999", "about April 1999")


CONDITIONS = """
SELECT ?condition ?episode ?agent ?organization WHERE { GRAPH graph:view {
  ?condition a csto:Condition ; csto:of ?episode . ?episode org:member ?agent ; org:organization ?organization .
} }"""


def test_what_held_of_a_membership_stands_with_it(graph: Graph) -> None:
    """That a membership was frozen or in name only is said with it, in its history and on a day by which it is attested."""
    found = graph.sparql(CONDITIONS).table.rows
    assert len(found) >= 2
    for condition, _, agent, organization in found:
        assert isinstance(condition, ox.NamedNode)
        assert isinstance(agent, ox.NamedNode)
        assert isinstance(organization, ox.NamedNode)
        asked = {"agent": agent.value, "organization": organization.value}
        said = " ".join(graph.answer("membership-history", asked).sentences)
        assert f"Said of it: {graph.labels.of(condition.value)}" in said
    frozen = graph.labels.of(f"{ID}condition/armenia-csto-frozen-1")
    assert frozen in " ".join(graph.answer("members-as-of", {"date": "2022-05-16"}).sentences)
    assert frozen not in " ".join(graph.answer("members-as-of", {"date": "2005-05-16"}).sentences)
    over = graph.answer("members-as-of", {"date": "2021-06..2022-04", "agent": "armenia"})
    assert len(over) == 1


def test_conflicts_stand_in_the_sentences_on_what_they_are_about(graph: Graph) -> None:
    """What few rows say has the conflicts that bear on it beside it: Article 4, or the observers."""
    for name, asked, conflict in (
        ("deployments", {"from": "2022-01-01", "to": "2022-02-01"}, "kazakhstan-ground-of-intervention"),
        ("membership-history", {"agent": "serbia"}, "csto-observers"),
    ):
        said = " ".join(graph.answer(name, asked).sentences)
        assert f"“{graph.labels.of(f'{ID}conflict/{conflict}')}”" in said


def test_a_disagreement_stands_once_and_where_it_belongs(graph: Graph) -> None:
    """No two conflicts are between the same claims, and that on a number is found by what was agreed on."""
    between = [tuple(row["claims"] or ()) for row in graph.answer("conflicts")]
    assert len(between) >= 200
    assert [] == [claims for claims in set(between) if between.count(claims) > 1]
    for thing in ("crrf-agreement", "approval/crrf-creation", "policy-decision/crrf-creation"):
        found = [row["conflict"] for row in graph.answer("conflicts", {"thing": thing})]
        assert found.count("conflict/crrf-four-or-five") == 1, thing


def test_a_range_that_is_inferred_is_not_a_source_s(graph: Graph) -> None:
    """The days around "a week later" have a note that no source gives them, and what they are inferred from."""
    notes = graph.notes(graph.answer("deployments", {"from": "2022-01-01", "to": "2022-02-01"}))
    (note,) = (text for text in notes if "stands in no source" in text)
    assert "between 9 January 2022 and 19 January 2022" in note
    assert "claim:ruehl-154" in note
    assert "A week after 5 January is 12 January" in note
    for name, asked in (("chairs", {"from": "2011-01-01", "to": "2012-01-01"}), ("holders-as-of", {})):
        assert not [text for text in graph.notes(graph.answer(name, asked)) if "stands in no source" in text]


def test_forces_are_those_of_the_organization(graph: Graph) -> None:
    """The army of Artsakh, reserves of a state and special forces in general do not belong to the CSTO."""
    own = {str(row["force"]) for row in graph.answer("forces")}
    every = {str(row["force"]) for row in graph.answer("forces", {"organization": "any"})}
    listed = {str(row["body"]) for row in graph.answer("organs")}
    assert own == {body for body in listed if body.startswith("force/")}
    assert own < every
    assert len(every) >= 20
    assert ["force/artsakh-army"] == [row["force"] for row in graph.answer("forces", {"organization": "artsakh"})]


def test_a_number_says_what_it_counts(graph: Graph) -> None:
    """The 2,500 of a deployment are all its troops, not those of one state."""
    answer = graph.answer("deployments", {"from": "2022-01-01", "to": "2022-02-01"})
    assert "troops in all, of every sender together: 2500" in " ".join(answer.sentences)
    assert "troops in all" in graph.display("deployments", answer).columns


def test_sentences_on_named_rows_leave_nothing_certain_out(graph: Graph) -> None:
    """Where the rows that name a thing are only possible, the sentences are about the certain ones too."""
    question = "What did the United States say about the CSTO at the Security Council in October 2016?"
    answer = graph.ask(question).answer
    assert answer is not None
    assert "28 October 2016" in " ".join(answer.sentences)


def test_a_card_has_what_held_before(graph: Graph) -> None:
    """The card of a person has the post that is over by its day."""
    card = graph.ask("Who was Bordyuzha?").card
    assert card is not None
    assert ("Nikolai Bordyuzha as Secretary-General of the CSTO", "held before") in [
        (row["label"], row["status"]) for row in card.facts
    ]


def test_a_speaker_is_not_named_twice(graph: Graph) -> None:
    """Who stands in the label of a statement is not named after it once more."""
    said = " ".join(graph.answer("statements-about", {"thing": "withdrawal/georgia-cst-1"}).sentences)
    assert said.startswith("Georgia on its withdrawal from the treaty, ")
    assert ", of Georgia" not in said
