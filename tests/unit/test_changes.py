"""What changed between two releases is shown thing by thing, and nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
import pyoxigraph as ox
import pytest
from rdflib.namespace import RDFS

from csto_kg.ask.changes import Changes, changes_between
from csto_kg.cli.diff import as_text
from csto_kg.errors import UsageError
from csto_kg.project import Project
from csto_kg.vocab import ROOT

HEAD = f"""
@prefix : <{ROOT}ontology#> . @prefix id: <{ROOT}id/> . @prefix f: <{ROOT}finding/> . @prefix g: <{ROOT}graph/> .
@prefix c: <{ROOT}claim/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
"""


def finding(name: str, date: str, status: str) -> str:
    """A finding on the date of the pact, in TriG."""
    stated = f"rdf:subject id:pact ; rdf:predicate :date ; rdf:object '{date}'"
    return f"f:{name} a :Finding ; {stated} ; :status <{ROOT}id/finding-status/{status}> ; :supportedBy c:a-1 ."


OLD = f"""{HEAD}
g:view {{ id:pact a :Treaty ; :dateText '1990' . id:east a :State }}
g:findings {{ {finding("one", "1990", "held")} {finding("two", "1992", "open")} }}
c:a-1 {{ id:pact :date '1990' }}
"""
NEW = f"""{HEAD}
g:view {{ id:pact a :Treaty ; :dateText '1991', '1992' . id:west a :State }}
g:findings {{ {finding("one", "1990", "rejected")} {finding("three", "1991", "held")} }}
c:a-1 {{ id:pact :date '1991' }}
"""


def quads(text: str) -> Iterable[ox.Quad]:
    return ox.parse(text.encode(), ox.RdfFormat.TRIG)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Project, str, str]:
    """A project, and the files of two releases."""
    paths = []
    for name, text in (("old.nq", OLD), ("new.nq", NEW)):
        path = tmp_path / name
        path.write_bytes(b"".join(f"{q} .\n".encode() for q in quads(text)))
        paths.append(str(path))
    return Project(tmp_path, tmp_path / "build"), paths[0], paths[1]


def test_changes_by_thing(files: tuple[Project, str, str]) -> None:
    """Values of a property are set side by side, a new finding is one line, and names are short."""
    changes = changes_between(*files)
    assert [
        "east",
        "  - rdf:type: csto:State",
        "pact",
        "  ~ csto:dateText: 1990 → 1991, 1992",
        "  ~ finding csto:date = 1990: csto:status: finding-status/held →",
        "      finding-status/rejected",
        "  + finding csto:date = 1991 [held] for claim:a-1",
        "  - finding csto:date = 1992 [open] for claim:a-1",
        "west",
        "  + rdf:type: csto:State",
    ] == [click.unstyle(line) for line in as_text(changes, 80)]


def test_claims_are_compared_where_asked(files: tuple[Project, str, str]) -> None:
    """With the claims, a change says which claim says so."""
    changes = changes_between(*files, claims=True)
    assert "  ~ claim:a-1 says: csto:date: 1990 → 1991" in list(as_text(changes, 80))


@pytest.mark.parametrize("claims", [False, True])
def test_counts_in_equal_counts_out(files: tuple[Project, str, str], claims: bool) -> None:
    """Every quad that is gone or new is in exactly one change, and in one line of N-Quads."""
    changes = changes_between(*files, claims=claims)
    counted = [change for thing in changes.things for change in thing.changes]
    assert len(changes.gone) == sum(len(c.gone) for c in counted)
    assert len(changes.come) == sum(len(c.new) for c in counted)
    assert {f"- {q} ." for q in changes.gone} | {f"+ {q} ." for q in changes.come} == set(changes.as_lines())
    assert len(list(quads(OLD))) - (0 if claims else 1) == len(changes.gone) + changes.same


def test_the_same_release_has_no_changes(files: tuple[Project, str, str]) -> None:
    """A release does not differ from itself."""
    project, old, _ = files
    changes: Changes = changes_between(project, old, old)
    assert (False, ()) == (bool(changes), changes.things)


def test_the_label_of_a_finding_is_no_change(files: tuple[Project, str, str]) -> None:
    """A label of a finding repeats what the finding says; that of a thing is a change."""
    project, old, new = files
    kept = Path(old).read_text()
    for subject, graph, expected in (("finding/one", "findings", 0), ("id/pact", "view", 1)):
        label = f'<{ROOT}{subject}> <{RDFS.label}> "a label"@en <{ROOT}graph/{graph}> .'
        Path(new).write_text(f"{kept}{label}\n")
        assert expected == len(changes_between(project, old, new).come)


def test_names_that_mean_no_release(files: tuple[Project, str, str]) -> None:
    """A name of no release, a missing name where nothing was built, and a file that is no release are refused."""
    project, old, _ = files
    with pytest.raises(UsageError, match="nothing has been built to compare"):
        changes_between(project, None, None)
    with pytest.raises(UsageError, match="0 kept releases start with '3f'"):
        changes_between(project, old, "3f")
    Path(old).write_text("no quads")
    with pytest.raises(UsageError, match="cannot be read as N-Quads"):
        changes_between(project, old, old)
