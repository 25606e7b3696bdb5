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
    with serving(make_app(project.release.folder, queries, context, project.configuration)) as running:
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
    """The page of a thing has its derived bounds with the steps to each, linked to their claims; presumed ones are marked."""
    page = client.get("/id/request/kazakhstan-csto-1.html").text
    assert "<h2>Follows from the order of things</h2>" in page
    name = "request of Kazakhstan’s president to the CSTO for peacekeeping forces"
    assert f"<h3>{name} had happened by 5 January 2022</h3>\n<ol>" in page
    linked = '<a href="/claim/vif-140">claim:<wbr>vif-140</a>'
    assert (
        f'<li>{name} had happened by 5 January 2022 <span class="muted">(one came after the other; {linked})' in page
    )
    assert "Presumed" not in page
    page = client.get("/id/chairmanship/kyrgyzstan-csto-1.html").text
    assert '<p><strong>Presumed</strong>, by the assumption <a href="/id/rule/one-chair">one chair at a time ' in page
    assert 200 == client.get("/id/rule/one-chair.html").status_code
    assert "Follows from" not in client.get("/id/csto.html").text


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
