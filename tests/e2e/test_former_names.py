"""Former names of parameters and options, asked as a user asks: the same answer, and a note on the present name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from csto_kg import Graph
from csto_kg.errors import UsageError
from csto_kg.ontology import context_of
from csto_kg.project import Project
from csto_kg.queries.stored import queries_of
from csto_kg.web import make_app
from tests.support.cli import Run
from tests.support.paths import ROOT
from tests.support.web import serving

NOTE = "parameter 'state' of membership-history is called 'agent' now"


@pytest.fixture(scope="module")
def client(built: Path) -> Iterator[httpx.Client]:
    """A server of the real data."""
    project = Project(ROOT, built)
    app = make_app(
        project.release.folder, queries_of(project), context_of(project), project.configuration, timeout=600.0
    )
    with serving(app) as running:
        yield running


def test_the_command_line_accepts_a_former_name(ask: Run) -> None:
    """The answer is that of the present name, and one line on standard error gives that name."""
    former, present = (
        ask("query", "membership-history", f"{n}=russia", "organization=csto", "--format", "csv")
        for n in ("state", "agent")
    )
    assert (present.stdout, f"Note: {NOTE}.\n") == (former.stdout, former.stderr)
    assert (0, "") == (present.returncode, present.stderr)
    both = ask("query", "membership-history", "state=russia", "agent=russia")
    assert 2 == both.returncode
    assert "given twice" in both.stderr


def test_a_citation_by_a_former_name_is_asked_again(ask: Run, tmp_path: Path) -> None:
    """A citation that was written before the change gives the same bytes again."""
    done = ask("query", "membership-history", "agent=russia", "--format", "csv", "--cite")
    citation = json.loads(done.stderr)
    citation["parameters"] = {"state": citation["parameters"]["agent"]}
    file = tmp_path / "citation.json"
    file.write_text(json.dumps(citation), encoding="utf-8")
    again = ask("rerun", str(file))
    assert (0, done.stdout) == (again.returncode, again.stdout)
    assert NOTE in again.stderr


def test_the_server_accepts_a_former_name(client: httpx.Client) -> None:
    """An address with a former name gives the same answer; the page has a note and the value in its field."""
    rows = [client.get("/query/membership-history.json", params={n: "russia"}).json() for n in ("state", "agent")]
    assert rows[0] == rows[1]
    for ending in ("json", "csv"):
        csto = {"organization": "csto"}
        answer = client.get(f"/query/membership-history.{ending}", params={"state": "russia", **csto})
        assert answer.headers["Warning"].startswith(
            "299 csto-kg \"The parameter 'state' of membership-history is called"
        )
        present = client.get(f"/query/membership-history.{ending}", params={"agent": "russia", **csto})
        assert "Warning" not in present.headers
    page = client.get("/query/membership-history.html", params={"state": "russia"}).text
    assert "The parameter &#39;state&#39; of membership-history is called" in page
    assert 'name="agent" value="russia"' in page
    both = client.get("/query/membership-history.json", params={"state": "russia", "agent": "russia"})
    assert 400 == both.status_code


def test_python_accepts_a_former_name(built: Path) -> None:
    """`Graph.query` and the typed function give the same rows, with a warning."""
    graph = Graph.open(ROOT, built)
    present = list(graph.query("membership-history", agent="russia"))
    with pytest.warns(FutureWarning, match=NOTE) as caught:
        assert present == list(graph.query("membership-history", state="russia"))
    assert [__file__] == [w.filename for w in caught]
    with pytest.warns(FutureWarning, match=NOTE) as caught:
        assert present == list(graph.ask.membership_history(state="russia"))
    assert [__file__] == [w.filename for w in caught]


@pytest.mark.no_cover
def test_validate_accepts_the_former_option(ask: Run, built: Path) -> None:
    """`--at` checks the day as `--as-of` does, with a note; both at once are refused."""
    release = str(built / "current")
    former = ask("validate", release, "--at", "2012-06-28")
    assert 0 == former.returncode
    assert "option --at is called --as-of now" in former.stderr
    both = ask("validate", release, "--at", "2012-06-28", "--as-of", "2012-06-28")
    assert 2 == both.returncode
    assert "given twice" in both.stderr
    assert "--at" not in ask("validate", "--help").stdout


def test_arguments_of_a_graph_have_former_names(built: Path) -> None:
    """Methods take what they called `subject`, `about` and `at`, each with a warning at the caller's line; not both."""
    graph = Graph.open(ROOT, built)
    for former, present, name in (
        (lambda: graph.explain(subject="in-force/cst-1"), lambda: graph.explain("in-force/cst-1"), "subject"),  # type: ignore[call-arg]
        (lambda: graph.evidence(subject="in-force/cst-1"), lambda: graph.evidence("in-force/cst-1"), "subject"),  # type: ignore[call-arg]
        (lambda: graph.conflicts(about="cst"), lambda: graph.conflicts("cst"), "about"),  # type: ignore[call-arg]
    ):
        with pytest.warns(FutureWarning, match=f"argument '{name}' of ") as caught:
            old = former()
        assert [__file__] == [w.filename for w in caught]
        assert repr(old) == repr(present())
    with (
        pytest.warns(FutureWarning, match="argument 'at' of validate is called 'as_of' now"),
        pytest.raises(UsageError),
    ):
        graph.validate(at="not a day")  # type: ignore[call-arg]
    with pytest.raises(UsageError, match="is given twice, as thing and as subject"):
        graph.explain(thing="cst", subject="cst")  # type: ignore[call-arg]
