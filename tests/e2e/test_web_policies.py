"""The pages ask under a policy, as known by a day, and with evidence, as the command line does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from csto_kg.ontology import context_of
from csto_kg.project import Project
from csto_kg.queries.stored import queries_of
from csto_kg.web import make_app
from tests.support.cli import Run
from tests.support.paths import ROOT
from tests.support.web import serving

HISTORY = {"agent": "uzbekistan", "organization": "csto"}


@pytest.fixture(scope="module")
def client(built: Path) -> Iterator[httpx.Client]:
    """A server of the real data."""
    project = Project(ROOT, built)
    context = context_of(project)
    queries = queries_of(project)
    with serving(make_app(project.release.folder, queries, context, project.configuration, timeout=600.0)) as running:
        yield running


def ends(client: httpx.Client, **more: str) -> set[str]:
    """When Uzbekistan's membership ended."""
    answer = client.get("/query/membership-history.json", params={**HISTORY, **more})
    assert 200 == answer.status_code, answer.text
    return {row["ends"] for row in answer.json()}


def test_the_policy_is_that_of_the_command_line(client: httpx.Client, ask: Run) -> None:
    """Without the encyclopedia only the year of the suspension is known, on the page and on the command line."""
    assert {"2012-06-28"} == ends(client)
    assert {"2012"} == ends(client, policy="without:wikipedia-csto")
    done = ask(
        "query", "membership-history", "agent=uzbekistan", "organization=csto", "--policy", "without:wikipedia-csto"
    )
    assert ",2012," in done.stdout


def test_undated_sources_are_named(client: httpx.Client) -> None:
    """A page as known by a day names the sources that may have appeared later."""
    page = client.get("/query/members-as-of.html", params={"known-by": "2021-12-31"}).text
    assert "though perhaps published later: wikipedia-csto" in page
    assert "published later" not in client.get("/query/members-as-of.html").text


def test_assumptions_that_are_left_out_are_named(client: httpx.Client) -> None:
    """The page of the rules on time names those that the policy leaves out."""
    page = client.get("/query/rules.html", params={"policy": "assume:none"}).text
    assert "<p>Rule/actor-exists, " not in page
    assert "<p>Note: rule/actor-exists, rule/chair-is-member, " in page
    assert "leaves out" not in client.get("/query/rules.html").text


def test_a_page_shows_what_follows_from_order(client: httpx.Client) -> None:
    """The page of a thing has its derived bounds with their rules and claims; presumed ones name their assumption."""
    page = client.get("/id/request/kazakhstan-csto-1.html").text
    assert "<h2>Follows from the order of things</h2>" in page
    assert '<a href="../../claim/vif-140.html">' in page
    page = client.get("/id/chairmanship/kyrgyzstan-csto-1.html").text
    assert 'presumed by <a href="../../id/rule/one-chair.html">' in page
    assert 200 == client.get("/id/rule/one-chair.html").status_code
    assert "Follows from" not in client.get("/id/csto.html").text


def test_pages_are_weighed_by_the_policy(client: httpx.Client) -> None:
    """A page under a policy shows what is held then, says which policy it is, and keeps it in its links."""
    plain = client.get("/id/membership/uzbekistan-csto-1.html").text
    other = client.get("/id/membership/uzbekistan-csto-1.html", params={"policy": "without:wikipedia-csto"}).text
    assert ("28 June 2012" in plain, "28 June 2012" in other) == (True, False)
    assert "Under the policy “without:wikipedia-csto”" in other
    assert 'href="../../id/uzbekistan.html?policy=without%3Awikipedia-csto"' in other
    assert "policy=" not in plain


def test_pages_are_shown_as_of_a_day(client: httpx.Client) -> None:
    """A page as of a day shows what held then; of a year its last day counts. The first page is that of any day too."""
    page = client.get("/id/uzbekistan.html", params={"as-of": "2010"}).text
    assert "What held on 31 December 2010" in page
    assert "As of 31 December 2010" in page
    for path in ("/?as-of=2007-03-04", "/day/2007-03-04.html"):
        assert "On 4 March 2007" in client.get(path).text


def test_undated_sources_are_named_on_pages(client: httpx.Client) -> None:
    """A page as known by a day names the sources that may have appeared later."""
    page = client.get("/id/uzbekistan.html", params={"known-by": "2021"}).text
    assert "though perhaps published later: wikipedia-csto" in page
    assert "As known by 31 December 2021" in page


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"policy": "foo"}, "policy: 'foo' is not a policy — write curated, majority"),
        ({"known-by": "yesterday"}, "known-by: 'yesterday' is not a date; use YYYY-MM-DD"),
        ({"as-of": "9999"}, "as-of: '9999-12-31' is too far ahead"),
    ],
)
def test_wrong_views_are_refused(client: httpx.Client, more: dict[str, str], message: str) -> None:
    """A page under a wrong policy or day is refused with the parameter, its value and what to write, and status 400."""
    answer = client.get("/id/uzbekistan.html", params=more)
    assert (400, True) == (answer.status_code, message in answer.json()["detail"])


def test_evidence_is_added(client: httpx.Client) -> None:
    """With evidence each row has claims and dissents, as lists."""
    rows = client.get("/query/entity-card.json", params={"evidence": "yes"}).json()
    assert rows
    assert all(isinstance(row["claims"], list) and isinstance(row["dissents"], list) for row in rows)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"policy": "foo"}, "policy: 'foo' is not a policy — write curated, majority"),
        ({"policy": "only:foo"}, "policy: there is no source 'foo' — the sources are: "),
        ({"known-by": "yesterday"}, "known-by: 'yesterday' is not a date; use YYYY-MM-DD"),
        (
            {"known-by": "2012-13-01"},
            "known-by: '2012-13-01' is not a day of the calendar: look at its",
        ),
        (
            {"date": "2012-13-01"},
            "members-as-of date: '2012-13-01' is not a day of the calendar: look at its",
        ),
        (
            {"known-by": "1990-01-01"},
            "under the policy 'curated' as known by 1990-01-01 — the first source appeared on",
        ),
    ],
)
def test_wrong_policies_are_refused(client: httpx.Client, more: dict[str, str], message: str) -> None:
    """A wrong policy or day is refused with the parameter, its value and what to write, and status 400."""
    answer = client.get("/query/members-as-of.json", params=more)
    assert 400 == answer.status_code
    assert answer.json()["error"]["faults"]
    assert message in answer.json()["error"]["message"]
