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
        ({"known-by": "2012-13-01"}, "known-by: '2012-13-01' is not a date; use YYYY-MM-DD"),
        ({"date": "2012-13-01"}, "members-as-of date: '2012-13-01' is not a date; use YYYY-MM-DD"),
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
