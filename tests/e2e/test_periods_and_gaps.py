"""Periods and empty answers as users meet them: on the command line, in Python, on pages, and in citations."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from csto_kg import Graph
from csto_kg.errors import UsageError
from csto_kg.ontology import context_of
from csto_kg.project import Project, find_project
from csto_kg.queries.stored import queries_of
from csto_kg.web import make_app
from tests.support.cli import Run
from tests.support.paths import ROOT
from tests.support.web import serving

FORMS = "is not a date; use YYYY-MM-DD, YYYY-MM or YYYY, or two of these with .. between them"


@pytest.fixture(scope="module")
def graph(built: Path) -> Graph:
    return Graph(find_project(ROOT, {}, build=built))


@pytest.fixture(scope="module")
def client(built: Path) -> Iterator[httpx.Client]:
    """A server of the real data."""
    project = Project(ROOT, built)
    with serving(
        make_app(
            project.release.folder, queries_of(project), context_of(project), project.configuration, timeout=600.0
        )
    ) as running:
        yield running


def during(text: str) -> dict[str, str]:
    """The part of the period for which each state is listed, by a table in CSV."""
    return {row["label"]: row["during"] for row in csv.DictReader(io.StringIO(text))}


def test_a_year_says_when_in_it_each_row_holds(ask: Run, graph: Graph, client: httpx.Client) -> None:
    """In 2012 Uzbekistan is a member until 27 June, by command, in Python and over HTTP."""
    by_command = during(ask("query", "members-as-of", "--as-of", "2012", "--format", "csv").stdout)
    assert by_command.pop("Uzbekistan") == "until 2012-06-27"
    assert {"throughout"} == set(by_command.values())
    by_command["Uzbekistan"] = "until 2012-06-27"
    assert by_command == {str(r["label"]): r["during"] for r in graph.ask.members_as_of(date="2012")}
    assert by_command == during(client.get("/query/members-as-of.csv", params={"date": "2012"}).text)


def test_a_period_is_cited_and_asked_again(ask: Run, tmp_path: Path) -> None:
    """The citation of an answer over a period gives the same bytes again."""
    done = ask("query", "parties-as-of", "date=1999-03..1999-12-31", "unattested=no", "--format", "csv", "--cite")
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("{")]
    assert '"date": ["1999-03..1999-12-31"]' in line
    again = ask("rerun", line)
    assert (0, done.stdout) == (again.returncode, again.stdout)


@pytest.mark.parametrize("value", ["summer", "2012-6", "2012-06-01/2012-07-01"])
def test_a_wrong_date_names_the_forms(value: str, ask: Run, graph: Graph, client: httpx.Client) -> None:
    """Command, Python and pages refuse what is not a date with the same sentence."""
    message = f"members-as-of date: '{value}' {FORMS}"
    assert message in ask("query", "members-as-of", "--as-of", value).stderr
    with pytest.raises(UsageError) as caught:
        graph.query("members-as-of", date=value)
    assert message == str(caught.value)
    refused = client.get("/query/members-as-of.json", params={"date": value})
    assert (400, message) == (refused.status_code, refused.json()["error"]["message"])


def test_an_agent_can_be_asked_for(ask: Run) -> None:
    """A state is found by `agent` in the members of an organization, and by its former name with a note."""
    for name in ("agent", "state"):
        done = ask("query", "members-as-of", f"{name}=UZ", "date=2010-06-01", "--format", "csv")
        assert ["Uzbekistan"] == [row["label"] for row in csv.DictReader(io.StringIO(done.stdout))]
        assert (name == "state") == ("'state' of members-as-of is called 'agent' now" in done.stderr)


def test_meetings_of_a_year(ask: Run) -> None:
    """A period leaves out the meetings that cannot fall into it, and says which do for certain."""
    rows = csv.DictReader(io.StringIO(ask("query", "meetings", "from=2018", "to=2018", "--format", "csv").stdout))
    found = {(row["date"][:5].strip("["), row["certainty"]) for row in rows}
    assert ("2018-", "certain") in found
    assert {"certain", "possible"} >= {certainty for _, certainty in found}


def test_what_no_source_speaks_of_is_not_a_no(ask: Run, graph: Graph, client: httpx.Client) -> None:
    """That no source lists members of NATO, and that Ukraine was none of the CSTO, are two answers."""
    nato = graph.query("members-as-of", organization="nato", date="2012-06-27", role="role/member")
    ukraine = graph.query("members-as-of", organization="csto", agent="ukraine", date="2012-06-27")
    for answer, is_covered in ((nato, False), (ukraine, True)):
        reason = graph.why_empty(answer)
        assert reason is not None
        assert is_covered == reason.is_covered
        assert [s.removesuffix(".") for s in reason.sentences] == list(graph.notes(answer))[1:]
    not_covered = "Nothing is recorded under this reading for organization=North Atlantic Treaty Organization"
    assert not_covered in ask("query", "members-as-of", "organization=nato").stderr
    assert not_covered in client.get("/query/members-as-of.html", params={"organization": "nato"}).text
    header = client.get("/query/members-as-of.json", params={"organization": "csto", "agent": "ukraine"}).headers
    assert "With another organization there is an answer: GUAM." in header["Warning"]
    assert graph.why_empty(graph.query("members-as-of")) is None
    assert graph.why_empty(graph.sparql("SELECT * { ?s ?p ?o }")) is None


def test_defaults_are_named(ask: Run) -> None:
    """The defaults that were used are named, those that were not asked for are not."""
    said = ask("query", "members-as-of", "date=2012-06-28", "unattested=no").stderr
    assert "Note: organization=csto, role=role/member were not given: the defaults were used.\n" == said
    assert "" == ask("query", "meetings").stderr


def test_an_empty_answer_is_explained_under_its_policy(graph: Graph) -> None:
    """An answer that is empty under a policy is explained by what this policy holds."""
    answer = graph.query("party-changes-between", policy="only:minsk-dialogue-2021", from_="1950", to="1951")
    assert () == answer.rows
    reason = graph.why_empty(answer)
    assert reason is not None
    ((edge,),) = [r.values for r in reason.relaxations if "to" in r.parameters]
    found = graph.query("party-changes-between", policy="only:minsk-dialogue-2021", from_="1950", to=edge["to"])
    assert found.rows


@pytest.mark.parametrize("format_", ["table", "csv", "tsv", "json", "sparql-json"])
@pytest.mark.parametrize("option", [None, "--ids", "--curies", "--evidence"])
def test_rerun_writes_the_same_bytes(ask: Run, format_: str, option: str | None) -> None:
    """What `rerun` writes is what was cited, sentences, labels, identifiers and paraphrases included, in every format."""
    options = (option,) if option else ()
    cited = ask("query", "members-as-of", "date=2012", *options, "--format", format_, "--cite")
    again = ask("rerun", cited.stderr[cited.stderr.index("{") :])
    assert cited.stdout == again.stdout


def test_a_period_that_ends_before_it_starts_is_refused(ask: Run, graph: Graph) -> None:
    """A first day after the last is refused on the command line and in Python; one day, month or year for both is not."""
    done = ask("query", "statements", "from=2012", "to=2010")
    assert (2, "") == (done.returncode, done.stdout)
    assert "from=2012 is after to=2010 — write the earlier date as from" in done.stderr
    with pytest.raises(UsageError, match="from=2012-06-28 is after to=2012-05"):
        graph.query("meetings", from_="2012-06-28", to="2012-05")
    for both in ("2012", "2012-06", "2012-06-28", "9999"):
        graph.query("meetings", from_=both, to=both)


def test_the_last_day_with_an_answer_is_the_last(graph: Graph) -> None:
    """Where no end is known, the last day with an answer is the one before the day that stands for that."""
    reason = graph.why_empty(graph.query("members-as-of", date="9999-12-31"))
    assert reason is not None
    assert ("9999-12-30",) == reason.relaxations[0].labels
    assert graph.query("members-as-of", date="9999-12-30").rows


@pytest.mark.parametrize("name", ["exercises", "quarrels", "meetings"])
def test_the_ends_of_time_can_be_asked(name: str, graph: Graph) -> None:
    """A period that ends on the first day, or starts on the last, has an answer, or a reason why not."""
    for answer in (graph.query(name, to="0001-01-01"), graph.query(name, from_="9999-12-31")):
        assert answer.rows or graph.why_empty(answer)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_time_are_said_where_they_are_asked(day: str, graph: Graph) -> None:
    """A sentence on a day has that day, also where it is one that stands for "no bound" elsewhere."""
    assert "9999" in " ".join(graph.query("meetings", from_="9999-12-31").sentences)
    for name in ("holders-as-of", "members-as-of", "signatories-by"):
        for sentence in graph.answer(name, {"date": day}).sentences:
            assert " ," not in sentence
            assert not re.search(r"\s\.|\bby \.", sentence)


def test_an_end_of_time_that_was_not_asked_is_not_said(graph: Graph) -> None:
    """Where one end of a period was given, the other, which stands for all time, is no reason for an empty answer."""
    for given, other in (({"from": "2023"}, "9999-12-31"), ({"to": "2010-06"}, "0001-01-01")):
        reason = graph.why_empty(graph.answer("deployments", given))
        assert reason is not None
        assert other not in reason.sentence
        assert "".join(given.values()) in reason.sentence
